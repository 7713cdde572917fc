/**
 * Finds the repository above a folder by looking at the file system, the way git does, without starting git.
 *
 * It serves what must be known before or without a git process: which folders a `git` on PATH must not come from,
 * whether GIT_DIR names the repository that would be found anyway, where the fact cache lives. Where it is in doubt it
 * gives null and the caller asks git. Every question of right and wrong ("is this a repository?") stays git's.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Discovered {
  /** Folder that holds `.git`; real path. */
  readonly top: string;
  /** The git directory of this work tree (of a linked worktree its own). */
  readonly gitDir: string;
  /** The git directory that all worktrees share. */
  readonly commonDir: string;
}

/** What was found; nobody moves a repository while this process looks at it. */
const known = new Map<string, Discovered>();

/** The nearest repository with a `.git` at or above `cwd`, or null when there is none or it is not a plain one. */
export function discover(cwd: string): Discovered | null {
  const found = known.get(cwd) ?? look(cwd);
  if (found !== null) known.set(cwd, found);
  return found;
}

function look(cwd: string): Discovered | null {
  let folder: string;
  try {
    folder = realpathSync.native(cwd);
  } catch {
    return null;
  }
  for (;;) {
    const gitDir = gitDirIn(folder);
    if (gitDir !== undefined) return gitDir === null ? null : withCommonDir(folder, gitDir);
    // git takes a folder that looks like a git directory for a bare repository: `.git` itself, or a planted one
    if (isFile(join(folder, 'HEAD')) && isFolder(join(folder, 'objects')) && isFolder(join(folder, 'refs')))
      return null;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

/** undefined: no `.git` here, look further up. null: one that only git can judge. */
function gitDirIn(folder: string): string | null | undefined {
  const dotGit = join(folder, '.git');
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isDirectory()) return isFile(join(dotGit, 'HEAD')) ? dotGit : undefined;
  const target = readLine(dotGit);
  return target?.startsWith('gitdir: ') ? resolve(folder, target.slice('gitdir: '.length)) : null;
}

function withCommonDir(top: string, gitDir: string): Discovered {
  const common = readLine(join(gitDir, 'commondir'));
  return { top, gitDir, commonDir: common === null ? gitDir : resolve(gitDir, common) };
}

/** A one-line file without its line end, or null. Paths in it may hold anything, newlines included. */
function readLine(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
  } catch {
    return null;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
