/**
 * The skeleton of an ECMAScript file: where its opaque pieces lie (comments, strings, template text, regular
 * expressions, JSX text), how its braces pair, and where the words stand that can begin a fact. `lex.ts` builds it in
 * one pass; the readers of imports and definitions then move freely in it with the functions below.
 *
 * All tables are parallel arrays of numbers in ascending order, so a 50 MB file costs a few numbers per token and
 * every look-up is a binary search.
 */

import {
  BACKSLASH,
  BACKTICK,
  CLOSE_BRACE,
  DOUBLE_QUOTE,
  decodeEscapes,
  isDigit,
  isLineEnd,
  isSpace,
  isWord,
  SINGLE_QUOTE,
  SLASH,
  STAR,
} from './characters.ts';

/** Kinds of opaque pieces. */
export const COMMENT = 0;
export const STRING = 1;
export const TEMPLATE = 2;
export const REGEX = 3;
export const JSX = 4;

/** Kinds of braces: `{` in code, `${` in a template, `{` of a JSX attribute or child. */
export const PLAIN = 0;
export const SUBSTITUTION = 1;
export const CONTAINER = 2;

export interface Skeleton {
  readonly text: string;
  /** JSX may occur. */
  readonly jsx: boolean;
  /** Type annotations may occur. */
  readonly types: boolean;
  readonly spanStart: number[];
  readonly spanEnd: number[];
  readonly spanKind: number[];
  /** Indices of the pieces that are `/**` comments. */
  readonly docs: number[];
  /** Braces in the order of their opening; a close of -1: never closed. The parent is a brace or -1. */
  readonly braceOpen: number[];
  readonly braceClose: number[];
  readonly braceKind: number[];
  readonly braceParent: number[];
  /** Closing braces in ascending order, and the brace that each closes. */
  readonly closeAt: number[];
  readonly closeOf: number[];
  /** Words that may begin a fact, each with the innermost brace around it (-1: none). */
  readonly wordStart: number[];
  readonly wordEnd: number[];
  readonly wordBrace: number[];
  /** Closing to opening brackets, or to -1, for those that were asked for: keeps repeated searches linear. */
  readonly openBrackets: Map<number, number>;
  /** First place that does not read cleanly, or -1. */
  damageAt: number;
  damageMessage: string;
  /** How many places do not read cleanly. */
  faults: number;
}

/** The skeleton before the first pass. */
export function emptySkeleton(text: string, jsx: boolean, types: boolean): Skeleton {
  return {
    text,
    jsx,
    types,
    spanStart: [],
    spanEnd: [],
    spanKind: [],
    docs: [],
    braceOpen: [],
    braceClose: [],
    braceKind: [],
    braceParent: [],
    closeAt: [],
    closeOf: [],
    wordStart: [],
    wordEnd: [],
    wordBrace: [],
    openBrackets: new Map(),
    damageAt: -1,
    damageMessage: '',
    faults: 0,
  };
}

/** Keeps the damage that lies first. */
export function noteDamage(skeleton: Skeleton, at: number, message: string): void {
  skeleton.faults++;
  if (skeleton.damageAt >= 0 && skeleton.damageAt <= at) return;
  skeleton.damageAt = at;
  skeleton.damageMessage = message;
}

/** Adds an opaque piece; pieces come in ascending order. */
export function pushSpan(skeleton: Skeleton, start: number, end: number, kind: number): void {
  skeleton.spanStart.push(start);
  skeleton.spanEnd.push(end);
  skeleton.spanKind.push(kind);
}

