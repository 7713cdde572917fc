/**
 * What runs in CI: the jobs that `init --ci` writes, and action.yml. Their scripts are run as the services run them, in
 * clones of real repositories as they check them out, with a stand-in for npm and the built guard where npm would put it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { GITHUB_SCOPE } from '../../../src/commands/init/ci.ts';
import { version } from '../../../src/version.ts';
import { buildPackage, guard } from '../../support/package.ts';
import {
  repositoryAt,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/repository.ts';

const ACTION = fileURLToPath(new URL('../../../action.yml', import.meta.url));
const WORKFLOW = '.github/workflows/ssot-guard.yml';
const GITLAB = '.gitlab/ssot-guard.gitlab-ci.yml';
const ZERO = '0'.repeat(40);

let home: string;
let programs: string;

beforeAll(() => {
  home = buildPackage();
  programs = temporaryFolder();
  // `npm ci` finds everything there; `npm install --prefix <folder> … ssot-guard@<version>` brings the built guard.
  writeFileSync(
    join(programs, 'npm'),
    `#!/bin/sh
echo "npm $*" >>"$NPM_LOG"
[ "$1" = ci ] && exit 0
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2/node_modules/.bin"
ln -s "${home}" "$2/node_modules/ssot-guard"
ln -s ../ssot-guard/dist/cli.cjs "$2/node_modules/.bin/ssot-guard"
`,
  );
  chmodSync(join(programs, 'npm'), 0o755);
});

/** The guard where a package manager puts it; nothing of it is tracked. */
function withPackage(folder: string): void {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(home, join(folder, 'node_modules/ssot-guard'));
  symlinkSync('../ssot-guard/dist/cli.cjs', join(folder, 'node_modules/.bin/ssot-guard'));
}

/** `main` holds old debt that nothing knows; `good` and `bad` leave it, and `main` has gone on since. */
function repository(files: Readonly<Record<string, string>>, ...args: string[]): TemporaryRepository {
  const repo = temporaryRepository();
  const all = { '.ssotrc.json': '{ "version": 1, "banned": ["pytz"] }\n', '.gitignore': 'node_modules\n', ...files };
  for (const [path, text] of Object.entries({ 'debt.py': 'import pytz\n', ...all })) repo.write(path, text);
  const folder = Object.keys(files).find((path) => path.endsWith('package.json'));
  const place = join(repo.dir, folder?.replace(/\/?package\.json$/, '') ?? '');
  withPackage(place);
  if (args.length > 0) expect(guard(home, place, 'init', '--yes', '--no-doctor', ...args).status).toBe(0);
  for (const path of ['.ssot-baseline.jsonl', '.gitattributes']) repo.remove(path); // the debt is to be seen
  repo.commitAll('first');
  for (const [branch, text] of [
    ['good', 'import zoneinfo\n'],
    ['bad', 'import pytz\n'],
  ] as const) {
    repo.git('switch', '-qc', branch, 'main');
    repo.write('x.py', text);
    repo.commitAll(branch);
  }
  repo.git('switch', '-q', 'main');
  repo.write('later.py', 'import pytz\n');
  repo.commitAll('later');
  return repo;
}

interface Ran {
  readonly status: number | null;
  readonly said: string;
  readonly npm: string;
}

type Environment = Readonly<Record<string, string>>;

/** Runs lines of a shell as the services do. */
function runScript(script: string, cwd: string, env: Environment, shell: readonly string[]): Ran {
  const log = join(temporaryFolder(), 'npm.log');
  writeFileSync(log, '');
  const [program = '', ...args] = shell;
  const { status, stdout, stderr } = spawnSync(program, [...args, script], {
    cwd,
    env: { ...process.env, PATH: `${programs}:${process.env.PATH}`, NPM_LOG: log, ...env },
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr, npm: readFileSync(log, 'utf8') };
}

/** A clone, with the package where the project has it. */
function clone(repo: TemporaryRepository, folder: string | null, ...args: string[]): TemporaryRepository {
  const place = join(temporaryFolder(), 'clone');
  repo.git('clone', '-q', ...args, `file://${repo.dir}`, place);
  if (folder !== null) withPackage(join(place, folder));
  return repositoryAt(place);
}

/** The merge of a branch into main, as GitHub checks it out for a pull request. */
function mergeRef(cloned: TemporaryRepository, branch: string): Environment {
  cloned.git('checkout', '-q', '--detach', 'origin/main');
  cloned.git('merge', '-q', '--no-ff', '-m', 'merge', `origin/${branch}`);
  return { GITHUB_REF: 'refs/pull/7/merge', GITHUB_SHA: cloned.head(), GITHUB_BASE_REF: 'main', BASE: '' };
}

const NO_PULL_REQUEST: Environment = { GITHUB_BASE_REF: '', GITHUB_REF: 'refs/heads/main', GITHUB_SHA: ZERO, BASE: '' };

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Environment;
  readonly 'working-directory'?: string;
}

