/**
 * Where things are: the top of the work tree, the git directories, a commit by name.
 *
 * Each value is one `rev-parse` call, because a path may hold a newline. Nothing here runs on the way of a plain hook.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { lazily } from '../text/lazily.ts';
import { type Discovered, discover } from './discover.ts';
import { git, gitFailure, oneLine } from './run.ts';

/** A repository, as seen from a folder. What is not known from the file system is asked of git when it is first needed. */
export interface Repository {
  /** The folder that it is looked at from: relative paths start there, and git runs there. */
  readonly cwd: string;
  /** What the file system tells; null where only git can say. */
  readonly found: Discovered | null;
  /** Top folder of the work tree, real path. @throws UserError outside a repository, in a bare one, in a git directory */
  readonly top: string;
  /** Git directory of this work tree: HEAD, index, MERGE_HEAD. */
  readonly gitDir: string;
  /** Git directory that all worktrees share: objects, refs, hooks, caches. */
  readonly commonDir: string;
}

/** The repository around a folder. Nothing is read and no process started before a property is used. */
export function openRepository(cwd: string): Repository {
  const found = lazily(() => discover(cwd));
  const plain = lazily(() => plainly(cwd));
  const ask = (...args: readonly string[]): string => oneLine(git(['rev-parse', ...args], { cwd }).stdout);
  const top = lazily(() => realpathSync.native(ask('--show-toplevel')));
  const gitDir = lazily(() => plain()?.gitDir ?? ask('--absolute-git-dir'));
  const commonDir = lazily(() => plain()?.commonDir ?? ask('--path-format=absolute', '--git-common-dir'));
  return {
    cwd,
    get found() {
      return found();
    },
    get top() {
      return top();
    },
    get gitDir() {
      return gitDir();
    },
    get commonDir() {
      return commonDir();
    },
  };
}

/** The same repository, looked at from its top: where it is does not change while a command runs, and is not asked again. */
export function fromTop(repository: Repository): Repository {
  const { top } = repository;
  const there = openRepository(top);
  return {
    cwd: top,
    top,
    get found() {
      return there.found;
    },
    get gitDir() {
      return repository.gitDir;
    },
    get commonDir() {
      return repository.commonDir;
    },
  };
}

/** @throws UserError where there is no work tree to commit from */
export function requireWorkTree(repository: Repository): string {
  return repository.top;
}

/** Whether there is no work tree: as on a server, where only commits can be looked at. */
export function isBare(repository: Repository): boolean {
  if (repository.found !== null) return false;
  return oneLine(git(['rev-parse', '--is-bare-repository'], { cwd: repository.cwd }).stdout) === 'true';
}

/** What the file system says, unless the environment says otherwise. */
function plainly(cwd: string): Discovered | null {
  const { GIT_DIR, GIT_COMMON_DIR } = process.env;
  if (GIT_COMMON_DIR) return null;
  const found = discover(cwd);
  if (!GIT_DIR || found === null) return GIT_DIR ? null : found;
  return sameFile(resolve(cwd, GIT_DIR), found.gitDir) ? found : null;
}

function sameFile(a: string, b: string): boolean {
  try {
    return realpathSync.native(a) === realpathSync.native(b);
  } catch {
    return false;
  }
}

/** The id of the commit that HEAD names; null when there is none yet. @throws UserError when HEAD cannot be read */
export function headCommit(repository: Repository): string | null {
  const head = git(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], { cwd: repository.cwd, okStatus: [0, 1, 128] });
  if (head.status === 0) return oneLine(head.stdout);
  if (isUnborn(repository)) return null;
  throw new UserError('HEAD does not name a readable commit', 'Look at it with: git status; git fsck');
}

/** HEAD names a branch that has no commit yet. A branch whose ref or commit is damaged is not unborn. */
export function isUnborn(repository: Repository): boolean {
  const branch = git(['symbolic-ref', '-q', 'HEAD'], { cwd: repository.cwd, okStatus: [0, 1, 128] });
  if (branch.status !== 0) return false;
  const refs = git(['for-each-ref', '--count=1', '--format=%(refname)', oneLine(branch.stdout)], {
    cwd: repository.cwd,
  });
  // a damaged ref is left out of the list with a warning
  return refs.stdout.length === 0 && refs.stderr === '';
}

/** The id of a commit that the user names. @throws UserError when there is no such commit */
export function resolveCommit(repository: Repository, ref: string): string {
  // in two steps: appended to an expression such as `:/fix typo`, `^{commit}` would be part of it
  const found = ref === '' || ref.includes('\0') ? null : verify(repository, ref);
  const commit = found === null ? null : verify(repository, `${found}^{commit}`);
  if (commit !== null) return commit;
  throw new UserError(
    `no such commit: ${ref}`,
    isShallow(repository)
      ? `This clone is shallow: fetch ${ref} with its history first.`
      : 'Is it fetched? See: git branch -a',
  );
}

/** The id of a commit's tree. */
export function treeOf(repository: Repository, commit: string): string {
  return oneLine(
    git(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`], { cwd: repository.cwd }).stdout,
  );
}

function verify(repository: Repository, expression: string): string | null {
  const args = ['rev-parse', '-q', '--verify', '--end-of-options', expression];
  const { status, stdout, stderr } = git(args, { cwd: repository.cwd, okStatus: [0, 1, 128] });
  if (stderr.includes('not a git repository')) throw gitFailure(args, status, stderr, repository.cwd);
  return status === 0 ? oneLine(stdout) : null;
}

/** Part of the history is missing here, as in most CI checkouts. */
export function isShallow(repository: Repository): boolean {
  return statSync(resolve(repository.commonDir, 'shallow'), { throwIfNoEntry: false }) !== undefined;
}

/** Lines of a file in the git directory (MERGE_HEAD, …), or null when it is not there. */
export function gitFileLines(repository: Repository, name: string): string[] | null {
  try {
    return readFileSync(resolve(repository.gitDir, name), 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UserError(`cannot read ${name} in the git directory: ${(error as Error).message}`);
  }
}
