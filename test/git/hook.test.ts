/**
 * Every way in which git makes a commit, with the guard's reading inside the real hook: what the hook sees must be what
 * the commit then holds. Git itself is the oracle: `git diff-tree` of the commit that was made.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installProbe } from '../support/probe.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

function start(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('keep.ts', 'keep 1\n');
  repo.write('other.ts', 'other 1\n');
  repo.commitAll('first');
  return repo;
}

/** Paths and contents that the last commit changed against its first parent, by git's own account. */
function committed(repo: TemporaryRepository, parent = 'HEAD~1'): Record<string, string> {
  const names = repo
    .git('diff-tree', '-r', '--name-only', '--no-renames', '--diff-filter=d', '-z', parent, 'HEAD')
    .split('\0');
  return Object.fromEntries(names.filter(Boolean).map((name) => [name, repo.git('cat-file', 'blob', `HEAD:${name}`)]));
}

/** Two branches that change other.ts differently and add a file each; on `main`, `side` not merged. */
function diverged(repo: TemporaryRepository, conflict: boolean): void {
  repo.git('checkout', '-q', '-b', 'side');
  repo.write('side.ts', 'side\n');
  if (conflict) repo.write('other.ts', 'other side\n');
  repo.commitAll('side');
  repo.git('checkout', '-q', 'main');
  repo.write('main.ts', 'main\n');
  if (conflict) repo.write('other.ts', 'other main\n');
  repo.commitAll('main');
}

