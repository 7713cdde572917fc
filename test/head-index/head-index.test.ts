/**
 * With the index and without it the staged tree gives the same answers: over arbitrary histories made by real git.
 */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFacts } from '../../src/facts/source.ts';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import type { RawTree } from '../../src/git/raw-tree.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { Snapshot } from '../../src/git/snapshot.ts';
import { definersInGit, definersInIndex, namesUnderUnique, uniqueRulesKey } from '../../src/head-index/definers.ts';
import { knowsWholeTree, openTreeIndex, saveWholeTree } from '../../src/head-index/head-index.ts';
import { dialectOf } from '../../src/languages/index.ts';
import { loadRegistry } from '../../src/registry/load.ts';
import { compileRegistry, openMatcher, type RegistryMatcher } from '../../src/registry/matcher.ts';
import { countingGit } from '../support/counting-git.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';
import { runs } from '../support/runs.ts';

const BUILD = 'build of this test';

const guard = matcherOf({ version: 1, unique: [{ names: ['*Manager', 'Only'], kinds: ['class', 'interface'] }] });
const uniqueKey = uniqueRulesKey(guard.registry) ?? '';

function matcherOf(registry: object): RegistryMatcher {
  const { registry: loaded } = loadRegistry({ path: '.ssotrc.json', text: JSON.stringify(registry) }, () => undefined);
  if (loaded === null) throw new Error('the registry of this test cannot be read');
  return openMatcher(compileRegistry(loaded));
}

function settle<T>(snapshot: Snapshot, ask: () => T): T {
  for (;;) {
    const answer = ask();
    if (!snapshot.fetch()) return answer;
  }
}

// ------------------------------------------------------------------------------------------------------- the answers

const PATHS = ['a.py', 'A.py', 'lib/b.py', 'lib/B.ts', 'lib/sub/c.ts', 'web/d.ts', 'web/ä.py', 'lib/link.ts'];
const FOLDERS = ['', 'lib', 'lib/sub', 'web', 'Lib', 'none'];
const NAMED = ['package.json', 'pyproject.toml', 'setup.py', 'tsconfig*.json'];
const CLASSES = ['AManager', 'BManager', 'Only', 'Other'];

/** Everything that is asked of the staged tree, in a form that can be compared. */
function answers(snapshot: Snapshot, tree: RawTree): object {
  return settle(snapshot, () => ({
    has: PATHS.filter((path) => tree.has(path)),
    ids: PATHS.map((path) => tree.id(path)),
    contents: PATHS.map((path) => tree.bytes(path)?.toString()),
    folders: FOLDERS.filter((folder) => tree.hasFolder(folder)),
    named: NAMED.map((name) => tree.named(name)),
  }));
}

/** Who really defines each name in the staged tree, among the candidates that are given. */
function definers(
  repo: TemporaryRepository,
  snapshot: Snapshot,
  index: ReturnType<typeof openTreeIndex> | null,
): object {
  const files = snapshot.files.filter((file) => dialectOf(file.path) !== null);
  const judged = [...snapshot.contents(files)].flatMap(({ file, bytes }) =>
    bytes === null ? [] : [{ path: file.path, id: file.id ?? '', facts: readFacts(bytes, file.path).facts }],
  );
  const byGit = definersInGit(openRepository(repo.dir), { kind: 'index' });
  const staged = { judged, others: [], deleted: snapshot.deleted };
  const asked = index === null ? byGit : definersInIndex(index, uniqueKey, staged, byGit);
  const found = settle(snapshot, () => {
    const names = CLASSES.filter((name) => guard.matchesName('*Manager', name) || name === 'Only');
    const candidates = names.map((name) => [name, asked.of(name)] as const);
    asked.fetch();
    return candidates.map(([name]) => [
      name,
      [...new Set(asked.of(name))].filter((path) => definesName(snapshot.tree, path, name)).sort(),
    ]);
  });
  index?.save({
    uniqueKey,
    files: judged.map(({ path, id, facts }) => ({ path, id, names: namesUnderUnique(facts, guard) })),
  });
  return Object.fromEntries(found);
}

function definesName(tree: RawTree, path: string, name: string): boolean {
  const bytes = tree.bytes(path);
  if (bytes === undefined || dialectOf(path) === null) return false;
  return namesUnderUnique(readFacts(bytes, path).facts, guard).includes(name);
}

function compare(repo: TemporaryRepository): void {
  const plain = openSnapshot({ scope: 'staged' }, openRepository(repo.dir));
  const index = openTreeIndex(openRepository(repo.dir), BUILD);
  const indexed = openSnapshot({ scope: 'staged' }, openRepository(repo.dir), { index: () => index });
  expect(answers(indexed, indexed.tree)).toEqual(answers(plain, plain.tree));
  if (plain.head !== null && indexed.head !== null)
    expect(answers(indexed, indexed.head)).toEqual(answers(plain, plain.head));
  expect(definers(repo, indexed, index)).toEqual(definers(repo, plain, null));
}

