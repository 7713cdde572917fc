/**
 * Writes all files, or none.
 *
 * Every new content is on the disk under another name, and every old one in the git directory, before the journal is; only
 * then are the files renamed, each in one step. Whoever fails before that leaves nothing; who fails later puts everything
 * back; who is killed leaves the journal, by which the next run does either.
 */
import {
  type BigIntStats,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { errorInWords, inWords } from '../files/refusals.ts';
import { hiddenName, syncFolder } from '../files/write.ts';
import { diskBelow, placesBelow } from '../git/disk.ts';
import type { Repository } from '../git/repository.ts';
import { type NewFile, newFile } from '../new-file.ts';
import {
  clearLeftOvers,
  endJournal,
  fixFolder,
  hashOf,
  type Journal,
  type Left,
  type Move,
  makeFixFolder,
  noteTemporary,
  type Restaged,
  removeFixFolder,
  writeJournal,
} from './journal.ts';
import { putBack } from './settle.ts';
import { stage } from './stage.ts';
import { confirmTarget, folderOf, type NewContent, openTarget, shown } from './targets.ts';

/** What follows in the index: null for nothing. */
export interface Restaging {
  readonly index: string | null;
  readonly entries: readonly Restaged[];
}

export interface Applied {
  /** What of the index was left as it is, because it has changed meanwhile. */
  readonly left: readonly Left[];
  /** Files that had several names: the others keep what they held. */
  readonly parted: readonly string[];
}

interface Prepared extends Move {
  readonly bytes: Buffer;
  readonly stat: BigIntStats;
}

/**
 * Writes the contents, all or none.
 * @param isStopped is asked until the first file is renamed
 * @returns null when it was stopped
 * @throws UserError when something stands in the way: then nothing has changed, or it is said what to do
 */
export async function applyAll(
  repository: Repository,
  contents: readonly NewContent[],
  restaging: Restaging | null,
  isStopped: () => boolean = () => false,
): Promise<Applied | null> {
  const prepared = prepare(repository, contents);
  const journal: Journal = {
    version: 1,
    moves: prepared.map(({ raw, before, after, temporary, backup }) => ({ raw, before, after, temporary, backup })),
    index: restaging?.index ?? null,
    restaged: restaging?.entries ?? [],
  };
  try {
    await writeNewFiles(repository, prepared, isStopped);
    keepOld(repository, prepared);
    if (isStopped()) {
      drop(repository);
      return null;
    }
    writeJournal(repository, journal);
  } catch (error) {
    quietly(() => drop(repository));
    throw told(error);
  }
  const left = renameAndStage(repository, prepared, journal);
  inWords('Every file is written. To make an end of it: ssot-guard fix --resume', () => {
    endJournal(repository);
    removeFixFolder(repository);
  });
  return { left, parted: prepared.filter(({ stat }) => stat.nlink > 1n).map(({ raw }) => raw) };
}

function renameAndStage(repository: Repository, prepared: readonly Prepared[], journal: Journal): readonly Left[] {
  const renamed: Move[] = [];
  try {
    rename(repository, prepared, renamed);
    return stage(repository, journal);
  } catch (error) {
    undo(repository, { ...journal, moves: renamed }, told(error));
    throw told(error);
  }
}

/** @throws UserError when not everything can be put back: the journal is left then */
function undo(repository: Repository, journal: Journal, why: unknown): void {
  const left = quietly(() => putBack(repository, journal));
  if (left?.length === 0) {
    drop(repository);
    return;
  }
  const reason = why instanceof Error ? why.message : String(why);
  throw new UserError(
    `${reason}; some files are new by now, and not all of them could be put back`,
    'When that is mended, put them back: ssot-guard fix --abort\nOr go on: ssot-guard fix --resume',
  );
}

function drop(repository: Repository): void {
  endJournal(repository);
  clearLeftOvers(repository);
}

/** null when it fails: the next run sees to what is left. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function told(error: unknown): unknown {
  const inOwnWords = errorInWords(error, 'Nothing was changed. Fix that and try again.');
  if (inOwnWords instanceof UserError || !(inOwnWords instanceof Error) || !('code' in inOwnWords)) return inOwnWords;
  return new UserError(`nothing was changed: ${inOwnWords.message}`);
}

function prepare(repository: Repository, contents: readonly NewContent[]): Prepared[] {
  const disk = diskBelow(repository.top);
  return contents.map(({ raw, before, after }, at) => ({
    ...{ raw, before, after: hashOf(after), bytes: after, stat: openTarget(disk, { raw, before }) },
    temporary: raw.slice(0, raw.lastIndexOf('/') + 1) + hiddenName(),
    backup: String(at),
  }));
}

// -------------------------------------------------------------------------------------------- before the journal stands

/** So many files wait for the disk together. */
const TOGETHER = 64;

async function writeNewFiles(
  repository: Repository,
  prepared: readonly Prepared[],
  isStopped: () => boolean,
): Promise<void> {
  makeFixFolder(repository);
  noteTemporary(
    repository,
    prepared.map(({ temporary }) => temporary),
  );
  const place = placesBelow(repository.top);
  for (let at = 0; at < prepared.length && !isStopped(); at += TOGETHER)
    await writeTogether(place, prepared.slice(at, at + TOGETHER));
  for (const folder of foldersOf(prepared)) syncFolder(place(folder));
}

/** On the disk when this is done. */
async function writeTogether(place: (raw: string) => string | Buffer, moves: readonly Prepared[]): Promise<void> {
  const files: NewFile[] = [];
  try {
    for (const move of moves) naming(move, () => files.push(writeNewFile(place(move.temporary), move)));
    await Promise.all(files.map(({ descriptor }) => synced(descriptor)));
  } finally {
    for (const file of files) file.leave();
  }
}

/** With the owner and the permissions of the old file. */
function writeNewFile(temporary: string | Buffer, { bytes, stat }: Prepared): NewFile {
  const file = newFile(temporary);
  try {
    writeFileSync(file.descriptor, bytes);
    keepOwner(file.descriptor, stat);
    fchmodSync(file.descriptor, Number(stat.mode & 0o7777n));
    return file;
  } catch (error) {
    file.drop();
    throw error;
  }
}

function synced(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(descriptor, (error) => (error === null ? resolve() : reject(error))));
}

