/**
 * A commit cannot both weaken the registry and use the weakness, however it is looked at: paths that are named, a cache
 * that knows another registry. (The kinds of weakening are fixtures: test/fixtures/rules/registry/weakened-*.)
 */

import { describe, expect, test } from 'vitest';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { check } from '../../src/pipeline.ts';
import { readCompiledRegistry, writeCompiledRegistry } from '../../src/registry/compiled-cache.ts';
import { loadRegistry, REGISTRY_NAME } from '../../src/registry/load.ts';
import { compileRegistry } from '../../src/registry/matcher.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const today = '2026-06-01';
const registry = (content: object): string => JSON.stringify({ version: 1, ...content });

async function verdict(repo: TemporaryRepository, paths?: readonly string[]): Promise<string[]> {
  const scope = { scope: 'staged', ...(paths === undefined ? {} : { paths }) } as const;
  const outcome = await check({ cwd: repo.dir, scope, config: null, today });
  return outcome?.report.findings.map(({ path, rule, severity }) => `${path} ${rule} ${severity}`) ?? [];
}

function repositoryWith(head: Readonly<Record<string, string>>): TemporaryRepository {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries(head)) repo.write(path, text);
  repo.commitAll('before');
  return repo;
}

describe('with paths, as lint-staged names them', () => {
  test('a weakening that is staged beside them still counts', async () => {
    const repo = repositoryWith({ [REGISTRY_NAME]: registry({ banned: ['old'] }), 'a.ts': 'export {};\n' });
    repo.write(REGISTRY_NAME, registry({}));
    repo.write('a.ts', "import 'old';\n");
    repo.git('add', '-A');
    expect(await verdict(repo, ['a.ts'])).toEqual(['a.ts banned-import error']);
  });

  test('a registry that contradicts itself is told when it is staged, and only then', async () => {
    const repo = repositoryWith({ [REGISTRY_NAME]: registry({}), 'a.ts': 'export {};\n', 'b.ts': 'export {};\n' });
    repo.write(REGISTRY_NAME, registry({ concepts: { A: 'none.ts#A' } }));
    repo.write('a.ts', 'export const a = 1;\n');
    repo.git('add', '-A');
    expect(await verdict(repo, ['a.ts'])).toEqual(['.ssotrc.json registry error']);
    repo.commit('registry');
    repo.write('b.ts', 'export const b = 1;\n');
    repo.git('add', '-A');
    expect(await verdict(repo, ['b.ts'])).toEqual([]);
  });
});

test('among so many files that required texts are looked for first', async () => {
  const repo = repositoryWith({ [REGISTRY_NAME]: registry({ banned: ['old'] }) });
  repo.write(REGISTRY_NAME, registry({}));
  for (let n = 0; n < 120; n++) repo.write(`n${n}.ts`, `export const n = ${n};\n`);
  repo.write('a.ts', "import 'old';\n");
  repo.git('add', '-A');
  expect(await verdict(repo)).toEqual(['a.ts banned-import error']);
});

test('a cache that holds the staged registry is not taken for that of HEAD', () => {
  const repo = repositoryWith({
    [REGISTRY_NAME]: registry({}),
    [`pkg/${REGISTRY_NAME}`]: registry({ banned: ['old'] }),
  });
  repo.remove(`pkg/${REGISTRY_NAME}`);
  repo.write('pkg/a.ts', "import 'old';\n");
  repo.git('add', '-A');
  const paths = [REGISTRY_NAME, `pkg/${REGISTRY_NAME}`];
  const build = 'a-build';
  const first = openSnapshot({ scope: 'staged' }, openRepository(repo.dir));
  for (const path of paths) first.tree.want(path);
  while (first.fetch()) for (const path of paths) first.tree.want(path);
  const loaded = loadRegistry({ path: REGISTRY_NAME, text: registry({}) }, () => undefined).registry;
  if (loaded === null) throw new Error('the registry loads');
  writeCompiledRegistry(openRepository(repo.dir), first.tree, paths, compileRegistry(loaded), build);
  expect(readCompiledRegistry(openRepository(repo.dir), first.tree, paths, build)?.registry.banned).toEqual([]);

  const second = openSnapshot({ scope: 'staged' }, openRepository(repo.dir));
  expect(second.head && readCompiledRegistry(openRepository(repo.dir), second.head, paths, build)).toBeNull();
  while (second.fetch()) for (const path of paths) second.head?.want(path);
  expect(second.head && readCompiledRegistry(openRepository(repo.dir), second.head, paths, build)).toBeNull();
});
