/**
 * What a module gives through `def __getattr__(name)`: `if name == "Old": return New`, `name in ("Old", …)`, `case "Old":`,
 * and look-ups in tables (`lazy-tables.ts`).
 *
 * Read line by line inside that one function, without building expressions: a test on a string sets the names in
 * question, the next `return` says what they stand for. What is a name of the file is an alias; what names its module by
 * a string (`import_module("m").New`) is an import, made late.
 */

import { addForward, addLateImport, newTables, readAttached, readTables, type Tables } from './lazy-tables.ts';
import {
  COMMA,
  columnOf,
  dottedAt,
  HASH,
  isLineEnd,
  lineEnd,
  nameEnd,
  OPEN_PAREN,
  SEMICOLON,
  skipBlanks,
  skipSpace,
} from './lexical.ts';
import { isInRanges, type SpanDraft, type State, spendBudget } from './state.ts';
import { bracketStep, constantAt, type Literal, literalAt, literalsAt } from './strings.ts';

/** Adds what every module-level `__getattr__` gives that the scan met. */
export function readForwards(state: State): void {
  if (state.forwards.length === 0 && state.attached.length === 0) return;
  const tables = newTables();
  for (const body of state.forwards) {
    if (spendBudget(state, body.end - body.start)) readForwardFunction(state, body, tables);
  }
  for (const at of state.attached) readAttached(state, at, tables);
}

const TESTS = [
  /^(?:el)?if\s*\(?\s*(\w+)\s*(==|!=|not in|in)\s*/, //  name == "Old", name in ("Old", "Older")
  /^case\s+/,
];
const REVERSED_TEST = /^(?:el)?if\s*\(?\s*(?=["'rRuU])/; //  "Old" == name
const ASSIGNED = /^(\w+)\s*=(?!=)\s*/;

/** What a value refers to: a name of the file, or something of a module that a string names. */
type Target =
  | { readonly kind: 'code'; readonly text: string }
  /** `name` null: the module itself. `ASKED`: whatever is asked for. */
  | { readonly kind: 'module'; readonly module: Literal; readonly name: string | null };

const ASKED = '';

function readForwardFunction(state: State, body: SpanDraft, tables: Tables): void {
  const { text } = state;
  const source = text.slice(body.start, body.end);
  const parameter = /^\s*\(\s*(\w+)/.exec(source)?.[1];
  if (parameter === undefined) return;
  const locals = new Map<string, Target>();
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
    const assigned = ASSIGNED.exec(rest);
    if (assigned?.[1] !== undefined) {
      const target = targetAt(text, at + assigned[0].length, parameter, locals, 0);
      if (target === null) locals.delete(assigned[1]);
      else locals.set(assigned[1], target);
    }
    const returned = /(?:^|:\s*)return\s+/.exec(rest);
    if (returned === null || names.length === 0 || column > inside || (test?.isNegative ?? false)) continue;
    const target = targetAt(text, at + returned.index + returned[0].length, parameter, locals, 0);
    if (target !== null) for (const name of names) addTarget(state, name, target, tables);
  }
  readTables(state, source, body, parameter, tables);
}

function addTarget(state: State, given: Literal, target: Target, tables: Tables): void {
  if (target.kind === 'code') addForward(state, given, target.text.replace(/\.$/, `.${given.value}`), tables);
  else if (target.name !== null)
    addLateImport(state, given, target.module, target.module.value, target.name || given.value, tables);
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

/** Calls in calls are followed this deep. */
const DEEPEST = 3;

/**
 * What a value refers to: `New`, `m.New`, `getattr(m, "New")`, `getattr(m, name)`, `import_module("m").New`, a variable
 * that holds one of these; null otherwise.
 */
function targetAt(
  text: string,
  at: number,
  parameter: string,
  locals: ReadonlyMap<string, Target>,
  depth: number,
): Target | null {
  const dotted = dottedAt(text, at);
  if (dotted === null || dotted.text === 'None' || depth > DEEPEST) return null;
  const next = skipBlanks(text, dotted.end);
  const code = text.charCodeAt(next);
  if (code !== OPEN_PAREN) {
    if (!isLineEnd(code) && code !== HASH && code !== SEMICOLON && code !== COMMA) return null;
    const dot = dotted.text.indexOf('.');
    const local = locals.get(dot < 0 ? dotted.text : dotted.text.slice(0, dot));
    if (local === undefined) return { kind: 'code', text: dotted.text };
    return dot < 0 ? local : memberOf(local, dotted.text.slice(dot + 1));
  }
  const callee = dotted.text.slice(dotted.text.lastIndexOf('.') + 1);
  const argument = skipSpace(text, next + 1);
  if (callee === 'import_module' || callee === '__import__') {
    const module = constantAt(text, argument);
    if (module === null) return null;
    const call = /^(?:\s*,[^()\n]*)?\s*\)(?:\s*\.\s*(\w+))?/.exec(text.slice(module.after, module.after + 200));
    return call === null ? null : { kind: 'module', module, name: call[1] ?? null };
  }
  if (callee !== 'getattr') return null;
  const owner = targetAt(text, argument, parameter, locals, depth + 1);
  const comma = owner === null ? -1 : commaAfter(text, argument);
  if (owner === null || comma < 0) return null;
  const asked = skipSpace(text, comma + 1);
  const member = literalAt(text, asked);
  if (member !== null) return memberOf(owner, member.value);
  return text.slice(asked, nameEnd(text, asked)) === parameter ? memberOf(owner, ASKED) : null;
}

function memberOf(owner: Target, name: string): Target | null {
  if (owner.kind === 'code') return { kind: 'code', text: `${owner.text}.${name}` };
  return owner.name === null ? { ...owner, name } : null;
}

/** The comma after a first argument that holds no commas but in brackets; -1 when there is none near. */
function commaAfter(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < at + 500 && index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === COMMA && depth === 0) return index;
    depth += bracketStep(code);
    if (depth < 0) return -1;
  }
  return -1;
}
