/**
 * Where a rule of the registry holds: its folder, its `in`, its exceptions, and the canonical files themselves.
 */
import { keyOfFile, type ModuleContext, realKeys, resolveImport, sameKey } from '../modules/index.ts';
import type { Ban, Concept, DefinitionFact, Exception, Home, ModuleKey } from '../types.ts';
import type { RegistryMatcher } from './matcher.ts';

/** Whether a statement of the registry holds for the judged file: scope, folder, home files, exceptions of today. */
export function holdsIn(
  pass: { readonly matcher: RegistryMatcher; readonly path: string; readonly today: string },
  inside: readonly string[] | null,
  base: string,
  allow: readonly Exception[],
  concept: Concept | null,
): boolean {
  const { matcher, path, today } = pass;
  if (base !== '' && !path.startsWith(`${base}/`)) return false;
  if (inside !== null && !matcher.matchesPath(inside, base, path)) return false;
  if (concept !== null && isHomeFile(concept, path)) return false;
  return !allow.some((e) => (e.until === null || e.until >= today) && matcher.matchesPath(e.in, base, path));
}

/** Whether a ban leaves an importing file out. */
export function isExcepted({ except, base }: Ban, path: string, matcher: RegistryMatcher): boolean {
  return except !== null && matcher.matchesPath(except, base, path);
}

/** The canonical file and its stubs (`.pyi`, `.d.ts` beside it). */
export function isHomeFile(concept: Concept, path: string): boolean {
  return concept.canonical.some((home) => home.path === path || isStubOf(path, home.path));
}

/** Whether a definition is the home of some concept: of no other is it a second home. */
export function isHomeOfAny(
  { registry, symbolOf }: RegistryMatcher,
  path: string,
  { name, scope }: DefinitionFact,
  modules: ModuleContext,
): boolean {
  if (scope !== 'module') return false;
  return registry.concepts.some(({ canonical }) =>
    canonical.some(
      (home) =>
        (home.path === path || isStubOf(path, home.path)) &&
        (home.symbol === name || symbolOf(home, modules)?.local === name),
    ),
  );
}

function isStubOf(path: string, canonical: string): boolean {
  const stub = /^(.*?)(?:\.pyi|\.d\.[mc]?ts)$/.exec(path)?.[1];
  return stub !== undefined && stub === canonical.replace(/(?:\.d)?\.[^./]+$/, '');
}

/** Whether an import names a home: its file, or the module that consumers import it from. */
export function isHome(
  home: Home,
  module: { readonly specifier: string; readonly keys: readonly ModuleKey[] },
  from: string,
  modules: ModuleContext,
): boolean {
  const key = keyOfFile(home.path);
  if (key !== null && module.keys.some((k) => sameKey(k, key))) return true;
  return isHomeImport(home, module, from, modules);
}

/** Whether an import names the module that consumers of a home are to import from, where that is stated. */
export function isHomeImport(
  home: Home,
  module: { readonly specifier: string; readonly keys: readonly ModuleKey[] },
  from: string,
  modules: ModuleContext,
): boolean {
  if (home.import === null) return false;
  if (home.import === module.specifier) return true;
  const gate = homeImportKeys(home, from, modules);
  return module.keys.some((k) => !k.external && gate.some((g) => sameKey(g, k)));
}

/** Keys of the module that a home's `import` names, which may be a path or a specifier. */
export function homeImportKeys(home: Home, from: string, modules: ModuleContext): readonly ModuleKey[] {
  if (home.import === null) return [];
  const own = keyOfFile(home.import.replace(/^\.\//, ''));
  if (own !== null) return realKeys(own, modules.tree);
  const resolved = resolveImport(home.language, home.import, from, modules);
  return resolved.existing === null ? resolved.candidates : [resolved.existing];
}
