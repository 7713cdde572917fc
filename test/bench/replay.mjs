#!/usr/bin/env node
/**
 * Replays commits of a real repository through the installed hook: each becomes HEAD (its parent) and an index (itself),
 * the registry added to both, and the hook runs as git runs it. Nothing but the order of the commits is made up.
 *
 *   node test/bench/replay.mjs <repository> <range>[,<range>…] <registry> [--package <build>,…] [--node <path>]
 *                              [--commits <the last n of each range>] [--peers <folder>] [--slowest <n>]
 *
 * Two passes, each in clones of their own: the first counts which commits start Node and takes down what was said, the
 * second measures. Of several builds each commit is measured in turn. The last line of a build is a hash over all exit
 * codes and texts; builds that judge alike print the same. `--peers` is what `run.mjs --install` filled: oxlint and Biome
 * are given the same files on disk, where a commit has any of theirs.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { git } from './fixtures.mjs';
import { machineLine, markdown, median, outcomesOf, programOf, times } from './measure.mjs';
import { peersIn } from './peers.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
    node: { type: 'string', default: process.execPath },
    commits: { type: 'string', default: '1000' },
    peers: { type: 'string', default: join(tmpdir(), 'ssot-bench', 'peers') },
    slowest: { type: 'string', default: '0' },
  },
});
const [source, ranges, registryFile] = positionals;
if (source === undefined || ranges === undefined || registryFile === undefined) {
  console.error('usage: replay.mjs <repository> <range>[,<range>…] <registry> [--package <build>,…]');
  process.exit(2);
}
const registry = readFileSync(registryFile, 'utf8');
const node = resolve(values.node);
const packages = values.package.split(',').map((folder) => resolve(folder));

/** @typedef {{ id: string, parent: string }} Commit */

/** Commits with one parent, oldest first. @returns {Commit[]} */
function commitsOf() {
  const all = ranges.split(',').flatMap((range) =>
    git(source, ['rev-list', '--no-merges', '--parents', `--max-count=${values.commits}`, range])
      .trim()
      .split('\n')
      .reverse(),
  );
  return all
    .map((line) => line.split(' '))
    .flatMap(([id, parent]) => (id === undefined || parent === undefined ? [] : [{ id, parent }]));
}

/** A clone with the hook of one build; what it shares with the others is its objects alone. @param {string} folder @param {string} build */
function cloneFor(folder, build) {
  git(dirname(folder), ['clone', '--quiet', '--shared', '--no-checkout', source, folder]);
  git(folder, ['config', 'user.email', 'bench@example.invalid']);
  git(folder, ['config', 'user.name', 'bench']);
  return { folder, build, blob: git(folder, ['hash-object', '-w', '--stdin'], { input: registry }).trim() };
}

/** @typedef {ReturnType<typeof cloneFor>} Clone */

/** Of each object that a tree named so far, whether it is there. @type {Map<string, boolean>} */
const isThere = new Map();

/**
 * Puts a tree with the registry into the index, without what the repository names and does not have (some copies leave out
 * large files).
 * @param {Clone} clone @param {string} commit
 */
function readTree({ folder, blob }, commit) {
  git(folder, ['read-tree', commit]);
  const files = git(folder, ['ls-files', '-s', '-z'])
    .split('\0')
    .filter((line) => line.startsWith('100'))
    .map((line) => ({ id: line.split(' ')[1] ?? '', path: line.slice(line.indexOf('\t') + 1) }));
  const asked = [...new Set(files.map(({ id }) => id).filter((id) => !isThere.has(id)))];
  const answers = git(folder, ['cat-file', '--batch-check'], { input: asked.map((id) => `${id}\n`).join('') });
  for (const line of answers.trim().split('\n')) isThere.set(line.split(' ')[0] ?? '', !line.endsWith(' missing'));
  const gone = files.filter(({ id }) => isThere.get(id) === false);
  const zeros = '0'.repeat(blob.length);
  const lines = [...gone.map(({ path }) => `0 ${zeros}\t${path}\0`), `100644 ${blob}\t.ssotrc.json\0`];
  git(folder, ['update-index', '--add', '-z', '--index-info'], { input: lines.join('') });
}

