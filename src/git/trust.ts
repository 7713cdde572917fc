/**
 * Which programs and which repositories may be used: nothing that a repository could have brought with it.
 *
 * A work tree is untrusted input, and where a path leads is told by the file system, not by its spelling: links, `..`,
 * doubled slashes, another case and another name for the same folder are all seen through, because folders are compared
 * by device and inode, once along the path as it is written and once along the real one. What lies inside by either is
 * refused. `hooks/trust` says the same to the shell.
 */
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, resolve, sep } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

// ----------------------------------------------------------------------------------------------------------- folders

/** Whether a path leads into a folder, as it is written or as it is resolved. */
function leadsInto(folder: string, path: string): boolean {
  const inside = identityOf(folder);
  return [resolve(path), realPath(path)].some((place) => {
    for (let at = place; ; at = dirname(at)) {
      if (at === folder || (inside !== null && identityOf(at) === inside)) return true;
      if (dirname(at) === at) return false;
    }
  });
}

/** The same for the same folder, however it is called; null for what is not there. */
function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** The real path, or the path itself where there is none. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function foldersAbove(cwd: string): string[] {
  const folders = [realPath(cwd)];
  for (let at = folders[0] ?? ''; dirname(at) !== at; at = dirname(at)) folders.push(dirname(at));
  return folders;
}

// ---------------------------------------------------------------------------------------------------------- programs

/**
 * What surrounds `cwd`: the folder itself, the work tree around it and those around that one (a submodule's, a planted
 * one's), the main work tree of a linked one. The root of the file system contains everything, so it cannot be
 * excluded, and neither can a home folder around another repository, in which programs are the user's own.
 */
export function untrustedFolders(env: Environment, cwd: string): string[] {
  const tops = foldersAbove(cwd).filter((folder) => isThere(join(folder, '.git')));
  const home = env.HOME === undefined ? null : realPath(env.HOME);
  const around = tops.filter((top, at) => at === 0 || top !== home);
  const [nearest] = tops;
  const folders = [
    realPath(cwd),
    ...around,
    ...(nearest === undefined ? [] : mainTops(nearest)),
    ...(env.GIT_WORK_TREE ? [realPath(resolve(cwd, env.GIT_WORK_TREE))] : []),
  ];
  return [...new Set(folders)].filter((folder) => dirname(folder) !== folder);
}

/** The main work tree of a linked one: its `.git` is a file that names a folder in the main one's. */
function mainTops(top: string): string[] {
  try {
    const gitDir = /^gitdir: (.*)/.exec(readFileSync(join(top, '.git'), 'utf8'))?.[1];
    const common = gitDir === undefined ? null : resolve(top, gitDir, '../..');
    return common !== null && basename(common) === '.git' ? [realPath(dirname(common))] : [];
  } catch {
    return []; // a folder: this is the main one
  }
}

/**
 * The programs of a name on PATH, in its order, each as a path and with whether it may be run. Relative and empty
 * entries do not count at all.
 */
export function programsOnPath(name: string, path: string, untrusted: readonly string[]): [string, boolean][] {
  return path
    .split(delimiter)
    .filter((entry) => isAbsolute(entry))
    .map((entry) => join(entry, process.platform === 'win32' ? `${name}.exe` : name))
    .filter(isProgram)
    .map((file) => [file, isTrusted(file, untrusted)]);
}

/** Not under `node_modules`, and not inside the given folders. */
export function isTrusted(file: string, untrusted: readonly string[]): boolean {
  const isInstalled = [file, realPath(dirname(file)), realPath(file)].some((place) =>
    place.toLowerCase().split(sep).includes('node_modules'),
  );
  // the folder on its own, too: a link in it may lead out again
  const places = [file, join(realPath(dirname(file)), basename(file))];
  return !isInstalled && !untrusted.some((folder) => places.some((place) => leadsInto(folder, place)));
}

function isProgram(file: string): boolean {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() === true && (process.platform === 'win32' || (stat.mode & 0o111) !== 0);
  } catch {
    return false; // a PATH entry that cannot be searched, or is not a folder
  }
}

// ------------------------------------------------------------------------------------------------------ repositories

/** A repository without a work tree, found where `cwd` is. */
export interface BareRepository {
  readonly folder: string;
  /** The work tree in which it lies, and with which it may have come; null where it stands on its own. */
  readonly around: string | null;
}

const looked = new Map<string, BareRepository | null>();

/**
 * Git takes any folder with HEAD, objects and refs for a repository and obeys its configuration, which may name
 * programs. A clone may bring such a folder: nothing in it is called `.git`, so nobody refuses to check it out. Git 2.38
 * can be told to leave it alone (`safe.bareRepository`); this tells for every version, and lets those through that stand
 * on their own, as on a server.
 */
export function bareRepository(cwd: string): BareRepository | null {
  const known = looked.get(cwd);
  if (known !== undefined) return known;
  const found = lookForBare(foldersAbove(cwd));
  looked.set(cwd, found);
  return found;
}

function lookForBare(folders: readonly string[]): BareRepository | null {
  const at = folders.findIndex((folder) => isThere(join(folder, '.git')) || looksLikeGitDirectory(folder));
  const folder = folders[at];
  if (folder === undefined || isThere(join(folder, '.git'))) return null;
  // the git directory of an ordinary repository, into which no commit can write
  if (folder.toLowerCase().split(sep).includes('.git')) return { folder, around: null };
  return { folder, around: folders.slice(at + 1).find((above) => isThere(join(above, '.git'))) ?? null };
}

/** Whether git would take a folder for a git directory; those of linked worktrees name another for the rest. */
export function looksLikeGitDirectory(folder: string): boolean {
  const has = (name: string): boolean => isThere(join(folder, name));
  return has('HEAD') && (has('commondir') || (has('objects') && has('refs')));
}
