/**
 * Single stages of judging: the registry against itself, what a merge brings together, and from raw findings to placed
 * ones.
 */

import type { BaselineEntry } from '../baseline/entries.ts';
import type { Files, ReadFile } from '../facts/files.ts';
import { readFacts, readText } from '../facts/source.ts';
import { openTree } from '../facts/tree.ts';
import { installedReader } from '../files/installed.ts';
import { discover } from '../git/discover.ts';
import type { Snapshot } from '../git/snapshot.ts';
import type { Definers } from '../head-index/definers.ts';
import { dialectOf } from '../languages/index.ts';
import type { ModuleContext } from '../modules/index.ts';
import { stillDefines } from '../modules/origin.ts';
import type { RegistryFinding } from '../registry/finding.ts';
import type { Guard } from '../registry/guard.ts';
import type { EarlierGuard } from '../registry/read.ts';
import { type Weakening, weakenings } from '../registry/weakening.ts';
import { applyInlineAllows } from '../rules/inline-allow/comments.ts';
import { checkRegistry } from '../rules/registry/index.ts';
import { lineIndex } from '../text/lines.ts';
import { type Finding, RULE_IDS } from '../types.ts';
import { type EarlierRegistry, earlierRegistry } from './earlier.ts';
import { toFinding } from './findings.ts';
import { onePerSpan } from './judge-file.ts';
import { mayDuplicate, mergedDuplicates } from './merged-duplicates.ts';
import { complaints, locator, settled } from './questions.ts';
import { isWhole, registryTouched } from './registry-changes.ts';
import type { CheckRequest } from './request.ts';
import { type Judged, MAX_ROUNDS, tooManyRounds, type Verdict } from './verdict.ts';

/** In a merge: duplicates that no parent had, in files that are as one of them has them. */
export function judgeInherited(
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
  throw tooManyRounds();
}

/** Whether a finding is about a second definition. */
export function isDuplicate({ rule }: Finding): boolean {
  return rule === 'duplicate-definition';
}

/** The registry checked against itself and the tree, if it, its baseline or a home is looked at; of a tree, always. */
export function judgeRegistry(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  files: Files,
  entries: readonly BaselineEntry[],
): { readonly findings: readonly RegistryFinding[] } & Pick<Verdict, 'unreadable' | 'remarks'> {
  const touched = registryTouched(snapshot, guard);
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

/** The registries before, each with an eye on the tree: a home that has moved takes the rules about homes with it. */
export function openEarlierRegistries(
  snapshot: Snapshot,
  guards: readonly EarlierGuard[],
  guard: Guard,
): readonly EarlierRegistry[] {
  return settled(snapshot, () => {
    const modules = { tree: openTree(snapshot.tree, new Map()), pythonRoots: guard.registry.pythonRoots };
    return guards.map((earlier) => earlierRegistry(earlier.guard, earlier.tree, guard, modules));
  });
}

/**
 * What the registry before forbids and this one no longer does, for telling. A merge weakens nothing that one of its
 * other parents has not.
 */
export function weakeningsIn(snapshot: Snapshot, earlier: readonly EarlierRegistry[], guard: Guard): Weakening[] {
  return settled(snapshot, () => {
    const modules = { tree: openTree(snapshot.tree, new Map()), pythonRoots: guard.registry.pythonRoots };
    const [found = [], ...others] = earlier.map((one) =>
      weakenings(one.guard.registry, guard.registry, (home) => stillDefines(home, modules)),
    );
    const told = others.map((list) => new Set(list.map(({ message }) => message)));
    return found.filter(({ message }) => told.every((messages) => messages.has(message)));
  });
}

/** What any of several registries looks at. */
export function coveringAll(guard: Guard, others: readonly Guard[]): Guard {
  return { ...guard, includes: (path) => [guard, ...others].some((one) => one.includes(path)) };
}

/** Inline exceptions, one finding per span, and places: what is left of a file's raw findings. */
export function finish(entry: Judged, text: string, permitted: boolean, today: string): Finding[] {
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

/**
 * The same by the word of a registry before. Of comments it says only what the present one does not: that they are not
 * permitted.
 */
export function finishByEarlier(
  entry: Judged,
  text: string,
  { guard: earlier }: EarlierRegistry,
  guard: Guard,
  today: string,
): Finding[] {
  const { inlineAllow: permitted } = earlier.registry;
  const forbidsMore = !permitted && guard.registry.inlineAllow;
  return finish(entry, text, permitted, today).filter(({ rule }) => rule !== 'inline-allow' || forbidsMore);
}
