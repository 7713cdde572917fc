/** Calls whose strings name modules, as the search sees them and as the scanner does: what the search lets pass names none. */
import { expect, test } from 'vitest';
import { readFacts } from '../../src/facts/source.ts';
import { CALLEES_BY_NAME } from '../../src/languages/python/references.ts';
import { expressionSource } from '../../src/prefilter/pattern.ts';
import { PYTHON_SPELLINGS } from '../../src/prefilter/python-spellings.ts';

const search = new RegExp(PYTHON_SPELLINGS.map((pattern) => `(?:${expressionSource(pattern)})`).join('|'), 'm');
const isFound = (source: string): boolean => search.test(Buffer.from(source).toString('latin1'));

/** The keyword of each callee's first parameter, as the library that has it calls it. */
const KEYWORDS = ['name', 'dotted_path', 'import_str', 'path', 'mod_name'];

/** The name of a module in two pieces, so that no search for it finds anything. */
const CUT = [
  '"app.leg" "acy"',
  '"app.leg"\n    "acy"',
  '("app.leg" "acy")',
  '"app.leg" + "acy"',
  '"app.l\\x65gacy"',
  'r"app.leg" "acy"',
];
const BREAKS = ['', ' ', '\n    ', ' # comment\n', ' \\\n'];

/** Argument lists that may name it, by position and by keyword, before and behind others. */
function* argumentLists(): Generator<string> {
  for (const name of CUT) {
    for (const space of BREAKS) {
      yield `${space}${name}${space}`;
      yield `${space}${name}${space},${space}package`;
      for (const keyword of KEYWORDS) {
        const named = `${keyword}${space}=${space}${name}`;
        yield `${space}${named}${space}`;
        for (const first of [
          'loader',
          'self.loader',
          'f("x")',
          '"x"',
          '*rest',
          '**rest',
          'package="x"',
          'package\n="x"',
          'é="x"',
        ])
          yield `${space}${first}${space},${space}${named}${space}`;
      }
    }
  }
}

test('a name in pieces is found wherever the scanner reads one', () => {
  let read = 0;
  for (const callee of CALLEES_BY_NAME) {
    for (const list of argumentLists()) {
      for (const source of [
        `x = ${callee}(${list})\n`,
        `x = ${callee}\\\n(${list})\n`,
        `x = (${callee}\n(${list}))\n`,
      ]) {
        const { parts } = readFacts(Buffer.from(source), 'a.py').facts;
        if (!parts.some(({ imports }) => imports.some(({ specifier }) => specifier === 'app.legacy'))) continue;
        read++;
        if (!isFound(source)) throw new Error(source);
      }
    }
  }
  expect(read).toBeGreaterThan(1000);
});

test('calls with a variable, as most are, are let pass', () => {
  for (const callee of CALLEES_BY_NAME) {
    for (const list of [
      'path',
      'self.path',
      'path, fromlist=[x] if x else []',
      'path, package="a.b"',
      'path_of(x)',
      '',
    ]) {
      expect([callee, list, isFound(`module = ${callee}(${list})\n`)]).toEqual([callee, list, false]);
    }
  }
});

test('behind an argument without keyword there is none for the first parameter', () => {
  for (const [list, specifiers] of [
    ['package="x", name="app.legacy"', ['app.legacy']],
    ['*rest, name="app.legacy"', ['app.legacy']],
    ['loader, name="app.legacy"', []],
    ['loader == 1, name="app.legacy"', []],
  ] as const) {
    const { parts } = readFacts(Buffer.from(`import_module(${list})\n`), 'a.py').facts;
    expect([list, parts.flatMap(({ imports }) => imports.map(({ specifier }) => specifier))]).toEqual([
      list,
      specifiers,
    ]);
  }
});

test('a method `__getattr__` is let pass, a function of that name is not, and only what is found forwards', () => {
  const body = '\n    if name == "Old":\n        return New\n';
  for (const [head, found] of [
    ['(self, name):', false],
    ['( self , name: str) -> object:', false],
    ['(self):', true],
    ['(selfish, name):', true],
    ['(name):', true],
    [' (name):', true],
    ['(\n    self, name):', true],
    ['(self\n    , name):', true],
    ['(sel):', true],
    ['(self=1, name=2):', true],
    ['(*, self):', true],
    ['\\\n(name):', true],
  ] as const) {
    for (const blank of [' ', '  ', '\t', ' \\\n']) {
      const source = `from m import New\ndef${blank}__getattr__${head}${body}`;
      const { parts } = readFacts(Buffer.from(source), 'a.py').facts;
      const forwards = parts.some(({ definitions }) => definitions.some(({ name }) => name === 'Old'));
      expect([source, isFound(source)]).toEqual([source, found]);
      if (forwards) expect([source, found]).toEqual([source, true]);
      if (head === '(name):') expect([source, forwards]).toEqual([source, true]);
    }
  }
});
