/**
 * Rewrites, case by case. A file test/fixtures/fixes/ecmascript/<subject>.txt holds cases of one subject; each is
 *
 *   === Old -> ./new#New | a.ts          the changes (header of rewriting.ts) and, where it is not a.ts, the file
 *   import { Old } from './old';
 *   --- becomes
 *   import { New as Old } from './new';
 *   --- shown                            only where what is shown is not all of it
 *
 * or `--- refused <reason>`. UPDATE=1 renews what follows the first text. To add a case, add it to a file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectGolden } from '../../support/golden.ts';
import { rewrite } from './rewriting.ts';

const folder = join(import.meta.dirname, '../../fixtures/fixes/ecmascript');
const FIRST = 'a.ts';

/** A case with what comes of it. */
function told(written: string): string {
  const [head = '', ...lines] = written.split('\n');
  const end = lines.findIndex((line) => line.startsWith('--- '));
  const text = lines.slice(0, end < 0 ? lines.length : end).join('\n');
  const before = `${text.trimEnd()}\n`;
  const [changes = '', path = FIRST] = head.split(' | ');
  const result = rewrite(path, before, changes);
  const start = `=== ${head}\n${before}`;
  if (typeof result === 'string') return `${start}--- refused ${result}\n`;
  const shown = result.shown === result.text.trimEnd() ? '' : `--- shown\n${result.shown}\n`;
  return `${start}--- becomes\n${result.text}${shown}`;
}

test.each(readdirSync(folder))('%s', (name) => {
  const [head = '', ...cases] = readFileSync(join(folder, name), 'utf8').split(/^=== /m);
  expect(cases.length).toBeGreaterThan(0);
  expectGolden(join(folder, name), head + cases.map(told).join('\n'));
});
