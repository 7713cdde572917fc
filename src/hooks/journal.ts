/**
 * What `init` changed, byte for byte, so that `init --uninstall` can take it back exactly.
 *
 * Kept in the git directory that all worktrees share, with paths relative to it, so that a repository may be moved.
 * For every path it holds the state before the first change and the state that the last `init` left. On the way back a
 * path that still is as `init` left it gets its first state again; one that was edited since is only stripped.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** What stands at a path: null for nothing. Contents are base64, because hooks may be programs. */
export type State =
  | { readonly kind: 'file'; readonly mode: number; readonly content: string }
  | { readonly kind: 'link'; readonly target: string }
  | null;

export interface Entry {
  /** Relative to the common git directory. */
  readonly path: string;
  readonly before: State;
  /** Hash of the state that `init` left. */
  readonly after: string;
}

export interface Journal {
  readonly version: 1;
  readonly entries: readonly Entry[];
  /** Folders that `init` made, outermost first; relative to the common git directory. */
  readonly folders: readonly string[];
  /** What `init` staged: the path from the work tree's top, the blob. */
  readonly staged: readonly { readonly top: string; readonly path: string; readonly id: string }[];
}

export const EMPTY: Journal = { version: 1, entries: [], folders: [], staged: [] };

/** The folder in the git directory where everything of ours lives. */
export function stateFolder(commonDir: string): string {
  return join(commonDir, 'ssot-guard');
}

/** Files in that folder by which hooks find their way: one line each, the path of Node, of git and of this package. */
export const RECORDED = ['node', 'git', 'package'] as const;

function journalPath(commonDir: string): string {
  return join(stateFolder(commonDir), 'init.json');
}

/** The journal, or an empty one when there is none or it cannot be used. */
export function readJournal(commonDir: string): Journal {
  try {
    const read: Journal = JSON.parse(readFileSync(journalPath(commonDir), 'utf8'));
    return read.version === 1 ? read : EMPTY;
  } catch {
    return EMPTY;
  }
}

export function writeJournal(commonDir: string, journal: Journal): void {
  mkdirSync(stateFolder(commonDir), { recursive: true });
  const path = journalPath(commonDir);
  writeFileSync(`${path}.new`, `${JSON.stringify(journal)}\n`);
  renameSync(`${path}.new`, path);
}

export function stateOf(path: string): State {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory()) return null;
  if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(path) };
  return { kind: 'file', mode: stat.mode & 0o7777, content: readFileSync(path).toString('base64') };
}

export function hashOf(state: State): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('hex');
}

/** Makes a path be in a state again. */
export function putState(path: string, state: State): void {
  if (state === null) {
    rmSync(path, { force: true });
  } else if (state.kind === 'link') {
    rmSync(path, { force: true });
    symlinkSync(state.target, path);
  } else {
    writeWhole(path, Buffer.from(state.content, 'base64'), state.mode);
  }
}

/** Writes a file in one step: a reader sees the old content or the new one. A symbolic link is replaced, not followed. */
export function writeWhole(path: string, content: Buffer | string, mode: number): void {
  const temporary = `${path}.ssot-${process.pid}`;
  writeFileSync(temporary, content, { mode, flag: 'wx' });
  chmodSync(temporary, mode); // the umask has its say in writeFileSync
  renameSync(temporary, path);
}

/** Makes the folders above a path. @returns those that were not there, outermost first */
export function makeFolders(path: string): string[] {
  const made: string[] = [];
  for (let folder = dirname(path); !existsSync(folder); folder = dirname(folder)) made.unshift(folder);
  mkdirSync(dirname(path), { recursive: true });
  return made;
}

/** Removes folders that are empty, innermost first. */
export function removeEmptyFolders(folders: readonly string[]): void {
  for (const folder of [...folders].reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      // not empty, or gone: someone uses it
    }
  }
}

/**
 * The journal after a run.
 *
 * @param before what stood at each path that the run may have changed
 * @param folders those that the run made
 * @param strip takes the guard out of a text: what the state before must have been, where someone edited in between
 */
export function withRun(
  commonDir: string,
  journal: Journal,
  before: ReadonlyMap<string, State>,
  folders: readonly string[],
  strip: (text: string, path: string) => string,
): Journal {
  const entries = new Map(journal.entries.map((entry) => [entry.path, entry]));
  for (const [path, state] of before) {
    const key = relative(commonDir, path);
    const known = entries.get(key);
    const after = hashOf(stateOf(path));
    if (known === undefined && hashOf(state) === after) continue;
    const isEdited = known !== undefined && hashOf(state) !== known.after;
    const first = known === undefined ? state : isEdited ? stripped(state, path, strip) : known.before;
    entries.set(key, { path: key, before: first, after });
  }
  const made = [...journal.folders, ...folders.map((folder) => relative(commonDir, folder))];
  return { ...journal, entries: [...entries.values()], folders: [...new Set(made)] };
}

function stripped(state: State, path: string, strip: (text: string, path: string) => string): State {
  if (state?.kind !== 'file') return state;
  const content = Buffer.from(strip(Buffer.from(state.content, 'base64').toString('utf8'), path));
  return { ...state, content: content.toString('base64') };
}

/** Absolute form of a path in the journal. */
export function placeOf(commonDir: string, path: string): string {
  return resolve(commonDir, path);
}
