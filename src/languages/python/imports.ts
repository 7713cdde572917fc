/**
 * Import statements, in every form that Python has: `import a.b as c, d`, `from ..a.b import (x as y, z,)`, star,
 * backslashes, comments and line breaks between parentheses, `lazy` in front (3.15).
 *
 * A statement is accepted only when it ends as a statement does, because prose that lost its comment marks or quotes
 * ("from the manager import it lazily") must not become a fact; what is merely incomplete (an unclosed list, a
 * trailing comma) is read as far as it goes.
 */

import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COMMA,
  DOT,
  HASH,
  isLineEnd,
  isWordAt,
  lineEnd,
  nameEnd,
  nameOf,
  OPEN_PAREN,
  SEMICOLON,
  STAR,
  skipBlanks,
  skipSpace,
} from './lexical.ts';
import { KEYWORDS } from './names.ts';
import { isConflictMarker } from './recovery.ts';
import { learnCallee } from './references.ts';
import { addImport, currentScope, isTypeOnly, type NameDraft, noteDamage, type State } from './state.ts';

/** A place in the text that moves forward as names are read. */
interface Cursor {
  readonly text: string;
  at: number;
}

/** Reads a name that is not a keyword and moves past it; the empty string, and no move, when there is none. */
function readName(cursor: Cursor): string {
  const end = nameEnd(cursor.text, cursor.at);
  if (end === cursor.at) return '';
  const name = nameOf(cursor.text, cursor.at, end);
  if (name.length <= 8 && KEYWORDS.has(name)) return '';
  cursor.at = end;
  return name;
}

/** Reads ` as name`; without one the cursor stays and the answer is null. */
function readAs(cursor: Cursor, skip: (text: string, at: number) => number): string | null {
  const { text, at } = cursor;
  const word = skip(text, at);
  if (text.charCodeAt(word) !== 97 || !isWordAt(text, word, 'as')) return null;
  cursor.at = skip(text, word + 2);
  const name = readName(cursor);
  if (name !== '') return name;
  cursor.at = at;
  return null;
}

/** Reads the parts of `a . b.c`; none when no name stands there. Stops before a dot that no name follows. */
function readDotted(cursor: Cursor): string[] {
  const parts: string[] = [];
  let end = cursor.at;
  for (;;) {
    const name = readName(cursor);
    if (name === '') break;
    parts.push(name);
    end = cursor.at;
    const dot = skipBlanks(cursor.text, end);
    if (cursor.text.charCodeAt(dot) !== DOT) break;
    cursor.at = skipBlanks(cursor.text, dot + 1);
  }
  cursor.at = end;
  return parts;
}

/** A statement may end here: line end, `;`, comment. */
function isStatementEnd(code: number): boolean {
  return isLineEnd(code) || code === SEMICOLON || code === HASH;
}

/** Left over from a bracket that was opened elsewhere or deleted: damage, but not a sign of prose. */
function isStrayCloser(code: number): boolean {
  return code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE;
}

/**
 * The statement whose keyword `import` ends at `at`; `start` is where the statement begins.
 * Adds one fact per module. What is not an import statement adds nothing.
 */
export function readImport(state: State, start: number, at: number): void {
  const { text } = state;
  const cursor: Cursor = { text, at: skipBlanks(text, at) };
  if (cursor.at === at) return;
  const modules: {
    readonly parts: string[];
    readonly start: number;
    readonly end: number;
    readonly as: string | null;
  }[] = [];
  let end = -1;
  for (;;) {
    const name = cursor.at;
    const parts = readDotted(cursor);
    if (parts.length === 0) break;
    const stop = cursor.at;
    modules.push({ parts, start: name, end: stop, as: readAs(cursor, skipBlanks) });
    end = cursor.at;
    const comma = skipBlanks(text, end);
    if (text.charCodeAt(comma) !== COMMA) break;
    cursor.at = skipBlanks(text, comma + 1);
  }
  if (end < 0 || !mayEndImport(state, end)) return;
  const typeOnly = isTypeOnly(state);
  const scope = currentScope(state);
  const statement = { start, end };
  for (const { parts, start: first, end: stop, as } of modules) {
    const local = as ?? parts[0] ?? '';
    const name: NameDraft = { start: first, end: stop, name: '*', local, typeOnly };
    addImport(state, 'import', parts.join('.'), { start: first, end: stop }, statement, [name]);
    state.bindings.push({ local, path: as === null ? parts.slice(1) : NO_PATH, isModule: true, name, scope });
  }
  state.statements.push(statement);
}

