/**
 * Modules that are named in a call: `import()`, `require()`, `import('m').T` in types, `jest.mock()` and its like,
 * `require.resolve()`, `import.meta.resolve()`, and what names files: `new URL('./m', import.meta.url)`, `import.meta.glob()`,
 * `require.context()`.
 */

import type { ImportedName } from '../../types.ts';
import { CLOSE_PAREN, COMMA, DOT, GREATER, LESS, OPEN_BRACKET, OPEN_PAREN, QUESTION } from './characters.ts';
import { constantAt } from './constants.ts';
import { expressionEnd } from './extents.ts';
import { namesOfMock } from './mock-factory.ts';
import { namesOfModule } from './module-values.ts';
import { identifierAt, type Member, memberAt } from './patterns.ts';
import { addImport, closeParenOf, type Reading } from './reading.ts';
import { type Literal, lastBefore, skipSpace, spanAt, wordBefore, wordStart } from './skeleton.ts';
import { isTypePosition } from './type-position.ts';
import { argumentsAt, endOfTypeof, isGrouping, unwrap } from './wrapping.ts';

/** A call whose first argument is a literal. `end` is the offset after its `)`. */
interface Call {
  readonly literal: Literal;
  /** After the argument, with what is wrapped around the literal. */
  readonly literalEnd: number;
  readonly end: number;
}

/** The call whose arguments begin at or after `at`, type arguments and `?.` before them included. */
function callAt(reading: Reading, at: number): Call | undefined {
  const open = argumentsAt(reading, at);
  return open < 0 ? undefined : literalCallAt(reading, open, skipSpace(reading.text, open + 1));
}

function literalCallAt(reading: Reading, open: number, at: number): Call | undefined {
  const { text } = reading;
  const constant = constantAt(reading, at);
  if (constant === undefined) return undefined;
  const { literal, end } = constant;
  const next = skipSpace(text, end);
  const then = text.charCodeAt(next);
  if (then === CLOSE_PAREN) return { literal, literalEnd: end, end: next + 1 };
  if (then !== COMMA) return undefined;
  const close = closeParenOf(reading, open);
  return { literal, literalEnd: end, end: close < 0 ? end : close + 1 };
}

/** The word at `at` is a property: `a.require`, `a?.require`, blanks and comments allowed. */
function isProperty(reading: Reading, at: number): boolean {
  const last = lastBefore(reading.skeleton, at);
  return last >= 0 && reading.text.charCodeAt(last) === DOT && reading.text.charCodeAt(last - 1) !== DOT;
}

/** Reads `import(…)`, `import.meta.resolve(…)` and the like, `import.defer(…)`, `import.source(…)`; `next` is after `import`. */
export function readImportCall(reading: Reading, at: number, next: number, brace: number): void {
  const { text } = reading;
  if (isProperty(reading, at)) return;
  let i = next;
  if (text.charCodeAt(i) === DOT) {
    const phase = identifierAt(text, skipSpace(text, i + 1));
    if (phase === undefined) return;
    if (phase.name === 'meta') {
      readMeta(reading, at, phase.end, brace);
      return;
    }
    i = phase.end;
  }
  const call = callAt(reading, i);
  if (call === undefined) return;
  const statement = { start: at, end: call.end };
  if (isTypePosition(reading, at, call.end)) {
    const names = isTypeOfMocked(reading, at, call) ? [] : [qualifierOf(reading, at, call)];
    addImport(reading, 'import-type', call.literal, statement, brace, { names, typeOnly: true });
    return;
  }
  const mock = mockAround(reading, at);
  if (mock !== undefined)
    addImport(reading, 'string', call.literal, statement, brace, {
      via: mock,
      names: namesGiven(reading, mock, call.end),
    });
  else
    addImport(reading, 'dynamic-import', call.literal, statement, brace, {
      names: namesOfModule(reading, { ...call, start: at, brace, isPromise: true }),
    });
}

/** `T` in `import('m').T` and `typeof import('m')['T']`, `*` without one. */
function qualifierOf(reading: Reading, at: number, call: Call): ImportedName {
  const name = memberAt(reading.text, endOfTypeof(reading, at, call.end));
  const { start, end } = name ?? call.literal;
  return { name: name?.name ?? '*', local: null, start, end, typeOnly: true };
}

