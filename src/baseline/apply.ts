/**
 * Which findings the baseline pays for, and what status that gives them.
 */
import { daysBetween } from '../text/dates.ts';
import { pushAll } from '../text/lists.ts';
import type { Finding, Status } from '../types.ts';
import {
  type Baseline,
  type BaselineEntry,
  byCodePoint,
  byIdentity,
  EXPIRING_DAYS,
  earlierDay,
  entryIdentityWithoutPath,
} from './entries.ts';
import { identityAt, identityOf, identityWithoutPath } from './identity.ts';

export interface Circumstances {
  /** The day that counts as today. */
  readonly today: string;
  /** A concept's `deadline`: its entries end then at the latest. */
  readonly deadlineOf: (concept: string) => string | null;
  /** Whether a regular file stands there in the snapshot. Asked only about entries that may have moved. */
  readonly exists: (path: string) => boolean;
  /** The old path that git pairs with a file as a rename. Asked only where an entry may have moved. */
  readonly renamedFrom: (path: string) => string | null;
  /** Where a file that is gone stands now, by renames of the past. Asked only where nothing else accounts for an entry. */
  readonly movedTo?: (path: string) => string | null;
}

/** Findings that an entry paid for in one file. */
export interface Spending {
  readonly path: string;
  readonly pathBytes?: string;
  readonly count: number;
}

/** What became of an entry: where it was spent, and how much of it was not. */
export interface EntryUse {
  readonly entry: BaselineEntry;
  readonly used: readonly Spending[];
  readonly left: number;
}

export interface AppliedBaseline {
  /** In the given order, with their statuses, and messages that say what the status cannot. */
  readonly findings: readonly Finding[];
  /** Parallel to `findings`: the entry that knows each, or null. */
  readonly entries: readonly (BaselineEntry | null)[];
  /** One per entry of the baseline, in its order. */
  readonly uses: readonly EntryUse[];
}

/** An entry and what is still to be spent of it. */
interface Allowance {
  readonly entry: BaselineEntry;
  left: number;
  readonly used: Map<string, Spending>;
}

/**
 * Gives findings their statuses. Of the findings of one identity the first by position are known; what is left over
 * may be paid by entries whose file is gone: first in a file that is a rename of it, then in one of the same base name,
 * then in one of the folder that it was split into, then in one that became of it in the past.
 * A pure function of its arguments; the order of the entries does not matter.
 * @param findings `new`, or known for another reason; in any order between files, sorted by position within each
 */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  circumstances: Circumstances,
): AppliedBaseline {
  const allowances = new Map<string, Allowance>();
  for (const [identity, entry] of byIdentity(baseline))
    allowances.set(identity, { entry, left: entry.count, used: new Map() });
  const allocations: (Allowance | null)[] = findings.map((finding) =>
    allocate(allowances.get(identityOf(finding)), finding),
  );

  const open = findings.flatMap((finding, i) => (allocations[i] === null ? [{ finding, i }] : []));
  if (open.length > 0 && allowances.size > 0) {
    // Which entry follows which file must not depend on the order of either.
    open.sort((a, b) => byCodePoint(placeOf(a.finding), placeOf(b.finding)) || a.i - b.i);
    const { exists, renamedFrom } = circumstances;
    const isGone = ({ entry }: Allowance): boolean => !exists(entry.path);
    const movable = new Set<string>();
    for (const { entry, left } of allowances.values()) if (left > 0) movable.add(entryIdentityWithoutPath(entry));
    for (const { finding, i } of open) {
      if (!movable.has(identityWithoutPath(finding))) continue;
      const from = renamedFrom(finding.path);
      const allowance =
        from === null ? undefined : allowances.get(identityAt(identityWithoutPath(finding), from, undefined));
      if (allowance !== undefined && allowance.left > 0 && isGone(allowance))
        allocations[i] = allocate(allowance, finding);
    }
    const names = new Set(open.map(({ finding }) => baseName(finding.path)));
    const sameNames = groupBy(allowances.values(), ({ path }) => (names.has(baseName(path)) ? baseName(path) : null));
    for (const { finding, i } of open) {
      if (allocations[i] !== null) continue;
      const group = sameNames.get(`${baseName(finding.path)}\0${identityWithoutPath(finding)}`) ?? [];
      const allowance = group.find((p) => p.left > 0 && p.entry.path !== finding.path && isGone(p));
      allocations[i] = allocate(allowance, finding);
    }
    const split = groupBy(allowances.values(), ({ path }) => moduleFolder(path));
    for (const { finding, i } of open)
      allocations[i] ??= allocate(
        splitInto(finding, split).find((one) => one.left > 0 && isGone(one)),
        finding,
      );
    const { movedTo } = circumstances;
    if (movedTo !== undefined)
      followPast(
        open.filter(({ i }) => allocations[i] === null),
        [...allowances.values()].filter(isGone),
        movedTo,
        allocations,
      );
  }

  const known = countBy(findings, allocations);
  return {
    findings: findings.map((finding, i) => judged(finding, allocations[i]?.entry ?? null, known, circumstances)),
    entries: allocations.map((allowance) => allowance?.entry ?? null),
    uses: [...allowances.values()].map(({ entry, used, left }) => ({ entry, used: [...used.values()], left })),
  };
}

