/**
 * `init --commit-msg` through real git: a message that claims what is not so is answered with a warning, an innocent one
 * with silence, and the commit goes on, whatever else stands in the hook and whatever is missing; a second `init` keeps it,
 * `--uninstall` brings every byte back.
 */
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyOf } from '../../support/folders.ts';
import { buildPackage, guard, guardWith, isVolatile, run, snapshot, standInPackage } from '../../support/package.ts';
import {
  repositoryAt,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/repository.ts';

const husky = fileURLToPath(new URL('../../../node_modules/husky', import.meta.url));
const CLAIM = 'Everything is migrated';
const INNOCENT = 'Add a file';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

let template: TemporaryRepository | null = null;

/** In which not everything is migrated, as everybody knows. */
function unfinished(): TemporaryRepository {
  template ??= makeUnfinished();
  return repositoryAt(copyOf(template.dir));
}

function makeUnfinished(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', '{ "version": 1, "banned": ["pytz"] }\n');
  repo.write('.gitignore', 'node_modules\n');
  repo.write('old.py', 'import pytz\n');
  repo.commitAll('first');
  guard(home, repo.dir, 'baseline', 'create', '--until', '2999-01-01', '--reason', 'x');
  repo.commitAll('baseline');
  return repo;
}

function install(repo: TemporaryRepository, ...args: string[]): string {
  const ran = guard(home, repo.dir, 'init', '--yes', '--no-doctor', ...args);
  expect(ran).toMatchObject({ status: 0, err: '' });
  return ran.out;
}

function commit(repo: TemporaryRepository, message: string, env: Readonly<Record<string, string | undefined>> = {}) {
  const { status, stdout, stderr } = repo.tryGit(['commit', '-q', '--allow-empty', '-m', message], { env });
  return { status, said: (stdout + stderr).replace(OF_THE_CHECK, '') };
}

/** What the check of what is staged says where nothing is wrong. */
const OF_THE_CHECK = /^ssot-guard: (?:nothing to check|\d+ staged files? clean).*\n/gm;
const WARNED = expect.stringContaining(`ssot-guard: the message claims "${CLAIM}", and in what is staged`);

/** What a commit says for each message, `said` besides. */
function expectWarned(repo: TemporaryRepository, said = ''): void {
  const head = repo.head();
  const claim = commit(repo, CLAIM);
  expect(claim).toEqual({ status: 0, said: WARNED });
  expect(claim.said).toContain(said);
  expect(commit(repo, INNOCENT)).toEqual({ status: 0, said });
  expect(repo.git('log', '--format=%s', '-2')).toBe(`${INNOCENT}\n${CLAIM}\n`);
  repo.git('reset', '-q', '--soft', head);
}

const state = (repo: TemporaryRepository) => snapshot(repo.dir, isVolatile);

/** The whole life: in, at work, kept and renewed, out. */
function expectExact(repo: TemporaryRepository, said = ''): void {
  const before = state(repo);
  install(repo, '--commit-msg');
  expectWarned(repo, said);
  const installed = state(repo);
  expect(install(repo)).toContain('Nothing to change');
  expect(state(repo)).toEqual(installed);
  expect(guard(home, repo.dir, 'init', '--uninstall').status).toBe(0);
  expect(state(repo)).toEqual(before);
}

describe('without the option', () => {
  it('there is no such hook, and messages pass in silence', () => {
    const repo = unfinished();
    install(repo);
    expect(existsSync(join(repo.dir, '.git/hooks/commit-msg'))).toBe(false);
    expect(commit(repo, CLAIM)).toEqual({ status: 0, said: '' });
    install(repo, '--commit-msg');
    expectWarned(repo);
  });
});

describe('the place of the hook', () => {
  it('is the hooks folder of the git directory', () => expectExact(unfinished()));

  it('is where core.hooksPath of this repository says', () => {
    const repo = unfinished();
    repo.git('config', 'core.hooksPath', '.my hooks');
    expectExact(repo);
  });

  it('is found in a linked worktree and in a submodule, where the message stands elsewhere', () => {
    const main = unfinished();
    const path = join(temporaryFolder(), "it's w");
    main.git('worktree', 'add', '-q', '-b', 'other', path);
    expectExact(repositoryAt(path));
    const outer = temporaryRepository();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', main.dir, 'in side');
    outer.commitAll('outer');
    const inner = repositoryAt(join(outer.dir, 'in side'));
    install(inner, '--commit-msg');
    expectWarned(inner);
  });

  it('is this repository’s own where core.hooksPath serves all of them, whose hook still judges', () => {
    const user = temporaryFolder();
    mkdirSync(join(user, 'hooks'));
    writeFileSync(join(user, 'hooks/commit-msg'), '#!/bin/sh\n! grep -q refused "$1" || exit 1\n');
    chmodSync(join(user, 'hooks/commit-msg'), 0o755);
    const config = join(user, 'gitconfig');
    writeFileSync(config, `[core]\n\thooksPath = ${join(user, 'hooks')}\n`);
    const env = { GIT_CONFIG_GLOBAL: config };
    const repo = unfinished();
    const before = state(repo);
    const init = (...args: string[]) => guardWith(home, repo.dir, env, 'init', '--yes', '--no-doctor', ...args);
    expect(init('--commit-msg')).toMatchObject({ status: 0, err: '' });
    expect(commit(repo, CLAIM, env)).toEqual({ status: 0, said: WARNED });
    expect(commit(repo, INNOCENT, env)).toEqual({ status: 0, said: '' });
    expect(commit(repo, 'refused', env).status).toBe(1);
    repo.git('reset', '-q', '--soft', 'HEAD~2');
    expect(init().out).toContain('Nothing to change');
    expect(guardWith(home, repo.dir, env, 'init', '--uninstall').status).toBe(0);
    expect(state(repo)).toEqual(before);
  });

  it('is husky’s folder', () => {
    const repo = unfinished();
    repo.write('package.json', '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9" } }\n');
    repo.write('node_modules/.keep', '');
    symlinkSync(husky, join(repo.dir, 'node_modules/husky'));
    symlinkSync(home, join(repo.dir, 'node_modules/ssot-guard'));
    repo.write('.husky/commit-msg', 'grep -q . "$1"\necho husky ran\nexit 0\n');
    run(repo.dir, process.execPath, [join(husky, 'bin.js')]);
    repo.commitAll('husky');
    expectExact(repo, 'husky ran\n');
    install(repo, '--commit-msg');
    expect(guard(home, repo.dir, 'doctor').out).toContain('proof of messages: the hook warned of a planted claim');
  });
});

describe('a hook that is there', () => {
  it.each([
    ['in sh', '#!/bin/sh\necho old hook ran\n'],
    ['strict, that ends early', '#!/bin/bash\nset -euo pipefail\necho old hook ran\nexit 0\necho never\n'],
    ['that replaces itself', '#!/bin/sh\nexec echo old hook ran\n'],
    ['in Python', '#!/usr/bin/env python3\nimport sys\nprint("old hook ran")\nsys.exit(0)\n'],
    ['without a final line end', '#!/bin/sh\necho old hook ran'],
  ])('%s still runs', (_name, text) => {
    const repo = unfinished();
    repo.hook('commit-msg', text);
    expectExact(repo, 'old hook ran\n');
  });

  it('may still refuse and change the message', () => {
    const repo = unfinished();
    repo.hook('commit-msg', '#!/bin/sh\necho signed >>"$1"\ngrep -q Add "$1"\n');
    install(repo, '--commit-msg');
    expect(commit(repo, CLAIM)).toEqual({ status: 1, said: WARNED });
    expect(commit(repo, INNOCENT)).toEqual({ status: 0, said: '' });
    expect(repo.git('log', '-1', '--format=%B').trim()).toBe(`${INNOCENT}\nsigned`);
  });

  it('that is edited later keeps that, and loses the entry alone', () => {
    const repo = unfinished();
    repo.hook('commit-msg', '#!/bin/sh\necho old hook ran\n');
    install(repo, '--commit-msg');
    const text = repo.read('.git/hooks/commit-msg');
    repo.hook('commit-msg', `${text}echo more\n`);
    expect(commit(repo, INNOCENT).said).toBe('old hook ran\nmore\n');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(repo.read('.git/hooks/commit-msg')).toBe('#!/bin/sh\necho old hook ran\necho more\n');
  });
});

describe('nothing stops a commit', () => {
  const at = (repo: TemporaryRepository, place: string): void =>
    writeFileSync(join(repo.dir, '.git/ssot-guard/package'), `${place}\n`);

  it('when the package is gone', () => {
    const repo = unfinished();
    install(repo, '--commit-msg');
    at(repo, '/nonexistent');
    const { status, said } = commit(repo, CLAIM, { SSOT_GUARD_MISSING: 'warn' });
    expect(status).toBe(0);
    expect(said).toMatch(/^.*not installed here.*\n.*not installed here.*\(the commit goes on\)\n$/);
  });

  it('when the guard fails, and it starts only for a message that may claim something', () => {
    const repo = unfinished();
    install(repo, '--commit-msg');
    rmSync(join(repo.dir, '.git/hooks/pre-commit'));
    const broken = join(temporaryFolder(), 'ssot-guard');
    standInPackage(broken);
    writeFileSync(join(broken, 'dist/cli.cjs'), 'console.error(process.argv.slice(2).join(" ")); process.exit(3);\n');
    at(repo, broken);
    expect(commit(repo, CLAIM)).toEqual({ status: 0, said: 'verify --message=.git/COMMIT_EDITMSG\n' });
    expect(commit(repo, INNOCENT)).toEqual({ status: 0, said: '' });
    const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, NODE_OPTIONS: '--require=/nonexistent' };
    expect(commit(repo, 'Finished', env)).toMatchObject({
      status: 0,
      said: expect.stringMatching(/^verify --message/),
    });
  });

  it('and a message without a file is none', () => {
    const repo = unfinished();
    install(repo, '--commit-msg');
    const hook = join(repo.dir, '.git/hooks/commit-msg');
    expect(run(repo.dir, hook, [])).toEqual({ status: 0, out: '', err: '' });
    expect(run(repo.dir, hook, ['none'])).toMatchObject({ status: 0, err: expect.stringContaining('was not checked') });
  });
});

