/**
 * From a scope to a report: the one place that knows the order of the stages.
 *
 *   snapshot → registry → what it is compared with → facts → rules (asked again until the tree has no open question)
 *            → inline exceptions, one finding per span, places → statuses → report
 *
 * Everything between the snapshot and the report is a function of what the snapshot holds and of the day.
 */

import { debtsOf, type KnownBy } from './baseline/debts.ts';
import type { BaselineEntry } from './baseline/entries.ts';
import { openBlobCache } from './cache/blobs.ts';
import type { DamagedFile } from './facts/files.ts';
import { sharedTree, treeReader } from './facts/tree.ts';
import { installedReader } from './files/installed.ts';
import { openSnapshot } from './git/open-snapshot.ts';
import { openRepository, type Repository } from './git/repository.ts';
import { settle } from './git/settle.ts';
import { isUncommitted, type Snapshot } from './git/snapshot.ts';
import { uniqueRulesKey } from './head-index/definers.ts';
import { openTreeIndex, type TreeIndex } from './head-index/head-index.ts';
import { type Applied, applyDebt } from './judging/applied.ts';
import { conceptViews, type ViewOfConcept } from './judging/by-concept.ts';
import { type Check, modulesIn, type Opened } from './judging/check.ts';
import { compare } from './judging/comparison.ts';
import { definersOf, keepNames, tellSecondPlaces } from './judging/definitions.ts';
import { readAgain } from './judging/doubted.ts';
import { byPath, fromRegistry, inOrder } from './judging/findings.ts';
import { placeFindings } from './judging/placing.ts';
import { readSources } from './judging/reading.ts';
import { isWhole } from './judging/registry-changes.ts';
import type { CheckRequest } from './judging/request.ts';
import { judgeUntilSettled } from './judging/rounds.ts';
import { readTextFiles } from './judging/text-files.ts';
import { type Unexplained, unexplainedNotes } from './judging/unexplained.ts';
import type { FileUses, Judged, Judgement } from './judging/verdict.ts';
import { weakenedIn } from './judging/weakened.ts';
import { dialectOf } from './languages/index.ts';
import type { ModuleContext } from './modules/index.ts';
import { DEFAULT_BASELINE, OLDER_BASELINE } from './registry/baseline-file.ts';
import { compileRegistry, type RegistryMatcher, rulesInForce } from './registry/matcher.ts';
import type { TreeReader } from './registry/open.ts';
import { noRegistry, openGivenRegistry, readConfiguredRegistry, readRegistry } from './registry/read.ts';
import { withoutExceptions } from './registry/unexcepted.ts';
import { type Weakening, weakeningFinding, weakeningNotes } from './registry/weakening.ts';
import type { Cure } from './reporters/define.ts';
import { counted } from './text/plural.ts';
import { mayBeText } from './text/text-files.ts';
import { FAILING, type Finding, type Report, type Skipped } from './types.ts';

export type { CheckRequest } from './judging/request.ts';

export interface CheckOutcome {
  readonly report: Report;
  readonly matcher: RegistryMatcher;
  readonly snapshot: Snapshot;
  /** The baseline of the snapshot, as written. */
  readonly baseline: readonly BaselineEntry[];
  /** Entries of which more is left than the judged files have findings. */
  readonly stale: readonly BaselineEntry[];
  /** Files that do not read cleanly; what can be read of them was judged. */
  readonly damaged: readonly DamagedFile[];
  /** What is said of one concept, whatever others say at the same places. */
  readonly viewOf: ViewOfConcept;
  /** What a question about modules of the judged tree gives, when every answer that it rests on is final. */
  inTree<T>(ask: (modules: ModuleContext) => T): T;
  /** What the rules saw, file by file, before exceptions. */
  readonly judged: readonly Judged[];
  /** Who uses what, where that was asked for; files without uses are left out. */
  readonly uses: readonly FileUses[];
  /** Bans, definition rules and uniqueness rules in force. */
  readonly rules: number;
  /** Imports of which nothing says what they name; only `--strict` reads every file for them. */
  readonly unexplained: readonly Unexplained[];
  /** Files that should have been judged and could not be; the report has them among those that were skipped. */
  readonly unchecked: readonly Skipped[];
  /** Text files that could not be searched for what they mention. */
  readonly unsearched: readonly Skipped[];
  /** What people should know and no report holds; one sentence each. */
  readonly notes: readonly string[];
  /** What becomes of the statement that a finding stands in; null: nothing is known of it. */
  cure(finding: Finding): Cure | null;
  /** The baseline entry that knows a finding; null: none does. */
  debt(finding: Finding): KnownBy | null;
  /** Decoded content of the file that a finding is placed in. */
  source(place: { readonly path: string; readonly pathBytes?: string }): string | undefined;
}

