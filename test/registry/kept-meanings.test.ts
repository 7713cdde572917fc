/**
 * What is kept of a registry's meanings, and of what imports mean besides, is never older than what it was made from: a
 * commit is judged as by a run that keeps nothing, whatever was staged or committed before.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runBundle } from '../support/bundle.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

/** Texts; null: no such file; `-> there`: a symbolic link. */
type Files = Readonly<Record<string, string | null>>;

interface Step {
  /** What is staged. */
  readonly stage?: Files;
  /** What is staged and then committed, the importer left out. */
  readonly commit?: Files;
  /** What is written and git does not see. */
  readonly write?: Files;
  /** Whether a whole tree is judged, for which the index of files is made anew. */
  readonly renew?: boolean;
  /** Findings, and files that could not be read. */
  readonly found: number | string;
}

interface Scene {
  readonly bans: readonly string[];
  readonly importer: readonly [path: string, text: string];
  readonly files: Files;
  readonly found: number | string;
  readonly steps: readonly Step[];
}

const json = JSON.stringify;
const aliases = (paths: Readonly<Record<string, readonly string[]>>): string => json({ compilerOptions: { paths } });

const scenes: Readonly<Record<string, Scene>> = {
  'a folder that a value begins with comes and goes': {
    bans: ['lib/thing'],
    importer: ['a.ts', "import 'lib/thing';\n"],
    files: {},
    found: 1,
    steps: [
      { stage: { 'lib/other.ts': 'export {};\n' }, found: 0 },
      { stage: { 'lib/other.ts': null }, found: 1 },
      { commit: { 'lib/other.ts': 'export {};\n' }, found: 0 },
      { stage: { 'lib/more.ts': 'export {};\n' }, found: 0 },
      { commit: { 'lib/other.ts': null, 'lib/more.ts': null }, found: 1 },
    ],
  },
  'a configuration of a known name comes, changes and goes': {
    bans: ['@old/thing'],
    importer: ['packages/b/a.ts', "import './old/thing';\n"],
    files: { 'packages/b/old/thing.ts': 'export {};\n', 'packages/b/new/thing.ts': 'export {};\n' },
    found: 0,
    steps: [
      { stage: { 'packages/b/tsconfig.json': aliases({ '@old/*': ['./old/*'] }) }, found: 1 },
      { stage: { 'packages/b/tsconfig.json': aliases({ '@old/*': ['./new/*'] }) }, found: 0 },
      { stage: { 'packages/b/tsconfig.json': aliases({ '@old/*': ['./old/*'] }) }, found: 1 },
      { stage: { 'packages/b/tsconfig.json': null }, found: 0 },
      { commit: { 'packages/b/tsconfig.json': aliases({ '@old/*': ['./old/*'] }) }, found: 1 },
      { commit: { 'packages/b/tsconfig.json': aliases({ '@old/*': ['./new/*'] }) }, found: 0 },
      { commit: { 'packages/b/tsconfig.json': null }, found: 0 },
    ],
  },
  'a configuration under a name of its own changes': {
    bans: ['@old/thing'],
    importer: ['a.ts', "import './one/thing';\n"],
    files: {
      'tsconfig.json': json({ extends: './settings/base.json' }),
      'settings/base.json': aliases({ '@old/*': ['../one/*'] }),
      'one/thing.ts': 'export {};\n',
    },
    found: 1,
    steps: [
      { commit: { 'settings/base.json': aliases({ '@old/*': ['../two/*'] }) }, found: 0 },
      { commit: { 'settings/base.json': aliases({ '@old/*': ['../one/*'] }) }, found: 1 },
    ],
  },
  'what a link of a known name leads to comes and goes': {
    bans: ['@acme/pkg'],
    importer: ['a.ts', "import './pkg/thing';\n"],
    files: { 'pkg/thing.ts': 'export {};\n', 'pkg/package.json': '-> ../manifest' },
    found: 0,
    steps: [
      { commit: { manifest: json({ name: '@acme/pkg' }) }, found: 1 },
      { commit: { manifest: null }, found: 0 },
      { stage: { manifest: json({ name: '@acme/pkg' }) }, found: 1 },
    ],
  },
  'a link leads elsewhere': {
    bans: ['@old/thing'],
    importer: ['a.ts', "import './x/thing';\n"],
    files: {
      'tsconfig.json': json({ extends: './link/base.json' }),
      'one/base.json': aliases({ '@old/*': ['../x/*'] }),
      'two/base.json': aliases({ '@old/*': ['../y/*'] }),
      'x/thing.ts': 'export {};\n',
      link: '-> one',
    },
    found: 1,
    steps: [
      { commit: { link: '-> two' }, found: 0 },
      { commit: { link: '-> one' }, found: 1 },
    ],
  },
  'the script that Django is started by comes and goes': {
    bans: ['./srv/thing.py'],
    importer: ['srv/deep/a.py', 'import thing\n'],
    files: { 'srv/thing.py': '', 'srv/deep/__init__.py': '', 'srv/__init__.py': '' },
    found: 0,
    steps: [
      { commit: { 'srv/manage.py': '' }, found: 1 },
      { commit: { 'srv/manage.py': null }, found: 0 },
    ],
  },
  'a root of Python is stated, moves, and is stated no more': {
    bans: ['./lib/old/thing.py'],
    importer: ['app/a.py', 'import thing\n'],
    files: { 'lib/old/thing.py': '', 'setup.cfg': '' },
    found: 0,
    steps: [
      { stage: { 'setup.cfg': '[tool:pytest]\npythonpath = lib/old\n' }, found: 1 },
      { stage: { 'setup.cfg': '[tool:pytest]\npythonpath = lib/new\n' }, found: 0 },
      { commit: { 'setup.cfg': '[tool:pytest]\npythonpath = lib/old\n' }, found: 1 },
      { commit: { 'setup.cfg': '' }, found: 0 },
      { commit: { 'tools/pytest.ini': '[pytest]\npythonpath = ../lib/old\n' }, found: 1 },
    ],
  },
  'a folder below a root becomes a package of Python': {
    bans: ['./src/thing.py'],
    importer: ['app/a.py', 'import thing\n'],
    files: { 'src/thing.py': '' },
    found: 1,
    steps: [
      { commit: { 'src/__init__.py': '' }, found: 0 },
      { commit: { 'src/__init__.py': null }, found: 1 },
    ],
  },
  'a package gets a name, another one, and its first back': {
    bans: ['./packages/x/thing.ts'],
    importer: ['a.ts', "import '@acme/x/thing';\n"],
    files: { 'packages/x/thing.ts': 'export {};\n', 'package.json': json({ name: 'me' }) },
    found: 0,
    steps: [
      { stage: { 'packages/x/package.json': json({ name: '@acme/x' }) }, found: 1 },
      { stage: { 'packages/x/package.json': json({ name: '@acme/y' }) }, found: 0 },
      { commit: { 'packages/x/package.json': json({ name: '@acme/x' }) }, found: 1 },
      { commit: { 'packages/x/package.json': json({ name: '@acme/y' }) }, found: 0 },
      { commit: { 'packages/x/package.json': json({ name: '@acme/x' }) }, found: 1 },
    ],
  },
  'a manifest or a list of members that cannot be read is told': {
    bans: ['moment'],
    importer: ['a.ts', "import 'react';\n"],
    files: { 'package.json': json({ workspaces: ['packages/*'] }), 'packages/x/package.json': json({ name: 'x' }) },
    found: 0,
    steps: [
      { commit: { 'packages/x/package.json': '{' }, found: 'packages/x/package.json' },
      { commit: { 'packages/x/package.json': '{}' }, found: 0 },
      { commit: { 'pnpm-workspace.yaml': 'packages: *x\n' }, found: 'pnpm-workspace.yaml' },
    ],
  },
  'an installed configuration comes, changes and goes': {
    bans: ['@old/thing'],
    importer: ['a.ts', "import './one/thing';\n"],
    files: {
      '.gitignore': 'node_modules\n',
      'tsconfig.json': json({ extends: '@acme/settings/base.json' }),
      'one/thing.ts': 'export {};\n',
    },
    found: 0,
    steps: [
      {
        write: {
          'node_modules/@acme/settings/package.json': json({ name: '@acme/settings' }),
          'node_modules/@acme/settings/base.json': aliases({ '@old/*': ['../../../one/*'] }),
        },
        found: 1,
      },
      { write: { 'node_modules/@acme/settings/base.json': aliases({ '@old/*': ['../../../two/*'] }) }, found: 0 },
      { write: { 'node_modules/@acme/settings/base.json': aliases({ '@old/*': ['../../../one/*'] }) }, found: 1 },
      { write: { 'node_modules/@acme/settings/base.json': null }, found: 0 },
    ],
  },
  'the index of files is made anew': {
    bans: ['lib/thing'],
    importer: ['a.ts', "import 'lib/thing';\n"],
    files: {},
    found: 1,
    steps: [
      { commit: { 'other.ts': 'export {};\n' }, renew: true, found: 1 },
      { commit: { 'lib/other.ts': 'export {};\n' }, renew: true, found: 0 },
      { commit: { 'lib/other.ts': null }, found: 1 },
    ],
  },
};

