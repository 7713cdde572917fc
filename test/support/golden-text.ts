/** Golden texts: exact output in a file of its own, rewritten by `UPDATE=1` and reviewed as a diff. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Compares `actual` with `test/fixtures/<name>`; with `UPDATE=1` writes it instead. */
export function expectText(name: string, actual: string): void {
  const file = `${fixtures}${name}`;
  if (process.env.UPDATE === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  if (!existsSync(file)) throw new Error(`${file} is missing: run the test with UPDATE=1, then review the file`);
  expect(actual).toBe(readFileSync(file, 'utf8'));
}
