/** More files than a commit has, of every scope that compares: sources and text files are read in another way then. */
import { expect, test } from 'vitest';
import type { ScopeRequest } from '../../src/git/snapshot.ts';
import { check } from '../../src/pipeline.ts';
import { temporaryRepository } from '../support/repository.ts';

const MANY = 1500; // LARGE of src/facts/files.ts

test.each([
  ['py', 'import old\n', 'banned-import'],
  ['yaml', 'run: python -m old.tool\n', 'mention'],
])('%s', async (extension, text, rule) => {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, mentions: 'error', banned: [{ module: './old/' }] }));
  repo.write('old/tool.py', '');
  repo.write('old/__init__.py', '');
  repo.commitAll('before');
  const before = repo.head();
  for (let n = 0; n < MANY; n++) repo.write(`f${n}.${extension}`, n % 100 === 0 ? text : '');
  repo.write(`f1.${extension}`, text.repeat(300));
  const found = async (scope: ScopeRequest): Promise<string> => {
    const outcome = await check({ cwd: repo.dir, scope, config: null, today: '2026-06-01' });
    const all = outcome?.report.findings ?? [];
    return `${all.filter((one) => one.rule === rule && one.status === 'new').length} of ${all.length}`;
  };
  const expected = `${MANY / 100 + 300} of ${MANY / 100 + 300}`;
  expect(await found({ scope: 'changed' })).toBe(expected);
  expect(await found({ scope: 'all' })).toBe(expected);
  expect(await found({ scope: 'paths', paths: ['.'] })).toBe(expected);
  repo.git('add', '-A');
  expect(await found({ scope: 'staged' })).toBe(expected);
  repo.commitAll('after');
  expect(await found({ scope: 'since', ref: before })).toBe(expected);
  expect(await found({ scope: 'ref', ref: 'HEAD' })).toBe(expected);
});