/**
 * Checks one scope.
 *
 * @returns null when there is no registry anywhere
 * @throws UserError for what the user can fix; nothing was judged then
 */
export async function check(request: CheckRequest): Promise<CheckOutcome | null> {
  const repository = openRepository(request.cwd);
  const kept = request.scope.scope === 'staged' ? openBlobCache(repository) : undefined;
  let index: TreeIndex | null = null;
  const handed = request.scope.scope === 'staged' ? request.scope.handed : undefined;
  const snapshot = openSnapshot(request.scope, repository, {
    tree: [DEFAULT_BASELINE, OLDER_BASELINE],
    contents: ({ path }) => dialectOf(path) !== null || mayBeText(path),
    index: () => (index = openTreeIndex(repository, undefined, handed?.since)),
    ...(kept === undefined ? {} : { kept }),
  });
  const { config, registry } = request;
  const readOutside = installedReader(repository.found?.top ?? repository.cwd);
  const reader = treeReader(readOutside);
  const matcher =
    registry !== undefined
      ? openGivenRegistry(registry, snapshot, repository, reader)
      : config === null
        ? readRegistry(snapshot, repository, reader)
        : readConfiguredRegistry(config, snapshot, repository, reader);
  if (matcher === null) return null;
  snapshot.fetch();
  const uniqueKey = uniqueRulesKey(matcher.registry);
  const counting = request.countsUses === true ? openCounting(matcher, snapshot, repository, reader) : null;
  const outcome = await judge({ request, repository, snapshot, matcher, counting, uniqueKey, index, readOutside });
  kept?.save();
  return outcome;
}

/** The registry without exceptions, by which uses are counted. */
function openCounting(
  { registry }: RegistryMatcher,
  snapshot: Snapshot,
  repository: Repository,
  reader: TreeReader,
): RegistryMatcher {
  return openGivenRegistry(compileRegistry(withoutExceptions(registry)), snapshot, repository, reader);
}

/** The same, where a missing registry is an error. */
export async function checkOrRefuse(request: CheckRequest): Promise<CheckOutcome> {
  const outcome = await check(request);
  if (outcome === null) throw noRegistry();
  return outcome;
}

/** The stages, in their order. */
async function judge(opened: Opened): Promise<CheckOutcome> {
  const compared = await compare(opened);
  const files = await readSources(compared);
  const texts = await readTextFiles(compared);
  const check: Check = { ...compared, files, texts, definers: definersOf(compared, files) };
  const judgement = judgeUntilSettled(check);
  keepNames(check, judgement.names);
  const placed = placeFindings(check, judgement);
  const applied = applyDebt(check, judgement, placed);
  const weakened = weakenedIn(check, judgement);
  const unchecked = uncheckedIn(check, judgement, await readAgain(check));
  const findings = tellSecondPlaces(check, applied.findings);
  const notes = notesOf(check, judgement, weakened, applied, unchecked);
  const damaged = files.damaged();
  files.end();
  texts.end();
  const report = reportOf(check, [...findings, ...registryFindings(check, judgement, weakened)], unchecked);
  return {
    ...{ report, damaged },
    viewOf: conceptViews(check, judgement, report.findings),
    inTree: (ask) =>
      settle(check.snapshot, () => ask(modulesIn(sharedTree(check.snapshot.tree), check.matcher, check.readOutside))),
    matcher: check.matcher,
    snapshot: check.snapshot,
    baseline: check.debt.written,
    stale: applied.stale,
    judged: judgement.judged,
    uses: judgement.uses,
    rules: rulesInForce(check.matcher),
    unexplained: judgement.unexplained,
    unchecked: [...unchecked].sort(byPath),
    unsearched: check.texts.unread,
    notes,
    cure: placed.cureOf,
    debt: debtsOf(check.debt.written, (concept) => check.matcher.concepts.get(concept)?.deadline ?? null),
    source: placed.textOf,
  };
}

