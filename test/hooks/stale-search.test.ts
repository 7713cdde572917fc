/**
 * What the hook's search was made from may change without a commit that a hook sees: on disk, beside a file that was
 * there, by a link. Each case changes one such thing, and then commits an import that only the change makes a violation.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/pipeline.ts';
import { temporaryFolder } from '../support/repository.ts';
import { type Guarded, guarded } from './fast-path-world.ts';

const REGISTRY = JSON.stringify({
  version: 1,
  banned: ['src/legacy', 'py:app.old', { module: './src/names', names: ['Old'] }],
});
const aliases = (paths: object): string => JSON.stringify({ compilerOptions: { paths } });
const HARMLESS = 'export const harmless = 1;\n';

function world(files: Readonly<Record<string, string>> = {}, disk: Readonly<Record<string, string>> = {}): Guarded {
  const one = guarded({
    files: {
      '.ssotrc.json': REGISTRY,
      '.gitignore': 'node_modules\n.nuxt\n',
      'package.json': '{}',
      'src/legacy/api.ts': HARMLESS,
      'src/legacy/index.ts': HARMLESS,
      'src/other/api.ts': HARMLESS,
      'app/old/__init__.py': 'x = 1\n',
      ...files,
    },
  });
  for (const [path, text] of Object.entries(disk)) put(one, path, text);
  if (Object.keys(disk).length > 0) one.renew();
  return one;
}

function put({ repo }: Guarded, path: string, text: string): void {
  mkdirSync(dirname(join(repo.dir, path)), { recursive: true });
  writeFileSync(join(repo.dir, path), text);
}

async function findings({ repo }: Guarded): Promise<string[]> {
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: '2026-06-01' });
  return (outcome?.report.findings ?? []).map(({ rule, path }) => `${rule} ${path}`);
}

/** Stages a file with each of the texts in turn: the first is reported, so Node must be asked; about the other git knows. */
async function expectAsked(one: Guarded, path: string, bad: string, clean = HARMLESS): Promise<void> {
  one.repo.stage(path, one.repo.blob(bad));
  expect(one.hook().by).toBe('node');
  expect(await findings(one)).toEqual([`banned-import ${path}`]);
  one.renew();
  expect(one.hook().by).toBe('node');
  one.repo.stage(path, one.repo.blob(clean));
  expect(one.hook().by).toBe('git');
  expect(await findings(one)).toEqual([]);
}

const BASE = 'node_modules/@acme/base';
const EXTENDS = { 'tsconfig.json': '{ "extends": "@acme/base/tsconfig.json" }' };
const MADE = aliases({ '@old/*': ['../../../src/legacy/*'] });
const PLAIN = aliases({ '@old/*': ['../../../src/other_/*'] });

