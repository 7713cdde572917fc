/**
 * `core.hooksPath` points at a folder outside this repository: its hooks run in every repository of this user and are
 * not ours to change, and while the setting holds, git looks nowhere else.
 *
 * So this repository gets a hooks folder of its own, inside its git directory, in which every hook passes on to the
 * shared folder, and a `core.hooksPath` of its own that names it. The shared folder and the setting for other
 * repositories stay as they are.
 *
 * The path is relative, so that the repository may be moved, copied and mounted elsewhere. It counts from the top of
 * the work tree, and the tops of linked worktrees may be anywhere: those get the absolute path, by a conditional
 * include. Should that be dead one day, it is known as ours, and not taken for a shared folder.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { GUARD_HOOKS, hooksPathSetting, hooksToRun, MESSAGE_HOOK, mainTop, realPrefix } from '../git/hooks.ts';
import { git, oneLine } from '../git/run.ts';
import { type BlockKind, shellQuote, unquoted, withoutBlocks } from './block.ts';
import { type Change, defineManager, type Site } from './define.ts';
import { blockFor, whyOf } from './plain.ts';

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
  title: 'hooks outside this repository',
  detect: (site) => (site.shared ? { evidence: evidenceOf(site), active: true } : null),
  plan(site, message) {
    if (!site.shared) return { changes: [], manual: [] };
    if (site.scope === 'command')
      throw new UserError(
        `core.hooksPath = ${site.configured} comes from the environment, and no setting of this repository counts beside it`,
        'Unset GIT_CONFIG_COUNT or GIT_CONFIG_PARAMETERS, or take core.hooksPath out of it.',
      );
    return { changes: [...planFiles(site, message), ...planSettings(site)], manual: [] };
  },
  places: () => [],
  strip: (text) => withoutBlocks(text),
});

function evidenceOf({ configured, scope, folder }: Site): string {
  return configured === null ? `${folder} is a link` : `core.hooksPath = ${configured} (${scope})`;
}

/** Every hook of the shared folder, and for linked worktrees the configuration that they include. */
function planFiles(site: Site, message: boolean): Change[] {
  const folder = ownHooks(site.commonDir);
  const shared = sharedFolder(site);
  const isFolder = shared !== null && (statSync(shared, { throwIfNoEntry: false })?.isDirectory() ?? true);
  // `/dev/null` and the like hold no hooks, and never will
  const names = isFolder ? [...new Set([...CLIENT_HOOKS, ...hooksIn(shared)])].sort() : hooksToRun(message);
  const hooks: Change[] = names.map((hook) => ({
    kind: 'write',
    path: join(folder, hook),
    content: forwarder(site, hook, shared, kindOf(hook, message)),
    mode: 0o755,
    why: saidOf(hook, shared, kindOf(hook, message)),
  }));
  const path = join(folder, LINKED);
  const content = `[core]\n\thooksPath = ${JSON.stringify(folder)}\n`;
  const why = 'linked worktrees stand anywhere';
  return [...hooks, { kind: 'write' as const, path, content, mode: 0o644, why }].filter(
    (change) => change.kind !== 'write' || site.read(change.path) !== change.content,
  );
}

function saidOf(hook: string, shared: string | null, kind: BlockKind | null): string {
  const rest = shared === null ? null : `${shared}/${hook} if it is there`;
  if (kind === 'file' && rest !== null) return `runs the guard behind ${rest}`;
  return kind === null ? `runs ${rest}` : whyOf(kind, rest);
}

function planSettings(site: Site): Change[] {
  const why = 'git looks for hooks in one folder only';
  const set = (scope: 'local' | 'worktree', key: string, value: string): Change[] =>
    valueIn(site, scope, key) === value ? [] : [{ kind: 'config', scope, key, value, why }];
  const own = ownHooks(realPrefix(site.commonDir));
  if (site.scope === 'worktree') return set('worktree', 'core.hooksPath', relative(realPrefix(site.top), own));
  return [
    ...set('local', 'core.hooksPath', relative(realPrefix(hooksBase(site)), own)),
    ...set('local', LINKED_KEY, LINKED_SETTING.value),
  ];
}

/** The folder from which git takes a relative `core.hooksPath` in every work tree but linked ones. */
function hooksBase(site: Site): string {
  if (site.gitDir === site.commonDir) return site.top;
  const [main] = mainTop(site.commonDir);
  return main ?? resolve(site.commonDir, valueIn(site, 'local', 'core.worktree') ?? '');
}

function valueIn(site: Site, scope: 'local' | 'worktree', key: string): string | null {
  const { status, stdout } = git(['config', `--${scope}`, '--get', key], { cwd: site.top, okStatus: [0, 1] });
  return status === 0 ? oneLine(stdout) : null;
}

/** The folder that is not ours: the one that git is pointed at, or was, before it was pointed at a place of ours. */
function sharedFolder(site: Site): string | null {
  if (site.configured === null) return realPrefix(site.folder);
  if (!isOwnPath(site.configured)) return site.folder;
  const forwarded = forwardedFrom(site);
  const known = [forwarded, settingOf(site, 'global'), settingOf(site, 'system')].filter((path) => path !== null);
  return known.find((path) => existsSync(path)) ?? known[0] ?? null;
}

function settingOf(site: Site, scope: 'global' | 'system'): string | null {
  if (hooksPathSetting(site.repository, scope).configured === null) return null;
  const { stdout } = git(['config', `--${scope}`, '--type=path', '--get', 'core.hooksPath'], { cwd: site.top });
  return resolve(site.top, oneLine(stdout));
}

/** What the hooks of an earlier `init` pass on to. */
function forwardedFrom(site: Site): string | null {
  const text = site.read(join(ownHooks(site.commonDir), 'post-commit')) ?? '';
  const target = /^if \[ -x (.*) \]; then exec /m.exec(text)?.[1];
  const folder = target === undefined ? '' : dirname(unquoted(target));
  return isAbsolute(folder) && !isOwnPath(folder) ? folder : null;
}

const LINKED = 'linked-worktrees.config';
const LINKED_KEY = 'includeIf.gitdir:./worktrees/.path';

/** What `init` may have set besides `core.hooksPath`, with the value that it set. */
export const LINKED_SETTING = { key: LINKED_KEY, value: `ssot-guard/hooks/${LINKED}` } as const;

/** Whether a `core.hooksPath` names a folder that `init` made, in this repository or where it stood before. */
export function isOwnPath(configured: string): boolean {
  return /(?:^|[\\/])ssot-guard[\\/]hooks[\\/]?$/.test(configured);
}

/** Where this repository's own hooks stand while a shared folder is configured. */
export function ownHooks(commonDir: string): string {
  return join(commonDir, 'ssot-guard', 'hooks');
}

/** What the guard does in a hook; null: nothing. */
function kindOf(hook: string, message: boolean): BlockKind | null {
  if (message && hook === MESSAGE_HOOK) return 'message';
  return GUARD_HOOKS.some((guarded) => guarded === hook) ? 'file' : null;
}

function forwarder(site: Site, hook: string, shared: string | null, kind: BlockKind | null): string {
  const block = kind === null ? '' : blockFor(site, '', kind);
  if (shared === null) return `#!/bin/sh\n${block}`;
  const target = shellQuote(join(shared, hook));
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
