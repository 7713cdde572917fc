/**
 * What a finding counts for: new, known debt, or debt that is over.
 */
import { nameId } from '../git/names.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import type { Finding } from '../types.ts';
import { type AppliedBaseline, applyBaseline } from './apply.ts';
import type { BaselineEntry } from './entries.ts';
import { identityWithoutPath } from './identity.ts';

export interface StatusQuestion {
  readonly matcher: RegistryMatcher;
  readonly baseline: readonly BaselineEntry[];
  readonly today: string;
  readonly exists: (path: string) => boolean;
  readonly renamedFrom: (path: string) => string | null;
  readonly movedTo?: (path: string) => string | null;
}

/** Statuses from the baseline, and what became of its entries. */
export function withStatuses(findings: readonly Finding[], question: StatusQuestion): AppliedBaseline {
  const { matcher, today, exists, renamedFrom, movedTo } = question;
  const deadlineOf = (concept: string): string | null => matcher.concepts.get(concept)?.deadline ?? null;
  return applyBaseline(findings, question.baseline, {
    ...{ today, deadlineOf, exists, renamedFrom },
    ...(movedTo === undefined ? {} : { movedTo }),
  });
}

/**
 * Under `"commit": "introduced"`, findings that the file had before count as known: of the same identity the first n by
 * position, where n is how many the earlier version had.
 * @param earlier findings of the earlier version of each file, by its present name (`nameId`)
 */
export function markOld(findings: readonly Finding[], earlier: ReadonlyMap<string, readonly Finding[]>): Finding[] {
  const left = new Map<string, number>();
  for (const [file, list] of earlier) {
    for (const finding of list) {
      const id = `${file}\0${identityWithoutPath(finding)}`;
      left.set(id, (left.get(id) ?? 0) + 1);
    }
  }
  return findings.map((finding) => {
    const id = `${nameId(finding)}\0${identityWithoutPath(finding)}`;
    const count = left.get(id) ?? 0;
    if (count === 0 || finding.status !== 'new') return finding;
    left.set(id, count - 1);
    return { ...finding, status: 'known', message: `${finding.message} (not introduced by this commit)` };
  });
}
