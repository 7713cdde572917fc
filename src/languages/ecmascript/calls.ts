/**
 * Modules that are named in a call: `import()`, `require()`, `import('m').T` in types, `jest.mock()` and its like,
 * `require.resolve()`, `import.meta.resolve()`.
 */

import type { ImportedName } from '../../types.ts';
import {
  BANG,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COMMA,
  DOT,
  EQUALS,
  isWord,
  LESS,
  OPEN_BRACKET,
  OPEN_PAREN,
  QUESTION,
} from './characters.ts';
import { constantAt } from './constants.ts';
import { closesCondition } from './context.ts';
import { endsExpression, expressionEnd, typeArgumentsEnd, typeEnd } from './extents.ts';
import { boundAt, readPattern } from './patterns.ts';
import { addImport, closeParenOf, type Named, type Reading } from './reading.ts';
import { before, type Literal, literalAt, skip, wordBefore, wordStart } from './skeleton.ts';
import { isTypePosition } from './type-position.ts';
import { bindingOf } from './variables.ts';

/** A call whose first argument is a literal. `end` is the offset behind its `)`. */
interface Call {
  readonly literal: Literal;
  readonly end: number;
}

/** The call whose arguments begin at or behind `at`, type arguments and `?.` before them included. */
function callAt(r: Reading, at: number): Call | undefined {
  const open = argumentsAt(r, at);
  return open < 0 ? undefined : literalCall(r, open, skip(r.text, open + 1));
}

/** Offset of the `(` of a call behind a callee that ends before `at`, or -1. */
function argumentsAt(r: Reading, at: number): number {
  const { text } = r;
  let i = skip(text, at);
  if (text.charCodeAt(i) === QUESTION && text.charCodeAt(i + 1) === DOT) i = skip(text, i + 2);
  if (text.charCodeAt(i) === LESS) {
    const end = typeArgumentsEnd(r, i);
    if (end < 0) return -1;
    i = skip(text, end);
  }
  return text.charCodeAt(i) === OPEN_PAREN ? i : -1;
}

function literalCall(r: Reading, open: number, at: number): Call | undefined {
  const { text } = r;
  const constant = constantAt(r, at);
  if (constant === undefined) return undefined;
  const { literal, end } = constant;
  const next = skip(text, end);
  const then = text.charCodeAt(next);
  if (then === CLOSE_PAREN) return { literal, end: next + 1 };
  if (then !== COMMA) return undefined;
  const close = closeParenOf(r, open);
  return { literal, end: close < 0 ? end : close + 1 };
}

/** What an expression that ends at `at` is asked for: `.name`, `?.name`, `["name"]`, `?.["name"]`. */
function memberAt(text: string, at: number): Named | undefined {
  let i = skip(text, at);
  const isOptional = text.charCodeAt(i) === QUESTION && text.charCodeAt(i + 1) === DOT;
  if (isOptional || text.charCodeAt(i) === DOT) {
    i = skip(text, i + (isOptional ? 2 : 1));
    if (!isOptional || text.charCodeAt(i) !== OPEN_BRACKET) return boundAt(text, i);
  }
  if (text.charCodeAt(i) !== OPEN_BRACKET) return undefined;
  const literal = literalAt(text, skip(text, i + 1));
  const close = literal === undefined ? -1 : skip(text, literal.end);
  if (literal === undefined || text.charCodeAt(close) !== CLOSE_BRACKET) return undefined;
  return { name: literal.value, start: literal.start, end: close + 1 };
}

/** The word at `at` is a property: `a.require`, `a?.require`, blanks and comments allowed. */
function isProperty(r: Reading, at: number): boolean {
  const last = before(r.s, at);
  return last >= 0 && r.text.charCodeAt(last) === DOT && r.text.charCodeAt(last - 1) !== DOT;
}

/** Reads `import(…)`, `import.meta.resolve(…)`, `import.defer(…)`, `import.source(…)`; `next` is behind `import`. */
export function readImportCall(r: Reading, at: number, next: number, brace: number): void {
  const { text } = r;
  if (isProperty(r, at)) return;
  let i = next;
  if (text.charCodeAt(i) === DOT) {
    const phase = boundAt(text, skip(text, i + 1));
    if (phase === undefined) return;
    if (phase.name === 'meta') {
      readMetaResolve(r, at, phase.end, brace);
      return;
    }
    i = phase.end;
  }
  const call = callAt(r, i);
  if (call === undefined) return;
  const statement = { start: at, end: call.end };
  if (isTypePosition(r, at, call.end)) {
    addImport(r, 'import-type', call.literal, statement, brace, { names: [qualifier(r, call)], typeOnly: true });
    return;
  }
  const mock = mockAround(r, at);
  if (mock !== undefined) addImport(r, 'string', call.literal, statement, brace, { via: mock });
  else addImport(r, 'dynamic-import', call.literal, statement, brace, { names: boundByCall(r, at, call.end) });
}

