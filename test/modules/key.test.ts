/** Keys of files, their order under one another, and references of the registry. */
import { describe, expect, it } from 'vitest';
import {
  dottedNames,
  fileOf,
  formatKey,
  joinPython,
  keyOfFile,
  parseReference,
  sameKey,
  spellImport,
} from '../../src/modules/index.ts';
import type { ModuleKey } from '../../src/types.ts';
import { treeOf } from './project.ts';

const js = (path: string): ModuleKey => ({ language: 'js', path, external: false });
const py = (path: string): ModuleKey => ({ language: 'py', path, external: false });
const outside = (language: 'js' | 'py', path: string): ModuleKey => ({ language, path, external: true });

describe('the key of a file', () => {
  it.each([
    ['src/ws/manager.ts', 'js:src/ws/manager'],
    ['src/ws/manager.d.ts', 'js:src/ws/manager'],
    ['src/ws/manager.d.mts', 'js:src/ws/manager'],
    ['src/ws/manager.test.tsx', 'js:src/ws/manager.test'],
    ['src/ws/index.js', 'js:src/ws'],
    ['src/ws/index.d.ts', 'js:src/ws'],
    ['src/ws/index.test.ts', 'js:src/ws/index.test'],
    ['src/index/index.cjs', 'js:src/index'],
    ['src/reindex.ts', 'js:src/reindex'],
    ['index.ts', 'js:.'],
    ['App.vue', 'js:App'],
    ['src/Card.svelte', 'js:src/Card'],
    ['src/Old.TS', 'js:src/Old'],
    ['app/ws/manager.py', 'py:app/ws/manager'],
    ['app/ws/manager.pyi', 'py:app/ws/manager'],
    ['app/ws/__init__.py', 'py:app/ws'],
    ['app/ws/__init__.pyi', 'py:app/ws'],
    ['app/my__init__.py', 'py:app/my__init__'],
    ['app/index.py', 'py:app/index'],
    ['src/__init__.ts', 'js:src/__init__'],
    ['__init__.py', 'py:.'],
  ])('%s is %s', (path, key) => {
    const found = keyOfFile(path);
    expect(found === null ? null : formatKey(found)).toBe(key);
  });

  it.each([
    'README.md',
    'src/style.css',
    'data.json',
    'Makefile',
    '.ts',
    'src/.py',
    'src/x.tsx.bak',
    'a.pyc',
    '..js',
    'src/...d.ts',
    'src/..py',
    '',
  ])('%s has none', (path) => {
    expect(keyOfFile(path)).toBeNull();
  });
});

it('a module inside is not one outside', () => {
  expect(sameKey(js('a'), js('a'))).toBe(true);
  expect(sameKey(js('a'), outside('js', 'a'))).toBe(false);
  expect(sameKey(js('a'), py('a'))).toBe(false);
});

describe('the file of a key', () => {
  const tree = treeOf(
    new Map(
      ['a.ts', 'b/index.tsx', 'c.json', 'index.ts', 'p/__init__.py', 'q.pyi', 'r/x.py', '__init__.py'].map((path) => [
        path,
        '',
      ]),
    ),
  );
  it.each([
    [js('a'), 'a.ts'],
    [js('b'), 'b/index.tsx'],
    [js('c.json'), 'c.json'],
    [js('.'), 'index.ts'],
    [js('gone'), null],
    [outside('js', 'a'), null],
    [py('p'), 'p/__init__.py'],
    [py('q'), 'q.pyi'],
    [py('r'), null],
    [py('.'), '__init__.py'],
    [py('a'), null],
  ])('%o: %s', (key, file) => {
    expect(fileOf(key, tree)).toBe(file);
  });
});

describe('Python names', () => {
  it.each([
    ['pkg', 'sub', 'pkg.sub'],
    ['.', 'x', '.x'],
    ['..', 'x', '..x'],
    ['.pkg', 'x', '.pkg.x'],
    ['..a.b', 'c', '..a.b.c'],
  ])('from %s import %s: %s', (specifier, name, module) => {
    expect(joinPython(specifier, name)).toBe(module);
  });

  it('are one for each root above the module, shortest first', () => {
    const tree = treeOf(new Map([['services/a/pyproject.toml', '']]));
    const context = { tree, pythonRoots: null };
    expect(dottedNames(py('services/a/src/app/ws'), context)).toEqual([
      'app.ws',
      'src.app.ws',
      'services.a.src.app.ws',
    ]);
    expect(dottedNames(py('services/b/app'), context)).toEqual(['services.b.app']);
    expect(dottedNames(py('src'), context)).toEqual(['src']);
    expect(dottedNames(py('.'), context)).toEqual([]);
    expect(dottedNames(js('src/a'), context)).toEqual([]);
    expect(dottedNames(py('src/app'), { tree, pythonRoots: ['src'] })).toEqual(['app']);
    expect(dottedNames(py('lib/app'), { tree, pythonRoots: ['src'] })).toEqual([]);
  });
});

