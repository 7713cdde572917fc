/**
 * The index of HEAD's tree: what lets a hook ask "is there such a file?", "where are the package.json?" and "who else
 * defines this name?" without a process that reads the whole repository.
 *
 * Two files for each work tree. The base is a constant table for one tree (tree-listing.ts) and, where a whole tree was
 * judged, the names that matter to the registry's `unique` rules with the files that define them. The other holds what
 * has changed from that tree to the last HEAD, brought forward by what `git diff-tree` tells of the commits since; and
 * the names in the blobs that were judged lately, which the next commit finds in HEAD. When the changes have become
 * many, a new base is made from a list of HEAD and what still holds of the old one.
 *
 * It answers for HEAD alone; what is staged comes on top (git/tree-view.ts). Names are those of files with a certain
 * content at a certain path, so they are carried over exactly where path and blob id are the same.
 */

import { buildId } from '../cache/build-id.ts';
import {
  type CacheFolder,
  cacheFolder,
  dropCached,
  hookFolder,
  listCached,
  saveCached,
  writeCache,
} from '../cache/folder.ts';
import { readJsonFile, writeJsonFile } from '../cache/json-file.ts';
import { openTable, type Table, writeTable } from '../cache/table.ts';
import type { Handed } from '../git/handed.ts';
import { headByFiles, workTreeName } from '../git/head.ts';
import { decodeName } from '../git/names.ts';
import type { Entry, HeadIndex, Listed, TreeListing } from '../git/raw-tree.ts';
import type { Repository } from '../git/repository.ts';
import { git, oneLine } from '../git/run.ts';
import { isFileMode, listBetweenIfThere } from '../git/staged.ts';
import { listCommit } from '../git/tree-view.ts';
import { dialectOf } from '../languages/index.ts';
import { push } from '../text/multimap.ts';
import { listingEntries, listingIn, textsIn } from './listing.ts';

/** More differences than this are not brought forward: the tree is listed anew. */
const MOST_CHANGES = 5000;
/** From this many differences on, or a quarter of the files, a new base is made: it takes as long as 100 runs do with them. */
const REBASE = { least: 256, most: 4000 };
/** More files of which it is not known what they define are not looked into one by one. */
const MOST_UNKNOWN = 500;
const MOST_BLOBS = 4000;
/** Bytes of names in a base; an index does not help a rule that matches nearly everything. */
const MOST_NAMES = 32 << 20;
const MOST_WORK_TREES = 8;

export interface TreeIndex extends HeadIndex {
  /** Who defines a name in HEAD; null when the index does not know it for these rules.  */
  definers(uniqueKey: string): IndexedDefiners | null;
  /** Keeps what this run has learned. Never throws. */
  save(learned: Learned): void;
}

export interface IndexedDefiners {
  /** Paths that define the name; null when the index turns out to be damaged. */
  of(name: string): readonly string[] | null;
  /** Paths of which it is not known. */
  readonly unknown: readonly string[];
}

export interface Learned {
  /** What the names are names for (see `uniqueRulesKey`); null when there are no such rules. */
  readonly uniqueKey: string | null;
  /** Names in the files that were looked at: of staged and of committed ones, by path and blob id. */
  readonly files: Iterable<{ readonly path: string; readonly id: string; readonly names: readonly string[] }>;
}

/** Everything about HEAD's tree, from a run that has judged all files. */
export interface WholeTree {
  readonly commit: string;
  /** What the commit holds; null: to be listed. */
  readonly listed: readonly Listed[] | null;
  readonly uniqueKey: string | null;
  /** The files that were judged: path, blob id (null when it is not known), and the names that they define. */
  readonly files: Iterable<{ readonly path: string; readonly id: string | null; readonly names: readonly string[] }>;
  /** Whether the registry looks at a path: what it does not look at defines nothing. */
  readonly covers: (path: string) => boolean;
}

interface Stamp {
  readonly build: string;
  readonly tree: string;
  readonly commit: string;
  readonly files: number;
  readonly uniqueKey: string | null;
}

