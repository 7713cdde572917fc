/**
 * The tree that a snapshot is judged against, as raw bytes: the index or a commit (disk.ts has the work tree).
 *
 * Questions are answered from what is known, and what is not known is read later (settle.ts). So the pure core stays
 * synchronous, and a commit costs two or three processes however many files it looks at.
 */

import { UserError } from '../errors.ts';
import type { Skipped } from '../types.ts';
import { byBytes, decodeName, rawName, splitNul } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import type { Repository } from './repository.ts';
import { git } from './run.ts';
import { ifKnown, type Source } from './settle.ts';
import { isFileMode } from './staged.ts';

export interface RawTree extends Source {
  /** A regular file, or a symbolic link, stands at this path: something that an import finds there. */
  has(path: string): boolean;
  /** At least one file stands below this folder; `` and `.` are the top. */
  hasFolder(path: string): boolean;
  /** Content; undefined when there is no such file, for a link, and for what cannot be read (see `unreadable`). */
  bytes(path: string): Buffer | undefined;
  /** Blob id; undefined when there is no such file, and for files on disk. */
  id(path: string): string | undefined;
  /** Every file with this base name, sorted by bytes. */
  named(baseName: string): readonly string[];
  /** Every symbolic link whose name and text are UTF-8, with that text: it is never followed here. */
  links(): ReadonlyMap<string, string>;
  /** Notes a path whose content will be needed. */
  want(path: string): void;
  /** Every regular file whose name is UTF-8, sorted by bytes. */
  allPaths(): readonly string[];
  /** Files that `bytes` was asked for and that exist, but whose content cannot be had. */
  unreadable(): readonly Skipped[];
}

/** An entry as far as it is known: null when there is none. */
export interface Entry {
  readonly mode: string;
  readonly id: string;
}

/** What a commit's tree holds, answered without git. Every answer may be undefined: not known. */
export interface TreeListing {
  /** The file or link at a path; null when there is none. */
  entry(path: string): Entry | null | undefined;
  /** How many regular files stand below a folder. */
  filesBelow(folder: string): number | undefined;
  /** Paths of the regular files with this base name, in any order. */
  named(baseName: string): readonly string[] | undefined;
  /** Every symbolic link with the id of its text. */
  links(): ReadonlyMap<string, string> | undefined;
}

/** A list of HEAD's tree that is kept from run to run: of some tree before it, and what has changed since. */
export interface HeadIndex {
  /** HEAD's commit; null where only git can say. */
  readonly commit: string | null;
  /** null when there is none that can be used. */
  readonly listing: TreeListing | null;
  /** Every path at which HEAD differs from the listing (null: nothing there any more). */
  readonly changes: ReadonlyMap<string, Entry | null>;
  /** Is told what git listed when that became necessary. */
  learn(listed: readonly Listed[]): void;
}

interface Origin {
  /** The request that names a path in the object store. */
  request(path: string): string;
  /** Entries that git lists: everything, or only what the questions need. */
  list(): readonly Listed[];
  /** Answers questions about base names and folders, if that is cheaper than listing everything. */
  look?(names: readonly string[], folders: readonly string[]): Listed[];
  /** What holds but for the tree's `known` entries. */
  readonly listing?: TreeListing | null;
  /** A folder is one exactly if its request gives a tree. */
  readonly foldersAreObjects?: boolean;
}

export interface Listed extends Entry {
  /** One character per byte. */
  readonly raw: string;
}

/**
 * What is staged. `known` holds the entries that differ from HEAD (null: deleted), so that their content is asked for
 * by id, which the check needs anyway.
 */
export function indexTree(
  repository: Repository,
  store: ObjectStore,
  known: ReadonlyMap<string, Entry | null>,
): RawTree {
  const list = (pathspecs: readonly string[]) => listIndex(repository, pathspecs).filter(({ stage }) => stage === '0');
  return gitTree(store, known, {
    request: (path) => `:0:${path}`,
    list: () => list([':(top)']),
    // `*/name` matches at any depth, and git compares only the ends: a third of the time of `:(glob)**/name`
    look: (names, folders) =>
      list([
        ...names.flatMap((name) => [`:(top)*/${escapeGlob(name)}`, `:(top,literal)${name}`]),
        ...folders.map((folder) => `:(top,literal)${folder}/`),
      ]),
  });
}

/**
 * What is staged, seen as HEAD and what differs from it: `known` holds every difference. Nothing then needs git's index
 * a second time, which takes as long to read as it has entries.
 */
export function stagedTree(
  repository: Repository,
  store: ObjectStore,
  known: ReadonlyMap<string, Entry | null>,
  head: HeadIndex,
): RawTree {
  return gitTree(store, new Map([...head.changes, ...known]), {
    request: (path) => `${head.commit ?? 'HEAD'}:${path}`,
    list: () => changed(listHead(repository, head), known),
    listing: head.listing,
  });
}

/** HEAD, the same way. */
export function headTree(repository: Repository, store: ObjectStore, head: HeadIndex): RawTree {
  return gitTree(store, head.changes, {
    request: (path) => `${head.commit ?? 'HEAD'}:${path}`,
    list: () => listHead(repository, head),
    listing: head.listing,
    foldersAreObjects: true,
  });
}

