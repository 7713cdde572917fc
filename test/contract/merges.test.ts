/**
 * Merges: what a parent has just so was judged there; duplicates that only the merge brings together are its own.
 */
import { describe, expect, test } from 'vitest';
import { check } from '../../src/pipeline.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

type Files = Readonly<Record<string, string>>;

/** A repository whose branches each add something to `base`, with all of them merged and not yet committed. */
function merging(base: Files, main: Files, ...branches: readonly Files[]): TemporaryRepository {
  const repo = temporaryRepository();
  const commit = (files: Files): void => {
    for (const [path, text] of Object.entries(files)) repo.write(path, text);
    repo.commitAll('x');
  };
  commit(base);
  branches.forEach((files, i) => {
    repo.git('checkout', '-q', '-b', `b${i}`, 'main');
    commit(files);
  });
  repo.git('checkout', '-q', 'main');
  commit(main);
  repo.git('merge', '-q', '--no-commit', '--no-ff', ...branches.map((_, i) => `b${i}`));
  return repo;
}

async function found(repo: TemporaryRepository): Promise<string[]> {
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: '2026-06-01' });
  return outcome?.report.findings.map((f) => `${f.path}:${f.line} ${f.rule}`) ?? [];
}

const unique = JSON.stringify({ version: 1, banned: ['old'], unique: [{ names: ['*Manager'] }] });
const BASE = { '.ssotrc.json': unique, README: 'x\n' };
const A = 'export class AManager {}\n';

describe('a merge without conflicts', () => {
  test('brings together what neither parent had together', async () => {
    expect(await found(merging(BASE, { 'a.ts': A }, { 'b.ts': A }))).toEqual(['b.ts:1 duplicate-definition']);
  });

  test('of three brings together what two branches have', async () => {
    expect(await found(merging(BASE, { x: '1\n' }, { 'a.ts': A }, { 'b.ts': A }))).toEqual([
      'a.ts:1 duplicate-definition',
      'b.ts:1 duplicate-definition',
    ]);
  });

  test('is silent about what a branch had by itself', async () => {
    expect(await found(merging(BASE, { x: '1\n' }, { 'a.ts': A, 'b.ts': A, 'c.ts': "import 'old';\n" }))).toEqual([]);
  });

  test('is silent about what HEAD had by itself', async () => {
    const base = { ...BASE, 'b.ts': A };
    expect(await found(merging(base, { 'a.ts': A }, { 'b.ts': `${A}export {};\n` }))).toEqual([]);
  });

  test('finds a second class beside a home that the other side brings', async () => {
    const withHome = { '.ssotrc.json': JSON.stringify({ version: 1, concepts: { A: 'a.ts#AManager' } }), 'a.ts': A };
    expect(
      await found(merging({ README: 'x\n', '.ssotrc.json': '{ "version": 1 }' }, withHome, { 'b.ts': A })),
    ).toEqual(['b.ts:1 duplicate-definition']);
  });
});

describe('a merge of registries and baselines', () => {
  const ban = (...modules: string[]): string =>
    `{\n  "version": 1,\n  "banned": [\n${modules.map((m) => `    "${m}"`).join(',\n')}\n  ],\n  "files": {\n    "exclude": ["x/**"]\n  }\n}\n`;
  const entry = (path: string, until = '2027-01-01'): string =>
    `{"path":"${path}","rule":"banned-import","concept":null,"module":"js:old","symbol":null,"count":1,"until":"${until}"},\n`;
  const lines = (first: string, last: string): string => `${first}\n\n\n\n\n\n${last}\n`;
  const IMPORT = "import 'old';";

  /** What the merge commit is told, and its findings. */
  async function told(repo: TemporaryRepository): Promise<{ notes: readonly string[]; findings: readonly string[] }> {
    const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: '2026-06-01' });
    const findings = outcome?.report.findings.map((f) => `${f.path}:${f.line} ${f.rule} ${f.status}`) ?? [];
    return { notes: outcome?.notes ?? [], findings };
  }

  test('takes over the debt that a branch has written down, in files that both have changed', async () => {
    const base = { '.ssotrc.json': ban('old', 'older'), '.ssot-baseline.jsonl': '[\n]\n', 'a.ts': lines('0;', '1;') };
    const branch = { '.ssot-baseline.jsonl': `[\n${entry('a.ts')}]\n`, 'a.ts': lines(IMPORT, '1;') };
    expect(await told(merging(base, { 'a.ts': lines('0;', '2;') }, branch))).toEqual({
      notes: [],
      findings: ['a.ts:1 banned-import known'],
    });
  });

  test('allows nothing that no parent allowed', async () => {
    const base = { '.ssotrc.json': ban('old', 'older'), '.ssot-baseline.jsonl': '[\n]\n', 'a.ts': lines('0;', '1;') };
    const repo = merging(base, { 'a.ts': lines('0;', '2;') }, { 'a.ts': lines(IMPORT, '1;') });
    repo.write('.ssot-baseline.jsonl', `[\n${entry('a.ts')}]\n`);
    repo.git('add', '-A');
    expect((await told(repo)).findings).toEqual(['a.ts:1 banned-import new']);
  });

  test('may hold a registry that a branch has weakened in a commit of its own', async () => {
    const base = { '.ssotrc.json': ban('older', 'old'), 'a.ts': lines('0;', '1;') };
    const branch = { '.ssotrc.json': ban('older'), 'a.ts': lines(IMPORT, '1;') };
    const main = { '.ssotrc.json': ban('older', 'old').replace('"x/**"', '"y/**"'), 'a.ts': lines('0;', '2;') };
    expect(await told(merging(base, main, branch))).toEqual({ notes: [], findings: [] });
  });

  test('may not weaken it further', async () => {
    const base = { '.ssotrc.json': ban('older', 'old'), 'a.ts': lines('0;', '1;') };
    const repo = merging(base, { 'a.ts': lines('0;', '2;') }, { 'a.ts': lines(IMPORT, '1;') });
    repo.write('.ssotrc.json', ban('older'));
    repo.git('add', '-A');
    expect((await told(repo)).findings).toEqual(['a.ts:1 banned-import new']);
  });
});
