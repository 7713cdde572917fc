/**
 * Elements of a list that are taken out, with the lines, commas and comments that go with them.
 */
import { lineEnd, newlineBetween } from '../../languages/ecmascript/skeleton.ts';
import type { Span } from '../../types.ts';
import { type Edit, textAfter } from '../change.ts';
import { type Edits, replacing, settled } from './edits.ts';
import { isBlankBetween, isOneLine, nextLine } from './layout.ts';
import { type Element, endsInLineComment, finder, type List, lineOf, type Region, regionsOf } from './list.ts';

/** Takes some elements out, not all; null where a comment of nobody would go with them. */
export function removeElements(text: string, list: List, isRemoved: (index: number) => boolean): Edits {
  const regions = regionsOf(text, list);
  const cuts: Span[] = [];
  for (let from = 0; from < regions.length; from++) {
    if (!isRemoved(from)) continue;
    let to = from;
    while (to + 1 < regions.length && isRemoved(to + 1)) to++;
    cuts.push(cutOf(text, list, regions, from, to));
    from = to;
  }
  const [owner, cut] = [finder(regions), finder(cuts)];
  const isOwned = (index: number): boolean => index >= 0 && isRemoved(index);
  const isLost = (comment: Span): boolean => cut(comment) >= 0 && !isOwned(owner(comment));
  if (list.comments.some(isLost)) return null;
  const comma = strayComma(text, list, isRemoved);
  const all = comma === null || cut(comma) >= 0 ? cuts : [...cuts, comma];
  return all.map((one) => replacing(one, ''));
}

/** What goes with a run of elements: their lines where nothing else stands on them. */
function cutOf(text: string, list: List, regions: readonly Region[], from: number, to: number): Span {
  const start = regions[from]?.start ?? list.open + 1;
  const end = regions[to]?.end ?? list.close;
  const [before, after] = [regions[from - 1], regions[to + 1]];
  const line = lineOf(text, list, before, start);
  const isLast = newlineBetween(text, end, after?.start ?? list.close);
  if (line >= 0 && isLast && isBlankBetween(text, line, start) && isBlankBetween(text, end, lineEnd(text, end)))
    return { start: line, end: nextLine(text, end) };
  const isLedBy = before !== undefined && isOneLine(text, before.end, start);
  if (after !== undefined && (!isLast || !isLedBy)) return { start, end: after.start };
  if (before !== undefined && endsInLineComment(text, before)) return { start, end };
  return { start: before?.end ?? list.open + 1, end };
}

/** The comma behind what has become the last element, where the list ended in none. */
function strayComma(text: string, { elements }: List, isRemoved: (index: number) => boolean): Span | null {
  const last = elements.at(-1);
  const kept = elements.findLast((_, index) => !isRemoved(index));
  if (last === undefined || kept === undefined || last.comma >= 0 || kept.comma < 0) return null;
  return commaOf(text, kept);
}

/** The comma of an element, with the line end before it. */
function commaOf(text: string, { end, comma }: Element): Span {
  return { start: text.slice(end, comma).trim() === '' ? end : comma, end: comma + 1 };
}

/** The text of a region after edits in it, with a comma or without. */
export function regionText(text: string, region: Region, edits: readonly Edit[], withComma: boolean): string {
  const { element } = region;
  const all = [...edits];
  if (withComma && element.comma < 0) all.push({ start: element.end, end: element.end, text: ',' });
  if (!withComma && element.comma >= 0) all.push(replacing(commaOf(text, element), ''));
  return textAfter(text, region, settled(text, all));
}

/** Tells what belongs to the elements that are taken out. */
export function belongsTo(text: string, list: List | null, isRemoved: (index: number) => boolean) {
  const regions = list === null ? [] : regionsOf(text, list);
  const around = finder(regions.filter((_, index) => isRemoved(index)));
  return (inner: Span): boolean => around(inner) >= 0;
}
