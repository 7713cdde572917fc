/**
 * The edits of one statement of Ecmascript.
 */
import type { ImportFact, Span } from '../../types.ts';
import type { Change, Edit, Rewrite, SourceText } from '../change.ts';
import { shownCall } from './around.ts';
import { callEdits, takenOf } from './calls.ts';
import { commentAround, withoutStars } from './comment.ts';
import { areApart, type Edits, joined, settled } from './edits.ts';
import { equationEdits } from './equation.ts';
import { bracePadding } from './habit.ts';
import { isOneLine } from './layout.ts';
import { memberEdits } from './members.ts';
import { refusalOf } from './refused.ts';
import { splitEdits } from './split.ts';
import { moduleEdits, staticEdits } from './static.ts';

/** The edits of one statement; all changes are of that statement. */
export function rewriteEcmascript(source: SourceText, changes: readonly Change[]): Rewrite {
  const [first] = changes;
  const refusal = first === undefined ? 'form' : refusalOf(first.fact, changes);
  if (first === undefined || refusal !== null) return { refusal: refusal ?? 'form' };
  const members = changes.map((change) => memberEdits(source.text, change));
  const found = joined([statementEdits(source, first, changes), ...members]);
  const edits = found && settled(source.text, found);
  if (edits === null || !areApart(edits)) return { refusal: 'form' };
  return { refusal: null, edits, shown: shownOf(source, first.fact, edits) };
}

/** The edits but for those of a namespace's members. */
function statementEdits({ text, path, part }: SourceText, first: Change, changes: readonly Change[]): Edits {
  const { fact, imported } = first;
  const pad = bracePadding(text, part);
  if (fact.via === 'import-equals') return equationEdits(text, first, pad);
  if (fact.form === 'import' || fact.form === 'export-from') return staticEdits(text, fact, changes, pad);
  if (isTag(fact)) return staticEdits(withoutStars(text, fact.statement), fact, changes, pad);
  if (imported === null || fact.form === 'string') return changes.length > 1 ? null : moduleEdits(text, first);
  const call = { text, fact, pad };
  const taken = takenOf(call, changes);
  if (taken === null) return null;
  const isOne = taken.every(({ module }) => module === taken[0]?.module);
  return isOne ? callEdits(call, taken) : splitEdits(call, path, taken);
}

/** `@import` in a comment. */
function isTag({ via, names }: ImportFact): boolean {
  return via === 'jsdoc' && names.some(({ local }) => local !== null);
}

/** The statement, its declaration included; a string is shown with its call where that is on one line. */
function shownOf({ text, path }: SourceText, fact: ImportFact, edits: readonly Edit[]): Span {
  const { statement, form, via } = fact;
  if (form === 'string')
    return isOneLine(text, statement.start, statement.end) ? statement : { start: fact.start, end: fact.end };
  if (isTag(fact)) {
    const isWithin = edits.every(({ start }) => start >= statement.start);
    return isWithin ? statement : (commentAround(text, statement.start) ?? statement);
  }
  const isWhole = form === 'import' || form === 'export-from' || via === 'import-equals' || via === 'reference';
  return isWhole ? statement : shownCall(text, path, fact);
}
