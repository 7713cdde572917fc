/**
 * `__all__`: its literal entries, through every statement that touches it (`=`, `+=`, `.extend`, `.append`, `.remove`).
 *
 * Values are lists, tuples and sets of strings, `"a b".split()`, variables of the module that hold such, and sums of all
 * these. Of what is computed otherwise (`[n for n in dir()]`, `other.__all__`) is said that there is something: `*`.
 */

import { elementEnd, findInStatement, skipBrackets } from './extents.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DOT,
  dottedAt,
  EQUALS,
  HASH,
  isLineEnd,
  nameEnd,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PLUS,
  SEMICOLON,
  STAR,
  skipBlanks,
  skipSpace,
} from './lexical.ts';
import { isInRanges, type State, spendBudget } from './state.ts';
import { bracketStep, literalAt } from './strings.ts';

/** Stands among the names for others that are not seen. */
const UNSEEN = '*';
/** Calls that give what they are given. */
const WRAPPERS = new Set(['list', 'tuple', 'set', 'frozenset', 'sorted']);
/** Variables and brackets are followed this deep. */
const DEEPEST = 4;

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
    readMethod(state, text.slice(method, end), skipSpace(text, open + 1));
    return;
  }
  if (code === COLON) {
    from = findInStatement(state, from + 1, EQUALS);
    if (from < 0) return;
  } else if (code === PLUS) from += 1;
  if (text.charCodeAt(from) !== EQUALS || text.charCodeAt(from + 1) === EQUALS) return;
  if (code !== PLUS && state.exports !== null && state.blocks.length === 0) state.exports = [];
  addExports(state, namesAt(state, skipBlanks(text, from + 1), false, 0).names);
}

