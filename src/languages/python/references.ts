/**
 * String references: calls that name a module or something in it by a string.
 *
 * Recognised by what is called and by what the string looks like: `patch("a.b.C")` under any qualifier (`mock.patch`,
 * `mocker.patch`, a decorator, a context manager) but not `client.patch("/users")`. The string must be constant and the
 * whole argument; adjacent literals count as one.
 */

import {
  CLOSE_PAREN,
  COMMA,
  CR,
  DOT,
  EQUALS,
  HASH,
  isBlank,
  isTriple,
  isWord,
  LF,
  lineEnd,
  nameEnd,
  nameOf,
  OPEN_PAREN,
  PLUS,
  pairBefore,
  plainStringEnd,
  STAR,
  skipBlanks,
  skipSpace,
  stringStart,
  tripleStringEnd,
} from './lexical.ts';
import { addImport, type ImportDraft, type SpanDraft, type State, spendBudget, trimCode } from './state.ts';
import { bracketStep, type Constant, constantAt, isQuote, type Literal, literalAt } from './strings.ts';

/** A call that may hold a string reference. */
export interface ReferenceCall {
  /** As facts say it. */
  readonly via: string;
  /** The keyword by which the string may be given. */
  readonly keyword: string;
  /** Where the callee starts, its qualifier included. */
  readonly start: number;
  readonly open: number;
}

interface Callee {
  readonly via: string;
  readonly keyword: string;
  /** What must stand before the name and a dot; empty: anything or nothing; `*`: anything, but something. */
  readonly qualifier: '' | '*' | 'patch';
}

/** Calls whose string names a module or something in it whatever stands around them, with the keyword for it. */
const BY_NAME = [
  ['import_module', 'name'],
  ['__import__', 'name'],
  ['import_string', 'dotted_path'],
  ['import_from_string', 'import_str'],
  ['import_object', 'name'],
  ['load_object', 'path'],
  ['resolve_name', 'name'],
  ['find_spec', 'name'],
  ['run_module', 'mod_name'],
  ['locate', 'path'],
] as const;

/** What those are called, which the hook looks for. */
export const CALLEES_BY_NAME: readonly string[] = BY_NAME.map(([name]) => name);

const CALLEES: ReadonlyMap<string, Callee> = new Map<string, Callee>([
  ...BY_NAME.map(([name, keyword]): [string, Callee] => [name, { via: name, keyword, qualifier: '' }]),
  ['patch', { via: 'patch', keyword: 'target', qualifier: '' }],
  ['dict', { via: 'patch.dict', keyword: 'in_dict', qualifier: 'patch' }],
  ['multiple', { via: 'patch.multiple', keyword: 'target', qualifier: 'patch' }],
  ['setattr', { via: 'monkeypatch.setattr', keyword: 'target', qualifier: '*' }],
  ['delattr', { via: 'monkeypatch.delattr', keyword: 'target', qualifier: '*' }],
  ['importorskip', { via: 'importorskip', keyword: 'modname', qualifier: '' }],
]);

/** Calls that name a member beside its owner, with what must stand before their name. */
const MEMBER_CALLEES: ReadonlyMap<string, Callee['qualifier']> = new Map([
  ['getattr', ''],
  ['hasattr', ''],
  ['setattr', ''],
  ['delattr', ''],
  ['object', 'patch'],
  ['multiple', 'patch'],
  ['spy', '*'],
]);

/** Last two letters of those names, a quick test before slicing the text. */
const LAST_LETTERS = new Uint8Array(1 << 14);
for (const name of [...CALLEES.keys(), ...MEMBER_CALLEES.keys()]) LAST_LETTERS[pairBefore(name, name.length)] = 1;

const LONGEST_NAME = 18;
const LONGEST_LOCAL = 60;

/** Remembers what a name of those means here: `patch as p`, `im = importlib.import_module`. */
export function learnCallee(state: State, name: string, local: string): void {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (last === local || CALLEES.get(last)?.qualifier !== '') return;
  state.callees ??= new Map();
  state.callees.set(local, last);
}

/**
 * The call at the opening parenthesis `open`, when its callee is one of those; else null. One that may name a member
 * beside its owner is noted.
 */
export function referenceCallAt(state: State, open: number, inBrackets: boolean): ReferenceCall | null {
  const end = trimBetweenTokens(state, open, inBrackets);
  if (LAST_LETTERS[pairBefore(state.text, end)] !== 1 && state.callees === null) return null;
  return calledAt(state, open, end, inBrackets);
}

