/**
 * Merging, case by case: test/fixtures/fixes/merge/<subject>.txt. Each case is a file in which the last import of
 * `./new` is merged into an earlier one, and what the file is then, or that it stays. UPDATE=1 renews what follows the text.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textAfter } from '../../../src/fixes/change.ts';
import { mergeEcmascript } from '../../../src/fixes/ecmascript/merge.ts';
import { expectGolden } from '../../support/golden.ts';
import { runs } from '../../support/runs.ts';
import { commentsIn, judge } from './oracle.ts';
import { joined, type Style, statements, styles } from './random.ts';
import { factsOf } from './rewriting.ts';

const folder = join(import.meta.dirname, '../../fixtures/fixes/merge');

function merged(path: string, text: string): string | null {
  const part = factsOf(path, text);
  const last = part.imports.findLast(({ specifier }) => specifier === './new');
  const edits = last === undefined ? null : mergeEcmascript({ path, text, part }, last.statement);
  return edits && textAfter(text, { start: 0, end: text.length }, edits);
}

/** Every binding of a text, once; one that is a value is a type as well. */
function bindings(path: string, text: string): readonly string[] {
  const all = judge(path, text).bindings.map(({ at: _, ...one }) => one);
  const written = all.map((one) => JSON.stringify(one));
  const isValueToo = all.map((one) => one.typeOnly && written.includes(JSON.stringify({ ...one, typeOnly: false })));
  return [...new Set(written.filter((_, index) => isValueToo[index] !== true))].sort();
}

/** What is merged names what it named, and nothing else is another. */
function expectMerged(path: string, before: string, after: string): void {
  const [old, now] = [judge(path, before), judge(path, after)];
  expect(now.clean).toBe(true);
  expect(bindings(path, after)).toEqual(bindings(path, before));
  expect(now.rest).toEqual(old.rest);
  expect(commentsIn(after)).toEqual(commentsIn(before));
}

function told(written: string): string {
  const [path = '', ...lines] = written.split('\n');
  const end = lines.findIndex((line) => line.startsWith('--- '));
  const text = lines.slice(0, end < 0 ? lines.length : end).join('\n');
  const before = `${text.trimEnd()}\n`;
  const after = merged(path, before);
  if (after !== null && path === 'a.ts') expectMerged(path, before, after);
  return `=== ${path}\n${before}--- ${after === null ? 'stays\n' : `becomes\n${after}`}`;
}

test.each(readdirSync(folder))('%s', (name) => {
  const [head = '', ...cases] = readFileSync(join(folder, name), 'utf8').split(/^=== /m);
  expectGolden(join(folder, name), head + cases.map(told).join('\n'));
});

test.each([
  [
    "import { Old } from './new';\nimport { b } from './b';\nimport { a } from './new';\n",
    "import { Old, a } from './new';\nimport { b } from './b';\n",
  ],
  ["import Old from './new';\n\nimport { a } from './new';\nf();\n", "import Old, { a } from './new';\n\nf();\n"],
  ["export { Old } from './new';\nexport { a } from './new';\n", "export { Old, a } from './new';\n"],
  ["import type { Old } from './new';\nimport { a } from './new';\n", null],
  ["import { Old } from './new';\nimport * as ns from './new';\n", null],
  ["import { Old } from './new';\nimport { a /* why */ } from './new';\n", null],
  ["import { Old } from './new';\nimport './new';\n", null],
])('a later one is taken up: %j', (before, expected) => {
  const part = factsOf('a.ts', before);
  const first = part.imports[0]?.statement ?? { start: 0, end: 0 };
  const edits = mergeEcmascript({ path: 'a.ts', text: before, part }, first);
  expect(edits && textAfter(before, { start: 0, end: before.length }, edits)).toBe(expected);
  if (expected !== null) expectMerged('a.ts', before, expected);
});

/** A statement about `./new`, whose names bind what no other does but for some. */
function written(tokens: readonly string[], style: Style, prefix: string): string {
  return joined(tokens, style)
    .replace('./old', './new')
    .replace(/\b(?:local(?=[1-9])|D\b)/g, prefix);
}

test('two statements at random', () => {
  const middle = fc.constantFrom('\n', '\nf();\n', "\n\nimport { z } from './z';\n\n", '; ');
  const property = fc.property(
    fc.tuple(statements(true), styles(true)),
    fc.tuple(statements(true), fc.oneof(styles(false), styles(true))),
    middle,
    (first, second, between) => {
      const before = `${written(...first, 'first')}${between}${written(...second, 'second')}\n\ng();\n`;
      const after = judge('a.ts', before).clean ? merged('a.ts', before) : null;
      if (after !== null) expectMerged('a.ts', before, after);
    },
  );
  fc.assert(property, runs(200));
});
