/**
 * The whole index, as the commit that it would make: what HEAD holds and everything in which the index differs from it, so
 * names that were only announced (`add -N`) are not there. Nothing is written: no tree is made of it.
 */
import { lazyTree } from './lazy-tree.ts';
import { byBytes } from './names.ts';
import { objectStore } from './object-store.ts';
import { asChange, NOTHING_COMPARED } from './open-commit.ts';
import type { Listed } from './raw-tree.ts';
import { type Repository, requireWorkTree } from './repository.ts';
import { together } from './settle.ts';
import type { Snapshot } from './snapshot.ts';
import { gitContents, sort } from './source-files.ts';
import { type Change, listStaged } from './staged.ts';
import { listCommit } from './tree-view.ts';

/** Opens the index as a whole. @throws UserError when git cannot say */
export function openIndex(repository: Repository): Snapshot {
  requireWorkTree(repository);
  const { changes, hasHead } = listStaged(repository);
  const listed = withChanges(hasHead ? listCommit(repository, 'HEAD') : [], changes);
  const store = objectStore(repository);
  const tree = lazyTree(store, new Map(), { request: (path) => `:0:${path}`, list: () => listed });
  tree.allPaths();
  const unmerged = changes.filter(({ status }) => status === 'U');
  return {
    ...sort([...listed.map(asChange), ...unmerged]),
    ...NOTHING_COMPARED,
    scope: 'ref',
    tree,
    contents: (files, isLenient) => gitContents(repository, store, files, isLenient),
    ...together([tree]),
    commit: null,
    listed,
  };
}

function withChanges(listed: readonly Listed[], changes: readonly Change[]): Listed[] {
  const entries = new Map(listed.map((one) => [one.raw, one]));
  for (const { raw, status, newMode, newId } of changes) {
    if (status === 'D' || status === 'U') entries.delete(raw);
    else entries.set(raw, { raw, mode: newMode, id: newId });
  }
  return [...entries.values()].sort((a, b) => byBytes(a.raw, b.raw));
}