describe('references', () => {
  it.each([
    ['src/ws/manager.ts#WebSocketManager', 'js', 'path', 'src/ws/manager.ts', 'WebSocketManager'],
    ['./src/ws/manager.ts', 'js', 'path', 'src/ws/manager.ts', null],
    ['./src/ws', null, 'path', 'src/ws', null],
    ['./a/../b.py#x', 'py', 'path', 'b.py', 'x'],
    ['app/ws/manager.py#M', 'py', 'path', 'app/ws/manager.py', 'M'],
    ['app/ws/manager.pyi', 'py', 'path', 'app/ws/manager.pyi', null],
    ['src/App.vue', 'js', 'path', 'src/App.vue', null],
    ['app.ws.manager', null, 'specifier', 'app.ws.manager', null],
    ['app/ws', null, 'specifier', 'app/ws', null],
    ['py:zoneinfo#ZoneInfo', 'py', 'specifier', 'zoneinfo', 'ZoneInfo'],
    ['js:moment', 'js', 'specifier', 'moment', null],
    ['date-fns#format', null, 'specifier', 'date-fns', 'format'],
    ['@scope/pkg/sub#x', null, 'specifier', '@scope/pkg/sub', 'x'],
    ['#ws/manager#X', null, 'specifier', '#ws/manager', 'X'],
    ['#ws/manager', null, 'specifier', '#ws/manager', null],
    ['js:#ws/manager#X', 'js', 'specifier', '#ws/manager', 'X'],
    ['node:fs#readFile', null, 'specifier', 'node:fs', 'readFile'],
    ['moment#', null, 'specifier', 'moment', null],
    ['chart.js', 'js', 'path', 'chart.js', null],
    ['js:chart.js', 'js', 'specifier', 'chart.js', null],
    ['js:@scope/chart.js#Chart', 'js', 'specifier', '@scope/chart.js', 'Chart'],
    ['js:src/chart.js', 'js', 'path', 'src/chart.js', null],
    ['js:./chart.js', 'js', 'path', 'chart.js', null],
    ['py:manage.py', 'py', 'path', 'manage.py', null],
    ['../up.ts', null, 'specifier', '../up.ts', null],
    ['', null, 'specifier', '', null],
  ])('%s', (text, language, kind, module, symbol) => {
    expect(parseReference(text)).toEqual({ language, kind, module, symbol });
  });
});

describe('a stated import', () => {
  const tree = treeOf(
    new Map([
      ['src/ws/index.ts', ''],
      ['src/ws/manager.ts', ''],
      ['src/pages/a.ts', ''],
      ['app/ws/__init__.py', ''],
      ['app/ws/manager.py', ''],
      ['app/views/b.py', ''],
    ]),
  );
  const context = { tree, pythonRoots: null };
  const spell = (path: string, stated: string, from: string, like: string) =>
    spellImport({ path, import: stated }, from, like, context);

  it('is written as it stands when it is a specifier', () => {
    expect(spell('src/ws/manager.ts', '@/ws', 'src/pages/a.ts', '../old')).toBe('@/ws');
    expect(spell('src/ws/manager.ts', '@acme/ws', 'src/pages/a.ts', './old')).toBe('@acme/ws');
    expect(spell('app/ws/manager.py', 'app.ws', 'app/views/b.py', 'app.old')).toBe('app.ws');
  });

  it('is spelled for the importer when it is a path', () => {
    expect(spell('src/ws/manager.ts', 'src/ws/index.ts', 'src/pages/a.ts', '../old')).toBe('../ws');
    expect(spell('src/ws/manager.ts', './src/ws/index.ts', 'src/pages/a.ts', '../old.js')).toBe('../ws/index.js');
    expect(spell('src/ws/manager.ts', 'src/ws', 'src/pages/a.ts', '../old')).toBe('../ws');
    expect(spell('app/ws/manager.py', 'app/ws/__init__.py', 'app/views/b.py', 'app.old')).toBe('app.ws');
    expect(spell('app/ws/manager.py', 'app/ws', 'app/views/b.py', '.old')).toBe('..ws');
  });
});
