/**
 * From a scope to a report: the one place that knows the order of the stages.
 *
 *   snapshot → registry → contents → facts → rules (asked again until the tree has no open question)
 *            → inline exceptions → one finding per span → places → statuses → report
 *
 * Everything between the snapshot and the report is a function of what the snapshot holds and of the day.
 */

import { baselineGrowth, withoutUnstatedGrowth } from './baseline/edit.ts';
import type { BaselineEntry } from './baseline/entries.ts';
import { readBaselineOf } from './baseline/read.ts';
import { markOld, withStatuses } from './baseline/statuses.ts';
import { weakerBaseline } from './baseline/weaker.ts';
import { openKeptObjects } from './cache/blobs.ts';
import { SCAN_ALL } from './facts/byte-search.ts';
import { type Files, type Manner, readFiles } from './facts/files.ts';
import { readText } from './facts/source.ts';
import { headByFiles } from './git/head.ts';
import { nameId } from './git/names.ts';
import type { Snapshot, SourceFile } from './git/snapshot.ts';
import { withReason } from './git/source-files.ts';
import { interestOf } from './head-index/definers.ts';
import { knowsWholeTree, openTreeIndex, type TreeIndex } from './head-index/head-index.ts';
import { definersOf, keepNames, tellSecondPlaces } from './judging/definitions.ts';
import {
  changesOf,
  debtFor,
  type EarlierRegistry,
  NOTHING_CHANGED,
  withConceptNames,
  withEarlierFindings,
} from './judging/earlier.ts';
import { isWhole } from './judging/registry-changes.ts';
import { pastMoves } from './judging/rename-history.ts';
import type { CheckRequest } from './judging/request.ts';
import { judgeUntilSettled } from './judging/rounds.ts';
import {
  coveringAll,
  finish,
  finishByEarlier,
  isDuplicate,
  judgeInherited,
  openEarlierRegistries,
  weakeningsIn,
} from './judging/stages.ts';
import { dialectOf } from './languages/index.ts';
import type { Guard } from './registry/guard.ts';
import { isRegistryPath } from './registry/load.ts';
import { noRegistry, readConfiguredGuard, readEarlierGuards, readGuard } from './registry/read.ts';
import { DEFAULT_BASELINE } from './registry/schema.ts';
import { samePlace, weakeningFinding, weakeningNotes } from './registry/weakening.ts';

export type { CheckRequest } from './judging/request.ts';

import { openSnapshot } from './git/open-snapshot.ts';
import { byPath, fromRegistry, inOrder } from './judging/findings.ts';
import { settled } from './judging/questions.ts';
import type { EarlierVersion, OtherVerdict } from './judging/verdict.ts';
import { pushAll } from './text/lists.ts';
import { push } from './text/multimap.ts';
import type { Finding, Report, Skipped } from './types.ts';

export interface CheckOutcome {
  readonly report: Report;
  readonly guard: Guard;
  readonly snapshot: Snapshot;
  /** The baseline of the snapshot, as written. */
  readonly baseline: readonly BaselineEntry[];
  /** Entries of which more is left than the judged files have findings. */
  readonly stale: readonly BaselineEntry[];
  /** Bans, definition rules and uniqueness rules in force. */
  readonly rules: number;
  /** What people should know and no report holds; one sentence each. */
  readonly notes: readonly string[];
  /** Decoded content of the file that a finding is placed in. */
  source(place: { readonly path: string; readonly pathBytes?: string }): string | undefined;
}

/**
 * Checks one scope.
 *
 * @returns null when there is no registry anywhere
 * @throws UserError for what the user can mend; nothing was judged then
 */
export async function check(request: CheckRequest): Promise<CheckOutcome | null> {
  let index: TreeIndex | null = null;
  const handed = request.scope.scope === 'staged' ? request.scope.handed : undefined;
  const kept = request.scope.scope === 'staged' ? openKeptObjects(request.cwd) : undefined;
  const snapshot = openSnapshot(request.scope, request.cwd, {
    tree: [DEFAULT_BASELINE],
    contents: (file) => dialectOf(file.path) !== null,
    index: () => (index = openTreeIndex(request.cwd, undefined, handed?.since)),
    ...(kept === undefined ? {} : { kept }),
  });
  const guard =
    request.config === null
      ? readGuard(snapshot, request.cwd)
      : readConfiguredGuard(request.config, snapshot, request.cwd);
  const outcome = guard === null ? null : await judge(request, snapshot, guard, index);
  kept?.save();
  return outcome;
}

/** The same, where a missing registry is an error. */
export async function checkOrRefuse(request: CheckRequest): Promise<CheckOutcome> {
  const outcome = await check(request);
  if (outcome === null) throw noRegistry();
  return outcome;
}

