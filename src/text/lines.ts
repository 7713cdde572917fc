/**
 * Offsets to lines and columns. Everything inside the guard counts UTF-16 offsets; lines exist only in what is shown.
 *
 * Lines end in LF, CRLF or a lone CR, as editors count them (JavaScript's U+2028 does not end a line for them). The
 * index grows only as far as it is asked, so a finding at the top of a 50 MB file costs nothing, and it is linear:
 * both searches hop from line end to line end.
 */

import type { Span } from '../types.ts';

/** 1-based; columns in UTF-16 units, a leading byte-order mark without width. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LineIndex {
  /** The position of an offset. Offsets before or after the text are moved into it. */
  position(offset: number): Position;
  /** A line's text without its line end and without the byte-order mark; an empty span at the end when there is none. */
  line(line: number): Span;
}

/** @param text decoded source, a byte-order mark included */
export function lineIndex(text: string): LineIndex {
  const textStart = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  /** Start offsets of the lines found so far; the last one may still be open. */
  const starts: number[] = [0];
  let nextLf = text.indexOf('\n');
  let nextCr = text.indexOf('\r');
  let complete = false;

  /** Finds the next line start, or sets `complete`. */
  function grow(): void {
    if (nextLf === -1 && nextCr === -1) {
      complete = true;
      return;
    }
    let start: number;
    if (nextCr !== -1 && (nextLf === -1 || nextCr < nextLf)) {
      start = nextLf === nextCr + 1 ? nextCr + 2 : nextCr + 1;
    } else {
      start = nextLf + 1;
    }
    if (nextLf !== -1 && nextLf < start) nextLf = text.indexOf('\n', start);
    if (nextCr !== -1 && nextCr < start) nextCr = text.indexOf('\r', start);
    starts.push(start);
  }

  function start(index: number): number {
    return starts[index] ?? text.length;
  }

  return {
    position(offset) {
      const at = Math.max(textStart, Math.min(offset, text.length));
      while (!complete && start(starts.length - 1) <= at) grow();
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (start(middle) <= at) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: at - (low === 0 ? textStart : start(low)) + 1 };
    },

    line(line) {
      while (!complete && starts.length <= line) grow();
      if (line < 1 || line > starts.length) return { start: text.length, end: text.length };
      const from = line === 1 ? textStart : start(line - 1);
      let end = start(line);
      if (line < starts.length) {
        if (text.charCodeAt(end - 1) === 10) end--;
        if (text.charCodeAt(end - 1) === 13 && end > from) end--;
      }
      return { start: from, end };
    },
  };
}
