/**
 * Text in lines of a width.
 */
import { displayWidth } from './excerpt.ts';

/** Breaks a text at its blanks. A word that is longer than a line stands on one of its own, whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  for (const word of text.split(' ')) {
    const taken = widthOf(word);
    if (line !== '' && columns + 1 + taken > width) {
      lines.push(line);
      line = word;
      columns = taken;
    } else {
      columns += taken + (line === '' ? 0 : 1);
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Columns that a terminal gives a text without control characters. */
export function widthOf(text: string): number {
  if (!/[^\x20-\x7e]/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += displayWidth(character);
  return columns;
}
