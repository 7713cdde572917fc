/**
 * What resolution asks of the tree. On the way to a commit every kind of question can cost a git call, and the first
 * answers are provisional, so little is asked and nothing is carried over.
 */
import { describe, expect, it } from 'vitest';
import {
  EXTENDED_NAMES,
  IMPORT_MAP,
  MANAGE_SCRIPT,
  MANIFEST_NAMES,
  PROJECT_FILES,
  PYTHON_SETTINGS,
  TSCONFIG_NAMES,
  WORKSPACE_LISTS,
} from '../../src/modules/configuration.ts';
import { type ModuleContext, resolveImport } from '../../src/modules/index.ts';
import type { Tree } from '../../src/types.ts';
import { contextOf, projects, resolved, treeOf } from './project.ts';

/** A tree that notes every question. */
function listening(files: Record<string, string>): { context: ModuleContext; asked: string[] } {
  const asked: string[] = [];
  const inner = treeOf(new Map(Object.entries(files)));
  const note =
    <R>(kind: string, answer: (path: string) => R) =>
    (path: string): R => {
      asked.push(`${kind} ${path}`);
      return answer(path);
    };
  const tree: Tree = {
    has: note('has', inner.has),
    hasFolder: note('hasFolder', inner.hasFolder),
    read: note('read', inner.read),
    named: note('named', inner.named),
    facts: inner.facts,
    links: inner.links,
  };
  return { context: { tree, pythonRoots: null }, asked };
}

describe('questions', () => {
  it('are of configuration above alone for a relative import that nobody suspects', () => {
    const { context, asked } = listening({ 'src/a.ts': '' });
    const names = (language: 'js' | 'py', specifier: string, from: string) =>
      resolveImport(language, specifier, from, context).candidates.map(({ path }) => path);
    expect(names('js', './ws/manager', 'src/a.ts')).toEqual(['src/ws/manager']);
    expect(names('js', '../ws/manager.js', 'src/a.ts')).toEqual(['ws/manager', 'ws/manager.js']);
    const files = ['tsconfig.json', 'jsconfig.json', 'package.json'];
    expect(asked.sort()).toEqual(files.flatMap((name) => [`read ${name}`, `read src/${name}`]).sort());
  });

  it('are of packages and configuration for a relative import of Python, which may mean another folder of that name', () => {
    const { context, asked } = listening({ 'app/__init__.py': '', 'app/x/a.py': '' });
    const names = (specifier: string) =>
      resolveImport('py', specifier, 'app/x/a.py', context).candidates.map(({ path }) => path);
    expect(names('..ws.manager')).toEqual(['app/ws/manager']);
    expect(names('.y')).toEqual(['app/x/y']);
    expect(asked.filter((question) => !question.startsWith('named'))).toEqual(
      expect.arrayContaining(['has app/x/__init__.py', 'has app/__init__.py']),
    );
    expect(asked.filter((question) => question.includes('manager'))).toEqual([]);
  });

  it('are of configuration alone for a package that nobody suspects, and asked once a folder', () => {
    const { context, asked } = listening({ 'src/web/a.ts': '', 'package.json': '{ "name": "me" }' });
    for (const specifier of ['react', 'moment', '@scope/pkg/sub']) {
      expect(resolveImport('js', specifier, 'src/web/a.ts', context).candidates).toHaveLength(1);
    }
    const folders = ['src/web/', 'src/', ''];
    const once = folders.flatMap((at) =>
      ['tsconfig.json', 'jsconfig.json', 'package.json'].map((name) => `read ${at}${name}`),
    );
    const names = [...MANIFEST_NAMES, IMPORT_MAP, ...TSCONFIG_NAMES, ...EXTENDED_NAMES, 'pnpm-workspace.yaml'];
    expect([...asked].sort()).toEqual([...once, ...names.map((name) => `named ${name}`)].sort());
  });

  it('are of the lists of members only where some package of the tree is called so', () => {
    const { context, asked } = listening({
      'a.ts': '',
      'package.json': '{ "name": "me" }',
      'x/package.json': '{ "name": "x" }',
    });
    const lists = () => asked.filter((question) => WORKSPACE_LISTS.some((name) => question.endsWith(name)));
    resolveImport('js', 'react', 'a.ts', context).candidates;
    expect(lists()).toEqual([]);
    resolveImport('js', 'x', 'a.ts', context).candidates;
    expect(lists()).toEqual(WORKSPACE_LISTS.map((name) => `named ${name}`));
  });

  it('list package.json only for what may be a package', () => {
    const files = {
      'a.ts': '',
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/x/package.json': '{ "name": "x" }',
    };
    const { context, asked } = listening(files);
    resolveImport('js', 'fs', 'a.ts', context).candidates;
    resolveImport('js', './x', 'a.ts', context).keys;
    expect(asked).not.toContain('named package.json');
    resolveImport('js', 'x', 'a.ts', context).candidates;
    resolveImport('js', 'y', 'packages/x/a.ts', context).candidates;
    expect(asked.filter((one) => one === 'named package.json')).toHaveLength(1);
  });

  it('look for project files only where no Python roots are stated', () => {
    const { context, asked } = listening({ 'a.py': '' });
    resolveImport('py', 'app.old', 'a.py', { ...context, pythonRoots: ['.'] }).candidates;
    resolveImport('py', 'os.path', 'a.py', context).candidates;
    expect(asked).toEqual([]);
    resolveImport('py', 'app.old', 'a.py', context).candidates;
    resolveImport('py', 'lib', 'b/c.py', context).candidates;
    const named = [...PROJECT_FILES, ...PYTHON_SETTINGS, MANAGE_SCRIPT].map((name) => `named ${name}`);
    expect(asked.filter((question) => question.startsWith('named'))).toEqual(named);
    expect(asked.filter((question) => !question.startsWith('named'))).toEqual([
      'has src/__init__.py',
      'has src/__init__.pyi',
      'has b/__init__.py',
      'has b/__init__.pyi',
    ]);
  });

  it('about what exists come only when it is asked for', () => {
    const { context, asked } = listening({ 'a.py': '' });
    const found = resolveImport('py', 'app.old', 'a.py', { ...context, pythonRoots: ['.'] });
    expect(found.candidates).toHaveLength(2);
    expect(asked).toEqual([]);
    expect(found.keys).toHaveLength(2);
    expect(asked.length).toBeGreaterThan(0);
  });
});

