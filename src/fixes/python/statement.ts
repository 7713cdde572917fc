/**
 * A statement as it is written anew, for names that leave the list in which they stood.
 */
import type { NewSource } from '../../replacement/import-line.ts';
import type { Span } from '../../types.ts';
import type { ListItem, NameList } from './list.ts';
import { nameAfter } from './names.ts';
import { lineStart } from './place.ts';

/** One name with what it becomes. */
export interface Moved {
  readonly item: ListItem;
  readonly to: NewSource;
}

/** How the statement is written from which names go. */
export interface Manner {
  readonly text: string;
  readonly list: NameList;
  /** `lazy `, or nothing. */
  readonly lead: string;
  /** null: behind a colon or `;`, so that everything is to stand on one line. */
  readonly indent: string | null;
  readonly lineBreak: string;
  /** The comments that go with names. */
  readonly comments: ReadonlyMap<ListItem, readonly Span[]>;
  /** What tools are told of the whole statement. */
  readonly forTools: readonly string[];
}

/** Columns of a line, as Black and isort have them. */
export const WIDTH = 88;

/** The statement for names that go to one module; of whole modules there is one. */
export function newStatement(moved: readonly Moved[], manner: Manner): string {
  const [first] = moved;
  if (first === undefined) return '';
  const { indent, lead, text } = manner;
  const isAlone = first.to.asModule === true;
  const head = `${lead}from ${first.to.module} import `;
  const names = moved.map(({ item, to }) => nameAfter(text, item, to.symbol));
  const line = isAlone ? lead + moduleImport(text, first) : head + names.join(', ');
  const isLong = (indent ?? '').length + line.length > WIDTH && isSpread(manner);
  const isCommented = moved.some(({ item }) => manner.comments.has(item));
  if (indent === null) return line;
  if (moved.length === 1 || !(isLong || isCommented))
    return line + behind([...commentsFor(first, manner), ...manner.forTools]);
  return inLines(head, moved, indent, manner);
}

/** `import new as old`, for a module that was imported from its package. */
function moduleImport(text: string, { item, to }: Moved): string {
  const { as, imported } = item;
  const local = text.slice((as ?? imported).start, (as ?? imported).end);
  const cut = to.module.lastIndexOf('.') + 1;
  const [parent, name] = [to.module.slice(0, cut), to.module.slice(cut)];
  const renamed = name === local && (cut === 0 || to.module.startsWith('.')) ? '' : ` as ${local}`;
  if (!to.module.startsWith('.')) return `import ${to.module}${renamed}`;
  const above = /^\.+$/.test(parent) ? parent : parent.slice(0, -1);
  return `from ${above} import ${name}${renamed}`;
}

function isSpread({ text, list: { open, close } }: Manner): boolean {
  return open >= 0 && /[\r\n]/.test(text.slice(open, close));
}

function commentsFor({ item }: Moved, { text, comments }: Manner): string[] {
  return (comments.get(item) ?? []).map(({ start, end }) => text.slice(start, end).trimEnd());
}

function behind(comments: readonly string[]): string {
  return comments.map((comment) => `  ${comment}`).join('');
}

/** Each name on a line, as the old statement has them if it has them so. */
function inLines(head: string, moved: readonly Moved[], indent: string, manner: Manner): string {
  const { text, list, lineBreak } = manner;
  const inner = innerIndent(text, list, indent);
  const hasComma = inner === null || list.items.at(-1)?.comma !== -1;
  const own = inner ?? `${indent}${indent.includes('\t') ? '\t' : '    '}`;
  const lines = moved.map((one, at) => {
    const comma = hasComma || at < moved.length - 1 ? ',' : '';
    return own + nameAfter(text, one.item, one.to.symbol) + comma + behind(commentsFor(one, manner));
  });
  return [`${head}(${behind(manner.forTools)}`, ...lines, `${indent})`].join(lineBreak);
}

/** The indentation of the names where they begin on a line of their own. */
function innerIndent(text: string, { items }: NameList, indent: string): string | null {
  const start = items[0]?.start ?? 0;
  const own = text.slice(lineStart(text, start), start);
  return own.trim() === '' && own.length > indent.length ? own : null;
}
