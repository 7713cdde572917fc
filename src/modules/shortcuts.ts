/**
 * Ways to name a module without writing all of its path: keys of tsconfig `paths`, `baseUrl`, package names, `exports`
 * and `imports`, entries of package.json, dependencies under another name, import maps, the registry's aliases, Python's
 * roots.
 *
 * Resolution (projects.ts, packages.ts) chooses, for one file, the configuration that holds there. Here everything is
 * collected that may hold for any file, because the question is another one: can a module be named in a file in which
 * a certain word does not occur? Whatever cannot be known is a problem, and then the answer is yes. Both are made from
 * the same readings (tsconfig.ts): a rule that one knows the other knows as well.
 */
import { pushAll } from '../text/lists.ts';
import { push } from '../text/multimap.ts';
import type { LanguageId } from '../types.ts';
import { builtSources } from './built-sources.ts';
import { MANIFEST_NAMES } from './configuration.ts';
import { isObject, type ModuleContext, perTree } from './context.ts';
import { mainsOf } from './ecmascript-files.ts';
import { everyMapEntry } from './import-map.ts';
import { repositoryKey } from './key.ts';
import { type Link, linkedModules, realKeys, realPath } from './links.ts';
import { addressedPackage } from './package-address.ts';
import {
  type BuiltFrom,
  importFiles,
  type Package,
  packageTargets,
  parsePackage,
  patternTargets,
  splitSpecifier,
} from './packages.ts';
import { ancestors, folderOf, inFolder, lastSegment } from './path.ts';
import { pnpmPackages } from './pnpm-workspace.ts';
import { rootSet } from './python-roots.ts';
import { everyConfiguration, type Project, projectOf } from './tsconfig.ts';
import { PLATFORM_PACKAGES, PLATFORMS } from './variants.ts';

/** A key that can be written instead of a path; both sides with at most one `*`. */
export interface Shortcut {
  readonly key: string;
  /** Repository path, or the name of a package from outside, which may be the same text. */
  readonly target: string;
}

export interface Shortcuts {
  readonly keys: readonly Shortcut[];
  /** Folders below which bare names are looked up. */
  readonly bases: readonly string[];
  /** Symbolic links, with what they lead to in the end; both as keys have them. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** Paths that a relative name of a folder (`..`) may mean. */
  readonly mains: readonly { readonly folder: string; readonly path: string }[];
  /** Folders that are one folder to relative names; of each list any two. */
  readonly twins: readonly (readonly string[])[];
  /** What files of a module may have behind its name, which nobody writes. */
  readonly suffixes: readonly string[];
  /** Why it is not known what can be written, or null. */
  readonly problem: string | null;
}

interface Collected {
  readonly keys: Shortcut[];
  readonly bases: Set<string>;
  readonly mains: { folder: string; path: string }[];
  readonly twins: (readonly string[])[];
  readonly suffixes: Set<string>;
  readonly problems: string[];
}

function nothingYet(bases: Iterable<string> = []): Collected {
  return { keys: [], bases: new Set(bases), mains: [], twins: [], suffixes: new Set(), problems: [] };
}

interface Remembered extends Pick<ModuleContext, 'js' | 'readOutside'> {
  readonly shortcuts: Shortcuts;
}

const remembered = perTree((): Remembered[] => []);

/** Shortcuts of JavaScript and TypeScript files anywhere in the tree. Configuration that cannot be read is not reported. */
export function ecmascriptShortcuts({ tree, js, readOutside }: ModuleContext): Shortcuts {
  const held = remembered(tree);
  const known = held.find((one) => one.js === js && one.readOutside === readOutside);
  if (known !== undefined) return known.shortcuts;
  const shortcuts = findShortcuts({ tree, pythonRoots: null, js, readOutside });
  held.push({ js, readOutside, shortcuts });
  return shortcuts;
}

function findShortcuts(context: ModuleContext): Shortcuts {
  const found = nothingYet();
  const packages = readPackages(found, context);
  readRenames(found, packages, readImportMaps(found, context), builtSources(context));
  for (const [key, targets] of context.js?.aliases ?? []) {
    for (const target of targets) found.keys.push({ key, target });
  }
  readConfigurations(found, context);
  return followed('js', found, context);
}

/**
 * Python has roots, and nothing else that stands for a path. Roots that only some files have are folders above them: as with
 * a relative name, what is left out of a name that starts there stands in the file's own path.
 */
export function pythonShortcuts(context: ModuleContext): Shortcuts {
  return followed('py', nothingYet(rootSet(context)), context);
}

// ------------------------------------------------------------------------------------------------------------- links

