import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { listBetween, listRenames, listStaged, parseRaw } from '../../src/git/staged.ts';
import { withEnvironment } from '../support/environment.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { userError } from '../support/thrown.ts';

/** Status letter, new mode and path of everything staged. */
function staged(cwd: string): string[] {
  return listStaged(openRepository(cwd)).changes.map(({ status, newMode, path }) => `${status} ${newMode} ${path}`);
}

function withFile(path = 'a.ts'): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write(path, 'export const a = 1;\n');
  repo.commitAll('first');
  return repo;
}

describe('what is staged', () => {
  test('added, changed, deleted, made executable; nothing that is only on disk', () => {
    const repo = temporaryRepository();
    for (const name of ['changed.ts', 'deleted.ts', 'mode.ts', 'same.ts', 'unstaged.ts']) repo.write(name, `${name}\n`);
    repo.commitAll('first');
    repo.write('changed.ts', 'new\n');
    repo.write('added.ts', 'new\n');
    chmodSync(join(repo.dir, 'mode.ts'), 0o755);
    repo.git('add', 'changed.ts', 'added.ts', 'mode.ts');
    repo.git('rm', '-q', 'deleted.ts');
    repo.write('unstaged.ts', 'not staged\n');
    repo.write('untracked.ts', 'not staged\n');
    repo.write('changed.ts', 'later, not staged\n');
    expect(staged(repo.dir)).toEqual([
      'A 100644 added.ts',
      'M 100644 changed.ts',
      'D 000000 deleted.ts',
      'M 100755 mode.ts',
    ]);
    expect(listStaged(openRepository(repo.dir)).changes[1]?.newId).toBe(repo.git('rev-parse', ':changed.ts').trim());
  });

  test('nothing', () => {
    expect(listStaged(openRepository(withFile().dir))).toEqual({ changes: [], hasHead: true });
  });

  test('a rename is an addition and a deletion, whatever diff.renames says', () => {
    const repo = withFile();
    repo.git('config', 'diff.renames', 'copies');
    repo.git('mv', 'a.ts', 'b.ts');
    expect(staged(repo.dir)).toEqual(['D 000000 a.ts', 'A 100644 b.ts']);
  });

  test('types: a link that became a file and the reverse, a submodule', () => {
    const repo = withFile();
    repo.symlink('a.ts', 'link.ts');
    repo.write('file.ts', 'export {};\n');
    repo.commitAll('link');
    repo.remove('link.ts');
    repo.write('link.ts', 'export {};\n');
    repo.remove('file.ts');
    repo.symlink('/etc/hostname', 'file.ts');
    repo.git('add', '-A');
    repo.stage('ghost', '12'.repeat(20), '160000');
    expect(staged(repo.dir)).toEqual(['T 120000 file.ts', 'A 160000 ghost', 'T 100644 link.ts']);
  });

  test('intent to add is not staged', () => {
    const repo = withFile();
    repo.write('b.ts', 'later\n');
    repo.git('add', '-N', 'b.ts');
    expect(staged(repo.dir)).toEqual([]);
    repo.git('add', 'b.ts');
    expect(staged(repo.dir)).toEqual(['A 100644 b.ts']);
  });

  test('unmerged, once a name', () => {
    const repo = withFile();
    repo.git('checkout', '-q', '-b', 'side');
    repo.write('a.ts', 'side\n');
    repo.commitAll('side');
    repo.git('checkout', '-q', 'main');
    repo.write('a.ts', 'main\n');
    repo.commitAll('main');
    expect(repo.tryGit(['merge', 'side']).status).toBe(1);
    expect(staged(repo.dir)).toEqual(['U 000000 a.ts']);
  });

  test('from a subfolder, from .git, behind a file called HEAD', () => {
    const repo = withFile();
    repo.write('packages/app/b.ts', 'b\n');
    repo.write('HEAD', 'a file\n');
    repo.git('add', '-A');
    const all = ['A 100644 HEAD', 'A 100644 packages/app/b.ts'];
    expect(staged(join(repo.dir, 'packages/app'))).toEqual(all);
    expect(staged(join(repo.dir, '.git'))).toEqual(all);
    expect(staged(repo.dir)).toEqual(all);
  });

  test('configuration that changes what `git diff` says changes nothing here', () => {
    const repo = withFile();
    repo.write('z.ts', 'z\n');
    repo.write('sub/b.ts', 'b\n');
    repo.write('.gitattributes', '*.ts binary diff=evil\n');
    repo.git('add', '-A');
    repo.git('config', 'diff.orderFile', '/nonexistent/order');
    repo.git('config', 'diff.relative', 'true');
    repo.git('config', 'diff.noprefix', 'true');
    repo.git('config', 'color.ui', 'always');
    repo.git('config', 'core.quotePath', 'true');
    repo.git('config', 'diff.evil.textconv', 'false');
    repo.git('config', 'diff.external', 'false');
    repo.git('config', 'diff.ignoreSubmodules', 'all');
    const expected = ['A 100644 .gitattributes', 'A 100644 sub/b.ts', 'A 100644 z.ts'];
    expect(staged(join(repo.dir, 'sub'))).toEqual(expected);
  });
});

