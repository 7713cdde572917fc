/**
 * A tree of files as raw bytes: what a snapshot is judged against, whatever it is made of, and what may be known of one.
 */
import { UserError } from '../errors.ts';
import type { Skipped } from '../types.ts';
import { decodeName } from './names.ts';
import type { Source } from './settle.ts';

export interface RawTree extends Source {
  /** A regular file, or a symbolic link, stands at this path: something that an import finds there. */
  has(path: string): boolean;
  /** At least one file stands below this folder; `` and `.` are the top. */
  hasFolder(path: string): boolean;
  /** Content; undefined when there is no such file, for a link, and for what cannot be read (see `unreadable`). */
  bytes(path: string): Buffer | undefined;
  /** Blob id; undefined when there is no such file, and for files on disk. */
  id(path: string): string | undefined;
  /** Every file with this base name, sorted by bytes. */
  named(baseName: string): readonly string[];
  /** Every symbolic link whose name and text are UTF-8, with that text: it is never followed here. */
  links(): ReadonlyMap<string, string>;
  /** Notes a path whose content will be needed. */
  want(path: string): void;
  /** Every regular file whose name is UTF-8, sorted by bytes. */
  allPaths(): readonly string[];
  /** Files that `bytes` was asked for and that exist, but whose content cannot be had. */
  unreadable(): readonly Skipped[];
  /** What it is, known without a look at it; null where nobody can say that. */
  readonly basis: Basis | null;
}

/** A tree of git by its id, and every path at which something else stands (null: nothing). */
export interface Basis {
  readonly tree: string;
  readonly changes: ReadonlyMap<string, Entry | null>;
}

/** An entry as far as it is known: null when there is none. */
export interface Entry {
  readonly mode: string;
  readonly id: string;
}

/** What a commit's tree holds, answered without git. Every answer may be undefined: not known. */
export interface TreeListing {
  /** The file or link at a path; null when there is none. */
  entry(path: string): Entry | null | undefined;
  /** How many regular files stand below a folder. */
  filesBelow(folder: string): number | undefined;
  /** Paths of the regular files with this base name, in any order. */
  named(baseName: string): readonly string[] | undefined;
  /** Every symbolic link with the id of its text. */
  links(): ReadonlyMap<string, string> | undefined;
}

/** A list of HEAD's tree that is kept from run to run: of some tree before it, and what has changed since. */
export interface HeadIndex {
  /** HEAD's commit; null where only git can say. */
  readonly commit: string | null;
  /** null when there is none that can be used. */
  readonly listing: TreeListing | null;
  /** Id of the tree that the listing is of; null without one. */
  readonly tree: string | null;
  /** Every path at which HEAD differs from the listing (null: nothing there any more). */
  readonly changes: ReadonlyMap<string, Entry | null>;
  /** Is told what git listed when that became necessary. */
  learn(listed: readonly Listed[]): void;
}

export interface Listed extends Entry {
  /** One character per byte. */
  readonly raw: string;
}

/** Paths of files, in git's order, and what can be asked about them as a whole. */
export interface Listing {
  readonly paths: readonly string[];
  readonly folders: ReadonlySet<string>;
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

/** Prepares a list of files for questions about folders and base names. */
export function listingOf(paths: readonly string[]): Listing {
  const folders = new Set<string>();
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    for (let end = slash; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
    const name = path.slice(slash + 1);
    const list = byName.get(name);
    if (list === undefined) byName.set(name, [path]);
    else list.push(path);
  }
  return { paths, folders, byName };
}

/** What a link holds, if that can be said in a path of a question. */
export function linkText(bytes: Buffer): string | null {
  const { path, pathBytes } = decodeName(bytes.toString('latin1'));
  return pathBytes === null ? path : null;
}

export const UNFETCHED = 'not fetched (partial clone)';
export const NO_OBJECT = 'its object cannot be read';

/**
 * The error for a file without which nothing can be judged.
 * @param name by which git knows it
 */
export function unfetchedFile(path: string, name: string): UserError {
  return new UserError(
    `${path} cannot be read, so nothing was judged: ${UNFETCHED}`,
    `Let git fetch it: git cat-file -p ${name} >/dev/null`,
  );
}

/** The error for a blob that is not there, or damaged. */
export function unreadableObject(path: string, id: string): UserError {
  return new UserError(`cannot read ${path}: its object ${id} is missing or damaged`, 'Look at it with: git fsck');
}

/** The error for a file that does not fit into one string: refused, never skipped. */
export function tooLarge(path: string): UserError {
  return new UserError(
    `cannot check ${path}: it is larger than 512 MB`,
    'Exclude it in the registry: "files": { "exclude": [...] }',
  );
}
