/**
 * The edits that make of a statement, where it stands, what is to stay of it.
 */
import type { Span } from '../../types.ts';
import type { Edit } from '../change.ts';
import { type Edits, insertion, joined, replacing } from './edits.ts';
import { isWithin } from './layout.ts';
import type { List } from './list.ts';
import { entryEdits, renamed } from './names.ts';
import type { Plan, Wanted } from './plan.ts';
import type { Written } from './print.ts';
import { prependElements } from './putting-in.ts';
import { literalEdits } from './specifier.ts';
import type { Entry, Statement } from './statement.ts';
import { belongsTo, removeElements } from './taking-out.ts';
import type { Token } from './tokens.ts';

/** The edits for a plan; null where a comment would be lost, or the form cannot be. */
export function editsInPlace(written: Written, plan: Plan): Edits {
  const { text, fact, statement } = written;
  const module = literalEdits(text, fact, plan.module);
  if (plan.equation !== null) return equationEdits(written, plan, plan.equation, module);
  const clause = clauseEdits(written, plan);
  if (clause === null) return null;
  const word =
    plan.modifier === (statement.modifier?.text ?? '') ? [] : [insertion(statement.clause.start, `${plan.modifier} `)];
  return [...word, ...clause, ...module];
}

/** `import { Old } from 'm'` as `import Old = require('m')`. */
function equationEdits(written: Written, plan: Plan, { local }: Wanted, module: readonly Edit[]): Edits {
  const { clause, literal, attributes, modifier, isExport } = written.statement;
  const head = { start: clause.start, end: literal.start };
  if (attributes !== null || isExport || hasComment(written, plan, head)) return null;
  const word = modifier === null && plan.modifier !== '' ? `${plan.modifier} ` : '';
  return [replacing(head, `${word}${local} = require(`), ...module, insertion(literal.end, ')')];
}

/** A comment stands in a span that does not go with a name to another statement. */
function hasComment({ text, statement }: Written, plan: Plan, span: Span): boolean {
  const stays = new Set([...plan.named, plan.standard, plan.equation].map((one) => one?.entry));
  const isMoved = belongsTo(text, statement.list, (index) => !stays.has(index));
  return statement.comments.some((one) => isWithin(one, span) && !isMoved(one));
}

/** The edits of what stands between `import` and `from`: the default, then a namespace or names in braces. */
function clauseEdits(written: Written, plan: Plan): Edits {
  const { standard: old } = written.statement;
  const local = plan.standard?.local ?? null;
  const second = secondOf(written.statement);
  const keepsSecond = plan.star !== null || plan.named.length > 0 || written.statement.list?.elements.length === 0;
  if (second === null) return old === null ? [] : firstEdits(old, local, plan, written.pad);
  const edits = keepsSecond ? secondEdits(written, plan, second) : [];
  if (old === null) {
    if (local === null) return edits;
    return keepsSecond
      ? joined([[insertion(second.start, `${local}, `)], edits])
      : replacedWhole(written, plan, second, local);
  }
  const start = local === null ? old.start : old.end;
  const end = keepsSecond ? second.start : second.end;
  const renaming = local === null || local === old.text ? [] : [replacing(old, local)];
  const cut = local === null || !keepsSecond ? replacedWhole(written, plan, { start, end }, '') : [];
  return joined([renaming, cut, edits]);
}

/** The default, where nothing stands beside it. */
function firstEdits(old: Token, local: string | null, { named }: Plan, pad: string): Edits {
  if (local === null) return [replacing(old, listText(named, pad))];
  const renaming = local === old.text ? [] : [replacing(old, local)];
  return named.length === 0 ? renaming : [...renaming, insertion(old.end, `, ${listText(named, pad)}`)];
}

/** The namespace or the list. */
function secondOf({ star, list }: Statement): Span | null {
  return star ?? (list && { start: list.open, end: list.close + 1 });
}

/** The edits within the namespace or the list; null where comments would be lost. */
function secondEdits(written: Written, plan: Plan, span: Span): Edits {
  const { text, statement, eol } = written;
  const { list } = statement;
  const added = plan.named.filter(({ entry }) => entry < 0).map(({ name, local }) => renamed(name, local));
  const kept = new Set(plan.named.map(({ entry }) => entry));
  const isKept = (index: number): boolean => kept.has(index);
  if (list === null || !list.elements.some((_, index) => isKept(index)))
    return added.length === 0 ? [] : replacedWhole(written, plan, span, listText(plan.named, written.pad));
  const putIn = prependElements(text, list, added, eol, isKept);
  const cut = removeElements(text, list, (index) => !isKept(index));
  return joined([putIn, keptEdits(text, list, plan.named), cut]);
}

function keptEdits(text: string, list: List<Entry>, named: readonly Wanted[]): readonly Edit[] {
  return named.flatMap(({ entry, name }) => {
    const element = list.elements[entry];
    return element === undefined ? [] : entryEdits(text, element, name);
  });
}

function listText(named: readonly Wanted[], pad: string): string {
  return `{${pad}${named.map(({ name, local }) => renamed(name, local)).join(', ')}${pad}}`;
}

/** Other text for a span; null where a comment stands in it. */
function replacedWhole(written: Written, plan: Plan, span: Span, text: string): Edits {
  return hasComment(written, plan, span) ? null : [replacing(span, text)];
}
