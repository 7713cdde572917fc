/** Chains that a repository may hold are followed a while; then what is missing is said. */
import { describe, expect, test } from 'vitest';
import { resolveImport } from '../../src/modules/index.ts';
import { loadRegistry } from '../../src/registry/load.ts';
import { treeOf } from './project.ts';

function referencesInARow(count: number): Map<string, string> {
  const last = { compilerOptions: { paths: { '@/*': ['./src/*'] } } };
  return new Map(
    Array.from({ length: count }, (_, n) => [
      n === 0 ? 'tsconfig.json' : `t${n}.json`,
      JSON.stringify(n === count - 1 ? last : { files: [], references: [{ path: `t${n + 1}.json` }] }),
    ]),
  );
}

function resolveThrough(count: number): { keys: string[]; problems: string[] } {
  const problems = new Set<string>();
  const context = {
    tree: treeOf(referencesInARow(count)),
    pythonRoots: null,
    report: (path: string, message: string) => problems.add(`${path}: ${message}`),
  };
  const { candidates } = resolveImport('js', '@/legacy', 'src/a.ts', context);
  return { keys: candidates.map(({ path }) => path), problems: [...problems] };
}

describe('references of tsconfig files', () => {
  test('in a row', () => {
    expect(resolveThrough(60)).toEqual({ keys: ['src/legacy', '@/legacy'], problems: [] });
  });

  test('too many in a row', () => {
    expect(resolveThrough(1500).problems).toEqual(['tsconfig.json: references more than 64 projects in a row']);
  });
});

function registriesInARow(count: number): readonly string[] {
  const text = (n: number): string =>
    JSON.stringify({ version: 1, ...(n < count - 1 ? { extends: [`r${n + 1}.json`] } : { banned: ['moment'] }) });
  let read = 0;
  const { problems } = loadRegistry({ path: '.ssotrc.json', text: text(0) }, (path) => {
    read++;
    return text(Number(/\d+/.exec(path)?.[0]));
  });
  expect(read).toBeLessThan(100);
  return problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('registries that extend one another', () => {
  test('in a row', () => {
    expect(registriesInARow(60)).toEqual([]);
  });

  test('too many in a row', () => {
    expect(registriesInARow(3000)).toEqual([
      'r64.json: "extends": more than 64 registries extend one another in a row; name them in one list',
    ]);
  });
});