/** Index of the last entry of an ascending table that is below `limit`; -1 when there is none. */
export function lastBelow(table: readonly number[], limit: number): number {
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((table[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the opaque piece that covers `at`, or -1. */
export function spanAt(skeleton: Skeleton, at: number): number {
  const index = lastBelow(skeleton.spanStart, at + 1);
  return index >= 0 && at < (skeleton.spanEnd[index] ?? 0) ? index : -1;
}

/** Offset of the last significant character before `at` (blanks and comments do not count); -1 when there is none. */
export function lastBefore(skeleton: Skeleton, at: number): number {
  const { text } = skeleton;
  let index = -2;
  let i = at - 1;
  for (;;) {
    while (i >= 0 && isSpace(text.charCodeAt(i))) i--;
    if (i < 0) return -1;
    if (index === -2) {
      // Most words stand right after a blank and a plain character, where no comment can end.
      if (text.charCodeAt(i) !== SLASH && !touchesLineEnd(text, i + 1, at)) return i;
      index = lastBelow(skeleton.spanStart, i + 1);
    }
    while (index >= 0 && (skeleton.spanStart[index] ?? 0) > i) index--;
    if (index < 0 || i >= (skeleton.spanEnd[index] ?? 0) || skeleton.spanKind[index] !== COMMENT) return i;
    i = (skeleton.spanStart[index] ?? 0) - 1;
    index--;
  }
}

/** A line ends at one of the offsets from `from` to `to`, or the text does. */
function touchesLineEnd(text: string, from: number, to: number): boolean {
  for (let i = from; i <= to; i++) if (i >= text.length || isLineEnd(text.charCodeAt(i))) return true;
  return false;
}

/** Offset of the next match of `stop` (a global expression) outside opaque pieces; -1 when there is none. */
export function nextOutside(skeleton: Skeleton, stop: RegExp, text: string): number {
  for (let match = stop.exec(text); match !== null; match = stop.exec(text)) {
    const span = spanAt(skeleton, match.index);
    if (span < 0) return match.index;
    stop.lastIndex = skeleton.spanEnd[span] ?? text.length;
  }
  return -1;
}

const LINE_END = /[\n\r\u2028\u2029]/g;

/** Offset of the first line end at or after `at`, or the text's length. */
export function lineEnd(text: string, at: number): number {
  LINE_END.lastIndex = at;
  return LINE_END.test(text) ? LINE_END.lastIndex - 1 : text.length;
}

/** Offset of the first significant character at or after `at`; the text's length when there is none. */
export function skipSpace(text: string, at: number): number {
  let i = at;
  for (;;) {
    const code = text.charCodeAt(i);
    if (isSpace(code)) i++;
    else if (code === SLASH && text.charCodeAt(i + 1) === SLASH) i = lineEnd(text, i);
    else if (code === SLASH && text.charCodeAt(i + 1) === STAR) {
      const end = text.indexOf('*/', i + 2);
      if (end < 0) return text.length;
      i = end + 2;
    } else return Math.min(i, text.length);
  }
}

/** True when a line end stands between two offsets. */
export function newlineBetween(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (isLineEnd(text.charCodeAt(i))) return true;
  return false;
}

const IDENTIFIER = /(?:[^\x00-#%-/:-@[-^`{-\x7f\s]|\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4})+/y;

/** End of the identifier (or number) that begins at `at`; `at` itself when there is none. */
export function wordEnd(text: string, at: number): number {
  let i = at;
  while (isWord(text.charCodeAt(i))) i++;
  if (text.charCodeAt(i) !== BACKSLASH) return i;
  IDENTIFIER.lastIndex = at;
  return IDENTIFIER.test(text) ? IDENTIFIER.lastIndex : at;
}

/** Start of the identifier whose last character stands at `last`; `last + 1` when there is none. */
export function wordStart(text: string, last: number): number {
  let i = last;
  for (;;) {
    while (isWord(text.charCodeAt(i))) i--;
    const code = text.charCodeAt(i);
    if (code === BACKSLASH && text.charCodeAt(i + 1) === 117) i--;
    else if (code === CLOSE_BRACE && bracedEscape(text, i) >= 0) i = bracedEscape(text, i) - 1;
    else return i + 1;
  }
}

/** Offset of the backslash of the `\\u{…}` that ends at `last`, or -1. */
function bracedEscape(text: string, last: number): number {
  const from = Math.max(0, last - 8);
  const open = from + text.slice(from, last).lastIndexOf('{');
  return open >= 2 && text.startsWith('\\u{', open - 2) ? open - 2 : -1;
}

/** The identifier between `at` and `end`, decoded. */
export function wordText(text: string, at: number, end: number): string {
  const raw = text.slice(at, end);
  return raw.includes('\\') ? decodeEscapes(raw) : raw;
}

/** The identifier that begins at `at`, decoded; empty when there is none or when a digit begins it. */
export function wordAt(text: string, at: number): string {
  const end = wordEnd(text, at);
  return end === at || isDigit(text.charCodeAt(at)) ? '' : wordText(text, at, end);
}

/** The identifier whose last character stands at `last`, as written; empty when there is none. */
export function wordBefore(text: string, last: number): string {
  return text.slice(wordStart(text, last), last + 1);
}

export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

const STOPS: ReadonlyMap<number, RegExp> = new Map([
  [DOUBLE_QUOTE, /["\\\n\r]/g],
  [SINGLE_QUOTE, /['\\\n\r]/g],
  [BACKTICK, /[`\\]|\$\{/g],
]);

/** The string, or template without substitutions, that begins at `at`; undefined when there is none or it never ends. */
export function literalAt(text: string, at: number): Literal | undefined {
  const quote = text.charCodeAt(at);
  const end = literalEnd(text, at + 1, quote);
  return end === undefined || end < 0
    ? undefined
    : { start: at, end, value: decodeLiteral(text.slice(at + 1, end - 1), quote) };
}

function decodeLiteral(raw: string, quote: number): string {
  return decodeEscapes(quote === BACKTICK && raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw);
}

/**
 * End of the literal whose inside is read from `at` on. When it never ends, or a substitution begins: the negated
 * offset, less one, of the line end, `${` or end of the text that stopped it. Undefined when `quote` is not a quote.
 */
export function literalEnd(text: string, at: number, quote: number): number | undefined {
  const stop = STOPS.get(quote);
  if (stop === undefined) return undefined;
  stop.lastIndex = at;
  for (;;) {
    const match = stop.exec(text);
    if (match === null) return -text.length - 1;
    const code = text.charCodeAt(match.index);
    if (code === quote) return match.index + 1;
    if (code !== BACKSLASH) return -match.index - 1;
    const crlf = text.charCodeAt(match.index + 1) === 13 && text.charCodeAt(match.index + 2) === 10;
    stop.lastIndex = match.index + (crlf ? 3 : 2);
  }
}
