/**
 * A Python text in which every logical line is one line and nothing but code stands: strings are blanked between their
 * quotes, comments altogether, line breaks inside of statements are blanks. Offsets stay.
 */
import { BACKSLASH, HASH, isTriple, lineEnd, plainStringEnd, skipLineBreak, tripleStringEnd } from './lexical.ts';
import { bracketStep, isFormatString, isQuote, readFormatString } from './strings.ts';

const STOP = /["'#()[\]{}\\\r\n]/g;

/** The text with one line for each logical line; null where a string or bracket does not end. */
export function flatten(text: string): string | null {
  const pieces: string[] = [];
  let depth = 0;
  let from = 0;
  for (;;) {
    STOP.lastIndex = from;
    const stop = STOP.test(text) ? STOP.lastIndex - 1 : text.length;
    pieces.push(text.slice(from, stop));
    if (stop >= text.length) return depth === 0 ? pieces.join('') : null;
    const code = text.charCodeAt(stop);
    if (isQuote(code)) {
      from = stringEnd(text, stop);
      if (from < 0) return null;
      pieces.push(`"${' '.repeat(from - stop - 2)}"`);
    } else if (code === HASH) {
      from = lineEnd(text, stop);
      pieces.push(' '.repeat(from - stop));
    } else if (code === BACKSLASH) {
      from = skipLineBreak(text, stop + 1);
      pieces.push(' '.repeat(from - stop));
    } else {
      depth += bracketStep(code);
      if (depth < 0) return null;
      const isBreak = bracketStep(code) === 0;
      pieces.push(isBreak && depth > 0 ? ' ' : text.charAt(stop));
      from = stop + 1;
    }
  }
}

/** End of the string whose opening quote stands at `quote`, or -1. */
function stringEnd(text: string, quote: number): number {
  if (isFormatString(text, quote)) {
    const { end } = readFormatString(text, quote);
    if (end >= 0) return end;
  }
  return isTriple(text, quote) ? tripleStringEnd(text, quote) : plainStringEnd(text, quote);
}

/** A logical line of code. */
export interface LogicalLine {
  readonly start: number;
  /** Without blanks around it. */
  readonly text: string;
  readonly indent: number;
}

/** The lines of a flattened text that hold code. */
export function* logicalLines(flat: string): Generator<LogicalLine> {
  for (const found of flat.matchAll(/[^\r\n]+/g)) {
    const blanks = /^[\s\ufeff]*/.exec(found[0])?.[0] ?? '';
    const text = found[0].slice(blanks.length).trimEnd();
    if (text !== '') yield { start: found.index + blanks.length, text, indent: columnIn(blanks) };
  }
}

/** The column behind blanks, by Python's rule for tabs. */
function columnIn(blanks: string): number {
  let column = 0;
  for (const blank of blanks)
    column = blank === '\t' ? column + 8 - (column % 8) : blank === '\ufeff' ? column : column + 1;
  return column;
}