describe('on disk', () => {
  test('a package that is installed afterwards brings an alias', async () => {
    const one = world(EXTENDS);
    put(one, `${BASE}/package.json`, '{ "name": "@acme/base" }');
    put(one, `${BASE}/tsconfig.json`, MADE);
    await expectAsked(one, 'src/a.ts', "import '@old/api';\n");
  });

  test('one that is installed anew, of the same size and date', async () => {
    const one = world(EXTENDS, {
      [`${BASE}/package.json`]: '{ "name": "@acme/base" }',
      [`${BASE}/tsconfig.json`]: PLAIN,
    });
    one.repo.stage('src/a.ts', one.repo.blob("import '@old/api';\n"));
    expect(one.hook().by).toBe('git');
    expect(PLAIN).toHaveLength(MADE.length);
    put(one, `${BASE}/tsconfig.json`, MADE);
    await expectAsked(one, 'src/a.ts', "import '@old/api';\n");
  });

  test('one in a folder further up', async () => {
    const one = world(
      { 'pkg/tsconfig.json': EXTENDS['tsconfig.json'] },
      {
        [`${BASE}/package.json`]: '{ "name": "@acme/base" }',
        [`${BASE}/tsconfig.json`]: PLAIN,
      },
    );
    put(one, `pkg/${BASE}/package.json`, '{ "name": "@acme/base" }');
    put(one, `pkg/${BASE}/tsconfig.json`, aliases({ '@old/*': ['../../../../src/legacy/*'] }));
    await expectAsked(one, 'pkg/a.ts', "import '@old/api';\n");
  });

  test('one that is linked to another place with the same files', async () => {
    const one = world(EXTENDS, {
      'node_modules/.store/one/package.json': '{ "name": "@acme/base" }',
      'node_modules/.store/one/tsconfig.json': '{ "extends": "./more.json" }',
      'node_modules/.store/one/more.json': PLAIN,
      'node_modules/.store/two/package.json': '{ "name": "@acme/base" }',
      'node_modules/.store/two/tsconfig.json': '{ "extends": "./more.json" }',
      'node_modules/.store/two/more.json': MADE,
    });
    mkdirSync(join(one.repo.dir, 'node_modules/@acme'));
    symlinkSync('../.store/one', join(one.repo.dir, BASE));
    one.renew();
    one.repo.stage('src/a.ts', one.repo.blob(HARMLESS));
    expect(one.hook().by).toBe('git');
    rmSync(join(one.repo.dir, BASE));
    symlinkSync('../.store/two', join(one.repo.dir, BASE));
    await expectAsked(one, 'src/a.ts', "import '@old/api';\n");
  });

  test('what a framework generates, made, made anew and taken away', async () => {
    const one = world({ 'tsconfig.json': '{ "extends": "./.nuxt/tsconfig.json" }' });
    put(one, '.nuxt/tsconfig.json', aliases({ '#old/*': ['../src/legacy/*'] }));
    await expectAsked(one, 'src/a.ts', "import '#old/api';\n");
    put(one, '.nuxt/tsconfig.json', aliases({ '#new/*': ['../src/legacy/*'] }));
    await expectAsked(one, 'src/a.ts', "import '#new/api';\n");
    rmSync(join(one.repo.dir, '.nuxt'), { recursive: true });
    expect(one.hook().by).toBe('node');
  });

  test('what a shell cannot look at is Node’s: a name with a line end, a folder in a file’s place', () => {
    for (const name of ['od\nd', 'od"d', 'od\\\\d']) {
      const one = world({ 'tsconfig.json': JSON.stringify({ extends: `./.odd/${name}.json` }) });
      one.repo.stage('src/a.ts', one.repo.blob(HARMLESS));
      expect(one.hook().by).toBe('node');
    }
    const one = world({ 'tsconfig.json': '{ "extends": "./.nuxt/tsconfig.json" }' });
    mkdirSync(join(one.repo.dir, '.nuxt/tsconfig.json'), { recursive: true });
    one.renew();
    one.repo.stage('src/a.ts', one.repo.blob(HARMLESS));
    expect(one.hook().by).toBe('node');
  });

  test('of files that are as they were git still says it', () => {
    const one = world(EXTENDS, {
      [`${BASE}/package.json`]: '{ "name": "@acme/base" }',
      [`${BASE}/tsconfig.json`]: PLAIN,
    });
    put(one, 'node_modules/another/package.json', '{}');
    one.repo.write('notes.md', 'x\n');
    one.repo.commitAll('notes');
    one.repo.stage('src/a.ts', one.repo.blob(HARMLESS));
    expect(one.hook().by).toBe('git');
    const disk = join(one.repo.dir, '.git/ssot-guard/search-disk');
    writeFileSync(disk, readFileSync(disk, 'latin1').split('\n').slice(0, -2).join('\n'));
    expect(one.hook().by).toBe('node');
  });
});

