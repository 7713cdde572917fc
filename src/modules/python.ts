/**
 * Python module names to keys. A dotted name is a path below one of several roots; a relative one is a path from the
 * importing file's folder. Keys are path based, so `app.x` below `src` is `py:src/app/x`.
 */
import type { ModuleKey, Tree } from '../types.ts';
import { lazy, type ModuleContext, perTree, type Resolution } from './context.ts';
import { externalKey, keyOfFile, repositoryKey, withoutInit } from './key.ts';
import { realKeys, realPath } from './links.ts';
import { ancestors, folderOf, join, within } from './path.ts';
import {
  folderAbovePackage,
  isPackageFolder,
  knownRootsAbove,
  rootInNamespace,
  type SearchPath,
  searchPathOf,
} from './python-roots.ts';
import { isStandardModule } from './python-standard.ts';

/** Resolves `a.b`, `.a`, `..`, written in the file `from`. Never throws. */
export function resolvePython(specifier: string, from: string, context: ModuleContext): Resolution {
  // Python compares identifiers in this form, whichever was typed.
  const name = specifier.normalize('NFKC');
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  return dots > 0 ? relativeImport(name, dots, from, context) : absoluteImport(name, from, context);
}

/**
 * A relative name is a dotted one below the package that it is written in. That is a path, but for namespace packages:
 * what is not beside the file may be in another folder of that name.
 */
function relativeImport(name: string, dots: number, from: string, context: ModuleContext): Resolution {
  const rest = pathOfDotted(name.slice(dots));
  const path = rest === null ? null : join(folderOf(from), `${'../'.repeat(dots - 1)}${rest}`);
  const { tree } = context;
  const beside = path === null ? [] : realKeys(repositoryKey('py', withoutInit(path)), tree);
  const found = lazy(() => (path === null ? null : locate(withoutInit(path), tree)));
  const elsewhere = lazy(() => (path === null ? null : inNamespace(path, dots, from, context)));
  const candidates = lazy(() => {
    const others = elsewhere()?.candidates.filter((key) => !key.external) ?? [];
    return others.length === 0 ? beside : unique([...beside, ...others]);
  });
  const existing = lazy(() => {
    const own = found();
    const other = own?.file == null ? elsewhere() : null;
    if (other?.file != null) return { key: other.existing, file: other.file };
    return own ?? { key: other?.existing ?? null, file: null };
  });
  return {
    get candidates() {
      return candidates();
    },
    get keys() {
      if (candidates().length < 2) return candidates();
      const { key } = existing();
      return key === null ? candidates() : [key];
    },
    get existing() {
      return existing().key;
    },
    get file() {
      return existing().file;
    },
  };
}

/**
 * What a path names from the root that the file stands below; null where the package that the name starts in, one above
 * it or the next one is all in one place.
 */
function inNamespace(path: string, dots: number, from: string, context: ModuleContext): Resolution | null {
  const folder = folderOf(from);
  const start = ancestors(folder)[dots - 1] ?? '';
  const [step = ''] = path.slice(start === '' ? 0 : start.length + 1).split('/');
  const { tree } = context;
  if (path === '' || [below(start, step), ...ancestors(start)].some((at) => isWhole(at, tree))) return null;
  const [root] = knownRootsAbove(folder, context);
  if (root === undefined || root === folder || path === root || !within(path, root)) return null;
  const rest = withoutInit(path.slice(root === '' ? 0 : root.length + 1));
  if (!within(folder, below(root, rest.split('/', 1)[0] ?? ''))) return null;
  return namedFrom(searchPathOf(from, context).common, rest.replaceAll('/', '.'), tree);
}

const wholes = perTree(() => new Map<string, boolean>());

/** Whether a folder is a package that has no part elsewhere; only of a topmost one it is asked what is in it. */
function isWhole(folder: string, tree: Tree): boolean {
  if (!isPackageFolder(folder, tree)) return false;
  if (folder !== '' && isPackageFolder(folderOf(folder), tree)) return true;
  const known = wholes(tree).get(folder) ?? ownsName(folder, tree);
  wholes(tree).set(folder, known);
  return known;
}

/** What an absolute name means depends on the order of the roots alone, so files of one project share the answer. */
const remembered = perTree(() => new Map<readonly string[], Map<string, Resolution>>());

/** A large tree has more names than it is worth to remember. */
const MOST_REMEMBERED = 256;

function absoluteImport(name: string, from: string, context: ModuleContext): Resolution {
  if (isStandardModule(name)) return standardModule(name);
  const path = searchPathOf(from, context);
  const resolution = namedFrom(path.roots, name, context.tree);
  return path.own === null ? resolution : withNeighbours(path.own, name, resolution, context.tree);
}

