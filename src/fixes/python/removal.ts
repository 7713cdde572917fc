/**
 * Names taken out of the list of a from-import: what is left is a list again, with everything else of it where it was.
 */

import {
  BACKSLASH,
  CLOSE_PAREN,
  COMMA,
  HASH,
  OPEN_PAREN,
  skipBlanks,
  skipLineBreak,
  trimBlanks,
} from '../../languages/python/lexical.ts';
import { pushAll } from '../../text/lists.ts';
import type { Span } from '../../types.ts';
import type { Edit } from '../change.ts';
import { extentEnd, type ListItem, type NameList } from './list.ts';

/** What is taken out: some items, at least one stays, and the comments that go with them. */
export interface Gone {
  readonly items: ReadonlySet<ListItem>;
  readonly comments: readonly Span[];
}

/** The edits that take items out of a list. */
export function removeItems(text: string, list: NameList, gone: Gone): Edit[] {
  if (gone.items.size === 0) return [];
  const spans = list.open < 0 ? spansInLine(text, list.items, gone) : spansInParentheses(text, list, gone);
  return joined(spans).map((span) => ({ ...span, text: '' }));
}

/** Without parentheses: nothing but blanks and continued lines stands between the names. */
function spansInLine(text: string, items: readonly ListItem[], gone: Gone): Span[] {
  const spans: Span[] = [];
  let stays: ListItem | undefined;
  let run: ListItem[] = [];
  for (const item of items) {
    if (gone.items.has(item)) {
      run.push(item);
      continue;
    }
    pushAll(spans, spanBetween(text, stays, run, item));
    stays = item;
    run = [];
  }
  const last = run.at(-1);
  if (stays !== undefined && last !== undefined) spans.push({ start: stays.end, end: last.end });
  return spans;
}

/** What goes between two names that stay: with the blanks before it where it follows on the line of the first. */
function spanBetween(text: string, before: ListItem | undefined, run: readonly ListItem[], next: ListItem): Span[] {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return [];
  const isOnLine = before !== undefined && !text.slice(extentEnd(before), first.start).includes('\\');
  return [isOnLine ? { start: extentEnd(before), end: extentEnd(last) } : { start: first.start, end: next.start }];
}

/** A name, `as`, a comma, a comment, a backslash or a parenthesis. */
interface Token extends Span {
  readonly code: number;
  readonly isGone: boolean;
}

/** Line by line: what is left of a line stays where it was, and a line of which nothing is left goes whole. */
function spansInParentheses(text: string, list: NameList, gone: Gone): Span[] {
  const tokens = tokensOf(text, list, gone);
  const spans: Span[] = [];
  for (let first = 0; first < tokens.length; first += 1) {
    if (tokens[first]?.isGone !== true) continue;
    let last = first;
    while (tokens[last + 1]?.isGone === true && isOneLine(text, tokens[last], tokens[last + 1])) last += 1;
    spans.push(spanOfRun(text, tokens, first, last));
    first = last;
  }
  return spans;
}

function tokensOf(text: string, { open, close, items }: NameList, gone: Gone): Token[] {
  const comments = new Set(gone.comments.map(({ start }) => start));
  const commas = goneCommas(text, items, gone);
  let next = 0;
  const isGone = (at: number, code: number): boolean => {
    if (code === HASH) return comments.has(at);
    if (code === COMMA) return commas.has(at);
    while ((items[next]?.end ?? at) < at) next += 1;
    const item = items[next];
    return item !== undefined && gone.items.has(item) && at >= item.start && at < item.end;
  };
  return [...text.slice(open, close + 1).matchAll(/#[^\r\n]*|[,()\\]|[^\s,()#\\]+/g)].map((match) => {
    const start = open + match.index;
    const code = text.charCodeAt(start);
    return { start, end: start + match[0].length, code, isGone: isGone(start, code) };
  });
}

/** A comma goes with the name before it; where commas begin lines, with the name behind it. */
function goneCommas(text: string, items: readonly ListItem[], gone: Gone): ReadonlySet<number> {
  const left = items.filter((item) => !gone.items.has(item));
  const last = items.at(-1)?.comma ?? -1;
  const isFirst = items.some(({ end, comma }) => comma >= 0 && /[\r\n]/.test(text.slice(end, comma)));
  const before = new Map(items.map((item, at) => [item, items[at - 1]?.comma]));
  const kept = isFirst ? left.slice(1).map((item) => before.get(item)) : left.map(({ comma }) => comma);
  // A list without a comma behind its last name has none afterwards.
  if (last < 0 && !isFirst) kept.pop();
  const stays = new Set(isFirst ? [...kept, last] : kept);
  return new Set(items.map(({ comma }) => comma).filter((comma) => !stays.has(comma)));
}

function isOneLine(text: string, before: Span | undefined, next: Span | undefined): boolean {
  return before !== undefined && next !== undefined && !/[\r\n]/.test(text.slice(before.end, next.start));
}

/** What goes with a run of tokens of one line. */
function spanOfRun(text: string, tokens: readonly Token[], first: number, last: number): Span {
  const run = { start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0 };
  const before = tokens[first - 1];
  const next = tokens[last + 1];
  const startsLine = !isOneLine(text, before, tokens[first]);
  const endsLine = !isOneLine(text, tokens[last], next);
  if (before === undefined || next === undefined) return run;
  if (startsLine && endsLine) return wholeLine(text, run);
  if (startsLine) return next.code === CLOSE_PAREN ? upToParenthesis(tokens, first, next) : { ...run, end: next.start };
  if (before.code !== OPEN_PAREN) return { ...run, start: before.end };
  return endsLine ? behindParenthesis(tokens, last, before, run) : { ...run, end: next.start };
}

/** From the start of its line to that of the next. */
function wholeLine(text: string, { start, end }: Span): Span {
  return { start: trimBlanks(text, start), end: skipLineBreak(text, skipBlanks(text, end)) };
}

/** `(A,⏎ B)` without `B`: the parenthesis follows the name that is left. */
function upToParenthesis(tokens: readonly Token[], first: number, close: Token): Span {
  const before = tokens.slice(0, first).findLast(({ isGone }) => !isGone);
  const isLine = before === undefined || [HASH, OPEN_PAREN, BACKSLASH].includes(before.code);
  return { start: isLine ? (tokens[first]?.start ?? close.start) : before.end, end: close.start };
}

/** `(A,⏎ B)` without `A`: the name that is left follows the parenthesis. */
function behindParenthesis(tokens: readonly Token[], last: number, open: Token, run: Span): Span {
  const next = tokens.slice(last + 1).find(({ isGone }) => !isGone);
  if (next === undefined || next.code === HASH) return { start: open.end, end: run.end };
  return { start: run.start, end: next.start };
}

/** In order, those that meet as one. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last === undefined || span.start > last.end) all.push(span);
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return all.filter(({ start, end }) => start < end);
}
