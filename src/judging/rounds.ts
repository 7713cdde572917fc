/**
 * Judging in rounds: what a file asked for and nobody knew yet is fetched, and the file is judged again, until no
 * question is open. A verdict holds what is said of one file, a round what is said of all.
 */

import type { BaselineEntry } from '../baseline/entries.ts';
import type { Files, ReadFile } from '../facts/files.ts';
import { type FactMemory, openTree } from '../facts/tree.ts';
import { installedReader } from '../files/installed.ts';
import { discover } from '../git/discover.ts';
import type { Snapshot, SourceFile } from '../git/snapshot.ts';
import { type Definers, interestOf, namesOfInterest } from '../head-index/definers.ts';
import type { ModuleContext } from '../modules/index.ts';
import type { RegistryFinding } from '../registry/finding.ts';
import type { Guard } from '../registry/guard.ts';
import type { RawFinding } from '../rules/define.ts';
import type { FileFacts, Tree } from '../types.ts';
import { type Changes, type EarlierRegistry, leadsElsewhere, viewsOf, withConfigurationOf } from './earlier.ts';
import { judgeFile } from './judge-file.ts';
import { complaints, locator } from './questions.ts';
import type { CheckRequest } from './request.ts';
import { judgeRegistry } from './stages.ts';
import {
  type EarlierVersion,
  MAX_ROUNDS,
  type OtherVerdict,
  type Round,
  tooManyRounds,
  type Verdict,
} from './verdict.ts';

/** Judges, fetches what the judges asked for, and judges what is open again until nothing is. */
export function judgeUntilSettled(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  earlier: EarlierRegistries,
  files: Files,
  entries: readonly BaselineEntry[],
  definers: Definers,
): Round {
  const judge = fileJudge(request, snapshot, guard, earlier, files, definers);
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
  throw tooManyRounds();
}

function saysSomething({ judged, others, unreadable, remarks }: Verdict): boolean {
  return judged !== null || others.length > 0 || unreadable.length > 0 || remarks.length > 0;
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
    others: inOrder.flatMap((verdict) => verdict.others),
    registry: registry.findings,
    unreadable: [...new Map(unreadable.map((one) => [one.path, one])).values()],
    remarks: [...new Set([...inOrder, registry].flatMap((one) => one.remarks))],
    names,
  };
}

/** What is derived from a tree grows with the files that ask. */
const FILES_PER_TREE = 2000;

/** The registries before and what has changed since. */
export interface EarlierRegistries {
  readonly all: readonly EarlierRegistry[];
  readonly changes: Changes;
}

/**
 * A function that judges one file after the other. What is derived from a tree is kept with it (tsconfig, roots), so
 * after an answer that was provisional, or after many files, the next one gets a new one.
 */
function fileJudge(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  { all: registries, changes }: EarlierRegistries,
  files: Files,
  definers: Definers,
): (read: ReadFile) => Verdict {
  const readOutside = installedReader(discover(request.cwd)?.top ?? request.cwd);
  const headMemory: FactMemory = new Map();
  const interest = interestOf(guard.registry);
  const views = new Map(registries.map((one) => [one, viewsOf(one, changes)]));
  const raw = [
    ...new Set([
      snapshot.tree,
      ...(snapshot.head === null ? [] : [snapshot.head]),
      ...registries.map(({ tree }) => tree),
    ]),
  ];
  const misses = (): number => raw.reduce((sum, tree) => sum + tree.misses(), 0);
  const openTrees = (): Trees => {
    const tree = openTree(snapshot.tree, files.memory, files.known);
    const configuredBefore = registries.map(
      (one) => [one, withConfigurationOf(openTree(one.tree, new Map()), tree)] as const,
    );
    const old = snapshot.head === null ? null : openTree(snapshot.head, headMemory);
    return { tree, old, configuredBefore: new Map(configuredBefore) };
  };
  let trees = openTrees();
  let judgedByTree = 0;

  return (read) => {
    const { file, facts } = read;
    const asked = { tree: misses(), definers: definers.misses() };
    const { report, all } = complaints();
    const { tree, old } = trees;
    const modulesIn = (of: Tree, by: Guard): ModuleContext => ({
      ...{ tree: of, pythonRoots: by.registry.pythonRoots, readOutside, report },
    });
    const judgeIn = (of: Tree, by: Guard, path: string, its: FileFacts): RawFinding[] =>
      judgeFile({
        ...{ path, facts: its, guard: by, today: request.today, locate: locator(of) },
        modules: modulesIn(of, by),
        definers: (name: string) => definers.of(name, path),
        mayBeBanned: by === guard && of === tree ? files.mayBeBanned : null,
      });
    /** The version in HEAD, where only what the commit introduces counts. */
    const earlierBy = (by: Guard, findings: readonly RawFinding[]): EarlierVersion | null => {
      if (old === null || findings.length === 0 || by.registry.commit !== 'introduced') return null;
      const path = file.status === 'A' ? snapshot.renames().get(file.path) : file.path;
      const was = path === undefined ? undefined : old.facts(path);
      const text = path === undefined ? undefined : old.read(path);
      if (path === undefined || was === undefined || text === undefined) return null;
      return { file, facts: was, text, findings: judgeIn(old, by, path, was) };
    };
    const isCovered = registries.length === 0 || guard.includes(file.path);
    const findings = isCovered ? judgeIn(tree, guard, file.path, facts) : [];
    const earlier = earlierBy(guard, findings);
    const others = registries.flatMap((by): OtherVerdict[] => {
      if (!by.guard.includes(file.path)) return [];
      const its = (views.get(by) ?? []).flatMap((view) => {
        const of = view.configuredBefore ? (trees.configuredBefore.get(by) ?? tree) : tree;
        const found = judgeIn(of, view.guard, file.path, facts).filter(({ rule }) => view.speaks(rule));
        return of === tree ? found : found.filter((one) => !leadsElsewhere(one, file.path, modulesIn(tree, guard)));
      });
      return its.length === 0 && facts.allows.length === 0
        ? []
        : [{ by, judged: { file, facts, findings: its }, earlier: earlierBy(by.guard, its) }];
    });
    const provisional = misses() !== asked.tree;
    if (provisional || ++judgedByTree > FILES_PER_TREE) {
      judgedByTree = 0;
      trees = openTrees();
    }
    return {
      read,
      open: provisional || definers.misses() !== asked.definers,
      judged: isCovered && (findings.length > 0 || facts.allows.length > 0) ? { file, facts, findings } : null,
      earlier,
      others,
      names: interest === null ? [] : namesOfInterest(facts, guard),
      ...all(),
    };
  };
}

/** Views of the trees that files are judged in, for as long as their answers are final. */
interface Trees {
  readonly tree: Tree;
  /** HEAD's. */
  readonly old: Tree | null;
  /** The staged one with the configuration of the commit that each earlier registry is of. */
  readonly configuredBefore: ReadonlyMap<EarlierRegistry, Tree>;
}
