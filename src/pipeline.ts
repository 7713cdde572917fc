/**
 * From a scope to a report: the one place that knows the order of the stages.
 *
 *   snapshot → registry → contents → facts → rules (asked again until the tree has no open question)
 *            → inline exceptions → one finding per span → places → statuses → report
 *
 * Everything between the snapshot and the report is a function of what the snapshot holds and of the day.
 */
import {
  type Definers,
  definersInGit,
  definersInIndex,
  definersWhoAsk,
  interestOf,
  namesOfInterest,
} from './facts/definers.ts';
import { type Files, type Manner, type ReadFile, readFiles } from './facts/files.ts';
import { mentionsInFacts, mentionsInGit } from './facts/mentions.ts';
import { SCAN_ALL } from './facts/prefilter.ts';
import { readFacts, readText } from './facts/source.ts';
import { type FactMemory, openTree } from './facts/tree.ts';
import { knowsWholeTree, openTreeIndex, saveWholeTree, type TreeIndex } from './facts/tree-index.ts';
import { discover } from './git/discover.ts';
import { headByFiles } from './git/head.ts';
import type { SearchPlace } from './git/search.ts';
import { openSnapshot, type ScopeRequest, type Snapshot, type SourceFile } from './git/snapshot.ts';
import { dialectOf, languageOf } from './languages/index.ts';
import { installedReader, type ModuleContext, PROJECT_FILES } from './modules/index.ts';
import type { BaselineEntry } from './registry/baseline.ts';
import { baselineGrowth, withoutUnstatedGrowth } from './registry/baseline-edit.ts';
import type { Guard } from './registry/guard.ts';
import { applyInlineAllows } from './registry/inline-allow.ts';
import { REGISTRY_NAME } from './registry/load.ts';
import {
  foldersAbove,
  nestedPathsFor,
  noRegistry,
  readBaselineOf,
  readConfiguredGuard,
  readEarlierGuard,
  readGuard,
} from './registry/read.ts';
import { DEFAULT_BASELINE } from './registry/schema.ts';
import { checkRegistry, type RegistryFinding } from './registry/self-check.ts';
import { markOld, withStatuses } from './registry/statuses.ts';
import { type Weakening, weakeningFinding, weakeningNotes, weakenings, weakerBaseline } from './registry/weakening.ts';
import type { RawFinding } from './rules/define.ts';
import { byPath, fromRegistry, inOrder, toFinding } from './rules/finding.ts';
import { rules } from './rules/index.ts';
import { mayDuplicate, mergedDuplicates } from './rules/merged-duplicates.ts';
import { judgeFile, onePerSpan } from './rules/run.ts';
import { withSecondPlaces, wordOf } from './rules/second-places.ts';
import { samePlace, stillDefines, withoutWeakness } from './rules/weakness.ts';
import { lineIndex } from './text/lines.ts';
import type { FileFacts, Finding, Place, Report, Skipped, Tree } from './types.ts';

export interface CheckRequest {
  readonly cwd: string;
  readonly scope: ScopeRequest;
  /** A registry on disk instead of the snapshot's own. */
  readonly config: string | null;
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
  /** Judge as if there were no baseline: for writing one. */
  readonly ignoreBaseline?: boolean;
  /** Over a whole tree, let a second reader look for imports that the scanner does not see. */
  readonly strict?: boolean;
  /** Is told how far a large reading has come. */
  readonly progress?: (done: number, of: number) => void;
}

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
  /** Decoded content of a judged file that has findings. */
  source(path: string): string | undefined;
}

/** One judged file and what can be said of it by offsets. */
interface Judged {
  readonly file: SourceFile;
  readonly facts: FileFacts;
  readonly findings: readonly RawFinding[];
}