function put(repo: TemporaryRepository, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    repo.remove(path);
    if (text?.startsWith('-> ') === true) repo.symlink(text.slice(3), path);
    else if (text !== null) repo.write(path, text);
  }
}

/** Stages what is given, and the importer as it is. */
function stage(repo: TemporaryRepository, files: Files): void {
  put(repo, files);
  for (const [path, text] of Object.entries(files)) {
    if (text === null) repo.git('rm', '-q', '--cached', '--ignore-unmatch', '--', path);
    else repo.git('add', '-f', '--', path);
  }
}

function judged({ dir }: TemporaryRepository): number | string {
  const { stdout, stderr } = runBundle(dir, 'check', '--staged', '--format', 'json');
  if (stdout === '') throw new Error(stderr);
  const { findings, skipped } = JSON.parse(stdout) as { findings: unknown[]; skipped: { path: string }[] };
  return skipped.length > 0 ? skipped.map(({ path }) => path).join(' ') : findings.length;
}

/** On which trees what is kept rests. */
function bases({ dir }: TemporaryRepository): string[] {
  const folder = join(dir, '.git/ssot-guard/cache');
  const kept = readdirSync(folder).filter((name) => name.startsWith('bans-'));
  return kept.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const { trees } = JSON.parse(text.slice(text.indexOf('\n'))) as { trees: { basis: { tree: string } | null }[] };
    return trees.map(({ basis }) => basis?.tree ?? 'none');
  });
}

