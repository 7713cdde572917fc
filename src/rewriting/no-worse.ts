/**
 * Whether the whole is better after a fix: what is said of the files with their new contents, against what is said of them
 * now. Places move, so findings are counted by what they are about.
 */
import { identityWithoutPath } from '../baseline/identity.ts';
import type { RawFinding } from '../rules/define.ts';

/** Findings of one file before and after. */
export interface Comparison {
  readonly before: readonly RawFinding[];
  /** Those of before that are fixed. */
  readonly fixed: readonly RawFinding[];
  readonly after: readonly RawFinding[];
}

/** Findings that should not be there: fixed ones that are, errors that are new, and warnings for which no error went. */
export function worseIn({ before, fixed, after }: Comparison): RawFinding[] {
  const rest = countsOf(before);
  for (const finding of fixed) add(rest, finding, -1);
  const more = after.filter((finding) => add(rest, finding, -1) < 0);
  const known = countsOf(fixed);
  const isForAnError = fixed.some(({ severity }) => severity === 'error') || fixed.length === 0;
  return more.filter(
    (finding) => finding.severity === 'error' || !isForAnError || known.has(identityWithoutPath(finding)),
  );
}

/** Warnings that come to light: the import that they are about leads to the home by now. */
export function revealedIn(comparison: Comparison): RawFinding[] {
  const rest = countsOf(comparison.before);
  const worse = new Set(worseIn(comparison));
  return comparison.after.filter((finding) => add(rest, finding, -1) < 0 && !worse.has(finding));
}

function countsOf(findings: readonly RawFinding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) add(counts, finding, 1);
  return counts;
}

function add(counts: Map<string, number>, finding: RawFinding, n: number): number {
  const id = identityWithoutPath(finding);
  const count = (counts.get(id) ?? 0) + n;
  counts.set(id, count);
  return count;
}
