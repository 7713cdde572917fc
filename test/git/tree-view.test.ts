import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskBelow, diskTree, listDisk } from '../../src/git/disk.ts';
import { objectStore } from '../../src/git/object-store.ts';
import { listingOf, type RawTree } from '../../src/git/raw-tree.ts';
import { openRepository } from '../../src/git/repository.ts';
import { commitTree, indexTree } from '../../src/git/tree-view.ts';
import { countingGit } from '../support/counting-git.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { userError } from '../support/thrown.ts';

/** Asks again until nothing new is learned, as the pipeline does. */
function settle<T>(tree: RawTree, ask: (tree: RawTree) => T): T {
  for (;;) {
    const answer = ask(tree);
    if (!tree.fetch()) return answer;
  }
}

const FILES = [
  '1:a.ts',
  'a.ts',
  'a.tsx',
  'package.json',
  'pk/package.json',
  'pk/sub/deep/c.ts',
  'x/my-package.json',
  'é [1]*/é.py',
];

function project(): TemporaryRepository {
  const repo = temporaryRepository();
  for (const name of FILES) repo.write(name, `content of ${name}`);
  repo.symlink('a.ts', 'link.ts');
  repo.write('.gitignore', 'ignored/\n');
  repo.commitAll('first');
  repo.write('ignored/package.json', '{}');
  return repo;
}

const kinds: [string, (repo: TemporaryRepository) => RawTree][] = [
  ['index', (repo) => indexTree(openRepository(repo.dir), objectStore(openRepository(repo.dir)), new Map())],
  [
    'index, from a subfolder',
    (repo) => indexTree(openRepository(join(repo.dir, 'pk')), objectStore(openRepository(repo.dir)), new Map()),
  ],
  ['commit', (repo) => commitTree(openRepository(repo.dir), objectStore(openRepository(repo.dir)), 'HEAD')],
  ['disk', (repo) => diskTree(diskBelow(repo.dir), new Map())],
];

describe.each(kinds)('the same answers from each kind of tree: %s', (_, open) => {
  test('files and folders', () => {
    const repo = project();
    const ask = (tree: RawTree) => ({
      has: ['1:a.ts', 'pk/sub/deep/c.ts', 'é [1]*/é.py', 'link.ts', 'a.js', 'pk', 'pk/', '', 'x'].map((path) =>
        tree.has(path),
      ),
      folders: ['pk', 'pk/sub', 'pk/sub/', '', '.', 'é [1]*', 'a.ts', 'p', 'pk/su', 'none', 'é *'].map((path) =>
        tree.hasFolder(path),
      ),
    });
    const expected = {
      has: [true, true, true, true, false, false, false, false, false],
      folders: [true, true, true, true, true, true, false, false, false, false, false],
    };
    expect(settle(open(repo), ask)).toEqual(expected);
    const listed = open(repo);
    listed.allPaths();
    expect(settle(listed, ask)).toEqual(expected);
  });

  test('contents', () => {
    const repo = project();
    const read = (path: string) => settle(open(repo), (tree) => tree.bytes(path)?.toString());
    expect(read('a.ts')).toBe('content of a.ts');
    expect(read('1:a.ts')).toBe('content of 1:a.ts'); // not stage 1 of a.ts
    expect(read('é [1]*/é.py')).toBe('content of é [1]*/é.py');
    for (const path of [
      'none.ts',
      'pk',
      '../a.ts',
      './a.ts',
      '/etc/hostname',
      '',
      'a.ts/',
      'pk//package.json',
      'a\0',
    ]) {
      expect(read(path)).toBeUndefined();
    }
  });

  test('by base name: exactly that, at any depth, not ignored', () => {
    const repo = project();
    const named = (name: string) => settle(open(repo), (tree) => tree.named(name));
    expect(named('package.json')).toEqual(['package.json', 'pk/package.json']);
    expect(named('é.py')).toEqual(['é [1]*/é.py']);
    expect(named('pack*.json')).toEqual(['package.json', 'pk/package.json']);
    expect(named('package*.json')).toEqual([]); // the star stands for something
    for (const name of ['none', '*.ts', '?.ts', '[a].ts']) expect(named(name)).toEqual([]);
  });

  test('everything: regular files, sorted by bytes', () => {
    const repo = project();
    const expected = ['.gitignore', ...FILES].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const tree = open(repo);
    expect(tree.allPaths()).toEqual(expected);
    expect([tree.has('link.ts'), tree.bytes('link.ts')]).toEqual([true, undefined]);
    expect(tree.named('link.ts')).toEqual([]);
    expect(tree.has('a.ts')).toBe(true);
  });
});

