/**
 * What a module gives to importers, and how a thing leaves it: by its name, renamed, as the default, as the whole module
 * (`export =`, `module.exports =`), or not at all.
 *
 * Everything that writes an import line, or asks whether a module gives a name, asks here. The facts tell how a
 * definition leaves its own file (`exportedAs`, `exportStyle`); re-exports and stars are followed by origin.ts.
 */

import { languageOf } from '../languages/index.ts';
import type { DefinitionFact, ExportStyle, Home, LanguageFacts } from '../types.ts';
import { perTree } from './context.ts';
import { type ModuleContext, readingOf, resolveImport } from './index.ts';
import { keyOfFile } from './key.ts';
import { factsIn, givenOrigin, isComponentDefault, type Origin } from './origin.ts';
import { lastSegment } from './path.ts';

/** `es` also for Python: each name is imported by its own. */
export type ModuleStyle = 'es' | ExportStyle;

/** How importers come by a thing of a module. */
export interface Leave {
  /** What they name: a name, or `default`; null where the module itself is the thing. */
  readonly name: string | null;
  readonly style: ModuleStyle;
}

/** What a home's symbol is in its file. */
export interface HomeSymbol {
  /** The local name; `default` for a default without one. */
  readonly local: string;
  /** Under which names it leaves its file, the one to write first; none where it does not leave. */
  readonly leaves: readonly string[];
  /** What importers call it: its local name; for a default without one the name of its file, or of an index's folder. */
  readonly called: string;
  /** Under which names other modules may speak of it: neither of them is an alias. */
  readonly names: readonly string[];
}

/**
 * Whether a module's file is seen to give this name to importers, itself or through a re-export. What a Python module
 * only imports for itself does not count: it must be a package's `__init__`, or list the name in `__all__`.
 */
export function exportsName(path: string, name: string, modules: ModuleContext): boolean {
  const language = languageOf(path);
  const facts = language === null ? undefined : factsIn(path, language, modules);
  if (facts === undefined || language === null) return false;
  if (facts.exports?.includes(name) === true) return true;
  if (language === 'js') return isComponentDefault(path, name) || givesByStar(path, name, facts, modules);
  if (facts.definitions.some((d) => d.scope === 'module' && d.name === name)) return true;
  return /(?:^|\/)__init__\.pyi?$/.test(path) && givenOrigin(path, name, modules) !== null;
}

function givesByStar(path: string, name: string, facts: LanguageFacts, modules: ModuleContext): boolean {
  const hasStar = facts.imports.some(({ names }) => names.some((one) => one.name === '*' && one.local === null));
  // What is defined here, and not exported, comes from no star.
  const origin = hasStar ? givenOrigin(path, name, modules) : null;
  return origin !== null && origin.path !== path;
}

const given = perTree(() => new Map<string, ReadonlySet<string> | null>());

/** Every name that a module gives to a star import of it, `default` included; null where not all of them are seen. */
export function givenNames(path: string, modules: ModuleContext): ReadonlySet<string> | null {
  const known = given(modules.tree);
  const found = known.get(path);
  if (found !== undefined) return found;
  // A circle of stars gives nothing more.
  known.set(path, new Set());
  const names = readGivenNames(path, modules);
  known.set(path, names);
  return names;
}

function readGivenNames(path: string, modules: ModuleContext): ReadonlySet<string> | null {
  const language = languageOf(path);
  const facts = language === null ? undefined : factsIn(path, language, modules);
  if (facts === undefined || language === null || facts.exports?.includes('*') === true) return null;
  if (language === 'py' && facts.exports !== null) return new Set(facts.exports);
  if (facts.exportStyle !== undefined || facts.definitions.some((d) => d.name === '__getattr__')) return null;
  const names = new Set(language === 'js' ? facts.exports : publicNames(facts));
  for (const fact of facts.imports) {
    if (!fact.names.some(({ name, local }) => name === '*' && local === null)) continue;
    if (fact.form !== 'export-from' && fact.form !== 'from-import') continue;
    const { file } = resolveImport(language, fact.specifier, path, modules, readingOf(fact));
    const others = file === null ? null : givenNames(file, modules);
    if (others === null) return null;
    for (const name of others) if (language === 'py' || name !== 'default') names.add(name);
  }
  return names;
}

/** What a Python module holds under a public name: definitions and imports alike. */
function publicNames({ definitions, imports }: LanguageFacts): string[] {
  const defined = definitions.filter(({ scope }) => scope === 'module').map(({ name }) => name);
  const bound = imports
    .filter(({ form, nested }) => (form === 'import' || form === 'from-import') && nested !== true)
    .flatMap(({ names }) => names.flatMap(({ local }) => local ?? []));
  return [...defined, ...bound].filter((name) => !name.startsWith('_'));
}

