/**
 * The package as a user has it, made once for a test file: the bundled command line and the hooks in a folder of their
 * own, and helpers that start it as a person or git would.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ran, runCommandLine } from './command-line.ts';
import { type TemporaryRepository, temporaryRepository } from './repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The package, built once for a run of the tests: nobody may change it.
 * @returns its folder, whose name holds a blank and a quote
 */
export function buildPackage(): string {
  const home = join(tmpdir(), "the guard's home");
  if (existsSync(home)) return home;
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  const args = ['scripts/build.mjs', join(folder, 'dist')];
  const built = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  cpSync(join(root, 'hooks'), join(folder, 'hooks'), { recursive: true });
  keepCode(join(folder, 'dist'));
  try {
    renameSync(folder, home);
  } catch (error) {
    if (!existsSync(home)) throw error; // another test process was first
  }
  return home;
}

/**
 * What Node starts in place of src/launch.ts, which test/cli/launch.test.ts is about and the tests of test/union start: the
 * bundle with V8's compiled code, as launch.ts does from a repository's third run on. In repositories that are new for
 * each case, compiling takes a third of the first hook run (CPU time 1.57 without this).
 */
const LAUNCH = `#!/usr/bin/env node
'use strict';
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const vm = require('node:vm');
const [bundle, code] = [join(__dirname, 'main.cjs'), join(__dirname, 'code')];
const source = '(function(exports,require,module,__filename,__dirname){' + readFileSync(bundle, 'latin1') + '\\n})';
const isKept = existsSync(code);
const script = new vm.Script(source, { filename: bundle, ...(isKept && { cachedData: readFileSync(code) }) });
if (!isKept) process.on('exit', () => writeFileSync(code, script.createCachedData()));
const loaded = { exports: {} };
script.runInThisContext()(loaded.exports, require, loaded, bundle, __dirname);
loaded.exports.run();
`;

/** Puts LAUNCH into a package, and what a hook run that finds something compiles. */
export function keepCode(dist: string): void {
  const cli = join(dist, 'cli.cjs');
  writeFileSync(cli, LAUNCH);
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', '{ "version": 1, "banned": ["old"] }\n');
  for (const name of ['a.py', 'a.ts']) repo.write(name, `import ${name === 'a.py' ? 'old' : "'old'"}\n`);
  repo.git('add', '-A');
  const { status, err } = run(repo.dir, process.execPath, [cli, 'check', '--hook']);
  if (status !== 1 || !existsSync(join(dist, 'code'))) throw new Error(`no code was kept: ${err}`);
}

/** A package whose check only says how it was called: fails when a staged file's content holds the word `forbidden`. */
export function standInPackage(folder: string): void {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  cpSync(join(root, 'hooks'), join(folder, 'hooks'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "ssot-guard", "version": "0.0.0" }\n');
  writeFileSync(
    join(folder, 'dist/cli.cjs'),
    `const { execFileSync } = require('node:child_process');
console.error('stand-in: ' + process.argv.slice(2).join(' '));
process.exitCode = execFileSync('git', ['diff', '--cached']).includes('+forbidden') ? 1 : 0;
`,
  );
}

/** Runs a program as a person would, with nothing on standard input. */
export function run(
  cwd: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    input: '',
  });
  if (error) throw error;
  return { status: status ?? -1, out: stdout, err: stderr };
}

/** `ssot-guard …` of a package. */
export function guard(home: string, cwd: string, ...args: string[]): Ran {
  return runCommandLine(join(home, 'dist/cli.cjs'), cwd, args);
}

/** The same with other variables (undefined: without them). */
export function guardWith(
  home: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  ...args: string[]
): Ran {
  return runCommandLine(join(home, 'dist/cli.cjs'), cwd, args, env);
}

/** Tries to commit a file. @returns whether HEAD moved, and what was said */
export function tryCommit(repo: TemporaryRepository, path: string, content: string, ...args: string[]) {
  repo.write(path, content);
  repo.git('add', '--', path);
  const before = repo.head();
  const { status, stdout, stderr } = repo.tryGit(['commit', '-q', '-m', 'try', ...args]);
  const moved = repo.head() !== before;
  if (!moved) repo.git('rm', '-q', '-f', '--cached', '--', path);
  return { status, moved, said: stdout + stderr };
}

/** Every file, link and mode below a folder, with contents: what an exact uninstall must bring back. */
export function snapshot(folder: string, skip: (path: string) => boolean = () => false): Record<string, string> {
  const seen: Record<string, string> = {};
  const visit = (path: string): void => {
    const full = join(folder, path);
    if (skip(path)) return;
    const stat = lstatSync(full);
    if (stat.isDirectory()) {
      seen[`${path}/`] = 'folder';
      for (const name of readdirSync(full).sort()) visit(path === '' ? name : `${path}/${name}`);
    } else if (stat.isSymbolicLink()) seen[path] = `link to ${readlinkSync(full)}`;
    else seen[path] = `${(stat.mode & 0o7777).toString(8)} ${readFileSync(full, 'latin1')}`;
  };
  if (existsSync(folder)) visit('');
  return seen;
}

/** What may differ after a commit or a look at the index: objects, logs, the index's own bytes. */
export function isVolatile(path: string): boolean {
  return /^\.git\/(?:index|objects|logs|refs|COMMIT_EDITMSG|ORIG_HEAD)(?:\/|$)/.test(path);
}
