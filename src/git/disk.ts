/**
 * The work tree as it is on disk: for paths, `--all`, editors and `fix`. Never for a commit.
 *
 * Symbolic links are not followed: neither a link itself nor a file behind a linked folder is read, so nothing
 * outside the repository can be. Files are opened without blocking, so a pipe with a source's name hangs nothing.
 */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import { sep } from 'node:path';
import { filesAskedFor, isAskedFor, isNameForm } from '../text/base-names.ts';
import type { Skipped } from '../types.ts';
import { byBytes, decodeName, rawName, splitNul } from './names.ts';
import { type Listing, linkText, listingOf, type RawTree, tooLarge } from './raw-tree.ts';
import { openRepository } from './repository.ts';
import { git } from './run.ts';
import { isLinkMode } from './staged.ts';
import { listIndex } from './tree-view.ts';

/** What stands at a place: `none` also for a place behind a linked folder. */
export type FileKind = 'file' | 'folder' | 'link' | 'other' | 'none' | 'behind-link';

/** Why what stands at a place is no file to check. */
export const KIND_REASON = {
  link: 'symbolic link',
  folder: 'submodule',
  other: 'not a regular file',
  'behind-link': 'behind a symbolic link',
} as const;

export type DiskRead =
  | { readonly kind: 'content'; readonly bytes: Buffer }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A view of the files below `top` (a real path); knows which folders are real. Names are raw. */
export interface Disk {
  readonly top: string;
  kind(raw: string): FileKind;
  read(raw: string): DiskRead;
  /** The text of a symbolic link, where it can be said; null for anything else. */
  link(raw: string): string | null;
}

const LARGEST = (1 << 29) - (1 << 10);

/** The disk below a folder. What it has learned about folders it keeps: make a new one for a new look. */
export function diskBelow(top: string): Disk {
  const realFolders = new Map<string, boolean>([['', true]]);
  const place = placesBelow(top);

  function isReal(folder: string): boolean {
    let real = realFolders.get(folder);
    if (real === undefined) {
      const slash = folder.lastIndexOf('/');
      real = isReal(slash < 0 ? '' : folder.slice(0, slash)) && kindAt(place(folder)) === 'folder';
      realFolders.set(folder, real);
    }
    return real;
  }

  function isBehindLink(raw: string): boolean {
    const slash = raw.lastIndexOf('/');
    return slash > 0 && !isReal(raw.slice(0, slash));
  }

  function kind(raw: string): FileKind {
    if (!isInside(raw)) return 'none';
    const found = kindAt(place(raw));
    return found !== 'none' && isBehindLink(raw) ? 'behind-link' : found;
  }

  return {
    top,
    kind,
    read(raw) {
      if (!isInside(raw) || isBehindLink(raw)) return { kind: 'none' };
      return readFile(place(raw), decodeName(raw).path);
    },
    link(raw) {
      if (kind(raw) !== 'link') return null;
      try {
        return linkText(readlinkSync(place(raw), { encoding: 'buffer' }));
      } catch {
        return null; // gone since
      }
    },
  };
}

/** From raw names to what the file system takes: bytes, where it has them. */
export function placesBelow(top: string): (raw: string) => string | Buffer {
  const prefix = Buffer.from(top.endsWith(sep) ? top : `${top}${sep}`);
  return (raw) => {
    const bytes = Buffer.from(raw, 'latin1');
    return process.platform === 'win32' ? `${prefix}${bytes}` : Buffer.concat([prefix, bytes]);
  };
}

/** A repository path that means a place below the top, in its one spelling. */
function isInside(raw: string): boolean {
  return raw !== '' && !raw.includes('\0') && !/(?:^|\/)(?:\.{0,2})(?:\/|$)/.test(raw);
}

function kindAt(place: string | Buffer): FileKind {
  try {
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined) return 'none';
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
  } catch {
    return 'none'; // a folder that cannot be searched, a name that is too long
  }
}

