/**
 * How the baseline changes: it is created once, only shrinks by `prune`, and only grows by `add`, which states a
 * reason. All of it is computed here, on plain data; commands/baseline.ts reads and writes.
 */
import type { Finding, Status } from '../types.ts';
import { type AppliedBaseline, baseName, type Circumstances, endOf, moduleFolder, statusAt } from './apply.ts';
import {
  type Baseline,
  type BaselineEntry,
  byCodePoint,
  canBeBaselined,
  earlierDay,
  entryIdentity,
  entryIdentityWithoutPath,
  unified,
  withReason,
} from './entries.ts';
import { identityOf } from './identity.ts';

/**
 * A baseline that knows all these findings until a day, or each until one of its own. Findings about the registry itself
 * are left out.
 */
export function createBaseline(
  findings: readonly Finding[],
  until: string | ((finding: Finding) => string),
): BaselineEntry[] {
  const endOfDebt = typeof until === 'string' ? () => until : until;
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    if (!canBeBaselined(finding)) continue;
    const identity = identityOf(finding);
    const before = entries.get(identity);
    entries.set(
      identity,
      before === undefined ? entryOf(finding, endOfDebt(finding)) : { ...before, count: before.count + 1 },
    );
  }
  return [...entries.values()];
}

function entryOf({ path, pathBytes, rule, concept, module, name }: Finding, until: string): BaselineEntry {
  const raw = pathBytes === undefined ? {} : { pathBytes };
  return { path, ...raw, rule, concept, module, symbol: name, count: 1, until };
}

// -------------------------------------------------------------------------------------------------------------- add

export interface Terms {
  readonly reason: string;
  readonly until: string;
  readonly deadlineOf: Circumstances['deadlineOf'];
  /** Entries within their last days get the new end, too. */
  readonly renewExpiring: boolean;
}

export interface Addition {
  readonly entries: readonly BaselineEntry[];
  /** Findings that were new and are known now. */
  readonly added: number;
  /** Findings whose entries were over, or nearly, and last until the new day. */
  readonly renewed: number;
  /** Entries that keep an end earlier than the new day, because they know older findings of the same identity. */
  readonly earlier: readonly BaselineEntry[];
  /** Concepts whose deadline comes before the new day and counts. */
  readonly capped: readonly string[];
}

/**
 * Takes findings into the baseline: new ones come in, entries that are over get the new end. Entries that are known for
 * longer keep their end, and so does what is added to them; entries that a concept's deadline has ended stay ended.
 * @param chosen which findings are meant; the others stay as they are
 */
export function addToBaseline(applied: AppliedBaseline, chosen: (finding: Finding) => boolean, terms: Terms): Addition {
  const fresh: Finding[] = [];
  const renewed = new Map<BaselineEntry, number>();
  const capped = new Set<string>();
  applied.findings.forEach((finding, i) => {
    if (!chosen(finding) || !canBeBaselined(finding)) return;
    const entry = applied.entries[i] ?? null;
    const isDue = finding.status === 'expired' || (finding.status === 'expiring' && terms.renewExpiring);
    if (entry === null) fresh.push(finding);
    else if (isDue) renewed.set(entry, (renewed.get(entry) ?? 0) + 1);
    if (entry !== null && !isDue) return;
    const deadline = finding.concept === null ? null : terms.deadlineOf(finding.concept);
    if (finding.concept === null || deadline === null || deadline >= terms.until) return;
    capped.add(finding.concept);
    // A new end that does not count would only look like one.
    if (entry !== null && deadline <= endOf(entry, terms.deadlineOf)) renewed.delete(entry);
  });

  const entries = new Map(
    applied.uses.map(({ entry }) => [
      entryIdentity(entry),
      renewed.has(entry) ? { ...entry, until: terms.until, reason: newReason(entry.reason, terms.reason) } : entry,
    ]),
  );
  const earlier: BaselineEntry[] = [];
  for (const more of createBaseline(fresh, terms.until)) {
    const identity = entryIdentity(more);
    const before = entries.get(identity);
    const count = (before?.count ?? 0) + more.count;
    const until = before === undefined ? more.until : earlierDay(before.until, more.until);
    const entry = { ...more, count, until, reason: bothReasons(before?.reason, terms.reason) };
    if (until < terms.until) earlier.push(entry);
    entries.set(identity, entry);
  }
  const renewals = [...renewed.values()].reduce((sum, n) => sum + n, 0);
  return { entries: [...entries.values()], added: fresh.length, renewed: renewals, earlier, capped: [...capped] };
}

/** The stated reason; it differs from the one before, by which a commit sees that it was stated anew. */
function newReason(before: string | undefined, now: string): string {
  return before === now ? `${now}, again` : now;
}

function bothReasons(before: string | undefined, now: string): string {
  if (before === undefined) return now;
  return before.includes(now) ? `${before}, again` : `${before}; ${now}`;
}

// ------------------------------------------------------------------------------------------------------------ prune

export interface Pruning {
  readonly entries: readonly BaselineEntry[];
  /** Findings that the baseline no longer knows, because they are gone. */
  readonly dropped: number;
  /** Findings whose entries follow a moved file. */
  readonly moved: number;
}

/**
 * Drops what is no longer there, and writes the new path of what has moved.
 * @param judged whether the findings of a file are all there; entries of other files are kept as they are
 */
