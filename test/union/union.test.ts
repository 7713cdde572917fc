/**
 * One verdict, whatever stands beside it: the findings of a set of files are the union of the findings of each alone in
 * the same snapshot, in every scope, with every state of the caches. `related` and the registry against itself apart.
 *
 * Alone each file is judged in this process, from source, where there are neither caches nor threads nor a hook; the
 * sets by the built package, as people run it. Sizes lie around every number of files or bytes at which the code takes
 * another way (THRESHOLDS, BYTE_THRESHOLDS).
 *
 *   UNION=long    all sizes with several seeds, 10,000 files too
 *   UNION_SEED=n  another seed
 *   UNION_ALONE=n how many files of a set are judged alone
 *   UNION_PACKAGE=<folder>  the package to be tried
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ScopeRequest } from '../../src/git/snapshot.ts';
import { check } from '../../src/index.ts';
import type { Finding, Report } from '../../src/types.ts';
import { type Ran, runCommandLine } from '../support/command-line.ts';
import { expectTold, toldIn } from '../support/told.ts';
import { makeWorld, pick, random, type World, type WorldFile, type WorldPlan } from './world.ts';

const HOME = process.env.UNION_PACKAGE ?? fileURLToPath(new URL('../..', import.meta.url));
const DAY = '2026-11-29';
const LONG = process.env.UNION === 'long';
const SEED = Number(process.env.UNION_SEED ?? 20261129);

/** At these sizes something is done in another way. */
const THRESHOLDS: Readonly<Record<number, string>> = {
  100: 'from here on required text is looked for before anything is scanned (facts/files)',
  200: 'new blobs that are worth a file of the cache (facts/threads/fact-table)',
  500: 'more lines than the hook goes through one by one (hooks/with-git); hints of the object store (git/object-store); files that are looked into one by one (head-index/definers)',
  1000: 'blobs in one batch (facts/threads/read-many)',
  1500: 'from here on a reading is a large one (facts/files), and threads read (facts/threads/read-many)',
  2000: 'objects in one batch (git/objects), files that share one (git/source-files), files per tree (judging/rounds)',
  4000: 'changes that make a new index (head-index/head-index)',
  5000: 'more lines than the hook hands over (hooks/with-git); changes that an index is brought over (head-index/head-index)',
};

/** Contents of so many bytes, of which three are different, lie around these sums. */
const BYTE_THRESHOLDS: Readonly<Record<number, string>> = {
  [1 << 20]: 'from here on required text is looked for before anything is scanned (facts/files)',
  [32 << 20]: 'contents that are read in one batch (git/objects)',
  [64 << 20]: 'contents that the hook hands over (git/handed), or that the object store holds (git/object-store)',
};

/** How many files of a set are judged alone; of larger sets a random part. */
const ALONE = Number(process.env.UNION_ALONE ?? (LONG ? 300 : 4));

interface Case extends WorldPlan {
  readonly cache: 'cold' | 'warm' | 'foreign';
}

function cases(): Case[] {
  const caches = ['cold', 'warm', 'foreign'] as const;
  const small = [1, 8, 40].map((size, n) => ({
    size,
    seed: SEED + n,
    cache: caches[n % 3] ?? 'cold',
  }));
  const large = { size: 6, seed: SEED + 50, cache: 'cold' as const, large: 1 << 20 };
  const more = { size: 101, seed: SEED + 101, cache: 'warm' as const };
  const threads = { size: 1501, seed: SEED + 1501, cache: 'cold' as const };
  if (!LONG) return [...small, large, more, threads];
  const around = Object.keys(THRESHOLDS).flatMap((size) => [-1, 0, 1].map((by) => Number(size) + by));
  return [
    ...Array.from({ length: 12 }, (_, n) => small.map((one) => ({ ...one, seed: one.seed + 100 * n }))).flat(),
    ...Object.keys(BYTE_THRESHOLDS).flatMap((bytes) =>
      [-100, 0, 100].map((by) => ({ ...large, size: 12, large: Math.floor((Number(bytes) + by) / 3) })),
    ),
    ...[3 << 20, 12 << 20, 24 << 20].map((bytes) => ({ ...large, size: 40, large: bytes })),
    ...[...around, 10_000].flatMap((size) => caches.map((cache, n) => ({ size, cache, seed: SEED + 7 * size + n }))),
  ];
}

/** What is compared of a finding: everything but where else its subject stands. */
function said(report: Report): string[] {
  return report.findings
    .filter(({ rule }) => rule !== 'registry')
    .map(({ related: _, ...finding }) => JSON.stringify(finding))
    .sort();
}

/** In a process of its own in a long run; else without Node that starts, which the hook always does. */
function run(cwd: string, ...args: readonly string[]): string[] {
  const cli = join(HOME, 'dist/cli.cjs');
  const all = ['check', '--format', 'json', '--now', DAY, ...args];
  const { status, out, err } = LONG ? runProcess(cwd, cli, all) : runCommandLine(cli, cwd, all);
  if (status !== 0 && status !== 1) throw new Error(`check ${args.join(' ')} ended with ${status}: ${err}`);
  return said(JSON.parse(out) as Report);
}

function runProcess(cwd: string, cli: string, args: readonly string[]): Ran {
  const options = { cwd, encoding: 'utf8', maxBuffer: 1 << 30 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], options);
  return { status: status ?? -1, out: stdout, err: stderr };
}

