/**
 * How a text is laid out around a place: its lines, their ends and their indentation.
 */
import { isLineEnd, isSpace } from '../../languages/ecmascript/characters.ts';
import { lineEnd, newlineBetween } from '../../languages/ecmascript/skeleton.ts';
import type { Span } from '../../types.ts';

/** Where the line of an offset begins. */
export function lineStart(text: string, at: number): number {
  let i = at;
  while (i > 0 && !isLineEnd(text.charCodeAt(i - 1))) i--;
  return i;
}

/** Where the line after an offset begins; the text's length when there is none. */
export function nextLine(text: string, at: number): number {
  const end = lineEnd(text, at);
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
}

/** Nothing but blanks, and no line end, stands between two offsets. */
export function isBlankBetween(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isSpace(text.charCodeAt(i)) || isLineEnd(text.charCodeAt(i))) return false;
  return true;
}

/** Two offsets lie on one line. */
export function isOneLine(text: string, from: number, to: number): boolean {
  return !newlineBetween(text, from, to);
}

/**
 * What a line begins with, up to an offset, where that is only blanks, or the signs of a quotation in Markdown; null where
 * something else stands there.
 */
function indentBefore(text: string, at: number): string | null {
  const start = lineStart(text, at);
  const before = text.slice(start, at);
  if (isBlankBetween(text, start, at)) return before.replace('\ufeff', '');
  const isQuoted = /^(?:[ \t]*>)+[ \t]*$/.test(before) && /^[ \t]*>/.test(text.slice(lineStart(text, start - 1)));
  return isQuoted ? before : null;
}

/** The blanks that the line of an offset begins with. */
export function indentOfLine(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? '';
}

/** The line end that is used near an offset: the one that follows, or the one before. */
export function lineBreakNear(text: string, at: number): string {
  const next = lineEnd(text, at);
  const end = next < text.length ? next : lineStart(text, at) - 1;
  if (end < 0) return '\n';
  return text.startsWith('\r\n', end) || text.startsWith('\r\n', end - 1) ? '\r\n' : text.charAt(end);
}

/** Where blanks before an offset begin. */
export function blanksBefore(text: string, at: number): number {
  let i = at;
  while (i > 0 && isSpace(text.charCodeAt(i - 1)) && !isLineEnd(text.charCodeAt(i - 1))) i--;
  return i;
}

/** Where blanks after an offset end. */
export function blanksAfter(text: string, at: number): number {
  let i = at;
  while (i < text.length && isSpace(text.charCodeAt(i)) && !isLineEnd(text.charCodeAt(i))) i++;
  return i;
}

/** The significant character before an offset, comments passed over; '' at the start of the text. */
export function markBefore(text: string, at: number): string {
  let i = at;
  for (;;) {
    while (i > 0 && isSpace(text.charCodeAt(i - 1))) i--;
    if (text.endsWith('*/', i) && text.lastIndexOf('/*', i - 3) >= 0) i = text.lastIndexOf('/*', i - 3);
    else {
      const comment = /^\s*\/\//.test(text.slice(lineStart(text, i), i));
      if (!comment) return text.charAt(i - 1);
      i = lineStart(text, i);
    }
  }
}

/** One span lies in another. */
export function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** What stands between a new statement and the one before which it is put. */
export function separator(text: string, { start }: Span, semicolon: boolean): string {
  const indent = indentBefore(text, start);
  if (indent === null && semicolon) return ' ';
  return lineBreakNear(text, start) + (indent ?? indentOfLine(text, start));
}