/** Links are shortcuts like any other: their own name for what they lead to, and whatever leads through one of them. */
function followed(language: LanguageId, found: Collected, { tree }: ModuleContext): Shortcuts {
  const links = linkedModules(language, tree).flatMap(linkPairs);
  const { keys, bases, mains, twins, problems } = found;
  const suffixes = [...found.suffixes];
  if (links.length === 0)
    return { keys, bases: [...bases], links, mains, twins, suffixes, problem: problems[0] ?? null };
  const real = (path: string): string[] =>
    realKeys(repositoryKey(language, path), tree).map((key) => (key.path === '.' ? '' : key.path));
  const names = new Set(links.map(({ path }) => lastSegment(path)));
  const realKeysOf = ({ key, target }: Shortcut): Shortcut[] => {
    const star = target.indexOf('*');
    if (star < 0) return real(target).map((path) => ({ key, target: path }));
    // A link behind what the importer writes for the star would not have to be written.
    if (
      target
        .slice(star)
        .split('/')
        .slice(1)
        .some((part) => names.has(part.replace(/\..*$/, '')) || names.has(part))
    )
      problems.push(`what ${key} stands for may be behind a symbolic link`);
    const folder = folderOf(target.slice(0, star));
    return [{ key, target: realPath(folder, tree) + target.slice(folder.length) }];
  };
  const allBases = new Set([...bases].flatMap((base) => [base, realPath(base, tree)]));
  const own = links.flatMap(({ path, target }): Shortcut[] => [
    { key: lastSegment(path), target },
    // as a name below a root says it; a file of Python may have any folder above it for one
    ...[...(language === 'py' ? new Set([...allBases, ...ancestors(folderOf(target))]) : allBases)].flatMap((base) =>
      base !== '' && target.startsWith(`${base}/`)
        ? [{ key: lastSegment(path), target: target.slice(base.length + 1) }]
        : [],
    ),
  ]);
  return {
    keys: [...keys, ...keys.flatMap(realKeysOf), ...own],
    bases: [...allBases],
    links,
    twins,
    suffixes,
    mains: [
      ...mains.flatMap(({ folder, path }) => [path, ...real(path)].map((one) => ({ folder, path: one }))),
      // a link that is a folder's index is named by the folder
      ...linkedModules(language, tree).flatMap(({ path, target, file }) =>
        path !== file && path === folderOf(file) ? [{ folder: path, path: target }] : [],
      ),
    ],
    problem: problems[0] ?? null,
  };
}

/** A link by its name and, where it is a module's file, by the module's. */
function linkPairs({ path, target, file, leadsTo }: Link): { path: string; target: string }[] {
  return path === file && target === leadsTo
    ? [{ path, target }]
    : [
        { path, target },
        { path: file, target: leadsTo },
      ];
}

// ------------------------------------------------------------------------------------------------------ package.json

function readPackages(found: Collected, context: ModuleContext): Package[] {
  const packages: Package[] = [];
  const builtFrom = builtSources(context);
  for (const path of context.tree.named('pnpm-workspace.yaml')) {
    if (pnpmPackages(context.tree.read(path) ?? '') === null) found.problems.push(`${path} cannot be read`);
  }
  for (const path of MANIFEST_NAMES.flatMap((name) => context.tree.named(name))) {
    const folder = folderOf(path);
    const { found: one, problem } = parsePackage(folder, context.tree.read(path) ?? '');
    if (one === null || problem !== null) {
      found.problems.push(`${path} cannot be read`);
      continue;
    }
    packages.push(one);
    if (PLATFORM_PACKAGES.some((name) => one.dependencies.has(name)))
      for (const platform of PLATFORMS) found.suffixes.add(platform);
    for (const main of mainsOf(folder, context.tree)) found.mains.push({ folder, path: main });
    for (const [name, target] of one.links) found.keys.push({ key: name, target });
    for (const [key, target] of allTargets(one.imports)) {
      if (target.startsWith('.'))
        for (const file of importFiles(one, target, builtFrom)) found.keys.push({ key, target: file });
      else found.keys.push({ key, target });
    }
    if (one.name === null) continue;
    found.keys.push({ key: one.name, target: folder });
    found.keys.push({ key: one.name, target: folder === '' ? 'src' : `${folder}/src` });
    for (const entry of one.entries) {
      for (const file of importFiles(one, entry, builtFrom)) found.keys.push({ key: one.name, target: file });
    }
    if (one.exports === undefined || one.exports === null) continue;
    for (const [key, targets] of patternTargets(one, 'exports', builtFrom)) {
      for (const target of targets) found.keys.push({ key: one.name + key.replace(/^\./, ''), target });
    }
  }
  return packages;
}

