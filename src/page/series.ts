/**
 * History as what a chart draws: columns over days.
 */
import type { History } from '../audit.ts';
import { largest } from '../text/lists.ts';

/** A concept's name; null is what belongs to none, `ALL` everything. */
export type Subject = string | null | typeof ALL;
export const ALL = Symbol('all concepts');

/** Columns of one length; a day is a number of days since 1970, several commits of one day are spread over it. */
export interface Series {
  readonly days: readonly number[];
  /** What is left; null where a commit could not be judged. */
  readonly left: readonly (number | null)[];
  /** Since the point before; null at the first. */
  readonly arrivals: readonly (number | null)[];
  readonly removals: readonly (number | null)[];
}

export interface Mark {
  readonly day: number;
  readonly label: string;
}

const DAY = 24 * 60 * 60 * 1000;

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY;
}

export function dayText(day: number): string {
  return new Date(Math.floor(day) * DAY).toISOString().slice(0, 10);
}

export function seriesOf({ points, steps }: History, subject: Subject): Series {
  const sameDay = new Map<string, number>();
  for (const { day } of points) sameDay.set(day, (sameDay.get(day) ?? 0) + 1);
  const seen = new Map<string, number>();
  const days = points.map(({ day }) => {
    const nth = seen.get(day) ?? 0;
    seen.set(day, nth + 1);
    return dayNumber(day) + nth / (sameDay.get(day) ?? 1);
  });
  const ofPoint = (point: History['points'][number]): number | null => {
    if (point.unjudged !== null) return null;
    if (subject === ALL) return point.findings;
    return point.concepts.find(({ name }) => name === subject)?.findings ?? 0;
  };
  const ofStep = (step: History['steps'][number], key: 'arrivals' | 'removals'): number =>
    subject === ALL ? step[key] : (step.concepts.find(({ name }) => name === subject)?.[key] ?? 0);
  return {
    days,
    left: points.map(ofPoint),
    arrivals: [null, ...steps.map((step) => ofStep(step, 'arrivals'))],
    removals: [null, ...steps.map((step) => ofStep(step, 'removals'))],
  };
}

/** The deadlines of what is shown, each day once. */
export function deadlinesOf({ trends }: History, subject: Subject): Mark[] {
  const own = trends.filter(({ name }) => subject === ALL || name === subject);
  const days = [...new Set(own.flatMap(({ deadline }) => (deadline === null ? [] : [deadline])))].sort();
  return days.map((day) => ({ day: dayNumber(day), label: `deadline ${day}` }));
}

/** Where a concept's line would meet zero; null where it never does. */
export function projectionOf({ trends }: History, subject: Subject): number | null {
  const doneOn = subject === ALL ? null : (trends.find(({ name }) => name === subject)?.doneOn ?? null);
  return doneOn === null ? null : dayNumber(doneOn);
}

/** First and last day to be drawn: all points, and of what lies ahead what is not much farther away than they are long. */
export function rangeOf({ days }: Series, ahead: readonly number[]): readonly [number, number] {
  const first = days[0] ?? 0;
  const last = Math.max(days.at(-1) ?? first, first + 1);
  const far = last + Math.max(60, (last - first) * 2);
  return [first, largest([last, ...ahead.filter((day) => day <= far)])];
}
