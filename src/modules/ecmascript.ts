/**
 * JS/TS specifiers to module keys, in TypeScript's order: relative path; tsconfig `paths`, else `baseUrl`; package.json
 * `imports`; the packages of the repository; and last the package from outside. Where no `paths` that hold for the file
 * have the name, import maps and then the registry's aliases are asked.
 */

import { pushAll } from '../text/lists.ts';
import type { ModuleKey } from '../types.ts';
import { builtSources } from './built-sources.ts';
import { lazy, type ModuleContext, type Resolution } from './context.ts';
import { declaredTarget, keyOfLocated, keysOf, locate, locateFile, mainsOf, type Target } from './ecmascript-files.ts';
import { isFrameworks } from './generated-configuration.ts';
import { mappedBy } from './import-map.ts';
import { externalKey, sameKey } from './key.ts';
import { realKeys, realPath } from './links.ts';
import { addressedPackage } from './package-address.ts';
import {
  dependsOn,
  importFiles,
  importTargets,
  localPackages,
  nearestPackage,
  packageTargets,
  withOwnName,
} from './packages.ts';
import { folderOf, join, within, withoutDots, withoutSlashes } from './path.ts';
import { bestPattern, matchStar } from './path-pattern.ts';
import { anyIncluding, othersIncluding, projectsOf } from './projects.ts';
import type { Project } from './tsconfig.ts';
import { type SpecifierReading, urlPath } from './url-specifier.ts';
import { locateVariant, PLATFORMS, suffixesFor, variantKeys } from './variants.ts';

/** Resolves a specifier written in the file `from`. Never throws. */
export function resolveEcmascript(
  specifier: string,
  from: string,
  context: ModuleContext,
  reading: SpecifierReading = 'text',
): Resolution {
  const path = reading === 'url' ? urlPath(specifier) : null;
  const text = resolvePlan(() => planOf(withoutQuery(withoutLoaders(specifier)), from, context), from, context);
  return path === null
    ? text
    : eitherOf(
        resolvePlan(() => planOf(path, from, context), from, context),
        text,
      );
}

const NO_KEYS: readonly ModuleKey[] = [];

function resolvePlan(read: () => Plan, from: string, context: ModuleContext): Resolution {
  const { tree } = context;
  const plan = lazy(read);
  const suffixes = lazy(() => (plan().targets.length === 0 ? [] : suffixesFor(from, context)));
  const variants = lazy(() =>
    suffixes().length === 0 ? NO_KEYS : own().flatMap((key) => variantKeys(key, suffixes())),
  );
  const own = lazy(() => plan().targets.flatMap(keysOf));
  const candidates = lazy(() =>
    unique([...own(), ...variants()].flatMap((key) => realKeys(key, tree)).concat(plan().external)),
  );
  const located = lazy((): { file: string; key: ModuleKey } | null => {
    const plain = firstOf(plan().targets, (target) => locate(target, tree));
    if (plain !== null) {
      const file = realPath(plain, tree);
      return { file, key: keyOfLocated(file) };
    }
    return firstOf(plan().targets, (target) => {
      const found = locateVariant(target, [...suffixes(), ...PLATFORMS], tree);
      const [key] = found === null ? [] : keysOf(target).flatMap((one) => realKeys(one, tree));
      return found === null || key === undefined ? null : { file: realPath(found, tree), key };
    });
  });
  const existing = (): ModuleKey | null => located()?.key ?? null;
  const file = (): string | null => located()?.file ?? null;
  return {
    get candidates() {
      return candidates();
    },
    get existing() {
      return existing();
    },
    get file() {
      return file();
    },
    get keys() {
      if (candidates().length < 2) return candidates();
      const found = existing();
      if (found === null) return candidates();
      const standing = variants().filter(({ path }) => locateFile(path, tree, true) !== null);
      return unique([found, ...standing.flatMap((key) => realKeys(key, tree))]);
    },
    get isStated() {
      return plan().isStated === true;
    },
  };
}

