/**
 * `init` without a hook manager, through real git and the package as a user has it: every place where git may look for
 * hooks, every kind of hook that may be there already. Each case: a bad commit is stopped, a good one passes, a second
 * `init` changes nothing, `--uninstall` brings every byte back.
 */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, guardWith, isVolatile, snapshot, tryCommit } from '../../support/package.ts';
import {
  repositoryAt,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/repository.ts';

const REGISTRY = '{ "version": 1, "banned": [{ "module": "pytz", "use": "zoneinfo" }] }\n';
const BAD = 'import pytz\nUTC = pytz.utc\n';
const GOOD = 'import zoneinfo\nUTC = zoneinfo.ZoneInfo("UTC")\n';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

function repositoryWithRegistry(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.commitAll('registry');
  return repo;
}

/** Everything but what git itself changes at each commit. */
function state(repo: TemporaryRepository) {
  return snapshot(repo.dir, isVolatile);
}

function install(repo: TemporaryRepository, ...args: string[]) {
  const ran = guard(home, repo.dir, 'init', '--yes', '--no-doctor', ...args);
  expect(ran).toMatchObject({ status: 0, err: '' });
  return ran;
}

function expectGuarded(repo: TemporaryRepository): void {
  const bad = tryCommit(repo, 'bad.py', BAD);
  expect(bad).toMatchObject({ moved: false });
  expect(bad.said).toContain('bad.py:1:');
  repo.remove('bad.py');
  expect(tryCommit(repo, 'good.py', GOOD)).toMatchObject({ moved: true });
  repo.git('reset', '-q', '--soft', 'HEAD~1');
  repo.git('rm', '-q', '-f', 'good.py');
}

/** The whole life of a guard: in, at work, in again, out. */
function expectExact(repo: TemporaryRepository, ...args: string[]): void {
  const before = state(repo);
  install(repo, ...args);
  expectGuarded(repo);
  const installed = state(repo);
  expect(install(repo, ...args).out).toContain('Nothing to change');
  expect(state(repo)).toEqual(installed);
  expect(guard(home, repo.dir, 'init', '--uninstall').status).toBe(0);
  expect(state(repo)).toEqual(before);
}

describe('the place of the hooks', () => {
  it('is the hooks folder of the git directory', () => expectExact(repositoryWithRegistry()));

  it('is made when it is missing', () => {
    const repo = repositoryWithRegistry();
    rmSync(join(repo.dir, '.git/hooks'), { recursive: true, force: true });
    expectExact(repo);
  });

  it('is where core.hooksPath of this repository says', () => {
    const repo = repositoryWithRegistry();
    repo.git('config', 'core.hooksPath', '.my hooks');
    expectExact(repo);
  });

  it('is found in a linked worktree, which shares the hooks', () => {
    const main = repositoryWithRegistry();
    const path = join(temporaryFolder(), "it's w");
    main.git('worktree', 'add', '-q', '-b', 'other', path);
    expectExact(repositoryAt(path));
  });

  it('is found in a submodule', () => {
    const inner = repositoryWithRegistry();
    const outer = temporaryRepository();
    outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.dir, 'in side');
    outer.commitAll('outer');
    const repo = repositoryAt(join(outer.dir, 'in side'));
    const before = snapshot(join(outer.dir, '.git/modules'), (path) =>
      /\/(?:index|logs|refs|objects|COMMIT_EDITMSG|ORIG_HEAD)$/.test(path),
    );
    expectExact(repo);
    expect(
      snapshot(join(outer.dir, '.git/modules'), (path) =>
        /\/(?:index|logs|refs|objects|COMMIT_EDITMSG|ORIG_HEAD)$/.test(path),
      ),
    ).toEqual(before);
  });

  it('is found from a subfolder', () => {
    const repo = repositoryWithRegistry();
    repo.write('packages/a/package.json', '{}');
    repo.commitAll('package');
    expect(guard(home, join(repo.dir, 'packages/a'), 'init', '--yes', '--no-doctor').status).toBe(0);
    expectGuarded(repo);
  });

  it('holds for a merge without conflicts, too', () => {
    const repo = repositoryWithRegistry();
    repo.git('switch', '-q', '-c', 'side');
    repo.write('side.py', GOOD);
    repo.commitAll('side');
    repo.git('switch', '-q', 'main');
    repo.write('main.py', GOOD);
    repo.commitAll('main');
    install(repo);
    const hook = join(repo.dir, '.git/hooks/pre-merge-commit');
    expect(existsSync(hook)).toBe(true);
    writeFileSync(join(repo.dir, '.git/ssot-guard/package'), '/nonexistent\n');
    const stopped = repo.tryGit(['merge', '--no-ff', '-m', 'm', 'side']);
    expect(stopped.status).not.toBe(0);
    expect(stopped.stdout + stopped.stderr).toContain('ssot-guard: not installed here');
  });
});

