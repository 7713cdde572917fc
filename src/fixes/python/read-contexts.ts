/**
 * Whether the value of a name is only read where it stands bare: not assigned, deleted or bound by a loop.
 */
import { isWord, skipSpace, trimSpace } from '../../languages/python/lexical.ts';

const WORDS_BEFORE = new Set(
  'return yield await else or and not in is if elif while assert raise with from'.split(' '),
);

/** A part of an expression: an argument, an element, an operand, what is assigned or returned. */
export function isOnlyRead(text: string, start: number, end: number): boolean {
  const next = skipSpace(text, end);
  const isAssigned = text.charAt(next) === '=' && text.charAt(next + 1) !== '=';
  if (isAssigned || /^(?:[-+*/%@&|^]|\*\*|\/\/|>>|<<|:)=/.test(text.slice(next, next + 3))) return false;
  const stop = trimSpace(text, start);
  if ('([{=,:+-*/%|&^~<>@'.includes(text.charAt(stop - 1)) && stop > 0) return true;
  let from = stop;
  while (isWord(text.charCodeAt(from - 1))) from -= 1;
  return stop < start && WORDS_BEFORE.has(text.slice(from, stop));
}