/** Pays for what is still open from entries whose files moved in the past. */
function followPast(
  open: readonly { readonly finding: Finding; readonly i: number }[],
  gone: readonly Allowance[],
  movedTo: (path: string) => string | null,
  allocations: (Allowance | null)[],
): void {
  const wanted = new Set(open.map(({ finding }) => identityWithoutPath(finding)));
  const moved = new Map<string, Allowance>();
  for (const allowance of gone) {
    const { entry, left } = allowance;
    if (left === 0 || entry.pathBytes !== undefined || !wanted.has(entryIdentityWithoutPath(entry))) continue;
    const path = movedTo(entry.path);
    if (path !== null) moved.set(identityAt(entryIdentityWithoutPath(entry), path, undefined), allowance);
  }
  for (const { finding, i } of open) allocations[i] = allocate(moved.get(identityOf(finding)), finding);
}

/** Entries of modules that a finding's folders are called by, nearest first. */
function splitInto(finding: Finding, byFolder: ReadonlyMap<string, Allowance[]>): Allowance[] {
  const { path } = finding;
  const about = identityWithoutPath(finding);
  const found: Allowance[] = [];
  for (let at = path.lastIndexOf('/'); byFolder.size > 0 && at > 0; at = path.lastIndexOf('/', at - 1))
    pushAll(found, byFolder.get(`${path.slice(0, at)}\0${about}`) ?? []);
  return found;
}

/** The folder that a module becomes when it is split: `ws` of `ws.py`. */
export function moduleFolder(path: string): string {
  return path.slice(0, path.length - (/(?<=[^/])\.[^./]*$/.exec(path)?.[0].length ?? 0));
}

function allocate(allowance: Allowance | undefined, finding: Finding): Allowance | null {
  if (allowance === undefined || allowance.left === 0) return null;
  allowance.left--;
  const place = placeOf(finding);
  const { path, pathBytes } = finding;
  const count = (allowance.used.get(place)?.count ?? 0) + 1;
  allowance.used.set(place, { path, ...(pathBytes === undefined ? {} : { pathBytes }), count });
  return allowance;
}

function placeOf({ path, pathBytes }: { readonly path: string; readonly pathBytes?: string }): string {
  return pathBytes ?? path;
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What is left of entries, by something of their files and what they are about, each group by path. */
function groupBy(
  allowances: Iterable<Allowance>,
  keyOf: (entry: BaselineEntry) => string | null,
): Map<string, Allowance[]> {
  const groups = new Map<string, Allowance[]>();
  for (const allowance of allowances) {
    const own = allowance.left === 0 ? null : keyOf(allowance.entry);
    if (own === null) continue;
    const key = `${own}\0${entryIdentityWithoutPath(allowance.entry)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [allowance]);
    else group.push(allowance);
  }
  for (const group of groups.values()) group.sort((a, b) => byCodePoint(placeOf(a.entry), placeOf(b.entry)));
  return groups;
}

/** How many findings of each identity are known. */
function countBy(findings: readonly Finding[], allocations: readonly (Allowance | null)[]): Map<string, number> {
  const known = new Map<string, number>();
  findings.forEach((finding, i) => {
    if (allocations[i] === null) return;
    const identity = identityOf(finding);
    known.set(identity, (known.get(identity) ?? 0) + 1);
  });
  return known;
}

/** The finding with its status, and a message that says where it comes from and when it ends. */
function judged(
  finding: Finding,
  entry: BaselineEntry | null,
  known: ReadonlyMap<string, number>,
  circumstances: Circumstances,
): Finding {
  if (entry === null) {
    const others = known.get(identityOf(finding)) ?? 0;
    if (others === 0 || finding.status !== 'new') return finding;
    const words = `${others} of the same in this file ${others === 1 ? 'is' : 'are'} known, this one is new`;
    return { ...finding, message: `${finding.message} (${words})` };
  }
  const until = endOf(entry, circumstances.deadlineOf);
  const status = statusAt(until, circumstances.today);
  const words = [
    ...(entry.path === finding.path ? [] : [`moved from ${entry.path}`]),
    ...(status === 'expiring' ? [`known until ${until}`] : []),
    ...(status === 'expired' ? [`known debt that was due on ${until}`] : []),
  ];
  const message = words.length === 0 ? finding.message : `${finding.message} (${words.join(', ')})`;
  return { ...finding, status, message };
}

/** The last day of an entry: its own, or its concept's deadline when that is earlier. */
export function endOf(entry: BaselineEntry, deadlineOf: Circumstances['deadlineOf']): string {
  const deadline = entry.concept === null ? null : deadlineOf(entry.concept);
  return deadline === null ? entry.until : earlierDay(deadline, entry.until);
}

/** What debt is on a day when it ends on another. Its last day still belongs to it. */
export function statusAt(until: string, today: string): Exclude<Status, 'new'> {
  if (until < today) return 'expired';
  return daysBetween(today, until) <= EXPIRING_DAYS ? 'expiring' : 'known';
}
