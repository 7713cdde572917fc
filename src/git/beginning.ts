/**
 * Where a range of commits begins: at the merge base with another history, or, for a branch that is new, where it left
 * everything that the repository has under other names. A hook on a server is given a row of zeros for such a branch.
 */
import { UserError } from '../errors.ts';
import { isShallow, type Repository } from './repository.ts';
import { git, oneLine } from './run.ts';

/** What the commits of a range are compared with. */
export interface Beginning {
  /** null: nothing was there before. */
  readonly base: string | null;
  /** Other commits that were there before and that the range has merged. */
  readonly others: readonly string[];
}

const NO_COMMIT = /^(?:0{40}|0{64})$/;

/** Whether a name is the row of zeros by which git says that there is no commit: before a branch is made, after it is gone. */
export function namesNoCommit(name: string): boolean {
  return NO_COMMIT.test(name);
}

/** The commit at which two histories parted. @throws UserError when none is known here */
export function whereParted(
  repository: Repository,
  since: { readonly id: string; readonly name: string },
  commit: { readonly id: string; readonly name: string },
): Beginning {
  const found = git(['merge-base', since.id, commit.id], { cwd: repository.cwd, okStatus: [0, 1] });
  if (found.status === 0) return { base: oneLine(found.stdout), others: [] };
  throw isShallow(repository)
    ? new UserError(
        `no common ancestor of ${since.name} and ${commit.name} is known: this clone is shallow`,
        'Fetch the whole history: git fetch --unshallow (in CI: fetch-depth: 0).',
      )
    : new UserError(
        `${since.name} and ${commit.name} have no common ancestor`,
        `Compare with a branch that ${commit.name} came from.`,
      );
}

/** So many commits that a new branch has merged are looked at; without the rest more files are judged. */
const MOST_MERGED = 500;

/**
 * What a commit is compared with when all that no other reference reaches is new.
 * @param name how the commit was named: a branch does not reach itself, nor does the copy of it that a remote has
 */
export function whereNew(repository: Repository, commit: { readonly id: string; readonly name: string }): Beginning {
  const parents = newCommits(repository, commit);
  const edge = [...new Set([...parents.values()].flat())].filter((id) => !parents.has(id));
  if (parents.size === 0) return { base: commit.id, others: [] };
  const tips = latestOf(repository, edge.slice(0, MOST_MERGED));
  const own = endOfFirstParents(commit.id, parents);
  const base = tips.find((id) => id === own) ?? tips[0] ?? null;
  return { base, others: tips.filter((id) => id !== base) };
}

/** New commits with their parents, the latest first. */
function newCommits(repository: Repository, { id, name }: { readonly id: string; readonly name: string }) {
  const known = [...ownReferences(repository, name).map((ref) => `--exclude=${ref}`), '--glob=refs/*'];
  const { stdout } = git(['rev-list', '--topo-order', '--parents', id, '--not', ...known], { cwd: repository.cwd });
  const lines = stdout.toString('latin1').split('\n').filter(Boolean);
  return new Map(
    lines.map((line): [string, readonly string[]] => {
      const [commit = '', ...parents] = line.split(' ');
      return [commit, parents];
    }),
  );
}

/** The branch that a name means, and what remotes hold under its name; nothing for a commit's id. */
function ownReferences(repository: Repository, name: string): string[] {
  const args = ['rev-parse', '--symbolic-full-name', '--verify', '-q', '--end-of-options', name];
  const found = git(args, { cwd: repository.cwd, okStatus: [0, 1, 128] });
  const full = oneLine(found.stdout).split('\n').at(-1) ?? '';
  if (found.status !== 0 || !full.startsWith('refs/')) return [];
  return full.startsWith('refs/heads/') ? [full, `refs/remotes/*/${full.slice('refs/heads/'.length)}`] : [full];
}

function endOfFirstParents(commit: string, parents: ReadonlyMap<string, readonly string[]>): string | null {
  let at: string | null = commit;
  while (at !== null && parents.has(at)) at = parents.get(at)?.[0] ?? null;
  return at;
}

/** Of several commits those that no other of them contains. */
function latestOf(repository: Repository, commits: readonly string[]): readonly string[] {
  if (commits.length < 2) return commits;
  const { stdout } = git(['merge-base', '--independent', ...commits], { cwd: repository.cwd });
  return stdout.toString('latin1').split('\n').filter(Boolean);
}
