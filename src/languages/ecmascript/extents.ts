/**
 * How far an expression, a type or a list of type arguments reaches, without parsing it.
 *
 * Braces and opaque pieces are jumped over with the skeleton's tables; round and square brackets are counted. Where no
 * semicolon ends a statement, a line end does, when the next line cannot continue the statement.
 */

import { closeOf } from './brackets.ts';
import {
  AT,
  BANG,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  CR,
  DOT,
  EQUALS,
  GREATER,
  isSpace,
  isWord,
  LESS,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SEMICOLON,
  STAR,
} from './characters.ts';
import { type Reading, searchLimit } from './reading.ts';
import { lastBefore, nextOutside, skipSpace, spanAt, wordAt, wordBefore, wordStart } from './skeleton.ts';

const EXPRESSION_STOP = /[,;(){}[\]\n\r<]/g;
const TYPE_STOP = /[,;(){}[\]\n\r<>=]/g;

/**
 * End of the expression that begins at `from`: the offset of the `,`, `;` or closing bracket that ends it, of the line
 * end after it, or the text's length.
 */
export function expressionEnd(reading: Reading, from: number): number {
  return extentEnd(reading, from, EXPRESSION_STOP, false);
}

/** End of the type that begins at `from`; ends at a `=`, too. */
export function typeEnd(reading: Reading, from: number): number {
  return extentEnd(reading, from, TYPE_STOP, true);
}

function extentEnd(reading: Reading, from: number, stop: RegExp, inType: boolean): number {
  const end = findExtentEnd(reading, from, stop, inType, searchLimit(reading, from));
  reading.budget -= end - from;
  return end;
}

function findExtentEnd(reading: Reading, from: number, stop: RegExp, inType: boolean, limit: number): number {
  const { skeleton } = reading;
  const text = reading.text.slice(0, limit);
  let depth = 0;
  let angles = 0;
  stop.lastIndex = from;
  for (let at = nextOutside(skeleton, stop, text); at >= 0; at = nextOutside(skeleton, stop, text)) {
    switch (text.charCodeAt(at)) {
      case OPEN_PAREN:
      case OPEN_BRACKET:
        depth++;
        break;
      case CLOSE_PAREN:
      case CLOSE_BRACKET:
        if (depth === 0) return at;
        depth--;
        break;
      case OPEN_BRACE: {
        const close = closeOf(skeleton, at);
        if (close < 0) return text.length;
        stop.lastIndex = close + 1;
        break;
      }
      case LESS:
        if (inType) angles++;
        else if (depth === 0) stop.lastIndex = skipTypeArguments(reading, at, from);
        break;
      case GREATER:
        if (angles > 0) angles--;
        break;
      case EQUALS:
        if (text.charCodeAt(at + 1) === GREATER) stop.lastIndex = at + 2;
        else if (depth === 0 && angles === 0) return at;
        break;
      case LF:
      case CR:
        if (depth === 0 && angles === 0 && endsLine(reading, at, from, inType)) return at;
        stop.lastIndex = Math.max(at + 1, skipSpace(text, at));
        break;
      case COMMA:
        if (depth === 0 && angles === 0) return at;
        break;
      case SEMICOLON:
        if (depth === 0) return at;
        break;
      default:
        return at; // a brace that closes the enclosing block
    }
  }
  return text.length;
}

/** After the type arguments at `at`, as in `new Map<string, number>()`; after the `<` alone when it compares. */
function skipTypeArguments(reading: Reading, at: number, from: number): number {
  const { skeleton, text } = reading;
  if (!skeleton.types || !(at === from || takesTypeArguments(reading, at))) return at + 1;
  const end = typeArgumentsEnd(reading, at);
  if (end < 0) return at + 1;
  const next = skipSpace(text, end);
  return at === from || next >= text.length || next > end || '(),;:.`]}?!|&='.includes(text.charAt(next))
    ? end
    : at + 1;
}

/** `f<T>`, `function <T>`, `function* <T>`, `async <T>`; not `a < b`. */
function takesTypeArguments(reading: Reading, at: number): boolean {
  const { skeleton, text } = reading;
  if (isWord(text.charCodeAt(at - 1))) return text.charCodeAt(at + 1) !== 32;
  const last = lastBefore(skeleton, at);
  if (text.charCodeAt(last) === STAR) return wordBefore(text, lastBefore(skeleton, last)) === 'function';
  const word = wordBefore(text, last);
  return word === 'function' || word === 'async' || word === 'class';
}

const ANGLE_STOP = /[<>(){}[\];]|=>/g;

