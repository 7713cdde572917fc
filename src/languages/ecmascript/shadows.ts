/**
 * Where a name stands for another variable: parameters, inner declarations, `catch (e)`.
 *
 * Found from an occurrence that binds the name, by what encloses it: the parentheses of a function's parameters, or a
 * pattern behind `const`. The shadow reaches over the function's body or the block.
 */

import type { Span } from '../../types.ts';
import { openBracketOf, openOf, pieceBefore } from './brackets.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  EQUALS,
  GREATER,
  isWord,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
} from './characters.ts';
import { expressionEnd } from './extents.ts';
import { bodyAfter } from './headings.ts';
import { closeParenOf, type Reading } from './reading.ts';
import { before, lastBelow, type Skeleton, skip, wordBefore } from './skeleton.ts';

/** The innermost brace around `at`, or -1. */
export function braceAround(s: Skeleton, at: number): number {
  const opened = lastBelow(s.braceOpen, at);
  const closed = lastBelow(s.closeAt, at);
  if (closed < 0 || (s.closeAt[closed] ?? 0) < (s.braceOpen[opened] ?? 0)) return opened;
  return s.braceParent[s.closeOf[closed] ?? -1] ?? -1;
}

export function braceSpan(s: Skeleton, brace: number): Span {
  const close = s.braceClose[brace] ?? -1;
  return { start: s.braceOpen[brace] ?? 0, end: close < 0 ? s.text.length : close + 1 };
}

const CONTROL: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with', 'switch', 'return', 'await', 'typeof']);

/**
 * The part of the text over which the name at `at` stands for what is bound there; undefined when nothing is bound.
 * `last` is the significant character before the name, `next` the one behind it.
 */
export function shadowAt(r: Reading, at: number, last: number, next: number): Span | undefined {
  const { text } = r;
  if (text.charCodeAt(next) === EQUALS && text.charCodeAt(next + 1) === GREATER) {
    return { start: at, end: arrowEnd(r, next) };
  }
  if (!',):=?}]'.includes(text.charAt(next)) || !'(,{[:.'.includes(text.charAt(last))) return undefined;
  let open = enclosing(r, last + 1);
  for (let level = 0; level < 4 && open >= 0; level++) {
    const before_ = before(r.s, open);
    if (text.charCodeAt(open) === OPEN_PAREN) return parametersShadow(r, open, before_);
    if (isWord(text.charCodeAt(before_))) {
      const word = wordBefore(text, before_);
      if (word !== 'const' && word !== 'let' && word !== 'var') return undefined;
      const brace = braceAround(r.s, open);
      return brace < 0 ? undefined : braceSpan(r.s, brace);
    }
    open = enclosing(r, open);
  }
  return undefined;
}

/** The parentheses at `open` hold parameters: a body or an arrow follows them. */
function parametersShadow(r: Reading, open: number, last: number): Span | undefined {
  const { text } = r;
  const close = closeParenOf(r, open);
  if (close < 0 || (isWord(text.charCodeAt(last)) && CONTROL.has(wordBefore(text, last)))) return undefined;
  const next = skip(text, close + 1);
  const code = text.charCodeAt(next);
  if (code === EQUALS && text.charCodeAt(next + 1) === GREATER) return { start: open, end: arrowEnd(r, next) };
  if (code === OPEN_BRACE) return { start: open, end: bodyAfter(r, next).end };
  if (code !== COLON) return undefined;
  const body = bodyAfter(r, next);
  if (body.open >= 0) return { start: open, end: body.end };
  const arrow = text.slice(next, next + 400).search(/=>\s*[^\s{]/);
  return arrow < 0 ? { start: open, end: close } : { start: open, end: arrowEnd(r, next + arrow) };
}

/** End of the body of the arrow function whose `=>` stands at `arrow`. */
function arrowEnd(r: Reading, arrow: number): number {
  const from = skip(r.text, arrow + 2);
  return r.text.charCodeAt(from) === OPEN_BRACE ? bodyAfter(r, from).end : expressionEnd(r, from);
}

/** Offset of the bracket that encloses what stands before `from`; -1 when none does, or only far away. */
function enclosing(r: Reading, from: number): number {
  const { s, text } = r;
  let i = from - 1;
  let span = lastBelow(s.spanStart, from);
  for (let steps = r.budget > 0 ? 2000 : 50; i >= 0 && steps > 0; steps--) {
    r.budget--;
    while (span >= 0 && (s.spanStart[span] ?? 0) > i) span--;
    if (span >= 0 && i < (s.spanEnd[span] ?? 0)) {
      i = pieceBefore(s, span);
      continue;
    }
    const code = text.charCodeAt(i);
    if (code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) return i;
    if (code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE) {
      i = (code === CLOSE_BRACE ? openOf(s, i) : openBracketOf(s, i)) - 1;
      if (i < -1) return -1;
      span = lastBelow(s.spanStart, i + 1);
      continue;
    }
    i--;
  }
  return -1;
}