/** What is said of one file. */
interface Verdict {
  readonly read: ReadFile;
  /** It rests on an answer that was provisional. */
  readonly open: boolean;
  /** null when there is nothing to say. */
  readonly judged: Judged | null;
  readonly earlier: (Judged & { readonly text: string }) | null;
  readonly names: readonly string[];
  readonly unreadable: readonly Skipped[];
  readonly remarks: readonly string[];
  /** Bans of the registry before that would have spoken here. */
  readonly missed: readonly Place[];
}

/** What judging gives when no question is left open. */
interface Round {
  /** Files with findings or inline exceptions. */
  readonly judged: readonly Judged[];
  /** By the present path: the earlier version, for `"commit": "introduced"`. */
  readonly earlier: readonly (Judged & { readonly text: string })[];
  readonly registry: readonly RegistryFinding[];
  readonly unreadable: readonly Skipped[];
  readonly remarks: readonly string[];
  /** Bans of the registry before that would have spoken somewhere. */
  readonly missed: readonly Place[];
  /** Names that `unique` rules look for, by file. */
  readonly names: ReadonlyMap<SourceFile, readonly string[]>;
}

/**
 * Checks one scope.
 *
 * @returns null when there is no registry anywhere
 * @throws UserError for what the user can mend; nothing was judged then
 */
export async function check(request: CheckRequest): Promise<CheckOutcome | null> {
  let index: TreeIndex | null = null;
  const snapshot = openSnapshot(request.scope, request.cwd, {
    tree: [REGISTRY_NAME, DEFAULT_BASELINE],
    contents: (file) => dialectOf(file.path) !== null,
    index: () => (index = openTreeIndex(request.cwd)),
  });
  if (snapshot.scope === 'staged') wantNearby(snapshot);
  const guard =
    request.config === null
      ? readGuard(snapshot, request.cwd)
      : readConfiguredGuard(request.config, snapshot, request.cwd);
  if (snapshot.scope === 'staged' && guard !== null) wantForGuard(snapshot, guard);
  if (snapshot.scope === 'ref' && guard !== null) wantForTree(snapshot, guard);
  return guard === null ? null : judge(request, snapshot, guard, index);
}

/** The same, where a missing registry is an error. */
export async function checkOrRefuse(request: CheckRequest): Promise<CheckOutcome> {
  const outcome = await check(request);
  if (outcome === null) throw noRegistry();
  return outcome;
}

