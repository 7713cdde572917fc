/**
 * A tree that git holds, as far as it is known. Questions are answered from what is known, and what is not known is read
 * later (settle.ts). So the pure core stays synchronous, and a commit costs two or three processes however many files it
 * looks at.
 */
import { filesAskedFor } from '../text/base-names.ts';
import { push } from '../text/multimap.ts';
import type { Skipped } from '../types.ts';
import { byBytes, decodeName, rawName } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import {
  type Entry,
  type Listed,
  type Listing,
  linkText,
  listingOf,
  type RawTree,
  type TreeListing,
  tooLarge,
  UNFETCHED,
  unreadableObject,
} from './raw-tree.ts';
import { ifKnown } from './settle.ts';
import { isFileMode } from './staged.ts';

/** Where a tree comes from. */
export interface Origin {
  /** The request that names a path in the object store. */
  request(path: string): string;
  /** Entries that git lists: everything, or only what the questions need. */
  list(): readonly Listed[];
  /** Answers questions about base names and folders, if that is cheaper than listing everything. */
  look?(names: readonly string[], folders: readonly string[]): Listed[];
  /** What holds but for the tree's `known` entries. */
  readonly listing?: TreeListing | null;
  /** Id of the tree that holds but for them, if that is known. */
  readonly tree?: string | null;
  /** A folder is one exactly if its request gives a tree. */
  readonly foldersAreObjects?: boolean;
}

/** What is known of it so far. */
interface Known {
  readonly store: ObjectStore;
  readonly origin: Origin;
  /** Entries that differ from the origin's listing; null for what is gone. */
  readonly changes: ReadonlyMap<string, Entry | null>;
  readonly entries: Map<string, Entry | null>;
  readonly names: Map<string, readonly string[]>;
  readonly folders: Map<string, boolean>;
  /** What could not be answered. */
  readonly asked: { readonly names: Set<string>; readonly folders: Set<string>; links: boolean };
  readonly unreadable: Map<string, Skipped>;
  /** All of it, once git has listed that. */
  listing: Listing | null;
  links: ReadonlyMap<string, string> | null;
  /** What the changes add to folders of the origin's listing, once somebody has asked. */
  added: ReadonlyMap<string, number> | null;
  /** Paths of the changes by base name, once somebody has asked. */
  changedByName: ReadonlyMap<string, readonly string[]> | null;
  misses: number;
}

/** @param changes what differs from the origin's listing, by path */
export function lazyTree(store: ObjectStore, changes: ReadonlyMap<string, Entry | null>, origin: Origin): RawTree {
  const known: Known = {
    ...{ store, origin, changes, entries: new Map(changes), names: new Map(), folders: new Map() },
    asked: { names: new Set(), folders: new Set(), links: false },
    ...{ unreadable: new Map(), listing: null, links: null, added: null, changedByName: null, misses: 0 },
  };
  return {
    has: (path) => isThere(entryAt(known, path)),
    hasFolder: (path) => hasFolder(known, path.replace(/\/$/, '')),
    bytes: (path) => bytesAt(known, path),
    id: (path) => entryAt(known, path)?.id,
    named: (baseName) => named(known, baseName),
    links: () => linksIn(known),
    want: (path) => void bytesAt(known, path),
    fetch: () => fetchAsked(known),
    misses: () => known.misses + store.misses(),
    allPaths: () => listAll(known).paths,
    unreadable: () => [...known.unreadable.values()],
    basis: typeof origin.tree === 'string' ? { tree: origin.tree, changes } : null,
  };
}

// ------------------------------------------------------------------------------------------------------------- files

/** undefined: not known yet. */
function entryAt({ entries, listing, origin, store }: Known, path: string): Entry | null | undefined {
  const found = entries.get(path);
  if (found !== undefined) return found;
  if (listing !== null) return null;
  const listed = origin.listing?.entry(path);
  if (listed !== undefined) {
    entries.set(path, listed);
    return listed;
  }
  const answer = store.get(origin.request(path));
  if (answer === undefined) return undefined;
  // cat-file tells no modes: a link that no list has shown reads as a file that holds its target's name
  if (answer.kind === 'object') return answer.type === 'blob' ? { mode: '100644', id: answer.id } : null;
  return answer.kind === 'unfetched' && !answer.isTree ? { mode: '100644', id: answer.id } : null;
}

function bytesAt(known: Known, path: string): Buffer | undefined {
  const { store, entries, origin, unreadable } = known;
  const found = entryAt(known, path);
  if (!found || !isFileMode(found.mode)) return undefined;
  const answer = store.get(entries.has(path) ? found.id : origin.request(path));
  if (answer?.kind === 'object') return answer.content;
  if (answer?.kind === 'missing') throw unreadableObject(path, found.id);
  if (answer?.kind === 'too-large') throw tooLarge(path);
  if (answer !== undefined) unreadable.set(path, { path, reason: UNFETCHED });
  return undefined;
}

function isFile(entry: Entry | null | undefined): boolean {
  return entry !== null && entry !== undefined && isFileMode(entry.mode);
}

function isThere(entry: Entry | null | undefined): boolean {
  return isFile(entry) || entry?.mode === LINK;
}

// ------------------------------------------------------------------------------------------------ folders and base names

