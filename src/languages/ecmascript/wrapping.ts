/**
 * What may stand around an expression without changing what it is: parentheses, `await`, casts, and the helpers by which
 * compilers wrap what `require()` gives.
 */

import type { Span } from '../../types.ts';
import {
  BANG,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COMMA,
  DOT,
  EQUALS,
  isWord,
  LESS,
  OPEN_PAREN,
  QUESTION,
} from './characters.ts';
import { closesCondition } from './context.ts';
import { typeArgumentsEnd, typeEnd } from './extents.ts';
import { closeParenOf, type Reading } from './reading.ts';
import { lastBefore, skipSpace, wordBefore, wordStart } from './skeleton.ts';

/** An expression with what stands around it. */
export interface Wrapped extends Span {
  readonly awaited: boolean;
}

/** Takes `await`, parentheses, casts and `!` around an expression into it. */
export function unwrap(reading: Reading, from: number, to: number): Wrapped {
  const { skeleton, text } = reading;
  let start = from;
  let end = to;
  let awaited = false;
  for (;;) {
    const last = lastBefore(skeleton, start);
    const next = skipSpace(text, end);
    const code = text.charCodeAt(last);
    const then = text.charCodeAt(next);
    const asksMember = then === DOT || (then === QUESTION && text.charCodeAt(next + 1) === DOT);
    if (isWord(code) && !asksMember && wordBefore(text, last) === 'await') {
      start = wordStart(text, last);
      awaited = true;
    } else if (then === BANG && text.charCodeAt(next + 1) !== EQUALS) end = next + 1;
    else if (castAt(text, next) > 0) {
      const stop = typeEnd(reading, skipSpace(text, next + castAt(text, next)));
      end = lastBefore(skeleton, stop) + 1;
    } else if (code === OPEN_PAREN && then === CLOSE_PAREN && isGrouping(reading, last)) {
      start = last;
      end = next + 1;
    } else return { start, end, awaited };
  }
}

/** The length of the word of a cast that stands at `at`, or 0. */
function castAt(text: string, at: number): number {
  const word = text.charCodeAt(at) === 97 ? 'as' : 'satisfies';
  return text.startsWith(word, at) && !isWord(text.charCodeAt(at + word.length)) ? word.length : 0;
}

/**
 * What gives a module back: helpers of compilers (`__importStar(require('m'))`, `_interopRequireDefault(…)`), and what says
 * that it is a mock (`vi.mocked(ns)`).
 */
const HELPER = /(?:[\w$]+\s*\.\s*)?(?:__import(?:Star|Default)|__toESM|_interop\w*(?:\s*\.\s*_)?|\bmocked)\s*$/;

/** The same where such helpers are called with it. */
export function unwrapModule(reading: Reading, from: number, to: number): Wrapped {
  const { skeleton, text } = reading;
  let outer = unwrap(reading, from, to);
  for (let depth = 0; depth < 4; depth++) {
    const open = lastBefore(skeleton, outer.start);
    const next = skipSpace(text, outer.end);
    const then = text.charCodeAt(next);
    if (text.charCodeAt(open) !== OPEN_PAREN || (then !== CLOSE_PAREN && then !== COMMA)) return outer;
    const before = text.slice(Math.max(0, open - 80), open);
    const helper = HELPER.exec(before);
    const close = helper === null ? -1 : closeParenOf(reading, open);
    if (helper === null || close < 0) return outer;
    const { start, end, awaited } = unwrap(reading, open - before.length + helper.index, close + 1);
    outer = { start, end, awaited: awaited || outer.awaited };
  }
  return outer;
}

/** After the parenthesis in `(typeof ns)['T']`, for what stands between `at` and `end` behind the word; else `end`. */
export function endOfTypeof({ skeleton, text }: Reading, at: number, end: number): number {
  const last = lastBefore(skeleton, at);
  const close = skipSpace(text, end);
  if (text.charCodeAt(close) !== CLOSE_PAREN || wordBefore(text, last) !== 'typeof') return end;
  const open = lastBefore(skeleton, wordStart(text, last));
  return text.charCodeAt(open) === OPEN_PAREN ? close + 1 : end;
}

const BEFORE_GROUP: ReadonlySet<string> = new Set([
  ...['await', 'return', 'typeof', 'void', 'delete', 'throw', 'new', 'yield', 'default', 'case', 'else', 'do', 'in'],
  ...['of', 'instanceof'],
]);

/** The `(` at `open` groups an expression, it calls nothing. */
export function isGrouping(reading: Reading, open: number): boolean {
  const last = lastBefore(reading.skeleton, open);
  if (last < 0) return true;
  const code = reading.text.charCodeAt(last);
  if (isWord(code)) return BEFORE_GROUP.has(wordBefore(reading.text, last));
  return code === CLOSE_PAREN ? closesCondition(reading.skeleton, last) : code !== CLOSE_BRACKET;
}

/** Offset of the `(` of a call after a callee that ends before `at`, or -1. */
export function argumentsAt(reading: Reading, at: number): number {
  const { text } = reading;
  let i = skipSpace(text, at);
  if (text.charCodeAt(i) === QUESTION && text.charCodeAt(i + 1) === DOT) i = skipSpace(text, i + 2);
  if (text.charCodeAt(i) === LESS) {
    const end = typeArgumentsEnd(reading, i);
    if (end < 0) return -1;
    i = skipSpace(text, end);
  }
  return text.charCodeAt(i) === OPEN_PAREN ? i : -1;
}
