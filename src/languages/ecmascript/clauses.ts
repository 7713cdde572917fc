/**
 * Static imports and exports: what follows the words `import` and `export`, up to the module's name.
 *
 * The lists are read word by word, so that a statement with a missing brace or an unknown modifier still gives what
 * can be read. Anything that is not an import or export (a property of that name, say) gives undefined.
 */

import { pushAll } from '../../text/lists.ts';
import type { ImportedName } from '../../types.ts';
import { CLOSE_BRACE, COMMA, DOUBLE_QUOTE, EQUALS, isDigit, OPEN_BRACE, SINGLE_QUOTE, STAR } from './characters.ts';
import { type Literal, literalAt, newlineBetween, skipSpace, wordEnd, wordText } from './skeleton.ts';

/** A word or a string in a list of names. */
interface NameToken {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly quoted: boolean;
}

/** `end` is the offset after the module's name and its attributes. */
export interface Clause {
  readonly names: readonly ImportedName[];
  readonly typeOnly: boolean;
  readonly literal: Literal;
  readonly end: number;
}

/** `import x =`: what follows is read by the caller. */
export interface Equation {
  readonly local: NameToken;
  readonly typeOnly: boolean;
  /** Offset after the `=`. */
  readonly end: number;
}

const MODIFIERS: ReadonlySet<string> = new Set(['type', 'typeof', 'defer', 'source']);

function tokenAt(text: string, at: number): NameToken | undefined {
  const code = text.charCodeAt(at);
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
    const literal = literalAt(text, at);
    return literal && { start: at, end: literal.end, value: literal.value, quoted: true };
  }
  const end = wordEnd(text, at);
  if (end === at || isDigit(code)) return undefined;
  return { start: at, end, value: wordText(text, at, end), quoted: false };
}

function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
}

/** Reads from `at`, the first significant character after `import`. */
export function readImportClause(text: string, at: number): Clause | Equation | undefined {
  if (isQuote(text.charCodeAt(at))) return readModuleName(text, at, [], false);
  let i = at;
  let typeOnly = false;
  let first = tokenAt(text, i);
  if (first !== undefined && MODIFIERS.has(first.value) && first.end - first.start === first.value.length) {
    const next = skipSpace(text, first.end);
    if (isModifier(text, next)) {
      typeOnly = first.value === 'type' || first.value === 'typeof';
      i = next;
      first = tokenAt(text, i);
    }
  }
  const names: ImportedName[] = [];
  if (first !== undefined) {
    if (first.quoted) return undefined;
    i = skipSpace(text, first.end);
    if (text.charCodeAt(i) === EQUALS) return { local: first, typeOnly, end: i + 1 };
    names.push(importedName(first, 'default', first.value, false));
    if (text.charCodeAt(i) === COMMA) {
      i = skipSpace(text, i + 1);
      if (text.charCodeAt(i) !== STAR && text.charCodeAt(i) !== OPEN_BRACE) return undefined;
    } else return readFrom(text, i, names, typeOnly);
  }
  if (text.charCodeAt(i) === STAR) {
    const as = tokenAt(text, skipSpace(text, i + 1));
    if (as?.value !== 'as') return undefined;
    const local = tokenAt(text, skipSpace(text, as.end));
    if (local === undefined || local.quoted) return undefined;
    names.push({ name: '*', local: local.value, start: i, end: i + 1, typeOnly: false });
    return readFrom(text, skipSpace(text, local.end), names, typeOnly);
  }
  if (text.charCodeAt(i) !== OPEN_BRACE) return undefined;
  const end = readList(text, i, names, 'import');
  return end < 0 ? undefined : readFrom(text, end, names, typeOnly);
}

/** After `type`, `typeof`, `defer` or `source` something follows that such a word modifies. */
function isModifier(text: string, next: number): boolean {
  const code = text.charCodeAt(next);
  if (code === OPEN_BRACE || code === STAR) return true;
  const word = tokenAt(text, next);
  if (word === undefined || word.quoted) return false;
  // `import type from 'm'` binds `type`; `import type from from 'm'` and `import type from, {…}` do not.
  return word.value !== 'from' || !isQuote(text.charCodeAt(skipSpace(text, word.end)));
}

/** What `export` lists or re-exports. */
export interface ExportClause {
  readonly names: readonly ImportedName[];
  readonly typeOnly: boolean;
  /** undefined: a list of the module's own names, without `from`. */
  readonly literal: Literal | undefined;
  readonly end: number;
}

/** The list or `*` after `export`; undefined for a declaration. `at` is the first character after the word. */
export function readExportClause(text: string, at: number): ExportClause | undefined {
  let i = at;
  let typeOnly = false;
  const code = text.charCodeAt(i);
  if (code !== STAR && code !== OPEN_BRACE) {
    const word = tokenAt(text, i);
    if (word?.value !== 'type') return undefined;
    i = skipSpace(text, word.end);
    typeOnly = true;
  }
  const names: ImportedName[] = [];
  if (text.charCodeAt(i) === STAR) {
    let local: string | null = null;
    let next = skipSpace(text, i + 1);
    const as = tokenAt(text, next);
    if (as?.value === 'as') {
      const name = tokenAt(text, skipSpace(text, as.end));
      if (name === undefined) return undefined;
      local = name.value;
      next = skipSpace(text, name.end);
    }
    names.push({ name: '*', local, start: i, end: i + 1, typeOnly: false });
    return readFrom(text, next, names, typeOnly);
  }
  if (text.charCodeAt(i) !== OPEN_BRACE) return undefined;
  const end = readList(text, i, names, 'export');
  if (end < 0) return undefined;
  const next = skipSpace(text, end);
  return readFrom(text, next, names, typeOnly) ?? { names, typeOnly, literal: undefined, end };
}

