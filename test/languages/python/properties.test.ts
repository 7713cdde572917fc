/**
 * What holds for any text at all: the scanner does not throw, its facts lie in the file and in order, every span covers
 * what it is said to cover, and hostile files of several LARGEs are read before the test's time is up. The seed is
 * fixed, so that a failure can be had again.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PythonDialect, scanPython } from '../../../src/languages/python/scan.ts';
import type { FileFacts, Span } from '../../../src/types.ts';
import { pythonFiles } from '../../support/python.ts';
import { runs } from '../../support/runs.ts';

const fixtures = pythonFiles(join(import.meta.dirname, '../../fixtures/languages/python')).map((path) =>
  readFileSync(path, 'utf8'),
);

/** Code as facts name it: blanks, continuations, comments and line breaks dropped, identifiers normalised. */
function bare(code: string): string {
  return code
    .replace(/#[^\r\n]*/g, '')
    .replace(/[\s\\]+/g, '')
    .normalize('NFKC');
}

/** Throws at the first fact that breaks a promise of the fact types. */
function checkFacts(text: string, facts: FileFacts): void {
  const inside = ({ start, end }: Span): boolean =>
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length;
  const within = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
  const say = (what: string, fact: unknown): never => {
    throw new Error(`${what}: ${JSON.stringify(fact)}`);
  };
  for (const { imports, definitions, exports } of facts.parts) {
    let last = 0;
    for (const fact of imports) {
      if (!inside(fact) || !inside(fact.statement)) say('outside the file', fact);
      if (!within(fact, fact.statement)) say('outside its statement', fact);
      if (fact.start < last) say('out of order', fact);
      last = fact.start;
      if (fact.form !== 'string' && bare(text.slice(fact.start, fact.end)) !== fact.specifier)
        say('not its span', fact);
      for (const name of fact.names) {
        if (!inside(name) || !within(name, fact.statement)) say('name outside its statement', fact);
        const covered = bare(text.slice(name.start, name.end));
        const own = fact.via === '__getattr__' ? name.local : name.name;
        if (covered !== (fact.form === 'import' ? fact.specifier : own) && fact.form !== 'string')
          say('not the span of the name', fact);
        for (const use of name.uses ?? []) {
          // A member's name may be a string, of several literals perhaps.
          const isString = /^\w{0,2}["'(]/.test(text.slice(use.start, use.end));
          const written = bare(text.slice(use.start, use.end));
          const steps = use.name.replace(/^\.+/, '').split('.');
          // The last step may be named beside the others.
          const isBeside = steps.length > 1 && written.startsWith(`${steps.slice(0, -1).join('.')},`);
          const ends = isBeside && (written.endsWith(steps.at(-1) ?? '') || /["')]$/.test(written));
          if (!inside(use) || (!isString && !ends && written !== steps.join('.'))) say('not the span of the use', use);
        }
      }
    }
    last = 0;
    for (const fact of definitions) {
      if (!inside(fact) || !inside(fact.statement) || fact.start < last) say('outside the file or order', fact);
      if (!within(fact, fact.statement)) say('outside its statement', fact);
      last = fact.start;
      const covered = text.slice(fact.start, fact.end).normalize('NFKC');
      if (fact.via === undefined && covered !== fact.name) say('not the span of the name', fact);
    }
    if (exports !== null && new Set(exports).size !== exports.length) say('an export twice', exports);
  }
  for (const allow of facts.allows) {
    if (!inside(allow) || !/^#.*ssot-allow/.test(text.slice(allow.start, allow.end))) say('no allow comment', allow);
  }
  if (facts.damage !== null && !inside({ start: facts.damage.start, end: text.length })) say('damage', facts.damage);
}

const dialects = fc.constantFrom<PythonDialect>('py', 'py-init', 'pyi', 'pyi-init');

/** Pieces of which every hard case is made. */
const pieces = fc.constantFrom(
  ...[
    'import ',
    'from ',
    ' import ',
    'class ',
    'def ',
    'async ',
    'lazy ',
    'type ',
    'if ',
    'else:',
    'try:',
    'match ',
    'as ',
  ],
  ...[
    'TYPE_CHECKING',
    '__all__',
    '__getattr__',
    'sys.modules[',
    'patch(',
    'patch.multiple(',
    '__import__(',
    'namedtuple(',
  ],
  ...[
    'a',
    'b',
    'é',
    'a.b',
    '.',
    '..',
    '*',
    ',',
    ':',
    ';',
    '=',
    '==',
    '+=',
    ':=',
    '->',
    '@',
    '#',
    '# ssot-allow',
    '\\',
    '$',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '"""',
    "'''",
    'f"',
    "f'",
    'rf"""',
    't"',
    'b"',
    '{{',
    '}}',
    '!r',
    '\\"',
    '\\N{',
  ],
  ...[
    '\n',
    '\r\n',
    '\r',
    '\n    ',
    '\n  ',
    '\t',
    '\f',
    ' ',
    '  ',
    '\\\n',
    '\ufeff',
    '\0',
    '\ud83d',
    '<<<<<<< ',
    '=======',
  ],
  ...['"a.b"', "'c'", 'return ', 'yield ', 'lambda ', 'pass', '...', 'None', '1', 'self.', 'for ', ' in ', 'is not '],
);

const mutation = fc.record({
  at: fc.nat(1_000_000),
  remove: fc.nat(40),
  insert: fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 5 }), fc.constant('')),
});

/** A fixture with a few places cut out, overwritten or filled. */
const mutated = fc
  .tuple(fc.constantFrom(...fixtures), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([source, mutations]) => {
    let text = source;
    for (const { at, remove, insert } of mutations) {
      const start = at % (text.length + 1);
      text = text.slice(0, start) + insert + text.slice(start + remove);
    }
    return text;
  });

describe('any text gives facts that lie in it', () => {
  test.each([
    ['arbitrary code units', fc.string({ unit: 'binary', maxLength: 200 }), 500],
    ['arbitrary pieces of Python', fc.array(pieces, { maxLength: 80 }).map((parts) => parts.join('')), 1_250],
    ['mutations of the fixtures', mutated, 1_250],
  ])('%s', (_, texts, count) => {
    fc.assert(
      fc.property(texts, dialects, (text, dialect) => checkFacts(text, scanPython(text, dialect))),
      runs(count),
    );
  });

  test('the same text gives the same facts, whatever was scanned before', () => {
    for (const source of fixtures) {
      const first = JSON.stringify(scanPython(source, 'py'));
      scanPython(`${source}\n"""`, 'py');
      expect(JSON.stringify(scanPython(source, 'py'))).toBe(first);
    }
  });
});

/** Characters at which anything but linear time would not come back soon. */
const LARGE = process.env.SSOT_LONG === '1' ? 400_000 : 100_000;
const repeated = (piece: string, size = LARGE): string => piece.repeat(Math.ceil(size / piece.length));

describe('hostile files are read to the end', () => {
  test.each<[string, string]>([
    ['nested brackets', repeated('(', LARGE) + repeated(')', LARGE)],
    ['brackets that never close', repeated('([{')],
    ['brackets that close wrongly', `[${repeated('(', LARGE)}${repeated(']', LARGE)}`],
    ['quotes', repeated('"')],
    ['quotes of both kinds', repeated('"\'')],
    ['triple quotes of both kinds', repeated('"""\'\'\'')],
    ['triple quotes with a word behind', repeated('"""x')],
    ['triple quotes, each escaped for the last', repeated('"""\nimport a\n\\', LARGE)],
    ['an unterminated string of escapes', `"${repeated('\\"')}`],
    ['an unterminated docstring of escapes', `"""${repeated('\\"""')}`],
    ['backslashes', repeated('\\')],
    ['continued lines', repeated('\\\n')],
    ['comments in an unclosed import', `from a import (${repeated('#\n')}`],
    ['blanks', `x${repeated(' ')}= 1`],
    ['line breaks', repeated('\r\n')],
    ['f-strings in f-strings that never end', repeated('f"{', LARGE)],
    ['format specifications in each other', `f"${repeated('{x:', LARGE)}`],
    ['one name', `import a\n${repeated('a')}.b`],
    ['one chain of attributes', `import a\na${repeated('.b')}`],
    ['one import of a long list', `from a import ${repeated('b,', LARGE)}`],
    ['imports on one line', repeated('import a;', LARGE)],
    ['headers on one line', repeated('if x: import a;', LARGE)],
    ['lambdas in a header', `if ${repeated('lambda: ')}`],
    ['assignments in a chain', `${repeated('a = ', LARGE)}b`],
    ['calls in calls', repeated('patch("a.b", ', LARGE)],
    ['classes that never open', repeated('class A[', LARGE)],
    ['a module of forwards', `def __getattr__(n):\n${repeated(' if n == "a": return b\n', LARGE)}`],
    ['conflict markers in a bracket', `x = (\n${repeated('<<<<<<< a\n')}`],
    ['strings that lost two quotes', repeated('"\nfoo\n', LARGE)],
    ['names that hide an import', `from a import b\ndef f():\n${repeated(' b.c\n', LARGE)}`],
    ['one name imported again and again', repeated('import b as a\na.c(a)\n', LARGE)],
    ['one name imported in many functions', repeated('def f():\n import a\n a.b(a)\n', LARGE)],
    ['imports that a bracket swallowed', repeated('(\nimport a\n', LARGE)],
  ])('%s', (_, text) => {
    checkFacts(text, scanPython(text, 'py'));
  });

  test('a table of many megabytes', () => {
    const text = `import a\nX = [\n${repeated('    ("abc", 1.5, {"k": [1, 2, 3]}),\n', 50 * LARGE)}]\nfrom b import c\n`;
    const facts = scanPython(text, 'py');
    expect(facts.parts[0]?.imports.map((fact) => fact.specifier)).toEqual(['a', 'b']);
    expect(facts.parts[0]?.definitions.map((fact) => fact.name)).toEqual(['X']);
    expect(facts.damage).toBeNull();
  });
});