describe('doctor', () => {
  it('says whether it is there, and proves that it warns', () => {
    const repo = unfinished();
    const rows = (): Record<string, string> => {
      const { checks } = JSON.parse(guard(home, repo.dir, 'doctor', '--format', 'json').out);
      return Object.fromEntries(
        checks.map(({ check, status, message }: Record<string, string>) => [check, `${status}: ${message}`]),
      );
    };
    install(repo);
    const silent = rows();
    expect(silent).toMatchObject({ 'commit-msg': 'ok: messages are not judged: ssot-guard init --commit-msg' });
    expect(silent).not.toHaveProperty(['proof of messages']);
    repo.hook('commit-msg', '#!/bin/sh\nnpx ssot-guard verify --message "$1"\n');
    expect(rows()).toMatchObject({ 'commit-msg': 'ok: .git/hooks/commit-msg, which was not tried' });
    repo.hook('commit-msg', '#!/bin/sh\nexit 1\n'); // whatever it says of the message
    install(repo, '--commit-msg');
    expect(rows()).toMatchObject({
      'commit-msg': 'ok: .git/hooks/commit-msg',
      'proof of messages': expect.stringMatching(/^ok: the hook warned of a planted claim \(\d+ ms\)$/),
    });
    const text = repo.read('.git/hooks/commit-msg');
    repo.hook('commit-msg', text.replace('/bin/sh -c', 'exit 0\n/bin/sh -c'));
    expect(rows()).toMatchObject({
      'proof of messages': 'warning: the hook did not warn of a planted claim, and said nothing',
    });
    chmodSync(join(repo.dir, '.git/hooks/commit-msg'), 0o644);
    expect(rows()).toMatchObject({ 'commit-msg': expect.stringMatching(/^warning: .* is not executable/) });
  });
});
