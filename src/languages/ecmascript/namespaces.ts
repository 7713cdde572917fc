/**
 * Names that are used through a namespace: `ns.Name` after `import * as ns`, `import ns = require()`,
 * `const ns = require()` and `const ns = await import()`.
 *
 * Every occurrence of the local name that is not in a comment, a string or text is looked at: one that is followed by
 * `.Name` or `['Name']`, or whose names are taken out by `const { Name } = ns`, is a use; any other one lets the
 * namespace escape, so that the uses do not tell everything. Where a parameter or an inner variable has the same name,
 * nothing counts.
 */

import type { ImportedName, ImportFact, NamespaceUse, Span } from '../../types.ts';
import { nextOccurrence, sought } from '../occurrences.ts';
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
import { boundAt, readPattern } from './patterns.ts';
import type { Reading } from './reading.ts';
import { braceAround, braceSpan, shadowAt } from './shadows.ts';
import { before, lastBelow, literalAt, PLAIN, skip, spanAt, wordBefore } from './skeleton.ts';
import { bindingOf } from './variables.ts';

/** What is known of one local name. */
interface Local {
  /** By the brace (-1: the file) in which imports bind the name. */
  readonly scopes: Map<number, Scope>;
  /** Per brace that was asked for: the scope that a name means there. */
  readonly meant: Map<number, Scope | undefined>;
  /** Where another variable of that name holds. */
  readonly shadows: Span[];
}

/** The imports that bind one name in one place, and what they are used for. */
interface Scope {
  bindings: number;
  uses: NamespaceUse[];
  /** Where the namespace itself is used. */
  alone: number[];
}

/** More bindings of a name in one scope do not get their uses told: each use would count for each of them. */
const MOST_BINDINGS = 32;

/** Up to so many namespaces are each searched for; for more, every word of the file is looked up. */
const FEW = 16;

/** The same facts, those that bind a namespace with its uses. */
export function withUses(r: Reading, facts: readonly ImportFact[]): readonly ImportFact[] {
  const locals = new Map<string, Local>();
  const scopes = new Map<number, Scope>();
  for (const { form, names } of facts) {
    if (form !== 'export-from') for (const name of names) if (name.name === '*') bind(r, name, locals, scopes);
  }
  if (scopes.size === 0) return facts;
  if (locals.size > FEW) readAllWords(r, locals, scopes);
  else for (const [name, local] of locals) readOccurrences(r, name, local, scopes);
  for (const local of locals.values()) dropShadowed(local);
  return facts.map((fact) => {
    if (fact.form === 'export-from' || !fact.names.some(({ start }) => scopes.has(start))) return fact;
    return { ...fact, names: fact.names.map((name) => withScope(name, scopes.get(name.start))) };
  });
}

/** Enters what an import binds; `scopes` is by where the bound names stand. */
function bind(r: Reading, name: ImportedName, locals: Map<string, Local>, scopes: Map<number, Scope>): void {
  if (name.local === null) return;
  let local = locals.get(name.local);
  if (local === undefined) {
    local = { scopes: new Map(), meant: new Map(), shadows: [] };
    locals.set(name.local, local);
  }
  const brace = scopeOf(r, name.start);
  let scope = local.scopes.get(brace);
  if (scope === undefined) {
    scope = { bindings: 0, uses: [], alone: [] };
    local.scopes.set(brace, scope);
  }
  scope.bindings++;
  scopes.set(name.start, scope.bindings > MOST_BINDINGS ? CROWDED : scope);
}

const CROWDED: Scope = { bindings: 0, uses: [], alone: [0] };

/** The brace in which the variable holds whose name stands at `at`. A `var` holds beyond blocks: the outermost one. */
function scopeOf({ s, text }: Reading, at: number): number {
  let start = at;
  let brace = braceAround(s, at);
  while (brace >= 0 && !isBlock(s, s.braceOpen[brace] ?? 0)) {
    // `const { a, ...rest } =`
    start = s.braceOpen[brace] ?? 0;
    brace = s.braceParent[brace] ?? -1;
  }
  const last = before(s, start);
  if (text.charCodeAt(last) !== COMMA && wordBefore(text, last) !== 'var') return brace;
  for (let outer = s.braceParent[brace] ?? -1; outer >= 0; outer = s.braceParent[brace] ?? -1) brace = outer;
  return brace;
}

