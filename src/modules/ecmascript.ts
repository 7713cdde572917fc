/**
 * JS/TS specifiers to module keys, in TypeScript's order: relative path; tsconfig `paths`, else `baseUrl`; package.json
 * `imports`; the packages of the repository; and last the package from outside.
 */

import { pushAll } from '../text/lists.ts';
import type { ModuleKey } from '../types.ts';
import { builtSources } from './built-sources.ts';
import { lazy, type ModuleContext, type Resolution } from './context.ts';
import { declaredTarget, keyOfLocated, keysOf, locate, mainsOf, type Target } from './ecmascript-files.ts';
import { externalKey, sameKey } from './key.ts';
import { realKeys, realPath } from './links.ts';
import { importFiles, importTargets, localPackages, nearestPackage, packageTargets } from './packages.ts';
import { folderOf, join, withoutDots, withoutSlashes } from './path.ts';
import { bestPattern } from './path-pattern.ts';
import { projectsOf } from './projects.ts';
import { type SpecifierReading, urlPath } from './url-specifier.ts';

/** Resolves a specifier written in the file `from`. Never throws. */
export function resolveEcmascript(
  specifier: string,
  from: string,
  context: ModuleContext,
  reading: SpecifierReading = 'text',
): Resolution {
  const path = reading === 'url' ? urlPath(specifier) : null;
  const text = resolvePlan(() => planOf(withoutQuery(withoutLoaders(specifier)), from, context), context);
  return path === null
    ? text
    : eitherOf(
        resolvePlan(() => planOf(path, from, context), context),
        text,
      );
}

function resolvePlan(read: () => Plan, { tree }: ModuleContext): Resolution {
  const plan = lazy(read);
  const candidates = lazy(() =>
    unique([
      ...plan()
        .targets.flatMap(keysOf)
        .flatMap((key) => realKeys(key, tree)),
      ...plan().external,
    ]),
  );
  const file = lazy(() => {
    const found = firstOf(plan().targets, (target) => locate(target, tree));
    return found === null ? null : realPath(found, tree);
  });
  const existing = lazy(() => {
    const found = file();
    return found === null ? null : keyOfLocated(found);
  });
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
      return found === null ? candidates() : [found];
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
  };
}

interface Plan {
  readonly targets: readonly Target[];
  readonly external: readonly ModuleKey[];
}

/** @param name without loaders and query */
function planOf(name: string, from: string, context: ModuleContext): Plan {
  if (/^\.\.?(?:\/|$)/.test(name)) return { targets: relativeTargets(name, from, context), external: [] };
  const bare = withoutSlashes(name) || name.slice(0, 1);
  if (bare === '') return { targets: [], external: [] };
  const folder = folderOf(from);
  const aliased = aliasTargets(bare, from, context);
  if (bare.startsWith('/')) return { targets: [...aliased, ...rootedTargets(bare, folder, context)], external: [] };
  if (bare.startsWith('#')) return importsPlan(bare, aliased, folder, context);
  const plain = withoutDots(bare);
  return { targets: [...aliased, ...packagesOf(plain, folder, context)], external: externals(plain) };
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
  if (!/(?:^|\/)\.{0,2}$/.test(name)) return [{ path, kind: 'name' }];
  // Only a name that says folder is worth the look at its package.json: `import '..'` in a package's tests.
  return [{ path, kind: 'folder' }, ...mainsOf(path, context.tree).map((main) => declaredTarget(main))];
}

/** `/src/a`: the web root of the bundlers, which is the package's folder, or the repository. */
function rootedTargets(name: string, folder: string, context: ModuleContext): Target[] {
  const root = nearestPackage(folder, context)?.folder ?? '';
  return [root, ''].flatMap((at) => {
    const path = join(at, name.replace(/^\/+/, ''));
    return path === null ? [] : [{ path, kind: 'name' as const }];
  });
}

/** tsconfig `paths`; `baseUrl` only when no pattern matches. */
function aliasTargets(name: string, from: string, context: ModuleContext): Target[] {
  const found: Target[] = [];
  for (const project of projectsOf(from, context)) {
    const best = bestPattern(name, project.paths.keys());
    const paths =
      best !== null
        ? (project.paths.get(best.pattern) ?? []).map((to) =>
            join(
              '',
              to.replace('*', () => best.star),
            ),
          )
        : [project.baseUrl === null ? null : join(project.baseUrl, name)];
    for (const path of paths) if (path !== null) found.push({ path, kind: 'name' });
  }
  return found;
}

function packagesOf(name: string, folder: string, context: ModuleContext): Target[] {
  if (isBuiltin(name)) return [];
  const builtFrom = builtSources(context);
  return localPackages(name, folder, context)
    .flatMap((found) => packageTargets(found, builtFrom))
    .map(({ path, sources }) => declaredTarget(path, sources));
}

/** `#x` of the nearest package.json: files of that package, or other packages by name. */
function importsPlan(name: string, aliased: readonly Target[], folder: string, context: ModuleContext): Plan {
  const own = nearestPackage(folder, context);
  const targets = [...aliased];
  const external: ModuleKey[] = [];
  for (const target of own === null ? [] : importTargets(own, name)) {
    if (own !== null && target.startsWith('./')) {
      pushAll(
        targets,
        importFiles(own, target, builtSources(context)).map((path) => declaredTarget(path)),
      );
    } else if (!/^[./#]/.test(target)) {
      pushAll(targets, packagesOf(target, folder, context));
      pushAll(external, externals(target));
    }
  }
  return { targets, external: external.length > 0 ? external : [externalKey('js', name)] };
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
