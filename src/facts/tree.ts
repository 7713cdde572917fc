/**
 * The snapshot's tree as the pure core sees it: text and facts over a raw tree of bytes.
 *
 * Each round of judging gets a new `Tree` object, because what is derived from a tree (tsconfig, roots) is kept per
 * object and provisional answers must not survive. Facts themselves are kept across rounds.
 */
import type { RawTree } from '../git/tree-view.ts';
import type { FileFacts, Tree } from '../types.ts';
import { readFacts, readText } from './source.ts';

/** Facts by blob id (or path, where there is no id) and base name, for one run. */
export type FactMemory = Map<string, FileFacts>;

export function openTree(raw: RawTree, memory: FactMemory): Tree {
  return {
    has: (path) => raw.has(path),
    hasFolder: (path) => raw.hasFolder(path),
    named: (baseName) => raw.named(baseName),
    read: (path) => {
      const bytes = raw.bytes(path);
      return bytes === undefined ? undefined : readText(bytes, path);
    },
    facts: (path) => {
      const key = `${raw.id(path) ?? ''}\0${path}`;
      const known = memory.get(key);
      if (known !== undefined) return known;
      const bytes = raw.bytes(path);
      if (bytes === undefined) return undefined;
      const { facts } = readFacts(bytes, path);
      memory.set(key, facts);
      return facts;
    },
  };
}
