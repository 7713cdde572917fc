/**
 * The changes of a file by statement, and the edits of all of them.
 */
import type { Change, Edit, SourceText } from '../fixes/change.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { RawFinding } from '../rules/define.ts';
import type { FileFacts, ImportFact, LanguageFacts } from '../types.ts';
import type { Editors, FileToFix, RefusedFinding } from './file-to-fix.ts';

/** The changes of one statement, and the findings that they come from. */
export interface Statement {
  readonly source: SourceText;
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
  const partOf = partsByImport(file.facts);
  for (const finding of findings) {
    const { change } = finding;
    const part = change === null ? undefined : partOf(change);
    if (change === null || part === undefined) {
      strays.push({ finding, reason: 'form' });
      continue;
    }
    const { start, end } = change.fact.statement;
    const id = `${file.facts.parts.indexOf(part)}:${start}:${end}`;
    const known = found.get(id) ?? { source: sourceOf(file, part), changes: [], findings: [] };
    known.changes.push(change);
    known.findings.push(finding);
    found.set(id, known);
  }
  return { statements: [...found.values()], strays };
}

/** The language that a change belongs to. Facts may have been decoded anew since: they are the same by their place. */
function partsByImport({ parts }: FileFacts): (change: Change) => LanguageFacts | undefined {
  const id = ({ start, end, form, statement }: ImportFact): string => `${start}:${end}:${form}:${statement.start}`;
  const known = new Map(parts.flatMap((part) => part.imports.map((fact) => [id(fact), part])));
  return ({ fact }) => known.get(id(fact));
}

function sourceOf({ path, text }: Pick<FileToFix, 'path' | 'text'>, part: LanguageFacts): SourceText {
  return { path, text, part };
}

/** The edits of all statements that can be rewritten. Of two whose edits overlap neither is. */
export function rewriteAll(
  statements: readonly Statement[],
  { rewrite }: Editors,
): { edits: Edit[]; refused: RefusedFinding[] } {
  const refused: RefusedFinding[] = [];
  const refuse = ({ findings }: Statement, reason: RefusalReason): void => {
    for (const finding of findings) refused.push({ finding, reason });
  };
  const edits: (Edit & { readonly of: Statement })[] = [];
  for (const statement of statements) {
    const outcome = rewrite(statement.source, statement.changes);
    if (outcome.refusal !== null) refuse(statement, outcome.refusal);
    else if (outcome.edits.length === 0) refuse(statement, 'form');
    else for (const edit of outcome.edits) edits.push({ ...edit, of: statement });
  }
  const clashing = clashesIn(edits);
  for (const statement of clashing) refuse(statement, 'form');
  return { edits: edits.filter(({ of }) => !clashing.has(of)), refused };
}

function clashesIn(edits: readonly (Edit & { readonly of: Statement })[]): Set<Statement> {
  const clashing = new Set<Statement>();
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let last = sorted[0];
  for (const edit of sorted.slice(1)) {
    if (last !== undefined && edit.start < last.end) clashing.add(last.of).add(edit.of);
    if (last === undefined || edit.end >= last.end) last = edit;
  }
  return clashing;
}
