/**
 * What each finding counts for: known debt or new, and by the registries before as well.
 */
import type { AppliedBaseline } from '../baseline/apply.ts';
import type { BaselineEntry } from '../baseline/entries.ts';
import { markOld, withStatuses } from '../baseline/statuses.ts';
import { nameId } from '../git/names.ts';
import { settle } from '../git/settle.ts';
import { isUncommitted } from '../git/snapshot.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import type { Finding } from '../types.ts';
import type { Check } from './check.ts';
import { debtFor, withEarlierFindings } from './earlier.ts';
import { finish, type Placed } from './placing.ts';
import { isWhole } from './registry-changes.ts';
import type { EarlierVersion, Judgement } from './verdict.ts';

export interface Applied {
  readonly findings: readonly Finding[];
  /** Baseline entries of which more is left than the judged files have findings. */
  readonly stale: readonly BaselineEntry[];
}

/** Statuses from the baseline; at commit time also what the registries before forbid and the staged one does not. */
export function applyDebt(check: Check, judgement: Judgement, placed: Placed): Applied {
  const { snapshot, matcher, earlier, debt } = check;
  const statuses = (
    by: RegistryMatcher,
    findings: readonly Finding[],
    versions: readonly EarlierVersion[],
    baseline: readonly BaselineEntry[],
  ): AppliedBaseline => {
    const { today } = check.request;
    const before = new Map(
      versions.map((one) => [nameId(one.file), finish(one, one.text, by.registry.inlineAllow, today)]),
    );
    const marked = markOld(findings, before);
    return settle(snapshot, () => withStatuses(marked, { matcher: by, baseline, today, ...check.moves }));
  };
  const applied = statuses(matcher, placed.findings, judgement.earlier, debt.entries);
  const byEarlier = earlier.all.map((one) => {
    const versions = judgement.others.flatMap((other) => (other.by === one ? (other.earlier ?? []) : []));
    const baseline = debtFor(one, debt.before, debt.entries);
    return statuses(one.matcher, placed.byEarlier.get(one) ?? [], versions, baseline).findings;
  });
  return {
    findings: isUncommitted(snapshot)
      ? withEarlierFindings(applied.findings, byEarlier, earlier.changes, snapshot)
      : applied.findings,
    stale: staleEntries(check, applied),
  };
}

function staleEntries({ snapshot, files, texts }: Check, { uses }: AppliedBaseline): BaselineEntry[] {
  const scanned = new Set([...files.read.map(({ file }) => file.path), ...texts.seen]);
  const isJudged = (path: string): boolean => scanned.has(path) || (isWhole(snapshot) && !snapshot.tree.has(path));
  return uses.filter(({ left, entry }) => left > 0 && isJudged(entry.path)).map(({ entry }) => entry);
}
