/**
 * What `init` writes into the configuration of hook managers: the smallest change that keeps everything else, and takes
 * itself out again. The YAML is read back with lint-staged's own YAML parser, JSON with the engine's.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { openRepository } from '../../src/git/repository.ts';
import { hookCommand } from '../../src/hooks/block.ts';
import type { Change, HookManager, Site } from '../../src/hooks/define.ts';
import { chooseManager, detectManagers, managers } from '../../src/hooks/index.ts';
import { lefthook } from '../../src/hooks/lefthook.ts';
import { lintStaged } from '../../src/hooks/lint-staged.ts';
import { preCommit } from '../../src/hooks/pre-commit.ts';
import { simpleGitHooks } from '../../src/hooks/simple-git-hooks.ts';
import { surveySite } from '../../src/hooks/site.ts';
import { temporaryRepository } from '../support/repository.ts';

/** A repository with these files, and the guard installed in it. */
function siteWith(files: Readonly<Record<string, string>>): Site {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries({ 'node_modules/ssot-guard/dist/cli.cjs': '', ...files })) {
    mkdirSync(dirname(join(repo.dir, path)), { recursive: true });
    writeFileSync(join(repo.dir, path), text);
  }
  return surveySite(openRepository(repo.dir), '');
}

/** The text that a manager would write into its one configuration file, and the manual steps. */
function edited(manager: HookManager, path: string, text: string): { text: string; manual: readonly string[] } {
  const site = siteWith({ [path]: text });
  const { changes, manual } = manager.plan(site);
  const write = changes.find((change): change is Extract<Change, { kind: 'write' }> => change.kind === 'write');
  const next = write?.content ?? text;
  expect(manager.strip(next, path, site)).toBe(
    text.endsWith('\n') || text === '' || next === text ? text : `${text}\n`,
  );
  if (write !== undefined) {
    writeFileSync(join(site.top, path), next);
    expect(manager.plan(site).changes.filter((change) => change.kind === 'write')).toEqual([]);
  }
  return { text: next, manual };
}

const RUN = hookCommand('node_modules/ssot-guard');
/** As it stands in JSON and TOML. */
const QUOTED = JSON.stringify(RUN).slice(1, -1);

/** The lines of `text` that are not in `next` any more. */
function lost(text: string, next: string): string[] {
  const lines = new Set(next.split('\n'));
  return text.split('\n').filter((line) => !lines.has(line));
}

describe('the list', () => {
  it('has unique ids, and ends with what is always there', () => {
    const ids = managers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z-]+$/);
    const found = detectManagers(siteWith({}));
    expect(found.map(({ manager }) => manager.id)).toEqual(['plain']);
  });
});

describe('the choice', () => {
  const choice = (files: Readonly<Record<string, string>>): string => {
    const site = siteWith(files);
    return chooseManager(site, detectManagers(site)).id;
  };
  it('is the manager that is configured, when nothing stands in its way', () => {
    expect(choice({ 'lefthook.yml': 'pre-commit:\n' })).toBe('lefthook');
    expect(choice({ '.pre-commit-config.yaml': 'repos: []\n' })).toBe('pre-commit');
    expect(choice({ 'package.json': '{ "simple-git-hooks": { "pre-commit": "true" } }' })).toBe('simple-git-hooks');
    expect(choice({ '.husky/pre-commit': 'npm test\n' })).toBe('husky');
    expect(
      choice({ 'package.json': '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9" } }' }),
    ).toBe('husky');
  });
  it('is the hook that git runs, when it belongs to none of them', () => {
    expect(choice({ 'lefthook.yml': 'pre-commit:\n', '.git/hooks/pre-commit': '#!/bin/sh\n' })).toBe('plain');
    expect(
      choice({ 'lefthook.yml': 'a:\n', '.git/hooks/pre-commit': '#!/bin/sh\nexec lefthook run pre-commit\n' }),
    ).toBe('lefthook');
  });
  it('is never lint-staged, nor a dependency that nothing starts', () => {
    expect(choice({ 'package.json': '{ "lint-staged": { "*": "true" } }' })).toBe('plain');
    expect(choice({ 'package.json': '{ "devDependencies": { "husky": "9" } }' })).toBe('plain');
  });
});

