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
  definersInFacts,
  definersInGit,
  definersInIndex,
  interestOf,
  namesOfInterest,
} from './facts/definers.ts';
import { readFacts, readText } from './facts/source.ts';
import { type FactMemory, openTree } from './facts/tree.ts';
import { type Learned, openTreeIndex, type TreeIndex } from './facts/tree-index.ts';
import { discover } from './git/discover.ts';
import { openSnapshot, type ScopeRequest, type Snapshot, type SourceFile } from './git/snapshot.ts';
import { dialectOf, languageOf } from './languages/index.ts';
import { installedReader, keyOfFile, type ModuleContext, PROJECT_FILES } from './modules/index.ts';
import type { BaselineEntry } from './registry/baseline.ts';
import { withoutUnstatedGrowth } from './registry/baseline-edit.ts';
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
import { type Weakening, weakenings } from './registry/weakening.ts';
import type { RawFinding } from './rules/define.ts';
import { byPath, fromRegistry, inOrder, toFinding } from './rules/finding.ts';
import { rules } from './rules/index.ts';
import { definesName, factsIn } from './rules/origin.ts';
import { judgeFile, onePerSpan } from './rules/run.ts';
import { lineIndex } from './text/lines.ts';
import type { FileFacts, Finding, Report, Skipped, Tree } from './types.ts';

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

/** What one round of judging gives; the last one, in which no question was left open, counts. */
interface Round {
  readonly judged: readonly Judged[];
  /** By the present path: the earlier version, for `"commit": "introduced"`. */
  readonly earlier: readonly (Judged & { readonly text: string })[];
  readonly registry: readonly RegistryFinding[];
  readonly unreadable: readonly Skipped[];
  readonly remarks: readonly string[];
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
    request.config === null && changesRegistry(snapshot, guard) ? readEarlierGuard(snapshot, request.cwd) : null;
  const weaker = before === null ? [] : weakenings(before.registry, guard.registry);
  const debt = await readBaselineOf(guard.registry, snapshot, request.ignoreBaseline === true);
  const moves = {
    exists: (path: string) => snapshot.tree.has(path),
    renamedFrom: (path: string) => snapshot.renames().get(path) ?? null,
  };
  const { entries, refused } = settled(snapshot, () =>
    withoutUnstatedGrowth(snapshot.scope === 'staged' ? debt.before : null, debt.now, moves),
  );
  const grown = refused.length;

  const files = readFiles(snapshot, guard, notes);
  // the index holds names for the present rules: what HEAD's may ask for besides, only git can find
  const definers = definersOf(request.cwd, snapshot, guard, files, weaker.length > 0 ? null : index);
  const round = judgeUntilSettled(request, snapshot, guard, before, weaker, files, entries, definers);
  index?.save(learnedNames(guard, files));
  for (const remark of round.remarks) notes.add(remark);

  const texts = new Map<string, string>();
  const spoken = round.judged.filter(({ findings, facts }) => findings.length > 0 || facts.allows.length > 0);
  for (const { file, bytes } of snapshot.contents(spoken.map((entry) => entry.file))) {
    if (bytes !== null) texts.set(idOf(file), readText(bytes, file.path));
  }
  const placed = spoken.flatMap((entry) => finish(entry, texts.get(idOf(entry.file)) ?? '', guard, request.today));
  const earlier = new Map(
    round.earlier.map((entry) => [entry.file.path, finish(entry, entry.text, guard, request.today)]),
  );
  const applied = settled(snapshot, () =>
    withStatuses(markOld(placed, earlier), { guard, baseline: entries, today: request.today, ...moves }),
  );

  tellWeakening(snapshot, weaker, grown, guard, notes);
  const told = snapshot.scope === 'since' ? weaker.map((w) => fromRegistry(asFinding(w))) : [];
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
  const findings = inOrder([...applied.findings, ...round.registry.map(fromRegistry), ...told]);
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
    source: (path) => shown.get(path) ?? readOne(snapshot, path),
  };
}

// ----------------------------------------------------------------------------------------------------------- reading