/** The workflow's one step that judges, in a clone; GitHub's shell is `bash -e`. */
function runWorkflow(cloned: TemporaryRepository, env: Environment): Ran {
  const { jobs } = parse(cloned.read(WORKFLOW));
  const steps: Step[] = jobs['ssot-guard'].steps;
  const [step, ...others] = steps.filter(({ run }) => run !== undefined);
  expect(others).toEqual([]);
  const place = join(cloned.dir, step?.['working-directory'] ?? '');
  return runScript(step?.run ?? 'exit 99', place, env, ['bash', '-ec']);
}

describe('the workflow of --ci github', () => {
  const npm = { 'package.json': '{}\n', 'package-lock.json': '{}\n' };

  it.each(['', 'packages/web'])('stops what a pull request adds, and only that, from folder "%s"', (folder) => {
    const prefix = folder === '' ? '' : `${folder}/`;
    const files = Object.entries(npm).map(([path, text]) => [`${prefix}${path}`, text] as const);
    const repo = repository(Object.fromEntries(files), '--ci', 'github');
    const ran = (branch: string): Ran => {
      const cloned = clone(repo, folder);
      return runWorkflow(cloned, mergeRef(cloned, branch));
    };
    expect(ran('good')).toMatchObject({ status: 0, npm: 'npm ci --ignore-scripts\n' });
    const bad = ran('bad');
    expect(bad).toMatchObject({ status: 1 });
    expect(bad.said).toContain('::error file=x.py,line=1,endLine=1,col=8,');
    expect(bad.said).not.toMatch(/debt\.py|later\.py/);
  });

  it('is not misled where the branch itself is checked out and ends in a merge', () => {
    const repo = repository(npm, '--ci', 'github');
    repo.git('switch', '-q', 'bad');
    repo.git('merge', '-q', '--no-ff', '-m', 'main into bad', 'main');
    const cloned = clone(repo, '', '-b', 'bad');
    const env = { GITHUB_REF: 'refs/pull/7/merge', GITHUB_SHA: ZERO, GITHUB_BASE_REF: 'main', BASE: '' };
    const { status, said } = runWorkflow(cloned, env);
    expect([status, said.includes('file=x.py,line=1'), said.includes('later.py')]).toEqual([1, true, false]);
  });

  it('judges a merge queue by the base that the queue names', () => {
    const cloned = clone(repository(npm, '--ci', 'github'), '');
    const base = cloned.git('rev-parse', 'origin/main').trim();
    mergeRef(cloned, 'good');
    const queue = { ...NO_PULL_REQUEST, GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-7', BASE: base };
    expect(runWorkflow(cloned, queue).status).toBe(0);
    mergeRef(cloned, 'bad');
    expect(runWorkflow(cloned, queue).status).toBe(1);
  });

  it('judges everything on a push and on a schedule, and where the history is not there', () => {
    const repo = repository(npm, '--ci', 'github');
    for (const [cloned, env] of [
      [clone(repo, ''), NO_PULL_REQUEST],
      [clone(repo, '', '--depth', '1'), { ...NO_PULL_REQUEST, GITHUB_BASE_REF: 'gone' }],
    ] as const) {
      const { status, said } = runWorkflow(cloned, env);
      expect([status, said.includes('debt.py'), said.includes('later.py')]).toEqual([1, true, true]);
    }
  });

  it('brings the guard alone, in this version, where npm does not install the packages', () => {
    const devEngines = { packageManager: { name: 'pnpm' } };
    const repo = repository(
      { 'package.json': JSON.stringify({ devEngines }), 'pnpm-lock.yaml': '' },
      ...['--ci', 'github'],
    );
    const cloned = clone(repo, null);
    const ran = runWorkflow(cloned, mergeRef(cloned, 'bad'));
    expect(ran.status).toBe(1);
    expect(ran.npm).toMatch(/^npm install --silent --ignore-scripts --no-audit --prefix \S+ ssot-guard@\S+\n$/);
    expect(ran.npm).toContain(`ssot-guard@${version}\n`);
    expect(cloned.read(WORKFLOW)).not.toContain('npx');
  });

  it('is red where nothing can be judged', () => {
    const repo = repository(npm, '--ci', 'github');
    repo.git('rm', '-q', '--cached', '.ssotrc.json');
    repo.commit('no registry');
    const cloned = clone(repo, '');
    expect(runWorkflow(cloned, NO_PULL_REQUEST).status).toBe(2);
  });

  it('asks for nothing that it does not need', () => {
    const { on, permissions, concurrency, jobs } = parse(clone(repository(npm, '--ci', 'github'), '').read(WORKFLOW));
    expect(Object.keys(on)).toEqual(['pull_request', 'merge_group', 'push', 'schedule', 'workflow_dispatch']);
    expect(on.push.branches).toEqual(['main', 'master']);
    expect(permissions).toEqual({ contents: 'read' });
    expect(concurrency.group).toContain('github.ref');
    expect(Object.keys(jobs)).toEqual(['ssot-guard']);
    expect(jobs['ssot-guard']['timeout-minutes']).toBe(10);
    const [checkout] = jobs['ssot-guard'].steps as Step[];
    expect(checkout?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
  });

  it('runs for the branch that the remote calls its default', () => {
    const repo = temporaryRepository();
    repo.write('.ssotrc.json', '{ "version": 1 }\n');
    repo.commitAll('first');
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    guard(home, repo.dir, 'init', '--yes', '--no-doctor', '--ci', 'github');
    expect(parse(repo.read(WORKFLOW)).on.push.branches).toEqual(['trunk']);
  });
});

describe('the job of --ci gitlab', () => {
  const npm = { 'package.json': '{}\n', 'package-lock.json': '{}\n' };

  function runJob(cloned: TemporaryRepository, env: Environment): Ran {
    const { include } = parse(cloned.read('.gitlab-ci.yml'));
    expect(include).toEqual([{ local: GITLAB }]);
    const job = parse(cloned.read(GITLAB))['ssot-guard'];
    expect([job.timeout, job.interruptible, job.variables.GIT_DEPTH]).toEqual(['10 minutes', true, '0']);
    const unset = {
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: '',
      CI_PROJECT_DIR: cloned.dir,
    };
    return runScript(job.script[0], cloned.dir, { ...unset, ...env }, ['sh', '-c']);
  }

  it('stops what a merge request adds: of the branch, or of its result', () => {
    const repo = repository(npm, '--ci', 'gitlab');
    for (const [branch, expected] of [
      ['good', 0],
      ['bad', 1],
    ] as const) {
      const base = repo.git('merge-base', 'main', branch).trim();
      const alone = clone(repo, '', '-b', branch);
      expect(runJob(alone, { CI_MERGE_REQUEST_DIFF_BASE_SHA: base }).status).toBe(expected);
      const merged = clone(repo, '');
      mergeRef(merged, branch);
      const target = merged.git('rev-parse', 'origin/main').trim();
      const env = { CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: target };
      expect(runJob(merged, env).status).toBe(expected);
    }
  });

  it('judges everything on a branch and on a schedule', () => {
    const cloned = clone(repository(npm, '--ci', 'gitlab'), '');
    const { status, said } = runJob(cloned, {});
    expect([status, said.includes('debt.py')]).toEqual([1, true]);
    const report = parse(cloned.read(GITLAB))['ssot-guard'].artifacts.reports.codequality;
    const paths = JSON.parse(cloned.read(report)).map(({ location }: { location: { path: string } }) => location.path);
    expect(paths).toContain('debt.py');
  });

  it('says what to add where there are other jobs', () => {
    const repo = temporaryRepository();
    repo.write('.ssotrc.json', '{ "version": 1 }\n');
    repo.write('.gitlab-ci.yml', 'test:\n  script: make\n');
    repo.commitAll('first');
    const { out } = guard(home, repo.dir, 'init', '--yes', '--no-doctor', '--ci', 'gitlab');
    expect(out).toContain(`Add to .gitlab-ci.yml: include: - local: ${GITLAB}`);
    expect(repo.read('.gitlab-ci.yml')).toBe('test:\n  script: make\n');
  });
});

describe('action.yml', () => {
  const action = parse(readFileSync(ACTION, 'utf8'));
  const [step, ...others] = action.runs.steps as Step[];

  function runAction(cloned: TemporaryRepository, env: Environment, inputs: Environment = {}): Ran {
    expect(others).toEqual([]);
    const unset = {
      SSOT_SINCE: '',
      SSOT_ARGUMENTS: '',
      SSOT_SARIF: '',
      SSOT_VERSION: '',
      SSOT_ACTION: join(ACTION, '..'),
    };
    return runScript(step?.run ?? '', cloned.dir, { ...unset, ...env, ...inputs }, ['bash', '-ec']);
  }

  it('chooses what is judged as the workflow does', () => {
    const lines = (step?.run ?? '').split('\n');
    const at = lines.indexOf(GITHUB_SCOPE[0] ?? '');
    expect(lines.slice(at, at + GITHUB_SCOPE.length)).toEqual(GITHUB_SCOPE);
  });

  it('stops what a pull request, a merge queue and a push add', () => {
    const repo = repository({});
    for (const [branch, expected] of [
      ['good', 0],
      ['bad', 1],
    ] as const) {
      const cloned = clone(repo, null);
      const base = cloned.git('rev-parse', 'origin/main').trim();
      expect(runAction(cloned, mergeRef(cloned, branch)).status).toBe(expected);
      expect(runAction(cloned, { ...NO_PULL_REQUEST, BASE: base }).status).toBe(expected);
    }
  });

  it.each([
    ['a new branch', ZERO],
    ['a force push', '1'.repeat(40)],
    ['a schedule', ''],
  ])('judges everything after %s', (_, base) => {
    const { status, said } = runAction(clone(repository({}), null), { ...NO_PULL_REQUEST, BASE: base });
    expect([status, said.includes('debt.py')]).toEqual([1, true]);
  });

  it('takes arguments over several lines, a scope, and a version', () => {
    const repo = repository({});
    const good = clone(repo, null, '-b', 'good');
    const given = { SSOT_SINCE: 'origin/main', SSOT_ARGUMENTS: '--format\njson --quiet\n', SSOT_VERSION: '1.2.3' };
    const ran = runAction(good, NO_PULL_REQUEST, given);
    expect([ran.status, ran.said.includes('"scope": "since"')]).toEqual([0, true]);
    expect(ran.npm).toContain('ssot-guard@1.2.3\n');
    expect(runAction(good, NO_PULL_REQUEST, { SSOT_SINCE: 'no-such-branch' }).status).toBe(2);
    expect(runAction(good, { ...NO_PULL_REQUEST, BASE: 'origin/main' }, { SSOT_SINCE: 'all' }).status).toBe(1);
  });

  it('writes annotations and the job summary, and SARIF where it is asked for', () => {
    const cloned = clone(repository({}), null, '-b', 'bad');
    const summary = join(temporaryFolder(), 'summary.md');
    const env = { ...NO_PULL_REQUEST, BASE: 'origin/main', GITHUB_STEP_SUMMARY: summary };
    const { status, said } = runAction(cloned, env, { SSOT_SARIF: 'ssot.sarif' });
    expect(status).toBe(1);
    expect(said).toMatch(/^::error file=x\.py,line=1,.*\nssot-guard: 1 file checked, .*\n$/);
    expect(readFileSync(summary, 'utf8').match(/ssot-guard: 1 error in 1 file/g)?.length).toBe(1);
    const [{ results }] = JSON.parse(cloned.read('ssot.sarif')).runs;
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['banned-import']);
  });

  it('is red where the SARIF that was asked for cannot be written', () => {
    const good = clone(repository({}), null, '-b', 'good');
    const { status, said } = runAction(
      good,
      { ...NO_PULL_REQUEST, BASE: 'origin/main' },
      { SSOT_SARIF: 'no/ssot.sarif' },
    );
    expect([status, said.includes('cannot write no/ssot.sarif')]).toEqual([2, true]);
  });

  it('starts the guard that the project installs, else the one of its own version', () => {
    const repo = repository({});
    expect(runAction(clone(repo, ''), NO_PULL_REQUEST).npm).toBe('');
    expect(runAction(clone(repo, null), NO_PULL_REQUEST).npm).toContain(`ssot-guard@${version}\n`);
  });
});
