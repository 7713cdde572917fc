/**
 * Writes every file that this tool owns or edits: registry, baseline, attributes, documentation, reports, hooks, and its
 * own in the git directory.
 *
 * A repository is untrusted input, and a link in it may point anywhere: nothing is written through a symbolic link,
 * neither the file itself nor a folder on the way, nor, for paths that someone names, into any git directory. The
 * content goes to a new temporary file in the same folder, whose name cannot be guessed, and is renamed in one step,
 * so that a reader, a full disk or a killed process meets the old file or the new one, never half of one.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { looksLikeGitDirectory } from '../git/trust.ts';
import { type NewFile, newFile } from '../new-file.ts';
import { clipText } from '../text/escape.ts';

/**
 * Writes a file below `top`, making the folders on the way. A file that is there keeps its permissions.
 * @param top the top of the work tree
 * @param path relative to it, with `/`
 * @param mode null: as it is, or as the system makes files
 * @returns false when the file had this content already
 * @throws UserError when the path leads elsewhere, or the file cannot be written; then nothing has changed
 */
export function writeFileSafely(
  top: string,
  path: string,
  content: string | Buffer,
  mode: number | null = null,
): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return toUserError(path, () => {
    const { folder, name } = placeOf(top, path);
    const target = join(folder, name);
    const before = fileAt(target, path);
    if (
      before !== null &&
      readFileSync(target).equals(bytes) &&
      (mode ?? before.mode & 0o777) === (before.mode & 0o777)
    )
      return false;
    const unchanged = (): void => {
      const now = fileAt(target, path);
      if (now?.ino === before?.ino && now?.mtimeMs === before?.mtimeMs) return;
      throw new UserError(`${shown(path)} was changed by someone else in the meantime`, 'Try again.');
    };
    const kept = before === null ? null : before.mode & 0o777;
    replaceFile(target, bytes, mode ?? kept, unchanged);
    return true;
  });
}

/**
 * Text of a file below `top`; null when there is none.
 * @throws UserError when the path leads through a link, or the file cannot be read as UTF-8
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
    const bytes = readFileSync(place);
    const text = bytes.toString('utf8');
    if (Buffer.from(text).equals(bytes)) return text;
    throw new UserError(`${shown(path)} is not UTF-8 and is not edited`, 'Convert it first.');
  });
}

/**
 * Removes a file below `top`.
 * @returns false when there is none
 * @throws UserError when the path leads through a link, or it cannot be removed
 */
export function removeFileSafely(top: string, path: string): boolean {
  return toUserError(path, () => {
    const { folder, name } = placeOf(top, path);
    if (fileAt(join(folder, name), path) === null) return false;
    rmSync(join(folder, name));
    return true;
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
    else checkFolder(folder, path, segments.slice(0, i + 1), stat);
  }
  return { folder, name };
}

/**
 * Whether a file could be written there, as far as names and kinds of folders say.
 * @throws UserError as `writeFileSafely` would
 */
export function checkPlace(top: string, path: string): void {
  toUserError(path, () => {
    const segments = segmentsOf(path);
    let place = realpathSync.native(top);
    for (const [i, segment] of segments.entries()) {
      place = join(place, segment);
      const stat = lstatSync(place, { throwIfNoEntry: false });
      if (stat === undefined) return;
      if (i < segments.length - 1) checkFolder(place, path, segments.slice(0, i + 1), stat);
      else if (!stat.isFile()) throw wrongKind(path, segments, stat);
    }
  });
}

/** A real folder, and no git directory under another name than `.git`. @throws UserError for anything else */
function checkFolder(folder: string, path: string, segments: readonly string[], stat: Stats): void {
  if (!stat.isDirectory()) throw wrongKind(path, segments, stat);
  if (looksLikeGitDirectory(folder))
    throw new UserError(`${shown(path)} lies in a git directory and is not written`, 'Name another place.');
}

/** `.git`, as file systems may read it that know no case, cut names short, or leave characters out. */
function isGitName(segment: string): boolean {
  const name = segment
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
    .toLowerCase()
    .replace(/:.*$|[. ]+$/g, '');
  return name === '.git' || /^git~\d+$/.test(name);
}

function segmentsOf(path: string): string[] {
  const segments = path.split('/');
  const isPlain = (segment: string): boolean =>
    !['', '.', '..'].includes(segment) &&
    !isGitName(segment) &&
    !segment.includes('\0') &&
    (sep === '/' || !/[\\:]/.test(segment));
  if (segments.every(isPlain)) return segments;
  throw new UserError(`${shown(path)} is not a place for a file of this repository`);
}

/** The file at that place, or null. */
function fileAt(target: string, path: string): Stats | null {
  const stat = lstatSync(target, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isFile()) throw wrongKind(path, path.split('/'), stat);
  if ((stat.mode & 0o222) === 0)
    throw new UserError(`${shown(path)} is read-only`, 'Make it writable, then try again.');
  return stat;
}

/**
 * Puts a file under a name, in one step; what is there is replaced, a link not followed. Its folder must be a real
 * one: the caller ensures that. What was written is on the disk when this returns.
 *
 * @param mode null: as the system makes files
 * @param confirm called last, may throw
 */
export function replaceFile(
  target: string,
  content: string | Buffer,
  mode: number | null,
  confirm: () => void = () => {},
): void {
  const file = openAs(target, hiddenIn(dirname(target)));
  try {
    writeFileSync(file.descriptor, content);
    if (mode !== null) fchmodSync(file.descriptor, mode);
    fsyncSync(file.descriptor);
    file.name(target, confirm);
  } catch (error) {
    file.drop();
    throw error;
  }
  syncFolder(dirname(target));
}

export function hiddenIn(folder: string): string {
  return join(folder, hiddenName());
}

/** A name that nobody can guess. Not the file's own with an ending: that may already be as long as names can be. */
export function hiddenName(): string {
  return `.ssot-guard-${randomBytes(8).toString('hex')}.tmp`;
}

/** Removes what a killed process has left of `replaceFile`; the caller ensures that none is running in the folder. */
export function clearTemporary(folder: string): void {
  try {
    for (const name of readdirSync(folder))
      if (/^\.ssot-guard-[0-9a-f]{16}\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
  } catch {
    // no such folder
  }
}

/** An error names the target, which the user knows, not the temporary file. */
function openAs(target: string, temporary: string): NewFile {
  try {
    return newFile(temporary);
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: target }) : error;
  }
}

