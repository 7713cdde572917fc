/**
 * Configuration files in JavaScript, read and never run: literals, names of constants of the same file, spreads of those,
 * joined strings, and what a tracked file exports that is imported by its path. Whatever only running could tell is
 * `unread`, with its place.
 */
import { type Flat, flatten } from '../../../languages/ecmascript/flat.ts';
import { skipBlank, statementEnd, wordIn } from '../../../languages/ecmascript/flat-statements.ts';
import { literalAt, skipSpace } from '../../../languages/ecmascript/skeleton.ts';
import { pushAll } from '../../../text/lists.ts';
import { atPath, type Member, type Spot, spotsOf, type Unread, type Value } from '../values.ts';

/** Gives what another file exports: by the specifier as written in the importing file; null where it cannot be followed. */
export type Follow = (specifier: string, from: string) => Exports | null;

/** What a file gives to those that import it. */
export interface Exports {
  /** `default` is what `export default`, or `module.exports`, states. */
  readonly get: (name: string) => Value | undefined;
}

/** Functions of configuration helpers that give back what they are given, as one list. */
const PASSES_ON = /^(?:(?:tseslint|ts|typescriptEslint|eslint)\.)?(?:defineConfig|config|defineFlatConfig)$/;
const DEEPEST = 64;
/** Spreads of spreads may double: no list of bans is larger. */
const MOST_VALUES = 100_000;

interface Module {
  readonly path: string;
  readonly text: string;
  readonly flat: Flat;
  readonly spotAt: (offset: number) => Spot;
  /** Top-level constants: where their values begin. */
  readonly constants: ReadonlyMap<string, number>;
  /** Local names of imported ones. */
  readonly imports: ReadonlyMap<string, { readonly specifier: string; readonly name: string }>;
  /** Exported names: where their values begin. */
  readonly exports: ReadonlyMap<string, number>;
  readonly follow: Follow;
  readonly known: Map<string, Value>;
  left: number;
}

/** What a file exports; null where its text does not read cleanly. */
export function readModule(path: string, text: string, follow: Follow): Exports | null {
  const flat = flatten(text, /\.jsx?$|\.[cm]js$/.test(path), /\.[cm]?ts$/.test(path));
  if (flat === null) return null;
  const module: Module = {
    ...{ path, text, flat, follow, spotAt: spotsOf(path, text), known: new Map(), left: MOST_VALUES },
    ...declarationsIn(text, flat),
  };
  return {
    get: (name) => {
      const start = module.exports.get(name);
      return start === undefined ? undefined : whole(module, start, 0);
    },
  };
}

type Declarations = Pick<Module, 'constants' | 'imports' | 'exports'>;

/** `export const`, `const`, imports of any form, and default exports, each at the top level. */
function declarationsIn(text: string, flat: Flat): Declarations {
  const constants = new Map<string, number>();
  const imports = new Map<string, { specifier: string; name: string }>();
  const exports = new Map<string, number>();
  for (const start of statementStarts(flat)) {
    const rest = flat.text.slice(start, start + 400);
    const constant = /^(export\s+)?const\s+([\w$]+)\s*(?::[^=]*)?=(?![=>])\s*/.exec(rest);
    const exported = /^(?:export\s+default|(?:module\.)?exports\s*=(?!=)|export\s*=)\s*/.exec(rest);
    if (constant !== null) {
      const [all, isExported, name = ''] = constant;
      constants.set(name, start + all.length);
      if (isExported !== undefined) exports.set(name, start + all.length);
    } else if (exported !== null) exports.set('default', start + exported[0].length);
    else if (/^import\b/.test(rest)) addImport(text, flat, start, imports);
  }
  return { constants, imports, exports };
}

function* statementStarts(flat: Flat): Generator<number> {
  for (let at = 0; at < flat.text.length; ) {
    const start = skipBlank(flat.text, at);
    if (start >= flat.text.length) return;
    yield start;
    at = Math.max(statementEnd(flat, start), start + 1);
  }
}

function addImport(
  text: string,
  flat: Flat,
  start: number,
  imports: Map<string, { specifier: string; name: string }>,
): void {
  const end = statementEnd(flat, start);
  const quote = flat.text.indexOf('"', start);
  const specifier = quote < 0 || quote >= end ? undefined : literalAt(text, quote)?.value;
  if (specifier === undefined) return;
  const clause = flat.text.slice(start + 'import'.length, quote).replace(/\bfrom\s*$/, '');
  const [, whole] = /^\s*([\w$]+)\s*(?:,|$)/.exec(clause) ?? [];
  const [, namespace] = /\*\s*as\s+([\w$]+)/.exec(clause) ?? [];
  if (whole !== undefined) imports.set(whole, { specifier, name: 'default' });
  if (namespace !== undefined) imports.set(namespace, { specifier, name: '*' });
  for (const part of (/\{([^}]*)\}/.exec(clause)?.[1] ?? '').split(',')) {
    const [name = '', local = name] = part.trim().split(/\s+as\s+/);
    if (name !== '') imports.set(local, { specifier, name });
  }
}

