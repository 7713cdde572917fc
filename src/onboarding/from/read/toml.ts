/**
 * TOML as far as lists of modules are written in it: tables, lists of tables, dotted and quoted keys, strings of every kind,
 * lists, inline tables, flags and whole numbers. Dates and other numbers are values that nobody asks for. A broken line is
 * passed over. Linear in the text.
 */
import { type Spot, spotsOf, type Value } from '../values.ts';
import { type Grown, grown, newTable, type Table } from './tree.ts';

const TOKEN =
  /#[^\n]*|"""(?:[^\\]|\\[\s\S])*?(?:"""(?!")|$)|'''[\s\S]*?(?:'''(?!')|$)|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|[^\s"'#[\]{},=.]+|\n|[^\s]/gu;
const DEEPEST = 32;

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Where the reading of a file is. */
interface Cursor {
  readonly tokens: readonly Token[];
  readonly spotAt: (offset: number) => Spot;
  at: number;
}

/** What a TOML file states. */
export function readToml(path: string, source: string): Value {
  const text = source.replace(/\r\n/g, '\n');
  const tokens = [...text.matchAll(TOKEN)]
    .map((found): Token => ({ text: found[0], at: found.index }))
    .filter((token) => !token.text.startsWith('#'));
  const cursor: Cursor = { tokens, spotAt: spotsOf(path, text), at: 0 };
  const root = newTable({ path, line: 1 });
  let table: Table | null = root;
  while (cursor.at < tokens.length) {
    if (take(cursor, '\n')) continue;
    if (next(cursor) === '[') table = readHeader(cursor, root);
    else if (!readPair(cursor, table, 0)) skipLine(cursor);
  }
  return grown(root);
}

function next({ tokens, at }: Cursor): string | undefined {
  return tokens[at]?.text;
}

function take(cursor: Cursor, text: string): boolean {
  if (next(cursor) !== text) return false;
  cursor.at++;
  return true;
}

function skipLine(cursor: Cursor): void {
  while (cursor.at < cursor.tokens.length && !take(cursor, '\n')) cursor.at++;
}

function here({ tokens, at, spotAt }: Cursor): Spot {
  return spotAt(tokens[at]?.at ?? 0);
}

/** `[a.b]` or `[[a.b]]`; null for one that cannot be read. */
function readHeader(cursor: Cursor, root: Table): Table | null {
  const spot = here(cursor);
  take(cursor, '[');
  const isList = take(cursor, '[');
  const key = readKey(cursor);
  const isWhole = key !== null && take(cursor, ']') && (!isList || take(cursor, ']'));
  skipLine(cursor);
  const last = key?.at(-1);
  if (!isWhole || last === undefined) return null;
  const parent = descend(root, key.slice(0, -1), spot);
  return parent === null || !isList ? parent && descend(parent, [last], spot) : newItem(parent, last, spot);
}

/** One more table of a list of tables. */
function newItem(parent: Table, key: string, spot: Spot): Table | null {
  const list = parent.entries.get(key) ?? { kind: 'list', spot, items: [] };
  if (list.kind !== 'list') return null;
  const table = newTable(spot);
  list.items.push(table);
  parent.entries.set(key, list);
  return table;
}

/** `a.b = value` into a table; false where none stands here. */
function readPair(cursor: Cursor, table: Table | null, depth: number): boolean {
  const spot = here(cursor);
  const key = readKey(cursor);
  const last = key?.at(-1);
  if (key === null || last === undefined || !take(cursor, '=')) return false;
  const value = readValue(cursor, depth);
  if (value !== null && table !== null) descend(table, key.slice(0, -1), spot)?.entries.set(last, value);
  return value !== null;
}

function readKey(cursor: Cursor): string[] | null {
  const parts: string[] = [];
  do {
    const token = next(cursor);
    if (token === undefined || /^[[\]{},=.\n]$/.test(token)) return null;
    parts.push(stringIn(token) ?? token);
    cursor.at++;
  } while (take(cursor, '.'));
  return parts;
}

function readValue(cursor: Cursor, depth: number): Grown | null {
  const spot = here(cursor);
  if (depth > DEEPEST) return null;
  if (take(cursor, '[')) return readList(cursor, spot, depth);
  if (take(cursor, '{')) return readInline(cursor, spot, depth);
  const token = next(cursor);
  if (token === undefined || token === '\n') return null;
  cursor.at++;
  const value = stringIn(token);
  return value === null ? readPlain(cursor, spot, token) : { kind: 'string', spot, value };
}

function readPlain(cursor: Cursor, spot: Spot, first: string): Value {
  let code = first;
  while (cursor.at < cursor.tokens.length && !/^[,\]}\n]$/.test(next(cursor) ?? '')) {
    code += next(cursor);
    cursor.at++;
  }
  if (code === 'true' || code === 'false') return { kind: 'boolean', spot, value: code === 'true' };
  if (/^[+-]?\d[\d_]*$/.test(code)) return { kind: 'number', spot, value: Number(code.replaceAll('_', '')) };
  return { kind: 'unread', spot, code };
}

function readList(cursor: Cursor, spot: Spot, depth: number): Grown | null {
  const items: Grown[] = [];
  for (;;) {
    while (take(cursor, '\n') || take(cursor, ',')) {}
    if (take(cursor, ']')) return { kind: 'list', spot, items };
    const item = readValue(cursor, depth + 1);
    if (item === null) return null;
    items.push(item);
  }
}

function readInline(cursor: Cursor, spot: Spot, depth: number): Grown | null {
  const table = newTable(spot);
  for (;;) {
    while (take(cursor, '\n') || take(cursor, ',')) {}
    if (take(cursor, '}')) return table;
    if (!readPair(cursor, table, depth + 1)) return null;
  }
}

/** The table below a table; made where it is missing, the last one of a list of tables. */
function descend(from: Table, key: readonly string[], spot: Spot): Table | null {
  let table = from;
  for (const part of key) {
    const found = table.entries.get(part) ?? newTable(spot);
    table.entries.set(part, found);
    const inner = found.kind === 'list' ? found.items.at(-1) : found;
    if (inner?.kind !== 'table') return null;
    table = inner;
  }
  return table;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001b'],
]);
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([ \t]*\n\s*)|([\s\S]))/g;

/** What a string token says; null for anything else. */
function stringIn(token: string): string | null {
  const quote = token.charAt(0);
  if (quote !== '"' && quote !== "'") return null;
  const long = token.startsWith(quote.repeat(3)) && token.length >= 6;
  const width = long ? 3 : 1;
  const inner = token.slice(width, token.length > width && token.endsWith(quote) ? -width : undefined);
  const body = long ? inner.replace(/^\n/, '') : inner;
  return quote === "'" ? body : body.replace(ESCAPE, unescaped);
}

function unescaped(_all: string, ...[short, long, byte, blank, one]: readonly string[]): string {
  const code = short ?? long ?? byte;
  if (code !== undefined) {
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '';
  }
  return blank === undefined ? (ESCAPES.get(one ?? '') ?? one ?? '') : '';
}
