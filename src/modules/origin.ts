/**
 * Where a name comes from: follows re-exports from a module to the file that defines the name.
 *
 * Used to tell a detour (`indirect-import`) from another thing of the same name, and to see whether a replacement's
 * module gives the name at all. Everything is read from facts through the tree; nothing is guessed: what cannot be
 * followed is null.
 */

import { languageOf } from '../languages/index.ts';
import type { DefinitionFact, Home, ImportForm, LanguageFacts, LanguageId } from '../types.ts';
import { joinPython, type ModuleContext, readingOf, resolveImport, type SpecifierReading } from './index.ts';
import { isLateImport } from './re-exports.ts';

export interface Origin {
  readonly path: string;
  readonly name: string;
}

/** Re-exports are followed this far; longer chains count as unknown. */
const MAX_HOPS = 12;

/** The facts of a file in one language, or undefined. */
export function factsIn(path: string, language: LanguageId, modules: ModuleContext): LanguageFacts | undefined {
  return modules.tree.facts(path)?.parts.find((part) => part.language === language);
}

/**
 * Whether a module's file is seen to give this name to importers, itself or through a re-export. What a Python module
 * only imports for itself does not count: it must be a package's `__init__`, list the name in `__all__`, or have a
 * `__getattr__`.
 */
export function exportsName(path: string, name: string, modules: ModuleContext): boolean {
  const language = languageOf(path);
  const facts = language === null ? undefined : factsIn(path, language, modules);
  if (facts === undefined || language === null) return false;
  if (definesName(facts, name)) return language === 'py' || facts.exports?.includes(name) === true;
  if (language === 'js') return facts.exports?.includes(name) === true || originOf(path, name, modules) !== null;
  if (facts.exports?.includes(name) === true) return true;
  return (/(?:^|\/)__init__\.pyi?$/.test(path) || isLazy(facts)) && originOf(path, name, modules) !== null;
}

/** The file and name that define what `path` gives under `name`; null when that is not to be seen. */
export function originOf(path: string, name: string, modules: ModuleContext): Origin | null {
  return follow(path, name, modules, 0, new Set());
}

function follow(path: string, name: string, modules: ModuleContext, hops: number, seen: Set<string>): Origin | null {
  const language = languageOf(path);
  const visit = `${path}\0${name}`;
  if (language === null || hops > MAX_HOPS || seen.has(visit)) return null;
  seen.add(visit);
  const facts = factsIn(path, language, modules);
  if (facts === undefined) return null;
  const alias = facts.definitions.find(
    (d) => d.name === name && d.kind === 'alias' && d.scope === 'module' && d.aliasOf !== name,
  );
  if (definesName(facts, name) && alias === undefined) return { path, name };
  // `export { New as Old }` names a local that may itself be imported.
  const local = alias?.aliasOf ?? name;
  if (alias !== undefined && definesName(facts, local)) return { path, name };
  for (const source of [...reExports(facts, local), ...memberSources(facts, local)]) {
    const target = resolveImport(language, source.specifier, path, modules, source.reading).file;
    const found = target === null ? null : follow(target, source.name ?? local, modules, hops + 1, seen);
    if (found !== null) return found;
  }
  // What makes a `__getattr__` of a stub (`attach_stub`) gives what the stub beside the module says.
  const stub = language === 'py' && alias === undefined && isLazy(facts) && path.endsWith('.py') ? `${path}i` : null;
  if (stub !== null && modules.tree.has(stub)) return follow(stub, name, modules, hops + 1, seen);
  return alias === undefined ? null : { path, name };
}

/** A Python module that answers for names that it does not hold. */
function isLazy(facts: LanguageFacts): boolean {
  return facts.definitions.some((d) => d.name === '__getattr__' && d.scope === 'module');
}

/**
 * A definition at module scope. In JavaScript also an export that is not handed on from another module: a default, and
 * what `exports.name = …` gives.
 */
export function definesName(facts: LanguageFacts, name: string): boolean {
  const isOwn = (d: DefinitionFact): boolean => d.scope === 'module' && d.name === name && d.aliasOf !== name;
  if (name !== 'default' && facts.definitions.some(isOwn)) return true;
  if (facts.language === 'py' || facts.exports?.includes(name) !== true) return false;
  return reExports(facts, name).every((source) => source.name === null);
}

const HANDING_ON: ReadonlySet<ImportForm> = new Set(['import', 'from-import', 'export-from', 'require']);

interface Source {
  readonly specifier: string;
  readonly reading: SpecifierReading;
  /** As the module calls it; null: as it is asked for. */
  readonly name: string | null;
}

/** Imports through which a file could have got `local`: by that name first, then star re-exports (`name` null). */
function reExports(facts: LanguageFacts, local: string): Source[] {
  const named: Source[] = [];
  const stars: Source[] = [];
  for (const fact of facts.imports) {
    if (!HANDING_ON.has(fact.form) && !isLateImport(fact)) continue;
    const source = { specifier: fact.specifier, reading: readingOf(fact) };
    for (const imported of fact.names) {
      const isStar = imported.local === null && imported.escapes === undefined && imported.uses === undefined;
      if (imported.name === '*' && isStar) stars.push({ ...source, name: null });
      else if (imported.local === local && imported.name !== '*') named.push({ ...source, name: imported.name });
    }
  }
  return [...named, ...stars];
}

/** Python: the modules of which `m.Name` may be a member, by what the file imports as `m`. */
function memberSources(facts: LanguageFacts, dotted: string): Source[] {
  const [local = '', name, ...rest] = dotted.split('.');
  if (facts.language !== 'py' || name === undefined || rest.length > 0) return [];
  return facts.imports.flatMap((fact) => {
    const imported = HANDING_ON.has(fact.form) ? fact.names.find((one) => one.local === local) : undefined;
    if (imported === undefined) return [];
    const specifier = imported.name === '*' ? fact.specifier : joinPython(fact.specifier, imported.name);
    return [{ specifier, reading: 'text' as const, name }];
  });
}

/** Whether a home holds what it is the home of. */
export function stillDefines({ path, symbol, language }: Home, modules: ModuleContext): boolean {
  if (!modules.tree.has(path)) return false;
  const facts = factsIn(path, language, modules);
  return symbol === null || (facts !== undefined && definesName(facts, symbol));
}
