/**
 * The job that holds in CI what no hook sees: clean rebases and cherry-picks, `--no-verify`, merges on a web page.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { git, oneLine } from '../../git/run.ts';
import type { Change, Site } from '../../hooks/define.ts';
import { reporters } from '../../reporters/index.ts';
import { escapeJson } from '../../text/escape.ts';
import { version } from '../../version.ts';

const WORKFLOW = '.github/workflows/ssot-guard.yml';

/** Lock files from which `npm ci` installs. */
const NPM_LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];

/** The job, if it is asked for and not there. */
export function ciChanges(site: Site, ci: string): Change[] {
  if (ci !== 'github' || existsSync(join(site.top, WORKFLOW))) return [];
  const content = workflow(folderToInstall(site), defaultBranches(site));
  return [{ kind: 'write', path: join(site.top, WORKFLOW), content, mode: null, why: 'judges every pull request' }];
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

/** @param folder of the package that installs ssot-guard; null: it is fetched from npm */
function workflow(folder: string | null, branches: readonly string[]): string {
  const place = folder === null || folder === '' ? '' : `\n        working-directory: ${yamlText(folder)}`;
  const install = folder === null ? '' : `      - run: npm ci --ignore-scripts${place}\n`;
  // annotations in the changed files, where this version can write them
  const format = reporters.some(({ id }) => String(id) === 'github') ? ' --format github' : '';
  const command = folder === null ? `npx --yes ssot-guard@${version}` : 'npx --no-install ssot-guard';
  return `# Written by \`ssot-guard init --ci github\`.
name: ssot-guard
on:
  pull_request:
  push:
    branches: [${branches.map(yamlText).join(', ')}]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # what a branch changed is counted from where it began
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${install}      - name: What this change adds
        if: github.event_name == 'pull_request'
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: ${command} check --since "$BASE"${format}${place}
      - name: Everything
        if: github.event_name == 'push'
        run: ${command} check --all${format}${place}
`;
}
