/**
 * `init` and `doctor` in repositories that keep objects or references in another form: git makes the scratch repository.
 */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, tryCommit } from '../../support/package.ts';
import { repositoryAt, temporaryFolder } from '../../support/repository.ts';

let home: string;
beforeAll(() => {
  home = buildPackage();
});

const REGISTRY = '{ "version": 1, "banned": [{ "module": "pytz", "use": "zoneinfo" }] }\n';

function init(folder: string, options: readonly string[]): boolean {
  return spawnSync('git', ['init', '-q', '-b', 'main', '--template=', ...options, folder]).status === 0;
}

/** Older versions of git know no other form of references than files. */
const knowsReftable = init(temporaryFolder(), ['--ref-format=reftable']);

describe.each([
  ['SHA-256', ['--object-format=sha256'], true],
  ['reftable', ['--ref-format=reftable'], knowsReftable],
  ['both', ['--object-format=sha256', '--ref-format=reftable'], knowsReftable],
])('a repository with %s', (_, options, isKnown) => {
  it.runIf(isKnown)('is guarded before its first commit, on a branch, on none, and in a linked worktree', () => {
    const folder = temporaryFolder();
    init(folder, options);
    const repo = repositoryAt(folder);
    repo.write('.ssotrc.json', REGISTRY);
    repo.git('add', '-A');
    expect(guard(home, repo.dir, 'init', '--yes')).toMatchObject({
      status: 0,
      out: expect.stringContaining('the hook stopped a planted violation'),
    });
    repo.commitAll('first');
    const worktree = temporaryFolder();
    repo.git('worktree', 'add', '-q', '-b', 'feature/deep', worktree);
    repo.git('checkout', '-q', '--detach');
    for (const dir of [repo.dir, worktree]) {
      const { status, out } = guard(home, dir, 'doctor');
      expect([status, out]).toEqual([0, expect.stringContaining('proof of merges: the hook stopped one in a merge')]);
    }
    expect(tryCommit(repo, 'bad.py', 'import pytz\n')).toMatchObject({ moved: false });
    expect(tryCommit(repo, 'good.py', 'import zoneinfo\n')).toMatchObject({ moved: true });
    expect(repo.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/feature/deep\nrefs/heads/main\n');
  });
});
