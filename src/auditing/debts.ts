/**
 * What is let pass, and until when: exceptions of the registry and of comments, and the baseline.
 */
import type { DebtAudit, ExceptionAudit } from '../audit.ts';
import { endOf } from '../baseline/apply.ts';
import { type BaselineEntry, entryIdentity } from '../baseline/entries.ts';
import type { CheckOutcome } from '../pipeline.ts';
import { exceptionsOf } from '../registry/sentences.ts';
import { push } from '../text/multimap.ts';
import type { Exception } from '../types.ts';

/** Those that end first come first, permanent ones last. */
export function auditExceptions({ matcher, viewOf }: CheckOutcome, today: string): ExceptionAudit[] {
  const { concepts, banned, unique } = matcher.registry;
  const ofNone = [...banned, ...unique].flatMap(({ allow }) => allow);
  const stated = [
    ...concepts.flatMap((concept) => exceptionsOf(concept).map((one) => ofRegistry(concept.name, one, today))),
    ...ofNone.map((one) => ofRegistry(null, one, today)),
  ];
  const inline = [...concepts.map(({ name }) => name), null].flatMap((concept) =>
    viewOf(concept).exceptions.map(
      ({ path, line, column, rule, until, reason }): ExceptionAudit => ({
        ...{ concept, kind: 'inline', what: rule, reason, until, expired: false },
        ...{ path, line, column },
      }),
    ),
  );
  const end = ({ until }: ExceptionAudit): string => until ?? '~';
  return [...stated, ...inline].sort(
    (a, b) => compare(end(a), end(b)) || compare(a.path, b.path) || a.line - b.line || a.column - b.column,
  );
}

function ofRegistry(
  concept: string | null,
  { in: globs, reason, until, place }: Exception,
  today: string,
): ExceptionAudit {
  const { path, line, column } = place;
  const expired = until !== null && until < today;
  return { concept, kind: 'registry', what: globs.join(', '), reason, until, expired, path, line, column };
}

/** The baseline by the days on which its entries end. */
export function auditBaseline({ baseline, stale, matcher }: CheckOutcome, today: string): DebtAudit[] {
  const gone = new Set(stale.map(entryIdentity));
  const byDay = new Map<string, BaselineEntry[]>();
  const deadlineOf = (concept: string): string | null => matcher.concepts.get(concept)?.deadline ?? null;
  for (const entry of baseline) push(byDay, endOf(entry, deadlineOf), entry);
  return [...byDay]
    .map(([until, entries]) => ({
      until,
      entries: entries.length,
      findings: entries.reduce((sum, { count }) => sum + count, 0),
      stale: entries.filter((entry) => gone.has(entryIdentity(entry))).length,
      expired: until < today,
    }))
    .sort((a, b) => compare(a.until, b.until));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
