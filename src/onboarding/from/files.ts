/**
 * Configuration files of a tree, read in the format that their names tell.
 */
import { resolveImport } from '../../modules/index.ts';
import { folderOf, inFolder, join, lastSegment } from '../../modules/path.ts';
import { readJson } from '../../registry/json.ts';
import type { World } from './define.ts';
import { readIni } from './read/ini.ts';
import { type Exports, readModule } from './read/literal.ts';
import { readToml } from './read/toml.ts';
import { readYaml } from './read/yaml.ts';
import { fromJson, spotsOf, type Value } from './values.ts';

/** A file that was read; null of one that is not there, or says nothing that can be read. */
export function readConfiguration(path: string, world: World): Value | null {
  const text = world.modules.tree.read(path);
  if (text === undefined) return null;
  if (/\.toml$/.test(path)) return readToml(path, text);
  if (/\.ya?ml$/.test(path)) return readYaml(path, text);
  if (/\.(?:cfg|ini)$|(?:^|\/)\.importlinter$/.test(path)) return readIni(path, text);
  if (/\.[cm]?[jt]s$/.test(path)) return moduleReader(world)(path)?.get('default') ?? null;
  const json = jsonOf(path, text);
  // .eslintrc without an ending is either of them
  return json ?? (/\.json/.test(path) ? null : readYaml(path, text));
}

function jsonOf(path: string, text: string): Value | null {
  const { root } = readJson(text);
  return root === null ? null : fromJson(root, spotsOf(path, text));
}

/** Reads modules, each once; what a file imports by a path or the name of a package of the tree is followed. */
function moduleReader(world: World): (path: string) => Exports | null {
  const known = new Map<string, Exports | null>();
  const open = (path: string): Exports | null => {
    const kept = known.get(path);
    if (kept !== undefined) return kept;
    known.set(path, null); // while it is read, for circles
    const text = world.modules.tree.read(path);
    const read =
      text === undefined ? null : /\.jsonc?$/.test(path) ? ofJson(path, text) : readModule(path, text, follow);
    known.set(path, read);
    return read;
  };
  const follow = (specifier: string, from: string): Exports | null => {
    const path = trackedFile(specifier, from, world);
    return path === null ? null : open(path);
  };
  return open;
}

function ofJson(path: string, text: string): Exports {
  const value = jsonOf(path, text) ?? undefined;
  return { get: (name) => (name === 'default' ? value : undefined) };
}

/** The file of the tree that a specifier names in a configuration; null for a package. */
export function trackedFile(specifier: string, from: string, world: World): string | null {
  const { tree } = world.modules;
  const written = /^\.{1,2}\//.test(specifier) ? join(folderOf(from), specifier) : null;
  const names =
    written === null ? [] : [written, `${written}.json`, `${written}.js`, `${written}.cjs`, `${written}.mjs`];
  const found = names.find((name) => tree.has(name));
  return found ?? resolveImport('js', specifier, from, world.modules).file;
}

/** What lies there is configured for others, or for tests of tools. */
const NOT_OURS = /(?:^|\/)(?:node_modules|fixtures?|__fixtures__|assets|test-?data)\//;

/** The files of these base names, those of outer folders first, in the order of the names within a folder. */
export function filesNamed(names: readonly string[], { modules }: World): string[] {
  const found = names.flatMap((name) => modules.tree.named(name));
  return found
    .filter((path) => !NOT_OURS.test(path))
    .sort(
      (a, b) =>
        depth(a) - depth(b) ||
        compare(folderOf(a), folderOf(b)) ||
        names.indexOf(lastSegment(a)) - names.indexOf(lastSegment(b)),
    );
}

function depth(path: string): number {
  return path.split('/').length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every file below a folder. */
export function everythingIn(folder: string): readonly string[] | null {
  return folder === '' ? null : [inFolder(folder, '**')];
}
