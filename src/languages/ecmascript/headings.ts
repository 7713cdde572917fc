/**
 * What stands before a `class`, `function`, `interface`, `type`, `enum`, `const`: modifiers, decorators, and whether
 * a statement begins there at all. And what follows a name: where its body is.
 */

import { braceAt, closeOf, openBracketOf } from './brackets.ts';
import {
  AT,
  BANG,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER,
  isWord,
  LESS,
  OPEN_BRACE,
  OPEN_PAREN,
  SEMICOLON,
  SINGLE_QUOTE,
  SLASH,
  STAR,
} from './characters.ts';
import { closesCondition, followsLabel } from './context.ts';
import { typeArgumentsEnd } from './extents.ts';
import { closeParenOf, type Reading, searchLimit } from './reading.ts';
import {
  lastBefore,
  newlineBetween,
  nextOutside,
  PLAIN,
  REGEX,
  type Skeleton,
  skipSpace,
  spanAt,
  wordAt,
  wordBefore,
  wordEnd,
  wordStart,
} from './skeleton.ts';

/** The modifiers and decorators before a declaration. */
export interface Heading {
  /** Start of the statement: its first modifier or decorator. */
  readonly start: number;
  readonly exported: boolean;
  readonly isDefault: boolean;
  /** `declare` or `abstract` stands there: nothing but a declaration can follow. */
  readonly declared: boolean;
  readonly opaque: boolean;
  /** Offset of the last significant character before the statement, or -1. */
  readonly last: number;
}

const MODIFIERS: ReadonlySet<string> = new Set(['export', 'default', 'declare', 'abstract', 'async', 'opaque']);

/** The modifiers and decorators that stand before the word at `at`. */
export function headingOf(skeleton: Skeleton, at: number): Heading {
  const { text } = skeleton;
  const words = new Set<string>();
  const isEnum = text.startsWith('enum', at);
  let start = at;
  let last = lastBefore(skeleton, at);
  for (;;) {
    const code = text.charCodeAt(last);
    if (last >= 0 && (isWord(code) || code === CLOSE_PAREN)) {
      const from = isWord(code) ? wordStart(text, last) : last;
      const word = text.slice(from, last + 1);
      const modifies = MODIFIERS.has(word) || (isEnum && word === 'const');
      const next = modifies && text.charCodeAt(from - 1) !== DOT ? from : decoratorStart(skeleton, last);
      if (next >= 0) {
        if (next === from) words.add(word);
        start = next;
        last = lastBefore(skeleton, start);
        continue;
      }
    }
    return {
      start,
      exported: words.has('export'),
      isDefault: words.has('default'),
      declared: words.has('declare') || words.has('abstract'),
      opaque: words.has('opaque'),
      last,
    };
  }
}

/** Start of the decorator that ends at `last`, or -1: `@a`, `@a.b`, `@a.b(…)`, `@(…)`. */
function decoratorStart(skeleton: Skeleton, last: number): number {
  const { text } = skeleton;
  let i = last;
  if (text.charCodeAt(i) === CLOSE_PAREN) {
    const open = openBracketOf(skeleton, i);
    if (open < 0) return -1;
    i = lastBefore(skeleton, open);
    if (text.charCodeAt(i) === AT) return i;
  }
  for (let steps = 0; steps < 16 && i >= 0; steps++) {
    let start = wordStart(text, i);
    if (start > i) return -1;
    if (text.charCodeAt(start - 1) === 35) start--;
    i = lastBefore(skeleton, start);
    if (text.charCodeAt(i) === AT) return i;
    if (text.charCodeAt(i) !== DOT) return -1;
    i = lastBefore(skeleton, i);
  }
  return -1;
}

/** Words after which an expression stands. */
const EXPRESSION_FOLLOWS: ReadonlySet<string> = new Set([
  ...['return', 'new', 'typeof', 'void', 'delete', 'throw', 'await', 'yield', 'case', 'in', 'of', 'instanceof'],
  ...['extends', 'default', 'as', 'satisfies'],
]);

/** Where a statement stands: `no` for an expression, `inner` for the body of an `if`, a label and the like. */
export type StatementPlace = 'no' | 'statement' | 'inner';

