/**
 * `core.hooksPath` points at a folder outside this repository: its hooks run in every repository of this user and are
 * not ours to change, and while the setting holds, git looks nowhere else.
 *
 * So this repository gets a hooks folder of its own, inside its git directory, in which every hook passes on to the
 * shared folder, and a `core.hooksPath` of its own that names it. The shared folder and the setting for other
 * repositories stay as they are.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { GUARD_HOOKS } from '../git/hooks.ts';
import { shellQuote, withoutBlocks } from './block.ts';
import { type Change, defineManager, type Site } from './define.ts';
import { blockFor } from './plain.ts';

/** Hooks that cost nothing when they are there without need; others are passed on if the shared folder has them. */
const CLIENT_HOOKS = [
  'applypatch-msg',
  'commit-msg',
  'post-applypatch',
  'post-checkout',
  'post-commit',
  'post-merge',
  'post-rewrite',
  'pre-applypatch',
  'pre-auto-gc',
  'pre-commit',
  'pre-merge-commit',
  'pre-push',
  'pre-rebase',
  'prepare-commit-msg',
  'sendemail-validate',
];

export const sharedPath = defineManager({
  id: 'shared-hooks-path',
  title: 'core.hooksPath outside this repository',
  detect: (site) =>
    site.shared ? { evidence: `core.hooksPath = ${site.configured} (${site.scope})`, active: true } : null,
  plan(site) {
    if (!site.shared) return { changes: [], manual: [] };
    if (site.scope === 'command')
      throw new UserError(
        `core.hooksPath = ${site.configured} comes from the environment, and no setting of this repository counts beside it`,
        'Unset GIT_CONFIG_COUNT or GIT_CONFIG_PARAMETERS, or take core.hooksPath out of it.',
      );
    const folder = ownHooks(site.commonDir);
    // `/dev/null` and the like hold no hooks, and never will
    const isFolder = statSync(site.folder, { throwIfNoEntry: false })?.isDirectory() ?? true;
    const names = isFolder ? [...new Set([...CLIENT_HOOKS, ...hooksIn(site.folder)])].sort() : GUARD_HOOKS;
    const changes: Change[] = names.map((hook) => ({
      kind: 'write',
      path: join(folder, hook),
      content: forwarder(site, hook),
      mode: 0o755,
      why: `${isGuarded(hook) ? 'runs the guard, then' : 'runs'} ${site.folder}/${hook} if it is there`,
    }));
    const why = 'git looks for hooks in one folder only';
    const scope = site.scope === 'worktree' ? 'worktree' : 'local';
    changes.push({ kind: 'config', scope, key: 'core.hooksPath', value: folder, why });
    return { changes, manual: [] };
  },
  places: () => [],
  strip: (text) => withoutBlocks(text),
});

/** Where this repository's own hooks stand while a shared folder is configured. */
export function ownHooks(commonDir: string): string {
  return join(commonDir, 'ssot-guard', 'hooks');
}

function isGuarded(hook: string): boolean {
  return GUARD_HOOKS.some((guarded) => guarded === hook);
}

function forwarder(site: Site, hook: string): string {
  const target = shellQuote(join(site.folder, hook));
  const block = isGuarded(hook) ? blockFor(site, '') : '';
  return `#!/bin/sh\n${block}if [ -x ${target} ]; then exec ${target} "$@"; fi\n`;
}

/** Names of the hooks in a folder; none when it cannot be read. */
function hooksIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^[a-z][a-z0-9-]*$/.test(name));
  } catch {
    return [];
  }
}