/** What the hook prints. */
function runHook(cwd: string): string {
  const { stdout, stderr, status } = spawnSync('sh', [join(HOME, 'hooks/pre-commit')], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (status !== 0 && status !== 1) throw new Error(`the hook ended with ${status}: ${stderr}`);
  return stdout;
}

function placed(findings: readonly string[]): string[] {
  return findings
    .map((text) => JSON.parse(text) as Finding)
    .filter(({ status }) => status === 'new' || status === 'expired')
    .map(({ path, line, column, rule }) => `${path}:${line}:${column} ${rule}`)
    .sort();
}

/** The findings of some files, each judged alone. */
async function alone(
  world: World,
  files: readonly WorldFile[],
  scopeOf: (file: WorldFile) => ScopeRequest,
): Promise<string[]> {
  const all: string[] = [];
  for (const file of files) {
    const report = await check({ cwd: world.repo.dir, scope: scopeOf(file), now: DAY });
    for (const finding of said(report)) all.push(finding);
  }
  return all.sort();
}

function shownName({ name }: WorldFile): string {
  return name.toString('utf8');
}

/** Of the findings of a set those that stand in some files. Two names may show alike: then both are taken. */
function within(findings: readonly string[], files: readonly WorldFile[], isWhole: boolean): string[] {
  if (isWhole) return [...findings];
  const names = new Set(files.map(shownName));
  return findings.filter((text) => names.has((JSON.parse(text) as Finding).path));
}

/** A part of the files, without tearing apart two names that show alike. */
function chosen(world: World, seed: number): WorldFile[] {
  if (world.files.length <= ALONE) return [...world.files];
  const next = random(seed);
  const names = new Set(Array.from({ length: ALONE }, () => shownName(pick(next, world.files))));
  return world.files.filter((file) => names.has(shownName(file)));
}

/** The cache of another repository with other files and another registry. */
function plantForeignCache(world: World, seed: number): void {
  const other = makeWorld({ seed: seed + 1, size: LONG ? 250 : 60 });
  toStaged(other);
  runHook(other.repo.dir);
  toFull(other);
  run(other.repo.dir, '--ref', 'HEAD');
  run(other.repo.dir, '--all');
  const cache = join(other.repo.dir, '.git/ssot-guard');
  if (existsSync(cache)) cpSync(cache, join(world.repo.dir, '.git/ssot-guard'), { recursive: true });
}

/** HEAD is `base`, everything else is staged and on disk. */
function toStaged({ repo, base, full }: World): void {
  repo.git('checkout', '-q', '-f', '--detach', full);
  repo.git('update-ref', '--no-deref', 'HEAD', base);
}

function toFull({ repo, full }: World): void {
  repo.git('checkout', '-q', '-f', '--detach', full);
}

describe('findings of a set are the union of the findings of each file alone', () => {
  test.each(
    cases().map(
      (one) =>
        [
          `${one.size} files, ${one.cache}${one.large === undefined ? '' : `, ${one.large} bytes`}, seed ${one.seed}`,
          one,
        ] as const,
    ),
  )(
    '%s',
    async (_, plan) => {
      const world = makeWorld(plan);
      const { dir } = world.repo;
      const files = chosen(world, plan.seed);
      const isWhole = files.length === world.files.length;
      if (plan.cache === 'foreign') plantForeignCache(world, plan.seed);
      const repeat = plan.cache === 'warm' ? 2 : 1;
      const again = <T>(ask: () => T): T[] =>
        Array.from({ length: repeat }, () => {
          if (plan.cache === 'cold') rmSync(join(dir, '.git/ssot-guard'), { recursive: true, force: true });
          return ask();
        });

      toStaged(world);
      const asStaged = await alone(world, files, ({ name }) => ({ scope: 'staged', paths: [name] }));
      for (const set of again(() => run(dir, '--staged'))) {
        expect(within(set, files, isWhole)).toEqual(asStaged);
        for (const hook of again(() => runHook(dir))) expectTold(toldIn(hook), placed(set));
      }
      const base = new Set(world.repo.git('ls-tree', '-r', '--name-only', world.base).split('\n'));
      const own = files.filter((file) => !base.has(shownName(file)));
      const holdFor = (expected: readonly string[], ...args: readonly string[]): void => {
        for (const set of again(() => run(dir, ...args)))
          expect([args, within(set, own, false)]).toEqual([args, expected]);
      };
      holdFor(within(asStaged, own, false), '--staged', '--', '.');
      // A commit is judged by HEAD's configuration as well, a tree by its own alone.
      const asOnDisk = await alone(world, own, ({ name }) => ({ scope: 'paths', paths: [name] }));
      holdFor(asOnDisk, '--all');
      holdFor(asOnDisk, '.');
      const readable = own.filter(({ name }) => Buffer.from(name.toString()).equals(name));
      const asGiven = await alone(world, readable, ({ name, content }) => ({
        ...{ scope: 'stdin', path: join(dir, name.toString()), content },
      }));
      expect(asGiven).toEqual(within(asOnDisk, readable, false).filter((text) => !('pathBytes' in JSON.parse(text))));

      toFull(world);
      holdFor(asOnDisk, '--since', world.base);
      holdFor(asOnDisk, '--ref', 'HEAD');
    },
    LONG ? 7_200_000 : undefined,
  );
});
