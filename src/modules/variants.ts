/**
 * One module in several files, of which a build takes one: `a.ios.ts` and `a.android.ts` for `./a`. React Native knows its
 * platforms by itself, others are `moduleSuffixes` of tsconfig.
 *
 * The module is `a`; where no plain file stands, the files of platforms are the module, whoever asks. Where a package
 * depends on React Native, or a tsconfig states suffixes, `./a` also names each of those files.
 */
import type { ModuleKey, Tree } from '../types.ts';
import { type ModuleContext, perTree } from './context.ts';
import { locateFile, type Target } from './ecmascript-files.ts';
import { ecmascriptExtension, repositoryKey } from './key.ts';
import { dependsOn } from './packages.ts';
import { folderOf, lastSegment } from './path.ts';
import { projectsOf } from './projects.ts';

/** React Native's, and those of its relatives. */
export const PLATFORMS = ['.native', '.ios', '.android', '.web', '.windows', '.macos'];

const NONE: readonly string[] = [];

/** Whether the package of a folder builds for platforms. */
const memory = perTree(() => new Map<string, boolean>());

/** Packages that build for platforms. */
export const PLATFORM_PACKAGES = ['react-native', 'expo', 'react-native-web'];

/** The suffixes by which the imports of a file may be met, as its configuration or its package says. */
export function suffixesFor(from: string, context: ModuleContext): readonly string[] {
  const projects = projectsOf(from, context);
  if (projects.some(({ moduleSuffixes }) => moduleSuffixes.length > 0))
    return projects.flatMap(({ moduleSuffixes }) => moduleSuffixes);
  const folder = folderOf(from);
  const known = memory(context.tree);
  const isPlatforms = known.get(folder) ?? PLATFORM_PACKAGES.some((name) => dependsOn(name, folder, context));
  known.set(folder, isPlatforms);
  return isPlatforms ? PLATFORMS : NONE;
}

/** The keys of a module's files with suffixes, its index's included. */
export function variantKeys({ language, path, external }: ModuleKey, suffixes: readonly string[]): ModuleKey[] {
  if (external || suffixes.length === 0) return [];
  const index = path === '.' ? 'index' : `${path}/index`;
  return suffixes.flatMap((suffix) => [
    repositoryKey(language, path + suffix),
    repositoryKey(language, index + suffix),
  ]);
}

/** The first file with a suffix that stands for a target, or null. */
export function locateVariant({ path, kind }: Target, suffixes: readonly string[], tree: Tree): string | null {
  const extension = kind === 'folder' ? null : ecmascriptExtension(path);
  const stem = extension === null ? path : path.slice(0, -extension.length);
  const index = stem === '' ? 'index' : `${stem}/index`;
  const stems = kind === 'file' ? [stem] : kind === 'folder' || stem === '' ? [index] : [stem, index];
  for (const suffix of suffixes) {
    for (const one of stems) {
      const found = locateFile(one + suffix, tree, true);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The module that a file with a suffix belongs to, where no plain file of it stands; null for every other one. */
export function moduleOfVariant(key: ModuleKey, context: ModuleContext): ModuleKey | null {
  if (key.language !== 'js' || key.external || !lastSegment(key.path).includes('.')) return null;
  const stated = projectsOf(`${key.path}.ts`, context).flatMap(({ moduleSuffixes }) => moduleSuffixes);
  const suffix = [...PLATFORMS, ...stated].find((one) => one !== '' && key.path.endsWith(one));
  const stem = suffix === undefined ? '' : key.path.slice(0, -suffix.length);
  if (lastSegment(stem) === '' || locateFile(stem, context.tree, true) !== null) return null;
  return repositoryKey(key.language, lastSegment(stem) === 'index' ? folderOf(stem) : stem);
}
