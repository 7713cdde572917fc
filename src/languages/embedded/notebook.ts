/**
 * Notebooks (.ipynb): the code cells, one after the other, as one module. What an escape of JSON stands for is one piece,
 * so that each fact stands where it stands in the file.
 */

import type { FileFacts, Span } from '../../types.ts';
import { type JsonString, readCells, unescaped } from './cells.ts';
import { CUT, withoutMagics } from './magics.ts';
import { asSnippets, CODE_DIALECTS, type CodeDialect, type Joined, joined, type Piece, scanJoined } from './pieces.ts';

/** The code of a notebook as one text. */
export interface NotebookCode extends Joined {
  readonly dialect: CodeDialect;
  /** The strings of each cell, as spans of the file, and where the cell begins in the code. */
  readonly cells: readonly CellCode[];
}

export interface CellCode {
  readonly strings: readonly Span[];
  readonly code: Span;
}

/** Between cells stands a line with a statement, so that nothing is merged or read across them. */
const BETWEEN = { py: '0\n', js: ';0;\n' };

/** What one notebook says. Never throws. */
export function scanNotebook(text: string, closely = false): FileFacts {
  const code = notebookCode(text);
  if (code === null) return { parts: [], allows: [], damage: null };
  const facts = scanJoined(code, code.dialect, closely);
  return { ...asSnippets(facts), damage: damageOf(text) ?? facts.damage };
}

/** The code of a notebook; null for a kernel whose language is not read. */
export function notebookCode(text: string): NotebookCode | null {
  const notebook = readCells(text);
  const dialect = dialectOf(notebook.languages);
  if (dialect === null) return null;
  const pieces: Piece[] = [];
  const cells: CellCode[] = [];
  let length = 0;
  const add = (piece: Piece): void => {
    pieces.push(piece);
    length += piece.text.length;
  };
  for (const strings of notebook.cells) {
    const start = length;
    for (const piece of piecesOf(strings, dialect)) add(piece);
    cells.push({ strings: strings.map(spanOf), code: { start, end: length } });
    const last = strings.at(-1);
    const lineEnd = length === start || pieces.at(-1)?.text.endsWith('\n') === true ? '' : '\n';
    const text = lineEnd + BETWEEN[dialect === 'py' ? 'py' : 'js'];
    add({ start: last === undefined ? 0 : spanOf(last).end - 1, text, size: 0 });
  }
  return { ...joined(pieces), dialect, cells };
}

/** What its kernel is called, of a notebook in another language; null for others. */
export function otherKernel(text: string): string | null {
  const { languages, kernel } = readCells(text);
  return dialectOf(languages) === null ? (kernel ?? languages[0] ?? '') : null;
}

/** Python where nothing is said, and where only something unknown is, beside what is known. */
function dialectOf(languages: readonly string[]): CodeDialect | null {
  for (const language of languages) {
    const dialect = CODE_DIALECTS.get(language);
    if (dialect !== undefined) return dialect;
  }
  return languages.length === 0 ? 'py' : null;
}

function spanOf({ start, text }: JsonString): Span {
  return { start, end: start + text.length };
}

const KEPT = new RegExp(`[^${CUT}]+`, 'g');

function* piecesOf(strings: readonly JsonString[], dialect: CodeDialect): Generator<Piece> {
  const pieces = strings.flatMap(({ start, text }) =>
    [...unescaped(text)].map((part): Piece => ({ start: start + part.at, text: part.text, size: part.raw.length })),
  );
  const code = pieces.map(({ text }) => text).join('');
  const plain = dialect === 'py' ? withoutMagics(code) : code;
  let from = 0;
  for (const { start, text, size } of plain === '' ? [] : pieces) {
    if (size !== undefined && size !== text.length) {
      if (plain.charAt(from) !== CUT) yield { start, text: plain.charAt(from), size };
    } else
      for (const { 0: kept, index } of plain.slice(from, from + text.length).matchAll(KEPT))
        yield { start: start + index, text: kept };
    from += text.length;
  }
}

function damageOf(text: string): FileFacts['damage'] {
  if (text.trim() === '') return null;
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return null;
  } catch {
    return { start: readCells(text).isCut ? text.length : 0, message: 'not JSON' };
  }
}