const DATE = '1700000000 +0000';
const dated = { GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE };

/** Parent with the registry is HEAD, the commit with the registry is staged. @param {Clone} clone @param {Commit} commit */
function stand(clone, { id, parent }) {
  readTree(clone, parent);
  const tree = git(clone.folder, ['write-tree']).trim();
  const head = git(clone.folder, ['commit-tree', tree, '-m', parent], { env: dated }).trim();
  git(clone.folder, ['update-ref', 'HEAD', head]);
  readTree(clone, id);
}

/** As a first use leaves it: the hook by `init`, and the whole tree known. @param {Clone} clone @param {Commit} first */
function install(clone, first) {
  stand(clone, first);
  git(clone.folder, ['checkout', '-q', '--', '.ssotrc.json']);
  const cli = join(clone.build, 'dist', 'cli.cjs');
  const [done] = outcomesOf(
    [
      ['init', '--yes', '--manager', 'plain', '--no-stage', '--no-doctor'],
      ['check', '--ref', 'HEAD'],
    ].map((args) => ({ label: 'init', argv: [node, cli, ...args], cwd: clone.folder, ok: [0, 1] })),
  );
  if (!existsSync(join(clone.folder, '.git', 'hooks', 'pre-commit'))) throw new Error(`no hook: ${done?.text}`);
  stand(clone, first);
}

/** Says which Node the hook is to start. @param {Clone} clone @param {string} program */
function record({ folder }, program) {
  writeFileSync(join(folder, '.git', 'ssot-guard', 'node'), `${program}\n`);
}

/** @param {Clone} clone @param {string} program @throws Error when the hook has looked for another */
function expectRecorded({ folder }, program) {
  if (readFileSync(join(folder, '.git', 'ssot-guard', 'node'), 'utf8').trim() !== program)
    throw new Error(`the hook does not start ${program}: it must lie in no node_modules`);
}

/** Staged files by path, as git lists them against HEAD. @param {Clone} clone */
function stagedIn({ folder }) {
  const tokens = git(folder, ['diff-index', '--cached', '--raw', '--no-abbrev', '--no-renames', '-z', 'HEAD']).split(
    '\0',
  );
  return tokens.flatMap((head, at) => {
    const [, , , id = '', status = ''] = at % 2 === 0 ? head.split(' ') : [];
    return status === 'A' || status === 'M' ? [{ id, path: tokens[at + 1] ?? '' }] : [];
  });
}

/** @param {Clone} clone */
const hookOf = ({ folder }) => ({
  label: 'hook',
  argv: [join(folder, '.git', 'hooks', 'pre-commit')],
  cwd: folder,
  env: { GIT_INDEX_FILE: '.git/index', GIT_PREFIX: '', GIT_EDITOR: ':' },
  ok: [0, 1, 2],
});

/** What is said, without how long it took, and without who called it clean. @param {string} text */
const timeless = (text) => text.replace(/^ssot-guard: .*\bclean\b.*\n/gm, '').replace(/\d+(?:\.\d+)? m?s\b/g, 'N ms');

/** @param {readonly number[]} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

const work = mkdtempSync(join(tmpdir(), 'ssot-replay-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const commits = commitsOf();

/** First pass: which commits start Node, and what is said. @param {string} build @param {number} at */
function verdictsOf(build, at) {
  const clone = cloneFor(join(work, `verdicts-${at}`), build);
  const started = join(work, `started-${at}`);
  const standIn = join(work, `node-${at}`);
  writeFileSync(standIn, `#!/bin/sh\nprintf x >>'${started}'\nexec '${node}' "$@"\n`);
  chmodSync(standIn, 0o755);
  install(clone, commits[0]);
  record(clone, standIn);
  const hash = createHash('sha256');
  let without = 0;
  const codes = new Map();
  for (const commit of commits) {
    stand(clone, commit);
    writeFileSync(started, '');
    const [{ code, text }] = outcomesOf([hookOf(clone)]);
    if (readFileSync(started, 'utf8') === '') without++;
    codes.set(code, (codes.get(code) ?? 0) + 1);
    hash.update(`${commit.id} ${code}\n${timeless(text)}\n`);
  }
  expectRecorded(clone, standIn);
  rmSync(clone.folder, { recursive: true, force: true });
  return { without, codes, hash: hash.digest('hex') };
}