describe('lefthook', () => {
  const cases: Readonly<Record<string, string>> = {
    empty: '',
    'another hook': '# mine\npre-push:\n  commands:\n    test:\n      run: npm test # slow\n',
    commands:
      'pre-commit:\n  parallel: true\n  commands:\n    lint:\n      glob: "*.ts"\n      run: npx eslint {staged_files}\n',
    'commands, four blanks':
      '"pre-commit":\n    commands: # all of them\n        # first\n        lint:\n            run: a\npre-push:\n    commands:\n',
    jobs: 'pre-commit:\n  jobs:\n    - name: lint\n      run: yarn lint\n    - run: yarn test\n',
    'jobs without indentation': 'pre-commit:\n  jobs:\n  - run: yarn test\n',
    'a key without value': 'pre-commit:\n',
    scripts: 'pre-commit:\n  scripts:\n    "a.sh":\n      runner: bash\n',
    'both hooks':
      'pre-merge-commit:\n  commands:\n    a:\n      run: b\npre-commit:\n  commands:\n    c:\n      run: d\n',
    'no final line end': 'pre-commit:\n  commands:\n    c:\n      run: d',
  };
  it.each(Object.entries(cases))('gets a command under both hooks: %s', (_name, text) => {
    const next = edited(lefthook, 'lefthook.yml', text).text;
    expect(lost(text, next)).toEqual([]);
    const before = parseYaml(text) ?? {};
    const after = parseYaml(next);
    for (const hook of ['pre-commit', 'pre-merge-commit']) {
      const { commands = {}, jobs = [] } = after[hook];
      const found = [
        commands['ssot-guard'],
        ...jobs.filter((job: { name?: string }) => job.name === 'ssot-guard'),
      ].filter(Boolean);
      expect(found).toMatchObject([{ run: RUN }]);
      // without it, everything is as before
      delete commands['ssot-guard'];
      if (after[hook].jobs) after[hook].jobs = jobs.filter((job: { name?: string }) => job.name !== 'ssot-guard');
      expect(withoutEmpty(after[hook])).toEqual(withoutEmpty(before[hook] ?? {}));
    }
  });
  it.each([
    'pre-commit: { commands: { lint: { run: a } } }\n',
    'pre-commit:\n  commands: { lint: { run: a } }\n',
    'pre-commit: &both\n  commands:\n    a:\n      run: b\n',
  ])('leaves what it cannot edit to a person: %j', (text) => {
    const { text: next, manual } = edited(lefthook, 'lefthook.yml', text);
    expect(next).toBe(text);
    expect(manual.join()).toContain(`ssot-guard: { run: "${QUOTED}" }`);
  });
  it('reads TOML and JSON', () => {
    expect(edited(lefthook, '.lefthook.toml', '[pre-push]\nparallel = true\n').text).toContain(
      `[pre-commit.commands.ssot-guard]\nrun = "${QUOTED}"\n`,
    );
    const json = '{\n\t"pre-commit": {\n\t\t"parallel": true\n\t}\n}\n';
    const next = JSON.parse(edited(lefthook, 'lefthook.json', json).text);
    expect(next['pre-commit']).toEqual({ parallel: true, commands: { 'ssot-guard': { run: RUN } } });
    expect(next['pre-merge-commit']).toEqual({ commands: { 'ssot-guard': { run: RUN } } });
  });
});

function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, v]) => v !== null && (typeof v !== 'object' || Object.keys(v as object).length > 0),
    ),
  );
}

describe('pre-commit', () => {
  const cases: Readonly<Record<string, string>> = {
    'wide list marks':
      'default_stages: [commit]\nrepos:\n-   repo: https://example.org/a\n    rev: v1\n    hooks:\n    -   id: a\n',
    'an indented list': '# mine\nrepos:\n  # first\n  - repo: local\n    hooks:\n      - id: a\nci:\n  skip: [a]\n',
    'no repos yet': 'fail_fast: true\n',
    'an empty file': '',
  };
  it.each(Object.entries(cases))('gets a local hook, first: %s', (_name, text) => {
    const next = edited(preCommit, '.pre-commit-config.yaml', text).text;
    expect(lost(text, next)).toEqual([]);
    const before = parseYaml(text) ?? {};
    const after = parseYaml(next);
    const hook = {
      id: 'ssot-guard',
      name: 'ssot-guard',
      entry: RUN,
      language: 'system',
      always_run: true,
      require_serial: true,
      stages: /\[commit\]/.test(text)
        ? ['commit', 'merge-commit', 'manual']
        : ['pre-commit', 'pre-merge-commit', 'manual'],
    };
    expect(after).toEqual({ ...before, repos: [{ repo: 'local', hooks: [hook] }, ...(before.repos ?? [])] });
  });
  it('leaves what it cannot edit to a person', () => {
    const { text, manual } = edited(preCommit, '.pre-commit-config.yaml', 'repos: [{ repo: local, hooks: [] }]\n');
    expect(text).toBe('repos: [{ repo: local, hooks: [] }]\n');
    expect(manual.join()).toContain(RUN);
  });
  it('does not add a second entry where the published one is used', () => {
    const text = 'repos:\n- repo: https://example.org/ssot-guard\n  rev: v1\n  hooks:\n  - id: ssot-guard\n';
    expect(edited(preCommit, '.pre-commit-config.yaml', text).text).toBe(text);
  });
});

describe('simple-git-hooks', () => {
  it('runs the guard in front, and keeps the formatting', () => {
    const text =
      '{\n\t"name": "x",\n\t"simple-git-hooks": {\n\t\t"pre-commit": "a || b; c"\n\t},\n\t"private": true\n}\n';
    const next = edited(simpleGitHooks, 'package.json', text).text;
    expect(next).toBe(
      `{\n\t"name": "x",\n\t"simple-git-hooks": {\n\t\t"pre-commit": "${QUOTED} || exit 1; a || b; c",\n\t\t"pre-merge-commit": "${QUOTED} || exit 1"\n\t},\n\t"private": true\n}\n`,
    );
  });
  it('reads its own JSON file', () => {
    const next = JSON.parse(edited(simpleGitHooks, '.simple-git-hooks.json', '{\n  "pre-push": "x"\n}\n').text);
    expect(next).toEqual({ 'pre-push': 'x', 'pre-commit': `${RUN} || exit 1`, 'pre-merge-commit': `${RUN} || exit 1` });
  });
  it('leaves a script to a person', () => {
    const { manual } = simpleGitHooks.plan(siteWith({ '.simple-git-hooks.cjs': 'module.exports = {}' }));
    expect(manual.join()).toContain(`${RUN} || exit 1;`);
  });
});

describe('lint-staged', () => {
  it('gets a task of its own', () => {
    const text = '{\n  "lint-staged": {\n    "*.md": "prettier --write"\n  }\n}\n';
    const next = JSON.parse(edited(lintStaged, 'package.json', text).text)['lint-staged'];
    expect(Object.values(next)).toEqual(['prettier --write', 'ssot-guard check --staged']);
  });
});