/** Two readings of one specifier: what exists counts in both, and where nothing does everything. */
function eitherOf(first: Resolution, second: Resolution): Resolution {
  return {
    get candidates() {
      return unique([...first.candidates, ...second.candidates]);
    },
    get existing() {
      return first.existing ?? second.existing;
    },
    get file() {
      return first.file ?? second.file;
    },
    get keys() {
      const found = [first.existing, second.existing].filter((key) => key !== null);
      return unique(found.length > 0 ? found : [...first.candidates, ...second.candidates]);
    },
    get isStated() {
      return first.isStated === true || second.isStated === true;
    },
  };
}

interface Plan {
  readonly targets: readonly Target[];
  readonly external: readonly ModuleKey[];
  /** Some configuration has the name, whatever it makes of it. */
  readonly isStated?: boolean;
}

/** @param name without loaders and query */
function planOf(name: string, from: string, context: ModuleContext): Plan {
  if (/^\.\.?(?:\/|$)/.test(name)) return { targets: relativeTargets(name, from, context), external: [] };
  const bare = withoutSlashes(name) || name.slice(0, 1);
  if (bare === '') return { targets: [], external: [] };
  const folder = folderOf(from);
  const stated = statedName(bare, from, context);
  const { targets: aliased, isStated } = stated;
  if (stated.specifier !== null) {
    const { targets, external } = packagePlan(withoutQuery(stated.specifier), folder, context);
    return { targets: [...aliased, ...targets], external, isStated };
  }
  if (bare.startsWith('/'))
    return { targets: [...aliased, ...rootedTargets(bare, folder, context)], external: [], isStated };
  if (bare.startsWith('#')) return importsPlan(bare, stated, folder, context);
  const { targets, external } = packagePlan(bare, folder, context);
  return { targets: [...aliased, ...targets], external, isStated: isStated || targets.length > 0 };
}

/** A package: of the repository or from outside, by its name or an address. */
function packagePlan(name: string, folder: string, context: ModuleContext): Plan {
  const plain = withoutDots(withOwnName(addressedPackage(name) ?? name, folder, context));
  return { targets: packagesOf(plain, folder, context), external: externals(plain) };
}

