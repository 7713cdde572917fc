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
import { boundAt } from './patterns.ts';
import type { Reading } from './reading.ts';
import { before, skip, wordBefore, wordStart } from './skeleton.ts';

const TYPE_FOLLOWS: ReadonlySet<string> = new Set([
  ...['typeof', 'keyof', 'extends', 'implements', 'is', 'asserts', 'as', 'satisfies', 'infer', 'readonly', 'unique'],
]);
const PROMISE: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/** True when the `import(…)` between `at` and `end` names a type. */
export function isTypePosition(r: Reading, at: number, end: number): boolean {
  const { s, text } = r;
  const last = before(s, at);
  if (last < 0) return false;
  const code = text.charCodeAt(last);
  if (isWord(code)) {
    const word = wordBefore(text, last);
    return word === 'typeof' ? !comparedNext(text, end) : TYPE_FOLLOWS.has(word);
  }
  const twice = text.charCodeAt(last - 1) === code;
  if (code === 124 || code === 38) return !twice; // | and &, not || and &&
  if (code === LESS) return !twice;
  if (code === EQUALS) return namesType(r, last);
  const dot = skip(text, end);
  if (text.charCodeAt(dot) === DOT) {
    // A promise has no other members: anything else is a name in the module.
    const name = boundAt(text, skip(text, dot + 1));
    return (
      name !== undefined &&
      !(PROMISE.has(name.name) && text.charCodeAt(skip(text, name.end)) === OPEN_PAREN) &&
      canHoldType(r, last)
    );
  }
  return code === COLON && annotates(r, last);
}

function comparedNext(text: string, end: number): boolean {
  const next = skip(text, end);
  const code = text.charCodeAt(next);
  return (code === EQUALS || code === 33) && text.charCodeAt(next + 1) === EQUALS;
}

/** A type may stand behind the punctuation at `last`: `: ( [ , ? =>`, but not behind other operators. */
function canHoldType(r: Reading, last: number): boolean {
  const code = r.text.charCodeAt(last);
  if (code === GREATER) return r.text.charCodeAt(last - 1) === EQUALS;
  return code === COLON || code === OPEN_PAREN || code === OPEN_BRACKET || code === COMMA || code === QUESTION;
}

/** The `=` at `equals` is that of `type X = …` or of a type parameter's default. */
function namesType(r: Reading, equals: number): boolean {
  const { s, text } = r;
  if (text.charCodeAt(equals - 1) === EQUALS) return false;
  let last = before(s, equals);
  if (text.charCodeAt(last) === GREATER) last = before(s, openAngle(r, last));
  if (!isWord(text.charCodeAt(last))) return false;
  const previous = before(s, wordStart(text, last));
  if (isWord(text.charCodeAt(previous))) return wordBefore(text, previous) === 'type';
  return text.charCodeAt(previous) === LESS;
}

/** Offset of the `<` that the `>` at `close` ends, searched a short way back. */
function openAngle(r: Reading, close: number): number {
  let depth = 0;
  for (let i = close; i >= 0 && i > close - 2000; i--) {
    const code = r.text.charCodeAt(i);
    if (code === GREATER && r.text.charCodeAt(i - 1) !== EQUALS) depth++;
    else if (code === LESS && --depth === 0) return i;
  }
  return close;
}

/** How deep object types are followed outwards to find out what they are. */
const DEEPEST = 12;

/** The `:` at `colon` stands before a type, not before a value, a statement or the second half of `? :`. */
function annotates(r: Reading, colon: number, depth = 0): boolean {
  const { s, text } = r;
  if (text.charCodeAt(before(s, colon)) === QUESTION) return true;
  if (followsLabel(s, colon)) return false;
  const commas: number[] = [];
  const found = walkOut(r, colon - 1, depth, commas);
  for (const at of commas) r.annotations.set(at, found);
  return found;
}

/** Walks from `from` to what encloses it; the commas on the way have the same answer. */
function walkOut(r: Reading, from: number, depth: number, commas: number[]): boolean {
  const { s, text } = r;
  const walk = walkFrom(s, from);
  for (let i = stepBack(s, walk); i !== -1; i = stepBack(s, walk)) {
    if (i === LOST) return false;
    const code = text.charCodeAt(i);
    if (code === QUESTION) return false;
    if (code === OPEN_PAREN || code === SEMICOLON) return true;
    if (code === OPEN_BRACKET) return false;
    if (code === OPEN_BRACE) return isBlock(s, i) || (depth < DEEPEST && isTypeLiteral(r, i, depth + 1));
    if (code === COMMA) {
      const known = r.annotations.get(i);
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

/** The `{` at `open` begins an object type: it stands behind the `=` of a `type`, or where only a type can. */
function isTypeLiteral(r: Reading, open: number, depth: number): boolean {
  const { s, text } = r;
  const last = before(s, open);
  const code = text.charCodeAt(last);
  if (code === EQUALS) return namesType(r, last);
  if (code === COLON) return annotates(r, last, depth);
  if (isWord(code)) return TYPE_FOLLOWS.has(wordBefore(text, last));
  return code === 124 || code === 38 || code === LESS;
}
