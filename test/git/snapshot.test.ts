import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesFrom, openSnapshot } from '../../src/git/open-snapshot.ts';
import { parsePathList, repositoryName } from '../../src/git/paths.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { ScopeRequest, Snapshot } from '../../src/git/snapshot.ts';
import { countingGit } from '../support/counting-git.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { userError } from '../support/thrown.ts';

/** A committed project with a staged change, an unstaged one and an untracked file. */
function project(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.gitignore', 'ignored/\n');
  repo.write('same.ts', 'same\n');
  repo.write('src/a.ts', 'a 1\n');
  repo.write('src/gone.ts', 'gone\n');
  repo.commitAll('first');
  repo.write('src/a.ts', 'a 2, staged\n');
  repo.git('rm', '-q', 'src/gone.ts');
  repo.git('add', '-A');
  repo.write('src/a.ts', 'a 3, on disk\n');
  repo.write('src/untracked.ts', 'untracked\n');
  repo.write('ignored/i.ts', 'ignored\n');
  return repo;
}

/** Path to content (or reason in brackets) of every file. */
function contents(snapshot: Snapshot): Record<string, string> {
  const read = [...snapshot.contents(snapshot.files)];
  return Object.fromEntries(read.map(({ file, bytes, reason }) => [file.path, bytes?.toString() ?? `(${reason})`]));
}

function open(request: ScopeRequest, repo: TemporaryRepository, sub = ''): Snapshot {
  return openSnapshot(request, openRepository(join(repo.dir, sub)));
}

/** Runs `work` as somebody whom permissions bind: the superuser may read everything. */
function withoutPrivileges<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

function treeText(snapshot: Snapshot, path: string): (string | undefined)[] {
  for (;;) {
    const answer = [snapshot.tree.bytes(path)?.toString(), snapshot.head?.bytes(path)?.toString()];
    if (!snapshot.fetch()) return answer;
  }
}

