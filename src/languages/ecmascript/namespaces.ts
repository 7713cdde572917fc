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
import { before, braceAt, lastBelow, literalAt, PLAIN, skip, spanAt, wordBefore } from './skeleton.ts';
import { bindingOf } from './variables.ts';

/** The same facts, those that bind a namespace with its uses. */
export function withUses(r: Reading, facts: readonly ImportFact[]): readonly ImportFact[] {
  const found = new Map<string, Found>();
  const bindings = new Set<number>();
  for (const { form, names } of facts) {
    for (const { name, local, start } of names) {
      if (name !== '*' || local === null || form === 'export-from') continue;
      found.set(local, { uses: [], alone: [], shadows: [] });
      bindings.add(start);
    }
  }
  if (found.size === 0) return facts;
  if (found.size > FEW) readAllWords(r, found, bindings);
  else for (const [local, uses] of found) readOccurrences(r, local, uses, bindings);
  for (const { shadows } of found.values()) shadows.sort((a, b) => a.start - b.start);
  return facts.map((fact) => {
    if (fact.form === 'export-from' || !fact.names.some(({ name, local }) => name === '*' && local !== null))
      return fact;
    return { ...fact, names: fact.names.map((name) => withFound(name, found)) };
  });
}

/** Up to so many namespaces are each searched for; for more, every word of the file is looked up. */
const FEW = 8;

interface Found {
  readonly uses: NamespaceUse[];
  /** Where the namespace itself is used. */
  readonly alone: number[];
  /** Where another variable of that name holds. */
  readonly shadows: Span[];
}

function withFound(name: ImportedName, found: ReadonlyMap<string, Found>): ImportedName {
  const of = name.name === '*' ? found.get(name.local ?? '') : undefined;
  if (of === undefined) return name;
  const starts = of.shadows.map(({ start }) => start);
  const ends = furthestEnds(of.shadows);
  const visible = (at: number): boolean => (ends[lastBelow(starts, at)] ?? -1) <= at;
  const uses = of.uses.filter(({ start }) => visible(start));
  return {
    ...name,
    ...(uses.length > 0 ? { uses } : {}),
    ...(of.alone.some(visible) ? { escapes: true } : {}),
  };
}

/** Per span, in the order of their starts: the furthest end up to it. */
function furthestEnds(spans: readonly Span[]): readonly number[] {
  let furthest = -1;
  return spans.map(({ end }) => (furthest = Math.max(furthest, end)));
}

function readOccurrences(r: Reading, local: string, found: Found, bindings: ReadonlySet<number>): void {
  const { text } = r;
  for (let at = text.indexOf(local); at >= 0; at = text.indexOf(local, at + local.length)) {
    const next = text.charCodeAt(at + local.length);
    if (isWord(next) || next === BACKSLASH || isWord(text.charCodeAt(at - 1))) continue;
    readOccurrence(r, at, at + local.length, found, bindings);
  }
}

const WORD = /[^\x00-#%-/:-@[-^`{-\x7f\s]+/g;

function readAllWords(r: Reading, all: ReadonlyMap<string, Found>, bindings: ReadonlySet<number>): void {
  WORD.lastIndex = 0;
  for (let word = WORD.exec(r.text); word !== null; word = WORD.exec(r.text)) {
    const found = all.get(word[0]);
    if (found !== undefined) readOccurrence(r, word.index, WORD.lastIndex, found, bindings);
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
function readOccurrence(r: Reading, at: number, end: number, found: Found, bindings: ReadonlySet<number>): void {
  const { s, text } = r;
  if (bindings.has(at) || spanAt(s, at) >= 0) return;
  const last = before(s, at);
  const code = text.charCodeAt(last);
  if ((code === DOT && text.charCodeAt(last - 1) !== DOT) || code === 35) return;
  if (isWord(code) && DECLARES.has(wordBefore(text, last))) {
    const brace = braceAround(s, at);
    if (brace >= 0) found.shadows.push(braceSpan(s, brace));
    return;
  }
  const member = memberAfter(r, end);
  if (member !== undefined) found.uses.push(member);
  else readAlone(r, at, end, last, found);
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
function readAlone(r: Reading, at: number, end: number, last: number, found: Found): void {
  const { text } = r;
  const next = skip(text, end);
  const then = text.charCodeAt(next);
  const previous = text.charCodeAt(last);
  // `import * as ns`, `import ns = require()`
  if (isWord(previous) && BINDS.has(wordBefore(text, last))) return;
  const shadow = shadowAt(r, at, last, next);
  if (shadow !== undefined) {
    found.shadows.push(shadow);
    return;
  }
  const optional = then === QUESTION && text.charCodeAt(skip(text, next + 1)) === COLON;
  if ((then === COLON || optional) && (previous === OPEN_BRACE || previous === COMMA || previous === SEMICOLON)) return;
  if (then === OPEN_PAREN && isMember(r, last)) return;
  if (previous === EQUALS && text.charCodeAt(last - 1) !== EQUALS && endsExpression(r, end)) {
    const binding = bindingOf(r, at);
    if (binding !== undefined && binding.pattern >= 0 && text.charCodeAt(binding.pattern) === OPEN_BRACE) {
      readTaken(r, binding.pattern, found);
      return;
    }
  }
  found.alone.push(at);
}

/** A method of the same name: `{ ns() {} }`. */
function isMember(r: Reading, last: number): boolean {
  return r.text.charCodeAt(last) === OPEN_BRACE && !isBlock(r.s, last) && r.s.braceKind[braceAt(r.s, last)] === PLAIN;
}

/** `const { A, B: c } = ns`; a rest element or a computed key takes more than it says. */
function readTaken(r: Reading, open: number, found: Found): void {
  for (const { key } of readPattern(r, open)) {
    if (key === null) found.alone.push(open);
    else found.uses.push({ name: key.name, start: key.start, end: key.end });
  }
}
