import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contains, findGit, git, gitEnvironment } from '../../src/git/run.ts';
import { withEnvironment } from '../support/environment.ts';
import { temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { userError } from '../support/thrown.ts';

/** Puts an executable called git into a folder; it leaves a mark when it is run. */
function plantGit(folder: string, mark: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'git');
  writeFileSync(file, `#!/bin/sh\n: >'${mark}'\n`);
  chmodSync(file, 0o755);
  return file;
}

/** @returns the link */
function linked(target: string, link: string): string {
  symlinkSync(target, link);
  return link;
}

describe('which git is run', () => {
  const real = findGit(process.env, temporaryFolder());

  test('the first on PATH', () => {
    const folder = temporaryFolder();
    const file = plantGit(folder, join(folder, 'mark'));
    expect(findGit({ PATH: `${folder}${delimiter}${dirname(real)}` }, temporaryFolder())).toBe(file);
  });

  test.each([
    ['in the work tree', (top: string) => top],
    ['in a folder of it', (top: string) => join(top, 'tools')],
    ['in its node_modules', (top: string) => join(top, 'node_modules', '.bin')],
  ])('never one %s, even by an absolute PATH entry', (_, place) => {
    const repo = temporaryRepository();
    const mark = join(temporaryFolder(), 'mark');
    plantGit(place(repo.dir), mark);
    mkdirSync(join(repo.dir, 'sub'));
    withEnvironment({ PATH: `${place(repo.dir)}${delimiter}${process.env.PATH}` }, () => {
      expect(git(['rev-parse', '--is-inside-work-tree'], { cwd: repo.dir }).stdout.toString()).toBe('true\n');
      expect(git(['rev-parse', '--is-inside-work-tree'], { cwd: join(repo.dir, 'sub') }).stdout.toString()).toBe(
        'true\n',
      );
    });
    expect(existsSync(mark)).toBe(false);
  });

  test('never one through a relative or empty PATH entry', () => {
    const repo = temporaryRepository();
    const mark = join(temporaryFolder(), 'mark');
    plantGit(repo.dir, mark);
    plantGit(join(repo.dir, 'node_modules', '.bin'), mark);
    withEnvironment({ PATH: ['', '.', 'node_modules/.bin', process.env.PATH].join(delimiter) }, () => {
      expect(git(['rev-parse', '--is-inside-work-tree'], { cwd: repo.dir }).status).toBe(0);
    });
    expect(existsSync(mark)).toBe(false);
  });

  test('never one that a link outside leads to', () => {
    const repo = temporaryRepository();
    const folder = temporaryFolder();
    symlinkSync(plantGit(join(repo.dir, 'bin'), join(folder, 'mark')), join(folder, 'git'));
    symlinkSync(join(repo.dir, 'bin'), join(folder, 'linked'));
    const path = [folder, join(folder, 'linked'), dirname(real)].join(delimiter);
    expect(findGit({ PATH: path }, repo.dir)).toBe(real);
  });

  test.each<[string, (top: string, folder: string) => string]>([
    ['doubled slashes', (top) => `//${top}//tools///`],
    ['dots', (top) => `${top}/./sub/../tools`],
    ['a way out and in again', (top, folder) => `${folder}/../${top.split('/').at(-1)}/tools`],
    ['a link to the tree', (top, folder) => join(linked(top, join(folder, 'l')), 'tools')],
    ['a link in the tree that leads out', (top) => linked(dirname(real), join(top, 'out'))],
  ])('never one inside that is spelled with %s', (_, spell) => {
    const repo = temporaryRepository();
    const mark = join(temporaryFolder(), 'mark');
    plantGit(join(repo.dir, 'tools'), mark);
    mkdirSync(join(repo.dir, 'sub'));
    const entry = spell(repo.dir, temporaryFolder());
    expect(existsSync(join(entry, 'git'))).toBe(true);
    for (const cwd of [repo.dir, join(repo.dir, 'sub')]) {
      expect(findGit({ PATH: [entry, dirname(real)].join(delimiter) }, cwd)).toBe(real);
    }
  });

  test('never one of the main work tree, or of the work tree around a submodule', () => {
    const main = temporaryRepository();
    plantGit(join(main.dir, 'tools'), join(main.dir, 'mark'));
    main.commit('first');
    const worktree = join(temporaryFolder(), 'w');
    main.git('worktree', 'add', '-q', worktree);
    main.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', main.dir, 'sub');
    const path = [join(main.dir, 'tools'), dirname(real)].join(delimiter);
    for (const cwd of [worktree, join(main.dir, 'sub')]) expect(findGit({ PATH: path }, cwd)).toBe(real);
    expect(findGit({ PATH: path }, temporaryFolder())).toBe(join(main.dir, 'tools/git'));
  });

  test('one of the home folder, where that is a repository and the work tree is another in it', () => {
    const home = temporaryRepository();
    const tool = plantGit(join(home.dir, 'bin'), join(home.dir, 'mark'));
    home.git('init', '-q', 'project');
    expect(findGit({ PATH: dirname(tool), HOME: home.dir }, join(home.dir, 'project'))).toBe(tool);
    expect(() => findGit({ PATH: dirname(tool), HOME: home.dir }, home.dir)).toThrow('is not run');
  });

  test('never one in the folder that GIT_WORK_TREE names', () => {
    const tree = temporaryFolder();
    plantGit(join(tree, 'bin'), join(tree, 'mark'));
    const path = [join(tree, 'bin'), dirname(real)].join(delimiter);
    expect(findGit({ PATH: path, GIT_WORK_TREE: tree }, temporaryFolder())).toBe(real);
    expect(findGit({ PATH: path }, temporaryFolder())).toBe(join(tree, 'bin', 'git'));
  });

  test('a file without permission to run it is none', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'git'), '#!/bin/sh\n');
    expect(findGit({ PATH: `${folder}${delimiter}${dirname(real)}` }, temporaryFolder())).toBe(real);
  });

  test('none at all: says so, and says why where one was refused', () => {
    const repo = temporaryRepository();
    const none = userError(() => findGit({ PATH: temporaryFolder() }, repo.dir));
    expect(String(none)).toContain('git was not found on PATH');
    plantGit(repo.dir, join(repo.dir, 'mark'));
    const refused = userError(() => findGit({ PATH: repo.dir }, repo.dir));
    expect(String(refused)).toContain(join(repo.dir, 'git'));
    expect(userError(() => findGit({}, repo.dir)).hint).toContain('Install git');
  });
});

