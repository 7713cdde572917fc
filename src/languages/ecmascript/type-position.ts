/**
 * `import('m')` in a type, or in an expression? The same words may mean both; what stands around them decides.
 */

import { LOST, stepBack, walkFrom } from './brackets.ts';
import {
  COLON,
  COMMA,
  DOT,
  EQUALS,
  GREATER,
  isWord,
  LESS,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  QUESTION,
  SEMICOLON,
} from './characters.ts';
import { followsLabel, isBlock } from './context.ts';
import { typeArgumentsEnd } from './extents.ts';
import { identifierAt } from './patterns.ts';
import type { Reading } from './reading.ts';
import { lastBefore, skipSpace, wordAt, wordBefore, wordStart } from './skeleton.ts';

const TYPE_FOLLOWS: ReadonlySet<string> = new Set([
  ...['typeof', 'keyof', 'extends', 'implements', 'is', 'asserts', 'as', 'satisfies', 'infer', 'readonly', 'unique'],
]);
const PROMISE: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/** True when the `import(…)` between `at` and `end` names a type. */
export function isTypePosition(reading: Reading, at: number, end: number): boolean {
  const { skeleton, text } = reading;
  const last = lastBefore(skeleton, at);
  if (last < 0) return false;
  const code = text.charCodeAt(last);
  if (isWord(code)) {
    const word = wordBefore(text, last);
    return word === 'typeof' ? !isCompared(text, end) : TYPE_FOLLOWS.has(word);
  }
  const twice = text.charCodeAt(last - 1) === code;
  if (code === 124 || code === 38) return !twice; // | and &, not || and &&
  if (code === LESS) return !twice;
  if (code === EQUALS) return namesType(reading, last);
  const dot = skipSpace(text, end);
  if (text.charCodeAt(dot) === DOT) {
    // A promise has no other members: anything else is a name in the module.
    const name = identifierAt(text, skipSpace(text, dot + 1));
    return (
      name !== undefined &&
      !(PROMISE.has(name.name) && text.charCodeAt(skipSpace(text, name.end)) === OPEN_PAREN) &&
      canHoldType(reading, last)
    );
  }
  return code === COLON && isAnnotation(reading, last);
}

function isCompared(text: string, end: number): boolean {
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  return (code === EQUALS || code === 33) && text.charCodeAt(next + 1) === EQUALS;
}

/** A type may stand after the punctuation at `last`: `: ( [ , ? =>`, but not after other operators. */
function canHoldType(reading: Reading, last: number): boolean {
  const code = reading.text.charCodeAt(last);
  if (code === GREATER) return reading.text.charCodeAt(last - 1) === EQUALS;
  return code === COLON || code === OPEN_PAREN || code === OPEN_BRACKET || code === COMMA || code === QUESTION;
}

/** The `=` at `equals` is that of `type X = …` or of a type parameter's default. */
function namesType(reading: Reading, equals: number): boolean {
  const { skeleton, text } = reading;
  if (text.charCodeAt(equals - 1) === EQUALS) return false;
  let last = lastBefore(skeleton, equals);
  if (text.charCodeAt(last) === GREATER) last = lastBefore(skeleton, openAngle(reading, last));
  if (isWord(text.charCodeAt(last))) {
    const previous = lastBefore(skeleton, wordStart(text, last));
    if (isWord(text.charCodeAt(previous)) && wordBefore(text, previous) === 'type') return true;
    if (text.charCodeAt(previous) === LESS) return true;
  }
  return skeleton.types && isParameterDefault(reading, equals);
}

/** How far back the `<` of a list of type parameters is looked for. */
const LONGEST_PARAMETERS = 2000;

/** The `=` at `equals` stands in a list of type parameters: `<A, B extends C = …>`. */
function isParameterDefault(reading: Reading, equals: number): boolean {
  const { skeleton, text } = reading;
  const walk = walkFrom(skeleton, equals - 1);
  let depth = 0;
  for (let i = stepBack(skeleton, walk); i > equals - LONGEST_PARAMETERS && i >= 0; i = stepBack(skeleton, walk)) {
    const code = text.charCodeAt(i);
    if (code === GREATER && text.charCodeAt(i - 1) !== EQUALS) depth++;
    else if (code === LESS && depth-- === 0) return opensParameters(reading, i, equals);
    else if (code === SEMICOLON || code === OPEN_PAREN || code === OPEN_BRACKET || code === OPEN_BRACE) return false;
  }
  return false;
}