interface Files {
  /** To be judged: what was checked, and empty files. */
  readonly read: readonly { readonly file: SourceFile; readonly facts: FileFacts }[];
  readonly checked: number;
  readonly skipped: readonly Skipped[];
  readonly unchecked: readonly Skipped[];
  readonly memory: FactMemory;
}

/** Contents to facts, a batch in memory at a time. */
function readFiles(snapshot: Snapshot, guard: Guard, notes: Set<string>): Files {
  const skipped = [...snapshot.skipped];
  const unchecked = [...snapshot.unchecked];
  const read: { file: SourceFile; facts: FileFacts }[] = [];
  const memory: FactMemory = new Map();
  const covered = snapshot.files.filter((file) => dialectOf(file.path) !== null && guard.includes(file.path));
  for (const { file, bytes, reason } of snapshot.contents(covered)) {
    if (bytes === null) {
      unchecked.push(withReason(file, reason));
      continue;
    }
    const { facts, skip } = readFacts(bytes, file.path);
    // An empty file has nothing in it that could be judged, but it may be a module that had to stay away.
    if (skip === null || skip === 'empty') read.push({ file, facts });
    if (skip !== null) skipped.push(withReason(file, skip));
    if (skip === null && facts.damage !== null) notes.add(damageNote(file, facts.damage, readText(bytes, file.path)));
    if (file.pathBytes === null) memory.set(`${file.id ?? ''}\0${file.path}`, facts);
  }
  const empty = skipped.filter(({ reason }) => reason === 'empty').length;
  return { read, checked: read.length - empty, skipped, unchecked, memory };
}

