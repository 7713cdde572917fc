/**
 * Which files of a large reading need not be scanned: those in whose bytes nothing stands that any rule could speak of.
 *
 * What must stand there is said by the rules' required texts and, for every other way to spell them, by prefilter/patterns.ts. A
 * file is searched in two steps: first, in one pass, for the fixed letters of all patterns (Aho and Corasick, 1975, as a
 * table from state and byte to state), which most files do not hold; then, where they stand, by the patterns themselves.
 */
import { isContainer } from '../languages/index.ts';
import type { RequiredPath } from '../required-text/required.ts';
import { kindOf } from '../text/decode.ts';
import { DIALECTS, type Dialect } from '../types.ts';

/** What is searched for in files of one language: plain data, for threads. */
export interface Search {
  /** One character a byte; whatever a pattern matches, with a line end after the last line, holds one of these. */
  readonly literals: readonly string[];
  /** All patterns as one expression over text with one character a byte, flag `m`. */
  readonly expression: string;
}

/** null for a language: all its files are scanned. */
export interface Prefilter {
  readonly js: Search | null;
  readonly py: Search | null;
  /** Files to be scanned whatever is in them. */
  readonly paths: readonly RequiredPath[];
}

export const SCAN_ALL: Prefilter = { js: null, py: null, paths: [] };

/** What a prefilter says of files; null when all are scanned. */
export interface SkipTest {
  /** Whether a file is to be scanned for where it stands, whatever is in it. */
  mustScan(path: string): boolean;
  /** Whether nothing stands in the bytes that any rule could speak of. The same for one blob wherever it stands. */
  canSkip(bytes: Buffer, dialect: Dialect | null): boolean;
}

/** Only text can be told by its bytes. */
export function skipTest({ js, py, paths }: Prefilter): SkipTest | null {
  if (js === null && py === null) return null;
  const tests = { js: js === null ? null : searchFor(js), py: py === null ? null : searchFor(py) };
  const named = new Set(paths.flatMap(({ text, as }) => (as === 'path' ? [text] : [])));
  const parts = paths.flatMap(({ text, as }) => (as === 'part' ? [text] : []));
  return {
    mustScan: (path) => named.has(path) || parts.some((part) => path.includes(part)),
    canSkip(bytes, dialect) {
      // Containers have attributes and entities, which the searches of scripts do not know.
      const language = dialect === null || isContainer(dialect) ? null : DIALECTS[dialect];
      const found = language === null ? null : tests[language];
      return found !== null && kindOf(bytes) === 'text' && !found(bytes);
    },
  };
}

/** Whether bytes hold what is searched for. */
export function searchFor({ literals, expression }: Search): (bytes: Buffer) => boolean {
  let compiled: RegExp | null = null;
  const isFoundIn = (text: string): boolean => {
    compiled ??= new RegExp(expression, 'm');
    return compiled.test(text);
  };
  if (literals.includes('')) return (bytes) => isFoundIn(bytes.toString('latin1'));
  return lineSearch(literals, (bytes, start, end) => isFoundIn(bytes.toString('latin1', start, end)));
}

/**
 * Whether some line that holds one of the texts passes a test; it is given as start and end. No pattern leads over a line's
 * end, as to grep there is nothing else than lines, so only lines with letters of one are looked along.
 */
export function lineSearch(
  texts: readonly string[],
  passes: (bytes: Buffer, start: number, end: number) => boolean,
): (bytes: Buffer) => boolean {
  const placeIn = literalPlaces(texts);
  return (bytes) => {
    for (let place = placeIn(bytes, 0); place >= 0; ) {
      const found = bytes.indexOf(LINE_END, place);
      const end = found < 0 ? bytes.length : found;
      const start = end === 0 ? 0 : bytes.lastIndexOf(LINE_END, end - 1) + 1;
      if (passes(bytes, start, end)) return true;
      place = end < bytes.length ? placeIn(bytes, end + 1) : -1;
    }
    return false;
  };
}

const LINE_END = 10;

/** Whether bytes, with a line end after them, hold one of the texts. An empty text is everywhere. */
export function literalSearch(texts: readonly string[]): (bytes: Uint8Array) => boolean {
  if (texts.includes('')) return () => true;
  const placeIn = literalPlaces(texts);
  return (bytes) => placeIn(bytes, 0) >= 0;
}

/**
 * Where the first of some texts that begins at a place or behind it has its last byte: behind all bytes for a text that
 * needs the line end there, -1 where none stands. No text is empty.
 */
function literalPlaces(texts: readonly string[]): (bytes: Uint8Array, from: number) => number {
  const { columns, table } = automaton([...new Set(texts)].map((text) => Buffer.from(text, 'latin1')));
  return (bytes, from) => {
    let state = 0;
    for (let at = from; at < bytes.length; at++) {
      state = table[state + (columns[bytes[at] as number] as number)] as number;
      if (state < 0) return at;
    }
    return (table[state + (columns[10] ?? 0)] ?? 0) < 0 ? bytes.length : -1;
  };
}

/**
 * States are row starts (number × width); a negative entry is a match. Bytes that stand in no text share a column, so
 * thousands of texts make a table of a few megabytes.
 */
function automaton(texts: readonly Uint8Array[]): { columns: Uint16Array; table: Int32Array } {
  const columns = new Uint16Array(256);
  let width = 1; // column 0: bytes that stand in no text
  for (const text of texts) for (const byte of text) if (columns[byte] === 0) columns[byte] = width++;
  const most = texts.reduce((sum, text) => sum + text.length, 1);
  const next = new Int32Array(most * width);
  const final = new Uint8Array(most);
  let states = 1;
  for (const text of texts) {
    let state = 0;
    for (const byte of text) {
      const place = state * width + (columns[byte] ?? 0);
      if (next[place] === 0) next[place] = states++;
      state = next[place] ?? 0;
    }
    final[state] = 1;
  }
  // Breadth first: a missing step goes where it goes from the longest proper suffix.
  const suffix = new Int32Array(states);
  const queue: number[] = [];
  for (let column = 0; column < width; column++) if (next[column]) queue.push(next[column] ?? 0);
  for (const state of queue) {
    const other = suffix[state] ?? 0;
    if (final[other] === 1) final[state] = 1;
    for (let column = 0; column < width; column++) {
      const place = state * width + column;
      const target = next[place] ?? 0;
      const instead = next[other * width + column] ?? 0;
      if (target === 0) next[place] = instead;
      else {
        suffix[target] = instead;
        queue.push(target);
      }
    }
  }
  const table = next.slice(0, states * width);
  for (let place = 0; place < table.length; place++) {
    const target = table[place] ?? 0;
    table[place] = final[target] === 1 ? -1 : target * width;
  }
  return { columns, table };
}
