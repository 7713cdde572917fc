/**
 * What a `/`, a `<` or a `{` means, decided from what stands before it.
 *
 * A `/` after a value divides, elsewhere it begins a regular expression; a `<` after a value compares or begins type
 * arguments, elsewhere it may begin an element. Cases that only a full parser could decide are decided as
 * they occur in real code.
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
import { lastBefore, lastBelow, type Skeleton, skipSpace, wordAt, wordBefore, wordEnd, wordStart } from './skeleton.ts';

/** Words after which an operand follows. */
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
  const { skeleton } = pass;
  const last = lastBefore(skeleton, at);
  if (last < 0) return true;
  const code = skeleton.text.charCodeAt(last);
  if (code === SLASH) return pass.regexEnd !== last + 1;
  if (code === GREATER) return pass.elementEnd !== last + 1;
  return !endsValue(skeleton, last, code);
}

/** True when the character at `last` ends a value (or a name), so that an operator follows. */
function endsValue(skeleton: Skeleton, last: number, code: number): boolean {
  const { text } = skeleton;
  if (isWord(code)) return !endsOperatorWord(skeleton, last);
  switch (code) {
    case CLOSE_PAREN:
      return !closesCondition(skeleton, last);
    case CLOSE_BRACE:
      return !closesBlock(skeleton, last);
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
      return skeleton.types && endsNonNull(skeleton, last);
    default:
      return false;
  }
}

/** `return`, `typeof`, … and not a property of that name. */
function endsOperatorWord(skeleton: Skeleton, last: number): boolean {
  const start = wordStart(skeleton.text, last);
  const word = skeleton.text.slice(start, last + 1);
  if (word === 'of') return endsForHead(skeleton, start);
  if (!OPERAND_FOLLOWS.has(word)) return false;
  const previous = lastBefore(skeleton, start);
  return previous < 0 || skeleton.text.charCodeAt(previous) !== DOT || skeleton.text.charCodeAt(previous - 1) === DOT;
}

const NAMES: ReadonlySet<string> = new Set(['class', 'function', 'interface', 'type', 'enum', 'const', 'let', 'var']);

/** `for (const x of` and not a value that is called `of`. */
function endsForHead(skeleton: Skeleton, start: number): boolean {
  const previous = lastBefore(skeleton, start);
  const code = skeleton.text.charCodeAt(previous);
  if (previous < 0 || previous === start - 1) return false;
  return isWord(code)
    ? !NAMES.has(wordBefore(skeleton.text, previous))
    : code === CLOSE_BRACKET || code === CLOSE_BRACE;
}

const CONDITIONS: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with']);

/** The `)` at `at` ends the head of an `if`, `while`, `for` or `with`: a statement follows. */
export function closesCondition(skeleton: Skeleton, at: number): boolean {
  const open = openBracketOf(skeleton, at);
  if (open < 0) return false;
  let last = lastBefore(skeleton, open);
  if (last < 0) return false;
  let start = wordStart(skeleton.text, last);
  let word = skeleton.text.slice(start, last + 1);
  if (word === 'await') {
    last = lastBefore(skeleton, start);
    start = wordStart(skeleton.text, last);
    word = skeleton.text.slice(start, last + 1);
  }
  return CONDITIONS.has(word) && skeleton.text.charCodeAt(lastBefore(skeleton, start)) !== DOT;
}

/** The `}` at `at` ends a block or a body, not an object. */
function closesBlock(skeleton: Skeleton, at: number): boolean {
  const open = openOf(skeleton, at);
  return open < 0 || (isBlock(skeleton, open) && !isFunctionExpression(skeleton, open));
}

