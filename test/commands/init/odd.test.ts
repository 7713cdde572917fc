/**
 * `init` and `doctor` in odd repositories: each works, or says in one sentence what to do. What must never be is a hook
 * that is installed and does not run.
 */

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makePlan } from '../../../src/commands/init/plan.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { surveySite } from '../../../src/hooks/site.ts';
import {
  buildPackage,
  guard,
  guardWith,
  isVolatile,
  run,
  snapshot,
  standInPackage,
  tryCommit,
} from '../../support/package.ts';
import {
  repositoryAt,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/repository.ts';

const REGISTRY = '{ "version": 1, "banned": ["pytz"] }\n';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

function repository(more: Readonly<Record<string, string>> = {}): TemporaryRepository {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries({ '.ssotrc.json': REGISTRY, '.gitignore': 'node_modules\n', ...more }))
    repo.write(path, text);
  repo.commitAll('registry');
  return repo;
}

function init(repo: TemporaryRepository, ...args: string[]) {
  return guard(home, repo.dir, 'init', '--yes', '--no-doctor', ...args);
}

function isGuarded(repo: TemporaryRepository): boolean {
  const { moved, said } = tryCommit(repo, 'bad.py', 'import pytz\n');
  repo.remove('bad.py');
  return !moved && said.includes('bad.py:1:');
}

describe('core.hooksPath', () => {
  it('that is empty is refused, and told by doctor', () => {
    const repo = repository();
    repo.git('config', 'core.hooksPath', '');
    for (const command of ['init', 'doctor']) {
      const { status, err } = guard(home, repo.dir, command);
      expect(status).toBe(2);
      expect(err).toContain('core.hooksPath is set to nothing');
      expect(err).toContain('git config --local --unset core.hooksPath');
    }
  });

  it.each([
    ['a file', 'a file', 'is not a folder'],
    ['a path of Windows', 'C:\\Users\\me\\hooks', 'is a path of Windows'],
  ])('that is %s is refused, and told by doctor', (_what, path, words) => {
    const repo = repository({ 'a file': '' });
    repo.git('config', 'core.hooksPath', path);
    const before = snapshot(repo.dir, isVolatile);
    const { status, err } = init(repo);
    expect(status).toBe(2);
    expect(err).toContain(words);
    expect(err).toContain('git config --local --unset core.hooksPath');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
    const told = guard(home, repo.dir, 'doctor');
    expect(told.status).toBe(1);
    expect(told.out).toContain('so git runs no hook at all');
    expect(told.out).toContain('git config --local --unset core.hooksPath, then npx ssot-guard init --yes');
  });

  it('/dev/null is replaced for this repository, and comes back', () => {
    const repo = repository();
    repo.git('config', 'core.hooksPath', '/dev/null');
    expect(guard(home, repo.dir, 'doctor').out).toContain('is not a folder');
    const before = snapshot(repo.dir, isVolatile);
    expect(init(repo).status).toBe(0);
    expect(isGuarded(repo)).toBe(true);
    expect(guard(home, repo.dir, 'doctor').status).toBe(0);
    guard(home, repo.dir, 'init', '--uninstall');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });

  it('of one worktree is replaced there, and comes back', () => {
    const main = repository();
    main.git('config', 'extensions.worktreeConfig', 'true');
    const path = join(temporaryFolder(), 'w');
    main.git('worktree', 'add', '-q', '-b', 'other', path);
    const repo = repositoryAt(path);
    repo.git('config', '--worktree', 'core.hooksPath', '/nonexistent/hooks');
    const before = snapshot(join(main.dir, '.git'), (name) => /(?:^|\/)(?:index|objects|logs|refs)$/.test(name));
    expect(guard(home, repo.dir, 'doctor').out).toContain('git config --worktree --unset core.hooksPath');
    expect(init(repo).status).toBe(0);
    expect(isGuarded(repo)).toBe(true);
    expect(init(repo).out).toContain('Nothing to change');
    guard(home, repo.dir, 'init', '--uninstall');
    rmSync(join(main.dir, '.git/worktrees/w/COMMIT_EDITMSG'), { force: true });
    expect(snapshot(join(main.dir, '.git'), (name) => /(?:^|\/)(?:index|objects|logs|refs)$/.test(name))).toEqual(
      before,
    );
  });

  it('from the environment is refused', () => {
    const repo = repository();
    const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: '/elsewhere' };
    const { status, err } = guardWith(home, repo.dir, env, 'init', '--yes');
    expect(status).toBe(2);
    expect(err).toContain('comes from the environment');
  });
});