describe('provisional answers', () => {
  test('unknown is "not there" until fetched, and one process answers for two trees', () => {
    const repo = project();
    repo.write('a.ts', 'staged');
    repo.git('add', '-A');
    const store = objectStore(openRepository(repo.dir));
    const index = indexTree(openRepository(repo.dir), store, new Map());
    const head = commitTree(openRepository(repo.dir), store, 'HEAD');
    expect([index.has('a.ts'), head.bytes('a.ts'), index.bytes('none')]).toEqual([false, undefined, undefined]);
    index.want('package.json');
    const { commands } = countingGit(() => {
      expect(index.fetch()).toBe(true);
      expect(index.bytes('a.ts')?.toString()).toBe('staged');
      expect(head.bytes('a.ts')?.toString()).toBe('content of a.ts');
      expect(index.bytes('package.json')?.toString()).toBe('content of package.json');
      expect(index.bytes('none')).toBeUndefined();
      expect([index.fetch(), head.fetch()]).toEqual([false, false]);
    });
    expect(commands).toEqual(['cat-file']);
  });

  test('names and folders cost one process together', () => {
    const repo = project();
    const tree = indexTree(openRepository(repo.dir), objectStore(openRepository(repo.dir)), new Map());
    const { result, commands } = countingGit(() =>
      settle(tree, () => [tree.named('package.json'), tree.named('c.ts'), tree.hasFolder('x'), tree.hasFolder('y')]),
    );
    expect(result).toEqual([['package.json', 'pk/package.json'], ['pk/sub/deep/c.ts'], true, false]);
    expect(commands).toEqual(['ls-files']);
  });

  test('what is known to be staged is asked for by id; what is known to be deleted is not there', () => {
    const repo = project();
    const id = repo.blob('known');
    const known = new Map([
      ['new.ts', { mode: '100644', id }],
      ['sub', { mode: '160000', id: '12'.repeat(20) }],
      ['to.ts', { mode: '120000', id }],
      ['a.ts', null],
    ]);
    const tree = indexTree(openRepository(repo.dir), objectStore(openRepository(repo.dir)), known);
    expect(['new.ts', 'sub', 'to.ts', 'a.ts'].map((path) => tree.has(path))).toEqual([true, false, true, false]);
    expect(tree.id('new.ts')).toBe(id);
    expect(tree.fetch()).toBe(false);
    expect(settle(tree, () => tree.bytes('new.ts')?.toString())).toBe('known');
  });
});