function listHead(repository: Repository, head: HeadIndex): Listed[] {
  const listed = listCommit(repository, head.commit ?? 'HEAD');
  head.learn(listed);
  return listed;
}

function changed(listed: readonly Listed[], known: ReadonlyMap<string, Entry | null>): Listed[] {
  const added = [...known].flatMap(([path, entry]) => (entry === null ? [] : [{ ...entry, raw: rawName(path) }]));
  const names = new Set([...known.keys()].map(rawName));
  return [...listed.filter(({ raw }) => !names.has(raw)), ...added].sort((a, b) => byBytes(a.raw, b.raw));
}

/** A commit or tree, by id or as `HEAD`; `listed` are its entries, where they are known already. */
export function commitTree(
  repository: Repository,
  store: ObjectStore,
  commit: string,
  listed: readonly Listed[] | null = null,
): RawTree {
  const tree = gitTree(store, new Map(), {
    request: (path) => `${commit}:${path}`,
    list: () => listed ?? listCommit(repository, commit),
    foldersAreObjects: true,
  });
  if (listed !== null) tree.allPaths();
  return tree;
}

/** Entries of the index, submodules, links and unmerged ones (stages 1 to 3) included, sorted by name bytes. */
export function listIndex(
  repository: Repository,
  pathspecs: readonly string[],
): (Listed & { readonly stage: string })[] {
  const output = git(['ls-files', '-s', '-z', '--full-name', '--', ...pathspecs], { cwd: repository.cwd }).stdout;
  return splitNul(output).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', id = '', stage = ''] = line.slice(0, tab).split(' ');
    return { mode, id, stage, raw: line.slice(tab + 1) };
  });
}

/** Every entry of a commit or tree, submodules and links included, sorted by name bytes. */
export function listCommit(repository: Repository, commit: string): Listed[] {
  return splitNul(git(['ls-tree', '-r', '-z', '--full-tree', commit], { cwd: repository.cwd }).stdout).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
    return { mode, id, raw: line.slice(tab + 1) };
  });
}

