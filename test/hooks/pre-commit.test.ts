/**
 * `hooks/pre-commit` itself, started by `dash` or `sh` as git and GUI clients start it: it finds Node, passes the exit
 * code on, and never lets a commit through because something is missing.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { run, standInPackage } from '../support/package.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

let repo: TemporaryRepository;
let home: string;

beforeEach(() => {
  repo = temporaryRepository();
  home = join(temporaryFolder(), "it's here");
  standInPackage(home);
});

/** The hook in an environment that holds nothing else. */
function hook(env: Readonly<Record<string, string>>, cwd = repo.dir) {
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return run(cwd, 'env', ['-i', ...pairs, '/bin/sh', join(home, 'hooks/pre-commit')]);
}

/** A Node somewhere: a link to the one that runs this test. */
function nodeAt(path: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  symlinkSync(process.execPath, path);
  return path;
}

/** A program called node that is no use. */
function falseNode(path: string, script: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, script);
  chmodSync(path, 0o755);
}

/** A folder for PATH that holds git and what the script calls. */
function toolsWithoutNode(): string {
  const bin = temporaryFolder();
  for (const tool of ['git', 'mkdir'])
    symlinkSync(run('/', '/bin/sh', ['-c', `command -v ${tool}`]).out.trim(), join(bin, tool));
  return bin;
}

const recorded = (): string => join(repo.dir, '.git/ssot-guard/node');

