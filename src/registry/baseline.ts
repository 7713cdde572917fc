/**
 * The baseline: findings that are known debt, each with the day by which it must be gone.
 *
 * `.ssot-baseline.json` holds one entry per line, sorted, each line ending in a comma, so that two branches can both
 * edit it and git's union merge gives a file that still reads. Entries know no line numbers: a finding is known by its
 * identity, and by how many of that identity a file may hold. `applyBaseline` says which findings the entries pay for;
 * commands that change the file stand in baseline-edit.ts.
 */
import { daysBetween, isDay } from '../text/dates.ts';
import { escapeJson } from '../text/escape.ts';
import type { Finding, RuleId, Status } from '../types.ts';
import { identityAt, identityOf, joined, wanderingIdentity } from './identity.ts';

/** One line of the baseline: so many findings of this identity are known until the end of that UTC day. */
export interface BaselineEntry {
  readonly path: string;
  /** The raw name in hex, only when it is not UTF-8. */
  readonly pathBytes?: string;
  readonly rule: RuleId;
  readonly concept: string | null;
  /** Module key, printed form. */
  readonly module: string | null;
  readonly symbol: string | null;
  readonly count: number;
  readonly until: string;
  /** Only entries that came in by `baseline add` state one. */
  readonly reason?: string;
}

export type Baseline = readonly BaselineEntry[];

/** Days before its end from which an entry is `expiring`. */
export const EXPIRING_DAYS = 14;

/** Rules whose findings can be debt. What is wrong with the registry itself is mended there. */
const BASELINED: Readonly<Record<RuleId, boolean>> = {
  'banned-import': true,
  'duplicate-definition': true,
  'revived-module': true,
  alias: true,
  'indirect-import': true,
  'inline-allow': true,
  registry: false,
};

export const baselinedRules: readonly RuleId[] = (Object.keys(BASELINED) as RuleId[]).filter((r) => BASELINED[r]);

export function canBeBaselined(finding: Pick<Finding, 'rule'>): boolean {
  return BASELINED[finding.rule];
}

/** What an entry is about, as a finding's identity. */
export function entryIdentity(entry: BaselineEntry): string {
  return identityAt(entryWanders(entry), entry.path, entry.pathBytes);
}

/** The same without the path. */
export function entryWanders({ rule, concept, module, symbol }: BaselineEntry): string {
  return joined(rule, concept, module, symbol);
}

// --------------------------------------------------------------------------------------------------------- the file

/**
 * The entries, as written, of a baseline in the layout of `formatBaseline` or another of plain JSON; null when there is
 * anything else to say about the text, which `parseBaseline` in baseline-reader.ts then says. Never throws.
 */
export function readBaseline(text: string): BaselineEntry[] | null {
  const comma = text.lastIndexOf(',');
  const trailing = comma !== -1 && /^,\s*\]\s*$/.test(text.slice(comma));
  let value: unknown;
  try {
    value = JSON.parse(trailing ? `${text.slice(0, comma)}${text.slice(comma + 1)}` : text);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const days = new Set<string>();
  const items: unknown[] = value;
  return items.every((item) => isEntry(item, days)) ? items : null;
}

const KEYS = new Set(['path', 'pathBytes', 'rule', 'concept', 'module', 'symbol', 'count', 'until', 'reason']);

/** @param days the days seen to be valid so far: a baseline of thousands of entries has a handful of them */
function isEntry(value: unknown, days: Set<string>): value is BaselineEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(entry)) if (!KEYS.has(key)) return false;
  const { until } = entry;
  if (typeof until !== 'string') return false;
  if (!days.has(until)) {
    if (!isDay(until)) return false;
    days.add(until);
  }
  return (
    isWord(entry.path) &&
    (entry.pathBytes === undefined || isRawName(entry.pathBytes)) &&
    baselinedRules.includes(entry.rule as RuleId) &&
    isWordOrNull(entry.concept) &&
    isWordOrNull(entry.module) &&
    isWordOrNull(entry.symbol) &&
    isCount(entry.count) &&
    (entry.reason === undefined || (typeof entry.reason === 'string' && entry.reason.trim() !== ''))
  );
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !value.includes('\0');
}

