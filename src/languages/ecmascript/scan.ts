/**
 * Reads JavaScript and TypeScript: text to facts.
 *
 * `lex.ts` finds the skeleton (opaque pieces, braces, the words that may begin a fact) in one pass; then each such word
 * is read by the reader of its kind, which looks around in the skeleton. No reader depends on another's success, so a
 * damaged statement affects nothing but itself.
 */

import type { DefinitionFact, FileFacts } from '../../types.ts';
import { readImportCall, readMock, readRequire } from './calls.ts';
import { DOT, isWord, OPEN_BRACE, OPEN_PAREN, STAR } from './characters.ts';
import { type Clause, type Equation, readImportClause, salvageImport } from './clauses.ts';
import { readAllows, readCommentImports } from './comments.ts';
import { readCommonJs } from './commonjs.ts';
import { readCreatedRequires, readCreateRequire } from './create-require.ts';
import { readClass, readFunction, readInterfaceOrEnum, readType } from './declarations.ts';
import { readExport } from './exports.ts';
import { entityAt, headingOf } from './headings.ts';
import { exportStyleOf, withDefaults, withLeaving } from './leaving.ts';
import { countFaults, isOpenEnded, lex, noteOpen, readsCleanly, suspectsOf } from './lex.ts';
import { withUses } from './namespaces.ts';
import type { Pass } from './pass.ts';
import { addDefinition, addImport, newReading, type Reading, statementEnd } from './reading.ts';
import {
  lastBefore,
  literalAt,
  newlineBetween,
  noteDamage,
  type Skeleton,
  skipSpace,
  spanAt,
  wordAt,
} from './skeleton.ts';
import { readVariables } from './variables.ts';

export type EcmascriptDialect = 'js' | 'ts' | 'tsx' | 'dts';

/** What one file says. Never throws; linear in the length of `text`. */
export function scanEcmascript(text: string, dialect: EcmascriptDialect): FileFacts {
  const { pass, reading } = readBest(text, dialect);
  const { skeleton } = reading;
  noteOpen(pass);
  readCreatedRequires(reading);
  readCommentImports(reading);
  const { leaving } = reading;
  const read = withUses(reading, reading.imports.sort(byStart));
  const imports = leaving.asDefault.size === 0 ? read : read.map((one) => withDefaults(leaving, one));
  const found = withoutMerged(reading.definitions.sort(byStart));
  const definitions = leaving.names.size === 0 ? found : found.map((one) => withLeaving(leaving, one));
  const exportStyle = exportStyleOf(leaving);
  const exports = [...reading.exports];
  return {
    parts: [
      { language: 'js', imports, definitions, exports, ...(exportStyle === undefined ? undefined : { exportStyle }) },
    ],
    allows: readAllows(skeleton),
    damage: skeleton.damageAt < 0 ? null : { start: skeleton.damageAt, message: skeleton.damageMessage },
  };
}

/** Declarations that are merged, an interface among them, are more than another name for one of their bases. */
function withoutMerged(definitions: readonly DefinitionFact[]): readonly DefinitionFact[] {
  const suspects = new Map<string, number>();
  for (const { kind, name, aliasOf } of definitions) {
    if (kind === 'interface' && aliasOf !== undefined) suspects.set(name, 0);
  }
  if (suspects.size === 0) return definitions;
  const isType = ({ kind }: DefinitionFact): boolean => kind === 'interface' || kind === 'class';
  for (const one of definitions) {
    const count = suspects.get(one.name);
    if (count !== undefined && isType(one)) suspects.set(one.name, count + 1);
  }
  return definitions.map((one) => {
    if (one.aliasOf === undefined || !isType(one) || (suspects.get(one.name) ?? 0) < 2) return one;
    const { aliasOf: _, ...rest } = one;
    return rest;
  });
}

interface Attempt {
  readonly pass: Pass;
  readonly reading: Reading;
  readonly faults: number;
}

function attemptReading(text: string, dialect: EcmascriptDialect, stray?: ReadonlySet<number>): Attempt {
  const pass = lex(text, dialect === 'js' || dialect === 'tsx', dialect !== 'js', stray);
  const reading = newReading(pass.skeleton);
  readWords(reading);
  return { pass, reading, faults: countFaults(pass) };
}

/** How often a file that does not read cleanly is read again. */
const MOST_ROUNDS = 4;

/**
 * The reading of a file. One with faults is read again with one more character treated as stray, as long as that gives
 * fewer faults, or as many faults and more facts.
 */
function readBest(text: string, dialect: EcmascriptDialect): Attempt {
  let best = attemptReading(text, dialect);
  if (!readsCleanly(best.pass) || text.includes('<<<<')) {
    const resolved = blankMarkers(best.pass.skeleton);
    if (resolved.first >= 0) best = attemptReading(resolved.text, dialect);
    for (let round = 0; round < MOST_ROUNDS && best.faults > 0; round++) {
      const better = readWithoutSuspect(best, dialect);
      if (better === undefined) break;
      best = better;
    }
    if (resolved.first >= 0) noteDamage(best.pass.skeleton, resolved.first, 'merge conflict marker');
  }
  return best;
}

function readWithoutSuspect(known: Attempt, dialect: EcmascriptDialect): Attempt | undefined {
  let best = isOpenEnded(known.pass) ? undefined : known;
  for (const suspect of suspectsOf(known.pass)) {
    const guess = attemptReading(known.reading.text, dialect, new Set([...known.pass.stray, suspect]));
    if (best === undefined || isBetter(guess, best)) best = guess;
  }
  return best === known ? undefined : best;
}

/**
 * Fewer faults are better; with as many faults, more facts. Text inside a string that does not end shows no faults, so
 * many more facts outweigh a few faults, unless the text is left open at its end.
 */
