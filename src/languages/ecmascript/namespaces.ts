/**
 * Names that are used through a namespace: `ns.Name` after `import * as ns`, `import ns = require()`,
 * `const ns = require()` and `const ns = await import()`.
 *
 * Every occurrence of the local name that is not in a comment, a string or text is looked at: one that is followed by
 * `.Name` or `['Name']`, or whose names are taken by `const { Name } = ns`, is a use; any other one lets the
 * namespace escape, so that its uses are incomplete. Where a parameter or an inner variable has the same name,
 * nothing counts.
 */

import { pushAll } from '../../text/lists.ts';
import type { ImportedName, ImportFact, NamespaceUse, Span } from '../../types.ts';
import { nextOccurrence, prepareSearch } from '../occurrences.ts';
import { nameBeside } from './beside.ts';
import { braceAt } from './brackets.ts';
import {
  BACKSLASH,
  BANG,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  GREATER,
  isWord,
  OPEN_BRACE,
  OPEN_PAREN,
  QUESTION,
  SEMICOLON,
} from './characters.ts';
import { isBlock } from './context.ts';
import { endsExpression } from './extents.ts';
import { identifierAt, type Member, memberAt, readPattern } from './patterns.ts';
import type { NamedSpan, Reading } from './reading.ts';
import { braceAround, braceSpan, parametersShadow, shadowAt } from './shadows.ts';
import { lastBefore, lastBelow, PLAIN, skipSpace, spanAt, wordAt, wordBefore, wordEnd } from './skeleton.ts';
import { patternBefore } from './variables.ts';
import { argumentsAt, endOfTypeof, unwrap, unwrapModule } from './wrapping.ts';

/** What is known of one local name. */
interface LocalName {
  /** By the brace (-1: the file) in which imports bind the name. */
  readonly scopes: Map<number, ScopeUses>;
  /** Per brace that was asked for: the scope that a name means there. */
  readonly meant: Map<number, ScopeUses | undefined>;
  /** Where another variable of that name holds. */
  readonly shadows: Span[];
}

/** The imports that bind one name in one place, and what they are used for. */
interface ScopeUses {
  bindings: number;
  uses: NamespaceUse[];
  /** Where the namespace itself is used. */
  alone: Span[];
  /** It is the promise of a module. */
  promise?: boolean;
}

/** With more bindings of a name in one scope, uses are not reported: each use would count for each of them. */
const MOST_BINDINGS = 32;

/** Up to this many namespaces are searched for one by one; for more, every word of the file is looked up. */
const FEW_NAMES = 16;

/** The same facts, those that bind a namespace with its uses. */
export function withUses(reading: Reading, facts: readonly ImportFact[]): readonly ImportFact[] {
  const locals = new Map<string, LocalName>();
  const scopes = new Map<number, ScopeUses>();
  for (const { form, names } of facts) {
    if (form !== 'export-from')
      for (const name of names) if (name.name === '*') bindName(reading, name, locals, scopes);
  }
  for (const start of reading.promises) {
    const scope = scopes.get(start);
    if (scope?.bindings === 1) scope.promise = true;
    else if (scope !== undefined) scope.alone.push({ start: -1, end: -1 });
  }
  if (scopes.size === 0) return facts;
  if (locals.size > FEW_NAMES) readAllWords(reading, locals, scopes);
  else for (const [name, local] of locals) readOccurrences(reading, name, local, scopes);
  for (const local of locals.values()) dropShadowed(local);
  return facts.map((fact) => {
    if (fact.form === 'export-from' || !fact.names.some(({ start }) => scopes.has(start))) return fact;
    const isValue = fact.form === 'require' || fact.form === 'dynamic-import';
    const names = fact.names.map((name) => withScopeUses(name, scopes.get(name.start)));
    return { ...fact, names: isValue ? names.map((name) => withExport(reading, name)) : names };
  });
}

/** Enters what an import binds; `scopes` is by where the bound names stand. */
function bindName(
  reading: Reading,
  name: ImportedName,
  locals: Map<string, LocalName>,
  scopes: Map<number, ScopeUses>,
): void {
  if (name.local === null) return;
  let local = locals.get(name.local);
  if (local === undefined) {
    local = { scopes: new Map(), meant: new Map(), shadows: [] };
    locals.set(name.local, local);
  }
  const brace = bindingBrace(reading, name.start);
  let scope = local.scopes.get(brace);
  if (scope === undefined) {
    scope = { bindings: 0, uses: [], alone: [] };
    local.scopes.set(brace, scope);
  }
  scope.bindings++;
  scopes.set(name.start, scope.bindings > MOST_BINDINGS ? CROWDED : scope);
}

