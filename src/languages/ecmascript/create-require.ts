/**
 * A `require` that the file makes for itself: `createRequire(import.meta.url)('m')`, `const r = createRequire(…)` with
 * `r('m')` and `r.resolve('m')`, `createRequire` under another name included.
 */

import { nextOccurrence, prepareSearch } from '../occurrences.ts';
import { readCallOfRequire } from './calls.ts';
import { BACKSLASH, DOT, isWord, OPEN_PAREN } from './characters.ts';
import { endsExpression } from './extents.ts';
import { closeParenOf, type NamedSpan, type Reading } from './reading.ts';
import { braceAround, braceSpan } from './shadows.ts';
import { lastBefore, skipSpace, spanAt, wordBefore, wordStart } from './skeleton.ts';
import { bindingOf } from './variables.ts';
import { argumentsAt, unwrap } from './wrapping.ts';

/** More variables of one file are not followed. */
const MOST_REQUIRES = 8;
/** Where relative names are resolved from: this file. */
const OWN = /^\s*(?:import\s*\.\s*meta\s*\.\s*(?:url|filename)|__filename)\b/;

/** Reads at the word `createRequire`, or another name for it. */
export function readCreateRequire(reading: Reading, at: number, end: number, brace: number): void {
  const { skeleton, text } = reading;
  const open = argumentsAt(reading, end);
  const close = open < 0 ? -1 : closeParenOf(reading, open);
  if (close < 0) return;
  const isOwn = OWN.test(text.slice(open + 1, close));
  let start = at;
  const dot = lastBefore(skeleton, at);
  if (text.charCodeAt(dot) === DOT) start = wordStart(text, lastBefore(skeleton, dot));
  const outer = unwrap(reading, start, close + 1);
  const name = endsExpression(reading, outer.end) ? bindingOf(reading, outer.start)?.name : null;
  if (name === undefined || name === null) readCallOfRequire(reading, outer.start, outer.end, brace, isOwn);
  else if (name.name !== 'require' && reading.requires.length < MOST_REQUIRES) reading.requires.push({ name, isOwn });
}

/** Reads the calls of what was made by `createRequire` under another name, and what was bound to its result. */
export function readCreatedRequires(reading: Reading): void {
  for (const { specifier, names, statement } of reading.imports) {
    if (specifier !== 'module' && specifier !== 'node:module') continue;
    for (const { name, local } of names) {
      if (name !== 'createRequire' || local === null || local === name) continue;
      for (const at of callsOf(reading, { name: local, ...statement }))
        readCreateRequire(reading, at, at + local.length, braceAround(reading.skeleton, at));
    }
  }
  for (const { name, isOwn } of reading.requires) {
    for (const at of callsOf(reading, name))
      readCallOfRequire(reading, at, at + name.name.length, braceAround(reading.skeleton, at), isOwn);
  }
}

/** Where a variable is called, or asked for a member, within the braces around its declaration. */
function callsOf({ skeleton, text: whole }: Reading, { name, start }: NamedSpan): number[] {
  const brace = braceAround(skeleton, start);
  const span = brace < 0 ? { start: 0, end: whole.length } : braceSpan(skeleton, brace);
  const text = whole.slice(0, span.end);
  const wanted = prepareSearch(name);
  const found: number[] = [];
  for (
    let at = nextOccurrence(text, wanted, span.start);
    at >= 0;
    at = nextOccurrence(text, wanted, at + name.length)
  ) {
    const end = at + name.length;
    if (isWord(text.charCodeAt(end)) || text.charCodeAt(end) === BACKSLASH || isWord(text.charCodeAt(at - 1))) continue;
    const next = text.charCodeAt(skipSpace(text, end));
    if ((next !== OPEN_PAREN && next !== DOT) || spanAt(skeleton, at) >= 0) continue;
    const last = lastBefore(skeleton, at);
    if (text.charCodeAt(last) !== DOT && wordBefore(text, last) !== 'function') found.push(at);
  }
  return found;
}