/** The call whose callee ends at `end`. Apart, so that the test before it stays small. */
function calledAt(state: State, open: number, end: number, inBrackets: boolean): ReferenceCall | null {
  const { text, callees } = state;
  const longest = callees === null ? LONGEST_NAME : LONGEST_LOCAL;
  let start = end - 1;
  while (end - start <= longest && isWord(text.charCodeAt(start - 1))) start -= 1;
  const written = text.slice(start, end);
  const name = callees?.get(written) ?? written;
  const callee = CALLEES.get(name);
  const member = MEMBER_CALLEES.get(name);
  if ((callee === undefined && member === undefined) || isWord(text.charCodeAt(start - 1))) return null;
  const owner = ownerEnd(state, start, inBrackets);
  if (member !== undefined && qualifies(state, member, owner)) state.memberCalls.push(open);
  if (callee === undefined || !qualifies(state, callee.qualifier, owner)) return null;
  for (let stop = owner; stop >= 0; stop = ownerEnd(state, start, inBrackets)) {
    start = stop - 1;
    while (isWord(text.charCodeAt(start - 1))) start -= 1;
  }
  return { via: callee.via, keyword: callee.keyword, start, open };
}

/** Whether what a callee needs in front of it ends at `owner` (negative where nothing does). */
function qualifies({ text, callees }: State, qualifier: Callee['qualifier'], owner: number): boolean {
  if (qualifier === '') return true;
  if (owner < 0 || qualifier === '*') return owner >= 0;
  let start = owner - 1;
  while (owner - start <= LONGEST_LOCAL && isWord(text.charCodeAt(start - 1))) start -= 1;
  const name = text.slice(start, owner);
  return name === 'patch' || callees?.get(name) === 'patch';
}

/** Back over what may stand between two tokens; usually there is nothing. */
function trimBetweenTokens(state: State, at: number, inBrackets: boolean): number {
  const code = state.text.charCodeAt(at - 1);
  return isBlank(code) || code === LF || code === CR ? trimCode(state, at, inBrackets) : at;
}

/** End of the name that stands before a dot before `start`, or -1. */
function ownerEnd(state: State, start: number, inBrackets: boolean): number {
  const { text } = state;
  const dot = trimBetweenTokens(state, start, inBrackets) - 1;
  if (text.charCodeAt(dot) !== DOT) return -1;
  const end = trimBetweenTokens(state, dot, inBrackets);
  return isWord(text.charCodeAt(end - 1)) ? end : -1;
}

/** What names a whole module, and nothing in it. */
export const MODULE_REFERENCES: ReadonlySet<string> = new Set([
  'import_module',
  '__import__',
  'find_spec',
  'run_module',
  'importorskip',
  'sys.modules',
  'pytest_plugins',
]);

/** Calls whose string may part the name from its module by a colon. */
const WITH_COLON: ReadonlySet<string> = new Set(['import_string', 'import_from_string', 'resolve_name']);

/** Calls that give the module that they name. */
export const LOADERS: ReadonlySet<string> = new Set(['import_module', '__import__', 'importorskip']);