describe('the hooks folder', () => {
  it('that is a file is refused, and told by doctor', () => {
    const repo = repository();
    rmSync(join(repo.dir, '.git/hooks'), { recursive: true, force: true });
    writeFileSync(join(repo.dir, '.git/hooks'), '');
    expect(init(repo)).toMatchObject({ status: 2 });
    expect(init(repo).err).toContain('is not a folder');
    expect(guard(home, repo.dir, 'doctor').out).toContain('.git/hooks is not a folder');
  });

  it.skipIf(process.getuid?.() === 0)('that cannot be written is told in one sentence', () => {
    const repo = repository();
    mkdirSync(join(repo.dir, '.git/hooks'), { recursive: true });
    chmodSync(join(repo.dir, '.git/hooks'), 0o555);
    const { status, err } = init(repo);
    chmodSync(join(repo.dir, '.git/hooks'), 0o755);
    expect(status).toBe(2);
    expect(err).toContain('.git/hooks/pre-commit cannot be written: no permission');
  });
});

describe('a file where a folder is needed', () => {
  it.each([
    ['.github', ['--ci', 'github']],
    ['docs', ['--docs', 'docs/IMPORTS.md']],
    ['.git/ssot-guard', []],
  ])('%s is told in one sentence, and what was done is taken back', (path, args) => {
    const repo = repository();
    repo.write(path, '');
    repo.commitAll('in the way');
    const before = snapshot(repo.dir, isVolatile);
    const { status, err } = init(repo, ...args);
    expect(status).toBe(2);
    expect(err).toMatch(/cannot be written: a file stands where a folder is needed|lies behind \S+, which is a file/);
    if (path === '.git/ssot-guard') return; // without it nothing can be noted
    guard(home, repo.dir, 'init', '--uninstall');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });
});

describe('a sparse checkout', () => {
  it('without the registry on disk keeps the registry of the index', () => {
    const repo = repository({ 'a/x.py': 'x = 1\n' });
    repo.git('sparse-checkout', 'set', '--no-cone', '/a/*');
    expect(existsSync(join(repo.dir, '.ssotrc.jsonc'))).toBe(false);
    expect(init(repo).status).toBe(0);
    expect(existsSync(join(repo.dir, '.ssotrc.jsonc'))).toBe(false);
    const { moved } = tryCommit(repo, 'a/bad.py', 'import pytz\n');
    expect(moved).toBe(false);
    const told = guard(home, repo.dir, 'doctor');
    expect(told.out).toContain('not in this sparse checkout');
    expect(told.status).toBe(0);
  });
});

describe('two hook managers', () => {
  const LEFTHOOK_HOOK = '#!/bin/sh\nexit 0 # lefthook\n';
  const both = {
    'lefthook.yml': 'pre-commit:\n  commands:\n    hello:\n      run: echo\n',
    '.husky/pre-commit': 'echo husky\n',
  };
  const withPackage = (scripts: string) => ({ ...both, 'package.json': scripts });
  const startedLefthook = (repo: TemporaryRepository): void => {
    for (const hook of ['pre-commit', 'pre-merge-commit']) repo.hook(hook, LEFTHOOK_HOOK);
  };

  it('both hold the guard when npm install may start the other one', () => {
    const repo = repository(
      withPackage('{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9" } }\n'),
    );
    startedLefthook(repo);
    const told = guard(home, repo.dir, 'doctor').out;
    expect(told).toContain(
      'husky is configured without the guard, and git does not run it here; npm install may start it',
    );
    const before = snapshot(repo.dir, isVolatile);
    const { out } = init(repo);
    expect(out).toContain('The guard is run by: lefthook');
    expect(repo.read('.husky/pre-commit')).toContain('ssot-guard');
    expect(repo.read('lefthook.yml')).toContain('ssot-guard');
    expect(guard(home, repo.dir, 'doctor').out).not.toContain('npm install may start it');
    expect(init(repo).out).toContain('Nothing to change');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });

  it('the one that only a person starts is left alone', () => {
    const repo = repository(withPackage('{}\n'));
    startedLefthook(repo);
    expect(init(repo).out).toContain('By hand: husky is configured, but git does not run it');
    expect(repo.read('.husky/pre-commit')).toBe('echo husky\n');
  });
});

