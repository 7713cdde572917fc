/**
 * Where a statement stands: on a line of its own, so that others can stand on lines before it, or behind a colon or `;`,
 * where they are joined to it.
 */
import {
  BACKSLASH,
  CR,
  HASH,
  LF,
  lineEnd,
  skipBlanks,
  skipLineBreak,
  trimBlanks,
} from '../../languages/python/lexical.ts';
import type { Span } from '../../types.ts';

const BYTE_ORDER_MARK = 0xfeff;

/** Start of the physical line: behind a line break, or behind the file's byte-order mark. */
export function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isLineBreak(text.charCodeAt(start - 1))) start -= 1;
  return start === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : start;
}

function isLineBreak(code: number): boolean {
  return code === LF || code === CR;
}

/** Start of the line break that ends before `at`; `at` where none does. */
export function breakBefore(text: string, at: number): number {
  if (!isLineBreak(text.charCodeAt(at - 1))) return at;
  return text.charCodeAt(at - 1) === LF && text.charCodeAt(at - 2) === CR ? at - 2 : at - 1;
}

/** The indentation of a statement that begins its logical line; null for any other. */
export function indentOf(text: string, { start }: Span): string | null {
  const from = trimBlanks(text, start);
  const isFirst = from === 0 || isLineBreak(text.charCodeAt(from - 1)) || text.charCodeAt(from - 1) === BYTE_ORDER_MARK;
  const isContinued = text.charCodeAt(breakBefore(text, from) - 1) === BACKSLASH;
  return isFirst && !isContinued ? text.slice(from, start) : null;
}

/** The line break that ends a statement's line, else the one before it. */
export function lineBreakAt(text: string, { start, end }: Span): string {
  const at = lineEnd(text, end);
  if (at < text.length) return text.slice(at, skipLineBreak(text, at));
  const from = lineStart(text, start);
  return text.slice(breakBefore(text, from), from) || '\n';
}

/** The comment that follows on a line; null where anything else does, or nothing. */
export function commentBehind(text: string, at: number): Span | null {
  const start = skipBlanks(text, at);
  return text.charCodeAt(start) === HASH ? { start, end: lineEnd(text, start) } : null;
}