/** What is kept beside a base. */
interface Recent {
  /** The base's tree, and the commit that the changes lead to. */
  readonly tree: string;
  readonly commit: string;
  readonly changes: readonly (readonly [path: string, entry: Entry | null])[];
  readonly uniqueKey: string | null;
  /** Names by blob, the latest last. */
  readonly names: readonly (readonly [blob: string, names: readonly string[]])[];
}

/** Where the index of one work tree is kept. */
interface Slot {
  readonly repository: Repository;
  readonly folder: Exclude<CacheFolder, null>;
  /** A word for the work tree. */
  readonly name: string;
  readonly build: string;
}

/** null where nothing can be kept. */
function slotOf(repository: Repository, build: string | null): Slot | null {
  const folder = build === null ? null : cacheFolder(repository);
  return build === null || folder === null ? null : { repository, folder, name: workTreeName(repository), build };
}

interface Base {
  readonly table: Table;
  readonly stamp: Stamp;
}

/**
 * Opens the index for HEAD as it stands. Never throws; an index that cannot be used has no listing.
 *
 * @param since how HEAD differs from some commit, if git has said so already
 */
export function openTreeIndex(
  repository: Repository,
  build: string | null = buildId,
  since: Handed['since'] = null,
): TreeIndex {
  const slot = slotOf(repository, build);
  if (slot === null) return NO_INDEX;
  const head = headByFiles(repository);
  const base = openBase(slot);
  const recent = readJsonFile<Recent>(slot.folder, `recent-${slot.name}`, slot.build);
  const blobs = new Map(recent?.names ?? []);
  const state = { damaged: false };
  const listing = base === null ? null : listingIn(base.table, () => (state.damaged = true));
  const changes =
    base === null || listing === null ? null : changesSince(repository, base.stamp, listing, head, recent, since);
  let learned: readonly Listed[] | null = null;

  function save({ uniqueKey, files }: Learned): void {
    if (head === null || slot === null) return;
    const names = recent?.uniqueKey === uniqueKey ? blobs : new Map<string, readonly string[]>();
    let fresh = recent?.uniqueKey !== uniqueKey;
    for (const { path, id, names: own } of uniqueKey === null ? [] : files) {
      const blob = blobOf(path, id);
      fresh ||= !names.has(blob);
      names.delete(blob);
      names.set(blob, own);
    }
    const usable = base !== null && changes !== null && !state.damaged;
    if (usable ? isMany(changes.size, base.stamp.files) : learned !== null) {
      const listed = (state.damaged ? null : learned) ?? listCommit(repository, head);
      writeBase(slot, rebased(base, { commit: head, listed, uniqueKey }, names));
      keepRecent(slot, { tree: '', commit: head, changes: [], uniqueKey, names: latest(names) });
    } else if (usable && (fresh || (recent?.commit !== head && base.stamp.commit !== head))) {
      const { tree } = base.stamp;
      keepRecent(slot, { tree, commit: head, changes: [...changes], uniqueKey, names: latest(names) });
    }
  }

  return {
    commit: head,
    listing: changes === null ? null : listing,
    tree: changes === null ? null : (base?.stamp.tree ?? null),
    changes: changes ?? new Map(),
    learn: (listed) => (learned = listed),
    definers(uniqueKey) {
      if (base === null || changes === null || base.stamp.uniqueKey !== uniqueKey) return null;
      return definersIn(base.table, changes, recent?.uniqueKey === uniqueKey ? blobs : new Map());
    },
    save(what) {
      try {
        save(what);
      } catch {
        // git or the disk refused: the next run tries again
      }
    },
  };
}

const NO_INDEX: TreeIndex = {
  commit: null,
  listing: null,
  tree: null,
  changes: new Map(),
  learn: () => {},
  definers: () => null,
  save: () => {},
};

