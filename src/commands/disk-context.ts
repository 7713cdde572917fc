/**
 * The registry as it stands on disk, with a tree to resolve in: for the commands that answer questions.
 */

import { openTree, treeReader } from '../facts/tree.ts';
import { installedReader } from '../files/installed.ts';
import { atOnce } from '../git/left-out.ts';
import { openSnapshot } from '../git/open-snapshot.ts';
import type { Repository } from '../git/repository.ts';
import type { Snapshot } from '../git/snapshot.ts';
import { type ModuleContext, statedNames } from '../modules/index.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { noRegistry, readConfiguredRegistry, readRegistry } from '../registry/read.ts';

export interface DiskContext {
  readonly matcher: RegistryMatcher;
  readonly snapshot: Snapshot;
  /** A new one for each question: what is derived from a tree is kept with it. */
  readonly modules: () => ModuleContext;
}

/** @throws UserError without a registry, or with one that cannot be used */
export function openDiskContext(repository: Repository, config: string | null): DiskContext {
  const snapshot = openSnapshot({ scope: 'all' }, repository);
  const readOutside = installedReader(repository.found?.top ?? repository.cwd);
  const matcher =
    config === null
      ? readRegistry(snapshot, repository, treeReader(readOutside))
      : readConfiguredRegistry(config, snapshot, repository, treeReader(readOutside));
  if (matcher === null) throw noRegistry();
  const modules = (): ModuleContext => ({
    tree: openTree(atOnce(snapshot.tree), new Map()),
    ...statedNames(matcher.registry),
    readOutside,
  });
  return { matcher, snapshot, modules };
}
