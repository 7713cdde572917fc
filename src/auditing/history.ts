/**
 * The same numbers at past commits, straight from git: where it is heading, what came and went, what was undone.
 */
import type { History } from '../audit.ts';
import type { Repository } from '../git/repository.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { type PointRecord, recordOf } from './point.ts';
import { type Interval, intervalWords, pointsOf } from './points.ts';
import { reversalsOf } from './reversals.ts';
import { addersOf, stepBetween } from './steps.ts';
import { trendOf } from './trend.ts';

export interface HistoryQuestion {
  readonly range: string;
  /** Where days, and ranges without an end, end; default: HEAD. */
  readonly tip?: string;
  readonly every: Interval;
  /** Each commit by its own registry, and not by today's. */
  readonly ofTheDay: boolean;
  /** Is told how many commits are judged. */
  readonly progress?: (done: number, of: number) => void;
}

/** @param matcher today's registry @throws UserError for a range without commits */
export async function historyOf(
  repository: Repository,
  matcher: RegistryMatcher,
  { range, tip = 'HEAD', every, ofTheDay, progress }: HistoryQuestion,
): Promise<History> {
  const commits = pointsOf(repository, range, every, tip);
  const records: PointRecord[] = [];
  for (const commit of commits) {
    progress?.(records.length, commits.length);
    records.push(await recordOf(commit, { repository, registry: ofTheDay ? null : matcher.compiled }));
  }
  const judged = records.filter(({ point }) => point.unjudged === null);
  const steps = records.slice(1).map((after, at) => stepFrom(repository, records[at], after));
  const points = judged.map(({ point }) => point);
  const names = [...matcher.registry.concepts.map(({ name }) => name), null];
  return {
    ...{ range, every: intervalWords(every), registry: ofTheDay ? 'of-the-day' : 'today' },
    points: records.map(({ point }) => point),
    steps: steps.map(({ step }) => step),
    trends: names.flatMap((name) => {
      const isThere = points.some(({ concepts }) => concepts.some((one) => one.name === name));
      const deadline = name === null ? null : (matcher.concepts.get(name)?.deadline ?? null);
      return (isThere ? trendOf(name, points, deadline) : null) ?? [];
    }),
    reversals: reversalsOf(repository, matcher, judged),
    adders: addersOf(steps),
  };
}

/** To or from a commit that could not be judged nothing is said to have come or gone. */
function stepFrom(repository: Repository, before: PointRecord | undefined, after: PointRecord) {
  if (before !== undefined && before.point.unjudged === null && after.point.unjudged === null)
    return stepBetween(repository, before, after);
  return { step: NOTHING, attributed: [], words: new Map() };
}

const NOTHING: History['steps'][number] = {
  ...{ arrivals: 0, removals: 0, agentArrivals: 0, agentRemovals: 0, concepts: [] },
};
