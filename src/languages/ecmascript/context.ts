/**
 * What a `/`, a `<` or a `{` means, decided from what stands before it.
 *
 * A `/` behind a value divides, elsewhere it begins a regular expression; a `<` behind a value compares or begins type
 * arguments, elsewhere it may begin an element. Cases in which only a full parser could tell are decided as real
 * code has them.
 */

import { openBracketOf, openOf } from './brackets.ts';
import {
  BACKTICK,
  BANG,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER,
  isDigit,
  isSpace,
  isWord,
  OPEN_PAREN,
  SEMICOLON,
  SINGLE_QUOTE,
  SLASH,
} from './characters.ts';
import type { Pass } from './pass.ts';
import { before, lastBelow, type Skeleton, skip, wordAt, wordBefore, wordEnd, wordStart } from './skeleton.ts';

/** Words behind which an operand follows. */
const OPERAND_FOLLOWS: ReadonlySet<string> = new Set([
  'return',
  'typeof',
  'case',
  'do',
  'else',
  'in',
  'instanceof',
  'new',
  'void',
  'delete',
  'throw',
  'yield',
  'await',
  'extends',
  'default',
]);

/** True when a `/` at `at` begins a regular expression. */
export function regexMayStart(pass: Pass, at: number): boolean {
  const { s } = pass;
  const last = before(s, at);
  if (last < 0) return true;
  const code = s.text.charCodeAt(last);
  if (code === SLASH) return pass.regexEnd !== last + 1;
  if (code === GREATER) return pass.elementEnd !== last + 1;
  return !endsValue(s, last, code);
}

/** True when the character at `last` ends a value (or a name), so that an operator follows. */
function endsValue(s: Skeleton, last: number, code: number): boolean {
  const { text } = s;
  if (isWord(code)) return !endsOperatorWord(s, last);
  switch (code) {
    case CLOSE_PAREN:
      return !closesCondition(s, last);
    case CLOSE_BRACE:
      return !closesBlock(s, last);
    case CLOSE_BRACKET:
    case DOUBLE_QUOTE:
    case SINGLE_QUOTE:
    case BACKTICK:
      return true;
    case 43: // ++
    case 45: // --
      return text.charCodeAt(last - 1) === code && text.charCodeAt(last - 2) !== code;
    case DOT:
      return isDigit(text.charCodeAt(last - 1));
    case BANG:
      return s.types && endsNonNull(s, last);
    default:
      return false;
  }
}

/** `return`, `typeof`, … and not a property of that name. */
function endsOperatorWord(s: Skeleton, last: number): boolean {
  const start = wordStart(s.text, last);
  const word = s.text.slice(start, last + 1);
  if (word === 'of') return endsForHead(s, start);
  if (!OPERAND_FOLLOWS.has(word)) return false;
  const previous = before(s, start);
  return previous < 0 || s.text.charCodeAt(previous) !== DOT || s.text.charCodeAt(previous - 1) === DOT;
}

const NAMES: ReadonlySet<string> = new Set(['class', 'function', 'interface', 'type', 'enum', 'const', 'let', 'var']);

/** `for (const x of` and not a value that is called `of`. */
function endsForHead(s: Skeleton, start: number): boolean {
  const previous = before(s, start);
  const code = s.text.charCodeAt(previous);
  if (previous < 0 || previous === start - 1) return false;
  return isWord(code) ? !NAMES.has(wordBefore(s.text, previous)) : code === CLOSE_BRACKET || code === CLOSE_BRACE;
}

const CONDITIONS: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with']);

/** The `)` at `at` ends the head of an `if`, `while`, `for` or `with`: a statement follows. */
export function closesCondition(s: Skeleton, at: number): boolean {
  const open = openBracketOf(s, at);
  if (open < 0) return false;
  let last = before(s, open);
  if (last < 0) return false;
  let start = wordStart(s.text, last);
  let word = s.text.slice(start, last + 1);
  if (word === 'await') {
    last = before(s, start);
    start = wordStart(s.text, last);
    word = s.text.slice(start, last + 1);
  }
  return CONDITIONS.has(word) && s.text.charCodeAt(before(s, start)) !== DOT;
}

