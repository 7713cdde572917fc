/**
 * What `init` changed, byte for byte, so that `init --uninstall` can take it back exactly.
 *
 * It is written before anything is changed, and says then what will be (`pending`); a run that was killed, or met a full
 * disk, is settled by the next one, which looks at what has really been done.
 *
 * Kept in the git directory that all worktrees share, with paths relative to it, so that a repository may be moved.
 * For every path it holds the state before the first change and the state that the last `init` left. On the way back a
 * path that still is as `init` left it gets its first state again; one that was edited since is only stripped.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { hiddenIn, replaceFile } from '../files/write.ts';

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
  /** Of a configuration of git: `core.hooksPath` as `init` left it. */
  readonly hooksPath?: string | null;
}

export interface Journal {
  readonly version: 1;
  readonly entries: readonly Entry[];
  /** Folders that `init` made, outermost first; relative to the common git directory. */
  readonly folders: readonly string[];
  /** What `init` staged: the path from the work tree's top, the blob. */
  readonly staged: readonly { readonly top: string; readonly path: string; readonly id: string }[];
  /** What a run that has not ended was about to change; absolute paths. */
  readonly pending?: Pending;
  /** An `init` has begun and not come to its end. */
  readonly unfinished?: true;
}

export interface Pending {
  readonly paths: readonly {
    readonly path: string;
    readonly before: State;
    /** Hash of the state that it was to have; null where another program decides. */
    readonly after: string | null;
  }[];
  readonly folders: readonly string[];
  /** Folders in which programs of hook managers may have made files. */
  readonly watched: readonly string[];
}

const EMPTY: Journal = { version: 1, entries: [], folders: [], staged: [] };

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
  writeState(commonDir, 'init.json', `${JSON.stringify(journal)}\n`);
}

/** Writes a file of ours in the git directory; nothing on the way may be a link. @throws UserError for one */
export function writeState(commonDir: string, name: string, content: string): void {
  const folder = stateFolder(commonDir);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) mkdirSync(folder);
  else if (stat.isSymbolicLink())
    throw new UserError(`${folder} is a link and is not followed`, `Remove it: rm ${folder}`);
  replaceFile(join(folder, name), content, 0o644);
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
    const temporary = hiddenIn(dirname(path));
    symlinkSync(state.target, temporary);
    renameSync(temporary, path);
  } else {
    replaceFile(path, Buffer.from(state.content, 'base64'), state.mode);
  }
}

/** The folders above a path that are not there, outermost first. */
export function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let folder = dirname(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  return missing;
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
 * The journal after a run, however that ended. What stands at a path now is what the run left there; but where the run
 * was to leave something else that is known, someone has edited it since.
 *
 * @param strip takes the guard out of a text: what the state before must have been, where someone edited in between
 */
export function settled(
  commonDir: string,
  { pending, ...journal }: Journal,
  strip: (text: string, path: string) => string,
): Journal {
  if (pending === undefined) return journal;
  const entries = new Map(journal.entries.map((entry) => [entry.path, entry]));
  const known = new Set(pending.paths.map(({ path }) => path));
  const made = filesIn(pending.watched).filter((path) => !known.has(path));
  for (const { path, before, after } of [
    ...pending.paths,
    ...made.map((path) => ({ path, before: null, after: null })),
  ]) {
    const key = relative(commonDir, path);
    const entry = entries.get(key);
    const now = hashOf(stateOf(path));
    if (now === hashOf(before) && (entry === undefined || now !== after)) continue;
    const isEdited = entry !== undefined && hashOf(before) !== entry.after;
    // of an edited configuration single settings are taken back, and never the whole
    const isMixed = isEdited && isConfiguration(key);
    const first = entry === undefined ? before : isEdited && !isMixed ? stripped(before, path, strip) : entry.before;
    entries.set(key, { path: key, before: first, after: isMixed ? '' : (after ?? now) });
  }
  const folders = [...journal.folders, ...pending.folders.map((folder) => relative(commonDir, folder))];
  return { ...journal, entries: [...entries.values()], folders: [...new Set(folders)] };
}

/** Whether a path of the journal is one of git's configurations. */
export function isConfiguration(path: string): boolean {
  return /(?:^|[\\/])config(?:\.worktree)?$/.test(path);
}

/** Everything in the folders but folders. */
export function filesIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { withFileTypes: true })
          .filter((entry) => !entry.isDirectory())
          .map((entry) => join(folder, entry.name))
      : [],
  );
}

/** The same of the folders below them, too, but not of those behind links. */
export function filesBelow(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .map((name) => join(folder, name))
          .filter((path) => lstatSync(path).isFile())
      : [],
  );
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