/** Files in which the second reader sees an import that the scanner does not: not proved, so not checked. */
async function readAgain(snapshot: Snapshot, files: Files): Promise<Skipped[]> {
  const { canReadAgain, openSecondReader } = await import('./facts/second-reader.ts');
  const missed = await openSecondReader();
  const readable = new Map(
    files.read.filter(({ file }) => canReadAgain(dialectOf(file.path))).map((r) => [r.file, r.facts]),
  );
  const doubted: Skipped[] = [];
  for (const { file, bytes } of snapshot.contents(readable.keys())) {
    const facts = readable.get(file);
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

/** What resolution looks for in the folders above an importing script. */
const CONFIGURATIONS = ['tsconfig.json', 'jsconfig.json', 'package.json'];

const NEARBY = 200;

// ----------------------------------------------------------------------------------------------------------- judging

/** Judges, fetches what the judges asked for, and judges again until nothing is open. */
function judgeUntilSettled(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  before: Guard | null,
  weaker: readonly Weakening[],
  files: Files,
  entries: readonly BaselineEntry[],
  definers: Definers,
): Round {
  const headMemory: FactMemory = new Map();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = judgeOnce(
      request,
      snapshot,
      guard,
      weaker.length > 0 ? before : null,
      files,
      entries,
      definers,
      headMemory,
    );
    const learned = [snapshot.fetch(), definers.fetch()];
    if (!learned.includes(true)) return result;
  }
  throw new Error(`the tree was asked something new in each of ${MAX_ROUNDS} rounds`);
}

const MAX_ROUNDS = 200;

function judgeOnce(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  before: Guard | null,
  files: Files,
  entries: readonly BaselineEntry[],
  definers: Definers,
  headMemory: FactMemory,
): Round {
  const unreadable = new Map<string, Skipped>();
  const remarks = new Set<string>();
  const tree = openTree(snapshot.tree, files.memory);
  const readOutside = installedReader(discover(request.cwd)?.top ?? request.cwd);
  const context = (of: Tree, by: Guard): ModuleContext => ({
    tree: of,
    pythonRoots: by.registry.pythonRoots,
    readOutside,
    report: (path, message, problem) => {
      if (problem === 'unreadable') unreadable.set(path, { path, reason: message });
      else remarks.add(`${path}: ${message}`);
    },
  });
  const passOf = (of: Tree, by: Guard, path: string, facts: FileFacts) => ({
    ...{ path, facts, guard: by, today: request.today },
    ...{ modules: context(of, by), locate: locator(of), definers: definers.of },
  });

  const judged = files.read.map(({ file, facts }) => {
    const findings = judgeFile(passOf(tree, guard, file.path, facts));
    const dropped =
      before === null
        ? []
        : noLongerForbidden(
            judgeFile(passOf(tree, before, file.path, facts)),
            findings,
            before,
            guard,
            tree,
            context(tree, guard),
          );
    return { file, facts, findings: [...findings, ...dropped] };
  });

  const earlier: (Judged & { text: string })[] = [];
  const { head } = snapshot;
  if (guard.registry.commit === 'introduced' && head !== null) {
    const old = openTree(head, headMemory);
    for (const { file, findings } of judged) {
      if (findings.length === 0) continue;
      const path = file.status === 'A' ? snapshot.renames().get(file.path) : file.path;
      const facts = path === undefined ? undefined : old.facts(path);
      const text = path === undefined ? undefined : old.read(path);
      if (path === undefined || facts === undefined || text === undefined) continue;
      earlier.push({ file, facts, text, findings: judgeFile(passOf(old, guard, path, facts)) });
    }
  }

  const inDebt = new Set(entries.flatMap((entry) => (entry.concept === null ? [] : [entry.concept])));
  const registry = checksRegistry(request, snapshot, guard)
    ? checkRegistry({
        guard,
        modules: context(tree, guard),
        paths: snapshot.tree.allPaths(),
        today: request.today,
        inDebt,
      })
    : [];
  return { judged, earlier, registry, unreadable: [...unreadable.values()], remarks: [...remarks] };
}

/** Findings by HEAD's registry that the staged one lets pass: a commit cannot use its own weakening. */
function noLongerForbidden(
  byBefore: readonly RawFinding[],
  byNow: readonly RawFinding[],
  before: Guard,
  guard: Guard,
  tree: Tree,
  modules: ModuleContext,
): RawFinding[] {
  const now = new Set(byNow.map((f) => `${f.rule} ${f.span.start} ${f.span.end}`));
  return byBefore
    .filter((finding) => !now.has(`${finding.rule} ${finding.span.start} ${finding.span.end}`))
    .filter((finding) => !followsMovedHome(finding, before, guard, tree, modules))
    .map((finding) => ({
      ...finding,
      message: `${finding.message}. HEAD's registry forbids this and the staged one no longer does: commit the registry change on its own first`,
    }));
}

/** A home that has really moved takes its rules with it: canonical, registry and importers may move in one commit. */
function followsMovedHome(
  finding: RawFinding,
  before: Guard,
  guard: Guard,
  tree: Tree,
  modules: ModuleContext,
): boolean {
  const old = finding.concept === null ? undefined : before.concepts.get(finding.concept);
  const now = finding.concept === null ? undefined : guard.concepts.get(finding.concept);
  if (old === undefined || now === undefined) return false;
  const moved = old.canonical.filter(
    (home) => !now.canonical.some((h) => h.path === home.path && h.symbol === home.symbol),
  );
  const gone = moved.every(({ path, symbol, language }) => {
    const facts = tree.has(path) ? factsIn(path, language, modules) : undefined;
    return facts === undefined || symbol === null || !definesName(facts, symbol);
  });
  if (moved.length === 0 || !gone) return false;
  if (finding.rule !== 'banned-import') return true;
  return now.canonical.some((home) => {
    const key = keyOfFile(home.path);
    return key !== null && finding.module === `${key.language}:${key.path}`;
  });
}

/** Inline exceptions, one finding per span, and places: what is left of a file's raw findings. */
function finish(entry: Judged, text: string, guard: Guard, today: string): Finding[] {
  const lines = lineIndex(text);
  const { kept, extra } = applyInlineAllows(
    entry.facts.allows,
    entry.findings,
    (offset) => lines.position(offset).line,
    {
      today,
      permitted: guard.registry.inlineAllow,
      ruleIds: RULE_IDS,
      text,
    },
  );
  return onePerSpan([...kept, ...extra]).map((raw) => toFinding(raw, entry.file, lines));
}

const RULE_IDS = rules.map((rule) => rule.id);

/** The registry is checked against itself when it, its baseline or a home is part of the commit; of a tree, always. */
function checksRegistry(request: CheckRequest, snapshot: Snapshot, guard: Guard): boolean {
  if (isWhole(snapshot)) return true;
  if (snapshot.scope !== 'staged' && snapshot.scope !== 'since') return false;
  if (request.scope.scope === 'staged' && request.scope.paths !== undefined) return false;
  const { registry } = guard;
  const homes = registry.concepts.flatMap((concept) => concept.canonical.map((home) => home.path));
  const touching = new Set([...registry.sources, registry.baseline, ...homes]);
  return snapshot.files.some((file) => touching.has(file.path)) || snapshot.deleted.some((path) => touching.has(path));
}

/** Whether a registry file is among what changed: only then can the registry be weaker than the one before. */
function changesRegistry(snapshot: Snapshot, guard: Guard): boolean {
  if (snapshot.scope !== 'since' && snapshot.scope !== 'staged') return false;
  const sources = new Set(guard.registry.sources);
  const isSource = (path: string): boolean => sources.has(path) || path.endsWith(REGISTRY_NAME);
  return snapshot.files.some((file) => isSource(file.path)) || snapshot.deleted.some(isSource);
}

function isWhole(snapshot: Snapshot): boolean {
  return snapshot.scope === 'all' || snapshot.scope === 'ref';
}

function definersOf(cwd: string, snapshot: Snapshot, guard: Guard, { read }: Files, index: TreeIndex | null): Definers {
  const judged = read.map(({ file, facts }) => ({ path: file.path, facts }));
  if (isWhole(snapshot)) return definersInFacts(judged);
  if (snapshot.commit !== null) return definersInGit(cwd, { kind: 'commit', id: snapshot.commit });
  const byGit = definersInGit(cwd, { kind: snapshot.scope === 'staged' ? 'index' : 'disk' });
  const interest = interestOf(guard.registry);
  if (index === null || interest === null) return byGit;
  const known = new Set(judged.map(({ path }) => path));
  const others = [...snapshot.files, ...snapshot.inherited]
    .map(({ path }) => path)
    .filter((path) => !known.has(path) && dialectOf(path) !== null);
  return definersInIndex(index, interest, { judged, others, deleted: snapshot.deleted }, byGit);
}

/** What the files that were looked at define, for the next run. */
function learnedNames(guard: Guard, { memory }: Files): Learned {
  const interest = interestOf(guard.registry);
  const files = function* (): Generator<{ path: string; id: string; names: string[] }> {
    for (const [key, facts] of memory) {
      const cut = key.indexOf('\0');
      if (cut > 0) yield { id: key.slice(0, cut), path: key.slice(cut + 1), names: namesOfInterest(facts, guard) };
    }
  };
  return { interest, files: interest === null ? [] : files() };
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

function tellWeakening(
  snapshot: Snapshot,
  weaker: readonly Weakening[],
  grown: number,
  guard: Guard,
  notes: Set<string>,
): void {
  if (snapshot.scope !== 'staged') return;
  for (const { message, place } of weaker)
    notes.add(`this commit weakens the registry: ${message} (${place.path}:${place.line})`);
  if (grown > 0) {
    notes.add(
      `this commit extends ${grown} baseline ${grown === 1 ? 'entry' : 'entries'} without a reason, which does not count in it; use: ssot-guard baseline add --reason … --until … (${guard.registry.baseline})`,
    );
  }
}

function asFinding({ message, place }: Weakening): RegistryFinding {
  return {
    place,
    severity: 'warn',
    concept: null,
    message: `the registry is weaker than before: ${message}`,
    hint: null,
    related: [],
  };
}

function isJudged(path: string, snapshot: Snapshot, scanned: ReadonlySet<string>): boolean {
  return scanned.has(path) || (isWhole(snapshot) && !snapshot.tree.has(path));
}

function countRules({ registry, bans }: Guard): number {
  return bans.length + registry.concepts.filter((c) => c.definitions !== null).length + registry.unique.length;
}

function readOne(snapshot: Snapshot, path: string): string | undefined {
  const bytes = snapshot.tree.bytes(path);
  return bytes === undefined ? undefined : readText(bytes, path);
}

function damageNote(file: SourceFile, damage: { start: number; message: string }, text: string): string {
  const { line, column } = lineIndex(text).position(damage.start);
  return `${file.path}:${line}:${column} does not read cleanly (${damage.message}); what can be read was judged`;
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