/** The `}` at `at` ends a block or a body, not an object. */
function closesBlock(s: Skeleton, at: number): boolean {
  const open = openOf(s, at);
  return open < 0 || (isBlock(s, open) && !isFunctionExpression(s, open));
}

/** The `{` at `open` begins the body of a `function` that is an operand: `(function () {} < x)`. */
function isFunctionExpression(s: Skeleton, open: number): boolean {
  const { text } = s;
  const close = before(s, open);
  const paren = text.charCodeAt(close) === CLOSE_PAREN ? openBracketOf(s, close) : -1;
  if (paren < 0) return false;
  let start = wordStart(text, before(s, paren));
  if (!text.startsWith('function', start)) start = wordStart(text, before(s, start));
  if (!text.startsWith('function', start) || isWord(text.charCodeAt(start + 8))) return false;
  const last = before(s, start);
  return last >= 0 && '(,=[&|!+-*/%<>~^'.includes(text.charAt(last));
}

const OBJECT_FOLLOWS: ReadonlySet<string> = new Set([
  ...['return', 'typeof', 'case', 'in', 'of', 'instanceof', 'new', 'void', 'delete', 'throw', 'yield', 'await'],
  ...['default', 'extends', 'as', 'satisfies', 'is', 'keyof', 'const', 'let', 'var', 'import', 'export', 'type'],
]);

/** The `{` at `open` begins a block, a function, a class or a like body; not an object, a pattern or an object type. */
export function isBlock(s: Skeleton, open: number): boolean {
  const { text } = s;
  const last = before(s, open);
  if (last < 0) return true;
  const code = text.charCodeAt(last);
  if (isWord(code)) {
    const start = wordStart(text, last);
    return !OBJECT_FOLLOWS.has(text.slice(start, last + 1)) || text.charCodeAt(start - 1) === DOT;
  }
  switch (code) {
    case GREATER:
      return !isSpace(text.charCodeAt(last - 1));
    case COLON:
      return followsLabel(s, last);
    case CLOSE_PAREN:
    case CLOSE_BRACKET:
    case SEMICOLON:
    case CLOSE_BRACE:
    case 123:
    case DOUBLE_QUOTE:
    case SINGLE_QUOTE:
      return true;
    default:
      return false;
  }
}

/** The `:` at `colon` ends a `case`, `default` or label, so that a statement follows. */
export function followsLabel(s: Skeleton, colon: number): boolean {
  const { text } = s;
  let last = before(s, colon);
  if (last < 0) return false;
  // Only simple cases: `case X:`, `case 'x':`, `case a.b:`, `default:`, `label:`.
  for (let steps = 0; steps < 8; steps++) {
    const code = text.charCodeAt(last);
    if (isWord(code)) {
      const start = wordStart(text, last);
      const word = text.slice(start, last + 1);
      if (word === 'case') return text.charCodeAt(start - 1) !== DOT;
      if (word === 'default') return startsStatement(s, before(s, start));
      last = before(s, start);
      if (steps === 0 && startsStatement(s, last)) return true;
    } else if (code === DOT) last = before(s, last);
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE || code === BACKTICK) {
      last = before(s, literalStart(s, last));
    } else return false;
    if (last < 0) return false;
  }
  return false;
}

/** Start of the string or template piece that ends at `last`. */
function literalStart(s: Skeleton, last: number): number {
  return s.spanStart[lastBelow(s.spanStart, last + 1)] ?? last;
}

/** A statement may begin behind the character at `last`. */
function startsStatement(s: Skeleton, last: number): boolean {
  if (last < 0) return true;
  const code = s.text.charCodeAt(last);
  if (code === SEMICOLON || code === COLON) return true;
  if (code === CLOSE_BRACE) return closesBlock(s, last);
  if (code === CLOSE_PAREN) return closesCondition(s, last);
  if (code === 101 || code === 111) return /^(?:else|do)$/.test(wordBefore(s.text, last));
  return code === 123 && isBlock(s, last);
}

