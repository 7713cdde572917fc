/**
 * Gathers what managers look at: where hooks are, where the guard itself is installed, what stands in the work tree.
 */

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { UserError } from '../errors.ts';
import {
  type HooksPathSetting,
  type HooksPlace,
  hookSettings,
  hooksPathSetting,
  locateHooks,
  mainTop,
  realPrefix,
} from '../git/hooks.ts';
import type { Repository } from '../git/repository.ts';
import { contains, git } from '../git/run.ts';
import { programsOnPath, untrustedFolders } from '../git/trust.ts';
import { lazily } from '../text/lazily.ts';
import type { Site } from './define.ts';
import { toolInPackage } from './package-json.ts';

/**
 * @param repository where the command was started; any folder of the work tree
 * @param path the PATH of this process
 * @throws UserError outside a work tree
 */
export function surveySite(repository: Repository, path: string): Site {
  const setting = hooksPathSetting(repository);
  refuseEmptyPath(setting);
  const located = locateHooks(repository, setting);
  const place = { ...located, shared: located.shared || isLinkedAway(located) };
  const packageFolder = folderOfPackage(place.top, realpathSync(repository.cwd));
  const bare = { ...place, packageFolder, installed: '' };
  const untrusted = untrustedFolders(process.env, place.top);
  const site: Site = {
    ...bare,
    hookSettings: lazily(() => hookSettings(place.top)),
    huskyFiles: lazily(() => trackedAt(place.top, ':(glob)**/.husky/*')),
    read: (file) => readText(isAbsolute(file) ? file : join(place.top, file)),
    program: (name) => programsOnPath(name, path, untrusted).find(([, isTrusted]) => isTrusted)?.[0] ?? null,
  };
  return { ...site, installed: installedPath(site) };
}

/** A `.git/hooks` that is a link out of the repository serves others, too, as a `core.hooksPath` for all does. */
function isLinkedAway({ configured, folder, top, commonDir }: HooksPlace): boolean {
  const own = [top, commonDir, ...mainTop(commonDir)].map(realPrefix);
  return configured === null && !own.some((home) => contains(home, realPrefix(folder)));
}

/** Git takes an empty path for the root of the file system, and says nothing. @throws UserError for it */
function refuseEmptyPath({ configured, scope }: HooksPathSetting): void {
  if (configured !== '') return;
  const where = scope === null || scope === 'command' ? '' : ` --${scope}`;
  throw new UserError(
    `core.hooksPath is set to nothing (${scope}), so git runs no hook at all`,
    `git config${where} --unset core.hooksPath`,
  );
}

function trackedAt(top: string, pathspec: string): string[] {
  const { stdout } = git(['ls-files', '-z', '--', pathspec], { cwd: top });
  return stdout.toString('utf8').split('\0').filter(Boolean);
}

/** Nearest folder at or above `cwd`, up to the top, that holds a package.json; '' for the top or for none. */
function folderOfPackage(top: string, cwd: string): string {
  for (let folder = cwd; contains(top, folder) && folder !== top; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return relative(top, folder);
  }
  return '';
}

/**
 * Where hooks find the guard. Installed by a package manager, it is named relative to the top, so that committed hooks
 * work in every clone, and in a linked worktree, where the main one may hold the package. Otherwise it is this package.
 */
function installedPath(site: Site): string {
  const found = toolInPackage(site, 'ssot-guard/dist/cli.cjs');
  if (found === null) return belowTop(site, packageRoot());
  const top = [site.top, ...mainTop(site.commonDir)].find((one) => contains(one, found)) ?? site.top;
  return relative(top, dirname(dirname(found)));
}

/**
 * This package, when another package of the repository installed it, or Yarn unplugged it; a store that names versions
 * (pnpm) is no place to name in a file.
 */
function belowTop(site: Site, root: string): string {
  const isOwn = contains(site.top, root) && /[\\/]node_modules[\\/]ssot-guard$/.test(root);
  return isOwn && !/[\\/]\.(?:pnpm|store)[\\/]/.test(root) ? relative(site.top, root) : root;
}

/** Yarn's Plug'n'Play keeps packages in archives, in which git can start nothing. */
export const ZIPPED = /\.zip[\\/]/;
export const UNZIP = 'yarn unplug ssot-guard, then: yarn ssot-guard init';

/** The folder of this package. @throws Error when it cannot be told, which is a bug */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const text = readText(join(folder, 'package.json'));
    if (text !== null && /"name":\s*"ssot-guard"/.test(text)) return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json of ssot-guard above ${import.meta.dirname}`);
  }
}

/** Text of a regular file, or null: also for a folder, and for what cannot be read. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
