import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { discover } from '../../src/git/discover.ts';
import { headCommit, isUnborn, openRepository, type Repository, resolveCommit } from '../../src/git/repository.ts';
import { withEnvironment } from '../support/environment.ts';
import { repositoryAt, temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { userError } from '../support/thrown.ts';

function found(cwd: string): Pick<Repository, 'top' | 'gitDir' | 'commonDir'> {
  const { top, gitDir, commonDir } = openRepository(cwd);
  return { top, gitDir, commonDir };
}

/** A linked worktree, and a submodule, of repositories with one commit. */
function linkedWorktree() {
  const main = temporaryRepository();
  main.commit('first');
  const folder = join(temporaryFolder(), 'linked');
  main.git('worktree', 'add', '-q', '-b', 'side', folder);
  return { main, linked: repositoryAt(folder) };
}

function submodule() {
  const library = temporaryRepository();
  library.write('lib.ts', 'export {};\n');
  library.commitAll('lib');
  const outer = temporaryRepository();
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.dir, 'vendor/lib');
  outer.commitAll('with submodule');
  return { outer, inner: repositoryAt(join(outer.dir, 'vendor/lib')) };
}

describe('where the repository is', () => {
  test('from its top and from below', () => {
    const repo = temporaryRepository();
    repo.write('a/b/c.ts', '');
    const expected = { top: repo.dir, gitDir: join(repo.dir, '.git'), commonDir: join(repo.dir, '.git') };
    expect(found(repo.dir)).toEqual(expected);
    expect(found(join(repo.dir, 'a/b'))).toEqual(expected);
  });

  test('a linked worktree has its own git directory and shares the common one', () => {
    const { main, linked } = linkedWorktree();
    expect(found(linked.dir)).toEqual({
      top: linked.dir,
      gitDir: join(main.dir, '.git/worktrees/linked'),
      commonDir: join(main.dir, '.git'),
    });
  });

  test('a submodule is a repository of its own', () => {
    const { outer, inner } = submodule();
    const gitDir = join(outer.dir, '.git/modules/vendor/lib');
    expect(found(inner.dir)).toEqual({ top: inner.dir, gitDir, commonDir: gitDir });
  });

  test('names with newlines, blanks and quotes', () => {
    for (const name of ['n\nl', ' we ird "x\' $(id) ', '-r é', 'ends in newline\n']) {
      const folder = join(temporaryFolder(), name);
      mkdirSync(folder);
      const made = temporaryRepository();
      made.git('init', '-q', folder);
      expect(found(folder).top).toBe(folder);
      expect(found(folder).commonDir).toBe(join(folder, '.git'));
    }
  });

  test('a git directory elsewhere (--separate-git-dir)', () => {
    const folder = temporaryFolder();
    temporaryRepository().git('init', '-q', `--separate-git-dir=${folder}/store\n2`, `${folder}/work`);
    expect(found(join(folder, 'work'))).toMatchObject({
      top: join(folder, 'work'),
      gitDir: `${folder}/store\n2`,
    });
  });

  test.each(['top', 'below'])('GIT_DIR without GIT_WORK_TREE, as worktrees give it to hooks: %s', (place) => {
    const { main, linked } = linkedWorktree();
    linked.write('packages/app/a.ts', '');
    const cwd = place === 'top' ? linked.dir : join(linked.dir, 'packages/app');
    const gitDir = join(main.dir, '.git/worktrees/linked');
    const seen = withEnvironment({ GIT_DIR: gitDir }, () => found(cwd));
    expect(seen).toEqual({ top: linked.dir, gitDir, commonDir: join(main.dir, '.git') });
  });

  test('GIT_DIR and GIT_WORK_TREE of another place win over what stands around', () => {
    const repo = temporaryRepository();
    const tree = temporaryFolder();
    const env = { GIT_DIR: join(repo.dir, '.git'), GIT_WORK_TREE: tree };
    expect(withEnvironment(env, () => found(tree))).toEqual({
      top: tree,
      gitDir: join(repo.dir, '.git'),
      commonDir: join(repo.dir, '.git'),
    });
  });
});

