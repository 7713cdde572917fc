/**
 * Judging in rounds: what a file asked for and nobody knew yet is fetched, and the file is judged again, until no
 * question is open. A verdict holds what is said of one file, a round what is said of all.
 */

import { UserError } from '../errors.ts';
import { type Definers, interestOf, namesOfInterest } from '../facts/definers.ts';
import type { Files, ReadFile } from '../facts/files.ts';
import { type FactMemory, openTree } from '../facts/tree.ts';
import { discover } from '../git/discover.ts';
import type { Snapshot, SourceFile } from '../git/snapshot.ts';
import { installedReader, type ModuleContext } from '../modules/index.ts';
import type { CheckRequest } from '../pipeline.ts';
import type { BaselineEntry } from '../registry/baseline.ts';
import type { RegistryFinding } from '../registry/finding.ts';
import type { Guard } from '../registry/guard.ts';
import type { RawFinding } from '../rules/define.ts';
import { judgeFile } from '../rules/run.ts';
import { withoutWeakness } from '../rules/weakness.ts';
import type { FileFacts, Place, Skipped, Tree } from '../types.ts';
import { complaints, judgeRegistry, locator } from './stages.ts';

/** One judged file and what can be said of it by offsets. */
export interface Judged {
  readonly file: SourceFile;
  readonly facts: FileFacts;
  readonly findings: readonly RawFinding[];
}

/** What is said of one file. */
export interface Verdict {
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
export interface Round {
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

/** Judges, fetches what the judges asked for, and judges what is open again until nothing is. */
export function judgeUntilSettled(
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
  throw tooManyRounds();
}

/** Each round reads what the one before found named; real configuration takes fewer than ten. */
export const MAX_ROUNDS = 200;

/** What is said where configuration leads on and on. */
export function tooManyRounds(): UserError {
  return new UserError(
    `nothing was judged: after ${MAX_ROUNDS} rounds of reading, configuration still leads to files not read yet`,
    'shorten the chains of "extends" and "references" in the tsconfig files, or name the files in one list',
  );
}

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
      mayBeBanned: by === guard && of === tree ? files.mayBeBanned : null,
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