/** A new name is durable once its folder is synced; not every system supports that. */
export function syncFolder(folder: string | Buffer): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows, some network file systems
  }
}

/** `/dev/stdout`, `/dev/fd/3`: what a process has open, under names that are links. Folders there hold files like others. */
const OPEN_FILE = /^\/dev\/(?:[^/]+|fd\/\d+)$|^\/proc\/(?:self|thread-self|\d+)\/fd\/\d+$/;

/**
 * Writes a file that a person names on the command line, anywhere but in a git directory. Devices and pipes are written
 * to. Links outside of repositories are the user's own; below the top of one they are not followed.
 * @throws UserError when the path leads elsewhere, or the file cannot be written
 */
export function writeNamedFile(cwd: string, given: string, content: string): void {
  const path = resolve(cwd, given);
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (OPEN_FILE.test(path) || (stat !== undefined && !stat.isFile() && !stat.isDirectory())) {
      writeFileSync(path, content);
      return;
    }
    refuseGitDirectory(path, given); // as it is written, even where nothing is
    const folder = realpathSync.native(dirname(path));
    refuseGitDirectory(folder, given);
    refuseLinks(path, given);
    const target = join(folder, basename(path));
    const before = fileAt(target, given);
    replaceFile(target, content, before === null ? null : before.mode & 0o777);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError(`cannot write ${clipText(given, 200)} (${error.code})`);
  }
}

/** A folder that is a git directory, or lies in one. @throws UserError for it */
function refuseGitDirectory(folder: string, path: string): void {
  for (let at = folder; ; at = dirname(at)) {
    if (isGitName(basename(at)) || looksLikeGitDirectory(at))
      throw new UserError(`${shown(path)} lies in a git directory and is not written`, 'Name another place.');
    if (dirname(at) === at) return;
  }
}

/** The file itself, and every folder below the top of the repository that holds it. @throws UserError for a link */
function refuseLinks(path: string, given: string): void {
  const isLink = (at: string): boolean => lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  const folders: string[] = [];
  for (let at = dirname(path); dirname(at) !== at; at = dirname(at)) folders.unshift(at);
  const top = folders.findIndex((folder) => lstatSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined);
  const places = top === -1 ? [path] : [...folders.slice(top + 1), path];
  const link = places.find(isLink);
  if (link === undefined) return;
  throw new UserError(
    link === path
      ? `${shown(given)} is a symbolic link`
      : `${shown(given)} lies behind ${shown(link)}, a symbolic link`,
    'Name the real place.',
  );
}

function wrongKind(path: string, segments: readonly string[], stat: Stats): UserError {
  const place = segments.join('/');
  const kind = stat.isSymbolicLink()
    ? 'a symbolic link'
    : stat.isDirectory()
      ? 'a folder'
      : stat.isFile()
        ? 'a file'
        : 'no regular file';
  return place === path
    ? new UserError(`${shown(path)} is ${kind}`, 'A regular file is needed here.')
    : new UserError(`${shown(path)} lies behind ${shown(place)}, which is ${kind}`, 'A real folder is needed here.');
}

/** Turns errors of the file system into `UserError`; everything else is a bug and is thrown on. */
function toUserError<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) throw error;
    const why = REFUSALS.get(String(error.code)) ?? String(error.code);
    throw new UserError(`cannot access ${shown(path)}: ${why}`);
  }
}

/** What the file system's error codes mean, as far as a user can fix it. */
export const REFUSALS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'no permission'],
  ['EPERM', 'no permission'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EFBIG', 'files may not grow so large here'],
]);

function shown(path: string): string {
  return clipText(path, 300);
}
