/**
 * The guard judges last: whatever a hook stages, ends early or replaces itself with, what is committed was judged, and
 * the hook is run once, with its arguments, its standard input and its verdict. Through real git.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, run, tryCommit } from '../support/package.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const husky = fileURLToPath(new URL('../../node_modules/husky', import.meta.url));
const BAD = 'import pytz\n';
const GOOD = 'import zoneinfo\n';
/** What a formatter does: changes a file, and stages it. */
const FIXER = 'sed -i "s/zoneinfo/pytz/" new.py\ngit add new.py\necho fixer ran\n';
const HARMLESS = 'sed -i "s/pytz/zoneinfo/" new.py\ngit add new.py\necho fixer ran\n';
const programOf = (shell: string): string => shell.split(' ')[0] ?? '';
/** Each that is there, once: /bin/sh is a link to another one, or a program of its own. */
const SHELLS = ['/bin/sh', '/bin/dash', '/bin/bash', '/bin/ksh', '/bin/zsh', '/bin/busybox sh']
  .filter((shell) => existsSync(programOf(shell)))
  .filter((shell, at, all) => {
    const real = realpathSync(programOf(shell));
    return all.findIndex((one) => realpathSync(programOf(one)) === real) === at;
  });

let home: string;

beforeAll(() => {
  home = buildPackage();
});

function repository(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', '{ "version": 1, "banned": ["pytz"] }\n');
  repo.write('.gitignore', 'node_modules\n');
  repo.commitAll('first');
  return repo;
}

function withHook(text: string, name = 'pre-commit'): TemporaryRepository {
  const repo = repository();
  repo.hook(name, text);
  expect(guard(home, repo.dir, 'init', '--yes', '--no-doctor').status).toBe(0);
  return repo;
}

function withHusky(text: string): TemporaryRepository {
  const repo = repository();
  repo.write('package.json', '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9" } }\n');
  repo.write('node_modules/.keep', '');
  symlinkSync(husky, join(repo.dir, 'node_modules/husky'));
  symlinkSync(home, join(repo.dir, 'node_modules/ssot-guard'));
  repo.write('.husky/pre-commit', text);
  run(repo.dir, process.execPath, [join(husky, 'bin.js')]);
  expect(guard(home, repo.dir, 'init', '--yes').status).toBe(0);
  repo.commitAll('husky');
  return repo;
}

describe.each(SHELLS)('a hook of %s', (shell) => {
  it.each([
    ['as it is', ''],
    ['that ends early', 'exit 0\nexit 1\n'],
    ['that replaces itself', 'exec true\n'],
    ['that is strict', ''],
  ])('%s: what it stages is judged', (how, end) => {
    const strict = how === 'that is strict' ? 'set -eu\n' : '';
    const bad = tryCommit(withHook(`#!${shell}\n${strict}${FIXER}${end}`), 'new.py', GOOD);
    expect(bad).toMatchObject({ moved: false });
    expect(bad.said.match(/fixer ran/g)).toHaveLength(1);
    expect(bad.said).toContain('new.py:1:');
    const good = tryCommit(withHook(`#!${shell}\n${strict}${HARMLESS}${end}`), 'new.py', BAD);
    expect(good).toMatchObject({ moved: true });
    expect(good.said.match(/fixer ran/g)).toHaveLength(1);
  });
});

describe('husky', () => {
  it('what its script stages is judged, with lint-staged or without', () => {
    const bad = tryCommit(withHusky(FIXER), 'new.py', GOOD);
    expect(bad).toMatchObject({ moved: false });
    expect(bad.said).toContain('new.py:1:');
    expect(tryCommit(withHusky(HARMLESS), 'new.py', BAD)).toMatchObject({ moved: true });
  });
  it('still stops at the first command that fails', () => {
    const { moved, said } = tryCommit(withHusky('false\necho never\n'), 'new.py', GOOD);
    expect(moved).toBe(false);
    expect(said).not.toContain('never');
  });
});