// ------------------------------------------------------------------------------------------------------- expressions

/** A value, and where it ends. */
interface Read {
  readonly value: Value;
  readonly end: number;
}

/** The value that a statement ends in; unread where more than that stands there. */
function whole(module: Module, start: number, depth: number): Value {
  const end = statementEnd(module.flat, start);
  return within(module, start, end, depth);
}

/** The expression between two places. */
function within(module: Module, start: number, end: number, depth: number): Value {
  if (depth > DEEPEST || module.left-- <= 0) return unread(module, start, end);
  const read = readSum(module, start, depth);
  if (read === null) return unread(module, start, end);
  const rest = module.flat.text.slice(read.end, end).trim();
  return rest === '' || rest === ';' || /^(?:as|satisfies)\s/.test(rest) || rest === '!'
    ? read.value
    : unread(module, start, end);
}

function unread({ text, spotAt }: Module, start: number, end: number): Unread & { readonly kind: 'unread' } {
  const code = text.slice(start, end).replace(/\s+/g, ' ').trim();
  return { kind: 'unread', spot: spotAt(start), code: code.length > 60 ? `${code.slice(0, 57)}…` : code };
}

/** Strings joined by `+`, or one operand. */
function readSum(module: Module, start: number, depth: number): Read | null {
  let read = readOperand(module, skipSpace(module.text, start), depth);
  while (read !== null) {
    const plus = skipSpace(module.text, read.end);
    if (module.text.charAt(plus) !== '+') return read;
    const next = readOperand(module, skipSpace(module.text, plus + 1), depth);
    if (next === null || read.value.kind !== 'string' || next.value.kind !== 'string') return null;
    read = { value: { ...read.value, value: read.value.value + next.value.value }, end: next.end };
  }
  return null;
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', null],
]);

function readOperand(module: Module, at: number, depth: number): Read | null {
  const { text, flat, spotAt } = module;
  const spot = spotAt(at);
  const close = flat.close.get(at);
  switch (text.charAt(at)) {
    case '{':
      return close === undefined ? null : { value: readObject(module, at, close, depth), end: close + 1 };
    case '[':
      return close === undefined ? null : { value: readArray(module, at, close, depth), end: close + 1 };
    case '(':
      return close === undefined ? null : { value: within(module, at + 1, close, depth + 1), end: close + 1 };
    case '"':
    case "'":
    case '`': {
      const literal = literalAt(text, at);
      return literal === undefined ? null : { value: { kind: 'string', spot, value: literal.value }, end: literal.end };
    }
  }
  const number = /^-?\d+(?:\.\d+)?/.exec(text.slice(at, at + 40))?.[0];
  if (number !== undefined) return { value: { kind: 'number', spot, value: Number(number) }, end: at + number.length };
  return readName(module, at, depth);
}

/** A constant or what is imported, with what is read from it, or a call that passes on what it is given. */
function readName(module: Module, at: number, depth: number): Read | null {
  const { text, flat, spotAt } = module;
  const word = wordIn(text, at);
  if (word === '') return null;
  const end = at + word.length;
  const flag = WORDS.get(word);
  if (flag !== undefined)
    return {
      value: { spot: spotAt(at), ...(flag === null ? { kind: 'null' } : { kind: 'boolean', value: flag }) },
      end,
    };
  const chain = /^[\w$]+(?:\s*\.\s*[\w$]+)*/.exec(flat.text.slice(at, at + 400))?.[0] ?? word;
  const name = chain.replace(/\s/g, '');
  const behind = at + chain.length;
  const close = flat.text.charAt(behind) === '(' ? flat.close.get(behind) : undefined;
  if (close !== undefined) return readCall(module, at, name, behind, close, depth);
  const [, ...keys] = name.split('.');
  const value = atPath(namedValue(module, word, depth), keys);
  return value === undefined ? null : { value, end: behind };
}

