/**
 * `doctor` tells the conditions under which the hook is silent, claims nothing that it has not tried, and knows hooks
 * that stand in git's configuration. Each condition has a neighbour without it, of which nothing is told.
 */
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, guardWith, isVolatile, run, snapshot, tryCommit } from '../../support/package.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../../support/repository.ts';
import { seen } from './seen.ts';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

type Variables = Readonly<Record<string, string>>;

function repository(files: Readonly<Record<string, string>> = {}): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', '{ "version": 1, "banned": ["pytz"] }\n');
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('first');
  return repo;
}

const init = (repo: TemporaryRepository, env: Variables = {}) =>
  guardWith(home, repo.dir, env, 'init', '--yes', '--no-doctor');

interface Row {
  readonly check: string;
  readonly status: string;
  readonly message: string;
}

function doctor(repo: TemporaryRepository): Row[] {
  const { checks }: { checks: Row[] } = JSON.parse(guard(home, repo.dir, 'doctor', '--format', 'json').out);
  return checks;
}

const bad = (rows: readonly Row[]): string[] =>
  rows.filter(({ status }) => status !== 'ok').map(({ check, message }) => `${check}: ${message}`);

describe('a merge that is concluded by hand', () => {
  it('is tried, with MERGE_HEAD', () => {
    const repo = repository();
    init(repo);
    const merges = (): (string | undefined)[] =>
      doctor(repo)
        .filter(({ check }) => check === 'proof of concluded merges')
        .map(({ status }) => status);
    expect(merges()).toEqual(['ok']);
    repo.hook('pre-commit', `#!/bin/sh\n[ -f .git/MERGE_HEAD ] && exit 0\n${repo.read('.git/hooks/pre-commit')}`);
    expect(merges()).toEqual(['warning']);
  });

  it('is not called proved before the first commit', () => {
    const repo = temporaryRepository();
    init(repo);
    expect(doctor(repo).map(({ check }) => check)).not.toContain('proof of concluded merges');
  });
});

describe('conditions of managers', () => {
  /** The manager's hooks, as its own install step leaves them. */
  function started(word: string, files: Readonly<Record<string, string>>): TemporaryRepository {
    const repo = repository(files);
    for (const hook of ['pre-commit', 'pre-merge-commit', 'commit-msg']) repo.hook(hook, `#!/bin/sh\n# ${word}\n`);
    init(repo);
    return repo;
  }
  const told = (repo: TemporaryRepository, check: string): string[] =>
    bad(seen(home, repo)).filter((line) => line.startsWith(`${check}:`));

  it.each([
    ['lefthook.yml', 'pre-commit:\n  skip: [merge, rebase]\n  commands:\n    a:\n      run: "true"\n', ['skip']],
    ['lefthook.yml', 'pre-commit:\n  only:\n    - ref: main\n  jobs:\n    - run: "true"\n', ['only']],
    ['lefthook.yml', 'pre-commit: { skip: merge }\n', ['skip']],
    ['lefthook.yml', 'pre-commit: { parallel: true }\n', []],
    ['lefthook.toml', '[pre-commit]\nskip = true\n', ['skip']],
    ['lefthook.json', '{ "pre-merge-commit": { "only": ["merge"] } }\n', ['only']],
    ['lefthook.yml', 'pre-commit:\n  commands:\n    a:\n      skip: merge\n      run: "true"\n', []],
  ])('of lefthook in %s: %j', (path, text, keys) => {
    const lines = told(started('lefthook', { [path]: text }), 'lefthook');
    expect(lines).toEqual(keys.map((key) => expect.stringContaining(`on conditions (${key})`)));
  });

  it('of commands of lefthook that have come to stage files since', () => {
    const text = 'pre-commit:\n  commands:\n    zz:\n      run: fix\n';
    const repo = started('lefthook', { 'lefthook.yml': text });
    expect(told(repo, 'lefthook')).toEqual([]);
    repo.write('lefthook.yml', repo.read('lefthook.yml').replace('run: fix', 'run: fix\n      stage_fixed: true'));
    expect(told(repo, 'lefthook')).toEqual([expect.stringContaining('lets commands stage files')]);
    init(repo);
    expect(told(repo, 'lefthook')).toEqual([]);
  });

  it.each([
    ['exclude: ^vendor/\nrepos: []\n', ['hides files from it (exclude)']],
    [
      'repos:\n- repo: x\n  rev: v1\n  hooks:\n  - id: ssot-guard\n    stages: [pre-push]\n',
      ['not in the stage pre-commit', 'not in the stage pre-merge-commit'],
    ],
    [
      'default_stages: [commit]\nrepos:\n- repo: x\n  hooks:\n  - id: ssot-guard\n',
      ['not in the stage pre-merge-commit'],
    ],
    ['repos:\n- repo: x\n  hooks:\n  - id: ssot-guard\n  - id: b\n    stages: [pre-push]\n', []],
  ])('of pre-commit: %j', (text, limits) => {
    const lines = told(started('pre-commit.com', { '.pre-commit-config.yaml': text }), 'pre-commit');
    expect(lines.filter((line) => line.includes('is not checked by the hook'))).toEqual(
      limits.map((limit) => expect.stringContaining(limit)),
    );
  });

  it('of a task of lint-staged', () => {
    const task = (text: string) => ({ 'package.json': JSON.stringify({ 'lint-staged': { '*.py': text } }) });
    expect(told(started('x', task('ssot-guard check --staged')), 'lint-staged')).toEqual([
      expect.stringContaining('it sees no deletions'),
    ]);
    expect(told(started('x', task('ruff check')), 'lint-staged')).toEqual([]);
  });
});

