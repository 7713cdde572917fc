/**
 * Sparse checkouts, by real git: the disk is judged as the whole repository would be, and what is not there is not written.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard } from '../support/package.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

const REGISTRY = `{
  "version": 1,
  "concepts": { "Mgr": "lib/mgr.py#Mgr", "Tool": { "canonical": "web/tool/src/tool.ts#Tool", "banned": ["@x/old"] } },
  "banned": [{ "module": "app.old", "use": "app.new" }],
  "unique": [{ "names": ["*Manager"], "in": "**" }]
}
`;
const OLD = 'from app.old import X\n';

let home: string;
beforeAll(() => {
  home = buildPackage();
});

function origin(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.git('config', 'uploadpack.allowFilter', 'true');
  repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('package.json', '{ "workspaces": ["web/*"] }\n');
  repo.write('web/old/package.json', '{ "name": "@x/old", "main": "index.js" }\n');
  repo.write('web/old/index.js', 'export const a = 1;\n');
  repo.write('web/tool/src/tool.ts', 'export class Tool {}\n');
  repo.write('app/new.py', 'X = 1\n');
  repo.write('app/debt.py', OLD);
  repo.write('lib/mgr.py', 'class Mgr: pass\n');
  repo.write('lib/foo.py', 'class FooManager: pass\n');
  repo.symlink('lib', 'linked');
  repo.write('sub/a.py', 'a = 1\n');
  repo.write('sub/b.ts', "import { a } from '../web/old/index.js';\n");
  repo.commitAll('first');
  return repo;
}

/** A clone of which only `sub` (and, in a cone, what stands at the top) is checked out. */
function sparse(from: TemporaryRepository, isCone: boolean, ...args: string[]): TemporaryRepository {
  const folder = join(temporaryFolder(), 'sparse');
  from.git('clone', '-q', '--no-checkout', ...args, `file://${from.dir}`, folder);
  const repo = repositoryAt(folder);
  repo.git('sparse-checkout', 'set', ...(isCone ? ['--cone', '--sparse-index', 'sub'] : ['--no-cone', '/sub/']));
  repo.git('checkout', '-q', 'main');
  repo.git('config', 'remote.origin.url', 'file:///nowhere');
  expect(existsSync(join(folder, 'lib'))).toBe(false);
  return repo;
}

const json = (repo: TemporaryRepository, ...args: string[]) =>
  guard(home, repo.dir, 'check', '--format', 'json', ...args).out;

describe.each([
  ['in a cone, with a sparse index', true],
  ['of patterns', false],
])('a sparse checkout %s', (_, isCone) => {
  it('is judged on disk as a full one is, and says how many files are not there', () => {
    const from = origin();
    const repo = sparse(from, isCone);
    repo.write('sub/c.py', `${OLD}class FooManager: pass\n`);
    from.write('sub/c.py', `${OLD}class FooManager: pass\n`);
    for (const args of [['--all'], ['--changed'], ['sub'], ['sub/b.ts', 'lib'], ['app/debt.py'], ['linked']]) {
      expect([args, json(repo, ...args)]).toEqual([args, json(from, ...args)]);
    }
    const { err } = guard(home, repo.dir, 'check', '--all', '--strict');
    expect(err).toContain(
      `${isCone ? 7 : 10} files of a sparse checkout are not on disk; the index stands in for them`,
    );
    expect(guard(home, from.dir, 'check', '--all').err).not.toContain('sparse');
    for (const args of [
      ['where', 'Mgr'],
      ['explain', 'Mgr'],
      ['explain', 'app/debt.py'],
      ['registry', 'check'],
    ]) {
      expect([args, guard(home, repo.dir, ...args).out]).toEqual([args, guard(home, from.dir, ...args).out]);
    }
  });

  it('takes no file that was deleted for one that is left out', () => {
    const repo = sparse(origin(), isCone);
    repo.remove('sub/b.ts');
    expect(JSON.parse(json(repo, '--all')).findings.map(({ path }: { path: string }) => path)).toEqual(['app/debt.py']);
    expect(guard(home, repo.dir, 'check', 'sub/b.ts').status).toBe(2);
  });

  it('has its debt written whole, and is not written where it is not checked out', () => {
    const from = origin();
    const repo = sparse(from, isCone);
    repo.write('sub/c.py', OLD);
    const fixed = guard(home, repo.dir, 'fix', '--all');
    expect([repo.read('sub/c.py'), existsSync(join(repo.dir, 'app'))]).toEqual(['from app.new import X\n', false]);
    expect(fixed.err).toContain('app/debt.py is left as it is: not checked out');
    expect(guard(home, repo.dir, 'fix', 'app/debt.py').err).toContain('app/debt.py is left as it is: not checked out');
    repo.remove('sub/c.py');
    for (const one of [repo, from]) guard(home, one.dir, 'baseline', 'create', '--until', '2099-01-01');
    const file = readdirSync(from.dir).find((name) => name.startsWith('.ssot-baseline')) ?? '';
    expect(repo.read(file)).toBe(from.read(file));
    expect(guard(home, repo.dir, 'check', '--all').status).toBe(0);
  });
});

describe('a sparse checkout of a partial clone', () => {
  it.each([
    'check --all',
    'check sub',
    'check --changed',
    'check --hook',
    'explain Mgr',
    'where Mgr',
    'baseline create --until 2099-01-01',
    'fix --all',
    'registry check',
    'doctor',
    'init --yes',
  ])('without the registry refuses %s, and changes nothing', (command) => {
    const repo = sparse(origin(), false, '--filter=blob:none');
    const { status, err } = guard(home, repo.dir, ...command.split(' '));
    expect([status, err]).toEqual([2, expect.stringMatching(/\.ssotrc\.json cannot be read.*\n.*git cat-file -p /)]);
    expect(repo.git('status', '--porcelain')).toBe('');
    expect(existsSync(join(repo.dir, '.git/hooks/pre-commit'))).toBe(false);
  });

  it('lists other contents that are not there as unchecked', () => {
    const repo = sparse(origin(), true, '--filter=blob:none');
    repo.write('sub/c.py', 'class FooManager: pass # one more\n');
    for (const scope of ['--all', '--changed', 'sub']) {
      const { status, err } = guard(home, repo.dir, 'check', scope);
      expect([scope, status, err]).toEqual([
        scope,
        0,
        expect.stringContaining('lib/foo.py could not be checked: not fetched (partial clone)'),
      ]);
    }
    expect(guard(home, repo.dir, 'check', '--changed', '--strict').status).toBe(1);
    // a ban that leads through what is not there cannot be judged, which is said
    expect(guard(home, repo.dir, 'check', 'sub/b.ts').err).toContain('web/old/package.json could not be checked');
  });
});
