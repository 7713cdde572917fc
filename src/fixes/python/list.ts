/**
 * The names of a from-import as they are written: where each stands with its `as` and its comma, the parentheses around
 * them, and the comments between.
 */
import {
  CLOSE_PAREN,
  COMMA,
  isWordAt,
  nameEnd,
  OPEN_PAREN,
  skipBlanks,
  skipSpace,
} from '../../languages/python/lexical.ts';
import type { ImportedName, ImportFact, Span } from '../../types.ts';

/** One name of a list: from the name to the end of its local name. */
export interface ListItem extends Span {
  readonly imported: ImportedName;
  /** The local name behind `as`; null where there is no `as`. */
  readonly as: Span | null;
  /** Where its comma stands; -1 for a last one that has none. */
  readonly comma: number;
}

/** The list of a from-import, behind its keyword `import`. */
export interface NameList {
  readonly keyword: number;
  /** The parentheses; -1 where there are none. */
  readonly open: number;
  readonly close: number;
  readonly items: readonly ListItem[];
}

/** The list of a from-import; null where anything stands in it that none has (prompts of a session, conflict markers). */
export function readList(text: string, fact: ImportFact): NameList | null {
  const keyword = skipBlanks(text, fact.end);
  if (!isWordAt(text, keyword, 'import')) return null;
  const first = skipBlanks(text, keyword + 'import'.length);
  const isOpen = text.charCodeAt(first) === OPEN_PAREN;
  const skip = isOpen ? skipSpace : skipBlanks;
  const items: ListItem[] = [];
  let at = isOpen ? skip(text, first + 1) : first;
  for (const imported of fact.names) {
    const item = at === imported.start ? readItem(text, imported, skip) : null;
    if (item === null) return null;
    items.push(item);
    at = item.comma < 0 ? skip(text, item.end) : skip(text, item.comma + 1);
  }
  const last = items.at(-1);
  if (last === undefined) return null;
  if (!isOpen) return last.end === fact.statement.end ? { keyword, open: -1, close: -1, items } : null;
  const isWhole = text.charCodeAt(at) === CLOSE_PAREN && at + 1 === fact.statement.end;
  return isWhole ? { keyword, open: first, close: at, items } : null;
}

function readItem(text: string, imported: ImportedName, skip: typeof skipSpace): ListItem | null {
  const { start, end } = imported;
  const as = asBehind(text, end, skip);
  if (as !== null && as.start === as.end) return null;
  const stop = as?.end ?? end;
  const comma = skip(text, stop);
  return { start, end: stop, imported, as, comma: text.charCodeAt(comma) === COMMA ? comma : -1 };
}

/** The name behind the `as` that follows a name; empty where it is missing, null where no `as` follows. */
export function asBehind(text: string, end: number, skip = skipBlanks): Span | null {
  const word = skip(text, end);
  if (!isWordAt(text, word, 'as')) return null;
  const start = skip(text, word + 'as'.length);
  return { start, end: nameEnd(text, start) };
}

/** The comments between two places of a list, where no string can stand. */
export function commentsIn(text: string, start: number, end: number): Span[] {
  return [...text.slice(start, end).matchAll(/#[^\r\n]*/g)].map(({ index, 0: comment }) => ({
    start: start + index,
    end: start + index + comment.length,
  }));
}

/** Where an item ends with its comma. */
export function extentEnd({ end, comma }: ListItem): number {
  return comma < 0 ? end : comma + 1;
}
