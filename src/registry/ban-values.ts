/**
 * What the value of a ban means: the modules that it names in a tree, so that a ban holds for a module however an import
 * writes it.
 *
 * A value is a path of the repository, or something that a configuration of the tree explains (a package of the tree, an
 * alias, a dotted name under a Python root), or else a package as written. Where several readings are left, all of them
 * hold. A value is resolved once, when a registry is opened for a tree, and never while imports are judged.
 */

import { dependencyNames, packageNameOf } from '../modules/dependencies.ts';
import { exportsName } from '../modules/exports.ts';
import {
  fileOf,
  type ModuleContext,
  repositoryKey,
  resolveImport,
  type Shortcuts,
  sourceExtension,
} from '../modules/index.ts';
import { addressedPackage } from '../modules/package-address.ts';
import { namesakesOf } from '../modules/package-entries.ts';
import { packageIn } from '../modules/packages.ts';
import { inFolder, join, withoutSlashes } from '../modules/path.ts';
import { matchStar } from '../modules/path-pattern.ts';
import { globSource, isLiteralGlob } from '../text/globs.ts';
import { type Ban, LANGUAGE_IDS, type LanguageId } from '../types.ts';
import { splitPrefix } from './references.ts';

/** One module, or glob over modules, that a ban names. Plain JSON. */
export interface BannedModule {
  /** null: both languages. */
  readonly language: LanguageId | null;
  /** A repository path and nothing else. */
  readonly pathOnly: boolean;
  /** With slashes but for dotted names, without prefix, extension and index. */
  readonly text: string;
  readonly glob: boolean;
  /** The module alone, and nothing under it: an index file was written. */
  readonly alone: boolean;
  /** Of what a glob matches only files that end so: it was written over files that imports may not leave out. */
  readonly ending: string | null;
  /** What the value may mean of the module: this name, where it is written; null: what the ban says. */
  readonly name: string | null;
}

/** Where values are looked up. */
export interface World {
  /** The judged tree's first, then those of commits before it. */
  readonly contexts: readonly ModuleContext[];
  /** What their configuration says, one for each. */
  readonly shortcuts: () => readonly Shortcuts[];
  /** Every reading counts, whatever exists: for what is not made anew when a file comes or goes. */
  readonly everyReading: boolean;
}

/** The modules that a ban names; an address names its package. @param world null: the value alone must tell */
export function modulesOfBan(ban: Ban, world: World | null): BannedModule[] {
  const { prefix, rest } = splitPrefix(ban.module);
  const language = prefix === '' ? null : prefix === 'py:' ? 'py' : 'js';
  const address = language === 'py' ? null : addressedPackage(rest);
  const body = address ?? (withoutSlashes(rest) || rest);
  if (body.startsWith('./')) return atPath(ban, language, join('', body) ?? body, world);
  const path = inFolder(ban.base, body);
  const hasExtension = sourceExtension(body) !== null;
  const mayBePath = body.includes('/') || (language === null && hasExtension);
  if (address !== null && world === null) return [asWritten('js', body)];
  if (world === null) return mayBePath && hasExtension ? ofPath(language, path) : [asWritten(language, body)];
  const isGone = body.includes('/') && (ban.removed || ban.removeBy !== null);
  const isPath = mayBePath && (world.everyReading || isGone || beginsInTree(ban.base, body, world));
  if (isPath && !world.everyReading && !isDependency(body, world)) return atPath(ban, language, path, world);
  return [
    ...(isPath ? atPath(ban, language, path, world) : []),
    ...(language === 'py' ? [] : explained(body, world)),
    ...ofName(ban, language, body, world),
  ];
}

/** A path of the repository. Names are given by the module that a folder's own name stands for, not by the folder. */
function atPath(ban: Ban, language: LanguageId | null, path: string, world: World | null): BannedModule[] {
  const hasNames = ban.names !== null && language !== 'py' && world !== null;
  return [...ofPath(language, path), ...(hasNames ? entriesOf(path, world) : [])];
}

/** As imports write it, or as a path from the top. */
function asWritten(language: LanguageId | null, body: string): BannedModule {
  const text = withoutScriptExtension(body);
  return { language, pathOnly: false, text, glob: !isLiteralGlob(text), alone: false, ending: null, name: null };
}

