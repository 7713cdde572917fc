/**
 * Static imports and re-exports: edited where they stand, or split, the new lines before what is left of the old one.
 */
import type { ImportFact, Span } from '../../types.ts';
import type { Change } from '../change.ts';
import type { Edits } from './edits.ts';
import { editsInPlace } from './in-place.ts';
import { indentOfLine, lineBreakNear, lineStart, separator } from './layout.ts';
import { type Plans, plansFor, wantedOf } from './plan.ts';
import { printed, type Written } from './print.ts';
import { literalEdits, newContent, writtenModule } from './specifier.ts';
import { readStatement } from './statement.ts';

/**
 * The edits of an import or re-export.
 * @param pad the blanks within braces
 */
export function staticEdits(text: string, fact: ImportFact, changes: readonly Change[], pad: string): Edits {
  const [first] = changes;
  if (first?.imported === null) return changes.length > 1 ? null : moduleEdits(text, first);
  const statement = readStatement(text, fact);
  const current = writtenModule(text, fact);
  const wanted = statement === null ? null : wantedOf(text, statement, fact, changes);
  if (statement === null || wanted === null || current === null) return null;
  const plans = plansFor(text, statement, wanted, current);
  const { start } = statement;
  const around = { indent: indentOfLine(text, start), eol: lineBreakNear(text, start), pad };
  return plans && plannedEdits({ text, fact, statement, ...around }, plans);
}

/** Only the module is another. */
export function moduleEdits(text: string, { fact, to }: Change): Edits {
  const written = newContent(text, fact, to.module, to.symbol !== null);
  return written === null ? null : literalEdits(text, fact, written);
}

function plannedEdits(written: Written, { rest, before }: Plans): Edits {
  const edits = editsInPlace(written, rest);
  const lines = before.map((plan) => printed(written, plan));
  if (edits === null || lines.includes(null)) return null;
  if (lines.length === 0) return edits;
  const place = placeBefore(written.text, written.fact);
  return place && [...lines.map((line) => ({ ...place.at, text: place.lead + line + place.behind })), ...edits];
}

/** Where new statements are put, and what stands around each. */
interface Place {
  readonly at: Span;
  readonly lead: string;
  readonly behind: string;
}

/** The place before a statement; null in the middle of a comment's text. */
function placeBefore(text: string, fact: ImportFact): Place | null {
  const { start } = fact.statement;
  if (fact.via !== 'jsdoc')
    return { at: { start, end: start }, lead: '', behind: separator(text, fact.statement, fact.semicolon === true) };
  const line = lineStart(text, start);
  const star = text.slice(line, start);
  const eol = lineBreakNear(text, start);
  if (/^[ \t]*\*[ \t]*$/.test(star)) return { at: { start, end: start }, lead: '', behind: eol + star };
  const [, indent, open] = /^([ \t]*)(\/\*\*[ \t]*)$/.exec(star) ?? [];
  const close = /^;?[ \t]*\*\//.exec(text.slice(fact.statement.end))?.[0];
  if (indent === undefined || open === undefined || close === undefined) return null;
  const at = line + indent.length;
  return { at: { start: at, end: at }, lead: open, behind: close + eol + indent };
}