/** Calls that give the module that a mock stands for: their own names, and those that its factory's parameter goes by. */
const GIVES_MOCKED = /(?:^|[^\w$])(?:\w*(?:Actual|Original|Mock)|orig\w*|actual\w*|createMockFromModule)\s*$/;

/** The module in `importActual<typeof import('m')>('m')`: its type is said of what the call gives, and no more is taken. */
function isTypeOfMocked({ skeleton, text }: Reading, at: number, { end }: Call): boolean {
  const last = lastBefore(skeleton, at);
  const close = skipSpace(text, end);
  if (text.charCodeAt(close) !== GREATER || text.charCodeAt(skipSpace(text, close + 1)) !== OPEN_PAREN) return false;
  const open = wordBefore(text, last) === 'typeof' ? lastBefore(skeleton, wordStart(text, last)) : -1;
  return text.charCodeAt(open) === LESS && GIVES_MOCKED.test(text.slice(Math.max(0, open - LONGEST_CALLEE), open));
}

const LONGEST_CALLEE = 60;

/** `import.meta.resolve('m')`, `new URL('./m', import.meta.url)`, `import.meta.glob('./folder/*')`. */
function readMeta(reading: Reading, at: number, end: number, brace: number): void {
  const member = memberAt(reading.text, end);
  if (member?.name === 'url') readUrl(reading, at, member.after, brace);
  else if (member?.name === 'resolve') {
    const call = callAt(reading, member.after);
    if (call !== undefined)
      addImport(reading, 'string', call.literal, { start: at, end: call.end }, brace, { via: 'import.meta.resolve' });
  } else if (member?.name.startsWith('glob') === true) readGlobs(reading, at, member, brace);
}

