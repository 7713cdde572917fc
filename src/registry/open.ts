/**
 * A registry opened for a tree: its homes are where the tree's links lead, its bans name the modules that its values mean
 * there. What values mean rests on configuration that a commit seldom touches, so it is kept, with every question that was
 * asked of the tree for it: where all answers are still the same, no configuration is read.
 */
import { buildId } from '../cache/build-id.ts';
import { checksum } from '../cache/checksum.ts';
import { cacheFolder, dropCached, listCached } from '../cache/folder.ts';
import { readJsonFile, writeJsonFile } from '../cache/json-file.ts';
import type { RawTree } from '../git/raw-tree.ts';
import type { Repository } from '../git/repository.ts';
import { settle, together } from '../git/settle.ts';
import type { Derived } from '../modules/context.ts';
import { derivedFrom } from '../modules/derived.ts';
import { ecmascriptShortcuts, type ModuleContext, realPath, recordQuestions, statedNames } from '../modules/index.ts';
import type { Tree } from '../types.ts';
import { type Answers, answersOf, onBasisOf, saysTheSame } from './answers.ts';
import type { World } from './ban-values.ts';
import {
  type CompiledRegistry,
  openMatcher,
  type RegistryMatcher,
  type ResolvedBans,
  resolveBans,
  withRealHomesIn,
} from './matcher.ts';

type ReadOutside = NonNullable<ModuleContext['readOutside']>;

/** How what stands in a tree and outside of it is read. */
export interface TreeReader {
  readonly openTree: (raw: RawTree) => Tree;
  readonly readOutside: ReadOutside;
}

/** HEAD's, the staged one, other branches': more are not kept. */
const MOST = 8;

interface Kept {
  readonly resolved: ResolvedBans;
  /** Of the judged tree, for whoever resolves imports in it. */
  readonly derived: readonly Derived<unknown>[];
  readonly trees: readonly Answers[];
  readonly outside: readonly (readonly [specifier: string, folder: string, content: string | null])[];
}

/** @param everyReading whatever exists: for what is not made anew when a file comes or goes */
export function worldOf(contexts: readonly ModuleContext[], everyReading = false): World {
  let known: ReturnType<World['shortcuts']> | undefined;
  return { contexts, everyReading, shortcuts: () => (known ??= contexts.map(ecmascriptShortcuts)) };
}

/** A registry for a tree that answers at once. */
export function openMatcherIn(compiled: CompiledRegistry, context: ModuleContext): RegistryMatcher {
  const real = withRealHomesIn(compiled, context.tree.links());
  return openMatcher(real, resolveBans(real, worldOf([context])));
}

/** The same registry for whoever must reckon with everything that may come or go but configuration. */
export function withEveryReading({ compiled }: RegistryMatcher, context: ModuleContext): RegistryMatcher {
  return openMatcher(compiled, resolveBans(compiled, worldOf([context], true)));
}

/**
 * A registry for what is judged.
 *
 * @param identity says which registry it is: whatever has the same is the same
 * @param trees the judged one, then the commits before it whose folders and configuration count as well
 */
export function openMatcherFor(
  repository: Repository,
  compiled: CompiledRegistry,
  identity: string,
  trees: readonly RawTree[],
  reader: TreeReader,
  build: string | null = buildId,
): RegistryMatcher {
  const [judged] = trees;
  const source = together(trees);
  const real = judged === undefined ? compiled : settle(source, () => withRealHomesIn(compiled, judged.links()));
  const name = `bans-${checksum(Buffer.from(JSON.stringify([identity, trees.length])))}`;
  // On disk nothing has an id by which it could be known again.
  const hasIds = judged !== undefined && settle(judged, () => judged.id(real.registry.sources[0] ?? '')) !== undefined;
  const folder = build === null || !hasIds ? null : cacheFolder(repository);
  const kept = folder === null ? null : readJsonFile<Kept>(folder, name, build ?? '');
  if (kept !== null && settle(source, () => holds(kept, trees, reader))) {
    if (folder !== null) renew(kept, trees, (renewed) => writeJsonFile(folder, name, build ?? '', renewed));
    if (judged !== undefined) tell(kept.derived, reader.openTree(judged));
    return openMatcher(real, kept.resolved);
  }
  if (folder === null)
    return openMatcher(
      real,
      settle(source, () => resolveIn(real, trees, reader)),
    );
  const made = settle(source, () => resolveAndKeep(real, trees, reader));
  if (writeJsonFile(folder, name, build ?? '', made)) {
    for (const old of listCached(folder, 'bans-').slice(MOST)) dropCached(folder, old.name);
  }
  if (judged !== undefined) tell(made.derived, reader.openTree(judged));
  return openMatcher(real, made.resolved);
}

/** What was derived from a tree that answers the same need not be derived from this one. */
function tell(derived: Kept['derived'], { settled }: Tree): void {
  for (const { name, value } of derived) settled?.values.set(name, value);
}

function resolveIn(
  compiled: CompiledRegistry,
  trees: readonly RawTree[],
  { openTree, readOutside }: TreeReader,
): ResolvedBans {
  const contexts = trees.map((raw) => ({ tree: openTree(raw), ...statedNames(compiled.registry), readOutside }));
  return resolveBans(compiled, worldOf(contexts));
}

function resolveAndKeep(
  compiled: CompiledRegistry,
  trees: readonly RawTree[],
  { openTree, readOutside }: TreeReader,
): Kept {
  const outside: [string, string, string | null][] = [];
  const recorded = trees.map((raw) => ({ raw, ...recordQuestions(openTree(raw)) }));
  const contexts = recorded.map(({ tree }) => ({
    ...{ tree, ...statedNames(compiled.registry) },
    readOutside: (specifier: string, from: string) => {
      const found = readOutside(specifier, from);
      outside.push([specifier, from, contentOf(found)]);
      return found;
    },
  }));
  const resolved = resolveBans(compiled, worldOf(contexts));
  const derived = contexts.slice(0, 1).flatMap(derivedFrom);
  const answers = recorded.map(({ raw, tree, questions }) =>
    answersOf(questions, { raw, tree: openTree(raw) }, (path) => realPath(path, tree)),
  );
  return { resolved, derived, trees: answers, outside };
}

function holds(kept: Kept, trees: readonly RawTree[], { openTree, readOutside }: TreeReader): boolean {
  return (
    kept.trees.every((answers, at) => {
      const raw = trees[at];
      return raw !== undefined && saysTheSame(answers, { raw, tree: openTree(raw) });
    }) && kept.outside.every(([specifier, from, content]) => contentOf(readOutside(specifier, from)) === content)
  );
}

/** What holds for trees of another basis is kept as theirs, so that the next run need not ask everything again. */
function renew(kept: Kept, now: readonly RawTree[], write: (renewed: Kept) => void): void {
  const trees = kept.trees.map((answers, at) => {
    const raw = now[at];
    const isKnown = raw === undefined || raw.basis === null || raw.basis.tree === answers.basis?.tree;
    return isKnown ? answers : onBasisOf(answers, raw);
  });
  if (trees.some((answers, at) => answers !== kept.trees[at])) write({ ...kept, trees });
}

function contentOf(found: ReturnType<ReadOutside>): string | null {
  return found === undefined ? null : checksum(Buffer.from(`${found.path}\0${found.text}`));
}
