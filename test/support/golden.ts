/**
 * Goldens: exact output in a file that is reviewed. `UPDATE=1` renews all that a run compares, so that a change of behaviour
 * is read as a diff. Nothing else writes them.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect } from 'vitest';

const fixtures = resolve(import.meta.dirname, '../fixtures');
const isRenewed = process.env.UPDATE === '1';

/** Compares with the whole of a file: absolute, or below `test/fixtures`. */
export function expectGolden(name: string, actual: string): void {
  const file = resolve(fixtures, name);
  if (isRenewed) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  if (!existsSync(file)) throw new Error(`${file} is missing: run the test with UPDATE=1, then review the file`);
  expect(actual).toBe(readFileSync(file, 'utf8'));
}

/** Compares with what stands behind a line of a file, up to its end. */
export function expectGoldenBehind(name: string, line: string, actual: string): void {
  const file = resolve(fixtures, name);
  const text = readFileSync(file, 'utf8');
  const at = `\n${text}`.indexOf(`\n${line}\n`);
  const before = at < 0 ? text : text.slice(0, at);
  if (isRenewed) writeFileSync(file, `${before}${line}\n${actual}`);
  else expect(actual).toBe(at < 0 ? '' : text.slice(at + line.length + 1));
}
