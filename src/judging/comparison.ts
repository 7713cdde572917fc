/**
 * What a check is compared with: the registries before, the baseline before, and where files have gone since.
 */
import { baselineGrowth, withoutUnstatedGrowth } from '../baseline/edit.ts';
import { type BaselinesRead, readBaselineOf } from '../baseline/read.ts';
import { treeReader } from '../facts/tree.ts';
import { settle } from '../git/settle.ts';
import { isUncommitted } from '../git/snapshot.ts';
import { isRegistryPath } from '../registry/load.ts';
import { readEarlierMatchers } from '../registry/read.ts';
import type { Compared, Debt, EarlierRegistries, Opened } from './check.ts';
import { changesOf, NOTHING_CHANGED, openEarlierRegistries, withConceptNames } from './earlier.ts';
import { pastMoves } from './rename-history.ts';

/** @throws UserError when a baseline, or every registry before, cannot be read and the commit is no mere repair */
export async function compare(opened: Opened): Promise<Compared> {
  const { request, repository, snapshot, matcher } = opened;
  const sources = new Set(matcher.registry.sources);
  const isPartOfRegistry = (path: string): boolean => sources.has(path) || isRegistryPath(path);
  const changes = request.config === null ? changesOf(snapshot, isPartOfRegistry) : NOTHING_CHANGED;
  const matchers =
    changes.registry || changes.configuration
      ? readEarlierMatchers(snapshot, repository, matcher, treeReader(opened.readOutside))
      : [];
  const baselines = await readBaselineOf(matcher, snapshot, request.ignoreBaseline === true, matchers);
  const earlier = { all: openEarlierRegistries(snapshot, matchers, matcher), changes };
  const moves = {
    exists: (path: string) => snapshot.tree.has(path),
    renamedFrom: (path: string) => snapshot.renames().get(path) ?? null,
    movedTo: pastMoves(repository, snapshot),
  };
  return { ...opened, earlier, moves, debt: debtOf(opened, earlier, baselines, moves) };
}

function debtOf(
  { snapshot }: Opened,
  earlier: EarlierRegistries,
  { path, ignored, now, before }: BaselinesRead,
  moves: Compared['moves'],
): Debt {
  const nowNamed = new Map(earlier.all.toReversed().flatMap((one) => [...one.nowNamed]));
  const renamed = before === null ? null : withConceptNames(before, nowNamed);
  const compared = isUncommitted(snapshot) ? renamed : null;
  return settle(snapshot, () => ({
    path,
    ignored,
    written: now,
    entries: withoutUnstatedGrowth(compared, now, moves).entries,
    before,
    growth: baselineGrowth(renamed, now, moves),
  }));
}
