/**
 * package.json as far as module names go: workspaces, a package's own name, `exports`, `imports`, `main` and its like. Of
 * deno.json the name, `exports` and the list of the workspace, which are the same things; its import map is deno.ts's.
 *
 * Which condition of `exports` applies depends on who resolves, so all of them count, in the order in which they are
 * written. A target in an output folder is usually not in the repository: then the same file under `src` or the
 * package's root is meant.
 */
import { parseJsonc } from '../text/jsonc.ts';
import { pushAll } from '../text/lists.ts';
import { push } from '../text/multimap.ts';
import type { Tree } from '../types.ts';
import { DENO_NAMES, MANIFEST_NAMES, WORKSPACE_LISTS } from './configuration.ts';
import { type Derived, isObject, lazy, type ModuleContext, member, perTree, settled, strings } from './context.ts';
import { ancestors, folderOf, inFolder, join, within, withoutSlashes } from './path.ts';
import { bestPattern, matchesPath } from './path-pattern.ts';
import { pnpmPackages } from './pnpm-workspace.ts';
import { standing, standingIn } from './standing.ts';

export interface Package {
  /** Repository path of the folder that holds package.json. */
  readonly folder: string;
  readonly name: string | null;
  readonly exports: unknown;
  readonly imports: unknown;
  /** What `import 'name'` may load when there is no `exports`: types first, as TypeScript looks. */
  readonly entries: readonly string[];
  /** The `tsconfig` member, for configurations that extend this package. */
  readonly tsconfig: string | null;
  readonly workspaces: readonly string[];
  /** Dependencies by path (`file:../shared`, `link:`, `portal:`, `workspace:../x`): name → repository folder. */
  readonly links: ReadonlyMap<string, string>;
  /** Dependencies under another name (`npm:@o/old@1`, `workspace:@o/old@*`): name → the package's own. */
  readonly renames: ReadonlyMap<string, string>;
  /** Every dependency's name. */
  readonly dependencies: ReadonlySet<string>;
  /** `"type": "module"`. */
  readonly esModule: boolean;
}

/** A package of the repository and what the specifier names in it, empty for the package itself. */
export interface Found {
  readonly found: Package;
  readonly subpath: string;
}

/** What a file gives, and what is wrong with it. */
interface Manifest {
  readonly found: Package | null;
  readonly problem: string | null;
}

interface Memory {
  /** By the path of the manifest. */
  readonly packages: Map<string, Manifest>;
  /** Where a name leads, by folder and name. */
  readonly local: Map<string, Map<string, readonly Package[]>>;
  /** The names of all packages; null where they are not known to be all. */
  names: ReadonlySet<string> | null | undefined;
  /** Every package of the tree by name. */
  everywhere: ReadonlyMap<string, readonly Package[]> | null;
  /** Package name → folders, by the folder that states the workspaces. */
  readonly workspaces: Map<
    string,
    { readonly legible: boolean; readonly byName: ReadonlyMap<string, readonly string[]> | null }
  >;
}

const memory = perTree<Memory>(() => ({
  packages: new Map(),
  local: new Map(),
  names: undefined,
  everywhere: null,
  workspaces: new Map(),
}));