export function pruneBaseline(applied: AppliedBaseline, judged: (path: string) => boolean): Pruning {
  const entries = new Map<string, BaselineEntry>();
  let dropped = 0;
  let moved = 0;
  const keep = (entry: BaselineEntry): void => {
    const identity = entryIdentity(entry);
    const before = entries.get(identity);
    // Here counts add up: two entries of gone files may have gone into one.
    const merged = before && {
      ...entry,
      count: before.count + entry.count,
      until: earlierDay(before.until, entry.until),
    };
    entries.set(identity, merged === undefined ? entry : withReason(merged, before?.reason ?? entry.reason));
  };
  for (const { entry, used, left } of applied.uses) {
    const { path: _path, pathBytes: _raw, ...rest } = entry;
    for (const { count, ...place } of used) {
      keep({ ...place, ...rest, count });
      if ((place.pathBytes ?? place.path) !== (entry.pathBytes ?? entry.path)) moved += count;
    }
    if (left === 0) continue;
    if (judged(entry.path)) dropped += left;
    else keep({ ...entry, count: left });
  }
  return { entries: [...entries.values()], dropped, moved };
}

/** Entries with more to them than the tree has findings. Only files that were judged can tell. */
export function staleEntries(applied: AppliedBaseline, judged: (path: string) => boolean): StaleEntry[] {
  return applied.uses
    .filter(({ entry, left }) => left > 0 && judged(entry.path))
    .map(({ entry, left }) => ({ entry, left }));
}

export interface StaleEntry {
  readonly entry: BaselineEntry;
  /** How many of its findings are gone. */
  readonly left: number;
}

// ------------------------------------------------------------------------------------------------------------- list

export interface ListedEntry {
  readonly entry: BaselineEntry;
  /** Its last day: its own, or the concept's deadline. */
  readonly until: string;
  readonly status: Exclude<Status, 'new'>;
  /** How many of its findings are gone. */
  readonly stale: number;
}

/** All entries, by their last day, then by path. */
export function listBaseline(
  applied: AppliedBaseline,
  { today, deadlineOf }: Pick<Circumstances, 'today' | 'deadlineOf'>,
  judged: (path: string) => boolean,
): ListedEntry[] {
  const listed = applied.uses.map(({ entry, left }) => {
    const until = endOf(entry, deadlineOf);
    return { entry, until, status: statusAt(until, today), stale: judged(entry.path) ? left : 0 };
  });
  return listed.sort(
    (a, b) => byCodePoint(a.until, b.until) || byCodePoint(entryIdentity(a.entry), entryIdentity(b.entry)),
  );
}

// ----------------------------------------------------------------------------------------------------------- growth

/** A way in which a baseline allows more than it did. */
export interface Growth {
  readonly kind: 'added' | 'raised' | 'extended';
  readonly entry: BaselineEntry;
  /** The entry as it was; null for one that was not there. */
  readonly before: BaselineEntry | null;
  /** It gives a reason that was not there before, as `baseline add` does. */
  readonly stated: boolean;
}

/** What tells a move from a copy. Asked only where something has grown. */
export type Moves = Pick<Circumstances, 'exists' | 'renamedFrom' | 'movedTo'>;

/**
 * What a change of the baseline allows that it did not allow before. An entry that follows its file is no growth.
 * @param before null when there was no baseline: creating one is not growth
 */
export function baselineGrowth(before: Baseline | null, after: Baseline, moves: Moves): Growth[] {
  if (before === null) return [];
  const old = new Map(unified(before).map((entry) => [entryIdentity(entry), entry]));
  const now = unified(after).sort((a, b) => byCodePoint(entryIdentity(a), entryIdentity(b)));
  const kept = new Set(now.map(entryIdentity));
  /** What old entries have lost: entries at other paths may have it. */
  const freed = unified(before)
    .filter((entry) => !kept.has(entryIdentity(entry)))
    .map((entry) => ({ entry, left: entry.count }));

  return now.flatMap((entry): Growth[] => {
    const was = old.get(entryIdentity(entry)) ?? null;
    let needed = entry.count - (was?.count ?? 0);
    for (const source of needed > 0 ? freed : []) {
      if (source.left === 0 || !follows(entry, source.entry, moves)) continue;
      const taken = Math.min(needed, source.left);
      source.left -= taken;
      needed -= taken;
    }
    const stated = entry.reason !== undefined && entry.reason !== was?.reason;
    return [
      ...(needed > 0 ? [{ kind: was === null ? 'added' : 'raised', entry, before: was, stated } as const] : []),
      ...(was !== null && entry.until > was.until ? [{ kind: 'extended', entry, before: was, stated } as const] : []),
    ];
  });
}

function follows(entry: BaselineEntry, old: BaselineEntry, { exists, renamedFrom, movedTo }: Moves): boolean {
  if (entryIdentityWithoutPath(entry) !== entryIdentityWithoutPath(old) || entry.until > old.until || exists(old.path))
    return false;
  if (baseName(entry.path) === baseName(old.path) || entry.path.startsWith(`${moduleFolder(old.path)}/`)) return true;
  if (renamedFrom(entry.path) === old.path) return true;
  return movedTo?.(old.path) === entry.path;
}

/**
 * The baseline that counts for the commit that changes it: without growth for which no reason is stated.
 * `baseline add` always states one.
 */
export function withoutUnstatedGrowth(
  before: Baseline | null,
  after: Baseline,
  moves: Moves,
): { readonly entries: readonly BaselineEntry[]; readonly refused: readonly Growth[] } {
  const refused = baselineGrowth(before, after, moves).filter(({ stated }) => !stated);
  if (refused.length === 0) return { entries: after, refused };
  const earlier = new Map(refused.map((growth) => [entryIdentity(growth.entry), growth.before]));
  const entries = unified(after).flatMap((entry) => {
    const was = earlier.get(entryIdentity(entry));
    if (was === undefined) return [entry];
    if (was === null) return [];
    return [{ ...entry, count: Math.min(entry.count, was.count), until: earlierDay(entry.until, was.until) }];
  });
  return { entries, refused };
}