describe('core.hooksPath for all repositories', () => {
  const shared = (
    files: Readonly<Record<string, string>>,
  ): { repo: TemporaryRepository; folder: string; env: Record<string, string> } => {
    const user = temporaryFolder();
    const folder = join(user, "every repo's hooks");
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
    const config = join(user, 'gitconfig');
    writeFileSync(config, `[core]\n\thooksPath = "${folder}"\n`);
    return { repo: repositoryWithRegistry(), folder, env: { GIT_CONFIG_GLOBAL: config } };
  };

  it('stays as it is, and its hooks still run, while this repository is guarded', () => {
    const { repo, folder, env } = shared({
      'pre-commit': '#!/bin/sh\necho shared pre-commit\n',
      'commit-msg': '#!/bin/sh\ngrep -q try "$1"\n',
      'post-commit': '#!/bin/sh\necho done >post-commit-ran\n',
    });
    const before = { repo: state(repo), folder: snapshot(folder) };
    expect(guardWith(home, repo.dir, env, 'init', '--yes')).toMatchObject({ status: 0 });
    expect(snapshot(folder)).toEqual(before.folder);

    repo.write('bad.py', BAD);
    repo.git('add', 'bad.py');
    const commit = (message: string) => repo.tryGit(['commit', '-q', '-m', message], { env });
    expect(commit('try')).toMatchObject({ status: 1 });
    repo.git('rm', '-qf', 'bad.py');
    repo.write('good.py', GOOD);
    repo.git('add', 'good.py');
    expect(commit('message that the shared hook refuses').status).toBe(1);
    const good = commit('try');
    expect(good.status).toBe(0);
    expect(good.stdout + good.stderr).toContain('shared pre-commit');
    expect(existsSync(join(repo.dir, 'post-commit-ran'))).toBe(true);
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    repo.remove('post-commit-ran');

    const installed = state(repo);
    const again = guardWith(home, repo.dir, env, 'init', '--yes', '--no-doctor');
    expect(again.out).toContain('Nothing to change');
    expect(state(repo)).toEqual(installed);
    expect(guardWith(home, repo.dir, env, 'init', '--uninstall').status).toBe(0);
    expect(state(repo)).toEqual(before.repo);
    expect(snapshot(folder)).toEqual(before.folder);
  });

  it('is taken for this repository’s own when it is relative and so lies inside', () => {
    const { repo, env } = shared({});
    writeFileSync(env.GIT_CONFIG_GLOBAL ?? '', '[core]\n\thooksPath = .githooks\n');
    guardWith(home, repo.dir, env, 'init', '--yes', '--no-doctor');
    expect(existsSync(join(repo.dir, '.githooks/pre-commit'))).toBe(true);
    expect(repo.git('config', '--local', '--list')).not.toContain('hookspath');
  });
});

