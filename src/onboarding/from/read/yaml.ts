/**
 * YAML as configurations of linters are written in it: maps and lists in block or flow style, quoted and plain scalars that
 * may go on in further lines, block scalars. What it does not know (anchors, tags, merge keys) is unread, with its place.
 */
import type { Spot, Value } from '../values.ts';

interface Line {
  readonly line: number;
  readonly indent: number;
  /** Without indentation, end and comment. */
  readonly text: string;
  /** As written. */
  readonly raw: string;
}

interface Cursor {
  readonly path: string;
  readonly lines: Line[];
  at: number;
}

const DEEPEST = 32;

/** What the first document of a YAML file states. */
export function readYaml(path: string, text: string): Value {
  const lines = text
    .split(/\r?\n/)
    .map((raw, at): Line => ({ line: at + 1, indent: raw.search(/\S|$/), text: withoutComment(raw).trim(), raw }));
  const cursor = { path, at: 0, lines: lines.filter((one) => !/^(?:---(?:\s|$)|%)/.test(one.raw)) };
  return readBlock(cursor, -1, 0) ?? { kind: 'null', spot: { path, line: 1 } };
}

/** Not within quotes: a quote opens where a scalar may begin, not in a word. */
function withoutComment(raw: string): string {
  let quote = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw.charAt(at);
    const before = raw.charAt(at - 1);
    if (quote !== '') {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
    } else if (char === '#' && /^\s?$/.test(before)) return raw.slice(0, at);
    else if ((char === '"' || char === "'") && /^[\s[{,:-]?$/.test(before)) quote = char;
  }
  return raw;
}

function peek(cursor: Cursor): Line | undefined {
  while (cursor.lines[cursor.at]?.text === '') cursor.at++;
  return cursor.lines[cursor.at];
}

function spotOf({ path }: Cursor, { line }: Line): Spot {
  return { path, line };
}

const ITEM = /^-(?:\s+|$)/;
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s'"[\]{},#&*!|>%@`?-][^#]*?|-[^\s][^#]*?))\s*:(?:\s+|$)/;

/** The value of the lines that stand deeper than `above`; undefined where none does. */
function readBlock(cursor: Cursor, above: number, depth: number): Value | undefined {
  const line = peek(cursor);
  if (line === undefined || line.indent <= above) return undefined;
  if (depth > DEEPEST) return skipped(cursor, line, above);
  if (ITEM.test(line.text)) return readItems(cursor, line.indent, depth);
  if (KEY.test(line.text)) return readMap(cursor, line.indent, depth);
  cursor.at++;
  return readScalar(cursor, line, line.text, above);
}

function skipped(cursor: Cursor, line: Line, above: number): Value {
  for (let next = peek(cursor); next !== undefined && next.indent > above; next = peek(cursor)) cursor.at++;
  return { kind: 'unread', spot: spotOf(cursor, line), code: line.text.slice(0, 60) };
}

function readItems(cursor: Cursor, indent: number, depth: number): Value {
  const first = peek(cursor);
  const items: Value[] = [];
  for (let line = peek(cursor); line?.indent === indent && ITEM.test(line.text); line = peek(cursor)) {
    const dash = ITEM.exec(line.text)?.[0].length ?? 1;
    items.push(behind(cursor, line, line.text.slice(dash), indent, indent + dash, depth));
  }
  return { kind: 'array', spot: { path: cursor.path, line: first?.line ?? 1 }, items };
}

/** What stands behind a dash: a map or list that begins on the same line, a scalar, or the lines below. */
function behind(cursor: Cursor, line: Line, rest: string, above: number, column: number, depth: number): Value {
  if (rest !== '' && (KEY.test(rest) || ITEM.test(rest))) {
    cursor.lines[cursor.at] = { ...line, indent: column, text: rest };
    return readBlock(cursor, above, depth + 1) ?? { kind: 'null', spot: spotOf(cursor, line) };
  }
  cursor.at++;
  return valueBehind(cursor, line, rest, above, depth);
}

function valueBehind(cursor: Cursor, line: Line, rest: string, above: number, depth: number): Value {
  if (rest === '') return readBlock(cursor, above, depth + 1) ?? { kind: 'null', spot: spotOf(cursor, line) };
  return readScalar(cursor, line, rest, above);
}

function readMap(cursor: Cursor, indent: number, depth: number): Value {
  const first = peek(cursor);
  const members: { key: string; value: Value }[] = [];
  const unread: { spot: Spot; code: string }[] = [];
  for (let line = peek(cursor); line?.indent === indent && !ITEM.test(line.text); line = peek(cursor)) {
    const [all = '', double, single, plain] = KEY.exec(line.text) ?? [];
    cursor.at++;
    if (all === '') {
      unread.push({ spot: spotOf(cursor, line), code: line.text.slice(0, 60) });
      continue;
    }
    const key = double === undefined ? (single?.replaceAll("''", "'") ?? plain ?? '') : unescaped(double);
    const rest = line.text.slice(all.length);
    const next = peek(cursor);
    // A list may stand as deep as its key.
    const isFlush = rest === '' && next?.indent === indent && ITEM.test(next.text);
    const value = isFlush ? readItems(cursor, indent, depth + 1) : valueBehind(cursor, line, rest, indent, depth);
    if (key === '<<') unread.push({ spot: spotOf(cursor, line), code: line.text.slice(0, 60) });
    else members.push({ key, value });
  }
  return { kind: 'object', spot: { path: cursor.path, line: first?.line ?? 1 }, members, unread };
}

// ------------------------------------------------------------------------------------------------------------ scalars

/** A scalar or something in flow style that begins in a line behind what was read of it, with the lines that go on. */
function readScalar(cursor: Cursor, line: Line, text: string, above: number): Value {
  const spot = spotOf(cursor, line);
  const block = /^([|>])[-+]?\d*[-+]?$/.exec(text)?.[1];
  if (block !== undefined) return { kind: 'string', spot, value: readBlockScalar(cursor, above, block === '>') };
  let all = text;
  for (let next = peek(cursor); next !== undefined && next.indent > above && isOpen(all); next = peek(cursor)) {
    all = `${all} ${next.text}`;
    cursor.at++;
  }
  if (!/^[[{]/.test(all)) return plainOrQuoted(spot, all);
  const flow = { text: all, at: 0, spot };
  const value = readFlow(flow, 0);
  return value !== null && flow.text.slice(flow.at).trim() === ''
    ? value
    : { kind: 'unread', spot, code: all.slice(0, 60) };
}

function readBlockScalar(cursor: Cursor, above: number, folds: boolean): string {
  const found: string[] = [];
  for (let line = cursor.lines[cursor.at]; line !== undefined; line = cursor.lines[cursor.at]) {
    if (line.raw.trim() !== '' && line.indent <= above) break;
    found.push(line.raw.trim());
    cursor.at++;
  }
  return found.join(folds ? ' ' : '\n').trim();
}

/** Whether lines that stand deeper belong to it: brackets or a quote are open, or it is plain. */
function isOpen(text: string): boolean {
  const quote = text.charAt(0);
  if (quote === '"') return !/^"(?:[^"\\]|\\.)*"$/.test(text);
  if (quote === "'") return !/^'(?:[^']|'')*'$/.test(text);
  if (!/^[[{]/.test(text)) return true;
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '');
  return bare.split(/[[{]/).length > bare.split(/[\]}]/).length;
}

