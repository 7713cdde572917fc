/**
 * The Python scanner: text to facts, without a parser.
 *
 * One global expression hops between the only places that matter: quotes, comments, brackets, `;`, and line breaks before
 * a line of code. (An expression is native code from the first call on, while a loop over characters waits for the
 * optimising compiler.) Strings and comments are passed over whole, brackets are counted, and a line break outside
 * brackets starts a logical line, whose first word says whether it is an import, a definition, a block header or an
 * assignment. Indentation gives the blocks, and with them scope and `TYPE_CHECKING`.
 *
 * It sees: imports, definitions, aliases, string references, `__all__`, uses of imported names. It does not see:
 * expressions, types, control flow. It never throws on user code, does not recurse over it, and is linear in its length.
 */

import type { FileFacts } from '../../types.ts';
import {
  assignment,
  classFactories,
  emptyClassBase,
  findInStatement,
  isFactory,
  mayBeAssignment,
} from './definitions.ts';
import { exportList } from './exports.ts';
import { moduleForwards } from './forwards.ts';
import { fromStatement, importStatement } from './imports.ts';
import {
  AT,
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  columnOf,
  DOT,
  EQUALS,
  HASH,
  isBlank,
  isLineEnd,
  isTriple,
  isWord,
  lineEnd,
  NEWLINE,
  nameEnd,
  nameOf,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  pairBefore,
  plainStringEnd,
  RETURN,
  SEMICOLON,
  skipBlanks,
  skipSpace,
  stringStart,
  trimBlanks,
  tripleStringEnd,
  wordAt,
} from './lexical.ts';
import {
  anchorInside,
  canFollowString,
  canPrecedeString,
  isAnchor,
  isConflictMarker,
  isExpressionString,
  isIntroduction,
  isProse,
  nextStatement,
  severedStringEnd,
} from './recovery.ts';
import { firstArgument, keywordArgument, keywordNames, type Reference, referenceAt } from './references.ts';
import {
  addDefinition,
  addRange,
  type DefinitionDraft,
  type ImportDraft,
  isNested,
  newState,
  noteDamage,
  releaseRanges,
  type State,
  scopeNow,
  spend,
} from './state.ts';
import { formatString, isFormatString } from './strings.ts';
import { findUses } from './uses.ts';

const none: never[] = [];

export type PythonDialect = 'py' | 'py-init' | 'pyi' | 'pyi-init';

/** Everything that one Python file says. */
export function scanPython(text: string, dialect: PythonDialect): FileFacts {
  const stub = dialect === 'pyi' || dialect === 'pyi-init';
  let scan = newScan(text, stub, false);
  run(scan);
  if (scan.brokenTriple) {
    // Missing closing quotes turn the rest of a file inside out: read it again with every such string in doubt.
    scan = newScan(text, stub, true);
    run(scan);
  }
  const { state } = scan;
  moduleForwards(state);
  findUses(state);
  releaseRanges(state.skips);
  state.imports.sort(byStart);
  state.definitions.sort(byStart);
  return {
    parts: [{ language: 'py', imports: state.imports, definitions: state.definitions, exports: state.exports }],
    allows: state.allows,
    damage: state.damage,
  };
}

function byStart(a: { start: number; end: number }, b: { start: number; end: number }): number {
  return a.start - b.start || a.end - b.end;
}

/** A call that may still turn out to hold a string reference, or whose end is awaited. */
interface OpenCall {
  readonly call: Reference;
  fact: ImportDraft | null;
  /** Bracket depth inside its parentheses. */
  readonly depth: number;
}

