/**
 * The job that holds in CI what no hook sees: clean rebases and cherry-picks, `--no-verify`, merges on a web page.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { git, oneLine } from '../../git/run.ts';
import { shellQuote } from '../../hooks/block.ts';
import type { Change, Site } from '../../hooks/define.ts';
import { escapeJson } from '../../text/escape.ts';
import { version } from '../../version.ts';

/** The services for which `--ci` writes a job, with the file that it goes into. */
const JOBS = {
  github: { path: '.github/workflows/ssot-guard.yml', write: githubWorkflow },
  gitlab: { path: '.gitlab/ssot-guard.gitlab-ci.yml', write: gitlabJob },
} as const;

export type CiService = keyof typeof JOBS;
export const CI_SERVICES = Object.keys(JOBS) as CiService[];

const GITLAB_MAIN = '.gitlab-ci.yml';

/** Lock files from which `npm ci` installs. */
const NPM_LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];

/** The job, if it is asked for and not there. */
export function ciChanges(site: Site, ci: CiService | 'none'): Change[] {
  if (ci === 'none') return [];
  const { path, write } = JOBS[ci];
  const change = (file: string, content: string, why: string): Change[] =>
    existsSync(join(site.top, file)) ? [] : [{ kind: 'write', path: join(site.top, file), content, mode: null, why }];
  const job = change(path, write(installOf(site), defaultBranches(site)), 'judges every pull or merge request');
  return ci === 'gitlab' ? [...job, ...change(GITLAB_MAIN, INCLUDE, 'includes the job')] : job;
}

const INCLUDE = `include:\n  - local: ${JOBS.gitlab.path}\n`;

/** What a person has to do: GitLab reads one file, and what others wrote into it is not edited. */
export function ciSteps(site: Site, ci: CiService | 'none'): string[] {
  const main = ci === 'gitlab' ? site.read(GITLAB_MAIN) : null;
  if (main === null || main.includes(JOBS.gitlab.path)) return [];
  return [`Add to ${GITLAB_MAIN}: ${INCLUDE.replace(/\s+/g, ' ').trim()}`];
}

interface Install {
  /** Where the job runs; null: at the top. */
  readonly folder: string | null;
  /** Lines of sh that bring the guard. */
  readonly lines: readonly string[];
  /** How it is started. */
  readonly guard: string;
}

/** Never through npx: it reads what the project demands of npm (`devEngines`), and its failure looks like a violation. */
function installOf(site: Site): Install {
  const home = folderToInstall(site);
  if (home !== null) {
    const folder = home === '' ? null : home;
    return { folder, lines: ['npm ci --ignore-scripts'], guard: 'node_modules/.bin/ssot-guard' };
  }
  const fetch = `npm install --silent --ignore-scripts --no-audit --prefix "$home" ssot-guard@${version}`;
  return { folder: null, lines: ['home=$(mktemp -d)', fetch], guard: '"$home/node_modules/.bin/ssot-guard"' };
}

/**
 * Where `npm ci` brings ssot-guard. Null where another package manager does, or nothing: the guard needs nothing but
 * itself, so the job fetches it alone, in this version.
 */
function folderToInstall(site: Site): string | null {
  if (isAbsolute(site.installed)) return null;
  const folder = site.installed.split('/node_modules/')[0] ?? '';
  const home = site.installed.startsWith('node_modules/') ? '' : folder;
  return NPM_LOCKS.some((lock) => existsSync(join(site.top, home, lock))) ? home : null;
}

/** What `origin` calls its default branch, or else the usual two. */
function defaultBranches(site: Site): string[] {
  const { status, stdout } = git(['symbolic-ref', '-q', 'refs/remotes/origin/HEAD'], {
    cwd: site.top,
    okStatus: [0, 1],
  });
  const name = status === 0 ? oneLine(stdout).replace(/^refs\/remotes\/origin\//, '') : '';
  return name === '' ? ['main', 'master'] : [name];
}

/** A name of the repository as YAML, in which GitHub looks for expressions. */
function yamlText(name: string): string {
  return escapeJson(JSON.stringify(name)).replaceAll('${{', `\${{ '\${{' }}`);
}

/**
 * Lines of sh that set `scope`: what lies between one of the commits and HEAD, the first that is there; everything where
 * none is, as in a clone without history, after a force push, for a new branch or a scheduled run. So nothing is passed
 * by because it could not be compared.
 */
function scopeFrom(commits: string): string[] {
  return [
    'scope=--all',
    `for commit in ${commits}; do`,
    '  if git merge-base "$commit" HEAD >/dev/null 2>&1; then scope=--since=$commit; break; fi',
    'done',
  ];
}

/**
 * On GitHub. The first parent of a merge ref is the base as it is now, where the event's own goes stale; a branch that is
 * checked out by itself has another first parent.
 */
export const GITHUB_SCOPE: readonly string[] = [
  'commits=$BASE',
  'case $GITHUB_REF:$(git rev-parse HEAD) in',
  '  refs/pull/*/merge:"$GITHUB_SHA") commits="HEAD^1 origin/$GITHUB_BASE_REF" ;;',
  '  *) if [ -n "$GITHUB_BASE_REF" ]; then commits=origin/$GITHUB_BASE_REF; fi ;;',
  'esac',
  ...scopeFrom('$commits'),
];

function indented(lines: readonly string[], by: number): string {
  return lines.map((line) => `${' '.repeat(by)}${line}\n`).join('');
}

function githubWorkflow({ folder, lines, guard }: Install, branches: readonly string[]): string {
  const place = folder === null ? '' : `        working-directory: ${yamlText(folder)}\n`;
  return `# Written by \`ssot-guard init --ci github\`.
name: ssot-guard
on:
  pull_request:
  merge_group:
  push:
    branches: [${branches.map(yamlText).join(', ')}]
  schedule:
    - cron: '23 5 * * 1' # deadlines pass without a commit
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: ssot-guard-\${{ github.event_name }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
jobs:
  ssot-guard:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0 # what a branch changed is counted from where it began
          persist-credentials: false
      - uses: actions/setup-node@v6
        with:
          node-version: 22
      - name: What a pull request or a merge queue adds; else everything
        env:
          BASE: \${{ github.event.merge_group.base_sha }}
${place}        run: |
${indented([...lines, ...GITHUB_SCOPE, `${guard} check "$scope" --format github`], 10)}`;
}

const GITLAB_REPORT = 'gl-code-quality-report.json';

function gitlabJob({ folder, lines, guard }: Install): string {
  // a merge train's or a merged result's target first
  const scope = scopeFrom('$CI_MERGE_REQUEST_TARGET_BRANCH_SHA $CI_MERGE_REQUEST_DIFF_BASE_SHA');
  const place = folder === null ? [] : [`cd ${shellQuote(folder)}`];
  // What a merge request shows; the log and the verdict are the second run's.
  const report = `${guard} check "$scope" --format gitlab --output "$CI_PROJECT_DIR/${GITLAB_REPORT}" 2>/dev/null || :`;
  return `# Written by \`ssot-guard init --ci gitlab\`.
ssot-guard:
  image: node:22
  needs: []
  interruptible: true
  timeout: 10 minutes
  variables:
    GIT_DEPTH: '0' # what a branch changed is counted from where it began
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - |
${indented(['set -e', ...place, ...lines, ...scope, report, `${guard} check "$scope"`], 6)}  artifacts:
    when: always
    reports:
      codequality: ${GITLAB_REPORT}
`;
}
