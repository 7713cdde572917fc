/**
 * hooks/start: nothing runs that a branch could bring. The package is a stand-in that leaves a mark; every case that is
 * refused has one beside it that goes through.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hookCommand, messageCommand, shellBlock } from '../../src/hooks/block.ts';
import { starterLine, starterLines } from '../../src/hooks/starter.ts';
import { standInPackage } from '../support/package.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

const PLACE = 'node_modules/ssot-guard';
const SHELLS = ['/bin/dash', '/bin/bash', '/bin/busybox', '/bin/ksh', '/bin/sh'].filter((shell) => existsSync(shell));

let repo: TemporaryRepository;

beforeEach(() => {
  repo = temporaryRepository();
  repo.write('a.py', '');
  repo.commitAll('first');
});

/** A package whose hook says where it stands. */
function packageAt(folder: string): string {
  standInPackage(folder);
  for (const name of ['pre-commit', 'commit-msg'])
    writeFileSync(join(folder, 'hooks', name), '#!/bin/sh\necho "ran $0 $*" >&2\n');
  return folder;
}

function record(content: string): void {
  mkdirSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
  writeFileSync(join(repo.dir, '.git/ssot-guard/package'), `${content}\n`);
}

/** Runs a hook with the block, as git does. */
function start(cwd = repo.dir, env: Readonly<Record<string, string | undefined>> = {}, script = shellBlock(PLACE)) {
  const { status, stderr, stdout } = spawnSync('/bin/sh', ['-c', script], {
    cwd,
    env: { ...process.env, SSOT_GUARD_ONLY: '1', ...env },
    encoding: 'utf8',
  });
  return { status, said: stderr + stdout };
}

const REFUSED = expect.objectContaining({
  status: 2,
  said: expect.stringMatching(/^ssot-guard: git tracks files of .*\n$/),
});
const ran = (place: string) => ({ status: 0, said: `ran ${place}/hooks/pre-commit \n` });

/** Puts paths into the index without ignoring rules. */
function track(...paths: string[]): void {
  repo.git('add', '-f', '--', ...paths);
}