describe('an existing hook', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['in sh', '#!/bin/sh\necho old hook ran\n'],
    [
      'in bash, strict, that ends early',
      '#!/usr/bin/env -S bash\n# a comment\nset -euo pipefail\necho old hook ran\nexit 0\necho never\n',
    ],
    ['that replaces itself', '#!/bin/sh\nexec echo old hook ran\n'],
    ['in Python', '#!/usr/bin/env python3\nimport sys\nprint("old hook ran")\nsys.exit(0)\n'],
    ['in Node', '#!/usr/bin/env node\nconsole.log("old hook ran");\n'],
    ['without a final line end', '#!/bin/sh\necho old hook ran'],
    ['with bytes that are not UTF-8', '#!/bin/sh\n# \u00e9\necho old hook ran\n'],
  ];

  it.each(cases)('%s is kept and runs before the guard', (_name, text) => {
    const repo = repositoryWithRegistry();
    repo.hook('pre-commit', '');
    writeFileSync(join(repo.dir, '.git/hooks/pre-commit'), text, 'latin1');
    chmodSync(join(repo.dir, '.git/hooks/pre-commit'), 0o750);
    const before = state(repo);
    install(repo);
    expect(tryCommit(repo, 'bad.py', BAD).moved).toBe(false);
    repo.remove('bad.py');
    const good = tryCommit(repo, 'good.py', GOOD);
    expect(good.moved).toBe(true);
    expect(good.said).toContain('old hook ran');
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    const installed = state(repo);
    install(repo);
    expect(state(repo)).toEqual(installed);
    guard(home, repo.dir, 'init', '--uninstall');
    expect(state(repo)).toEqual(before);
  });

  it.each([
    ['sh', '#!/bin/sh\necho no >&2\nexit 7\n'],
    ['python', '#!/usr/bin/env python3\nimport sys\nsys.exit("no")\n'],
  ])('in %s keeps its verdict', (_name, text) => {
    const repo = repositoryWithRegistry();
    repo.hook('pre-commit', text);
    install(repo);
    const { moved, said } = tryCommit(repo, 'good.py', GOOD);
    expect(moved).toBe(false);
    expect(said).toContain('no');
  });

  it('that is switched off stays off', () => {
    const repo = repositoryWithRegistry();
    repo.hook('pre-commit', '#!/bin/sh\nexit 1\n');
    chmodSync(join(repo.dir, '.git/hooks/pre-commit'), 0o644);
    expectExact(repo);
  });

  it('that is a link is kept as a link, and what it points at is not touched', () => {
    const repo = repositoryWithRegistry();
    repo.write('scripts/hook', '#!/bin/sh\necho linked hook ran\n');
    chmodSync(join(repo.dir, 'scripts/hook'), 0o755);
    repo.commitAll('script');
    mkdirSync(join(repo.dir, '.git/hooks'), { recursive: true });
    symlinkSync('../../scripts/hook', join(repo.dir, '.git/hooks/pre-commit'));
    expectExact(repo);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('whose marks do not pair is not guessed at', () => {
    const repo = repositoryWithRegistry();
    repo.hook('pre-commit', '#!/bin/sh\n# >>> ssot-guard >>>\nexit 0\n');
    const { status, err } = guard(home, repo.dir, 'init', '--yes');
    expect(status).toBe(2);
    expect(err).toContain('one of the marks of ssot-guard without the other');
  });

  it('gets a renewed block where an older one stands', () => {
    const repo = repositoryWithRegistry();
    repo.hook('pre-commit', '#!/bin/sh\necho first\n# >>> ssot-guard >>>\nexit 0\n# <<< ssot-guard <<<\necho last\n');
    install(repo);
    const text = readFileSync(join(repo.dir, '.git/hooks/pre-commit'), 'utf8');
    expect(text).toMatch(/^#!\/bin\/sh\n# >>> ssot-guard >>>\n[\s\S]+# <<< ssot-guard <<<\necho first\necho last\n$/);
    expectGuarded(repo);
  });
});

describe('the guard', () => {
  it('that is gone fails the commit, in one line', () => {
    const repo = repositoryWithRegistry();
    install(repo);
    writeFileSync(join(repo.dir, '.git/ssot-guard/package'), '/nonexistent\n');
    const { moved, said } = tryCommit(repo, 'good.py', GOOD);
    expect(moved).toBe(false);
    expect(said).toMatch(
      /^ssot-guard: not installed here, nothing was checked: run (?:npm install|npx ssot-guard init) .*\n$/,
    );
    rmSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
    expect(tryCommit(repo, 'good.py', GOOD).moved).toBe(false);
  });

  it('that is gone lets commits pass where the policy says so', () => {
    const repo = repositoryWithRegistry();
    install(repo);
    writeFileSync(join(repo.dir, '.git/ssot-guard/package'), '/nonexistent\n');
    repo.write('good.py', GOOD);
    repo.git('add', '.');
    expect(repo.tryGit(['commit', '-qm', 'x'], { env: { SSOT_GUARD_MISSING: 'warn' } }).status).toBe(0);
  });

  it('installed in the repository is found there, in a package, and from a worktree without node_modules', () => {
    for (const folder of ['', 'packages/web app/']) {
      const repo = repositoryWithRegistry();
      repo.write('.gitignore', 'node_modules\n');
      repo.write(`${folder}package.json`, '{}\n');
      repo.commitAll('package');
      mkdirSync(join(repo.dir, folder, 'node_modules'), { recursive: true });
      symlinkSync(home, join(repo.dir, folder, 'node_modules/ssot-guard'));
      expect(guard(home, join(repo.dir, folder), 'init', '--yes', '--no-doctor')).toMatchObject({ status: 0 });
      expect(readFileSync(join(repo.dir, '.git/ssot-guard/package'), 'utf8')).toBe(
        `${folder}node_modules/ssot-guard\n`,
      );
      expect(readFileSync(join(repo.dir, '.git/hooks/pre-commit'), 'utf8')).not.toContain(home);
      expect(tryCommit(repo, 'bad.py', BAD).said).toContain('bad.py:1:8');
      const path = join(temporaryFolder(), 'w');
      repo.git('worktree', 'add', '-q', '-b', 'other', path);
      const worktree = repositoryAt(path);
      expect(tryCommit(worktree, 'bad.py', BAD).said).toContain('bad.py:1:8');
      expect(tryCommit(worktree, 'good.py', GOOD).moved).toBe(true);
    }
  });
});

describe('a package that git tracks', () => {
  it('is told by doctor, and its hook does not run', () => {
    const repo = repositoryWithRegistry();
    cpSync(home, join(repo.dir, 'node_modules/ssot-guard'), {
      recursive: true,
      filter: (path) => !/node_modules$/.test(path.slice(home.length)),
    });
    symlinkSync(join(home, 'node_modules'), join(repo.dir, 'node_modules/ssot-guard/node_modules'));
    install(repo);
    expectGuarded(repo);
    expect(guard(home, repo.dir, 'doctor').out).not.toContain('git tracks files');
    repo.git('add', '-f', 'node_modules/ssot-guard/dist');
    const told = guard(home, repo.dir, 'doctor').out;
    expect(told).toContain('git tracks files of node_modules/ssot-guard');
    expect(told).toContain('git rm -r -q --cached node_modules/ssot-guard');
    const { moved, said } = tryCommit(repo, 'good.py', GOOD);
    expect(moved).toBe(false);
    expect(said).toMatch(/^ssot-guard: git tracks files of node_modules\/ssot-guard, .*\n$/);
  });
});

describe('the registry', () => {
  it('is made, is staged alone, is valid, and goes again when nobody changed it', () => {
    const repo = temporaryRepository();
    repo.write('mine.txt', 'not staged\n');
    const before = state(repo);
    install(repo);
    expect(repo.git('status', '--porcelain')).toBe('A  .ssotrc.jsonc\n?? mine.txt\n');
    expect(guard(home, repo.dir, 'check').status).toBe(0);
    expect(guard(home, repo.dir, 'init', '--uninstall').status).toBe(0);
    expect(state(repo)).toEqual(before);
    expect(repo.git('status', '--porcelain')).toBe('?? mine.txt\n');
  });

  it('is not staged with --no-stage', () => {
    const repo = temporaryRepository();
    install(repo, '--no-stage');
    expect(repo.git('status', '--porcelain')).toBe('?? .ssotrc.jsonc\n');
  });

  it('that someone edited is kept, and said so', () => {
    const repo = temporaryRepository();
    install(repo);
    appendFileSync(join(repo.dir, '.ssotrc.jsonc'), '// mine\n');
    const { out } = guard(home, repo.dir, 'init', '--uninstall');
    expect(out).toContain('Edited since and kept: .ssotrc.jsonc');
    expect(repo.read('.ssotrc.jsonc')).toContain('// mine');
  });

  it('that is there already is left alone', () => {
    const repo = repositoryWithRegistry();
    install(repo);
    expect(repo.read('.ssotrc.json')).toBe(REGISTRY);
    expect(repo.git('status', '--porcelain')).toBe('');
  });
});

describe('--uninstall', () => {
  it('takes only its block out of a hook that was edited since', () => {
    const repo = repositoryWithRegistry();
    repo.hook('pre-commit', '#!/bin/sh\necho old\n');
    install(repo);
    appendFileSync(join(repo.dir, '.git/hooks/pre-commit'), 'echo new\n');
    const { out } = guard(home, repo.dir, 'init', '--uninstall');
    expect(out).toContain('only the entry of ssot-guard was taken out: .git/hooks/pre-commit');
    expect(repo.read('.git/hooks/pre-commit')).toBe('#!/bin/sh\necho old\necho new\n');
  });

  it('works without its journal, as in another clone', () => {
    const repo = repositoryWithRegistry();
    repo.hook('pre-commit', '#!/usr/bin/env python3\nprint("x")\n');
    const before = state(repo);
    install(repo);
    rmSync(join(repo.dir, '.git/ssot-guard/init.json'));
    guard(home, repo.dir, 'init', '--uninstall');
    expect(state(repo)).toEqual(before);
  });

  it('finds nothing to do where there was no init', () => {
    const repo = repositoryWithRegistry();
    const before = state(repo);
    expect(guard(home, repo.dir, 'init', '--uninstall')).toMatchObject({
      status: 0,
      out: 'Nothing of ssot-guard init is here.\n',
    });
    expect(state(repo)).toEqual(before);
  });
});

describe('the proof', () => {
  it('is part of it, and decides', () => {
    const repo = repositoryWithRegistry();
    const proved = guard(home, repo.dir, 'init', '--yes');
    expect(proved).toMatchObject({ status: 0 });
    expect(proved.out).toContain('proof: the hook stopped a planted violation');
    const hook = join(repo.dir, '.git/hooks/pre-commit');
    const first = (line: string): void =>
      writeFileSync(hook, readFileSync(hook, 'utf8').replace('#!/bin/sh\n', `${line}\n`));
    for (const end of ['exit 0', '[ -n "$NEVER" ] || exit 0', 'set -e; exit 0']) {
      first(`#!/bin/sh\n${end}`);
      install(repo); // goes in front of it
      expect(tryCommit(repo, 'bad.py', BAD).moved).toBe(false);
      repo.remove('bad.py');
    }
    expect(guard(home, repo.dir, 'init', '--yes').status).toBe(0);
    first('#!/bin/true');
    const silent = guard(home, repo.dir, 'init', '--yes');
    expect(silent.status).toBe(1);
    expect(silent.out).toContain('the hook let a planted violation pass');
    const unproved = guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    expect(unproved.status).toBe(0);
    expect(unproved.out).not.toContain('The guard works');
  });
});

describe('without a terminal', () => {
  it('never asks: says what it would do, and that --yes does it', () => {
    const repo = repositoryWithRegistry();
    const before = state(repo);
    const { status, out, err } = guard(home, repo.dir, 'init');
    expect(status).toBe(2);
    expect(out).toContain('create  .git/hooks/pre-commit');
    expect(err).toContain('ssot-guard init --yes');
    expect(state(repo)).toEqual(before);
    expect(guard(home, repo.dir, 'init', '--dry-run')).toMatchObject({ status: 0, out });
    expect(state(repo)).toEqual(before);
  });

  it('says where it cannot work', () => {
    const folder = temporaryFolder();
    expect(guard(home, folder, 'init', '--yes')).toMatchObject({ status: 2, out: '' });
    expect(guard(home, folder, 'init', '--yes').err).toContain('not inside a git repository');
  });
});
