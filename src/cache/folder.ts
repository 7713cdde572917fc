/**
 * The folder of caches: `ssot-guard/cache` in the git directory that all worktrees share.
 *
 * Everything in it can be lost, damaged, planted or foreign at any time, and nothing in it may cost more than time. So
 * nothing is read through a link or from anything but a regular file (a pipe would hang), every file carries checksums
 * that its reader verifies, and a file is written under a temporary name and then takes its own in one step: a reader
 * meets the old file, the new one or none, whoever else writes and whoever is killed. Functions here never throw.
 */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { type NewFile, newFile, temporaryIn } from '../new-file.ts';

/** An absolute folder that may not exist yet, or null where there is no place for caches. */
export type CacheFolder = string | null;

const OURS = 'ssot-guard';
const CACHE = 'cache';
/** What a killed process has left is removed when it is older than this. */
const LEFT_OVER = 60 * 60 * 1000;

/** The cache folder of the repository around `cwd`; null when that cannot be said or a link stands in its place. */
export function cacheFolder(repository: Repository): CacheFolder {
  try {
    const parent = join(repository.commonDir, OURS);
    const folder = join(parent, CACHE);
    return isFolderOrNothing(parent) && isFolderOrNothing(folder) ? folder : null;
  } catch {
    return null;
  }
}

/** What the hook's shell reads: in the git directory of the work tree alone, because two may have different registries. */
export function hookFolder(repository: Repository): string {
  return join(repository.gitDir, OURS);
}

function isFolderOrNothing(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined || stat.isDirectory();
}

/** A descriptor and the size of a regular file in the folder, or null. The caller closes it. */
export function openCached(folder: CacheFolder, name: string): { readonly fd: number; readonly size: number } | null {
  if (folder === null) return null;
  let fd: number | undefined;
  try {
    const path = join(folder, name);
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK = 0 } = constants;
    if (O_NOFOLLOW === undefined && lstatSync(path).isSymbolicLink()) return null; // Windows
    fd = openSync(path, O_RDONLY | (O_NOFOLLOW ?? 0) | O_NONBLOCK);
    const stat = fstatSync(fd);
    if (stat.isFile()) return { fd, size: stat.size };
  } catch {
    // not there, a link, no permission, …
  }
  if (fd !== undefined) closeSync(fd);
  return null;
}

/** Bytes at a place of an open file; null when it ends before, or cannot be read. */
export function readAt(fd: number, place: number, length: number): Buffer | null {
  if (place < 0) return null;
  const bytes = Buffer.allocUnsafe(length);
  try {
    for (let got = 0; got < length; ) {
      const read = readSync(fd, bytes, got, length - got, place + got);
      if (read === 0) return null;
      got += read;
    }
  } catch {
    return null;
  }
  return bytes;
}

/** All of a regular file, or null; also null when it is larger than `largest`. */
export function readCached(folder: CacheFolder, name: string, largest: number): Buffer | null {
  const file = openCached(folder, name);
  if (file === null) return null;
  try {
    return file.size > largest ? null : readFileSync(file.fd);
  } catch {
    return null;
  } finally {
    closeSync(file.fd);
  }
}

/** A file that is being written and has no name yet. */
export interface CacheWriter {
  /** Appends; after a failure it does nothing. */
  write(bytes: Uint8Array): void;
  /** Reads what was written; null when that is not possible (any more). */
  read(place: number, length: number): Buffer | null;
  /** Gives the file its name, replacing what had it; false when it could not be written. */
  commit(name: string): boolean;
  /** Removes what was written. */
  abandon(): void;
}

/** Begins a file in the folder, which is made if need be; null when nothing can be written there. */
export function writeCache(folder: CacheFolder): CacheWriter | null {
  if (folder === null) return null;
  let file: NewFile;
  try {
    mkdirSync(folder, { recursive: true });
    file = newFile(temporaryIn(folder), 'wx+');
  } catch {
    return null;
  }
  let state: 'open' | 'failed' | 'done' = 'open';
  return {
    write(bytes) {
      if (state !== 'open') return;
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(file.descriptor, bytes, at);
      } catch {
        state = 'failed'; // a full disk
      }
    },
    read: (place, length) => (state === 'open' ? readAt(file.descriptor, place, length) : null),
    commit(name) {
      const complete = state === 'open';
      state = 'done';
      if (complete) return quietly(() => file.name(join(folder, name)));
      quietly(() => file.drop());
      return false;
    },
    abandon() {
      state = 'done';
      quietly(() => file.drop());
    },
  };
}

/** Writes a whole file; false when that was not possible. */
export function saveCached(folder: CacheFolder, name: string, ...parts: readonly Uint8Array[]): boolean {
  const writer = writeCache(folder);
  if (writer === null) return false;
  for (const part of parts) writer.write(part);
  return writer.commit(name);
}

/** A regular file of the folder. */
export interface CachedFile {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Regular files whose names begin so, the youngest first. Clears away what killed processes have left. */
export function listCached(folder: CacheFolder, prefix: string): CachedFile[] {
  if (folder === null) return [];
  const files: CachedFile[] = [];
  quietly(() => {
    for (const name of readdirSync(folder)) {
      const leftOver = name.startsWith('tmp-');
      if (!leftOver && !name.startsWith(prefix)) continue;
      const stat = lstatSync(join(folder, name), { throwIfNoEntry: false });
      if (stat?.isFile() !== true) continue;
      if (!leftOver) files.push({ name, size: stat.size, modified: stat.mtimeMs });
      else if (Date.now() - stat.mtimeMs > LEFT_OVER) dropCached(folder, name);
    }
  });
  return files.sort((a, b) => b.modified - a.modified || (a.name < b.name ? -1 : 1));
}

/** Removes a file, if that is possible. */
export function dropCached(folder: CacheFolder, name: string): void {
  if (folder !== null) quietly(() => unlinkSync(join(folder, name)));
}

function quietly(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
