/**
 * Which commits of a range are looked at: one every so many, or the last of each day, week or month.
 */
import { UserError } from '../errors.ts';
import { type DatedCommit, listStates } from '../git/history.ts';
import { type Repository, resolveCommit } from '../git/repository.ts';
import { isDay } from '../text/dates.ts';

/** How far apart: a number of commits, or of calendar units. */
export type Interval = { readonly commits: number } | 'day' | 'week' | 'month';

const DAYS = /^(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2})?)?$/;

/** @throws UserError for what is no interval */
export function intervalOf(text: string): Interval {
  if (text === 'day' || text === 'week' || text === 'month') return text;
  const commits = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
  if (commits !== null) return { commits };
  throw new UserError(`--every wants a number of commits, or day, week or month, and "${text}" is neither`);
}

/** `50 commits`, `day`. */
export function intervalWords(interval: Interval): string {
  if (typeof interval === 'string') return interval;
  return interval.commits === 1 ? 'commit' : `${interval.commits} commits`;
}

/**
 * The commits to look at, the oldest first.
 *
 * @param range `<from>..<to>` as git reads it (the first one is looked at too), a commit for all before it, or days:
 *   `2025-09-08..2025-09-19`, `2025-09-08` for all since
 * @param tip where days, and ranges without an end, end
 * @throws UserError for a range without commits
 */
export function pointsOf(repository: Repository, range: string, interval: Interval, tip: string): DatedCommit[] {
  const states = statesIn(repository, range, tip);
  if (states.length === 0)
    throw new UserError(
      `there is no commit in the range ${range}`,
      'Ranges: <from>..<to>, a commit for all before it, or days, as 2026-01-01..2026-03-31.',
    );
  return typeof interval === 'string' ? lastOfEach(states, unitOf(interval)) : everySo(states, interval.commits);
}

function statesIn(repository: Repository, range: string, tip: string): DatedCommit[] {
  const [, first, last] = DAYS.exec(range) ?? [];
  if (first !== undefined) {
    for (const day of [first, last]) if (day !== undefined && !isDay(day)) throw new UserError(`${day} is no day`);
    return listStates(repository, resolveCommit(repository, tip), null).filter(
      ({ day }) => day >= first && (last === undefined || day <= last),
    );
  }
  const cut = range.indexOf('..');
  if (cut < 0) return listStates(repository, resolveCommit(repository, range), null);
  if (range[cut + 2] === '.') throw new UserError(`${range}: a range has two dots`);
  const to = resolveCommit(repository, range.slice(cut + 2) || tip);
  const from = resolveCommit(repository, range.slice(0, cut) || tip);
  const [before] = listStates(repository, from, null).slice(-1);
  return [...(before === undefined ? [] : [before]), ...listStates(repository, to, from)];
}

/** The last one, and every so many before it; the first one as well. */
function everySo(states: readonly DatedCommit[], commits: number): DatedCommit[] {
  const last = states.length - 1;
  return states.filter((_, at) => at === 0 || (last - at) % commits === 0);
}

/** Clocks differ, so a day may come twice: the later one in the history counts. */
function lastOfEach(states: readonly DatedCommit[], unit: (day: string) => string): DatedCommit[] {
  const last = new Map<string, DatedCommit>();
  for (const state of states) last.set(unit(state.day), state);
  const kept = new Set(last.values());
  return states.filter((state) => kept.has(state));
}

function unitOf(interval: 'day' | 'week' | 'month'): (day: string) => string {
  if (interval === 'day') return (day) => day;
  if (interval === 'month') return (day) => day.slice(0, 7);
  // weeks begin on Mondays, and 1970-01-01 was a Thursday
  return (day) => String(Math.floor((Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 3) / 7));
}