function namedFrom(roots: SearchPath['roots'], name: string, tree: Tree): Resolution {
  const byRoots = remembered(tree);
  const byName = byRoots.get(roots) ?? new Map<string, Resolution>();
  byRoots.set(roots, byName);
  const known = byName.get(name) ?? absoluteName(name, roots, tree);
  if (byName.size >= MOST_REMEMBERED) byName.clear();
  byName.set(name, known);
  return known;
}

/** Python's own: nothing of the tree comes before it. */
function standardModule(name: string): Resolution {
  const keys = [externalKey('py', name)];
  return { candidates: keys, existing: null, file: null, keys };
}

/**
 * What stands beside a script comes first, and adds to what the name means otherwise: nobody knows which files are run
 * from where.
 */
function withNeighbours(own: string, name: string, otherwise: Resolution, tree: Tree): Resolution {
  const rest = withoutInit(pathOfDotted(name) ?? '');
  if (rest === '') return otherwise;
  const path = below(own, rest);
  const beside = realKeys(repositoryKey('py', path), tree);
  const kind = lazy(() => kindOfTop(below(own, rest.split('/', 1)[0] ?? ''), tree));
  const found = lazy(() =>
    kind() === 'none' || (kind() === 'module' && rest.includes('/')) ? null : locate(path, tree),
  );
  // A mere folder comes behind every module.
  const counts = lazy(() => (found()?.file != null || otherwise.existing === null ? found() : null));
  return {
    get candidates() {
      return unique([...beside, ...otherwise.candidates]);
    },
    get existing() {
      return counts()?.key ?? otherwise.existing;
    },
    get file() {
      return counts()?.file ?? otherwise.file;
    },
    get keys() {
      const neighbour = counts();
      if (neighbour !== null) return unique([neighbour.key, ...otherwise.keys]);
      if (otherwise.existing !== null || (rest.includes('/') && kind() === 'none')) return otherwise.keys;
      return unique([...beside, ...otherwise.keys]);
    },
  };
}

function absoluteName(name: string, roots: readonly string[], tree: Tree): Resolution {
  const rest = withoutInit(pathOfDotted(name) ?? '');
  const external = externalKey('py', name.replace(/\.__init__$/, ''));
  const keysBelow = (some: readonly string[]): ModuleKey[] =>
    rest === '' ? [] : unique(some.flatMap((root) => realKeys(repositoryKey('py', below(root, rest)), tree)));
  const all = lazy(() => [...keysBelow(roots), external]);
  const search = lazy(() => searchRoots(rest, rest === '' ? [] : roots, tree));
  return {
    get candidates() {
      return all();
    },
    get existing() {
      return search().existing;
    },
    get file() {
      return search().file;
    },
    get keys() {
      const { existing, looked } = search();
      return existing !== null ? [existing] : [...keysBelow(roots.slice(0, looked)), external];
    },
  };
}

/** `a.b` → `a/b`, empty for no name; null for what cannot be a dotted name. */
function pathOfDotted(name: string): string | null {
  if (name === '') return '';
  return name.includes('/') || /(?:^|\.)(?:\.|$)/.test(name) ? null : name.replaceAll('.', '/');
}

interface Search {
  readonly existing: ModuleKey | null;
  readonly file: string | null;
  /** How many roots, from the first, Python would look into. */
  readonly looked: number;
}

/**
 * Looks below each root in turn. The first root that holds the top-level package ends the search, found or not, as in
 * Python: with two packages `app` in one repository, what is deleted from the one is not found in the other.
 * Exceptions are packages that extend their own path. A folder without `__init__` counts when no root holds a module.
 */
function searchRoots(rest: string, roots: readonly string[], tree: Tree): Search {
  const slash = rest.indexOf('/');
  const top = slash < 0 ? rest : rest.slice(0, slash);
  let looked = 0;
  for (const root of roots) {
    looked++;
    const kind = kindOfTop(below(root, top), tree);
    if (kind === 'none') continue;
    const path = below(root, rest);
    const file = kind === 'module' && slash > 0 ? null : realModuleFile(path, tree);
    if (file !== null) return { existing: keyOfFound(file, path), file, looked };
    if (kind === 'module' || ownsName(below(root, top), tree)) break;
  }
  const folder = roots.slice(0, looked).find((root) => tree.hasFolder(below(root, rest)));
  return { existing: folder === undefined ? null : keyOfFolder(below(folder, rest), tree), file: null, looked };
}