async function judge(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  index: TreeIndex | null,
): Promise<CheckOutcome> {
  const notes = new Set<string>();
  if (request.config !== null)
    notes.add('--config: the registry is read from disk, and whether it is weaker than the one in HEAD is not checked');
  const before =
    request.config === null && changesRegistry(request, snapshot, guard)
      ? readEarlierGuard(snapshot, request.cwd)
      : null;
  const changed = before === null ? [] : settled(snapshot, () => weakeningsIn(snapshot, before, guard));
  const { baseline: earlierBaseline } = (before ?? guard).registry;
  const debt = await readBaselineOf(guard.registry, snapshot, request.ignoreBaseline === true, earlierBaseline);
  /** The registry whose word still counts, and the one that only tells what has become weaker. */
  const stricter = changed.length > 0 && snapshot.scope === 'staged' ? before : null;
  const compared = changed.length > 0 ? before : null;
  const moves = {
    exists: (path: string) => snapshot.tree.has(path),
    renamedFrom: (path: string) => snapshot.renames().get(path) ?? null,
  };
  const growth = settled(snapshot, () => baselineGrowth(debt.before, debt.now, moves));
  const { entries } = settled(snapshot, () =>
    withoutUnstatedGrowth(snapshot.scope === 'staged' ? debt.before : null, debt.now, moves),
  );

  const interest = interestOf(guard.registry);
  const covering = stricter === null ? guard : coveringBoth(guard, stricter);
  const files = await readFiles(request.cwd, snapshot, covering, () => mannerOf(request, snapshot, guard, interest));
  // the index holds names for the present rules: what HEAD's may ask for besides, only git can find
  const definers = definersOf(request.cwd, snapshot, guard, files, compared === null ? index : null);
  const round = judgeUntilSettled(request, snapshot, guard, compared, files, entries, definers);
  keepNames(request.cwd, snapshot, guard, interest, files, round.names, index);
  const merged = snapshot.inherited.length === 0 ? [] : judgeInherited(request, snapshot, guard, files, definers);
  for (const note of files.notes()) notes.add(note);
  for (const remark of round.remarks) notes.add(remark);

  const permitted = guard.registry.inlineAllow && stricter?.registry.inlineAllow !== false;
  const texts = new Map<string, string>();
  const placed: Finding[] = [];
  const late = new Map<string, SourceFile>();
  let room = ROOM_FOR_TEXTS;
  let next = 0;
  for (const { file, bytes } of snapshot.contents(round.judged.map((entry) => entry.file))) {
    const entry = round.judged[next++];
    const text = bytes === null ? '' : readText(bytes, file.path);
    if (entry !== undefined) placed.push(...finish(entry, text, permitted, request.today));
    room -= text.length;
    if (room > 0) texts.set(idOf(file), text);
    else late.set(file.path, file);
  }
  for (const { file, facts, findings, text } of merged) {
    placed.push(...finish({ file, facts, findings }, text, permitted, request.today).filter(isDuplicate));
    texts.set(idOf(file), text);
  }
  const earlier = new Map(
    round.earlier.map((entry) => [entry.file.path, finish(entry, entry.text, permitted, request.today)]),
  );
  const applied = settled(snapshot, () =>
    withStatuses(markOld(placed, earlier), {
      guard,
      before: stricter,
      baseline: entries,
      today: request.today,
      ...moves,
    }),
  );

  // A ban that is gone is missed only where something imports the module.
  const weaker = [
    ...changed.filter(({ goneBan }) => goneBan === undefined || round.missed.some((ban) => samePlace(ban, goneBan))),
    ...weakerBaseline(growth, guard.registry.baseline),
  ];
  if (snapshot.scope === 'staged') for (const note of weakeningNotes(weaker)) notes.add(note);
  const told = snapshot.scope === 'since' ? weaker.map((one) => fromRegistry(weakeningFinding(one))) : [];
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
  const placedTwice = tellSecondPlaces(request, snapshot, guard, files, applied.findings);
  files.end();
  const findings = inOrder([...placedTwice, ...round.registry.map(fromRegistry), ...told]);
  const shown = new Map([...texts].map(([id, text]) => [id.slice(id.indexOf('\0') + 1), text]));
  for (const entry of unchecked) notes.add(`${entry.path} could not be checked: ${entry.reason}`);
  return {
    report: assemble(snapshot, files.checked, files.skipped, unchecked, findings),
    guard,
    snapshot,
    baseline: debt.now,
    stale,
    rules: countRules(guard),
    notes: [...notes],
    source: (path) => shown.get(path) ?? readOne(snapshot, path, late.get(path)),
  };
}

// ----------------------------------------------------------------------------------------------------------- reading

/** How a whole tree is to be read. The second reader judges the scanner, so nothing may be left out for it. */
async function mannerOf(
  { cwd, strict, progress }: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  interest: string | null,
): Promise<Manner> {
  const head = snapshot.scope === 'all' && interest !== null ? headByFiles(cwd) : null;
  const wantsIds = head !== null && !knowsWholeTree(cwd, head, interest);
  if (strict === true) return { prefilter: SCAN_ALL, wantsIds, progress };
  const { prefilterOfTree } = await import('./facts/tree-prefilter.ts');
  return { prefilter: prefilterOfTree(cwd, snapshot, guard), wantsIds, progress };
}

/** Texts that are kept for showing them, in UTF-16 units. */
const ROOM_FOR_TEXTS = 16 << 20;

