/**
 * Some elements of a list as a list of their own, in its manner and with the comments that belong to them.
 */
import type { Edit } from '../change.ts';
import { isBlankBetween } from './layout.ts';
import { elementIndent, isOnLines, type List, type Region } from './list.ts';
import { regionText } from './taking-out.ts';
import { needsLines } from './tokens.ts';

/** An element with the edits in it; `text` where it stands in no list yet. */
export type Piece =
  | { readonly region: Region; readonly edits: readonly Edit[] }
  | { readonly region: null; readonly text: string };

/** Where a list is written. */
export interface Place {
  /** The blanks before its statement. */
  readonly indent: string;
  readonly eol: string;
  /** The blanks within braces, where the list has none. */
  readonly pad: string;
  /** How long the rest of the statement is. */
  readonly rest: number;
}

/** Lists that were on several lines are so again when their line is longer than this. */
const LONGEST_LINE = 80;

/** The list with its braces. */
export function printedList(text: string, list: List | null, pieces: readonly Piece[], place: Place): string {
  const last = pieces.length - 1;
  const pad = (list && paddingOf(text, list)) ?? place.pad;
  const line = `{${pad}${pieces.map((piece, index) => pieceText(text, piece, index < last)).join(' ')}${pad}}`;
  const isLong = place.rest + line.length > LONGEST_LINE && list !== null && last > 0 && isOnLines(text, list);
  if (!isLong && !pieces.some((piece) => bringsLines(text, piece))) return line;
  return printedLines(text, list, pieces, place);
}

function printedLines(text: string, list: List | null, pieces: readonly Piece[], { indent, eol }: Place): string {
  const isTrailing = (list?.elements.at(-1)?.comma ?? -1) >= 0;
  const inner = (list && elementIndent(text, list)) ?? indent + (indent.startsWith('\t') ? '\t' : '  ');
  const lines = pieces.map((piece, index) => {
    return inner + pieceText(text, piece, isTrailing || index < pieces.length - 1) + eol;
  });
  return `{${eol}${lines.join('')}${indent}}`;
}

function pieceText(text: string, piece: Piece, withComma: boolean): string {
  if (piece.region === null) return piece.text + (withComma ? ',' : '');
  return regionText(text, piece.region, piece.edits, withComma);
}

/** The blanks within the braces of a list on one line. */
function paddingOf(text: string, { open, elements }: List): string | null {
  const start = elements[0]?.start ?? open + 1;
  return isBlankBetween(text, open + 1, start) ? text.slice(open + 1, start) : null;
}

/** What belongs to an element runs over several lines, or ends its line. */
function bringsLines(text: string, { region }: Piece): boolean {
  if (region === null) return false;
  const isLine = region.comments.some(({ start }) => text.startsWith('//', start));
  return isLine || needsLines(regionText(text, region, [], false));
}