/** The `{` at `open` begins the body of a `function` that is an operand: `(function () {} < x)`. */
function isFunctionExpression(skeleton: Skeleton, open: number): boolean {
  const { text } = skeleton;
  const close = lastBefore(skeleton, open);
  const paren = text.charCodeAt(close) === CLOSE_PAREN ? openBracketOf(skeleton, close) : -1;
  if (paren < 0) return false;
  let start = wordStart(text, lastBefore(skeleton, paren));
  if (!text.startsWith('function', start)) start = wordStart(text, lastBefore(skeleton, start));
  if (!text.startsWith('function', start) || isWord(text.charCodeAt(start + 8))) return false;
  const last = lastBefore(skeleton, start);
  return last >= 0 && '(,=[&|!+-*/%<>~^'.includes(text.charAt(last));
}

const OBJECT_FOLLOWS: ReadonlySet<string> = new Set([
  ...['return', 'typeof', 'case', 'in', 'of', 'instanceof', 'new', 'void', 'delete', 'throw', 'yield', 'await'],
  ...['default', 'extends', 'as', 'satisfies', 'is', 'keyof', 'const', 'let', 'var', 'import', 'export', 'type'],
]);

/** The `{` at `open` begins a block, a function, a class or a like body; not an object, a pattern or an object type. */
export function isBlock(skeleton: Skeleton, open: number): boolean {
  const { text } = skeleton;
  const last = lastBefore(skeleton, open);
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
      return followsLabel(skeleton, last);
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

const BLOCK_FOLLOWS: ReadonlySet<string> = new Set(['else', 'do', 'try', 'finally', 'catch']);
const HEADS: ReadonlySet<string> = new Set([...CONDITIONS, 'catch', 'switch']);

/** The `{` at `open` begins the body of an `if`, a `try`, a loop and the like, or a block of its own. */
export function isPlainBlock(skeleton: Skeleton, open: number): boolean {
  const { text } = skeleton;
  const last = lastBefore(skeleton, open);
  if (text.charCodeAt(last) === CLOSE_PAREN) {
    const head = openBracketOf(skeleton, last);
    return head >= 0 && HEADS.has(wordBefore(text, lastBefore(skeleton, head)));
  }
  return startsStatement(skeleton, last) || BLOCK_FOLLOWS.has(wordBefore(text, last));
}

/** The `:` at `colon` ends a `case`, `default` or label, so that a statement follows. */
export function followsLabel(skeleton: Skeleton, colon: number): boolean {
  const { text } = skeleton;
  let last = lastBefore(skeleton, colon);
  if (last < 0) return false;
  // Only simple cases: `case X:`, `case 'x':`, `case a.b:`, `default:`, `label:`.
  for (let steps = 0; steps < 8; steps++) {
    const code = text.charCodeAt(last);
    if (isWord(code)) {
      const start = wordStart(text, last);
      const word = text.slice(start, last + 1);
      if (word === 'case') return text.charCodeAt(start - 1) !== DOT;
      if (word === 'default') return startsStatement(skeleton, lastBefore(skeleton, start));
      last = lastBefore(skeleton, start);
      if (steps === 0 && startsStatement(skeleton, last)) return true;
    } else if (code === DOT) last = lastBefore(skeleton, last);
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE || code === BACKTICK) {
      last = lastBefore(skeleton, literalStart(skeleton, last));
    } else return false;
    if (last < 0) return false;
  }
  return false;
}

/** Start of the string or template piece that ends at `last`. */
function literalStart(skeleton: Skeleton, last: number): number {
  return skeleton.spanStart[lastBelow(skeleton.spanStart, last + 1)] ?? last;
}

/** A statement may begin after the character at `last`. */
function startsStatement(skeleton: Skeleton, last: number): boolean {
  if (last < 0) return true;
  const code = skeleton.text.charCodeAt(last);
  if (code === SEMICOLON || code === COLON) return true;
  if (code === CLOSE_BRACE) return closesBlock(skeleton, last);
  if (code === CLOSE_PAREN) return closesCondition(skeleton, last);
  if (code === 101 || code === 111) return /^(?:else|do)$/.test(wordBefore(skeleton.text, last));
  return code === 123 && isBlock(skeleton, last);
}

