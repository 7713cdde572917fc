/**
 * The files of a check, read: which of them, and how.
 */
import { SCAN_ALL } from '../facts/byte-search.ts';
import { type Files, type ReadOptions, readFiles } from '../facts/files.ts';
import { headByFiles } from '../git/head.ts';
import { knowsWholeTree } from '../head-index/head-index.ts';
import type { Compared } from './check.ts';
import { coveringAll } from './earlier.ts';

/** @throws UserError for a blob that is missing or damaged */
export function readSources(compared: Compared): Promise<Files> {
  const { repository, snapshot, matcher, earlier } = compared;
  const covering = coveringAll(
    matcher,
    earlier.all.map((one) => one.matcher),
  );
  return readFiles(repository, snapshot, covering, () => readOptionsOf(compared));
}

/**
 * How many files are to be read. Nothing may be left out for the second reader, which judges the scanner, nor where
 * another registry is asked too, whose required texts these are not.
 */
async function readOptionsOf({
  request,
  repository,
  snapshot,
  matcher,
  counting,
  uniqueKey,
  earlier,
  readOutside,
}: Compared): Promise<ReadOptions> {
  const head = snapshot.scope === 'all' && uniqueKey !== null ? headByFiles(repository) : null;
  const wantsIds = head !== null && uniqueKey !== null && !knowsWholeTree(repository, head, uniqueKey);
  const { progress } = request;
  if (request.strict === true || earlier.all.length > 0)
    return { prefilter: SCAN_ALL, mayBeBanned: null, wantsIds, progress };
  const { searchOfTree } = await import('../prefilter/tree-search.ts');
  // without exceptions more is looked for, and nothing less
  return { ...searchOfTree(snapshot, counting ?? matcher, readOutside), wantsIds, progress };
}