/** Splits `@scope/name/sub/path` into name and subpath; null for what cannot be a package name. */
export function splitSpecifier(specifier: string): { name: string; subpath: string } | null {
  const parts = /^(@[^/]+\/[^/]+|[^@./\\#][^/:]*)(?:\/(.*))?$/s.exec(specifier);
  return parts === null ? null : { name: parts[1] ?? '', subpath: withoutSlashes(parts[2] ?? '') };
}

/** The members of package.json that name packages. */
const DEPENDENCY_KINDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** The package.json of a folder, or null when there is none that can be read. */
export function packageIn(folder: string, context: ModuleContext): Package | null {
  return packageAt(inFolder(folder, 'package.json'), context);
}

/** The same for any manifest: package.json, deno.json, deno.jsonc. */
function packageAt(path: string, context: ModuleContext): Package | null {
  const { found, problem } = readManifest(path, context.tree);
  if (problem !== null) context.report?.(path, problem, 'unreadable');
  return found;
}

function readManifest(path: string, tree: Tree): Manifest {
  const { packages } = memory(tree);
  let known = packages.get(path);
  if (known === undefined) {
    const text = tree.read(path);
    known = text === undefined ? { found: null, problem: null } : parsePackage(folderOf(path), text);
    packages.set(path, known);
  }
  return known;
}

/** Every manifest of the tree but those of installed packages. */
function manifests({ tree }: ModuleContext): string[] {
  return MANIFEST_NAMES.flatMap((name) => standing(name, tree)).filter((path) => !/(?:^|\/)node_modules\//.test(path));
}

/** Reads the text of a package.json. */
export function parsePackage(folder: string, text: string): Manifest {
  const { value, problem } = parseJsonc(text);
  if (!isObject(value))
    return { found: null, problem: problem === null ? 'not a JSON object' : `not valid JSON: ${problem}` };
  const name = member(value, 'name');
  const workspaces = member(value, 'workspaces') ?? denoWorkspace(member(value, 'workspace'));
  const tsconfig = member(value, 'tsconfig');
  // Most packages are only looked at for their name.
  const stated = lazy(() => dependencies(folder, value));
  const found: Package = {
    folder,
    name: typeof name === 'string' ? name : null,
    exports: member(value, 'exports'),
    imports: member(value, 'imports'),
    entries: ['types', 'typings', 'main', 'module', 'source', 'svelte', 'browser'].flatMap((key) => {
      const entry = member(value, key);
      return typeof entry === 'string' ? [entry] : [];
    }),
    tsconfig: typeof tsconfig === 'string' ? tsconfig : null,
    workspaces: strings(isObject(workspaces) ? member(workspaces, 'packages') : workspaces),
    get links() {
      return stated().links;
    },
    get renames() {
      return stated().renames;
    },
    get dependencies() {
      return stated().dependencies;
    },
    esModule: member(value, 'type') === 'module',
  };
  return { found, problem: problem === null ? null : `not valid JSON: ${problem}` };
}

/** Deno's list of members, in its two forms. */
function denoWorkspace(value: unknown): unknown {
  return isObject(value) ? member(value, 'members') : value;
}

/** `npm:@o/old@1`, `workspace:@o/old@*`; without a version where a name cannot be taken for one. */
const RENAMED =
  /^(?:npm:((?:@[^/@]+\/)?[a-z~][^/@]*)(?:@|$)|jsr:(@[^/@]+\/[^/@]+)(?:@|$)|(?:workspace|jsr):((?:@[^/@]+\/)?[^/@]+)@)/i;

function dependencies(folder: string, value: unknown): Pick<Package, 'links' | 'renames' | 'dependencies'> {
  const links = new Map<string, string>();
  const renames = new Map<string, string>();
  const names = new Set<string>();
  for (const kind of DEPENDENCY_KINDS) {
    const stated = member(value, kind);
    for (const [name, range] of isObject(stated) ? Object.entries(stated) : []) {
      names.add(name);
      if (typeof range !== 'string') continue;
      const path = /^(?:file:|link:|portal:|workspace:(?=\.))(.*)$/.exec(range)?.[1];
      const target = path === undefined ? null : join(folder, path);
      if (target !== null) links.set(name, target);
      const real = RENAMED.exec(range)
        ?.slice(1)
        .find((one) => one !== undefined);
      if (real !== undefined && real !== name) renames.set(name, real);
    }
  }
  return { links, renames, dependencies: names };
}

/** The package.json that a file belongs to: the nearest one up the tree. */
export function nearestPackage(folder: string, context: ModuleContext): Package | null {
  for (const at of ancestors(folder)) {
    const found = packageIn(at, context);
    if (found !== null) return found;
  }
  return null;
}

/** The package that a file belongs to by name: package.json files without one say something of a folder, and no more. */
export function namedPackage(path: string, context: ModuleContext): Package | null {
  for (let found = nearestPackage(folderOf(path), context); found !== null; ) {
    if (found.name !== null) return found;
    if (found.folder === '') return null;
    found = nearestPackage(folderOf(found.folder), context);
  }
  return null;
}

/** The specifier with the package's own name, where the file's package depends on it under another; else as it is. */
export function withOwnName(specifier: string, folder: string, context: ModuleContext): string {
  const split = splitSpecifier(specifier);
  const real = split === null ? undefined : declaring(split.name, folder, context)?.renames.get(split.name);
  return split === null || real === undefined ? specifier : inFolder(real, split.subpath).replace(/\/$/, '');
}

/** Whether a package.json above a file names the package that a specifier begins with as a dependency. */
export function dependsOn(specifier: string, folder: string, context: ModuleContext): boolean {
  const split = splitSpecifier(specifier);
  return split !== null && declaring(split.name, folder, context) !== null;
}

/** The nearest package.json that names a dependency. */
function declaring(name: string, folder: string, context: ModuleContext): Package | null {
  for (const at of ancestors(folder)) {
    const found = packageIn(at, context);
    if (found?.dependencies.has(name)) return found;
  }
  return null;
}

/**
 * The packages of the repository that a bare specifier may name for a file in `folder`: a dependency by path, the file's
 * own package, a member of a workspace that the folder lies in, or else any package of that name, the nearest first.
 */
export function localPackages(specifier: string, folder: string, context: ModuleContext): Found[] {
  const split = splitSpecifier(specifier);
  if (split === null) return [];
  const { local } = memory(context.tree);
  const byName = local.get(folder) ?? new Map<string, readonly Package[]>();
  local.set(folder, byName);
  const known = byName.get(split.name) ?? packagesCalled(split.name, folder, context);
  byName.set(split.name, known);
  return known.map((found) => ({ found, subpath: split.subpath }));
}

function packagesCalled(name: string, folder: string, context: ModuleContext): readonly Package[] {
  const link = declaring(name, folder, context)?.links.get(name);
  const linked = link === undefined ? null : packageIn(link, context);
  const own = nearestPackage(folder, context);
  const found = new Set([
    ...(linked === null ? [] : [linked]),
    ...(own !== null && own.name === name ? [own] : []),
    ...(isAway(name, context) ? [] : workspacePackages(name, folder, context).map((one) => one.found)),
  ]);
  if (found.size > 0 || isAway(name, context)) return [...found];
  return byDistance(everywhere(context).get(name) ?? [], folder);
}

/** Whether it is known that no package of the tree is called so: most names are those of packages from outside. */
function isAway(name: string, context: ModuleContext): boolean {
  const held = memory(context.tree);
  if (held.names === undefined) {
    const { value } = packageNames(context);
    held.names = value === null ? null : new Set(value);
  }
  return held.names !== null && !held.names.has(name);
}

/**
 * The names of all packages of the tree; null where some manifest, or list of members, cannot be read: who looks for a
 * package then meets it, and it is told.
 */
export function packageNames(context: ModuleContext): Derived<readonly string[] | null> {
  const { tree } = context;
  return settled(tree, 'package names', () => {
    const all = manifests(context).map((path) => readManifest(path, tree));
    const lists = tree.named('pnpm-workspace.yaml').map((path) => pnpmPackages(tree.read(path) ?? ''));
    if (all.some(({ found, problem }) => found === null || problem !== null) || lists.includes(null)) return null;
    return [...new Set(all.flatMap(({ found }) => found?.name ?? []))];
  });
}

/** Those first that share most folders with `folder`. */
function byDistance(packages: readonly Package[], folder: string): readonly Package[] {
  if (packages.length < 2) return packages;
  const shared = (one: Package): number => ancestors(folder).find((at) => within(one.folder, at))?.length ?? 0;
  return [...packages].sort((a, b) => shared(b) - shared(a));
}

/** Packages by name, listed in a workspace or not. */
function everywhere(context: ModuleContext): ReadonlyMap<string, readonly Package[]> {
  const held = memory(context.tree);
  if (held.everywhere !== null) return held.everywhere;
  const byName = new Map<string, Package[]>();
  // One that cannot be read is for those to tell who look for it: most of these are nobody's.
  const silent = { ...context, report: undefined };
  for (const path of manifests(context)) {
    const found = packageAt(path, silent);
    if (found !== null && found.name !== null) push(byName, found.name, found);
  }
  held.everywhere = byName;
  return byName;
}

/** Members of the workspaces around `folder` that the specifier names, nearest workspace first. */
function workspacePackages(specifier: string, folder: string, context: ModuleContext): Found[] {
  const split = splitSpecifier(specifier);
  if (split === null) return [];
  for (const root of ancestors(folder)) {
    const members = workspace(root, context)?.get(split.name) ?? [];
    const found = members.flatMap((at) => packageAt(at, context) ?? []);
    if (found.length > 0) return found.map((one) => ({ found: one, subpath: split.subpath }));
  }
  return [];
}

/** Name → manifests of the workspace that is stated in a folder, or null when none is. */
function workspace(root: string, context: ModuleContext): ReadonlyMap<string, readonly string[]> | null {
  const { workspaces } = memory(context.tree);
  const yaml = root === '' ? 'pnpm-workspace.yaml' : `${root}/pnpm-workspace.yaml`;
  let known = workspaces.get(root);
  if (known === undefined) {
    const pnpm = pnpmPackages(context.tree.read(yaml) ?? '');
    const patterns = [...manifestPatterns(root, context), ...(pnpm ?? [])];
    known = { legible: pnpm !== null, byName: patterns.length === 0 ? null : members(root, patterns, context) };
    workspaces.set(root, known);
  }
  if (!known.legible) context.report?.(yaml, 'its list of packages cannot be read', 'unreadable');
  return known.byName;
}

/** What package.json, deno.json, lerna.json and rush.json say of where members are. */
function manifestPatterns(root: string, context: ModuleContext): readonly string[] {
  const { tree } = context;
  const standing = (names: readonly string[]) => names.flatMap((name) => standingIn(root, name, tree));
  return [
    ...(packageIn(root, context)?.workspaces ?? []),
    ...standing(DENO_NAMES).flatMap((path) => packageAt(path, context)?.workspaces ?? []),
    ...standing(WORKSPACE_LISTS).flatMap((path) => listedIn(path, tree.read(path) ?? '')),
  ];
}

/** Lerna's patterns, which have a default, and the folders of Rush's projects. */
function listedIn(path: string, text: string): readonly string[] {
  const { value } = parseJsonc(text);
  if (path.endsWith('lerna.json')) return strings(member(value, 'packages') ?? 'packages/*');
  const projects = member(value, 'projects');
  return (Array.isArray(projects) ? projects : []).flatMap((one) => strings(member(one, 'projectFolder')));
}

function members(
  root: string,
  patterns: readonly string[],
  context: ModuleContext,
): ReadonlyMap<string, readonly string[]> {
  const clean = (pattern: string) => join(root, pattern.replace(/^!?(?:\.?\/)*/, ''));
  const taken = patterns.filter((one) => !one.startsWith('!')).flatMap((one) => clean(one) ?? []);
  const refused = patterns.filter((one) => one.startsWith('!')).flatMap((one) => clean(one) ?? []);
  const byName = new Map<string, string[]>();
  for (const path of manifests(context)) {
    const folder = folderOf(path);
    if (refused.some((one) => matchesPath(folder, one))) continue;
    if (folder !== root && !taken.some((one) => matchesPath(folder, one))) continue;
    const name = packageAt(path, context)?.name ?? null;
    if (name !== null) push(byName, name, path);
  }
  return byName;
}

// ------------------------------------------------------------------------------------------ from a name to its files

/** A file that a package's name may stand for, and what it may be built from, which comes first where it is there. */
export interface PackageTarget {
  readonly path: string;
  readonly sources: readonly string[];
}

/**
 * The files, as repository paths, that `subpath` of a package may stand for, likeliest first: what package.json
 * declares, then its source, then the subpath in the package's folder and its `src`. A built file may stand on disk, and
 * git not know it, so its source is what is meant wherever that is to be found.
 */
export function packageTargets({ found, subpath }: Found, builtFrom: BuiltFrom): PackageTarget[] {
  const plain = subpath === '' ? ['.', 'src'] : [subpath, `src/${subpath}`, ...sources(subpath)];
  const declared = packageFile(found, subpath).flatMap((file): PackageTarget[] => {
    const path = join(found.folder, file);
    return path === null ? [] : [{ path, sources: sourcePaths(found, file, builtFrom) }];
  });
  const others = [
    ...declared.flatMap((target) => target.sources),
    ...plain.flatMap((file) => join(found.folder, file) ?? []),
  ].map((path) => ({ path, sources: [] }));
  const all = [...declared, ...others];
  return all.filter(({ path }, at) => all.findIndex((other) => other.path === path) === at);
}

/** The paths that a declared file may come from: as the compiler is told, then as output folders are usually called. */
function sourcePaths({ folder }: Package, file: string, builtFrom: BuiltFrom): string[] {
  const path = join(folder, file);
  const built = path === null ? [] : builtFrom(folder, path);
  return [...built, ...sources(file).flatMap((one) => join(folder, one) ?? [])];
}

/** Where the source of a file that a package declares may stand, as its compiler is told (built-sources.ts). */
export type BuiltFrom = (folder: string, path: string) => readonly string[];

/** What package.json declares for a subpath, relative to the package; empty when it declares nothing. */
export function packageFile(found: Package, subpath: string): string[] {
  const { exports } = found;
  if (exports === undefined || exports === null) return subpath === '' ? [...found.entries] : [];
  const bySubpath = isObject(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  if (!bySubpath) return subpath === '' ? conditionTargets(exports, '') : [];
  return mapped(exports, subpath === '' ? '.' : `./${subpath}`);
}

/** Where a configuration that extends `@acme/tsconfig` or `@acme/tsconfig/base` may stand, as paths. */
export function configurationFiles({ found, subpath }: Found): string[] {
  const plain =
    subpath === '' ? [found.tsconfig ?? 'tsconfig.json'] : [subpath, `${subpath}.json`, `${subpath}/tsconfig.json`];
  return [...packageFile(found, subpath), ...plain].flatMap((file) => join(found.folder, file) ?? []);
}

/** What the package's `imports` give for `#x`: files relative to the package (`./…`) and other packages. */
export function importTargets(found: Package, specifier: string): string[] {
  return isObject(found.imports) ? mapped(found.imports, specifier) : [];
}

/** A file that package.json names and its sources, as repository paths. */
export function importFiles(found: Package, target: string, builtFrom: BuiltFrom): string[] {
  return [...new Set([join(found.folder, target) ?? [], sourcePaths(found, target, builtFrom)].flat())];
}

/** Every key of `exports` or `imports` with its targets as repository paths, `*` left standing; sources included. */
export function patternTargets(
  found: Package,
  table: 'exports' | 'imports',
  builtFrom: BuiltFrom,
): [key: string, targets: string[]][] {
  const value = found[table];
  const keyed = isObject(value) && Object.keys(value).some((key) => /^[.#]/.test(key)) ? value : { '.': value };
  return Object.entries(keyed).map(([key, targets]) => [
    key,
    conditionTargets(targets, '*').flatMap((target) =>
      target.startsWith('.') ? importFiles(found, target, builtFrom) : [],
    ),
  ]);
}

/** Looks a key up in `exports` or `imports`: exact, else the longest pattern, else a folder ending in `/`. */
function mapped(table: Readonly<Record<string, unknown>>, key: string): string[] {
  const best = bestPattern(key, Object.keys(table));
  if (best !== null) return conditionTargets(member(table, best.pattern), best.star);
  const folder = Object.keys(table)
    .filter((one) => one.endsWith('/') && key.startsWith(one))
    .sort((a, b) => b.length - a.length)[0];
  if (folder === undefined) return [];
  return conditionTargets(member(table, folder), '').map((target) => target + key.slice(folder.length));
}

/** The conditions under which TypeScript and Node resolve. */
const USUAL = /^(?:types(?:@.*)?|import|require|node|default)$/;

/**
 * Every target below conditions and lists in the order of the text, those that need an unusual condition (`browser`,
 * `worker`) after the others. `null` targets give nothing.
 */
function conditionTargets(value: unknown, star: string): string[] {
  const usual: string[] = [];
  const unusual: string[] = [];
  const open: { value: unknown; found: string[] }[] = [{ value, found: usual }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: at, found } = next;
    if (typeof at === 'string') found.push(at.replaceAll('*', () => star));
    else if (Array.isArray(at)) pushAll(open, at.map((one) => ({ value: one, found })).reverse());
    else if (isObject(at)) {
      const branches = Object.entries(at).map(([condition, one]) => ({
        value: one,
        found: USUAL.test(condition) ? found : unusual,
      }));
      pushAll(open, branches.reverse());
    }
  }
  return [...new Set([...usual, ...unusual])];
}

/** Folders for what is built, and below them those for one kind of reader. */
const OUTPUT =
  /^(?:\.\/)?(?:(?:dist|lib|build|out|output|es|esm|cjs|umd|types|typings|\.output)\/)+(?:(?:modern|legacy|browser|node|es\d{1,4})\/)?/;

/** Where the source of a built file stands: `./dist/esm/a.js` is `src/a.js` or `a.js`. */
function sources(target: string): string[] {
  const rest = target.replace(OUTPUT, '');
  return rest === target || rest === '' ? [] : [`src/${rest}`, rest].flatMap(asSources);
}

/** A file as it is built, and as it may be written: `a.mjs` and `a.d.ts` come from `a.ts`. */
export function asSources(path: string): string[] {
  const written = path.replace(/(?:\.d\.[mc]?ts|\.[mc]js)$/, '.js');
  return written === path ? [path] : [path, written];
}
