/**
 * Which text files are read closer: those that hold what some pattern looks for. No pattern leads over a line's end, so only
 * lines that hold fixed letters of one are looked along, and most lines hold none.
 */
import { literalPlaces, type Search } from './byte-search.ts';

/** On longer lines the expression, which looks along a line for two things, takes a time that grows with their square. */
const LONGEST_LINE = 500;
const LINE_END = 10;

/** Whether something may be mentioned in a file. One with long lines is read closer where it holds any letters of it. */
export function heldTest({ literals, expression }: Search): (bytes: Buffer) => boolean {
  const pattern = new RegExp(expression, 'm');
  const isWhole = literals.some((text) => text === '' || text.includes('\n'));
  const placeIn = literalPlaces(isWhole ? [] : literals);
  return (bytes) => {
    if (isWhole) return hasLongLine(bytes) || pattern.test(bytes.toString('latin1'));
    let place = placeIn(bytes, 0);
    if (place >= 0 && hasLongLine(bytes)) return true;
    while (place >= 0) {
      const found = bytes.indexOf(LINE_END, place);
      const end = found < 0 ? bytes.length : found;
      const start = bytes.lastIndexOf(LINE_END, place) + 1;
      if (pattern.test(bytes.toString('latin1', start, end))) return true;
      place = placeIn(bytes, end + 1);
    }
    return false;
  };
}

/** From line end to line end, in steps as long as a line may be. */
function hasLongLine(bytes: Buffer): boolean {
  let start = 0;
  while (bytes.length - start >= LONGEST_LINE) {
    const last = bytes.lastIndexOf(LINE_END, start + LONGEST_LINE - 1);
    if (last < start) return true;
    start = last + 1;
  }
  return false;
}