/** Whether a declaration may stand where `heading` begins; `at` is where its keyword does. */
export function statementPlace(skeleton: Skeleton, heading: Heading, at: number): StatementPlace {
  const { text } = skeleton;
  const { last } = heading;
  if (heading.exported || heading.declared || last < 0) return 'statement';
  const code = text.charCodeAt(last);
  if (isWord(code)) {
    const word = wordBefore(text, last);
    if (word === 'else' || word === 'do') return 'inner';
    if (!EXPRESSION_FOLLOWS.has(word) || text.charCodeAt(last - word.length) === DOT) return 'statement';
    // A line end ends a `return`, the type `() => void`, and `exports.satisfies = satisfies`.
    const mayEnd = word === 'void' || word === 'return' || isOperand(skeleton, last, word);
    return mayEnd && newlineBetween(text, last, at) ? 'statement' : 'no';
  }
  switch (code) {
    case SEMICOLON:
    case CLOSE_BRACE:
    case CLOSE_BRACKET:
    case DOUBLE_QUOTE:
    case SINGLE_QUOTE:
    case 96:
      return 'statement';
    case OPEN_BRACE:
      return skeleton.braceKind[braceAt(skeleton, last)] === PLAIN ? 'statement' : 'no';
    case CLOSE_PAREN:
      return closesCondition(skeleton, last) ? 'inner' : 'statement';
    case COLON:
      return followsLabel(skeleton, last) ? 'inner' : 'no';
    case SLASH:
      // The end of a comment whose beginning is lost, or a regular expression.
      return text.charCodeAt(last - 1) === STAR || endsRegex(skeleton, last) ? 'statement' : 'no';
    case GREATER:
      return text.charCodeAt(last - 1) !== EQUALS && newlineBetween(text, last, at) ? 'statement' : 'no';
    case BANG:
      return skeleton.types && newlineBetween(text, last, at) ? 'statement' : 'no';
    case 43:
    case 45:
      return text.charCodeAt(last - 1) === code && newlineBetween(text, last, at) ? 'statement' : 'no';
    default:
      return endsRegex(skeleton, last) ? 'statement' : 'no';
  }
}

/** The word that ends at `last` is no reserved one, and the value of an assignment. */
function isOperand(skeleton: Skeleton, last: number, word: string): boolean {
  if (word !== 'as' && word !== 'satisfies' && word !== 'of') return false;
  return skeleton.text.charCodeAt(lastBefore(skeleton, last + 1 - word.length)) === EQUALS;
}

function endsRegex(skeleton: Skeleton, last: number): boolean {
  return skeleton.spanKind[spanAt(skeleton, last)] === REGEX;
}

/** Where the body of a declaration is. */
export interface Body {
  /** Offset of the `{`, or -1 when the declaration has no body. */
  readonly open: number;
  /** End of the declaration. */
  readonly end: number;
}