/** Files in which the second reader sees an import that the scanner does not: not proved, so not checked. */
async function readAgain(snapshot: Snapshot, files: Files): Promise<Skipped[]> {
  const { canReadAgain, openSecondReader } = await import('./facts/second-reader.ts');
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

/** What the files of a commit are likely to ask for, so that it comes with the first read. */
function wantNearby(snapshot: Snapshot): void {
  const sources = snapshot.files.filter((file) => dialectOf(file.path) !== null).slice(0, NEARBY);
  for (const path of nestedPathsFor(sources.map((file) => file.path))) snapshot.tree.want(path);
  const scripts = sources.filter((file) => languageOf(file.path) === 'js').map((file) => file.path);
  for (const folder of scripts.length === 0 ? [] : ['', ...foldersAbove(scripts).map((path) => `${path}/`)]) {
    for (const name of CONFIGURATIONS) snapshot.tree.want(`${folder}${name}`);
  }
}

/** What judging is likely to ask for, and to wait for a git process more if it is not at hand. */
function wantForGuard(snapshot: Snapshot, { registry }: Guard): void {
  const { tree } = snapshot;
  tree.want(registry.baseline);
  snapshot.head?.want(registry.baseline);
  const languages = new Set(snapshot.files.map((file) => languageOf(file.path)));
  for (const { canonical } of registry.concepts) {
    for (const home of canonical) if (languages.has(home.language)) tree.want(home.path);
  }
  if (!languages.has('py') || registry.pythonRoots !== null) return;
  for (const path of PROJECT_FILES.flatMap((name) => tree.named(name)).slice(0, NEARBY)) tree.want(path);
}

/** The same for a whole commit. */
function wantForTree({ tree }: Snapshot, { registry }: Guard): void {
  const configurations = [...CONFIGURATIONS, ...PROJECT_FILES, 'pnpm-workspace.yaml'].flatMap((name) =>
    tree.named(name),
  );
  const homes = registry.concepts.flatMap(({ canonical }) => canonical.map((home) => home.path));
  for (const path of [registry.baseline, ...configurations, ...homes]) tree.want(path);
}

/** What resolution looks for in the folders above an importing script. */
const CONFIGURATIONS = ['tsconfig.json', 'jsconfig.json', 'package.json'];

const NEARBY = 200;

// ----------------------------------------------------------------------------------------------------------- judging

/** Judges, fetches what the judges asked for, and judges what is open again until nothing is. */
function judgeUntilSettled(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  before: Guard | null,
  files: Files,
  entries: readonly BaselineEntry[],
  definers: Definers,
): Round {
  const judge = fileJudge(request, snapshot, guard, before, files, definers);
  const settledOnes: Verdict[] = [];
  const names = new Map<SourceFile, readonly string[]>();
  let open: readonly ReadFile[] = files.read;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const left: Verdict[] = [];
    for (const read of open) {
      const verdict = judge(read);
      if (verdict.names.length > 0) names.set(read.file, verdict.names);
      if (verdict.open) left.push(verdict);
      else if (saysSomething(verdict)) settledOnes.push(verdict);
    }
    const registry = judgeRegistry(request, snapshot, guard, files, entries);
    const learned = [snapshot.fetch(), definers.fetch()];
    if (!learned.includes(true)) return roundOf([...settledOnes, ...left], files, registry, names);
    open = left.map((verdict) => verdict.read);
  }
  throw new Error(`the tree was asked something new in each of ${MAX_ROUNDS} rounds`);
}

const MAX_ROUNDS = 200;

function saysSomething({ judged, unreadable, remarks, missed }: Verdict): boolean {
  return judged !== null || unreadable.length > 0 || remarks.length > 0 || missed.length > 0;
}

