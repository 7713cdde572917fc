/** Whole trees: cold and warm, and how much memory they take. */
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheOf, git, oneMoreCommit, project, stage } from './fixtures.mjs';
import { markdown, measure, ms, programOf, times } from './measure.mjs';
import { peersIn } from './peers.mjs';

/** @typedef {import('./tables.mjs').Bench} Bench @typedef {import('./tables.mjs').Table} Table */
/** @typedef {import('./measure.mjs').Command} Command */

const SLOW_RUNS = 1;

/** The Node that whole-tree tables use. @param {Bench} bench */
const nodeOf = (bench) =>
  bench.nodes.find(({ label }) => label.includes(' 24.')) ??
  bench.nodes[0] ?? { label: 'Node', path: process.execPath };

/** A list of all blobs of a commit, as `cat-file --batch` reads it. @param {import('./fixtures.mjs').Project} at */
function blobList(at) {
  const file = `${at.folder}.blobs`;
  const ids = git(at.folder, ['ls-tree', '-r', '--format=%(objectname)', 'HEAD']);
  writeFileSync(file, ids);
  return file;
}

/** @type {Table} */
export const cold = {
  id: 'cold',
  title: 'A whole tree, cold: TypeScript files, one ban of five modules',
  must: 'Must: from disk below the fastest peer; from blobs, git’s own inflating is shown beside it.',
  async *run(bench) {
    const files = bench.quick ? 2000 : 20_000;
    const at = await project(bench.folder, { files, mix: 'ts' }, true);
    const node = nodeOf(bench);
    const runs = Math.min(bench.runs, 15);
    const clear = { prepare: [[programOf('rm'), '-rf', cacheOf(at)]] };
    const peers = peersIn(bench.peers, join(bench.folder, 'settings'), at.options.concepts);
    const blobs = blobList(at);
    /** @type {(Command & { source: string })[]} */
    const commands = [
      {
        label: '`ssot-guard check --all`, cold',
        source: 'disk',
        argv: [node.path, bench.cli, 'check', '--all'],
        cwd: at.folder,
        ok: [1],
        ...clear,
      },
      {
        label: '`ssot-guard check --ref HEAD`, cold',
        source: 'blobs',
        argv: [node.path, bench.cli, 'check', '--ref', 'HEAD'],
        cwd: at.folder,
        ok: [1],
        ...clear,
      },
      {
        label: '`git cat-file --batch` of the same blobs',
        source: 'blobs',
        argv: [programOf('git'), 'cat-file', '--batch', '--buffer'],
        cwd: at.folder,
        stdin: blobs,
      },
      {
        label: '`ssot-guard check --all`, again',
        source: 'disk',
        argv: [node.path, bench.cli, 'check', '--all'],
        cwd: at.folder,
        ok: [1],
      },
      ...peers
        .filter(({ id, slow }) => !(slow && bench.quick) && !bench.skip.has(id))
        .map((peer) => ({
          label: peer.label,
          source: 'disk',
          note: peer.lacks,
          argv: peer.argv(['web/src'], node.path),
          cwd: at.folder,
          ok: peer.ok ?? [1],
          ...(peer.slow ? { runs: SLOW_RUNS } : {}),
        })),
    ];
    const results = measure(commands, runs, 1);
    const fastest = Math.min(
      ...commands.flatMap((command, order) =>
        command.label.includes('`') || /^oxlint, /.test(command.label) ? [] : [results[order].wall],
      ),
    );
    const rows = commands.map(({ label, source, note }, order) => {
      const { wall, cpu, peak, runs: count } = results[order];
      return [
        label,
        source,
        ms(wall),
        times(wall / fastest),
        ms(cpu),
        (cpu / wall).toFixed(1),
        `${Math.round(peak)} MB`,
        String(count),
        note ?? '',
      ];
    });
    yield `${node.label}, ${files.toLocaleString('en')} files; ÷ the fastest peer of today\n\n${markdown(['', 'source', 'wall', '÷', 'CPU', 'cores in use', 'peak', 'runs', ''], rows)}`;
  },
};

/** @type {Table} */
export const warm = {
  id: 'warm',
  title: 'A whole tree, warm: `check --ref` after one commit of two files',
  must: 'Must: at most 0.2 of cold.',
  async *run(bench) {
    const at = await project(bench.folder, { files: bench.quick ? 2000 : 20_000, mix: 'ts' }, true);
    const node = nodeOf(bench);
    const next = oneMoreCommit(at);
    const check = (/** @type {string} */ commit) => [node.path, bench.cli, 'check', '--ref', commit];
    const cache = cacheOf(at);
    const kept = `${at.folder}.cache`;
    rmSync(cache, { recursive: true, force: true });
    measure([{ label: '', argv: check('main'), cwd: at.folder, ok: [1] }], 1, 0);
    rmSync(kept, { recursive: true, force: true });
    if (existsSync(cache)) cpSync(cache, kept, { recursive: true });
    const rm = [programOf('rm'), '-rf', cache];
    const restore = existsSync(kept) ? [rm, [programOf('cp'), '-a', kept, cache]] : [rm];
    const commands = [
      { label: 'cold', argv: check(next), cwd: at.folder, ok: [1], prepare: [rm] },
      { label: 'after one commit', argv: check(next), cwd: at.folder, ok: [1], prepare: restore },
      { label: 'the same commit again', argv: check('main'), cwd: at.folder, ok: [1], prepare: restore },
      {
        label: 'floor: `git ls-tree -r`',
        argv: [programOf('git'), 'ls-tree', '-r', '-z', '--full-tree', next],
        cwd: at.folder,
      },
      { label: 'floor: `node -e 0`', argv: [node.path, '-e', '0'], cwd: at.folder },
    ];
    const results = measure(commands, bench.runs, 1);
    const rows = commands.map(({ label }, order) => {
      const { wall, cpu, peak } = results[order];
      return [
        label,
        ms(wall),
        times(wall / results[0].wall),
        ms(cpu),
        times(cpu / results[0].cpu),
        `${Math.round(peak)} MB`,
      ];
    });
    yield `${node.label}, ${at.options.files.toLocaleString('en')} files\n\n${markdown(['', 'wall', '÷ cold', 'CPU', '÷ cold', 'peak'], rows)}`;
  },
};

