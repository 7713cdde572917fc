/**
 * `__all__`: its literal entries, through every statement that touches it (`=`, `+=`, `.extend`, `.append`, `.remove`).
 * What is computed (`[n for n in dir()]`, `other.__all__`) adds nothing.
 */

import { findInStatement } from './extents.ts';
import {
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  nameEnd,
  OPEN_BRACKET,
  OPEN_PAREN,
  SEMICOLON,
  skipBlanks,
  skipSpace,
} from './lexical.ts';
import type { State } from './state.ts';
import { literalAt } from './strings.ts';

const PLUS = 43;

/** The statement that starts with `__all__`, which ends at `at`. */
export function readExportList(state: State, at: number): void {
  const { text } = state;
  let from = skipBlanks(text, at);
  const code = text.charCodeAt(from);
  if (code === DOT) {
    const method = skipBlanks(text, from + 1);
    const end = nameEnd(text, method);
    const open = skipBlanks(text, end);
    if (text.charCodeAt(open) !== OPEN_PAREN) return;
    const name = text.slice(method, end);
    const argument = skipSpace(text, open + 1);
    const literal = literalAt(text, argument);
    if (name === 'append' && literal !== null) addExports(state, [literal.value]);
    if (name === 'remove' && literal !== null)
      state.exports = state.exports?.filter((e) => e !== literal.value) ?? null;
    if (name === 'extend') addExports(state, readExportNames(text, argument));
    return;
  }
  if (code === COLON) {
    from = findInStatement(state, from + 1, EQUALS);
    if (from < 0) return;
  } else if (code === PLUS) {
    from += 1;
  }
  if (text.charCodeAt(from) !== EQUALS || text.charCodeAt(from + 1) === EQUALS) return;
  if (code !== PLUS && state.exports !== null && state.blocks.length === 0) state.exports = [];
  addExports(state, readExportNames(text, skipBlanks(text, from + 1)));
}

function addExports(state: State, names: readonly string[]): void {
  state.exports ??= [];
  const known = new Set(state.exports);
  for (const name of names) {
    if (known.has(name)) continue;
    known.add(name);
    state.exports.push(name);
  }
}

/** Strings of the lists and tuples that are added up from `at` on: `["a", "b"] + other.__all__ + ("c",)`. */
function readExportNames(text: string, at: number): string[] {
  const names: string[] = [];
  let depth = 0;
  for (let from = at; ; ) {
    from = depth > 0 ? skipSpace(text, from) : skipBlanks(text, from);
    const code = text.charCodeAt(from);
    if (code === OPEN_BRACKET || code === OPEN_PAREN) {
      depth += 1;
      from += 1;
    } else if (code === CLOSE_BRACKET || code === CLOSE_PAREN) {
      depth -= 1;
      from += 1;
      if (depth < 0) return names;
    } else if (code === COMMA || code === PLUS || code === 42) from += 1;
    else {
      const literal = literalAt(text, from);
      if (literal !== null) {
        // A literal that is not the whole entry (`"%s" % x`, a comprehension's condition) is not a name.
        const next = text.charCodeAt(skipSpace(text, literal.end));
        if (next === COMMA || (depth > 0 && (next === CLOSE_BRACKET || next === CLOSE_PAREN)))
          names.push(literal.value);
        else if (depth > 0) return names;
        else if (names.length > 0) names.push(literal.value);
        from = literal.end;
      } else {
        const end = dottedEnd(text, from);
        if (end === from || code === SEMICOLON) return names;
        from = end;
      }
    }
  }
}

function dottedEnd(text: string, at: number): number {
  let end = nameEnd(text, at);
  while (end > at && text.charCodeAt(end) === DOT) {
    const next = nameEnd(text, end + 1);
    if (next === end + 1) return end;
    end = next;
  }
  return end;
}