/** All verdicts together, in the order of the files. */
function roundOf(
  verdicts: readonly Verdict[],
  { read }: Files,
  registry: { readonly findings: readonly RegistryFinding[] } & Pick<Verdict, 'unreadable' | 'remarks'>,
  names: Round['names'],
): Round {
  const byFile = new Map(verdicts.map((verdict) => [verdict.read, verdict]));
  const inOrder = read.flatMap((file) => byFile.get(file) ?? []);
  const unreadable = [...inOrder, registry].flatMap((one) => one.unreadable);
  return {
    judged: inOrder.flatMap((verdict) => verdict.judged ?? []),
    earlier: inOrder.flatMap((verdict) => verdict.earlier ?? []),
    registry: registry.findings,
    unreadable: [...new Map(unreadable.map((one) => [one.path, one])).values()],
    remarks: [...new Set([...inOrder, registry].flatMap((one) => one.remarks))],
    missed: inOrder.flatMap((verdict) => verdict.missed),
    names,
  };
}

/** What resolution reports while something is judged. */
function complaints(): {
  report: NonNullable<ModuleContext['report']>;
  all: () => Pick<Verdict, 'unreadable' | 'remarks'>;
} {
  const unreadable = new Map<string, Skipped>();
  const remarks = new Set<string>();
  return {
    report: (path, message, problem) => {
      if (problem === 'unreadable') unreadable.set(path, { path, reason: message });
      else remarks.add(`${path}: ${message}`);
    },
    all: () => ({ unreadable: [...unreadable.values()], remarks: [...remarks] }),
  };
}

/** What is derived from a tree grows with the files that ask. */
const FILES_PER_TREE = 2000;

/**
 * A function that judges one file after the other. What is derived from a tree is kept with it (tsconfig, roots), so
 * after an answer that was provisional, or after many files, the next one gets a new one.
 */
function fileJudge(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  before: Guard | null,
  files: Files,
  definers: Definers,
): (read: ReadFile) => Verdict {
  const readOutside = installedReader(discover(request.cwd)?.top ?? request.cwd);
  const headMemory: FactMemory = new Map();
  const interest = interestOf(guard.registry);
  const isStaged = snapshot.scope === 'staged';
  const countsAll = isStaged && before?.registry.commit === 'touched';
  const head = guard.registry.commit === 'introduced' && !countsAll ? snapshot.head : null;
  const trees = { tree: openTree(snapshot.tree, files.memory, files.known), old: head && openTree(head, headMemory) };

  let judgedByTree = 0;
  const misses = (): number => snapshot.tree.misses() + (head?.misses() ?? 0);

  return (read) => {
    const { file, facts } = read;
    const asked = { tree: misses(), definers: definers.misses() };
    const { report, all } = complaints();
    const { tree, old } = trees;
    const context = (of: Tree, by: Guard): ModuleContext => ({
      ...{ tree: of, pythonRoots: by.registry.pythonRoots, readOutside, report },
    });
    const passOf = (of: Tree, by: Guard, path: string, its: FileFacts) => ({
      ...{ path, facts: its, guard: by, today: request.today, modules: context(of, by), locate: locator(of) },
      definers: (name: string) => definers.of(name, path),
    });
    const covered = before === null || guard.includes(file.path);
    const byNow = covered ? judgeFile(passOf(tree, guard, file.path, facts)) : [];
    const weakness =
      before === null
        ? null
        : withoutWeakness({
            byBefore: before.includes(file.path) ? judgeFile(passOf(tree, before, file.path, facts)) : [],
            ...{ byNow, before, guard, modules: context(tree, guard) },
          });
    const findings = isStaged && weakness !== null ? weakness.findings : byNow;
    let earlier: Verdict['earlier'] = null;
    if (old !== null && findings.length > 0) {
      const path = file.status === 'A' ? snapshot.renames().get(file.path) : file.path;
      const was = path === undefined ? undefined : old.facts(path);
      const text = path === undefined ? undefined : old.read(path);
      if (path !== undefined && was !== undefined && text !== undefined)
        earlier = { file, facts: was, text, findings: judgeFile(passOf(old, guard, path, was)) };
    }
    const provisional = misses() !== asked.tree;
    if (provisional || ++judgedByTree > FILES_PER_TREE) {
      judgedByTree = 0;
      trees.tree = openTree(snapshot.tree, files.memory, files.known);
      trees.old = head && openTree(head, headMemory);
    }
    return {
      read,
      open: provisional || definers.misses() !== asked.definers,
      judged: findings.length > 0 || facts.allows.length > 0 ? { file, facts, findings } : null,
      earlier,
      names: interest === null ? [] : namesOfInterest(facts, guard),
      missed: (weakness?.dropped ?? []).flatMap(({ ban }) => ban ?? []),
      ...all(),
    };
  };
}