function uncheckedIn({ files, snapshot }: Check, judgement: Judgement, doubted: readonly Skipped[]): Skipped[] {
  return [...files.unchecked, ...judgement.unreadable, ...snapshot.tree.unreadable(), ...doubted];
}

/** What is wrong with the registry; of a range of commits, also that it forbids less than before. */
function registryFindings(
  { request, snapshot }: Check,
  judgement: Judgement,
  weakened: readonly Weakening[],
): Finding[] {
  const told = snapshot.scope === 'since' ? weakened.map((one) => weakeningFinding(one, request.weakening)) : [];
  return [...judgement.registry, ...told].map(fromRegistry);
}

const DROP_IT = 'drop it with: ssot-guard baseline prune';

/** What people should know and no report holds, each once. */
function notesOf(
  { request, snapshot, files, texts, debt }: Check,
  judgement: Judgement,
  weakened: readonly Weakening[],
  { stale }: Applied,
  unchecked: readonly Skipped[],
): string[] {
  const isCompared = isUncommitted(snapshot) || snapshot.scope === 'since';
  const ofConfig = `--config: the registry is read from disk${isCompared ? ', and whether it is weaker than the one before is not checked' : ''}`;
  const ofStale = `${stale.length} baseline ${stale.length === 1 ? 'entry has' : 'entries have'} no violation any more; drop them with: ssot-guard baseline prune`;
  const { total } = snapshot.leftOut ?? { total: 0 };
  const ofLeftOut = `${counted(total, 'file')} of a sparse checkout ${total === 1 ? 'is' : 'are'} not on disk; the index stands in for ${total === 1 ? 'it' : 'them'}`;
  const notes = [
    ...(request.config === null ? [] : [ofConfig]),
    ...(debt.ignored === null ? [] : [`${debt.ignored} counts for nothing beside ${debt.path}; ${DROP_IT}`]),
    ...(total === 0 ? [] : [ofLeftOut]),
    ...files.notes(),
    ...texts.notes,
    ...judgement.notes,
    ...unexplainedNotes(judgement.unexplained),
    ...(isUncommitted(snapshot)
      ? weakeningNotes(weakened, snapshot.scope === 'staged' ? 'this commit' : 'this change')
      : []),
    ...(stale.length > 0 && isWhole(snapshot) ? [ofStale] : []),
    ...unchecked.map(({ path, reason }) => `${path} could not be checked: ${reason}`),
  ];
  return [...new Set(notes)];
}

function reportOf({ snapshot, files }: Check, found: readonly Finding[], unchecked: readonly Skipped[]): Report {
  const findings = inOrder([...found]);
  const failing = findings.filter(({ status }) => FAILING.has(status));
  return {
    version: 1,
    scope: snapshot.scope,
    summary: {
      filesChecked: files.checked,
      filesSkipped: files.skipped.length,
      errors: failing.filter((f) => f.severity === 'error').length,
      warnings: failing.filter((f) => f.severity === 'warn').length,
      known: findings.length - failing.length,
      uncheckable: unchecked.length,
    },
    skipped: [...files.skipped, ...unchecked].sort(byPath),
    findings,
  };
}
