/**
 * Ways to name a module without writing all of its path: keys of tsconfig `paths`, `baseUrl`, package names, `exports`
 * and `imports`, entries of package.json, Python's roots.
 *
 * Resolution (tsconfig.ts, packages.ts) chooses, for one file, the configuration that holds there. Here everything is
 * collected that may hold for any file, because the question is another one: can a module be named in a file in which
 * a certain word does not occur? Whatever cannot be known is a problem, and then the answer is yes.
 */
import { parseJsonc } from '../text/jsonc.ts';
import { isObject, type ModuleContext, member, strings } from './context.ts';
import { mainsOf } from './ecmascript-files.ts';
import { generatedConfiguration } from './generated-configuration.ts';
import { configurationFiles, importFiles, parsePackage, patternTargets, workspacePackages } from './packages.ts';
import { folderOf, join } from './path.ts';
import { pnpmPackages } from './pnpm-workspace.ts';
import { PROJECT_FILES, rootSet } from './python-roots.ts';

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
  /** Paths that a relative name of a folder (`..`) may mean. */
  readonly mains: readonly { readonly folder: string; readonly path: string }[];
  /** Every configuration file that this was read from. */
  readonly configurations: readonly string[];
  /** Why it is not known what can be written, or null. */
  readonly problem: string | null;
}

/** Base names of the files that say how modules are named: one that is new or changed may change every answer. */
export const CONFIGURATION_NAMES: readonly string[] = [
  'tsconfig.json',
  'jsconfig.json',
  'package.json',
  'pnpm-workspace.yaml',
  ...PROJECT_FILES,
];

interface Collected {
  readonly keys: Shortcut[];
  readonly bases: Set<string>;
  readonly mains: { folder: string; path: string }[];
  readonly configurations: Set<string>;
  readonly problems: string[];
}

/** Shortcuts of JavaScript and TypeScript files anywhere in the tree. */
export function ecmascriptShortcuts(context: ModuleContext): Shortcuts {
  const found: Collected = { keys: [], bases: new Set(), mains: [], configurations: new Set(), problems: [] };
  readPackages(found, context);
  readConfigurations(found, context);
  return {
    keys: found.keys,
    bases: [...found.bases],
    mains: found.mains,
    configurations: [...found.configurations],
    problem: found.problems[0] ?? null,
  };
}

/** Python has roots, and nothing else that stands for a path. */
export function pythonShortcuts(context: ModuleContext): Shortcuts {
  const configurations = PROJECT_FILES.flatMap((name) => context.tree.named(name));
  return { keys: [], bases: [...rootSet(context)], mains: [], configurations, problem: null };
}

// ------------------------------------------------------------------------------------------------------ package.json

function readPackages(found: Collected, context: ModuleContext): void {
  for (const path of context.tree.named('pnpm-workspace.yaml')) {
    found.configurations.add(path);
    if (pnpmPackages(context.tree.read(path) ?? '') === null) found.problems.push(`${path} cannot be read`);
  }
  for (const path of context.tree.named('package.json')) {
    found.configurations.add(path);
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
      else if (Array.isArray(next)) open.push(...next);
      else if (isObject(next)) open.push(...Object.values(next));
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

/** Every configuration that can be reached from a `tsconfig.json` or `jsconfig.json`, whoever it holds for. */
function readConfigurations(found: Collected, context: ModuleContext): void {
  const { tree } = context;
  const open = [...tree.named('tsconfig.json'), ...tree.named('jsconfig.json')];
  const folders = open.map(folderOf);
  const seen = new Set(open);
  const aliases: Alias[] = [];
  const follow = (path: string): void => {
    if (!seen.has(path)) open.push(path);
    seen.add(path);
  };
  for (let at = 0; at < open.length; at++) {
    const path = open[at] ?? '';
    const folder = folderOf(path);
    found.configurations.add(path);
    const { value, problem } = parseJsonc(tree.read(path) ?? '');
    if (problem !== null || !isObject(value)) found.problems.push(`${path} cannot be read`);
    for (const specifier of strings(member(value, 'extends'))) {
      const target = extended(specifier, folder, context);
      if (typeof target === 'string') follow(target);
      else if (target === null) found.problems.push(`${path} extends ${specifier}, which does not exist`);
      else if (target.outside === 'unknown')
        found.problems.push(`${path} extends ${specifier}, which git does not hold`);
      else aliases.push(...aliasesOf(target.value, target.folder));
    }
    const references = member(value, 'references');
    for (const reference of Array.isArray(references)
      ? references.flatMap((one) => strings(member(one, 'path')))
      : []) {
      const target = referenced(reference, folder, context);
      if (typeof target === 'string') follow(target);
      else if (target === null) found.problems.push(`${path} references ${reference}, which does not exist`);
      else aliases.push(...aliasesOf(target.value, target.folder));
    }
    const base = member(member(value, 'compilerOptions'), 'baseUrl');
    if (typeof base === 'string') for (const one of places(base, folder, folders)) found.bases.add(one);
    aliases.push(...aliasesOf(value, folder));
  }
  for (const { key, target, folder } of aliases) {
    // An inherited list counts from whichever `baseUrl` holds where it is used.
    for (const from of new Set([folder, ...found.bases])) {
      for (const path of places(target, from, folders)) found.keys.push({ key, target: path });
    }
  }
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

/** A file of the tree, what stands for one that is not there, or null. */
type Elsewhere = string | Standing | null;

interface Standing {
  readonly folder: string;
  readonly value: unknown;
  /** From outside the tree: says nothing of names, or may say anything. */
  readonly outside: 'silent' | 'unknown' | null;
}

function extended(specifier: string, folder: string, context: ModuleContext): Elsewhere {
  const local = /^\.\.?(?:\/|$)/.test(specifier);
  const here = local ? join(folder, specifier) : null;
  const candidates = local
    ? here === null
      ? []
      : [here, `${here}.json`, inFolder(here, 'tsconfig.json')]
    : workspacePackages(specifier, folder, context).flatMap(configurationFiles);
  const file = candidates.find((path) => context.tree.has(path));
  if (file !== undefined) return file;
  const outside = context.readOutside?.(specifier, folder);
  // It is part of no snapshot and may say something else tomorrow: only what has nothing to say is safe.
  if (outside !== undefined) return { folder, value: {}, outside: saysNothing(outside.text) ? 'silent' : 'unknown' };
  const standIn = generated(here);
  if (standIn !== null) return standIn;
  return local ? null : { folder, value: {}, outside: 'unknown' };
}

function saysNothing(text: string): boolean {
  const { value } = parseJsonc(text);
  const options = member(value, 'compilerOptions');
  const stated = [member(options, 'paths'), member(options, 'baseUrl'), member(value, 'extends')];
  return isObject(value) && stated.every((one) => one === undefined);
}

function referenced(reference: string, folder: string, context: ModuleContext): Elsewhere {
  const path = join(folder, reference);
  if (path === null) return null;
  const file = [path, inFolder(path, 'tsconfig.json')].find((one) => one.endsWith('.json') && context.tree.has(one));
  return file ?? generated(path);
}

function generated(path: string | null): Standing | null {
  const found = generatedConfiguration(path);
  return found === null ? null : { folder: folderOf(found.path), value: found.value, outside: null };
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