/** A file of a package counts with and without `.js`; in the package's own name it is no extension. */
export function withoutScriptExtension(specifier: string): string {
  const name = packageNameOf(specifier);
  return name === null || name.length >= specifier.length ? specifier : specifier.replace(/(?<=[^/])\.[mc]?js$/, '');
}

// ------------------------------------------------------------------------------------------------------------- paths

/** A path of the repository: a file, with or without its extension, a folder, or a glob. */
function ofPath(stated: LanguageId | null, path: string): BannedModule[] {
  const glob = !isLiteralGlob(path);
  const extension = sourceExtension(path);
  const stem = extension === null ? path : path.slice(0, -extension.text.length);
  const language = stated ?? extension?.language ?? null;
  const ending = glob && extension?.isWritten === true ? extension.text : null;
  const one = (its: LanguageId | null, text: string, alone: boolean): BannedModule => ({
    ...{ language: its, pathOnly: true, text: withoutSlashes(text) || '.', glob, alone, ending, name: null },
  });
  const index = /(?:^|\/)(index|__init__)$/.exec(stem);
  const owner: LanguageId = index?.[1] === 'index' ? 'js' : 'py';
  if (index === null || (language !== null && language !== owner)) return [one(language, stem, false)];
  const folder = one(owner, stem.slice(0, index.index), true);
  // To the other language it is a module like any other.
  return language !== null ? [folder] : [folder, one(LANGUAGE_IDS.find((id) => id !== owner) ?? null, stem, false)];
}

/** The modules that the name of a folder stands for where a manifest in it says so. */
function entriesOf(path: string, { contexts, everyReading }: World): BannedModule[] {
  if (!isLiteralGlob(path) || sourceExtension(path) !== null) return [];
  const keys = contexts.flatMap((context) => namesakesOf(path, everyReading, context));
  return keys.flatMap((key) => (key.external || key.path === path ? [] : ofPath('js', key.path)));
}

/** Whether the first segment of a value is a file or folder of a tree, as seen from the folder of its registry. */
function beginsInTree(base: string, body: string, { contexts }: World): boolean {
  const [first = ''] = body.split('/');
  if (!isLiteralGlob(first)) return false;
  const path = inFolder(base, first);
  return contexts.some(({ tree }) => tree.hasFolder(path) || tree.has(path));
}

function isDependency(body: string, { contexts }: World): boolean {
  const name = packageNameOf(body);
  return name !== null && contexts.some((context) => dependencyNames(context).has(name));
}

// ----------------------------------------------------------------------------------------------- what is configured

/** Where an alias, or the name of a package of the tree, leads: to what exists, or where nothing does to all of it. */
function explained(body: string, world: World): BannedModule[] {
  const paths = new Set<string>();
  const [first = ''] = body.split('/');
  for (const [at, { keys, bases }] of world.shortcuts().entries()) {
    const tree = world.contexts[at]?.tree;
    // What names the whole repository is nothing that a glob over names means.
    const whole = isLiteralGlob(body) ? null : rootName(world.contexts[at]);
    const meant = whole === null ? keys : keys.filter(({ key }) => key !== whole);
    for (const to of targetsBy(meant, body)) paths.add(to);
    for (const base of /^[\w$-]/.test(body) && isLiteralGlob(first) ? bases : []) {
      const begins = inFolder(base, first);
      if (base !== '' && (world.everyReading || tree?.hasFolder(begins) === true || tree?.has(begins) === true))
        paths.add(inFolder(base, body));
    }
  }
  const known = [...paths].flatMap((path) => join('', path) || []);
  const existing = world.everyReading ? [] : known.filter((path) => world.contexts.some((one) => exists(path, one)));
  if (existing.length > 0) return existing.flatMap((path) => ofPath('js', path).map((one) => coversMore(one, body)));
  return known.flatMap((path) => [...ofPath('js', path).map((one) => coversMore(one, body)), asWritten('js', path)]);
}

/** The name of the package that the whole repository is. */
function rootName(context: ModuleContext | undefined): string | null {
  return context === undefined ? null : (packageIn('', { ...context, report: undefined })?.name ?? null);
}

