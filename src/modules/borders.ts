/**
 * Package borders: on which way a file comes by a thing. Inside the home's package that is the file itself, in the manner
 * of the importing file; from outside it is a public entry of the package that is seen to give the thing, or the module
 * that the registry states. Nothing ever tells a package to import itself by its name, and no relative path leads into
 * another package, unless that is the custom of the importing file and no entry gives the thing.
 */
import { isDottedName, isModuleName } from '../languages/python/names.ts';
import type { Home, LanguageId } from '../types.ts';
import type { ModuleContext } from './context.ts';
import { resolveEcmascript } from './ecmascript.ts';
import { fileOfEcmascript } from './ecmascript-files.ts';
import { type HomeSymbol, homeSymbol, type Leave, leaveFrom } from './exports.ts';
import { importsOf } from './habit.ts';
import { keyOfFile, repositoryKey, sameKey } from './key.ts';
import { realPath } from './links.ts';
import { givenOrigin, type Origin, originOf } from './origin.ts';
import { type Border, borderOf, entriesOf, entryFilesAround, isEntryFile } from './package-entries.ts';
import { namedPackage } from './packages.ts';
import { folderOf, join, within } from './path.ts';
import { projectsOf } from './projects.ts';
import { fileOfPython, resolvePython } from './python.ts';
import { parseReference } from './reference.ts';
import { spellImport } from './spell.ts';

/** What a way leads to: a home, or anything else that a reference names. */
export type Destination = Pick<Home, 'path' | 'symbol' | 'import' | 'language'>;

/** How a file comes by a thing. */
export interface Way {
  /** The specifier, as the file writes it. */
  readonly module: string;
  /** The file that it leads to, where that is to be seen. */
  readonly file: string | null;
  /** How the thing leaves that module; null for a whole module. */
  readonly leave: Leave | null;
  /** What importers call it: its name as the registry has it, that in its file for a default. */
  readonly local: string | null;
}

/** There is none, and why: a sentence. */
export interface NoWay {
  readonly module: null;
  readonly why: string;
}

/**
 * The way from a file to a home.
 * @param like the specifier that is replaced; null: in the manner of what the file imports
 */
export function wayTo(to: Destination, from: string, like: string | null, modules: ModuleContext): Way | NoWay {
  const symbol = homeSymbol(to, modules);
  if (symbol !== null && symbol.leaves.length === 0) {
    return { module: null, why: `\`${symbol.local}\` is not exported by ${to.path}: export it there` };
  }
  const way = chosenWay(to, from, like, modules);
  if (to.language === 'js' || way.module === null || isModuleName(way.module)) return way;
  return { module: null, why: `no import leads to ${to.path}: \`${way.module}\` is no name in Python` };
}

function chosenWay(to: Destination, from: string, like: string | null, modules: ModuleContext): Way | NoWay {
  if (to.import !== null && !comesBefore(to, to.import, from, modules)) return statedWay(to, from, like, modules);
  const border = borderOf(to.path, to.language, modules);
  if (border === null || borderOf(from, to.language, modules)?.folder === border.folder) {
    return straightWay(to, from, like, modules);
  }
  return entryWay(to, border, from, modules) ?? wayAround(to, border, from, like, modules);
}

/** What a name of its own package means for a file: the thing itself, which it reaches without that name; else null. */
export function ownThing(
  specifier: string,
  symbol: string | null,
  language: LanguageId,
  from: string,
  modules: ModuleContext,
): Destination | null {
  const own = language === 'js' ? namedPackage(from, modules) : null;
  if (own === null || (specifier !== own.name && !specifier.startsWith(`${own.name}/`))) return null;
  const { file } = resolveEcmascript(specifier, from, modules);
  const thing = file === null || symbol === null ? null : givenOrigin(file, symbol, modules);
  const path = symbol === null ? file : (thing?.path ?? null);
  if (path === null || namedPackage(path, modules) !== own) return null;
  return { path, symbol: thing?.name ?? null, import: null, language };
}

/** The file itself. */
function straightWay(to: Destination, from: string, like: string | null, modules: ModuleContext): Way | NoWay {
  const module = spellImport({ path: to.path, import: null }, from, like, modules);
  return notNamed(to, module, from, modules) ?? wayThrough(to, module, to.path, modules);
}

