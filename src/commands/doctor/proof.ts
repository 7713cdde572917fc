/**
 * Proves that the hook fires: a real commit of a planted violation, in a scratch repository, through the hook that git
 * would run in this work tree.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hookPath, MESSAGE_HOOK } from '../../git/hooks.ts';
import { type Environment, git, oneLine } from '../../git/run.ts';
import { MESSAGE_NAME } from '../../hooks/block.ts';
import { configJudgesMessages } from '../../hooks/config-hooks.ts';
import type { Site } from '../../hooks/define.ts';
import { judgesMessages } from '../../hooks/index.ts';
import { CLAIMS } from '../verify/message.ts';
import type { Plant } from './plant.ts';
import { makeScratch, type Scratch } from './scratch.ts';

export interface Outcome {
  /** `fired`: stopped, and the planted file was named. `passed`: nothing stopped it. `other`: something else did. */
  readonly kind: 'fired' | 'passed' | 'other';
  /** What was said, for the last kind. */
  readonly said: string;
  readonly milliseconds: number;
}

export interface Proof {
  readonly commit: Outcome;
  /** The same with the short PATH of a program that was not started from a shell; null when the first did not fire. */
  readonly fromGui: Outcome | null;
  /** A merge that is concluded by `git commit`, with MERGE_HEAD; null likewise, and before the first commit. */
  readonly concluded: Outcome | null;
  /** `pre-merge-commit`, for a merge without conflicts; null likewise, and when there is no such hook. */
  readonly merge: Outcome | null;
  /** `commit-msg`, with a message that claims too much; null likewise, and where no hook in a file judges messages. */
  readonly message: Outcome | null;
}

/** @param staged paths of the registry, for which the user's index counts */
export function prove(site: Site, plant: Plant, staged: readonly string[], env: Environment): Proof {
  const scratch = makeScratch(site, plant.planted, staged);
  const nothing = { fromGui: null, concluded: null, merge: null, message: null };
  try {
    const quiet = { ...othersSwitchedOff(site, env), ...IDENTITY };
    const gui = {
      ...quiet,
      PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
      NVM_BIN: undefined,
      NVM_INC: undefined,
      NODE: undefined,
    };
    const commit = (variables: Environment): Outcome => {
      const from = Date.now();
      const hooks = `core.hooksPath=${site.folder}`;
      const { status, stdout, stderr } = scratch.git(
        ['-c', hooks, 'commit', '-q', '-m', 'planted by ssot-guard doctor'],
        '',
        variables,
      );
      return outcome(status, stdout.toString('utf8') + stderr, plant.path, from);
    };
    const first = commit(quiet);
    if (first.kind !== 'fired') return { ...nothing, commit: first };
    const fromGui = commit(gui);
    const merge = mergeHook(site, scratch, plant, { ...env, ...quiet });
    const message = messageHook(site, scratch, [...staged, ...plant.planted.keys()], { ...env, ...quiet });
    const concluded = startMerge(scratch, quiet) ? commit(quiet) : null;
    return { commit: first, fromGui, concluded, merge, message };
  } finally {
    scratch.remove();
  }
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'ssot-guard doctor',
  GIT_AUTHOR_EMAIL: 'doctor@localhost',
  GIT_COMMITTER_NAME: 'ssot-guard doctor',
  GIT_COMMITTER_EMAIL: 'doctor@localhost',
};

/** Leaves a merge to be concluded: what is staged differs from both parents. @returns whether there is one */
function startMerge(scratch: Scratch, env: Environment): boolean {
  const made = scratch.git(['commit-tree', '-p', 'HEAD', '-m', 'merged by ssot-guard doctor', 'HEAD^{tree}'], '', env);
  if (made.status !== 0) return false;
  writeFileSync(join(scratch.folder, '.git/MERGE_HEAD'), made.stdout);
  return true;
}

/** Git runs this hook only for a merge, whose planted side would not be judged; so it is started as git starts it. */
function mergeHook(site: Site, scratch: Scratch, plant: Plant, env: Environment): Outcome | null {
  if (!existsSync(hookPath(site, 'pre-merge-commit'))) return null;
  const from = Date.now();
  const { status, said } = runHook(site, scratch, ['pre-merge-commit'], { ...env, GIT_INDEX_FILE: indexOf(scratch) });
  return outcome(status, said, plant.path, from);
}

/**
 * The planted violation would stop the commit before git runs this hook, so it is started alone. It judges all that is staged:
 * here what is planted, and what the registry is made of.
 */
function messageHook(site: Site, scratch: Scratch, paths: readonly string[], env: Environment): Outcome | null {
  if (configJudgesMessages(site) || !judgesMessages(site) || !existsSync(hookPath(site, MESSAGE_HOOK))) return null;
  const index = { GIT_INDEX_FILE: `${indexOf(scratch)}-message` };
  const literal = { GIT_LITERAL_PATHSPECS: '1' };
  const entries = scratch.git(['ls-files', '-s', '-z', '--', ...paths], '', literal).stdout;
  scratch.git(['update-index', '-z', '--index-info'], entries, index);
  const file = '.git/COMMIT_EDITMSG';
  writeFileSync(join(scratch.folder, file), 'Everything is done.\n');
  const from = Date.now();
  const { status, said } = runHook(site, scratch, [MESSAGE_HOOK, file], { ...env, ...index });
  const kind = status === 0 && !said.includes(CLAIMS) ? 'passed' : said.includes(CLAIMS) ? 'fired' : 'other';
  return { kind, said: said.trim(), milliseconds: Date.now() - from };
}

function indexOf({ folder }: Scratch): string {
  return join(folder, '.git/index');
}

/** A hook with its arguments, as git starts it. */
function runHook(
  site: Site,
  scratch: Scratch,
  [hook = '', ...args]: readonly string[],
  env: Environment,
): { readonly status: number; readonly said: string } {
  const execPath = oneLine(git(['--exec-path'], { cwd: site.top }).stdout);
  const clean = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^GIT_(?:DIR|WORK_TREE|PREFIX)$/.test(name)),
  );
  const { status, stdout, stderr, error } = spawnSync(hookPath(site, hook), args, {
    cwd: scratch.folder,
    env: { ...clean, PATH: `${execPath}:${env.PATH ?? ''}` },
    encoding: 'utf8',
    input: '',
  });
  return { status: status ?? -1, said: error === undefined ? stdout + stderr : error.message };
}

function outcome(status: number, said: string, path: string, from: number): Outcome {
  const kind = status === 0 ? 'passed' : said.includes(path) ? 'fired' : 'other';
  return { kind, said: said.trim(), milliseconds: Date.now() - from };
}

/** Hooks and managers are told to run the guard alone: the others would only take time, and miss files. */
function othersSwitchedOff(site: Site, env: Environment): Environment {
  return { SSOT_GUARD_ONLY: '1', ...skippedIds(site, env) };
}

/** For the pre-commit framework. */
function skippedIds(site: Site, env: Environment): Environment {
  const config = site.read('.pre-commit-config.yaml') ?? '';
  const ids = [...config.matchAll(/^\s*-?\s*id:\s*["']?([\w.-]+)/gm)]
    .map((match) => match[1])
    .filter((id) => id !== 'ssot-guard' && id !== MESSAGE_NAME);
  return ids.length === 0 ? {} : { SKIP: [...(env.SKIP ? [env.SKIP] : []), ...ids].join(',') };
}
