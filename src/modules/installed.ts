/**
 * Reads what a tsconfig `extends` and git does not hold: packages in node_modules, and files that a framework generates
 * into a hidden folder. The one place of this folder that touches the disk; it reads small JSON files and nothing else.
 */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join as joinPath, relative as relativePath, sep } from 'node:path';
import type { OutsideFile } from './context.ts';
import { configurationFiles, parsePackage, splitSpecifier } from './packages.ts';
import { ancestors, join } from './path.ts';

const MAX_BYTES = 1 << 20;

/** `readOutside` for a repository whose work tree begins at `top`. */
export function installedReader(top: string): (specifier: string, fromFolder: string) => OutsideFile | undefined {
  return (specifier, fromFolder) => {
    const paths = /^\.\.?(?:\/|$)/.test(specifier)
      ? generated(specifier, fromFolder)
      : installed(specifier, fromFolder, top);
    for (const path of paths) {
      const file = readSmall(path, top);
      if (file !== undefined) return file;
    }
    return undefined;
  };
}

/** Beside an installed file anything; beside one of the repository only what lies in a hidden folder. */
function generated(specifier: string, fromFolder: string): string[] {
  const path = join(fromFolder, specifier);
  const known = path !== null && /(?:^|\/)(?:node_modules|\.[^./][^/]*)\//.test(path);
  return known ? [path, `${path}.json`] : [];
}

/** The package from the nearest node_modules up the tree that has it. */
function installed(specifier: string, fromFolder: string, top: string): string[] {
  const split = splitSpecifier(specifier);
  if (split === null || /(?:^|\/)\.\.(?:\/|$)/.test(specifier)) return [];
  for (const folder of ancestors(fromFolder)) {
    const at = `${folder === '' ? '' : `${folder}/`}node_modules/${split.name}`;
    const manifest = readSmall(`${at}/package.json`, top);
    const found = manifest === undefined ? null : parsePackage(at, manifest.text).found;
    if (found !== null) return configurationFiles({ found, subpath: split.subpath });
  }
  return [];
}

/**
 * A regular JSON file of reasonable size. Links are followed, because package managers install by links, and the real
 * path is given where it lies inside, because what is extended next is looked up from there.
 */
function readSmall(path: string, top: string): OutsideFile | undefined {
  if (!path.endsWith('.json')) return undefined;
  try {
    const real = realpathSync(joinPath(top, path));
    const file = lstatSync(real);
    if (!file.isFile() || file.size > MAX_BYTES) return undefined;
    const inside = relativePath(realpathSync(top), real).split(sep).join('/');
    return { path: inside.startsWith('../') || isAbsolute(inside) ? path : inside, text: readFileSync(real, 'utf8') };
  } catch {
    return undefined;
  }
}
