/**
 * Where to go on in a file that does not parse: closing quotes that are missing, brackets that never close, merge
 * conflicts. The anchor is a line that can be nothing but the start of a statement: `import x`, `from x import y`,
 * `class X:`, `def f(`. None of them can stand inside brackets, and in strings they are rare enough to be believed when
 * the string is known to be broken.
 */

import { columnOf, isBlank, isLineEnd, isWord, lineEnd, nameEnd, trimBlanks } from './lexical.ts';
import { isQuote } from './strings.ts';

/** No anchor is longer than this; what comes after it on the line is not looked at. */
const longestAnchor = 300;
const anchors = [
  /^(?:async[ \t]+)?def[ \t]+[^\W\d]\w*[ \t]*[([]/,
  /^class[ \t]+[^\W\d]\w*[ \t]*(?:[([]|:[ \t]*(?:$|#|pass|\.\.\.))/,
  /^(?:lazy[ \t]+)?import[ \t]+[^\W\d][\w. \t,]*(?:$|[#;\\])/,
  /^(?:lazy[ \t]+)?from[ \t]*[^\W\d.]?[\w.]*[ \t]+import(?:[ \t]*[(*\\]|[ \t]+[^\W\d][\w \t,]*(?:$|[#;\\]))/,
];
const importList = /^(?:lazy +)?import\s+[\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+(?:\s+as\s+\w+)?)*\s*(?:$|[#;\\])/;

/** Whether the line on which `at` is the first character can be nothing but the start of a statement. */
export function isAnchor(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 105 && code !== 102 && code !== 99 && code !== 100 && code !== 97 && code !== 108) return false;
  if (!/^(?:import|from|class|def|async|lazy)\b/.test(text.slice(at, at + 7))) return false;
  const line = text.slice(at, Math.min(lineEnd(text, at), at + longestAnchor));
  return anchors.some((anchor) => anchor.test(line)) && (!/^(?:lazy\s+)?import/.test(line) || importList.test(line));
}

/** Whether a merge-conflict marker starts at `at`, which must be the start of a line. */
export function isConflictMarker(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 60 && code !== 61 && code !== 62 && code !== 124) return false;
  if (at > 0 && !isLineEnd(text.charCodeAt(at - 1))) return false;
  const mark = text.slice(at, at + 7);
  if (mark !== '<<<<<<<' && mark !== '=======' && mark !== '>>>>>>>' && mark !== '|||||||') return false;
  const next = text.charCodeAt(at + 7);
  return next === 32 || isLineEnd(next);
}

/** Words that may follow a closing quote without a blank: operators, and prefixes of another string. */
const afterString = new Set(['and', 'as', 'else', 'for', 'if', 'in', 'is', 'not', 'or', 'async', 'from']);

/** Whether the text at `end` can follow a string in code. A word cannot, and after a docstring's opening one usually does. */
export function canFollowString(text: string, end: number): boolean {
  if (!isWord(text.charCodeAt(end))) return true;
  const stop = nameEnd(text, end);
  return (
    afterString.has(text.slice(end, Math.min(stop, end + 9))) || (stop - end <= 2 && isQuote(text.charCodeAt(stop)))
  );
}

/** Whether the quotes at `quote` stand where an expression needs a string: after an operator, an opening bracket, … */
export function isExpressionString(text: string, quote: number): boolean {
  const end = trimBlanks(text, quote);
  return '=([{,+%:'.includes(text.charAt(end - 1)) && end > 0
    ? true
    : /\breturn$/.test(text.slice(Math.max(0, end - 7), end));
}

const lineStart = /[\r\n][ \t\f]*(?=[ifcdal])/g;

/**
 * The line break before the first anchor in the range that is indented no more than the line with the quotes at
 * `quote`; -1 when there is none. That is where a string that lost its closing quotes most likely ended.
 */
export function anchorInside(text: string, quote: number, end: number): number {
  let start = quote;
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start -= 1;
  let first = start;
  while (isBlank(text.charCodeAt(first))) first += 1;
  const column = columnOf(text, first);
  lineStart.lastIndex = quote;
  for (;;) {
    const found = lineStart.exec(text);
    if (found === null || lineStart.lastIndex >= end) return -1;
    const at = lineStart.lastIndex;
    if (columnOf(text, at) <= column && isAnchor(text, at)) return found.index;
  }
}

const twoWords = /([^\W\d]\w*)[ \t]+(?:([^\W\d]\w*)|["'])/y;
const startingWords = new Set(
  (
    'and as assert async await break case class continue def del elif else except finally for from global if import in is ' +
    'lambda lazy match nonlocal not or pass raise return try type while with yield'
  ).split(' '),
);
const joiningWords = new Set(['and', 'as', 'else', 'for', 'from', 'if', 'in', 'is', 'not', 'or', 'async']);

/** Whether a statement that starts at `at` is none: two words with nothing between, as in prose and Python 2's print. */
export function isProse(text: string, at: number): boolean {
  twoWords.lastIndex = at;
  const found = twoWords.exec(text);
  return found !== null && !startingWords.has(found[1] ?? '') && !joiningWords.has(found[2] ?? '');
}
