/**
 * `doctor` through real git: says that the guard works where it works, names each thing that silences it together with
 * what fixes it, the fixing fixes it, and nothing of the user's is touched on the way. Its own proof runs the hook four
 * times; where it is not the subject, a case looks at what is seen without it, and tries one commit.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../src/commands/doctor/rows.ts';
import { describeAll } from '../../../src/commands/doctor.ts';
import { buildPackage, guard, guardWith, run, snapshot, tryCommit } from '../../support/package.ts';
import {
  repositoryAt,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/repository.ts';
import { seen } from './seen.ts';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

function guarded(registry = '{ "version": 1, "banned": ["pytz"] }\n'): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', registry);
  repo.write('app/main.py', 'import os\n');
  repo.commitAll('first');
  guard(home, repo.dir, 'init', '--yes', '--no-doctor');
  return repo;
}

function doctor(repo: TemporaryRepository, env: Readonly<Record<string, string>> = {}) {
  const { status, out, err } = guardWith(home, repo.dir, env, 'doctor', '--format', 'json');
  expect(err).toBe('');
  const { ok, checks }: { ok: boolean; checks: Diagnosis[] } = JSON.parse(out);
  expect(status).toBe(ok ? 0 : 1);
  return { ok, bad: checks.filter(({ status: s }) => s !== 'ok'), checks };
}

/** What is seen without the hook, and is not well. */
const badSeen = (repo: TemporaryRepository, env: Readonly<Record<string, string>> = {}) =>
  seen(home, repo, env).filter(({ status }) => status !== 'ok');

/** Nothing is wrong to see, and a commit is stopped. */
function expectWell(repo: TemporaryRepository): void {
  expect(badSeen(repo)).toEqual([]);
  expectGuarded(repo);
}

function expectGuarded(repo: TemporaryRepository): void {
  const said = expect.stringContaining('planted.py:1:');
  expect(tryCommit(repo, 'planted.py', 'import pytz\n')).toMatchObject({ moved: false, said });
}

const hook = (repo: TemporaryRepository): string => join(repo.dir, '.git/hooks/pre-commit');

/** Everything, the index's and every object's bytes and the guard's own folder included. */
const all = (repo: TemporaryRepository) => snapshot(repo.dir);

describe('a guard that works', () => {
  it('is proved to, nothing is touched, and nothing left behind', () => {
    const repo = guarded();
    repo.write('app/main.py', 'import os\nimport re\n');
    repo.write('staged.py', 'import json\n');
    repo.git('add', 'staged.py');
    const before = all(repo);
    const temporary = temporaryFolder();
    const { ok, bad, checks } = doctor(repo, { TMPDIR: temporary });
    expect({ ok, bad }).toEqual({ ok: true, bad: [] });
    expect(checks.filter(({ check }) => check.startsWith('proof')).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^the hook stopped a planted violation \(\d+ ms\)$/),
      expect.stringMatching(/^the hook stopped one committed with a PATH of \/usr\/bin:\/bin/),
      expect.stringMatching(/^the hook stopped one in a merge with conflicts/),
      expect.stringMatching(/^the hook stopped one in a merge without conflicts/),
    ]);
    expect(all(repo)).toEqual(before);
    expect(snapshot(temporary)).toEqual({ '/': 'folder' });
    expect(describeAll(checks, false)).toMatch(/The guard works here\.\n$/);
  });

  it('has its warnings counted, which are no failure, beside errors too', () => {
    const repo = guarded();
    const words = (status: number, last: RegExp): void => {
      const said = guardWith(home, repo.dir, { SSOT_GUARD_MISSING: 'warn' }, 'doctor');
      expect(said).toMatchObject({ status, out: expect.stringMatching(last) });
    };
    words(0, /The guard works here, with 1 warning\.\n$/);
    rmSync(join(repo.dir, '.git/hooks/pre-merge-commit'));
    expect(describeAll(seen(home, repo, { SSOT_GUARD_MISSING: 'warn' }), false)).toMatch(
      /The guard works here, with 2 warnings\.\n$/,
    );
    rmSync(hook(repo));
    words(1, /2 problems found, with \d warnings\.\n$/);
  });

  it('is proved in a subfolder, a worktree, a submodule, before the first commit, and with a detached HEAD', () => {
    const repo = guarded();
    expect(guard(home, join(repo.dir, 'app'), 'doctor').status).toBe(0);
    const path = join(temporaryFolder(), "it's w");
    repo.git('worktree', 'add', '-q', '--detach', path);
    expect(doctor(repositoryAt(path)).bad).toEqual([]);
    const outer = temporaryRepository();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', repo.dir, 'in side');
    const inner = repositoryAt(join(outer.dir, 'in side'));
    guard(home, inner.dir, 'init', '--yes', '--no-doctor');
    expect(doctor(inner).bad).toEqual([]);
    const unborn = temporaryRepository();
    guard(home, unborn.dir, 'init', '--yes', '--no-doctor');
    expect(doctor(unborn).bad).toEqual([]);
  });

  it('is proved beside another hook, which must not run', () => {
    const repo = guarded();
    repo.git('config', 'core.hooksPath', '.hooks');
    repo.write('.hooks/pre-commit', '#!/bin/sh\ntouch "$PWD/other-hook-ran"\ngit stash\ngit config user.name nobody\n');
    chmodSync(join(repo.dir, '.hooks/pre-commit'), 0o755);
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    const before = all(repo);
    expect(doctor(repo).ok).toBe(true);
    expect(all(repo)).toEqual(before);
  });
});