describe('before the first commit', () => {
  test('everything is added', () => {
    const repo = temporaryRepository();
    repo.write('a.ts', '');
    repo.git('add', '-A');
    expect(listStaged(openRepository(repo.dir))).toMatchObject({
      hasHead: false,
      changes: [{ status: 'A', path: 'a.ts' }],
    });
    repo.commit('first');
    repo.git('checkout', '-q', '--orphan', 'other');
    expect(listStaged(openRepository(repo.dir)).hasHead).toBe(false);
  });

  test('a HEAD that cannot be read is an error, not a first commit', () => {
    const repo = withFile();
    repo.write('b.ts', '');
    repo.git('add', '-A');
    writeFileSync(join(repo.dir, '.git/refs/heads/main'), 'garbage\n');
    expect(userError(() => listStaged(openRepository(repo.dir))).message).toContain('git diff-index failed');
    writeFileSync(join(repo.dir, '.git/refs/heads/main'), `${'12'.repeat(20)}\n`);
    expect(userError(() => listStaged(openRepository(repo.dir))).message).toContain('bad object HEAD');
  });

  test('no repository is an error', () => {
    const folder = temporaryFolder();
    const ceiling = { GIT_CEILING_DIRECTORIES: join(folder, '..') };
    expect(withEnvironment(ceiling, () => userError(() => listStaged(openRepository(folder)))).message).toContain(
      'not inside a git repository',
    );
  });

  test('a damaged index is an error', () => {
    const repo = withFile();
    writeFileSync(join(repo.dir, '.git/index'), 'DIRC nonsense');
    expect(userError(() => listStaged(openRepository(repo.dir))).message).toContain('git diff-index failed');
  });
});

describe('names are bytes', () => {
  const strange = [
    'a b  c.ts',
    ' a.ts',
    'a"b.ts',
    'a\\b.ts',
    'a\tb.ts',
    'a\nb.ts',
    'a\rb.ts',
    '-rf.ts',
    '--output=x.ts',
    '--/x.ts',
    ':a.ts',
    ':(top)a.ts',
    '*[a]?{b,c}.ts',
    '#!a.ts',
    '$(touch x).ts',
    '\u001b[2J.ts',
    '__proto__.ts',
    'é.ts',
    'e\u0301.ts',
    '🚀/💩.ts',
    '\ufeffbom.ts',
    '\ufffd.ts',
    'main',
    'HEAD',
    `${'x'.repeat(252)}.ts`,
    `${`${'d'.repeat(100)}/`.repeat(36)}a.ts`,
  ];

  test('every strange name comes back as it is', () => {
    const repo = temporaryRepository();
    const id = repo.blob('export {};\n');
    for (const name of strange) repo.stage(name, id);
    const { changes } = listStaged(openRepository(repo.dir));
    expect(changes.map(({ path }) => path).sort()).toEqual([...strange].sort());
    expect(changes.every(({ pathBytes }) => pathBytes === null)).toBe(true);
    // Buffer.compare is the order that git keeps its index in
    expect(changes.map(({ path }) => path)).toEqual(
      strange
        .map((name) => Buffer.from(name))
        .sort(Buffer.compare)
        .map(String),
    );
  });

  test('two names that decode to one are two files', () => {
    const repo = temporaryRepository();
    const id = repo.blob('');
    for (const byte of [0xfe, 0xff]) repo.stage(Buffer.from([byte, 0x2e, 0x74, 0x73]), id);
    expect(listStaged(openRepository(repo.dir)).changes.map(({ path, pathBytes }) => [path, pathBytes])).toEqual([
      ['\ufffd.ts', 'fe2e7473'],
      ['\ufffd.ts', 'ff2e7473'],
    ]);
  });
});

