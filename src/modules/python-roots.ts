/**
 * Python's roots: the folders that absolute names start from.
 *
 * Stated in the registry, or else `.`, `src`, every folder that holds pyproject.toml, setup.cfg or setup.py with its `src`,
 * and whatever other folder the files of a project name as the place of its modules. For one file there are some more, as
 * Python, pytest and Django have them: the folder above its topmost package, the nearest one above it that holds manage.py,
 * and, where its own folder is no package, that one. They lie above the file, so that nothing that is named from there
 * leaves out more than a relative name could.
 */

import { pushAll } from '../text/lists.ts';
import type { Tree } from '../types.ts';
import { MANAGE_SCRIPT, PROJECT_FILES, PYTHON_SETTINGS } from './configuration.ts';
import { type Derived, type ModuleContext, perTree, settled } from './context.ts';
import { realPath } from './links.ts';
import { ancestors, folderOf, inFolder, join, within } from './path.ts';
import { matchesPath } from './path-pattern.ts';
import { statedRoots } from './python-project.ts';

/** Where a file's absolute names are looked for. */
export interface SearchPath {
  /** Nearest first. */
  readonly roots: readonly string[];
  /** Those of them that other files have as well. */
  readonly common: readonly string[];
  /**
   * A folder that is looked into besides: the file's own, because whoever runs the file as a script finds its neighbours, or
   * in a namespace package the one above its topmost ordinary package, which may be where the file is run from.
   */
  readonly own: string | null;
}

interface Found {
  /** In the order in which they are stated or found. */
  readonly roots: ReadonlySet<string>;
  /** What the files of a folder state. */
  readonly statedIn: ReadonlyMap<string, readonly string[]>;
  readonly patterns: readonly { readonly folder: string; readonly glob: string }[];
  /** Folders that hold manage.py. */
  readonly managed: ReadonlySet<string>;
}

/** The same as plain JSON. */
interface FoundLists extends Pick<Found, 'patterns'> {
  readonly roots: readonly string[];
  readonly statedIn: readonly (readonly [folder: string, roots: readonly string[]])[];
  readonly managed: readonly string[];
}

interface Memory {
  found: Found | null;
  /** By folder of the importing file. */
  readonly paths: Map<string, SearchPath>;
  /** The same order is the same list. */
  readonly lists: Map<string, readonly string[]>;
}

/** One memory for each list of stated roots, printed. */
const memory = perTree(() => new Map<string, Memory>());

function remembered(context: ModuleContext): Memory {
  const byRoots = memory(context.tree);
  const id = context.pythonRoots === null ? '' : JSON.stringify(context.pythonRoots);
  const known = byRoots.get(id) ?? { found: null, paths: new Map(), lists: new Map() };
  byRoots.set(id, known);
  return known;
}

function foundIn(context: ModuleContext): Found {
  const known = remembered(context);
  if (known.found === null) {
    const { roots, statedIn, patterns, managed } = pythonRootLists(context).value;
    known.found = { roots: new Set(roots), statedIn: new Map(statedIn), patterns, managed: new Set(managed) };
  }
  return known.found;
}

/** What all roots are made from. */
export function pythonRootLists({ tree, pythonRoots }: ModuleContext): Derived<FoundLists> {
  return settled(tree, `python roots ${JSON.stringify(pythonRoots)}`, () =>
    pythonRoots === null ? defaults(tree) : stated(pythonRoots, tree),
  );
}

/** Every root that any file may have, wherever it stands; the repository itself is the empty string. */
export function rootSet(context: ModuleContext): ReadonlySet<string> {
  return foundIn(context).roots;
}

function stated(roots: readonly string[], tree: Tree): FoundLists {
  const all = roots.flatMap((root) => join('', root) ?? []);
  return { roots: withRealPaths(all, tree), statedIn: [], patterns: [], managed: [] };
}

function withRealPaths(roots: readonly string[], tree: Tree): string[] {
  return [...new Set(roots.flatMap((root) => [root, realPath(root, tree)]))];
}

function defaults(tree: Tree): FoundLists {
  const folders = new Set(PROJECT_FILES.flatMap((name) => tree.named(name).map(folderOf)));
  const places = ['', ...[...folders].sort()].flatMap((folder) => [folder, inFolder(folder, 'src')]);
  const statedIn = new Map<string, string[]>();
  const patterns: { folder: string; glob: string }[] = [];
  for (const name of PYTHON_SETTINGS) {
    for (const path of tree.named(name)) {
      const folder = folderOf(path);
      for (const text of statedRoots(name, tree.read(path) ?? '')) {
        if (text.includes('*')) patterns.push({ folder, glob: text.replace(/^\.\/|\/+$/g, '') });
        else pushTo(statedIn, folder, join(folder, text));
      }
    }
  }
  const roots = [
    ...places.filter((root) => root === '' || !isPackageFolder(root, tree)),
    ...[...statedIn.keys()].sort().flatMap((folder) => statedIn.get(folder) ?? []),
    ...[...folders].filter((folder) => patterns.some((pattern) => matches(folder, pattern))),
  ];
  const managed = tree.named(MANAGE_SCRIPT).map(folderOf);
  return { roots: withRealPaths(roots, tree), statedIn: [...statedIn], patterns, managed };
}

