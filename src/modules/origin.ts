/**
 * Where a name comes from: follows re-exports from a module to the file that defines the name.
 *
 * Used to tell a detour (`indirect-import`) from another thing of the same name, and to see whether a replacement's
 * module gives the name at all. Everything is read from facts through the tree; nothing is guessed: what cannot be
 * followed is null.
 */

import { isComponent, languageOf } from '../languages/index.ts';
import type {
  DefinitionFact,
  Home,
  ImportedName,
  ImportFact,
  ImportForm,
  LanguageFacts,
  LanguageId,
} from '../types.ts';
import { perTree } from './context.ts';
import { joinPython, type ModuleContext, readingOf, resolveImport, type SpecifierReading, sameKey } from './index.ts';
import { isLateImport } from './re-exports.ts';

export interface Origin {
  readonly path: string;
  /** As its file calls it: the local name; `default` for one without a name, `*` for a whole module. */
  readonly name: string;
  /** The files that hand it on, from the one that was asked for on; not its own. */
  readonly through: readonly string[];
}

/** Re-exports are followed this far; longer chains count as unknown. */
const MAX_HOPS = 12;

/** The facts of a file in one language, or undefined. */
export function factsIn(path: string, language: LanguageId, modules: ModuleContext): LanguageFacts | undefined {
  return modules.tree.facts(path)?.parts.find((part) => part.language === language);
}

/** Why a file that is there says nothing, as an encrypted one does; null where it was read. */
export function whyUnread(path: string, modules: ModuleContext): string | null {
  const facts = modules.tree.facts(path);
  return facts === undefined || facts.parts.length > 0 ? null : (facts.damage?.message ?? null);
}

const origins = perTree(() => new Map<string, Origin | null>());

/** The file and name that define what `path` gives under `name`; null when that is not to be seen. */
export function originOf(path: string, name: string, modules: ModuleContext): Origin | null {
  return remembered(path, name, modules, false);
}

/** The same, through those star imports alone of which it is seen that they give the name: `__all__` lists it. */
export function givenOrigin(path: string, name: string, modules: ModuleContext): Origin | null {
  return remembered(path, name, modules, true);
}

function remembered(path: string, name: string, modules: ModuleContext, strict: boolean): Origin | null {
  const known = origins(modules.tree);
  const id = `${path}\0${name}\0${strict}`;
  const found = known.get(id);
  if (found !== undefined) return found;
  const origin = follow(path, name, { modules, strict, seen: new Set() }, []);
  known.set(id, origin);
  return origin;
}

interface Search {
  readonly modules: ModuleContext;
  readonly strict: boolean;
  readonly seen: Set<string>;
}

function follow(path: string, name: string, search: Search, through: readonly string[]): Origin | null {
  const { modules, seen } = search;
  const language = languageOf(path);
  const visit = `${path}\0${name}`;
  if (language === null || through.length > MAX_HOPS || seen.has(visit)) return null;
  seen.add(visit);
  const facts = factsIn(path, language, modules);
  if (facts === undefined) return null;
  const exported = facts.definitions.find((d) => d.scope === 'module' && d.exportedAs?.includes(name) === true);
  if (exported !== undefined) return { path, name: exported.name, through };
  if (isComponentDefault(path, name)) return { path, name, through };
  // What a JavaScript module only defines or imports for itself nobody else gets; a file's own names may be asked for.
  const isGiven = language === 'py' || facts.exports?.includes(name) === true;
  const isOwn = isGiven || through.length === 0;
  const alias = facts.definitions.find(
    (d) => d.name === name && d.kind === 'alias' && d.scope === 'module' && d.aliasOf !== name,
  );
  if (isOwn && definesName(facts, name) && alias === undefined) return { path, name, through };
  if (alias?.via === '__getattr__') return followLazy(path, name, alias.aliasOf ?? name, search, through);
  // `export { New as Old }` names a local that may itself be imported.
  const local = alias?.aliasOf ?? name;
  if (isOwn && alias !== undefined && definesName(facts, local)) return { path, name, through };
  for (const source of [...reExports(facts, local), ...memberSources(facts, local)]) {
    if (!isGiven && source.name !== null) continue;
    const target = resolveImport(language, source.specifier, path, modules, source.reading).file;
    if (target === null || (source.name === null && !passesStar(target, local, source, language, search))) continue;
    if (source.name === '*') return { path: target, name: '*', through: [...through, path] };
    const found = follow(target, source.name ?? local, search, [...through, path]);
    if (found !== null) return found;
  }
  // What makes a `__getattr__` of a stub (`attach_stub`) gives what the stub beside the module says.
  const stub = language === 'py' && alias === undefined && isLazy(facts) && path.endsWith('.py') ? `${path}i` : null;
  if (stub !== null && modules.tree.has(stub)) return follow(stub, name, search, [...through, path]);
  return alias === undefined || !isOwn ? null : { path, name, through };
}