function keepOwner(descriptor: number, stat: BigIntStats): void {
  const own = fstatSync(descriptor, { bigint: true });
  if (own.uid === stat.uid && own.gid === stat.gid) return;
  try {
    fchownSync(descriptor, Number(stat.uid), Number(stat.gid));
  } catch {
    // only some may give files away
  }
}

/** What the files hold, under a second name; where a file system has no such thing, a copy. */
function keepOld(repository: Repository, prepared: readonly Prepared[]): void {
  const place = placesBelow(repository.top);
  const folder = fixFolder(repository);
  for (const move of prepared) naming(move, () => link(place(move.raw), join(folder, move.backup)));
  syncFolder(folder);
}

function link(from: string | Buffer, to: string): void {
  try {
    linkSync(from, to);
    return;
  } catch {
    // another file system, or files of someone else
  }
  copyFileSync(from, to, constants.COPYFILE_EXCL); // never into a second name of some other file
  const descriptor = openSync(to, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

// ------------------------------------------------------------------------------------------------- with the journal

/** @param renamed is told of every file that has been */
function rename(repository: Repository, prepared: readonly Prepared[], renamed: Move[]): void {
  const place = placesBelow(repository.top);
  for (const move of prepared) {
    confirmTarget(repository.top, move.raw, move.stat);
    naming(move, () => renameSync(place(move.temporary), place(move.raw)));
    renamed.push(move);
  }
  for (const folder of foldersOf(prepared)) syncFolder(place(folder));
}

/** The folders of the files, raw, each once; the top is the empty name. */
function foldersOf(moves: readonly Move[]): string[] {
  return [...new Set(moves.map(({ raw }) => folderOf(raw)))];
}

/** Errors name the file, which people know, not the one beside it. */
function naming<T>({ raw }: Move, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: shown(raw) }) : error;
  }
}