describe('formats of repository and index', () => {
  test('SHA-256: whole ids', () => {
    const repo = temporaryRepository({ objectFormat: 'sha256' });
    repo.write('a.ts', 'a\n');
    repo.git('add', '-A');
    expect(listStaged(openRepository(repo.dir)).changes[0]?.newId).toMatch(/^[0-9a-f]{64}$/);
    expect(listStaged(openRepository(repo.dir)).hasHead).toBe(false);
    repo.commit('first');
    repo.write('a.ts', 'b\n');
    repo.git('add', '-A');
    expect(listStaged(openRepository(repo.dir)).changes[0]?.newId).toBe(repo.git('rev-parse', ':a.ts').trim());
  });

  test.each([
    [
      'version 4 with an untracked cache',
      ['update-index', '--index-version', '4', '--untracked-cache', '--force-untracked-cache'],
    ],
    ['split', ['update-index', '--split-index']],
    ['skip-worktree', ['update-index', '--skip-worktree', 'a.ts']],
    ['assume-unchanged', ['update-index', '--assume-unchanged', 'a.ts']],
  ])('index: %s', (_, args) => {
    const repo = withFile();
    repo.write('b.ts', 'b\n');
    repo.git('add', '-A');
    repo.git(...args);
    repo.stage('a.ts', repo.blob('changed\n'));
    expect(staged(repo.dir)).toEqual(['M 100644 a.ts', 'A 100644 b.ts']);
  });

  test('a sparse index with a change outside the cone', () => {
    const repo = temporaryRepository();
    for (const name of ['in/a.ts', 'out/deep/b.ts', 'out/c.ts']) repo.write(name, `${name}\n`);
    repo.commitAll('first');
    repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    expect(staged(repo.dir)).toEqual([]);
    expect(repo.git('ls-files', '--sparse')).toBe('in/a.ts\nout/\n');
    repo.write('out/deep/b.ts', 'changed\n');
    repo.git('add', '--sparse', 'out/deep/b.ts');
    expect(staged(repo.dir)).toEqual(['M 100644 out/deep/b.ts']);
  });

  test('a replaced blob keeps the id that will be committed', () => {
    const repo = withFile();
    repo.write('b.ts', 'bad\n');
    repo.git('add', '-A');
    const bad = repo.git('rev-parse', ':b.ts').trim();
    repo.git('replace', bad, repo.blob('good\n'));
    expect(listStaged(openRepository(repo.dir)).changes[0]?.newId).toBe(bad);
  });

  test('while somebody else holds the index lock', () => {
    const repo = withFile();
    repo.write('b.ts', '');
    repo.git('add', '-A');
    writeFileSync(join(repo.dir, '.git/index.lock'), '');
    expect(staged(repo.dir)).toEqual(['A 100644 b.ts']);
    rmSync(join(repo.dir, '.git/index.lock'));
  });

  test('GIT_INDEX_FILE names the index, relative to the top', () => {
    const repo = withFile();
    mkdirSync(join(repo.dir, 'sub'));
    repo.write('b.ts', '');
    const env = { GIT_INDEX_FILE: '.git/other' };
    repo.tryGit(['add', '-A'], { env });
    expect(staged(repo.dir)).toEqual([]);
    expect(withEnvironment(env, () => staged(join(repo.dir, 'sub')))).toEqual(['A 100644 b.ts']);
  });
});

describe('renames and ranges', () => {
  const text = Array.from({ length: 40 }, (_, line) => `export const a${line} = ${line};\n`).join('');

  test('what git pairs: an edited rename, a name with a newline; not an unrelated file', () => {
    const repo = temporaryRepository();
    repo.write('old.ts', text);
    repo.write('gone.ts', 'something else\n'.repeat(20));
    repo.commitAll('first');
    repo.git('mv', 'old.ts', 'new\nname.ts');
    repo.write('new\nname.ts', `${text}// edited\n`);
    repo.git('rm', '-q', 'gone.ts');
    repo.write('unrelated.ts', 'nothing alike 1 2 3\n');
    repo.git('add', '-A');
    repo.git('config', 'diff.renames', 'false');
    expect([...listRenames(openRepository(repo.dir), 'HEAD', null)]).toEqual([['new\nname.ts', 'old.ts']]);
    const before = repo.git('rev-parse', 'HEAD').trim();
    const after = repo.commit('second');
    expect([...listRenames(openRepository(repo.dir), before, after)]).toEqual([['new\nname.ts', 'old.ts']]);
    expect(listBetween(openRepository(repo.dir), before, after).map(({ status, path }) => `${status} ${path}`)).toEqual(
      ['D gone.ts', 'A new\nname.ts', 'D old.ts', 'A unrelated.ts'],
    );
    expect(listBetween(openRepository(repo.dir), before, before)).toEqual([]);
  });
});

test('parseRaw reads nothing from nothing', () => {
  expect(parseRaw(Buffer.alloc(0))).toEqual([]);
});

test('a clone with no more history than its tip', () => {
  const repo = withFile();
  repo.commit('second');
  const clone = join(temporaryFolder(), 'clone');
  repo.git('clone', '-q', '--depth', '1', `file://${repo.dir}`, clone);
  const shallow = repositoryAt(clone);
  shallow.write('b.ts', '');
  shallow.git('add', '-A');
  expect(staged(clone)).toEqual(['A 100644 b.ts']);
});