/** A Python module that answers for names that it does not hold. */
function isLazy(facts: LanguageFacts): boolean {
  return facts.definitions.some((d) => d.name === '__getattr__' && d.scope === 'module');
}

/**
 * What `__getattr__` gives: a name that it imports or that stands in the file, a module of which it takes the name
 * (`pkg.new`), or both in one text (`pkg.new.New`, `pkg.new:New`).
 */
function followLazy(
  path: string,
  name: string,
  written: string,
  search: Search,
  through: readonly string[],
): Origin | null {
  const { modules } = search;
  const facts = factsIn(path, 'py', modules);
  const [, module = '', last = written] = /^(.*)[.:]([^.:]*)$/s.exec(written) ?? [];
  const sources = (facts === undefined ? [] : reExports(facts, written)).flatMap((source) =>
    source.name === null ? [] : { specifier: source.specifier, name: source.name },
  );
  const ways = [
    ...sources,
    { specifier: written, name },
    ...(module === '' ? [] : [{ specifier: module, name: last }]),
  ];
  for (const way of ways) {
    const target = resolveImport('py', way.specifier, path, modules).file;
    const found = target === null ? null : follow(target, way.name, search, [...through, path]);
    if (found !== null) return found;
  }
  return { path, name, through };
}

/** Whether a star takes a name: none takes a default, and in Python `__all__` says which names it takes. */
function passesStar(
  target: string,
  name: string,
  { isWhole }: Source,
  language: LanguageId,
  { modules, strict }: Search,
): boolean {
  if (language === 'js') return name !== 'default' || isWhole === true;
  if (!strict) return true;
  const listed = factsIn(target, language, modules)?.exports ?? null;
  return listed === null ? !name.startsWith('_') : listed.includes(name);
}

/**
 * A definition at module scope. In JavaScript also an export that is not handed on from another module: a default, and
 * what `exports.name = …` gives.
 */
export function definesName(facts: LanguageFacts, name: string): boolean {
  const defines = (d: DefinitionFact): boolean =>
    (d.name === name && d.aliasOf !== name) || d.exportedAs?.includes(name) === true;
  if (facts.definitions.some((d) => d.scope === 'module' && defines(d))) return true;
  if (facts.language === 'py' || facts.exports?.includes(name) !== true) return false;
  return reExports(facts, name).every((source) => source.name === null && source.isWhole !== true);
}

/**
 * Whether a Python file is seen to give a name to something else than a submodule that is called so: it defines it, or
 * imports it from elsewhere.
 */
export function bindsOther(path: string, name: string, modules: ModuleContext): boolean {
  const facts = factsIn(path, 'py', modules);
  if (facts === undefined) return false;
  if (definesName(facts, name)) return true;
  const own = resolveImport('py', `.${name}`, path, modules).candidates;
  return facts.imports.some((fact) => {
    if (!bindsAtLoad(fact, name)) return false;
    return fact.names.some((imported) => {
      if (imported.local !== name || imported.typeOnly) return false;
      const whole = fact.specifier.startsWith(`${name}.`) ? name : fact.specifier;
      const specifier = imported.name === '*' ? whole : joinPython(fact.specifier, imported.name);
      const { candidates } = resolveImport('py', specifier, path, modules);
      return !candidates.some((key) => own.some((one) => sameKey(key, one)));
    });
  });
}

/** Whether a Python module is seen to hold a name once it is loaded: it defines it, or imports it at module scope. */
export function holdsName(path: string, name: string, modules: ModuleContext): boolean {
  const facts = factsIn(path, 'py', modules);
  if (facts === undefined) return false;
  return definesName(facts, name) || facts.imports.some((fact) => bindsAtLoad(fact, name));
}

