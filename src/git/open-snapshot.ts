/**
 * From a scope to its snapshot.
 */

import { openRef, openSince } from './open-commit.ts';
import { openDisk } from './open-disk.ts';
import { openIndex } from './open-index.ts';
import { openStaged } from './open-staged.ts';
import { openTask } from './open-task.ts';
import { parsePathList } from './paths.ts';
import type { Repository } from './repository.ts';
import type { Prefetch, ScopeRequest, Snapshot, WholeIndex } from './snapshot.ts';

/**
 * Opens the snapshot of a scope.
 *
 * @throws UserError for what the user can fix: no repository, no such path or commit, no common history, …
 */
export function openSnapshot(
  request: ScopeRequest | WholeIndex,
  repository: Repository,
  prefetch: Prefetch = {},
): Snapshot {
  switch (request.scope) {
    case 'staged':
      return openStaged(repository, request.paths ?? null, prefetch, request.handed);
    case 'paths':
      return request.inCommit === true ? openTask(request, repository) : openDisk(request, repository);
    case 'ref':
      return openRef(repository, request.ref);
    case 'index':
      return openIndex(repository);
    case 'since':
      return openSince(repository, request);
    default:
      return openDisk(request, repository);
  }
}

/** Splits a list from `--files-from` and asks for the files on disk. */
export function filesFrom(list: Buffer): ScopeRequest {
  return { scope: 'paths', paths: parsePathList(list), lenient: true };
}