describe('the environment that git gets', () => {
  test('nothing that runs, writes, asks or fetches', () => {
    const env = gitEnvironment(
      {
        GIT_TRACE: '/tmp/t',
        GIT_TRACE2_EVENT: '/tmp/t',
        GIT_EXTERNAL_DIFF: 'evil',
        GIT_DIFF_OPTS: '-u9',
        GIT_PAGER: 'evil',
        GIT_PREFIX: 'sub/',
        GIT_LITERAL_PATHSPECS: '1',
        GIT_ICASE_PATHSPECS: '1',
        LC_ALL: 'de_DE.UTF-8',
        GIT_NO_LAZY_FETCH: '0',
      },
      '/',
    );
    expect(env).toEqual({
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_LAZY_FETCH: '1',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: 'none',
      LC_ALL: 'C',
    });
  });

  test('what says where things are stays', () => {
    const kept = {
      GIT_INDEX_FILE: '.git/index.lock',
      GIT_OBJECT_DIRECTORY: '/o',
      GIT_ALTERNATE_OBJECT_DIRECTORIES: '/a',
      GIT_CONFIG_COUNT: '0',
      GIT_CONFIG_PARAMETERS: "'a.b'='c'",
      GIT_WORK_TREE: '/w',
      HOME: '/h',
      PATH: '/bin',
    };
    expect(gitEnvironment(kept, '/')).toMatchObject(kept);
  });

  test('GIT_DIR goes when the same repository is found without it, and only then', () => {
    const repo = temporaryRepository();
    const other = temporaryRepository();
    repo.write('packages/app/a.ts', '');
    const app = join(repo.dir, 'packages/app');
    const gitDir = join(repo.dir, '.git');
    expect(gitEnvironment({ GIT_DIR: gitDir }, app).GIT_DIR).toBeUndefined();
    expect(gitEnvironment({ GIT_DIR: gitDir }, other.dir).GIT_DIR).toBe(gitDir);
    expect(gitEnvironment({ GIT_DIR: gitDir, GIT_WORK_TREE: repo.dir }, app).GIT_DIR).toBe(gitDir);
  });

  test('a relative GIT_DIR and GIT_WORK_TREE survive a change of folder', () => {
    const repo = temporaryRepository();
    repo.write('packages/app/a.ts', '');
    const app = join(repo.dir, 'packages/app');
    expect(gitEnvironment({ GIT_DIR: '.git' }, app).GIT_DIR).toBeUndefined();
    expect(gitEnvironment({ GIT_DIR: '.git', GIT_WORK_TREE: '.' }, app)).toMatchObject({
      GIT_DIR: join(repo.dir, '.git'),
      GIT_WORK_TREE: repo.dir,
    });
    expect(gitEnvironment({ GIT_DIR: '.git', GIT_WORK_TREE: '.' }, repo.dir)).toMatchObject({
      GIT_DIR: '.git',
      GIT_WORK_TREE: '.',
    });
    expect(gitEnvironment({ GIT_DIR: 'nowhere' }, app).GIT_DIR).toBe('nowhere');
  });
});

