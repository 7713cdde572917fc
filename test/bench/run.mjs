#!/usr/bin/env node
/**
 * Prints the speed tables: this tool beside `node -e 0`, git and its peers, as ratios from one run on one machine.
 *
 *   node test/bench/run.mjs --install            puts the peers and four Nodes into the bench's folder, once
 *   node test/bench/run.mjs [--only <table>,…] [--runs 15] [--quick] [--skip <peer>,…]
 *
 * `--folder` holds peers and repositories (about 3 GB; default: `ssot-bench` in the folder for temporary files),
 * `--package` is the build to measure (default: this one, as `npm run build` left it).
 */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machineLine } from './measure.mjs';
import { install, nodesIn } from './peers.mjs';
import { tables } from './tables.mjs';

const { values } = parseArgs({
  options: {
    install: { type: 'boolean', default: false },
    only: { type: 'string' },
    runs: { type: 'string', default: '15' },
    quick: { type: 'boolean', default: false },
    skip: { type: 'string', default: '' },
    folder: { type: 'string', default: join(tmpdir(), 'ssot-bench') },
    package: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
  },
});

const folder = resolve(values.folder);
const peers = join(folder, 'peers');
if (values.install) {
  install(peers);
  process.exit();
}
const ids = values.only?.split(',') ?? tables.map(({ id }) => id);
const unknown = ids.filter((id) => !tables.some((table) => table.id === id));
if (unknown.length > 0) {
  console.error(`no table ${unknown.join(', ')}; there are ${tables.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const ours = resolve(values.package);
if (!existsSync(join(ours, 'dist', 'main.cjs'))) {
  console.error('nothing is built: npm run build');
  process.exit(2);
}
if (!existsSync(peers)) console.error('no peers beside it: node test/bench/run.mjs --install');
mkdirSync(folder, { recursive: true });

const nodes = nodesIn(peers);
/** @type {import('./tables.mjs').Bench} */
const bench = {
  folder,
  peers,
  nodes,
  hook: join(ours, 'hooks', 'pre-commit'),
  cli: join(ours, 'dist', 'cli.cjs'),
  sources: fileURLToPath(new URL('../../src', import.meta.url)),
  runs: values.quick ? 5 : Number(values.runs),
  quick: values.quick,
  skip: new Set(values.skip.split(',')),
};
console.log(
  `${machineLine()}; ${nodes.map(({ label }) => label).join(', ')}; medians of ${bench.runs} alternating runs\n`,
);
for (const table of tables.filter(({ id }) => ids.includes(id))) {
  console.log(`### ${table.title}\n\n${table.must}\n`);
  for await (const text of table.run(bench)) console.log(`${text}\n`);
}
