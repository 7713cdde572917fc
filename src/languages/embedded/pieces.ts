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
  const starts: number[] = [];
  let code = '';
  for (const { text } of pieces) {
    starts.push(code.length);
    code += text;
  }
  const place: OffsetMap = (offset) => {
    const index = Math.max(0, lastBelow(starts, offset + 1));
    return (pieces[index]?.start ?? 0) + offset - (starts[index] ?? 0);
  };
  return placeFacts(dialect === 'py' ? scanPython(code, 'py', closely) : scanEcmascript(code, dialect), place);
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
