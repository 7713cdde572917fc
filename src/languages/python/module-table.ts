/**
 * Names of modules as keys of `sys.modules`, read after the scan wherever the word stands in code: `sys.modules["m"]`,
 * `.pop("m")`, `monkeypatch.setitem(sys.modules, "m", …)`, `patch.dict(sys.modules, {"m": …})`, also as `"sys.modules"`,
 * under another local name of `sys` or of `modules`.
 */

import { nextOccurrence, prepareSearch } from '../occurrences.ts';
import { scopeAt } from './bindings.ts';
import { elementEnd, skipBrackets } from './extents.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DOT,
  isWord,
  isWordAt,
  nameEnd,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  skipBlanks,
  skipSpace,
} from './lexical.ts';
import { readKeywordNames } from './references.ts';
import {
  addImport,
  type ImportDraft,
  isInRanges,
  type NameDraft,
  type SpanDraft,
  type State,
  trimCode,
} from './state.ts';
import { constantAt } from './strings.ts';

const METHODS = new Set(['get', 'pop', 'setdefault', '__getitem__', '__setitem__', '__delitem__']);

/** Adds a reference for every key that is seen. */
export function readModuleTable(state: State): void {
  const { imports } = state;
  const owners = new Set<string>();
  // The list grows as keys are found.
  for (let index = 0, { length } = imports; index < length; index += 1) {
    const fact = imports[index];
    // What follows `patch.dict("sys.modules"` has the same keys.
    if (fact?.via === 'patch.dict' && fact.specifier === 'sys.modules') readKeys(state, fact.end, 'patch.dict');
    if (fact?.specifier !== 'sys') continue;
    for (const { name, local } of fact.names) {
      if (name === '*' && local !== null) owners.add(local);
      if (name === 'modules' && local !== null) readTable(state, local, null);
    }
  }
  if (namesSys(state.text)) owners.add('sys');
  if (owners.size > 0) readTable(state, 'modules', owners);
}

const SYS = prepareSearch('sys');

/** The word stands somewhere: a file may be a part of one that imports it. */
function namesSys(text: string): boolean {
  let at = nextOccurrence(text, SYS, 0);
  while (at >= 0 && (!isWordAt(text, at, 'sys') || isWord(text.charCodeAt(at - 1))))
    at = nextOccurrence(text, SYS, at + 3);
  return at >= 0;
}

/** Every place of a name; with `owners` it must be an attribute of one of those. */
function readTable(state: State, name: string, owners: ReadonlySet<string> | null): void {
  const { text } = state;
  const wanted = prepareSearch(name);
  for (let at = nextOccurrence(text, wanted, 0); at >= 0; at = nextOccurrence(text, wanted, at + name.length)) {
    const end = at + name.length;
    if (isWord(text.charCodeAt(end)) || isWord(text.charCodeAt(at - 1)) || isInRanges(state.skips, at)) continue;
    const dot = trimCode(state, at, true) - 1;
    const isMember = text.charCodeAt(dot) === DOT;
    if (isMember !== (owners !== null)) continue;
    let start = at;
    if (isMember) {
      const ownerEnd = trimCode(state, dot, true);
      start = ownerEnd;
      while (isWord(text.charCodeAt(start - 1))) start -= 1;
      if (owners?.has(text.slice(start, ownerEnd)) !== true) continue;
    }
    readUse(state, { start, end });
  }
}

/** What is done with the table that stands at a place. */
function readUse(state: State, place: SpanDraft): void {
  const { text } = state;
  const next = skipBlanks(text, place.end);
  const code = text.charCodeAt(next);
  if (code === OPEN_BRACKET) {
    const fact = readKey(state, place.start, next + 1, CLOSE_BRACKET);
    if (fact === null) return;
    const name: NameDraft = { start: fact.start, end: fact.end, name: '*', local: null, typeOnly: fact.typeOnly };
    state.loaded.push({ ...fact.statement, fact, name, path: [] });
  } else if (code === DOT) {
    const method = skipSpace(text, next + 1);
    const end = nameEnd(text, method);
    const open = skipBlanks(text, end);
    const name = text.slice(method, end);
    if (text.charCodeAt(open) !== OPEN_PAREN) return;
    if (METHODS.has(name)) readKey(state, place.start, open + 1, CLOSE_PAREN);
    else if (name === 'update') readMapping(state, skipSpace(text, open + 1));
  } else {
    const callee = calleeBefore(state, place.start);
    if (callee !== '') readKeys(state, place.end, callee);
  }
}