describe('staged', () => {
  test('files, deletions, tree and HEAD come from git, not from disk', () => {
    const repo = project();
    const snapshot = open({ scope: 'staged' }, repo, 'src');
    expect(snapshot.scope).toBe('staged');
    expect(contents(snapshot)).toEqual({ 'src/a.ts': 'a 2, staged\n' });
    expect(snapshot.files[0]).toMatchObject({
      status: 'M',
      pathBytes: null,
      id: repo.git('rev-parse', ':src/a.ts').trim(),
    });
    expect(snapshot.deleted).toEqual(['src/gone.ts']);
    expect(treeText(snapshot, 'src/a.ts')).toEqual(['a 2, staged\n', 'a 1\n']);
    expect(treeText(snapshot, 'src/gone.ts')).toEqual([undefined, 'gone\n']);
    expect(treeText(snapshot, 'src/untracked.ts')).toEqual([undefined, undefined]);
    expect(snapshot.tree.allPaths()).toEqual(['.gitignore', 'same.ts', 'src/a.ts']);
  });

  test('two processes in the common case, however much is asked for beforehand', () => {
    const repo = project();
    const { commands } = countingGit(() => {
      const snapshot = openSnapshot({ scope: 'staged' }, openRepository(repo.dir), {
        tree: ['.ssotrc.json', 'same.ts', 'src/a.ts', 'src/tsconfig.json'],
        head: ['.ssotrc.json', 'same.ts'],
        contents: () => true,
      });
      expect(snapshot.fetch()).toBe(true);
      expect(contents(snapshot)).toEqual({ 'src/a.ts': 'a 2, staged\n' });
      expect(treeText(snapshot, 'same.ts')).toEqual(['same\n', 'same\n']);
      expect(treeText(snapshot, '.ssotrc.json')).toEqual([undefined, undefined]);
      expect(treeText(snapshot, 'src/tsconfig.json')[0]).toBeUndefined();
    });
    expect(commands).toEqual(['diff-index', 'cat-file']);
  });

  test('with nothing more to ask, exactly two', () => {
    const repo = project();
    const { commands } = countingGit(() => {
      const snapshot = openSnapshot({ scope: 'staged' }, openRepository(repo.dir), {
        tree: ['same.ts'],
        head: ['same.ts'],
        contents: () => true,
      });
      snapshot.fetch();
      expect(contents(snapshot)).toEqual({ 'src/a.ts': 'a 2, staged\n' });
      expect(treeText(snapshot, 'same.ts')).toEqual(['same\n', 'same\n']);
    });
    expect(commands).toEqual(['diff-index', 'cat-file']);
  });

  test('paths: what the index holds there, changed or not', () => {
    const repo = project();
    const paths = (...given: string[]) => contents(open({ scope: 'staged', paths: given }, repo));
    expect(paths('same.ts')).toEqual({ 'same.ts': 'same\n' });
    expect(paths(join(repo.dir, 'src'))).toEqual({ 'src/a.ts': 'a 2, staged\n' });
    expect(paths('.')).toEqual({ '.gitignore': 'ignored/\n', 'same.ts': 'same\n', 'src/a.ts': 'a 2, staged\n' });
    expect(paths('src/gone.ts')).toEqual({}); // staged as deleted: nothing to look at, and nothing wrong
    expect(userError(() => paths('src/untracked.ts')).message).toBe('src/untracked.ts is not in the index');
    expect(userError(() => paths('sr')).message).toBe('sr is not in the index');
    expect(userError(() => paths('/etc')).message).toContain('outside the repository');
  });

  test('inside .git and in a bare repository there is nothing to commit; a commit can be read there', () => {
    const repo = project();
    expect(userError(() => open({ scope: 'staged' }, repo, '.git')).message).toContain('not inside a work tree');
    const bare = temporaryFolder();
    repo.git('clone', '-q', '--bare', repo.dir, bare);
    expect(userError(() => openSnapshot({ scope: 'staged' }, openRepository(bare))).message).toContain(
      'not inside a work tree',
    );
    expect(contents(openSnapshot({ scope: 'ref', ref: 'main' }, openRepository(bare)))).toMatchObject({
      'src/a.ts': 'a 1\n',
    });
    expect(contents(openSnapshot({ scope: 'since', ref: 'main' }, openRepository(bare)))).toEqual({});
  });

  test('a blob that is gone is an error', () => {
    const repo = project();
    const id = repo.git('rev-parse', ':src/a.ts').trim();
    rmSync(join(repo.dir, '.git/objects', id.slice(0, 2), id.slice(2)));
    expect(userError(() => contents(open({ scope: 'staged' }, repo))).message).toContain('src/a.ts');
  });

  test('links and submodules are skipped and said so, unmerged entries are unchecked', () => {
    const repo = project();
    repo.symlink('/etc/hostname', 'link.ts');
    repo.git('add', 'link.ts');
    repo.stage('sub', '12'.repeat(20), '160000');
    const id = repo.blob('x');
    repo.tryGit(['update-index', '-z', '--index-info'], { input: `100644 ${id} 1\tu.ts\0` + `100644 ${id} 2\tu.ts\0` });
    const snapshot = open({ scope: 'staged' }, repo);
    expect(snapshot.files.map(({ path }) => path)).toEqual(['src/a.ts']);
    expect(snapshot.skipped).toEqual([
      { path: 'link.ts', reason: 'symbolic link' },
      { path: 'sub', reason: 'submodule' },
    ]);
    expect(snapshot.unchecked).toEqual([{ path: 'u.ts', reason: 'unmerged' }]);
    expect(treeText(snapshot, 'u.ts')[0]).toBeUndefined();
  });

  test('one blob under many names, and names that decode to one', () => {
    const repo = temporaryRepository();
    const [id, other] = [repo.blob('one'), repo.blob('other')];
    for (const name of ['a.ts', 'b/c.ts', 'z.txt']) repo.stage(name, id);
    repo.stage(Buffer.from([0xff]), id);
    repo.stage(Buffer.from([0xfe]), other);
    const read = [
      ...openSnapshot({ scope: 'staged' }, openRepository(repo.dir)).contents(open({ scope: 'staged' }, repo).files),
    ];
    expect(read.map(({ file, bytes }) => [file.path, file.pathBytes, bytes?.toString()])).toEqual([
      ['a.ts', null, 'one'],
      ['b/c.ts', null, 'one'],
      ['z.txt', null, 'one'],
      ['\ufffd', 'fe', 'other'],
      ['\ufffd', 'ff', 'one'],
    ]);
  });

  test('renames on demand; none before the first commit', () => {
    const repo = project();
    repo.git('mv', 'same.ts', 'moved.ts');
    expect([...open({ scope: 'staged' }, repo).renames()]).toEqual([['moved.ts', 'same.ts']]);
    const fresh = temporaryRepository();
    fresh.write('a.ts', '');
    fresh.git('add', '-A');
    const snapshot = open({ scope: 'staged' }, fresh);
    expect([snapshot.head, snapshot.renames().size]).toEqual([null, 0]);
  });

  test('in a partial clone a blob that is only on the remote is unchecked, the others are read', () => {
    const origin = project();
    origin.git('config', 'uploadpack.allowFilter', 'true');
    origin.commit('second');
    const folder = join(temporaryFolder(), 'partial');
    origin.git('clone', '-q', '--no-checkout', '--filter=blob:none', `file://${origin.dir}`, folder);
    const clone = repositoryAt(folder);
    clone.git('read-tree', 'HEAD');
    clone.git('update-ref', 'HEAD', 'HEAD~1');
    clone.stage('new.ts', clone.blob('here'));
    expect(contents(open({ scope: 'staged' }, clone))).toEqual({
      'new.ts': 'here',
      'src/a.ts': '(not fetched (partial clone))',
    });
  });
});

