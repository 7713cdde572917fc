/**
 * An import or re-export as it is written: where each of its parts stands.
 *
 * Stricter than the scanner, which forgives: what does not read to the end is left alone.
 */
import type { ImportedName, ImportFact, Span } from '../../types.ts';
import { type Element, type List, outsideOf } from './list.ts';
import { type Token, tokensOf } from './tokens.ts';

/** One name in braces: `type a as b`. `local` is the name itself where there is no `as`. */
export interface Entry extends Element {
  readonly modifier: Token | null;
  readonly name: Token;
  readonly local: Token;
}

/** The parts of a statement; the keyword is `import`, `export` or (in a comment) `@import`. */
export interface Statement extends Span {
  readonly keyword: Span;
  readonly isExport: boolean;
  /** `type`, `typeof`, `defer` or `source` before all names. */
  readonly modifier: Token | null;
  /** The local name of the default. */
  readonly standard: Token | null;
  readonly star: Star | null;
  readonly list: List<Entry> | null;
  /** What stands between the modifier and `from`. */
  readonly clause: Span;
  readonly literal: Span;
  /** `with { … }`, or null. */
  readonly attributes: Span | null;
  readonly comments: readonly Token[];
}

/** `* as ns`, or `*` alone. */
export interface Star extends Span {
  readonly local: Token | null;
}

const MODIFIERS: ReadonlySet<string> = new Set(['type', 'typeof', 'defer', 'source']);
const CLAUSE_BEGINS: ReadonlySet<string> = new Set(['{', '*']);

/** A place among the significant tokens. */
interface Cursor {
  readonly tokens: readonly Token[];
  readonly comments: readonly Token[];
  at: number;
}

function peek({ tokens, at }: Cursor, ahead = 0): Token | undefined {
  return tokens[at + ahead];
}

function take(cursor: Cursor, text: string): Token | null {
  const token = peek(cursor);
  if (token?.text !== text) return null;
  cursor.at++;
  return token;
}

/**
 * Reads a statement that names what it imports; null where it does not read, or not as its fact says.
 * @param text the file's; of a comment with its stars blanked
 */
export function readStatement(text: string, fact: ImportFact): Statement | null {
  const tokens = tokensOf(text, fact.statement);
  if (tokens === null) return null;
  const cursor: Cursor = {
    tokens: tokens.filter(({ kind }) => kind !== 'comment'),
    comments: tokens.filter(({ kind }) => kind === 'comment'),
    at: 0,
  };
  const keyword = takeKeyword(cursor);
  if (keyword === null) return null;
  const modifier = takeModifier(cursor);
  const first = peek(cursor);
  const standard = first?.kind === 'word' ? first : null;
  if (standard !== null) cursor.at++;
  if (standard !== null && peek(cursor)?.text !== 'from' && take(cursor, ',') === null) return null;
  const star = takeStar(cursor);
  const list = star === null ? takeList(cursor) : null;
  const end = cursor.tokens[cursor.at - 1]?.end;
  if (list === 'damaged' || end === undefined || first === undefined || take(cursor, 'from') === null) return null;
  const literal = peek(cursor);
  if (literal?.start !== fact.start || literal.end !== fact.end) return null;
  cursor.at++;
  const attributes = restOf(cursor);
  const { start } = first;
  const isExport = text.startsWith('export', keyword.start);
  const found = { ...fact.statement, keyword, isExport, modifier, standard, star, list, literal, attributes };
  const statement = { ...found, clause: { start, end }, comments: cursor.comments };
  return agrees(statement, fact.names) ? statement : null;
}

function takeKeyword(cursor: Cursor): Span | null {
  const [first, second] = cursor.tokens;
  if (first?.text === '@' && second?.text === 'import') {
    cursor.at = 2;
    return { start: first.start, end: second.end };
  }
  return take(cursor, 'import') ?? take(cursor, 'export');
}

/** A word that modifies what follows; `import type from 'm'` and `import type, { a } from 'm'` bind `type`. */
function takeModifier(cursor: Cursor): Token | null {
  const [word, next, third] = [peek(cursor), peek(cursor, 1), peek(cursor, 2)];
  if (word === undefined || next === undefined || !MODIFIERS.has(word.text)) return null;
  const isModifier =
    CLAUSE_BEGINS.has(next.text) || (next.kind === 'word' && (next.text !== 'from' || third?.kind === 'word'));
  if (isModifier) cursor.at++;
  return isModifier ? word : null;
}

function takeStar(cursor: Cursor): Star | null {
  const star = take(cursor, '*');
  if (star === null) return null;
  if (take(cursor, 'as') === null) return { start: star.start, end: star.end, local: null };
  const local = peek(cursor) ?? null;
  cursor.at++;
  return { start: star.start, end: local?.end ?? star.end, local };
}

/** The list that begins here; null for none. */
function takeList(cursor: Cursor): List<Entry> | null | 'damaged' {
  const open = take(cursor, '{');
  if (open === null) return null;
  const elements: Entry[] = [];
  for (;;) {
    const close = take(cursor, '}');
    if (close !== null) {
      const inside = cursor.comments.filter((one) => open.end <= one.start && one.end <= close.start);
      return { open: open.start, close: close.start, elements, comments: outsideOf(inside, elements) };
    }
    const entry = takeEntry(cursor);
    if (entry === null) return 'damaged';
    elements.push(entry);
  }
}

/** `a`, `type a`, `a as b`, `type a as b`, with the comma behind it. */
function takeEntry(cursor: Cursor): Entry | null {
  const words: Token[] = [];
  for (let token = peek(cursor); token !== undefined && token.kind !== 'sign'; token = peek(cursor)) {
    words.push(token);
    cursor.at++;
  }
  const isModified = words.length === 2 || words.length === 4;
  const modifier = isModified ? words.shift() : undefined;
  const [name, as, local] = words;
  if (name === undefined || (as !== undefined && (as.text !== 'as' || local === undefined))) return null;
  if (words.length > 3 || (modifier !== undefined && modifier.text !== 'type' && modifier.text !== 'typeof'))
    return null;
  const comma = take(cursor, ',');
  if (comma === null && peek(cursor)?.text !== '}') return null;
  return {
    modifier: modifier ?? null,
    name,
    local: local ?? name,
    start: (modifier ?? name).start,
    end: (local ?? name).end,
    comma: comma?.start ?? -1,
  };
}

/** The attributes: what stands between the module's name and the semicolon. */
function restOf(cursor: Cursor): Span | null {
  const rest = cursor.tokens.slice(cursor.at).filter(({ text }) => text !== ';');
  const [first, last] = [rest[0], rest.at(-1)];
  return first === undefined || last === undefined ? null : { start: first.start, end: last.end };
}

/** The parts name what the fact names, in its order. */
function agrees({ standard, star, list }: Statement, names: readonly ImportedName[]): boolean {
  const starts = [standard, star, ...(list?.elements ?? []).map(({ name }) => name)].flatMap((one) => one?.start ?? []);
  return starts.length === names.length && starts.every((start, index) => start === names[index]?.start);
}
