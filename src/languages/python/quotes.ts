/**
 * What happens at a quote in code: the string is skipped, and its text is recorded as not being code.
 *
 * In a well-formed file that is all. Most of this file is about the others, where quotes are missing: an unterminated string
 * ends with its line, and a triple-quoted one at the most plausible place (`recovery.ts`).
 */

import {
  CLOSE_PAREN,
  columnOf,
  DOUBLE_QUOTE,
  isTriple,
  plainStringEnd,
  skipSpace,
  stringStart,
  tripleStringEnd,
} from './lexical.ts';
import { markPassed, type Scan } from './progress.ts';
import {
  canFollowString,
  canPrecedeString,
  findAnchor,
  isExpressionString,
  nextStatement,
  severedStringEnd,
} from './recovery.ts';
import { readFirstArgument, readKeywordArgument, referenceCallAt } from './references.ts';
import { addRange, noteDamage } from './state.ts';
import { isFormatString, readFormatString } from './strings.ts';

/** Arguments in more parentheses than this are not examined. */
const MOST_PARENTHESES = 32;

/** Reads the string whose first quote, at `quote`, stands in code. Returns its end. */
export function readString(scan: Scan, quote: number): number {
  const { text, state, calls } = scan;
  const awaited = calls.length > 0 ? calls[calls.length - 1] : undefined;
  if (awaited !== undefined && awaited.fact === null && scan.brackets.length - awaited.depth < MOST_PARENTHESES) {
    awaited.fact = readKeywordArgument(state, awaited.call, quote, scan.brackets.length - awaited.depth);
  }
  if (isFormatString(text, quote)) {
    const end = skipFormatString(scan, quote);
    if (end >= 0) return markPassed(scan, end);
  }
  const end = isTriple(text, quote) ? readTripleString(scan, quote) : plainStringEnd(text, quote);
  if (end < 0) {
    noteDamage(state, quote, 'unterminated string');
    const stop = Math.max(~end, severedStringEnd(state, quote, ~end));
    addRange(state.skips, quote, stop);
    return markPassed(scan, stop);
  }
  addRange(state.skips, quote, end);
  return markPassed(scan, end);
}

/** Skips an f- or t-string and reads the calls in its fields; -1 when it must be read as a plain string. */
function skipFormatString(scan: Scan, quote: number): number {
  const { text, state } = scan;
  if (state.budget <= 0) return -1;
  const found = scan.unended.has(quote) ? null : readFormatString(text, quote);
  if (found === null || found.end < 0) {
    for (const start of found?.unended ?? []) scan.unended.add(start);
    if (found !== null) state.budget -= ~found.end - quote;
    noteDamage(state, quote, 'unterminated f-string');
    return -1;
  }
  for (let index = 0; index < found.skips.length; index += 2) {
    addRange(state.skips, found.skips[index] ?? 0, found.skips[index + 1] ?? 0);
  }
  for (const open of found.calls) {
    const call = referenceCallAt(state, open, true);
    if (call === null) continue;
    const fact = readFirstArgument(state, call);
    const close = fact === null ? -1 : skipSpace(text, fact.statement.end);
    if (fact !== null && text.charCodeAt(close) === CLOSE_PAREN) fact.statement.end = close + 1;
  }
  return found.end;
}

/** End of a triple-quoted string; where its end is missing, the most plausible place. */
function readTripleString(scan: Scan, quote: number): number {
  const { text, state } = scan;
  if (!canPrecedeString(text, stringStart(text, quote))) {
    // The closing quotes of a string whose opening ones are gone.
    noteDamage(state, quote, 'unterminated triple-quoted string');
    return quote + 3;
  }
  const close = findClosingQuotes(scan, quote);
  if (close >= 0 && !/[\r\n]/.test(text.slice(quote, close))) {
    if (!canFollowString(text, close)) noteDamage(state, close, 'unexpected text after a string');
    return close;
  }
  const next =
    close < 0 || !(scan.careful || !canFollowString(text, close)) ? -1 : nextStatement(text, quote, close - 3);
  const isExpression = scan.brackets.length > 0 || isExpressionString(text, quote);
  if (close >= 0 && next < 0 && (isExpression || !scan.careful)) return close;
  const anchor = findAnchor(text, quote, close < 0 ? text.length : close - 3);
  if (close >= 0 && next < 0 && anchor < 0) return close;
  scan.brokenTriple = true;
  noteDamage(state, quote, 'unterminated triple-quoted string');
  if (next >= 0) return anchor >= 0 ? anchor : next;
  if (anchor < 0 || (isExpression && !isFollowedByCode(scan, anchor))) return text.length;
  return anchor;
}

/**
 * `tripleStringEnd`, remembering for each kind of quotes what the last search found: recovery goes back to before it, and
 * a hostile file could make every search from there run to the same distant place.
 */
function findClosingQuotes(scan: Scan, quote: number): number {
  const memory = scan.text.charCodeAt(quote) === DOUBLE_QUOTE ? scan.double : scan.single;
  if (quote < memory.from || (memory.close >= 0 && quote + 6 > memory.close)) {
    memory.from = quote;
    memory.close = tripleStringEnd(scan.text, quote);
  }
  return memory.close;
}

/**
 * A string in an expression has no end, and what stands at `anchor` inside it looks like code. Either the file ends within
 * a string that holds code, or the closing quotes are gone. The latter, if the code continues a block that is open
 * around the string, or if a great deal follows.
 */
function isFollowedByCode(scan: Scan, anchor: number): boolean {
  const first = skipSpace(scan.text, anchor);
  const column = columnOf(scan.text, first);
  const continues = column > 0 && scan.state.blocks.some((block) => block.indent === column);
  return continues || scan.text.length - anchor > 4_000;
}
