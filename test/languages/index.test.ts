/** The list of languages, and the way from a path to one of them. */

import { describe, expect, test } from 'vitest';
import { dialectOf, languageOf, languages, scan } from '../../src/languages/index.ts';

describe('dialectOf', () => {
  test.each([
    ['a.py', 'py', 'py'],
    ['pkg/__init__.py', 'py-init', 'py'],
    ['pkg/a.pyi', 'pyi', 'py'],
    ['pkg/__init__.pyi', 'pyi-init', 'py'],
    ['A.PY', 'py', 'py'],
    ['a.js', 'js', 'js'],
    ['a.jsx', 'js', 'js'],
    ['a.mjs', 'js', 'js'],
    ['a.cjs', 'js', 'js'],
    ['a.ts', 'ts', 'js'],
    ['a.mts', 'ts', 'js'],
    ['a.cts', 'ts', 'js'],
    ['a.tsx', 'tsx', 'js'],
    ['a.d.ts', 'dts', 'js'],
    ['a.d.mts', 'dts', 'js'],
    ['a.d.cts', 'dts', 'js'],
    ['A.D.TS', 'dts', 'js'],
    ['src/a.b.ts', 'ts', 'js'],
    ['d.ts', 'ts', 'js'],
    ['a.vue', 'vue', 'js'],
    ['a.Svelte', 'svelte', 'js'],
    ['README.md', 'markdown', null],
    ['folder.py/a.ts', 'ts', 'js'],
    ['my__init__.py', 'py', 'py'],
  ] as const)('%s', (path, dialect, language) => {
    expect(dialectOf(path)).toBe(dialect);
    expect(languageOf(path)).toBe(language);
  });

  test.each([
    'a',
    'a.pyc',
    'a.json',
    'py',
    'folder.py/a',
    'a.py.txt',
    'a.py~',
    '',
    'a.',
    '__init__',
  ])('no language reads %j', (path) => {
    expect(dialectOf(path)).toBeNull();
    expect(languageOf(path)).toBeNull();
  });
});

test('every dialect belongs to exactly one language, which reads an empty file without a word', () => {
  const dialects = languages.flatMap((language) => language.dialects);
  expect(new Set(dialects).size).toBe(dialects.length);
  for (const dialect of dialects) {
    const facts = scan('', dialect);
    expect(facts.parts.flatMap((part) => [...part.imports, ...part.definitions])).toEqual([]);
    expect(facts.damage).toBeNull();
  }
});
