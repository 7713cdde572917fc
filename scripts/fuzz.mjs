/**
 * `npm run fuzz [-- <minutes> [<seed>]]`: every property with a fresh seed, each for at most so many minutes (1). What it
 * prints at the start repeats a run; a seed that fails becomes a fixture.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [minutes = '1', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
const files = readdirSync(join(root, 'test'), { recursive: true })
  .map((name) => join('test', String(name)))
  .filter((path) => path.endsWith('.test.ts') && readFileSync(join(root, path), 'utf8').includes("from 'fast-check'"));
console.log(`npm run fuzz -- ${minutes} ${seed}`);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=3600000', ...files.sort()],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FUZZ_SEED: seed, FUZZ_MINUTES: minutes } },
);
process.exitCode = status ?? 1;
