/**
 * The pre-commit framework, the real one where it is installed: the guard runs for commits and merges, whatever other
 * stages the configuration names.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guardWith, run, tryCommit } from '../../support/package.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../../support/repository.ts';

const isThere = spawnSync('pre-commit', ['--version']).status === 0;
const HOOKS =
  'repos:\n- repo: local\n  hooks:\n  - id: hello\n    name: hello\n    entry: echo\n    language: system\n';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

function install(config: string, ...args: string[]): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', '{ "version": 1, "banned": ["pytz"] }\n');
  repo.write('.pre-commit-config.yaml', config);
  repo.write('package.json', '{}\n');
  repo.commitAll('first');
  const env = { PRE_COMMIT_HOME: join(temporaryFolder(), 'cache') };
  expect(run(repo.dir, 'pre-commit', ['install'], env).status).toBe(0);
  const ran = guardWith(home, repo.dir, env, 'init', '--yes', ...args);
  expect(ran.out).toContain('the hook stopped a planted violation');
  expect(ran.status).toBe(0);
  repo.git('add', '-A');
  repo.commit('guard');
  return repo;
}

describe.skipIf(!isThere)('pre-commit', () => {
  it.each([
    ['hooks for messages and pushes, too', `default_install_hook_types: [pre-commit, commit-msg, pre-push]\n${HOOKS}`],
    ['stages that leave commits out', `default_stages: [push]\n${HOOKS}`],
  ])('with %s stops what is bad and lets pass what is good', (_what, config) => {
    const repo = install(config);
    const bad = tryCommit(repo, 'bad.py', 'import pytz\n');
    expect(bad).toMatchObject({ moved: false });
    expect(bad.said).toContain('bad.py:1:');
    repo.remove('bad.py');
    expect(tryCommit(repo, 'good.py', 'import zoneinfo\n')).toMatchObject({ moved: true });
  });

  it('shows what a message claims, and lets the commit go on', () => {
    const repo = install(HOOKS, '--commit-msg');
    repo.git('commit', '-q', '--no-verify', '--allow-empty', '-m', 'x');
    writeFileSync(join(repo.dir, 'bad.py'), 'import pytz\n');
    repo.git('add', 'bad.py');
    repo.git('commit', '-q', '--no-verify', '-m', 'bad');
    const commit = (message: string) => repo.tryGit(['commit', '-q', '--allow-empty', '-m', message]);
    const claim = commit('All imports are migrated');
    expect([claim.status, claim.stdout + claim.stderr]).toEqual([
      0,
      expect.stringContaining('the message claims "All'),
    ]);
    const innocent = commit('Add nothing');
    expect([innocent.status, innocent.stdout + innocent.stderr]).toEqual([0, expect.not.stringContaining('claims')]);
  });
});
