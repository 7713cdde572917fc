/**
 * One source line with a span marked under it, whatever the line holds: only a window around the span of a huge one,
 * tabs as blanks and wide characters counted as terminals draw them, so that the marks stand under what they mean.
 */

import { escapeText } from './escape.ts';

export interface Excerpt {
  readonly text: string;
  /** Blanks, then one `^` per column of the span; at least one. */
  readonly marker: string;
}

const TAB = '    ';
/** A line whose span begins later than this is shown from `CONTEXT` units before the span. */
const LEAD = 60;
const CONTEXT = 40;

/** East Asian wide and fullwidth characters and emoji, as ranges of code points: two columns each. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
const ZERO_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200d\u2060]/u;

/** A span in a line, in UTF-16 offsets; it ends beyond the line where it goes on. */
export interface Marked {
  readonly start: number;
  readonly end: number;
}

/**
 * @param line  one line without its line end
 * @param start UTF-16 offset in the line where the span begins
 * @param end   where it ends; beyond the line for a span that goes on
 * @param width columns that the text may take
 */
export function excerpt(line: string, start: number, end: number, width: number): Excerpt {
  return excerptOf(line, [{ start, end }], width);
}

/**
 * The same with several spans, in order and apart. The window is about the first; of others that lie beyond it nothing is
 * seen.
 */
export function excerptOf(line: string, spans: readonly Marked[], width: number): Excerpt {
  const from = windowStart(line, spans[0]?.start ?? 0);
  const drawn = drawWindow(line, from, spans, width);
  const { columns, offset, inked } = drawn;
  const cut = offset < line.length;
  const marker = drawn.marks.reduce((all, { from: first, to }, index) => {
    if (first < 0 && index > 0) return all;
    const start = first < 0 ? columns : first;
    // Blanks at the end of a line are not shown, so they are not marked either.
    const length = Math.max(1, Math.min(to, cut ? columns : inked) - start);
    return all + ' '.repeat(Math.max(0, start - all.length)) + '^'.repeat(length);
  }, '');
  return { text: cut ? `${drawn.text}…` : drawn.text.trimEnd(), marker };
}

interface Drawn {
  readonly text: string;
  readonly columns: number;
  /** Where in the line the window ends. */
  readonly offset: number;
  /** The column behind the last that is not blank. */
  readonly inked: number;
  /** Columns of each span; -1 where it begins beyond the window. */
  readonly marks: readonly { readonly from: number; readonly to: number }[];
}

function drawWindow(line: string, from: number, spans: readonly Marked[], width: number): Drawn {
  const marks = spans.map(() => ({ from: -1, to: -1 }));
  let text = from > 0 ? '…' : '';
  let columns = text.length;
  let inked = columns;
  let offset = from;
  // The slice bounds the work in a huge line: a terminal needs no more than two units to fill a column.
  for (const character of line.slice(from, from + 2 * width)) {
    const shown = character === '\t' ? TAB : escapeText(character);
    const taken = shown === character ? displayWidth(character) : shown.length;
    if (columns + taken > width) break;
    for (const [index, { start }] of spans.entries()) {
      const mark = marks[index];
      if (mark !== undefined && offset >= start && mark.from < 0) mark.from = columns;
    }
    text += shown;
    columns += taken;
    offset += character.length;
    for (const [index, { end }] of spans.entries()) {
      const mark = marks[index];
      if (mark !== undefined && offset <= end) mark.to = columns;
    }
    if (character !== ' ' && character !== '\t') inked = columns;
  }
  return { text, columns, offset, inked, marks };
}

function windowStart(line: string, start: number): number {
  if (start <= LEAD) return 0;
  const from = Math.min(start, line.length) - CONTEXT;
  const unit = line.charCodeAt(from);
  return unit >= 0xdc00 && unit <= 0xdfff ? from + 1 : from;
}

/** Columns that a terminal gives one printable character. */
export function displayWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.some(([low, high]) => code >= low && code <= high) ? 2 : 1;
}