describe('commits', () => {
  test('ref: that tree, nothing compared', () => {
    const repo = project();
    const first = repo.git('rev-parse', 'HEAD').trim();
    repo.symlink('same.ts', 'link.ts');
    repo.git('add', 'link.ts');
    repo.commit('second');
    const snapshot = open({ scope: 'ref', ref: 'HEAD~1' }, repo);
    expect(contents(snapshot)).toEqual({
      '.gitignore': 'ignored/\n',
      'same.ts': 'same\n',
      'src/a.ts': 'a 1\n',
      'src/gone.ts': 'gone\n',
    });
    expect(snapshot).toMatchObject({ commit: first, head: null, deleted: [] });
    expect(open({ scope: 'ref', ref: 'main' }, repo).skipped).toEqual([{ path: 'link.ts', reason: 'symbolic link' }]);
    expect(userError(() => open({ scope: 'ref', ref: '--all' }, repo)).message).toBe('no such commit: --all');
  });

  test('since: what HEAD changed since the histories parted, not what the other side did', () => {
    const repo = project();
    repo.git('checkout', '-q', '-b', 'feature');
    repo.commit('second');
    repo.git('stash', '-q', '-u');
    repo.git('checkout', '-q', 'main');
    repo.write('theirs.ts', 'theirs\n');
    repo.commitAll('main moves on');
    repo.git('checkout', '-q', 'feature');
    repo.write('not-committed.ts', '');
    repo.git('add', '-A');
    const snapshot = open({ scope: 'since', ref: 'main' }, repo);
    expect(contents(snapshot)).toEqual({ 'src/a.ts': 'a 2, staged\n' });
    expect(snapshot.deleted).toEqual(['src/gone.ts']);
    expect(treeText(snapshot, 'src/a.ts')).toEqual(['a 2, staged\n', 'a 1\n']);
    expect(snapshot.commit).toBe(repo.git('rev-parse', 'HEAD').trim());
    expect(contents(open({ scope: 'since', ref: 'HEAD' }, repo))).toEqual({});
  });

  test('since: no common history, and a shallow clone, are errors that say so', () => {
    const repo = project();
    repo.git('checkout', '-q', '--orphan', 'other');
    repo.commit('unrelated');
    expect(userError(() => open({ scope: 'since', ref: 'main' }, repo)).message).toBe(
      'main and HEAD have no common ancestor',
    );
    const origin = project();
    origin.git('branch', 'old');
    origin.commit('second');
    const folder = join(temporaryFolder(), 'shallow');
    origin.git('clone', '-q', '--depth', '1', '--no-single-branch', `file://${origin.dir}`, folder);
    const shallow = userError(() => openSnapshot({ scope: 'since', ref: 'origin/old' }, openRepository(folder)));
    expect(shallow.message).toContain('this clone is shallow');
    expect(shallow.hint).toContain('git fetch --unshallow');
    expect(
      userError(() => openSnapshot({ scope: 'since', ref: 'origin/none' }, openRepository(folder))).hint,
    ).toContain('shallow');
    expect(userError(() => open({ scope: 'since', ref: 'none' }, repo)).hint).not.toContain('shallow');
  });

  test('since, before the first commit', () => {
    const repo = temporaryRepository();
    expect(userError(() => open({ scope: 'since', ref: 'main' }, repo)).message).toBe('no such commit: main');
  });
});

