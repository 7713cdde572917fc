/**
 * How far a long reading has come: one line on a terminal that is gone when there is something to say. Elsewhere, and
 * for what takes no time, nothing.
 */
import type { Io } from './define.ts';

/** Milliseconds from the start of the process until the first line, and between two. */
const FIRST = 700;
const NEXT = 100;

export interface Progress {
  /** @param what how so many of so many are called; default: files read */
  tell(done: number, of: number, what?: string): void;
  /** Takes the line away. */
  end(): void;
}

/** A line on standard error, if that is a terminal. */
export function progressLine(io: Pick<Io, 'interactive' | 'elapsed' | 'stderr'>): Progress {
  if (!io.interactive) return { tell: () => {}, end: () => {} };
  let next = FIRST;
  let shown = false;
  return {
    tell(done, of, what = 'files read') {
      if (io.elapsed() < next) return;
      next = io.elapsed() + NEXT;
      shown = true;
      io.stderr(`\r${done.toLocaleString('en')} of ${of.toLocaleString('en')} ${what}\u001b[K`);
    },
    end() {
      if (shown) io.stderr('\r\u001b[K');
      shown = false;
    },
  };
}
