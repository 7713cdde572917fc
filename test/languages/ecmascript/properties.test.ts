/**
 * What holds for every text: the scanner does not throw, its offsets lie in the text, its lists are sorted, a fact lies
 * within its statement, and the same text gives the same facts. And for monsters of a few megabytes: it comes back.
 * `SSOT_LONG=1` repeats each piece three times as often, or more.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scan } from '../../../src/languages/index.ts';
import type { Dialect, FileFacts, Span } from '../../../src/types.ts';
import { runs } from '../../support/runs.ts';
import { sourceFiles } from '../../support/source-files.ts';

const LONG = process.env.SSOT_LONG === '1';

const PAGES = ['vue', 'svelte', 'astro', 'markdown', 'mdx', 'rst', 'notebook'] as const;
const DIALECTS = ['js', 'ts', 'tsx', 'dts', ...PAGES] as const satisfies readonly Dialect[];
const dialect = fc.constantFrom(...DIALECTS);

/** Everything that is wrong with the facts of a text. */
function faults(text: string, facts: FileFacts): string[] {
  const found: string[] = [];
  const inside = (span: Span, outer: Span, what: string): void => {
    if (!(outer.start <= span.start && span.start <= span.end && span.end <= outer.end)) {
      found.push(`${what} ${span.start}-${span.end} is not within ${outer.start}-${outer.end}`);
    }
  };
  const whole = { start: 0, end: text.length };
  for (const { imports, definitions } of facts.parts) {
    for (const list of [imports, definitions]) {
      for (const [index, fact] of list.entries()) {
        inside(fact.statement, whole, 'statement');
        inside(fact, fact.statement, 'fact');
        if (fact.start < (list[index - 1]?.start ?? 0)) found.push(`${fact.start} is not sorted`);
      }
    }
    for (const name of imports.flatMap(({ names }) => names)) {
      inside(name, whole, 'name');
      for (const use of name.uses ?? []) inside(use, whole, 'use');
    }
  }
  for (const allow of facts.allows) inside(allow, whole, 'comment');
  if (facts.damage !== null) inside({ start: facts.damage.start, end: facts.damage.start }, whole, 'damage');
  return found;
}

function holds(text: string, of: Dialect): void {
  const facts = scan(text, of);
  expect(faults(text, facts)).toEqual([]);
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  expect(scan(text, of)).toEqual(facts);
}

const TOKENS = [
  ...'import export from as type default class function const let var interface enum require extends await'.split(' '),
  ...'async declare abstract namespace global module.exports exports return in of typeof using jest vi .mock'.split(
    ' ',
  ),
  ...'( ) { } [ ] < > => = == , ; : . ... ? ! / * + - ++ -- & | ` ${ " \' // /* */ /** \\ @ # a b ns T 1'.split(' '),
  ...['"m"', "'m'", '`m`', '<a>', '</a>', '<a/>', '<T,>', '/re/', '/[/]/', '<!--', '-->', '#!', '\\u0061', '\\u{62}'],
  ...['\ufeff', 'é', '\n', '\r\n', '\r', '\u2028', '\t', ' ', 'ssot-allow', "{import('m').T}", '@import{A}from"m"'],
  ...['<script>', '</script>', '<script lang="ts">', '<template>', '</template>', '```ts', '```', '~~~py', '> ', '- '],
];

describe('for every text', () => {
  test('of arbitrary characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), dialect, holds), runs(250));
  });

  test('made of the tokens of the languages', () => {
    const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }).map((tokens) => tokens.join(''));
    const spaced = fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }).map((tokens) => tokens.join(' '));
    fc.assert(fc.property(fc.oneof(soup, spaced), dialect, holds), runs(375));
  });

  test('made from a real file by cutting, inserting and repeating', () => {
    const folder = join(import.meta.dirname, '../../fixtures/languages');
    const texts = [...sourceFiles(folder), ...sourceFiles(join(import.meta.dirname, '../../../src/languages'))].map(
      (path) => readFileSync(path, 'utf8'),
    );
    const mutated = fc
      .tuple(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.constantFrom('', ...TOKENS)), { minLength: 1, maxLength: 4 }),
      )
      .map(([text, changes]) =>
        changes.reduce((before, [at, length, token]) => {
          const start = at % (before.length + 1);
          return before.slice(0, start) + token + before.slice(start + length);
        }, text),
      );
    fc.assert(fc.property(mutated, dialect, holds), runs(175));
  });
});

