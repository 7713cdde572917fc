/**
 * Lists in braces: the names of an import, the elements of a pattern; and what of the text belongs to each element.
 *
 * That is its comma, the comments behind it on its line, and those on the lines above it. Lists may be as long as files:
 * nothing here looks at all of them for each element.
 */
import { lastBelow, newlineBetween } from '../../languages/ecmascript/skeleton.ts';
import { push } from '../../text/multimap.ts';
import type { Span } from '../../types.ts';
import { indentOfLine, isOneLine, isWithin, lineStart } from './layout.ts';

/** An element; `comma` is the offset of the one behind it, or -1. */
export interface Element extends Span {
  readonly comma: number;
}

/** A list with the comments in it that stand in none of its elements, in their order. */
export interface List<E extends Element = Element> {
  readonly open: number;
  /** Offset of the closing brace. */
  readonly close: number;
  readonly elements: readonly E[];
  readonly comments: readonly Span[];
}

/** What belongs to an element. */
export interface Region<E extends Element = Element> extends Span {
  readonly element: E;
  readonly comments: readonly Span[];
}

/** The spans of an ascending list that lie in none of another ascending one. */
export function outsideOf<S extends Span>(spans: readonly S[], others: readonly Span[]): readonly S[] {
  const around = finder(others);
  return spans.filter((span) => around(span) < 0);
}

/** Finds the index of the span of an ascending list that another lies in; -1 for none. */
export function finder(spans: readonly Span[]): (inner: Span) => number {
  const starts = spans.map(({ start }) => start);
  return (inner) => {
    const index = lastBelow(starts, inner.start + 1);
    const outer = spans[index];
    return outer !== undefined && isWithin(inner, outer) ? index : -1;
  };
}

/** One region an element, in their order. */
export function regionsOf<E extends Element>(text: string, list: List<E>): readonly Region<E>[] {
  const owned = ownedComments(text, list);
  return list.elements.map((element, index) => {
    const comments = owned.get(index) ?? [];
    const start = Math.min(element.start, comments[0]?.start ?? element.start);
    const end = Math.max(element.end, element.comma + 1, comments.at(-1)?.end ?? 0);
    return { element, comments, start, end };
  });
}

/** The comments that belong to elements, by the index of those. */
function ownedComments(text: string, list: List): ReadonlyMap<number, readonly Span[]> {
  const starts = list.elements.map(({ start }) => start);
  const owned = new Map<number, Span[]>();
  let below: Neighbours | undefined;
  for (let index = list.comments.length - 1; index >= 0; index--) {
    const comment = list.comments[index];
    if (comment === undefined) continue;
    const next = lastBelow(starts, comment.end) + 1;
    below = { comment, next, isNear: isNear(text, list, comment, next, below) };
    push(owned, ownerOf(text, list, below), comment);
  }
  for (const comments of owned.values()) comments.reverse();
  return owned;
}

/** A comment, the index of the element after it, and whether no empty line stands before that. */
interface Neighbours {
  readonly comment: Span;
  readonly next: number;
  readonly isNear: boolean;
}

/** The line that follows the end of a text is empty. */
const EMPTY_LINE = /^.*(?:\r\n?|[\n\u2028\u2029])[^\S\r\n\u2028\u2029]*[\r\n\u2028\u2029]/;

/** @param below the comment after it */
function isNear(text: string, list: List, comment: Span, next: number, below: Neighbours | undefined): boolean {
  const isBefore = below !== undefined && below.next === next;
  const start = isBefore ? below.comment.start : list.elements[next]?.start;
  if (start === undefined || EMPTY_LINE.test(text.slice(comment.end, start))) return false;
  return !isBefore || below.isNear;
}

/** The index of the element that a comment belongs to; -1 for none. */
function ownerOf(text: string, { open, elements }: List, { comment, next, isNear }: Neighbours): number {
  const previous = next - 1;
  const [before, after] = [elements[previous], elements[next]];
  const isBeside = after !== undefined && isOneLine(text, comment.end, after.start);
  if (before !== undefined && before.comma > comment.start) return previous;
  if (before !== undefined && isOneLine(text, before.end, comment.start))
    return isBeside && before.comma >= 0 ? next : previous;
  const isOfList = before === undefined && !isBeside && isOneLine(text, open, comment.start);
  return after !== undefined && isNear && !isOfList ? next : -1;
}

// --------------------------------------------------------------------------------------------------------- on lines

/** Where the line of a part of a list begins; -1 where it is that of the part before, or of the brace. */
export function lineOf(text: string, { open }: List, before: Span | undefined, at: number): number {
  const from = before?.end ?? open + 1;
  return newlineBetween(text, from, at) ? lineStart(text, at) : -1;
}

/** Each element begins a line of its own. */
export function isOnLines(text: string, list: List): boolean {
  const { elements } = list;
  return elements.every(({ start }, index) => lineOf(text, list, elements[index - 1], start) >= 0);
}

/** The blanks before the elements of a list on several lines; null for a list on one. */
export function elementIndent(text: string, list: List): string | null {
  const { elements } = list;
  const found = elements.find(({ start }, index) => lineOf(text, list, elements[index - 1], start) >= 0);
  return found === undefined ? null : indentOfLine(text, found.start);
}

/** A region ends with its line, whatever is put behind it. */
export function endsInLineComment(text: string, { comments, end }: Region): boolean {
  const last = comments.at(-1);
  return last?.end === end && text.startsWith('//', last.start);
}
