/**
 * Statements: what the first word of a logical line, or of what follows a `;` or a header's colon, says.
 */

import { nextOccurrence, sought } from '../occurrences.ts';
import { assignment, mayBeAssignment } from './assignments.ts';
import { emptyClassBase } from './empty-classes.ts';
import { exportList } from './exports.ts';
import { fromStatement, importStatement } from './imports.ts';
import {
  COLON,
  columnOf,
  EQUALS,
  isWord,
  nameEnd,
  nameOf,
  OPEN_BRACKET,
  OPEN_PAREN,
  pairBefore,
  skipBlanks,
  wordAt,
} from './lexical.ts';
import type { Scan } from './progress.ts';
import { isProse } from './recovery.ts';
import { addDefinition, type DefinitionDraft, isNested, noteDamage, type State, scopeNow } from './state.ts';

const none: never[] = [];

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

const typeChecking = sought('TYPE_CHECKING');

/** The word of those with which the line at `at` begins, or the empty string. */
export function leadingWord(text: string, at: number): string {
  const index = leading[pairBefore(text, at + 2)] ?? 0;
  if (index === 0) return '';
  const words = leadingWords[index] ?? none;
  for (let choice = 0; choice < words.length; choice += 1) {
    const word = words[choice] ?? '';
    if (wordAt(text, at, word)) return word;
  }
  return '';
}

/** What may follow the soft keywords `match` and `case` when they are keywords: the start of an expression or pattern. */
export function canOpenSuite(text: string, at: number): boolean {
  return isWord(text.charCodeAt(at)) || '([{"\'-+~*.'.includes(text.charAt(at));
}

const typingTest = /[ \t]*\(?[ \t]*(?:\w+[ \t]*\.[ \t]*)?TYPE_CHECKING[ \t]*\)?[ \t]*:/y;

export function isTypingTest(scan: Scan, at: number): boolean {
  const { text } = scan;
  scan.hasTyping ??= nextOccurrence(text, typeChecking, 0) >= 0;
  if (!scan.hasTyping) return false;
  typingTest.lastIndex = at;
  return typingTest.test(text);
}

/** `class X…` or `def f…`; `at` is the end of the keyword, `start` that of the whole with its decorators. */
export function definition(scan: Scan, keyword: number, at: number, word: 'class' | 'def', start: number): number {
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

/** The simple statement at `at`. Returns the definitions whose statement ends with it. */
export function simpleStatement(scan: Scan, at: number): DefinitionDraft[] {
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
