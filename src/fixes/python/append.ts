/**
 * Names added to the list of a from-import, in its own style: each on a line where they have lines of their own, with a
 * comma at the end where there is one.
 */
import { lineEnd, trimBlanks } from '../../languages/python/lexical.ts';
import type { Edit } from '../change.ts';
import { extentEnd, type ListItem, type NameList } from './list.ts';
import { commentBehind, lineStart } from './place.ts';
import { WIDTH } from './statement.ts';

/** The edits that add names at the end of a list; null where a line would become too long that cannot be broken. */
export function appendNames(text: string, list: NameList, names: readonly string[], lineBreak: string): Edit[] | null {
  const last = list.items.at(-1);
  if (last === undefined || names.length === 0) return [];
  const line = behindLast(last, names);
  const isLong = lengthOfLine(text, line.start) + line.text.length > WIDTH && !hasLongLines(text, line.start);
  if (list.open < 0) return isLong ? null : [line];
  const own = text.slice(lineStart(text, last.start), last.start);
  const isOwnLine = own.trim() === '' || (own.trim() === ',' && last.comma < 0);
  if (!isOwnLine && !isLong && commentBehind(text, extentEnd(last)) === null) return [line];
  const pad = isOwnLine ? own : indentation(text, list, last);
  return onLines(
    text,
    list,
    last,
    names.map((name) => lineBreak + pad + name),
  );
}

/** `, name`, or ` name,` behind a last comma. */
function behindLast({ end, comma }: ListItem, names: readonly string[]): Edit {
  const at = comma < 0 ? end : comma + 1;
  const added = names.map((name) => (comma < 0 ? `, ${name}` : ` ${name},`)).join('');
  return { start: at, end: at, text: added };
}

function lengthOfLine(text: string, at: number): number {
  return trimBlanks(text, lineEnd(text, at)) - lineStart(text, at);
}

/** Lines of the file, but for one, are longer than those that Black and isort write. */
function hasLongLines(text: string, except: number): boolean {
  const own = lineStart(text, except);
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+/g)) {
    if (line.length > WIDTH && lineStart(text, index) !== own) return true;
  }
  return false;
}

/** Where names of further lines begin: as on the last one, or below the first name behind the parenthesis. */
function indentation(text: string, { items, open }: NameList, last: ListItem): string {
  const from = lineStart(text, last.start);
  const blanks = /^[ \t\f]*/.exec(text.slice(from, last.start))?.[0] ?? '';
  if (from > open) return blanks;
  return blanks + ' '.repeat((items[0]?.start ?? open + 1) - from - blanks.length);
}

/** @param lines each with its line break, and with a comma in front where those of the list have it there */
function onLines(text: string, { close }: NameList, last: ListItem, lines: readonly string[]): Edit[] {
  const isEnded = last.comma >= 0;
  const isFirst = lines[0]?.trimStart().startsWith(',') === true;
  const at = extentEnd(last);
  const isClosed = !/[\r\n]/.test(text.slice(at, close));
  const added = lines
    .map((line, index) => line + (!isFirst && (isEnded || index < lines.length - 1) ? ',' : ''))
    .join('');
  const comma = isEnded || isFirst ? '' : ',';
  if (isClosed) return [{ start: at, end: at, text: comma + added }];
  const stop = lineEnd(text, at);
  const behind = { start: stop, end: stop, text: added };
  return comma === '' ? [behind] : [{ start: at, end: at, text: comma }, behind];
}