function isBetter(one: Attempt, other: Attempt): boolean {
  if (one.faults < other.faults) return true;
  const gain = countFacts(one) - countFacts(other);
  if (one.faults === other.faults) return gain > 0;
  return one.faults <= other.faults + 2 && gain >= 3 && !isOpenEnded(one.pass);
}

function countFacts({ reading }: Attempt): number {
  return reading.imports.length + reading.definitions.length;
}

const MARKERS = /^(?:<{7}|={7}|>{7}|\|{7})(?:[ \t][^\n\r]*)?$/gm;

/** The text with its lines of merge-conflict markers blanked, so that both sides are read; markers in text stay. */
function blankMarkers(skeleton: Skeleton): { readonly text: string; readonly first: number } {
  let first = -1;
  if (!skeleton.text.includes('<<<<<<<')) return { text: skeleton.text, first };
  const text = skeleton.text.replace(MARKERS, (line: string, at: number) => {
    if (spanAt(skeleton, at) >= 0) return line;
    if (first < 0) first = at;
    return ' '.repeat(line.length);
  });
  return { text, first };
}

function byStart(
  a: { readonly start: number; readonly end: number },
  b: { readonly start: number; readonly end: number },
): number {
  return a.start - b.start || a.end - b.end;
}

function readWords(reading: Reading): void {
  const { wordStart, wordEnd, wordBrace } = reading.skeleton;
  let done = 0;
  for (let i = 0; i < wordStart.length; i++) {
    const at = wordStart[i] ?? 0;
    if (at >= done) done = Math.max(done, readWord(reading, at, wordEnd[i] ?? at, wordBrace[i] ?? -1));
  }
}

/** Reads at one word; returns the offset up to which other words belong to what was read. */
function readWord(reading: Reading, at: number, end: number, brace: number): number {
  const { text } = reading;
  switch (text.slice(at, end)) {
    case 'import':
      return readImport(reading, at, end, brace);
    case 'export':
      return readExport(reading, at, end, brace);
    case 'class':
      readClass(reading, at, end, brace);
      return end;
    case 'function':
      readFunction(reading, at, end, brace);
      return end;
    case 'interface':
    case 'enum':
      readInterfaceOrEnum(reading, at, end, brace, text.charCodeAt(at) === 101 ? 'enum' : 'interface');
      return end;
    case 'type':
      readType(reading, at, end, brace);
      return end;
    case 'require':
      readRequire(reading, at, end, brace);
      return end;
    case 'createRequire':
      readCreateRequire(reading, at, end, brace);
      return end;
    case 'module':
    case 'exports':
      readCommonJs(reading, at, brace);
      return end;
    case 'jest':
    case 'vi':
    case 'vitest':
    case 'mock':
      readMock(reading, at, end, brace);
      return end;
    default:
      readVariables(reading, at, end, brace);
      return end;
  }
}

/** Reads at the word `import`. */
function readImport(reading: Reading, at: number, end: number, brace: number): number {
  const { text } = reading;
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  if (code === OPEN_PAREN || code === DOT) {
    readImportCall(reading, at, next, brace);
    return end;
  }
  const clause = readImportClause(text, next) ?? readDamagedImport(reading, at, next);
  if (clause === undefined) return end;
  if (!('literal' in clause)) return readEquation(reading, at, clause, brace);
  const { names, typeOnly, literal } = clause;
  const { end: stop, semicolon } = statementEnd(text, clause.end);
  addImport(reading, 'import', literal, { start: at, end: stop }, brace, { names, typeOnly, semicolon });
  return stop;
}

/** An import that stands where a statement may, but whose clause does not read. */
function readDamagedImport(reading: Reading, at: number, next: number): Clause | undefined {
  const { skeleton, text } = reading;
  const code = text.charCodeAt(next);
  if (!isWord(code) && code !== OPEN_BRACE && code !== STAR) return undefined;
  const last = lastBefore(skeleton, at);
  if (last >= 0 && !';{}'.includes(text.charAt(last)) && !newlineBetween(text, last, at)) return undefined;
  noteDamage(skeleton, at, 'malformed import');
  return salvageImport(text, next);
}

/** `import x = require('m')` and `import X = N.Y`, with `export` before them or not. */
function readEquation(reading: Reading, at: number, equation: Equation, brace: number): number {
  const { text, skeleton } = reading;
  const { local, typeOnly } = equation;
  const heading = headingOf(skeleton, at);
  if (heading.exported && brace < 0) reading.exports.add(local.value);
  const from = skipSpace(text, equation.end);
  const open = wordAt(text, from) === 'require' ? skipSpace(text, from + 7) : -1;
  const literal =
    open >= 0 && text.charCodeAt(open) === OPEN_PAREN ? literalAt(text, skipSpace(text, open + 1)) : undefined;
  if (literal !== undefined) {
    const close = skipSpace(text, literal.end);
    const { end, semicolon } = statementEnd(text, text.charCodeAt(close) === 41 ? close + 1 : literal.end);
    const names = [{ name: '*', local: local.value, start: literal.start, end: literal.end, typeOnly: false }];
    addImport(reading, 'require', literal, { start: heading.start, end }, brace, {
      names,
      typeOnly,
      via: 'import-equals',
      semicolon,
    });
    return end;
  }
  const entity = entityAt(text, from);
  if (entity === undefined || text.charCodeAt(skipSpace(text, entity.end)) === OPEN_PAREN) return equation.end;
  const { end } = statementEnd(text, entity.end);
  addDefinition(
    reading,
    'alias',
    { name: local.value, start: local.start, end: local.end },
    { start: heading.start, end },
    {
      nested: brace >= 0,
      exported: heading.exported,
      aliasOf: entity.name,
    },
  );
  return end;
}