/** An alias of an index file means the module and what is under it, as long as it is not written as an index file. */
function coversMore(module: BannedModule, body: string): BannedModule {
  return /\/index(?:\.\w+)*$/.test(body) ? module : { ...module, alone: false };
}

/** An alias may lead to an alias. */
const MOST_HOPS = 8;

/** Everything that configured names turn a value into, one after the other. */
function targetsBy(keys: Shortcuts['keys'], body: string): Set<string> {
  const found = new Set<string>();
  let open = [body];
  for (let hop = 0; hop < MOST_HOPS && open.length > 0; hop++) {
    const next = open.flatMap((one) => keys.flatMap(({ key, target }) => targetsOf(one, key, target)));
    open = [...new Set(next)].filter((to) => to !== body && !found.has(to));
    for (const to of open) found.add(to);
  }
  return found;
}

/** What a configured name turns a value into. */
function targetsOf(body: string, key: string, target: string): string[] {
  if (!isLiteralGlob(body) && isLiteralGlob(key)) return targetsOfGlob(body, key, target);
  if (key.includes('*')) {
    const star = matchStar(body, key);
    return star === null ? [] : [target.replace('*', () => star)];
  }
  if (body === key) return [target];
  const rest = key.endsWith('/') ? key : `${key}/`;
  if (!body.startsWith(rest) || sourceExtension(target) !== null || target.includes('*')) return [];
  return [inFolder(withoutSlashes(target), body.slice(rest.length))];
}

/** The same of a glob over names: as many of its segments as the name has must match it. */
function targetsOfGlob(body: string, key: string, target: string): string[] {
  const segments = body.split('/');
  const count = key.split('/').length;
  const head = segments.slice(0, count).join('/');
  if (isLiteralGlob(head) ? head !== key : !new RegExp(globSource(head)).test(key)) return [];
  const rest = segments.slice(count).join('/');
  if (rest === '') return [target];
  return sourceExtension(target) !== null || target.includes('*') ? [] : [inFolder(withoutSlashes(target), rest)];
}

function exists(path: string, { tree }: ModuleContext): boolean {
  const fixed = fixedFolder(path);
  if (fixed !== path) return tree.hasFolder(fixed);
  if (tree.has(path) || tree.hasFolder(path)) return true;
  const extension = sourceExtension(path);
  const stem = extension === null ? path : path.slice(0, -extension.text.length);
  return fileOf(repositoryKey('js', stem), tree) !== null;
}

/** The folder that a glob begins with; a literal path is all of it. */
function fixedFolder(path: string): string {
  const segments = path.split('/');
  const wild = segments.findIndex((segment) => !isLiteralGlob(segment));
  return wild < 0 ? path : segments.slice(0, wild).join('/');
}

// ------------------------------------------------------------------------------------------------------------- names

const DOTTED = /^[^\s./*?[\]{}@#:]+(?:\.[^\s./*?[\]{}@#:]+)+$/;

/** A name as imports write it. A dotted `a.b.C` is the module of that name, and the name C of `a.b`, until the tree tells. */
function ofName(ban: Ban, language: LanguageId | null, body: string, world: World): BannedModule[] {
  const whole = asWritten(language, body);
  if (language !== 'js' && /^[^/]+\.__init__$/.test(body))
    return [{ ...asWritten('py', body.replace(/\.__init__$/, '')), alone: true }];
  if (language === 'js' || ban.names !== null || !DOTTED.test(body)) return [whole];
  const cut = body.lastIndexOf('.');
  const [parent, name] = [body.slice(0, cut), body.slice(cut + 1)];
  const named: BannedModule = { ...asWritten('py', parent), name };
  if (world.everyReading) return [whole, named];
  const from = inFolder(ban.base, '_.py');
  const isModule = world.contexts.some((one) => resolveImport('py', body, from, one).existing !== null);
  if (isModule) return [whole];
  const isName = world.contexts.some((one) => {
    const { file } = resolveImport('py', parent, from, one);
    return file !== null && exportsName(file, name, one);
  });
  if (!isName) return [whole, named];
  return language === 'py' ? [named] : [{ ...whole, language: 'js' }, named];
}
