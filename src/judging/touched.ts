/**
 * Which parts of the registry a commit touches: that decides whether it is checked against itself and against HEAD's.
 */

import type { Snapshot } from '../git/snapshot.ts';
import type { CheckRequest } from '../pipeline.ts';
import type { Guard } from '../registry/guard.ts';
import { REGISTRY_NAME } from '../registry/load.ts';
import { nestedPathsFor } from '../registry/read.ts';
import { settled } from './stages.ts';

/**
 * Of the registry, the baseline and the canonical files those that are part of the commit, or of what is looked at:
 * then the registry is checked against itself. Paths that a caller names do not narrow what the commit holds.
 */
export function registryTouched(request: CheckRequest, snapshot: Snapshot, { registry }: Guard): ReadonlySet<string> {
  if (snapshot.scope !== 'staged' && snapshot.scope !== 'since') return new Set();
  const homes = registry.concepts.flatMap((concept) => concept.canonical.map((home) => home.path));
  const mattering = new Set([...registry.sources, registry.baseline, ...homes]);
  const given = [...snapshot.files.map((file) => file.path), ...snapshot.deleted].filter((path) => mattering.has(path));
  return new Set([...given, ...(namesPaths(request) ? changedAmong(snapshot, mattering) : [])]);
}

/** Whether a registry file is among what changed: only then can the registry be weaker than the one before. */
export function changesRegistry(request: CheckRequest, snapshot: Snapshot, guard: Guard): boolean {
  if (snapshot.scope !== 'since' && snapshot.scope !== 'staged') return false;
  const sources = new Set(guard.registry.sources);
  const isSource = (path: string): boolean => sources.has(path) || path.endsWith(REGISTRY_NAME);
  if (snapshot.deleted.some(isSource) || snapshot.files.some((file) => isSource(file.path))) return true;
  if (!namesPaths(request)) return false;
  const nested = nestedPathsFor(snapshot.files.map((file) => file.path));
  return settled(snapshot, () => changedAmong(snapshot, [...sources, ...nested])).length > 0;
}

/** Only some of what is staged is looked at. */
function namesPaths({ scope }: CheckRequest): boolean {
  return scope.scope === 'staged' && scope.paths !== undefined;
}

/** Which of some paths differ from what the snapshot is compared with. */
function changedAmong({ tree, head }: Snapshot, paths: Iterable<string>): string[] {
  return [...paths].filter((path) => tree.id(path) !== head?.id(path));
}

/** Whether every file of a tree is judged. */
export function isWhole(snapshot: Snapshot): boolean {
  return snapshot.scope === 'all' || snapshot.scope === 'ref';
}
