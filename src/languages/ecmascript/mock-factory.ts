/**
 * What the second argument of a mock gives in place of the module's own names: `jest.mock('m', () => ({ Name: … }))`.
 *
 * Seen is an object that stands there as a literal, or that an arrow function or its only `return` gives back. Whatever
 * else stands there (a variable, a spread, a computed key, options) may give names that are not seen: a `*` among them.
 */
import type { ImportedName, Span } from '../../types.ts';
import { braceAt, closeOf } from './brackets.ts';
import { CLOSE_PAREN, COMMA, EQUALS, GREATER, OPEN_BRACE, OPEN_PAREN } from './characters.ts';
import { entryAt } from './commonjs.ts';
import { expressionEnd } from './extents.ts';
import { closeParenOf, type Reading } from './reading.ts';
import { braceAround } from './shadows.ts';
import { nextOutside, skipSpace, wordAt, wordEnd } from './skeleton.ts';

/** The names that a mock gives. @param at after the module, where a comma begins the next argument */
export function namesOfMock(reading: Reading, at: number): readonly ImportedName[] {
  const { text } = reading;
  const comma = skipSpace(text, at);
  if (text.charCodeAt(comma) !== COMMA) return [];
  const start = skipSpace(text, comma + 1);
  if (text.charCodeAt(start) === CLOSE_PAREN) return [];
  const object = objectGiven(reading, start);
  return object < 0 ? [unseen({ start: comma, end: comma + 1 })] : namesOfObject(reading, object);
}

/** The brace of the object that a factory gives back, or -1. */
function objectGiven(reading: Reading, start: number): number {
  const { text } = reading;
  const parameters = wordAt(text, start) === 'async' ? skipSpace(text, start + 'async'.length) : start;
  const isFunction = wordAt(text, parameters) === 'function';
  const open = isFunction ? text.indexOf('(', parameters) : parameters;
  const close = text.charCodeAt(open) === OPEN_PAREN ? closeParenOf(reading, open) + 1 : wordEnd(text, open);
  if (close <= open) return -1;
  const next = skipSpace(text, close);
  if (isFunction) return objectReturned(reading, next);
  if (text.charCodeAt(next) !== EQUALS || text.charCodeAt(next + 1) !== GREATER) return -1;
  const body = skipSpace(text, next + 2);
  return text.charCodeAt(body) === OPEN_BRACE ? objectReturned(reading, body) : objectAt(text, body);
}

/** The brace of an object at `at`, under any parentheses; or -1. */
function objectAt(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) === OPEN_PAREN) i = skipSpace(text, i + 1);
  return text.charCodeAt(i) === OPEN_BRACE ? i : -1;
}

const RETURN = /\breturn\b/g;

/** The brace of the object that the only `return` of a body gives; or -1. */
function objectReturned({ skeleton, text }: Reading, open: number): number {
  const close = text.charCodeAt(open) === OPEN_BRACE ? closeOf(skeleton, open) : -1;
  const body = braceAt(skeleton, open);
  let found = -1;
  RETURN.lastIndex = open;
  for (let at = nextOutside(skeleton, RETURN, text); at >= 0 && at < close; at = nextOutside(skeleton, RETURN, text)) {
    if (found >= 0) return -1;
    if (braceAround(skeleton, at) !== body) return -1;
    found = at;
  }
  return found < 0 ? -1 : objectAt(text, skipSpace(text, found + 'return'.length));
}

/** The keys of an object; for what is not seen of it, a `*`. */
function namesOfObject(reading: Reading, open: number): readonly ImportedName[] {
  const { skeleton, text } = reading;
  const close = closeOf(skeleton, open);
  const names: ImportedName[] = [];
  for (let at = skipSpace(text, open + 1); at < close; ) {
    const entry = entryAt(text, at);
    names.push(
      entry === undefined ? unseen({ start: at, end: at + 1 }) : { ...entry.key, local: null, typeOnly: false },
    );
    let end = expressionEnd(reading, at);
    while (end < close && text.charCodeAt(end) !== COMMA) end = expressionEnd(reading, end + 1);
    at = skipSpace(text, Math.max(end, at) + 1);
  }
  return names;
}

function unseen(span: Span): ImportedName {
  return { name: '*', local: null, ...span, typeOnly: false, escapes: span };
}
