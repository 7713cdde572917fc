/**
 * What a fix that writes is about to do, on the disk before it is done: so a run that is killed can be finished or taken
 * back. It lies in the git directory of the work tree, with what every file held before.
 *
 *   ssot-guard/fix/temporary     names of the new files, before the first of them is made
 *   ssot-guard/fix/<number>      what a file held before
 *   ssot-guard/fix/journal.json  from when everything is ready until everything is done
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { replaceFile, syncFolder } from '../files/write.ts';
import { placesBelow } from '../git/disk.ts';
import type { Entry } from '../git/raw-tree.ts';
import type { Repository } from '../git/repository.ts';
import { removeEmptyFolders, stateFolder } from '../hooks/journal.ts';

/** One file; names have one character per byte and begin at the top of the work tree. */
export interface Move {
  readonly raw: string;
  /** Hashes of what it held and of what it will hold. */
  readonly before: string;
  readonly after: string;
  /** The new file beside it. */
  readonly temporary: string;
  /** The name in our folder of what it held. */
  readonly backup: string;
}

/** An entry of the index that follows its file. */
export interface Restaged {
  readonly raw: string;
  readonly before: Entry;
  /** null until it is known. */
  readonly after: string | null;
}

export interface Journal {
  readonly version: 1;
  readonly moves: readonly Move[];
  /** The index that is written to, null for the work tree's own. */
  readonly index: string | null;
  readonly restaged: readonly Restaged[];
}

/** What was left as it is, and why: the end of a sentence that begins with its name. */
export interface Left {
  readonly raw: string;
  readonly reason: string;
}

/** Our folder for fixes; there or not. */
export function fixFolder({ gitDir }: Pick<Repository, 'gitDir'>): string {
  return join(stateFolder(gitDir), 'fix');
}

/** The same, made. @throws UserError where a link stands on the way */
export function makeFixFolder(repository: Repository): string {
  const folder = fixFolder(repository);
  for (const place of [stateFolder(repository.gitDir), folder]) {
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined) mkdirSync(place);
    else if (!stat.isDirectory())
      throw new UserError(`${place} is no folder and is not followed`, `Remove it: rm ${place}`);
  }
  return folder;
}

const JOURNAL = 'journal.json';
const TEMPORARY = 'temporary';

/** Whether a fix has been interrupted while it was writing. */
function isInterrupted(repository: Pick<Repository, 'gitDir'>): boolean {
  return lstatSync(join(fixFolder(repository), JOURNAL), { throwIfNoEntry: false }) !== undefined;
}

/** @throws UserError while an interrupted fix waits for a decision */
export function refuseInterrupted(repository: Pick<Repository, 'gitDir'>): void {
  if (!isInterrupted(repository)) return;
  throw new UserError(
    'a fix was interrupted here while it was writing, and some files may be new and others old',
    'Finish it: ssot-guard fix --resume\nOr put every file back: ssot-guard fix --abort',
  );
}

/** The journal of an interrupted fix; null when there is none. @throws UserError for one that cannot be read */
export function readJournal(repository: Repository): Journal | null {
  if (!isInterrupted(repository)) return null;
  const path = join(fixFolder(repository), JOURNAL);
  try {
    const journal: Journal = JSON.parse(readFileSync(path, 'utf8'));
    if (journal.version === 1 && Array.isArray(journal.moves) && Array.isArray(journal.restaged)) return journal;
  } catch {
    // said below
  }
  throw new UserError(
    `${path} cannot be read, so what was interrupted is not known`,
    `Another version may have written it. What the files held before stands beside it; when all is well: rm -r ${fixFolder(repository)}`,
  );
}

/** On the disk when this returns. */
export function writeJournal(repository: Repository, journal: Journal): void {
  replaceFile(join(fixFolder(repository), JOURNAL), `${JSON.stringify(journal)}\n`, 0o600);
}

/** From here on there is nothing to finish or to take back. */
export function endJournal(repository: Repository): void {
  const folder = fixFolder(repository);
  rmSync(join(folder, JOURNAL), { force: true });
  syncFolder(folder);
}

/** Notes the files that will be made in the work tree, so that the next run can remove what a killed one has left. */
export function noteTemporary(repository: Repository, raws: readonly string[]): void {
  replaceFile(join(fixFolder(repository), TEMPORARY), JSON.stringify(raws), 0o600);
}

/** Removes our folder; the caller has seen to the journal. */
export function removeFixFolder(repository: Repository): void {
  const folder = fixFolder(repository);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  rmSync(folder, { recursive: true, force: true });
  removeEmptyFolders([stateFolder(repository.gitDir)]);
}

/** Removes what a run has left that did not come to its journal, or is done: names that nobody else has, and copies. */
export function clearLeftOvers(repository: Repository): void {
  const place = placesBelow(repository.top);
  for (const raw of notedTemporary(repository)) if (OWN_NAME.test(raw)) rmSync(place(raw), { force: true });
  removeFixFolder(repository);
}

const OWN_NAME = /(?:^|\/)\.ssot-guard-[0-9a-f]{16}\.tmp$/;

function notedTemporary(repository: Repository): string[] {
  try {
    const noted: unknown = JSON.parse(readFileSync(join(fixFolder(repository), TEMPORARY), 'utf8'));
    return Array.isArray(noted) ? noted.filter((raw) => typeof raw === 'string') : [];
  } catch {
    return [];
  }
}

/** What tells contents apart. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
