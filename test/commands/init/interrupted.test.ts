/**
 * `init` that is killed at any step, or meets a full disk, and several at once: the user's own hook runs before and
 * after, a second `init` comes to its end, and `--uninstall` brings every byte back, whatever was left.
 *
 * Steps are counted by a script that Node loads first: before or after the n-th call that changes the disk it kills the
 * process, or says that there is no space. `SSOT_LONG=1` goes through all steps, and kills at 200 random moments; else
 * one step or two for each kind of hook, over all kinds spread from the first step to the last.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, isVolatile, snapshot } from '../../support/package.ts';
import {
  repositoryAt,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/repository.ts';

const LONG = process.env.SSOT_LONG === '1';
const KILLS = LONG ? 200 : 2;
const PAIRS = LONG ? 50 : 2;

const REGISTRY = '{ "version": 1, "banned": ["pytz"] }\n';
/** What the user's own hook leaves at each commit. */
const MARK = 'own-hook-ran';

let home: string;
let injected: string;

beforeAll(() => {
  home = buildPackage();
  injected = join(temporaryFolder(), 'inject.cjs');
  writeFileSync(
    injected,
    `const fs = require('node:fs');
const [kind, at, when] = (process.env.SSOT_INJECT ?? '').split(' ');
let count = 0, busy = false;
const changes = {
  openSync: (args) => /[wax]/.test(String(args[1])), writeFileSync: () => true, renameSync: () => true,
  linkSync: () => true, symlinkSync: () => true, rmSync: () => true, mkdirSync: () => true, fsyncSync: () => true,
};
for (const [name, isOne] of Object.entries(changes)) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (kind === undefined || busy || !isOne(args)) return real(...args);
    const isIt = ++count === Number(at);
    busy = true;
    if (kind === 'count') fs.appendFileSync(at, name + '\\n');
    busy = false;
    if (isIt && kind === 'kill' && when === 'before') process.kill(process.pid, 'SIGKILL');
    if (kind === 'full' && count >= Number(at) && !['rmSync', 'fsyncSync'].includes(name))
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path: String(args[0]) });
    const result = real(...args);
    if (isIt && kind === 'kill') process.kill(process.pid, 'SIGKILL');
    return result;
  };
}
`,
  );
});

type Scenario = (repo: TemporaryRepository) => void;

function ownHook(repo: TemporaryRepository, interpreter: string, body: string, mode = 0o755): void {
  repo.hook('pre-commit', `#!${interpreter}\n${body}\n`);
  chmodSync(join(repo.dir, '.git/hooks/pre-commit'), mode);
}

/** husky 9 as it stands after its install step. */
function huskyHook(repo: TemporaryRepository): void {
  mkdirSync(join(repo.dir, '.husky/_'), { recursive: true });
  const forward = '#!/usr/bin/env sh\n. "$(dirname "$0")/h"';
  for (const hook of ['pre-commit', 'pre-merge-commit']) {
    writeFileSync(join(repo.dir, '.husky/_', hook), forward, { mode: 0o755 });
  }
  const runs = 'n=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ ! -f "$s" ] && exit 0\nsh -e "$s" "$@"\n';
  writeFileSync(join(repo.dir, '.husky/_/h'), `#!/usr/bin/env sh\n${runs}`);
  repo.write('.husky/_/.gitignore', '*');
  repo.write('.husky/pre-commit', `touch ${MARK}\n`);
  repo.git('config', 'core.hooksPath', '.husky/_');
}

const scenarios: readonly (readonly [string, Scenario, boolean])[] = [
  ['a hook in sh', (repo) => ownHook(repo, '/bin/sh', `touch ${MARK}`, 0o750), true],
  ['a hook in another language', (repo) => ownHook(repo, '/usr/bin/env perl', `open(my $f, '>', '${MARK}');`), true],
  [
    'a program',
    (repo) => {
      repo.write('.tools/hook', `#!/bin/sh\ntouch ${MARK}\n`);
      chmodSync(join(repo.dir, '.tools/hook'), 0o755);
      mkdirSync(join(repo.dir, '.git/hooks'), { recursive: true });
      symlinkSync('../../.tools/hook', join(repo.dir, '.git/hooks/pre-commit'));
    },
    true,
  ],
  ['husky', huskyHook, true],
  ['no hook', () => {}, false],
];

function repositoryFor(scenario: Scenario, hasRegistry = false): TemporaryRepository {
  const repo = temporaryRepository();
  if (hasRegistry) repo.write('.ssotrc.json', REGISTRY);
  repo.write('.gitignore', `${MARK}\n`);
  scenario(repo);
  repo.commitAll('first');
  return repo;
}

