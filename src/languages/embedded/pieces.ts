/**
 * Code that stands in pieces among other text: put together as one text, with the way from its offsets back to the file's.
 */

import type { FileFacts } from '../../types.ts';
import { type EcmascriptDialect, scanEcmascript } from '../ecmascript/scan.ts';
import { lastBelow } from '../ecmascript/skeleton.ts';
import { scanPython } from '../python/scan.ts';
import { type OffsetMap, placeFacts } from './placing.ts';

/** What embedded code is read as. */
export type CodeDialect = EcmascriptDialect | 'py';

/** What people call the languages that are read, in fences, directives and notebooks. */
export const CODE_DIALECTS: ReadonlyMap<string, CodeDialect> = new Map<string, CodeDialect>([
  ...['python', 'py', 'python3', 'pycon', 'ipython', 'ipython3'].map((name) => [name, 'py'] as const),
  ...['ts', 'typescript', 'mts', 'cts'].map((name) => [name, 'ts'] as const),
  ...['js', 'javascript', 'jsx', 'mjs', 'cjs'].map((name) => [name, 'js'] as const),
  ['tsx', 'tsx'],
]);

/** A piece of code, and where it begins in the file; as long there as here, but for a last character of its own. */
export interface Piece {
  readonly start: number;
  readonly text: string;
  /** How long it is in the file, where it is written in another way there. */
  readonly size?: number;
}

/** Pieces as one text, with the ways between its offsets and the file's. */
export interface Joined {
  readonly code: string;
  /** Where a character stands in the file. */
  readonly place: OffsetMap;
  /** Where what ends before an offset ends in the file. */
  readonly placeEnd: OffsetMap;
  /** Where in the code a place of the file is, or the first one behind it. */
  readonly back: OffsetMap;
}

/** A line of a file without its line end. */
export type Line = Piece;

export function* linesOf(text: string): Generator<Line> {
  const end = /\r\n?|\n/g;
  let start = 0;
  for (let match = end.exec(text); match !== null; match = end.exec(text)) {
    yield { start, text: text.slice(start, match.index) };
    start = end.lastIndex;
  }
  yield { start, text: text.slice(start) };
}

/** Facts of lines that are code, with their places in the file. */
export function scanLines(lines: readonly Line[], dialect: CodeDialect, closely: boolean): FileFacts {
  return scanPieces(
    lines.map(({ start, text }) => ({ start, text: `${text}\n` })),
    dialect,
    closely,
  );
}

/** Facts of pieces of code, with their places in the file. */
export function scanPieces(pieces: readonly Piece[], dialect: CodeDialect, closely: boolean): FileFacts {
  if (pieces.length === 0) return { parts: [], allows: [], damage: null };
  return scanJoined(joined(pieces), dialect, closely);
}

/** Pieces of code, ascending, as one text. */
export function joined(pieces: readonly Piece[]): Joined {
  const starts: number[] = [];
  const places: number[] = [];
  const texts: string[] = [];
  let length = 0;
  for (const { start, text } of pieces) {
    starts.push(length);
    places.push(start);
    texts.push(text);
    length += text.length;
  }
  const from = (offset: number, index: number, size: number): number => {
    const { start = 0, text = '', size: own = text.length } = pieces[index] ?? {};
    const inside = offset - (starts[index] ?? 0) + size;
    return start + (own === text.length ? inside : inside === 0 ? 0 : own);
  };
  return {
    code: texts.join(''),
    place: (offset) => from(offset, Math.max(0, lastBelow(starts, offset + 1)), 0),
    placeEnd: (offset) => from(offset - 1, Math.max(0, lastBelow(starts, offset)), 1),
    back: (offset) => {
      const index = Math.max(0, lastBelow(places, offset + 1));
      const inside = offset - (places[index] ?? 0);
      return (starts[index] ?? 0) + Math.max(0, Math.min(inside, pieces[index]?.text.length ?? 0));
    },
  };
}

/** Facts of a text that stands in pieces, with their places in the file. */
export function scanJoined({ code, place, placeEnd }: Joined, dialect: CodeDialect, closely: boolean): FileFacts {
  return placeFacts(codeFacts(code, dialect, closely), place, placeEnd);
}

/** Facts of a text in one of the languages. */
export function codeFacts(code: string, dialect: CodeDialect, closely = false): FileFacts {
  return dialect === 'py' ? scanPython(code, 'py', closely) : scanEcmascript(code, dialect);
}

/** Of a session with prompts (`>>>`, `...`) only what was typed. */
export function typedLines(lines: readonly Line[]): readonly Line[] {
  const first = lines.find(({ text }) => text.trim() !== '');
  if (first?.text.trimStart().startsWith('>>>') !== true) return lines;
  return lines.flatMap((line) => {
    const prompt = /^\s*(?:>>>|\.\.\.)(?: |$)/.exec(line.text)?.[0].length;
    return prompt === undefined ? [] : [{ start: line.start + prompt, text: line.text.slice(prompt) }];
  });
}

/** Snippets leave things out on purpose: they are not called damaged, and export nothing. */
export function asSnippets(facts: FileFacts): FileFacts {
  const parts = facts.parts.map((part) => (part.exports === null ? part : { ...part, exports: [] }));
  return { ...facts, parts, damage: null };
}