/** Second pass: each commit, every build and the peers in turn. */
function timed() {
  const clones = packages.map((build, at) => cloneFor(join(work, `timed-${at}`), build));
  for (const clone of clones) {
    install(clone, commits[0]);
    record(clone, node);
  }
  const disk = join(work, 'disk');
  const peers = existsSync(values.peers)
    ? peersIn(values.peers, join(work, 'settings'), 5).filter(({ id }) => id === 'oxlint' || id === 'biome')
    : [];
  const rows = commits.map((commit) => {
    for (const clone of clones) stand(clone, commit);
    const staged = stagedIn(clones[0]);
    const batch = join(work, 'batch');
    writeFileSync(batch, staged.map(({ id }) => `${id}\n`).join(''));
    const files = staged.map(({ path }) => path).filter((path) => /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(path));
    rmSync(disk, { recursive: true, force: true });
    for (const path of files) {
      mkdirSync(dirname(join(disk, path)), { recursive: true });
      writeFileSync(join(disk, path), git(clones[0].folder, ['cat-file', 'blob', `:${path}`]));
    }
    const found = outcomesOf([
      { label: 'node', argv: [node, '-e', '0'], cwd: clones[0].folder, env: { NODE_EXTRA_CA_CERTS: null } },
      { label: 'git', argv: [programOf('git'), 'cat-file', '--batch'], cwd: clones[0].folder, stdin: batch },
      ...clones.map(hookOf),
      ...(files.length === 0
        ? []
        : peers.map((peer) => ({ label: peer.id, argv: peer.argv(files, node), cwd: disk, ok: [0, 1, 2] }))),
    ]);
    return { commit, count: staged.length, found };
  });
  for (const clone of clones) expectRecorded(clone, node);
  return { peers, rows };
}

console.log(`${machineLine()}; ${node}; ${commits.length} commits\n`);
const verdicts = packages.map(verdictsOf);
const { peers, rows } = timed();
/** @param {(outcome: import('./measure.mjs').Outcome) => number} of @param {string} unit */
function table(of, unit) {
  const base = median(rows.map(({ found }) => of(found[0])));
  const columns = [
    ...packages.map((build, at) => ({ label: `hook of ${build}`, at: 2 + at })),
    { label: '`git cat-file`', at: 1 },
    ...peers.map(({ label }, at) => ({ label, at: 2 + packages.length + at })),
  ];
  const lines = columns.map(({ label, at }) => {
    const taken = rows.flatMap(({ found }) => (found[at] === undefined ? [] : [of(found[at])])).sort((a, b) => a - b);
    return [
      `${label} (${taken.length})`,
      ...[0.5, 0.9, 0.99, 1].map((share) => times(quantile(taken, share) / base)),
      times(taken.reduce((sum, one) => sum + one, 0) / taken.length / base),
    ];
  });
  console.log(`${unit} ÷ \`node -e 0\` (${(1000 * base).toFixed(1)} ms)\n`);
  console.log(`${markdown(['', 'p50', 'p90', 'p99', 'most', 'mean'], lines)}\n`);
}
table(({ wall }) => wall, 'Wall time');
table(({ cpu }) => cpu, 'CPU time');
for (const [at, build] of packages.entries()) {
  const { without, codes, hash } = verdicts[at];
  const ends = [...codes].sort().map(([code, count]) => `${count} ended with ${code}`);
  console.log(`${build}\n  ${without} of ${commits.length} without Node; ${ends.join(', ')}\n  ${hash}`);
  const slow = rows
    .map(({ commit, count, found }) => ({ commit, count, ...found[2 + at] }))
    .sort((a, b) => b.wall - a.wall)
    .slice(0, Number(values.slowest));
  for (const { commit, count, wall, cpu } of slow)
    console.log(
      `  ${commit.id.slice(0, 12)} ${count} files: ${(1000 * wall).toFixed(0)} ms, CPU ${(1000 * cpu).toFixed(0)}`,
    );
}
