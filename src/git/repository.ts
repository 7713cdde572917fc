/**
 * Where things are: the top of the work tree, the git directories, a commit by name.
 *
 * Each value is one `rev-parse` call, because a path may hold a newline. Nothing here runs on the way of a plain hook.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { discover } from './discover.ts';
import { git, gitFailure, oneLine } from './run.ts';

export interface Repository {
  /** Top folder of the work tree, real path. */
  readonly top: string;
  /** Git directory of this work tree: HEAD, index, MERGE_HEAD. */
  readonly gitDir: string;
  /** Git directory that all worktrees share: objects, refs, hooks. */
  readonly commonDir: string;
}

/**
 * The repository around a folder.
 *
 * @throws UserError outside a repository, in a bare one and inside a git directory
 */
export function findRepository(cwd: string): Repository {
  const top = realpathSync.native(oneLine(git(['rev-parse', '--show-toplevel'], { cwd }).stdout));
  return { top, gitDir: gitDirectory(cwd), commonDir: commonDirectory(cwd) };
}

/** Absolute git directory of the work tree around `cwd`; no process is started in an ordinary repository. */
export function gitDirectory(cwd: string): string {
  return plainly(cwd)?.gitDir ?? oneLine(git(['rev-parse', '--absolute-git-dir'], { cwd }).stdout);
}

/** Absolute git directory that all worktrees share: the place of caches; no process in an ordinary repository. */
export function commonDirectory(cwd: string): string {
  const path = plainly(cwd)?.commonDir;
  return path ?? oneLine(git(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd }).stdout);
}

/** What the file system says, unless the environment says otherwise. */
function plainly(cwd: string): { gitDir: string; commonDir: string } | null {
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
export function headCommit(cwd: string): string | null {
  const head = git(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], { cwd, okStatus: [0, 1, 128] });
  if (head.status === 0) return oneLine(head.stdout);
  if (isUnborn(cwd)) return null;
  throw new UserError('HEAD does not name a readable commit', 'Look at it with: git status; git fsck');
}

/** HEAD names a branch that has no commit yet. A branch whose ref or commit is damaged is not unborn. */
export function isUnborn(cwd: string): boolean {
  const branch = git(['symbolic-ref', '-q', 'HEAD'], { cwd, okStatus: [0, 1, 128] });
  if (branch.status !== 0) return false;
  const refs = git(['for-each-ref', '--count=1', '--format=%(refname)', oneLine(branch.stdout)], { cwd });
  // a damaged ref is left out of the list with a warning
  return refs.stdout.length === 0 && refs.stderr === '';
}

/** The id of a commit that the user names. @throws UserError when there is no such commit */
export function resolveCommit(cwd: string, ref: string): string {
  // in two steps: appended to an expression such as `:/fix typo`, `^{commit}` would be part of it
  const found = ref === '' || ref.includes('\0') ? null : verify(cwd, ref);
  const commit = found === null ? null : verify(cwd, `${found}^{commit}`);
  if (commit !== null) return commit;
  throw new UserError(
    `no such commit: ${ref}`,
    isShallow(cwd)
      ? `This clone is shallow: fetch ${ref} with its history first.`
      : 'Is it fetched? See: git branch -a',
  );
}

function verify(cwd: string, expression: string): string | null {
  const args = ['rev-parse', '-q', '--verify', '--end-of-options', expression];
  const { status, stdout, stderr } = git(args, { cwd, okStatus: [0, 1, 128] });
  if (stderr.includes('not a git repository')) throw gitFailure(args, status, stderr, cwd);
  return status === 0 ? oneLine(stdout) : null;
}

/** Part of the history is missing here, as in most CI checkouts. */
export function isShallow(cwd: string): boolean {
  return statSync(resolve(commonDirectory(cwd), 'shallow'), { throwIfNoEntry: false }) !== undefined;
}

/** Lines of a file in the git directory (MERGE_HEAD, …), or null when it is not there. */
export function gitFileLines(cwd: string, name: string): string[] | null {
  try {
    return readFileSync(resolve(gitDirectory(cwd), name), 'utf8')
      .split('\n')
      .filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UserError(`cannot read ${name} in the git directory: ${(error as Error).message}`);
  }
}