describe('a guard that is silent', () => {
  it('because the hook is not executable', () => {
    const repo = guarded();
    chmodSync(hook(repo), 0o644);
    const { ok, bad } = doctor(repo);
    expect(ok).toBe(false);
    expect(bad[0]).toEqual({
      check: 'pre-commit',
      status: 'error',
      message: '.git/hooks/pre-commit is not executable, so git skips it',
      fix: 'chmod +x .git/hooks/pre-commit',
    });
    expect(bad[1]).toMatchObject({ check: 'proof', status: 'error' });
    run(repo.dir, '/bin/sh', ['-c', bad[0]?.fix ?? '']);
    expectWell(repo);
  });

  it('because the hook is missing', () => {
    const repo = guarded();
    rmSync(hook(repo));
    expect(doctor(repo).bad.map(({ check, fix }) => [check, fix])).toEqual([
      ['pre-commit', 'npx ssot-guard init --yes'],
      ['proof', 'npx ssot-guard init --yes'],
    ]);
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    expectWell(repo);
  });

  it('because core.hooksPath names a folder that is not there', () => {
    const repo = guarded();
    repo.git('config', 'core.hooksPath', '.gone');
    const { bad } = doctor(repo);
    expect(bad[0]).toMatchObject({ check: 'hooks folder', status: 'error' });
    expect(bad[0]?.message).toContain('core.hooksPath = .gone (local) does not exist in this work tree');
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    expectWell(repo);
  });

  it('because someone made the hook end early', () => {
    const repo = guarded();
    writeFileSync(
      hook(repo),
      readFileSync(hook(repo), 'utf8').replace('#!/bin/sh\n', '#!/bin/sh\necho enough\nexit 0\n'),
    );
    expect(doctor(repo).bad).toEqual([
      {
        check: 'proof',
        status: 'error',
        message: 'the hook let a planted violation pass, and said: enough',
        fix: 'npx ssot-guard init --yes',
      },
    ]);
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    expectWell(repo);
  });

  it('because the policy lets commits pass where the guard is missing', () => {
    const repo = guarded();
    writeFileSync(join(repo.dir, '.git/ssot-guard/package'), '/nonexistent\n');
    const { bad } = doctor(repo, { SSOT_GUARD_MISSING: 'warn' });
    expect(bad.map(({ check, status }) => [check, status])).toEqual([
      ['policy', 'warning'],
      ['proof', 'error'],
    ]);
  });
});

describe('a guard that a person’s own configuration may switch off', () => {
  it('is tried with that configuration, ignored or not', () => {
    const repo = guarded();
    repo.write('.gitignore', 'lefthook-local.yml\n');
    repo.write('lefthook.yml', 'pre-commit: {}\n');
    repo.commitAll('lefthook');
    // stands in for lefthook: does nothing where the local file says so
    writeFileSync(
      hook(repo),
      readFileSync(hook(repo), 'utf8').replace(
        '#!/bin/sh\n',
        '#!/bin/sh\ngrep -qs skip lefthook-local.yml && exit 0\n',
      ),
    );
    expect(doctor(repo).ok).toBe(true);
    repo.write('lefthook-local.yml', 'pre-commit:\n  skip: true\n');
    expect(doctor(repo).bad).toMatchObject([
      { check: 'lefthook', status: 'warning' },
      { check: 'proof', status: 'error' },
    ]);
  });
});

