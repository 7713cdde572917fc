/**
 * The baseline: findings that are known debt, each with the day by which it must be gone.
 *
 * `.ssot-baseline.jsonl` holds one entry per line, sorted, so that two branches can both edit it and git's union merge
 * gives a file that still reads. Under a name that ends otherwise it is one JSON list of such lines. Entries know no line numbers: a finding is known by its
 * identity, and by how many of that identity a file may hold. Which findings the entries pay for is said in
 * baseline-apply.ts; commands that change the file stand in baseline-edit.ts.
 */
import { rules } from '../rules/index.ts';
import { isDay } from '../text/dates.ts';
import { escapeJson } from '../text/escape.ts';
import type { Finding, RuleId } from '../types.ts';
import { identityAt, joined } from './identity.ts';

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

/** Rules whose findings can be debt. */
export const baselinedRules: readonly RuleId[] = rules.filter((rule) => rule.baselined !== false).map(({ id }) => id);

/** Whether a finding can be known debt. */
export function canBeBaselined(finding: Pick<Finding, 'rule'>): boolean {
  return baselinedRules.includes(finding.rule);
}

/** What an entry is about, as a finding's identity. */
export function entryIdentity(entry: BaselineEntry): string {
  return identityAt(entryIdentityWithoutPath(entry), entry.path, entry.pathBytes);
}

/** The same without the path. */
export function entryIdentityWithoutPath({ rule, concept, module, symbol }: BaselineEntry): string {
  return joined(rule, concept, module, symbol);
}

// --------------------------------------------------------------------------------------------------------- the file

/** Whether a file of that name holds a line for each entry, and not one list. */
export function isByLines(path: string): boolean {
  return path.endsWith('.jsonl');
}

/**
 * The entries, as written, of a baseline in one of the layouts of `formatBaseline` or another of plain JSON; null when
 * there is anything else to say about the text, which `parseBaseline` then says. Never throws.
 */
export function readBaseline(text: string, path: string): BaselineEntry[] | null {
  let value: unknown;
  try {
    value = JSON.parse(isByLines(path) && !text.startsWith('[') ? listOfLines(text) : withoutLastComma(text));
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const days = new Set<string>();
  const items: unknown[] = value;
  return items.every((item) => isEntry(item, days)) ? items : null;
}

function listOfLines(text: string): string {
  return `[${text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join(',')}]`;
}

/** Earlier releases ended each line in a comma. */
function withoutLastComma(text: string): string {
  const comma = text.lastIndexOf(',');
  const isLast = comma !== -1 && /^,\s*\]\s*$/.test(text.slice(comma));
  return isLast ? `${text.slice(0, comma)}${text.slice(comma + 1)}` : text;
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

/** A number of findings: whole, and at least one. */
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

/** The entries by identity, unified. */
export function byIdentity(entries: Iterable<BaselineEntry>): Map<string, BaselineEntry> {
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

/** What the parents of a merge allow, each entry as far as the most generous of them does. */
export function mostOf(parents: readonly (readonly BaselineEntry[])[]): readonly BaselineEntry[] {
  const [first = [], ...others] = parents;
  if (others.length === 0) return first;
  const most = new Map<string, BaselineEntry>();
  for (const entry of parents.flatMap(unified)) {
    const identity = entryIdentity(entry);
    const known = most.get(identity);
    const until = known !== undefined && known.until > entry.until ? known.until : entry.until;
    most.set(identity, known === undefined ? entry : { ...known, count: Math.max(known.count, entry.count), until });
  }
  return [...most.values()];
}

/** The earlier of two ISO days. */
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
 * of entries and of the layout that the name asks for. Both are what other programs take for JSON.
 */
export function formatBaseline(entries: Iterable<BaselineEntry>, path: string): string {
  const lines = unified(entries).map(entryLine).sort(byCodePoint);
  if (isByLines(path)) return lines.map((line) => `${line}\n`).join('');
  return ['[', ...(lines.length === 0 ? [] : [lines.join(',\n')]), ']', ''].join('\n');
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