/** The scope that the name means at `at`: the innermost around it that binds it. */
function scopeAt({ s }: Reading, at: number, { scopes, meant }: Local): Scope | undefined {
  const path: number[] = [];
  let found: Scope | undefined;
  for (let brace = braceAround(s, at); ; brace = s.braceParent[brace] ?? -1) {
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
function dropShadowed({ scopes, shadows }: Local): void {
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

function withScope(name: ImportedName, scope: Scope | undefined): ImportedName {
  if (scope === undefined) return name;
  return {
    ...name,
    ...(scope.uses.length > 0 ? { uses: scope.uses } : {}),
    ...(scope.alone.length > 0 ? { escapes: true } : {}),
  };
}

/** Per span, in the order of their starts: the furthest end up to it. */
function furthestEnds(spans: readonly Span[]): readonly number[] {
  let furthest = -1;
  return spans.map(({ end }) => (furthest = Math.max(furthest, end)));
}

function readOccurrences(r: Reading, name: string, local: Local, bindings: ReadonlyMap<number, Scope>): void {
  const { text } = r;
  const { length } = name;
  const wanted = sought(name);
  for (let at = nextOccurrence(text, wanted, 0); at >= 0; at = nextOccurrence(text, wanted, at + length)) {
    const next = text.charCodeAt(at + length);
    if (isWord(next) || next === BACKSLASH || isWord(text.charCodeAt(at - 1))) continue;
    readOccurrence(r, at, at + length, local, bindings);
  }
}

const WORD = /[^\x00-#%-/:-@[-^`{-\x7f\s]+/g;

function readAllWords(r: Reading, all: ReadonlyMap<string, Local>, bindings: ReadonlyMap<number, Scope>): void {
  WORD.lastIndex = 0;
  for (let word = WORD.exec(r.text); word !== null; word = WORD.exec(r.text)) {
    const local = all.get(word[0]);
    if (local !== undefined) readOccurrence(r, word.index, WORD.lastIndex, local, bindings);
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
function readOccurrence(r: Reading, at: number, end: number, local: Local, bindings: ReadonlyMap<number, Scope>): void {
  const { s, text } = r;
  if (bindings.has(at) || spanAt(s, at) >= 0) return;
  const last = before(s, at);
  const code = text.charCodeAt(last);
  if ((code === DOT && text.charCodeAt(last - 1) !== DOT) || code === 35) return;
  if (isWord(code) && DECLARES.has(wordBefore(text, last))) {
    const brace = braceAround(s, at);
    if (brace >= 0) local.shadows.push(braceSpan(s, brace));
    return;
  }
  const member = memberAfter(r, end);
  if (member !== undefined) scopeAt(r, at, local)?.uses.push(member);
  else readAlone(r, at, end, last, local);
}

/** `.Name`, `?.Name`, `['Name']`, `?.['Name']`, `!.Name` behind the namespace. */
function memberAfter(r: Reading, end: number): NamespaceUse | undefined {
  const { text } = r;
  let i = skip(text, end);
  if (text.charCodeAt(i) === BANG && text.charCodeAt(i + 1) === DOT) i++;
  if (text.charCodeAt(i) === QUESTION && text.charCodeAt(i + 1) === DOT) {
    i += text.charCodeAt(i + 2) === OPEN_BRACKET ? 2 : 1;
  }
  const code = text.charCodeAt(i);
  if (code === DOT) return boundAt(text, skip(text, i + 1));
  const literal = code === OPEN_BRACKET ? literalAt(text, skip(text, i + 1)) : undefined;
  if (literal === undefined || text.charCodeAt(skip(text, literal.end)) !== CLOSE_BRACKET) return undefined;
  return { name: literal.value, start: literal.start, end: literal.end };
}

const BINDS: ReadonlySet<string> = new Set(['as', 'import']);

/** An occurrence without a member: a key, a destructuring, or the namespace itself. */
function readAlone(r: Reading, at: number, end: number, last: number, local: Local): void {
  const { text } = r;
  const next = skip(text, end);
  const then = text.charCodeAt(next);
  const previous = text.charCodeAt(last);
  // `import * as ns`, `import ns = require()`
  if (isWord(previous) && BINDS.has(wordBefore(text, last))) return;
  const shadow = shadowAt(r, at, last, next);
  if (shadow !== undefined) {
    local.shadows.push(shadow);
    return;
  }
  const optional = then === QUESTION && text.charCodeAt(skip(text, next + 1)) === COLON;
  if ((then === COLON || optional) && (previous === OPEN_BRACE || previous === COMMA || previous === SEMICOLON)) return;
  if (then === OPEN_PAREN && isMember(r, last)) return;
  const scope = scopeAt(r, at, local);
  if (scope === undefined) return;
  if (previous === EQUALS && text.charCodeAt(last - 1) !== EQUALS && endsExpression(r, end)) {
    const binding = bindingOf(r, at);
    if (binding !== undefined && binding.pattern >= 0 && text.charCodeAt(binding.pattern) === OPEN_BRACE) {
      readTaken(r, binding.pattern, scope);
      return;
    }
  }
  scope.alone.push(at);
}

/** A method of the same name: `{ ns() {} }`. */
function isMember(r: Reading, last: number): boolean {
  return r.text.charCodeAt(last) === OPEN_BRACE && !isBlock(r.s, last) && r.s.braceKind[braceAt(r.s, last)] === PLAIN;
}

/** `const { A, B: c } = ns`; a rest element or a computed key takes more than it says. */
function readTaken(r: Reading, open: number, scope: Scope): void {
  for (const { key } of readPattern(r, open)) {
    if (key === null) scope.alone.push(open);
    else scope.uses.push({ name: key.name, start: key.start, end: key.end });
  }
}