function below(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`;
}

const tops = perTree(() => new Map<string, 'none' | 'module' | 'folder'>());

/** What stands at a top-level name. Most names stand under no root, so this is asked once for each. */
function kindOfTop(path: string, tree: Tree): 'none' | 'module' | 'folder' {
  const known = tops(tree).get(path);
  if (known !== undefined) return known;
  const kind = tree.hasFolder(path) ? 'folder' : isModule(path, tree) ? 'module' : 'none';
  tops(tree).set(path, kind);
  return kind;
}

/** Whether a file of Python has this name, a stub included. */
export function isModule(path: string, tree: Tree): boolean {
  return ['py', 'pyi', 'pyw'].some((extension) => tree.has(`${path}.${extension}`));
}

/** Whether a top-level folder is a package that looks nowhere else for its submodules. */
function ownsName(path: string, tree: Tree): boolean {
  const file = moduleFile(path, tree);
  return file !== null && !/extend_path|declare_namespace/.test(tree.read(file) ?? '');
}

/** A package comes before a module of the same name, a source before its stub. */
function moduleFile(path: string, tree: Tree): string | null {
  const stem = path === '' ? '' : `${path}/`;
  const files = [
    `${stem}__init__.py`,
    ...(path === '' ? [] : [`${path}.py`]),
    `${stem}__init__.pyi`,
    ...(path === '' ? [] : [`${path}.pyi`, `${path}.pyw`]),
  ];
  return files.find((file) => tree.has(file)) ?? null;
}

function locate(path: string, tree: Tree): { readonly file: string | null; readonly key: ModuleKey } | null {
  const file = realModuleFile(path, tree);
  if (file !== null) return { file, key: keyOfFound(file, path) };
  return tree.hasFolder(path) ? { file: null, key: keyOfFolder(path, tree) } : null;
}

function realModuleFile(path: string, tree: Tree): string | null {
  const file = moduleFile(path, tree);
  return file === null ? null : realPath(file, tree);
}

/** What was found at a path; a link may lead to a file that is no module by its name. */
function keyOfFound(file: string, path: string): ModuleKey {
  return keyOfFile(file) ?? repositoryKey('py', path);
}

function keyOfFolder(path: string, tree: Tree): ModuleKey {
  return repositoryKey('py', realPath(path, tree));
}

/** Of several keys with one path the first; one from outside may be called like one from here. */
function unique(keys: readonly ModuleKey[]): ModuleKey[] {
  if (keys.length < 2) return [...keys];
  const byPath = new Map<string, ModuleKey>();
  for (const key of keys) {
    const id = key.external ? `/${key.path}` : key.path;
    if (!byPath.has(id)) byPath.set(id, key);
  }
  return [...byPath.values()];
}

/** A file of the module with this key. */
export function fileOfPython(key: ModuleKey, tree: Tree): string | null {
  return moduleFile(key.path === '.' ? '' : key.path, tree);
}

/** `from pkg import sub` as a module: `pkg.sub`; `from . import x`: `.x`; `from .. import x`: `..x`. */
export function joinPython(specifier: string, name: string): string {
  return specifier.endsWith('.') || specifier === '' ? specifier + name : `${specifier}.${name}`;
}

/**
 * The dotted names of a repository module, one for each root that it lies below, shortest first: what an absolute
 * import of it may say. Names that Python's own modules have are none.
 *
 * @param all also from the folder above its topmost package, for which the tree must be asked
 */
export function dottedNames(key: ModuleKey, context: ModuleContext, all = false): string[] {
  if (key.external || key.language !== 'py' || key.path === '.') return [];
  const folder = folderOf(key.path);
  const roots = knownRootsAbove(folder, context);
  const isOwn = all && context.pythonRoots === null && rootInNamespace(folder, context) === null;
  const above = isOwn ? folderAbovePackage(folder, context.tree) : null;
  if (above !== null && !roots.includes(above)) roots.push(above);
  return roots
    .map((root) => key.path.slice(root === '' ? 0 : root.length + 1).replaceAll('/', '.'))
    .filter((name) => !isStandardModule(name))
    .sort((a, b) => a.length - b.length);
}

/** What a module in a namespace package is called from the folder above its topmost ordinary package; null elsewhere. */
export function nameInNamespace(key: ModuleKey, context: ModuleContext): string | null {
  if (key.external || key.language !== 'py') return null;
  const root = rootInNamespace(folderOf(key.path), context);
  return root === null ? null : key.path.slice(root.length + 1).replaceAll('/', '.');
}
