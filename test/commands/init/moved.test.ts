/**
 * Repositories that were moved, copied or mounted elsewhere since `init`, and uninstalling after someone, or another
 * tool, has edited what `init` wrote: through real git.
 */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guardWith, snapshot } from '../../support/package.ts';
import {
  repositoryAt,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/repository.ts';

const BAD = 'import pytz\n';
const GOOD = 'import zoneinfo\n';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

type Variables = Readonly<Record<string, string>>;

function withRegistry(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', '{ "version": 1, "banned": ["pytz"] }\n');
  repo.commitAll('registry');
  return repo;
}

/** A folder of hooks outside of every repository, and the configuration that names it for all of them. */
function company(): { folder: string; env: Variables } {
  const user = temporaryFolder();
  const folder = join(user, 'hooks of all');
  mkdirSync(folder);
  writeFileSync(join(folder, 'pre-commit'), '#!/bin/sh\necho shared hook ran\n');
  chmodSync(join(folder, 'pre-commit'), 0o755);
  writeFileSync(join(user, 'gitconfig'), `[core]\n\thooksPath = "${folder}"\n`);
  return { folder, env: { GIT_CONFIG_GLOBAL: join(user, 'gitconfig') } };
}

const init = (repo: TemporaryRepository, env: Variables, ...args: string[]) =>
  guardWith(home, repo.dir, env, 'init', '--yes', '--no-doctor', ...args);
const uninstall = (repo: TemporaryRepository, env: Variables = {}) =>
  guardWith(home, repo.dir, env, 'init', '--uninstall');

function expectGuarded(repo: TemporaryRepository, env: Variables, shared: boolean): void {
  const commit = (content: string) => {
    repo.write('new.py', content);
    repo.git('add', 'new.py');
    const { status, stdout, stderr } = repo.tryGit(['commit', '-q', '-m', 'new'], { env });
    return { status, said: stdout + stderr };
  };
  const bad = commit(BAD);
  expect(bad).toMatchObject({ status: 1 });
  expect(bad.said).toContain('new.py:1:');
  const good = commit(GOOD);
  expect(good.status).toBe(0);
  expect(good.said.includes('shared hook ran')).toBe(shared);
  repo.git('reset', '-q', '--hard', 'HEAD~1');
}

/** The repository at another place, and nothing at the old one. */
function moved(repo: TemporaryRepository): TemporaryRepository {
  const place = join(temporaryFolder(), 'else where');
  renameSync(repo.dir, place);
  return repositoryAt(place);
}

describe('a repository that moves', () => {
  it.each(['mv', 'cp -r'])('is guarded behind the hooks of a company: %s', (how) => {
    const { env } = company();
    const repo = withRegistry();
    expect(init(repo, env).status).toBe(0);
    const place = join(temporaryFolder(), 'copy');
    if (how === 'cp -r') cpSync(repo.dir, place, { recursive: true });
    const there = how === 'mv' ? moved(repo) : repositoryAt(place);
    expect(there.git('config', 'core.hooksPath').trim()).toBe('.git/ssot-guard/hooks');
    expectGuarded(there, env, true);
    const before = snapshot(there.dir);
    expect(init(there, env).out).toContain('Nothing to change');
    expect(snapshot(there.dir)).toEqual(before);
  });

  it('is guarded in linked worktrees, those made later too, and in a moved submodule', () => {
    const { env } = company();
    const repo = withRegistry();
    init(repo, env);
    const path = join(temporaryFolder(), 'w');
    repo.git('worktree', 'add', '-q', '-b', 'other', path);
    expectGuarded(repositoryAt(path), env, true);
    expect(init(repositoryAt(path), env).out).toContain('Nothing to change');

    const outer = temporaryRepository();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', withRegistry().dir, 'in');
    outer.commitAll('outer');
    init(repositoryAt(join(outer.dir, 'in')), env);
    expectGuarded(repositoryAt(join(moved(outer).dir, 'in')), env, true);
  });

  it('is guarded from a linked worktree of a bare repository', () => {
    const { env } = company();
    const bare = join(temporaryFolder(), 'bare.git');
    withRegistry().git('clone', '-q', '--bare', '.', bare);
    const path = join(temporaryFolder(), 'w');
    repositoryAt(bare).git('worktree', 'add', '-q', path);
    const tree = repositoryAt(path);
    tree.git('config', 'user.name', 'x');
    tree.git('config', 'user.email', 'x@example.org');
    expect(init(tree, env).status).toBe(0);
    expectGuarded(tree, env, true);
  });

  it('has a dead path of ours known as ours, not as the company’s', () => {
    const { folder, env } = company();
    const repo = withRegistry();
    init(repo, env);
    repo.git('config', 'core.hooksPath', '/nonexistent/.git/ssot-guard/hooks');
    const before = snapshot(join(repo.dir, '.git/ssot-guard/hooks'));
    expect(init(repo, env).out).toContain('core.hooksPath = .git/ssot-guard/hooks');
    expect(snapshot(join(repo.dir, '.git/ssot-guard/hooks'))).toEqual(before);
    expect(repo.read('.git/ssot-guard/hooks/post-commit')).toContain(folder);
    expectGuarded(repo, env, true);
    expect(uninstall(repo, env).status).toBe(0);
    expect(repo.tryGit(['config', '--local', '--get-regexp', 'hookspath|includeif']).stdout).toBe('');
  });

  it('is guarded by plain hooks', () => {
    const repo = withRegistry();
    init(repo, {});
    expectGuarded(moved(repo), {}, false);
  });
});

describe('--uninstall where the configuration was edited', () => {
  it('gives this repository its own core.hooksPath back', () => {
    const { folder } = company();
    const repo = withRegistry();
    repo.git('config', 'core.hooksPath', folder);
    init(repo, {});
    expectGuarded(repo, {}, true);
    repo.git('config', 'alias.st', 'status');
    expect(uninstall(repo).status).toBe(0);
    expect(repo.git('config', '--local', 'core.hooksPath').trim()).toBe(folder);
    expect(repo.git('config', '--local', 'alias.st').trim()).toBe('status');
    expect(repo.tryGit(['config', '--local', '--get-regexp', 'includeif']).stdout).toBe('');
    expect(existsSync(join(repo.dir, '.git/ssot-guard'))).toBe(false);
  });

  it('leaves a core.hooksPath that someone has set since', () => {
    const { env } = company();
    const repo = withRegistry();
    init(repo, env);
    repo.git('config', 'core.hooksPath', '.mine');
    uninstall(repo, env);
    expect(repo.git('config', '--local', 'core.hooksPath').trim()).toBe('.mine');
  });

  it('also in the configuration of one worktree', () => {
    const { folder } = company();
    const repo = withRegistry();
    repo.git('config', 'extensions.worktreeConfig', 'true');
    repo.git('config', '--worktree', 'core.hooksPath', folder);
    init(repo, {});
    expectGuarded(repo, {}, true);
    repo.git('config', '--worktree', 'alias.st', 'status');
    uninstall(repo);
    expect(repo.git('config', '--worktree', 'core.hooksPath').trim()).toBe(folder);
  });
});

describe('--uninstall where another tool has moved the hook', () => {
  it.each(['pre-commit.legacy', 'pre-commit-user', 'pre-commit.old', 'pre-commit.husky-backup'])('to %s', (name) => {
    const repo = withRegistry();
    repo.hook('pre-commit', '#!/bin/sh\necho mine\n');
    init(repo, {});
    const hooks = join(repo.dir, '.git/hooks');
    renameSync(join(hooks, 'pre-commit'), join(hooks, name));
    repo.hook('pre-commit', '#!/bin/sh\necho the other tool\n');
    expect(uninstall(repo).out).toContain(`.git/hooks/${name}`);
    expect(repo.read(`.git/hooks/${name}`)).toBe('#!/bin/sh\necho mine\n');
    expect(repo.read('.git/hooks/pre-commit')).toBe('#!/bin/sh\necho the other tool\n');
  });

  it('brings a hook in another language back under the name that its wrapper has now', () => {
    const repo = withRegistry();
    repo.hook('pre-commit', '#!/usr/bin/env python3\nprint("old hook ran")\n');
    init(repo, {});
    const hooks = join(repo.dir, '.git/hooks');
    renameSync(join(hooks, 'pre-commit'), join(hooks, 'pre-commit.legacy'));
    repo.hook('pre-commit', '#!/bin/sh\nexec .git/hooks/pre-commit.legacy\n');
    repo.write('good.py', GOOD);
    repo.git('add', 'good.py');
    const { stdout, stderr } = repo.tryGit(['commit', '-q', '-m', 'good']);
    expect(stdout + stderr).toContain('old hook ran');
    uninstall(repo);
    expect(repo.read('.git/hooks/pre-commit.legacy')).toContain('python3');
    expect(existsSync(join(hooks, 'pre-commit.before-ssot-guard'))).toBe(false);
  });

  it.each([
    'hooks.old/pre-commit',
    'hooks/pre-commit.d/10-first',
    'hooks-disabled/pre-commit',
  ])('into .git/%s', (place) => {
    const repo = withRegistry();
    repo.hook('pre-commit', '#!/bin/sh\necho mine\n');
    init(repo, {});
    const path = join(repo.dir, '.git', place);
    mkdirSync(dirname(path), { recursive: true });
    renameSync(join(repo.dir, '.git/hooks/pre-commit'), path);
    repo.hook('pre-commit', '#!/bin/sh\necho the other tool\n');
    uninstall(repo);
    expect(repo.read(`.git/${place}`)).toBe('#!/bin/sh\necho mine\n');
  });

  it('does not touch hooks outside of the repository, whatever they hold', () => {
    const { folder, env } = company();
    const repo = withRegistry();
    init(repo, {});
    writeFileSync(join(folder, 'pre-commit'), repo.read('.git/hooks/pre-commit'));
    const before = snapshot(folder);
    rmSync(join(repo.dir, '.git/hooks'), { recursive: true });
    symlinkSync(folder, join(repo.dir, '.git/hooks'));
    expect(uninstall(repo, env)).toMatchObject({ status: 0, err: '' });
    expect(snapshot(folder)).toEqual(before);
  });

  it('leaves files alone that hold nothing of ours', () => {
    const repo = withRegistry();
    init(repo, {});
    repo.hook('pre-push', '#!/bin/sh\n# of ssot-guard\n');
    appendFileSync(join(repo.dir, '.git/hooks/notes'), 'mine\n');
    uninstall(repo);
    expect(repo.read('.git/hooks/pre-push')).toBe('#!/bin/sh\n# of ssot-guard\n');
    expect(repo.read('.git/hooks/notes')).toBe('mine\n');
  });
});