const DOTTED = /^\w+(?:\.\w+)*$/;
const SEGMENT = /^[^\s.,:;/\\()[\]{}<>"'`~!@#$%^&*+=|?-]+$/;

/** Whether `value` can be what `via` expects: `patch` needs a dot, `import_module` may start with dots. */
function isReference(via: string, value: string): boolean {
  if (value.length > 500) return false;
  let path = value;
  const isModule = MODULE_REFERENCES.has(via);
  if (isModule) path = value.replace(/^\.+/, '');
  else if (WITH_COLON.has(via)) path = value.replace(':', '.');
  if (!path.includes('.') && !isModule) return false;
  if (DOTTED.test(path)) return !/(?:^|\.)\d/.test(path);
  return path.split('.').every((segment) => SEGMENT.test(segment) && !/^\d/.test(segment));
}

/** The reference given as the first argument of `call`, or as its keyword there. Adds the fact and returns it. */
export function readFirstArgument(state: State, call: ReferenceCall): ImportDraft | null {
  const { text } = state;
  let at = skipSpace(text, call.open + 1);
  if (text.startsWith(call.keyword, at)) {
    const equals = skipSpace(text, at + call.keyword.length);
    if (text.charCodeAt(equals) === EQUALS) at = skipSpace(text, equals + 1);
  }
  const literal = constantAt(text, at);
  return literal === null ? null : addReference(state, call, literal);
}

/**
 * The reference given as a later keyword argument, at the string whose first quote stands at `quote`, inside
 * `parentheses` nested parentheses; null when it is not a reference. It is the first parameter of each of these calls:
 * behind an argument without keyword Python takes no second one for it.
 */
export function readKeywordArgument(
  state: State,
  call: ReferenceCall,
  quote: number,
  parentheses: number,
): ImportDraft | null {
  const { text } = state;
  let at = stringStart(text, quote);
  for (let left = parentheses; left > 0; left -= 1) {
    at = trimCode(state, at, true) - 1;
    if (text.charCodeAt(at) !== OPEN_PAREN) return null;
  }
  const equals = trimCode(state, at, true) - 1;
  if (text.charCodeAt(equals) !== EQUALS) return null;
  const end = trimCode(state, equals, true);
  const start = end - call.keyword.length;
  if (!text.endsWith(call.keyword, end) || text.charCodeAt(trimCode(state, start, true) - 1) !== COMMA) return null;
  const literal = namesArguments(text, call.open) ? constantAt(text, at) : null;
  return literal === null ? null : addReference(state, call, literal);
}

/** Whether the arguments of a call begin with a keyword, or with what may stand for any number of them, none as well. */
function namesArguments(text: string, open: number): boolean {
  const first = skipSpace(text, open + 1);
  if (text.charCodeAt(first) === STAR) return true;
  const equals = skipSpace(text, nameEnd(text, first));
  return text.charCodeAt(equals) === EQUALS && text.charCodeAt(equals + 1) !== EQUALS;
}

function addReference(state: State, call: ReferenceCall, literal: Constant): ImportDraft | null {
  const { text } = state;
  const next = skipSpace(text, literal.after);
  const code = text.charCodeAt(next);
  if ((code !== COMMA && code !== CLOSE_PAREN) || !isReference(call.via, literal.value)) return null;
  const span = { start: literal.start, end: literal.end };
  const specifier = absoluteName(text, call, literal.value.normalize('NFKC'), next);
  return addImport(state, 'string', specifier, span, { start: call.start, end: literal.after }, [], call.via);
}

/** `import_module(".x", "pkg")` names `pkg.x`; a package that is not a literal is assumed to be the file's own. */
function absoluteName(text: string, call: ReferenceCall, value: string, comma: number): string {
  if (call.via !== 'import_module' || !value.startsWith('.') || text.charCodeAt(comma) !== COMMA) return value;
  let at = skipSpace(text, comma + 1);
  if (text.startsWith('package', at)) {
    const equals = skipSpace(text, at + 'package'.length);
    if (text.charCodeAt(equals) === EQUALS) at = skipSpace(text, equals + 1);
  }
  const literal = constantAt(text, at);
  if (literal === null || !DOTTED.test(literal.value)) return value;
  const dots = value.length - value.replace(/^\.+/, '').length;
  const parents = literal.value.split('.').slice(0, Math.max(0, literal.value.split('.').length - dots + 1));
  return [...parents, value.slice(dots)].join('.');
}

const IN_ARGUMENTS = /["'#()[\]{}=,]/g;

/** Keyword names that `patch.multiple("a.b", X=…, Y=…)` gives: they are names in that module. */
export function readKeywordNames(state: State, call: SpanDraft, open: number): ImportDraft['names'] {
  const { text } = state;
  const names: ImportDraft['names'] = [];
  if (!spendBudget(state, call.end - open)) return names;
  let depth = 0;
  let argument = -1;
  for (let from = open; from < call.end; ) {
    IN_ARGUMENTS.lastIndex = from;
    if (!IN_ARGUMENTS.test(text)) break;
    const at = IN_ARGUMENTS.lastIndex - 1;
    const code = text.charCodeAt(at);
    from = at + 1;
    if (isQuote(code)) {
      const end = isTriple(text, at) ? tripleStringEnd(text, at) : plainStringEnd(text, at);
      if (end < 0) break;
      from = end;
    } else if (code === HASH) from = lineEnd(text, at);
    else if (code === COMMA && depth === 1) argument = skipSpace(text, from);
    else if (code === EQUALS) {
      if (depth !== 1 || argument < 0) continue;
      const end = nameEnd(text, argument);
      if (end > argument && skipBlanks(text, end) === at && text.charCodeAt(from) !== EQUALS) {
        const name = nameOf(text, argument, end);
        names.push({ start: argument, end, name, local: null, typeOnly: false });
      }
      argument = -1;
    } else depth += bracketStep(code);
  }
  const options = new Set(['spec', 'create', 'spec_set', 'autospec', 'new_callable', 'unsafe']);
  return names.filter(({ name }) => !options.has(name));
}

/** `pytest_plugins = "a.b"`, or a list or tuple of such, added to perhaps; the name ends at `at`. */
export function readPlugins(state: State, start: number, at: number): void {
  const { text } = state;
  const assignment = /^[ \t]*(?::[^=\r\n]*)?\+?=(?!=)/.exec(text.slice(at, at + 200));
  if (assignment === null) return;
  let depth = 0;
  for (let from = at + assignment[0].length; depth >= 0; ) {
    from = depth > 0 ? skipSpace(text, from) : skipBlanks(text, from);
    const literal = literalAt(text, from);
    if (literal !== null) {
      addPlugin(state, start, literal);
      from = literal.end;
      continue;
    }
    const code = text.charCodeAt(from);
    const step = bracketStep(code);
    const end = nameEnd(text, from);
    if (step === 0 && end === from && code !== COMMA && code !== PLUS && code !== STAR && code !== DOT) return;
    depth += step;
    from = Math.max(end, from + 1);
  }
}

function addPlugin(state: State, start: number, literal: Literal): void {
  const module = literal.value.normalize('NFKC');
  if (!isReference('import_module', module) || module.startsWith('.')) return;
  const span = { start: literal.start, end: literal.end };
  addImport(state, 'string', module, span, { start, end: span.end }, [], 'pytest_plugins');
}
