/**
 * What happens at a parenthesis or at any closing bracket: calls that name a module by a string or make a class are
 * recognised where they open and get their end where they close; brackets that do not match are damage.
 */

import { readAssignment } from './assignments.ts';
import { findInStatement } from './extents.ts';
import {
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  DOT,
  isWord,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  pairBefore,
  skipBlanks,
} from './lexical.ts';
import { noteLoaded } from './loaded.ts';
import { awaitEnd, markPassed, type Scan } from './progress.ts';
import { LOADERS, readFirstArgument, readKeywordNames, referenceCallAt } from './references.ts';
import { isNested, noteDamage, spendBudget } from './state.ts';
import { CLASS_FACTORIES, isFactory } from './values.ts';

/** `(`: perhaps of a call that names a module by a string, or that makes a class. */
export function openParenthesis(scan: Scan, at: number): void {
  const { text, state, brackets } = scan;
  markPassed(scan, at + 1);
  const call = referenceCallAt(state, at, brackets.length > 1);
  if (call !== null) {
    const fact = readFirstArgument(state, call);
    scan.calls.push({ call, fact, depth: brackets.length });
  } else if (
    brackets.length <= 2 &&
    FACTORY_LETTERS[pairBefore(text, at)] === 1 &&
    isNested(state) &&
    scan.ending.length === 0
  ) {
    readNestedFactory(scan, at);
  }
}

/** Last two letters of the calls that make a class. */
const FACTORY_LETTERS = new Uint8Array(1 << 14);

for (const name of CLASS_FACTORIES) FACTORY_LETTERS[pairBefore(name, name.length)] = 1;

/** `X = namedtuple(…)` inside a class or function. */
function readNestedFactory(scan: Scan, open: number): void {
  const { text, state } = scan;
  let start = open;
  while (open - start < 40 && (isWord(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === DOT)) start -= 1;
  if (!isFactory(text, text.slice(start, open), open)) return;
  const colon = scan.header < 0 ? -1 : findInStatement(state, scan.header, COLON);
  awaitEnd(scan, readAssignment(state, colon < 0 ? scan.statement : skipBlanks(text, colon + 1)));
}

/** `)`, `]` or `}`: closes its bracket, and the calls whose last one it is. */
export function closeBracket(scan: Scan, at: number, code: number): void {
  const { brackets, calls } = scan;
  markPassed(scan, at + 1);
  const opening = code === CLOSE_PAREN ? OPEN_PAREN : code === CLOSE_BRACKET ? OPEN_BRACKET : OPEN_BRACE;
  if (brackets.length > 0 && brackets[brackets.length - 1] === opening) brackets.pop();
  else {
    noteDamage(scan.state, at, `unmatched '${scan.text.charAt(at)}'`);
    // Looking for the match costs a walk down the stack, which a hostile file could ask for at every bracket.
    const matching = spendBudget(scan.state, brackets.length) ? brackets.lastIndexOf(opening) : -1;
    if (matching < 0) return;
    brackets.length = matching;
  }
  if (calls.length === 0) return;
  for (let last = calls.at(-1); last !== undefined && brackets.length < last.depth; last = calls.at(-1)) {
    calls.pop();
    if (last.fact === null) continue;
    last.fact.statement.end = at + 1;
    if (LOADERS.has(last.call.via)) noteLoaded(scan, last.fact);
    if (last.fact.via === 'patch.multiple') {
      for (const name of readKeywordNames(scan.state, last.fact.statement, last.call.open)) last.fact.names.push(name);
    }
  }
}
