/**
 * What `init` writes into the configuration of hook managers: the smallest change that keeps everything else, and takes
 * itself out again. The YAML is read back with lint-staged's own YAML parser, JSON with the engine's.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { openRepository } from '../../src/git/repository.ts';
import { hookCommand, messageCommand } from '../../src/hooks/block.ts';
import { configHooks } from '../../src/hooks/config-hooks.ts';
import type { Change, HookManager, Site } from '../../src/hooks/define.ts';
import { chooseManager, detectManagers, judgesMessages, managerFor, managers } from '../../src/hooks/index.ts';
import { lefthook } from '../../src/hooks/lefthook.ts';
import { lintStaged } from '../../src/hooks/lint-staged.ts';
import { preCommit } from '../../src/hooks/pre-commit.ts';
import { simpleGitHooks } from '../../src/hooks/simple-git-hooks.ts';
import { surveySite } from '../../src/hooks/site.ts';
import { version } from '../../src/version.ts';
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
function edited(
  manager: HookManager,
  path: string,
  text: string,
  message = false,
): { text: string; manual: readonly string[] } {
  const site = siteWith({ [path]: text });
  const { changes, manual } = manager.plan(site, message);
  const write = changes.find((change): change is Extract<Change, { kind: 'write' }> => change.kind === 'write');
  const next = write?.content ?? text;
  expect(manager.strip(next, path, site)).toBe(
    text.endsWith('\n') || text === '' || next === text ? text : `${text}\n`,
  );
  if (write !== undefined) {
    writeFileSync(join(site.top, path), next);
    expect(manager.plan(site, message).changes.filter((change) => change.kind === 'write')).toEqual([]);
    expect(judgesMessages(site)).toBe(message);
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
  it.each([
    ['pre-commit:\n  parallel: true\n  commands:\n    zz:\n      run: fix\n      stage_fixed: true\n', true],
    ['pre-commit:\n  commands:\n    zz:\n      run: npx lint-staged\n', true],
    ['pre-commit:\n  commands:\n    zz:\n      run: fix && git add -u\n', true],
    ['extends: [a.yml]\n', true],
    ['pre-commit:\n  parallel: true\n  commands:\n    zz:\n      run: eslint\n', false],
  ])('judges once more where another command may stage files behind it: %j', (text, again) => {
    const after = parseYaml(edited(lefthook, 'lefthook.yml', text).text);
    expect(after['commit-msg']).toEqual(again ? { commands: { 'ssot-guard': { run: RUN } } } : undefined);
  });
  it('stands last in what runs one by one', () => {
    const text = 'pre-commit:\n  jobs:\n    - run: a\n    - run: b\n\n# next\npre-push:\n  jobs: []\n';
    const { jobs } = parseYaml(edited(lefthook, 'lefthook.yml', text).text)['pre-commit'];
    expect(jobs.map(({ run }: { run: string }) => run)).toEqual(['a', 'b', RUN]);
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
  it.each(Object.entries(cases))('gets a local hook, last: %s', (_name, text) => {
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
    expect(after).toEqual({ ...before, repos: [...(before.repos ?? []), { repo: 'local', hooks: [hook] }] });
  });
  it('leaves what it cannot edit to a person', () => {
    const { text, manual } = edited(preCommit, '.pre-commit-config.yaml', 'repos: [{ repo: local, hooks: [] }]\n');
    expect(text).toBe('repos: [{ repo: local, hooks: [] }]\n');
    expect(manual.join()).toContain(QUOTED);
  });
  it('is installed by pre-commit itself where there is no package.json', () => {
    const site = {
      ...siteWith({ '.pre-commit-config.yaml': 'repos: []\n'.replace(' []', '') }),
      installed: '/elsewhere/ssot-guard',
    };
    const entryOf = (at: Site) => {
      const [change] = preCommit.plan(at, false).changes;
      return parseYaml(change?.kind === 'write' ? change.content : '').repos[0].hooks[0];
    };
    expect(entryOf(site)).toMatchObject({
      entry: 'ssot-guard check --staged --',
      language: 'node',
      additional_dependencies: [`ssot-guard@${version}`],
    });
    writeFileSync(join(site.top, 'package.json'), '{}');
    expect(entryOf(site)).toMatchObject({ language: 'system' });
    expect(entryOf(site)).not.toHaveProperty('additional_dependencies');
  });
  it('does not add a second entry where the published one is used', () => {
    const text = 'repos:\n- repo: https://example.org/ssot-guard\n  rev: v1\n  hooks:\n  - id: ssot-guard\n';
    expect(edited(preCommit, '.pre-commit-config.yaml', text).text).toBe(text);
  });
});

describe('simple-git-hooks', () => {
  const behind = (commands: string): string => `[ "$SSOT_GUARD_ONLY" = 1 ] || (${commands}) || exit; ${RUN}`;
  it('runs the guard behind the others, and keeps the formatting', () => {
    const text =
      '{\n\t"name": "x",\n\t"simple-git-hooks": {\n\t\t"pre-commit": "a || b; c"\n\t},\n\t"private": true\n}\n';
    const next = edited(simpleGitHooks, 'package.json', text).text;
    const command = JSON.stringify(behind('a || b; c'));
    expect(next).toBe(
      `{\n\t"name": "x",\n\t"simple-git-hooks": {\n\t\t"pre-commit": ${command},\n\t\t"pre-merge-commit": "${QUOTED}"\n\t},\n\t"private": true\n}\n`,
    );
  });
  it.each(['a # comment', 'cat <<E\nx\nE', 'a\nb'])('leaves room for what ends with a line: %j', (commands) => {
    const text = `${JSON.stringify({ 'pre-commit': commands }, null, 2)}\n`;
    const next = JSON.parse(edited(simpleGitHooks, '.simple-git-hooks.json', text).text);
    expect(next['pre-commit']).toBe(behind(`\n${commands}\n`));
  });
  it('reads its own JSON file', () => {
    const next = JSON.parse(edited(simpleGitHooks, '.simple-git-hooks.json', '{\n  "pre-push": "x"\n}\n').text);
    expect(next).toEqual({ 'pre-push': 'x', 'pre-commit': RUN, 'pre-merge-commit': RUN });
  });
  it('moves a guard that stands in front behind the others', () => {
    const text = `${JSON.stringify({ 'pre-commit': `${RUN} || exit 1; a` }, null, 2)}\n`;
    const site = siteWith({ '.simple-git-hooks.json': text });
    const [change] = simpleGitHooks.plan(site, false).changes;
    expect(change?.kind === 'write' && JSON.parse(change.content)['pre-commit']).toBe(behind('a'));
    expect(JSON.parse(simpleGitHooks.strip(text, '.simple-git-hooks.json', site))).toEqual({ 'pre-commit': 'a' });
  });
  it('leaves a script to a person', () => {
    const { manual } = simpleGitHooks.plan(siteWith({ '.simple-git-hooks.cjs': 'module.exports = {}' }), false);
    expect(manual.join()).toContain(RUN);
  });
});

describe('messages', () => {
  const WARN = messageCommand('node_modules/ssot-guard');
  /** What is written at once, and what is written where the guard stands already. */
  function both(manager: HookManager, path: string, text: string): string {
    const { text: next, manual } = edited(manager, path, text, true);
    expect(manual.filter((step) => !/not (?:started|installed)/.test(step))).toEqual([]);
    const before = edited(manager, path, text).text;
    const site = siteWith({ [path]: before });
    const write = manager.plan(site, true).changes.find((change) => change.kind === 'write');
    expect(write?.content).toBe(next);
    expect(manager.strip(next, path, site)).toBe(manager.strip(before, path, site));
    return next;
  }

  it.each([
    ['', false],
    ['pre-commit:\n  commands:\n    a:\n      run: b\n', false],
    ['pre-commit:\n  commands:\n    a:\n      run: git add b\n', true],
    ['commit-msg:\n  commands:\n    lint:\n      run: npx commitlint --edit {1}\npre-commit:\n', false],
    [
      'commit-msg:\n  jobs:\n    - run: npx commitlint --edit {1}\npre-commit:\n  jobs:\n    - run: npx lint-staged\n',
      true,
    ],
  ])('are judged by lefthook, beside the check and others: %j', (text, again) => {
    const next = both(lefthook, 'lefthook.yml', text);
    expect(lost(text, next)).toEqual([]);
    const { commands = {}, jobs = [] } = parseYaml(next)['commit-msg'];
    const runs = [...Object.values(commands), ...jobs].map((one) => (one as { run: string }).run);
    const others = text.includes('commitlint') ? ['npx commitlint --edit {1}'] : [];
    expect(runs).toEqual([...others, ...(again ? [RUN] : []), `${WARN} "{1}"`]);
    const site = siteWith({ 'lefthook.yml': edited(lefthook, 'lefthook.yml', text, true).text });
    expect(lefthook.limits?.(site)).toEqual([]);
  });
  it('alone do not pass for the check, which judges once more where others stage', () => {
    const text = edited(lefthook, 'lefthook.yml', '', true).text;
    const site = siteWith({ 'lefthook.yml': `${text}pre-push:\n  commands:\n    a:\n      run: git add b\n` });
    expect(lefthook.limits?.(site)).toEqual([expect.stringContaining('lets commands stage files')]);
  });
  it('are judged by lefthook in TOML and JSON, or by hand', () => {
    expect(both(lefthook, 'lefthook.toml', '[pre-push]\nparallel = true\n')).toContain(
      '[commit-msg.commands.ssot-guard-message]\nrun = "',
    );
    const text =
      '{\n  "pre-commit": {\n    "parallel": true\n  },\n  "commit-msg": {\n    "commands": {\n      "a": {\n        "run": "b"\n      }\n    }\n  }\n}\n';
    const json = JSON.parse(both(lefthook, 'lefthook.json', text));
    expect(json['commit-msg'].commands).toEqual({ a: { run: 'b' }, 'ssot-guard-message': { run: `${WARN} "{1}"` } });
    const { manual } = edited(lefthook, 'lefthook.yml', 'commit-msg: { commands: { a: { run: b } } }\n', true);
    expect(manual).toEqual([
      expect.stringContaining('commands of pre-commit and pre-merge-commit in lefthook.yml: ssot-guard: {'),
      expect.stringContaining('commands of commit-msg in lefthook.yml: ssot-guard-message: {'),
    ]);
  });
  it.each([
    '',
    'npx commitlint --edit $1 && exit 0',
    'a # comment',
  ])('are judged by simple-git-hooks before %j', (rest) => {
    const hooks = { 'pre-push': 'x', ...(rest === '' ? {} : { 'commit-msg': rest }) };
    const next = JSON.parse(both(simpleGitHooks, '.simple-git-hooks.json', `${JSON.stringify(hooks, null, 2)}\n`));
    expect(next['commit-msg']).toBe(`${WARN} "$1" || :${rest === '' ? '' : `; ${rest}`}`);
    expect(next['pre-commit']).toBe(RUN);
  });
  it('are judged by pre-commit, which shows it', () => {
    const text = 'repos:\n- repo: local\n  hooks:\n  - id: a\n';
    const [, { hooks }] = parseYaml(both(preCommit, '.pre-commit-config.yaml', text)).repos;
    expect(hooks).toMatchObject([
      { id: 'ssot-guard', entry: RUN },
      { id: 'ssot-guard-message', entry: WARN, language: 'system', verbose: true, stages: ['commit-msg'] },
    ]);
    const site = { ...siteWith({ '.pre-commit-config.yaml': text }), installed: '/elsewhere/ssot-guard' };
    const [change] = preCommit.plan(site, true).changes;
    expect(parseYaml(change?.kind === 'write' ? change.content : '').repos[1].hooks[1]).toMatchObject({
      entry: 'ssot-guard verify --message',
      language: 'node',
      additional_dependencies: [`ssot-guard@${version}`],
    });
  });
  it('are left to a person where the check is by hand, and where nothing can be edited', () => {
    const text = 'repos:\n- repo: https://example.org/ssot-guard\n  rev: v1\n  hooks:\n  - id: ssot-guard\n';
    const { changes, manual } = preCommit.plan(siteWith({ '.pre-commit-config.yaml': text }), true);
    expect(changes).toEqual([]);
    expect(manual[0]).toMatch(/^add to \.pre-commit-config\.yaml a local hook: entry: .*stages: \[commit-msg\]$/);
    const script = simpleGitHooks.plan(siteWith({ '.simple-git-hooks.cjs': 'module.exports = {}' }), true).manual;
    expect(script[1]).toContain(`before the commands of commit-msg in .simple-git-hooks.cjs: ${WARN} "$1" || :`);
    const config = configHooks.plan(siteWith({}), true).manual;
    expect(config.slice(-2)).toEqual([
      expect.stringMatching(/^git config hook\.ssot-guard-message\.command '/),
      'git config --add hook.ssot-guard-message.event commit-msg',
    ]);
  });
});

