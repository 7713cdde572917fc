/**
 * Proves that the hook fires: a real commit of a planted violation, in a scratch repository, through the hook that git
 * would run in this work tree.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hookPath } from '../../git/hooks.ts';
import { type Environment, git, oneLine } from '../../git/run.ts';
import type { Site } from '../../hooks/define.ts';
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
}

/** @param staged paths of the registry, for which the user's index counts */
export function prove(site: Site, plant: Plant, staged: readonly string[], env: Environment): Proof {
  const scratch = makeScratch(site, plant.planted, staged);
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
    if (first.kind !== 'fired') return { commit: first, fromGui: null, concluded: null, merge: null };
    const fromGui = commit(gui);
    const merge = mergeHook(site, scratch, plant, { ...env, ...quiet });
    const concluded = startMerge(scratch, quiet) ? commit(quiet) : null;
    return { commit: first, fromGui, concluded, merge };
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
  const execPath = oneLine(git(['--exec-path'], { cwd: site.top }).stdout);
  const clean = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^GIT_(?:DIR|WORK_TREE|PREFIX)$/.test(name)),
  );
  const { status, stdout, stderr, error } = spawnSync(hookPath(site, 'pre-merge-commit'), [], {
    cwd: scratch.folder,
    env: { ...clean, GIT_INDEX_FILE: join(scratch.folder, '.git/index'), PATH: `${execPath}:${env.PATH ?? ''}` },
    encoding: 'utf8',
    input: '',
  });
  return outcome(status ?? -1, error === undefined ? stdout + stderr : error.message, plant.path, from);
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
    .filter((id) => id !== 'ssot-guard');
  return ids.length === 0 ? {} : { SKIP: [...(env.SKIP ? [env.SKIP] : []), ...ids].join(',') };
}
