/**
 * Aliases that a module makes through `def __getattr__(name)`: `if name == "Old": return New`, `name in ("Old", …)`,
 * `case "Old":`, and look-ups in a literal dictionary (`_moved = {"Old": New}` … `_moved[name]`).
 *
 * Read line by line inside that one function, without building expressions: a test on a string sets the names in
 * question, the next `return` says what they stand for.
 */

import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  columnOf,
  dottedAt,
  isLineEnd,
  isTriple,
  lineEnd,
  OPEN_BRACE,
  plainStringEnd,
  skipBlanks,
  skipSpace,
  tripleStringEnd,
} from './lexical.ts';
import { addDefinition, isInRanges, type SpanDraft, type State, spendBudget } from './state.ts';
import { bracketStep, constantAt, isQuote, type Literal, literalAt, openingQuote } from './strings.ts';

/** Adds the aliases of every module-level `__getattr__` that the scan met. */
export function readForwards(state: State): void {
  const seen = new Set<number>();
  for (const body of state.forwards) {
    if (spendBudget(state, body.end - body.start)) readForwardFunction(state, body, seen);
  }
}

const TESTS = [
  /^(?:el)?if\s*\(?\s*(\w+)\s*(==|!=|not in|in)\s*/, //  name == "Old", name in ("Old", "Older")
  /^case\s+/,
];
const REVERSED_TEST = /^(?:el)?if\s*\(?\s*(?=["'rRuU])/; //  "Old" == name
const LOOK_UP = /\b(\w+)\s*(?:\[|\.get\s*\(|\.pop\s*\()\s*(\w+)\b/g;

function readForwardFunction(state: State, body: SpanDraft, seen: Set<number>): void {
  const { text } = state;
  const source = text.slice(body.start, body.end);
  const parameter = /^\s*\(\s*(\w+)/.exec(source)?.[1];
  if (parameter === undefined) return;
  let names: readonly Literal[] = [];
  /** Returns that are indented more than this, and no more than that, return what the names stand for. */
  let outside = -1;
  let inside = Number.POSITIVE_INFINITY;
  for (let line = body.start; line < body.end; line = lineEnd(text, line) + 1) {
    const at = skipBlanks(text, line);
    if (isLineEnd(text.charCodeAt(at)) || isInRanges(state.skips, at)) continue;
    const column = columnOf(text, at);
    if (column <= outside) names = [];
    const rest = text.slice(at, Math.min(lineEnd(text, at), body.end, at + 1000));
    const test = testAt(text, at, rest, parameter);
    if (test !== null) {
      names = test.names;
      outside = test.isNegative ? column - 1 : column;
      inside = test.isNegative ? column : Number.POSITIVE_INFINITY;
    }
    const returned = /(?:^|:\s*)return\s+/.exec(rest);
    if (returned === null || names.length === 0 || column > inside || (test?.isNegative ?? false)) continue;
    const target = returnedTargetAt(text, at + returned.index + returned[0].length);
    if (target !== null) for (const name of names) addForward(state, name, target, seen);
  }
  const dictionaries = new Set<string>();
  for (const found of source.matchAll(LOOK_UP)) {
    if (found[2] === parameter && found[1] !== undefined) dictionaries.add(found[1]);
  }
  for (const name of dictionaries) readDictionaries(state, name, body, seen);
}

interface NameTest {
  readonly names: readonly Literal[];
  /** `if name != "Old": raise …`: the names are meant by what follows the block. */
  readonly isNegative: boolean;
}

/** The test on the parameter in the line `rest`, which starts at `at`; null when there is none, or not on literals. */
function testAt(text: string, at: number, rest: string, parameter: string): NameTest | null {
  const other = REVERSED_TEST.exec(rest);
  if (other !== null) {
    const literal = literalAt(text, at + other[0].length);
    const after = literal === null ? '' : text.slice(literal.end, literal.end + parameter.length + 10);
    const isTest = new RegExp(`^\\s*==\\s*${parameter}\\b`).test(after);
    return literal !== null && isTest ? { names: [literal], isNegative: false } : null;
  }
  for (const test of TESTS) {
    const found = test.exec(rest);
    if (found === null || (found[1] !== undefined && found[1] !== parameter)) continue;
    const names = literalsAt(text, at + found[0].length);
    return names.length === 0 ? null : { names, isNegative: found[2] === '!=' || found[2] === 'not in' };
  }
  return null;
}

/** One literal, or those of a list, tuple or set of nothing else (`|` between them in a `case`). */
function literalsAt(text: string, at: number): Literal[] {
  const literals: Literal[] = [];
  let from = at;
  const isList = bracketStep(text.charCodeAt(from)) === 1;
  if (isList) from = skipSpace(text, from + 1);
  for (;;) {
    const literal = literalAt(text, from);
    if (literal === null) return literals;
    literals.push(literal);
    from = skipSpace(text, literal.end);
    const code = text.charCodeAt(from);
    if (code !== 124 && !(isList && code === COMMA)) return literals;
    from = skipSpace(text, from + 1);
  }
}

/** What a returned value refers to: `New`, `m.New`, `getattr(m, "New")`, `import_module("m").New`; null otherwise. */
function returnedTargetAt(text: string, at: number): string | null {
  const dotted = dottedAt(text, at);
  if (dotted === null || dotted.text === 'None') return null;
  const next = text.charCodeAt(skipBlanks(text, dotted.end));
  if (isLineEnd(next) || next === 35 || next === 59) return dotted.text;
  const call = /^(?:\w+\.)*(getattr|import_module)\s*\(\s*/.exec(text.slice(at, at + 200));
  if (call === null) return null;
  const argument = at + call[0].length;
  if (call[1] === 'import_module') {
    const module = constantAt(text, argument);
    const member = module === null ? null : /^\s*\)\s*\.\s*(\w+)/.exec(text.slice(module.after, module.after + 200));
    return module === null || member === null ? null : `${module.value}.${member[1]}`;
  }
  const owner = dottedAt(text, argument);
  const comma = owner === null ? -1 : skipSpace(text, owner.end);
  if (owner === null || text.charCodeAt(comma) !== COMMA) return null;
  const member = literalAt(text, skipSpace(text, comma + 1));
  return member === null ? null : `${owner.text}.${member.value}`;
}

/** `NAME = {"Old": New, "Older": "pkg.New", "Oldest": ("pkg", "New")}` at module level or in the function itself. */
function readDictionaries(state: State, name: string, body: SpanDraft, seen: Set<number>): void {
  const { text } = state;
  const pattern = new RegExp(`^[ \\t]*${name}[ \\t]*(?::[^={}\\n]*)?=[ \\t]*\\{`, 'gm');
  if (!spendBudget(state, text.length)) return;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (isInRanges(state.skips, pattern.lastIndex - 1)) continue;
    const column = columnOf(text, skipBlanks(text, found.index));
    if (column > 0 && (found.index < body.start || found.index > body.end)) continue;
    readDictionary(state, pattern.lastIndex - 1, seen);
  }
}

function readDictionary(state: State, open: number, seen: Set<number>): void {
  const { text } = state;
  for (let at = skipSpace(text, open + 1); text.charCodeAt(at) !== CLOSE_BRACE; ) {
    const key = literalAt(text, at);
    const colon = key === null ? -1 : skipSpace(text, key.end);
    if (key === null || text.charCodeAt(colon) !== COLON) return;
    const value = skipSpace(text, colon + 1);
    const target = entryTarget(text, value);
    if (target !== null) addForward(state, key, target, seen);
    const comma = entryEnd(text, value);
    if (comma < 0) return;
    at = skipSpace(text, comma + 1);
  }
}

/** What a dictionary's value names: a reference, a dotted string, or a pair of module and name. */
function entryTarget(text: string, at: number): string | null {
  const literals = literalsAt(text, at);
  const [first, second] = literals;
  if (first !== undefined && literals.length <= 2) {
    if (!/^\.*[\w.:]*\w$/.test(first.value)) return null;
    return second === undefined ? first.value.replace(':', '.') : `${first.value}.${second.value}`;
  }
  const dotted = dottedAt(text, at);
  const next = dotted === null ? Number.NaN : text.charCodeAt(skipSpace(text, dotted.end));
  return dotted !== null && (next === COMMA || next === CLOSE_BRACE) && dotted.text !== 'None' ? dotted.text : null;
}

const IN_ENTRY = /["'()[\]{},]/g;

/** The comma that ends the entry whose value starts at `at`; -1 at the end of the dictionary. */
function entryEnd(text: string, at: number): number {
  let depth = 0;
  for (let from = at; ; ) {
    IN_ENTRY.lastIndex = from;
    if (!IN_ENTRY.test(text)) return -1;
    const stop = IN_ENTRY.lastIndex - 1;
    const code = text.charCodeAt(stop);
    from = stop + 1;
    if (isQuote(code)) {
      from = isTriple(text, stop) ? tripleStringEnd(text, stop) : plainStringEnd(text, stop);
      if (from < 0) return -1;
    } else if (code === COMMA) {
      if (depth === 0) return stop;
    } else if (code === OPEN_BRACE) depth += 1;
    else {
      depth += bracketStep(code);
      if (depth < 0) return -1;
    }
  }
}

/** An alias whose name is what stands between the quotes of `literal`. */
function addForward(state: State, literal: Literal, target: string, seen: Set<number>): void {
  const quote = openingQuote(state.text, literal.start);
  const start = quote + (isTriple(state.text, quote) ? 3 : 1);
  const end = state.text.startsWith(literal.value, start) ? start + literal.value.length : literal.end;
  const span = { start, end };
  const statement = { start: literal.start, end: literal.end };
  if (!/^\w+$/.test(literal.value)) return;
  if (seen.has(start)) return;
  seen.add(start);
  addDefinition(state, 'alias', literal.value, span, statement, target, '__getattr__');
}