describe('what cannot be read', () => {
  test('a blob that the index names and that is gone is an error, not an empty file', () => {
    const repo = project();
    const id = repo.git('rev-parse', ':a.ts').trim();
    rmSync(join(repo.dir, '.git/objects', id.slice(0, 2), id.slice(2)));
    const tree = indexTree(
      openRepository(repo.dir),
      objectStore(openRepository(repo.dir)),
      new Map([['a.ts', { mode: '100644', id }]]),
    );
    expect(userError(() => settle(tree, () => tree.bytes('a.ts'))).message).toContain(
      `cannot read a.ts: its object ${id}`,
    );
    expect(settle(tree, () => tree.bytes('package.json')?.toString())).toBe('content of package.json');
  });

  test('a blob that only the remote of a partial clone has is there, unread and said so', () => {
    const origin = project();
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const folder = join(temporaryFolder(), 'partial');
    origin.git('clone', '-q', '--no-checkout', '--filter=blob:none', `file://${origin.dir}`, folder);
    for (const tree of [
      commitTree(openRepository(folder), objectStore(openRepository(folder)), 'HEAD'),
      indexTree(
        openRepository(folder),
        objectStore(openRepository(folder)),
        new Map([['a.ts', { mode: '100644', id: origin.git('rev-parse', ':a.ts').trim() }]]),
      ),
    ]) {
      expect(settle(tree, () => [tree.has('a.ts'), tree.bytes('a.ts')])).toEqual([true, undefined]);
      expect(tree.unreadable()).toEqual([{ path: 'a.ts', reason: 'not fetched (partial clone)' }]);
      expect(settle(tree, () => tree.has('none.ts'))).toBe(false);
    }
    expect(readdirSync(join(folder, '.git/objects/pack')).filter((name) => name.endsWith('.promisor'))).toHaveLength(1);
  });
});

describe('the disk', () => {
  test('links are not followed: neither a link nor a file behind a linked folder', () => {
    const repo = project();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret.ts'), 'secret');
    repo.symlink(outside, 'linked');
    repo.symlink(join(outside, 'secret.ts'), 'secret.ts');
    repo.symlink('pk', 'inside');
    const tree = diskTree(diskBelow(repo.dir), new Map());
    for (const path of ['linked/secret.ts', 'secret.ts', 'inside/package.json'])
      expect(tree.bytes(path)).toBeUndefined();
    expect(['linked/secret.ts', 'secret.ts', 'inside/package.json'].map(tree.has)).toEqual([false, true, false]);
    expect(tree.has('pk/package.json')).toBe(true);
    expect(tree.allPaths()).not.toContain('secret.ts');
  });

  test('untracked files count, deleted and ignored ones and nested repositories do not', () => {
    const repo = project();
    repo.write('untracked/package.json', '{}');
    repo.remove('pk/package.json');
    mkdirSync(join(repo.dir, 'nested'));
    repo.git('init', '-q', 'nested');
    repo.write('nested/package.json', '{}');
    const tree = diskTree(diskBelow(repo.dir), new Map());
    expect(tree.named('package.json')).toEqual(['package.json', 'untracked/package.json']);
    expect(listDisk(repo.dir).filter((name) => name.startsWith('n'))).toEqual([]); // git lists it as `nested/`
    expect([tree.hasFolder('untracked'), tree.hasFolder('ignored')]).toEqual([true, false]);
    expect(tree.has('ignored/package.json')).toBe(true); // a file that is there is there
  });

  test('what an editor holds stands in for the file, or for one that is not there yet', () => {
    const repo = project();
    const overlay = new Map([
      ['a.ts', Buffer.from('unsaved')],
      ['new/b.ts', Buffer.from('not on disk')],
    ]);
    const tree = diskTree(diskBelow(repo.dir), overlay);
    expect(tree.bytes('a.ts')?.toString()).toBe('unsaved');
    expect(tree.bytes('new/b.ts')?.toString()).toBe('not on disk');
    expect(tree.has('new/b.ts')).toBe(true);
    expect(tree.named('b.ts')).toEqual(['new/b.ts']);
  });

  test('a pipe with the name of a source does not hang', () => {
    const repo = project();
    const made = repo.tryGit(['-c', 'alias.pipe=!mkfifo', 'pipe', 'pipe.ts']);
    expect(made.status).toBe(0);
    const tree = diskTree(diskBelow(repo.dir), new Map());
    expect([tree.has('pipe.ts'), tree.bytes('pipe.ts')]).toEqual([false, undefined]);
  });
});

test('listingOf: folders, base names', () => {
  const { folders, byName } = listingOf(['a/b/c.ts', 'a/d.ts', 'c.ts']);
  expect([...folders].sort()).toEqual(['a', 'a/b']);
  expect(byName.get('c.ts')).toEqual(['a/b/c.ts', 'c.ts']);
});