describe('the package in the tree', () => {
  it('runs while git tracks nothing of it, whatever else git tracks beside it', () => {
    packageAt(join(repo.dir, PLACE));
    expect(start()).toEqual(ran(PLACE));
    repo.write('node_modules/other/index.js', '');
    repo.write('node_modules/ssot-guard-other/index.js', '');
    track('node_modules/other', 'node_modules/ssot-guard-other');
    expect(start()).toEqual(ran(PLACE));
  });

  it.each([
    'package.json',
    'dist/cli.cjs',
    'hooks/with-git',
    'node_modules/x/index.js',
  ])('does not run when git tracks %s of it', (file) => {
    packageAt(join(repo.dir, PLACE));
    repo.write(`${PLACE}/node_modules/x/index.js`, '');
    track(`${PLACE}/${file}`);
    expect(start()).toEqual(REFUSED);
    repo.git('rm', '-q', '--cached', `${PLACE}/${file}`);
    expect(start()).toEqual(ran(PLACE));
  });

  it('does not run in the index of the commit that is being made', () => {
    packageAt(join(repo.dir, PLACE));
    const index = join(temporaryFolder(), 'index');
    cpSync(join(repo.dir, '.git/index'), index);
    const env = { GIT_INDEX_FILE: index };
    expect(repo.tryGit(['add', '-f', PLACE], { env }).status).toBe(0);
    expect(start(repo.dir, env)).toEqual(REFUSED);
    expect(start()).toEqual(ran(PLACE));
  });

  it('does not run when a tracked link leads to it, or stands on the way', () => {
    packageAt(join(repo.dir, 'vendor/modules/ssot-guard'));
    repo.symlink('vendor/modules', 'node_modules');
    expect(start()).toEqual(ran(PLACE));
    track('node_modules');
    expect(start()).toEqual(REFUSED);
    repo.git('rm', '-q', '--cached', 'node_modules');
    track('vendor');
    expect(start()).toEqual(REFUSED);
    repo.git('rm', '-rq', '--cached', 'vendor');
    rmSync(join(repo.dir, 'node_modules'));
    repo.symlink('../vendor/modules/ssot-guard', PLACE);
    expect(start()).toEqual(ran(PLACE));
    track(PLACE);
    expect(start()).toEqual(REFUSED);
  });

  it('does not run when a tracked link leads out of the tree', () => {
    const outside = packageAt(join(temporaryFolder(), 'ssot-guard'));
    repo.symlink(outside, PLACE);
    expect(start()).toEqual(ran(PLACE));
    track(PLACE);
    expect(start()).toEqual(REFUSED);
    repo.git('rm', '-q', '--cached', PLACE);
    rmSync(join(repo.dir, 'node_modules'), { recursive: true });
    repo.symlink(dirname(outside), 'node_modules');
    expect(start()).toEqual(ran(PLACE));
    track('node_modules');
    expect(start()).toEqual(REFUSED);
  });

  it('does not run from a store in the tree that git tracks, as pnpm has one', () => {
    const store = 'node_modules/.pnpm/ssot-guard@1.0.0/node_modules/ssot-guard';
    packageAt(join(repo.dir, store));
    repo.symlink('.pnpm/ssot-guard@1.0.0/node_modules/ssot-guard', PLACE);
    expect(start()).toEqual(ran(PLACE));
    track(`${store}/dist`);
    expect(start()).toEqual(REFUSED);
  });

  it('does not run when parts of it are links to what git tracks', () => {
    packageAt(join(repo.dir, PLACE));
    repo.write('evil/cli.cjs', '');
    rmSync(join(repo.dir, PLACE, 'dist'), { recursive: true });
    repo.symlink('../../evil', `${PLACE}/dist`);
    expect(start()).toEqual(ran(PLACE));
    track('evil');
    expect(start()).toEqual(REFUSED);
  });

  it('does not run when it is, or lies in, a submodule', () => {
    const other = temporaryRepository();
    packageAt(join(other.dir, 'ssot-guard'));
    other.git('add', '-f', '.');
    other.commit('package');
    for (const place of ['node_modules', PLACE]) {
      const outer = temporaryRepository();
      outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', '-f', other.dir, place);
      if (place === PLACE) cpSync(join(outer.dir, PLACE, 'ssot-guard'), join(outer.dir, PLACE), { recursive: true });
      expect(start(outer.dir)).toEqual(REFUSED);
    }
  });

  it.each([
    'NODE_MODULES/x',
    'Node_Modules/SSOT-Guard/dist/cli.cjs',
    'node_modules/Ssot-Guard',
  ])('is looked for in any case of letters: %s', (path) => {
    packageAt(join(repo.dir, PLACE));
    repo.stage(path, repo.blob('x'));
    expect(start()).toEqual(/x$/.test(path) ? ran(PLACE) : REFUSED);
  });

  it('does not run when another case of its folder is a tracked link', () => {
    packageAt(join(repo.dir, PLACE));
    repo.stage('NODE_MODULES', repo.blob('evil'), '120000');
    expect(start()).toEqual(REFUSED);
    repo.write('node_modules/other/index.js', '');
    track('node_modules/other');
    expect(start()).toEqual(REFUSED);
  });

  it.each(['a [b]*', ':(top)x', '!x', 'ü $(x)'])('is named literally: in %j', (name) => {
    const place = `${name}/${PLACE}`;
    packageAt(join(repo.dir, place));
    const script = shellBlock(place);
    expect(start(repo.dir, {}, script)).toEqual(ran(place));
    repo.stage(`${place}/x`, repo.blob(''));
    expect(start(repo.dir, {}, script)).toEqual(REFUSED);
  });

  it('unplugged by Yarn is asked for likewise', () => {
    const place = '.yarn/unplugged/ssot-guard-npm-1.0.0-abc/node_modules/ssot-guard';
    packageAt(join(repo.dir, place));
    expect(start()).toEqual(ran(place));
    track(`${place}/package.json`);
    expect(start()).toEqual(REFUSED);
  });

  it('in the main work tree is asked of that one’s index', () => {
    const worktree = join(temporaryFolder(), 'w');
    repo.git('worktree', 'add', '-q', worktree);
    packageAt(join(repo.dir, PLACE));
    const gitDir = repositoryAt(worktree).git('rev-parse', '--absolute-git-dir').trim();
    const env = { GIT_DIR: gitDir, GIT_INDEX_FILE: join(gitDir, 'index') };
    expect(start(worktree, env)).toEqual(ran(join(repo.dir, PLACE)));
    track(`${PLACE}/dist`);
    expect(start(worktree, env)).toEqual(REFUSED);
    // one of its own, or a link to the main one's
    packageAt(join(worktree, PLACE));
    expect(start(worktree, env)).toEqual(ran(PLACE));
    rmSync(join(worktree, 'node_modules'), { recursive: true });
    symlinkSync(join(repo.dir, 'node_modules'), join(worktree, 'node_modules'));
    expect(start(worktree, env)).toEqual(REFUSED);
  });
});