/** The `<` at `open` begins type parameters that end behind `inside`, and what they are for: `f<…>(`, `class A<…> {`. */
function opensParameters(reading: Reading, open: number, inside: number): boolean {
  const { skeleton, text } = reading;
  const isSpaced = !isWord(text.charCodeAt(open - 1)) && isWord(text.charCodeAt(lastBefore(skeleton, open)));
  if (isSpaced && !MAY_STAND_APART.has(wordBefore(text, lastBefore(skeleton, open)))) return false;
  const end = typeArgumentsEnd(reading, open);
  if (end <= inside) return false;
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  return code === OPEN_PAREN || code === OPEN_BRACE || code === EQUALS || HERITAGE.has(wordAt(text, next));
}

const MAY_STAND_APART: ReadonlySet<string> = new Set(['function', 'async', 'new', 'class', 'return', 'default']);
const HERITAGE: ReadonlySet<string> = new Set(['extends', 'implements']);

/** Offset of the `<` that the `>` at `close` ends, searched a short way back. */
function openAngle(reading: Reading, close: number): number {
  let depth = 0;
  for (let i = close; i >= 0 && i > close - 2000; i--) {
    const code = reading.text.charCodeAt(i);
    if (code === GREATER && reading.text.charCodeAt(i - 1) !== EQUALS) depth++;
    else if (code === LESS && --depth === 0) return i;
  }
  return close;
}

/** How deep object types are followed outwards to find out what they are. */
const DEEPEST = 12;

/** The `:` at `colon` stands before a type, not before a value, a statement or the second half of `? :`. */
function isAnnotation(reading: Reading, colon: number, depth = 0): boolean {
  const { skeleton, text } = reading;
  if (text.charCodeAt(lastBefore(skeleton, colon)) === QUESTION) return true;
  if (followsLabel(skeleton, colon)) return false;
  const commas: number[] = [];
  const found = walkOut(reading, colon - 1, depth, commas);
  for (const at of commas) reading.annotations.set(at, found);
  return found;
}

/** Walks from `from` to what encloses it; the commas on the way have the same answer. */
function walkOut(reading: Reading, from: number, depth: number, commas: number[]): boolean {
  const { skeleton, text } = reading;
  const walk = walkFrom(skeleton, from);
  for (let i = stepBack(skeleton, walk); i !== -1; i = stepBack(skeleton, walk)) {
    if (i === LOST) return false;
    const code = text.charCodeAt(i);
    if (code === QUESTION) return false;
    if (code === OPEN_PAREN || code === SEMICOLON) return true;
    if (code === OPEN_BRACKET) return false;
    if (code === OPEN_BRACE) return isBlock(skeleton, i) || (depth < DEEPEST && isTypeLiteral(reading, i, depth + 1));
    if (code === COMMA) {
      const known = reading.annotations.get(i);
      if (known !== undefined) return known;
      commas.push(i);
    } else if (isWord(code)) {
      const start = wordStart(text, i);
      const word = text.slice(start, i + 1);
      if (word === 'const' || word === 'let' || word === 'var') return true;
      if (word === 'case' || word === 'return') return false;
      walk.at = Math.min(start, i) - 1;
    }
  }
  return true;
}

/** The `{` at `open` begins an object type: it stands after the `=` of a `type`, or where only a type can. */
function isTypeLiteral(reading: Reading, open: number, depth: number): boolean {
  const { skeleton, text } = reading;
  const last = lastBefore(skeleton, open);
  const code = text.charCodeAt(last);
  if (code === EQUALS) return namesType(reading, last);
  if (code === COLON) return isAnnotation(reading, last, depth);
  if (isWord(code)) return TYPE_FOLLOWS.has(wordBefore(text, last));
  return code === 124 || code === 38 || code === LESS;
}