function isWordOrNull(value: unknown): boolean {
  return value === null || isWord(value);
}

function isRawName(value: unknown): boolean {
  return typeof value === 'string' && /^(?:[0-9a-f]{2})+$/.test(value);
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

/**
 * Entries as they count, one per identity. Where a merge left several, the smallest count and the earliest end hold, so
 * that debt never grows by merging.
 */
export function unified(entries: Iterable<BaselineEntry>): BaselineEntry[] {
  return [...byIdentity(entries).values()];
}

function byIdentity(entries: Iterable<BaselineEntry>): Map<string, BaselineEntry> {
  const unique = new Map<string, BaselineEntry>();
  for (const entry of entries) {
    const identity = entryIdentity(entry);
    const before = unique.get(identity);
    unique.set(identity, before === undefined ? entry : stricter(before, entry));
  }
  return unique;
}

function stricter(a: BaselineEntry, b: BaselineEntry): BaselineEntry {
  const [reason] = [a.reason, b.reason].filter((one) => one !== undefined).sort(byCodePoint);
  return withReason({ ...a, count: Math.min(a.count, b.count), until: earlierDay(a.until, b.until) }, reason);
}

export function earlierDay(a: string, b: string): string {
  // As text: numbers' minimum is not meant.
  return [a, b].sort()[0] ?? a;
}

/** The entry with this reason, or with none. */
export function withReason(entry: BaselineEntry, reason: string | undefined): BaselineEntry {
  const { reason: _before, ...rest } = entry;
  return reason === undefined ? rest : { ...rest, reason };
}

/**
 * The text of a baseline: sorted by its own lines, byte by byte, as `LC_ALL=C sort` would; a pure function of the set
 * of entries.
 */
export function formatBaseline(entries: Iterable<BaselineEntry>): string {
  const lines = unified(entries).map((entry) => `${entryLine(entry)},`);
  return ['[', ...lines.sort(byCodePoint), ']', ''].join('\n');
}

/** Keys in a fixed order, the path first: what belongs to one file stands together, and is merged together. */
function entryLine({ path, pathBytes, rule, concept, module, symbol, count, until, reason }: BaselineEntry): string {
  // undefined members are left out by JSON.stringify
  return escapeJson(JSON.stringify({ path, pathBytes, rule, concept, module, symbol, count, until, reason }));
}

/** The order of the UTF-8 bytes, which UTF-16 units do not have beyond U+FFFF. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
  if (Number.isNaN(x) || Number.isNaN(y)) return a.length - b.length;
  const surrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
  return surrogate(x) === surrogate(y) ? x - y : surrogate(x) ? 1 : -1;
}

// --------------------------------------------------------------------------------------------------------- statuses

export interface Circumstances {
  /** The day that counts as today. */
  readonly today: string;
  /** A concept's `deadline`: its entries end then at the latest. */
  readonly deadlineOf: (concept: string) => string | null;
  /** Whether a regular file stands there in the snapshot. Asked only about entries that may have moved. */
  readonly exists: (path: string) => boolean;
  /** The old path that git pairs with a file as a rename. Asked only where an entry may have moved. */
  readonly renamedFrom: (path: string) => string | null;
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
 * may be paid by entries whose file is gone: first in a file that is a rename of it, then in one of the same base name.
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
  }

  const known = countBy(findings, payers);
  return {
    findings: findings.map((finding, i) => judged(finding, payers[i]?.entry ?? null, known, circumstances)),
    entries: payers.map((purse) => purse?.entry ?? null),
    uses: [...purses.values()].map(({ entry, spent, left }) => ({ entry, spent: [...spent.values()], left })),
  };
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