/** The folder of a pattern: its segments before the first with a sign of patterns; the whole where there is none. */
function folderOf(pattern: string): string {
  const sign = pattern.search(/[*?[{(!]/);
  return sign < 0 ? pattern : pattern.slice(0, Math.max(0, pattern.lastIndexOf('/', sign)));
}

/** `import.meta.glob('./a/*.ts')`, with one pattern or a list: each names the folder that it looks in. */
function readGlobs(reading: Reading, at: number, { name, after }: Member, brace: number): void {
  const { text } = reading;
  const open = argumentsAt(reading, after);
  const close = open < 0 ? -1 : closeParenOf(reading, open);
  if (close < 0) return;
  let i = skipSpace(text, open + 1);
  const isList = text.charCodeAt(i) === OPEN_BRACKET;
  if (isList) i = skipSpace(text, i + 1);
  for (let pattern = constantAt(reading, i); pattern !== undefined; pattern = constantAt(reading, i)) {
    const folder = folderOf(pattern.literal.value);
    // In its own folder a file names nothing by a pattern.
    if (!/^(?:\.{0,2}\/?)*$/.test(folder))
      addImport(reading, 'string', { ...pattern.literal, value: folder }, { start: at, end: close + 1 }, brace, {
        via: `import.meta.${name}`,
      });
    const comma = skipSpace(text, pattern.end);
    if (!isList || text.charCodeAt(comma) !== COMMA) return;
    i = skipSpace(text, comma + 1);
  }
}

/** How far before `import.meta.url` the address stands. */
const LONGEST_ADDRESS = 400;
const NEW_URL = /\bnew\s+(?:(?:globalThis|window|self)\s*\.\s*)?URL\s*\(\s*/g;
/** An address that a base changes nothing of, or that names no file. */
const NO_FILE = /^[A-Za-z][\w+.-]*:|^\/\/|^[?#]|(?:^|\/)\.{0,2}$/;

/** The address in `new URL('./m', import.meta.url)`: a path from this file, with or without a `./` before it. */
function readUrl(reading: Reading, at: number, end: number, brace: number): void {
  const { skeleton, text } = reading;
  const comma = lastBefore(skeleton, at);
  if (text.charCodeAt(comma) !== COMMA) return;
  const from = Math.max(0, comma - LONGEST_ADDRESS);
  const [start = -1, length = 0] = lastMatch(NEW_URL, text.slice(from, comma));
  const literal = start < 0 ? undefined : constantAt(reading, from + start + length);
  if (literal === undefined || skipSpace(text, literal.end) !== comma || spanAt(skeleton, from + start) >= 0) return;
  const { value } = literal.literal;
  if (NO_FILE.test(value.replace(/[?#].*$/s, ''))) return;
  const close = skipSpace(text, end);
  addImport(
    reading,
    'string',
    { ...literal.literal, value: /^\.{0,2}\//.test(value) ? value : `./${value}` },
    { start: from + start, end: text.charCodeAt(close) === CLOSE_PAREN ? close + 1 : end },
    brace,
    { via: 'new URL' },
  );
}

function lastMatch(pattern: RegExp, text: string): readonly number[] {
  let found: readonly number[] = [];
  for (const match of text.matchAll(pattern)) found = [match.index, match[0].length];
  return found;
}

/** Reads `require(…)`, `require.resolve(…)`, `require.context(…)` and `require.call(…)`, under whatever the function is wrapped in. */
export function readRequire(reading: Reading, at: number, end: number, brace: number): void {
  const owner = isProperty(reading, at) ? moduleBefore(reading, at) : at;
  if (owner >= 0) readCallOfRequire(reading, owner, end, brace, true);
}

/**
 * Reads a call of `require`, which stands from `owner` to `end`.
 * @param isOwn whether relative names are resolved from this file
 */
export function readCallOfRequire(reading: Reading, owner: number, end: number, brace: number, isOwn: boolean): void {
  const { text } = reading;
  const callee = calleeAround(reading, owner, end);
  const method = memberAt(text, callee.end);
  if (method?.name === 'resolve' || method?.name === 'context') {
    const call = callAt(reading, method.after);
    if (call === undefined || (!isOwn && call.literal.value.startsWith('.'))) return;
    addImport(reading, 'string', call.literal, { start: callee.start, end: call.end }, brace, {
      via: `require.${method.name}`,
    });
    return;
  }
  if (method !== undefined && method.name !== 'call') return;
  const call = method === undefined ? callAt(reading, callee.end) : secondArgument(reading, method.after);
  if (call === undefined || (!isOwn && call.literal.value.startsWith('.'))) return;
  const names = namesOfModule(reading, { ...call, start: callee.start, brace, isPromise: false });
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

/** Methods whose second argument stands for the module from then on. */
const GIVES_NAMES = /\.(?:mock|doMock|setMock|unstable_mockModule|module)$/;

function namesGiven(reading: Reading, via: string, at: number): readonly ImportedName[] {
  return GIVES_NAMES.test(via) ? namesOfMock(reading, at) : [];
}

/** Methods that give something else than the object back, by far the most frequent ones. */
const GIVE_ELSE: ReadonlySet<string> = new Set([
  ...[
    'fn',
    'spyOn',
    'mocked',
    'hoisted',
    'waitFor',
    'replaceProperty',
    'advanceTimersByTime',
    'advanceTimersByTimeAsync',
  ],
]);

/** Reads at `jest`, `vi`, `vitest` (their methods that take a module) or `mock` (`mock.module` of node:test). */
export function readMock(reading: Reading, at: number, end: number, brace: number): void {
  const { text } = reading;
  const object = text.slice(at, end);
  const known = MOCKERS.has(object);
  if (known && isProperty(reading, at)) return;
  for (let method = memberAt(text, end); method !== undefined; ) {
    const isNamed = known ? MOCKING.has(method.name) : method.name === 'module';
    if (!isNamed && (!known || GIVE_ELSE.has(method.name))) return;
    const call = isNamed ? callAt(reading, method.after) : undefined;
    if (call !== undefined) {
      const via = `${object}.${method.name}`;
      const names = namesGiven(reading, via, call.literalEnd);
      addImport(reading, 'string', call.literal, { start: at, end: call.end }, brace, { via, names });
    }
    // `jest.mock('a').mock('b')`, `jest.resetModules().doMock('c')`: each returns the object.
    const open = call === undefined && known ? argumentsAt(reading, method.after) : -1;
    const close = open < 0 ? -1 : closeParenOf(reading, open);
    if (call === undefined && close < 0) return;
    method = memberAt(text, call?.end ?? close + 1);
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