export async function judge(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  index: TreeIndex | null,
): Promise<CheckOutcome> {
  const notes = new Set<string>();
  if (request.config !== null)
    notes.add('--config: the registry is read from disk, and whether it is weaker than the one in HEAD is not checked');
  const sources = new Set(guard.registry.sources);
  const isPartOfRegistry = (path: string): boolean => sources.has(path) || isRegistryPath(path);
  const changes = request.config === null ? changesOf(snapshot, isPartOfRegistry) : NOTHING_CHANGED;
  const guards = changes.registry || changes.configuration ? readEarlierGuards(snapshot, request.cwd, guard) : [];
  const debt = await readBaselineOf(guard, snapshot, request.ignoreBaseline === true, guards);
  const earlier = { all: openEarlierRegistries(snapshot, guards, guard), changes };
  const moves = {
    exists: (path: string) => snapshot.tree.has(path),
    renamedFrom: (path: string) => snapshot.renames().get(path) ?? null,
    movedTo: pastMoves(request.cwd, snapshot),
  };
  const nowNamed = new Map(earlier.all.toReversed().flatMap((one) => [...one.nowNamed]));
  const debtBefore = debt.before === null ? null : withConceptNames(debt.before, nowNamed);
  const growth = settled(snapshot, () => baselineGrowth(debtBefore, debt.now, moves));
  const { entries } = settled(snapshot, () =>
    withoutUnstatedGrowth(snapshot.scope === 'staged' ? debtBefore : null, debt.now, moves),
  );

  const interest = interestOf(guard.registry);
  const covering = coveringAll(
    guard,
    earlier.all.map((one) => one.guard),
  );
  const files = await readFiles(request.cwd, snapshot, covering, () =>
    mannerOf(request, snapshot, guard, interest, earlier.all.length > 0),
  );
  // the index holds names for the present rules: what those before may ask for besides, only git can find
  const definers = definersOf(request.cwd, snapshot, guard, files, changes.registry ? null : index);
  const round = judgeUntilSettled(request, snapshot, guard, earlier, files, entries, definers);
  keepNames(request.cwd, snapshot, guard, interest, files, round.names, index);
  const merged = snapshot.inherited.length === 0 ? [] : judgeInherited(request, snapshot, guard, files, definers);
  for (const note of files.notes()) notes.add(note);
  for (const remark of round.remarks) notes.add(remark);

  const { inlineAllow: permitted } = guard.registry;
  const texts = new Map<string, string>();
  const placed: Finding[] = [];
  const late = new Map<string, SourceFile>();
  let room = ROOM_FOR_TEXTS;
  const entryOf = new Map(round.judged.map((entry) => [entry.file, entry]));
  const othersOf = new Map<SourceFile, OtherVerdict[]>();
  for (const other of round.others) push(othersOf, other.judged.file, other);
  const placedByOthers = new Map<EarlierRegistry, Finding[]>(earlier.all.map((one) => [one, []]));
  for (const { file, bytes } of snapshot.contents(new Set([...entryOf.keys(), ...othersOf.keys()]))) {
    const entry = entryOf.get(file);
    const text = bytes === null ? '' : readText(bytes, file.path);
    if (entry !== undefined) pushAll(placed, finish(entry, text, permitted, request.today));
    for (const { by, judged } of othersOf.get(file) ?? [])
      pushAll(placedByOthers.get(by) ?? [], finishByEarlier(judged, text, by, guard, request.today));
    room -= text.length;
    if (room > 0) texts.set(nameId(file), text);
    else late.set(nameId(file), file);
  }
  for (const { file, facts, findings, text } of merged) {
    pushAll(placed, finish({ file, facts, findings }, text, permitted, request.today).filter(isDuplicate));
    texts.set(nameId(file), text);
  }
  const versions = (all: readonly EarlierVersion[], allowed: boolean): ReadonlyMap<string, readonly Finding[]> =>
    new Map(all.map((entry) => [nameId(entry.file), finish(entry, entry.text, allowed, request.today)]));
  const applied = settled(snapshot, () =>
    withStatuses(markOld(placed, versions(round.earlier, permitted)), {
      ...{ guard, baseline: entries, today: request.today },
      ...moves,
    }),
  );
  const byEarlier = earlier.all.map((one) => {
    const old = round.others.flatMap((other) => (other.by === one ? (other.earlier ?? []) : []));
    const findings = markOld(placedByOthers.get(one) ?? [], versions(old, one.guard.registry.inlineAllow));
    const baseline = debtFor(one, debt.before, entries);
    return settled(snapshot, () =>
      withStatuses(findings, { guard: one.guard, baseline, today: request.today, ...moves }),
    ).findings;
  });
  const counting =
    snapshot.scope === 'staged' ? withEarlierFindings(applied.findings, byEarlier, changes) : applied.findings;

  // A ban that is gone is missed only where something imports the module.
  const spoken = round.others.flatMap(({ by, judged }) =>
    by === earlier.all[0] ? judged.findings.flatMap(({ ban }) => ban ?? []) : [],
  );
  const weaker = [
    ...(changes.registry ? weakeningsIn(snapshot, earlier.all, guard) : []).filter(
      ({ goneBan }) => goneBan === undefined || spoken.some((ban) => samePlace(ban, goneBan)),
    ),
    ...weakerBaseline(growth, guard.registry.baseline),
  ];
  if (snapshot.scope === 'staged') for (const note of weakeningNotes(weaker)) notes.add(note);
  const told =
    snapshot.scope === 'since' ? weaker.map((one) => fromRegistry(weakeningFinding(one, request.weakening))) : [];
  const doubted = request.strict === true && isWhole(snapshot) ? await readAgain(snapshot, files) : [];
  const unchecked = [...files.unchecked, ...round.unreadable, ...snapshot.tree.unreadable(), ...doubted];
  const scanned = new Set(files.read.map(({ file }) => file.path));
  const stale = applied.uses
    .filter((use) => use.left > 0 && isJudged(use.entry.path, snapshot, scanned))
    .map((use) => use.entry);
  if (stale.length > 0 && isWhole(snapshot)) {
    notes.add(
      `${stale.length} baseline ${stale.length === 1 ? 'entry has' : 'entries have'} no violation any more; drop them with: ssot-guard baseline prune`,
    );
  }
  const placedTwice = tellSecondPlaces(request, snapshot, guard, files, counting);
  files.end();
  const findings = inOrder([...placedTwice, ...round.registry.map(fromRegistry), ...told]);
  for (const entry of unchecked) notes.add(`${entry.path} could not be checked: ${entry.reason}`);
  return {
    report: assemble(snapshot, files.checked, files.skipped, unchecked, findings),
    guard,
    snapshot,
    baseline: debt.now,
    stale,
    rules: countRules(guard),
    notes: [...notes],
    source: (place) => texts.get(nameId(place)) ?? readOne(snapshot, place.path, late.get(nameId(place))),
  };
}