function pushTo(map: Map<string, string[]>, key: string, value: string | null): void {
  if (value === null) return;
  const list = map.get(key) ?? [];
  map.set(key, list);
  if (!list.includes(value)) list.push(value);
}

function matches(folder: string, { folder: base, glob }: Found['patterns'][number]): boolean {
  return folder !== base && within(folder, base) && matchesPath(folder.slice(base === '' ? 0 : base.length + 1), glob);
}

/**
 * The roots in the order in which an absolute import of this file tries them: those of its own project first (the root
 * that it stands in, then its neighbours of the same project), then outwards, then the rest.
 */
export function searchPathOf(from: string, context: ModuleContext): SearchPath {
  const folder = folderOf(from);
  const { paths, lists } = remembered(context);
  const known = paths.get(folder);
  if (known !== undefined) return known;
  const { roots: all, statedIn } = foundIn(context);
  const own = rootsAbove(folder, context);
  const near: string[] = [];
  for (const at of ancestors(folder)) {
    if (own.has(at)) near.push(at);
    const source = inFolder(at, 'src');
    if (all.has(source)) near.push(source);
    pushAll(near, statedIn.get(at) ?? []);
  }
  const listOf = (first: readonly string[]): readonly string[] => {
    const order = first.join('\0');
    const list = lists.get(order) ?? [...new Set([...first, ...all])];
    lists.set(order, list);
    return list;
  };
  const isScript = context.pythonRoots === null && !own.has(folder) && !isPackageFolder(folder, context.tree);
  const common = listOf(near.filter((root) => all.has(root)));
  const found = { roots: listOf(near), common, own: isScript ? folder : rootInNamespace(folder, context) };
  paths.set(folder, found);
  return found;
}

/** The roots among a folder and those above it, for what stands in that folder. */
function rootsAbove(folder: string, context: ModuleContext): ReadonlySet<string> {
  const { roots, patterns, managed } = foundIn(context);
  const above = ancestors(folder);
  const found = new Set(above.filter((at) => roots.has(at) || patterns.some((pattern) => matches(at, pattern))));
  if (context.pythonRoots !== null) return found;
  const manager = managed.size === 0 ? undefined : above.find((at) => managed.has(at));
  const outer = rootInNamespace(folder, context) === null ? folderAbovePackage(folder, context.tree) : null;
  for (const root of [outer, manager]) if (root !== null && root !== undefined) found.add(root);
  return found;
}

/** The folder above the topmost package where that lies below a `src`, which is the root of what is installed from there. */
export function rootInNamespace(folder: string, context: ModuleContext): string | null {
  const { roots } = foundIn(context);
  const above = context.pythonRoots === null ? folderAbovePackage(folder, context.tree) : null;
  if (above === null || roots.has(above)) return null;
  return ancestors(above).some((at) => /(?:^|\/)src$/.test(at) && roots.has(at)) ? above : null;
}

/** The same for whoever only compares names: without the folder above the package, for which the tree must be asked. */
export function knownRootsAbove(folder: string, context: ModuleContext): string[] {
  const { roots, patterns, managed } = foundIn(context);
  const above = ancestors(folder);
  const manager = managed.size === 0 ? undefined : above.find((at) => managed.has(at));
  return above.filter((at) => roots.has(at) || at === manager || patterns.some((pattern) => matches(at, pattern)));
}

/** The folder above the topmost of the packages that a folder lies in; null for a folder that is no package. */
export function folderAbovePackage(folder: string, tree: Tree): string | null {
  let at = folder;
  while (at !== '' && isPackageFolder(at, tree)) at = folderOf(at);
  return at === folder || (at === '' && isPackageFolder(at, tree)) ? null : at;
}

const packages = perTree(() => new Map<string, boolean>());

/** Whether a folder holds an `__init__`. */
export function isPackageFolder(folder: string, tree: Tree): boolean {
  const known = packages(tree).get(folder);
  if (known !== undefined) return known;
  const found = tree.has(inFolder(folder, '__init__.py')) || tree.has(inFolder(folder, '__init__.pyi'));
  packages(tree).set(folder, found);
  return found;
}
