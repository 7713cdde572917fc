/**
 * From-imports. Where all names go to one module, the statement stays and its words change; otherwise names leave it for
 * statements of their own, which stand before it.
 */

import { isWord } from '../../languages/python/lexical.ts';
import type { NewSource } from '../../replacement/import-line.ts';
import { pushAll } from '../../text/lists.ts';
import type { ImportFact, Span } from '../../types.ts';
import { type Change, type Edit, inOrder, type Rewrite, type SourceText } from '../change.ts';
import { commentsOf, toolComments } from './comments.ts';
import { commentsIn, type ListItem, type NameList, readList } from './list.ts';
import { renameMembers } from './members.ts';
import { isImportable, nameEdits } from './names.ts';
import { indentOf, lineBreakAt } from './place.ts';
import { removeItems } from './removal.ts';
import { type Manner, type Moved, newStatement } from './statement.ts';
import { losesModule, losesSubmodule } from './still-loaded.ts';

/** The names of a statement that are to stand in one statement. */
interface Group {
  /** What they are imported from; null: from where they are now. */
  readonly to: NewSource | null;
  readonly moved: readonly Moved[];
}

/** The edits of a from-import. */
export function rewriteFromImport(source: SourceText, fact: ImportFact, changes: readonly Change[]): Rewrite {
  const { text } = source;
  const list = readList(text, fact);
  if (list === null || !changes.every(({ to }) => isImportable(to))) return { refusal: 'form' };
  if (fact.names.some(({ name }) => name === '*')) return rewriteStar(source, fact, changes);
  const groups = groupNames(list, fact, changes);
  if (groups === null) return { refusal: 'form' };
  const renames = renameMembers(source, changes);
  if (renames.refusal !== null) return renames;
  if (losesModule(source, changes) || changes.some((change) => losesSubmodule(source, change)))
    return { refusal: 'namespace' };
  const edits = splitStatement(text, fact, list, groups);
  if (edits === null) return { refusal: 'form' };
  return { refusal: null, edits: inOrder([...edits, ...renames.edits]), shown: fact.statement };
}

/** A star brings what the module gives, whatever that is: the module may be another only as a whole. */
function rewriteStar(source: SourceText, fact: ImportFact, changes: readonly Change[]): Rewrite {
  const [change] = changes;
  if (change === undefined || change.to.symbol !== null || change.to.asModule === true) return { refusal: 'namespace' };
  if (losesModule(source, changes)) return { refusal: 'namespace' };
  return { refusal: null, edits: moduleEdits(source.text, fact, change.to.module), shown: fact.statement };
}

/** The specifier in its place; blanks where it would grow together with the words around it. */
function moduleEdits(text: string, { start, end, specifier }: ImportFact, module: string): Edit[] {
  if (specifier === module) return [];
  const before = isWord(text.charCodeAt(start - 1)) && isWord(module.charCodeAt(0)) ? ' ' : '';
  const after = isWord(text.charCodeAt(end)) && isWord(module.charCodeAt(module.length - 1)) ? ' ' : '';
  return [{ start, end, text: before + module + after }];
}

/**
 * The statements that the names come to stand in, that of the last staying where it is: names that do not change, else
 * those that go to the last module. null where one name is bound twice, and afterwards by another of the two.
 */
function groupNames(list: NameList, { specifier }: ImportFact, changes: readonly Change[]): readonly Group[] | null {
  const targets = new Map(changes.map(({ imported, to }) => [imported?.start, to]));
  const groups = new Map<string, { to: NewSource | null; moved: Moved[] }>();
  for (const item of list.items) {
    const to = targets.get(item.start) ?? { module: specifier, symbol: null };
    const stays = to.module === specifier && to.asModule !== true;
    const key = stays ? '' : to.asModule === true ? `import ${item.start}` : `from ${to.module}`;
    const group = groups.get(key) ?? { to: stays ? null : to, moved: [] };
    groups.set(key, group);
    group.moved.push({ item, to });
  }
  const all = [...groups.values()];
  const last = groups.get('') ?? all.findLast(({ to }) => to?.asModule !== true);
  const ordered = last === undefined ? all : [...all.filter((group) => group !== last), last];
  const lastOf = (items: readonly ListItem[]) => new Map(items.map((item) => [item.imported.local, item]));
  const [before, after] = [lastOf(list.items), lastOf(ordered.flatMap(({ moved }) => moved.map(({ item }) => item)))];
  return [...before].every(([local, item]) => after.get(local) === item) ? ordered : null;
}

function splitStatement(
  text: string,
  fact: ImportFact,
  list: NameList,
  groups: readonly Group[],
): readonly Edit[] | null {
  const stays = groups.at(-1);
  if (stays === undefined) return [];
  const { statement } = fact;
  const isReplaced = stays.to?.asModule === true;
  const leaving = isReplaced ? groups : groups.slice(0, -1);
  const going = new Set(leaving.flatMap(({ moved }) => moved.map(({ item }) => item)));
  const indent = indentOf(text, statement);
  const manner: Manner = {
    text,
    list,
    lead: text.startsWith('lazy', statement.start) ? 'lazy ' : '',
    indent,
    lineBreak: indent === null ? '' : lineBreakAt(text, statement),
    comments: indent === null || isReplaced ? new Map() : commentsOf(text, list, going),
    forTools: leaving.length === 0 || indent === null || isReplaced ? [] : toolComments(text, list, statement),
  };
  const joint = indent === null ? '; ' : manner.lineBreak + indent;
  const lines = leaving.map(({ moved }) => newStatement(moved, manner));
  if (isReplaced) return replaceStatement(text, statement, lines, manner, joint);
  const { to, moved } = stays;
  const { start } = statement;
  const edits: Edit[] =
    lines.length === 0 ? [] : [{ start, end: start, text: lines.map((line) => line + joint).join('') }];
  if (to !== null) pushAll(edits, moduleEdits(text, fact, to.module));
  for (const { item, to: own } of moved) pushAll(edits, nameEdits(text, item, own.symbol));
  const comments = [...manner.comments.values()].flat();
  return [...edits, ...removeItems(text, list, { items: going, comments })];
}

/** Nothing of the list is left: its comments stand before the new statements. */
function replaceStatement(
  text: string,
  statement: Span,
  lines: readonly string[],
  { list, indent }: Manner,
  joint: string,
): readonly Edit[] | null {
  const comments = list.open < 0 ? [] : commentsIn(text, list.open, list.close);
  if (comments.length > 0 && indent === null) return null;
  const all = [...comments.map(({ start, end }) => text.slice(start, end).trimEnd()), ...lines];
  return [{ start: statement.start, end: statement.end, text: all.join(joint) }];
}
