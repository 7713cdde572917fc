/**
 * String literals as values, and f-strings.
 *
 * `literalAt` reads what an argument such as `"a.b" ".C"` says. `readFormatString` finds the end of an f- or t-string
 * by the rules of Python 3.12, where a replacement field is code that may hold the same quotes, comments and line
 * breaks; what the older rules accept reads the same under these.
 */

import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  CR,
  DOUBLE_QUOTE,
  HASH,
  isTriple,
  isWord,
  LF,
  lineEnd,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PLUS,
  plainStringEnd,
  SINGLE_QUOTE,
  skipLineBreak,
  skipSpace,
  stringStart,
  tripleStringEnd,
  unescapeString,
} from './lexical.ts';

/** A string literal, adjacent ones joined, with its value. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** The longest literal that is read as a value: module names are short, and this is a second reading. */
const LONGEST_LITERAL = 2_000;

/** A single or double quote. */
export function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
}

/** Offset of the opening quote of the string literal whose prefix starts at `at`, or -1 when none stands there. */
export function openingQuote(text: string, at: number): number {
  for (let quote = at; quote < at + 3; quote += 1) {
    const code = text.charCodeAt(quote);
    if (isQuote(code)) return quote === at || stringStart(text, quote) === at ? quote : -1;
    if (!isWord(code)) return -1;
  }
  return -1;
}

/** One literal at `at` without its neighbours; null for bytes, for replacement fields, and when it is not terminated. */
function readOneLiteral(text: string, at: number): Literal | null {
  const quote = openingQuote(text, at);
  if (quote < 0) return null;
  const prefix = text.slice(at, quote).toLowerCase();
  if (prefix.includes('b') || prefix.includes('t')) return null;
  const width = isTriple(text, quote) ? 3 : 1;
  const near = text.slice(quote, quote + LONGEST_LITERAL);
  const length = width === 3 ? tripleStringEnd(near, 0) : plainStringEnd(near, 0);
  if (length < 0) return null;
  const body = near.slice(width, length - width);
  if (prefix.includes('f') && /[{}]/.test(body)) return null;
  return { start: at, end: quote + length, value: prefix.includes('r') ? body : unescapeString(body) };
}

/** The string that starts at `at` inside brackets, adjacent literals joined; null when there is no constant one. */
export function literalAt(text: string, at: number): Literal | null {
  const first = readOneLiteral(text, at);
  if (first === null) return null;
  let { end, value } = first;
  for (;;) {
    const next = skipSpace(text, end);
    if (openingQuote(text, next) < 0) return { start: at, end, value };
    const more = readOneLiteral(text, next);
    if (more === null || value.length > LONGEST_LITERAL) return null;
    end = more.end;
    value += more.value;
  }
}

/** One literal, or those of a list, tuple or set of nothing else (`|` between them in a `case`). */
export function literalsAt(text: string, at: number): Literal[] {
  const literals: Literal[] = [];
  let from = at;
  const isList = bracketStep(text.charCodeAt(from)) === 1;
  if (isList) from = skipSpace(text, from + 1);
  for (;;) {
    const literal = literalAt(text, from);
    if (literal === null) return literals;
    literals.push(literal);
    from = skipSpace(text, literal.end);
    const code = text.charCodeAt(from);
    if (code !== 124 && !(isList && code === COMMA)) return literals;
    from = skipSpace(text, from + 1);
  }
}

/** A literal, and where the expression ends of which it is the value. */
export interface Constant extends Literal {
  readonly after: number;
}

/** A module's name is not nested deeper. */
const DEEPEST = 32;

/** The expression at `at` inside brackets that is one string: literals in parentheses, joined by `+`; else null. */
export function constantAt(text: string, at: number, depth = 0): Constant | null {
  let sum = readOperand(text, at, depth);
  while (sum !== null) {
    const plus = skipSpace(text, sum.after);
    if (text.charCodeAt(plus) !== PLUS) return sum;
    const next = readOperand(text, skipSpace(text, plus + 1), depth);
    if (next === null || sum.value.length > LONGEST_LITERAL) return null;
    sum = { start: at, end: next.after, after: next.after, value: sum.value + next.value };
  }
  return null;
}

function readOperand(text: string, at: number, depth: number): Constant | null {
  if (text.charCodeAt(at) !== OPEN_PAREN) {
    const literal = literalAt(text, at);
    return literal === null ? null : { ...literal, after: literal.end };
  }
  const inner = depth < DEEPEST ? constantAt(text, skipSpace(text, at + 1), depth + 1) : null;
  const close = inner === null ? -1 : skipSpace(text, inner.after);
  return inner !== null && text.charCodeAt(close) === CLOSE_PAREN ? { ...inner, after: close + 1 } : null;
}

/** What `readFormatString` saw: where the string ends, its text between fields, the opening parentheses in its fields. */
export interface FormatString {
  /** Negative when the string does not end as a format string: the complement of how far was read. */
  readonly end: number;
  /** Start and end offsets, flat, of everything that is not code. */
  readonly skips: readonly number[];
  readonly calls: readonly number[];
  /** Where it does not end: the first quotes of the format strings in it that do not either, itself among them. */
  readonly unended: readonly number[];
}

