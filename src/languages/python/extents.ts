/**
 * How far a statement, or a bracket within it, reaches: looks ahead within one logical line.
 */

import {
  BACKSLASH,
  COLON,
  COMMA,
  EQUALS,
  HASH,
  isLineEnd,
  isTriple,
  LAMBDA,
  lineEnd,
  plainStringEnd,
  SEMICOLON,
  skipBlanks,
  skipLineBreak,
  tripleStringEnd,
} from './lexical.ts';
import { type State, spendBudget } from './state.ts';
import { bracketStep, isQuote } from './strings.ts';

/** Whether the simple statement is over at `at`. */
export function endsStatement(text: string, at: number): boolean {
  const code = text.charCodeAt(skipBlanks(text, at));
  return isLineEnd(code) || code === SEMICOLON || code === HASH;
}

const STOP = /["'#()[\]{}\\\r\n:;=]|\blambda\b/g;

/**
 * The first `wanted` character (colon or equals sign) outside brackets, strings and lambdas from `at`, within the
 * logical line; -1 when there is none. `==`, `:=`, `!=`, `<=` and `>=` do not count.
 */
export function findInStatement(state: State, at: number, wanted: typeof COLON | typeof EQUALS): number {
  const { text } = state;
  let depth = 0;
  let lambdas = 0;
  for (let from = at; ; ) {
    STOP.lastIndex = from;
    const stop = STOP.exec(text)?.index ?? text.length;
    const code = text.charCodeAt(stop);
    if (!spendBudget(state, stop + 1 - from)) return -1;
    if (depth === 0 && (isLineEnd(code) || code === HASH || code === SEMICOLON)) return -1;
    from = stop + 1;
    if (isQuote(code)) {
      const end = isTriple(text, stop) ? tripleStringEnd(text, stop) : plainStringEnd(text, stop);
      if (end < 0 || !spendBudget(state, end - stop)) return -1;
      from = end;
    } else if (code === HASH) from = lineEnd(text, stop);
    else if (code === BACKSLASH) from = skipLineBreak(text, from);
    else if (code === COLON && text.charCodeAt(from) === EQUALS) from += 1;
    else if (code === COLON && depth === 0 && lambdas > 0) lambdas -= 1;
    else if (code === EQUALS && text.charCodeAt(from) === EQUALS) from += 1;
    else if (code === wanted && depth === 0 && !(code === EQUALS && '!<>'.includes(text.charAt(stop - 1)))) return stop;
    else if (code === LAMBDA) lambdas += depth === 0 ? 1 : 0;
    else depth += bracketStep(code);
    if (depth < 0 || stop >= text.length) return -1;
  }
}

const IN_BRACKETS = /["'#()[\]{}\r\n]/g;

/** Past the bracket that closes the one at `open`, on the same logical line; `open` when it is not found. */
export function skipBrackets(state: State, open: number): number {
  const { text } = state;
  let depth = 0;
  for (let from = open; ; ) {
    IN_BRACKETS.lastIndex = from;
    if (!IN_BRACKETS.test(text)) return open;
    const at = IN_BRACKETS.lastIndex - 1;
    if (!spendBudget(state, at + 1 - from)) return open;
    const code = text.charCodeAt(at);
    from = at + 1;
    if (isQuote(code)) {
      from = isTriple(text, at) ? tripleStringEnd(text, at) : plainStringEnd(text, at);
      if (from < 0 || !spendBudget(state, from - at)) return open;
    } else if (code === HASH) from = lineEnd(text, at);
    else {
      depth += bracketStep(code);
      if (depth === 0) return from;
    }
  }
}

const IN_ELEMENT = /["'#()[\]{},;\\\r\n]/g;

/**
 * The comma or closing bracket that ends the element in which `at` lies, or, for one that is in no brackets, the end of
 * its statement; -1 when it is not found.
 */
export function elementEnd(state: State, at: number, inBrackets = true): number {
  const { text } = state;
  let depth = 0;
  for (let from = at; ; ) {
    IN_ELEMENT.lastIndex = from;
    const stop = IN_ELEMENT.test(text) ? IN_ELEMENT.lastIndex - 1 : text.length;
    const code = text.charCodeAt(stop);
    if (!spendBudget(state, stop + 1 - from)) return -1;
    const isOutside = depth === 0 && !inBrackets;
    if (isOutside && (isLineEnd(code) || code === SEMICOLON || code === HASH)) return stop;
    if (stop >= text.length) return -1;
    from = stop + 1;
    if (isQuote(code)) {
      from = isTriple(text, stop) ? tripleStringEnd(text, stop) : plainStringEnd(text, stop);
      if (from < 0 || !spendBudget(state, from - stop)) return -1;
    } else if (code === HASH) from = lineEnd(text, stop);
    else if (code === BACKSLASH) from = skipLineBreak(text, from);
    else if (depth === 0 && (code === COMMA || bracketStep(code) < 0)) return stop;
    else depth += bracketStep(code);
  }
}