/** `T` in `import('m').T`, `*` without one. */
function qualifier(r: Reading, call: Call): ImportedName {
  const { text } = r;
  const dot = skip(text, call.end);
  const name = text.charCodeAt(dot) === DOT ? boundAt(text, skip(text, dot + 1)) : undefined;
  return {
    name: name?.name ?? '*',
    local: null,
    start: name?.start ?? call.literal.start,
    end: name?.end ?? call.literal.end,
    typeOnly: true,
  };
}

function readMetaResolve(r: Reading, at: number, end: number, brace: number): void {
  const method = memberAt(r.text, end);
  const call = method?.name === 'resolve' ? callAt(r, method.end) : undefined;
  if (call === undefined) return;
  addImport(r, 'string', call.literal, { start: at, end: call.end }, brace, { via: 'import.meta.resolve' });
}

/** Reads `require(…)`, `require.resolve(…)` and `require.call(…)`, under whatever the function is wrapped in. */
export function readRequire(r: Reading, at: number, end: number, brace: number): void {
  const { text } = r;
  const owner = isProperty(r, at) ? moduleBefore(r, at) : at;
  if (owner < 0) return;
  const callee = calleeAround(r, owner, end);
  const method = memberAt(text, callee.end);
  if (method?.name === 'resolve') {
    const call = callAt(r, method.end);
    if (call === undefined) return;
    addImport(r, 'string', call.literal, { start: callee.start, end: call.end }, brace, { via: 'require.resolve' });
    return;
  }
  if (method !== undefined && method.name !== 'call') return;
  const call = method === undefined ? callAt(r, callee.end) : secondArgument(r, method.end);
  if (call === undefined) return;
  const names = boundByCall(r, callee.start, call.end);
  addImport(r, 'require', call.literal, { start: callee.start, end: call.end }, brace, { names });
}

/** Where `module` begins in `module.require`, whose `require` stands at `at`; -1 behind anything else. */
function moduleBefore(r: Reading, at: number): number {
  const { s, text } = r;
  const dot = before(s, at);
  const last = before(s, text.charCodeAt(dot - 1) === QUESTION ? dot - 1 : dot);
  const start = wordStart(text, last);
  return text.slice(start, last + 1) === 'module' && !isProperty(r, start) ? start : -1;
}

/** `(require)`, `(0, require)`, `(require as any)` and the like around the name of a function. */
function calleeAround(r: Reading, start: number, end: number): { readonly start: number; readonly end: number } {
  const { s, text } = r;
  const inner = unwrap(r, start, end);
  const comma = before(s, inner.start);
  const zero = text.charCodeAt(comma) === COMMA ? before(s, comma) : -1;
  const open = text[zero] === '0' ? before(s, zero) : -1;
  const close = skip(text, inner.end);
  if (open < 0 || text.charCodeAt(open) !== OPEN_PAREN || text.charCodeAt(close) !== CLOSE_PAREN || !groups(r, open))
    return inner;
  return unwrap(r, open, close + 1);
}

/** The call behind `.call`, whose first argument is what `this` shall be. */
function secondArgument(r: Reading, at: number): Call | undefined {
  const open = argumentsAt(r, at);
  const comma = open < 0 ? -1 : expressionEnd(r, skip(r.text, open + 1));
  return comma >= 0 && r.text.charCodeAt(comma) === COMMA ? literalCall(r, open, skip(r.text, comma + 1)) : undefined;
}

const MOCKERS: ReadonlySet<string> = new Set(['jest', 'vi', 'vitest']);
const MOCKING: ReadonlySet<string> = new Set([
  ...['mock', 'doMock', 'unmock', 'doUnmock', 'dontMock', 'deepUnmock', 'setMock', 'requireActual', 'requireMock'],
  ...['importActual', 'importMock', 'createMockFromModule', 'genMockFromModule', 'unstable_mockModule'],
]);

/** Reads at `jest`, `vi`, `vitest` (their methods that take a module) or `mock` (`mock.module` of node:test). */
export function readMock(r: Reading, at: number, end: number, brace: number): void {
  const { text } = r;
  const object = text.slice(at, end);
  const known = MOCKERS.has(object);
  if (known && isProperty(r, at)) return;
  let method = memberAt(text, end);
  while (method !== undefined && (known ? MOCKING.has(method.name) : method.name === 'module')) {
    const call = callAt(r, method.end);
    if (call === undefined) return;
    addImport(r, 'string', call.literal, { start: at, end: call.end }, brace, { via: `${object}.${method.name}` });
    // `jest.mock('a').mock('b')`: each gives the object back.
    method = memberAt(text, call.end);
  }
}