function bindsAtLoad({ form, nested, typeOnly, names }: ImportFact, name: string): boolean {
  if (nested === true || typeOnly || (form !== 'import' && form !== 'from-import')) return false;
  return names.some((imported) => imported.local === name && !imported.typeOnly);
}

const HANDING_ON: ReadonlySet<ImportForm> = new Set(['import', 'from-import', 'export-from', 'require']);

interface Source {
  readonly specifier: string;
  readonly reading: SpecifierReading;
  /** As the other module calls it; `*` for that module itself, null for a star that takes all that it gives. */
  readonly name: string | null;
  /** Such a star is the other module as a whole, its default included. */
  readonly isWhole?: boolean;
}

/**
 * Imports through which a file could have got `local`: by that name first, what is exported before what is only bound,
 * then stars.
 */
function reExports(facts: LanguageFacts, local: string): Source[] {
  const exported: Source[] = [];
  const bound: Source[] = [];
  const stars: Source[] = [];
  for (const fact of facts.imports) {
    if (!HANDING_ON.has(fact.form) && !isLateImport(fact)) continue;
    const source = { specifier: fact.specifier, reading: readingOf(fact) };
    for (const imported of fact.names) {
      const isStar = imported.name === '*';
      const isWhole = imported.local === null && imported.escapes === undefined && imported.uses === undefined;
      const isDefault = local === 'default' && imported.asDefault === true;
      if (isStar && (isWhole || imported.asDefault === true) && handsAllOn(fact, facts))
        stars.push({ ...source, name: null, isWhole: fact.form === 'require' });
      else if (isDefault) bound.push({ ...source, name: imported.name });
      else if (imported.local === local && (!isStar || fact.form === 'export-from'))
        (fact.form === 'export-from' ? exported : bound).push({ ...source, name: imported.name });
    }
  }
  return [...exported, ...bound, ...stars];
}

/** `export * from`, Python's star, and `module.exports = require('./m')`; a module that is only loaded gives nothing. */
function handsAllOn({ form }: ImportFact, { language, exports, exportStyle }: LanguageFacts): boolean {
  if (language === 'py' || form === 'export-from') return true;
  return form === 'require' && exportStyle !== undefined && exports?.includes('default') === true;
}

/**
 * The modules of which `m.Name` may be a member, by what the file imports as `m`. In Python a submodule may stand between
 * the two, and `import a.b` binds `a`.
 */
function memberSources(facts: LanguageFacts, dotted: string): Source[] {
  const parts = dotted.split('.');
  const name = parts.pop();
  if (name === undefined || parts.length === 0) return [];
  return facts.imports.flatMap((fact): Source[] => {
    if (!HANDING_ON.has(fact.form)) return [];
    const reading = readingOf(fact);
    return fact.names.flatMap((imported) => {
      const specifier = moduleBehind(fact, imported, parts, facts.language);
      return specifier === null ? [] : [{ specifier, reading, name }];
    });
  });
}

/** What a file may call the module that it reaches by some steps, the first of which an import binds; else null. */
function moduleBehind(
  { specifier }: ImportFact,
  { name, local }: ImportedName,
  [first = '', ...steps]: readonly string[],
  language: LanguageId,
): string | null {
  if (local !== first) return null;
  if (language === 'js') return name === '*' && steps.length === 0 ? specifier : null;
  if (name !== '*') return [specifier, name, ...steps].reduce(joinPython);
  // Without `as` the whole name is written.
  return specifier.split('.', 1)[0] === local ? [local, ...steps].join('.') : [specifier, ...steps].reduce(joinPython);
}

/** A component is its file's default, whatever its script says. */
export function isComponentDefault(path: string, name: string): boolean {
  return name === 'default' && isComponent(path);
}

/** Whether a home holds what it is the home of. */
export function stillDefines(
  { path, symbol, language }: Pick<Home, 'path' | 'symbol' | 'language'>,
  modules: ModuleContext,
): boolean {
  if (!modules.tree.has(path)) return false;
  const facts = factsIn(path, language, modules);
  if (symbol === null || isComponentDefault(path, symbol)) return true;
  return facts === undefined ? whyUnread(path, modules) !== null : definesName(facts, symbol);
}
