/**
 * Statements at random, changes at random: each binding is then what it was asked to be, everything else is what it was, no
 * comment is lost or written twice, and nothing is refused that could be written.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change } from '../../../src/fixes/change.ts';
import { rewriteEcmascript } from '../../../src/fixes/ecmascript/rewrite.ts';
import type { NewSource } from '../../../src/replacement/import-line.ts';
import type { ImportFact } from '../../../src/types.ts';
import { runs } from '../../support/runs.ts';
import { judge } from './oracle.ts';
import { declarations, joined, statements, styles, surroundings } from './random.ts';
import { factsOf } from './rewriting.ts';
import { faultsOf } from './verdict.ts';

const modules = fc.constantFrom('./new', './new', './other', './old');
const symbols = fc.constantFrom(null, null, 'New', 'default', 'n-w', 'local1');
const sources: fc.Arbitrary<NewSource> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ module: modules, symbol: symbols }) },
  {
    weight: 1,
    arbitrary: fc.record({
      module: fc.constant('./whole'),
      symbol: fc.constant('default'),
      whole: fc.constantFrom('default' as const, 'import-equals' as const),
    }),
  },
);
/** For each name whether it changes, and to what. */
const asked = fc.array(fc.option(sources, { freq: 3 }), { minLength: 12, maxLength: 12 });

function changesOf(fact: ImportFact, wanted: readonly (NewSource | null)[]): readonly Change[] {
  return fact.names.flatMap((imported, index) => {
    const to = wanted[index];
    return to == null ? [] : [{ fact, imported, to }];
  });
}

/** What no edit of names can write: an exported equation, one with attributes, a star's single name. */
function mayRefuse(fact: ImportFact, text: string, changes: readonly Change[]): boolean {
  const isEquation = changes.some(({ to }) => to.whole === 'import-equals');
  const hasAttributes = text.slice(fact.end, fact.statement.end).includes('with');
  const isStar = changes.some(
    ({ imported, to }) => imported?.name === '*' && imported.local === null && to.symbol !== null,
  );
  return isStar || (isEquation && (fact.form !== 'import' || hasAttributes));
}

function holds(path: string, text: string, wanted: readonly (NewSource | null)[], isStrict: boolean): void {
  if (!judge(path, text).clean) return;
  const part = factsOf(path, text);
  const fact = part.imports.find(({ specifier }) => specifier === './old');
  const changes = fact === undefined ? [] : changesOf(fact, wanted);
  if (fact === undefined || changes.length === 0) return;
  const result = rewriteEcmascript({ path, text, part }, changes);
  if (result.refusal !== null) {
    if (isStrict && !mayRefuse(fact, text, changes)) expect(result.refusal).toBe(null);
    return;
  }
  expect(faultsOf(path, text, changes, result.edits, result.shown)).toEqual([]);
}

const paths = fc.constantFrom('a.ts', 'a.tsx', 'a.mts');

test('imports and re-exports without comments: never refused', () => {
  const property = fc.property(
    paths,
    statements(true),
    styles(false),
    surroundings(),
    asked,
    (path, tokens, style, around, to) => holds(path, around(joined(tokens, style)), to, true),
  );
  fc.assert(property, runs(250));
});

test('imports and re-exports of scripts', () => {
  const property = fc.property(statements(false), styles(true), surroundings(), asked, (tokens, style, around, to) =>
    holds('a.jsx', around(joined(tokens, style)), to, false),
  );
  fc.assert(property, runs(150));
});

test('with comments anywhere', () => {
  const property = fc.property(
    paths,
    statements(true),
    styles(true),
    surroundings(),
    asked,
    (path, tokens, style, around, to) => holds(path, around(joined(tokens, style)), to, false),
  );
  fc.assert(property, runs(250));
});

test('declarations of what a call gives', () => {
  const property = fc.property(
    paths,
    declarations(),
    styles(true),
    surroundings(),
    asked,
    (path, tokens, style, around, to) => holds(path, `export {};\n${around(joined(tokens, style))}`, to, false),
  );
  fc.assert(property, runs(250));
});

const USES = [
  ...[
    'ns.Old;',
    'ns?.Old;',
    "ns['Old'];",
    'ns\n  .Old();',
    'ns /* c */ . /* d */ Old;',
    'new ns.Old(ns.other);',
    '`$\x7bns.Old}`;',
  ],
  ...[
    'const { Old } = ns;',
    'const { other, Old: Gone = 1 } = ns;',
    'const { Old: New } = ns;',
    'let t: ns.Old<ns.other>;',
  ],
  ...[
    '(x as ns.Old);',
    'function f(ns: { Old: 1 }) { return ns.Old; }',
    "vi.spyOn(ns, 'Old');",
    "'Old' in ns;",
    'ns!.Old;',
  ],
];
const ELEMENTS = [
  'a = <ns.Old />;',
  'a = <ns.Old b={ns.Old}>ns.Old</ns.Old>;',
  'a = <ns.Old><ns.Old>{"</ns.Old>"}</ns.Old></ns.Old>;',
];
const LOADS = [
  ...["import * as ns from './old';", "const ns = require('./old');", "const ns = await import('./old');"],
  ...["import ns = require('./old');", "import D, * as ns from './old';"],
];

test('members of a namespace', () => {
  const uses = fc.array(fc.constantFrom(...USES), { maxLength: 6 });
  const markup = fc.option(fc.constantFrom(...ELEMENTS));
  const property = fc.property(fc.constantFrom(...LOADS), uses, markup, (load, lines, element) => {
    const blocks = [...lines.map((line) => `{\n${line}\n}`), ...(element === null ? [] : [element])];
    const [path, text] = [element === null ? 'a.ts' : 'a.tsx', `export {};\n${load}\n${blocks.join('\n')}\n`];
    const part = factsOf(path, text);
    const fact = part.imports.find(({ specifier }) => specifier === './old');
    const changes = (fact?.names ?? []).map((imported): Change => {
      const to = { module: './new', symbol: null };
      const members = new Map([['Old', 'New']]);
      return { fact: fact as ImportFact, imported, to, ...(imported.name === '*' ? { members } : {}) };
    });
    const result = rewriteEcmascript({ path, text, part }, changes);
    if (result.refusal !== null) expect(element).toContain('"</ns.Old>"');
    else expect(faultsOf(path, text, changes, result.edits, result.shown)).toEqual([]);
  });
  fc.assert(property, runs(100));
});