describe('the recorded package', () => {
  it('comes first, and is asked nothing when it stands outside', () => {
    const outside = packageAt(join(temporaryFolder(), "the guard's"));
    packageAt(join(repo.dir, PLACE));
    track(PLACE);
    record(outside);
    expect(start(repo.dir, { PATH: '/nonexistent' })).toEqual(ran(outside));
    rmSync(outside, { recursive: true });
    expect(start()).toEqual(REFUSED);
    repo.git('rm', '-rq', '--cached', PLACE);
    expect(start()).toEqual(ran(PLACE));
  });

  it('that stands inside is asked for, in whatever way it is written', () => {
    packageAt(join(repo.dir, PLACE));
    const link = join(temporaryFolder(), 'link');
    symlinkSync(repo.dir, link);
    const ways = [PLACE, join(repo.dir, PLACE), join(link, PLACE)];
    for (const tracked of [false, true]) {
      if (tracked) track(`${PLACE}/dist`, `${PLACE}/hooks`);
      for (const way of ways) {
        record(way);
        expect(start()).toEqual(tracked ? REFUSED : ran(way));
      }
    }
  });

  it('is not taken through a CDPATH, and a missing one is said', () => {
    packageAt(join(repo.dir, PLACE));
    const other = packageAt(join(temporaryFolder(), PLACE));
    expect(start(repo.dir, { CDPATH: dirname(dirname(other)) })).toEqual(ran(PLACE));
    rmSync(join(repo.dir, PLACE), { recursive: true });
    expect(start()).toMatchObject({ status: 2, said: expect.stringContaining('not installed here') });
    expect(start(repo.dir, { SSOT_GUARD_MISSING: 'warn' }).status).toBe(0);
  });
});

describe('git is not taken from the repository', () => {
  /** A program that leaves a mark, and says that nothing is tracked. */
  function plantGit(folder: string): string {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'git'), `#!/bin/sh\n: >'${join(repo.dir, 'mark')}'\nexit 1\n`);
    chmodSync(join(folder, 'git'), 0o755);
    return folder;
  }

  it('however PATH spells it', () => {
    packageAt(join(repo.dir, PLACE));
    track(`${PLACE}/dist`);
    const top = repo.dir;
    const bin = plantGit(join(top, 'node_modules/.bin'));
    const away = temporaryFolder();
    symlinkSync(bin, join(away, 'folder'));
    symlinkSync(top, join(away, 'top'));
    mkdirSync(join(away, 'leaf'));
    symlinkSync(join(bin, 'git'), join(away, 'leaf/git'));
    mkdirSync(join(away, 'hop'));
    symlinkSync('../leaf/git', join(away, 'hop/git'));
    const other = plantGit(join(temporaryFolder(), 'node_modules/.bin'));
    const entries = [
      'node_modules/.bin',
      '.',
      '',
      bin,
      `${bin}/`,
      `/${top}//node_modules/./.bin`,
      `${away}/../${top.split('/').at(-1)}/node_modules/.bin`,
      join(away, 'folder'),
      join(away, 'top/node_modules/.bin'),
      join(away, 'leaf'),
      join(away, 'hop'),
      other,
    ];
    for (const entry of entries) {
      expect([entry, start(top, { PATH: `${entry}:${process.env.PATH}` })]).toEqual([entry, REFUSED]);
      expect(start(top, { PATH: entry })).toMatchObject({
        status: 2,
        said: expect.stringContaining('git was not found'),
      });
    }
    expect(existsSync(join(top, 'mark'))).toBe(false);
  });

  it('nor from a link in the tree that leads out', () => {
    packageAt(join(repo.dir, PLACE));
    repo.symlink('/usr/bin', 'tools');
    expect(start(repo.dir, { PATH: join(repo.dir, 'tools') }).said).toContain('git was not found');
    const away = temporaryFolder();
    symlinkSync('/usr/bin/git', join(away, 'git'));
    expect(start(repo.dir, { PATH: away })).toEqual(ran(PLACE));
  });

  it('and the recorded one comes first', () => {
    packageAt(join(repo.dir, PLACE));
    record(PLACE);
    writeFileSync(join(repo.dir, '.git/ssot-guard/git'), '/usr/bin/git\n');
    expect(start(repo.dir, { PATH: '' })).toEqual(ran(PLACE));
    writeFileSync(join(repo.dir, '.git/ssot-guard/git'), `${plantGit(join(repo.dir, 'bin'))}/git\n`);
    expect(start(repo.dir, { PATH: '' }).said).toContain('git was not found');
    expect(existsSync(join(repo.dir, 'mark'))).toBe(false);
  });
});