/** How a module gives what stands at `origin`, under its own name rather than another; null when it is not seen to. */
export function leaveFrom(module: string, origin: Origin, modules: ModuleContext): Leave | null {
  const facts = jsFacts(module, modules);
  const own = leavesOf(origin.path, origin.name, modules);
  const isIt = (name: string): boolean => {
    const found = exportsName(module, name, modules) ? givenOrigin(module, name, modules) : null;
    return found !== null && found.path === origin.path && found.name === origin.name;
  };
  const name =
    module === origin.path
      ? own[0]
      : ([...new Set([origin.name, ...own, 'default'])].find(isIt) ?? renames(module, modules).find(isIt));
  if (name === undefined) return null;
  const style = facts?.exportStyle ?? 'es';
  return { name: name === 'default' && style !== 'es' ? null : name, style };
}

/** Under which names a definition leaves its own file: its own first, then as the file has them. */
function leavesOf(path: string, local: string, modules: ModuleContext): readonly string[] {
  const language = languageOf(path);
  const facts = language === null ? undefined : factsIn(path, language, modules);
  if (facts === undefined) return [];
  const definitions = facts.definitions.filter((d) => d.scope === 'module' && d.name === local);
  if (facts.language === 'py') return definitions.length > 0 ? [local] : [];
  const stated = definitions.flatMap((d) => d.exportedAs ?? (d.exported ? [local] : []));
  // What no definition says: `export { Api }` behind the class, a default without a name, what a namespace exports.
  if (facts.exports?.includes(local) === true || isComponentDefault(path, local)) stated.unshift(local);
  return [...new Set(stated)].sort((a, b) => Number(b === local) - Number(a === local));
}

/** Names that a module or one behind its stars gives on under another name than it got: `export { Api as Client } from`. */
function renames(module: string, modules: ModuleContext): readonly string[] {
  const facts = jsFacts(module, modules);
  if (facts === undefined) return [];
  return facts.imports.flatMap((fact) =>
    fact.names.flatMap(({ name, local }) => (local !== null && local !== name && name !== '*' ? [local] : [])),
  );
}

function jsFacts(path: string, modules: ModuleContext): LanguageFacts | undefined {
  const language = languageOf(path);
  return language === null ? undefined : factsIn(path, language, modules);
}

// ------------------------------------------------------------------------------------------------------------- homes

const homes = perTree(() => new Map<string, HomeSymbol>());

/** A home's symbol, given by its local name, by an exported one or as `default`; null for a whole module. */
export function homeSymbol(
  home: Pick<Home, 'path' | 'symbol' | 'language'>,
  modules: ModuleContext,
): HomeSymbol | null {
  const { path, symbol, language } = home;
  if (symbol === null) return null;
  // Python gives what it defines, and by no other name: nothing need be read for it.
  if (language === 'py') return { local: symbol, leaves: [symbol], called: symbol, names: [symbol] };
  const known = homes(modules.tree);
  const id = `${path}#${symbol}`;
  const found = known.get(id) ?? readHomeSymbol(path, symbol, factsIn(path, language, modules), modules);
  known.set(id, found);
  return found;
}

function readHomeSymbol(
  path: string,
  symbol: string,
  facts: LanguageFacts | undefined,
  modules: ModuleContext,
): HomeSymbol {
  const atTop = (facts?.definitions ?? []).filter((d) => d.scope === 'module');
  const isOwn = (d: DefinitionFact): boolean => d.name === symbol && d.exportedAs === undefined;
  const given = atTop.find((d) => d.exportedAs?.includes(symbol) === true);
  const local = atTop.some((d) => isOwn(d) && d.kind !== 'alias') ? symbol : (given?.name ?? symbol);
  const own = leavesOf(path, local, modules);
  // What only hands it on gives it as well.
  const all = own.length === 0 && (facts === undefined || exportsName(path, symbol, modules)) ? [symbol] : own;
  const leaves = all.includes(symbol) ? [symbol, ...all.filter((name) => name !== symbol)] : all;
  const names = [...new Set([symbol, local, 'default', ...leaves.slice(0, 1)])];
  return { local, leaves, called: local === 'default' ? nameOfFile(path) : local, names };
}

/** `src/Button.vue` is called Button, `src/button/index.ts` button. */
function nameOfFile(path: string): string {
  return lastSegment(keyOfFile(path)?.path ?? path);
}

/**
 * The names by which a file that has to do with a home may speak of it: what it is called, and those under which it leaves.
 * `default` is none of them, because it is a word that nobody need write.
 */
export function spokenBy({ called, leaves }: HomeSymbol): readonly string[] {
  return [...new Set([called, ...leaves.filter((name) => name !== 'default')])];
}

/** Whether a home leaves as a default, by which it is also taken. */
export function leavesAsDefault({ leaves }: HomeSymbol): boolean {
  return leaves.includes('default');
}
