/** `fix --staged`: the index follows, as `git add` would have it, and no program of the repository runs. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { TemporaryRepository } from '../../support/repository.ts';
import { fix, json, refusal, repositoryWith } from './world.ts';

const OLD = 'from app.old import Old\n';
const NEW = 'from app.new import New as Old\n';

/** What the index holds at a path. */
const staged = (repo: TemporaryRepository, path: string): string => repo.git('show', `:${path}`);

/** Everything is staged as it is on disk. */
function expectAgreement(repo: TemporaryRepository): void {
  expect(repo.git('diff', '--name-only')).toBe('');
}

afterEach(() => {
  delete process.env.GIT_INDEX_FILE;
});

describe('fix --staged', () => {
  it('stages what it writes, modes as they are', async () => {
    const names = ['a.py', 'd/b c.py', 'q"uo\nte.py', 'é.py', 'x.py'];
    const repo = repositoryWith(Object.fromEntries(names.map((name) => [name, OLD])));
    repo.git('add', '-A');
    repo.git('update-index', '--chmod=+x', 'x.py');
    expect(await fix(repo.dir, '--staged')).toMatchObject({ code: 0 });
    for (const name of names) expect([name, staged(repo, name), repo.read(name)]).toEqual([name, NEW, NEW]);
    expect(repo.git('ls-files', '-s', 'x.py')).toMatch(/^100755 /);
    expect(repo.git('-c', 'core.fileMode=false', 'diff', '--name-only')).toBe('');
    expect(repo.git('fsck', '--no-dangling')).toBe('');
  });

  it('does not touch what is staged differently, or not at all', async () => {
    const repo = repositoryWith({ 'a.py': OLD, 'b.py': OLD, 'c.py': OLD });
    repo.git('add', 'a.py', 'b.py');
    repo.write('b.py', `import os\n${OLD}`);
    const result = await json(repo.dir, '--staged', '--all');
    expect(result.fixed.map(({ path }) => path)).toEqual(['a.py']);
    expect(result.skipped).toEqual([
      { path: 'b.py', reason: 'staged and on disk differently' },
      { path: 'c.py', reason: 'not in the index' },
    ]);
    expect([repo.read('b.py'), repo.read('c.py'), staged(repo, 'b.py')]).toEqual([`import os\n${OLD}`, OLD, OLD]);
    expect((await fix(repo.dir, '--staged')).code).toBe(1);
  });

  it.each([
    ['core.autocrlf=true', 'true', ''],
    ['core.autocrlf=input', 'input', ''],
    ['an attribute', 'false', '*.py text eol=crlf\n'],
    ['text=auto', 'false', '* text=auto\n'],
    ['ident', 'false', '*.py ident\n'],
    ['another encoding in the work tree', 'false', '*.py working-tree-encoding=ISO-8859-1\n'],
  ])('stages as git would with %s', async (_name, autocrlf, attributes) => {
    const text = `# $Id$\r\nx = 'é'\r\n${OLD}`;
    const repo = repositoryWith();
    repo.git('config', 'core.autocrlf', autocrlf);
    repo.write('.gitattributes', attributes);
    const isOneByte = attributes.includes('8859');
    repo.write('a.py', isOneByte ? Buffer.from(`# coding: latin-1\r\n${text}`, 'latin1') : text);
    repo.git('-c', 'core.safecrlf=false', 'add', '-A');
    expect(await fix(repo.dir, '--staged')).toMatchObject({ code: 0 });
    expectAgreement(repo);
    expect(staged(repo, 'a.py')).toContain(NEW.trim());
    expect(readFileSync(join(repo.dir, 'a.py'), 'latin1')).toContain("'\r\nfrom app.new");
  });

  it('runs no filter, whoever configures it', async () => {
    const repo = repositoryWith({ 'a.py': OLD, 'b.py': OLD, '.gitattributes': 'a.py filter=mine\n' });
    repo.git('config', 'filter.mine.clean', `touch '${repo.dir}/ran'; cat`);
    repo.git('config', 'filter.mine.required', 'true');
    repo.stage('a.py', repo.blob(OLD));
    repo.git('add', 'b.py');
    const { code, err } = await fix(repo.dir, '--staged');
    expect([code, err]).toEqual([1, expect.stringContaining('a.py is left as it is: git has a program filter it')]);
    expect(existsSync(join(repo.dir, 'ran'))).toBe(false);
    expect([repo.read('a.py'), staged(repo, 'b.py')]).toEqual([OLD, NEW]);
    expect((await fix(repo.dir)).code).toBe(0);
    expect([repo.read('a.py'), existsSync(join(repo.dir, 'ran'))]).toEqual([NEW, false]);
  });

  it('leaves what git was told to leave', async () => {
    const repo = repositoryWith({ 'a.py': OLD, 'b.py': OLD, 'c.py': OLD });
    repo.git('add', '-A');
    repo.git('update-index', '--assume-unchanged', 'a.py');
    repo.git('update-index', '--skip-worktree', 'b.py');
    expect((await json(repo.dir, '--staged', '--all')).skipped.map(({ reason }) => reason)).toEqual([
      'marked as unchanged (assume-unchanged)',
      'marked as not checked out (skip-worktree)',
    ]);
    expect(repo.git('ls-files', '-v', 'a.py', 'b.py')).toBe('h a.py\nS b.py\n');
  });

  it('writes the index that the environment names', async () => {
    const repo = repositoryWith({ 'a.py': OLD });
    const own = repo.git('ls-files', '-s');
    process.env.GIT_INDEX_FILE = join(repo.dir, '.git/other');
    repo.git('read-tree', 'HEAD');
    repo.git('add', 'a.py');
    expect(await fix(repo.dir, '--staged')).toMatchObject({ code: 0 });
    expect(staged(repo, 'a.py')).toBe(NEW);
    delete process.env.GIT_INDEX_FILE;
    expect(repo.git('ls-files', '-s')).toBe(own);
  });

  it('changes nothing while another git holds the index', async () => {
    const repo = repositoryWith({ 'a.py': OLD, 'b.py': OLD });
    repo.git('add', '-A');
    writeFileSync(join(repo.dir, '.git/index.lock'), '');
    expect(await refusal(repo.dir, '--staged')).toContain('index.lock');
    expect([repo.read('a.py'), repo.read('b.py'), staged(repo, 'a.py')]).toEqual([OLD, OLD, OLD]);
    expect(existsSync(join(repo.dir, '.git/ssot-guard/fix'))).toBe(false);
    expect(repo.git('status', '--porcelain', '-uall')).not.toContain('tmp');
  });

  it('changes nothing where git finds fault with line ends', async () => {
    const repo = repositoryWith({ 'a.py': OLD.replace('\n', '\r\n') });
    repo.git('config', 'core.autocrlf', 'input');
    repo.git('-c', 'core.safecrlf=false', 'add', '-A');
    repo.git('config', 'core.safecrlf', 'true');
    expect(await refusal(repo.dir, '--staged')).toContain('CRLF would be replaced by LF');
    expect(repo.read('a.py')).toBe(OLD.replace('\n', '\r\n'));
  });

  it('works in a linked worktree, on its own index', async () => {
    const repo = repositoryWith({ 'a.py': OLD });
    repo.commitAll('a');
    repo.git('worktree', 'add', '-q', 'tree');
    const tree = join(repo.dir, 'tree');
    expect(await fix(tree, '--all', '--staged')).toMatchObject({ code: 0 });
    expect(repo.git('-C', 'tree', 'diff', '--cached', '--name-only')).toBe('a.py\n');
    expect([repo.git('diff', '--cached', '--name-only'), repo.read('a.py')]).toEqual(['', OLD]);
  });
});