/** Each is repeated to a length at which anything but linear time would not come back. */
const CODE: readonly string[] = [
  ...[
    '${',
    '`${',
    '`',
    '"',
    '"\\a',
    "'\n",
    '/ ',
    '=/[ ',
    ')/',
    '/*',
    '/**/ ',
    '//\n',
    '{',
    '}',
    '{}/',
    '<',
    '= <a\n',
    '(<a>',
  ],
  ...[
    '=<a b="',
    '=<a<b',
    '=<T>(',
    '=<a>{',
    'import {',
    'import {a,\n',
    'import x from ',
    'import(',
    'import("a",',
    'require<',
  ],
  ...[': x = require("a"),', 'const x: a<b = require("a")\n', "jest.mock('a',", "jest.mock('a').", 'const a: T< '],
  ...['const a=(x\n', 'export const {a,', 'export const [', 'class A extends ', 'class A<', 'function a(', 'type A = '],
  ...[
    'interface A<',
    'export {a as b,',
    'a: import("b"),',
    '{a: import("b"),',
    'module.exports={',
    '-->',
    '<!--',
    'of ',
  ],
  ...[
    'import * as n from "a";',
    '{\nimport a from "b"\n',
    '/** @import {a',
    'require("a") as ',
    'a?b:',
    '@a() class A {} ',
  ],
  ...[
    'import * as n from "a"; n.b(n);\n',
    'function f() { const n = require("a"); n.b(n); }\n',
    'var n = require("a"); n.b(n);\n',
    'f(`\nimport a from "b"\n`,\n[1]);`',
    'a */\n',
  ],
  ...[
    "import('a').then((a) => a.b, ",
    "import('a').then(a => { a.b; ",
    "import('a').catch().then(",
    "Promise.all([import('a'), ",
    "const [a] = await Promise.all([import('a')]);\n",
    'lazy(() => import("a"), ',
    "const a = import('b'); a.then((c) => c.d);\n",
    'a["b"] = module.exports = exports.c = ',
    'exports.a = class { b() { ',
    'module.exports = { a: exports = { b, ',
    'Object.assign(exports, require("a"), ',
    'spyOn(require("a"), "b", ',
    'const a = createRequire(import.meta.url); a("b");\n',
    "createRequire('a')(",
    "new URL('a', import.meta.url, ",
    "import.meta.glob(['./a/*', ",
    'jest.a().mock("b").c(',
    '/** @type import("a").b | \n',
    'interface A<B> extends C<B> {}\n',
    "type A<B> = import('a').C<B>;\n",
  ],
];
const LINES_OF_CELLS = ['%time ', '!a \\\\\\n', '%timeit -n 1 -r', ' = ', '\\"\\"\\"', '>>> \\n', '\\n\\t'];

const CONTAINERS: readonly string[] = [
  ...[
    '<script>',
    '<template>',
    '<a ',
    '\n<script></script>',
    '<!-- ssot-allow -->',
    '<!--',
    'ssot-allow ',
    '<script a=',
  ],
  ...[
    '<template><a :b="import(1)">',
    '{{ import("a") ',
    "{#await import('a')} {:then ",
    "{#await import('a') then { b, ",
  ],
  ...['```ts\n', '```ts\nimport "a"\n```\n', '```py\n>>> ', '> ', '- ', '~~~\n', '\t', '1. '],
  ...['\n', '---\n', '--- \n\n', 'import a\n\n', '.. code:: py\n\n  a\n', '>>> a\n', '\\"', '"\\', '[', '{"cells":['],
  '{"cells":[{"cell_type":"code","source":["a? ?\\n","%x"]}]},',
  ...['"source":["', '","', '\\n","', ...LINES_OF_CELLS],
  ...['\\u0000', '\\', '\\u', '{"metadata":{"kernelspec":{"language":"', '<!-- -->', '--', '`---`', "'---", '---`'],
];

describe('comes back from many thousand characters of', () => {
  test.each([
    ...CODE.map((piece) => ({ piece, of: ['tsx'] as const })),
    ...CONTAINERS.map((piece) => ({ piece, of: PAGES })),
  ])('$piece', ({ piece, of }) => {
    const text = piece.repeat(Math.ceil((LONG ? 150_000 : 50_000) / piece.length));
    for (const one of of) expect(faults(text, scan(text, one))).toEqual([]);
  });
});

/** As they stand in JSON. */
const IN_CELLS: readonly string[] = [
  ...[...LINES_OF_CELLS, '\\u0000', '? ', '\\n%', '(', "'"],
  ...[
    '","',
    '\\n","',
    '"source":["',
    '\\\\',
    '\\n   ',
    'a?  ',
    '%%time\\n',
    'import a\\n',
    '#',
    '{',
    '"]},{"source":["',
  ],
];

test.each(IN_CELLS)('comes back from many thousand characters of %s in a cell', (piece) => {
  const length = LONG ? 250_000 : 50_000;
  for (const before of ['', '   ', '>>> ', '%%time\\n']) {
    const text = `{"cells":[{"cell_type":"code","source":["${before}${piece.repeat(Math.ceil(length / piece.length))}"]}]}`;
    expect(faults(text, scan(text, 'notebook'))).toEqual([]);
  }
});

test.each([
  ['20,000 nested templates', `${'`${'.repeat(20_000)}import("a")${'}`'.repeat(20_000)}`, 1],
  ['250,000 nested parentheses', `${'('.repeat(250_000)}import("a")${')'.repeat(250_000)}`, 1],
  ['200,000 nested braces', `${'{'.repeat(200_000)}require("a")${'}'.repeat(200_000)}`, 1],
  ['100,000 nested elements', `x = ${'<a>'.repeat(100_000)}{import("a")}${'</a>'.repeat(100_000)}`, 1],
  ['2 MB on one line', 'f("x",/re/,`t`,{a:1});'.repeat(92_000), 0],
  ['blanks and commas', `import {${' '.repeat(200_000)}${','.repeat(200_000)} a } from "b"`, 1],
  ['100,000 imports', 'import { a } from "b";\n'.repeat(100_000), 100_000],
])('reads %s', (_, text, imports) => {
  const facts = scan(text, 'tsx');
  expect(facts.damage).toBeNull();
  expect(facts.parts[0]?.imports).toHaveLength(imports);
});