test.each(Object.entries(scenes))('%s', (_, { bans, importer, files, found, steps }) => {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', json({ version: 1, banned: bans, unique: [{ names: ['NoSuchName'] }] }));
  put(repo, files);
  repo.commitAll('first');
  runBundle(repo.dir, 'check', '--all'); // makes the index of files
  const [path, text] = importer;
  stage(repo, { [path]: text });
  expect([judged(repo), judged(repo)]).toEqual([found, found]);
  expect(bases(repo)).toEqual([repo.git('rev-parse', 'HEAD^{tree}').trim()]);
  for (const step of steps) {
    if (step.commit !== undefined) {
      repo.git('rm', '-q', '--cached', '--', path);
      repo.git('reset', '-q');
      stage(repo, step.commit);
      repo.commit('next');
      if (step.renew === true) runBundle(repo.dir, 'check', '--all');
      repo.git('add', '--', path);
    }
    stage(repo, step.stage ?? {});
    put(repo, step.write ?? {});
    expect([judged(repo), judged(repo)], json(step)).toEqual([step.found, step.found]);
  }
});

test('what holds in another index of files is kept as its own', () => {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', json({ version: 1, banned: ['lib/thing'], unique: [{ names: ['NoSuchName'] }] }));
  repo.commitAll('first');
  const renewed = (): string[] => {
    runBundle(repo.dir, 'check', '--all');
    stage(repo, { 'a.ts': "import 'lib/thing';\n" });
    expect(judged(repo)).toBe(1);
    repo.git('reset', '-q');
    return bases(repo);
  };
  const tree = (): string => repo.git('rev-parse', 'HEAD^{tree}').trim();
  expect(renewed()).toEqual([tree()]);
  stage(repo, { 'b.ts': 'export {};\n' });
  repo.commit('next');
  expect(renewed()).toEqual([tree()]);
});