describe('in commits that no hook saw', () => {
  test('a configuration of an odd name beside the one that was read', async () => {
    const one = world({ 'tsconfig.json': '{ "extends": "./presets/common" }', 'presets/common.json': '{}' });
    one.repo.write('presets/common', aliases({ '@old/*': ['../src/legacy/*'] }));
    one.repo.commitAll('by another');
    await expectAsked(one, 'src/a.ts', "import '@old/api';\n");
  });

  test('the same, staged with the import', () => {
    const one = world({ 'tsconfig.json': '{ "extends": "./presets/common" }', 'presets/common.json': '{}' });
    one.repo.stage('presets/common', one.repo.blob(aliases({ '@old/*': ['../src/legacy/*'] })));
    one.repo.stage('src/a.ts', one.repo.blob("import '@old/api';\n"));
    expect(one.hook().by).toBe('node');
  });

  test('a configuration with a line end in its name', async () => {
    const one = world({ 'tsconfig.json': '{ "extends": "./odd\\nname.json" }', 'odd\nname.json': '{}' });
    one.repo.write('odd\nname.json', aliases({ '@old/*': ['src/legacy/*'] }));
    one.repo.commitAll('by another');
    one.repo.stage('src/a.ts', one.repo.blob("import '@old/api';\n"));
    expect(one.hook().by).toBe('node');
    expect(await findings(one)).toEqual(['banned-import src/a.ts']);
  });

  test('one in a folder whose name git quotes, and one beyond ASCII', async () => {
    for (const folder of ['pk\ng', 'pk"g', 'pkĊg']) {
      const one = world();
      one.repo.write(`${folder}/package.json`, '{ "name": "@acme/thing", "exports": "../src/legacy/api.ts" }');
      one.repo.write('package.json', JSON.stringify({ dependencies: { '@acme/thing': `file:${folder}` } }));
      one.repo.commitAll('by another');
      one.repo.stage('src/a.ts', one.repo.blob("import '@acme/thing';\n"));
      expect(one.hook().by).toBe('node');
    }
  });

  test.each<[string, string, string, string, string]>([
    ['to a folder', 'legacy', 'src/compat', 'src/a.ts', "import './compat/api';\n"],
    ['to a folder, from elsewhere', '../src/legacy', 'lib/compat', 'src/a.ts', "import '../lib/compat';\n"],
    ['to a file', 'legacy/api.ts', 'src/single.ts', 'src/a.ts', "import './single';\n"],
    ['that is a folder’s index', '../legacy/api.ts', 'src/wrap/index.ts', 'src/a.ts', "import './wrap';\n"],
    ['to a Python package', 'old', 'app/fresh', 'app/a.py', 'from app.fresh import x\n'],
    ['that is a package’s __init__', '../old/__init__.py', 'app/pkg/__init__.py', 'app/a.py', 'import app.pkg\n'],
  ])('a symbolic link %s', async (_name, target, path, importer, bad) => {
    const one = world();
    one.repo.symlink(target, path);
    one.repo.commitAll('by another');
    one.repo.stage(importer, one.repo.blob(bad));
    expect(one.hook().by).toBe('node');
    expect(await findings(one)).toEqual([`banned-import ${importer}`]);
    one.renew();
    expect(one.hook().by).toBe('node');
  });

  test('a symbolic link that leads elsewhere now, or is a link no more', async () => {
    const one = world();
    one.repo.symlink('other', 'src/compat');
    one.repo.commitAll('first');
    one.renew();
    one.repo.stage('src/a.ts', one.repo.blob("import './compat/api';\n"));
    expect(one.hook().by).toBe('git');
    one.repo.git('update-index', '--force-remove', 'src/a.ts');
    one.repo.remove('src/compat');
    one.repo.symlink('legacy', 'src/compat');
    one.repo.commitAll('by another');
    await expectAsked(one, 'src/a.ts', "import './compat/api';\n", "import './other/api';\n");
  });
});

/** Two writers in one pipe may lose each other's lines. */
test.skipIf(process.platform !== 'linux')('every pipe has one writer at a time', () => {
  const one = world();
  one.repo.write('notes.md', 'x\n');
  one.repo.commitAll('HEAD is another');
  one.repo.stage('src/a.ts', one.repo.blob(HARMLESS));
  const requiredTexts = join(one.repo.dir, '.git/ssot-guard/search');
  const [first = '', ...rest] = readFileSync(requiredTexts, 'latin1').split('\n');
  const real = first.split(' ').find((field) => field.endsWith('/git')) ?? '';
  const folder = temporaryFolder();
  const log = join(folder, 'log');
  writeFileSync(
    join(folder, 'git'),
    `#!/bin/sh
pipe=$(readlink /proc/$$/fd/1)
echo "begins $pipe" >>${log}
sleep 0.2
${real} "$@"
status=$?
echo "ends $pipe" >>${log}
exit $status
`,
  );
  chmodSync(join(folder, 'git'), 0o755);
  writeFileSync(requiredTexts, [first.replace(real, join(folder, 'git')), ...rest].join('\n'));
  expect(one.hook().by).toBe('git');
  expect(existsSync(log)).toBe(true);
  const writing = new Set<string>();
  for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
    const [what = '', pipe = ''] = line.split(' ');
    if (what === 'ends') writing.delete(pipe);
    else {
      expect(writing.has(pipe)).toBe(false);
      if (pipe.startsWith('pipe:')) writing.add(pipe);
    }
  }
});