describe('no work tree: an error for people', () => {
  test('outside any repository', () => {
    const folder = temporaryFolder();
    const error = withEnvironment({ GIT_CEILING_DIRECTORIES: dirname(folder) }, () => userError(() => found(folder)));
    expect(error.message).toBe(`not inside a git repository: ${folder}`);
    expect(error.hint).toContain('git init');
  });

  test('inside .git and in a bare repository', () => {
    const repo = temporaryRepository();
    expect(userError(() => found(join(repo.dir, '.git'))).message).toContain('not inside a work tree');
    const bare = temporaryFolder();
    repo.git('init', '-q', '--bare', bare);
    expect(userError(() => found(bare)).message).toContain('not inside a work tree');
  });

  test('a .git file that leads nowhere', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.git'), 'gitdir: /nowhere/at/all\n');
    expect(userError(() => found(folder)).message).toContain('not inside a git repository');
    writeFileSync(join(folder, '.git'), 'nonsense');
    expect(userError(() => found(folder)).message).toContain('invalid gitfile format');
  });
});

describe('discover agrees with git, or leaves it to git', () => {
  test('an empty .git folder is passed by', () => {
    const repo = temporaryRepository();
    mkdirSync(join(repo.dir, 'sub/.git'), { recursive: true });
    expect(discover(join(repo.dir, 'sub'))?.top).toBe(repo.dir);
    expect(found(join(repo.dir, 'sub')).top).toBe(repo.dir);
  });

  test('a bare repository planted in a folder is git to judge', () => {
    const repo = temporaryRepository();
    repo.git('init', '-q', '--bare', join(repo.dir, 'planted'));
    expect(discover(join(repo.dir, 'planted'))).toBeNull();
    expect(discover(join(repo.dir, '.git'))).toBeNull();
    expect(discover(join(repo.dir, 'gone'))).toBeNull();
  });

  test('the common directory without a process, and by a process where the environment says otherwise', () => {
    const { main, linked } = linkedWorktree();
    const common = join(main.dir, '.git');
    expect(withEnvironment({ PATH: '' }, () => openRepository(linked.dir).commonDir)).toBe(common);
    expect(
      withEnvironment({ GIT_COMMON_DIR: common, GIT_DIR: common }, () => openRepository(linked.dir).commonDir),
    ).toBe(common);
  });
});

describe('commits by name', () => {
  test('HEAD, before and after the first commit', () => {
    const repo = temporaryRepository();
    expect(headCommit(openRepository(repo.dir))).toBeNull();
    expect(isUnborn(openRepository(repo.dir))).toBe(true);
    const id = repo.commit('first');
    expect(headCommit(openRepository(repo.dir))).toBe(id);
    expect(isUnborn(openRepository(repo.dir))).toBe(false);
    repo.git('checkout', '-q', '--detach');
    expect(headCommit(openRepository(repo.dir))).toBe(id);
    repo.git('checkout', '-q', '--orphan', 'new');
    expect(headCommit(openRepository(repo.dir))).toBeNull();
  });

  test.each([
    ['garbage', 'garbage\n'],
    ['nothing', ''],
    ['a commit that is not there', `${'12'.repeat(20)}\n`],
  ])('a branch that holds %s is damaged, not unborn', (_, content) => {
    const repo = temporaryRepository();
    repo.commit('first');
    const file = join(repo.dir, '.git/refs/heads/main');
    expect(existsSync(file)).toBe(true);
    rmSync(file);
    writeFileSync(file, content);
    expect(userError(() => headCommit(openRepository(repo.dir))).message).toContain('HEAD');
  });

  test('what the user names: branches, tags, ids, expressions', () => {
    const repo = temporaryRepository();
    const first = repo.commit('first');
    const second = repo.commit('second');
    repo.git('tag', '-a', '-m', 'v1', 'v1', first);
    for (const name of ['HEAD~1', 'v1', first, first.slice(0, 8), 'main~1', ':/first']) {
      expect(resolveCommit(openRepository(repo.dir), name)).toBe(first);
    }
    expect(resolveCommit(openRepository(repo.dir), 'main')).toBe(second);
  });

  test.each([
    'nope',
    '',
    '-h',
    '--all',
    '--git-dir',
    'HEAD:a.ts',
    'a\0b',
    'HEAD^{tree}',
    '..',
    'HEAD..HEAD',
  ])('no such commit: %j', (name) => {
    const repo = temporaryRepository();
    repo.write('a.ts', '');
    repo.commitAll('a');
    expect(userError(() => resolveCommit(openRepository(repo.dir), name)).message).toContain('no such commit');
  });
});
