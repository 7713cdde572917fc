/**
 * The main job on real input, with real git: a repository with a Python package and a TypeScript front end comes under
 * guard, a commit with three violations is stopped with the lines to write instead, mended, and passes.
 *
 * Everything happens in a temporary folder, which is removed at the end. Needs a build.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'dist', 'cli.cjs');
const example = join(root, 'test', 'fixtures', 'demo');
if (!existsSync(cli)) throw new Error('build first: npm run build');

const folder = mkdtempSync(join(tmpdir(), 'ssot-guard-demo-'));
const env = { ...process.env, GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'), GIT_CONFIG_NOSYSTEM: '1' };
for (const name of Object.keys(env)) if (/^GIT_(DIR|INDEX_FILE|WORK_TREE|PREFIX)$/.test(name)) delete env[name];
const work = join(folder, 'shop');

/** Runs a command as a person would, showing what it prints. @returns its exit code */
function run(command, args, expected) {
  process.stdout.write(
    `\n$ ${[command === process.execPath ? 'npx ssot-guard' : command, ...args.filter((a) => a !== cli)].join(' ')}\n`,
  );
  const { status } = spawnSync(command, args, { cwd: work, env, stdio: 'inherit' });
  if (status !== expected) throw new Error(`expected exit code ${expected}, got ${status}`);
}

/** The same for steps that need no showing. */
function quietly(...args) {
  const { status, stderr } = spawnSync('git', args, { cwd: folder, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

try {
  cpSync(join(example, 'base'), work, { recursive: true });
  quietly('config', '--global', 'user.name', 'Demo');
  quietly('config', '--global', 'user.email', 'demo@example.org');
  quietly('init', '-q', '-b', 'main', work);
  quietly('-C', work, 'add', '-A');
  quietly('-C', work, 'commit', '-q', '-m', 'A Python package and a TypeScript front end');

  console.log('1. Bring the repository under guard');
  run(process.execPath, [cli, 'init', '--yes'], 0);

  console.log('\n2. A commit with three violations');
  cpSync(join(example, 'change'), work, { recursive: true });
  run('git', ['add', '-A'], 0);
  run('git', ['commit', '-q', '-m', 'Show the status'], 1);

  console.log('\n3. The same with the lines that the guard asked for');
  cpSync(join(example, 'mended'), work, { recursive: true });
  run('git', ['add', '-A'], 0);
  run('git', ['commit', '-q', '-m', 'Show the status'], 0);
  run('git', ['log', '--oneline', '--stat', '-1'], 0);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