describe('the recorded Node', () => {
  it('that does not start is told', () => {
    const repo = repository();
    init(repo);
    const node = join(temporaryFolder(), 'node');
    const record = (text: string): string[] => {
      writeFileSync(node, text);
      chmodSync(node, 0o755);
      repo.write('.git/ssot-guard/node', `${node}\n`);
      return bad(seen(home, repo)).filter((line) => line.startsWith('node:'));
    };
    expect(record('#!/bin/sh\necho broken >&2\nexit 3\n')).toEqual([
      `node: the recorded Node does not start: ${node}: broken`,
    ]);
    expect(record('\x7fELF')[0]).toContain('does not start');
    expect(record('#!/bin/sh\necho 18.1.0\n')).toEqual([`node: the recorded Node is too old: ${node} is 18.1.0`]);
    init(repo);
    expect(record(`#!/bin/sh\nexec '${process.execPath}' "$@"\n`)).toEqual([]);
  });
});

describe('hooks in git’s configuration', () => {
  /** A git that says it is of this version. */
  function gitOf(version: string): Variables {
    const folder = temporaryFolder();
    const real = run('/', 'sh', ['-c', 'command -v git']).out.trim();
    const text = `#!/bin/sh\nfor word; do [ "$word" = version ] && echo "git version ${version}" && exit; done\nexec '${real}' "$@"\n`;
    writeFileSync(join(folder, 'git'), text);
    chmodSync(join(folder, 'git'), 0o755);
    return { PATH: `${folder}:${process.env.PATH}` };
  }
  function configured(command: string): TemporaryRepository {
    const repo = repository();
    repo.git('config', 'hook.guard.command', command);
    repo.git('config', 'hook.guard.event', 'pre-commit');
    repo.git('config', '--add', 'hook.guard.event', 'pre-merge-commit');
    return repo;
  }
  const HOOK = 'node_modules/.bin/ssot-guard check --hook';

  it('that run the guard get no second run beside them, and are not missing', () => {
    const repo = configured(HOOK);
    const env = gitOf('2.54.0');
    const ran = init(repo, env);
    expect(ran.out).toContain('The guard is run by: hooks of git’s configuration');
    expect(existsSync(join(repo.dir, '.git/hooks/pre-commit'))).toBe(false);
    mkdirSync(join(repo.dir, '.git/hooks'), { recursive: true });
    expect(bad(seen(home, repo, env)).filter((line) => /does not exist/.test(line))).toEqual([]);
  });

  it.each([
    ['of a git that knows none', HOOK, '2.53.1'],
    ['that run something else', 'npm test', '2.54.0'],
  ])('%s do not count', (_what, command, version) => {
    const repo = configured(command);
    init(repo, gitOf(version));
    expect(existsSync(join(repo.dir, '.git/hooks/pre-commit'))).toBe(true);
  });
});

describe('a .git/hooks that is a link', () => {
  it('out of the repository is left alone, its hooks run, and this repository is guarded', () => {
    const repo = repository();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'pre-commit'), '#!/bin/sh\necho linked hook ran\n');
    chmodSync(join(folder, 'pre-commit'), 0o755);
    rmSync(join(repo.dir, '.git/hooks'), { recursive: true, force: true });
    symlinkSync(folder, join(repo.dir, '.git/hooks'));
    const before = { repo: snapshot(repo.dir, isVolatile), folder: snapshot(folder) };
    expect(guardWith(home, repo.dir, {}, 'init', '--yes')).toMatchObject({ status: 0, err: '' });
    expect(snapshot(folder)).toEqual(before.folder);
    expect(tryCommit(repo, 'bad.py', 'import pytz\n').said).toContain('bad.py:1:');
    repo.remove('bad.py');
    const good = tryCommit(repo, 'good.py', 'import os\n');
    expect(good.moved).toBe(true);
    expect(good.said).toContain('linked hook ran');
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    expect(guardWith(home, repo.dir, {}, 'init', '--uninstall').status).toBe(0);
    expect(snapshot(repo.dir, isVolatile)).toEqual(before.repo);
  });
});