const NO_PATH: readonly string[] = [];

/** Whether the statement may end at `end`, with some tolerance for what cannot be prose. */
function mayEndImport(state: State, end: number): boolean {
  const { text } = state;
  let tail = skipBlanks(text, end);
  if (isStatementEnd(text.charCodeAt(tail))) return true;
  if (text.charCodeAt(tail) === COMMA) tail = skipBlanks(text, tail + 1);
  const code = text.charCodeAt(tail);
  noteDamage(state, tail, 'unexpected text after an import');
  return isStatementEnd(code) || isStrayCloser(code);
}

/**
 * The statement whose keyword `from` ends at `at`; `start` is where the statement begins.
 * Adds its fact. What is not an import statement (`yield`'s `from` on a new line) adds nothing.
 */
export function readFromImport(state: State, start: number, at: number): void {
  const { text } = state;
  const cursor: Cursor = { text, at: skipBlanks(text, at) };
  const spanStart = cursor.at;
  let dots = '';
  let end = at;
  while (text.charCodeAt(cursor.at) === DOT) {
    dots += '.';
    end = cursor.at + 1;
    cursor.at = skipBlanks(text, end);
  }
  if (dots === '' && spanStart === at) return;
  const parts = readDotted(cursor);
  if (parts.length > 0) end = cursor.at;
  else if (dots === '') return;
  const keyword = skipBlanks(text, end);
  if (!isWordAt(text, keyword, 'import')) return;
  cursor.at = keyword + 'import'.length;
  const names = readImportedNames(state, cursor);
  if (names === null) return;
  const statement = { start, end: cursor.at };
  addImport(state, 'from-import', dots + parts.join('.'), { start: spanStart, end }, statement, names);
  const scope = currentScope(state);
  for (const name of names) {
    if (name.local !== null) {
      if (name.local !== name.name) learnCallee(state, name.name, name.local);
      state.bindings.push({ local: name.local, path: NO_PATH, isModule: state.closely, name, scope });
    }
  }
  state.statements.push(statement);
}

/** Reads what follows the keyword `import` of a from-import; null when it is not a list of names. */
function readImportedNames(state: State, cursor: Cursor): NameDraft[] | null {
  const { text } = cursor;
  const typeOnly = isTypeOnly(state);
  const first = skipBlanks(text, cursor.at);
  const code = text.charCodeAt(first);
  if (code === OPEN_PAREN) return readParenthesised(state, cursor, first, typeOnly);
  cursor.at = first;
  if (code === STAR) {
    cursor.at += 1;
    const star: NameDraft = { start: first, end: first + 1, name: '*', local: null, typeOnly };
    return mayEndImport(state, cursor.at) ? [star] : null;
  }
  const names: NameDraft[] = [];
  let end = first;
  for (;;) {
    const name = readImportedName(cursor, skipBlanks, typeOnly);
    if (name === null) break;
    names.push(name);
    end = cursor.at;
    const comma = skipBlanks(text, end);
    if (text.charCodeAt(comma) !== COMMA) break;
    cursor.at = skipBlanks(text, comma + 1);
  }
  cursor.at = end;
  return names.length > 0 && mayEndImport(state, end) ? names : null;
}

/** Reads `(a, b as c,)` from its parenthesis `open`. An unclosed list ends before the first thing that is not a name. */
function readParenthesised(state: State, cursor: Cursor, open: number, typeOnly: boolean): NameDraft[] {
  const { text } = cursor;
  const names: NameDraft[] = [];
  cursor.at = open + 1;
  for (;;) {
    const end = cursor.at;
    cursor.at = skipSpace(text, end);
    const code = text.charCodeAt(cursor.at);
    if (code === CLOSE_PAREN || code === COMMA) {
      cursor.at += 1;
      if (code === CLOSE_PAREN) return names;
      continue;
    }
    const marker = isConflictMarker(text, cursor.at);
    const name = marker ? null : readImportedName(cursor, skipSpace, typeOnly);
    if (name !== null) names.push(name);
    else if (marker) cursor.at = lineEnd(text, cursor.at);
    else {
      noteDamage(state, open, "'(' was never closed");
      cursor.at = end;
      return names;
    }
  }
}

function readImportedName(
  cursor: Cursor,
  skip: (text: string, at: number) => number,
  typeOnly: boolean,
): NameDraft | null {
  const start = cursor.at;
  const name = readName(cursor);
  if (name === '') return null;
  const end = cursor.at;
  return { start, end, name, local: readAs(cursor, skip) ?? name, typeOnly };
}
