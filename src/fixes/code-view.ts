/**
 * A notebook's code as one text, in which it is judged by lines and edited, and the way back: edits of the code as edits
 * of the JSON that holds it. A new line becomes a string of its own where the lines of the cell are strings of a list.
 */

import { type CellCode, type NotebookCode, notebookCode } from '../languages/embedded/notebook.ts';
import { codeFacts } from '../languages/embedded/pieces.ts';
import { dialectOf } from '../languages/index.ts';
import type { FileFacts, ImportFact } from '../types.ts';
import { type Change, type Edit, inOrder, textAfter } from './change.ts';

export interface CodeView {
  /** A name that says how the code reads. */
  readonly path: string;
  readonly text: string;
  readonly facts: FileFacts;
  /** Where in the code a place of the file is. */
  readonly back: (offset: number) => number;
  /** A change of the file's facts as one of the code's; null for one of other facts. */
  readonly changeIn: (change: Change) => Change | null;
  /** Edits of the code as edits of the file; null where the file would not hold the code that they make. */
  readonly inFile: (edits: readonly Edit[]) => Edit[] | null;
}

/** null for a file whose code stands in it as it is. */
export function codeViewOf(path: string, text: string, facts: FileFacts | null = null): CodeView | null {
  const code = dialectOf(path) === 'notebook' ? notebookCode(text) : null;
  if (code === null) return null;
  const own = codeFacts(code.code, code.dialect);
  const placed = new Map(
    (facts ?? own).parts.flatMap((part, at) => part.imports.map((fact, n) => [idOf(fact), [at, n]])),
  );
  return {
    path: `${path}.${code.dialect}`,
    text: code.code,
    facts: own,
    back: code.back,
    changeIn(change) {
      const [part = -1, number = -1] = placed.get(idOf(change.fact)) ?? [];
      const fact = own.parts[part]?.imports[number];
      const name = change.fact.names.findIndex((one) => one.start === change.imported?.start);
      return fact === undefined ? null : { ...change, fact, imported: fact.names[name] ?? null };
    },
    inFile(edits) {
      const joined = withoutSeams(edits);
      const inFile = joined.flatMap((edit) => editOfFile(text, code, edit) ?? []);
      const after = textAfter(text, { start: 0, end: text.length }, inFile);
      const wanted = textAfter(code.code, { start: 0, end: code.code.length }, joined);
      return notebookCode(after)?.code === wanted && isJson(after) ? inFile : null;
    },
  };
}

function idOf({ start, end, form, statement }: ImportFact): string {
  return `${start}:${end}:${form}:${statement.start}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}

/** Edits that touch each other as one. */
function withoutSeams(edits: readonly Edit[]): Edit[] {
  const apart: Edit[] = [];
  for (const edit of inOrder(edits)) {
    const last = apart.at(-1);
    if (last === undefined || edit.start > last.end) apart.push(edit);
    else
      apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, edit.end), text: last.text + edit.text };
  }
  return apart;
}

function editOfFile(text: string, { code, cells, place, placeEnd }: NotebookCode, edit: Edit): Edit | null {
  const cell = cells.find((one) => one.code.start <= edit.start && edit.end <= one.code.end + 1);
  if (cell === undefined || cell.strings.length === 0) return null;
  const stop = Math.min(edit.end, cell.code.end); // the line end behind a cell is not in it
  const isBehind =
    edit.start > cell.code.start && (edit.start === cell.code.end || code.charAt(edit.start - 1) !== '\n');
  const start = edit.start === edit.end && isBehind ? placeEnd(edit.start) : place(edit.start);
  const end = edit.start === edit.end ? start : placeEnd(stop);
  const first = cell.strings.findIndex((one) => one.end > start);
  const last = cell.strings.findIndex((one) => one.end > end);
  const [from, to] = [cell.strings[first], cell.strings[last]];
  if (from === undefined || to === undefined) return null;
  const isWhole = start === from.start + 1 && end === to.end - 1;
  const [before, behind] = [cell.strings[first - 1], cell.strings[last + 1]];
  if (edit.text === '' && isWhole && behind !== undefined) return { start: from.start, end: behind.start, text: '' };
  if (edit.text === '' && isWhole && before !== undefined) return { start: before.end, end: to.end, text: '' };
  const seam = seamOf(text, cell);
  const lines = edit.text.split(/(?<=\n)/);
  const written = lines.map((line) => JSON.stringify(line).slice(1, -1)).join(seam);
  const isOpen = edit.text.endsWith('\n') && end < to.end - 1;
  return { start, end, text: isOpen ? written + seam : written };
}

/** What stands between two lines of a cell, quotes included; nothing where one string holds them all. */
function seamOf(text: string, { strings: [first, second] }: CellCode): string {
  if (first === undefined) return '';
  if (second !== undefined) return `"${text.slice(first.end, second.start)}"`;
  const blanks = /\[(\s*)$/.exec(text.slice(Math.max(0, first.start - 200), first.start))?.[1];
  return blanks === undefined ? '' : `",${blanks}"`;
}