describe('husky in a package', () => {
  it.each([
    [
      'is found where the top sets it up',
      { 'package.json': '{ "scripts": { "prepare": "husky web/.husky" } }\n' },
      'husky',
    ],
    ['is an example where nobody does', { 'web/package.json': '{ "scripts": { "prepare": "husky" } }\n' }, 'git hooks'],
  ])('%s', (_, files, manager) => {
    const repo = repository({ ...files, 'web/.husky/pre-commit': 'echo husky\n' });
    expect(init(repo, '--dry-run').out).toContain(`The guard is run by: ${manager}`);
  });

  it('is found from the top', () => {
    const repo = repository({
      'web/package.json':
        '{ "scripts": { "prepare": "cd .. && husky web/.husky" }, "devDependencies": { "husky": "9" } }\n',
      'web/.husky/pre-commit': 'echo husky\n',
    });
    expect(init(repo, '--dry-run').out).toContain('The guard is run by: husky');
    repo.hook('pre-commit', '#!/bin/sh\nexit 0\n');
    expect(init(repo).out).toContain('npm install may start it');
    expect(repo.read('web/.husky/pre-commit')).toContain('ssot-guard');
  });
});

describe('lint-staged', () => {
  it('asked for by name gets no task: the hook that runs it runs the guard', () => {
    const repo = repository({ 'web/package.json': '{ "lint-staged": { "*.md": "echo" } }\n' });
    const plan = ['init', '--dry-run', '--manager', 'lint-staged'];
    const { out } = guard(home, join(repo.dir, 'web'), ...plan);
    expect(out).toContain('The guard is run by: git hooks');
    expect(out).not.toContain('web/package.json  ');
  });
});

describe('ssot-guard installed by a package below the top', () => {
  it('is named relative to the top, so that the hook works in every clone', () => {
    const repo = repository({ 'web/package.json': '{}\n' });
    const path = join(repo.dir, 'web/node_modules/ssot-guard');
    mkdirSync(join(path, '..'), { recursive: true });
    standInPackage(path);
    rmSync(join(path, 'dist'), { recursive: true });
    symlinkSync(join(home, 'dist'), join(path, 'dist'));
    symlinkSync(join(home, 'node_modules'), join(path, 'node_modules'));
    const ran = run(repo.dir, process.execPath, [
      '--preserve-symlinks-main',
      '--preserve-symlinks',
      join(path, 'dist/cli.cjs'),
      'init',
      '--yes',
      '--no-doctor',
    ]);
    expect(ran).toMatchObject({ status: 0, err: '' });
    expect(repo.read('.git/hooks/pre-commit')).toContain('"$0" web/node_modules/ssot-guard file');
  });
});

describe('a path', () => {
  it.each(["-a b'c", 'ünï\n$(x)'])('like %j works', (name) => {
    const dir = join(mkdtempSync(join(temporaryFolder(), 'p-')), name);
    mkdirSync(dir);
    run(dir, 'git', ['init', '-q', '-b', 'main']);
    const repo = repositoryAt(dir);
    repo.git('config', 'user.name', 'T');
    repo.git('config', 'user.email', 't@example.org');
    repo.write('.ssotrc.json', REGISTRY);
    repo.commitAll('registry');
    expect(init(repo).status).toBe(0);
    expect(isGuarded(repo)).toBe(true);
    expect(guard(home, repo.dir, 'doctor').status).toBe(0);
  });
});

