/**
 * The files of a check, read: which of them, and how.
 */
import { SCAN_ALL } from '../facts/byte-search.ts';
import { type Files, type Manner, readFiles } from '../facts/files.ts';
import { headByFiles } from '../git/head.ts';
import { interestOf } from '../head-index/definers.ts';
import { knowsWholeTree } from '../head-index/head-index.ts';
import type { Compared } from './check.ts';
import { coveringAll } from './earlier.ts';

/** @throws UserError for a blob that is missing or damaged */
export function readSources(compared: Compared): Promise<Files> {
  const { repository, snapshot, guard, earlier } = compared;
  const covering = coveringAll(
    guard,
    earlier.all.map((one) => one.guard),
  );
  return readFiles(repository, snapshot, covering, () => mannerOf(compared));
}

/**
 * How many files are to be read. Nothing may be left out for the second reader, which judges the scanner, nor where
 * another registry is asked too, whose needles these are not.
 */
async function mannerOf({ request, repository, snapshot, guard, earlier }: Compared): Promise<Manner> {
  const interest = interestOf(guard.registry);
  const head = snapshot.scope === 'all' && interest !== null ? headByFiles(repository) : null;
  const wantsIds = head !== null && interest !== null && !knowsWholeTree(repository, head, interest);
  const { progress } = request;
  if (request.strict === true || earlier.all.length > 0)
    return { prefilter: SCAN_ALL, mayBeBanned: null, wantsIds, progress };
  const { searchOfTree } = await import('../prefilter/tree-search.ts');
  return { ...searchOfTree(repository, snapshot, guard), wantsIds, progress };
}
