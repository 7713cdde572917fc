/**
 * A from-import merged into an earlier one of the same module, where nothing but imports stands between the two.
 */
import { isBlank, SEMICOLON, skipLineBreak, skipSpace, trimBlanks } from '../../languages/python/lexical.ts';
import type { ImportFact, Span } from '../../types.ts';
import type { Edit, SourceText } from '../change.ts';
import { appendNames } from './append.ts';
import { commentsIn, type NameList, readList } from './list.ts';
import { breakBefore, indentOf, lineBreakAt, lineStart } from './place.ts';

/**
 * The edits that add the names of a from-import to an earlier one and remove it; null where it is to stay: there is none, a
 * comment would be lost, or what its names mean could change.
 */
export function mergePython(source: SourceText, statement: Span): Edit[] | null {
  const { text, part } = source;
  const fact = part.imports.find((one) => one.form === 'from-import' && one.statement.start === statement.start);
  const list = fact === undefined ? null : readList(text, fact);
  if (fact === undefined || list === null || isStar(fact) || !isAlone(text, fact.statement)) return null;
  for (const earlier of part.imports.filter((one) => isLike(text, one, fact)).reverse()) {
    const between = importsBetween(text, part.imports, earlier.statement, statement);
    if (between === null) return null;
    const edits = mergeInto(text, fact, list, earlier, between);
    if (edits !== null) return edits;
  }
  return null;
}

function isStar({ names }: ImportFact): boolean {
  return names.some(({ name }) => name === '*');
}

/** The statement has its lines for itself, without a comment. */
function isAlone(text: string, { start, end }: Span): boolean {
  let stop = end;
  while (isBlank(text.charCodeAt(stop))) stop += 1;
  const isLast = stop >= text.length || '\r\n'.includes(text.charAt(stop));
  return isLast && indentOf(text, { start, end }) !== null && commentsIn(text, start, end).length === 0;
}

/** An earlier import of the same module, at the same indentation. */
function isLike(text: string, earlier: ImportFact, { specifier, statement }: ImportFact): boolean {
  if (earlier.form !== 'from-import' || earlier.specifier !== specifier || isStar(earlier)) return false;
  const isLazy = (start: number): boolean => text.startsWith('lazy', start);
  return (
    earlier.statement.end <= statement.start &&
    isLazy(earlier.statement.start) === isLazy(statement.start) &&
    indentOf(text, earlier.statement) === indentOf(text, statement)
  );
}

/** @param between the imports between the two */
function mergeInto(
  text: string,
  fact: ImportFact,
  list: NameList,
  earlier: ImportFact,
  between: readonly ImportFact[],
): Edit[] | null {
  const into = readList(text, earlier);
  if (into === null) return null;
  const locals = new Set(list.items.map(({ imported }) => imported.local));
  if (between.some((one) => isStar(one) && one.form === 'from-import')) return null;
  if (between.some(({ names }) => names.some(({ local }) => locals.has(local)))) return null;
  const known = new Map(into.items.map(({ imported: { name, local } }) => [local, name]));
  const missing = list.items.filter(({ imported: { name, local } }) => known.get(local) !== name);
  if (missing.some(({ imported }) => known.has(imported.local))) return null;
  const names = missing.map(({ start, end }) => text.slice(start, end));
  const added = appendNames(text, into, [...new Set(names)], lineBreakAt(text, earlier.statement));
  return added === null ? null : [...added, removeLines(text, fact.statement)];
}

/** The import statements between two; null where anything else stands there that is no comment. */
function importsBetween(text: string, imports: readonly ImportFact[], before: Span, behind: Span): ImportFact[] | null {
  const found = imports.filter(({ form, statement: { start, end } }) => {
    return (form === 'import' || form === 'from-import') && start >= before.end && end <= behind.start;
  });
  const ends = new Map(found.map(({ statement }) => [statement.start, statement.end]));
  let at = before.end;
  while (at < behind.start) {
    const next = skipSpace(text, at);
    if (next === behind.start) return found;
    const end = text.charCodeAt(next) === SEMICOLON ? next + 1 : ends.get(next);
    if (end === undefined) return null;
    at = end;
  }
  return null;
}

/** Its lines, with one of the blank lines between which it stands. */
function removeLines(text: string, { start, end }: Span): Edit {
  const from = lineStart(text, start);
  let stop = end;
  while (isBlank(text.charCodeAt(stop))) stop += 1;
  if (stop < text.length) stop = skipLineBreak(text, stop);
  return { start: isBlankLine(text, stop) ? blankLineBefore(text, from) : from, end: stop, text: '' };
}

function isBlankLine(text: string, at: number): boolean {
  let next = at;
  while (isBlank(text.charCodeAt(next))) next += 1;
  return next >= text.length || '\r\n'.includes(text.charAt(next));
}

/** Start of the line before, if it is blank and not the first. */
function blankLineBefore(text: string, at: number): number {
  const end = breakBefore(text, at);
  const before = lineStart(text, end);
  return before > 1 && trimBlanks(text, end) === before ? before : at;
}
