/**
 * Which parts of the registry a commit touches: that decides whether it is checked against itself and against HEAD's.
 */

import { isUncommitted, type Snapshot } from '../git/snapshot.ts';
import { baselinePaths } from '../registry/baseline-file.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';

/**
 * Of the registry, the baseline and the canonical files those that are part of the commit: then the registry is checked
 * against itself. Paths that a caller names do not narrow what the commit holds.
 */
export function registryTouched(snapshot: Snapshot, { registry }: RegistryMatcher): ReadonlySet<string> {
  if (!isUncommitted(snapshot) && snapshot.scope !== 'since') return new Set();
  const homes = registry.concepts.flatMap((concept) => concept.canonical.map((home) => home.path));
  const mattering = new Set([...registry.sources, ...baselinePaths(registry), ...homes]);
  return new Set(snapshot.changed.filter((path) => mattering.has(path)));
}

/** Whether every file of a tree is judged. */
export function isWhole(snapshot: Snapshot): boolean {
  return snapshot.scope === 'all' || snapshot.scope === 'ref';
}
