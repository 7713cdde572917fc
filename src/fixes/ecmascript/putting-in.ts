/**
 * Elements that are put into a list, in its manner.
 */
import type { Edit } from '../change.ts';
import { insertion } from './edits.ts';
import { indentOfLine } from './layout.ts';
import { elementIndent, endsInLineComment, type List, lineOf, regionsOf } from './list.ts';

/** Puts elements behind the last one. */
export function appendElements(text: string, list: List, added: readonly string[], eol: string): readonly Edit[] {
  const regions = regionsOf(text, list);
  const last = regions.at(-1);
  if (last === undefined || added.length === 0) return [];
  const { element, end } = last;
  const isTrailing = element.comma >= 0;
  const hasLines = lineOf(text, list, regions.at(-2), last.start) >= 0 || endsInLineComment(text, last);
  const lead = hasLines ? eol + indentOfLine(text, element.start) : ' ';
  const words = added.map((name, index) => `${lead}${name}${isTrailing || index < added.length - 1 ? ',' : ''}`);
  return [...(isTrailing ? [] : [insertion(element.end, ',')]), insertion(end, words.join(''))];
}

/** Puts elements before the first one that stays. */
export function prependElements(
  text: string,
  list: List,
  added: readonly string[],
  eol: string,
  isKept: (index: number) => boolean,
): readonly Edit[] {
  const regions = regionsOf(text, list);
  const index = regions.findIndex((_, at) => isKept(at));
  const first = regions[index];
  if (first === undefined || added.length === 0) return [];
  const indent = lineOf(text, list, regions[index - 1], first.start) >= 0 ? elementIndent(text, list) : null;
  const words = added.map((name) => `${name},${indent === null ? ' ' : eol + indent}`);
  return [insertion(first.start, words.join(''))];
}
