/**
 * Where to continue in a file that does not parse: closing quotes that are missing, brackets that never close, merge
 * conflicts. An anchor is a line that can only be the start of a statement: `import x`, `from x import y`,
 * `class X:`, `def f(`. None of them can stand inside brackets, and in strings they are rare enough to be trusted when
 * the string is known to be broken.
 */

import {
  COLON,
  columnOf,
  isBlank,
  isLineEnd,
  isWord,
  lineEnd,
  nameEnd,
  skipLineBreak,
  trimBlanks,
  trimSpace,
} from './lexical.ts';
import { type State, spendBudget } from './state.ts';
import { isQuote } from './strings.ts';

/** No anchor is longer than this; the rest of the line is not examined. */
const LONGEST_ANCHOR = 300;
const ANCHORS = [
  /^(?:async[ \t]+)?def[ \t]+[^\W\d]\w*[ \t]*[([]/,
  /^class[ \t]+[^\W\d]\w*[ \t]*(?:[([]|:[ \t]*(?:$|#|pass|\.\.\.))/,
  /^(?:lazy[ \t]+)?import[ \t]+[^\W\d][\w. \t,]*(?:$|[#;\\])/,
  /^(?:lazy[ \t]+)?from[ \t]*[^\W\d.]?[\w.]*[ \t]+import(?:[ \t]*[(*\\]|[ \t]+[^\W\d][\w \t,]*(?:$|[#;\\]))/,
];
const IMPORT_LIST = /^(?:lazy +)?import\s+[\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+(?:\s+as\s+\w+)?)*\s*(?:$|[#;\\])/;

/** Whether the line on which `at` is the first character can only be the start of a statement. */
export function isAnchor(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 105 && code !== 102 && code !== 99 && code !== 100 && code !== 97 && code !== 108) return false;
  if (!/^(?:import|from|class|def|async|lazy)\b/.test(text.slice(at, at + 7))) return false;
  const line = text.slice(at, Math.min(lineEnd(text, at), at + LONGEST_ANCHOR));
  return ANCHORS.some((anchor) => anchor.test(line)) && (!/^(?:lazy\s+)?import/.test(line) || IMPORT_LIST.test(line));
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

/** Words that a string may follow without a blank. */
const BEFORE_STRING = new Set([
  'and',
  'assert',
  'await',
  'elif',
  'else',
  'if',
  'in',
  'is',
  'not',
  'or',
  'print',
  'exec',
  'return',
  'yield',
]);
/** Words that may follow a closing quote without a blank: operators, and prefixes of another string. */
const AFTER_STRING = new Set(['and', 'as', 'else', 'for', 'if', 'in', 'is', 'not', 'or', 'async', 'from']);

/** Whether the text at `end` can follow a string in code. A word cannot, and after a docstring's opening one usually does. */
export function canFollowString(text: string, end: number): boolean {
  if (!isWord(text.charCodeAt(end))) return true;
  const stop = nameEnd(text, end);
  return (
    AFTER_STRING.has(text.slice(end, Math.min(stop, end + 9))) || (stop - end <= 2 && isQuote(text.charCodeAt(stop)))
  );
}

/** Whether the quotes at `quote` stand where an expression needs a string: after an operator, an opening bracket, … */
export function isExpressionString(text: string, quote: number): boolean {
  const end = trimBlanks(text, quote);
  return '=([{,+%:'.includes(text.charAt(end - 1)) && end > 0
    ? true
    : /\breturn$/.test(text.slice(Math.max(0, end - 7), end));
}

const LINE_START = /[\r\n][ \t\f]*(?=[ifcdal])/g;

/**
 * The line break before the first anchor in the range that is indented no more than the line with the quotes at
 * `quote`; -1 when there is none. That is where a string that lost its closing quotes most likely ended.
 */
export function findAnchor(text: string, quote: number, end: number): number {
  const column = columnOf(text, skipIndentation(text, lineStart(text, quote)));
  // A slice, so that the search ends with the string and not at the next such line of the file.
  const body = text.slice(quote, end);
  LINE_START.lastIndex = 0;
  for (let found = LINE_START.exec(body); found !== null; found = LINE_START.exec(body)) {
    const at = quote + LINE_START.lastIndex;
    if (columnOf(text, at) <= column && isAnchor(text, at)) return quote + found.index;
  }
  return -1;
}

/** Whether a string may begin at `at`: not directly after a name, a closing bracket or the end of a sentence. */
export function canPrecedeString(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  if (')]}.?!'.includes(String.fromCharCode(code)) && at > 0) return false;
  if (!isWord(code)) return true;
  let start = at - 1;
  while (at - start < 9 && isWord(text.charCodeAt(start - 1))) start -= 1;
  return BEFORE_STRING.has(text.slice(start, at));
}

/**
 * The triple quotes at `quotes` seem to close a string that began at `quote`. When they look like opening
 * quotes (a word follows; they stand in an argument or an assignment; they come first on the line below a `def` or
 * `class`), the line break before the statement that they belong to, else -1.
 */
export function nextStatement(text: string, quote: number, quotes: number): number {
  const start = lineStart(text, quotes);
  if (start <= quote) return -1;
  const header = headerBefore(text, quotes, start);
  if (header > quote) return header;
  return isExpressionString(text, quotes) || !canFollowString(text, quotes + 3) ? start - 1 : -1;
}

/** The line break before the `def` or `class` line of which the quotes at `quotes`, first on theirs, open the docstring. */
function headerBefore(text: string, quotes: number, start: number): number {
  if (trimBlanks(text, quotes) !== start) return -1;
  const end = trimSpace(text, start);
  if (text.charCodeAt(end - 1) !== COLON) return -1;
  const header = lineStart(text, end);
  const first = skipIndentation(text, header);
  const isHeader = /^(?:async[ \t]+)?(?:def|class)\b/.test(text.slice(first, first + 20)) && isAnchor(text, first);
  return isHeader && columnOf(text, first) < columnOf(text, quotes) ? header - 1 : -1;
}

/** The start of a line is not searched further back than this: longer lines are generated. */
const LONGEST_LINE = 2_000;

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < LONGEST_LINE && !isLineEnd(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

function skipIndentation(text: string, at: number): number {
  let first = at;
  while (isBlank(text.charCodeAt(first))) first += 1;
  return first;
}

/** A string that lost two of its three quotes on each side is not searched for further than this. */
const LONGEST_SEVERED = 20_000;

/**
 * End of a string of several lines that is written with single quotes, as when `"""` was turned into `"`: its opening
 * quote, which stands at `quote`, begins its line or ends it, and a line follows that has one more such quote, with
 * nothing that must be code before it. `end` is the end of the opening line; -1 when there is no such string.
 */
export function severedStringEnd(state: State, quote: number, end: number): number {
  const { text } = state;
  const mark = text.charAt(quote);
  const start = lineStart(text, quote);
  const first = skipIndentation(text, start);
  if (first !== quote && trimBlanks(text, end) !== quote + 1) return -1;
  const column = columnOf(text, first);
  const limit = Math.min(text.length, end + LONGEST_SEVERED);
  for (let line = skipLineBreak(text, end); line < limit; ) {
    const stop = lineEnd(text, line);
    if (!spendBudget(state, stop - line + 1)) return -1;
    const at = skipIndentation(text, line);
    if (columnOf(text, at) <= column && isAnchor(text, at)) return -1;
    const quotes = text.slice(line, stop).split(mark).length - 1;
    if (quotes % 2 === 1) return line + text.slice(line, stop).lastIndexOf(mark) + 1;
    line = skipLineBreak(text, stop);
  }
  return -1;
}

/** Whether the line at `at` introduces an example in prose: words and a colon, or a sentence. */
export function isIntroduction(text: string, at: number): boolean {
  if (isProse(text, at)) return true;
  const end = trimBlanks(text, lineEnd(text, at));
  return text.charCodeAt(end - 1) === COLON && /^[\w \t,'"-]*:$/.test(text.slice(Math.max(at, end - 200), end));
}

const TWO_WORDS = /([^\W\d]\w*)[ \t]+(?:([^\W\d]\w*)|["'])/y;
const STARTING_WORDS = new Set(
  (
    'and as assert async await break case class continue def del elif else except finally for from global if import in is ' +
    'lambda lazy match nonlocal not or pass raise return try type while with yield'
  ).split(' '),
);
const JOINING_WORDS = new Set(['and', 'as', 'else', 'for', 'from', 'if', 'in', 'is', 'not', 'or', 'async']);

/** Whether what starts at `at` is not a statement: two words in a row, as in prose and Python 2's print. */
export function isProse(text: string, at: number): boolean {
  TWO_WORDS.lastIndex = at;
  const found = TWO_WORDS.exec(text);
  return found !== null && !STARTING_WORDS.has(found[1] ?? '') && !JOINING_WORDS.has(found[2] ?? '');
}
