/**
 * A new import is merged into an earlier one of the same module, in that one's manner, or takes a later one up.
 *
 * Imports are hoisted, and the earlier one loads the module already: what stands between the two does not matter. Nothing is
 * merged where it would: types into a statement that is no more than types, a default beside another, a namespace.
 */
import { isLineEnd } from '../../languages/ecmascript/characters.ts';
import { lineEnd, skipSpace } from '../../languages/ecmascript/skeleton.ts';
import type { ImportFact, Span } from '../../types.ts';
import type { Edit, SourceText } from '../change.ts';
import { codeIn } from './container.ts';
import { type Edits, insertion, joined, replacing, settled } from './edits.ts';
import { bracePadding } from './habit.ts';
import { blanksAfter, blanksBefore, isBlankBetween, lineBreakNear, lineStart, markBefore, nextLine } from './layout.ts';
import { appendElements } from './putting-in.ts';
import { writtenModule } from './specifier.ts';
import { type Entry, readStatement, type Statement } from './statement.ts';

/**
 * The edits that make a statement and another one of its module one: the later is merged into the earlier.
 * @param source the text with the new statement, and its facts
 * @param statement the span of an import or re-export
 * @returns null where it stays
 */
export function mergeEcmascript(source: SourceText, statement: Span): readonly Edit[] | null {
  const { imports } = source.part;
  const fact = imports.find((one) => isSame(one.statement, statement));
  if (fact === undefined) return null;
  for (const earlier of imports) {
    const edits = mergeOf(source, earlier, fact);
    if (edits !== null) return edits;
  }
  for (const later of imports) {
    const edits = mergeOf(source, fact, later);
    if (edits !== null) return edits;
  }
  return null;
}

/** The edits that merge one statement into another before it; null where they are not to be one. */
function mergeOf(source: SourceText, one: ImportFact, other: ImportFact): Edits {
  if (!isMergeable(other) || !isBefore(source, one, other)) return null;
  const { text } = source;
  const earlier = readStatement(text, one);
  const later = readStatement(text, other);
  if (earlier === null || later === null || later.star !== null || later.comments.length > 0) return null;
  const removal = removalOf(text, later);
  const edits = removal === null ? null : mergedEdits(source, earlier, later);
  return removal === null || edits === null ? null : settled(text, [...edits, removal]);
}

function isSame(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end;
}

/** A static statement at the top level that names something. */
function isMergeable({ form, nested, names }: ImportFact): boolean {
  return (form === 'import' || form === 'export-from') && nested !== true && names.length > 0;
}

/** An earlier statement of the same form and module, in the same script or block of code. */
function isBefore({ path, text }: SourceText, earlier: ImportFact, later: ImportFact): boolean {
  if (!isMergeable(earlier) || earlier.form !== later.form || earlier.statement.end > later.statement.start)
    return false;
  if (writtenModule(text, earlier) !== writtenModule(text, later)) return false;
  const between = text.slice(earlier.statement.end, later.statement.start);
  return codeIn(path, between) === between;
}

// -------------------------------------------------------------------------------------------------------- taking out

/** A comment that speaks of the line below it. */
const DIRECTIVE = /(?:@ts-|eslint-disable-next-line|-ignore\b|ssot-allow|istanbul|c8 |v8 )/;

/** Takes a statement out, with its line where it is alone on it; null where something beside it would lose its sense. */
function removalOf(text: string, { start, end }: Statement): Edit | null {
  const line = lineStart(text, start);
  const after = blanksAfter(text, end);
  const isLast = after >= text.length || isLineEnd(text.charCodeAt(after));
  if (text.startsWith('//', after) || text.startsWith('/*', after) || joinsLines(text, start, end)) return null;
  const above = text.slice(lineStart(text, Math.max(0, line - 1)), line);
  if (/^\s*(?:\/\/|\/\*|\*)/.test(above) && DIRECTIVE.test(above)) return null;
  if (!isLast) return replacing({ start, end: after }, '');
  if (!isBlankBetween(text, line, start)) return replacing({ start: blanksBefore(text, start), end }, '');
  // Of the empty lines around it one is enough.
  const next = nextLine(text, end);
  const isBetweenEmpty = isEmptyLine(text, line - 1) && next < text.length && isEmptyLine(text, next);
  return replacing({ start: line, end: isBetweenEmpty ? nextLine(text, next) : next }, '');
}

