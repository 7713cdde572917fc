/**
 * Every path that a person or a file of the repository gives to be written to: never a git directory, however it is
 * called, never through a link; and what this tool keeps in the git directory is written through no link either.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildPackage, guard, isVolatile, snapshot } from '../support/package.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

const REGISTRY = '{ "version": 1, "banned": ["pytz"] }\n';

let home: string;
let repo: TemporaryRepository;

beforeAll(() => {
  home = buildPackage();
});

beforeEach(() => {
  repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('a.py', 'import pytz\n');
  repo.write('docs/page.md', '# Page\n');
  repo.commitAll('first');
});

/** Everything but what a check keeps to be faster. */
const state = () => snapshot(repo.dir, (path) => isVolatile(path) || path.startsWith('.git/ssot-guard'));

const COMMANDS: readonly (readonly [string, (path: string) => string[]])[] = [
  ['registry docs', (path) => ['registry', 'docs', path]],
  ['init --docs', (path) => ['init', '--yes', '--no-doctor', '--docs', path]],
  ['check --output', (path) => ['check', '--all', '--output', path]],
];

describe.each(COMMANDS)('%s', (_name, command) => {
  it.each([
    '.git/config',
    '.git/hooks/pre-commit',
    '.GIT/config',
    '.git./config',
    'sub/.git',
    '.git/new/x.md',
    'docs/../.git/config',
    'meta/config',
    'link/config',
    'deep/link2/config',
    'config-link',
    'docs-link/x.md',
  ])('does not write to %s', (path) => {
    repo.git('init', '-q', '--bare', 'meta');
    repo.symlink('.git', 'link');
    repo.symlink('../.git', 'deep/link2');
    repo.symlink('.git/config', 'config-link');
    repo.symlink('docs', 'docs-link');
    mkdirSync(join(repo.dir, 'sub'));
    const before = state();
    const { status, err } = guard(home, repo.dir, ...command(path));
    expect([status, err]).toEqual([
      2,
      expect.stringMatching(/^ssot-guard: .*(?:git directory|link|not a place|a folder).*/),
    ]);
    expect(state()).toEqual(before);
    expect(guard(home, repo.dir, ...command(join(repo.dir, path))).status).toBe(2);
    expect(state()).toEqual(before);
  });

  it('does not write into the git directory of another work tree or submodule', () => {
    const other = join(temporaryFolder(), 'w');
    repo.git('worktree', 'add', '-q', other);
    const worktree = repositoryAt(other);
    const gitDir = worktree.git('rev-parse', '--absolute-git-dir').trim();
    for (const path of [join(gitDir, 'config.worktree'), join(repo.dir, '.git/config'), '.git']) {
      const before = readFileSync(join(repo.dir, '.git/config'), 'utf8');
      expect(guard(home, other, ...command(path)).status).toBe(2);
      expect(readFileSync(join(repo.dir, '.git/config'), 'utf8')).toBe(before);
      expect(readFileSync(join(other, '.git'), 'utf8')).toContain('gitdir: ');
    }
  });

  it.each(['new.md', 'docs/page.md', 'github/x.md', '.github/x.md', 'HEAD/x.md'])('writes to %s', (path) => {
    mkdirSync(join(repo.dir, path, '..'), { recursive: true });
    expect(guard(home, repo.dir, ...command(path)).status).toBeLessThan(2);
    expect(repo.read(path)).toMatch(/pytz/);
  });
});

describe('check --output', () => {
  it('writes outside of the repository, where links are the user’s own, and to devices', () => {
    const away = temporaryFolder();
    mkdirSync(join(away, 'real'));
    symlinkSync('real', join(away, 'link'));
    expect(guard(home, repo.dir, 'check', '--all', '--output', join(away, 'link/report')).status).toBe(1);
    expect(readFileSync(join(away, 'real/report'), 'utf8')).toContain('pytz');
    expect(guard(home, repo.dir, 'check', '--all', '--output', '/dev/null').status).toBe(1);
    expect(guard(home, repo.dir, 'check', '--all', '--output', join(away, 'nowhere/report'))).toMatchObject({
      status: 2,
      err: expect.stringContaining('nowhere/report (ENOENT)'),
    });
    const command = `${process.execPath} '${join(home, 'dist/cli.cjs').replaceAll("'", `'\\''`)}' check --all --output`;
    for (const output of ['/dev/stdout | cat', '>(cat)']) {
      const { stdout } = spawnSync('bash', ['-c', `${command} ${output}`], { cwd: repo.dir, encoding: 'utf8' });
      expect(stdout).toContain('pytz');
    }
  });
});

describe('a page that is not UTF-8', () => {
  it('is not edited', () => {
    const page = Buffer.from('caf\xe9\n', 'latin1');
    repo.write('page.md', page);
    for (const command of [
      ['registry', 'docs', 'page.md'],
      ['init', '--yes', '--docs', 'page.md'],
    ]) {
      expect(guard(home, repo.dir, ...command)).toMatchObject({
        status: 2,
        err: expect.stringContaining('is not UTF-8'),
      });
      expect(readFileSync(join(repo.dir, 'page.md'))).toEqual(page);
    }
  });
});

describe('the baseline that a registry names', () => {
  it.each(['.git/config', 'meta/config', 'link/config'])('is not written to %s', (path) => {
    repo.git('init', '-q', '--bare', 'meta');
    repo.symlink('.git', 'link');
    repo.write('.ssotrc.json', `{ "version": 1, "banned": ["pytz"], "baseline": ${JSON.stringify(path)} }\n`);
    const before = state();
    expect(guard(home, repo.dir, 'baseline', 'create', '--force', '--until', '2099-01-01').status).toBe(2);
    expect(state()).toEqual(before);
  });
});

describe('what is kept in the git directory', () => {
  it.each([
    '.git/ssot-guard',
    '.git/ssot-guard/init.json',
    '.git/ssot-guard/node',
    '.git/ssot-guard/package',
    '.git/ssot-guard/search',
    '.git/ssot-guard/earlier',
  ])('is not written through a link at %s', (place) => {
    const away = temporaryFolder();
    writeFileSync(join(away, 'file'), 'mine');
    mkdirSync(join(away, 'folder'));
    repo.symlink(join(away, place.endsWith('guard') ? 'folder' : 'file'), place);
    const { status, err } = guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    if (place.endsWith('guard')) expect([status, err]).toEqual([2, expect.stringContaining('is a link')]);
    else expect(status).toBe(0);
    repo.git('rm', '-q', '--cached', 'a.py');
    repo.tryGit(['commit', '-qm', 'x']);
    guard(home, repo.dir, 'check', '--hook');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(readFileSync(join(away, 'file'), 'utf8')).toBe('mine');
    expect(readdirSync(join(away, 'folder'))).toEqual([]);
  });

  it('has temporary names that nobody can take beforehand', () => {
    const away = temporaryFolder();
    writeFileSync(join(away, 'file'), 'mine');
    for (const name of ['init.json.new', 'node.new', 'package.new'])
      repo.symlink(join(away, 'file'), `.git/ssot-guard/${name}`);
    expect(guard(home, repo.dir, 'init', '--yes', '--no-doctor').status).toBe(0);
    expect(readFileSync(join(away, 'file'), 'utf8')).toBe('mine');
    rmSync(join(away, 'file'));
    expect(guard(home, repo.dir, 'init', '--uninstall').status).toBe(0);
    expect(readdirSync(away)).toEqual([]);
  });
});
