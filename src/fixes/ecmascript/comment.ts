/**
 * `@import` in a comment whose lines begin with stars.
 */
import type { Span } from '../../types.ts';

/** The text with the stars of a statement's lines blanked, so that each place of it stays what it is. */
export function withoutStars(text: string, { start, end }: Span): string {
  const statement = text.slice(start, end).replace(/(\r\n?|\n)([ \t]*)\*/g, '$1$2 ');
  return text.slice(0, start) + statement + text.slice(end);
}

/** The comment around an offset. */
export function commentAround(text: string, at: number): Span | null {
  const start = text.lastIndexOf('/**', at);
  const close = text.indexOf('*/', at);
  return start < 0 || close < 0 ? null : { start, end: close + 2 };
}
