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
import { ecmascriptShortcuts, type ModuleContext, realPath, recordQuestions, statedNames } from '../modules/index.ts';
import type { Tree } from '../types.ts';
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

/** What was asked of a tree, with the answers: ids of files, `folder`, or null for nothing at all. */
interface Answers {
  readonly paths: readonly (readonly [path: string, state: string | null])[];
  readonly names: readonly (readonly [name: string, paths: string])[];
  readonly links: string;
}

interface Kept {
  readonly resolved: ResolvedBans;
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
 * @param trees the judged one, then the commits before it whose folders and configuration count as well
 */
export function openMatcherFor(
  repository: Repository,
  compiled: CompiledRegistry,
  trees: readonly RawTree[],
  reader: TreeReader,
  build: string | null = buildId,
): RegistryMatcher {
  const [judged] = trees;
  const source = together(trees);
  const real = judged === undefined ? compiled : settle(source, () => withRealHomesIn(compiled, judged.links()));
  const name = `bans-${checksum(Buffer.from(JSON.stringify([real.registry, trees.length])))}`;
  // On disk nothing has an id by which it could be known again.
  const hasIds = judged !== undefined && settle(judged, () => judged.id(real.registry.sources[0] ?? '')) !== undefined;
  const folder = build === null || !hasIds ? null : cacheFolder(repository);
  const kept = folder === null ? null : readJsonFile<Kept>(folder, name, build ?? '');
  if (kept !== null && settle(source, () => holds(kept, trees, reader))) return openMatcher(real, kept.resolved);
  const made = settle(source, () => resolveIn(real, trees, reader));
  if (folder !== null && writeJsonFile(folder, name, build ?? '', made)) {
    for (const old of listCached(folder, 'bans-').slice(MOST)) dropCached(folder, old.name);
  }
  return openMatcher(real, made.resolved);
}

function resolveIn(compiled: CompiledRegistry, trees: readonly RawTree[], { openTree, readOutside }: TreeReader): Kept {
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
  const answers = recorded.map(({ raw, tree, questions }): Answers => {
    const paths = new Set([...questions.paths].flatMap((path) => [path, realPath(path, tree)]));
    return {
      paths: [...paths].map((path) => [path, stateOf(path, raw)]),
      names: [...questions.names].map((name) => [name, pathsOf(name, raw)]),
      links: linksOf(raw),
    };
  });
  return { resolved, trees: answers, outside };
}

function holds(kept: Kept, trees: readonly RawTree[], { readOutside }: TreeReader): boolean {
  return (
    kept.trees.every((answers, at) => {
      const raw = trees[at];
      return (
        raw !== undefined &&
        answers.links === linksOf(raw) &&
        // every one is asked, so that what is unknown is read together
        answers.paths.map(([path, state]) => stateOf(path, raw) === state).every(Boolean) &&
        answers.names.map(([name, paths]) => pathsOf(name, raw) === paths).every(Boolean)
      );
    }) && kept.outside.every(([specifier, from, content]) => contentOf(readOutside(specifier, from)) === content)
  );
}

function stateOf(path: string, raw: RawTree): string | null {
  return raw.id(path) ?? (raw.hasFolder(path) ? 'folder' : null);
}

function pathsOf(name: string, raw: RawTree): string {
  return checksum(Buffer.from(raw.named(name).join('\0')));
}

function linksOf(raw: RawTree): string {
  return checksum(Buffer.from(JSON.stringify([...raw.links()].sort())));
}

function contentOf(found: ReturnType<ReadOutside>): string | null {
  return found === undefined ? null : checksum(Buffer.from(`${found.path}\0${found.text}`));
}
