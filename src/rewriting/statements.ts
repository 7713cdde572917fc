/**
 * The changes of a file by statement, and the edits of all of them.
 */
import { type Change, type Edit, inOrder } from '../fixes/change.ts';
import { isSameEdit, rewriteStatements } from '../fixes/rewrite.ts';
import type { RawFinding } from '../rules/define.ts';
import { pushAll } from '../text/lists.ts';
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

/** The edits of all statements that can be rewritten, each once. */
export function rewriteAll(
  { path, text, facts }: FileToFix,
  statements: readonly Statement[],
  { rewrite }: Editors,
): { edits: Edit[]; refused: RefusedFinding[] } {
  const refused: RefusedFinding[] = [];
  const edits: Edit[] = [];
  for (const part of facts.parts) {
    const ofPart = statements.filter((statement) => statement.part === part);
    const changes = ofPart.map((statement) => statement.changes);
    for (const [at, outcome] of rewriteStatements({ path, text, part }, changes, rewrite).entries()) {
      const { findings = [] } = ofPart[at] ?? {};
      if (outcome.refusal === null) pushAll(edits, outcome.edits);
      else for (const finding of findings) refused.push({ finding, reason: outcome.refusal });
    }
  }
  const ordered = inOrder(edits);
  return { edits: ordered.filter((edit, at) => !isSameEdit(edit, ordered[at - 1])), refused };
}
