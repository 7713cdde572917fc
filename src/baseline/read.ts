/**
 * The baseline of what is looked at, and of what that is compared with.
 */
import { UserError } from '../errors.ts';
import { settle, together } from '../git/settle.ts';
import type { Snapshot } from '../git/snapshot.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { type EarlierMatcher, readTextIn, touchesOnly, unusable } from '../registry/read.ts';
import { type BaselineEntry, mostOf, readBaseline } from './entries.ts';

/**
 * The baseline of a snapshot, and the one before it (null where there was none, or where nothing is compared). A merge
 * adds nothing that one of its parents had.
 *
 * @param earlier registries of what the snapshot is compared with, which say where their baselines are
 * @throws UserError when it cannot be read, or none of those before can while the commit does more than repair it
 */
export async function readBaselineOf(
  matcher: RegistryMatcher,
  snapshot: Snapshot,
  ignore: boolean,
  earlier: readonly EarlierMatcher[],
): Promise<{ readonly now: readonly BaselineEntry[]; readonly before: readonly BaselineEntry[] | null }> {
  if (ignore) return { now: [], before: null };
  const { registry } = matcher;
  const compares = snapshot.scope === 'staged' || snapshot.scope === 'since';
  const trees = compares ? [...(snapshot.head === null ? [] : [snapshot.head]), ...(snapshot.parents ?? [])] : [];
  const places = trees.map((tree) => {
    const its = earlier.find((one) => one.tree === tree);
    return { tree, path: its?.matcher.registry.baseline ?? registry.baseline };
  });
  const texts = (): readonly (string | undefined)[] =>
    [{ tree: snapshot.tree, path: registry.baseline }, ...places].map(({ tree, path }) => readTextIn(tree, path));
  const [text, ...before] = settle(together([snapshot, ...trees]), texts);
  const now = await parse(text, registry.baseline);
  const readable: (readonly BaselineEntry[])[] = [];
  let unreadable: UserError | null = null;
  for (const [at, one] of before.entries()) {
    if (one === undefined) continue;
    try {
      readable.push(await parse(one, places[at]?.path ?? '', 'baseline in HEAD', REPAIR_BASELINE));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable ??= error;
    }
  }
  if (readable.length > 0) return { now, before: mostOf(readable) };
  if (unreadable !== null && snapshot.scope === 'staged' && !touchesOnly(snapshot, matcher, [])) throw unreadable;
  return { now, before: null };
}

const REPAIR_BASELINE =
  'Commit its repair on its own first; that commit may hold registry files and the baseline only.';

async function parse(
  text: string | undefined,
  path: string,
  what = 'baseline',
  hint?: string,
): Promise<readonly BaselineEntry[]> {
  if (text === undefined) return [];
  const entries = readBaseline(text);
  if (entries !== null) return entries;
  const { parseBaseline } = await import('./parse.ts');
  const parsed = parseBaseline(text, path);
  if (parsed.problems.length > 0) throw unusable(parsed.problems, what, hint);
  return parsed.entries;
}
