/**
 * Which planned files may be written, and writing them.
 */
import { diskBelow } from '../../git/disk.ts';
import { encodingsOf, readsAnother } from '../../git/encodings.ts';
import { rawOf } from '../../git/names.ts';
import type { Entry } from '../../git/raw-tree.ts';
import type { Repository } from '../../git/repository.ts';
import { blobIds, entriesAt, filters, namedIndex } from '../../git/restage.ts';
import { type Applied, applyAll } from '../../rewriting/apply.ts';
import { hashOf } from '../../rewriting/journal.ts';
import type { Planned } from '../../rewriting/plans.ts';
import { folderOf, nestedTest, obstacle } from '../../rewriting/targets.ts';

export interface Gate {
  /** Of the files that could be written, those that shall not be, and why. */
  holdBack(raws: readonly string[]): ReadonlyMap<string, string>;
  /** The entries of the index that follow their files; empty where it is not written. */
  readonly staged: ReadonlyMap<string, Entry>;
}

/**
 * Lets files through, one after the other in the order of their names.
 * @param limit so many files at most
 * @param isStaging only those that are staged as they are on disk
 */
export function gateFor(repository: Repository, limit: number, isStaging: boolean): Gate {
  const disk = diskBelow(repository.top);
  const staged = new Map<string, Entry>();
  const isNested = nestedTest(disk);
  let room = limit;
  return {
    staged,
    holdBack(raws) {
      const held = new Map<string, string>();
      for (const raw of raws) {
        const why = obstacle(disk, raw) ?? (isNested(folderOf(raw)) ? 'in a repository of its own' : null);
        if (why !== null) held.set(raw, why);
      }
      const encodings = encodingsOf(repository, disk, raws, false);
      for (const raw of raws) {
        const encoding = held.has(raw) ? null : readsAnother(disk, encodings, raw);
        if (encoding !== null) held.set(raw, `in another encoding than in git (working-tree-encoding=${encoding})`);
      }
      const open = raws.filter((raw) => !held.has(raw));
      const entries = isStaging ? agreeing(repository, open, held) : new Map<string, Entry>();
      for (const raw of open.filter((one) => !held.has(one)).sort()) {
        const entry = entries.get(raw);
        if (room-- <= 0) held.set(raw, 'left for another run (--limit)');
        else if (entry !== undefined) staged.set(raw, entry);
      }
      return held;
    },
  };
}

/** The entries of files that are staged as they are on disk; the others are held. */
function agreeing(repository: Repository, raws: readonly string[], held: Map<string, string>): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const [raw, entry] of entriesAt(repository, raws, namedIndex(repository))) {
    if ('reason' in entry) held.set(raw, entry.reason);
    else entries.set(raw, entry);
  }
  for (const [raw, filter] of filters(repository, [...entries.keys()])) {
    held.set(raw, `git has a program filter it (filter=${filter})`);
    entries.delete(raw);
  }
  const ids = blobIds(repository, [...entries.keys()], false);
  for (const [raw, { id }] of [...entries]) {
    if (ids.get(raw) === id) continue;
    held.set(raw, 'staged and on disk differently');
    entries.delete(raw);
  }
  return entries;
}

/** Writes what is planned, all or nothing; see `applyAll`. */
export function writeAll(
  repository: Repository,
  { plans }: Planned,
  { staged }: Gate,
  isStopped: () => boolean,
): Promise<Applied | null> {
  const contents = plans.flatMap(({ file, written }) =>
    written === null ? [] : [{ raw: rawOf(file), before: hashOf(file.bytes), after: written.bytes }],
  );
  const entries = contents.flatMap(({ raw }) => {
    const before = staged.get(raw);
    return before === undefined ? [] : [{ raw, before, after: null }];
  });
  const restaging = entries.length === 0 ? null : { index: namedIndex(repository), entries };
  return applyAll(repository, contents, restaging, isStopped);
}
