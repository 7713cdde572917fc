/**
 * husky 9, the real one: `init` writes into its folder, git runs it, a second `init` changes nothing, and uninstalling
 * brings every byte back. In a worktree, where husky's own folder is missing and git would run no hook at all, `init`
 * starts husky.
 */
import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, guardWith, isVolatile, run, snapshot, tryCommit } from '../../support/package.ts';
import {
  repositoryAt,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/repository.ts';

const installed = fileURLToPath(new URL('../../../node_modules/husky', import.meta.url));
const BAD = 'import pytz\n';
const GOOD = 'import zoneinfo\n';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

/** A repository whose package, at the top or in a folder, uses husky. */
function withHusky(folder: string): TemporaryRepository {
  const repo = temporaryRepository();
  const at = (path: string): string => (folder === '' ? path : `${folder}/${path}`);
  repo.write('.ssotrc.json', '{ "version": 1, "banned": ["pytz"] }\n');
  repo.write('.gitignore', 'node_modules\n');
  repo.write(at('package.json'), '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9" } }\n');
  repo.write(at('.husky/pre-commit'), 'echo husky ran\n');
  repo.write(at('node_modules/.keep'), '');
  symlinkSync(installed, join(repo.dir, at('node_modules/husky')));
  symlinkSync(home, join(repo.dir, at('node_modules/ssot-guard')));
  repo.commitAll('husky');
  return repo;
}

function startHusky(repo: TemporaryRepository, folder: string): void {
  run(repo.dir, process.execPath, [join(installed, 'bin.js'), ...(folder === '' ? [] : [`${folder}/.husky`])]);
}

function expectGuarded(repo: TemporaryRepository): void {
  const bad = tryCommit(repo, 'bad.py', BAD);
  expect(bad.moved).toBe(false);
  expect(bad.said).toContain('bad.py:1:8');
  repo.remove('bad.py');
  const good = tryCommit(repo, 'good.py', GOOD);
  expect(good.moved).toBe(true);
  expect(good.said).toContain('husky ran');
}

const isIgnored = (path: string): boolean =>
  isVolatile(path) || path.endsWith('node_modules') || path === '.git/worktrees';

describe.each([
  ['at the top', ''],
  ['in a package', 'packages/web'],
])('husky %s', (_name, folder) => {
  it.each([true, false])('runs the guard (started before: %s)', (started) => {
    const repo = withHusky(folder);
    if (started) startHusky(repo, folder);
    const before = snapshot(repo.dir, isIgnored);
    const cwd = join(repo.dir, folder);
    expect(guard(home, cwd, 'init', '--yes', '--no-doctor')).toMatchObject({ status: 0, err: '' });
    expect(repo.git('config', 'core.hooksPath').trim()).toBe(`${folder === '' ? '' : `${folder}/`}.husky/_`);
    const after = snapshot(repo.dir, isIgnored);
    expect(guard(home, cwd, 'init', '--yes', '--no-doctor').out).toContain('Nothing to change');
    expect(snapshot(repo.dir, isIgnored)).toEqual(after);
    if (!started) expect(guard(home, repo.dir, 'doctor').status).toBe(0); // both are the same by now
    repo.commitAll('guard');
    expectGuarded(repo);
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    guard(home, cwd, 'init', '--uninstall');
    expect(snapshot(repo.dir, isIgnored)).toEqual(before);
  });
});

describe('husky in a worktree', () => {
  it('is started there, with the packages of the main one', () => {
    const main = withHusky('');
    startHusky(main, '');
    expect(guard(home, main.dir, 'init', '--yes', '--no-doctor').status).toBe(0);
    main.commitAll('guard');
    const path = join(temporaryFolder(), 'w');
    main.git('worktree', 'add', '-q', '-b', 'other', path);
    const worktree = repositoryAt(path);

    const silent = guard(home, path, 'doctor');
    expect(silent.status).toBe(1);
    expect(silent.out).toContain('does not exist in this work tree, so git runs no hook at all');
    expect(silent.out).toContain('npx husky');

    expect(guard(home, path, 'init', '--yes')).toMatchObject({ status: 0, err: '' });
    expect(existsSync(join(path, '.husky/_/pre-commit'))).toBe(true);
    expectGuarded(worktree);
  });
});

describe('husky that took the place of other hooks', () => {
  it('gives core.hooksPath back, also where the configuration was edited', () => {
    const repo = withHusky('');
    repo.git('config', 'core.hooksPath', '.githooks');
    expect(guard(home, repo.dir, 'init', '--yes', '--no-doctor', '--manager', 'husky').status).toBe(0);
    expect(repo.git('config', 'core.hooksPath').trim()).toBe('.husky/_');
    repo.git('config', 'alias.st', 'status');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(repo.git('config', 'core.hooksPath').trim()).toBe('.githooks');
    expect(repo.git('config', 'alias.st').trim()).toBe('status');
  });
});

describe('husky switched off', () => {
  it('is noticed', () => {
    const repo = withHusky('');
    startHusky(repo, '');
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    const off = guardWith(home, repo.dir, { HUSKY: '0' }, 'doctor');
    expect(off.status).toBe(1);
    expect(off.out).toContain('HUSKY=0 is set');
    expect(off.out).toContain('unset HUSKY');
    expect(off.out).toMatch(/error {4}proof: the hook let a planted violation pass/);
    chmodSync(join(repo.dir, '.husky/_/pre-commit'), 0o755);
    writeFileSync(join(repo.dir, '.husky/pre-commit'), 'exit 0\n');
    expect(guard(home, repo.dir, 'doctor').status).toBe(1);
  });
});