/**
 * How many files are to be read. Nothing may be left out for the second reader, which judges the scanner, nor where
 * another registry is asked too, whose needles these are not.
 */
async function mannerOf(
  { cwd, strict, progress }: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  interest: string | null,
  asksAnother: boolean,
): Promise<Manner> {
  const head = snapshot.scope === 'all' && interest !== null ? headByFiles(cwd) : null;
  const wantsIds = head !== null && !knowsWholeTree(cwd, head, interest);
  if (strict === true || asksAnother) return { prefilter: SCAN_ALL, mayBeBanned: null, wantsIds, progress };
  const { searchOfTree } = await import('./prefilter/tree-search.ts');
  return { ...searchOfTree(cwd, snapshot, guard), wantsIds, progress };
}

/** Texts that are kept for showing them, in UTF-16 units. */
const ROOM_FOR_TEXTS = 16 << 20;

/** Files in which the second reader sees an import that the scanner does not: not proved, so not checked. */
async function readAgain(snapshot: Snapshot, files: Files): Promise<Skipped[]> {
  const { canReadAgain, openSecondReader } = await import('./judging/cross-check.ts');
  const missed = await openSecondReader();
  const readable = new Map(files.read.filter(({ file }) => canReadAgain(dialectOf(file.path))).map((r) => [r.file, r]));
  const doubted: Skipped[] = [];
  for (const { file, bytes } of snapshot.contents(readable.keys())) {
    const facts = readable.get(file)?.facts;
    if (bytes === null || facts === undefined) continue;
    const specifiers = missed(readText(bytes, file.path), facts);
    if (specifiers.length > 0)
      doubted.push(withReason(file, `a second reader sees imports of ${specifiers.join(', ')}`));
  }
  return doubted;
}

function assemble(
  snapshot: Snapshot,
  filesChecked: number,
  skipped: readonly Skipped[],
  unchecked: readonly Skipped[],
  findings: readonly Finding[],
): Report {
  const failing = findings.filter((f) => f.status === 'new' || f.status === 'expired');
  return {
    version: 1,
    scope: snapshot.scope,
    summary: {
      filesChecked,
      filesSkipped: skipped.length,
      errors: failing.filter((f) => f.severity === 'error').length,
      warnings: failing.filter((f) => f.severity === 'warn').length,
      known: findings.length - failing.length,
      uncheckable: unchecked.length,
    },
    skipped: [...skipped, ...unchecked].sort(byPath),
    findings,
  };
}

function isJudged(path: string, snapshot: Snapshot, scanned: ReadonlySet<string>): boolean {
  return scanned.has(path) || (isWhole(snapshot) && !snapshot.tree.has(path));
}

function countRules({ registry, bans }: Guard): number {
  return bans.length + registry.concepts.filter((c) => c.definitions !== null).length + registry.unique.length;
}

function readOne(snapshot: Snapshot, path: string, judged: SourceFile | undefined): string | undefined {
  const [content] = judged === undefined ? [] : [...snapshot.contents([judged])];
  let bytes = content?.bytes ?? snapshot.tree.bytes(path);
  while (bytes === undefined && snapshot.fetch()) bytes = snapshot.tree.bytes(path);
  return bytes === undefined ? undefined : readText(bytes, path);
}
