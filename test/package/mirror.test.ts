/**
 * `pre-commit/`, the contents of a mirror for pre-commit.com, are those of this version.
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { run, snapshot } from '../support/package.ts';
import { temporaryFolder } from '../support/repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('is as scripts/mirror.mjs writes it', () => {
  const folder = temporaryFolder();
  const made = run(root, process.execPath, ['scripts/mirror.mjs', `${pathToFileURL(folder)}/`]);
  expect(made).toMatchObject({ status: 0, err: '' });
  expect(snapshot(join(root, 'pre-commit'))).toEqual(snapshot(folder));
});
