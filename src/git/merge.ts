/**
 * Merges: what a merge commit would bring in from its other parents was judged when it was committed there.
 *
 * Only entries that differ from every parent are the merge's own. Cherry-pick, revert, squash and rebase make ordinary
 * commits with one parent and are judged whole.
 */

import { pushAll } from '../text/lists.ts';
import { gitFileLines, type Repository } from './repository.ts';
import { git } from './run.ts';
import type { Change } from './staged.ts';

/**
 * Ids of the parents that the commit being made will have beside HEAD; empty for an ordinary commit.
 *
 * A conflicted merge has written them to MERGE_HEAD. A clean one runs its hook (pre-merge-commit) before it does so,
 * and names them only in the variables `GITHEAD_<id>`; such a variable may also be left over from a merge that is
 * done and whose hook makes commits, so what HEAD contains already does not count.
 */
export function mergeParents(repository: Repository): string[] {
  const heads = gitFileLines(repository, 'MERGE_HEAD')?.filter((line) => ID.test(line));
  if (heads !== undefined) return heads;
  const named = Object.keys(process.env).filter((name) => name.startsWith('GITHEAD_'));
  return named
    .map((name) => name.slice('GITHEAD_'.length))
    .filter((id) => ID.test(id) && !isInHead(repository, id))
    .sort();
}

const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function isInHead(repository: Repository, id: string): boolean {
  return git(['merge-base', '--is-ancestor', id, 'HEAD'], { cwd: repository.cwd, okStatus: [0, 1, 128] }).status === 0;
}

/**
 * Splits what differs from HEAD into the merge's own changes and those that some other parent has just so.
 * @param differencesFrom what would be committed, or is, compared with a parent
 */
export function splitMerge(
  changes: readonly Change[],
  parents: readonly string[],
  differencesFrom: (parent: string) => readonly Change[],
): { readonly own: readonly Change[]; readonly inherited: readonly Change[] } {
  let own = changes;
  const inherited: Change[] = [];
  for (const parent of parents) {
    const differs = new Set(differencesFrom(parent).map((change) => change.raw));
    pushAll(
      inherited,
      own.filter((change) => !differs.has(change.raw)),
    );
    own = own.filter((change) => differs.has(change.raw));
  }
  // HEAD is a parent too: a changed mode alone is no blob that differs from every parent
  if (parents.length > 0) {
    pushAll(inherited, own.filter(sameBlob));
    own = own.filter((change) => !sameBlob(change));
  }
  return { own, inherited };
}

function sameBlob(change: Change): boolean {
  return change.oldId === change.newId && change.status === 'M';
}