const isOurs = (path: string): boolean => isVolatile(path) || /^\.git\/(?:ssot-guard\.lock.*|config\.lock)$/.test(path);
const stateOf = (repo: TemporaryRepository) => snapshot(repo.dir, isOurs);
const tidy = (repo: TemporaryRepository): void => rmSync(join(repo.dir, '.git/ssot-guard.lock'), { force: true });

function init(repo: TemporaryRepository, inject: string | null, ...args: string[]) {
  const more = args.length > 0 ? args : ['--yes', '--no-doctor'];
  if (inject === null) {
    const { status, err } = guard(home, repo.dir, 'init', ...more);
    return { status, stderr: err, signal: null };
  }
  const env = { NODE_OPTIONS: `--require ${injected}`, SSOT_INJECT: inject };
  return spawnSync(process.execPath, [join(home, 'dist/cli.cjs'), 'init', ...more], {
    cwd: repo.dir,
    encoding: 'utf8',
    input: '',
    env: { ...process.env, ...env },
  });
}

/** A commit that nothing objects to: it is made, and the user's own hook runs. */
function expectOwnHook(repo: TemporaryRepository, hasHook: boolean, when: string): void {
  rmSync(join(repo.dir, MARK), { force: true });
  const { status, stderr } = repo.tryGit(['commit', '-q', '--allow-empty', '-m', 'good']);
  expect([when, status, stderr]).toEqual([when, 0, stderr]);
  expect([when, existsSync(join(repo.dir, MARK))]).toEqual([when, hasHook]);
  rmSync(join(repo.dir, MARK), { force: true });
  repo.git('reset', '-q', '--soft', 'HEAD~1');
}

function expectGuarded(repo: TemporaryRepository): void {
  repo.write('bad.py', 'import pytz\n');
  repo.git('add', 'bad.py');
  expect(repo.tryGit(['commit', '-qm', 'bad']).status).toBe(1);
  repo.git('rm', '-qf', 'bad.py');
  rmSync(join(repo.dir, MARK), { force: true });
}

/** Whatever was left: the own hook runs; then either way out is taken. */
function expectWellAfter(
  repo: TemporaryRepository,
  before: unknown,
  hasHook: boolean,
  again: boolean,
  what: string,
): void {
  expectOwnHook(repo, hasHook, `${what}: at once`);
  if (again) {
    const second = init(repo, null);
    expect([what, second.status, second.stderr]).toEqual([what, 0, '']);
    expectOwnHook(repo, hasHook, `${what}: after a second init`);
    if (existsSync(join(repo.dir, '.ssotrc.json'))) expectGuarded(repo);
  }
  const undone = guard(home, repo.dir, 'init', '--uninstall');
  expect([what, undone.status, undone.err]).toEqual([what, 0, '']);
  expect([what, stateOf(repo)]).toEqual([what, before]);
  expect([what, repo.git('status', '--porcelain')]).toEqual([what, '']);
  expectOwnHook(repo, hasHook, `${what}: after --uninstall`);
}

/** How many steps change the disk, counted once. */
const counted = new Map<string, number>();

function countSteps(scenario: Scenario, hasRegistry: boolean): number {
  const key = `${turnOf(scenario)} ${hasRegistry}`;
  const known = counted.get(key);
  if (known !== undefined) return known;
  const log = join(temporaryFolder(), 'log');
  expect(init(repositoryFor(scenario, hasRegistry), `count ${log}`).status).toBe(0);
  const count = readFileSync(log, 'utf8').split('\n').length - 1;
  counted.set(key, count);
  return count;
}

const turnOf = (scenario: Scenario): number => scenarios.findIndex(([, one]) => one === scenario);

function points(steps: number, few: number, scenario: Scenario): number[] {
  if (LONG) return Array.from({ length: steps }, (_, at) => at + 1);
  const all = few * scenarios.length;
  return Array.from({ length: few }, (_, at) => {
    const place = at * scenarios.length + turnOf(scenario);
    return Math.round(1 + (place * (steps - 1)) / (all - 1));
  });
}