/** The name of the call whose first argument starts at `at`, perhaps behind its keyword. */
function calleeBefore(state: State, at: number): string {
  const { text } = state;
  const before = trimCode(state, at, true);
  const keyword = /\b(?:dic|in_dict)\s*=$/.exec(text.slice(Math.max(0, before - 40), before));
  const open = (keyword === null ? before : trimCode(state, before - keyword[0].length, true)) - 1;
  if (text.charCodeAt(open) !== OPEN_PAREN) return '';
  const end = trimCode(state, open, true);
  let start = end;
  while (isWord(text.charCodeAt(start - 1)) && end - start < 20) start -= 1;
  const name = text.slice(start, end);
  return name === 'dict' ? 'patch.dict' : name === 'setitem' || name === 'delitem' ? name : '';
}

/** The arguments behind the table, which ends at `at`. */
function readKeys(state: State, at: number, callee: string): void {
  const { text } = state;
  const comma = skipSpace(text, at);
  if (text.charCodeAt(comma) !== COMMA) return;
  let argument = skipSpace(text, comma + 1);
  const keyword = /^(?:values|name)\s*=(?!=)/.exec(text.slice(argument, argument + 40));
  if (keyword !== null) argument = skipSpace(text, argument + keyword[0].length);
  if (callee !== 'patch.dict') readKey(state, argument, argument, null);
  else if (text.charCodeAt(argument) === OPEN_BRACE || /^dict\s*\(/.test(text.slice(argument, argument + 20)))
    readMapping(state, argument);
  else {
    // `patch.dict(sys.modules, m=…)`
    const end = elementEnd(state, argument);
    const open = text.slice(Math.max(0, comma - 200), comma).lastIndexOf('(');
    if (open >= 0 && end > argument) readNames(state, Math.max(0, comma - 200) + open, comma);
  }
}

const OPTIONS = new Set(['clear', 'values', 'in_dict']);

/** Keywords of a call that are keys. */
function readNames(state: State, open: number, behind: number): void {
  const close = skipBrackets(state, open);
  for (const { start, end, name } of readKeywordNames(state, { start: open, end: close }, open)) {
    if (start > behind && !OPTIONS.has(name)) add(state, { start, end }, { start, end }, name);
  }
}

/** `{"m": …}` or `dict(m=…)` at `at`. */
function readMapping(state: State, at: number): void {
  const { text } = state;
  if (text.charCodeAt(at) !== OPEN_BRACE) {
    const open = skipBlanks(text, nameEnd(text, at));
    if (text.slice(at, nameEnd(text, at)) === 'dict') readNames(state, open, open);
    return;
  }
  for (let key = skipSpace(text, at + 1); text.charCodeAt(key) !== CLOSE_BRACE; ) {
    const literal = constantAt(text, key);
    if (literal !== null && text.charCodeAt(skipSpace(text, literal.after)) === COLON)
      add(state, literal, literal, literal.value);
    const comma = elementEnd(state, key);
    if (text.charCodeAt(comma) !== COMMA) return;
    key = skipSpace(text, comma + 1);
  }
}

/** The key at `at`, a literal that `close` or a comma must follow. */
function readKey(state: State, start: number, at: number, close: number | null): ImportDraft | null {
  const { text } = state;
  const literal = constantAt(text, skipSpace(text, at));
  if (literal === null) return null;
  const end = skipSpace(text, literal.after);
  const code = text.charCodeAt(end);
  if (code !== COMMA && code !== (close ?? CLOSE_PAREN)) return null;
  return add(state, literal, { start, end: code === close ? end + 1 : literal.after }, literal.value);
}

const MODULE = /^\w+(?:\.\w+)*$/;

function add(state: State, span: SpanDraft, statement: SpanDraft, value: string): ImportDraft | null {
  const module = value.normalize('NFKC');
  if (!MODULE.test(module) || /(?:^|\.)\d/.test(module) || module === '__main__') return null;
  const whole = { start: Math.min(span.start, statement.start), end: Math.max(span.end, statement.end) };
  const fact = addImport(state, 'string', module, { start: span.start, end: span.end }, whole, [], 'sys.modules');
  if (scopeAt(state.scopes, span.start) !== 0) fact.nested = true;
  return fact;
}
