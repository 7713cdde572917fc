/**
 * Where a concept is heading: the straight line through its numbers of the last weeks (least squares; Legendre, 1805).
 */
import type { HistoryPoint, Trend } from '../audit.ts';
import { addDays, daysBetween } from '../text/dates.ts';

/** The present rate is that of so many days, or of all points where that is fewer than three of them. */
const RECENT_DAYS = 28;
const LEAST_POINTS = 3;
/** Beyond that no day is named. */
const FARTHEST_DAYS = 36_500;

/** @param points judged ones, the oldest first; null where there are not two days to compare */
export function trendOf(name: string | null, points: readonly HistoryPoint[], deadline: string | null): Trend | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  const recent = points.filter(({ day }) => daysBetween(day, last.day) <= RECENT_DAYS);
  const used = recent.length < LEAST_POINTS ? points : recent;
  const series = used.map(({ day, concepts }) => ({
    day: daysBetween(last.day, day),
    left: concepts.find((one) => one.name === name)?.findings ?? 0,
  }));
  const slope = slopeOf(series);
  if (slope === null) return null;
  const left = series.at(-1)?.left ?? 0;
  const days = left === 0 ? 0 : slope < 0 ? Math.ceil(left / -slope) : null;
  const doneOn = days === null || days > FARTHEST_DAYS ? null : addDays(last.day, days);
  const daysLate = doneOn === null || deadline === null ? null : daysBetween(deadline, doneOn);
  return { name, perWeek: Math.round(slope * 70) / 10, doneOn, deadline, daysLate };
}

/** Change in a day; null where all are of one. */
function slopeOf(series: readonly { readonly day: number; readonly left: number }[]): number | null {
  const n = series.length;
  const mean = (of: 'day' | 'left'): number => series.reduce((sum, one) => sum + one[of], 0) / n;
  const [day, left] = [mean('day'), mean('left')];
  const spread = series.reduce((sum, one) => sum + (one.day - day) ** 2, 0);
  if (spread === 0) return null;
  return series.reduce((sum, one) => sum + (one.day - day) * (one.left - left), 0) / spread;
}
