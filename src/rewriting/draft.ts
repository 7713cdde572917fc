/**
 * A text while it is edited, once or several times: what is kept of the original and what was written between. So edits of
 * edits become edits of the original, and it is known where a place of the original stands now.
 */

import { type Edit, inOrder } from '../fixes/change.ts';
import { pushAll } from '../text/lists.ts';
import type { Span } from '../types.ts';

export interface Draft {
  readonly original: string;
  readonly text: string;
  /** What makes this text of the original, in order and apart. */
  readonly edits: readonly Edit[];
  /** Edited further; offsets count in `text`. @returns null when edits overlap, or lie outside */
  edited(edits: readonly Edit[]): Draft | null;
  /** Where a span of the original stands now, with all that was written in it and at its ends. */
  around(span: Span): Span;
  /** The same without what was written at its ends: where something stands that was not edited. */
  kept(span: Span): Span;
}

/** A part of the original, or a text that was written. */
type Piece = Span | string;

/** A text that is not edited yet. */
export function draftOf(original: string): Draft {
  return draft(original, [{ start: 0, end: original.length }]);
}

function draft(original: string, pieces: readonly Piece[]): Draft {
  const text = pieces
    .map((piece) => (typeof piece === 'string' ? piece : original.slice(piece.start, piece.end)))
    .join('');
  const edits = editsOf(original, pieces);
  return {
    original,
    text,
    edits,
    edited(more) {
      const next = cut(pieces, inOrder(more), text.length);
      return next === null ? null : draft(original, next);
    },
    around: ({ start, end }) => ({ start: placeOf(start, edits, 'before'), end: placeOf(end, edits, 'behind') }),
    kept: ({ start, end }) => ({ start: placeOf(start, edits, 'behind'), end: placeOf(end, edits, 'before') }),
  };
}

/** What is missing between two kept parts, and what stands there. */
function editsOf(original: string, pieces: readonly Piece[]): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let text = '';
  for (const piece of [...pieces, { start: original.length, end: original.length }]) {
    if (typeof piece === 'string') text += piece;
    else {
      if (text !== '' || piece.start > at) edits.push({ start: at, end: piece.start, text });
      at = piece.end;
      text = '';
    }
  }
  return edits;
}

/** The pieces with edits in them. */
function cut(pieces: readonly Piece[], edits: readonly Edit[], length: number): Piece[] | null {
  const taken = taker(pieces);
  const next: Piece[] = [];
  let at = 0;
  for (const { start, end, text } of edits) {
    if (start < at || end < start || end > length) return null;
    pushAll(next, taken(start - at));
    taken(end - start);
    if (text !== '') next.push(text);
    at = end;
  }
  pushAll(next, taken(length - at));
  return next;
}

/** Takes the next so many units off a list of pieces. */
function taker(pieces: readonly Piece[]): (units: number) => Piece[] {
  let index = 0;
  let used = 0;
  return (units) => {
    const taken: Piece[] = [];
    let left = units;
    while (left > 0) {
      const piece = pieces[index];
      if (piece === undefined) break;
      const count = Math.min(left, lengthOf(piece) - used);
      taken.push(part(piece, used, used + count));
      left -= count;
      used += count;
      if (used === lengthOf(piece)) {
        index++;
        used = 0;
      }
    }
    return taken;
  };
}

function lengthOf(piece: Piece): number {
  return typeof piece === 'string' ? piece.length : piece.end - piece.start;
}

function part(piece: Piece, from: number, to: number): Piece {
  return typeof piece === 'string' ? piece.slice(from, to) : { start: piece.start + from, end: piece.start + to };
}

/** Where an offset of the original stands: before or behind what was written at it. */
function placeOf(offset: number, edits: readonly Edit[], side: 'before' | 'behind'): number {
  let shift = 0;
  for (const { start, end, text } of edits) {
    if (start > offset || (start === offset && (side === 'before' || end > start))) break;
    if (end > offset) return start + shift + (side === 'before' ? 0 : text.length);
    shift += text.length - (end - start);
  }
  return offset + shift;
}
