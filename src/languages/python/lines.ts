/**
 * Logical lines: where they start and end, and the blocks that their indentation makes.
 *
 * A line break outside brackets ends one logical line and starts the next. Only headers of classes, functions and
 * `if TYPE_CHECKING:` open a block that facts need; the columns of all blocks are kept as well, but only to notice damage.
 */

import { findInStatement } from './extents.ts';
import {
  AT,
  BACKSLASH,
  CLOSE_PAREN,
  COLON,
  CR,
  columnOf,
  HASH,
  isBlank,
  isLineEnd,
  isWordAt,
  LF,
  lineEnd,
  SPACE,
  skipBlanks,
  trimBlanks,
} from './lexical.ts';
import { awaitEnd, logicalEnd, markPassed, type Scan } from './progress.ts';
import { isAnchor, isConflictMarker, isIntroduction } from './recovery.ts';
import { addRange, currentScope, type DefinitionDraft, isNested, noteDamage, type State } from './state.ts';
import { canOpenSuite, isTypingTest, leadingWordAt, readDefinition, readSimpleStatement } from './statements.ts';

/** A line of code begins at `next`, after its indentation. */
export function readLineBreak(scan: Scan, next: number): number {
  const { text, state, brackets } = scan;
  if (brackets.length > 0) {
    if (isConflictMarker(text, next)) return markPassed(scan, skipConflictMarker(scan, next));
    if (!isAnchor(text, next)) return markPassed(scan, next);
    noteDamage(state, scan.statement, `'${String.fromCharCode(brackets[0] ?? 0)}' was never closed`);
    brackets.length = 0;
    scan.calls.length = 0;
  }
  let at = next - 1;
  while (text.charCodeAt(at) === SPACE) at -= 1;
  let column = next - 1 - at;
  if (isBlank(text.charCodeAt(at))) {
    column = columnOf(text, next);
    while (isBlank(text.charCodeAt(at))) at -= 1;
  }
  const before = text.charCodeAt(at - 1) === CR && text.charCodeAt(at) === LF ? at - 2 : at - 1;
  if (text.charCodeAt(before) === BACKSLASH && !isInComment(scan, before)) return markPassed(scan, next);
  endLine(scan, at);
  return startLine(scan, next, column);
}

/** Whether `at` lies in the last comment; the comments of a file are passed in order. */
function isInComment(scan: Scan, at: number): boolean {
  const { bounds, length } = scan.state.skips;
  return length > 0 && at < (bounds[length - 1] ?? 0) && at >= (bounds[length - 2] ?? 0);
}

/** Passes the rest of a conflict marker's line, which is not code. */
function skipConflictMarker(scan: Scan, at: number): number {
  noteDamage(scan.state, at, 'merge conflict marker');
  const end = lineEnd(scan.text, at);
  addRange(scan.state.skips, at, end);
  return end;
}

