/**
 * docs/recipes.md: every block with a file's name is what `init` writes there, its own program left out; every command in the
 * other blocks is one. `UPDATE=1` writes the blocks anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ciChanges } from '../../src/commands/init/ci.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { Change, Site } from '../../src/hooks/define.ts';
import { husky } from '../../src/hooks/husky.ts';
import { lefthook } from '../../src/hooks/lefthook.ts';
import { plain } from '../../src/hooks/plain.ts';
import { preCommit } from '../../src/hooks/pre-commit.ts';
import { sharedPath } from '../../src/hooks/shared-path.ts';
import { simpleGitHooks } from '../../src/hooks/simple-git-hooks.ts';
import { surveySite } from '../../src/hooks/site.ts';
import { starterLine, starterLines } from '../../src/hooks/starter.ts';
import { expectGolden } from '../support/golden.ts';
import { buildPackage, guard } from '../support/package.ts';
import { temporaryRepository } from '../support/repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(root, 'docs/recipes.md');
const page = readFileSync(PAGE, 'utf8');
const README = readFileSync(join(root, 'README.md'), 'utf8');

const MANIFEST = '{ "name": "app", "private": true }\n';
const INSTALLED = { 'package.json': MANIFEST, 'node_modules/ssot-guard/dist/cli.cjs': '' };

type Files = Readonly<Record<string, string>>;

function siteWith(files: Files): Site {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo.dir, path)), { recursive: true });
    writeFileSync(join(repo.dir, path), text);
  }
  return surveySite(openRepository(repo.dir), '');
}

/** Of each named block: what stands in the repository, and who writes. */
const WRITTEN: Readonly<Record<string, readonly [files: Files, changes: (site: Site) => readonly Change[]]>> = {
  '.git/hooks/pre-commit': [INSTALLED, (site) => plain.plan(site, false).changes],
  '.husky/pre-commit': [
    { ...INSTALLED, '.husky/pre-commit': 'npx lint-staged\n' },
    (site) => husky.plan(site, false).changes,
  ],
  'lefthook.yml': [
    { ...INSTALLED, 'lefthook.yml': 'pre-commit:\n  commands:\n    lint:\n      run: npx eslint {staged_files}\n' },
    (site) => lefthook.plan(site, false).changes,
  ],
  'package.json': [
    {
      ...INSTALLED,
      'package.json': '{\n  "simple-git-hooks": {\n    "pre-commit": "npx lint-staged"\n  }\n}\n',
    },
    (site) => simpleGitHooks.plan(site, false).changes,
  ],
  '.pre-commit-config.yaml': [INSTALLED, (site) => preCommit.plan(site, false).changes],
  'without-package/.pre-commit-config.yaml': [{}, (site) => preCommit.plan(site, false).changes],
  '.git/ssot-guard/hooks/pre-commit': [
    INSTALLED,
    (site) =>
      sharedPath.plan(
        {
          ...site,
          shared: true,
          scope: 'global',
          folder: '/company/hooks',
          configured: '/company/hooks',
        },
        false,
      ).changes,
  ],
  'messages/.git/hooks/commit-msg': [INSTALLED, (site) => plain.plan(site, true).changes],
  'messages/.husky/commit-msg': [
    { ...INSTALLED, '.husky/commit-msg': 'npx commitlint --edit "$1"\n' },
    (site) => husky.plan(site, true).changes,
  ],
  'messages/lefthook.yml': [
    { ...INSTALLED, 'lefthook.yml': 'pre-push:\n  commands:\n    test:\n      run: npm test\n' },
    (site) => lefthook.plan(site, true).changes,
  ],
  'messages/package.json': [
    {
      ...INSTALLED,
      'package.json': '{\n  "simple-git-hooks": {\n    "commit-msg": "npx commitlint --edit $1"\n  }\n}\n',
    },
    (site) => simpleGitHooks.plan(site, true).changes,
  ],
  'messages/.pre-commit-config.yaml': [INSTALLED, (site) => preCommit.plan(site, true).changes],
  '.github/workflows/ssot-guard.yml': [
    { ...INSTALLED, 'package-lock.json': '{}' },
    (site) => ciChanges(site, 'github'),
  ],
  '.gitlab/ssot-guard.gitlab-ci.yml': [
    { ...INSTALLED, 'package-lock.json': '{}' },
    (site) => ciChanges(site, 'gitlab'),
  ],
};

/** The text that a file gets, with `…` for the program. */
function written(name: string): string {
  const [files, changes] = WRITTEN[name] ?? [{}, () => []];
  const file = name.replace(/^(?:without-package|messages)\//, '');
  const change = changes(siteWith(files)).find((one) => one.kind === 'write' && one.path.endsWith(`/${file}`));
  if (change?.kind !== 'write') throw new Error(`nothing is written to ${name}`);
  const line = starterLine();
  const lines = [starterLines('last', 'trust', 'start'), starterLines('trust', 'start')].map((all) => all.join('\n'));
  return [...lines, line, JSON.stringify(line).slice(1, -1)].reduce(
    (text, program) => text.replaceAll(program, '…'),
    change.content,
  );
}

const NAMED = /^```(\w+) (\S+)\n(.*?)^```$/gms;

describe('the blocks that init writes', () => {
  it('are all there', () => {
    const names = [...page.matchAll(NAMED)].map(([, , name]) => name);
    expect(names.toSorted()).toEqual(Object.keys(WRITTEN).toSorted());
  });
  it('are what it writes', () => {
    const now = page.replace(NAMED, (_, kind, name) => `\`\`\`${kind} ${name}\n${written(name)}\`\`\``);
    expectGolden(PAGE, now);
  });
});

describe('the commands by hand', () => {
  let home: string;
  beforeAll(() => {
    home = buildPackage();
  });
  it.each([
    ...new Set(page.match(/(?<=node_modules\/\.bin\/|")ssot-guard check[^"\n`]*/g)),
  ])('are commands: %s', (command) => {
    const repo = temporaryRepository();
    repo.write('.ssotrc.json', '{ "version": 1, "banned": ["old"] }\n');
    repo.write('a.ts', 'export {};\n');
    repo.git('add', '-A');
    const [, ...args] = command
      .trim()
      .replace(/\$\{target\}/, 'a.ts')
      .split(' ');
    expect(guard(home, repo.dir, ...args)).toMatchObject({ status: 0, err: expect.stringContaining('1 file clean') });
  });
});

it('README leads there', () => {
  expect(README).toContain('(docs/recipes.md)');
});
