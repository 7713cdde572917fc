/** What a commit waits for: the hook as git starts it, beside Node's own start and what peers take for the same files. */
import { join } from 'node:path';
import { cacheOf, project, recordNode, stage } from './fixtures.mjs';
import { CERTIFICATES, comparison, markdown, measure, ms, programOf, readsCertificates, times } from './measure.mjs';
import { peersIn } from './peers.mjs';

/** @typedef {import('./tables.mjs').Bench} Bench @typedef {import('./tables.mjs').Table} Table */
/** @typedef {import('./measure.mjs').Command} Command */

/** The hook over a staged set. @param {Bench} bench @param {import('./fixtures.mjs').Project} at @param {import('./fixtures.mjs').Staged} staged @param {string} label @param {Partial<Command>} [more] @returns {Command} */
function hook({ hook: path }, at, staged, label, more = {}) {
  return { label, argv: [path], cwd: at.folder, ...more, env: { GIT_INDEX_FILE: staged.index, ...more.env } };
}

/** Peers over the files of a staged set, on disk. @param {Bench} bench @param {import('./fixtures.mjs').Staged} staged @param {string} node @param {(id: string) => boolean} wanted @returns {Command[]} */
function peersOver(bench, staged, node, wanted) {
  return peersIn(bench.peers, join(bench.folder, 'settings'), 5)
    .filter(({ id }) => wanted(id) && !bench.skip.has(id))
    .map((peer) => ({
      label: peer.label,
      note: peer.lacks,
      argv: peer.argv(staged.files, node),
      cwd: staged.disk,
      ok: peer.ok ?? [1],
    }));
}

/** @param {string} label @param {string} node @param {string} cwd @returns {Command[]} */
function withoutCertificates(label, node, cwd) {
  if (!readsCertificates) return [];
  return [{ label: `${label} without ${CERTIFICATES}`, argv: [node, '-e', '0'], cwd, env: { [CERTIFICATES]: null } }];
}

/** @type {Table} */
export const hookNode = {
  id: 'hook-node',
  title: 'Hook on the Node path: 1,000-file repository, 10 staged files',
  must: 'Must: Node 24 at most 1.7 × `node -e 0` and below oxlint over the same files on disk (aim 1.4); Node 20 at most 1.3.',
  async *run(bench) {
    const at = await project(bench.folder, { files: 1000 });
    const violation = stage(at, 'violation', { count: 10, violate: true });
    const clean = stage(at, 'clean', { count: 10 });
    const both = stage(at, 'both', { count: 10, kinds: ['py', 'ts', 'tsx'], violate: true });
    const unusedCache = programOf('rm');
    for (const { label, path } of bench.nodes) {
      recordNode(at, path);
      const base = `\`node -e 0\``;
      const commands = [
        { label: base, argv: [path, '-e', '0'], cwd: at.folder },
        ...withoutCertificates(base, path, at.folder),
        hook(bench, at, violation, 'hook, one violation with its hint', { ok: [1] }),
        hook(bench, at, clean, 'hook, nothing to report'),
        hook(bench, at, both, 'hook, one violation, Python and TypeScript', { ok: [1] }),
        ...peersOver(bench, violation, path, (id) => id !== 'dependency-cruiser'),
      ];
      yield `${label}\n\n${comparison(commands, base, bench.runs)}`;
      // by itself, because the others live on what it takes away
      const first = hook(bench, at, violation, 'hook, one violation, no cache yet', {
        ok: [1],
        prepare: [[unusedCache, '-rf', cacheOf(at)]],
      });
      const start = { label: base, argv: [path, '-e', '0'], cwd: at.folder };
      yield `${label}\n\n${comparison([start, first], base, bench.runs)}`;
    }
  },
};