/** In a merge: duplicates that no parent had, in files that are as one of them has them. */
function judgeInherited(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  files: Files,
  definers: Definers,
): (Judged & { readonly text: string })[] {
  const suspects: (ReadFile & { readonly text: string })[] = [];
  const covered = snapshot.inherited.filter((file) => dialectOf(file.path) !== null && guard.includes(file.path));
  for (const { file, bytes } of snapshot.contents(covered)) {
    if (bytes === null) continue;
    const { facts } = readFacts(bytes, file.path);
    if (mayDuplicate(facts, guard)) suspects.push({ file, facts, text: readText(bytes, file.path) });
  }
  const { head, parents = [] } = snapshot;
  const readOutside = installedReader(discover(request.cwd)?.top ?? request.cwd);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const tree = openTree(snapshot.tree, files.memory, files.known);
    const modules: ModuleContext = { tree, pythonRoots: guard.registry.pythonRoots, readOutside };
    const others = [...(head === null ? [] : [head]), ...parents].map((raw) => openTree(raw, new Map()));
    const judged = suspects.flatMap(({ file, facts, text }) => {
      const findings = mergedDuplicates(
        {
          ...{ path: file.path, facts, guard, modules, today: request.today, locate: locator(tree) },
          definers: (name) => definers.of(name, file.path),
        },
        others,
      );
      return findings.length === 0 ? [] : [{ file, facts, findings, text }];
    });
    if (![snapshot.fetch(), definers.fetch()].includes(true)) return judged;
  }
  throw new Error(`the tree was asked something new in each of ${MAX_ROUNDS} rounds`);
}

function isDuplicate({ rule }: Finding): boolean {
  return rule === 'duplicate-definition';
}

/** The registry checked against itself and the tree, if it, its baseline or a home is looked at; of a tree, always. */
function judgeRegistry(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  files: Files,
  entries: readonly BaselineEntry[],
): { readonly findings: readonly RegistryFinding[] } & Pick<Verdict, 'unreadable' | 'remarks'> {
  const touched = registryTouched(request, snapshot, guard);
  const { report, all } = complaints();
  if (!isWhole(snapshot) && touched.size === 0) return { findings: [], ...all() };
  const tree = openTree(snapshot.tree, files.memory, files.known);
  const readOutside = installedReader(discover(request.cwd)?.top ?? request.cwd);
  const findings = checkRegistry({
    guard,
    modules: { tree, pythonRoots: guard.registry.pythonRoots, readOutside, report },
    paths: snapshot.tree.allPaths(),
    today: request.today,
    inDebt: new Set(entries.flatMap((entry) => (entry.concept === null ? [] : [entry.concept]))),
  }).filter(({ dated }) => snapshot.scope !== 'staged' || dated?.some((path) => touched.has(path)) !== false);
  return { findings, ...all() };
}

/** What HEAD's registry forbids less of, with an eye on the tree: a home that has moved takes its rules with it. */
function weakeningsIn(snapshot: Snapshot, before: Guard, guard: Guard): Weakening[] {
  const modules = { tree: openTree(snapshot.tree, new Map()), pythonRoots: guard.registry.pythonRoots };
  return weakenings(before.registry, guard.registry, (home) => stillDefines(home, modules));
}