interface Scan {
  readonly state: State;
  readonly text: string;
  /** The word TYPE_CHECKING occurs; null as long as nobody asked. */
  hasTyping: boolean | null;
  /** Every triple-quoted string is in doubt. */
  readonly careful: boolean;
  /** A triple-quoted string was not closed, or by quotes that open the next one. */
  brokenTriple: boolean;
  /** Opening brackets that are not closed yet, as character codes. */
  readonly brackets: number[];
  readonly calls: OpenCall[];
  /** Start of the current statement. */
  statement: number;
  /** Start of the current logical line if it opens a block, else -1. */
  header: number;
  /** The logical line before opens a block on the next one. */
  opens: boolean;
  /** Columns of the blocks around the current line, outermost first. */
  readonly indents: number[];
  /** Column of an indented passage of prose, in a file whose docstrings or comments became code; else -1. */
  quoted: number;
  /** Start of the first decorator that waits for its class or function, else -1. */
  decorator: number;
  /** The last bracket that opened outside all others. */
  outerOpen: number;
  /** Facts whose statement ends with the current logical line. */
  readonly ending: DefinitionDraft[];
  /** Everything of the current logical line before this offset is passed; no comment of it either. */
  mark: number;
  /** Start of the first comment after `mark`, or -1. */
  comment: number;
}

function newScan(text: string, stub: boolean, careful: boolean): Scan {
  return {
    state: newState(text, stub),
    text,
    hasTyping: null,
    careful,
    brokenTriple: false,
    brackets: [],
    calls: [],
    statement: 0,
    header: -1,
    opens: false,
    indents: [0],
    quoted: -1,
    decorator: -1,
    outerOpen: -1,
    ending: [],
    mark: 0,
    comment: -1,
  };
}

/**
 * One character that matters, or a line break with the indentation behind it. A line break counts only before a line
 * of code: blank and comment-only lines change nothing.
 */
