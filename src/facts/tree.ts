/**
 * The snapshot's tree as the pure core sees it: text and facts over a raw tree of bytes.
 *
 * Each round of judging gets a new `Tree` object, because what is derived from a tree (tsconfig, roots) is kept per
 * object and provisional answers must not survive. Facts themselves are kept across rounds. Paths are followed through
 * the tree's symbolic links, which the raw tree only lists.
 */
import type { RawTree } from '../git/raw-tree.ts';
import { viewOf } from '../git/settle.ts';
import { followLinks } from '../modules/index.ts';
import type { TreeReader } from '../registry/open.ts';
import type { FileFacts, Tree } from '../types.ts';
import { readFacts, readText } from './source.ts';

/** Facts by blob id (or path, where there is no id) and base name, for one run. */
export type FactMemory = Map<string, FileFacts>;

/** Facts of files that are asked for again and again, such as the canonical ones. */
const MOST_KEPT = 2000;

/** How a registry is opened for a tree: what its values mean is looked up in trees of this kind. */
export function treeReader(readOutside: TreeReader['readOutside']): TreeReader {
  return { openTree: sharedTree, readOutside };
}

const views = new WeakMap<RawTree, () => Tree>();

/** A tree for what is asked before its files are read: one for all, with what they derive from it, while its answers are final. */
export function sharedTree(raw: RawTree): Tree {
  const view = views.get(raw) ?? viewOf(raw, () => openTree(raw, new Map()), Number.POSITIVE_INFINITY);
  views.set(raw, view);
  return view();
}

/** What was derived from final answers of a tree, as long as that lives. */
const settledOf = new WeakMap<RawTree, Map<string, unknown>>();

/** @param known facts that are at hand otherwise: of a large reading, whose contents nobody keeps */
export function openTree(raw: RawTree, memory: FactMemory, known?: (path: string) => FileFacts | undefined): Tree {
  const openedAt = raw.misses();
  const values = settledOf.get(raw) ?? new Map<string, unknown>();
  settledOf.set(raw, values);
  return followLinks({
    settled: { isFinal: () => raw.misses() === openedAt, values },
    links: () => raw.links(),
    has: (path) => raw.has(path),
    hasFolder: (path) => raw.hasFolder(path),
    named: (baseName) => raw.named(baseName),
    read: (path) => {
      const bytes = raw.bytes(path);
      return bytes === undefined ? undefined : readText(bytes, path);
    },
    facts: (path) => {
      const key = `${raw.id(path) ?? ''}\0${path}`;
      const kept = memory.get(key);
      if (kept !== undefined) return kept;
      const found = known?.(path);
      if (found !== undefined) {
        if (memory.size < MOST_KEPT) memory.set(key, found);
        return found;
      }
      const bytes = raw.bytes(path);
      if (bytes === undefined) return undefined;
      const { facts } = readFacts(bytes, path);
      memory.set(key, facts);
      return facts;
    },
  });
}
