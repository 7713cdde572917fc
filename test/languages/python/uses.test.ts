/** Uses of imported names where one name is imported very often, which must not cost the square of the text. */

import { expect, test } from 'vitest';
import { scanPython } from '../../../src/languages/python/scan.ts';
import type { ImportedName } from '../../../src/types.ts';

function namesIn(text: string): readonly ImportedName[] {
  return scanPython(text, 'py').parts.flatMap(({ imports }) => imports.flatMap(({ names }) => names));
}

test('a use counts for each of 32 imports of the name in one scope; further ones are said not to be told', () => {
  const names = namesIn(`${'import m as n\n'.repeat(40)}n.x\n`);
  expect(names.filter(({ uses }) => uses?.length === 1)).toHaveLength(32);
  expect(names.filter(({ escapes }) => escapes !== undefined)).toHaveLength(8);
});

test('imports below one package are told apart by their paths, however many they are', () => {
  const modules = Array.from({ length: 50 }, (_, number) => `a.deep.m${number}`);
  const names = namesIn(`${modules.map((name) => `import ${name}\n`).join('')}a.deep.m7.x\na.deep.m49.y.z\n`);
  expect(names.filter(({ uses }) => uses !== undefined).map(({ uses }) => uses?.[0]?.name)).toEqual(['x', 'y.z']);
  expect(names.some(({ escapes }) => escapes !== undefined)).toBe(false);
});

test('paths of more than eight parts are still told apart', () => {
  const deep = 'a.b.c.d.e.f.g.h.i';
  const names = namesIn(`import ${deep}.one\nimport ${deep}.two\n${deep}.two.x\n`);
  expect(names.map(({ uses }) => uses?.map(({ name }) => name))).toEqual([undefined, ['x']]);
});

test('each function has its own import of the name', () => {
  const names = namesIn('def f():\n    import m\n    m.x\n'.repeat(100));
  expect(names.every(({ uses }) => uses?.length === 1)).toBe(true);
});