/** What either of two registries looks at. */
function coveringBoth(guard: Guard, other: Guard): Guard {
  return { ...guard, includes: (path) => guard.includes(path) || other.includes(path) };
}

/** Inline exceptions, one finding per span, and places: what is left of a file's raw findings. */
function finish(entry: Judged, text: string, permitted: boolean, today: string): Finding[] {
  const lines = lineIndex(text);
  const { kept, extra } = applyInlineAllows(
    entry.facts.allows,
    entry.findings,
    (offset) => lines.position(offset).line,
    {
      today,
      permitted,
      ruleIds: RULE_IDS,
      text,
    },
  );
  return onePerSpan([...kept, ...extra]).map((raw) => toFinding(raw, entry.file, lines));
}

const RULE_IDS = rules.map((rule) => rule.id);

/**
 * Of the registry, the baseline and the canonical files those that are part of the commit, or of what is looked at:
 * then the registry is checked against itself. Paths that a caller names do not narrow what the commit holds.
 */
function registryTouched(request: CheckRequest, snapshot: Snapshot, { registry }: Guard): ReadonlySet<string> {
  if (snapshot.scope !== 'staged' && snapshot.scope !== 'since') return new Set();
  const homes = registry.concepts.flatMap((concept) => concept.canonical.map((home) => home.path));
  const mattering = new Set([...registry.sources, registry.baseline, ...homes]);
  const given = [...snapshot.files.map((file) => file.path), ...snapshot.deleted].filter((path) => mattering.has(path));
  return new Set([...given, ...(namesPaths(request) ? changedAmong(snapshot, mattering) : [])]);
}

/** Whether a registry file is among what changed: only then can the registry be weaker than the one before. */
function changesRegistry(request: CheckRequest, snapshot: Snapshot, guard: Guard): boolean {
  if (snapshot.scope !== 'since' && snapshot.scope !== 'staged') return false;
  const sources = new Set(guard.registry.sources);
  const isSource = (path: string): boolean => sources.has(path) || path.endsWith(REGISTRY_NAME);
  if (snapshot.deleted.some(isSource) || snapshot.files.some((file) => isSource(file.path))) return true;
  if (!namesPaths(request)) return false;
  const nested = nestedPathsFor(snapshot.files.map((file) => file.path));
  return settled(snapshot, () => changedAmong(snapshot, [...sources, ...nested])).length > 0;
}

/** Only some of what is staged is looked at. */
function namesPaths({ scope }: CheckRequest): boolean {
  return scope.scope === 'staged' && scope.paths !== undefined;
}

/** Which of some paths differ from what the snapshot is compared with. */
function changedAmong({ tree, head }: Snapshot, paths: Iterable<string>): string[] {
  return [...paths].filter((path) => tree.id(path) !== head?.id(path));
}

function isWhole(snapshot: Snapshot): boolean {
  return snapshot.scope === 'all' || snapshot.scope === 'ref';
}

function definersOf(cwd: string, snapshot: Snapshot, guard: Guard, { read }: Files, index: TreeIndex | null): Definers {
  if (isWhole(snapshot)) return definersWhoAsk();
  if (snapshot.commit !== null) return definersInGit(cwd, { kind: 'commit', id: snapshot.commit });
  const byGit = definersInGit(cwd, { kind: snapshot.scope === 'staged' ? 'index' : 'disk' });
  const interest = interestOf(guard.registry);
  if (index === null || interest === null) return byGit;
  const judged = read.map(({ file, facts }) => ({ path: file.path, facts }));
  const known = new Set(judged.map(({ path }) => path));
  const others = [...snapshot.files, ...snapshot.inherited]
    .map(({ path }) => path)
    .filter((path) => !known.has(path) && dialectOf(path) !== null);
  return definersInIndex(index, interest, { judged, others, deleted: snapshot.deleted }, byGit);
}

