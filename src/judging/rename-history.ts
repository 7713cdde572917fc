/**
 * Where files went that are gone: renames that were committed long since.
 *
 * At commit time git pairs the staged files with HEAD's. But the hook never writes the baseline, so an entry keeps the
 * old path until someone prunes, and by then the rename is history. It is looked up there only for entries that nothing
 * else accounts for, while a finding like theirs is open: the commit that deleted the path says what became of it.
 */
import type { Repository } from '../git/repository.ts';
import { git } from '../git/run.ts';
import type { Snapshot } from '../git/snapshot.ts';
import { listRenames } from '../git/staged.ts';

/** So many renames of one file are followed, and so many looked up in all. */
const MOST_HOPS = 8;
const MOST_RENAMES = 100;

/** The path at which a file of the snapshot stands that once stood at a path that is gone; null when nobody knows. */
export function pastMoves(
  repository: Repository,
  { tree, commit, renames }: Snapshot,
): (path: string) => string | null {
  const known = new Map<string, string | null>();
  const next = (path: string): string | null => {
    for (const [now, then] of renames()) if (then === path) return now;
    const before = known.get(path);
    if (before !== undefined || known.size >= MOST_RENAMES) return before ?? null;
    const now = renamedTo(repository, commit ?? 'HEAD', path);
    known.set(path, now);
    return now;
  };
  return (path) => {
    let at: string | null = path;
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      at = next(at);
      if (at === null || tree.has(at)) return at;
    }
    return null;
  };
}

/**
 * The other name that the commit gave a file which deleted it under this one. As the tip has no such file, the last
 * commit that changed the path is the one that deleted it. (`git log` obeys settings, and one of them runs programs.)
 */
function renamedTo(repository: Repository, tip: string, path: string): string | null {
  const args = ['rev-list', '-1', tip, '--', `:(top,literal)${path}`];
  const deleted = git(args, { cwd: repository.cwd, okStatus: [0, 128] })
    .stdout.toString('latin1')
    .trim();
  if (!/^[0-9a-f]{40,64}$/.test(deleted)) return null;
  for (const [now, then] of listRenames(repository, `${deleted}^1`, deleted)) if (then === path) return now;
  return null;
}