function gitTree(store: ObjectStore, known: ReadonlyMap<string, Entry | null>, source: Origin): RawTree {
  const entries = new Map<string, Entry | null>(known);
  const answers: Answers = { names: new Map(), folders: new Map() };
  const asked = { names: new Set<string>(), folders: new Set<string>(), links: false };
  const unreadable = new Map<string, Skipped>();
  let listing: Listing | null = null;
  let misses = 0;

  /** undefined: not known yet. */
  function entry(path: string): Entry | null | undefined {
    const found = entries.get(path);
    if (found !== undefined) return found;
    if (listing !== null) return null;
    const listed = source.listing?.entry(path);
    if (listed !== undefined) {
      entries.set(path, listed);
      return listed;
    }
    const answer = store.get(source.request(path));
    if (answer === undefined) return undefined;
    // cat-file tells no modes: a link that no list has shown reads as a file that holds its target's name
    if (answer.kind === 'object') return answer.type === 'blob' ? { mode: '100644', id: answer.id } : null;
    return answer.kind === 'unfetched' ? { mode: '100644', id: answer.id } : null;
  }

  function bytes(path: string): Buffer | undefined {
    const found = entry(path);
    if (!found || !isFileMode(found.mode)) return undefined;
    const answer = store.get(entries.has(path) ? found.id : source.request(path));
    if (answer?.kind === 'object') return answer.content;
    if (answer?.kind === 'missing') throw unreadableObject(path, found.id);
    if (answer?.kind === 'too-large') throw tooLarge(path);
    if (answer !== undefined) unreadable.set(path, { path, reason: UNFETCHED });
    return undefined;
  }

  /** Files below a folder that `known` adds to the listing's, less those that it takes away. */
  function addedBelow(folder: string): number {
    let added = 0;
    for (const [path, now] of known) {
      if (path.startsWith(`${folder}/`)) added += Number(isFile(now)) - Number(isFile(source.listing?.entry(path)));
    }
    return added;
  }

  /** Paths with this base name, from the listing's and `known`. */
  function namedNow(baseName: string, before: readonly string[]): string[] {
    const own = [...known].filter(([path]) => path.endsWith(baseName) && baseNameOf(path) === baseName);
    const replaced = new Set(own.map(([path]) => path));
    const paths = [
      ...before.filter((path) => !replaced.has(path)),
      ...own.flatMap(([path, now]) => (isFile(now) ? [path] : [])),
    ];
    return paths
      .map(rawName)
      .sort(byBytes)
      .map((raw) => decodeName(raw).path);
  }

  /** Takes entries in and gives the paths of the files among them. */
  function learn(listed: readonly Listed[]): string[] {
    const paths: string[] = [];
    for (const { raw, mode, id } of listed) {
      const { path, pathBytes } = decodeName(raw);
      if (pathBytes !== null) continue; // a path in a question is text: it cannot mean this one
      entries.set(path, { mode, id });
      if (isFileMode(mode)) paths.push(path);
    }
    return paths;
  }

  function everything(): Listing {
    listing ??= listingOf(learn(source.list()));
    return listing;
  }

  /** Links with the ids of their texts; undefined: not known yet. */
  function linkIds(): Iterable<readonly [path: string, id: string]> | undefined {
    const from = listing === null ? source.listing?.links() : new Map<string, string>();
    if (from === undefined) return undefined;
    const own = [...(listing === null ? known : entries)];
    const links = own.flatMap(([path, now]): [string, string][] => (now?.mode === LINK ? [[path, now.id]] : []));
    if (from.size === 0) return links;
    const replaced = new Set(own.map(([path]) => path));
    return [...[...from].filter(([path]) => !replaced.has(path)), ...links];
  }

  let links: ReadonlyMap<string, string> | null = null;

  return {
    has(path) {
      const mode = entry(path)?.mode;
      return mode !== undefined && (isFileMode(mode) || mode === LINK);
    },
    hasFolder(path) {
      const folder = path.replace(/\/$/, '');
      if (folder === '' || folder === '.') return true;
      if (listing !== null) return listing.folders.has(folder);
      const answer = answers.folders.get(folder);
      if (answer !== undefined) return answer;
      const below = source.listing?.filesBelow(folder);
      if (below !== undefined) return below + addedBelow(folder) > 0;
      if (source.foldersAreObjects === true) {
        const object = store.get(source.request(folder));
        return object?.kind === 'object' && object.type === 'tree';
      }
      asked.folders.add(folder);
      misses++;
      return false;
    },
    bytes,
    id: (path) => entry(path)?.id,
    named(baseName) {
      if (listing !== null) return listing.byName.get(baseName) ?? [];
      const paths = answers.names.get(baseName);
      if (paths !== undefined) return paths;
      const before = source.listing?.named(baseName);
      if (before === undefined) {
        asked.names.add(baseName);
        misses++;
        return [];
      }
      const now = namedNow(baseName, before);
      answers.names.set(baseName, now);
      return now;
    },
    links() {
      if (links !== null) return links;
      const ids = linkIds();
      if (ids === undefined) {
        asked.links = true;
        misses++;
        return NO_LINKS;
      }
      links = ifKnown(store, () => {
        const found = new Map<string, string>();
        for (const [path, id] of ids) {
          const answer = store.get(id);
          const text = answer?.kind === 'object' ? linkText(answer.content) : null;
          if (text !== null) found.set(path, text);
        }
        return found;
      });
      return links ?? NO_LINKS;
    },
    want(path) {
      bytes(path);
    },
    fetch() {
      const fetched = store.fetch();
      if (asked.names.size === 0 && asked.folders.size === 0 && !asked.links) return fetched;
      const looked =
        source.look === undefined || asked.links
          ? everything()
          : listingOf(learn(source.look([...asked.names], [...asked.folders])));
      for (const name of asked.names) answers.names.set(name, looked.byName.get(name) ?? []);
      for (const folder of asked.folders) answers.folders.set(folder, looked.folders.has(folder));
      asked.names.clear();
      asked.folders.clear();
      asked.links = false;
      return true;
    },
    misses: () => misses + store.misses(),
    allPaths: () => everything().paths,
    unreadable: () => [...unreadable.values()],
  };
}

function isFile(entry: Entry | null | undefined): boolean {
  return entry !== null && entry !== undefined && isFileMode(entry.mode);
}

function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface Answers {
  readonly names: Map<string, readonly string[]>;
  readonly folders: Map<string, boolean>;
}

/** Paths of files, in git's order, and what can be asked about them as a whole. */
export interface Listing {
  readonly paths: readonly string[];
  readonly folders: ReadonlySet<string>;
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

/** Prepares a list of files for questions about folders and base names. */
export function listingOf(paths: readonly string[]): Listing {
  const folders = new Set<string>();
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    for (let end = slash; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
    const name = path.slice(slash + 1);
    const list = byName.get(name);
    if (list === undefined) byName.set(name, [path]);
    else list.push(path);
  }
  return { paths, folders, byName };
}

const LINK = '120000';
const NO_LINKS: ReadonlyMap<string, string> = new Map();

/** What a link holds, if that can be said in a path of a question. */
export function linkText(bytes: Buffer): string | null {
  const { path, pathBytes } = decodeName(bytes.toString('latin1'));
  return pathBytes === null ? path : null;
}

export const UNFETCHED = 'not fetched (partial clone)';

/** The error for a blob that is not there, or damaged. */
export function unreadableObject(path: string, id: string): UserError {
  return new UserError(`cannot read ${path}: its object ${id} is missing or damaged`, 'Look at it with: git fsck');
}

/** The error for a file that does not fit into one string: refused, never skipped. */
export function tooLarge(path: string): UserError {
  return new UserError(
    `cannot check ${path}: it is larger than 512 MB`,
    'Exclude it in the registry: "files": { "exclude": [...] }',
  );
}

/** Makes a name literal inside a pathspec in which `*` is meant. */
function escapeGlob(name: string): string {
  return name.replace(/[*?[\\]/g, '\\$&');
}