/** Makes the base for a tree that was judged as a whole. Never throws. */
export function saveWholeTree(repository: Repository, whole: WholeTree, build: string | null = buildId): void {
  const slot = slotOf(repository, build);
  if (slot === null) return;
  try {
    const listed = whole.listed ?? listCommit(repository, whole.commit);
    const judged = new Map<string, readonly string[]>();
    for (const { path, id, names } of whole.files) if (id !== null) judged.set(`${id} ${path}`, names);
    const byName = new Map<string, string[]>();
    const unknown: string[] = [];
    for (const { raw, mode, id } of listed) {
      const { path, pathBytes } = decodeName(raw);
      if (pathBytes !== null || !isFileMode(mode) || !whole.covers(path)) continue;
      const names = judged.get(`${id} ${path}`);
      if (names === undefined) unknown.push(path);
      else for (const name of names) push(byName, name, path);
    }
    const { commit, uniqueKey } = whole;
    writeBase(slot, { commit, listed, uniqueKey, byName, unknown });
  } catch {
    // git or the disk refused
  }
}

/** Whether the index for this tree is complete already. */
export function knowsWholeTree(
  repository: Repository,
  commit: string,
  uniqueKey: string | null,
  build: string | null = buildId,
): boolean {
  const slot = slotOf(repository, build);
  const base = slot === null ? null : openBase(slot);
  return base !== null && base.stamp.commit === commit && base.stamp.uniqueKey === uniqueKey;
}

// ----------------------------------------------------------------------------------------------------------- reading

function openBase({ folder, name: own, build }: Slot): Base | null {
  for (const name of new Set([`tree-${own}`, 'tree-main'])) {
    const table = openTable(folder, name);
    const stamp = table === null ? null : (JSON.parse(table.stamp) as Stamp);
    if (table !== null && stamp?.build === build) return { table, stamp };
  }
  return null;
}

/** What HEAD changes in the base's tree; null when git cannot say or it is too much. */
function changesSince(
  repository: Repository,
  stamp: Stamp,
  listing: TreeListing,
  head: string | null,
  recent: Recent | null,
  since: Handed['since'],
): ReadonlyMap<string, Entry | null> | null {
  if (stamp.commit === head) return new Map();
  const known = recent?.tree === stamp.tree ? recent : { commit: stamp.commit, changes: [] };
  const changes = new Map(known.changes);
  if (known.commit === head) return changes;
  const listed =
    since?.commit === known.commit ? since.changes : listBetweenIfThere(repository, known.commit, head ?? 'HEAD');
  if (listed === null || listed.length > MOST_CHANGES) return null;
  for (const { path, pathBytes, newMode, newId } of listed) {
    if (pathBytes !== null) continue;
    const entry = isEntry(newMode) ? { mode: newMode, id: newId } : null;
    const before = listing.entry(path);
    if (before !== undefined && before?.id === entry?.id && before?.mode === entry?.mode) changes.delete(path);
    else changes.set(path, entry);
  }
  return changes.size > MOST_CHANGES ? null : changes;
}

function isEntry(mode: string): boolean {
  return isFileMode(mode) || mode === '120000';
}

function definersIn(
  table: Table,
  changes: ReadonlyMap<string, Entry | null>,
  blobs: ReadonlyMap<string, readonly string[]>,
): IndexedDefiners | null {
  const fromBase = (key: string): string[] | null => {
    const value = table.get(key);
    return value === null ? null : textsIn(value ?? null).filter((path) => !changes.has(path));
  };
  const unknown = fromBase('u');
  if (unknown === null) return null;
  const changed = new Map<string, string[]>();
  for (const [path, entry] of changes) {
    if (entry === null || !isFileMode(entry.mode) || dialectOf(path) === null) continue;
    const names = blobs.get(blobOf(path, entry.id));
    if (names === undefined) unknown.push(path);
    else for (const name of names) push(changed, name, path);
  }
  if (unknown.length > MOST_UNKNOWN) return null;
  return {
    of: (name) => {
      const paths = fromBase(`n${name}`);
      return paths === null ? null : [...paths, ...(changed.get(name) ?? [])];
    },
    unknown,
  };
}

/** What facts depend on. */
function blobOf(path: string, id: string): string {
  return `${dialectOf(path)} ${id}`;
}

// ----------------------------------------------------------------------------------------------------------- writing

