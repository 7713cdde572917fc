/**
 * The tree that a snapshot is judged against, as raw bytes: the index or a commit (disk.ts has the work tree).
 *
 * Questions are answered from what is known. What is not known is answered provisionally, as if it were not there, and
 * noted; `fetch` then reads everything noted with as few git processes as possible, and the caller asks again. So the
 * pure core stays synchronous, and a commit costs two or three processes however many files it looks at.
 */
import { UserError } from '../errors.ts';
import type { Skipped } from '../types.ts';
import { decodeName, splitNul } from './names.ts';
import type { ObjectStore } from './object-store.ts';
import { git } from './run.ts';
import { isFileMode } from './staged.ts';

export interface RawTree {
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
  /** Notes a path whose content will be needed. */
  want(path: string): void;
  /** Reads what was asked for and is unknown; true when something new was learned. */
  fetch(): boolean;
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

interface Source {
  /** The request that names a path in the object store. */
  request(path: string): string;
  /** Entries that git lists: everything, or only what the questions need. */
  list(): Listed[];
  /** Answers questions about base names and folders, if that is cheaper than listing everything. */
  look?(names: readonly string[], folders: readonly string[]): Listed[];
}

export interface Listed extends Entry {
  /** One character per byte. */
  readonly raw: string;
}

/**
 * What is staged. `known` holds the entries that differ from HEAD (null: deleted), so that their content is asked for
 * by id, which the check needs anyway.
 */
export function indexTree(cwd: string, store: ObjectStore, known: ReadonlyMap<string, Entry | null>): RawTree {
  const list = (pathspecs: readonly string[]) => listIndex(cwd, pathspecs).filter(({ stage }) => stage === '0');
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

/** A commit or tree, by id or as `HEAD`. */
export function commitTree(cwd: string, store: ObjectStore, commit: string): RawTree {
  return gitTree(store, new Map(), { request: (path) => `${commit}:${path}`, list: () => listCommit(cwd, commit) });
}

/** Entries of the index, submodules, links and unmerged ones (stages 1 to 3) included, sorted by name bytes. */
export function listIndex(cwd: string, pathspecs: readonly string[]): (Listed & { readonly stage: string })[] {
  const output = git(['ls-files', '-s', '-z', '--full-name', '--', ...pathspecs], { cwd }).stdout;
  return splitNul(output).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', id = '', stage = ''] = line.slice(0, tab).split(' ');
    return { mode, id, stage, raw: line.slice(tab + 1) };
  });
}

/** Every entry of a commit or tree, submodules and links included, sorted by name bytes. */
export function listCommit(cwd: string, commit: string): Listed[] {
  return splitNul(git(['ls-tree', '-r', '-z', '--full-tree', commit], { cwd }).stdout).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
    return { mode, id, raw: line.slice(tab + 1) };
  });
}

function gitTree(store: ObjectStore, known: ReadonlyMap<string, Entry | null>, source: Source): RawTree {
  const entries = new Map<string, Entry | null>(known);
  const answers: Answers = { names: new Map(), folders: new Map() };
  const asked = { names: new Set<string>(), folders: new Set<string>() };
  const unreadable = new Map<string, Skipped>();
  let listing: Listing | null = null;

  /** undefined: not known yet. */
  function entry(path: string): Entry | null | undefined {
    const found = entries.get(path);
    if (found !== undefined) return found;
    if (listing !== null) return null;
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
      if (source.look === undefined) {
        const object = store.get(source.request(folder));
        return object?.kind === 'object' && object.type === 'tree';
      }
      asked.folders.add(folder);
      return false;
    },
    bytes,
    id: (path) => entry(path)?.id,
    named(baseName) {
      if (listing !== null) return listing.byName.get(baseName) ?? [];
      const paths = answers.names.get(baseName);
      if (paths === undefined) asked.names.add(baseName);
      return paths ?? [];
    },
    want(path) {
      bytes(path);
    },
    fetch() {
      const fetched = store.fetch();
      if (asked.names.size === 0 && asked.folders.size === 0) return fetched;
      const looked =
        source.look === undefined ? everything() : listingOf(learn(source.look([...asked.names], [...asked.folders])));
      for (const name of asked.names) answers.names.set(name, looked.byName.get(name) ?? []);
      for (const folder of asked.folders) answers.folders.set(folder, looked.folders.has(folder));
      asked.names.clear();
      asked.folders.clear();
      return true;
    },
    allPaths: () => everything().paths,
    unreadable: () => [...unreadable.values()],
  };
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