/** The mock call whose first argument begins at `at`, as `vi.mock` in `vi.mock(import('m'))`. */
function mockAround(r: Reading, at: number): string | undefined {
  const { s, text } = r;
  let open = before(s, at);
  if (text.charCodeAt(open) !== OPEN_PAREN) return undefined;
  let methodEnd = before(s, open);
  for (let depth = 0; depth < 32 && text.charCodeAt(methodEnd) === OPEN_PAREN; depth++) {
    open = methodEnd;
    methodEnd = before(s, open);
  }
  const methodStart = wordStart(text, methodEnd);
  const dot = before(s, methodStart);
  if (text.charCodeAt(dot) !== DOT || !MOCKING.has(text.slice(methodStart, methodEnd + 1))) return undefined;
  const object = wordBefore(text, before(s, dot));
  return MOCKERS.has(object) ? `${object}.${text.slice(methodStart, methodEnd + 1)}` : undefined;
}

/**
 * The names that a call takes from its module: `const { a, b: c } = require('m')`, `const x = await import('m')`,
 * `(await import('m')).a`, `.then(({ a }) => …)`. None when the module is used in another way.
 */
function boundByCall(r: Reading, start: number, end: number): readonly ImportedName[] {
  const { text } = r;
  const outer = unwrap(r, start, end);
  const next = skip(text, outer.end);
  const optional = text.charCodeAt(next) === QUESTION && text.charCodeAt(next + 1) === DOT;
  const property =
    optional || text.charCodeAt(next) === DOT ? boundAt(text, skip(text, next + (optional ? 2 : 1))) : undefined;
  if (property?.name === 'then') return namesOfCallback(r, property.end);
  if (property?.name === 'catch' || property?.name === 'finally') return [];
  const binding = endsExpression(r, property?.end ?? outer.end) ? bindingOf(r, outer.start) : undefined;
  if (property !== undefined) return [taken(property, binding?.name?.name ?? null)];
  if (binding === undefined) return [];
  if (binding.name !== null) return [{ ...taken(binding.name, binding.name.name), name: '*' }];
  return text.charCodeAt(binding.pattern) === 123 ? namesOfPattern(r, binding.pattern) : [];
}

function taken(name: Named, local: string | null): ImportedName {
  return { name: name.name, local, start: name.start, end: name.end, typeOnly: false };
}

function namesOfPattern(r: Reading, open: number): readonly ImportedName[] {
  return readPattern(r, open).flatMap(({ key, local, rest }) => {
    if (rest && local !== null) return [{ ...taken(local, local.name), name: '*' }];
    return key === null ? [] : [taken(key, local?.name ?? null)];
  });
}

/** The names that the first callback of `.then(({ a, b: c }) => …)` takes. */
function namesOfCallback(r: Reading, at: number): readonly ImportedName[] {
  const { text } = r;
  let i = skip(text, at);
  if (text.charCodeAt(i) !== OPEN_PAREN) return [];
  i = skip(text, i + 1);
  if (text.startsWith('async', i)) i = skip(text, i + 5);
  if (text.charCodeAt(i) !== OPEN_PAREN) return [];
  i = skip(text, i + 1);
  return text.charCodeAt(i) === 123 ? namesOfPattern(r, i) : [];
}

/** Takes `await`, parentheses, `as T` and `!` around an expression into it. */
function unwrap(r: Reading, from: number, to: number): { readonly start: number; readonly end: number } {
  const { s, text } = r;
  let start = from;
  let end = to;
  for (;;) {
    const last = before(s, start);
    const next = skip(text, end);
    const code = text.charCodeAt(last);
    const then = text.charCodeAt(next);
    if (isWord(code) && wordBefore(text, last) === 'await') start = wordStart(text, last);
    else if (then === BANG && text.charCodeAt(next + 1) !== EQUALS) end = next + 1;
    else if (then === 97 && text.startsWith('as', next) && !isWord(text.charCodeAt(next + 2))) {
      const stop = typeEnd(r, skip(text, next + 2));
      end = before(s, stop) + 1;
    } else if (code === OPEN_PAREN && then === CLOSE_PAREN && groups(r, last)) {
      start = last;
      end = next + 1;
    } else return { start, end };
  }
}

const BEFORE_GROUP: ReadonlySet<string> = new Set([
  ...['await', 'return', 'typeof', 'void', 'delete', 'throw', 'new', 'yield', 'default', 'case', 'else', 'do', 'in'],
  ...['of', 'instanceof'],
]);

/** The `(` at `open` groups an expression, it calls nothing. */
function groups(r: Reading, open: number): boolean {
  const last = before(r.s, open);
  if (last < 0) return true;
  const code = r.text.charCodeAt(last);
  if (isWord(code)) return BEFORE_GROUP.has(wordBefore(r.text, last));
  return code === CLOSE_PAREN ? closesCondition(r.s, last) : code !== CLOSE_BRACKET;
}