/** As a check of the whole of HEAD leaves it. */
function indexWhole(repo: TemporaryRepository): void {
  const snapshot = openSnapshot({ scope: 'ref', ref: 'HEAD' }, openRepository(repo.dir));
  const covers = (path: string): boolean => dialectOf(path) !== null;
  const files = snapshot.files.filter((file) => covers(file.path));
  saveWholeTree(
    openRepository(repo.dir),
    {
      commit: snapshot.commit ?? '',
      listed: snapshot.listed ?? null,
      uniqueKey,
      covers,
      files: [...snapshot.contents(files)].map(({ file, bytes }) => ({
        path: file.path,
        id: file.id,
        names: bytes === null ? [] : namesUnderUnique(readFacts(bytes, file.path).facts, guard),
      })),
    },
    BUILD,
  );
}

// ----------------------------------------------------------------------------------------------------- the histories

type Step =
  | { readonly kind: 'write'; readonly path: string; readonly name: string }
  | { readonly kind: 'configure'; readonly path: string }
  | { readonly kind: 'remove' | 'link'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'commit' | 'amend' | 'branch' | 'switch' | 'merge' | 'check' | 'whole' | 'reset' };

const path = fc.constantFrom(...PATHS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), path, name: fc.constantFrom(...CLASSES) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('configure' as const),
      path: fc.constantFrom(...NAMED.flatMap((name) => [name, `lib/${name}`, `web/${name}`])),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'link' as const), path }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename' as const), path, to: path }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('commit' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('check' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'amend' as const,
        'branch' as const,
        'switch' as const,
        'merge' as const,
        'whole' as const,
        'reset' as const,
      ),
    }),
  },
);

function definition(at: string, name: string): string {
  return at.endsWith('.py') ? `class ${name}:\n    pass\n` : `export class ${name} {}\n`;
}

/** Carries a step out as far as git lets it. */
function take(repo: TemporaryRepository, doing: Step): void {
  const place = (at: string): string => join(repo.dir, at);
  switch (doing.kind) {
    case 'write':
      rmSync(place(doing.path), { recursive: true, force: true });
      repo.write(doing.path, definition(doing.path, doing.name));
      break;
    case 'configure':
      repo.write(doing.path, '{}\n');
      break;
    case 'remove':
      rmSync(place(doing.path), { recursive: true, force: true });
      break;
    case 'link':
      rmSync(place(doing.path), { recursive: true, force: true });
      mkdirSync(join(place(doing.path), '..'), { recursive: true });
      symlinkSync('nowhere', place(doing.path));
      break;
    case 'rename':
      try {
        mkdirSync(join(place(doing.to), '..'), { recursive: true });
        renameSync(place(doing.path), place(doing.to));
      } catch {
        return; // nothing there
      }
      break;
    case 'commit':
      repo.commit('step');
      return;
    case 'amend':
      repo.tryGit(['commit', '-q', '--amend', '--allow-empty', '--no-verify', '-m', 'amended']);
      return;
    case 'branch':
      repo.tryGit(['checkout', '-q', '-B', 'other']);
      return;
    case 'switch':
      repo.tryGit(['checkout', '-q', '-f', repo.git('branch', '--show-current').trim() === 'main' ? 'other' : 'main']);
      return;
    case 'merge':
      repo.tryGit([
        'merge',
        '-q',
        '--no-commit',
        repo.git('branch', '--show-current').trim() === 'main' ? 'other' : 'main',
      ]);
      return;
    case 'reset':
      repo.tryGit(['reset', '-q', '--hard', 'HEAD~1']);
      return;
    case 'whole':
      indexWhole(repo);
      return;
    case 'check':
      compare(repo);
      return;
  }
  repo.git('add', '-A');
}