/** One level of an f-string: its text (`field` false, also for a format specification) or a replacement field. */
interface Level {
  /** The first quote of the string that it belongs to. */
  readonly start: number;
  readonly isField: boolean;
  readonly isSpecification: boolean;
  readonly quote: number;
  readonly triple: boolean;
  readonly raw: boolean;
  /** Open brackets in a field. */
  depth: number;
}

const IN_TEXT = /["'\\{}\r\n]/g;
const IN_FIELD = /["'#()[\]{}:\\]/g;

/** Whether the letters before the quote at `quote` make it an f- or t-string. */
export function isFormatString(text: string, quote: number): boolean {
  const last = text.charCodeAt(quote - 1) | 32;
  if (last !== 102 && last !== 116 && last !== 114) return false;
  const start = stringStart(text, quote);
  return start < quote && /[ft]/i.test(text.slice(start, quote));
}

function newTextLevel(text: string, quote: number): Level {
  const raw = /r/i.test(text.slice(stringStart(text, quote), quote));
  const code = text.charCodeAt(quote);
  return {
    start: quote,
    isField: false,
    isSpecification: false,
    quote: code,
    triple: isTriple(text, quote),
    raw,
    depth: 0,
  };
}

/**
 * Reads the f- or t-string whose first quote stands at `quote`. When its end is negative it does not end as an f-string, and
 * the caller reads it as a plain string. Nested strings are kept on a stack of levels, not on the call stack.
 */
export function readFormatString(text: string, quote: number): FormatString {
  const levels: Level[] = [newTextLevel(text, quote)];
  const skips: number[] = [];
  const calls: number[] = [];
  let from = quote + (levels[0]?.triple ? 3 : 1);
  let textStart = quote;
  for (;;) {
    const level = levels.at(-1);
    if (level === undefined) return { end: from, skips, calls, unended: [] };
    const hop = level.isField ? IN_FIELD : IN_TEXT;
    hop.lastIndex = from;
    if (!hop.test(text)) return unendedFormatString(levels, text.length);
    const at = hop.lastIndex - 1;
    const code = text.charCodeAt(at);
    from = at + 1;
    if (level.isField) {
      if (isQuote(code)) {
        if (isFormatString(text, at)) {
          const inner = newTextLevel(text, at);
          levels.push(inner);
          textStart = at;
          from = at + (inner.triple ? 3 : 1);
        } else {
          from = isTriple(text, at) ? tripleStringEnd(text, at) : plainStringEnd(text, at);
          if (from < 0) return unendedFormatString(levels, at);
          skips.push(at, from);
        }
      } else if (code === HASH) {
        from = lineEnd(text, at);
        skips.push(at, from);
      } else if (code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) {
        level.depth += 1;
        if (code === OPEN_PAREN) calls.push(at);
      } else if (code === COLON) {
        if (level.depth === 0) {
          levels.push({ ...level, isField: false, isSpecification: true });
          textStart = at;
        }
      } else if (code === CLOSE_BRACE && level.depth === 0) {
        levels.pop();
        textStart = at;
      } else if (code !== BACKSLASH) {
        level.depth -= 1;
        if (level.depth < 0) return unendedFormatString(levels, at);
      }
    } else if (code === BACKSLASH) {
      const next = text.charCodeAt(at + 1);
      if (next === OPEN_BRACE || next === CLOSE_BRACE) continue;
      const named = !level.raw && next === 78 && text.charCodeAt(at + 2) === OPEN_BRACE;
      const close = named ? text.slice(at, at + 100).indexOf('}') : -1;
      from = close > 0 ? at + close + 1 : skipLineBreak(text, at + 1);
    } else if (code === OPEN_BRACE) {
      if (text.charCodeAt(from) === OPEN_BRACE && !level.isSpecification) from += 1;
      else {
        skips.push(textStart, from);
        levels.push({ ...level, isField: true, isSpecification: false, depth: 0 });
      }
    } else if (code === CLOSE_BRACE) {
      if (level.isSpecification) {
        levels.pop();
        levels.pop();
      }
    } else if (code === LF || code === CR) {
      if (!level.triple) return unendedFormatString(levels, at);
    } else if (code === level.quote && (!level.triple || isTriple(text, at))) {
      if (level.isSpecification) return unendedFormatString(levels, at);
      from = at + (level.triple ? 3 : 1);
      skips.push(textStart, from);
      levels.pop();
      textStart = from;
    }
  }
}

/** A string that is open inside another would read the same from its own quote: it does not end either. */
function unendedFormatString(levels: readonly Level[], reached: number): FormatString {
  const unended = levels.flatMap(({ start, isField }) => (isField ? [] : [start]));
  return { end: ~reached, skips: [], calls: [], unended };
}

/** Whether a bracket of any kind opens (1), closes (-1) or neither (0). */
export function bracketStep(code: number): number {
  if (code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) return 1;
  return code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE ? -1 : 0;
}
