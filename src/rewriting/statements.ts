/**
 * The changes of a file by statement, and the edits of all of them.
 */
import type { Change, Edit } from '../fixes/change.ts';
import { rewriteStatements } from '../fixes/rewrite.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { RawFinding } from '../rules/define.ts';
import type { FileFacts, ImportFact, LanguageFacts } from '../types.ts';
import type { Editors, FileToFix, RefusedFinding } from './file-to-fix.ts';

/** The changes of one statement, and the findings that they come from. */
export interface Statement {
  readonly part: LanguageFacts;
  readonly changes: Change[];
  readonly findings: RawFinding[];
}

/** The statements that findings stand in; findings of no statement are refused. */
export function statementsOf(
  file: FileToFix,
  findings: readonly RawFinding[],
): { statements: Statement[]; strays: RefusedFinding[] } {
  const found = new Map<string, Statement>();
  const strays: RefusedFinding[] = [];
  const placeOf = placesOfImports(file.facts);
  for (const finding of findings) {
    const { change } = finding;
    const place = change === null ? undefined : placeOf(change.fact);
    if (change === null || place === undefined) {
      strays.push({ finding, reason: 'form' });
      continue;
    }
    const { part, fact } = place;
    const { start, end } = fact.statement;
    const id = `${file.facts.parts.indexOf(part)}:${start}:${end}`;
    const known = found.get(id) ?? { part, changes: [], findings: [] };
    known.changes.push({ ...change, fact });
    known.findings.push(finding);
    found.set(id, known);
  }
  return { statements: [...found.values()], strays };
}

/** An import as the file's facts have it. */
interface ImportPlace {
  readonly part: LanguageFacts;
  readonly fact: ImportFact;
}

/** Facts may have been decoded anew since: they are the same by their place. */
function placesOfImports({ parts }: FileFacts): (fact: ImportFact) => ImportPlace | undefined {
  const id = ({ start, end, form, statement }: ImportFact): string => `${start}:${end}:${form}:${statement.start}`;
  const known = new Map(parts.flatMap((part) => part.imports.map((fact) => [id(fact), { part, fact }])));
  return (fact) => known.get(id(fact));
}

/** The edits of all statements that can be rewritten. Of two whose edits overlap neither is. */
export function rewriteAll(
  { path, text, facts }: FileToFix,
  statements: readonly Statement[],
  { rewrite }: Editors,
): { edits: Edit[]; refused: RefusedFinding[] } {
  const refused: RefusedFinding[] = [];
  const refuse = ({ findings }: Statement, reason: RefusalReason): void => {
    for (const finding of findings) refused.push({ finding, reason });
  };
  const edits: (Edit & { readonly of: Statement })[] = [];
  for (const part of facts.parts) {
    const ofPart = statements.filter((statement) => statement.part === part);
    const changes = ofPart.map((statement) => statement.changes);
    const outcomes = changes.length === 0 ? [] : rewriteStatements({ path, text, part }, changes, rewrite);
    for (const [at, outcome] of outcomes.entries()) {
      const statement = ofPart[at];
      if (statement === undefined) continue;
      if (outcome.refusal !== null) refuse(statement, outcome.refusal);
      else if (outcome.edits.length === 0) refuse(statement, 'form');
      else for (const edit of outcome.edits) edits.push({ ...edit, of: statement });
    }
  }
  const clashing = clashesIn(edits);
  for (const statement of clashing) refuse(statement, 'form');
  const kept = edits.filter(({ of }) => !clashing.has(of)).toSorted((a, b) => a.start - b.start || a.end - b.end);
  return { edits: kept.filter((edit, at) => !isSameEdit(edit, kept[at - 1])), refused };
}

/** Two imports of one module say the same of what is used through both. */
function isSameEdit({ start, end, text }: Edit, other: Edit | undefined): boolean {
  return start < end && other?.start === start && other.end === end && other.text === text;
}

function clashesIn(edits: readonly (Edit & { readonly of: Statement })[]): Set<Statement> {
  const clashing = new Set<Statement>();
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let last = sorted[0];
  for (const edit of sorted.slice(1)) {
    if (last !== undefined && edit.start < last.end && !isSameEdit(edit, last)) clashing.add(last.of).add(edit.of);
    if (last === undefined || edit.end >= last.end) last = edit;
  }
  return clashing;
}
