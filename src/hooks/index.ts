/**
 * Every hook manager, the most specific first. To add one: write its file, add its line.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hookPath, MESSAGE_HOOK } from '../git/hooks.ts';
import { judgesMessagesIn } from './block.ts';
import { configHooks, configJudgesMessages } from './config-hooks.ts';
import type { Change, Detection, HookManager, Plan, Site } from './define.ts';
import { husky, huskyBases } from './husky.ts';
import { lefthook } from './lefthook.ts';
import { lintStaged } from './lint-staged.ts';
import { hasDependency } from './package-json.ts';
import { plain } from './plain.ts';
import { preCommit } from './pre-commit.ts';
import { ownHooks, sharedPath } from './shared-path.ts';
import { simpleGitHooks } from './simple-git-hooks.ts';

export const managers: readonly HookManager[] = [
  configHooks,
  husky,
  lefthook,
  simpleGitHooks,
  preCommit,
  sharedPath,
  lintStaged,
  plain,
];

export interface Found extends Detection {
  readonly manager: HookManager;
}

/** Every manager that shows itself here, in the order of the list; the last one, plain git hooks, always does. */
export function detectManagers(site: Site): Found[] {
  return managers.flatMap((manager) => {
    const detection = manager.detect(site);
    return detection === null ? [] : [{ manager, ...detection }];
  });
}

/** The manager that was asked for, or the one to use; lint-staged runs inside of a hook, so that hook gets the guard. */
export function managerFor(site: Site, found: readonly Found[], asked: string): HookManager {
  return managers.find((one) => one.id === asked && one !== lintStaged) ?? chooseManager(site, found);
}

/** What becomes of a task of the guard in lint-staged: it goes, because the hook runs the guard. */
export function movedTasks(site: Site): Plan {
  return lintStaged.plan(site, false);
}

/** Managers that are configured and that git does not run: should they be started, they take the hooks over. */
export function dormantManagers(found: readonly Found[], chosen: HookManager): HookManager[] {
  return found
    .filter(({ manager, active }) => !active && manager !== chosen && manager !== lintStaged)
    .map(({ manager }) => manager);
}

/** Whether some hook here judges commit messages: then it keeps doing so. */
export function judgesMessages(site: Site): boolean {
  const files = managers.flatMap((manager) => manager.places(site));
  const own = [site.folder, ownHooks(site.commonDir)].map((folder) => join(folder, MESSAGE_HOOK));
  return configJudgesMessages(site) || [...files, ...own].some((file) => judgesMessagesIn(site.read(file) ?? ''));
}

/** What makes a manager hold the guard, without starting it. */
export function entriesOf(site: Site, manager: HookManager, message: boolean): Change[] {
  return manager.plan(site, message).changes.filter(({ kind }) => kind === 'write');
}

/** Whether installing the packages may put its hooks into place: then it should hold the guard beforehand. */
export function startsWithInstall(site: Site, manager: HookManager): boolean {
  const bases = new Set([site.packageFolder, '', ...(manager === husky ? huskyBases(site) : [])]);
  return [...bases].some((base) => hasDependency(site, base, manager.id));
}

/**
 * The manager to use: the one whose hooks git runs here. A configuration that nothing has put into place counts only
 * when no hook stands in its way, because its own install step would push that hook aside.
 */
export function chooseManager(site: Site, found: readonly Found[]): HookManager {
  const isCandidate = ({ manager }: Found): boolean => manager !== plain && manager !== lintStaged;
  const active = found.find((one) => isCandidate(one) && one.active);
  if (active !== undefined) return active.manager;
  if (existsSync(hookPath(site, 'pre-commit'))) return plain;
  return found.find(isCandidate)?.manager ?? plain;
}
