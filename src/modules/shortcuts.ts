/**
 * Ways to name a module without writing all of its path: keys of tsconfig `paths`, `baseUrl`, package names, `exports`
 * and `imports`, entries of package.json, Python's roots.
 *
 * Resolution (tsconfig.ts, packages.ts) chooses, for one file, the configuration that holds there. Here everything is
 * collected that may hold for any file, because the question is another one: can a module be named in a file in which
 * a certain word does not occur? Whatever cannot be known is a problem, and then the answer is yes.
 */
import { parseJsonc } from '../text/jsonc.ts';
import { pushAll } from '../text/lists.ts';
import type { LanguageId } from '../types.ts';
import { TSCONFIG_NAMES } from './configuration.ts';
import { isObject, type ModuleContext, member, strings } from './context.ts';
import { mainsOf } from './ecmascript-files.ts';
import { generatedConfiguration } from './generated-configuration.ts';
import { repositoryKey } from './key.ts';
import { type Link, linkedModules, realKeys, realPath } from './links.ts';
import { configurationFiles, importFiles, parsePackage, patternTargets, workspacePackages } from './packages.ts';
import { folderOf, join, lastSegment } from './path.ts';
import { pnpmPackages } from './pnpm-workspace.ts';
import { rootSet } from './python-roots.ts';

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
  /** Why it is not known what can be written, or null. */
  readonly problem: string | null;
}

interface Collected {
  readonly keys: Shortcut[];
  readonly bases: Set<string>;
  readonly mains: { folder: string; path: string }[];
  readonly problems: string[];
}

/** Shortcuts of JavaScript and TypeScript files anywhere in the tree. */
export function ecmascriptShortcuts(context: ModuleContext): Shortcuts {
  const found: Collected = { keys: [], bases: new Set(), mains: [], problems: [] };
  readPackages(found, context);
  readConfigurations(found, context);
  return followed('js', found, context);
}

/** Python has roots, and nothing else that stands for a path. */
export function pythonShortcuts(context: ModuleContext): Shortcuts {
  return followed('py', { keys: [], bases: new Set(rootSet(context)), mains: [], problems: [] }, context);
}

// ------------------------------------------------------------------------------------------------------------- links