function plainOrQuoted(spot: Spot, text: string): Value {
  const double = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1];
  if (double !== undefined) return { kind: 'string', spot, value: unescaped(double) };
  const single = /^'((?:[^']|'')*)'$/s.exec(text)?.[1];
  if (single !== undefined) return { kind: 'string', spot, value: single.replaceAll("''", "'") };
  if (/^[&*!"'`@%]/.test(text)) return { kind: 'unread', spot, code: text.slice(0, 60) };
  if (/^(?:true|false)$/i.test(text)) return { kind: 'boolean', spot, value: /^t/i.test(text) };
  if (/^(?:null|~)?$/i.test(text)) return { kind: 'null', spot };
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return { kind: 'number', spot, value: Number(text) };
  return { kind: 'string', spot, value: text };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
]);

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_all, long, short, one) => {
    const code: unknown = long ?? short;
    if (typeof code === 'string') return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES.get(String(one)) ?? String(one);
  });
}

interface Flow {
  readonly text: string;
  readonly spot: Spot;
  at: number;
}

/** `[…]`, `{…}` or a scalar in one of them; null for anything else. */
function readFlow(flow: Flow, depth: number): Value | null {
  const { spot } = flow;
  skipBlanks(flow);
  const open = flow.text.charAt(flow.at);
  if (depth > DEEPEST) return null;
  if (open !== '[' && open !== '{') return plainOrQuoted(spot, flowScalar(flow));
  flow.at++;
  const items: Value[] = [];
  const members: { key: string; value: Value }[] = [];
  for (;;) {
    skipBlanks(flow);
    if (flow.text.charAt(flow.at) === ',') flow.at++;
    else if (flow.text.charAt(flow.at) === (open === '[' ? ']' : '}')) break;
    else if (flow.at >= flow.text.length) return null;
    else if (open === '[') {
      const item = readFlow(flow, depth + 1);
      if (item === null) return null;
      items.push(item);
    } else {
      const key = plainOrQuoted(spot, flowScalar(flow));
      skipBlanks(flow);
      if (flow.text.charAt(flow.at) !== ':' || !('value' in key)) return null;
      flow.at++;
      const value = readFlow(flow, depth + 1);
      if (value === null) return null;
      members.push({ key: String(key.value), value });
    }
  }
  flow.at++;
  return open === '[' ? { kind: 'array', spot, items } : { kind: 'object', spot, members, unread: [] };
}

function skipBlanks(flow: Flow): void {
  while (/\s/.test(flow.text.charAt(flow.at))) flow.at++;
}

const FLOW_SCALAR = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:[^,[\]{}:]|:(?=\S)(?![,[\]{}]))+/y;

function flowScalar(flow: Flow): string {
  FLOW_SCALAR.lastIndex = flow.at;
  const found = FLOW_SCALAR.exec(flow.text)?.[0] ?? flow.text.charAt(flow.at);
  flow.at += found.length;
  return found.trim();
}
