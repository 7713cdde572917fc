/**
 * Partial clones, by real git from a real remote: nothing is fetched by the guard, and nothing that is not there is taken
 * for something that never was.
 */
import { execSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard } from '../support/package.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

const REGISTRY = `{
  "version": 1,
  "banned": [{ "module": "app.old", "use": "app.new" }],
  "unique": [{ "names": ["*Manager"], "in": "**" }]
}
`;
const OLD = 'from app.old import X\n';

let home: string;
beforeAll(() => {
  home = buildPackage();
});

/** A project whose branch `weak` drops its ban and uses the module. */
function origin(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.git('config', 'uploadpack.allowFilter', 'true');
  repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('app/new.py', 'X = 1\n');
  repo.write('lib/deep/foo.py', 'class FooManager:\n    pass\n');
  repo.write('sub/a.py', 'a = 1\n');
  repo.commitAll('first');
  repo.git('checkout', '-q', '-b', 'weak');
  repo.write('.ssotrc.json', '{ "version": 1, "unique": [{ "names": ["*Manager"], "in": "**" }] }\n');
  repo.write('sub/a.py', OLD);
  repo.commitAll('weak');
  repo.git('checkout', '-q', 'main');
  return repo;
}

interface Clone extends TemporaryRepository {
  check(...args: string[]): { readonly status: number; readonly out: string; readonly err: string };
  /** Does what the guard says, with the remote in reach. */
  obey(said: string): void;
}

function clone(from: TemporaryRepository, branch: string, ...args: string[]): Clone {
  const folder = join(temporaryFolder(), 'partial');
  from.git('clone', '-q', '--no-checkout', ...args, `file://${from.dir}`, folder);
  const repo = repositoryAt(folder);
  const remote = (url: string) => repo.git('config', 'remote.origin.url', url);
  if (branch !== '') repo.git('checkout', '-q', branch);
  remote('file:///nowhere');
  return {
    ...repo,
    check: (...rest) => guard(home, repo.dir, 'check', ...rest),
    obey(said) {
      const command = /^ {2}Let git fetch (?:it|them): (git .*)$/m.exec(said)?.[1] ?? 'false';
      remote(`file://${from.dir}`);
      execSync(command, { cwd: repo.dir, stdio: ['ignore', 'pipe', 'pipe'] });
      remote('file:///nowhere');
    },
  };
}

describe.each(['blob:none', 'tree:0'])('a clone with --filter=%s', (filter) => {
  it('judges what it has as a full clone does', () => {
    const from = origin();
    const partial = clone(from, 'main', `--filter=${filter}`);
    const full = clone(from, 'main');
    for (const repo of [partial, full]) {
      repo.write('sub/b.py', OLD);
      repo.git('add', 'sub/b.py');
    }
    for (const scope of [[], ['--all'], ['--ref', 'main'], ['--changed'], ['sub']]) {
      const args = [...scope, '--strict', '--format', 'json'];
      expect([args, partial.check(...args).out]).toEqual([args, full.check(...args).out]);
    }
    expect(partial.check().status).toBe(1);
  });

  it('is refused, with the command that fetches it, where the registry of a commit is not there', () => {
    const repo = clone(origin(), 'main', `--filter=${filter}`);
    let told = repo.check('--ref', 'origin/weak');
    for (let step = 0; step < 3 && told.status === 2; step++) {
      repo.obey(told.err);
      told = repo.check('--ref', 'origin/weak');
    }
    // what else is not there is listed
    expect(told.err).toContain('sub/a.py could not be checked: not fetched (partial clone)');
    expect(told.err).toContain('clean except for 1 unchecked');
    expect(repo.check('--ref', 'origin/weak', '--strict').status).toBe(1);
  });

  it('is refused where the registry before is not there: a weaker one and its use are told once it is', () => {
    const from = origin();
    const repo = clone(from, 'weak', `--filter=${filter}`);
    let told = repo.check('--since', 'origin/main', '--weakening', 'error');
    expect(told.status).toBe(2);
    for (let step = 0; step < 3 && told.status === 2; step++) {
      repo.obey(told.err);
      told = repo.check('--since', 'origin/main', '--weakening', 'error');
    }
    expect(told.status).toBe(1);
    expect(told.out).toBe(clone(from, 'weak').check('--since', 'origin/main', '--weakening', 'error').out);
  });
});

describe('a clone without contents', () => {
  /** The index is there, and of the files only the registry. */
  function bare(): Clone {
    const repo = clone(origin(), '', '--filter=blob:none');
    repo.git('read-tree', 'HEAD');
    return repo;
  }

  it('is refused by the hook as long as the registry is not there', () => {
    const repo = bare();
    const told = repo.check('--hook');
    expect([told.status, told.err]).toEqual([2, expect.stringContaining('.ssotrc.json cannot be read')]);
    repo.obey(told.err);
    expect(repo.check('--hook').status).toBe(0);
  });

  it('lists as unchecked what may define a staged name as well, and finds it once it is there', () => {
    const repo = bare();
    repo.obey(repo.check().err);
    repo.stage('sub/b.py', repo.blob('class BarManager:\n    pass\n'));
    const { status, err } = repo.check();
    expect([status, err]).toEqual([0, expect.stringContaining('lib/deep/foo.py could not be checked: not fetched')]);
    expect(repo.check('--strict').status).toBe(1);
    repo.stage('sub/b.py', repo.blob('class FooManager: ...\n'));
    expect(repo.check().status).toBe(0);
    repo.obey(`  Let git fetch it: git cat-file -p ${repo.git('rev-parse', 'HEAD:lib/deep/foo.py').trim()}\n`);
    expect(repo.check()).toMatchObject({ status: 1, out: expect.stringContaining('lib/deep/foo.py:1:7') });
  });
});