describe('lint-staged', () => {
  const GLOB = '*.{py,pyi,js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte}';
  const plan = (tasks: Readonly<Record<string, unknown>>) =>
    lintStaged.plan(siteWith({ 'package.json': JSON.stringify({ 'lint-staged': tasks }) }), false);
  it('gets no task', () => {
    expect(plan({ '*.md': 'prettier --write' })).toEqual({ changes: [], manual: [] });
  });
  it('loses the task that an earlier release wrote', () => {
    const [change] = plan({ '*.md': 'prettier --write', [GLOB]: 'ssot-guard check --staged' }).changes;
    expect(change?.kind === 'write' && JSON.parse(change.content)).toEqual({
      'lint-staged': { '*.md': 'prettier --write' },
    });
  });
  it.each([
    { '*.ts': ['eslint --fix', 'ssot-guard check --staged'] },
    { [GLOB]: 'ssot-guard check --staged' }, // without any task it would fail
  ])('leaves to a person what it cannot take out: %j', (tasks) => {
    const { changes, manual } = plan(tasks);
    expect(changes).toEqual([]);
    expect(manual).toEqual([expect.stringContaining('take its task out of package.json')]);
  });
  it.each([
    ['.lintstagedrc.yaml', "'*.ts': ssot-guard check\n"],
    ['lint-staged.config.mjs', "export default { '*.ts': ['ssot-guard check'] };\n"],
    ['lint-staged.config.ts', "export default { '*.ts': (files) => [`ssot-guard check`, ...files] };\n"],
    ['.nano-staged.json', '{ "*.ts": "ssot-guard check" }'],
    ['package.json', '{ "nano-staged": { "*.ts": ["npx ssot-guard check"] } }'],
  ])('is seen in %s', (path, text) => {
    const { changes, manual } = lintStaged.plan(siteWith({ [path]: text }), false);
    expect(changes).toEqual([]);
    expect(manual).toEqual([expect.stringContaining(`take its task out of ${path}`)]);
    const other = text.replace('ssot-guard check', 'eslint').replace('npx eslint', 'eslint');
    expect(lintStaged.plan(siteWith({ [path]: other }), false)).toEqual({ changes: [], manual: [] });
  });
  it('is not blamed for what other scripts start', () => {
    const scripts = { guard: 'ssot-guard check --all' };
    for (const key of ['lint-staged', 'nano-staged']) {
      const text = JSON.stringify({ scripts, [key]: { '*.ts': 'eslint' } });
      expect(lintStaged.plan(siteWith({ 'package.json': text }), false)).toEqual({ changes: [], manual: [] });
    }
  });
  it('asked for by name means the hook that runs it', () => {
    const site = siteWith({ '.husky/pre-commit': 'npx lint-staged\n', 'package.json': '{ "lint-staged": {} }' });
    expect(managerFor(site, detectManagers(site), 'lint-staged').id).toBe('husky');
  });
});
