/**
 * Where a name stands for another variable: parameters, inner declarations, `catch (e)`.
 *
 * Found from an occurrence that binds the name, by what encloses it: the parentheses of a function's parameters, or a
 * pattern after `const`. The shadow reaches over the function's body or the block.
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
import { lastBefore, lastBelow, type Skeleton, skipSpace, wordBefore } from './skeleton.ts';

/** The innermost brace around `at`, or -1. */
export function braceAround(skeleton: Skeleton, at: number): number {
  const opened = lastBelow(skeleton.braceOpen, at);
  const closed = lastBelow(skeleton.closeAt, at);
  if (closed < 0 || (skeleton.closeAt[closed] ?? 0) < (skeleton.braceOpen[opened] ?? 0)) return opened;
  return skeleton.braceParent[skeleton.closeOf[closed] ?? -1] ?? -1;
}

/** From the opening brace to the closing one, or to the end of the text. */
export function braceSpan(skeleton: Skeleton, brace: number): Span {
  const close = skeleton.braceClose[brace] ?? -1;
  return { start: skeleton.braceOpen[brace] ?? 0, end: close < 0 ? skeleton.text.length : close + 1 };
}

const CONTROL: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with', 'switch', 'return', 'await', 'typeof']);

/**
 * The part of the text over which the name at `at` stands for what is bound there; undefined when nothing is bound.
 * `last` is the significant character before the name, `next` the one after it.
 */
export function shadowAt(reading: Reading, at: number, last: number, next: number): Span | undefined {
  const { text } = reading;
  if (text.charCodeAt(next) === EQUALS && text.charCodeAt(next + 1) === GREATER) {
    return { start: at, end: arrowEnd(reading, next) };
  }
  if (!',):=?}]'.includes(text.charAt(next)) || !'(,{[:.'.includes(text.charAt(last))) return undefined;
  let open = enclosingBracket(reading, last + 1);
  for (let level = 0; level < 4 && open >= 0; level++) {
    const previous = lastBefore(reading.skeleton, open);
    if (text.charCodeAt(open) === OPEN_PAREN) return parametersShadow(reading, open, previous);
    if (isWord(text.charCodeAt(previous))) {
      const word = wordBefore(text, previous);
      if (word !== 'const' && word !== 'let' && word !== 'var') return undefined;
      const brace = braceAround(reading.skeleton, open);
      return brace < 0 ? undefined : braceSpan(reading.skeleton, brace);
    }
    open = enclosingBracket(reading, open);
  }
  return undefined;
}

/**
 * The part of the text over which the parameters hold that stand in the parentheses at `open`; undefined when neither a
 * body nor an arrow follows. `last` is the significant character before.
 */
export function parametersShadow(reading: Reading, open: number, last: number): Span | undefined {
  const { text } = reading;
  const close = closeParenOf(reading, open);
  if (close < 0 || (isWord(text.charCodeAt(last)) && CONTROL.has(wordBefore(text, last)))) return undefined;
  const next = skipSpace(text, close + 1);
  const code = text.charCodeAt(next);
  if (code === EQUALS && text.charCodeAt(next + 1) === GREATER) return { start: open, end: arrowEnd(reading, next) };
  if (code === OPEN_BRACE) return { start: open, end: bodyAfter(reading, next).end };
  if (code !== COLON) return undefined;
  const body = bodyAfter(reading, next);
  if (body.open >= 0) return { start: open, end: body.end };
  const arrow = text.slice(next, next + 400).search(/=>\s*[^\s{]/);
  return arrow < 0 ? { start: open, end: close } : { start: open, end: arrowEnd(reading, next + arrow) };
}

/** End of the body of the arrow function whose `=>` stands at `arrow`. */
function arrowEnd(reading: Reading, arrow: number): number {
  const from = skipSpace(reading.text, arrow + 2);
  return reading.text.charCodeAt(from) === OPEN_BRACE ? bodyAfter(reading, from).end : expressionEnd(reading, from);
}

/** Offset of the bracket that encloses what stands before `from`; -1 when none does, or only far away. */
function enclosingBracket(reading: Reading, from: number): number {
  const { skeleton, text } = reading;
  let i = from - 1;
  let span = lastBelow(skeleton.spanStart, from);
  for (let steps = reading.budget > 0 ? 2000 : 50; i >= 0 && steps > 0; steps--) {
    reading.budget--;
    while (span >= 0 && (skeleton.spanStart[span] ?? 0) > i) span--;
    if (span >= 0 && i < (skeleton.spanEnd[span] ?? 0)) {
      i = pieceBefore(skeleton, span);
      continue;
    }
    const code = text.charCodeAt(i);
    if (code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) return i;
    if (code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE) {
      i = (code === CLOSE_BRACE ? openOf(skeleton, i) : openBracketOf(skeleton, i)) - 1;
      if (i < -1) return -1;
      span = lastBelow(skeleton.spanStart, i + 1);
      continue;
    }
    i--;
  }
  return -1;
}
