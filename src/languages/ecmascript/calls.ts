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
  OPEN_PAREN,
  QUESTION,
} from './characters.ts';
import { constantAt } from './constants.ts';
import { closesCondition } from './context.ts';
import { endsExpression, expressionEnd, typeArgumentsEnd, typeEnd } from './extents.ts';
import { identifierAt, memberAt, readPattern } from './patterns.ts';
import { addImport, closeParenOf, type NamedSpan, type Reading } from './reading.ts';
import { type Literal, lastBefore, skipSpace, wordBefore, wordStart } from './skeleton.ts';
import { isTypePosition } from './type-position.ts';
import { bindingOf } from './variables.ts';

/** A call whose first argument is a literal. `end` is the offset after its `)`. */
interface Call {
  readonly literal: Literal;
  readonly end: number;
}

/** The call whose arguments begin at or after `at`, type arguments and `?.` before them included. */
function callAt(reading: Reading, at: number): Call | undefined {
  const open = argumentsAt(reading, at);
  return open < 0 ? undefined : literalCallAt(reading, open, skipSpace(reading.text, open + 1));
}

/** Offset of the `(` of a call after a callee that ends before `at`, or -1. */
function argumentsAt(reading: Reading, at: number): number {
  const { text } = reading;
  let i = skipSpace(text, at);
  if (text.charCodeAt(i) === QUESTION && text.charCodeAt(i + 1) === DOT) i = skipSpace(text, i + 2);
  if (text.charCodeAt(i) === LESS) {
    const end = typeArgumentsEnd(reading, i);
    if (end < 0) return -1;
    i = skipSpace(text, end);
  }
  return text.charCodeAt(i) === OPEN_PAREN ? i : -1;
}

function literalCallAt(reading: Reading, open: number, at: number): Call | undefined {
  const { text } = reading;
  const constant = constantAt(reading, at);
  if (constant === undefined) return undefined;
  const { literal, end } = constant;
  const next = skipSpace(text, end);
  const then = text.charCodeAt(next);
  if (then === CLOSE_PAREN) return { literal, end: next + 1 };
  if (then !== COMMA) return undefined;
  const close = closeParenOf(reading, open);
  return { literal, end: close < 0 ? end : close + 1 };
}

/** The word at `at` is a property: `a.require`, `a?.require`, blanks and comments allowed. */
function isProperty(reading: Reading, at: number): boolean {
  const last = lastBefore(reading.skeleton, at);
  return last >= 0 && reading.text.charCodeAt(last) === DOT && reading.text.charCodeAt(last - 1) !== DOT;
}

/** Reads `import(…)`, `import.meta.resolve(…)`, `import.defer(…)`, `import.source(…)`; `next` is after `import`. */
export function readImportCall(reading: Reading, at: number, next: number, brace: number): void {
  const { text } = reading;
  if (isProperty(reading, at)) return;
  let i = next;
  if (text.charCodeAt(i) === DOT) {
    const phase = identifierAt(text, skipSpace(text, i + 1));
    if (phase === undefined) return;
    if (phase.name === 'meta') {
      readMetaResolve(reading, at, phase.end, brace);
      return;
    }
    i = phase.end;
  }
  const call = callAt(reading, i);
  if (call === undefined) return;
  const statement = { start: at, end: call.end };
  if (isTypePosition(reading, at, call.end)) {
    addImport(reading, 'import-type', call.literal, statement, brace, {
      names: [qualifierOf(reading, call)],
      typeOnly: true,
    });
    return;
  }
  const mock = mockAround(reading, at);
  if (mock !== undefined) addImport(reading, 'string', call.literal, statement, brace, { via: mock });
  else
    addImport(reading, 'dynamic-import', call.literal, statement, brace, {
      names: namesBoundByCall(reading, at, call.end),
    });
}

/** `T` in `import('m').T`, `*` without one. */
function qualifierOf(reading: Reading, call: Call): ImportedName {
  const { text } = reading;
  const dot = skipSpace(text, call.end);
  const name = text.charCodeAt(dot) === DOT ? identifierAt(text, skipSpace(text, dot + 1)) : undefined;
  return {
    name: name?.name ?? '*',
    local: null,
    start: name?.start ?? call.literal.start,
    end: name?.end ?? call.literal.end,
    typeOnly: true,
  };
}

function readMetaResolve(reading: Reading, at: number, end: number, brace: number): void {
  const method = memberAt(reading.text, end);
  const call = method?.name === 'resolve' ? callAt(reading, method.end) : undefined;
  if (call === undefined) return;
  addImport(reading, 'string', call.literal, { start: at, end: call.end }, brace, { via: 'import.meta.resolve' });
}

