/**
 * From plans to what is told of them: places in the files as they are on disk when it is told.
 */
import { rawOf } from '../git/names.ts';
import { withReason } from '../git/source-files.ts';
import { byPath } from '../judging/findings.ts';
import { withHints } from '../judging/hints.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { RawFinding } from '../rules/define.ts';
import { lineIndex } from '../text/lines.ts';
import type { Skipped } from '../types.ts';
import type { FilePlan, FileToFix, RefusedFinding } from './file-to-fix.ts';
import { ownRefusal } from './plan-file.ts';
import type { PlanAllOptions, Planned } from './plans.ts';
import type { FixedFile, FixResult, Refusal } from './result.ts';

/** @param isWritten whether the plans were carried out */
export function resultOf(
  planned: Planned,
  options: PlanAllOptions,
  skipped: readonly Skipped[],
  isWritten: boolean,
): FixResult {
  const { plans, held } = planned;
  return {
    version: 1,
    dryRun: !isWritten,
    fixed: plans.flatMap(fixedFile).sort(byPath),
    refused: plans
      .flatMap((plan) =>
        isWritten && plan.written !== null ? leftIn(plan, planned, options) : refusalsOf(plan.file, plan.refused),
      )
      .sort((a, b) => byPath(a, b) || a.line - b.line || a.column - b.column),
    skipped: [...skipped, ...held.map(({ file, reason }) => withReason(file, reason))].sort(byPath),
  };
}

function fixedFile({ file, written, fixed }: FilePlan): FixedFile[] {
  if (written === null) return [];
  return [{ ...nameOf(file), findings: fixed.length, edits: written.edits.length }];
}

function refusalsOf(file: FileToFix, refused: readonly RefusedFinding[]): Refusal[] {
  const lines = lineIndex(file.text);
  const shown = refused.length === 0 ? [] : withHints(file.findings, file);
  const hints = new Map(file.findings.map((finding, at) => [finding, shown[at]?.hint ?? null]));
  return refused.map(({ finding, reason }) => {
    const hint = hints.get(finding) ?? finding.hint;
    const start = lines.position(finding.span.start);
    const end = lines.position(finding.span.end);
    const { rule, concept, message } = finding;
    return {
      ...nameOf(file),
      ...{ line: start.line, column: start.column, endLine: end.line, endColumn: end.column },
      ...{ rule, concept, reason, message, candidates: hint === null ? [] : hint.split(/\r\n|\r|\n/) },
    };
  });
}

/** What is left in a file that was written, as it stands there now. */
function leftIn(plan: FilePlan, { after }: Planned, { wants }: PlanAllOptions): Refusal[] {
  const file = after.get(rawOf(plan.file));
  if (file === undefined) return [];
  const left = file.findings.filter((finding) => wants(finding, file.path));
  return refusalsOf(
    file,
    left.map((finding) => ({ finding, reason: reasonFor(finding, plan) })),
  );
}

function reasonFor(finding: RawFinding, { refused }: FilePlan): RefusalReason {
  const same = refused.find(
    ({ finding: one }) => one.rule === finding.rule && one.name === finding.name && one.module === finding.module,
  );
  return same?.reason ?? ownRefusal(finding) ?? 'form';
}

function nameOf({ path, pathBytes }: FileToFix): Pick<FixedFile, 'path' | 'pathBytes'> {
  return pathBytes === null ? { path } : { path, pathBytes };
}
