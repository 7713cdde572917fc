/**
 * Expressions that are one string however they are written: literals in parentheses, after casts, joined by `+`, as
 * templates whose substitutions are such strings, and `String.raw`.
 *
 * Operands of a `+` may not have casts: the search for required texts (prefilter/patterns.ts) knows a literal that is
 * cut in two by the quote beside the `+`.
 */

import {
  BACKTICK,
  BANG,
  CLOSE_BRACE,
  CLOSE_PAREN,
  DOT,
  DOUBLE_QUOTE,
  decodeEscapes,
  EQUALS,
  LESS,
  OPEN_PAREN,
  SINGLE_QUOTE,
} from './characters.ts';
import { typeArgumentsEnd, typeEnd } from './extents.ts';
import type { Reading } from './reading.ts';
import { type Literal, lastBefore, literalAt, literalEnd, newlineBetween, skipSpace, wordAt } from './skeleton.ts';

/** A string that is the value of an expression: where it is written, and where the expression ends. */
export interface Constant {
  /** From the first quote to the last one. */
  readonly literal: Literal;
  /** After brackets and casts. */
  readonly end: number;
  /** A cast stands in it. */
  readonly cast: boolean;
}

/** A module's name is not nested deeper. */
const DEEPEST = 32;
const LONGEST_VALUE = 4000;
const PLUS = 43;

/** The constant string that begins at `at`; undefined where none does, and where more than that is read. */
export function constantAt(reading: Reading, at: number): Constant | undefined {
  return readWrapped(reading, at, 0);
}

/** A sum after casts, before casts, or neither. */
function readWrapped(reading: Reading, at: number, depth: number): Constant | undefined {
  const { text, skeleton } = reading;
  if (depth > DEEPEST) return undefined;
  if (text.charCodeAt(at) === LESS && skeleton.types && !skeleton.jsx) {
    const end = typeArgumentsEnd(reading, at);
    const inner = end < 0 ? undefined : readWrapped(reading, skipSpace(text, end), depth + 1);
    return inner && { ...inner, cast: true };
  }
  const sum = readSum(reading, at, depth);
  return sum && readCasts(reading, sum);
}

function readSum(reading: Reading, at: number, depth: number): Constant | undefined {
  const { text } = reading;
  let sum = readOperand(reading, at, depth);
  while (sum !== undefined) {
    const plus = skipSpace(text, sum.end);
    if (text.charCodeAt(plus) !== PLUS) return sum;
    const next = readOperand(reading, skipSpace(text, plus + 1), depth);
    if (next === undefined || sum.cast || next.cast || sum.literal.value.length > LONGEST_VALUE) return undefined;
    const { start, value } = sum.literal;
    sum = { literal: { start, end: next.literal.end, value: value + next.literal.value }, end: next.end, cast: false };
  }
  return undefined;
}

function readOperand(reading: Reading, at: number, depth: number): Constant | undefined {
  const { text } = reading;
  switch (text.charCodeAt(at)) {
    case DOUBLE_QUOTE:
    case SINGLE_QUOTE:
      return asConstant(literalAt(text, at));
    case BACKTICK:
      return asConstant(readTemplate(reading, at, depth));
    case OPEN_PAREN: {
      const inner = readWrapped(reading, skipSpace(text, at + 1), depth + 1);
      const close = inner === undefined ? -1 : skipSpace(text, inner.end);
      return inner !== undefined && text.charCodeAt(close) === CLOSE_PAREN ? { ...inner, end: close + 1 } : undefined;
    }
    default:
      return text.startsWith('String', at) ? asConstant(readRaw(text, at)) : undefined;
  }
}

function asConstant(literal: Literal | undefined): Constant | undefined {
  return literal && { literal, end: literal.end, cast: false };
}

/**
 * A URL drops line breaks, but they do not occur in practice: a template with line breaks is not a constant, unless it
 * begins like a path.
 */
const LINE_BREAK = /[\n\r]/;
const ESCAPE = /\\(?:\r\n|[\s\S])/g;
const STARTS_PATH = /^(?:\.{0,2}\/|@)/;

/** A template, with substitutions that are constants themselves. */
function readTemplate(reading: Reading, at: number, depth: number): Literal | undefined {
  const { text } = reading;
  let value = '';
  for (let from = at + 1; value.length <= LONGEST_VALUE; ) {
    const end = literalEnd(text, from, BACKTICK) ?? -text.length - 1;
    const stop = end >= 0 ? end - 1 : -end - 1;
    const piece = text.slice(from, stop);
    if (LINE_BREAK.test(piece.replace(ESCAPE, '')) && !(from === at + 1 && STARTS_PATH.test(piece))) return undefined;
    value += decodeEscapes(piece.replace(/\r\n?/g, '\n'));
    if (end >= 0) return { start: at, end, value };
    const start = skipSpace(text, stop + 2);
    const isPlain = !newlineBetween(text, stop, start) && text.charCodeAt(start) !== OPEN_PAREN;
    const inner = isPlain ? readWrapped(reading, start, depth + 1) : undefined;
    const close = inner === undefined ? -1 : skipSpace(text, inner.end);
    if (inner === undefined || inner.cast || text.charCodeAt(close) !== CLOSE_BRACE) return undefined;
    value += inner.literal.value;
    from = close + 1;
  }
  return undefined;
}

/** A template after `String.raw`, in which backslashes are backslashes. */
function readRaw(text: string, at: number): Literal | undefined {
  const dot = skipSpace(text, at + 'String'.length);
  const raw = skipSpace(text, dot + 1);
  if (text.charCodeAt(dot) !== DOT || wordAt(text, raw) !== 'raw') return undefined;
  const tick = skipSpace(text, raw + 'raw'.length);
  const end = text.charCodeAt(tick) === BACKTICK ? (literalEnd(text, tick + 1, BACKTICK) ?? -1) : -1;
  if (end >= 0 && LINE_BREAK.test(text.slice(tick, end)) && !STARTS_PATH.test(text.slice(tick + 1, end)))
    return undefined;
  return end < 0 ? undefined : { start: at, end, value: text.slice(tick + 1, end - 1).replace(/\r\n?/g, '\n') };
}

/** `!`, `as T` and `satisfies T` after an expression, included. */
function readCasts(reading: Reading, constant: Constant): Constant | undefined {
  const { text } = reading;
  let { end, cast } = constant;
  for (;;) {
    const next = skipSpace(text, end);
    const word = wordAt(text, next);
    if (text.charCodeAt(next) === BANG && text.charCodeAt(next + 1) !== EQUALS) end = next + 1;
    else if (word === 'as' || word === 'satisfies') {
      const stop = typeEnd(reading, skipSpace(text, next + word.length));
      // A `+` after a type continues the sum, which is not a constant then.
      if (text.slice(next, stop).includes('+')) return undefined;
      end = lastBefore(reading.skeleton, stop) + 1;
    } else return { ...constant, end, cast };
    cast = true;
  }
}