/** What may stand in a file and be no package: a name whose beginning no package can have, or a scheme of a bundler's. */
const NO_PACKAGE = /^(?:[#$~]|@(?:\/|@)|@[^/]*$|[a-z][\w+.-]*:)/;
/** Schemes that say by themselves where a module is. */
const SCHEMES = /^(?:node|npm|jsr|bun|deno|https?|data|blob|file|astro|cloudflare|workerd):/;

/**
 * The beginning of a specifier that can be no package and that no configuration of the tree, nor the registry, explains;
 * null for every other one.
 */
export function unexplained(specifier: string, from: string, context: ModuleContext): string | null {
  const name = withoutQuery(withoutLoaders(specifier));
  if (!NO_PACKAGE.test(name) || SCHEMES.test(name)) return null;
  if (context.js?.external.some((pattern) => matchStar(name, pattern) !== null)) return null;
  if (isFrameworks(name, folderOf(from), context)) return null;
  const plan = planOf(name, from, context);
  if (plan.isStated === true || resolvePlan(() => plan, from, context).existing !== null) return null;
  return /^[^/:]*[/:]?/.exec(name)?.[0] ?? name;
}

/** `raw-loader!./a` names `./a`. */
function withoutLoaders(specifier: string): string {
  return specifier.slice(specifier.lastIndexOf('!') + 1);
}

/** A `#` that a slash follows belongs to a folder's name. */
function withoutQuery(name: string): string {
  const query = name.indexOf('?');
  const plain = query > 0 ? name.slice(0, query) : name;
  const hash = plain.lastIndexOf('#');
  return hash > 0 && !plain.includes('/', hash) ? plain.slice(0, hash) : plain;
}

function relativeTargets(name: string, from: string, context: ModuleContext): Target[] {
  const path = join(folderOf(from), name);
  if (path === null) return [];
  const twins = twinsOf(path, from, context);
  if (!/(?:^|\/)\.{0,2}$/.test(name)) return [path, ...twins].map((one) => ({ path: one, kind: 'name' }));
  // Only a name that says folder is worth the look at its package.json: `import '..'` in a package's tests.
  return [
    { path, kind: 'folder' },
    ...mainsOf(path, context.tree).map((main) => declaredTarget(main)),
    ...twins.map((one) => ({ path: one, kind: 'folder' as const })),
  ];
}

/** The same place in the other folders of `rootDirs`. */
function twinsOf(path: string, from: string, context: ModuleContext): string[] {
  const projects = projectsOf(from, context);
  if (projects.every(({ rootDirs }) => rootDirs.length < 2)) return [];
  return projects.flatMap(({ rootDirs }) => {
    const [own] = rootDirs.filter((root) => within(path, root)).sort((a, b) => b.length - a.length);
    if (own === undefined) return [];
    const below = path.slice(own === '' ? 0 : own.length + 1);
    return rootDirs.flatMap((root) => (root === own ? [] : (join(root, below) ?? [])));
  });
}

/** `/src/a`: the web root of the bundlers, which is the package's folder, or the repository. */
function rootedTargets(name: string, folder: string, context: ModuleContext): Target[] {
  const root = nearestPackage(folder, context)?.folder ?? '';
  return [root, ''].flatMap((at) => {
    const path = join(at, name.replace(/^\/+/, ''));
    return path === null ? [] : [{ path, kind: 'name' as const }];
  });
}

interface Stated {
  readonly targets: readonly Target[];
  /** What an import map has in its place. */
  readonly specifier: string | null;
  /** Something has the name itself, not only the folder of a `baseUrl`. */
  readonly isStated: boolean;
}

/**
 * What configurations make of a name: those that hold for the file; where they have no key for it, the others that include
 * the file, import maps, and the registry's aliases. The first that has the name decides.
 */
function statedName(name: string, from: string, context: ModuleContext): Stated {
  const own = projectsOf(from, context);
  const targets = own.flatMap((project) => starTargets(name, project.paths) ?? baseTargets(name, project));
  if (own.some((project) => hasName(name, project))) return { targets, specifier: null, isStated: true };
  // What package.json names is what it says: most names are such, and nothing more is read for them.
  const isPackage = isDependency(name, from, context);
  const others = isPackage ? [] : othersIncluding(from, context);
  const found = firstOf(others, (project) => (hasName(name, project) ? starTargets(name, project.paths) : null));
  const mapped = found === null ? mappedBy(name, from, context) : null;
  if (mapped?.kind === 'specifier') return { targets, specifier: mapped.text, isStated: true };
  const next = found ?? (mapped === null ? null : [declaredTarget(mapped.text)]) ?? registryTargets(name, context);
  if (next !== null) return { targets: [...targets, ...next], specifier: null, isStated: true };
  const base = own.some(({ baseUrl }) => baseUrl !== null)
    ? []
    : others.slice(0, 1).flatMap((project) => baseTargets(name, project));
  const rest = [...targets, ...base];
  // Every configuration of the tree would be read for each name that nobody depends on.
  const far = !isPackage && NO_PACKAGE.test(name) ? farTargets(name, from, context) : null;
  return { targets: far === null ? rest : [...rest, ...far], specifier: null, isStated: far !== null };
}

/** Under which key of `paths` a name falls; a lone `*` has every name and explains none. */
function hasName(name: string, { paths }: Project): boolean {
  const best = bestPattern(name, paths.keys());
  return best !== null && best.pattern !== '*';
}

/** What the best key for a name stands for; null where none has it. */
function starTargets(name: string, table: ReadonlyMap<string, readonly string[]>): Target[] | null {
  const best = bestPattern(name, table.keys());
  if (best === null) return null;
  return (table.get(best.pattern) ?? []).flatMap((to) => {
    const path = join(
      '',
      to.replace('*', () => best.star),
    );
    return path === null ? [] : [{ path, kind: 'name' as const }];
  });
}

function baseTargets(name: string, { baseUrl }: Project): Target[] {
  const path = baseUrl === null ? null : join(baseUrl, name);
  return path === null ? [] : [{ path, kind: 'name' }];
}

function registryTargets(name: string, { js }: ModuleContext): Target[] | null {
  return js === undefined || js.aliases.length === 0 ? null : starTargets(name, new Map(js.aliases));
}

/** Configurations anywhere that include the file. */
function farTargets(name: string, from: string, context: ModuleContext): Target[] | null {
  return firstOf(anyIncluding(from, context), (project) =>
    hasName(name, project) ? starTargets(name, project.paths) : null,
  );
}

/** Whether a name is known to be a package's: Node's, an address, or one that a package.json above the file depends on. */
function isDependency(name: string, from: string, context: ModuleContext): boolean {
  return isBuiltin(name) || /^[a-z][\w+.-]+:/i.test(name) || dependsOn(name, folderOf(from), context);
}

function packagesOf(name: string, folder: string, context: ModuleContext): Target[] {
  if (isBuiltin(name)) return [];
  const builtFrom = builtSources(context);
  return localPackages(name, folder, context)
    .flatMap((found) => packageTargets(found, builtFrom))
    .map(({ path, sources }) => declaredTarget(path, sources));
}

/** `#x` of the nearest package.json: files of that package, or other packages by name. */
function importsPlan(name: string, stated: Stated, folder: string, context: ModuleContext): Plan {
  const own = nearestPackage(folder, context);
  const targets = [...stated.targets];
  const external: ModuleKey[] = [];
  const found = own === null ? [] : importTargets(own, name);
  for (const target of found) {
    if (own !== null && target.startsWith('./')) {
      pushAll(
        targets,
        importFiles(own, target, builtSources(context)).map((path) => declaredTarget(path)),
      );
    } else if (!/^[./#]/.test(target)) {
      const plan = packagePlan(target, folder, context);
      pushAll(targets, plan.targets);
      pushAll(external, plan.external);
    }
  }
  const isStated = stated.isStated || found.length > 0;
  return { targets, external: external.length > 0 ? external : [externalKey('js', name)], isStated };
}

/** Node's modules. A list rather than an expression, whose compilation takes a millisecond and a half. */
const BUILTIN: ReadonlySet<string> = new Set(
  [
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain',
    'events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl',
    'stream string_decoder sys timers tls tty url util v8 vm wasi worker_threads zlib',
  ].flatMap((line) => line.split(' ')),
);
const BUILTIN_PARTS: ReadonlySet<string> = new Set('strict promises posix win32 web consumers types'.split(' '));

function isBuiltin(name: string): boolean {
  if (name.startsWith('node:')) return name.length > 5;
  const slash = name.indexOf('/');
  const head = slash < 0 ? name : name.slice(0, slash);
  return BUILTIN.has(head.replace(/^_/, '')) && (slash < 0 || BUILTIN_PARTS.has(name.slice(slash + 1)));
}

/** The package key; a Node module has two names, `fs` and `node:fs`. */
function externals(name: string): ModuleKey[] {
  const twin = !isBuiltin(name) ? [] : [name.startsWith('node:') ? name.slice(5) : `node:${name}`];
  return [name, ...twin].map((one) => externalKey('js', one));
}

function unique(keys: readonly ModuleKey[]): ModuleKey[] {
  return keys.filter((key, at) => keys.findIndex((other) => sameKey(key, other)) === at);
}

function firstOf<T, R>(list: readonly T[], find: (one: T) => R | null): R | null {
  for (const one of list) {
    const found = find(one);
    if (found !== null) return found;
  }
  return null;
}