describe('disk', () => {
  test('all: tracked, or untracked and not ignored, as they are on disk', () => {
    const repo = project();
    repo.remove('same.ts');
    const snapshot = open({ scope: 'all' }, repo, 'src');
    expect(contents(snapshot)).toEqual({
      '.gitignore': 'ignored/\n',
      'src/a.ts': 'a 3, on disk\n',
      'src/untracked.ts': 'untracked\n',
    });
    expect(snapshot.files.every(({ id, status }) => id === null && status === null)).toBe(true);
    expect(treeText(snapshot, 'src/a.ts')).toEqual(['a 3, on disk\n', 'a 1\n']);
  });

  test('paths: files and folders, absolute and relative, ignored ones only when named', () => {
    const repo = project();
    const paths = (sub: string, ...given: string[]) => contents(open({ scope: 'paths', paths: given }, repo, sub));
    const inSrc = { 'src/a.ts': 'a 3, on disk\n', 'src/untracked.ts': 'untracked\n' };
    expect(paths('', 'src')).toEqual(inSrc);
    expect(paths('', 'src/')).toEqual(inSrc);
    expect(paths('src', '.')).toEqual(inSrc);
    expect(paths('src', join(repo.dir, 'src'), 'a.ts', './a.ts', '../src/a.ts')).toEqual(inSrc);
    expect(paths('src', '../same.ts')).toEqual({ 'same.ts': 'same\n' });
    expect(paths('', 'ignored/i.ts')).toEqual({ 'ignored/i.ts': 'ignored\n' });
    expect(paths('', 'ignored')).toEqual({});
    expect(Object.keys(paths('', '.'))).toEqual(['.gitignore', 'same.ts', 'src/a.ts', 'src/untracked.ts']);
  });

  test('paths that are not there or not in the repository', () => {
    const repo = project();
    const wrong = (given: string) => userError(() => open({ scope: 'paths', paths: [given] }, repo)).message;
    expect(wrong('src/none.ts')).toBe('no such file or folder: src/none.ts');
    expect(wrong('..')).toContain('outside the repository');
    expect(wrong('/etc/hostname')).toContain('outside the repository');
    expect(wrong(`${repo.dir}-other/a.ts`)).toContain('outside the repository');
    expect(wrong('')).toBe('an empty path is not a path');
    expect(wrong('a\0b')).toContain('NUL');
    symlinkSync('/etc', join(repo.dir, 'etc'));
    expect(wrong('etc/hostname')).toContain('outside the repository');
  });

  test('links: a named one is skipped and said so; the repository may be reached through one', () => {
    const repo = project();
    repo.symlink('same.ts', 'link.ts');
    repo.symlink('/etc', 'etc');
    const named = open({ scope: 'paths', paths: ['link.ts', 'etc', 'same.ts'] }, repo);
    expect(named.skipped).toEqual([
      { path: 'etc', reason: 'symbolic link' },
      { path: 'link.ts', reason: 'symbolic link' },
    ]);
    expect(contents(named)).toEqual({ 'same.ts': 'same\n' });
    expect(open({ scope: 'all' }, repo).skipped.map(({ path }) => path)).toEqual(['etc', 'link.ts']);
    const away = join(temporaryFolder(), 'away');
    symlinkSync(repo.dir, away);
    expect(contents(open({ scope: 'paths', paths: [join(away, 'same.ts')] }, repo))).toEqual({ 'same.ts': 'same\n' });
    expect(Object.keys(contents(open({ scope: 'paths', paths: [away] }, repo)))).toContain('same.ts');
  });

  test('a tracked file behind a folder that is now a link is not read through it', () => {
    const repo = project();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'a.ts'), 'outside');
    repo.remove('src');
    repo.symlink(outside, 'src');
    const snapshot = open({ scope: 'all' }, repo);
    expect(Object.keys(contents(snapshot))).toEqual(['.gitignore', 'same.ts']);
    expect(snapshot.skipped).toEqual([
      { path: 'src', reason: 'symbolic link' },
      { path: 'src/a.ts', reason: 'behind a symbolic link' },
    ]);
  });

  test('submodules and repositories inside are not this repository', () => {
    const repo = project();
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', project().dir, 'lib');
    mkdirSync(join(repo.dir, 'nested'));
    repo.git('init', '-q', 'nested');
    repo.write('nested/n.ts', '');
    const snapshot = open({ scope: 'all' }, repo);
    expect(Object.keys(contents(snapshot)).filter((path) => /^(lib|nested)/.test(path))).toEqual([]);
    expect(snapshot.skipped).toEqual([{ path: 'lib', reason: 'submodule' }]);
  });

  test('a file without permission is unchecked', () => {
    const repo = project();
    chmodSync(repo.dir, 0o755);
    chmodSync(join(repo.dir, 'same.ts'), 0);
    const snapshot = open({ scope: 'paths', paths: ['same.ts', 'src/a.ts'] }, repo);
    expect(withoutPrivileges(() => contents(snapshot))).toEqual({
      'same.ts': '(no permission to read it)',
      'src/a.ts': 'a 3, on disk\n',
    });
  });

  test('a file that fits into no string is refused, not skipped', () => {
    const repo = project();
    truncateSync(join(repo.dir, 'same.ts'), 600 << 20); // a hole, not 600 MB
    const error = userError(() => contents(open({ scope: 'all' }, repo)));
    expect(error.message).toBe('cannot check same.ts: it is larger than 512 MB');
  });

  test('a list: NULs or lines, names that are not UTF-8, files that are gone', () => {
    const repo = project();
    const odd = Buffer.from([0x6f, 0xff, 0x2e, 0x74, 0x73]);
    repo.write(odd, 'odd\n');
    repo.write('line\nbreak.ts', 'line break\n');
    const nul = Buffer.concat([Buffer.from('line\nbreak.ts\0same.ts\0gone.ts\0'), odd, Buffer.from('\0')]);
    const snapshot = open(filesFrom(nul), repo);
    expect(contents(snapshot)).toEqual({
      'line\nbreak.ts': 'line break\n',
      'same.ts': 'same\n',
      'o\ufffd.ts': 'odd\n',
    });
    expect(snapshot.skipped).toEqual([{ path: 'gone.ts', reason: 'no such file' }]);
    expect(snapshot.files.map(({ pathBytes }) => pathBytes)).toEqual([null, odd.toString('hex'), null]);
    expect(contents(open(filesFrom(Buffer.from('same.ts\r\nsrc/a.ts\n\n')), repo, ''))).toEqual({
      'same.ts': 'same\n',
      'src/a.ts': 'a 3, on disk\n',
    });
    expect(contents(open(filesFrom(Buffer.alloc(0)), repo))).toEqual({});
    expect(parsePathList(Buffer.from('a b\n c\n')).map(String)).toEqual(['a b', ' c']);
  });

  test('two names on disk that decode to one are two files', () => {
    const repo = temporaryRepository();
    repo.write(Buffer.from([0xff]), 'ff');
    repo.write(Buffer.from([0xfe]), 'fe');
    const snapshot = open({ scope: 'all' }, repo);
    expect(
      [...snapshot.contents(snapshot.files)].map(({ file, bytes }) => [file.pathBytes, bytes?.toString()]),
    ).toEqual([
      ['fe', 'fe'],
      ['ff', 'ff'],
    ]);
    expect(snapshot.head).toBeNull();
  });

  test('standard input stands for a path, which need not exist', () => {
    const repo = project();
    const stdin = (path: string, sub = '') =>
      open({ scope: 'stdin', path, content: Buffer.from('unsaved') }, repo, sub);
    expect(contents(stdin('src/a.ts'))).toEqual({ 'src/a.ts': 'unsaved' });
    expect(contents(stdin('new/deep/b.ts', 'src'))).toEqual({ 'src/new/deep/b.ts': 'unsaved' });
    expect(treeText(stdin('src/a.ts'), 'src/a.ts')).toEqual(['unsaved', 'a 1\n']);
    expect(treeText(stdin('src/a.ts'), 'same.ts')).toEqual(['same\n', 'same\n']);
    expect(userError(() => stdin('../outside.ts')).message).toContain('outside the repository');
    expect(userError(() => stdin('.')).message).toContain('folder');
  });

  test('a file that goes away between listing and reading', () => {
    const repo = project();
    const snapshot = open({ scope: 'all' }, repo);
    expect(snapshot.files.map((file) => file.path)).toContain('same.ts'); // listed when it is first asked for
    repo.remove('same.ts');
    expect(contents(snapshot)['same.ts']).toBe('(no longer there)');
  });
});

describe('paths to names', () => {
  test('through links above, with dots, in bytes', () => {
    const top = temporaryFolder();
    mkdirSync(join(top, 'a/b'), { recursive: true });
    expect(repositoryName({ top, cwd: join(top, 'a') }, 'b/../c.ts')).toBe('a/c.ts');
    expect(repositoryName({ top, cwd: top }, '.')).toBe('');
    expect(repositoryName({ top, cwd: top }, join(top, 'x/y/z'))).toBe('x/y/z');
    expect(repositoryName({ top, cwd: join(top, 'a') }, Buffer.from([0x2e, 0x2e, 0x2f, 0xff]))).toBe('\xff');
    expect(repositoryName({ top, cwd: top }, 'é')).toBe('\xc3\xa9');
    expect(userError(() => repositoryName({ top, cwd: top }, Buffer.from([0x2f, 0xff]))).message).toContain('outside');
  });
});