describe('what git says', () => {
  test('status, output and input, byte for byte', () => {
    const repo = temporaryRepository();
    const id = git(['hash-object', '-w', '--stdin'], { cwd: repo.dir, input: Buffer.from([0, 255, 10]) });
    const back = git(['cat-file', 'blob', id.stdout.toString().trim()], { cwd: repo.dir });
    expect([...back.stdout]).toEqual([0, 255, 10]);
    expect(git(['config', '--get', 'no.such'], { cwd: repo.dir, okStatus: [0, 1] }).status).toBe(1);
  });

  test('too much output is said and not an error', () => {
    const repo = temporaryRepository();
    const id = repo.blob(Buffer.alloc(200_000, 120));
    expect(git(['cat-file', 'blob', id], { cwd: repo.dir, maxBuffer: 1000 }).overflow).toBe(true);
    expect(git(['cat-file', 'blob', id], { cwd: repo.dir, maxBuffer: 300_000 }).overflow).toBe(false);
  });

  test.each([
    ['outside a repository', ['rev-parse', 'HEAD'], 'not inside a git repository'],
    ['an unknown option', ['init', '--no-such-option'], 'git init failed with status 129'],
  ])('%s: an error for people', (_, args, message) => {
    const folder = temporaryFolder();
    const error = withEnvironment({ GIT_CEILING_DIRECTORIES: dirname(folder) }, () =>
      userError(() => git(args, { cwd: folder })),
    );
    expect(String(error)).toContain(message);
  });

  test('a folder that is gone', () => {
    const error = userError(() => git(['version'], { cwd: join(temporaryFolder(), 'gone') }));
    expect(String(error)).toContain('there is no folder');
  });

  test('an old git is named as the cause, when it does not know an option', () => {
    const folder = temporaryFolder();
    const old = (version: string) => {
      const bin = temporaryFolder();
      const script = `case "$*" in *version) echo "git version ${version}";; *) echo "error: unknown option" >&2; exit 129;; esac`;
      writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, 'git'), 0o755);
      return String(
        withEnvironment({ PATH: `${bin}${delimiter}${process.env.PATH}` }, () =>
          userError(() => git(['rev-parse'], { cwd: folder })),
        ),
      );
    };
    expect(old('2.30.9')).toContain('git 2.30.9 is too old');
    expect(old('1.8.3.1')).toContain('too old');
    expect(old('2.31.0')).toContain('failed with status 129');
  });

  test('killed: an error, never an answer', () => {
    const bin = temporaryFolder();
    writeFileSync(join(bin, 'git'), '#!/bin/sh\nkill -9 $$\n');
    chmodSync(join(bin, 'git'), 0o755);
    const folder = temporaryFolder();
    const error = withEnvironment({ PATH: `${bin}${delimiter}${process.env.PATH}` }, () =>
      userError(() => git(['version'], { cwd: folder })),
    );
    expect(String(error)).toContain('was killed by SIGKILL');
  });
});

describe('nothing of the repository runs', () => {
  test('core.fsmonitor', () => {
    const repo = temporaryRepository();
    const mark = join(temporaryFolder(), 'mark');
    const program = join(temporaryFolder(), 'fsmonitor');
    writeFileSync(program, `#!/bin/sh\n: >'${mark}'\nprintf 't\\0/\\0'\n`);
    chmodSync(program, 0o755);
    repo.write('a.ts', '');
    repo.commitAll('a');
    repo.git('config', 'core.fsmonitor', program);
    repo.write('b.ts', '');
    git(['diff-index', '--cached', '--raw', 'HEAD', '--'], { cwd: repo.dir });
    git(['ls-files', '-s', '-z'], { cwd: repo.dir });
    git(['ls-files', '-z', '--others'], { cwd: repo.dir });
    expect(existsSync(mark)).toBe(false);
    repo.git('status'); // the same program does run otherwise
    expect(existsSync(mark)).toBe(true);
  });
});

test('contains: a folder holds itself and what is below, not what only starts alike', () => {
  expect(contains('/a/b', '/a/b')).toBe(true);
  expect(contains('/a/b', '/a/b/c')).toBe(true);
  expect(contains('/a/b', '/a/b/..c')).toBe(true);
  expect(contains('/a/b', '/a/bc')).toBe(false);
  expect(contains('/a/b', '/a')).toBe(false);
});