function hasFolder(known: Known, folder: string): boolean {
  const { listing, folders, origin, store, asked } = known;
  if (folder === '' || folder === '.') return true;
  if (listing !== null) return listing.folders.has(folder);
  const answer = folders.get(folder);
  if (answer !== undefined) return answer;
  const below = origin.listing?.filesBelow(folder);
  if (below !== undefined) {
    known.added ??= addedByFolder(known);
    return below + (known.added.get(folder) ?? 0) > 0;
  }
  if (origin.foldersAreObjects === true) {
    const object = store.get(origin.request(folder));
    return object?.kind === 'object' ? object.type === 'tree' : object?.kind === 'unfetched' && object.isTree;
  }
  asked.folders.add(folder);
  known.misses++;
  return false;
}

/** By folder the files below it that the changes add to the listing's, less those that they take away. */
function addedByFolder({ changes, origin }: Known): ReadonlyMap<string, number> {
  const added = new Map<string, number>();
  for (const [path, now] of changes) {
    const more = Number(isFile(now)) - Number(isFile(origin.listing?.entry(path)));
    if (more === 0) continue;
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      added.set(folder, (added.get(folder) ?? 0) + more);
    }
  }
  return added;
}

function named(known: Known, baseName: string): readonly string[] {
  const { listing, names, origin, asked } = known;
  if (listing !== null) return sorted(filesAskedFor(baseName, listing.byName));
  const paths = names.get(baseName);
  if (paths !== undefined) return paths;
  const before = origin.listing?.named(baseName);
  if (before === undefined) {
    asked.names.add(baseName);
    known.misses++;
    return [];
  }
  const now = namedNow(known, baseName, before);
  names.set(baseName, now);
  return now;
}

/** Paths with this base name, from the listing's and the changes. */
function namedNow(known: Known, baseName: string, before: readonly string[]): readonly string[] {
  known.changedByName ??= byBaseName(known.changes.keys());
  const own = filesAskedFor(baseName, known.changedByName);
  const now = own.filter((path) => isFile(known.changes.get(path)));
  return sorted([...before.filter((path) => !known.changes.has(path)), ...now]);
}

function byBaseName(paths: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) push(found, baseNameOf(path), path);
  return found;
}

function sorted(paths: readonly string[]): readonly string[] {
  if (paths.length < 2) return paths;
  return paths
    .map(rawName)
    .sort(byBytes)
    .map((raw) => decodeName(raw).path);
}

function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

// ------------------------------------------------------------------------------------------------------------- links

const LINK = '120000';
const NO_LINKS: ReadonlyMap<string, string> = new Map();

function linksIn(known: Known): ReadonlyMap<string, string> {
  if (known.links !== null) return known.links;
  const { store, asked } = known;
  const ids = linkIds(known);
  if (ids === undefined) {
    asked.links = true;
    known.misses++;
    return NO_LINKS;
  }
  known.links = ifKnown(store, () => {
    const found = new Map<string, string>();
    for (const [path, id] of ids) {
      const answer = store.get(id);
      const text = answer?.kind === 'object' ? linkText(answer.content) : null;
      if (text !== null) found.set(path, text);
    }
    return found;
  });
  return known.links ?? NO_LINKS;
}

/** Links with the ids of their texts; undefined: not known yet. */
function linkIds({
  listing,
  origin,
  changes,
  entries,
}: Known): Iterable<readonly [path: string, id: string]> | undefined {
  const from = listing === null ? origin.listing?.links() : new Map<string, string>();
  if (from === undefined) return undefined;
  const own = [...(listing === null ? changes : entries)];
  const links = own.flatMap(([path, now]): [string, string][] => (now?.mode === LINK ? [[path, now.id]] : []));
  if (from.size === 0) return links;
  const replaced = new Set(own.map(([path]) => path));
  return [...[...from].filter(([path]) => !replaced.has(path)), ...links];
}

// ----------------------------------------------------------------------------------------------------------- reading

/** Reads what could not be answered; true when something new was learned. */
function fetchAsked(known: Known): boolean {
  const { store, asked, origin, names, folders } = known;
  const fetched = store.fetch();
  if (asked.names.size === 0 && asked.folders.size === 0 && !asked.links) return fetched;
  const looked =
    origin.look === undefined || asked.links
      ? listAll(known)
      : listingOf(learn(known, origin.look([...asked.names], [...asked.folders])));
  for (const name of asked.names) names.set(name, sorted(filesAskedFor(name, looked.byName)));
  for (const folder of asked.folders) folders.set(folder, looked.folders.has(folder));
  asked.names.clear();
  asked.folders.clear();
  asked.links = false;
  return true;
}

function listAll(known: Known): Listing {
  known.listing ??= listingOf(learn(known, known.origin.list()));
  return known.listing;
}

/** Takes entries in and gives the paths of the files among them. */
function learn({ entries }: Known, listed: readonly Listed[]): string[] {
  const paths: string[] = [];
  for (const one of listed) {
    const { path, pathBytes } = decodeName(one.raw);
    if (pathBytes !== null) continue; // a path in a question is text: it cannot mean this one
    entries.set(path, one);
    if (isFileMode(one.mode)) paths.push(path);
  }
  return paths;
}
