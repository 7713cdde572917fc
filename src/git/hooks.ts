/**
 * Where git looks for hooks, for this work tree.
 *
 * `core.hooksPath` may be set for one repository, for one worktree or for all repositories of a user; a relative one
 * counts from the top of the work tree, so every worktree has its own. A folder outside this repository serves other
 * repositories too and is nobody's to write into.
 */

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fromTop, type Repository } from './repository.ts';
import { contains, type GitResult, git, oneLine } from './run.ts';

/** The hooks that a guard of commits needs: git runs the second one alone for a merge without conflicts. */
export const GUARD_HOOKS = ['pre-commit', 'pre-merge-commit'] as const;

/** The hook that may stop a commit after those, and is told where the message stands. */
export const MESSAGE_HOOK = 'commit-msg';

/** @param message whether commit messages are judged, too */
export function hooksToRun(message: boolean): readonly string[] {
  return message ? [...GUARD_HOOKS, MESSAGE_HOOK] : GUARD_HOOKS;
}

export interface HooksPlace extends Pick<Repository, 'top' | 'gitDir' | 'commonDir'> {
  /** The repository, looked at from its top. */
  readonly repository: Repository;
  /** The folder that git takes hooks from; absolute, need not exist. */
  readonly folder: string;
  /** `core.hooksPath` as written, or null when it is not set. */
  readonly configured: string | null;
  /** Where it is set: `local`, `worktree`, `global`, `system`, `command`. */
  readonly scope: string | null;
  /** The folder is outside this repository. */
  readonly shared: boolean;
}

/** What is set for hooks, in one scope or all. */
export type HooksPathSetting = Pick<HooksPlace, 'configured' | 'scope'>;

/**
 * @param setting what `hooksPathSetting` has just said, where it was asked
 * @throws UserError outside a work tree, or when git is missing
 */
export function locateHooks(from: Repository, setting?: HooksPathSetting): HooksPlace {
  const repository = fromTop(from);
  const { top, gitDir, commonDir } = repository;
  const folder = oneLine(asking(repository, ['rev-parse', '--path-format=absolute', '--git-path', 'hooks']).stdout);
  const { configured, scope } = setting ?? hooksPathSetting(repository);
  const own = [top, commonDir, ...mainTop(commonDir)];
  const shared = configured !== null && !own.some((home) => contains(realPrefix(home), realPrefix(folder)));
  return { repository, top, gitDir, commonDir, folder, configured, scope, shared };
}

function asking(repository: Repository, args: readonly string[]): GitResult {
  return git(args, { cwd: repository.cwd, okStatus: [0, 1], asksForHooks: true });
}

/** The setting that counts; with `scope`, the one in that scope. */
export function hooksPathSetting(
  repository: Repository,
  scope: 'local' | 'global' | 'system' | null = null,
): HooksPathSetting {
  const where = scope === null ? [] : [`--${scope}`];
  const { status, stdout } = asking(repository, [
    'config',
    ...where,
    '--show-scope',
    '--null',
    '--get',
    'core.hooksPath',
  ]);
  const [found, value] = stdout.toString('utf8').split('\0');
  return status === 0 && found !== undefined && value !== undefined
    ? { configured: value, scope: found }
    : { configured: null, scope: null };
}

/** Hooks in git's configuration, `hook.<name>.<key>` with its value, in order. @param top of the work tree */
export function hookSettings(top: string): (readonly [key: string, value: string])[] {
  const args = ['config', '--null', '--get-regexp', '^hook\\..*\\.(command|event|enabled)$'];
  const { stdout } = git(args, { cwd: top, okStatus: [0, 1] });
  const entries = stdout.toString('utf8').split('\0').filter(Boolean);
  return entries.map((entry) => {
    const [key = '', value = ''] = entry.split('\n');
    return [key, value];
  });
}

/**
 * Top of the main work tree, which stands around the common git directory: a linked worktree may use its hooks folder and
 * its packages. Empty where there is none (submodules, bare repositories).
 */
export function mainTop(commonDir: string): string[] {
  return basename(commonDir) === '.git' ? [dirname(commonDir)] : [];
}

/** Full path of a hook that git would run. */
export function hookPath(place: HooksPlace, hook: string): string {
  return join(place.folder, hook);
}

/** The real path of the part that exists, with the rest after it. */
export function realPrefix(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return realpathSync(absolute);
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(realPrefix(parent), absolute.slice(parent.length));
}