function readFile(place: string | Buffer, path: string): DiskRead {
  let descriptor: number | undefined;
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK = 0 } = constants;
    if (O_NOFOLLOW === undefined && kindAt(place) !== 'file') return { kind: 'none' }; // Windows
    descriptor = openSync(place, O_RDONLY | (O_NOFOLLOW ?? 0) | O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { kind: 'none' };
    if (stat.size > LARGEST) throw tooLarge(path);
    return { kind: 'content', bytes: readFileSync(descriptor) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENXIO') return { kind: 'none' };
    if (code === undefined) throw error;
    return { kind: 'unreadable', reason: code === 'EACCES' || code === 'EPERM' ? 'no permission to read it' : code };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * Raw names of everything tracked, or untracked and not ignored, sorted by bytes; some may be gone from disk.
 * With `folders` (raw, without trailing slash) only what is below one of them.
 */
export function listDisk(cwd: string, folders: readonly string[] | null = null): string[] {
  const asText = folders?.map(decodeName);
  // an argument is text: below a folder whose name is not, everything is listed and filtered here
  const pathspecs = asText?.every((name) => name.pathBytes === null && name.path !== '')
    ? asText.map((name) => `:(top,literal)${name.path}/`)
    : [':(top)'];
  if (folders?.length === 0) return [];
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--full-name', '--', ...pathspecs];
  const names = new Set(splitNul(git(args, { cwd }).stdout));
  const below = folders?.includes('') ? null : folders;
  return [...names]
    .filter((raw) => !raw.endsWith('/')) // a repository inside this one
    .filter((raw) => below === null || below === undefined || below.some((folder) => raw.startsWith(`${folder}/`)))
    .sort(byBytes);
}

/**
 * The work tree as a tree to judge against. `overlay` stands in for files: what an editor holds and has not saved.
 * `names` are its files (raw), for the scopes that have listed them anyway; `kindOf` tells what stands at one of them.
 */
export function diskTree(
  disk: Disk,
  overlay: ReadonlyMap<string, Buffer>,
  names?: readonly string[],
  kindOf: (name: string) => FileKind = disk.kind,
): RawTree {
  const unreadable = new Map<string, Skipped>();
  const folders = new Map<string, boolean>();
  let listing: Listing | null = null;
  let links: ReadonlyMap<string, string> | null = null;

  function everything(): Listing {
    listing ??= listingOf(
      [...new Set([...(names ?? listDisk(disk.top)), ...overlay.keys()])].sort(byBytes).flatMap((raw) => {
        const { path, pathBytes } = decodeName(raw);
        return pathBytes === null && (overlay.has(raw) || kindOf(raw) === 'file') ? [path] : [];
      }),
    );
    return listing;
  }

  function bytes(path: string): Buffer | undefined {
    const raw = rawName(path);
    const given = overlay.get(raw);
    if (given !== undefined) return given;
    const found = disk.read(raw);
    if (found.kind === 'unreadable') unreadable.set(path, { path, reason: found.reason });
    return found.kind === 'content' ? found.bytes : undefined;
  }

  return {
    has: (path) => overlay.has(rawName(path)) || ['file', 'link'].includes(disk.kind(rawName(path))),
    hasFolder(path) {
      const folder = path.replace(/\/$/, '');
      if (folder === '' || folder === '.') return true;
      if (listing !== null || names !== undefined) return everything().folders.has(folder);
      // a folder that holds only ignored files (what a deleted package leaves behind) does not count
      const known = folders.get(folder) ?? (disk.kind(rawName(folder)) === 'folder' && hasFile(disk, rawName(folder)));
      folders.set(folder, known);
      return known;
    },
    bytes,
    id: () => undefined,
    named(baseName) {
      if (listing !== null || names === undefined) return filesAskedFor(baseName, everything().byName);
      const asked = rawName(baseName);
      const end = asked.slice(isNameForm(asked) ? asked.indexOf('*') + 1 : 0);
      return names
        .filter((raw) => raw.endsWith(end) && isAskedFor(raw.slice(raw.lastIndexOf('/') + 1), asked))
        .filter((raw) => overlay.has(raw) || kindOf(raw) === 'file')
        .map((raw) => decodeName(raw))
        .flatMap(({ path, pathBytes }) => (pathBytes === null ? [path] : []));
    },
    links() {
      links ??= linksIn(disk, names?.filter((raw) => kindOf(raw) === 'link') ?? trackedLinks(disk.top), overlay);
      return links;
    },
    want: () => {},
    fetch: () => false,
    misses: () => 0,
    allPaths: () => everything().paths,
    unreadable: () => [...unreadable.values()],
    basis: null,
  };
}

/** Raw names of what git tracks as a link; looking at every file would take longer than to ask. */
function trackedLinks(top: string): string[] {
  return listIndex(openRepository(top), [':(top)']).flatMap(({ mode, raw }) => (isLinkMode(mode) ? [raw] : []));
}

function linksIn(
  disk: Disk,
  raws: readonly string[],
  overlay: ReadonlyMap<string, Buffer>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const raw of raws) {
    const { path, pathBytes } = decodeName(raw);
    const text = pathBytes === null && !overlay.has(raw) ? disk.link(raw) : null;
    if (text !== null) found.set(path, text);
  }
  return found;
}

function hasFile(disk: Disk, folder: string): boolean {
  return listDisk(disk.top, [folder]).some((raw) => disk.kind(raw) === 'file');
}

/** The real path, or null when there is nothing. */
export function realPathOf(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
