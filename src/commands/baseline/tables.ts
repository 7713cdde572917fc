/**
 * What the actions of `baseline` print about entries: one entry, the table of them, totals.
 */

import type { ListedEntry } from '../../baseline/edit.ts';
import { type BaselineEntry, EXPIRING_DAYS } from '../../baseline/entries.ts';
import { daysBetween } from '../../text/dates.ts';
import { clipText } from '../../text/escape.ts';
import { counted } from '../../text/plural.ts';

/** How many findings entries stand for. */
export function findingsIn(entries: Iterable<BaselineEntry>): number {
  let sum = 0;
  for (const { count } of entries) sum += count;
  return sum;
}

/** A path, name or reason as one line may show it. */
export function shown(text: string): string {
  return clipText(text, 300);
}

/** What an entry is about: `banned-import of get_manager from py:app/ws/factory`. */
function subject({ rule, module, symbol }: BaselineEntry): string {
  const of = symbol === null ? '' : ` of ${shown(symbol)}`;
  return `${rule}${of}${module === null ? '' : ` from ${shown(module)}`}`;
}

/** The entries as lines under their end dates. */
export function listing(entries: readonly ListedEntry[], today: string): string {
  const lines: string[] = [];
  let until: string | null = null;
  for (const listed of entries) {
    if (listed.until !== until) {
      if (until !== null) lines.push('');
      until = listed.until;
      lines.push(`${until} (${distance(until, today)})`);
    }
    lines.push(`  ${entryLine(listed)}`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function entryLine({ entry, stale }: ListedEntry): string {
  const parts = [
    `${shown(entry.path)}: ${subject(entry)}`,
    ...(entry.concept === null ? [] : [`concept ${shown(entry.concept)}`]),
    counted(entry.count, 'finding'),
    ...(stale === 0 ? [] : [stale === entry.count ? 'no longer there' : `${stale} no longer there`]),
    ...(entry.reason === undefined ? [] : [`reason: ${shown(entry.reason)}`]),
  ];
  return parts.join(', ');
}

function distance(until: string, today: string): string {
  const days = daysBetween(today, until);
  if (days < 0) return `expired ${counted(-days, 'day')} ago`;
  if (days === 0) return 'expires at the end of today';
  return days <= EXPIRING_DAYS ? `expires in ${counted(days, 'day')}` : `in ${counted(days, 'day')}`;
}

/** `7 entries, 9 findings: 5 known, 1 expiring, 3 expired; 2 no longer there`. */
export function totals(entries: readonly ListedEntry[]): string {
  const of = (status: ListedEntry['status']): number =>
    findingsIn(entries.filter((listed) => listed.status === status).map(({ entry }) => entry));
  const parts = (['known', 'expiring', 'expired'] as const).flatMap((status) =>
    of(status) === 0 ? [] : [`${of(status)} ${status}`],
  );
  const stale = entries.reduce((sum, listed) => sum + listed.stale, 0);
  const all = findingsIn(entries.map(({ entry }) => entry));
  return (
    `${counted(entries.length, 'entry')}, ${counted(all, 'finding')}: ${parts.join(', ')}` +
    (stale === 0 ? '' : `; ${stale} no longer there (ssot-guard baseline prune)`)
  );
}