/** Keeps what the files that were looked at define, for the next run. */
function keepNames(
  cwd: string,
  { scope, commit, listed }: Snapshot,
  guard: Guard,
  interest: string | null,
  { read, memory, idOf: blobOf }: Files,
  names: Round['names'],
  index: TreeIndex | null,
): void {
  if (scope === 'staged') index?.save({ interest, files: interest === null ? [] : learned() });
  if (interest === null || (scope !== 'ref' && scope !== 'all')) return;
  const head = headByFiles(cwd);
  if (head === null || (scope === 'ref' && head !== commit) || knowsWholeTree(cwd, head, interest)) return;
  saveWholeTree(cwd, {
    ...{ commit: head, interest, listed: listed ?? null },
    files: read.map(({ file }) => ({ path: file.path, id: blobOf(file), names: names.get(file) ?? [] })),
    covers: (path) => dialectOf(path) !== null && guard.includes(path),
  });

  function* learned(): Generator<{ path: string; id: string; names: readonly string[] }> {
    for (const { file } of read) {
      if (file.id !== null) yield { path: file.path, id: file.id, names: names.get(file) ?? [] };
    }
    const judged = new Set(read.map(({ file }) => `${file.id}\0${file.path}`));
    for (const [key, facts] of memory) {
      const cut = key.indexOf('\0');
      if (cut > 0 && !judged.has(key))
        yield { id: key.slice(0, cut), path: key.slice(cut + 1), names: namesOfInterest(facts, guard) };
    }
  }
}

function* factsOneByOne({ read }: Files): Generator<{ path: string; facts: FileFacts }> {
  for (const { file, facts } of read) yield { path: file.path, facts };
}

/** Where else a finding's subject stands. Looked up in the whole tree only for what someone has to act upon. */
function tellSecondPlaces(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  files: Files,
  findings: readonly Finding[],
): readonly Finding[] {
  const isAsked = ({ status }: Finding): boolean => isWhole(snapshot) || status === 'new' || status === 'expired';
  const words = new Set(findings.filter(isAsked).flatMap((finding) => wordOf(finding) ?? []));
  if (words.size === 0) return findings;
  const place: SearchPlace =
    snapshot.commit !== null
      ? { kind: 'commit', id: snapshot.commit }
      : { kind: snapshot.scope === 'staged' ? 'index' : 'disk' };
  const mentioning = isWhole(snapshot)
    ? mentionsInFacts(factsOneByOne(files), words)
    : mentionsInGit(request.cwd, place, words);
  const readOutside = installedReader(discover(request.cwd)?.top ?? request.cwd);
  return settled(snapshot, () => {
    const tree = openTree(snapshot.tree, files.memory, files.known);
    const modules = { tree, pythonRoots: guard.registry.pythonRoots, readOutside };
    const places = { guard, modules, today: request.today, mentioning, locate: locator(tree) };
    return findings.map((finding) => (isAsked(finding) ? withSecondPlaces(finding, places) : finding));
  });
}

/** Line and column of an offset in another file of the snapshot. */
function locator(tree: Tree): (path: string, offset: number) => { line: number; column: number } {
  return (path, offset) => {
    const text = tree.read(path);
    return text === undefined ? { line: 1, column: 1 } : lineIndex(text).position(offset);
  };
}

// --------------------------------------------------------------------------------------------------------- reporting

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
  const bytes = content?.bytes ?? snapshot.tree.bytes(path);
  return bytes === undefined ? undefined : readText(bytes, path);
}

/** What tells two files apart, even if their names show alike. */
function idOf({ path, pathBytes }: SourceFile): string {
  return `${pathBytes ?? ''}\0${path}`;
}

function withReason({ path, pathBytes }: SourceFile, reason: string): Skipped {
  return pathBytes === null ? { path, reason } : { path, pathBytes, reason };
}

/** What a question gives when the tree has no open question about it left. */
function settled<T>(snapshot: Snapshot, ask: () => T): T {
  for (;;) {
    const answer = ask();
    if (!snapshot.fetch()) return answer;
  }
}