describe('Yarn with Plug’n’Play', () => {
  const planned = (repo: TemporaryRepository, installed: string) =>
    makePlan(
      { ...surveySite(openRepository(repo.dir), ''), installed },
      { manager: 'auto', ci: 'none', docs: [], commitMsg: false, codeowners: null },
      [],
    );

  it('that keeps the guard in an archive is refused', () => {
    const installed = '/home/me/.yarn/berry/cache/ssot-guard-npm-0.1.0-abc.zip/node_modules/ssot-guard';
    expect(() => planned(repository(), installed)).toThrow('inside an archive');
  });

  it('that unplugged it is found whatever the version', () => {
    const { changes } = planned(repository(), '.yarn/unplugged/ssot-guard-npm-0.1.0-abc/node_modules/ssot-guard');
    const texts = changes.flatMap((change) => (change.kind === 'write' ? [change.content] : []));
    expect(texts.join('')).toContain('.yarn/unplugged/ssot-guard-*/node_modules/ssot-guard');
    expect(texts.join('')).not.toContain('0.1.0-abc');
  });
});

describe('a configuration that is committed', () => {
  it.each([
    ['lefthook', 'lefthook.yml', 'pre-push: {}\n'],
    ['simple-git-hooks', 'package.json', '{ "simple-git-hooks": { "pre-push": "echo" } }\n'],
    ['pre-commit', '.pre-commit-config.yaml', 'fail_fast: true\n'],
  ])('of %s does not name a place on this machine', (manager, path, text) => {
    const repo = repository({ ...(manager === 'pre-commit' ? { 'package.json': '{}\n' } : {}), [path]: text });
    init(repo, '--manager', manager);
    const next = repo.read(path);
    expect(next).not.toContain(home.slice(0, 20));
    const parsed = parse(next);
    const command: string =
      parsed['pre-commit']?.commands['ssot-guard'].run ??
      parsed['simple-git-hooks']?.['pre-commit'] ??
      parsed.repos?.[0].hooks[0].entry;
    expect(run(repo.dir, 'sh', ['-c', command]).status).toBe(0);
    repo.write('bad.py', 'import pytz\n');
    repo.git('add', 'bad.py');
    const stopped = run(repo.dir, 'sh', ['-c', command]);
    expect(stopped.status).toBe(1);
    expect(stopped.out).toContain('bad.py:1:');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(repo.read(path)).toBe(text);
    const gone = run(repo.dir, 'sh', ['-c', command]);
    expect(gone.status).toBe(2);
    const advice = existsSync(join(repo.dir, 'package.json')) ? 'npm install' : 'npx ssot-guard init';
    expect(gone.err).toContain(`ssot-guard: not installed here, nothing was checked: run ${advice} (`);
    expect(run(repo.dir, 'sh', ['-c', command], { SSOT_GUARD_MISSING: 'warn' }).status).toBe(0);
  });

  it.each([
    'lefthook',
    'simple-git-hooks',
    'pre-commit',
  ])('of %s says where the packages are not installed', (manager) => {
    const repo = repository();
    standInPackage(join(repo.dir, 'node_modules/ssot-guard'));
    init(repo, '--manager', manager);
    const text = ['lefthook.yml', 'package.json', '.pre-commit-config.yaml']
      .filter((path) => existsSync(join(repo.dir, path)))
      .map((path) => repo.read(path))
      .join('');
    const parsed = parse(text);
    const command: string =
      parsed['pre-commit']?.commands['ssot-guard'].run ??
      parsed['simple-git-hooks']?.['pre-commit'] ??
      parsed.repos?.[0].hooks[0].entry;
    expect(command).toContain("' ssot-guard node_modules/ssot-guard");
    expect(run(repo.dir, 'sh', ['-c', command]).status).toBe(0);
    rmSync(join(repo.dir, 'node_modules'), { recursive: true });
    const gone = run(repo.dir, 'sh', ['-c', command]);
    expect(gone.status).toBe(2);
    expect(gone.err).toMatch(
      /^ssot-guard: not installed here, nothing was checked: run (?:npm install|npx ssot-guard init) .*\n$/,
    );
    expect(run(repo.dir, 'sh', ['-c', command], { SSOT_GUARD_MISSING: 'warn' }).status).toBe(0);
  });
});