function readCall(module: Module, at: number, name: string, open: number, close: number, depth: number): Read | null {
  const spot = module.spotAt(at);
  if (name === 'require' || name === 'Object.freeze') {
    const argument = within(module, open + 1, close, depth + 1);
    if (name !== 'require') return { value: argument, end: close + 1 };
    const value = argument.kind === 'string' ? module.follow(argument.value, module.path)?.get('default') : undefined;
    return value === undefined ? null : { value, end: close + 1 };
  }
  const list = readArray(module, open, close, depth);
  if (!PASSES_ON.test(name)) {
    const given = list.kind === 'array' ? list.items : [];
    return { value: { ...unread(module, at, close + 1), given }, end: close + 1 };
  }
  const items =
    list.kind === 'array' ? list.items.flatMap((item) => (item.kind === 'array' ? item.items : [item])) : [];
  return { value: { kind: 'array', spot, items }, end: close + 1 };
}

/** What a name stands for; undefined where that is not written down. */
function namedValue(module: Module, name: string, depth: number): Value | undefined {
  const known = module.known.get(name);
  if (known !== undefined) return known;
  const start = module.constants.get(name);
  if (start === undefined) {
    const imported = module.imports.get(name);
    return imported && module.follow(imported.specifier, module.path)?.get(imported.name);
  }
  module.known.set(name, unread(module, start, statementEnd(module.flat, start))); // while it is read, for circles
  if (isChanged(module, name)) return module.known.get(name);
  const value = whole(module, start, depth + 1);
  module.known.set(name, value);
  return value;
}

/** Whether something is put into it, or taken out, after it was made. */
function isChanged({ flat }: Module, name: string): boolean {
  const own = name.replaceAll('$', '\\$');
  const change = `\\b${own}(?:\\.[\\w$]+|\\[[^\\]\\n]*\\])*\\s*(?:\\.(?:push|unshift|splice|pop|shift|sort|reverse|fill)\\(|(?:\\.[\\w$]+|\\[[^\\]\\n]*\\])\\s*=(?![=>]))`;
  return new RegExp(`${change}|\\bObject\\.assign\\(\\s*${own}\\b`).test(flat.text);
}

/** Where the parts of a list end: at each comma, and at its end. */
function* partsOf({ flat }: Module, open: number, close: number): Generator<readonly [start: number, end: number]> {
  let start = open + 1;
  for (let at = start; at <= close; at++) {
    if (at === close || flat.text.charAt(at) === ',') {
      if (flat.text.slice(start, at).trim() !== '') yield [start, at];
      start = at + 1;
    } else at = flat.close.get(at) ?? at;
  }
}

function readArray(module: Module, open: number, close: number, depth: number): Value {
  const items: Value[] = [];
  for (const [start, end] of partsOf(module, open, close)) {
    const first = skipSpace(module.text, start);
    const isSpread = module.text.startsWith('...', first);
    const value = within(module, isSpread ? first + 3 : first, end, depth + 1);
    if (isSpread && value.kind === 'array') pushAll(items, value.items);
    else items.push(value);
  }
  module.left -= items.length;
  return { kind: 'array', spot: module.spotAt(open), items };
}

function readObject(module: Module, open: number, close: number, depth: number): Value {
  const members: Member[] = [];
  const unreadParts: Unread[] = [];
  for (const [start, end] of partsOf(module, open, close)) {
    const read = readMember(module, skipSpace(module.text, start), end, depth);
    pushAll(members, read.members);
    pushAll(unreadParts, read.unread);
  }
  module.left -= members.length;
  return { kind: 'object', spot: module.spotAt(open), members, unread: unreadParts };
}

interface MemberRead {
  readonly members: readonly Member[];
  readonly unread: readonly Unread[];
}

/** `key: value`, `key`, or a spread. */
function readMember(module: Module, start: number, end: number, depth: number): MemberRead {
  const { text, flat } = module;
  const fail = (): MemberRead => ({ members: [], unread: [unread(module, start, end)] });
  if (text.startsWith('...', start)) {
    const value = within(module, start + 3, end, depth + 1);
    if (value.kind === 'null') return { members: [], unread: [] };
    return value.kind === 'object' ? value : fail();
  }
  const literal = literalAt(text, start);
  const key = literal?.value ?? /^[\w$]+/.exec(flat.text.slice(start, end))?.[0];
  if (key === undefined) return fail();
  const behind = skipSpace(text, literal?.end ?? start + key.length);
  if (behind >= end && literal === undefined) {
    const value = namedValue(module, key, depth) ?? unread(module, start, end);
    return { members: [{ key, value }], unread: [] };
  }
  if (flat.text.charAt(behind) !== ':') return fail();
  return { members: [{ key, value: within(module, skipSpace(text, behind + 1), end, depth + 1) }], unread: [] };
}