const CROWDED: ScopeUses = { bindings: 0, uses: [], alone: [{ start: -1, end: -1 }] };

/** The brace in which the variable holds whose name stands at `at`. A `var` holds beyond blocks: the outermost one. */
function bindingBrace({ skeleton, text }: Reading, at: number): number {
  let start = at;
  let brace = braceAround(skeleton, at);
  while (brace >= 0 && !isBlock(skeleton, skeleton.braceOpen[brace] ?? 0)) {
    // `const { a, ...rest } =`
    start = skeleton.braceOpen[brace] ?? 0;
    brace = skeleton.braceParent[brace] ?? -1;
  }
  const last = lastBefore(skeleton, start);
  if (text.charCodeAt(last) !== COMMA && wordBefore(text, last) !== 'var') return brace;
  for (let outer = skeleton.braceParent[brace] ?? -1; outer >= 0; outer = skeleton.braceParent[brace] ?? -1)
    brace = outer;
  return brace;
}

/** The scope that the name means at `at`: the innermost around it that binds it. */
function scopeUsesAt({ skeleton }: Reading, at: number, { scopes, meant }: LocalName): ScopeUses | undefined {
  const path: number[] = [];
  let found: ScopeUses | undefined;
  for (let brace = braceAround(skeleton, at); ; brace = skeleton.braceParent[brace] ?? -1) {
    found = scopes.get(brace);
    if (found !== undefined || brace < 0) break;
    if (meant.has(brace)) {
      found = meant.get(brace);
      break;
    }
    path.push(brace);
  }
  for (const brace of path) meant.set(brace, found);
  return found;
}

/** Takes out what another variable of the name was used for. */
function dropShadowed({ scopes, shadows }: LocalName): void {
  if (shadows.length === 0) return;
  shadows.sort((a, b) => a.start - b.start);
  const starts = shadows.map(({ start }) => start);
  const ends = furthestEnds(shadows);
  const visible = (at: number): boolean => (ends[lastBelow(starts, at)] ?? -1) <= at;
  for (const scope of scopes.values()) {
    scope.uses = scope.uses.filter(({ start }) => visible(start));
    scope.alone = scope.alone.filter(({ start }) => visible(start));
  }
}

function withScopeUses(name: ImportedName, scope: ScopeUses | undefined): ImportedName {
  if (scope === undefined) return name;
  const { uses } = scope;
  const [place] = scope.alone;
  const escapes = place !== undefined && place.start < 0 ? { start: name.start, end: name.end } : place;
  return { ...name, ...(uses.length > 0 ? { uses } : {}), ...(escapes === undefined ? {} : { escapes }) };
}

/** `export const ns = require('m')` passes the module on. */
function withExport({ exports, skeleton }: Reading, name: ImportedName): ImportedName {
  if (name.name !== '*' || name.escapes !== undefined || name.local === null || !exports.has(name.local)) return name;
  return braceAround(skeleton, name.start) < 0 ? { ...name, escapes: { start: name.start, end: name.end } } : name;
}

/** Per span, in the order of their starts: the furthest end up to it. */
function furthestEnds(spans: readonly Span[]): readonly number[] {
  let furthest = -1;
  return spans.map(({ end }) => (furthest = Math.max(furthest, end)));
}

function readOccurrences(
  reading: Reading,
  name: string,
  local: LocalName,
  bindings: ReadonlyMap<number, ScopeUses>,
  within: Span = { start: 0, end: reading.text.length },
): void {
  const text = reading.text.slice(0, within.end);
  const { length } = name;
  const wanted = prepareSearch(name);
  for (let at = nextOccurrence(text, wanted, within.start); at >= 0; at = nextOccurrence(text, wanted, at + length)) {
    const next = text.charCodeAt(at + length);
    if (isWord(next) || next === BACKSLASH || isWord(text.charCodeAt(at - 1))) continue;
    readOccurrence(reading, at, at + length, local, bindings);
  }
}

