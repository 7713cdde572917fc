/**
 * The last step of `fix --staged`: the index follows the files that were written.
 */

import type { Repository } from '../git/repository.ts';
import { blobIds, entriesAt, writeEntries } from '../git/restage.ts';
import { type Journal, type Left, type Restaged, writeJournal } from './journal.ts';

/**
 * Stages the files of a journal that are new, those of which the index holds what it held.
 * @param isNew whether a file holds its new content; all do where it is absent
 * @returns the entries that have changed meanwhile
 */
export function stage(repository: Repository, journal: Journal, isNew: (raw: string) => boolean = () => true): Left[] {
  const mine = journal.restaged.filter(({ raw }) => isNew(raw));
  if (mine.length === 0) return [];
  const idNow = idsNow(repository, journal);
  const open = mine.filter(({ raw, before }) => idNow(raw) === before.id);
  const ids = blobIds(
    repository,
    open.map(({ raw }) => raw),
    true,
  );
  const known = journal.restaged.map((one) => ({ ...one, after: ids.get(one.raw) ?? one.after }));
  writeJournal(repository, { ...journal, restaged: known });
  writeEntries(
    repository,
    open.map(({ raw, before: { mode } }) => ({ raw, mode, id: ids.get(raw) ?? '' })),
    journal.index,
  );
  return mine
    .filter(({ raw, before, after }) => idNow(raw) !== before.id && idNow(raw) !== after)
    .map(({ raw }) => ({ raw, reason: 'is staged differently by now, and was not staged again' }));
}

/** The index holds again what it held, wherever it holds what `stage` wrote. */
export function unstage(repository: Repository, journal: Journal): void {
  const idNow = journal.restaged.some(({ after }) => after !== null) ? idsNow(repository, journal) : () => null;
  const written = journal.restaged.filter(({ raw, after }) => after !== null && idNow(raw) === after);
  writeEntries(
    repository,
    written.map(({ raw, before }) => ({ raw, ...before })),
    journal.index,
  );
}

function idsNow(repository: Repository, { restaged, index }: Journal): (raw: string) => string | null {
  const raws = restaged.map(({ raw }: Restaged) => raw);
  const entries = entriesAt(repository, raws, index);
  return (raw) => {
    const entry = entries.get(raw);
    return entry !== undefined && 'id' in entry ? entry.id : null;
  };
}
