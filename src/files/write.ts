/**
 * Writes the files that this tool owns or edits: registry, baseline, attributes, documentation.
 *
 * A repository is untrusted input, and a link in it may point anywhere: nothing is written through a symbolic link,
 * neither the file itself nor a folder on the way, nor into the git directory. The content goes to a temporary file in
 * the same folder and takes the name in one step, so that a reader, a full disk or a killed process meets the old file
 * or the new one, never half of one.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { clipText } from '../text/escape.ts';

/**
 * Writes a file below `top`, making the folders on the way. A file that is there keeps its permissions.
 * @param top the top of the work tree
 * @param path relative to it, with `/`
 * @returns false when the file had this content already
 * @throws UserError when the path leads elsewhere, or the file cannot be written; then nothing has changed
 */
export function writeFileSafely(top: string, path: string, content: string | Buffer): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return toUserError(path, () => {
    const { folder, name } = placeOf(top, path);
    const target = join(folder, name);
    const before = fileAt(target, path);
    if (before !== null && readFileSync(target).equals(bytes)) return false;
    replace(folder, target, bytes, before, path);
    return true;
  });
}

/**
 * Text of a file below `top`; null when there is none.
 * @throws UserError when the path leads through a link, or the file cannot be read
 */
export function readFileSafely(top: string, path: string): string | null {
  return toUserError(path, () => {
    const segments = segmentsOf(path);
    let place = realpathSync.native(top);
    for (const [i, segment] of segments.entries()) {
      place = join(place, segment);
      const stat = lstatSync(place, { throwIfNoEntry: false });
      if (stat === undefined) return null;
      const isLast = i === segments.length - 1;
      if (isLast ? !stat.isFile() : !stat.isDirectory()) throw wrongKind(path, segments.slice(0, i + 1), stat);
    }
    return readFileSync(place, 'utf8');
  });
}

/** The real folder that holds the file, made if it is not there, and the file's name in it. */
function placeOf(top: string, path: string): { folder: string; name: string } {
  const segments = segmentsOf(path);
  const name = segments.at(-1) ?? '';
  let folder = realpathSync.native(top);
  for (const [i, segment] of segments.slice(0, -1).entries()) {
    folder = join(folder, segment);
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) mkdirSync(folder);
    else if (!stat.isDirectory()) throw wrongKind(path, segments.slice(0, i + 1), stat);
  }
  return { folder, name };
}

function segmentsOf(path: string): string[] {
  const segments = path.split('/');
  const isPlain = (segment: string): boolean =>
    !['', '.', '..'].includes(segment) &&
    segment.toLowerCase() !== '.git' &&
    !segment.includes('\0') &&
    (sep === '/' || !/[\\:]/.test(segment));
  if (segments.every(isPlain)) return segments;
  throw new UserError(`${shown(path)} is no place for a file of this repository`);
}

/** The file that stands there, or null. */
function fileAt(target: string, path: string): Stats | null {
  const stat = lstatSync(target, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isFile()) throw wrongKind(path, segmentsOf(path), stat);
  if ((stat.mode & 0o222) === 0)
    throw new UserError(`${shown(path)} is read-only`, 'Make it writable, then try again.');
  return stat;
}

function replace(folder: string, target: string, bytes: Buffer, before: Stats | null, path: string): void {
  // Not the file's own name with an ending: that may already be as long as names can be.
  const temporary = join(folder, `.ssot-guard-${randomBytes(8).toString('hex')}.tmp`);
  const descriptor = openSync(temporary, 'wx', 0o666);
  let open = true;
  try {
    writeFileSync(descriptor, bytes);
    if (before !== null) fchmodSync(descriptor, before.mode & 0o777);
    fsyncSync(descriptor);
    closeSync(descriptor);
    open = false;
    const now = fileAt(target, path);
    if (now?.ino !== before?.ino || now?.mtimeMs !== before?.mtimeMs) {
      throw new UserError(`${shown(path)} was changed by someone else in the meantime`, 'Try again.');
    }
    renameSync(temporary, target);
  } catch (error) {
    if (open) closeSync(descriptor);
    rmSync(temporary, { force: true });
    throw error;
  }
}

function wrongKind(path: string, segments: readonly string[], stat: Stats): UserError {
  const place = segments.join('/');
  const kind = stat.isSymbolicLink() ? 'a symbolic link' : stat.isDirectory() ? 'a folder' : 'no regular file';
  return place === path
    ? new UserError(`${shown(path)} is ${kind}`, 'A regular file is needed here.')
    : new UserError(`${shown(path)} lies behind ${shown(place)}, which is ${kind}`, 'A real folder is needed here.');
}

/** Turns what the file system refuses into words; everything else is a bug and stays one. */
function toUserError<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) throw error;
    const why = REFUSALS.get(String(error.code)) ?? String(error.code);
    throw new UserError(`cannot access ${shown(path)}: ${why}`);
  }
}

/** What the file system's error codes mean, as far as a person can mend it. */
export const REFUSALS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'no permission'],
  ['EPERM', 'no permission'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENAMETOOLONG', 'the name is too long'],
]);

function shown(path: string): string {
  return clipText(path, 300);
}
