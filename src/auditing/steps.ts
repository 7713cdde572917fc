/**
 * What came and what went between two commits, and which commits between them did it: the first in whose text the import
 * stands, or no longer stands.
 */
import type { Adder, HistoryStep } from '../audit.ts';
import {
  type CommitWords,
  changesOf,
  type FileChange,
  listCommitsBetween,
  readCommits,
  testBlobs,
} from '../git/history.ts';
import type { Repository } from '../git/repository.ts';
import { listRenames } from '../git/staged.ts';
import { push } from '../text/multimap.ts';
import { isByAgent } from './agents.ts';
import { identityOf, type PointRecord, type Violations } from './point.ts';

/** So many more, or fewer, violations of one identity. */
interface Difference {
  readonly violations: Violations;
  /** Positive: they came. */
  readonly by: number;
}

/** A difference and the commit that made it; null: a merge, or a change elsewhere. */
interface Attributed extends Difference {
  readonly commit: string | null;
}

export interface Step {
  readonly step: HistoryStep;
  readonly attributed: readonly Attributed[];
  readonly words: ReadonlyMap<string, CommitWords>;
}

/** From one judged commit to the next. */
export function stepBetween(repository: Repository, before: PointRecord, after: PointRecord): Step {
  const [from, to] = [before.point.commit, after.point.commit];
  const differences = differencesBetween(before, after, listRenames(repository, from, to));
  const paths = new Set(differences.map(({ violations }) => violations.path));
  const commits = paths.size === 0 ? [] : listCommitsBetween(repository, from, to);
  const changes = changesOf(repository, commits, (path) => paths.has(path));
  const attributed = attribute(repository, differences, commits, changes);
  const words = readCommits(repository, new Set(attributed.flatMap(({ commit }) => commit ?? [])));
  const isAgents = ({ commit }: Attributed): boolean => {
    const its = commit === null ? undefined : words.get(commit);
    return its !== undefined && isByAgent(its);
  };
  const names = [...new Set([...before.point.concepts, ...after.point.concepts].map(({ name }) => name))];
  const concepts = names
    .map((name) => ({ name, ...sums(attributed.filter(({ violations }) => violations.concept === name)) }))
    .filter(({ arrivals, removals }) => arrivals + removals > 0);
  const agents = sums(attributed.filter(isAgents));
  const step = {
    ...sums(attributed),
    ...{ agentArrivals: agents.arrivals, agentRemovals: agents.removals, concepts },
  };
  return { step, attributed, words };
}

function sums(all: readonly Difference[]): { arrivals: number; removals: number } {
  let arrivals = 0;
  let removals = 0;
  for (const { by } of all) {
    if (by > 0) arrivals += by;
    else removals -= by;
  }
  return { arrivals, removals };
}

/** @param renames new path to old path: what only moves neither came nor went */
function differencesBetween(
  before: PointRecord,
  after: PointRecord,
  renames: ReadonlyMap<string, string>,
): Difference[] {
  const movedTo = new Map([...renames].map(([now, then]) => [then, now]));
  const counts = new Map<string, { violations: Violations; by: number }>();
  const add = (violations: Violations, count: number): void => {
    const id = identityOf(violations);
    const known = counts.get(id) ?? { violations, by: 0 };
    known.by += count;
    counts.set(id, known);
  };
  for (const one of after.violations) add(one, one.count);
  for (const one of before.violations) add({ ...one, path: movedTo.get(one.path) ?? one.path }, -one.count);
  return [...counts.values()].filter(({ by }) => by !== 0);
}

/** Whether a version of a file is to be asked for something. */
interface Question {
  readonly specifier: string | null;
  readonly name: string | null;
}

function attribute(
  repository: Repository,
  differences: readonly Difference[],
  commits: readonly string[],
  changes: ReadonlyMap<string, readonly FileChange[]>,
): Attributed[] {
  const byPath = new Map<string, { readonly commit: string; readonly change: FileChange }[]>();
  for (const commit of commits)
    for (const change of changes.get(commit) ?? []) push(byPath, change.path, { commit, change });
  const tests = new Map<string, Question[]>();
  for (const { violations } of differences) {
    const touching = byPath.get(violations.path) ?? [];
    if (touching.length < 2) continue;
    for (const { change } of touching)
      for (const blob of [change.before, change.after]) if (blob !== null) push(tests, blob, violations);
  }
  const held = testBlobs(repository, tests, holds);
  return differences.map((difference) => {
    const touching = byPath.get(difference.violations.path) ?? [];
    const has = (blob: string | null): boolean => blob !== null && held.get(blob)?.has(difference.violations) === true;
    const isCause = ({ change: { before, after } }: { readonly change: FileChange }): boolean =>
      difference.by > 0 ? has(after) && !has(before) : has(before) && !has(after);
    return { ...difference, commit: (touching.find(isCause) ?? touching.at(-1))?.commit ?? null };
  });
}

function holds(text: string, { specifier, name }: Question): boolean {
  return (specifier === null || text.includes(specifier)) && (name === null || name === '*' || text.includes(name));
}

/** Who added, the most first. What no single commit made counts for nobody. */
export function addersOf(steps: readonly Step[]): Adder[] {
  const found = new Map<string, { readonly name: string; readonly byAgent: boolean; readonly own: Attributed[] }>();
  for (const { attributed, words } of steps) {
    for (const one of attributed) {
      const its = one.commit === null ? undefined : words.get(one.commit);
      const name = its?.author ?? 'merges, and changes elsewhere';
      const byAgent = its !== undefined && isByAgent(its);
      const id = JSON.stringify([name, byAgent]);
      const known = found.get(id) ?? { name, byAgent, own: [] };
      known.own.push(one);
      found.set(id, known);
    }
  }
  return [...found.values()]
    .map(({ name, byAgent, own }) => ({
      ...{ name, byAgent, ...sums(own) },
      commits: new Set(own.flatMap(({ commit }) => commit ?? [])).size,
    }))
    .sort((a, b) => b.arrivals - a.arrivals || b.removals - a.removals || (a.name < b.name ? -1 : 1));
}