/** Links are shortcuts like any other: their own name for what they lead to, and whatever leads through one of them. */
function followed(language: LanguageId, found: Collected, { tree }: ModuleContext): Shortcuts {
  const links = linkedModules(language, tree).flatMap(linkPairs);
  const { keys, bases, mains, problems } = found;
  if (links.length === 0) return { keys, bases: [...bases], links, mains, problem: problems[0] ?? null };
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
    // as a name below a root says it
    ...[...allBases].flatMap((base) =>
      base !== '' && target.startsWith(`${base}/`)
        ? [{ key: lastSegment(path), target: target.slice(base.length + 1) }]
        : [],
    ),
  ]);
  return {
    keys: [...keys, ...keys.flatMap(realKeysOf), ...own],
    bases: [...allBases],
    links,
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

function readPackages(found: Collected, context: ModuleContext): void {
  for (const path of context.tree.named('pnpm-workspace.yaml')) {
    if (pnpmPackages(context.tree.read(path) ?? '') === null) found.problems.push(`${path} cannot be read`);
  }
  for (const path of context.tree.named('package.json')) {
    const folder = folderOf(path);
    const { found: one, problem } = parsePackage(folder, context.tree.read(path) ?? '');
    if (one === null || problem !== null) {
      found.problems.push(`${path} cannot be read`);
      continue;
    }
    for (const main of mainsOf(folder, context.tree)) found.mains.push({ folder, path: main });
    for (const [name, target] of one.links) found.keys.push({ key: name, target });
    for (const [key, target] of allTargets(one.imports)) {
      if (target.startsWith('.')) for (const file of importFiles(one, target)) found.keys.push({ key, target: file });
      else found.keys.push({ key, target });
    }
    if (one.name === null) continue;
    found.keys.push({ key: one.name, target: folder });
    found.keys.push({ key: one.name, target: folder === '' ? 'src' : `${folder}/src` });
    for (const entry of one.entries) {
      for (const file of importFiles(one, entry)) found.keys.push({ key: one.name, target: file });
    }
    if (one.exports === undefined || one.exports === null) continue;
    for (const [key, targets] of patternTargets(one, 'exports')) {
      for (const target of targets) found.keys.push({ key: one.name + key.replace(/^\./, ''), target });
    }
  }
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

interface Alias {
  readonly key: string;
  readonly target: string;
  readonly folder: string;
}

/** A configuration to be read: of the tree, generated, or installed. */
interface Source {
  readonly path: string;
  readonly value: unknown;
}

/** Every configuration that can be reached from a `tsconfig.json` or `jsconfig.json`, whoever it holds for. */
function readConfigurations(found: Collected, context: ModuleContext): void {
  const { tree } = context;
  const roots = TSCONFIG_NAMES.flatMap((name) => tree.named(name));
  const folders = roots.map(folderOf);
  const open = roots.map((path) => tracked(path, context));
  const seen = new Set(roots);
  const aliases: Alias[] = [];
  const follow = (from: string, verb: string, name: string, next: Source | 'nothing' | null): void => {
    if (next === null) found.problems.push(`${from} ${verb} ${name}, which does not exist`);
    else if (next !== 'nothing' && !seen.has(next.path)) {
      seen.add(next.path);
      open.push(next);
    }
  };
  for (let at = 0; at < open.length; at++) {
    const { path, value } = open[at] as Source;
    const folder = folderOf(path);
    if (value === null) found.problems.push(`${path} cannot be read`);
    for (const name of strings(member(value, 'extends')))
      follow(path, 'extends', name, extended(name, folder, context));
    const references = member(value, 'references');
    for (const one of Array.isArray(references) ? references : []) {
      for (const name of strings(member(one, 'path')))
        follow(path, 'references', name, referenced(name, folder, context));
    }
    const base = member(member(value, 'compilerOptions'), 'baseUrl');
    if (typeof base === 'string') for (const one of places(base, folder, folders)) found.bases.add(one);
    pushAll(aliases, aliasesOf(value, folder));
  }
  for (const { key, target, folder } of aliases) {
    // An inherited list counts from whichever `baseUrl` holds where it is used.
    for (const from of new Set([folder, ...found.bases])) {
      for (const path of places(target, from, folders)) found.keys.push({ key, target: path });
    }
  }
}

/** `value` is null for what is no JSON object. */
function tracked(path: string, { tree }: ModuleContext): Source {
  return { path, value: objectIn(tree.read(path) ?? '') };
}

function objectIn(text: string): unknown {
  const { value, problem } = parseJsonc(text);
  return problem === null && isObject(value) ? value : null;
}

function aliasesOf(value: unknown, folder: string): Alias[] {
  const paths = member(member(value, 'compilerOptions'), 'paths');
  if (!isObject(paths)) return [];
  return Object.entries(paths).flatMap(([key, to]) => strings(to).map((target) => ({ key, target, folder })));
}

/** A path of a configuration; `${configDir}` is the folder of any configuration that inherits it. */
function places(value: string, folder: string, folders: readonly string[]): string[] {
  const inherited = /^\$\{configDir\}/i.exec(value);
  if (inherited === null) return [join(folder, value) ?? ''];
  return folders.map((one) => join(one, `.${value.slice(inherited[0].length)}`) ?? '');
}

/**
 * What an `extends` leads to; null for a file that should be there. A package that is not installed says nothing: its
 * paths count as empty, as they do in tsconfig.ts.
 */
function extended(specifier: string, folder: string, context: ModuleContext): Source | 'nothing' | null {
  const local = /^\.\.?(?:\/|$)/.test(specifier);
  const here = local ? join(folder, specifier) : null;
  const candidates = local
    ? here === null
      ? []
      : [here, `${here}.json`, inFolder(here, 'tsconfig.json')]
    : workspacePackages(specifier, folder, context).flatMap(configurationFiles);
  const file = candidates.find((path) => context.tree.has(path));
  if (file !== undefined) return tracked(file, context);
  const outside = context.readOutside?.(specifier, folder);
  if (outside !== undefined) return { path: outside.path, value: objectIn(outside.text) };
  return generated(here) ?? (local ? null : 'nothing');
}

function referenced(reference: string, folder: string, context: ModuleContext): Source | null {
  const path = join(folder, reference);
  if (path === null) return null;
  const file = [path, inFolder(path, 'tsconfig.json')].find((one) => one.endsWith('.json') && context.tree.has(one));
  return file === undefined ? generated(path) : tracked(file, context);
}

function generated(path: string | null): Source | null {
  const found = generatedConfiguration(path);
  return found === null ? null : { path: found.path, value: found.value };
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