/** Why a Python file cannot be named by what would have to be written for it; null where it can, or is not there. */
function notNamed(to: Destination, module: string, from: string, modules: ModuleContext): NoWay | null {
  const { path, language } = to;
  if (language !== 'py' || !modules.tree.has(path)) return null;
  const nameless = { module: null, why: `no import can name ${path}: rename it` };
  if (!module.startsWith('.') && !isDottedName(module)) return nameless;
  const own = keyOfFile(realPath(path, modules.tree));
  const { keys } = resolvePython(module, from, modules);
  if (own === null || keys.some((key) => sameKey(key, own))) return null;
  // What begins with a hidden folder reads like a relative name.
  if (module.startsWith('.')) return nameless;
  return { module: null, why: `\`${module}\` is another module here than ${path}: rename one of the two` };
}

/** The way by a specifier that leads to a file; what is not seen is taken to leave as it leaves its home. */
function wayThrough(to: Destination, module: string, file: string | null, modules: ModuleContext): Way {
  const symbol = homeSymbol(to, modules);
  if (symbol === null) return { module, file, leave: null, local: null };
  const seen = file === null ? null : leaveFrom(file, thingOf(to, symbol, modules), modules);
  const leave = seen ?? { name: symbol.leaves[0] ?? symbol.local, style: 'es' };
  return { module, file, leave, local: symbol.local === 'default' ? null : nameOutside(to, symbol.local) };
}

/** Where a destination's symbol is defined: the file may only hand it on. */
function thingOf({ path }: Destination, { local }: HomeSymbol, modules: ModuleContext): Origin {
  return givenOrigin(path, local, modules) ?? { path, name: local, through: [] };
}

/** A name is kept as the registry has it; a default is called as its file calls it. */
function nameOutside({ symbol }: Destination, local: string): string {
  return symbol === null || symbol === 'default' ? local : symbol;
}

// ------------------------------------------------------------------------------------------------- the stated module

/** The file behind a stated `import`; null where none is to be seen. */
function statedFile({ path, language }: Destination, stated: string, modules: ModuleContext): string | null {
  const written = parseReference(stated);
  if (written.kind === 'path') return modules.tree.has(written.module) ? written.module : null;
  const key = repositoryKey(language, written.module.replace(/\/$/, ''));
  if (language === 'py') {
    return resolvePython(written.module, path, modules).file ?? fileOfPython(key, modules.tree);
  }
  return resolveEcmascript(written.module, path, modules).file ?? fileOfEcmascript(key, modules.tree);
}

function statedWay(to: Destination, from: string, like: string | null, modules: ModuleContext): Way | NoWay {
  const stated = to.import ?? '';
  const file = statedFile(to, stated, modules);
  const written = parseReference(stated);
  const border = file === null || written.kind !== 'path' ? null : borderOf(file, to.language, modules);
  if (file !== null && border !== null && borderOf(from, to.language, modules)?.folder !== border.folder) {
    const gate = { ...to, import: null };
    return (
      entryWay(gate, border, from, modules, file) ?? wayAround({ ...gate, path: file }, border, from, like, modules, to)
    );
  }
  return wayThrough(to, spellImport(to, from, like, modules), file, modules);
}

/**
 * Whether a file stands before the stated module on the way to its importers: it is that module, hands the symbol on to it,
 * lies in the folder that it is the index of, or is of the package whose entry it is. From there the home is reached by its
 * file: what the index imports may not import the index.
 */
function comesBefore(to: Destination, stated: string, from: string, modules: ModuleContext): boolean {
  const file = statedFile(to, stated, modules);
  const symbol = homeSymbol(to, modules);
  if (file === null || from === file) return file !== null;
  const through = symbol === null ? [] : (originOf(file, symbol.leaves[0] ?? symbol.local, modules)?.through ?? []);
  if (through.includes(from) || (isIndex(file) && within(from, folderOf(file)))) return true;
  if (!isEntryFile(file, to.language, modules)) return false;
  // Tests beside a Python package are importers like any other.
  return to.language === 'js'
    ? namedPackage(from, modules)?.folder === namedPackage(file, modules)?.folder
    : within(from, folderOf(file));
}

