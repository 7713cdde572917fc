/**
 * Commits with random content through the installed hook, held against `check --ref` of what was, or would have been,
 * committed: over the files that the commit changed both say the same.
 *
 *   COMMITS=1000       how many; COMMITS_SEED another seed
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Report } from '../../src/types.ts';
import type { TemporaryRepository } from '../support/repository.ts';
import { expectTold, toldIn } from '../support/told.ts';
import { makeWorld, pick, random, type World } from './world.ts';

const HOME = process.env.UNION_PACKAGE ?? fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(HOME, 'dist/cli.cjs');
const COUNT = Number(process.env.COMMITS ?? 10);
const SEED = Number(process.env.COMMITS_SEED ?? 7);
/** A new repository, with another registry, after so many commits. */
const PER_WORLD = 50;

function aWorld(seed: number): World {
  for (let n = 0; ; n++) {
    const world = makeWorld({ seed: seed + 1000 * n, size: 60 });
    const registry = JSON.parse(world.repo.git('show', `${world.base}:.ssotrc.json`)) as { commit?: string };
    // Of a commit `--ref` tells no old findings from new ones.
    if (registry.commit === undefined) return world;
  }
}

function install({ repo, full }: World): void {
  repo.git('checkout', '-q', '-f', '-b', 'work', full);
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'init', '--yes', '--no-doctor'], {
    cwd: repo.dir,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`init ended with ${status}: ${stdout}${stderr}`);
  repo.git('add', '-A');
  repo.commit('guarded');
}

/** Adds, changes, deletes and moves some files. */
function change(repo: TemporaryRepository, next: () => number, contents: readonly Buffer[]): void {
  const names = repo
    .git('ls-files', '-z')
    .split('\0')
    .filter((name) => /\.\w+$/.test(name) && !/^\.|\ufffd/.test(name));
  const times = 1 + Math.floor(next() ** 3 * 40);
  for (let n = 0; n < times; n++) {
    const name = pick(next, names);
    const kind = next();
    if (kind < 0.5) repo.write(name, pick(next, contents));
    else if (kind < 0.7) repo.write(`new/${n}${name}`, pick(next, contents));
    else if (kind < 0.8) repo.remove(name);
    else if (kind < 0.9)
      repo.tryGit(['mv', '-f', name, `${name.replace(/[^/]*$/, '')}moved${n}.${pick(next, ['py', 'ts'])}`]);
    else repo.write(name, Buffer.concat([Buffer.from('# one more line\n'), pick(next, contents)]));
  }
  repo.git('add', '-A');
}

/** What the report of a commit says of some files, as the hook prints places. */
function ofCommit(repo: TemporaryRepository, commit: string, changed: ReadonlySet<string>): string[] {
  const args = [CLI, 'check', '--ref', commit, '--format', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: repo.dir, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as Report).findings
    .filter(({ path, rule, status }) => changed.has(path) && rule !== 'registry' && status === 'new')
    .map(({ path, line, column, rule }) => `${path}:${line}:${column} ${rule}`)
    .sort();
}

test(`${COUNT} commits through the hook and as they were committed`, { timeout: 7_200_000 }, () => {
  let without = 0;
  let blocked = 0;
  for (let first = 0; first < COUNT; first += PER_WORLD) {
    const next = random(SEED + first);
    const world = aWorld(SEED + first);
    const { repo } = world;
    install(world);
    const contents = world.files.map(({ content }) => content);
    for (let n = first; n < Math.min(first + PER_WORLD, COUNT); n++) {
      change(repo, next, contents);
      const staged = repo.git('diff-index', '--cached', '--name-only', '-z', '--no-renames', 'HEAD').split('\0');
      const tree = repo.git('write-tree').trim();
      const commit = repo.git('commit-tree', tree, '-p', 'HEAD', '-m', 'as it would be').trim();
      const { status, stdout, stderr } = repo.tryGit(['commit', '-q', '--allow-empty', '-m', `commit ${n}`]);
      const said = `${stdout}${stderr}`;
      const told = toldIn(said, (place) => !place.endsWith(' registry'));
      expectTold(told, ofCommit(repo, commit, new Set(staged)));
      expect([n, status !== 0]).toEqual([n, /\d+ errors?/.test(said)]);
      if (/\d staged files? clean/.test(said)) without++;
      if (status === 0) continue;
      blocked++;
      if (next() < 0.5) repo.commit('all the same');
      else repo.git('reset', '-q', '--hard');
    }
  }
  if (COUNT > 100) console.log(`${COUNT} commits, ${blocked} stopped, ${without} without Node`);
});