/** Reads `require(…)`, `require.resolve(…)` and `require.call(…)`, under whatever the function is wrapped in. */
export function readRequire(reading: Reading, at: number, end: number, brace: number): void {
  const { text } = reading;
  const owner = isProperty(reading, at) ? moduleBefore(reading, at) : at;
  if (owner < 0) return;
  const callee = calleeAround(reading, owner, end);
  const method = memberAt(text, callee.end);
  if (method?.name === 'resolve') {
    const call = callAt(reading, method.end);
    if (call === undefined) return;
    addImport(reading, 'string', call.literal, { start: callee.start, end: call.end }, brace, {
      via: 'require.resolve',
    });
    return;
  }
  if (method !== undefined && method.name !== 'call') return;
  const call = method === undefined ? callAt(reading, callee.end) : secondArgument(reading, method.end);
  if (call === undefined) return;
  const names = namesBoundByCall(reading, callee.start, call.end);
  addImport(reading, 'require', call.literal, { start: callee.start, end: call.end }, brace, { names });
}

/** Where `module` begins in `module.require`, whose `require` stands at `at`; -1 after anything else. */
function moduleBefore(reading: Reading, at: number): number {
  const { skeleton, text } = reading;
  const dot = lastBefore(skeleton, at);
  const last = lastBefore(skeleton, text.charCodeAt(dot - 1) === QUESTION ? dot - 1 : dot);
  const start = wordStart(text, last);
  return text.slice(start, last + 1) === 'module' && !isProperty(reading, start) ? start : -1;
}

/** `(require)`, `(0, require)`, `(require as any)` and the like around the name of a function. */
function calleeAround(reading: Reading, start: number, end: number): { readonly start: number; readonly end: number } {
  const { skeleton, text } = reading;
  const inner = unwrap(reading, start, end);
  const comma = lastBefore(skeleton, inner.start);
  const zero = text.charCodeAt(comma) === COMMA ? lastBefore(skeleton, comma) : -1;
  const open = text[zero] === '0' ? lastBefore(skeleton, zero) : -1;
  const close = skipSpace(text, inner.end);
  if (
    open < 0 ||
    text.charCodeAt(open) !== OPEN_PAREN ||
    text.charCodeAt(close) !== CLOSE_PAREN ||
    !isGrouping(reading, open)
  )
    return inner;
  return unwrap(reading, open, close + 1);
}

/** The call after `.call`, whose first argument is the value of `this`. */
function secondArgument(reading: Reading, at: number): Call | undefined {
  const open = argumentsAt(reading, at);
  const comma = open < 0 ? -1 : expressionEnd(reading, skipSpace(reading.text, open + 1));
  return comma >= 0 && reading.text.charCodeAt(comma) === COMMA
    ? literalCallAt(reading, open, skipSpace(reading.text, comma + 1))
    : undefined;
}

const MOCKERS: ReadonlySet<string> = new Set(['jest', 'vi', 'vitest']);
const MOCKING: ReadonlySet<string> = new Set([
  ...['mock', 'doMock', 'unmock', 'doUnmock', 'dontMock', 'deepUnmock', 'setMock', 'requireActual', 'requireMock'],
  ...['importActual', 'importMock', 'createMockFromModule', 'genMockFromModule', 'unstable_mockModule'],
]);

/** Reads at `jest`, `vi`, `vitest` (their methods that take a module) or `mock` (`mock.module` of node:test). */
export function readMock(reading: Reading, at: number, end: number, brace: number): void {
  const { text } = reading;
  const object = text.slice(at, end);
  const known = MOCKERS.has(object);
  if (known && isProperty(reading, at)) return;
  let method = memberAt(text, end);
  while (method !== undefined && (known ? MOCKING.has(method.name) : method.name === 'module')) {
    const call = callAt(reading, method.end);
    if (call === undefined) return;
    addImport(reading, 'string', call.literal, { start: at, end: call.end }, brace, {
      via: `${object}.${method.name}`,
    });
    // `jest.mock('a').mock('b')`: each returns the object.
    method = memberAt(text, call.end);
  }
}

