/**
 * Tables of what a module exports lazily, in the shapes that are in use:
 *
 *   {"New": "pkg.new"}, {"New": ("pkg.new", "New")}, {"New": "pkg.new:New"}, {"New": "pkg.new.New"}, {"Old": New}
 *   {"pkg.new": ["New", "Other"]}, also by `table["pkg.new"] = ["New"]`, `.append`, `.extend`
 *
 * A table counts where `__getattr__` looks into it, also through one that is made of it (`{a: m for m, names in
 * table.items() …}`), or where it is handed to what makes a `__getattr__`: `attach(__name__, submod_attrs={…})`,
 * `sys.modules[__name__] = LazyModule(__name__, …, table)`. How `__getattr__` goes about it decides whether a string is a
 * module or a name in one, and whether a module is meant from this package.
 */

import { scopeAt } from './bindings.ts';
import { elementEnd, skipBrackets } from './extents.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  dottedAt,
  EQUALS,
  isTriple,
  nameEnd,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  skipBlanks,
  skipSpace,
} from './lexical.ts';
import { addDefinition, addImport, isInRanges, type SpanDraft, type State, spendBudget } from './state.ts';
import { bracketStep, type Literal, literalAt, literalsAt, openingQuote } from './strings.ts';

/** What has been read, so that nothing is read twice. */
export interface Tables {
  /** Names of tables, with the way in which they were read. */
  readonly read: Set<string>;
  /** Where the names stand that have been added. */
  readonly given: Set<string>;
}

/** Nothing read yet. */
export function newTables(): Tables {
  return { read: new Set(), given: new Set() };
}

/** How the strings of a table are meant. */
interface Reading {
  /** Modules are those of this package. */
  readonly relative: boolean;
  /** Strings end in the name itself; null: their spelling decides. */
  readonly dotted: boolean | null;
  /** Strings name modules at all, and not only names of this file. */
  readonly modules: boolean;
  /** The keys are modules, each with its names; null: the entries decide. */
  readonly byModule: boolean | null;
}