describe('the index of the tree', () => {
  test('changes no answer, whatever has happened', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 8, maxLength: 24 }), (steps) => {
        const repo = temporaryRepository();
        repo.write('a.py', definition('a.py', 'AManager'));
        repo.write('lib/b.py', definition('lib/b.py', 'BManager'));
        repo.write('package.json', '{}\n');
        repo.commitAll('first');
        indexWhole(repo);
        for (const doing of steps) take(repo, doing);
        compare(repo);
        compare(repo);
      }),
      runs(6),
    );
  });

  test('after many commits a new base is made, and what is not known of a file is looked up in it', () => {
    const repo = temporaryRepository();
    for (let n = 0; n < 20; n++) repo.write(`lib/f${n}.py`, definition('.py', n === 7 ? 'AManager' : 'Other'));
    repo.commitAll('first');
    indexWhole(repo);
    for (let n = 0; n < 300; n++) repo.write(`lib/g${n}.py`, definition('.py', n === 250 ? 'BManager' : `Other${n}`));
    repo.commitAll('many, unseen by any check');
    repo.write('lib/h.py', 'class AManager: pass\nclass BManager: pass\n');
    repo.git('add', '-A');
    const stamp = (): string => readFileSync(join(repo.dir, '.git/ssot-guard/cache/tree-main'), 'latin1').slice(0, 300);
    const before = stamp();
    compare(repo);
    expect(stamp()).not.toBe(before);
    compare(repo);
  });

  test('spares the hook every process but two, and one more after a commit', () => {
    const repo = temporaryRepository();
    repo.write('lib/a.py', definition('.py', 'AManager'));
    repo.write('lib/package.json', '{}\n');
    repo.commitAll('first');
    indexWhole(repo);
    const hook = (): string[] => {
      repo.write('lib/b.py', `class AManager: pass # ${Math.random()}\n`);
      repo.git('add', '-A');
      return countingGit(() => {
        const index = openTreeIndex(openRepository(repo.dir), BUILD);
        const snapshot = openSnapshot({ scope: 'staged' }, openRepository(repo.dir), {
          index: () => index,
          contents: () => true,
        });
        const { tree } = snapshot;
        for (const at of ['lib/a.py', 'lib/none.py', ...tree.named('package.json')]) tree.want(at);
        expect([tree.hasFolder('lib'), tree.hasFolder('none'), tree.has('lib/x.py')]).toEqual([true, false, false]);
        expect(index.definers(uniqueKey)?.of('AManager')).toEqual(['lib/a.py']);
        settle(snapshot, () => tree.bytes('lib/a.py'));
        index.save({ uniqueKey, files: [] });
      }).commands;
    };
    expect(hook()).toEqual(['diff-index', 'cat-file']);
    repo.git('reset', '-q', '--hard');
    repo.write('lib/c.py', 'pass\n');
    repo.commitAll('second');
    expect(hook()).toEqual(['diff-tree', 'diff-index', 'cat-file']);
    expect(hook()).toEqual(['diff-index', 'cat-file']);
  });

  test('a linked worktree begins with what the main one knows and keeps its own', () => {
    const repo = temporaryRepository();
    repo.write('a.py', definition('.py', 'AManager'));
    repo.commitAll('first');
    indexWhole(repo);
    const folder = join(repo.dir, '..', `${repo.dir.split('/').at(-1)}-linked`);
    repo.git('worktree', 'add', '-q', '-b', 'linked', folder);
    try {
      const index = openTreeIndex(openRepository(folder), BUILD);
      expect(index.definers(uniqueKey)?.of('AManager')).toEqual(['a.py']);
      index.save({ uniqueKey, files: [{ path: 'b.py', id: '1'.repeat(40), names: ['Only'] }] });
      expect(readdirSync(join(repo.dir, '.git/ssot-guard/cache')).sort()).toEqual([
        `recent-${folder.split('/').at(-1)}`,
        'tree-main',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each([
    'half',
    'garbage',
    'flipped',
    'empty',
    'json',
    'gone',
    'other build',
  ])('damaged (%s): the same answers', (kind) => {
    const repo = temporaryRepository();
    repo.write('lib/a.py', definition('.py', 'AManager'));
    repo.write('package.json', '{}\n');
    repo.commitAll('first');
    indexWhole(repo);
    repo.write('lib/b.py', definition('.py', 'AManager'));
    repo.commitAll('second');
    repo.write('lib/sub/c.ts', definition('.ts', 'AManager'));
    repo.git('add', '-A');
    compare(repo);
    const folder = join(repo.dir, '.git/ssot-guard/cache');
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      const bytes = readFileSync(file);
      if (kind === 'half') writeFileSync(file, bytes.subarray(0, bytes.length / 2));
      if (kind === 'garbage') writeFileSync(file, Buffer.alloc(4096, 'x\0\xff'));
      if (kind === 'flipped')
        writeFileSync(
          file,
          bytes.map((byte, at) => (at % 37 === 11 ? byte ^ 255 : byte)),
        );
      if (kind === 'empty') writeFileSync(file, '');
      if (kind === 'json') writeFileSync(file, '{"version":1,"changes":[["a",null]],"names":{"__proto__":1}}');
      if (kind === 'gone') rmSync(file);
      if (kind === 'other build')
        writeFileSync(file, bytes.toString('latin1').replaceAll(BUILD, 'build of that test'), 'latin1');
    }
    compare(repo);
    compare(repo);
  });

  test('knows whether it is complete for a commit', () => {
    const repo = temporaryRepository();
    repo.write('a.py', 'pass\n');
    const first = repo.commitAll('first');
    expect(knowsWholeTree(openRepository(repo.dir), first, uniqueKey, BUILD)).toBe(false);
    indexWhole(repo);
    expect(knowsWholeTree(openRepository(repo.dir), first, uniqueKey, BUILD)).toBe(true);
    expect(knowsWholeTree(openRepository(repo.dir), first, 'other rules', BUILD)).toBe(false);
    expect(knowsWholeTree(openRepository(repo.dir), repo.commit('second'), uniqueKey, BUILD)).toBe(false);
  });
});