/** The line of an offset holds nothing but blanks; there is none before the first. */
function isEmptyLine(text: string, at: number): boolean {
  return at >= 0 && isBlankBetween(text, lineStart(text, at), lineEnd(text, at));
}

/** Without the statement the one before it would go on with what follows. */
function joinsLines(text: string, start: number, end: number): boolean {
  const next = text.charAt(skipSpace(text, end));
  const mark = markBefore(text, start);
  return next !== '' && '([`/+-*.,<'.includes(next) && mark !== '' && mark !== ';';
}

// --------------------------------------------------------------------------------------------------------- putting in

function mergedEdits(source: SourceText, earlier: Statement, later: Statement): Edits {
  if (earlier.star !== null || attributesOf(source.text, earlier) !== attributesOf(source.text, later)) return null;
  const word = modifierFor(source, earlier, later);
  return word === null ? null : joined([defaultEdits(earlier, later), namedEdits(source, earlier, later, word)]);
}

function attributesOf(text: string, { attributes }: Statement): string {
  return attributes === null ? '' : text.slice(attributes.start, attributes.end).replace(/\s/g, '');
}

/** What to write before each name: '' or `type `; null where the modifiers of the statements do not go together. */
function modifierFor({ part }: SourceText, earlier: Statement, later: Statement): string | null {
  const [one, other] = [earlier.modifier?.text ?? '', later.modifier?.text ?? ''];
  if (one === other) return other === 'defer' || other === 'source' || lacksValues(earlier, later) ? null : '';
  const isInline = part.imports.some(({ typeOnly, names }) => !typeOnly && names.some((name) => name.typeOnly));
  return one === '' && other === 'type' && isInline && later.standard === null ? 'type ' : null;
}

/** The earlier statement is dropped by compilers, because it holds only types, and the later one is not. */
function lacksValues(earlier: Statement, later: Statement): boolean {
  return earlier.modifier === null && !hasValues(earlier) && hasValues(later);
}

function hasValues({ standard, list }: Statement): boolean {
  return standard !== null || list?.elements.some(({ modifier }) => modifier === null) === true;
}

/** The default goes before the braces, where there is none yet. */
function defaultEdits(earlier: Statement, later: Statement): Edits {
  const { standard } = later;
  if (standard === null || standard.text === earlier.standard?.text) return [];
  const isFree = earlier.standard === null && earlier.modifier === null && earlier.list !== null;
  return isFree ? [insertion(earlier.list.open, `${standard.text}, `)] : null;
}

function namedEdits({ text, part }: SourceText, earlier: Statement, later: Statement, word: string): Edits {
  const known = new Map((earlier.list?.elements ?? []).map((entry) => [entry.local.text, entry]));
  const names = (later.list?.elements ?? []).filter((entry) => !covers(known.get(entry.local.text), entry, word));
  if (names.length === 0) return [];
  if (names.some(({ local }) => known.has(local.text))) return null;
  const written = names.map(({ start, end }) => word + text.slice(start, end));
  if (earlier.list !== null)
    return known.size === 0
      ? null
      : appendElements(text, earlier.list, written, lineBreakNear(text, earlier.list.open));
  const { standard, modifier } = earlier;
  const pad = bracePadding(text, part);
  return standard === null || modifier !== null
    ? null
    : [insertion(standard.end, `, {${pad}${written.join(', ')}${pad}}`)];
}

/** A name is imported already, as a value where it has to be. */
function covers(known: Entry | undefined, { name, modifier }: Entry, word: string): boolean {
  const isValue = known?.modifier === null || modifier !== null || word !== '';
  return known?.name.text === name.text && isValue;
}
