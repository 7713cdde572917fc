import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeParents, splitMerge } from '../../src/git/merge.ts';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { listAgainst, listStaged } from '../../src/git/staged.ts';
import { withEnvironment } from '../support/environment.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

/** `main` and `side` with one commit each after a common one; `side` is made by the given steps. */
function diverged(onSide: (repo: TemporaryRepository) => void): TemporaryRepository {
  const repo = temporaryRepository();
  for (const name of ['a.ts', 'b.ts', 'mode.ts', 'type.ts']) repo.write(name, `${name}\n`);
  repo.commitAll('first');
  repo.git('checkout', '-q', '-b', 'side');
  onSide(repo);
  repo.commitAll('side');
  repo.git('checkout', '-q', 'main');
  repo.write('main.ts', 'main\n');
  repo.commitAll('main');
  return repo;
}

function split(repo: TemporaryRepository, parents: readonly string[]) {
  const repository = openRepository(repo.dir);
  const { changes } = listStaged(repository);
  const { own, inherited } = splitMerge(changes, parents, (parent) => listAgainst(repository, parent));
  const say = (changes: typeof own) => changes.map(({ status, path }) => `${status} ${path}`).sort();
  return { own: say(own), inherited: say(inherited) };
}

describe('who the parents are', () => {
  test('none for an ordinary commit, MERGE_HEAD in a merge, from any folder', () => {
    const repo = diverged((side) => side.write('sub/s.ts', 's\n'));
    expect(mergeParents(openRepository(repo.dir))).toEqual([]);
    repo.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    const side = repo.git('rev-parse', 'side').trim();
    expect(mergeParents(openRepository(repo.dir))).toEqual([side]);
    expect(mergeParents(openRepository(join(repo.dir, 'sub')))).toEqual([side]);
    expect(withEnvironment({ GIT_DIR: join(repo.dir, '.git') }, () => mergeParents(openRepository(repo.dir)))).toEqual([
      side,
    ]);
  });

  test('variables named GITHEAD_ count when they hold an id that HEAD does not contain', () => {
    const repo = diverged((side) => side.write('s.ts', ''));
    const [side, base] = ['side', 'main~1'].map((name) => repo.git('rev-parse', name).trim());
    const env = { [`GITHEAD_${side}`]: 'side', [`GITHEAD_${base}`]: 'old', GITHEAD_x: 'no id', GITHEAD_: '' };
    expect(withEnvironment(env, () => mergeParents(openRepository(repo.dir)))).toEqual([side]);
  });
});

describe('whose changes they are', () => {
  test('contents, modes, types and deletions as another parent has them are not the merge’s own', () => {
    const repo = diverged((side) => {
      side.write('new.ts', 'new\n');
      side.write('a.ts', 'a, side\n');
      side.git('rm', '-q', 'b.ts');
      chmodSync(join(side.dir, 'mode.ts'), 0o755);
      side.remove('type.ts');
      side.symlink('a.ts', 'type.ts');
    });
    const side = repo.git('rev-parse', 'side').trim();
    repo.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    const all = ['A new.ts', 'D b.ts', 'M a.ts', 'M mode.ts', 'T type.ts'];
    expect(split(repo, [side])).toEqual({ own: [], inherited: all });
    expect(split(repo, [])).toEqual({ own: all, inherited: [] });
  });

  test('what the merge adds to either side is its own', () => {
    const repo = diverged((side) => side.write('a.ts', 'a, side\n'));
    const side = repo.git('rev-parse', 'side').trim();
    repo.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    repo.write('a.ts', 'a, both\n');
    repo.write('b.ts', 'b, changed in the merge\n');
    repo.write('evil.ts', 'new in the merge\n');
    repo.git('add', '-A');
    expect(split(repo, [side])).toEqual({ own: ['A evil.ts', 'M a.ts', 'M b.ts'], inherited: [] });
  });

  test('a link that a parent has is no file with the same bytes', () => {
    const repo = diverged((side) => side.symlink('import a', 'l.ts'));
    const side = repo.git('rev-parse', 'side').trim();
    repo.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    repo.stage('l.ts', repo.git('rev-parse', 'side:l.ts').trim());
    expect(split(repo, [side]).own).toEqual(['A l.ts']);
  });

  test('only a mode that no parent has: the blob stands in HEAD', () => {
    const repo = diverged((side) => side.write('s.ts', ''));
    repo.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    repo.git('update-index', '--chmod=+x', 'a.ts');
    expect(split(repo, [repo.git('rev-parse', 'side').trim()])).toEqual({ own: [], inherited: ['A s.ts', 'M a.ts'] });
  });

  test('unmerged entries stay, and make the check incomplete', () => {
    const repo = diverged((side) => side.write('a.ts', 'a, side\n'));
    repo.write('a.ts', 'a, main\n');
    repo.commitAll('main again');
    expect(repo.tryGit(['merge', 'side']).status).toBe(1);
    const snapshot = openSnapshot({ scope: 'staged' }, openRepository(repo.dir));
    expect(snapshot.unchecked).toEqual([{ path: 'a.ts', reason: 'unmerged' }]);
    expect(snapshot.files).toEqual([]);
  });

  test('paths that are asked for are judged whole, merge or not', () => {
    const repo = diverged((side) => side.write('s.ts', 's\n'));
    repo.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    expect(openSnapshot({ scope: 'staged' }, openRepository(repo.dir)).files).toEqual([]);
    expect(
      openSnapshot({ scope: 'staged', paths: ['s.ts'] }, openRepository(repo.dir)).files.map(({ path }) => path),
    ).toEqual(['s.ts']);
  });
});
