/**
 * Files in which a second reader sees an import that the scanner does not: not proved, so not checked.
 */
import { readText } from '../facts/source.ts';
import { withReason } from '../git/source-files.ts';
import { dialectOf } from '../languages/index.ts';
import type { Skipped } from '../types.ts';
import type { Check } from './check.ts';
import { isWhole } from './registry-changes.ts';

/** Nothing but for `--strict` over a whole tree. */
export async function readAgain({ request, snapshot, files }: Check): Promise<Skipped[]> {
  if (request.strict !== true || !isWhole(snapshot)) return [];
  const { canReadAgain, openSecondReader } = await import('./cross-check.ts');
  const missed = await openSecondReader();
  const readable = new Map(files.read.filter(({ file }) => canReadAgain(dialectOf(file.path))).map((r) => [r.file, r]));
  const doubted: Skipped[] = [];
  for (const { file, bytes } of snapshot.contents(readable.keys())) {
    const facts = readable.get(file)?.facts;
    if (bytes === null || facts === undefined) continue;
    const specifiers = missed(readText(bytes, file.path), facts);
    if (specifiers.length > 0)
      doubted.push(withReason(file, `a second reader sees imports of ${specifiers.join(', ')}`));
  }
  return doubted;
}