/** @type {Table} */
export const findings = {
  id: 'findings',
  title: 'A whole tree that is full of findings: `check --ref`, every folder of Python banned to the others',
  must: 'Must: cold at most 4 times what git takes to give the same blobs, warm 1.5 times.',
  async *run(bench) {
    const at = await project(bench.folder, { files: bench.quick ? 4000 : 20_000 });
    const node = nodeOf(bench);
    const folders = git(at.folder, ['ls-tree', '-d', '--name-only', 'HEAD:app']).trim().split('\n');
    const config = `${at.folder}.findings.json`;
    writeFileSync(config, JSON.stringify({ version: 1, banned: folders.map((name) => `./app/${name}`) }));
    const argv = [node.path, bench.cli, 'check', '--ref', 'HEAD', '--config', config, '--format', 'json'];
    const rm = [programOf('rm'), '-rf', cacheOf(at)];
    const commands = [
      {
        label: 'floor: `git cat-file --batch`',
        argv: [programOf('git'), 'cat-file', '--batch', '--buffer'],
        cwd: at.folder,
        stdin: blobList(at),
      },
      { label: 'cold', argv, cwd: at.folder, ok: [1], prepare: [rm] },
      { label: 'warm', argv, cwd: at.folder, ok: [1] },
    ];
    const results = measure(commands, Math.min(bench.runs, 9), 1);
    const rows = commands.map(({ label }, order) => {
      const { wall, cpu, peak } = results[order];
      return [label, ms(wall), times(wall / results[0].wall), ms(cpu), `${Math.round(peak)} MB`];
    });
    yield `${node.label}, ${at.options.files.toLocaleString('en')} files\n\n${markdown(['', 'wall', '÷ git', 'CPU', 'peak'], rows)}`;
  },
};

/** @type {Table} */
export const memory = {
  id: 'memory',
  title: 'Peak memory',
  must: 'Must: flat, below 300 MB.',
  async *run(bench) {
    const node = nodeOf(bench);
    const rm = programOf('rm');
    /** @type {Command[]} */
    const commands = [{ label: '`node -e 0`', argv: [node.path, '-e', '0'], cwd: bench.folder }];
    for (const files of bench.quick ? [1000, 20_000] : [1000, 20_000, 100_000]) {
      const at = await project(bench.folder, { files, unique: true });
      const shown = files.toLocaleString('en');
      const prepare = [[rm, '-rf', cacheOf(at)]];
      commands.push({
        label: `\`check --ref HEAD\`, ${shown} files, cold`,
        argv: [node.path, bench.cli, 'check', '--ref', 'HEAD'],
        cwd: at.folder,
        ok: [1],
        prepare,
      });
      commands.push({
        label: '… and again',
        argv: [node.path, bench.cli, 'check', '--ref', 'HEAD'],
        cwd: at.folder,
        ok: [1],
      });
    }
    const at = await project(bench.folder, { files: 1000 });
    const line = 'export const entry = { id: 1, name: "made by a machine", tags: ["a", "b"], next: null };\n';
    for (const [extension, text] of [
      ['ts', line.repeat(Math.ceil((50 << 20) / line.length))],
      [
        'py',
        line
          .replace('export const entry', 'entry')
          .replace('null;', 'None')
          .replace(';', '')
          .repeat(Math.ceil((50 << 20) / line.length)),
      ],
    ]) {
      const index = stageLarge(at, `generated.${extension}`, text);
      commands.push({
        label: `hook's \`check\`, one .${extension} of 50 MB staged`,
        argv: [node.path, bench.cli, 'check'],
        cwd: at.folder,
        env: { GIT_INDEX_FILE: index },
        ok: [0, 1],
      });
    }
    const results = measure(commands, bench.quick ? 1 : 3, 0);
    yield `${node.label}; largest of ${results[0].runs} runs, of the process with its threads\n\n${markdown(
      ['', 'peak', 'wall'],
      commands.map(({ label }, order) => [label, `${Math.round(results[order].peak)} MB`, ms(results[order].wall)]),
    )}`;
  },
};

/** @param {import('./fixtures.mjs').Project} at @param {string} path @param {string} text @returns {string} the index */
function stageLarge(at, path, text) {
  const { index } = stage(at, `large-${path}`, { count: 1 });
  const id = git(at.folder, ['hash-object', '-w', '--no-filters', '--stdin'], { input: text }).trim();
  git(at.folder, ['update-index', '--index-info'], {
    input: `100644 ${id}\t${path}\n`,
    env: { GIT_INDEX_FILE: index },
  });
  return index;
}
