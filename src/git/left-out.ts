/**
 * What a sparse checkout leaves out of the work tree: the index stands in for it, so that the disk is judged as the whole
 * repository would be.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { lazyTree } from './lazy-tree.ts';
import { byBytes, decodeName, rawName, splitNul } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import type { Entry, RawTree } from './raw-tree.ts';
import type { Repository } from './repository.ts';
import { git } from './run.ts';
import { settle, together } from './settle.ts';

/** Raw names of tracked files that are not on disk because they are not to be checked out, with what the index holds. */
export type LeftOut = ReadonlyMap<string, Entry>;

const NOTHING: LeftOut = new Map();

/** Whether this work tree is, or was, a sparse one. */
export function mayLeaveOut({ gitDir }: Repository): boolean {
  return statSync(resolve(gitDir, 'info/sparse-checkout'), { throwIfNoEntry: false }) !== undefined;
}

/** What is left out here; nothing, without asking git, where no sparse checkout was ever set. */
export function leftOutOf(repository: Repository, disk: Disk): LeftOut {
  if (!mayLeaveOut(repository)) return NOTHING;
  const args = ['ls-files', '-s', '-t', '-z', '--full-name', '--', ':(top)'];
  const found = new Map<string, Entry>();
  for (const line of splitNul(git(args, { cwd: repository.top }).stdout)) {
    const tab = line.indexOf('\t');
    const [tag, mode = '', id = '', stage] = line.slice(0, tab).split(' ');
    const raw = line.slice(tab + 1);
    if (tag === 'S' && stage === '0' && disk.kind(raw) === 'none') found.set(raw, { mode, id });
  }
  return found;
}

/** A tree of the disk, completed by what is left out there. Contents of that come in rounds, see settle.ts. */
export function withLeftOut(tree: RawTree, leftOut: LeftOut, store: ObjectStore): RawTree {
  if (leftOut.size === 0) return tree;
  const rest = lazyTree(store, new Map(), {
    request: (path) => `:0:${path}`,
    list: () => [...leftOut].map(([raw, entry]) => ({ raw, ...entry })),
  });
  rest.allPaths(); // so that it knows all its entries
  return {
    ...together([tree, rest]),
    has: (path) => tree.has(path) || rest.has(path),
    hasFolder: (path) => tree.hasFolder(path) || rest.hasFolder(path),
    bytes: (path) => (tree.has(path) ? tree.bytes(path) : rest.bytes(path)),
    id: () => undefined, // as for every file on disk
    named: (baseName) => merged(tree.named(baseName), rest.named(baseName)),
    links: () => new Map([...tree.links(), ...rest.links()]),
    want: (path) => rest.want(path),
    allPaths: () => merged(tree.allPaths(), rest.allPaths()),
    unreadable: () => [...tree.unreadable(), ...rest.unreadable()],
    basis: null,
  };
}

function merged(some: readonly string[], others: readonly string[]): readonly string[] {
  if (others.length === 0) return some;
  const raws = [...some, ...others].map(rawName).sort(byBytes);
  return raws.map((raw) => decodeName(raw).path);
}

/** The same tree for those who ask once: what is not known yet is read at once. */
export function atOnce(tree: RawTree): RawTree {
  return {
    ...tree,
    bytes: (path) => settle(tree, () => tree.bytes(path)),
    links: () => settle(tree, () => tree.links()),
  };
}
