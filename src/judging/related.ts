/**
 * The other places of a finding: ten of them and a number, so that a report grows with its findings and not with their square.
 */
import { type Finding, MOST_RELATED, type Related } from '../types.ts';

/** As many other places as a finding tells, and how many there are where that is not all. */
export function relatedOf(related: readonly Related[], total = 0): Pick<Finding, 'related' | 'relatedTotal'> {
  const all = Math.max(total, related.length);
  return { related: related.slice(0, MOST_RELATED), ...(all > MOST_RELATED ? { relatedTotal: all } : {}) };
}
