/**
 * Packages as importers see them: what a file belongs to, and by which entries others come in.
 *
 * A package is a folder whose package.json has a name. Its entries are what `exports` lists, or else what it names as its
 * main file; built files stand for their sources. In Python a package is a distribution, the folder of a project file, and
 * the entry the `__init__` of its top-level package.
 */
import type { LanguageId, ModuleKey } from '../types.ts';
import { builtSources } from './built-sources.ts';
import { PROJECT_FILES } from './configuration.ts';
import { type ModuleContext, perTree } from './context.ts';
import { resolveEcmascript } from './ecmascript.ts';
import { declaredTarget, keysOf, locate } from './ecmascript-files.ts';
import { keyOfFile, sameKey } from './key.ts';
import { realPath } from './links.ts';
import { namedPackage, type Package, packageIn, packageTargets, patternTargets } from './packages.ts';
import { ancestors, folderOf, inFolder, within } from './path.ts';
import { matchStar } from './path-pattern.ts';
import { projectsOf } from './projects.ts';
import { spellImport } from './spell.ts';

export interface Border {
  readonly folder: string;
  /** As people call it. */
  readonly name: string;
  /** Null for a distribution. */
  readonly package: Package | null;
}

/** What a file belongs to; null outside of any package. */
export function borderOf(path: string, language: LanguageId, modules: ModuleContext): Border | null {
  if (language === 'js') {
    const found = namedPackage(path, modules);
    return found === null ? null : { folder: found.folder, name: found.name ?? found.folder, package: found };
  }
  const folder = distributionOf(folderOf(path), modules);
  return folder === null ? null : { folder, name: folder === '' ? 'this project' : folder, package: null };
}

const distributions = perTree(() => new Map<string, string | null>());

function distributionOf(folder: string, { tree }: ModuleContext): string | null {
  const known = distributions(tree);
  const found = known.get(folder);
  if (found !== undefined) return found;
  const distribution =
    ancestors(folder).find((at) => PROJECT_FILES.some((name) => tree.has(inFolder(at, name)))) ?? null;
  known.set(folder, distribution);
  return distribution;
}

interface Entry {
  readonly specifier: string;
  readonly file: string;
}

/** The entries of a package, and how a file writes them; of those that a pattern lets through what leads to `path`. */
export function entriesOf(path: string, border: Border, from: string, modules: ModuleContext): Entry[] {
  if (border.package === null) return pythonEntries(path, from, modules);
  return specifiersOf(border.package, path, from, modules).flatMap((specifier) => {
    const file = resolveEcmascript(specifier, from, modules).file;
    return file === null ? [] : [{ specifier, file }];
  });
}

/**
 * The names of a package's entries, its own first: what `exports` lists, and what a tsconfig of the importer or of the
 * package calls by its name.
 */
function specifiersOf(found: Package, path: string, from: string, modules: ModuleContext): string[] {
  const name = found.name ?? '';
  const keys = literalKeys(found).map((key) => name + key.slice(1));
  const aliases = [from, path].flatMap((file) => namedInConfigurations(found, file, modules));
  const patterns = patternTargets(found, 'exports', builtSources(modules)).flatMap(([key, targets]) =>
    key.includes('*') ? starsFor(path, found, targets).map((star) => name + key.slice(1).replace('*', () => star)) : [],
  );
  return [...new Set([...keys, ...aliases, ...patterns])];
}

/** Whether a module is an entry of a package that is listed: what its name stands for, or a name below it. */
export function isEntryOf(found: Package, key: ModuleKey, modules: ModuleContext): boolean {
  return literalKeys(found)
    .flatMap((one) => packageTargets({ found, subpath: one.slice(2) }, builtSources(modules)))
    .flatMap(({ path, sources }) => [path, ...sources])
    .flatMap((path) => keysOf(declaredTarget(path)))
    .some((one) => sameKey(one, key));
}

/** The modules that the name of the package in a folder may stand for: every one, or the one that is there. */
export function namesakesOf(folder: string, every: boolean, modules: ModuleContext): ModuleKey[] {
  const found = packageIn(folder, { ...modules, report: undefined });
  if (found === null) return [];
  const targets = packageTargets({ found, subpath: '' }, builtSources(modules));
  const keys = targets
    .flatMap(({ path, sources }) => [...sources, path])
    .flatMap((path) => keysOf(declaredTarget(path)));
  if (every) return keys;
  const file = entryFile(found, '.', modules);
  const key = file === null ? null : keyOfFile(file);
  return key === null ? [] : [key];
}