function readMethod(state: State, method: string, argument: number): void {
  const literal = literalAt(state.text, argument);
  if (method === 'append') addExports(state, [literal?.value ?? UNSEEN]);
  if (method === 'remove') state.exports = state.exports?.filter((e) => e !== literal?.value) ?? null;
  if (method === 'extend') addExports(state, namesAt(state, argument, true, 0).names);
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

/** The names of a value, and where it ends. */
interface Names {
  readonly names: readonly string[];
  readonly end: number;
}

/** The sum at `at`. `inBrackets`: line breaks do not end it. */
function namesAt(state: State, at: number, inBrackets: boolean, depth: number): Names {
  const { text } = state;
  const skip = inBrackets ? skipSpace : skipBlanks;
  const names: string[] = [];
  for (let from = at; ; ) {
    const term = termAt(state, from, inBrackets, depth);
    for (const name of term.names) names.push(name);
    const next = skip(text, term.end);
    const code = text.charCodeAt(next);
    if (code !== PLUS) {
      const isOver =
        isLineEnd(code) || code === SEMICOLON || code === HASH || code === COMMA || bracketStep(code) === -1;
      if (!isOver) names.push(UNSEEN);
      return { names, end: next };
    }
    from = skip(text, next + 1);
  }
}

/** One operand: a list, a string that is split, a variable, a call that gives what it is given. */
function termAt(state: State, at: number, inBrackets: boolean, depth: number): Names {
  const { text } = state;
  if (depth > DEEPEST) return { names: [UNSEEN], end: at };
  const code = text.charCodeAt(at);
  if (code === OPEN_BRACKET || code === OPEN_PAREN || code === OPEN_BRACE) return entriesIn(state, at, depth);
  const literal = literalAt(text, at);
  if (literal !== null) return splitAt(text, literal.value, literal.end) ?? bareEntries(state, at, literal.end);
  const name = dottedAt(text, at, inBrackets ? skipSpace : skipBlanks);
  if (name === null) return { names: [UNSEEN], end: at };
  const open = skipBlanks(text, name.end);
  if (text.charCodeAt(open) === OPEN_PAREN && WRAPPERS.has(name.text)) {
    const { names, end } = namesAt(state, skipSpace(text, open + 1), true, depth + 1);
    return { names, end: text.charCodeAt(end) === CLOSE_PAREN ? end + 1 : end };
  }
  return { names: variableNames(state, name.text, name.start, depth), end: name.end };
}

/** `"a b".split()`, `"a,b".split(",")`, `"…".splitlines()` behind the literal that ends at `at`; null for anything else. */
function splitAt(text: string, value: string, at: number): Names | null {
  const call = /^\s*\.\s*(split|splitlines)\s*\(\s*/.exec(text.slice(at, at + 100));
  if (call === null) return null;
  const argument = at + call[0].length;
  const separator = literalAt(text, argument);
  const close = skipSpace(text, separator?.end ?? argument);
  if (text.charCodeAt(close) !== CLOSE_PAREN) return { names: [UNSEEN], end: close };
  const parts = value.split(call[1] === 'splitlines' ? /\r\n?|\n/ : (separator?.value ?? /\s+/));
  return { names: parts.map((part) => part.trim()).filter((part) => part !== ''), end: close + 1 };
}

/** A tuple without parentheses, whose first literal ends at `end`. */
function bareEntries(state: State, at: number, end: number): Names {
  const { text } = state;
  if (text.charCodeAt(skipBlanks(text, end)) !== COMMA) return { names: [UNSEEN], end };
  const names: string[] = [];
  let from = at;
  for (let literal = literalAt(text, from); literal !== null; literal = literalAt(text, from)) {
    names.push(literal.value);
    from = skipBlanks(text, literal.end);
    if (text.charCodeAt(from) !== COMMA) break;
    from = skipBlanks(text, from + 1);
  }
  return { names, end: from };
}

/** What stands in the bracket at `open`; in parentheses without a comma that is a value like any other. */
function entriesIn(state: State, open: number, depth: number): Names {
  const { text } = state;
  const names: string[] = [];
  for (let at = skipSpace(text, open + 1); ; at = skipSpace(text, at + 1)) {
    const code = text.charCodeAt(at);
    if (code === CLOSE_BRACKET || code === CLOSE_PAREN || code === CLOSE_BRACE) return { names, end: at + 1 };
    const literal = literalAt(text, at);
    const isStarred = code === STAR;
    let end = skipSpace(text, literal?.end ?? at);
    if (literal !== null && endsEntry(text.charCodeAt(end))) names.push(literal.value);
    else if (isStarred || bracketStep(code) === 1 || literal !== null) {
      const inner = namesAt(state, isStarred ? skipSpace(text, at + 1) : at, true, depth + 1);
      for (const name of inner.names) names.push(name);
      end = inner.end;
    } else {
      const named = dottedAt(text, at, skipSpace);
      names.push(named !== null && /^\w+\.__name__$/.test(named.text) ? named.text.slice(0, -9) : UNSEEN);
      end = skipSpace(text, named?.end ?? at);
    }
    if (!endsEntry(text.charCodeAt(end))) {
      names.push(UNSEEN);
      end = elementEnd(state, end);
      if (end < 0) return { names, end: Math.max(open + 1, skipBrackets(state, open)) };
    }
    if (text.charCodeAt(end) !== COMMA) return { names, end: end + 1 };
    at = end;
  }
}

function endsEntry(code: number): boolean {
  return code === COMMA || bracketStep(code) === -1;
}

/** What a variable of the module, named at `before`, was last given; whatever else is done to it is not seen. */
function variableNames(state: State, name: string, before: number, depth: number): readonly string[] {
  const { text } = state;
  if (!/^\w+$/.test(name) || !spendBudget(state, before)) return [UNSEEN];
  const assignment = new RegExp(`^\\ufeff?${name}[ \\t]*(?::[^=\\n]*)?=(?!=)[ \\t]*`, 'gm');
  let value = -1;
  for (let found = assignment.exec(text); found !== null && found.index < before; found = assignment.exec(text)) {
    if (!isInRanges(state.skips, found.index)) value = assignment.lastIndex;
  }
  if (value < 0) return [UNSEEN];
  const changed = new RegExp(`^[ \\t]*${name}[ \\t]*(?:[+|-]=|\\.(?!__)|\\[)`, 'm').test(text.slice(value, before));
  const { names } = namesAt(state, value, false, depth + 1);
  return changed ? [...names, UNSEEN] : names;
}