interface NewBase extends Pick<WholeTree, 'commit' | 'uniqueKey'> {
  readonly listed: readonly Listed[];
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly unknown: readonly string[];
}

/** A new base, with the names of every file that is unchanged since the old one, or whose blob is known. */
function rebased(
  old: Base | null,
  { commit, listed, uniqueKey }: Pick<NewBase, 'commit' | 'listed' | 'uniqueKey'>,
  blobs: ReadonlyMap<string, readonly string[]>,
): NewBase {
  const before = old !== null && uniqueKey !== null && old.stamp.uniqueKey === uniqueKey ? old.table.all() : null;
  const carried = before === null ? null : carryOver(before, listed, blobs);
  if (carried === null) return { commit, listed, uniqueKey: null, byName: new Map(), unknown: [] };
  return { commit, listed, uniqueKey, ...carried };
}

function carryOver(
  before: ReadonlyMap<string, Buffer>,
  listed: readonly Listed[],
  blobs: ReadonlyMap<string, readonly string[]>,
): { byName: Map<string, string[]>; unknown: string[] } {
  const namesAt = new Map<string, string[]>();
  for (const [key, value] of before) {
    if (key.startsWith('n')) for (const path of textsIn(value)) push(namesAt, path, key.slice(1));
  }
  const listing = listingIn({ stamp: '', get: (key) => before.get(key), all: () => null }, () => {});
  const unknownBefore = new Set(textsIn(before.get('u') ?? null));
  const byName = new Map<string, string[]>();
  const unknown: string[] = [];
  for (const { raw, mode, id } of listed) {
    const { path, pathBytes } = decodeName(raw);
    if (pathBytes !== null || !isFileMode(mode) || dialectOf(path) === null) continue;
    const same = listing.entry(path)?.id === id && !unknownBefore.has(path);
    const names = same ? (namesAt.get(path) ?? []) : blobs.get(blobOf(path, id));
    if (names === undefined) unknown.push(path);
    else for (const name of names) push(byName, name, path);
  }
  return { byName, unknown };
}

function writeBase(slot: Slot, { commit, listed, uniqueKey, byName, unknown }: NewBase): void {
  const { repository, folder, build } = slot;
  let size = 0;
  for (const [name, paths] of byName) size += name.length + paths.reduce((sum, path) => sum + path.length + 1, 0);
  const named = uniqueKey !== null && size <= MOST_NAMES;
  const writer = writeCache(folder);
  if (writer === null) return;
  try {
    const tree = oneLine(git(['rev-parse', '-q', '--verify', `${commit}^{tree}`], { cwd: repository.cwd }).stdout);
    const stamp: Stamp = { build, tree, commit, files: listed.length, uniqueKey: named ? uniqueKey : null };
    const entries = listingEntries(listed);
    if (named) {
      for (const [name, paths] of byName) entries.push([`n${name}`, paths.join('\0')]);
      entries.push(['u', unknown.join('\0')]);
    }
    for (const part of writeTable(JSON.stringify(stamp), entries)) writer.write(part);
    if (writer.commit(`tree-${slot.name}`)) tellHook(repository, commit);
  } catch (error) {
    writer.abandon();
    throw error;
  }
  for (const { name } of listCached(folder, 'tree-').slice(MOST_WORK_TREES)) {
    dropCached(folder, name);
    dropCached(folder, name.replace(/^tree-/, 'recent-'));
  }
}

/** For the hook's shell, which has git say what is new since this commit while Node starts. */
function tellHook(repository: Repository, commit: string): void {
  saveCached(hookFolder(repository), 'indexed', Buffer.from(`${commit}\n`));
}

function keepRecent({ repository, folder, name, build }: Slot, recent: Recent): void {
  if (writeJsonFile(folder, `recent-${name}`, build, recent)) tellHook(repository, recent.commit);
}

function latest(names: ReadonlyMap<string, readonly string[]>): [string, readonly string[]][] {
  return [...names].slice(-MOST_BLOBS);
}

function isMany(changes: number, files: number): boolean {
  return changes > Math.max(REBASE.least, Math.min(REBASE.most, files / 4));
}