/** `x!` of TypeScript, as against `!x`: it stands right behind a value, on its line. */
function endsNonNull(s: Skeleton, last: number): boolean {
  const code = s.text.charCodeAt(last - 1);
  return !isSpace(code) && endsValue(s, last - 1, code);
}

const NAMESPACES: ReadonlySet<string> = new Set(['namespace', 'module', 'global']);

/** The `{` at `open` begins the body of `namespace a.b`, `module x`, `declare module 'x'` or `declare global`. */
export function isNamespaceBody(s: Skeleton, open: number): boolean {
  const { text } = s;
  let last = before(s, open);
  if (last < 0) return false;
  if (text.charCodeAt(last) === DOUBLE_QUOTE || text.charCodeAt(last) === SINGLE_QUOTE) {
    return wordBefore(text, before(s, literalStart(s, last))) === 'module';
  }
  for (let steps = 0; steps < 64; steps++) {
    const start = wordStart(text, last);
    const word = text.slice(start, last + 1);
    if (NAMESPACES.has(word)) return true;
    if (word === '') return false;
    last = before(s, start);
    if (text.charCodeAt(last) === DOT) last = before(s, last);
    if (last < 0) return false;
  }
  return false;
}

/** True when the `<` at `at` begins an element, not a comparison, type arguments or type parameters. */
export function elementMayStart(pass: Pass, at: number): boolean {
  const { s } = pass;
  const { text } = s;
  const first = text.charCodeAt(at + 1);
  if (first === EQUALS || first === SLASH || isDigit(first)) {
    if (first !== SLASH || (text.charCodeAt(at + 2) !== SLASH && text.charCodeAt(at + 2) !== 42)) return false;
  }
  const last = before(s, at);
  if (last >= 0) {
    const code = text.charCodeAt(last);
    if (code === GREATER ? text.charCodeAt(last - 1) !== EQUALS && pass.elementEnd === last + 1 : false) return false;
    if (code === SLASH ? pass.regexEnd === last + 1 : endsValue(s, last, code)) return false;
    if (isWord(code) && wordBefore(text, last) === 'new') return false;
  }
  return looksLikeTag(pass, at);
}

/** Tells `<a …>` from the type parameters `<T,>`, `<T extends U>`, `<const T>`, `<T>(`. */
function looksLikeTag(pass: Pass, at: number): boolean {
  const { s } = pass;
  const { text } = s;
  const start = skip(text, at + 1);
  const first = text.charCodeAt(start);
  if (first === GREATER) return true;
  const end = wordEnd(text, start);
  if (end === start || isDigit(first)) return false;
  const name = text.slice(start, end);
  const next = skip(text, end);
  const code = text.charCodeAt(next);
  if (code === COMMA || code === EQUALS) return false;
  if (code === GREATER) {
    const then = skip(text, next + 1);
    return text.charCodeAt(then) !== OPEN_PAREN || closesLater(pass, name, then);
  }
  if (code === COLON && !isWord(text.charCodeAt(next + 1))) return closesLater(pass, name, next);
  const word = wordAt(text, next);
  if (word === 'extends') {
    const after = text.charCodeAt(skip(text, next + 7));
    return after === EQUALS || after === GREATER || after === SLASH;
  }
  return !(name === 'const' || name === 'in' || name === 'out') || closesLater(pass, name, next);
}

/** A closing tag of that name follows somewhere. */
function closesLater(pass: Pass, name: string, from: number): boolean {
  const known = pass.unclosed.get(name);
  if (known !== undefined && known <= from) return false;
  if (pass.unclosed.size > 16) return true;
  const found = pass.s.text.indexOf(`</${name}`, from) >= 0;
  if (!found) pass.unclosed.set(name, from);
  return found;
}