describe('a commit that cannot succeed', () => {
  it('because the hook has CRLF line ends', () => {
    const repo = guarded();
    writeFileSync(hook(repo), readFileSync(hook(repo), 'utf8').replaceAll('\n', '\r\n'));
    const { bad } = doctor(repo);
    expect(bad[0]).toMatchObject({ check: 'pre-commit', fix: "sed -i 's/\\r$//' .git/hooks/pre-commit" });
    run(repo.dir, '/bin/sh', ['-c', bad[0]?.fix ?? '']);
    expectWell(repo);
  });

  it('because the guard is gone', () => {
    const repo = guarded();
    writeFileSync(join(repo.dir, '.git/ssot-guard/package'), '/nonexistent\n');
    expect(doctor(repo).bad[0]?.message).toContain(
      'something else than the guard stopped a planted violation, and said: ssot-guard: not installed here',
    );
  });

  it('because the registry was never added, is broken, or is not there', () => {
    const repo = guarded();
    repo.git('rm', '-q', '--cached', '.ssotrc.json');
    repo.commit('untracked');
    expect(badSeen(repo)).toMatchObject([{ check: 'registry', fix: 'git add -f .ssotrc.json' }]);

    repo.write('.ssotrc.json', '{ "version": 1, "baned": [] }\n');
    repo.git('add', '-f', '.ssotrc.json');
    const broken = doctor(repo).bad;
    expect(broken.map(({ check }) => check)).toEqual(['registry']);
    expect(broken[0]?.message).toMatch(/\.ssotrc\.json:1:\d+: .*baned/);

    repo.git('rm', '-qf', '.ssotrc.json');
    expect(badSeen(repo)).toMatchObject([{ check: 'registry', fix: 'npx ssot-guard init' }]);
  });
});

describe('what is worth knowing', () => {
  it('a registry that differs from the staged one', () => {
    const repo = guarded();
    repo.write('.ssotrc.json', '{ "version": 1 }\n');
    const { ok, bad } = doctor(repo);
    expect(ok).toBe(true);
    expect(bad).toMatchObject([{ check: 'registry', status: 'warning', fix: 'git add .ssotrc.json' }]);
  });

  it('a recorded Node that is gone', () => {
    const repo = guarded();
    writeFileSync(join(repo.dir, '.git/ssot-guard/node'), '/nonexistent/node\n');
    expect(badSeen(repo)).toMatchObject([{ check: 'node', status: 'warning' }]);
    expectGuarded(repo);
  });

  it('a baseline whose merges nothing settles', () => {
    const repo = guarded();
    repo.write('old.py', 'import pytz\n');
    repo.commitAll('debt');
    expect(guard(home, repo.dir, 'baseline', 'create', '--until', '2099-12-31').status).toBe(0);
    expect(badSeen(repo)).toEqual([]);
    repo.remove('.gitattributes');
    const [found] = badSeen(repo);
    expect(found).toMatchObject({ check: 'baseline', status: 'warning' });
    run(repo.dir, 'sh', ['-c', found?.fix ?? '']);
    expect(badSeen(repo)).toEqual([]);
  });

  it('a hook for merges that is missing', () => {
    const repo = guarded();
    rmSync(join(repo.dir, '.git/hooks/pre-merge-commit'));
    expect(doctor(repo).bad).toMatchObject([{ check: 'pre-merge-commit', status: 'warning' }]);
  });
});

describe('the cache', () => {
  it('is shown, and cleared on request, and nothing else with it', () => {
    const repo = guarded();
    guard(home, repo.dir, 'check', '--all');
    mkdirSync(join(repo.dir, '.git/ssot-guard/cache'), { recursive: true });
    writeFileSync(join(repo.dir, '.git/ssot-guard/cache/x'), 'x'.repeat(3000));
    const state = () => Object.keys(snapshot(join(repo.dir, '.git/ssot-guard')));
    const shown = describeAll(seen(home, repo), false);
    expect(shown).toMatch(/ok {7}cache: \.git\/ssot-guard: [1-9]\d* files, [1-9]\d* kB/);
    expect(state()).toContain('cache/x');
    const { out } = guard(home, repo.dir, 'doctor', '--clear-cache');
    expect(out).toMatch(/ok {7}cache: \.git\/ssot-guard: 0 files, 0 kB/);
    expect(state()).toEqual(expect.arrayContaining(['init.json', 'node', 'package']));
    expect(state()).not.toContain('cache/x');
  });
});

describe('outside a repository', () => {
  it('says so', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    expect(guard(home, join(folder, 'a'), 'doctor')).toMatchObject({ status: 2, out: '' });
  });
});
