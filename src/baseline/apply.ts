/**
 * Which findings the baseline pays for, and what status that gives them.
 */
import { daysBetween } from '../text/dates.ts';
import type { Finding, Status } from '../types.ts';
import {
  type Baseline,
  type BaselineEntry,
  byCodePoint,
  byIdentity,
  EXPIRING_DAYS,
  earlierDay,
  entryWanders,
} from './entries.ts';
import { identityAt, identityOf, wanderingIdentity } from './identity.ts';

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
  readonly spent: readonly Spending[];
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
interface Purse {
  readonly entry: BaselineEntry;
  left: number;
  readonly spent: Map<string, Spending>;
}

/**
 * Gives findings their statuses. Of the findings of one identity the first by position are known; what is left over
 * may be paid by entries whose file is gone: first in a file that is a rename of it, then in one of the same base name,
 * then in one that became of it in the past.
 * A pure function of its arguments; the order of the entries does not matter.
 * @param findings `new`, or known for another reason; in any order between files, sorted by position within each
 */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  circumstances: Circumstances,
): AppliedBaseline {
  const purses = new Map<string, Purse>();
  for (const [identity, entry] of byIdentity(baseline))
    purses.set(identity, { entry, left: entry.count, spent: new Map() });
  const payers: (Purse | null)[] = findings.map((finding) => pay(purses.get(identityOf(finding)), finding));

  const open = findings.flatMap((finding, i) => (payers[i] === null ? [{ finding, i }] : []));
  if (open.length > 0 && purses.size > 0) {
    // Which entry follows which file must not depend on the order of either.
    open.sort((a, b) => byCodePoint(placeOf(a.finding), placeOf(b.finding)) || a.i - b.i);
    const { exists, renamedFrom } = circumstances;
    const isGone = ({ entry }: Purse): boolean => !exists(entry.path);
    const wanderers = new Set<string>();
    for (const { entry, left } of purses.values()) if (left > 0) wanderers.add(entryWanders(entry));
    for (const { finding, i } of open) {
      if (!wanderers.has(wanderingIdentity(finding))) continue;
      const from = renamedFrom(finding.path);
      const purse = from === null ? undefined : purses.get(identityAt(wanderingIdentity(finding), from, undefined));
      if (purse !== undefined && purse.left > 0 && isGone(purse)) payers[i] = pay(purse, finding);
    }
    const namesakes = groupByName(purses.values(), new Set(open.map(({ finding }) => baseName(finding.path))));
    for (const { finding, i } of open) {
      if (payers[i] !== null) continue;
      const group = namesakes.get(`${baseName(finding.path)}\0${wanderingIdentity(finding)}`) ?? [];
      const purse = group.find((p) => p.left > 0 && p.entry.path !== finding.path && isGone(p));
      payers[i] = pay(purse, finding);
    }
    const { movedTo } = circumstances;
    if (movedTo !== undefined)
      followPast(
        open.filter(({ i }) => payers[i] === null),
        [...purses.values()].filter(isGone),
        movedTo,
        payers,
      );
  }

  const known = countBy(findings, payers);
  return {
    findings: findings.map((finding, i) => judged(finding, payers[i]?.entry ?? null, known, circumstances)),
    entries: payers.map((purse) => purse?.entry ?? null),
    uses: [...purses.values()].map(({ entry, spent, left }) => ({ entry, spent: [...spent.values()], left })),
  };
}

/** Pays for what is still open from entries whose files moved in the past. */
function followPast(
  open: readonly { readonly finding: Finding; readonly i: number }[],
  gone: readonly Purse[],
  movedTo: (path: string) => string | null,
  payers: (Purse | null)[],
): void {
  const wanted = new Set(open.map(({ finding }) => wanderingIdentity(finding)));
  const moved = new Map<string, Purse>();
  for (const purse of gone) {
    const { entry, left } = purse;
    if (left === 0 || entry.pathBytes !== undefined || !wanted.has(entryWanders(entry))) continue;
    const path = movedTo(entry.path);
    if (path !== null) moved.set(identityAt(entryWanders(entry), path, undefined), purse);
  }
  for (const { finding, i } of open) payers[i] = pay(moved.get(identityOf(finding)), finding);
}

function pay(purse: Purse | undefined, finding: Finding): Purse | null {
  if (purse === undefined || purse.left === 0) return null;
  purse.left--;
  const place = placeOf(finding);
  const { path, pathBytes } = finding;
  const count = (purse.spent.get(place)?.count ?? 0) + 1;
  purse.spent.set(place, { path, ...(pathBytes === undefined ? {} : { pathBytes }), count });
  return purse;
}

function placeOf({ path, pathBytes }: { readonly path: string; readonly pathBytes?: string }): string {
  return pathBytes ?? path;
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What is left of the entries of files with certain base names, by base name and what they are about, by path. */
function groupByName(purses: Iterable<Purse>, names: ReadonlySet<string>): Map<string, Purse[]> {
  const groups = new Map<string, Purse[]>();
  for (const purse of purses) {
    const name = baseName(purse.entry.path);
    if (purse.left === 0 || !names.has(name)) continue;
    const key = `${name}\0${entryWanders(purse.entry)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [purse]);
    else group.push(purse);
  }
  for (const group of groups.values()) group.sort((a, b) => byCodePoint(placeOf(a.entry), placeOf(b.entry)));
  return groups;
}

/** How many findings of each identity are known. */
function countBy(findings: readonly Finding[], payers: readonly (Purse | null)[]): Map<string, number> {
  const known = new Map<string, number>();
  findings.forEach((finding, i) => {
    if (payers[i] === null) return;
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
