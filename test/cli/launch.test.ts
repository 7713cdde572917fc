/**
 * The built package, started as a hook starts it: V8's compiled code comes from the git directory alone, and from this
 * user alone; dependencies come from the package. Needs `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let repo: TemporaryRepository;
let home: string;

beforeEach(() => {
  repo = temporaryRepository();
  repo.write('.ssotrc.json', '{ "version": 1, "banned": [{ "module": "pytz", "in": "[a-c]/**" }] }\n');
  repo.write('b/x.py', 'import pytz\n');
  repo.git('add', '.');
  home = join(repo.dir, 'node_modules/ssot-guard');
  for (const part of ['dist', 'hooks', 'package.json']) cpSync(join(root, part), join(home, part), { recursive: true });
  rmSync(join(home, 'dist/.cache'), { recursive: true, force: true });
});

const code = (): string => join(repo.dir, '.git/ssot-guard/cache/code');

/** The command line of the package. @returns its exit code */
function check(cwd = repo.dir, ...args: string[]): number | null {
  const command = [join(home, 'dist/cli.cjs'), 'check', '--hook', ...args];
  return spawnSync(process.execPath, command, { cwd, encoding: 'utf8', input: '' }).status;
}

/** Runs until the code is kept. @returns the name of its file */
function keepCode(): string {
  for (let run = 0; run < 3; run++) expect(check()).toBe(1);
  const [name = '', ...others] = readdirSync(code());
  expect(others).toEqual([]);
  return name;
}

/** Compiled code of as long a source, which V8 takes for the bundle's: it lets everything pass. */
function forge(file: string): void {
  const script = `
    const { readFileSync, writeFileSync } = require('node:fs');
    const vm = require('node:vm');
    const { length } = readFileSync(${JSON.stringify(join(home, 'dist/main.cjs'))});
    const around = '(function(exports,require,module,__filename,__dirname){\\n})'.length;
    const source = '(function(){process.exitCode=0;process.reallyExit(0)})'.padEnd(around + length);
    const forged = new vm.Script(source, { filename: 'x' });
    forged.runInThisContext();
    try { const exit = process.reallyExit; process.reallyExit = () => {}; forged.runInThisContext()(); process.reallyExit = exit; } catch {}
    writeFileSync(${JSON.stringify(file)}, forged.createCachedData());`;
  mkdirSync(dirname(file), { recursive: true });
  expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stderr).toBe('');
}

describe('compiled code', () => {
  it('is kept in the git directory, by the content of the bundle, and nowhere else', () => {
    expect(keepCode()).toMatch(/^v\d+\.\d+\.\d+-\w+-\d+-\d+-[0-9a-f]{16}$/);
    expect(existsSync(join(home, 'dist/.cache'))).toBe(false);
    expect(repo.git('status', '--porcelain', '--ignored', '--', '.', ':!node_modules')).not.toContain('code');
  });

  it('would be believed where it lies, so this test can tell', () => {
    const name = keepCode();
    rmSync(join(code(), name));
    forge(join(code(), name));
    expect(check()).toBe(0);
  });

  it('that a commit could bring is not read', () => {
    const name = keepCode();
    rmSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
    const old = name.replace(/-[0-9a-f]{16}$/, '');
    for (const place of [
      'node_modules/ssot-guard/dist/.cache',
      'ssot-guard/cache/code',
      'code',
      'git/ssot-guard/cache/code',
    ]) {
      for (const one of [name, old]) forge(join(repo.dir, place, one));
    }
    const env = { ...process.env, GIT_DIR: join(repo.dir, 'git'), NODE_COMPILE_CACHE: join(repo.dir, 'code') };
    mkdirSync(join(repo.dir, 'git/objects'), { recursive: true });
    const hook = spawnSync('/bin/sh', [join(home, 'hooks/pre-commit')], {
      cwd: repo.dir,
      env: { ...env, GIT_DIR: '.git' },
    });
    expect(hook.status).toBe(1);
    expect(check()).toBe(1);
  });

  it('is neither read nor written through a link', () => {
    const name = keepCode();
    const away = temporaryFolder();
    forge(join(away, name));
    rmSync(join(code(), name));
    symlinkSync(join(away, name), join(code(), name));
    expect(check()).toBe(1);
    rmSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
    for (const place of ['.git/ssot-guard/cache/code', '.git/ssot-guard/cache', '.git/ssot-guard']) {
      const target = join(temporaryFolder(), 'target');
      const inner = place.endsWith('code') ? target : join(target, place.endsWith('cache') ? 'code' : 'cache/code');
      forge(join(inner, name));
      repo.symlink(target, place);
      expect(check()).toBe(1);
      expect(readdirSync(inner)).toEqual([name]);
      rmSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
    }
  });

  it.skipIf(process.getuid === undefined)('is not read where others may write', () => {
    const name = keepCode();
    forge(join(code(), name));
    for (const place of [join(code(), name), code(), dirname(code()), join(repo.dir, '.git')]) {
      chmodSync(place, 0o777);
      expect(check()).toBe(1);
      chmodSync(place, place.endsWith(name) ? 0o644 : 0o755);
      if (!existsSync(join(code(), name))) break;
      forge(join(code(), name));
    }
  });

  it('is not kept where there is no repository', () => {
    const folder = temporaryFolder();
    for (let run = 0; run < 3; run++) expect(check(folder)).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(join(home, 'dist/.cache'))).toBe(false);
  });

  it('is left in no repository by commands that are no hook', () => {
    const other = temporaryRepository();
    spawnSync(process.execPath, [join(home, 'dist/cli.cjs'), '--version'], { cwd: other.dir });
    expect(existsSync(join(other.dir, '.git/ssot-guard'))).toBe(false);
  });
});

describe('dependencies', () => {
  it.each([
    'picomatch',
    'jsonc-parser',
    'es-module-lexer',
    '@clack/prompts',
  ])('are the package’s own, not what the tree holds: %s', (name) => {
    const mark = join(temporaryFolder(), 'mark');
    const evil = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`;
    for (const file of ['index.js', 'lib/umd/impl/parser.js', 'package.json'])
      repo.write(`node_modules/${name}/${file}`, file === 'package.json' ? '{ "main": "index.js" }' : evil);
    expect(check()).toBe(1);
    expect(check(repo.dir, '--strict')).toBe(1);
    const all = spawnSync(process.execPath, [join(home, 'dist/cli.cjs'), 'check', '--all', '--strict'], {
      cwd: repo.dir,
    });
    expect(all.status).toBe(1);
    expect(existsSync(mark)).toBe(false);
  });
});
