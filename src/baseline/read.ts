/**
 * The baseline of what is looked at, and of what that is compared with.
 */
import { UserError } from '../errors.ts';
import type { RawTree } from '../git/raw-tree.ts';
import { settle, together } from '../git/settle.ts';
import { isUncommitted, type Snapshot } from '../git/snapshot.ts';
import { baselinePaths } from '../registry/baseline-file.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { type EarlierMatcher, readTextIn, touchesOnly, unusable } from '../registry/read.ts';
import type { Registry } from '../types.ts';
import { type BaselineEntry, mostOf, readBaseline } from './entries.ts';

interface BaselineFile {
  readonly path: string;
  readonly text: string;
}

export interface BaselinesRead {
  /** Where the baseline of the snapshot stands, or would. */
  readonly path: string;
  /** A file of the older name beside it: nothing in it counts. */
  readonly ignored: string | null;
  readonly now: readonly BaselineEntry[];
  readonly before: readonly BaselineEntry[] | null;
}

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
): Promise<BaselinesRead> {
  const { registry } = matcher;
  if (ignore) return { path: registry.baseline, ignored: null, now: [], before: null };
  const compares = isUncommitted(snapshot) || snapshot.scope === 'since';
  const trees = compares ? [...(snapshot.head === null ? [] : [snapshot.head]), ...(snapshot.parents ?? [])] : [];
  const places = trees.map((tree) => {
    const its = earlier.find((one) => one.tree === tree);
    return { tree, registry: its?.matcher.registry ?? registry };
  });
  const files = (): readonly (readonly BaselineFile[])[] =>
    [{ tree: snapshot.tree, registry }, ...places].map((place) => baselineFiles(place.tree, place.registry));
  const [[own, ...others] = [], ...before] = settle(together([snapshot, ...trees]), files);
  const path = own?.path ?? registry.baseline;
  const ignored = others[0]?.path ?? null;
  const now = own === undefined ? [] : await parse(own, 'baseline');
  const readable: (readonly BaselineEntry[])[] = [];
  let unreadable: UserError | null = null;
  for (const [one] of before) {
    if (one === undefined) continue;
    try {
      readable.push(await parse(one, 'baseline in HEAD', REPAIR_BASELINE));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable ??= error;
    }
  }
  if (readable.length > 0) return { path, ignored, now, before: mostOf(readable) };
  if (unreadable !== null && isUncommitted(snapshot) && !touchesOnly(snapshot, matcher, [])) throw unreadable;
  return { path, ignored, now, before: null };
}

const REPAIR_BASELINE =
  'Commit its repair on its own first; that commit may hold registry files and the baseline only.';

/** The files of a tree that may hold its baseline, the one that counts first. */
function baselineFiles(tree: RawTree, registry: Registry): BaselineFile[] {
  return baselinePaths(registry).flatMap((path) => {
    const text = readTextIn(tree, path);
    return text === undefined ? [] : [{ path, text }];
  });
}

async function parse({ path, text }: BaselineFile, what: string, hint?: string): Promise<readonly BaselineEntry[]> {
  const entries = readBaseline(text, path);
  if (entries !== null) return entries;
  const { parseBaseline } = await import('./parse.ts');
  const parsed = parseBaseline(text, path);
  if (parsed.problems.length > 0) throw unusable(parsed.problems, what, hint);
  return parsed.entries;
}