describe('one line of history: the hook sees what the commit holds', () => {
  test.each<[string, string[]]>([
    ['commit', ['commit', '-qm', 'x']],
    ['commit -a', ['commit', '-qam', 'x']],
    ['commit <path>', ['commit', '-qm', 'x', 'keep.ts']],
    ['commit -i <path>', ['commit', '-qm', 'x', '-i', 'other.ts']],
    ['commit --fixup', ['commit', '-q', '--fixup', 'HEAD']],
  ])('%s', (_, args) => {
    const repo = start();
    const seen = installProbe(repo);
    repo.write('keep.ts', 'keep 2\n');
    repo.git('add', 'keep.ts');
    repo.write('keep.ts', 'keep 3, not staged\n');
    repo.write('other.ts', 'other 2, not staged\n');
    repo.write('new.ts', 'new\n');
    repo.git('add', 'new.ts');
    repo.git(...args);
    const hook = seen();
    expect(hook?.files).toEqual(committed(repo));
    expect(Object.keys(hook?.files ?? {})).not.toEqual([]);
    expect(hook?.keep).toBe(repo.git('cat-file', 'blob', 'HEAD:keep.ts'));
    expect(hook?.keepInHead).toBe('keep 1\n');
    expect(hook?.top).toBe(repo.dir);
  });

  test('commit --allow-empty: nothing', () => {
    const repo = start();
    const seen = installProbe(repo);
    repo.git('commit', '-q', '--allow-empty', '-m', 'x');
    expect(seen()).toMatchObject({ files: {}, deleted: [], keep: 'keep 1\n' });
  });

  test('the first commit: everything, and no HEAD', () => {
    const repo = temporaryRepository();
    const seen = installProbe(repo);
    repo.write('keep.ts', 'keep 1\n');
    repo.git('add', '-A');
    repo.git('commit', '-qm', 'x');
    expect(seen()).toMatchObject({ files: { 'keep.ts': 'keep 1\n' }, keep: 'keep 1\n', keepInHead: null });
  });

  test('commit --amend is compared with HEAD: only what the amendment adds', () => {
    const repo = start();
    repo.write('second.ts', 'second\n');
    repo.commitAll('second');
    const seen = installProbe(repo);
    repo.write('amended.ts', 'amended\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '--amend', '--no-edit');
    expect(seen()?.files).toEqual({ 'amended.ts': 'amended\n' });
  });

  test('deletions and links', () => {
    const repo = start();
    const seen = installProbe(repo);
    repo.git('rm', '-q', 'other.ts');
    repo.symlink('/etc/hostname', 'link.ts');
    repo.git('add', '-A');
    repo.git('commit', '-qm', 'x');
    expect(seen()).toMatchObject({ files: {}, deleted: ['other.ts'], skipped: ['link.ts'] });
  });

  test('cherry-pick -n, merge --squash, revert -n: ordinary commits', () => {
    for (const args of [
      ['cherry-pick', '-n', 'side'],
      ['merge', '-q', '--squash', 'side'],
    ]) {
      const repo = start();
      diverged(repo, false);
      const seen = installProbe(repo);
      repo.git(...args);
      repo.git('commit', '-qm', 'x');
      expect(seen()?.files).toEqual({ 'side.ts': 'side\n' });
    }
    const repo = start();
    repo.write('keep.ts', 'keep 2\n');
    repo.commitAll('second');
    const seen = installProbe(repo);
    repo.git('revert', '-n', 'HEAD');
    repo.git('commit', '-qm', 'x');
    expect(seen()?.files).toEqual({ 'keep.ts': 'keep 1\n' });
  });

  test('in the middle of a rebase', () => {
    const repo = start();
    diverged(repo, true);
    repo.git('checkout', '-q', 'side');
    const seen = installProbe(repo);
    expect(repo.tryGit(['rebase', '-q', 'main']).status).toBe(1);
    repo.write('other.ts', 'resolved\n');
    repo.git('add', '-A');
    repo.git('commit', '-qm', 'x');
    expect(seen()?.files).toEqual({ 'other.ts': 'resolved\n', 'side.ts': 'side\n' });
  });
});

describe('places: the top is found, and every staged file, wherever the hook goes', () => {
  function stageInApp(repo: TemporaryRepository): Record<string, string> {
    repo.write('packages/app/a.ts', 'a\n');
    repo.write('elsewhere/b.ts', 'b\n');
    repo.git('add', '-A');
    return { 'elsewhere/b.ts': 'b\n', 'packages/app/a.ts': 'a\n' };
  }

  test.each(['', 'cd packages/app'])('plain repository, commit from a subfolder; hook: %j', (before) => {
    const repo = start();
    const seen = installProbe(repo, 'pre-commit', before);
    const files = stageInApp(repo);
    repo.tryGit(['commit', '-qm', 'x'], { cwd: join(repo.dir, 'elsewhere') });
    expect(seen()).toMatchObject({ files, top: repo.dir, commonDir: join(repo.dir, '.git'), keep: 'keep 1\n' });
  });

  test.each(['', 'cd packages/app'])('linked worktree: GIT_DIR and no GIT_WORK_TREE; hook: %j', (before) => {
    const repo = start();
    const folder = join(temporaryFolder(), 'linked');
    repo.git('worktree', 'add', '-q', '-b', 'w', folder);
    const linked = repositoryAt(folder);
    const seen = installProbe(linked, 'pre-commit', before);
    const files = stageInApp(linked);
    linked.git('commit', '-qm', 'x');
    expect(seen()).toMatchObject({ files, top: linked.dir, commonDir: join(repo.dir, '.git'), keep: 'keep 1\n' });
  });

  test.each(['', 'cd packages/app'])('submodule; hook: %j', (before) => {
    const outer = temporaryRepository();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', start().dir, 'lib');
    outer.commitAll('with submodule');
    const inner = repositoryAt(join(outer.dir, 'lib'));
    const seen = installProbe(inner, 'pre-commit', before);
    const files = stageInApp(inner);
    inner.git('commit', '-qam', 'x');
    expect(seen()).toMatchObject({ files, top: inner.dir, commonDir: join(outer.dir, '.git/modules/lib') });
  });

  test.each(['', 'cd packages/app'])('--git-dir and --work-tree, relative; hook: %j', (before) => {
    const repo = start();
    const seen = installProbe(repo, 'pre-commit', before);
    const files = stageInApp(repo);
    repo.git('--git-dir=.git', '--work-tree=.', 'commit', '-qm', 'x');
    expect(seen()).toMatchObject({ files, commonDir: join(repo.dir, '.git'), keep: 'keep 1\n' });
  });

  test('a git directory far from the work tree', () => {
    const repo = start();
    const seen = installProbe(repo);
    const tree = repositoryAt(temporaryFolder());
    tree.write('keep.ts', 'keep 2\n');
    const env = { GIT_DIR: join(repo.dir, '.git'), GIT_WORK_TREE: tree.dir };
    expect(tree.tryGit(['commit', '-qam', 'x'], { env }).status).toBe(0);
    expect(seen()).toMatchObject({ files: { 'keep.ts': 'keep 2\n' }, deleted: ['other.ts'], top: tree.dir });
  });

  test('a submodule entry is skipped, and its files are not this repository’s', () => {
    const repo = start();
    const seen = installProbe(repo);
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', start().dir, 'lib');
    repo.git('commit', '-qm', 'x');
    const hook = seen();
    expect(Object.keys(hook?.files ?? {})).toEqual(['.gitmodules']);
    expect(hook?.skipped).toEqual(['lib']);
  });
});

describe('merges: only what differs from every parent', () => {
  test('clean, in pre-merge-commit: nothing is the merge’s own', () => {
    const repo = start();
    diverged(repo, false);
    const seen = installProbe(repo, 'pre-merge-commit');
    repo.git('merge', '-q', '--no-edit', 'side');
    expect(seen()).toMatchObject({ files: {}, inherited: ['side.ts'], keep: 'keep 1\n' });
  });

  test('resolved by hand: the resolution', () => {
    const repo = start();
    diverged(repo, true);
    const seen = installProbe(repo);
    expect(repo.tryGit(['merge', '-q', 'side']).status).toBe(1);
    repo.write('other.ts', 'resolved\n');
    repo.write('evil.ts', 'slipped in\n');
    repo.git('add', '-A');
    repo.git('commit', '-q', '--no-edit');
    expect(seen()).toMatchObject({
      files: { 'evil.ts': 'slipped in\n', 'other.ts': 'resolved\n' },
      inherited: ['side.ts'],
    });
  });

  test('resolved by taking a side, by merge --continue: nothing', () => {
    for (const side of ['--ours', '--theirs']) {
      const repo = start();
      diverged(repo, true);
      const seen = installProbe(repo);
      expect(repo.tryGit(['merge', '-q', 'side']).status).toBe(1);
      repo.git('checkout', side, 'other.ts');
      repo.git('add', '-A');
      repo.git('merge', '--continue');
      expect(seen()?.files).toEqual({});
    }
  });

  test('commit -a that takes the conflict markers: they are the merge’s own', () => {
    const repo = start();
    diverged(repo, true);
    const seen = installProbe(repo);
    expect(repo.tryGit(['merge', '-q', 'side']).status).toBe(1);
    repo.git('commit', '-q', '--no-edit', '-a');
    expect(seen()?.files['other.ts']).toContain('<<<<<<< HEAD');
  });

  test('three parents: what any of them has is not judged', () => {
    const repo = start();
    for (const name of ['one', 'two']) {
      repo.git('checkout', '-q', '-b', name, 'main');
      repo.write(`${name}.ts`, `${name}\n`);
      repo.commitAll(name);
    }
    repo.git('checkout', '-q', 'main');
    repo.write('main.ts', 'main\n');
    repo.commitAll('main');
    const seen = installProbe(repo, 'pre-merge-commit');
    repo.git('merge', '-q', '--no-edit', 'one', 'two');
    expect(seen()).toMatchObject({ files: {}, inherited: ['one.ts', 'two.ts'] });
    expect(repo.git('rev-list', '--parents', '-n1', 'HEAD').split(' ')).toHaveLength(4);
  });

  test('GITHEAD_ variables left over from a merge that is done do not count', () => {
    const repo = start();
    diverged(repo, false);
    repo.git('merge', '-q', '--no-edit', 'side');
    const side = repo.git('rev-parse', 'side').trim();
    repo.git('rm', '-q', 'side.ts');
    repo.commit('without');
    const seen = installProbe(repo);
    repo.write('side.ts', 'side\n');
    repo.git('add', '-A');
    repo.tryGit(['commit', '-qm', 'x'], { env: { [`GITHEAD_${side}`]: 'side' } });
    expect(seen()?.files).toEqual({ 'side.ts': 'side\n' });
  });
});

test('where git runs no hook, none ran', () => {
  const repo = start();
  diverged(repo, false);
  const seen = installProbe(repo);
  repo.git('cherry-pick', 'side');
  repo.write('keep.ts', 'keep 9\n');
  repo.git('commit', '-qan', '-m', 'x');
  expect(seen()).toBeNull();
});
