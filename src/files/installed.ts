/**
 * Reads what a tsconfig `extends` and git does not hold: packages in node_modules, and files that a framework generates
 * into a hidden folder: small JSON files and nothing else.
 */
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join as joinPath, relative as relativePath, sep } from 'node:path';
import type { OutsideFile } from '../modules/context.ts';
import { configurationFiles, parsePackage, splitSpecifier } from '../modules/packages.ts';
import { ancestors, join } from '../modules/path.ts';

const MAX_BYTES = 1 << 20;

/** What one look at the disk met at a path. `odd`: something else than a plain file, or nothing that can be said. */
export type Look =
  | { readonly path: string; readonly kind: 'absent' }
  | { readonly path: string; readonly kind: 'odd' }
  /** `real` is where links on the way led to, as a path of the repository; null when that lies outside. */
  | { readonly path: string; readonly kind: 'file'; readonly real: string | null; readonly bytes: Buffer };

/**
 * `readOutside` for a repository whose work tree begins at `top`.
 *
 * @param onLook is told of every path that was looked at, there or not: an answer holds while all of them stay as they are
 */
export function installedReader(
  top: string,
  onLook: (look: Look) => void = () => {},
): (specifier: string, fromFolder: string) => OutsideFile | undefined {
  const read = (path: string): OutsideFile | undefined => {
    if (!path.endsWith('.json')) return undefined;
    const look = lookAt(path, top);
    onLook(look);
    return look.kind === 'file' ? { path: look.real ?? path, text: look.bytes.toString('utf8') } : undefined;
  };
  return (specifier, fromFolder) => {
    const paths = /^\.\.?(?:\/|$)/.test(specifier)
      ? generated(specifier, fromFolder)
      : installed(specifier, fromFolder, read);
    for (const path of paths) {
      const file = read(path);
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
function installed(specifier: string, fromFolder: string, read: (path: string) => OutsideFile | undefined): string[] {
  const split = splitSpecifier(specifier);
  if (split === null || /(?:^|\/)\.\.(?:\/|$)/.test(specifier)) return [];
  for (const folder of ancestors(fromFolder)) {
    const at = `${folder === '' ? '' : `${folder}/`}node_modules/${split.name}`;
    const manifest = read(`${at}/package.json`);
    const found = manifest === undefined ? null : parsePackage(at, manifest.text).found;
    if (found !== null) return configurationFiles({ found, subpath: split.subpath });
  }
  return [];
}

/**
 * A regular file of reasonable size. Links are followed, because package managers install by links, and the real path is
 * given where it lies inside, because what is extended next is looked up from there.
 */
function lookAt(path: string, top: string): Look {
  try {
    // Of most places nothing more is to be said, and an exception takes as long as ten looks.
    if (statSync(joinPath(top, path), { throwIfNoEntry: false }) === undefined) return { path, kind: 'absent' };
    const place = realpathSync(joinPath(top, path));
    const file = lstatSync(place);
    if (!file.isFile() || file.size > MAX_BYTES) return { path, kind: 'odd' };
    const inside = relativePath(realpathSync(top), place).split(sep).join('/');
    const real = inside.startsWith('../') || isAbsolute(inside) ? null : inside;
    return { path, kind: 'file', real, bytes: readFileSync(place) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { path, kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'odd' };
  }
}
