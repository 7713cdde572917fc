/**
 * Members named beside what they are members of: `getattr(ns, "X")`, `patch.object(ns, "X")`, `monkeypatch.setattr(ns, "X",
 * …)`, `mocker.spy(ns, "X")`, `patch.multiple(ns, X=…)`. To the namespace that is no more than `ns.X`.
 */

import { skipBrackets } from './extents.ts';
import { CLOSE_PAREN, COMMA, dottedAt, EQUALS, isTriple, nameEnd, skipSpace } from './lexical.ts';
import { readKeywordNames } from './references.ts';
import type { NamedMember, State } from './state.ts';
import { constantAt, openingQuote } from './strings.ts';

/** An owner that is handed on beside the names of its members. */
export interface Owner {
  /** Where it starts and ends, and its parts joined by dots; empty for a call. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Empty where the name is no name: then nothing of the owner is meant. */
  readonly members: readonly NamedMember[];
}

/**
 * The owner in the call at the parenthesis `open`, with its members; null where they are not to be seen.
 * @param ends of calls that may be owners, by where they start
 */
export function ownerIn(state: State, open: number, ends: ReadonlyMap<number, number>): Owner | null {
  const { text } = state;
  const start = behindKeyword(text, skipSpace(text, open + 1));
  const dotted = dottedAt(text, start, skipSpace);
  const called = ends.get(start);
  const end = called ?? dotted?.end;
  if (end === undefined || text.charCodeAt(skipSpace(text, end)) !== COMMA) return null;
  const owner = { start, end, text: called === undefined ? (dotted?.text ?? '') : '' };
  const second = skipSpace(text, skipSpace(text, end) + 1);
  const argument = behindKeyword(text, second);
  const literal = constantAt(text, argument);
  if (literal === null) {
    const isMultiple = /\bmultiple\s*$/.test(text.slice(Math.max(0, open - 20), open)) && argument > second;
    if (!isMultiple) return null;
    const keywords = readKeywordNames(state, { start: open, end: skipBrackets(state, open) }, open);
    return { ...owner, members: keywords.map((one) => ({ start: one.start, end: one.end, name: one.name })) };
  }
  const next = text.charCodeAt(skipSpace(text, literal.after));
  if (next !== COMMA && next !== CLOSE_PAREN) return null;
  if (!/^\w+$/.test(literal.value)) return { ...owner, members: [] };
  const quote = openingQuote(text, literal.start);
  const from = quote + (isTriple(text, quote) ? 3 : 1);
  const isPlain = quote >= 0 && text.startsWith(literal.value, from);
  const span = isPlain ? { start: from, end: from + literal.value.length } : literal;
  return { ...owner, members: [{ start: span.start, end: span.end, name: literal.value }] };
}

/** Past `name=`, if that stands at `at`. */
function behindKeyword(text: string, at: number): number {
  const end = nameEnd(text, at);
  const equals = end > at ? skipSpace(text, end) : at;
  const isKeyword = text.charCodeAt(equals) === EQUALS && text.charCodeAt(equals + 1) !== EQUALS;
  return isKeyword ? skipSpace(text, equals + 1) : at;
}
