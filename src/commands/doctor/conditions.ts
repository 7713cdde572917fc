/**
 * What makes the hook silent in some places or at some times: the Node that it was told of, switches in the environment,
 * the conditions that hook managers know, and managers that may take over.
 */
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isTrusted, untrustedFolders } from '../../git/trust.ts';
import type { Site } from '../../hooks/define.ts';
import {
  chooseManager,
  dormantManagers,
  entriesOf,
  type Found,
  judgesMessages,
  movedTasks,
  startsWithInstall,
} from '../../hooks/index.ts';
import { stateFolder } from '../../hooks/journal.ts';
import type { Io } from '../define.ts';
import { type Diagnosis, isExecutable, ok, warning, wrong } from './rows.ts';

interface Patient {
  readonly site: Site;
  readonly io: Io;
  readonly found: readonly Found[];
}

const AGAIN = 'npx ssot-guard init --yes';
const OLDEST_NODE = 20;

/** The Node that the hook starts without asking: whether it starts; the one that runs this does. */
export function checkNode({ site }: Pick<Patient, 'site'>): Diagnosis[] {
  const recorded = site.read(join(stateFolder(site.commonDir), 'node'))?.trim();
  if (recorded === undefined) return [ok('node', `${process.version}; the hook looks for Node on PATH and records it`)];
  if (!isExecutable(recorded) || !isTrusted(recorded, untrustedFolders(process.env, site.top))) {
    return [warning('node', `the recorded Node is gone: ${recorded}; the hook looks for another`, AGAIN)];
  }
  const fine = ok('node', `${process.version}; recorded for the hook: ${recorded}`);
  if (recorded === process.execPath) return [fine];
  const { status, stdout, stderr, error } = spawnSync(recorded, ['-p', 'process.versions.node'], {
    cwd: '/',
    env: { ...process.env, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  if (status !== 0) {
    const said = (error?.message ?? stderr).trim().split('\n')[0] ?? '';
    return [wrong('node', `the recorded Node does not start: ${recorded}${said === '' ? '' : `: ${said}`}`, AGAIN)];
  }
  if (!(Number.parseInt(stdout, 10) >= OLDEST_NODE)) {
    return [wrong('node', `the recorded Node is too old: ${recorded} is ${stdout.trim()}`, AGAIN)];
  }
  return [fine];
}

/** Files that husky reads before a hook. */
function huskyStartups(env: Io['env']): string[] {
  const home = env.HOME ?? homedir();
  return [join(env.XDG_CONFIG_HOME || join(home, '.config'), 'husky/init.sh'), join(home, '.huskyrc')];
}

/** Switches that make hook managers, or the guard, let everything pass. */
export function checkSwitches({ site, io, found: managers }: Patient): Diagnosis[] {
  const { env } = io;
  const found = new Set(managers.map(({ manager }) => manager.id));
  const rows: Diagnosis[] = [];
  if (found.has('husky')) {
    if (env.HUSKY === '0') rows.push(wrong('husky', 'HUSKY=0 is set: husky runs no hook', 'unset HUSKY'));
    for (const startup of huskyStartups(env)) {
      if (!/^\s*(?:export\s+)?(?:HUSKY=["']?0|HUSKY_SKIP_HOOKS=["']?1)/m.test(site.read(startup) ?? '')) continue;
      rows.push(wrong('husky', `${startup} sets HUSKY=0: husky runs no hook`, `remove that line from ${startup}`));
    }
  }
  if (found.has('lefthook') && /^(?:0|false)$/.test(env.LEFTHOOK ?? '')) {
    rows.push(wrong('lefthook', `LEFTHOOK=${env.LEFTHOOK} is set: lefthook runs no hook`, 'unset LEFTHOOK'));
  }
  if (found.has('lefthook') && /(?:^|,)ssot-guard(?:,|$)/.test(env.LEFTHOOK_EXCLUDE ?? '')) {
    rows.push(wrong('lefthook', 'LEFTHOOK_EXCLUDE names ssot-guard', 'unset LEFTHOOK_EXCLUDE'));
  }
  if (found.has('simple-git-hooks') && env.SKIP_SIMPLE_GIT_HOOKS === '1') {
    rows.push(wrong('simple-git-hooks', 'SKIP_SIMPLE_GIT_HOOKS=1 is set: no hook runs', 'unset SKIP_SIMPLE_GIT_HOOKS'));
  }
  if (found.has('pre-commit') && /(?:^|,)ssot-guard(?:,|$)/.test(env.SKIP ?? '')) {
    rows.push(wrong('pre-commit', 'SKIP names ssot-guard', 'unset SKIP'));
  }
  if (env.SSOT_GUARD_MISSING === 'warn') {
    const message = 'SSOT_GUARD_MISSING=warn is set: where ssot-guard is not installed, commits pass unchecked';
    rows.push(warning('policy', message, 'unset SSOT_GUARD_MISSING'));
  }
  return rows;
}

/** Conditions in the configuration of managers, under which they do not run the guard. */
export function checkConditions({ site, found }: Patient): Diagnosis[] {
  const limits = found.flatMap(({ manager, active }) =>
    (active ? (manager.limits?.(site) ?? []) : []).map((limit) =>
      warning(
        manager.id,
        `${limit}: what is committed then is not checked by the hook`,
        'let CI check it, or take that out',
      ),
    ),
  );
  const { changes, manual } = movedTasks(site);
  if (changes.length + manual.length === 0) return limits;
  const message =
    'a task of lint-staged runs the guard: it sees no deletions, nothing that another task stages later, and no commit of the registry alone';
  return [...limits, warning('lint-staged', message, manual[0] ?? AGAIN)];
}

/** A manager that is configured, not started, and does not hold the guard: the next `npm install` may start it. */
export function checkTakeover({ site, found }: Patient): Diagnosis[] {
  const messages = judgesMessages(site);
  return dormantManagers(found, chooseManager(site, found)).flatMap((manager): Diagnosis[] => {
    if (!startsWithInstall(site, manager) || entriesOf(site, manager, messages).length === 0) return [];
    const message = `${manager.title} is configured without the guard, and git does not run it here; npm install may start it, and then the guard is gone`;
    return [warning(manager.id, message, AGAIN)];
  });
}