/** End of the type arguments or parameters that begin with the `<` at `at`; -1 when they do not close. */
export function typeArgumentsEnd(reading: Reading, at: number): number {
  if (at < reading.noAnglesUntil) return -1;
  const { skeleton } = reading;
  const text = reading.text.slice(0, at + 20_000);
  let depth = 0;
  let inner = 0;
  let stopped = text.length;
  ANGLE_STOP.lastIndex = at;
  for (let here = nextOutside(skeleton, ANGLE_STOP, text); here >= 0; here = nextOutside(skeleton, ANGLE_STOP, text)) {
    const code = text.charCodeAt(here);
    stopped = here;
    if (code === LESS) depth++;
    else if (code === GREATER) {
      depth--;
      if (depth === 0) return here + 1;
    } else if (code === OPEN_PAREN || code === OPEN_BRACKET) inner++;
    else if (code === CLOSE_PAREN || code === CLOSE_BRACKET) {
      inner--;
      if (inner < 0) break;
    } else if (code === OPEN_BRACE) {
      const close = closeOf(skeleton, here);
      if (close < 0) break;
      ANGLE_STOP.lastIndex = close + 1;
    } else if (code !== EQUALS) break;
    stopped = text.length;
  }
  reading.noAnglesUntil = stopped;
  return -1;
}

const CONTINUING_WORDS: ReadonlySet<string> = new Set(['in', 'instanceof', 'as', 'satisfies', 'extends', 'is']);
const UNFINISHED_WORDS: ReadonlySet<string> = new Set([
  ...['typeof', 'delete', 'new', 'in', 'instanceof', 'as', 'satisfies', 'extends', 'is', 'keyof', 'infer'],
  ...['readonly', 'unique', 'asserts', 'await', 'yield', 'of'],
]);

/** Of those the ones that are no reserved words. */
const NAMES_TOO: ReadonlySet<string> = new Set([
  ...['as', 'satisfies', 'is', 'keyof', 'infer', 'readonly', 'unique', 'asserts', 'of'],
]);

const BODY_FOLLOWS: ReadonlySet<string> = new Set(['function', 'async', 'class']);

/** The line end at `at` ends a statement whose last part began at `from`. */
function endsLine(reading: Reading, at: number, from: number, inType: boolean): boolean {
  const { skeleton, text } = reading;
  const next = skipSpace(text, at);
  if (next >= text.length) return true;
  const last = lastBefore(skeleton, at);
  if (last < from) return false;
  const code = text.charCodeAt(next);
  const ending = text.charCodeAt(last);
  if (ending !== CLOSE_BRACE && continuesHeader(text, from, next, code)) return false;
  if (isWord(code)) {
    if (CONTINUING_WORDS.has(wordAt(text, next))) return false;
  } else if (inType ? '|&=.?:<>),]'.includes(text.charAt(next)) : continuesExpression(text, next, code)) return false;
  if (isWord(ending)) return !UNFINISHED_WORDS.has(wordBefore(text, last)) || isName(reading, last, inType);
  if (ending === CLOSE_PAREN || ending === CLOSE_BRACKET || ending === CLOSE_BRACE) return true;
  if (ending === 34 || ending === 39 || ending === 96) return true;
  if (ending === GREATER) return text.charCodeAt(last - 1) !== EQUALS;
  if (ending === BANG) return !isSpace(text.charCodeAt(last - 1));
  if (ending === 43 || ending === 45) return text.charCodeAt(last - 1) === ending;
  return spanAt(skeleton, last) >= 0;
}

/** The word that ends at `last` is a name, though it may be an operator elsewhere: `= a.as`, `= satisfies`. */
function isName({ skeleton, text }: Reading, last: number, inType: boolean): boolean {
  const before = lastBefore(skeleton, wordStart(text, last));
  if (text.charCodeAt(before) === DOT) return text.charCodeAt(before - 1) !== DOT;
  return !inType && text.charCodeAt(before) === EQUALS && NAMES_TOO.has(wordBefore(text, last));
}

/** A body follows on the next line, or more decorators, or the class that they belong to. */
function continuesHeader(text: string, from: number, next: number, code: number): boolean {
  if (code === OPEN_BRACE) return BODY_FOLLOWS.has(wordAt(text, from));
  return text.charCodeAt(from) === AT && (code === AT || wordAt(text, next) === 'class');
}

/** The punctuation at `next` continues an expression of the line before. */
function continuesExpression(text: string, next: number, code: number): boolean {
  if (code === 43 || code === 45) return text.charCodeAt(next + 1) !== code;
  if (code === BANG) return text.charCodeAt(next + 1) === EQUALS;
  return (
    code !== OPEN_BRACE && code !== 34 && code !== 39 && code !== 64 && code !== 35 && code !== 125 && code !== 126
  );
}

/** Nothing follows an expression that ends at `end`: a separator, a closing bracket, or a new statement on the next line. */
export function endsExpression(reading: Reading, end: number): boolean {
  const { text } = reading;
  const next = skipSpace(text, end);
  if (next >= text.length) return true;
  const code = text.charCodeAt(next);
  if (code === SEMICOLON || code === COMMA || code === CLOSE_PAREN || code === CLOSE_BRACKET || code === 125)
    return true;
  if (code === COLON) return true;
  const line = text.slice(end, next).search(/[\n\r\u2028\u2029]/);
  return line >= 0 && endsLine(reading, end + line, 0, false);
}