/** `x!` of TypeScript, not `!x`: it stands right after a value, on its line. */
function endsNonNull(skeleton: Skeleton, last: number): boolean {
  const code = skeleton.text.charCodeAt(last - 1);
  return !isSpace(code) && endsValue(skeleton, last - 1, code);
}

const NAMESPACES: ReadonlySet<string> = new Set(['namespace', 'module', 'global']);

/** The `{` at `open` begins the body of `namespace a.b`, `module x`, `declare module 'x'` or `declare global`. */
export function isNamespaceBody(skeleton: Skeleton, open: number): boolean {
  const { text } = skeleton;
  let last = lastBefore(skeleton, open);
  if (last < 0) return false;
  if (text.charCodeAt(last) === DOUBLE_QUOTE || text.charCodeAt(last) === SINGLE_QUOTE) {
    return wordBefore(text, lastBefore(skeleton, literalStart(skeleton, last))) === 'module';
  }
  for (let steps = 0; steps < 64; steps++) {
    const start = wordStart(text, last);
    const word = text.slice(start, last + 1);
    if (NAMESPACES.has(word)) return true;
    if (word === '') return false;
    last = lastBefore(skeleton, start);
    if (text.charCodeAt(last) === DOT) last = lastBefore(skeleton, last);
    if (last < 0) return false;
  }
  return false;
}

/** True when the `<` at `at` begins an element, not a comparison, type arguments or type parameters. */
export function elementMayStart(pass: Pass, at: number): boolean {
  const { skeleton } = pass;
  const { text } = skeleton;
  const first = text.charCodeAt(at + 1);
  if (first === EQUALS || first === SLASH || isDigit(first)) {
    if (first !== SLASH || (text.charCodeAt(at + 2) !== SLASH && text.charCodeAt(at + 2) !== 42)) return false;
  }
  const last = lastBefore(skeleton, at);
  if (last >= 0) {
    const code = text.charCodeAt(last);
    if (code === GREATER ? text.charCodeAt(last - 1) !== EQUALS && pass.elementEnd === last + 1 : false) return false;
    if (code === SLASH ? pass.regexEnd === last + 1 : endsValue(skeleton, last, code)) return false;
    if (isWord(code) && wordBefore(text, last) === 'new') return false;
  }
  return looksLikeTag(pass, at);
}

/** Tells `<a …>` from the type parameters `<T,>`, `<T extends U>`, `<const T>`, `<T>(`. */
function looksLikeTag(pass: Pass, at: number): boolean {
  const { skeleton } = pass;
  const { text } = skeleton;
  const start = skipSpace(text, at + 1);
  const first = text.charCodeAt(start);
  if (first === GREATER) return true;
  const end = wordEnd(text, start);
  if (end === start || isDigit(first)) return false;
  const name = text.slice(start, end);
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  if (code === COMMA || code === EQUALS) return false;
  if (code === GREATER) {
    const then = skipSpace(text, next + 1);
    return text.charCodeAt(then) !== OPEN_PAREN || closesLater(pass, name, then);
  }
  if (code === COLON && !isWord(text.charCodeAt(next + 1))) return closesLater(pass, name, next);
  const word = wordAt(text, next);
  if (word === 'extends') {
    const after = text.charCodeAt(skipSpace(text, next + 7));
    return after === EQUALS || after === GREATER || after === SLASH;
  }
  return !(name === 'const' || name === 'in' || name === 'out') || closesLater(pass, name, next);
}

/** A closing tag of that name follows somewhere. */
function closesLater(pass: Pass, name: string, from: number): boolean {
  const known = pass.unclosed.get(name);
  if (known !== undefined && known <= from) return false;
  if (pass.unclosed.size > 16) return true;
  const found = pass.skeleton.text.indexOf(`</${name}`, from) >= 0;
  if (!found) pass.unclosed.set(name, from);
  return found;
}