/** A name for a package, as some configuration gives it: `npm:@o/old@1` under `baz`. */
interface Rename {
  readonly key: string;
  /** The package's own name, with a subpath perhaps. */
  readonly specifier: string;
}

/** Another name for a package stands for whatever the package's own stands for. */
function readRenames(
  found: Collected,
  packages: readonly Package[],
  mapped: readonly Rename[],
  builtFrom: BuiltFrom,
): void {
  const byName = new Map<string, Package[]>();
  for (const one of packages) if (one.name !== null) push(byName, one.name, one);
  const subpaths = new Map<string, Shortcut[]>();
  for (const own of found.keys) {
    const name = splitSpecifier(own.key)?.name;
    if (name !== undefined && byName.has(name) && own.key !== name) push(subpaths, name, own);
  }
  for (const { key, specifier } of renamesIn(packages, mapped)) {
    found.keys.push({ key, target: specifier });
    const split = splitSpecifier(specifier);
    if (split === null) continue;
    for (const one of byName.get(split.name) ?? []) {
      const { folder } = one;
      const named = packageTargets({ found: one, subpath: split.subpath }, builtFrom);
      const targets = [folder, inFolder(folder, 'src'), ...named.flatMap(({ path, sources }) => [path, ...sources])];
      for (const target of targets) found.keys.push({ key, target });
    }
    for (const { key: own, target } of subpaths.get(split.name) ?? [])
      found.keys.push({ key: key + own.slice(split.name.length), target });
  }
}

/** Dependencies under another name, `imports` and import maps; what is mapped to a dependency's name is the dependency. */
function renamesIn(packages: readonly Package[], mapped: readonly Rename[]): Rename[] {
  const dependencies = new Map<string, Rename[]>();
  for (const [key, specifier] of packages.flatMap(({ renames }) => [...renames]))
    push(dependencies, key, { key, specifier });
  const imports = packages.flatMap((one) =>
    allTargets(one.imports).flatMap(([key, target]) =>
      target.startsWith('.') ? [] : [{ key, specifier: addressedPackage(target) ?? target }],
    ),
  );
  const through = [...mapped, ...imports].flatMap(({ key, specifier }) => {
    const split = splitSpecifier(specifier);
    const further = split === null ? undefined : dependencies.get(split.name);
    return (further ?? []).map((one) => ({ key, specifier: inFolder(one.specifier, split?.subpath ?? '') }));
  });
  return [...[...dependencies.values()].flat(), ...mapped, ...imports, ...through];
}

/** Keys of import maps for paths of the repository, and those for packages. */
function readImportMaps(found: Collected, context: ModuleContext): Rename[] {
  const { entries, problems } = everyMapEntry(context);
  pushAll(found.problems, problems);
  return entries.flatMap(({ key, target: { kind, text }, below }): Rename[] => {
    if (kind === 'specifier') return [{ key, specifier: addressedPackage(text) ?? text }];
    found.keys.push({ key, target: text });
    if (below) found.keys.push({ key: `${key}*`, target: text === '' ? '*' : `${text}/*` });
    return [];
  });
}

/** Keys of `imports` with every string below them. Not recursive: the value may be nested as deep as JSON can be. */
function allTargets(imports: unknown): [key: string, target: string][] {
  if (!isObject(imports)) return [];
  return Object.entries(imports).flatMap(([key, value]) => {
    const targets: [string, string][] = [];
    const open: unknown[] = [value];
    while (open.length > 0) {
      const next = open.pop();
      if (typeof next === 'string') targets.push([key, next]);
      else if (Array.isArray(next)) pushAll(open, next);
      else if (isObject(next)) pushAll(open, Object.values(next));
    }
    return targets;
  });
}

// ----------------------------------------------------------------------------------------------------- tsconfig.json

/** What resolution may find in any configuration, whichever file it is asked for. */
function readConfigurations(found: Collected, context: ModuleContext): void {
  const { configurations, problems } = everyConfiguration(context);
  for (const { path, message, kind } of problems) if (kind === 'unreadable') found.problems.push(`${path}: ${message}`);
  const known = new Set<Project['paths']>();
  for (const { baseUrl, paths, rootDirs, moduleSuffixes } of configurations.map((one) => projectOf(one, context))) {
    if (baseUrl !== null) found.bases.add(baseUrl);
    if (rootDirs.length > 1) found.twins.push(rootDirs);
    for (const root of rootDirs.length > 1 ? rootDirs : []) found.bases.add(root);
    for (const suffix of moduleSuffixes) found.suffixes.add(suffix);
    if (known.has(paths)) continue;
    known.add(paths);
    for (const [key, to] of paths) for (const target of to) found.keys.push({ key, target });
  }
}
