/**
 * Which bracket belongs to which: braces by the skeleton's tables, round and square ones by searching backwards.
 */

import { CLOSE_BRACE, CLOSE_BRACKET, CLOSE_PAREN, OPEN_BRACE, OPEN_BRACKET, OPEN_PAREN } from './characters.ts';
import { lastBelow, type Skeleton, TEMPLATE } from './skeleton.ts';

/** The brace that opens at `at`, or -1. */
export function braceAt(skeleton: Skeleton, at: number): number {
  const index = lastBelow(skeleton.braceOpen, at + 1);
  return index >= 0 && skeleton.braceOpen[index] === at ? index : -1;
}

/** Offset of the `}` that closes the brace opened at `at`; -1 when it is never closed. */
export function closeOf(skeleton: Skeleton, at: number): number {
  return skeleton.braceClose[braceAt(skeleton, at)] ?? -1;
}

/** Offset of the `{` that the `}` at `at` closes; -1 when there is none. */
export function openOf(skeleton: Skeleton, at: number): number {
  const index = lastBelow(skeleton.closeAt, at + 1);
  if (index < 0 || skeleton.closeAt[index] !== at) return -1;
  return skeleton.braceOpen[skeleton.closeOf[index] ?? -1] ?? -1;
}

/**
 * Last offset before the opaque piece with the index `span`. A template's piece after a substitution takes the
 * substitution with it, whose `}` is part of the piece.
 */
export function pieceBefore(skeleton: Skeleton, span: number): number {
  const start = skeleton.spanStart[span] ?? 0;
  const open =
    skeleton.spanKind[span] === TEMPLATE && skeleton.text.charCodeAt(start) === CLOSE_BRACE
      ? openOf(skeleton, start)
      : -1;
  return (open < 0 ? start : open) - 1;
}

/**
 * Offset of the `(` or `[` that the `)` or `]` at `at` closes, found backwards; -1 when there is none within the same
 * braces. Both kinds are counted as one.
 */
export function openBracketOf(skeleton: Skeleton, at: number): number {
  const known = skeleton.openBrackets.get(at);
  if (known !== undefined) return known;
  const open = findOpenBracket(skeleton, at);
  skeleton.openBrackets.set(at, open);
  return open;
}

function findOpenBracket(skeleton: Skeleton, at: number): number {
  const { text, spanStart, spanEnd } = skeleton;
  let depth = 0;
  let span = lastBelow(spanStart, at);
  let i = at;
  while (i >= 0) {
    while (span >= 0 && (spanStart[span] ?? 0) > i) span--;
    if (span >= 0 && i < (spanEnd[span] ?? 0)) {
      i = pieceBefore(skeleton, span);
      continue;
    }
    const code = text.charCodeAt(i);
    let jump = -1;
    if (code === CLOSE_PAREN || code === CLOSE_BRACKET) {
      const known = i === at ? undefined : skeleton.openBrackets.get(i);
      if (known === undefined) depth++;
      else if (known < 0) return -1;
      else jump = known;
    } else if (code === OPEN_PAREN || code === OPEN_BRACKET) {
      depth--;
      if (depth === 0) return i;
    } else if (code === CLOSE_BRACE) {
      jump = openOf(skeleton, i);
      if (jump < 0) return -1;
    } else if (code === OPEN_BRACE) return -1;
    if (jump >= 0) {
      i = jump;
      span = lastBelow(spanStart, i);
    }
    i--;
  }
  return -1;
}

/** A walk backwards over what stands on one level: opaque pieces and bracketed text are passed as a whole. */
export interface Walk {
  /** Offset to look at next. */
  at: number;
  /** Index of a piece that begins at or before it, or -1. */
  span: number;
}

/** What `stepBack` gives where a bracket closes that nothing opened. */
export const LOST = -2;

/** A walk that begins at `at`. */
export function walkFrom(skeleton: Skeleton, at: number): Walk {
  return { at, span: lastBelow(skeleton.spanStart, at + 1) };
}

/** Offset of the next character on the level, an opening bracket included; -1 at the start of the text, or `LOST`. */
export function stepBack(skeleton: Skeleton, walk: Walk): number {
  const { text, spanStart, spanEnd } = skeleton;
  let { at, span } = walk;
  while (at >= 0) {
    while (span >= 0 && (spanStart[span] ?? 0) > at) span--;
    if (span >= 0 && at < (spanEnd[span] ?? 0)) {
      at = pieceBefore(skeleton, span);
      continue;
    }
    const code = text.charCodeAt(at);
    if (code !== CLOSE_BRACE && code !== CLOSE_PAREN && code !== CLOSE_BRACKET) {
      walk.at = at - 1;
      walk.span = span;
      return at;
    }
    const open = code === CLOSE_BRACE ? openOf(skeleton, at) : openBracketOf(skeleton, at);
    if (open < 0) return LOST;
    at = open - 1;
    span = lastBelow(spanStart, open);
  }
  return -1;
}