describe.each(scenarios)('init over %s', (_name, scenario, hasHook) => {
  it('that is killed at a step leaves what works, and both ways out', () => {
    for (const hasRegistry of LONG ? [true, false] : [true]) {
      for (const at of points(countSteps(scenario, hasRegistry), KILLS, scenario)) {
        const repo = repositoryFor(scenario, hasRegistry);
        const before = stateOf(repo);
        const when = at % 2 === 0 ? 'before' : 'after';
        expect(init(repo, `kill ${at} ${when}`).signal).toBe('SIGKILL');
        expectWellAfter(repo, before, hasHook, at % 3 !== 0, `killed ${when} step ${at}, registry ${hasRegistry}`);
      }
    }
  });

  it('that meets a full disk says so, and leaves the same', () => {
    for (const at of points(countSteps(scenario, true), 1, scenario)) {
      const repo = repositoryFor(scenario, true);
      const before = stateOf(repo);
      const { status, stderr } = init(repo, `full ${at}`);
      if (status !== 0) expect([at, status, stderr]).toEqual([at, 2, expect.stringContaining('the disk is full')]);
      tidy(repo);
      expectWellAfter(repo, before, hasHook, at % 3 !== 0, `no space from step ${at}`);
    }
  });

  it('whose uninstall is killed can be uninstalled again', () => {
    const log = join(temporaryFolder(), 'log');
    const counted = repositoryFor(scenario, true);
    init(counted, null);
    init(counted, `count ${log}`, '--uninstall');
    for (const at of points(readFileSync(log, 'utf8').split('\n').length - 1, 1, scenario)) {
      const repo = repositoryFor(scenario, true);
      const before = stateOf(repo);
      init(repo, null);
      expect(init(repo, `kill ${at} ${at % 2 ? 'after' : 'before'}`, '--uninstall').signal).toBe('SIGKILL');
      expectWellAfter(repo, before, hasHook, at % 3 === 0, `uninstall killed at step ${at}`);
    }
  });
});

describe('init at random moments', () => {
  it.skipIf(!LONG)('is killed 200 times', async () => {
    const from = Date.now();
    init(
      repositoryFor(() => {}),
      null,
    );
    const whole = Date.now() - from;
    for (let round = 0; round < KILLS; round++) {
      const [name, scenario, hasHook] = scenarios[round % scenarios.length] ?? ['', () => {}, false];
      const repo = repositoryFor(scenario, round % 2 === 0);
      const before = stateOf(repo);
      const child = spawn(process.execPath, [join(home, 'dist/cli.cjs'), 'init', '--yes', '--no-doctor'], {
        cwd: repo.dir,
      });
      const delay = Math.random() * whole * 1.2;
      setTimeout(() => child.kill('SIGKILL'), delay);
      await ended(child);
      expectWellAfter(repo, before, hasHook, round % 3 !== 0, `${name} killed after ${Math.round(delay)} ms`);
    }
  });
});

describe('several at once', () => {
  it('do one after the other', async () => {
    for (let pair = 0; pair < PAIRS; pair++) {
      const [name, scenario, hasHook] = scenarios[pair % scenarios.length] ?? ['', () => {}, false];
      const repo = repositoryFor(scenario, pair % 2 === 0);
      const before = stateOf(repo);
      const other = join(temporaryFolder(), 'w');
      // husky has its hooks folder in each work tree
      const isShared = pair % 3 === 0 && name !== 'husky';
      if (isShared) repo.git('worktree', 'add', '-q', other);
      const both = [repo.dir, isShared ? other : repo.dir].map((cwd) =>
        ended(spawn(process.execPath, [join(home, 'dist/cli.cjs'), 'init', '--yes', '--no-doctor'], { cwd })),
      );
      expect([name, await Promise.all(both)]).toEqual([name, [0, 0]]);
      expectOwnHook(repo, hasHook, `${name}, pair ${pair}`);
      if (isShared) repositoryAt(repo.dir).git('worktree', 'remove', '--force', other);
      expect(guard(home, repo.dir, 'init', '--uninstall')).toMatchObject({ status: 0, err: '' });
      rmSync(join(repo.dir, '.git/worktrees'), { recursive: true, force: true });
      expect([name, stateOf(repo)]).toEqual([name, before]);
      expectOwnHook(repo, hasHook, `${name}, pair ${pair}, after`);
    }
  });

  it('wait for one that lives, not for one that is gone', async () => {
    const repo = repositoryFor(() => {}, true);
    const lock = join(repo.dir, '.git/ssot-guard.lock');
    expect(init(repo, 'kill 3 after').signal).toBe('SIGKILL');
    expect(existsSync(lock)).toBe(true);
    const left = JSON.parse(readFileSync(lock, 'utf8'));
    // a number that lives again is another process
    writeFileSync(lock, JSON.stringify({ ...left, process: process.pid }));
    expect(init(repo, null).status).toBe(0);
    expect(existsSync(lock)).toBe(false);
    const over = join(temporaryFolder(), 'over');
    const holder = spawn('sh', ['-c', `sleep 1; touch '${over}'`]);
    writeFileSync(lock, JSON.stringify({ ...left, process: holder.pid, since: null }));
    expect(init(repo, null, '--uninstall').status).toBe(0);
    expect(existsSync(over)).toBe(true);
    expect(dirname(lock)).toBe(join(repo.dir, '.git'));
    holder.kill();
  });
});

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}
