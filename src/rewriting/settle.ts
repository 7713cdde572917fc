/**
 * An interrupted fix, finished or taken back. Each file is looked at: one that holds what it held, or what it was to hold,
 * is made to hold the other; one that holds anything else was edited since and is never written over. So either may itself
 * be interrupted, and begun again.
 */
import { closeSync, copyFileSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { inWords } from '../files/refusals.ts';
import { hiddenName, syncFolder } from '../files/write.ts';
import { type Disk, diskBelow, placesBelow } from '../git/disk.ts';
import type { Repository } from '../git/repository.ts';
import { stateFolder } from '../hooks/journal.ts';
import {
  clearLeftOvers,
  endJournal,
  fixFolder,
  hashOf,
  type Journal,
  type Left,
  type Move,
  readJournal,
} from './journal.ts';
import { stage, unstage } from './stage.ts';
import { shown } from './targets.ts';

export interface Settled {
  /** How many files hold now what was asked for. */
  readonly files: number;
  readonly left: readonly Left[];
}

const AGAIN = 'Mend that, then try again: nothing is lost.';

/**
 * Finishes an interrupted fix.
 * @returns null when nothing was changed by one
 * @throws UserError when that is not possible: nothing is changed then
 */
export function resume(repository: Repository): Settled | null {
  return settle(repository, (journal, stateOf) => {
    const disk = diskBelow(repository.top);
    const open = journal.moves.filter((move) => stateOf(move) === 'old');
    const lost = open.find(({ temporary, after }) => hashAt(disk, temporary) !== after);
    if (lost !== undefined)
      throw new UserError(
        `the new content of ${shown(lost.raw)} is gone, so the fix cannot be finished`,
        'Put every file back: ssot-guard fix --abort',
      );
    const place = placesBelow(repository.top);
    for (const { temporary, raw } of open) {
      renameSync(place(temporary), place(raw));
      syncFolder(place(folderOf(raw)));
    }
    const edited = new Set(journal.moves.filter((move) => stateOf(move) === 'other').map(({ raw }) => raw));
    return stage(repository, journal, (raw) => !edited.has(raw));
  });
}

/** Takes an interrupted fix back. @returns null when nothing was changed by one */
export function abort(repository: Repository): Settled | null {
  return settle(repository, (journal) => putBack(repository, journal));
}

/** Lets every file that holds its new content hold the old one again, and the index too. @returns what is not possible */
export function putBack(repository: Repository, journal: Journal): Left[] {
  const disk = diskBelow(repository.top);
  const left: Left[] = [];
  unstage(repository, journal);
  for (const move of journal.moves) {
    if (stateOn(disk, move) !== 'new') continue;
    const backup = join(fixFolder(repository), move.backup);
    if (hashOfFile(backup) === move.before) restore(repository.top, backup, move);
    else left.push({ raw: move.raw, reason: 'is new, and what it held before is gone' });
  }
  return left;
}

/** The old file takes its name again; from another file system a copy of it does. */
function restore(top: string, backup: string, { raw, temporary: name }: Move): void {
  const place = placesBelow(top);
  try {
    renameSync(backup, place(raw));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    const temporary = place(name);
    copyFileSync(backup, temporary);
    const descriptor = openSync(temporary, 'r+');
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(temporary, place(raw));
  }
  syncFolder(place(folderOf(raw)));
}

type State = 'old' | 'new' | 'other';

/** Does what is to be done, tells what was edited, and ends the journal. */
function settle(
  repository: Repository,
  work: (journal: Journal, stateOf: (move: Move) => State) => readonly Left[],
): Settled | null {
  return inWords(AGAIN, () => {
    const journal = readJournal(repository);
    if (journal === null) {
      clearLeftOvers(repository);
      return null;
    }
    const disk = diskBelow(repository.top);
    const states = new Map(journal.moves.map((move) => [move, stateOn(disk, move)]));
    const left = [...work(journal, (move) => states.get(move) ?? 'other')];
    for (const move of journal.moves)
      if (states.get(move) === 'other') left.push({ raw: move.raw, reason: editedReason(repository, disk, move) });
    endJournal(repository);
    clearLeftOvers(repository);
    return { files: journal.moves.length - new Set(left.map(({ raw }) => raw)).size, left };
  });
}

/** What the file held before the fix is kept, because nobody can say whether it is needed. */
function editedReason(repository: Repository, disk: Disk, { raw, backup }: Move): string {
  const what = disk.kind(raw) === 'none' ? 'is no longer there' : 'was edited since and is left as it is';
  const from = join(fixFolder(repository), backup);
  if (lstatSync(from, { throwIfNoEntry: false }) === undefined) return what;
  const folder = join(stateFolder(repository.gitDir), 'fix-kept');
  mkdirSync(folder, { recursive: true });
  const to = join(folder, `${hiddenName().slice(12, 20)}-${backup}`);
  renameSync(from, to);
  return `${what}; what it held before the fix: ${to}`;
}

function stateOn(disk: Disk, { raw, before, after }: Move): State {
  const hash = hashAt(disk, raw);
  return hash === after ? 'new' : hash === before ? 'old' : 'other';
}

function hashAt(disk: Disk, raw: string): string | null {
  if (disk.kind(raw) !== 'file') return null;
  const read = disk.read(raw);
  return read.kind === 'content' ? hashOf(read.bytes) : null;
}

function hashOfFile(path: string): string | null {
  try {
    return hashOf(readFileSync(path));
  } catch {
    return null;
  }
}

/** With a slash at its end; the top is the empty name. */
function folderOf(raw: string): string {
  return raw.slice(0, raw.lastIndexOf('/') + 1);
}