const HEADER_STOP = /[<({;}\n\r]/g;

/**
 * The body of a class, interface, enum or function whose header goes on at `from`: the first `{` that is not within
 * type arguments, parentheses or a type literal.
 */
export function bodyAfter(reading: Reading, from: number): Body {
  const body = findBody(reading, from, searchLimit(reading, from));
  reading.budget -= (body.open < 0 ? body.end : body.open) - from;
  return body;
}

function findBody(reading: Reading, from: number, limit: number): Body {
  const { skeleton } = reading;
  const text = reading.text.slice(0, limit);
  HEADER_STOP.lastIndex = from;
  let params = -1;
  for (let at = nextOutside(skeleton, HEADER_STOP, text); at >= 0; at = nextOutside(skeleton, HEADER_STOP, text)) {
    const code = text.charCodeAt(at);
    if (code === LESS) {
      const end = typeArgumentsEnd(reading, at);
      if (end > 0) HEADER_STOP.lastIndex = end;
    } else if (code === OPEN_PAREN) {
      const close = closeParenOf(reading, at);
      if (close < 0) return { open: -1, end: at };
      params = close;
      HEADER_STOP.lastIndex = close + 1;
    } else if (code === OPEN_BRACE) {
      const close = closeOf(skeleton, at);
      if (close < 0) return { open: at, end: text.length };
      if (!opensType(skeleton, at)) return { open: at, end: close + 1 };
      HEADER_STOP.lastIndex = close + 1;
    } else if (code === SEMICOLON) return { open: -1, end: at + 1 };
    else if (code === CLOSE_BRACE) return { open: -1, end: lastBefore(skeleton, at) + 1 };
    else if (params >= 0 && endsOverload(skeleton, at)) return { open: -1, end: lastBefore(skeleton, at) + 1 };
  }
  return { open: -1, end: lastBefore(skeleton, limit) + 1 };
}

/** The `{` at `at` begins a type literal or an object in a header. */
function opensType(skeleton: Skeleton, at: number): boolean {
  const last = lastBefore(skeleton, at);
  const code = skeleton.text.charCodeAt(last);
  if (code === GREATER) return skeleton.text.charCodeAt(last - 1) === EQUALS;
  if (isWord(code)) return ['is', 'keyof', 'extends', 'asserts', 'readonly'].includes(wordBefore(skeleton.text, last));
  return ':|&?,'.includes(skeleton.text.charAt(last));
}

/** The line end at `at` ends a function without a body: the next line does not go on with its type or body. */
function endsOverload(skeleton: Skeleton, at: number): boolean {
  const { text } = skeleton;
  const next = skipSpace(text, at);
  if ('{|&=.:?<>[]),'.includes(text.charAt(next))) return false;
  const last = lastBefore(skeleton, at);
  return (
    !':|&=.?<,'.includes(text.charAt(last)) &&
    !(text.charCodeAt(last) === GREATER && text.charCodeAt(last - 1) === EQUALS)
  );
}

/**
 * A dotted name that begins at `at` and where it ends; undefined when something else stands there. Private members
 * (`a.#b`) only where asked for.
 */
export function entityAt(
  text: string,
  at: number,
  withPrivate = false,
): { readonly name: string; readonly end: number } | undefined {
  let i = at;
  let name = '';
  for (;;) {
    if (withPrivate && text.charCodeAt(i) === 35) i++;
    const end = wordEnd(text, i);
    if (end === i || (text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57)) return undefined;
    name += text.slice(i, end);
    const next = skipSpace(text, end);
    if (text.charCodeAt(next) !== DOT) return { name, end };
    name += '.';
    i = skipSpace(text, next + 1);
  }
}

/** What stands between the name of a class and its body. */
export interface ClassHeader {
  /** Offset of the body's `{`, or -1. */
  readonly open: number;
  readonly end: number;
  /** The base class, when the body is empty. */
  readonly aliasOf?: string;
}

/** The type parameters or arguments that begin at `at`, as written; empty when there are none. */
export function anglesAt(reading: Reading, at: number): string {
  const end = reading.text.charCodeAt(at) === LESS ? typeArgumentsEnd(reading, at) : -1;
  return end < 0 ? '' : reading.text.slice(at, end);
}

/** Whether type arguments are the type parameters themselves, in their order: `<T extends X, U>` and `<T, U>`. */
export function handsOnParameters(parameters: string, given: string): boolean {
  if (parameters === given) return true;
  const names = splitAngles(parameters).map((one) => /^(?:(?:const|in|out)\s+)*([\w$]+)/.exec(one)?.[1]);
  return parameters !== '' && splitAngles(given).join() === names.join();
}

const ANGLE_PART = /=>|[<>()[\]{},]/g;

/** The entries of a list of type parameters or arguments. */
function splitAngles(angles: string): string[] {
  const entries: string[] = [];
  let depth = 0;
  let from = 1;
  for (const { 0: mark, index } of angles.matchAll(ANGLE_PART)) {
    if ('<([{'.includes(mark)) depth++;
    else if (mark !== '=>' && mark !== ',') depth--;
    if ((mark === ',' && depth === 1) || (mark === '>' && depth === 0)) {
      entries.push(angles.slice(from, index).trim());
      from = index + 1;
    }
  }
  return entries.filter((entry) => entry !== '');
}

/** How many bodies stand before the class's own: those of `extends class {}` and `extends function () {}`. */
function countHeritageBodies(reading: Reading, from: number): number {
  const { text } = reading;
  let count = 0;
  let i = skipSpace(text, from);
  while (text.charCodeAt(i) === 101 && wordAt(text, i) === 'extends') {
    i = skipSpace(text, i + 7);
    const word = wordAt(text, i);
    if (word === 'function') return count + 1;
    if (word !== 'class') return count;
    count++;
    i = skipSpace(text, i + 5);
    if (wordAt(text, i) !== 'extends') i = skipSpace(text, wordEnd(text, i));
  }
  return count;
}

/** Reads the header of a class or interface from after its name (or after `class`). */
export function readClassHeader(reading: Reading, from: number): ClassHeader {
  const { text } = reading;
  let body = bodyAfter(reading, from);
  for (let inner = countHeritageBodies(reading, from); inner > 0 && body.open >= 0; inner--)
    body = bodyAfter(reading, body.end);
  if (body.open < 0 || skipSpace(text, body.open + 1) !== closeOf(reading.skeleton, body.open)) return body;
  let i = skipSpace(text, from);
  const parameters = anglesAt(reading, i);
  i = skipSpace(text, i + parameters.length);
  if (wordAt(text, i) !== 'extends') return body;
  const base = entityAt(text, skipSpace(text, i + 7));
  if (base === undefined || base.name === 'null') return body;
  let next = skipSpace(text, base.end);
  const given = anglesAt(reading, next);
  // `class A extends B<string> {}` is a new class; `class A<T> extends B<T> {}` is `B` by another name.
  if (!handsOnParameters(parameters, given)) return body;
  next = skipSpace(text, next + given.length);
  return next === body.open || wordAt(text, next) === 'implements' ? { ...body, aliasOf: base.name } : body;
}
