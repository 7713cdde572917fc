/**
 * Names that are used through a namespace: `ns.Name` after `import * as ns`, `import ns = require()`,
 * `const ns = require()` and `const ns = await import()`.
 *
 * Every occurrence of the local name that is not in a comment, a string or text is looked at: one that is followed by
 * `.Name` or `['Name']`, or whose names are taken by `const { Name } = ns`, is a use; any other one lets the
 * namespace escape, so that its uses are incomplete. Where a parameter or an inner variable has the same name,
 * nothing counts.
 */

import type { ImportedName, ImportFact, NamespaceUse, Span } from '../../types.ts';
import { nextOccurrence, prepareSearch } from '../occurrences.ts';
import { braceAt } from './brackets.ts';
import {
  BACKSLASH,
  BANG,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  isWord,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  QUESTION,
  SEMICOLON,
} from './characters.ts';
import { isBlock } from './context.ts';
import { endsExpression } from './extents.ts';
import { identifierAt, readPattern } from './patterns.ts';
import type { Reading } from './reading.ts';
import { braceAround, braceSpan, shadowAt } from './shadows.ts';
import { lastBefore, lastBelow, literalAt, PLAIN, skipSpace, spanAt, wordBefore } from './skeleton.ts';
import { bindingOf } from './variables.ts';

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
  alone: number[];
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
  if (scopes.size === 0) return facts;
  if (locals.size > FEW_NAMES) readAllWords(reading, locals, scopes);
  else for (const [name, local] of locals) readOccurrences(reading, name, local, scopes);
  for (const local of locals.values()) dropShadowed(local);
  return facts.map((fact) => {
    if (fact.form === 'export-from' || !fact.names.some(({ start }) => scopes.has(start))) return fact;
    return { ...fact, names: fact.names.map((name) => withScopeUses(name, scopes.get(name.start))) };
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

const CROWDED: ScopeUses = { bindings: 0, uses: [], alone: [0] };

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
    scope.alone = scope.alone.filter(visible);
  }
}

function withScopeUses(name: ImportedName, scope: ScopeUses | undefined): ImportedName {
  if (scope === undefined) return name;
  return {
    ...name,
    ...(scope.uses.length > 0 ? { uses: scope.uses } : {}),
    ...(scope.alone.length > 0 ? { escapes: { start: name.start, end: name.end } } : {}),
  };
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
): void {
  const { text } = reading;
  const { length } = name;
  const wanted = prepareSearch(name);
  for (let at = nextOccurrence(text, wanted, 0); at >= 0; at = nextOccurrence(text, wanted, at + length)) {
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
  const member = memberAfter(reading, end);
  if (member !== undefined) scopeUsesAt(reading, at, local)?.uses.push(member);
  else readAlone(reading, at, end, last, local);
}

/** `.Name`, `?.Name`, `['Name']`, `?.['Name']`, `!.Name` after the namespace. */
function memberAfter(reading: Reading, end: number): NamespaceUse | undefined {
  const { text } = reading;
  let i = skipSpace(text, end);
  if (text.charCodeAt(i) === BANG && text.charCodeAt(i + 1) === DOT) i++;
  if (text.charCodeAt(i) === QUESTION && text.charCodeAt(i + 1) === DOT) {
    i += text.charCodeAt(i + 2) === OPEN_BRACKET ? 2 : 1;
  }
  const code = text.charCodeAt(i);
  if (code === DOT) return identifierAt(text, skipSpace(text, i + 1));
  const literal = code === OPEN_BRACKET ? literalAt(text, skipSpace(text, i + 1)) : undefined;
  if (literal === undefined || text.charCodeAt(skipSpace(text, literal.end)) !== CLOSE_BRACKET) return undefined;
  return { name: literal.value, start: literal.start, end: literal.end };
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
  if (previous === EQUALS && text.charCodeAt(last - 1) !== EQUALS && endsExpression(reading, end)) {
    const binding = bindingOf(reading, at);
    if (binding !== undefined && binding.pattern >= 0 && text.charCodeAt(binding.pattern) === OPEN_BRACE) {
      readTaken(reading, binding.pattern, scope);
      return;
    }
  }
  scope.alone.push(at);
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
    if (key === null) scope.alone.push(open);
    else scope.uses.push({ name: key.name, start: key.start, end: key.end });
  }
}
