/**
 * Binding patterns: `{ a, b: c, ...rest }` and `[a, , b]`, read from their opening bracket.
 */

import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, DOT, isDigit, OPEN_BRACE, OPEN_BRACKET } from './characters.ts';
import { expressionEnd } from './extents.ts';
import type { Named, Reading } from './reading.ts';
import { literalAt, skip, wordEnd, wordText } from './skeleton.ts';

/** One element. `key` is null in arrays, for a rest element and for a computed key. */
export interface Element {
  readonly key: Named | null;
  /** The variable that it binds; null when a pattern stands there. */
  readonly local: Named | null;
  /** Where the inner pattern begins, or -1. */
  readonly inner: number;
  readonly rest: boolean;
}

/** The elements of the pattern whose bracket stands at `open`. */
export function readPattern(r: Reading, open: number): readonly Element[] {
  const { text } = r;
  const object = text.charCodeAt(open) === OPEN_BRACE;
  const elements: Element[] = [];
  let i = skip(text, open + 1);
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) break;
    if (code !== COMMA) {
      const element = readElement(r, i, object);
      if (element !== undefined) elements.push(element);
      i = expressionEnd(r, i);
      if (text.charCodeAt(i) !== COMMA) {
        if (text.charCodeAt(i) === 10 || text.charCodeAt(i) === 13) {
          i = skip(text, i);
          continue;
        }
        break;
      }
    }
    i = skip(text, i + 1);
  }
  return elements;
}

function readElement(r: Reading, at: number, object: boolean): Element | undefined {
  const { text } = r;
  if (text.charCodeAt(at) === DOT) return target(text, skip(text, at + 3), null, true);
  if (!object) return target(text, at, null, false);
  const code = text.charCodeAt(at);
  if (code === OPEN_BRACKET) {
    const end = expressionEnd(r, at + 1);
    const colon = skip(text, end + 1);
    return text.charCodeAt(colon) === COLON ? target(text, skip(text, colon + 1), null, false) : undefined;
  }
  const key = boundAt(text, at) ?? quotedKey(text, at);
  const end = key?.end ?? wordEnd(text, at);
  const colon = skip(text, end);
  if (text.charCodeAt(colon) === COLON) return target(text, skip(text, colon + 1), key ?? null, false);
  return key && { key, local: key, inner: -1, rest: false };
}

function target(text: string, at: number, key: Named | null, rest: boolean): Element | undefined {
  const code = text.charCodeAt(at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return { key, local: null, inner: at, rest };
  const local = boundAt(text, at);
  return local && { key, local, inner: -1, rest };
}

function quotedKey(text: string, at: number): Named | undefined {
  const literal = literalAt(text, at);
  return literal && { name: literal.value, start: at, end: literal.end };
}

/** The identifier that begins at `at`. */
export function boundAt(text: string, at: number): Named | undefined {
  if (isDigit(text.charCodeAt(at))) return undefined;
  const end = wordEnd(text, at);
  return end === at ? undefined : { name: wordText(text, at, end), start: at, end };
}

/** Every variable that the pattern at `open` binds, inner patterns included, in the order of the text. */
export function boundNames(r: Reading, open: number): readonly Named[] {
  const found: Named[] = [];
  const open_ = [open];
  for (let next = open_.pop(); next !== undefined && r.budget > 0; next = open_.pop()) {
    for (const element of readPattern(r, next)) {
      if (element.local !== null) found.push(element.local);
      else if (element.inner >= 0) open_.push(element.inner);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
