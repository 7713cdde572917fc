/**
 * End dates of a new baseline: one for all debt, or one for each concept or owner, so that not everything is due on one day.
 *
 * Whoever has the fewest findings comes first and the most last, ties by name; their days are whole weeks from the first
 * day on, evenly up to the last day. One group alone has the last day. A concept's own deadline still ends its entries.
 */
import { addDays, daysBetween } from '../text/dates.ts';
import type { Finding } from '../types.ts';
import { byCodePoint, canBeBaselined } from './entries.ts';

/** What shares an end date. */
export const SPREADS = ['concept', 'owner'] as const;

/** When debt ends. */
export interface Term {
  readonly first: string;
  readonly last: string;
  readonly by: (typeof SPREADS)[number];
}

/** The day on which each finding's entry ends. @param findings all of them, because how many there are decides */
export function endsOf(findings: readonly Finding[], { first, last, by }: Term): (finding: Finding) => string {
  if (first >= last) return () => last;
  const counts = new Map<string, number>();
  for (const finding of findings)
    if (canBeBaselined(finding)) counts.set(groupOf(finding, by), (counts.get(groupOf(finding, by)) ?? 0) + 1);
  const order = [...counts].sort(([a, m], [b, n]) => m - n || byCodePoint(a, b)).map(([group]) => group);
  const weeks = Math.floor(daysBetween(first, last) / 7);
  const days = new Map(
    order.map((group, at) => {
      const isLast = at === order.length - 1;
      return [group, isLast ? last : addDays(first, 7 * Math.floor((at * weeks) / (order.length - 1)))];
    }),
  );
  return (finding) => days.get(groupOf(finding, by)) ?? last;
}

/** What is banned or defined twice without a concept is a group of its own; what nobody owns is one. */
function groupOf({ concept, owner, rule, module, name }: Finding, by: Term['by']): string {
  if (by === 'owner') return owner ?? '';
  return concept === null ? `\0${module ?? `${rule} ${name ?? ''}`}` : concept;
}

/** A term in words, behind "until". */
export function termWords({ first, last, by }: Term): string {
  return first === last ? last : `dates from ${first} to ${last}, ${by} by ${by}`;
}

/** The dates of entries in words, behind "until". */
export function datesInWords(dates: readonly string[]): string {
  const sorted = [...new Set(dates)].sort();
  const [first = '', last = first] = [sorted[0], sorted.at(-1)];
  return first === last ? first : `dates from ${first} to ${last}`;
}
