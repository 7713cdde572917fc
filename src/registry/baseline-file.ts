/**
 * Where the known findings are kept.
 */
import type { Registry } from '../types.ts';

export const DEFAULT_BASELINE = '.ssot-baseline.jsonl';
/** The default of earlier releases. It is read where there is no other; `baseline prune` gives it the new name. */
export const OLDER_BASELINE = '.ssot-baseline.json';

/** The files that may hold the baseline, the first that is there counts. */
export function baselinePaths({ baseline }: Pick<Registry, 'baseline'>): readonly string[] {
  return baseline === DEFAULT_BASELINE ? [DEFAULT_BASELINE, OLDER_BASELINE] : [baseline];
}
