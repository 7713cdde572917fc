/**
 * Classes with an empty body, which are other names for their base.
 */

import { skipBrackets } from './extents.ts';
import {
  CLOSE_PAREN,
  COLON,
  COMMA,
  columnOf,
  dottedAt,
  HASH,
  isLineEnd,
  isTriple,
  isWord,
  OPEN_BRACKET,
  OPEN_PAREN,
  plainStringEnd,
  SEMICOLON,
  skipBlanks,
  skipSpace,
  tripleStringEnd,
} from './lexical.ts';
import { type State, spendBudget } from './state.ts';
import { openingQuote } from './strings.ts';

/**
 * `class Old(New): pass` (or `...`, or a docstring, or several of these): the base that it is another name for.
 * `at` is the end of the class's name, `indent` the column of the keyword `class`.
 */
export function emptyClassBase(state: State, at: number, indent: number): string | undefined {
  const { text } = state;
  let next = skipBlanks(text, at);
  if (text.charCodeAt(next) === OPEN_BRACKET) next = skipBlanks(text, skipBrackets(state, next));
  if (text.charCodeAt(next) !== OPEN_PAREN) return undefined;
  const base = dottedAt(text, skipSpace(text, next + 1));
  if (base === null) return undefined;
  next = skipSpace(text, base.end);
  if (text.charCodeAt(next) === COMMA) next = skipSpace(text, next + 1);
  if (text.charCodeAt(next) !== CLOSE_PAREN) return undefined;
  next = skipBlanks(text, next + 1);
  if (text.charCodeAt(next) !== COLON) return undefined;
  return isEmptyBody(state, next + 1, indent) ? base.text : undefined;
}

/** Whether the suite after the colon before `at` is empty. */
function isEmptyBody(state: State, at: number, indent: number): boolean {
  const { text } = state;
  let from = skipBlanks(text, at);
  let statements = 0;
  let line = isLineEnd(text.charCodeAt(from)) || text.charCodeAt(from) === HASH ? -1 : 0;
  for (;;) {
    if (line < 0) {
      // Blank and comment lines do not count; the first other line belongs to the body if it is indented more.
      from = skipSpace(text, from);
      if (from >= text.length || columnOf(text, from) <= indent) return statements > 0;
    }
    const quote = openingQuote(text, from);
    if (quote >= 0) {
      const end = isTriple(text, quote) ? tripleStringEnd(text, quote) : plainStringEnd(text, quote);
      if (end < 0 || !spendBudget(state, end - from)) return false;
      from = end;
    } else if (text.startsWith('...', from)) from += 3;
    else if (text.startsWith('pass', from) && !isWord(text.charCodeAt(from + 4))) from += 4;
    else return false;
    statements += 1;
    from = skipBlanks(text, from);
    const code = text.charCodeAt(from);
    if (code === SEMICOLON) {
      from = skipBlanks(text, from + 1);
      line = isLineEnd(text.charCodeAt(from)) || text.charCodeAt(from) === HASH ? -1 : 0;
    } else if (isLineEnd(code) || code === HASH) line = -1;
    else return false;
  }
}