const WORD = /[^\x00-#%-/:-@[-^`{-\x7f\s]+/g;

function readAllWords(
  reading: Reading,
  all: ReadonlyMap<string, LocalName>,
  bindings: ReadonlyMap<number, ScopeUses>,
): void {
  WORD.lastIndex = 0;
  for (let word = WORD.exec(reading.text); word !== null; word = WORD.exec(reading.text)) {
    const local = all.get(word[0]);
    if (local !== undefined) readOccurrence(reading, word.index, WORD.lastIndex, local, bindings);
  }
}

const DECLARES: ReadonlySet<string> = new Set([
  'const',
  'let',
  'var',
  'using',
  'function',
  'class',
  'interface',
  'type',
  'enum',
  'namespace',
]);

/** Adds what the occurrence between `at` and `end` says. */
function readOccurrence(
  reading: Reading,
  at: number,
  end: number,
  local: LocalName,
  bindings: ReadonlyMap<number, ScopeUses>,
): void {
  const { skeleton, text } = reading;
  if (bindings.has(at) || spanAt(skeleton, at) >= 0) return;
  const last = lastBefore(skeleton, at);
  const code = text.charCodeAt(last);
  if ((code === DOT && text.charCodeAt(last - 1) !== DOT) || code === 35) return;
  if (isWord(code) && DECLARES.has(wordBefore(text, last))) {
    const brace = braceAround(skeleton, at);
    if (brace >= 0) local.shadows.push(braceSpan(skeleton, brace));
    return;
  }
  const member = memberAfter(reading, at, end);
  if (member === undefined) {
    readAlone(reading, at, end, last, local);
    return;
  }
  const scope = scopeUsesAt(reading, at, local);
  if (scope === undefined) return;
  if (scope.promise !== true) scope.uses.push(asUse(member));
  else if (member.name === 'then') addUses(scope, usesOfCallback(reading, member.after), { start: at, end });
  else if (member.name === 'catch' || member.name === 'finally') scope.alone.push({ start: at, end });
}

/** The uses that a callback makes of a module; where they are not seen, `place` passes it on. */
function addUses(scope: ScopeUses, found: ModuleUses | undefined, place: Span): void {
  if (found === undefined) scope.alone.push(place);
  else {
    pushAll(scope.uses, found.uses);
    pushAll(scope.alone, found.alone);
  }
}

/**
 * `.Name`, `?.Name`, `['Name']`, `?.['Name']`, `!.Name` after the namespace, or after what stands around it: parentheses and
 * a cast, `typeof`, `mocked()`.
 */
function memberAfter(reading: Reading, at: number, end: number): Member | undefined {
  const { text } = reading;
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  if (code === BANG && text.charCodeAt(next + 1) === DOT) return memberAt(text, next + 1);
  const member = memberAt(text, endOfTypeof(reading, at, end));
  if (member !== undefined || !(isWord(code) || code === CLOSE_PAREN || code === COMMA)) return member;
  const outer = unwrapModule(reading, at, end);
  const isGrouped = !outer.awaited && text.charCodeAt(outer.end - 1) === CLOSE_PAREN;
  return isGrouped ? memberAt(text, outer.end) : undefined;
}

function asUse({ name, start, end }: NamedSpan): NamespaceUse {
  return { name, start, end };
}

const BINDS: ReadonlySet<string> = new Set(['as', 'import']);

/** An occurrence without a member: a key, a destructuring, or the namespace itself. */
function readAlone(reading: Reading, at: number, end: number, last: number, local: LocalName): void {
  const { text } = reading;
  const next = skipSpace(text, end);
  const then = text.charCodeAt(next);
  const previous = text.charCodeAt(last);
  // `import * as ns`, `import ns = require()`
  if (isWord(previous) && BINDS.has(wordBefore(text, last))) return;
  const shadow = shadowAt(reading, at, last, next);
  if (shadow !== undefined) {
    local.shadows.push(shadow);
    return;
  }
  const optional = then === QUESTION && text.charCodeAt(skipSpace(text, next + 1)) === COLON;
  if ((then === COLON || optional) && (previous === OPEN_BRACE || previous === COMMA || previous === SEMICOLON)) return;
  if (then === OPEN_PAREN && isMember(reading, last)) return;
  const scope = scopeUsesAt(reading, at, local);
  if (scope === undefined) return;
  if (scope.promise === true) readPromise(reading, { start: at, end }, scope);
  else readValue(reading, { start: at, end }, unwrapModule(reading, at, end), scope);
}

/** A namespace as a value: its names are taken by a pattern, or named beside it, or it is passed on. */
function readValue(reading: Reading, place: Span, outer: Span, scope: ScopeUses): void {
  const pattern = endsExpression(reading, outer.end) ? patternBefore(reading, outer.start) : -1;
  const beside = pattern >= 0 ? undefined : nameBeside(reading, outer);
  if (pattern >= 0) readTaken(reading, pattern, scope);
  else if (beside !== undefined) scope.uses.push(beside);
  else scope.alone.push(place);
}

/** The promise of a module as a value: `(await p).Name`, `const { Name } = await p`. */
function readPromise(reading: Reading, place: Span, scope: ScopeUses): void {
  const outer = unwrap(reading, place.start, place.end);
  const member = outer.awaited ? memberAt(reading.text, outer.end) : undefined;
  if (member !== undefined) scope.uses.push(asUse(member));
  else if (outer.awaited) readValue(reading, place, outer, scope);
  else scope.alone.push(place);
}

/** A method of the same name: `{ ns() {} }`. */
function isMember(reading: Reading, last: number): boolean {
  return (
    reading.text.charCodeAt(last) === OPEN_BRACE &&
    !isBlock(reading.skeleton, last) &&
    reading.skeleton.braceKind[braceAt(reading.skeleton, last)] === PLAIN
  );
}

/** `const { A, B: c } = ns`; a rest element or a computed key takes more than it says. */
function readTaken(reading: Reading, open: number, scope: ScopeUses): void {
  for (const { key } of readPattern(reading, open)) {
    if (key === null) scope.alone.push({ start: open, end: open + 1 });
    else scope.uses.push(asUse(key));
  }
}

// ------------------------------------------------------------------------------------------ modules without a name

/** What is done with a module: the names that are used of it, and where it is passed on. */
export interface ModuleUses {
  readonly uses: readonly NamespaceUse[];
  readonly alone: readonly Span[];
}

const NO_USES: ModuleUses = { uses: [], alone: [] };

/** The parameter of a callback that is the first argument of the call whose `(` follows `at`; -1 when it has none. */
export function parameterOfCallback(reading: Reading, at: number): number | undefined {
  const { skeleton, text } = reading;
  const open = argumentsAt(reading, at);
  let i = skipSpace(text, open + 1);
  if (open < 0 || text.charCodeAt(i) === CLOSE_PAREN) return undefined;
  const word = wordAt(text, i);
  if (word === 'async') i = skipSpace(text, i + word.length);
  if (wordAt(text, i) === 'function') {
    i = skipSpace(text, i + 'function'.length);
    i = skipSpace(text, wordEnd(text, i));
  }
  if (isWord(text.charCodeAt(i))) {
    const arrow = skipSpace(text, wordEnd(text, i));
    return text.charCodeAt(arrow) === EQUALS && text.charCodeAt(arrow + 1) === GREATER ? i : undefined;
  }
  if (text.charCodeAt(i) !== OPEN_PAREN || parametersShadow(reading, i, lastBefore(skeleton, i)) === undefined)
    return undefined;
  const first = skipSpace(text, i + 1);
  return text.charCodeAt(first) === CLOSE_PAREN ? -1 : first;
}

/** What a callback does with the module that it is given; undefined when that is not to be seen. */
function usesOfCallback(reading: Reading, at: number): ModuleUses | undefined {
  const parameter = parameterOfCallback(reading, at);
  return parameter === -1 ? NO_USES : parameter === undefined ? undefined : usesOfParameter(reading, parameter);
}

/** What is done with the module that the parameter or pattern at `at` stands for; undefined when that is not to be seen. */
export function usesOfParameter(reading: Reading, at: number): ModuleUses | undefined {
  const { skeleton, text } = reading;
  const scope: ScopeUses = { bindings: 1, uses: [], alone: [] };
  if (text.charCodeAt(at) === OPEN_BRACE) {
    readTaken(reading, at, scope);
    return scope;
  }
  const name = identifierAt(text, at);
  const last = lastBefore(skeleton, at);
  const span = name && shadowAt(reading, at, last, skipSpace(text, name.end));
  if (name === undefined || span === undefined || reading.budget <= 0) return undefined;
  reading.budget -= span.end - at;
  const local: LocalName = { scopes: new Map([[braceAround(skeleton, at), scope]]), meant: new Map(), shadows: [] };
  readOccurrences(reading, name.name, local, new Map([[at, scope]]), { start: name.end, end: span.end });
  dropShadowed(local);
  return scope;
}