/**
 * Reads `{ a, b as c, type d, "e" as f }` from its brace and gives the offset after it, -1 when something else stands
 * there. A list that runs into `from '…'` without a closing brace ends before the `from`.
 */
function readList(text: string, open: number, names: ImportedName[], what: 'import' | 'export'): number {
  let i = skipSpace(text, open + 1);
  for (;;) {
    const code = text.charCodeAt(i);
    if (code === CLOSE_BRACE) return i + 1;
    if (code === COMMA) {
      i = skipSpace(text, i + 1);
      continue;
    }
    const tokens: NameToken[] = [];
    let token = tokenAt(text, i);
    while (token !== undefined && tokens.length < 5) {
      const next = skipSpace(text, token.end);
      if (token.value === 'from' && isQuote(text.charCodeAt(next))) {
        pushAll(names, readListEntry(tokens, what));
        return token.start;
      }
      tokens.push(token);
      i = next;
      token = tokenAt(text, i);
    }
    const found = readListEntry(tokens, what);
    if (found.length === 0) return -1;
    pushAll(names, found);
    const stop = text.charCodeAt(i);
    if (stop !== COMMA && stop !== CLOSE_BRACE) return -1;
  }
}

/** One entry of a list: `a`, `type a`, `a as b`, `type a as b`. */
function readListEntry(tokens: readonly NameToken[], what: 'import' | 'export'): readonly ImportedName[] {
  const [first, second, third, fourth] = tokens;
  if (first === undefined) return [];
  const bound = (name: NameToken, local: NameToken, typeOnly: boolean): readonly ImportedName[] => [
    importedName(name, name.value, what === 'import' && local.quoted ? null : local.value, typeOnly),
  ];
  if (second === undefined) return bound(first, first, false);
  const modified = first.value === 'type' || first.value === 'typeof';
  if (third === undefined) return modified ? bound(second, second, true) : [];
  if (fourth === undefined) return second.value === 'as' ? bound(first, third, false) : [];
  return modified && third.value === 'as' ? bound(second, fourth, true) : [];
}

function importedName(token: NameToken, name: string, local: string | null, typeOnly: boolean): ImportedName {
  return { name, local, start: token.start, end: token.end, typeOnly };
}

/** Reads `from 'm'` at `at`. */
function readFrom(text: string, at: number, names: readonly ImportedName[], typeOnly: boolean): Clause | undefined {
  const next = skipSpace(text, at);
  const word = tokenAt(text, next);
  // A missing `from` is forgiven.
  if (word?.quoted && names.length > 0) return readModuleName(text, next, names, typeOnly);
  if (word?.value !== 'from' || word.quoted) return undefined;
  return readModuleName(text, skipSpace(text, word.end), names, typeOnly);
}

function readModuleName(
  text: string,
  at: number,
  names: readonly ImportedName[],
  typeOnly: boolean,
): Clause | undefined {
  if (!isQuote(text.charCodeAt(at))) return undefined;
  const literal = literalAt(text, at);
  return literal && { names, typeOnly, literal, end: attributesEnd(text, literal.end) };
}

const ATTRIBUTES = /\{[^{}]*\}/y;

/** End of `with { … }` or `assert { … }` after a module's name; `end` itself when there is none. */
function attributesEnd(text: string, end: number): number {
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  if (code !== 119 && code !== 97) return end; // `with`, `assert`
  const word = tokenAt(text, next);
  if (word === undefined || (word.value !== 'with' && word.value !== 'assert')) return end;
  if (word.value === 'assert' && newlineBetween(text, end, word.start)) return end;
  ATTRIBUTES.lastIndex = skipSpace(text, word.end);
  return ATTRIBUTES.test(text) ? ATTRIBUTES.lastIndex : end;
}

const DAMAGED = /^[^;'"`=()]*?\bfrom\s*(?=["'])/;
const OTHER_STATEMENT = /\b(?:import|export|const|let|var|function|class|return)\b/;
const LISTED = /[\w$]+(?:\s+as\s+([\w$]+))?/g;

/**
 * What can still be read of an import whose clause is damaged: every name in its braces, and the module. `at` is the
 * first character after `import`. Prose (`import the data from "here"`) is recognised by its words without braces.
 */
export function salvageImport(text: string, at: number): Clause | undefined {
  const clause = DAMAGED.exec(text.slice(at, at + 2000))?.[0];
  if (clause === undefined || OTHER_STATEMENT.test(clause)) return undefined;
  const open = clause.indexOf('{');
  const words = clause.slice(0, open < 0 ? clause.length : open).match(/[\w$]+/g) ?? [];
  if (words.length > (open < 0 ? 2 : 1)) return undefined;
  const names: ImportedName[] = [];
  const [first] = words;
  if (first !== undefined && first !== 'type') {
    const start = at + clause.indexOf(first);
    names.push({ name: 'default', local: first, start, end: start + first.length, typeOnly: false });
  }
  const list = open < 0 ? '' : clause.slice(open, clause.lastIndexOf('from'));
  for (const match of list.matchAll(LISTED)) {
    const name = /^[\w$]+/.exec(match[0])?.[0] ?? '';
    if (name === 'as' || name === 'type') continue;
    const start = at + open + match.index;
    names.push({ name, local: match[1] ?? name, start, end: start + name.length, typeOnly: false });
  }
  return readModuleName(text, at + clause.length, names, false);
}