describe('a message', () => {
  it('is judged where the hook says so, and by no variable and no argument', () => {
    packageAt(join(repo.dir, PLACE));
    const said = (script: string, env = {}) => start(repo.dir, env, script).said;
    const message = `ran ${PLACE}/hooks/commit-msg a message\n`;
    expect(said(`${messageCommand(PLACE)} "a message"`)).toBe(message);
    expect(said(`set -eu -- "a message"; ${shellBlock(PLACE, 'message')}`)).toBe(message);
    const env = { script: 'commit-msg', otherwise: 'x', SSOT_GUARD_MESSAGE: 'x', MESSAGE: 'x' };
    for (const name of ['--message', 'ssot-guard-message', 'commit-msg'])
      expect(said(`${hookCommand(PLACE)} ${name}`, env)).toBe(`ran ${PLACE}/hooks/pre-commit ${name}\n`);
    expect(said(shellBlock(PLACE), env)).toBe(`ran ${PLACE}/hooks/pre-commit \n`);
  });

  it('is judged by nothing that a branch could bring, and never ends a hook', () => {
    const after = 'echo goes on';
    const ways = [
      `set -eu -- x\n${shellBlock(PLACE, 'message')}${after}`,
      `set -e\n${messageCommand(PLACE)} x\n${after}`,
      `set -eu\n${shellBlock(PLACE, 'message')}${after}`,
    ];
    for (const way of ways) {
      const { status, said } = start(repo.dir, {}, way);
      expect([status, said]).toEqual([
        0,
        expect.stringMatching(/not installed here.*\(the commit goes on\)\ngoes on\n$/),
      ]);
    }
    packageAt(join(repo.dir, PLACE));
    track(PLACE);
    for (const way of ways) {
      const { status, said } = start(repo.dir, {}, way);
      expect([status, said]).toEqual([0, expect.stringMatching(/^ssot-guard: git tracks files of .*\ngoes on\n$/)]);
    }
    repo.git('rm', '-rq', '--cached', PLACE);
    rmSync(join(repo.dir, PLACE, 'hooks/commit-msg')); // half of a package
    for (const way of ways)
      expect(start(repo.dir, {}, way)).toMatchObject({ status: 0, said: expect.stringMatching(/goes on\n$/) });
  });
});

describe('the text', () => {
  it('is the same in one line, in every shell that is here', () => {
    packageAt(join(repo.dir, PLACE));
    track('a.py');
    for (const shell of SHELLS) {
      const before = shell.endsWith('busybox') ? ['sh', '-c'] : ['-c'];
      for (const program of [starterLine(), starterLines('trust', 'start').join('\n')]) {
        const go = (env = {}) =>
          spawnSync(shell, [...before, program, 'ssot-guard', PLACE, 'x y', '-z'], {
            cwd: repo.dir,
            env: { ...process.env, ...env },
            encoding: 'utf8',
          });
        expect(go().stderr).toBe(`ran ${PLACE}/hooks/pre-commit x y -z\n`);
        repo.git('add', '-f', PLACE);
        expect(go().status).toBe(2);
        expect(go({ PATH: join(repo.dir, PLACE) }).stderr).toContain('git was not found');
        repo.git('rm', '-rq', '--cached', PLACE);
      }
    }
  });

  it('holds no quotes that would end it, and managers start it by a path', () => {
    expect(starterLine()).not.toContain("'");
    expect(starterLine()).not.toContain('\n');
    expect(hookCommand(PLACE)).toMatch(/^\/bin\/sh -c '/);
    expect(start(repo.dir, {}, hookCommand(PLACE)).status).toBe(2);
    packageAt(join(repo.dir, PLACE));
    expect(start(repo.dir, {}, `${hookCommand(PLACE)} file`).said).toBe(`ran ${PLACE}/hooks/pre-commit file\n`);
  });

  it('of every hook runs no program by its bare name', () => {
    const external =
      /(?<![\w/$".-])(?:git|grep|cat|sed|awk|ls|mkdir|rm|mv|readlink|env|dirname|basename|head|tr|cut|sort|wc|sh|node|npx)(?= [^;&|])/g;
    for (const name of ['pre-commit', 'commit-msg', 'find-node', 'last', 'trust', 'start', 'with-git']) {
      // what stands in quotes, and behind `for`, is no command
      const text = readFileSync(join(import.meta.dirname, '../../hooks', name), 'utf8')
        .replace(/#.*$/gm, '')
        .replace(/(["'])(?:(?!\1)[^\\\n]|\\.)*\1/g, '""')
        .replace(/command -p \w+|for \w+|read -r [^<\n]*/g, '');
      expect([name, text.match(external)]).toEqual([name, null]);
    }
  });
});
