/**
 * JavaScript and TypeScript files: which module keys a written path may have, and which file stands behind it.
 *
 * The order is TypeScript's: `.js` written for `.ts`, then added extensions, then the folder with its package.json and
 * its index. Keys are known without looking; only `locate` asks the tree.
 */
import { parseJsonc } from '../text/jsonc.ts';
import type { ModuleKey, Tree } from '../types.ts';
import { member, perTree } from './context.ts';
import { ecmascriptExtension, externalKey, hasNoName, keyOfFile, repositoryKey, withoutIndex } from './key.ts';
import { join, lastSegment } from './path.ts';

/**
 * A path that an import may name. `name`: as written, an extension may be missing. `folder`: written as one (`.`, `..`,
 * `a/`). `file`: stated by package.json with its extension.
 */
export interface Target {
  readonly path: string;
  readonly kind: 'name' | 'folder' | 'file';
  /** What it may be built from: the module where one of them is there. */
  readonly sources?: readonly string[];
}

/** What a path of package.json stands for. */
export function declaredTarget(path: string, sources: readonly string[] = []): Target {
  return { path, kind: ecmascriptExtension(path) === null ? 'name' : 'file', sources };
}

const ADDED = [
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.vue',
  '.svelte',
  '.astro',
  '.mts',
  '.cts',
  '.mjs',
  '.cjs',
  '.d.mts',
  '.d.cts',
];

/** What may stand on disk where an extension is written. */
const REPLACED: ReadonlyMap<string, readonly string[]> = new Map([
  ['.js', ['.ts', '.tsx', '.d.ts', '.js', '.jsx']],
  ['.jsx', ['.tsx', '.ts', '.d.ts', '.jsx', '.js']],
  ['.mjs', ['.mts', '.d.mts', '.mjs']],
  ['.cjs', ['.cts', '.d.cts', '.cjs']],
  ['.ts', ['.ts', '.tsx', '.d.ts', '.js', '.jsx']],
  ['.tsx', ['.tsx', '.ts', '.d.ts', '.jsx', '.js']],
]);

/** The keys that a target may have, likeliest first. A second one only where the spelling has two readings. */
export function keysOf({ path, kind }: Target): ModuleKey[] {
  const installed = installedName(path);
  if (installed !== null) return [externalKey('js', installed)];
  if (kind === 'folder') return [repositoryKey('js', path)];
  const extension = ecmascriptExtension(path);
  // `./a.js` is the module a, or one called a.js; `./a.d` is a.d.ts, the module a again.
  const stems =
    extension === null
      ? path.endsWith('.d') && !hasNoName(path.slice(0, -2))
        ? [path.slice(0, -2)]
        : []
      : [path.slice(0, -extension.length)];
  if (kind === 'file') return stems.map((stem) => repositoryKey('js', withoutIndex(stem)));
  const found = [...stems.map(withoutIndex), withoutIndex(path)];
  // `./index` is this folder's index, or that of a folder called index.
  if (lastSegment(path) === 'index') found.push(path);
  return [...new Set(found)].map((one) => repositoryKey('js', one));
}

/** A path into node_modules is one more spelling of a package. */
function installedName(path: string): string | null {
  return /^(?:.*\/)?node_modules\/(.+)$/s.exec(path)?.[1] ?? null;
}

/** The file that a target names, or null. A folder's package.json comes before its index, as in Node and TypeScript. */
export function locate({ path, kind, sources = [] }: Target, tree: Tree): string | null {
  if (installedName(path) !== null) return null;
  for (const source of sources) {
    const found = locate(declaredTarget(source), tree);
    if (found !== null) return found;
  }
  const file = kind === 'folder' ? null : locateFile(path, tree, kind === 'name');
  return file ?? (kind === 'file' ? null : (locateMain(path, tree) ?? locateIndex(path, tree)));
}

/** The file of a path; with `adds` an extension may be missing. */
export function locateFile(path: string, tree: Tree, adds: boolean): string | null {
  if (path === '') return null;
  const extension = ecmascriptExtension(path);
  const stem = extension === null ? path : path.slice(0, -extension.length);
  const replaced = extension === null ? [] : (REPLACED.get(extension.toLowerCase()) ?? [extension]);
  const tries = [...replaced.map((one) => stem + one), ...(adds ? ADDED.map((one) => path + one) : [])];
  // Also what is no source: `./data.json`, `./style.css`, a script without extension.
  return tries.find((one) => tree.has(one)) ?? (tree.has(path) ? path : null);
}

function locateMain(folder: string, tree: Tree): string | null {
  for (const path of mainsOf(folder, tree)) {
    const found = locateFile(path, tree, true) ?? locateIndex(path, tree);
    if (found !== null) return found;
  }
  return null;
}

const mains = perTree(() => new Map<string, string[]>());

/** What the package.json of a folder names as its entry, as repository paths. */
export function mainsOf(folder: string, tree: Tree): string[] {
  const known = mains(tree).get(folder) ?? readMains(folder, tree);
  mains(tree).set(folder, known);
  return known;
}

function readMains(folder: string, tree: Tree): string[] {
  const text = tree.read(folder === '' ? 'package.json' : `${folder}/package.json`);
  const value = text === undefined ? undefined : parseJsonc(text).value;
  return ['types', 'typings', 'main'].flatMap((key) => {
    const entry = member(value, key);
    return (typeof entry === 'string' ? join(folder, entry) : null) ?? [];
  });
}

function locateIndex(folder: string, tree: Tree): string | null {
  const stem = folder === '' ? 'index' : `${folder}/index`;
  const extension = ADDED.find((one) => tree.has(stem + one));
  return extension === undefined ? null : stem + extension;
}

/** The key of whatever file was located; one that is no source keeps its extension. */
export function keyOfLocated(file: string): ModuleKey {
  return keyOfFile(file) ?? repositoryKey('js', file);
}

/** A file of the module with this key. */
export function fileOfEcmascript(key: ModuleKey, tree: Tree): string | null {
  if (key.path === '.') return locateIndex('', tree);
  return locateFile(key.path, tree, true) ?? locateIndex(key.path, tree);
}