describe('the script', () => {
  it('is POSIX sh with LF line ends, and at most 60 lines', () => {
    for (const name of ['pre-commit', 'find-node']) {
      const text = readFileSync(join(home, 'hooks', name), 'utf8');
      expect(text).not.toContain('\r');
      expect(text.split('\n').length).toBeLessThanOrEqual(61);
      expect(text).not.toMatch(/\[\[|^\s*(?:local|function|source|declare)\s|<<<|&>|\s==\s/m);
      expect(run(repo.dir, '/bin/sh', ['-n', join(home, 'hooks', name)]).status).toBe(0);
    }
  });

  it('passes the exit code on', () => {
    expect(hook({ PATH: process.env.PATH ?? '' })).toMatchObject({ status: 0, err: 'stand-in: check --hook\n' });
    for (const status of [1, 2, 3, 130]) {
      writeFileSync(join(home, 'dist/cli.cjs'), `process.exitCode = ${status}`);
      expect(hook({ PATH: process.env.PATH ?? '' }).status).toBe(status);
    }
  });

  it('judges named files as staged when it is given some', () => {
    const { err } = run(repo.dir, '/bin/sh', [join(home, 'hooks/pre-commit'), 'a.py', '-b.py']);
    expect(err).toBe('stand-in: check --staged -- a.py -b.py\n');
  });

  it('drops NODE_OPTIONS, which may load files of the repository', () => {
    repo.write('evil.cjs', 'require("node:fs").writeFileSync("pwned", "")');
    hook({ PATH: process.env.PATH ?? '', NODE_OPTIONS: '--require ./evil.cjs' });
    expect(existsSync(join(repo.dir, 'pwned'))).toBe(false);
  });
});

describe('Node', () => {
  const places: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    ['volta', '.volta/bin/node', {}],
    ['volta, elsewhere', 'v/bin/node', { VOLTA_HOME: 'v' }],
    ['fnm', '.local/share/fnm/aliases/default/bin/node', {}],
    ['fnm without a default', '.local/share/fnm/node-versions/v22.1.0/installation/bin/node', {}],
    ['fnm on macOS', 'Library/Application Support/fnm/aliases/default/bin/node', {}],
    ['nvm', '.nvm/versions/node/v20.1.0/bin/node', {}],
    ['nvm, elsewhere', 'my nvm/versions/node/v20.1.0/bin/node', { NVM_DIR: 'my nvm' }],
    ['mise', '.local/share/mise/installs/node/22/bin/node', {}],
    ['asdf', '.asdf/installs/nodejs/20.9.0/bin/node', {}],
    ['nodenv', '.nodenv/versions/20.9.0/bin/node', {}],
  ];

  it.each(places)('is found where %s puts it, with the PATH of a GUI client', (_name, path, settings) => {
    const user = temporaryFolder();
    // no Node on this machine's own PATH may answer
    const bin = toolsWithoutNode();
    nodeAt(join(user, path));
    const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, join(user, value)]));
    const { status, err } = hook({ PATH: bin, HOME: user, ...env });
    expect({ status, err }).toEqual({ status: 0, err: 'stand-in: check --hook\n' });
    expect(readFileSync(recorded(), 'utf8')).toBe(`${process.execPath}\n`);
  });

  it('is the recorded one first', () => {
    mkdirSync(join(repo.dir, '.git/ssot-guard'));
    writeFileSync(recorded(), `${nodeAt(join(temporaryFolder(), 'a b/node'))}\n`);
    expect(hook({ PATH: toolsWithoutNode() }).status).toBe(0);
  });

  it('is looked for again when the recorded one is gone', () => {
    mkdirSync(join(repo.dir, '.git/ssot-guard'));
    writeFileSync(recorded(), '/nonexistent/node\n');
    expect(hook({ PATH: process.env.PATH ?? '' }).status).toBe(0);
    expect(readFileSync(recorded(), 'utf8')).toBe(`${process.execPath}\n`);
  });

  it('is not an old one, nor a stand-in that answers nothing', () => {
    const user = temporaryFolder();
    const bin = join(user, 'bin');
    falseNode(join(bin, 'node'), '#!/bin/sh\nexit 0\n');
    falseNode(join(user, '.volta/bin/node'), '#!/bin/sh\necho "no version is set" >&2\nexit 1\n');
    nodeAt(join(user, '.nvm/versions/node/v20.1.0/bin/node'));
    expect(hook({ PATH: `${bin}:${toolsWithoutNode()}`, HOME: user }).status).toBe(0);
    expect(readFileSync(recorded(), 'utf8')).toBe(`${process.execPath}\n`);
  });

  it('is never taken from inside the repository, a relative or an empty PATH entry', () => {
    const planted = '#!/bin/sh\ntouch pwned\necho /bin/true\n';
    falseNode(join(repo.dir, 'node_modules/.bin/node'), planted);
    falseNode(join(repo.dir, 'node'), planted);
    const path = `node_modules/.bin:.::${join(repo.dir, 'node_modules/.bin')}:${process.env.PATH}`;
    expect(hook({ PATH: path }).status).toBe(0);
    expect(existsSync(join(repo.dir, 'pwned'))).toBe(false);
  });

  it('is never taken from inside by any spelling, nor is another program', () => {
    const mark = join(temporaryFolder(), 'mark');
    const bin = join(repo.dir, 'node_modules/.bin');
    for (const name of ['node', 'mkdir', 'rm', 'readlink', 'sh', 'cat', 'ls', 'grep', 'env', 'printf', 'uname'])
      falseNode(join(bin, name), `#!/bin/sh\n: >'${mark}'\necho '${process.execPath}'\n`);
    const away = temporaryFolder();
    symlinkSync(bin, join(away, 'folder'));
    symlinkSync(repo.dir, join(away, 'top'));
    mkdirSync(join(away, 'leaf'));
    symlinkSync(join(bin, 'node'), join(away, 'leaf/node'));
    const around = `${away}/../${repo.dir.split('/').at(-1)}`;
    for (const entry of [
      ...[bin, `${bin}/`, `/${bin}`, `${repo.dir}/./node_modules//.bin`, `${around}/node_modules/.bin`],
      ...['folder', 'top/node_modules/.bin', 'leaf'].map((name) => join(away, name)),
    ]) {
      expect(hook({ PATH: `${entry}:${process.env.PATH}` }).status).toBe(0);
      expect([entry, existsSync(mark)]).toEqual([entry, false]);
      expect(readFileSync(recorded(), 'utf8')).toBe(`${process.execPath}\n`);
      rmSync(recorded());
    }
    mkdirSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
    for (const path of [join(bin, 'node'), join(away, 'leaf/node'), 'node_modules/.bin/node']) {
      writeFileSync(recorded(), `${path}\n`);
      expect(hook({ PATH: process.env.PATH ?? '' }).status).toBe(0);
      expect(existsSync(mark)).toBe(false);
    }
  });

  it('is not the one that a stand-in takes from the folder where it is asked', () => {
    const user = temporaryFolder();
    const mark = join(user, 'mark');
    falseNode(join(repo.dir, 'evil/node'), `#!/bin/sh\n: >'${mark}'\necho "$PWD/evil/node"\n`);
    falseNode(join(user, 'bin/node'), `#!/bin/sh\n[ ! -f evil/node ] || exec ./evil/node "$@"\nexit 1\n`);
    expect(hook({ PATH: `${user}/bin:${process.env.PATH}`, HOME: user }).status).toBe(0);
    expect(existsSync(mark)).toBe(false);
  });

  it('is not recorded through a link', () => {
    const other = join(temporaryFolder(), 'other');
    writeFileSync(other, 'mine');
    mkdirSync(join(repo.dir, '.git/ssot-guard'));
    symlinkSync(other, recorded());
    expect(hook({ PATH: process.env.PATH ?? '' }).status).toBe(0);
    expect(readFileSync(other, 'utf8')).toBe('mine');
    rmSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
    symlinkSync(join(other, '..'), join(repo.dir, '.git/ssot-guard'));
    expect(hook({ PATH: process.env.PATH ?? '' }).status).toBe(0);
    expect(existsSync(join(other, '../node'))).toBe(false);
  });

  it('is asked for in one line when there is none', () => {
    const finder = join(home, 'hooks/find-node');
    writeFileSync(finder, readFileSync(finder, 'utf8').replace(/ \/[\w/.]+\/node\b/g, '')); // the system's own places
    const { status, err } = hook({ PATH: toolsWithoutNode(), HOME: temporaryFolder() });
    expect(status).toBe(2);
    expect(err).toMatch(/^ssot-guard: no Node\.js 20 or later found: install it, or run .*\n$/);
  });

  it('is recorded once for all worktrees', () => {
    repo.commit('first');
    const worktree = join(temporaryFolder(), 'w');
    repo.git('worktree', 'add', '-q', worktree);
    expect(hook({ PATH: process.env.PATH ?? '' }, worktree).status).toBe(0);
    expect(readFileSync(recorded(), 'utf8')).toBe(`${process.execPath}\n`);
  });
});

describe('something is missing', () => {
  it('is said in one line and fails', () => {
    rmSync(join(home, 'dist'), { recursive: true });
    const { status, err } = hook({ PATH: process.env.PATH ?? '' });
    expect(status).toBe(2);
    expect(err).toMatch(/^ssot-guard: .*dist\/cli\.cjs is missing: run `npm install`.*\n$/);
  });

  it('passes where the policy says so, and still says it', () => {
    rmSync(join(home, 'dist'), { recursive: true });
    const { status, err } = hook({ PATH: process.env.PATH ?? '', SSOT_GUARD_MISSING: 'warn' });
    expect(status).toBe(0);
    expect(err).toContain('is missing');
    expect(hook({ PATH: process.env.PATH ?? '', SSOT_GUARD_MISSING: 'maybe' }).status).toBe(2);
  });
});