function isIndex(file: string): boolean {
  return /(?:^|\/)(?:index\.[^/]+|__init__\.pyi?)$/.test(file);
}

// ------------------------------------------------------------------------------------------------- across packages

/** The folder of the package that a home lies in; null for none, and for one that does not export the symbol at all. */
export function packageFolder(home: Destination, modules: ModuleContext): string | null {
  if (homeSymbol(home, modules)?.leaves.length === 0) return null;
  return borderOf(home.path, home.language, modules)?.folder ?? null;
}

/** By the public entry that is seen to give the thing; `only` one file will do, if it is stated. */
function entryWay(
  to: Destination,
  border: Border,
  from: string,
  modules: ModuleContext,
  only: string | null = null,
): Way | null {
  const symbol = homeSymbol(to, modules);
  if (symbol === null) return null;
  const origin = thingOf(to, symbol, modules);
  for (const { specifier, file } of entriesOf(to.path, border, from, modules)) {
    if (only !== null && only !== file) continue;
    if (leaveFrom(file, origin, modules) !== null) return wayThrough(to, specifier, file, modules);
  }
  return null;
}

/** No entry gives the thing: the file itself, but by no relative path, unless that is the custom of the importing file. */
function wayAround(
  to: Destination,
  border: Border,
  from: string,
  like: string | null,
  modules: ModuleContext,
  home: Destination = to,
): Way | NoWay {
  if (to.language === 'py') {
    const absolute = like === null || like.startsWith('.') ? 'absolute' : like;
    const module = spellImport({ path: to.path, import: null }, from, absolute, modules);
    return notNamed(to, module, from, modules) ?? wayThrough(home, module, to.path, modules);
  }
  const crossing = importsOf(from, 'js', modules).find(({ specifier }) => crosses(specifier, from, border, modules));
  const manner = crossing?.specifier ?? (like?.startsWith('.') ? null : like);
  const module = spellImport({ path: to.path, import: null }, from, manner, modules);
  if (!module.startsWith('.') || crossing !== undefined) return wayThrough(home, module, to.path, modules);
  const what = to.symbol === null ? to.path : `\`${to.symbol}\``;
  return { module: null, why: `${border.name} has no entry that is seen to give ${what}: export it from one` };
}

/** Whether a relative specifier leads out of the file's own package into another one. */
function crosses(specifier: string, from: string, border: Border, modules: ModuleContext): boolean {
  if (!specifier.startsWith('.')) return false;
  const target = join(folderOf(from), specifier);
  return (
    target !== null && within(target, border.folder) && namedPackage(`${target}/`, modules)?.folder === border.folder
  );
}

// --------------------------------------------------------------------------------------------------- public entries

/**
 * Whether a module is a public entry for an importer: of a package that the file is, or a name that a tsconfig gives to
 * one. In the home's own package nobody comes by an entry.
 */
export function isPublicEntry(
  file: string,
  specifier: string,
  home: Destination,
  from: string,
  modules: ModuleContext,
): boolean {
  const border = borderOf(home.path, home.language, modules);
  if (border === null || borderOf(from, home.language, modules)?.folder === border.folder) return false;
  if (isEntryFile(file, home.language, modules)) return true;
  const name = namedPackage(file, modules)?.name ?? null;
  const isNamed = name !== null && (specifier === name || specifier.startsWith(`${name}/`));
  return isNamed && projectsOf(from, modules).some(({ paths }) => paths.has(specifier));
}

/** Whether a file hands a name on from the home's package to one of its entries, or is one. */
export function isOnPublicWay(file: string, home: Destination, modules: ModuleContext): boolean {
  if (isEntryFile(file, home.language, modules)) return true;
  const symbol = homeSymbol(home, modules);
  const names = symbol === null ? [] : [symbol.local, ...symbol.leaves];
  return entryFilesAround(file, home.language, modules).some((entry) =>
    names.some((name) => originOf(entry, name, modules)?.through.includes(file) === true),
  );
}
