/**
 * Statements: what the first word of a logical line, or of what follows a `;` or a header's colon, says.
 */

import { nextOccurrence, prepareSearch } from '../occurrences.ts';
import { mayBeAssignment, readAssignment } from './assignments.ts';
import { emptyClassBase } from './empty-classes.ts';
import { readExportList } from './exports.ts';
import { endsStatement, skipBrackets } from './extents.ts';
import { readFromImport, readImport } from './imports.ts';
import {
  COLON,
  columnOf,
  EQUALS,
  isWord,
  isWordAt,
  nameEnd,
  nameOf,
  OPEN_BRACKET,
  OPEN_PAREN,
  pairBefore,
  skipBlanks,
} from './lexical.ts';
import type { Scan } from './progress.ts';
import { isProse } from './recovery.ts';
import { readPlugins } from './references.ts';
import { addDefinition, currentScope, type DefinitionDraft, isNested, noteDamage, type State } from './state.ts';
import { aliasedAt } from './values.ts';

const NONE: never[] = [];

/** The words that matter at the start of a line in any scope, and by their first two characters where to find them. */
const LEADING_WORDS: string[][] = [NONE];

const LEADING_PAIRS = new Uint8Array(1 << 14);

for (const word of 'class def async if elif else for while with try except finally match case import from lazy type sys'.split(
  ' ',
)) {
  const pair = pairBefore(word, 2);
  const known = LEADING_PAIRS[pair] ?? 0;
  if (known > 0) LEADING_WORDS[known]?.push(word);
  else LEADING_PAIRS[pair] = LEADING_WORDS.push([word]) - 1;
}

const TYPE_CHECKING = prepareSearch('TYPE_CHECKING');

/** The word of those with which the line at `at` begins, or the empty string. */
export function leadingWordAt(text: string, at: number): string {
  const index = LEADING_PAIRS[pairBefore(text, at + 2)] ?? 0;
  if (index === 0) return '';
  const words = LEADING_WORDS[index] ?? NONE;
  for (let choice = 0; choice < words.length; choice += 1) {
    const word = words[choice] ?? '';
    if (isWordAt(text, at, word)) return word;
  }
  return '';
}

/** What may follow the soft keywords `match` and `case` when they are keywords: the start of an expression or pattern. */
export function canOpenSuite(text: string, at: number): boolean {
  return isWord(text.charCodeAt(at)) || '([{"\'-+~*.'.includes(text.charAt(at));
}

const TYPING_TEST = /[ \t]*\(?[ \t]*(?:\w+[ \t]*\.[ \t]*)?TYPE_CHECKING[ \t]*\)?[ \t]*:/y;

/** Whether `TYPE_CHECKING:` follows the `if` that ends at `at`. */
export function isTypingTest(scan: Scan, at: number): boolean {
  const { text } = scan;
  scan.hasTyping ??= nextOccurrence(text, TYPE_CHECKING, 0) >= 0;
  if (!scan.hasTyping) return false;
  TYPING_TEST.lastIndex = at;
  return TYPING_TEST.test(text);
}

/** `class X…` or `def f…`; `at` is the end of the keyword, `start` that of the whole with its decorators. */
export function readDefinition(scan: Scan, keyword: number, at: number, word: 'class' | 'def', start: number): number {
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
  state.scopes.push({ start: keyword, end: text.length, isFunction: kind === 'function', parent: currentScope(state) });
  state.blocks.push({ indent, kind, definition: fact, scope: state.scopes.length - 1 });
  return end;
}

/** The simple statement at `at`. Returns the definitions whose statement ends with it. */
export function readSimpleStatement(scan: Scan, at: number): DefinitionDraft[] {
  const { text, state } = scan;
  const code = text.charCodeAt(at);
  const end = nameEnd(text, at);
  if (end === at && code !== OPEN_PAREN && code !== OPEN_BRACKET && code !== 42) return [];
  if (code === 112 && isWordAt(text, at, 'pytest_plugins') && !isNested(state)) readPlugins(state, at, end);
  const word = end - at <= 7 ? text.slice(at, end) : '';
  switch (word) {
    case 'import':
      readImport(state, at, end);
      return NONE;
    case 'from':
      readFromImport(state, at, end);
      return NONE;
    case 'lazy': {
      const next = skipBlanks(text, end);
      if (isWordAt(text, next, 'import')) readImport(state, at, next + 6);
      else if (text.startsWith('from', next) && !isWord(text.charCodeAt(next + 4))) readFromImport(state, at, next + 4);
      else break;
      return NONE;
    }
    case 'type': {
      const fact = readTypeStatement(state, at, end);
      if (fact !== null) return [fact];
      break;
    }
    case '__all__':
      if (!isNested(state)) readExportList(state, end);
      break;
  }
  if (isNested(state)) return word === 'sys' ? readAssignment(state, at) : NONE;
  if (mayBeAssignment(text, at)) return readAssignment(state, at);
  if (isProse(text, at)) noteDamage(state, at, 'not a statement');
  return NONE;
}

/** `type X = …`, `type X[T] = …` (3.12). */
function readTypeStatement(state: State, at: number, end: number): DefinitionDraft | null {
  const { text } = state;
  const name = skipBlanks(text, end);
  const stop = nameEnd(text, name);
  if (name === end || stop === name) return null;
  const next = text.charCodeAt(skipBlanks(text, stop));
  if (next !== EQUALS && next !== OPEN_BRACKET) return null;
  const span = { start: name, end: stop };
  return addDefinition(
    state,
    'type',
    nameOf(text, name, stop),
    span,
    { start: at, end: stop },
    typeAliasOf(state, stop),
  );
}

/** `type Old = New`, `type Old[T] = New[T]`: what a type is another name for. `at` is the end of its own. */
function typeAliasOf(state: State, at: number): string | undefined {
  const { text } = state;
  let equals = skipBlanks(text, at);
  const parameters = bracketText(state, equals);
  equals = skipBlanks(text, equals + parameters.length);
  if (text.charCodeAt(equals) !== EQUALS) return undefined;
  const value = aliasedAt(text, skipBlanks(text, equals + 1), false);
  if (value === null) return undefined;
  const given = skipBlanks(text, value.end);
  const plain = (bracket: string): string => bracket.replace(/:[^,\]]*|\s+/g, '');
  const passed = bracketText(state, given);
  const end = passed !== '' && plain(passed) === plain(parameters) ? given + passed.length : value.end;
  return endsStatement(text, end) ? value.text : undefined;
}

/** The brackets at `at` with what is in them; empty where none stand there. */
function bracketText(state: State, at: number): string {
  return state.text.charCodeAt(at) === OPEN_BRACKET ? state.text.slice(at, skipBrackets(state, at)) : '';
}