/** Keys of `exports` without a `*`; the package itself where there is no such table. */
function literalKeys({ exports }: Package): string[] {
  if (exports === undefined || exports === null) return ['.'];
  const keys = typeof exports === 'object' && !Array.isArray(exports) ? Object.keys(exports) : [];
  if (!keys.some((key) => key.startsWith('.'))) return ['.'];
  return keys.filter((key) => key.startsWith('.') && !key.includes('*') && !key.endsWith('/') && !/\.json$/.test(key));
}

/** What a pattern's `*` stands for where it leads to a file, or to the index of a folder above it. */
function starsFor(path: string, found: Package, targets: readonly string[]): string[] {
  const folders = ancestors(folderOf(path)).filter((folder) => within(folder, found.folder) && folder !== found.folder);
  const stems = [withoutExtension(path), ...folders.map((folder) => `${folder}/index`), ...folders];
  return stems.flatMap((stem) => targets.flatMap((target) => matchStar(stem, withoutExtension(target)) ?? []));
}

function withoutExtension(path: string): string {
  return path.replace(/(?:\.d)?\.[mc]?[jt]sx?$|\.(?:vue|svelte|astro)$/, '');
}

const entryFiles = perTree(() => new Map<string, readonly string[]>());

/** The files that are entries of the package that a file lies in; what a pattern lets through is not among them. */
export function entryFilesAround(file: string, language: LanguageId, modules: ModuleContext): readonly string[] {
  const found = language === 'js' ? namedPackage(file, modules) : null;
  if (found === null) {
    const top =
      language === 'js' || distributionOf(folderOf(file), modules) === null ? null : topPackage(file, modules);
    return top === null ? [] : [top];
  }
  const known = entryFiles(modules.tree);
  const files = known.get(found.folder) ?? [
    ...literalKeys(found).flatMap((key) => entryFile(found, key, modules) ?? []),
    ...namedInConfigurations(found, file, modules).flatMap((name) => resolveEcmascript(name, file, modules).file ?? []),
  ];
  known.set(found.folder, files);
  return files;
}

/** What the configurations of a file call by a package's name: entries that its package.json need not list. */
function namedInConfigurations({ name }: Package, file: string, modules: ModuleContext): string[] {
  return projectsOf(file, modules).flatMap(({ paths }) =>
    [...paths.keys()].filter((key) => (key === name || key.startsWith(`${name}/`)) && !key.includes('*')),
  );
}

/** Whether a file is an entry of the package that it lies in. */
export function isEntryFile(file: string, language: LanguageId, modules: ModuleContext): boolean {
  if (entryFilesAround(file, language, modules).includes(file)) return true;
  const found = language === 'js' ? namedPackage(file, modules) : null;
  if (found === null) return false;
  return patternTargets(found, 'exports', builtSources(modules)).some(
    ([key, targets]) =>
      key.includes('*') &&
      targets.some((target) => matchStar(withoutExtension(file), withoutExtension(target)) !== null),
  );
}

function entryFile(found: Package, key: string, modules: ModuleContext): string | null {
  const targets = packageTargets({ found, subpath: key.slice(2) }, builtSources(modules));
  for (const { path, sources } of targets) {
    const file = locate(declaredTarget(path, sources), modules.tree);
    if (file !== null) return realPath(file, modules.tree);
  }
  return null;
}

/** The `__init__` of the topmost package that a module lies in. */
function topPackage(path: string, { tree }: ModuleContext): string | null {
  let top: string | null = null;
  for (const folder of ancestors(folderOf(path))) {
    const file = ['__init__.py', '__init__.pyi'].map((name) => inFolder(folder, name)).find((one) => tree.has(one));
    if (folder === '' || file === undefined) return top;
    top = file;
  }
  return top;
}

function pythonEntries(path: string, from: string, modules: ModuleContext): Entry[] {
  const file = topPackage(path, modules);
  return file === null
    ? []
    : [{ specifier: spellImport({ path: file, import: null }, from, 'absolute', modules), file }];
}
