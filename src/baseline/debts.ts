/**
 * Which entry of the baseline a finding is known by, for formats that say so.
 */
import { lazily } from '../text/lazily.ts';
import type { Finding } from '../types.ts';
import { endOf } from './apply.ts';
import { type Baseline, entryIdentity, entryIdentityWithoutPath } from './entries.ts';
import { identityOf, identityWithoutPath } from './identity.ts';

/** What an entry says of the finding that it knows. */
export interface KnownBy {
  readonly reason: string | null;
  readonly until: string;
}

/**
 * @param deadlineOf a concept's `deadline`: its entries end then at the latest
 * @returns what is known of a finding: by its own entry, or, where it has moved, by one of the same thing elsewhere
 */
export function debtsOf(
  baseline: Baseline,
  deadlineOf: (concept: string) => string | null,
): (finding: Finding) => KnownBy | null {
  const byIdentity = lazily(() => new Map(baseline.map((entry) => [entryIdentity(entry), entry])));
  const elsewhere = lazily(() => new Map(baseline.map((entry) => [entryIdentityWithoutPath(entry), entry])));
  return (finding) => {
    const entry = byIdentity().get(identityOf(finding)) ?? elsewhere().get(identityWithoutPath(finding));
    return entry === undefined ? null : { reason: entry.reason ?? null, until: endOf(entry, deadlineOf) };
  };
}