const hops = /["'#()[\]{};]|[\r\n][ \t\f]*(?=[^ \t\f\r\n#])/g;

function run(scan: Scan): void {
  const { text, state, brackets } = scan;
  let from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const first = skipSpace(text, from);
  if (first < text.length && columnOf(text, first) >= 0) {
    // Comments before the first statement are hopped over below, but the statement itself follows no line break hop.
    if (!text.slice(from, first).includes('#')) from = startLine(scan, first);
  }
  for (;;) {
    hops.lastIndex = from;
    if (!hops.test(text)) break;
    const at = hops.lastIndex - 1;
    const code = text.charCodeAt(at);
    switch (code) {
      case HASH:
        from = comment(scan, at);
        break;
      case 34:
      case 39:
        from = string(scan, at);
        break;
      case OPEN_PAREN:
        if (brackets.length === 0) scan.outerOpen = at;
        brackets.push(code);
        from = at + 1;
        openParenthesis(scan, at);
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (brackets.length === 0) scan.outerOpen = at;
        brackets.push(code);
        from = at + 1;
        scan.mark = from;
        scan.comment = -1;
        break;
      case SEMICOLON:
        from = at + 1;
        if (brackets.length === 0) from = semicolon(scan, at);
        break;
      case CLOSE_PAREN:
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        from = at + 1;
        closeBracket(scan, at, code);
        break;
      default:
        from = lineBreak(scan, at + 1);
    }
  }
  endLine(scan, text.length);
  if (scan.opens) noteDamage(state, text.length, 'expected an indented block');
  closeBlocks(state, -1, logicalEnd(scan));
  if (brackets.length > 0)
    noteDamage(state, scan.statement, `'${String.fromCharCode(brackets[0] ?? 0)}' was never closed`);
}

/** End of the logical line so far: the first line break or comment after the last thing known to belong to it. */
function logicalEnd(scan: Scan): number {
  const end = lineEnd(scan.text, scan.mark);
  let last = trimBlanks(scan.text, scan.comment >= 0 ? Math.min(scan.comment, end) : end);
  // Backslashes can join the line to one that holds nothing but a comment.
  for (let code = scan.text.charCodeAt(last - 1); last > scan.statement; code = scan.text.charCodeAt(last - 1)) {
    if (code !== BACKSLASH && code !== NEWLINE && code !== RETURN) break;
    last = trimBlanks(scan.text, last - 1);
  }
  return last;
}

function passed(scan: Scan, at: number): number {
  scan.mark = at;
  scan.comment = -1;
  return at;
}

function comment(scan: Scan, at: number): number {
  const { text, state } = scan;
  const end = lineEnd(text, at);
  addRange(state.skips, at, end);
  if (scan.comment < 0) scan.comment = at;
  const body = text.slice(at, end);
  if (body.includes('ssot-allow')) state.allows.push({ start: at, end, text: body.replace(/^#+:?/, '').trim() });
  return end;
}

/** A line of code begins at `next`, behind its indentation. */
function lineBreak(scan: Scan, next: number): number {
  const { text, state, brackets } = scan;
  if (brackets.length > 0) {
    if (isConflictMarker(text, next)) return passed(scan, conflict(scan, next));
    if (!isAnchor(text, next)) return passed(scan, next);
    noteDamage(state, scan.statement, `'${String.fromCharCode(brackets[0] ?? 0)}' was never closed`);
    brackets.length = 0;
    scan.calls.length = 0;
  }
  let at = next - 1;
  while (isBlank(text.charCodeAt(at))) at -= 1;
  const before = text.charCodeAt(at - 1) === RETURN && text.charCodeAt(at) === NEWLINE ? at - 2 : at - 1;
  if (text.charCodeAt(before) === BACKSLASH && !isInComment(scan, before)) return passed(scan, next);
  endLine(scan, at);
  return startLine(scan, next);
}

/** Whether `at` lies in the last comment; the comments of a file are passed in order. */
function isInComment(scan: Scan, at: number): boolean {
  const { bounds, length } = scan.state.skips;
  return length > 0 && at < (bounds[length - 1] ?? 0) && at >= (bounds[length - 2] ?? 0);
}

/** Passes the rest of a conflict marker's line, whose words are no code. */
function conflict(scan: Scan, at: number): number {
  noteDamage(scan.state, at, 'merge conflict marker');
  const end = lineEnd(scan.text, at);
  addRange(scan.state.skips, at, end);
  return end;
}

/** What can only be done when the logical line is over; `at` is at or after its end. */
function endLine(scan: Scan, at: number): void {
  const { text } = scan;
  scan.opens = false;
  if (scan.header >= 0) {
    scan.opens = true;
    if (scan.comment >= 0 || text.charCodeAt(at - 1) !== COLON) {
      const end = logicalEnd(scan);
      scan.opens = text.charCodeAt(end - 1) === COLON;
      if (!scan.opens) suite(scan, scan.header, end);
    }
    scan.header = -1;
  }
  endStatement(scan, -1);
  if (scan.calls.length > 0) scan.calls.length = 0;
}

function endStatement(scan: Scan, at: number): void {
  if (scan.ending.length === 0) return;
  const end = at < 0 ? logicalEnd(scan) : trimBlanks(scan.text, at);
  for (const fact of scan.ending) endFact(scan, fact, end);
  scan.ending.length = 0;
}

/** Ends the statement of an assignment, whose value is a class only if the call that makes it is the whole value. */
function endFact(scan: Scan, fact: DefinitionDraft, end: number): void {
  const { text, state } = scan;
  fact.statement.end = Math.max(end, fact.end);
  if (fact.kind !== 'class' || (scan.outerOpen === state.factoryCall && text.charCodeAt(end - 1) === CLOSE_PAREN))
    return;
  if (fact.scope === 'module') fact.kind = 'variable';
  else state.definitions.splice(state.definitions.lastIndexOf(fact), 1);
}

/** `if x: import y`: the suite on the header's own line. Its strings and calls have been seen already. */
function suite(scan: Scan, header: number, end: number): void {
  const { text, state } = scan;
  const line = text.slice(header, end);
  if (!line.includes('import') && !line.includes(isNested(state) ? 'type' : '=')) return;
  const colon = findInStatement(state, header, COLON);
  if (colon < 0) return;
  const at = skipBlanks(text, colon + 1);
  if (at >= end) return;
  for (const fact of simpleStatement(scan, at)) endFact(scan, fact, statementEnd(scan, at, end));
}

/** End of the simple statement at `at` on a line that ends at `end`: before its semicolon, if there is one. */
function statementEnd(scan: Scan, at: number, end: number): number {
  const semicolon = scan.text.slice(at, end).indexOf(';');
  return trimBlanks(scan.text, semicolon < 0 ? end : at + semicolon);
}

/** `;` outside brackets: another simple statement follows on this line. */
function semicolon(scan: Scan, at: number): number {
  const next = skipBlanks(scan.text, at + 1);
  endStatement(scan, at);
  passed(scan, at + 1);
  if (isLineEnd(scan.text.charCodeAt(next)) || scan.text.charCodeAt(next) === HASH) return at + 1;
  scan.statement = next;
  scan.ending.push(...simpleStatement(scan, next));
  return Math.max(next, at + 1);
}

/** A logical line starts at `first`. Returns where the hopping goes on. */
function startLine(scan: Scan, first: number): number {
  const { text, state } = scan;
  let at = first;
  let code = text.charCodeAt(at);
  if (isConflictMarker(text, at)) return passed(scan, conflict(scan, at));
  let column = columnOf(text, at);
  if (code === BACKSLASH) {
    // A line that is only continued: its own indentation counts if it has any, else the next line's.
    at = skipBlanks(text, at);
    code = text.charCodeAt(at);
    if (isLineEnd(code)) return at;
    if (column === 0) column = columnOf(text, at);
  }
  const top = state.blocks[state.blocks.length - 1];
  if (top !== undefined && column <= top.indent) closeBlocks(state, column, logicalEnd(scan));
  if (column !== scan.indents[scan.indents.length - 1] || scan.opens) indent(scan, at, column, scan.statement);
  scan.statement = at;
  passed(scan, at);
  if (scan.quoted >= 0) {
    // An example in prose: nothing of it is code until the text moves left again.
    if (column >= scan.quoted) return at;
    scan.quoted = -1;
  }
  if (code === AT) {
    if (scan.decorator < 0) scan.decorator = at;
    return at + 1;
  }
  const decorator = scan.decorator;
  scan.decorator = -1;
  const word = leadingWord(text, at);
  const end = at + word.length;
  switch (word) {
    case 'class':
    case 'def':
      scan.header = at;
      return definition(scan, at, end, word, decorator < 0 ? at : decorator);
    case 'async': {
      scan.header = at;
      const next = skipBlanks(text, end);
      if (!wordAt(text, next, 'def')) return end;
      return definition(scan, at, next + 3, 'def', decorator < 0 ? at : decorator);
    }
    case 'if':
    case 'elif':
      scan.header = at;
      if (isTypingTest(scan, end)) {
        state.blocks.push({ indent: columnOf(text, at), kind: 'typing', definition: null, scope: scopeNow(state) });
      }
      return end;
    case 'else':
    case 'for':
    case 'while':
    case 'with':
    case 'try':
    case 'except':
    case 'finally':
      scan.header = at;
      return end;
    case 'match':
    case 'case':
      if (canOpenSuite(text, skipBlanks(text, end))) scan.header = at;
      break;
  }
  if (word !== '' || !isNested(state)) {
    const facts = simpleStatement(scan, at);
    if (facts.length > 0) scan.ending.push(...facts);
  }
  return at;
}

/** Checks the indentation of the line at `at` against the lines before it; the last one started at `previous`. */
function indent(scan: Scan, at: number, column: number, previous: number): void {
  const { indents, state } = scan;
  let top = indents.at(-1) ?? 0;
  if (column > top) {
    if (!scan.opens) {
      noteDamage(state, at, 'unexpected indent');
      if (isIntroduction(scan.text, previous)) scan.quoted = column;
    }
    indents.push(column);
    return;
  }
  if (scan.opens) noteDamage(state, at, 'expected an indented block');
  while (column < top) {
    indents.pop();
    top = indents.at(-1) ?? 0;
  }
  if (column === top) return;
  noteDamage(state, at, 'unindent does not match any outer indentation level');
  indents.push(column);
}

/** What may follow the soft keywords `match` and `case` when they are keywords: the start of an expression or pattern. */
function canOpenSuite(text: string, at: number): boolean {
  return isWord(text.charCodeAt(at)) || '([{"\'-+~*.'.includes(text.charAt(at));
}

/** The words that matter at the start of a line in any scope, and by their first two characters where to find them. */
const leadingWords: string[][] = [none];
const leading = new Uint8Array(1 << 14);
for (const word of 'class def async if elif else for while with try except finally match case import from lazy type sys'.split(
  ' ',
)) {
  const pair = pairBefore(word, 2);
  const known = leading[pair] ?? 0;
  if (known > 0) leadingWords[known]?.push(word);
  else leading[pair] = leadingWords.push([word]) - 1;
}

/** The word of those with which the line at `at` begins, or the empty string. */
function leadingWord(text: string, at: number): string {
  const index = leading[pairBefore(text, at + 2)] ?? 0;
  if (index === 0) return '';
  const words = leadingWords[index] ?? none;
  for (let choice = 0; choice < words.length; choice += 1) {
    const word = words[choice] ?? '';
    if (wordAt(text, at, word)) return word;
  }
  return '';
}

const typingTest = /[ \t]*\(?[ \t]*(?:\w+[ \t]*\.[ \t]*)?TYPE_CHECKING[ \t]*\)?[ \t]*:/y;

function isTypingTest(scan: Scan, at: number): boolean {
  const { text } = scan;
  scan.hasTyping ??= text.includes('TYPE_CHECKING');
  if (!scan.hasTyping) return false;
  typingTest.lastIndex = at;
  return typingTest.test(text);
}

/** `class X…` or `def f…`; `at` is the end of the keyword, `start` that of the whole with its decorators. */
function definition(scan: Scan, keyword: number, at: number, word: 'class' | 'def', start: number): number {
  const { text, state } = scan;
  const name = skipBlanks(text, at);
  const end = nameEnd(text, name);
  const next = text.charCodeAt(skipBlanks(text, end));
  const opens = next === OPEN_PAREN || next === OPEN_BRACKET || (next === COLON && word === 'class');
  if (name === at || end === name || !opens) {
    noteDamage(state, keyword, `'${word}' without a name and a colon`);
    scan.header = -1;
    return at;
  }
  const indent = columnOf(text, keyword);
  const kind = word === 'class' ? 'class' : 'function';
  const base = word === 'class' ? emptyClassBase(state, end, indent) : undefined;
  const span = { start: name, end };
  const fact = addDefinition(state, kind, nameOf(text, name, end), span, { start, end }, base);
  state.scopes.push({ start: keyword, end: text.length, isFunction: kind === 'function', parent: scopeNow(state) });
  state.blocks.push({ indent, kind, definition: fact, scope: state.scopes.length - 1 });
  return end;
}

/** Closes the blocks that a line at `column` is not in; `end` is the end of the last line before it. */
function closeBlocks(state: State, column: number, end: number): void {
  for (let block = state.blocks.at(-1); block !== undefined && column <= block.indent; block = state.blocks.at(-1)) {
    state.blocks.pop();
    const fact = block.definition;
    if (fact === null) continue;
    fact.statement.end = Math.max(end, fact.end);
    const scope = state.scopes[block.scope];
    if (scope !== undefined) scope.end = fact.statement.end;
    if (fact.name === '__getattr__' && fact.scope === 'module' && block.kind === 'function') {
      state.forwards.push({ start: fact.end, end: fact.statement.end });
    }
  }
}

/** The simple statement at `at`. Returns the definitions whose statement ends with it. */
function simpleStatement(scan: Scan, at: number): DefinitionDraft[] {
  const { text, state } = scan;
  const code = text.charCodeAt(at);
  const end = nameEnd(text, at);
  if (end === at && code !== OPEN_PAREN && code !== OPEN_BRACKET && code !== 42) return [];
  const word = end - at <= 7 ? text.slice(at, end) : '';
  switch (word) {
    case 'import':
      importStatement(state, at, end);
      return none;
    case 'from':
      fromStatement(state, at, end);
      return none;
    case 'lazy': {
      const next = skipBlanks(text, end);
      if (wordAt(text, next, 'import')) importStatement(state, at, next + 6);
      else if (text.startsWith('from', next) && !isWord(text.charCodeAt(next + 4))) fromStatement(state, at, next + 4);
      else break;
      return none;
    }
    case 'type': {
      const fact = typeStatement(state, at, end);
      if (fact !== null) return [fact];
      break;
    }
    case '__all__':
      if (!isNested(state)) exportList(state, end);
      break;
  }
  if (isNested(state)) return word === 'sys' ? assignment(state, at) : none;
  if (mayBeAssignment(text, at)) return assignment(state, at);
  if (isProse(text, at)) noteDamage(state, at, 'not a statement');
  return none;
}

/** `type X = …`, `type X[T] = …` (3.12). */
function typeStatement(state: State, at: number, end: number): DefinitionDraft | null {
  const { text } = state;
  const name = skipBlanks(text, end);
  const stop = nameEnd(text, name);
  if (name === end || stop === name) return null;
  const next = text.charCodeAt(skipBlanks(text, stop));
  if (next !== EQUALS && next !== OPEN_BRACKET) return null;
  return addDefinition(state, 'type', nameOf(text, name, stop), { start: name, end: stop }, { start: at, end: stop });
}

/** A quote in code: passes the string. */
function string(scan: Scan, quote: number): number {
  const { text, state, calls } = scan;
  const awaited = calls.length > 0 ? calls[calls.length - 1] : undefined;
  if (awaited !== undefined && awaited.fact === null && awaited.depth === scan.brackets.length) {
    awaited.fact = keywordArgument(state, awaited.call, quote);
  }
  if (isFormatString(text, quote)) {
    const end = formatStringAt(scan, quote);
    if (end >= 0) return passed(scan, end);
  }
  const end = isTriple(text, quote) ? tripleString(scan, quote) : plainStringEnd(text, quote);
  if (end < 0) {
    noteDamage(state, quote, 'unterminated string');
    const stop = Math.max(~end, severedStringEnd(state, quote, ~end));
    addRange(state.skips, quote, stop);
    return passed(scan, stop);
  }
  addRange(state.skips, quote, end);
  return passed(scan, end);
}

/** Passes an f- or t-string and looks into its fields; -1 when it must be read as a plain string. */
function formatStringAt(scan: Scan, quote: number): number {
  const { text, state } = scan;
  if (state.budget <= 0) return -1;
  const found = formatString(text, quote);
  if (found.end < 0) {
    state.budget -= ~found.end - quote;
    return -1;
  }
  for (let index = 0; index < found.skips.length; index += 2) {
    addRange(state.skips, found.skips[index] ?? 0, found.skips[index + 1] ?? 0);
  }
  for (const open of found.calls) {
    const call = referenceAt(text, open);
    if (call === null) continue;
    const fact = firstArgument(state, call);
    const close = fact === null ? -1 : skipSpace(text, fact.end);
    if (fact !== null && text.charCodeAt(close) === CLOSE_PAREN) fact.statement.end = close + 1;
  }
  return found.end;
}

/** End of a triple-quoted string; where its end is missing, the most plausible place. */
function tripleString(scan: Scan, quote: number): number {
  const { text, state } = scan;
  if (!canPrecedeString(text, stringStart(text, quote))) {
    // The closing quotes of a string whose opening ones are gone.
    noteDamage(state, quote, 'unterminated triple-quoted string');
    return quote + 3;
  }
  const close = tripleStringEnd(text, quote);
  const next =
    close < 0 || !(scan.careful || !canFollowString(text, close)) ? -1 : nextStatement(text, quote, close - 3);
  const isExpression = scan.brackets.length > 0 || isExpressionString(text, quote);
  if (close >= 0 && next < 0 && (isExpression || !scan.careful)) return close;
  const anchor = anchorInside(text, quote, close < 0 ? text.length : close - 3);
  if (close >= 0 && next < 0 && anchor < 0) return close;
  scan.brokenTriple = true;
  noteDamage(state, quote, 'unterminated triple-quoted string');
  if (next >= 0) return anchor >= 0 ? anchor : next;
  if (anchor < 0 || (isExpression && !isCodeBehind(scan, anchor))) return text.length;
  return anchor;
}

/**
 * A string in an expression has no end, and at `anchor` inside it stands what looks like code. Either the file ends within
 * a string that holds code, or the closing quotes are gone. The latter, if the code continues a block that is open
 * around the string, or if a great deal follows.
 */
function isCodeBehind(scan: Scan, anchor: number): boolean {
  const first = skipSpace(scan.text, anchor);
  const column = columnOf(scan.text, first);
  const continues = column > 0 && scan.state.blocks.some((block) => block.indent === column);
  return continues || scan.text.length - anchor > 4_000;
}

/** `(`: perhaps of a call that names a module by a string, or that makes a class. */
function openParenthesis(scan: Scan, at: number): void {
  const { text, state, brackets } = scan;
  passed(scan, at + 1);
  const call = referenceAt(text, at);
  if (call !== null) {
    const fact = firstArgument(state, call);
    scan.calls.push({ call, fact, depth: brackets.length });
  } else if (
    brackets.length <= 2 &&
    factoryLetters[pairBefore(text, at)] === 1 &&
    isNested(state) &&
    scan.ending.length === 0
  ) {
    nestedFactory(scan, at);
  }
}

/** Last two letters of the calls that make a class. */
const factoryLetters = new Uint8Array(1 << 14);
for (const name of classFactories) factoryLetters[pairBefore(name, name.length)] = 1;

/** `X = namedtuple(…)` inside a class or function. */
function nestedFactory(scan: Scan, open: number): void {
  const { text, state } = scan;
  let start = open;
  while (open - start < 40 && (isWord(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === DOT)) start -= 1;
  if (!isFactory(text, text.slice(start, open), open)) return;
  const colon = scan.header < 0 ? -1 : findInStatement(state, scan.header, COLON);
  scan.ending.push(...assignment(state, colon < 0 ? scan.statement : skipBlanks(text, colon + 1)));
}

function closeBracket(scan: Scan, at: number, code: number): void {
  const { brackets, calls } = scan;
  passed(scan, at + 1);
  const opening = code === CLOSE_PAREN ? OPEN_PAREN : code === CLOSE_BRACKET ? OPEN_BRACKET : OPEN_BRACE;
  if (brackets.length > 0 && brackets[brackets.length - 1] === opening) brackets.pop();
  else {
    noteDamage(scan.state, at, `unmatched '${scan.text.charAt(at)}'`);
    // Looking for the match costs a walk down the stack, which a hostile file could ask for at every bracket.
    const matching = spend(scan.state, brackets.length) ? brackets.lastIndexOf(opening) : -1;
    if (matching < 0) return;
    brackets.length = matching;
  }
  if (calls.length === 0) return;
  for (let last = calls.at(-1); last !== undefined && brackets.length < last.depth; last = calls.at(-1)) {
    calls.pop();
    if (last.fact === null) continue;
    last.fact.statement.end = at + 1;
    if (last.fact.via === 'patch.multiple') {
      last.fact.names.push(...keywordNames(scan.state, last.fact.statement, last.call.open));
    }
  }
}