describe('simple-git-hooks', () => {
  it.each([
    [FIXER.replaceAll('\n', '; '), GOOD, false],
    [`${HARMLESS.replaceAll('\n', '; ')}exit 0`, BAD, true],
    ['exit 5', GOOD, false],
  ])('runs %j and then the guard', (command, content, moved) => {
    const repo = repository();
    repo.write('.simple-git-hooks.json', JSON.stringify({ 'pre-commit': command }));
    guard(home, repo.dir, 'init', '--yes', '--no-doctor', '--manager', 'simple-git-hooks');
    const written: Record<string, string> = JSON.parse(repo.read('.simple-git-hooks.json'));
    repo.hook('pre-commit', `#!/bin/sh\n\n${written['pre-commit']}`); // as the tool does
    expect(tryCommit(repo, 'new.py', content)).toMatchObject({ moved });
  });
});

describe('the hook', () => {
  it('keeps its verdict, and what is staged is judged all the same', () => {
    const repo = withHook('#!/bin/sh\necho no >&2\nexit 7\n');
    const hook = join(repo.dir, '.git/hooks/pre-commit');
    expect(run(repo.dir, hook, []).status).toBe(7);
    expect(tryCommit(repo, 'new.py', BAD).said).toMatch(/no\n[\s\S]*new\.py:1:/);
  });

  it('gets its arguments and its standard input, and is found without its folder', () => {
    const repo = withHook('#!/bin/sh\necho "got $# $1 $2 $(cat)"\n');
    const hook = join(repo.dir, '.git/hooks/pre-commit');
    const ran = spawnSync(hook, ['a b', "it's"], { cwd: repo.dir, input: 'typed', encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 0, stdout: "got 2 a b it's typed\n" });
    const named = spawnSync('/bin/sh', ['pre-commit'], { cwd: join(repo.dir, '.git/hooks'), encoding: 'utf8' });
    expect(named.stdout).toMatch(/^got 0/);
  });

  it('is not passed by a variable that something else has left', () => {
    const repo = withHook('#!/bin/sh\n');
    repo.write('new.py', BAD);
    repo.git('add', '.');
    for (const value of ['1', 'pre-commit', '$0']) {
      expect(repo.tryGit(['commit', '-qm', 'x'], { env: { SSOT_GUARD_REST: value } }).status).toBe(1);
    }
  });

  it('lets commits that it makes elsewhere be judged', () => {
    const other = repository();
    guard(home, other.dir, 'init', '--yes', '--no-doctor');
    other.write('new.py', BAD);
    other.git('add', '.');
    const repo = withHook(
      `#!/bin/sh\nunset GIT_INDEX_FILE GIT_DIR\ngit -C '${other.dir}' commit -qm inner\necho "inner $?"\n`,
    );
    const { moved, said } = tryCommit(repo, 'ok.py', GOOD);
    expect(moved).toBe(true);
    expect(said).toContain('inner 1');
  });

  it('can be interrupted, with what it has started', async () => {
    const caught = 'echo interrupted >catching; mv catching caught; exit 1';
    const repo = withHook(`#!/bin/sh\ntrap "${caught}" INT\n: >started\nsleep 30 & wait $!\n`);
    repo.write('ok.py', GOOD);
    repo.git('add', '.');
    const commit = spawn('git', ['commit', '-qm', 'x'], { cwd: repo.dir, detached: true, stdio: 'ignore' });
    const ended = new Promise((resolve) => commit.on('exit', resolve));
    const left = async (name: string): Promise<void> => {
      while (!existsSync(join(repo.dir, name))) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await left('started');
    process.kill(-(commit.pid ?? 0), 'SIGINT');
    await ended;
    expect(repo.git('log', '--format=%s').trim()).toBe('first');
    await left('caught'); // git does not wait for it
    expect(repo.read('caught')).toBe('interrupted\n');
  });

  it('that got lines before the block is put in order', () => {
    const repo = withHook('#!/bin/sh\necho mine\n');
    const hook = join(repo.dir, '.git/hooks/pre-commit');
    writeFileSync(hook, readFileSync(hook, 'utf8').replace('#!/bin/sh\n', '#!/bin/sh\necho early\n'));
    chmodSync(hook, 0o755);
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    expect(tryCommit(repo, 'ok.py', GOOD).said.match(/early|mine/g)).toEqual(['early', 'mine']);
  });
});
