/**
 * Notebooks (.ipynb): the code cells, one after the other, as one module. A cell's text is JSON strings; what an escape
 * stands for is one piece, so that each fact stands where it stands in the file.
 */

import type { FileFacts } from '../../types.ts';
import { asSnippets, CODE_DIALECTS, type Piece, scanPieces } from './pieces.ts';

/** What one notebook says. Never throws. */
export function scanNotebook(text: string, closely = false): FileFacts {
  const { cells, language } = readCells(text);
  const dialect = CODE_DIALECTS.get(language) ?? null;
  if (dialect === null) return { parts: [], allows: [], damage: null };
  const pieces = cells.flatMap((strings) => [...cellPieces(strings, dialect === 'py'), lineEnd(strings)]);
  return asSnippets(scanPieces(pieces, dialect, closely));
}

/** The strings of a cell's source, quotes included. */
type Strings = readonly Piece[];

interface Notebook {
  readonly cells: readonly Strings[];
  /** Python where the notebook does not say. */
  readonly language: string;
}

/** A string, to the end of the text where it is not closed, or a mark. */
const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|[[\]{}:,]/g;

/** What is looked for lies no deeper. */
const DEEPEST = 4;

/** One container of JSON that is open: for objects the key that a value is for. */
interface Open {
  readonly isObject: boolean;
  key: string;
  isKey: boolean;
}

function readCells(text: string): Notebook {
  const cells: Strings[] = [];
  let language = 'python';
  let source: Piece[] = [];
  let isCode = false;
  const open: Open[] = [];
  const path = (): string =>
    open.length > DEEPEST ? '' : open.map(({ isObject, key }) => (isObject ? key : '*')).join('/');
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [token] = match;
    const top = open.at(-1);
    if (token === '{' || token === '[') {
      if (path() === 'cells/*') [source, isCode] = [[], false];
      open.push({ isObject: token === '{', key: '', isKey: true });
    } else if (token === '}' || token === ']') {
      open.pop();
      if (path() === 'cells/*' && token === '}' && isCode) cells.push(source);
    } else if (top !== undefined && (token === ':' || token === ',')) top.isKey = token === ',';
    else if (top?.isObject === true && top.isKey) top.key = token.slice(1, -1);
    else if (token.startsWith('"')) {
      const where = path();
      if (where === 'cells/*/cell_type') isCode = token === '"code"';
      if (where === 'cells/*/source' || where === 'cells/*/source/*') source.push({ start: match.index, text: token });
      if (where === 'metadata/kernelspec/language' || where === 'metadata/language_info/name')
        language = token.slice(1, -1).toLowerCase();
    }
  }
  return { cells, language };
}

const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|[\s\S])/g;

/** Magics, commands of the shell, and questions: lines that only IPython reads. */
const MAGIC = /^[^\S\n]*(?:%{1,2}[A-Za-z]\w*(?:[^\S\n].*)?|!{1,2}[^=\s].*|\?.*|[^#'"\n]*\?[^\S\n]*)$/gm;

/** A cell's code. */
function cellPieces(strings: Strings, isPython: boolean): Piece[] {
  const pieces = strings.flatMap(({ start, text }) => decoded(text, start));
  const code = pieces.map(({ text }) => text).join('');
  if (!isPython) return pieces;
  if (/^\s*%%(?!time|timeit|capture|prun)/.test(code)) return [];
  const plain = code.replace(MAGIC, (line) => ' '.repeat(line.length));
  let from = 0;
  return pieces.map(({ start, text }) => {
    const begin = from;
    from += text.length;
    return { start, text: plain.slice(begin, from) };
  });
}

/** The pieces of a JSON string: what stands as it is, and each escape. */
function decoded(token: string, start: number): Piece[] {
  const pieces: Piece[] = [];
  let from = 1;
  const add = (end: number): void => {
    if (end > from) pieces.push({ start: start + from, text: token.slice(from, end) });
  };
  for (const match of token.matchAll(ESCAPE)) {
    add(match.index);
    pieces.push({ start: start + match.index, text: unescaped(match[0]) });
    from = match.index + match[0].length;
  }
  add(token.length - 1);
  return pieces;
}

function unescaped(written: string): string {
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    return ' ';
  }
}

function lineEnd(strings: Strings): Piece {
  const last = strings.at(-1);
  return { start: last === undefined ? 0 : last.start + last.text.length - 1, text: '\n' };
}
