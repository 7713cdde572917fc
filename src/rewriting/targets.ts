/**
 * The files that a fix writes over: what they are, that they may be written, and that they are still what was read.
 */
import { accessSync, type BigIntStats, constants, lstatSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { type Disk, placesBelow } from '../git/disk.ts';
import { decodeName } from '../git/names.ts';
import { clipText } from '../text/escape.ts';
import { hashOf } from './journal.ts';

/** The new content of a file. */
export interface NewContent {
  readonly raw: string;
  /** Hash of the bytes that it was made from. */
  readonly before: string;
  readonly after: Buffer;
}

/** What stands in the way of writing over a file; null for nothing. What is left out this way is told, and is no error. */
export function obstacle(disk: Disk, raw: string): string | null {
  const kind = disk.kind(raw);
  if (kind === 'link') return 'a symbolic link';
  if (kind === 'behind-link') return 'behind a symbolic link';
  return kind === 'file' ? null : 'no longer there';
}

/** Tells of folders, raw, whether one of them or above it, below the top, is the top of another work tree. */
export function nestedTest(disk: Disk): (folder: string) => boolean {
  const known = new Map<string, boolean>([['', false]]);
  const isNested = (folder: string): boolean => {
    const answer = known.get(folder) ?? (disk.kind(`${folder}/.git`) !== 'none' || isNested(folderOf(folder)));
    known.set(folder, answer);
    return answer;
  };
  return isNested;
}

/** The folder of a raw name; the top is the empty name. */
export function folderOf(raw: string): string {
  return raw.slice(0, Math.max(0, raw.lastIndexOf('/')));
}

/**
 * The file as it is now.
 * @throws UserError when it may not be written, or holds something else than what was read
 */
export function openTarget(disk: Disk, { raw, before }: Pick<NewContent, 'raw' | 'before'>): BigIntStats {
  const place = placesBelow(disk.top)(raw);
  if (obstacle(disk, raw) !== null) throw changed(raw);
  const stat = lstatSync(place, { bigint: true });
  if ((stat.mode & 0o222n) === 0n || !mayWrite(place))
    throw new UserError(`${shown(raw)} is read-only, so nothing was changed`, 'Make it writable, then try again.');
  const read = disk.read(raw);
  if (read.kind !== 'content' || hashOf(read.bytes) !== before) throw changed(raw);
  return stat;
}

/** @throws UserError when the file is another one than it was, or was written since */
export function confirmTarget(top: string, raw: string, was: BigIntStats): void {
  const now = lstatSync(placesBelow(top)(raw), { bigint: true, throwIfNoEntry: false });
  const same = now?.ino === was.ino && now.dev === was.dev && now.mtimeNs === was.mtimeNs && now.size === was.size;
  if (!same) throw changed(raw);
}

function mayWrite(place: string | Buffer): boolean {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function changed(raw: string): UserError {
  return new UserError(`${shown(raw)} was changed while it was being fixed, so nothing was written`, 'Try again.');
}

/** A name as a message may show it. */
export function shown(raw: string): string {
  return clipText(decodeName(raw).path, 300);
}
