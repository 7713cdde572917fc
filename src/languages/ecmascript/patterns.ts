/**
 * Binding patterns: `{ a, b: c, ...rest }` and `[a, , b]`, read from their opening bracket.
 */

import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  isDigit,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUESTION,
} from './characters.ts';
import { expressionEnd } from './extents.ts';
import type { NamedSpan, Reading } from './reading.ts';
import { literalAt, skipSpace, wordEnd, wordText } from './skeleton.ts';

/** One element. `key` is null in arrays, for a rest element and for a computed key. */
export interface PatternElement {
  readonly key: NamedSpan | null;
  /** The variable that it binds; null when a pattern stands there. */
  readonly local: NamedSpan | null;
  /** Where the inner pattern begins, or -1. */
  readonly inner: number;
  readonly rest: boolean;
}

/** The elements of the pattern whose bracket stands at `open`. */
export function readPattern(reading: Reading, open: number): readonly PatternElement[] {
  const { text } = reading;
  const object = text.charCodeAt(open) === OPEN_BRACE;
  const elements: PatternElement[] = [];
  let i = skipSpace(text, open + 1);
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) break;
    if (code !== COMMA) {
      const element = readElement(reading, i, object);
      if (element !== undefined) elements.push(element);
      i = expressionEnd(reading, i);
      if (text.charCodeAt(i) !== COMMA) {
        if (text.charCodeAt(i) === 10 || text.charCodeAt(i) === 13) {
          i = skipSpace(text, i);
          continue;
        }
        break;
      }
    }
    i = skipSpace(text, i + 1);
  }
  return elements;
}

function readElement(reading: Reading, at: number, object: boolean): PatternElement | undefined {
  const { text } = reading;
  if (text.charCodeAt(at) === DOT) return targetAt(text, skipSpace(text, at + 3), null, true);
  if (!object) return targetAt(text, at, null, false);
  const code = text.charCodeAt(at);
  if (code === OPEN_BRACKET) {
    const end = expressionEnd(reading, at + 1);
    const colon = skipSpace(text, end + 1);
    return text.charCodeAt(colon) === COLON ? targetAt(text, skipSpace(text, colon + 1), null, false) : undefined;
  }
  const key = identifierAt(text, at) ?? quotedKeyAt(text, at);
  const end = key?.end ?? wordEnd(text, at);
  const colon = skipSpace(text, end);
  if (text.charCodeAt(colon) === COLON) return targetAt(text, skipSpace(text, colon + 1), key ?? null, false);
  return key && { key, local: key, inner: -1, rest: false };
}

function targetAt(text: string, at: number, key: NamedSpan | null, rest: boolean): PatternElement | undefined {
  const code = text.charCodeAt(at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return { key, local: null, inner: at, rest };
  const local = identifierAt(text, at);
  return local && { key, local, inner: -1, rest };
}

function quotedKeyAt(text: string, at: number): NamedSpan | undefined {
  const literal = literalAt(text, at);
  return literal && { name: literal.value, start: at, end: literal.end };
}

/** The identifier that begins at `at`. */
export function identifierAt(text: string, at: number): NamedSpan | undefined {
  if (isDigit(text.charCodeAt(at))) return undefined;
  const end = wordEnd(text, at);
  return end === at ? undefined : { name: wordText(text, at, end), start: at, end };
}

/** Every variable that the pattern at `open` binds, inner patterns included, in the order of the text. */
export function boundNames(reading: Reading, open: number): readonly NamedSpan[] {
  const found: NamedSpan[] = [];
  const pending = [open];
  for (let next = pending.pop(); next !== undefined && reading.budget > 0; next = pending.pop()) {
    for (const element of readPattern(reading, next)) {
      if (element.local !== null) found.push(element.local);
      else if (element.inner >= 0) pending.push(element.inner);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** What an expression that ends at `at` is asked for: `.name`, `?.name`, `["name"]`, `?.["name"]`. */
export function memberAt(text: string, at: number): NamedSpan | undefined {
  let i = skipSpace(text, at);
  const isOptional = text.charCodeAt(i) === QUESTION && text.charCodeAt(i + 1) === DOT;
  if (isOptional || text.charCodeAt(i) === DOT) {
    i = skipSpace(text, i + (isOptional ? 2 : 1));
    if (!isOptional || text.charCodeAt(i) !== OPEN_BRACKET) return identifierAt(text, i);
  }
  if (text.charCodeAt(i) !== OPEN_BRACKET) return undefined;
  const literal = literalAt(text, skipSpace(text, i + 1));
  const close = literal === undefined ? -1 : skipSpace(text, literal.end);
  if (literal === undefined || text.charCodeAt(close) !== CLOSE_BRACKET) return undefined;
  return { name: literal.value, start: literal.start, end: close + 1 };
}