describe('provisional answers', () => {
  it.each(
    projects().map((project) => [project.name, project] as const),
  )('%s settles within seven rounds', (_, project) => {
    const known = new Map<string, unknown>();
    const inner = treeOf(project.files, project.links);
    for (let round = 1; ; round++) {
      const open = new Map<string, () => unknown>();
      const ask = <R>(id: string, answer: () => R, meanwhile: R): R => {
        if (known.has(id)) return known.get(id) as R;
        open.set(id, answer);
        return meanwhile;
      };
      const tree: Tree = {
        has: (path) => ask(`has ${path}`, () => inner.has(path), false),
        hasFolder: (path) => ask(`hasFolder ${path}`, () => inner.hasFolder(path), false),
        read: (path) => ask(`read ${path}`, () => inner.read(path), undefined),
        named: (base) => ask(`named ${base}`, () => inner.named(base), [] as readonly string[]),
        facts: () => undefined,
        links: inner.links,
      };
      const context = { ...contextOf(project), tree };
      const actual = project.expectations.map(({ language, specifier, from }) =>
        resolved(language, specifier, from, context),
      );
      if (open.size === 0) {
        expect(actual).toEqual(project.expectations.map(({ expected }) => expected));
        expect(round).toBeLessThanOrEqual(7);
        return;
      }
      for (const [id, answer] of open) known.set(id, answer());
    }
  });

  it('do not survive in a new tree', () => {
    const before = contextOf({ ...empty, files: new Map([['a.ts', '']]) });
    const after = contextOf({
      ...empty,
      files: new Map([
        ['a.ts', ''],
        ['src/x.ts', ''],
        ['tsconfig.json', '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }'],
      ]),
    });
    expect(resolved('js', '@/x', 'a.ts', before)).toBe('? <js:@/x>');
    expect(resolved('js', '@/x', 'a.ts', after)).toBe('src/x.ts');
  });
});

const empty = {
  name: '',
  installed: new Map<string, string>(),
  roots: null,
  js: { aliases: [], external: [] },
  said: [],
  links: [],
  oracle: '',
  sysPath: [],
  expectations: [],
  spellings: [],
  reports: [],
};