/** The mock call whose first argument begins at `at`, as `vi.mock` in `vi.mock(import('m'))`. */
function mockAround(reading: Reading, at: number): string | undefined {
  const { skeleton, text } = reading;
  let open = lastBefore(skeleton, at);
  if (text.charCodeAt(open) !== OPEN_PAREN) return undefined;
  let methodEnd = lastBefore(skeleton, open);
  for (let depth = 0; depth < 32 && text.charCodeAt(methodEnd) === OPEN_PAREN; depth++) {
    open = methodEnd;
    methodEnd = lastBefore(skeleton, open);
  }
  const methodStart = wordStart(text, methodEnd);
  const dot = lastBefore(skeleton, methodStart);
  if (text.charCodeAt(dot) !== DOT || !MOCKING.has(text.slice(methodStart, methodEnd + 1))) return undefined;
  const object = wordBefore(text, lastBefore(skeleton, dot));
  return MOCKERS.has(object) ? `${object}.${text.slice(methodStart, methodEnd + 1)}` : undefined;
}

/**
 * The names that a call takes from its module: `const { a, b: c } = require('m')`, `const x = await import('m')`,
 * `(await import('m')).a`, `.then(({ a }) => …)`. None when the module is used in another way.
 */
function namesBoundByCall(reading: Reading, start: number, end: number): readonly ImportedName[] {
  const { text } = reading;
  const outer = unwrap(reading, start, end);
  const next = skipSpace(text, outer.end);
  const optional = text.charCodeAt(next) === QUESTION && text.charCodeAt(next + 1) === DOT;
  const property =
    optional || text.charCodeAt(next) === DOT
      ? identifierAt(text, skipSpace(text, next + (optional ? 2 : 1)))
      : undefined;
  if (property?.name === 'then') return namesOfCallback(reading, property.end);
  if (property?.name === 'catch' || property?.name === 'finally') return [];
  const binding = endsExpression(reading, property?.end ?? outer.end) ? bindingOf(reading, outer.start) : undefined;
  if (property !== undefined) return [takenName(property, binding?.name?.name ?? null)];
  if (binding === undefined) return [];
  if (binding.name !== null) return [{ ...takenName(binding.name, binding.name.name), name: '*' }];
  return text.charCodeAt(binding.pattern) === 123 ? namesOfPattern(reading, binding.pattern) : [];
}

function takenName(name: NamedSpan, local: string | null): ImportedName {
  return { name: name.name, local, start: name.start, end: name.end, typeOnly: false };
}

function namesOfPattern(reading: Reading, open: number): readonly ImportedName[] {
  return readPattern(reading, open).flatMap(({ key, local, rest }) => {
    if (rest && local !== null) return [{ ...takenName(local, local.name), name: '*' }];
    return key === null ? [] : [takenName(key, local?.name ?? null)];
  });
}

/** The names that the first callback of `.then(({ a, b: c }) => …)` takes. */
function namesOfCallback(reading: Reading, at: number): readonly ImportedName[] {
  const { text } = reading;
  let i = skipSpace(text, at);
  if (text.charCodeAt(i) !== OPEN_PAREN) return [];
  i = skipSpace(text, i + 1);
  if (text.startsWith('async', i)) i = skipSpace(text, i + 5);
  if (text.charCodeAt(i) !== OPEN_PAREN) return [];
  i = skipSpace(text, i + 1);
  return text.charCodeAt(i) === 123 ? namesOfPattern(reading, i) : [];
}

/** Takes `await`, parentheses, `as T` and `!` around an expression into it. */
function unwrap(reading: Reading, from: number, to: number): { readonly start: number; readonly end: number } {
  const { skeleton, text } = reading;
  let start = from;
  let end = to;
  for (;;) {
    const last = lastBefore(skeleton, start);
    const next = skipSpace(text, end);
    const code = text.charCodeAt(last);
    const then = text.charCodeAt(next);
    if (isWord(code) && wordBefore(text, last) === 'await') start = wordStart(text, last);
    else if (then === BANG && text.charCodeAt(next + 1) !== EQUALS) end = next + 1;
    else if (then === 97 && text.startsWith('as', next) && !isWord(text.charCodeAt(next + 2))) {
      const stop = typeEnd(reading, skipSpace(text, next + 2));
      end = lastBefore(skeleton, stop) + 1;
    } else if (code === OPEN_PAREN && then === CLOSE_PAREN && isGrouping(reading, last)) {
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
function isGrouping(reading: Reading, open: number): boolean {
  const last = lastBefore(reading.skeleton, open);
  if (last < 0) return true;
  const code = reading.text.charCodeAt(last);
  if (isWord(code)) return BEFORE_GROUP.has(wordBefore(reading.text, last));
  return code === CLOSE_PAREN ? closesCondition(reading.skeleton, last) : code !== CLOSE_BRACKET;
}