/** @type {Table} */
export const hookFast = {
  id: 'hook-fast',
  title: 'Hook on the fast path: 1,000-file repository, 10 staged files, no candidate',
  must: "Must: at most 0.25 × Node 20's and 0.6 × Node 24's `node -e 0`.",
  async *run(bench) {
    const at = await project(bench.folder, { files: 1000 });
    const plain = stage(at, 'plain', { count: 10, plain: true });
    const violation = stage(at, 'violation', { count: 10, violate: true });
    recordNode(at, bench.nodes.at(-1)?.path ?? process.execPath);
    const [own] = measure([hook(bench, at, plain, 'hook')], 3, 3);
    const [started] = measure([hook(bench, at, plain, 'hook', { env: { SSOT_BENCH: '1' } })], 3, 3);
    if (own.cpu > started.cpu * 0.8) yield '**Node was started: there is no fast path, or it does not hold here.**';
    const sh = programOf('sh');
    const commands = [
      ...bench.nodes.map(({ label, path }) => ({
        label: `\`node -e 0\`, ${label}`,
        argv: [path, '-e', '0'],
        cwd: at.folder,
      })),
      { label: '`sh -c :`', argv: [sh, '-c', ':'], cwd: at.folder },
      hook(bench, at, plain, 'hook, no candidate'),
      ...peersOver(bench, violation, '', (id) => ['biome', 'ast-grep', 'oxlint-binary'].includes(id)),
    ];
    const results = measure(commands, bench.runs);
    const bases = bench.nodes.map((_, order) => results[order].wall);
    const rows = commands.map(({ label, note }, order) => {
      const { wall, cpu } = results[order];
      return [label, ms(wall), ...bases.map((base) => times(wall / base)), ms(cpu), note ?? ''];
    });
    yield markdown(['', 'wall', ...bench.nodes.map(({ label }) => `÷ ${label}`), 'CPU', ''], rows);
  },
};

/** @type {Table} */
export const growth = {
  id: 'growth',
  title: 'Growth with the repository: 1,000 and 100,000 files, `unique` on',
  must: 'Must: t(100,000) − t(1,000) at most the same difference of `git diff --cached --quiet` plus 5 ms.',
  async *run(bench) {
    const sizes = bench.quick ? [1000, 20_000] : [1000, 100_000];
    const node = bench.nodes.find(({ label }) => label.includes(' 24.')) ?? bench.nodes[0];
    /** @type {Command[][]} */
    const sets = [];
    for (const files of sizes) {
      const at = await project(bench.folder, { files, unique: true });
      recordNode(at, node?.path ?? process.execPath);
      const violation = stage(at, 'violation', { count: 10, violate: true });
      const clean = stage(at, 'clean', { count: 10 });
      const plain = stage(at, 'plain', { count: 10, plain: true });
      // as `init` leaves it: the definitions of the whole tree are known
      const whole = {
        label: '',
        argv: [node?.path ?? process.execPath, bench.cli, 'check', '--ref', 'HEAD'],
        cwd: at.folder,
        ok: [0, 1],
      };
      measure([whole], 1, 0);
      sets.push([
        {
          label: '`git diff --cached --quiet`',
          argv: [programOf('git'), 'diff', '--cached', '--quiet'],
          cwd: at.folder,
          env: { GIT_INDEX_FILE: clean.index },
          ok: [1],
        },
        hook(bench, at, violation, 'hook, one violation', { ok: [1] }),
        hook(bench, at, clean, 'hook, nothing to report'),
        hook(bench, at, plain, 'hook, no candidate'),
      ]);
    }
    const [small, large] = sets;
    const results = measure([...small, ...large], bench.runs, 3);
    const rows = small.map(({ label }, order) => {
      const [a, b] = [results[order], results[order + small.length]];
      return [label, ms(a.wall), ms(b.wall), ms(b.wall - a.wall), ms(b.cpu - a.cpu)];
    });
    const heads = sizes.map((size) => `${size.toLocaleString('en')} files`);
    yield `${node?.label ?? ''}\n\n${markdown(['', ...heads, 'difference', 'CPU difference'], rows)}`;
  },
};

/** @type {Table} */
export const many = {
  id: 'many',
  title: 'Hook, 1,000 staged files, one violation',
  must: "Must: no slower than oxlint's binary on the same files on disk.",
  async *run(bench) {
    const at = await project(bench.folder, { files: 10_000, mix: 'ts' });
    const staged = stage(at, 'many', { count: 1000, violate: true });
    const plumbing =
      'git diff-index --cached --raw -z HEAD | cut -zd" " -f4 | grep -az "^[0-9a-f]" | tr "\\0" "\\n" | git cat-file --batch >/dev/null';
    for (const { label, path } of bench.nodes) {
      recordNode(at, path);
      const commands = [
        hook(bench, at, staged, 'hook', { ok: [1] }),
        {
          label: 'of which git: `diff-index` and `cat-file` of the 1,000 blobs',
          argv: [programOf('sh'), '-c', plumbing],
          cwd: at.folder,
          env: { GIT_INDEX_FILE: staged.index },
        },
        ...peersOver(
          bench,
          staged,
          path,
          (id) => id.startsWith('oxlint') || ((id === 'biome' || id === 'ast-grep') && !bench.quick),
        ),
      ];
      yield `${label}\n\n${comparison(commands, 'hook', bench.runs)}`;
    }
  },
};
