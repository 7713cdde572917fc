/**
 * The trees that a snapshot is judged against: the index, HEAD or another commit (disk.ts has the work tree).
 */
import { isNameForm } from '../text/base-names.ts';
import { lazyTree } from './lazy-tree.ts';
import { byBytes, rawName, splitNul } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import type { Entry, HeadIndex, Listed, RawTree } from './raw-tree.ts';
import type { Repository } from './repository.ts';
import { git } from './run.ts';

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
  return lazyTree(store, known, {
    request: (path) => `:0:${path}`,
    list: () => list([':(top)']),
    // `*/name` matches at any depth, and git compares only the ends: a third of the time of `:(glob)**/name`
    look: (names, folders) =>
      list([
        ...names.flatMap((name) =>
          isNameForm(name)
            ? [`:(top)*/${name}`, `:(top)${name}`] // more than asked for: a star crosses folders
            : [`:(top)*/${escapeGlob(name)}`, `:(top,literal)${name}`],
        ),
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
  return lazyTree(store, new Map([...head.changes, ...known]), {
    request: (path) => `${head.commit ?? 'HEAD'}:${path}`,
    list: () => changed(listHead(repository, head), known),
    listing: head.listing,
    tree: head.tree,
  });
}

/** HEAD, the same way. */
export function headTree(repository: Repository, store: ObjectStore, head: HeadIndex): RawTree {
  return lazyTree(store, head.changes, {
    request: (path) => `${head.commit ?? 'HEAD'}:${path}`,
    list: () => listHead(repository, head),
    listing: head.listing,
    tree: head.tree,
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
  const tree = lazyTree(store, new Map(), {
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
  const modes = new Map<string, string>(); // a string for each mode, and not for each file
  return splitNul(git(['ls-tree', '-r', '-z', '--full-tree', commit], { cwd: repository.cwd }).stdout).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
    if (!modes.has(mode)) modes.set(mode, mode);
    return { mode: modes.get(mode) ?? mode, id, raw: line.slice(tab + 1) };
  });
}

/** Makes a name literal inside a pathspec in which `*` is meant. */
function escapeGlob(name: string): string {
  return name.replace(/[*?[\\]/g, '\\$&');
}