const LOOK_UP = /\b(\w+)\s*(?:\[|\.get\s*\(|\.pop\s*\()\s*(\w+)\b|\bin\s+(\w+)\s*\.\s*items\s*\(/g;
const SPLITS = /\.r?(?:split|partition)\s*\(|\b(?:import_string|resolve_name|locate)\s*\(/;
const LOADS = /\b(?:import_module|__import__|import_string|resolve_name)\b/;
const FROM_HERE = /f["']\.\{|["']\.["']\s*\+|f["']\{__(?:name|package)__\}\.\{\w+\}["']|__(?:name|package)__\s*\+/;

/** The tables that the `__getattr__` with this body looks into. */
export function readTables(state: State, source: string, body: SpanDraft, parameter: string, tables: Tables): void {
  const names = new Set<string>();
  for (const [, table, key, pairs] of source.matchAll(LOOK_UP)) {
    if (table !== undefined && key === parameter) names.add(table);
    if (pairs !== undefined) names.add(pairs);
  }
  if (names.size === 0) return;
  const reading: Reading = {
    relative: FROM_HERE.test(source),
    dotted: SPLITS.test(source) ? true : /\bimport_module\b/.test(source) ? false : null,
    modules: LOADS.test(source),
    byModule: null,
  };
  for (const name of names) readNamed(state, name, body, reading, tables);
}

const ATTACHED: Reading = { relative: true, dotted: false, modules: true, byModule: true };

/** The tables in the call at `at`, if its first argument is `__name__`: it makes this module's `__getattr__`. */
export function readAttached(state: State, at: number, tables: Tables): void {
  const { text } = state;
  const callee = dottedAt(text, at);
  const open = callee === null ? -1 : skipBlanks(text, callee.end);
  if (callee === null || text.charCodeAt(open) !== OPEN_PAREN) return;
  const first = skipSpace(text, open + 1);
  if (text.slice(first, nameEnd(text, first)) !== '__name__') return;
  const close = skipBrackets(state, open);
  let comma = elementEnd(state, first);
  for (; text.charCodeAt(comma) === COMMA && comma < close; comma = elementEnd(state, comma + 1)) {
    let argument = skipSpace(text, comma + 1);
    const equals = skipSpace(text, nameEnd(text, argument));
    if (text.charCodeAt(equals) === EQUALS) argument = skipSpace(text, equals + 1);
    const name = text.slice(argument, nameEnd(text, argument));
    if (text.charCodeAt(argument) === OPEN_BRACE) readTable(state, argument, NOWHERE, ATTACHED, tables);
    else if (name !== '') readNamed(state, name, NOWHERE, ATTACHED, tables);
  }
}

const NOWHERE: SpanDraft = { start: -1, end: -1 };

/** `NAME = {…}` at module level or in the function itself, and what is added to it by `NAME["m"] = …`. */
function readNamed(state: State, name: string, body: SpanDraft, reading: Reading, tables: Tables): void {
  const { text } = state;
  const visit = `${name} ${reading.relative} ${reading.dotted} ${reading.modules} ${reading.byModule}`;
  if (tables.read.has(visit) || !spendBudget(state, text.length)) return;
  tables.read.add(visit);
  const pattern = new RegExp(`^\\ufeff?[ \\t]*${name}[ \\t]*(?:(?::[^={}\\n]*)?=[ \\t]*(?:\\w+\\()?(?=\\{)|\\[)`, 'gm');
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const at = pattern.lastIndex;
    if (isInRanges(state.skips, at - 1)) continue;
    if (text.charCodeAt(at - 1) === OPEN_BRACKET) {
      readAddition(state, at, reading, tables);
      continue;
    }
    const isOfBody = found.index >= body.start && found.index <= body.end;
    if (!isOfBody && scopeAt(state.scopes, found.index) !== 0) continue;
    readTable(state, at, body, reading, tables);
  }
}

/** `"m"] = ["New"]`, `"m"].append("New")`, `"m"].extend(["New"])`, whose key stands at `at`. */
function readAddition(state: State, at: number, reading: Reading, tables: Tables): void {
  const { text } = state;
  const key = literalAt(text, skipSpace(text, at));
  const close = key === null ? -1 : skipSpace(text, key.end);
  if (key === null || text.charCodeAt(close) !== CLOSE_BRACKET) return;
  const how = /^\s*(?:\+?=(?!=)|\.\s*(?:append|extend)\s*\()\s*/.exec(text.slice(close + 1, close + 100));
  if (how === null) return;
  const isMethod = text.charCodeAt(skipBlanks(text, close + 1)) === DOT;
  const added = isMethod ? { ...reading, byModule: true } : reading;
  readEntry(state, key, close + 1 + how[0].length, added, tables);
}

function readTable(state: State, open: number, body: SpanDraft, reading: Reading, tables: Tables): void {
  const { text } = state;
  let at = skipSpace(text, open + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACE) {
    const key = literalAt(text, at);
    const colon = key === null ? -1 : skipSpace(text, key.end);
    if (key !== null && text.charCodeAt(colon) === COLON)
      readEntry(state, key, skipSpace(text, colon + 1), reading, tables);
    else if (key !== null || !readSource(state, at, body, reading, tables)) return;
    const comma = elementEnd(state, at);
    if (text.charCodeAt(comma) !== COMMA) return;
    at = skipSpace(text, comma + 1);
  }
}

/** `**other`, or a comprehension over another table, which is read instead; false for anything else. */
function readSource(state: State, at: number, body: SpanDraft, reading: Reading, tables: Tables): boolean {
  const { text } = state;
  if (text.startsWith('**', at)) {
    const name = text.slice(at + 2, nameEnd(text, at + 2));
    if (name !== '') readNamed(state, name, body, reading, tables);
    return true;
  }
  const made = /^[^{}]*?\bin\s+(\w+)\s*\.\s*items\s*\(/.exec(text.slice(at, at + 400));
  if (made?.[1] !== undefined) readNamed(state, made[1], body, reading, tables);
  return false;
}

/** One entry, whose value starts at `at`. */
function readEntry(state: State, key: Literal, at: number, reading: Reading, tables: Tables): void {
  const { text } = state;
  const code = text.charCodeAt(at);
  const isList = bracketStep(code) === 1;
  const literals = literalsAt(text, at);
  const [first, second] = literals;
  if (first === undefined) {
    const dotted = isList ? null : dottedAt(text, at);
    const next = dotted === null ? Number.NaN : text.charCodeAt(skipSpace(text, dotted.end));
    const isWhole = next === COMMA || next === CLOSE_BRACE;
    if (dotted !== null && isWhole && dotted.text !== 'None' && reading.byModule !== true)
      addForward(state, key, dotted.text, tables);
    return;
  }
  if (reading.byModule ?? (isList && isListOfNames(key, literals, code))) {
    for (const name of literals) late(state, name, key, key.value, name.value, reading, tables);
  } else if (isList) {
    late(state, key, first, first.value, second?.value ?? key.value, reading, tables);
  } else readString(state, key, first, reading, tables);
}

/** Whether the strings in a bracket are the names of the module that is the key, and not a module and a name in it. */
function isListOfNames(key: Literal, literals: readonly Literal[], open: number): boolean {
  const [first, second] = literals;
  const isPair = literals.length <= 2 && (first?.value.includes('.') === true || second?.value === key.value);
  if (isPair && !key.value.includes('.')) return false;
  return open !== OPEN_PAREN || literals.length > 2 || !/^[A-Z]/.test(key.value);
}

/** `"pkg.new"`, `"pkg.new:New"`, `"pkg.new.New"`, or a name of this file. */
function readString(state: State, key: Literal, literal: Literal, reading: Reading, tables: Tables): void {
  const { value } = literal;
  if (!/^\.*[\w.:]*\w$/.test(value)) return;
  const colon = value.indexOf(':');
  if (colon > 0) {
    late(state, key, literal, value.slice(0, colon), value.slice(colon + 1), reading, tables);
    return;
  }
  const dot = value.lastIndexOf('.');
  if (dot < 0 && !reading.modules) {
    addForward(state, key, value, tables);
    return;
  }
  const last = value.slice(dot + 1);
  // A module's name is rarely that of a class.
  const isDotted = reading.dotted === true || (/^[A-Z]/.test(last) && (reading.dotted === null || last !== key.value));
  if (isDotted && dot > 0) late(state, key, literal, value.slice(0, dot), last, reading, tables);
  else late(state, key, literal, value, key.value, reading, tables);
}

function late(
  state: State,
  given: Literal,
  literal: Literal,
  module: string,
  name: string,
  { relative }: Reading,
  tables: Tables,
): void {
  const specifier = relative && !module.startsWith('.') ? `.${module}` : module;
  addLateImport(state, given, literal, specifier, name, tables);
}

/** What stands between the quotes of a literal. */
function innerSpan(text: string, literal: Literal): SpanDraft {
  const quote = openingQuote(text, literal.start);
  const start = quote + (isTriple(text, quote) ? 3 : 1);
  return { start, end: text.startsWith(literal.value, start) ? start + literal.value.length : literal.end };
}

function isNew({ given }: Tables, at: number, target: string): boolean {
  const known = given.size;
  return given.add(`${at} ${target}`).size > known;
}

/** An alias by the name that a literal gives, for something of this file. */
export function addForward(state: State, given: Literal, target: string, tables: Tables): void {
  const span = innerSpan(state.text, given);
  if (!/^\w+$/.test(given.value) || !isNew(tables, span.start, '')) return;
  const statement = { start: given.start, end: given.end };
  addDefinition(state, 'alias', given.value, span, statement, target, '__getattr__');
}

/** An import, made when the name is asked for that a literal gives; `module` is the literal that names the module. */
export function addLateImport(
  state: State,
  given: Literal,
  module: Literal,
  specifier: string,
  name: string,
  tables: Tables,
): void {
  const { text } = state;
  const span = innerSpan(text, given);
  if (![given.value, name].every((one) => /^\w+$/.test(one)) || !/^\.*(?:\w+\.)*\w*$/.test(specifier)) return;
  if (specifier === '' || !isNew(tables, span.start, specifier)) return;
  const statement = {
    start: Math.min(given.start, module.start),
    end: Math.max(given.end, module.end),
  };
  const place = { start: module.start, end: module.end };
  const names = [{ ...span, name, local: given.value, typeOnly: state.stub }];
  addImport(state, 'string', specifier, place, statement, names, '__getattr__');
}
