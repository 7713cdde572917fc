/**
 * Compiled registries, kept by the blob ids of everything that they were read from: a hook run then loads neither the
 * reader of JSON with comments nor the glob library. A registry is what its files say and nothing else, so the ids of
 * the files and the build decide; no verdict is kept here.
 */

import { buildId } from '../cache/build-id.ts';
import { checksum } from '../cache/checksum.ts';
import { cacheFolder, dropCached, listCached } from '../cache/folder.ts';
import { readJsonFile, writeJsonFile } from '../cache/json-file.ts';
import type { RawTree } from '../git/raw-tree.ts';
import type { Repository } from '../git/repository.ts';
import { ifKnown } from '../git/settle.ts';
import type { CompiledRegistry } from './matcher.ts';

/** HEAD's, the staged one, other branches': more are not kept. */
const MOST = 8;

interface Kept {
  readonly compiled: CompiledRegistry;
  /** Every file that it was read from, with its blob. */
  readonly sources: readonly (readonly [path: string, id: string])[];
}

/**
 * The compiled registry of a tree, or null when it is not kept, or when the tree does not know all the ids yet.
 *
 * @param given paths at which a registry may stand: the root's and those of nested ones
 */
export function readCompiledRegistry(
  repository: Repository,
  tree: RawTree,
  given: readonly string[],
  build: string | null = buildId,
): CompiledRegistry | null {
  const name = nameFor(tree, given);
  if (build === null || name === null) return null;
  const kept = readJsonFile<Kept>(cacheFolder(repository), name, build);
  return kept?.sources.every(([path, id]) => tree.id(path) === id) === true ? kept.compiled : null;
}

/** Keeps what a tree's registry was compiled to. */
export function writeCompiledRegistry(
  repository: Repository,
  tree: RawTree,
  given: readonly string[],
  compiled: CompiledRegistry,
  build: string | null = buildId,
): void {
  const name = nameFor(tree, given);
  if (build === null || name === null) return;
  const sources: [string, string][] = [];
  for (const path of compiled.registry.sources) {
    const id = tree.id(path);
    if (id === undefined) return;
    sources.push([path, id]);
  }
  const folder = cacheFolder(repository);
  if (!writeJsonFile(folder, name, build, { compiled, sources } satisfies Kept)) return;
  for (const old of listCached(folder, 'registry-').slice(MOST)) dropCached(folder, old.name);
}

/** What `extends` leads to is not in the name, because only the files themselves say what that is. */
function nameFor(tree: RawTree, given: readonly string[]): string | null {
  // What is not known yet is not known to be away: without it another registry's name would come out.
  const found = ifKnown(tree, () =>
    given.flatMap((path): (readonly [string, string])[] => {
      const id = tree.id(path);
      return id === undefined ? [] : [[path, id]];
    }),
  );
  const hasRoot = found?.some(([path]) => !path.includes('/')) === true;
  return hasRoot ? `registry-${checksum(Buffer.from(JSON.stringify(found)))}` : null;
}