/** A logical line starts at `first`, in the column `indentation`. Returns the offset to continue from. */
export function startLine(scan: Scan, first: number, indentation: number): number {
  const { text, state } = scan;
  let at = first;
  let code = text.charCodeAt(at);
  if (isConflictMarker(text, at)) return markPassed(scan, skipConflictMarker(scan, at));
  let column = indentation;
  if (code === BACKSLASH) {
    // A line that is only continued: its own indentation counts if it has any, else the next line's.
    at = skipBlanks(text, at);
    code = text.charCodeAt(at);
    if (isLineEnd(code)) return at;
    if (column === 0) column = columnOf(text, at);
  }
  const top = state.blocks[state.blocks.length - 1];
  if (top !== undefined && column <= top.indent) closeBlocks(state, column, logicalEnd(scan));
  if (column !== scan.indents[scan.indents.length - 1] || scan.opens)
    checkIndentation(scan, at, column, scan.statement);
  scan.statement = at;
  markPassed(scan, at);
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
  const word = leadingWordAt(text, at);
  const end = at + word.length;
  switch (word) {
    case 'class':
    case 'def':
      scan.header = at;
      return readDefinition(scan, at, end, word, decorator < 0 ? at : decorator);
    case 'async': {
      scan.header = at;
      const next = skipBlanks(text, end);
      if (!isWordAt(text, next, 'def')) return end;
      return readDefinition(scan, at, next + 3, 'def', decorator < 0 ? at : decorator);
    }
    case 'if':
    case 'elif':
      scan.header = at;
      if (isTypingTest(scan, end)) {
        state.blocks.push({ indent: column, kind: 'typing', definition: null, scope: currentScope(state) });
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
    awaitEnd(scan, readSimpleStatement(scan, at));
  }
  return at;
}

/** Checks the indentation of the line at `at` against the lines before it; the last one started at `previous`. */
function checkIndentation(scan: Scan, at: number, column: number, previous: number): void {
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

/** Does what can only be done when the logical line is over; `at` is at or after its end. */
export function endLine(scan: Scan, at: number): void {
  const { text } = scan;
  scan.opens = false;
  if (scan.header >= 0) {
    scan.opens = true;
    if (scan.comment >= 0 || text.charCodeAt(at - 1) !== COLON) {
      const end = logicalEnd(scan);
      scan.opens = text.charCodeAt(end - 1) === COLON;
      if (!scan.opens) readSuite(scan, scan.header, end);
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
function readSuite(scan: Scan, header: number, end: number): void {
  const { text, state } = scan;
  const line = text.slice(header, end);
  if (!line.includes('import') && !line.includes(isNested(state) ? 'type' : '=')) return;
  const colon = findInStatement(state, header, COLON);
  if (colon < 0) return;
  const at = skipBlanks(text, colon + 1);
  if (at >= end) return;
  for (const fact of readSimpleStatement(scan, at)) endFact(scan, fact, simpleStatementEnd(scan, at, end));
}

/** End of the simple statement at `at` on a line that ends at `end`: before its semicolon, if there is one. */
function simpleStatementEnd(scan: Scan, at: number, end: number): number {
  const semicolon = scan.text.slice(at, end).indexOf(';');
  return trimBlanks(scan.text, semicolon < 0 ? end : at + semicolon);
}

/** `;` outside brackets: another simple statement follows on this line. */
export function readSemicolon(scan: Scan, at: number): number {
  const next = skipBlanks(scan.text, at + 1);
  endStatement(scan, at);
  markPassed(scan, at + 1);
  if (isLineEnd(scan.text.charCodeAt(next)) || scan.text.charCodeAt(next) === HASH) return at + 1;
  scan.statement = next;
  awaitEnd(scan, readSimpleStatement(scan, next));
  return Math.max(next, at + 1);
}

const SELF_FIRST = /[ \t\f]*\([ \t\f]*self[ \t\f]*,/y;

/** Whether a `__getattr__`, whose name ends at `at`, takes an object and a name: a module calls its own with a name alone. */
function isOfObjects(text: string, at: number): boolean {
  SELF_FIRST.lastIndex = at;
  return SELF_FIRST.test(text);
}

/** Closes the blocks that a line at `column` is not in; `end` is the end of the last line before it. */
export function closeBlocks(state: State, column: number, end: number): void {
  for (let block = state.blocks.at(-1); block !== undefined && column <= block.indent; block = state.blocks.at(-1)) {
    state.blocks.pop();
    const fact = block.definition;
    if (fact === null) continue;
    fact.statement.end = Math.max(end, fact.end);
    const scope = state.scopes[block.scope];
    if (scope !== undefined) scope.end = fact.statement.end;
    const isForward = fact.name === '__getattr__' && fact.scope === 'module' && block.kind === 'function';
    if (isForward && !isOfObjects(state.text, fact.end)) {
      state.forwards.push({ start: fact.end, end: fact.statement.end });
    }
  }
}
