/** Installed and generated configurations are read from disk, nothing else is. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { installedReader } from '../../src/files/installed.ts';
import { onDisk } from '../modules/disk.ts';
import { contextOf, type Project, resolved } from '../modules/project.ts';

const CONFIG_DIR = '$\u007bconfigDir}';

const project: Project = {
  name: 'installed',
  files: new Map([
    ['tsconfig.json', '{ "extends": "@acme/config" }'],
    ['src/a.ts', ''],
    ['src/x.ts', ''],
    ['sub/tsconfig.json', '{ "extends": "exported/strict" }'],
    ['sub/a.ts', ''],
    ['sub/lib/y.ts', ''],
    ['nuxt/tsconfig.json', '{ "extends": "./.nuxt/tsconfig.json" }'],
    ['nuxt/a.ts', ''],
    ['nuxt/own/z.ts', ''],
    ['secret/tsconfig.json', '{ "extends": "./untracked.json" }'],
    ['secret/a.ts', ''],
  ]),
  installed: new Map([
    ['node_modules/.store/config/package.json', '{ "name": "@acme/config", "tsconfig": "files/main.json" }'],
    ['node_modules/.store/config/files/main.json', '{ "extends": "base/tsconfig.json" }'],
    ['node_modules/.store/config/node_modules/base/package.json', '{ "name": "base" }'],
    ['node_modules/.store/config/node_modules/base/tsconfig.json', '{ "extends": "./paths" }'],
    [
      'node_modules/.store/config/node_modules/base/paths.json',
      JSON.stringify({ compilerOptions: { paths: { '@/*': [`${CONFIG_DIR}/src/*`] } } }),
    ],
    [
      'sub/node_modules/exported/package.json',
      '{ "name": "exported", "exports": { "./strict": "./inner/strict.json" } }',
    ],
    [
      'sub/node_modules/exported/inner/strict.json',
      JSON.stringify({ compilerOptions: { paths: { 'lib/*': [`${CONFIG_DIR}/lib/*`] } } }),
    ],
    ['nuxt/.nuxt/tsconfig.json', '{ "compilerOptions": { "paths": { "~own/*": ["../own/*"] } } }'],
    ['secret/untracked.json', '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }'],
  ]),
  roots: null,
  js: { aliases: [], external: [] },
  said: [],
  links: [['node_modules/@acme/config', 'node_modules/.store/config']],
  oracle: '',
  sysPath: [],
  expectations: [],
  spellings: [],
  reports: [],
};

describe('configurations outside the tree', () => {
  it('are found as TypeScript finds them, through links and exports', () => {
    onDisk(project, (root) => {
      const reports = new Set<string>();
      const context = { ...contextOf(project, reports), readOutside: installedReader(root) };
      const both = (specifier: string, from: string) => [
        resolved('js', specifier, from, context),
        byTypescript(root, specifier, from),
      ];
      expect(both('@/x', 'src/a.ts')).toEqual(['src/x.ts', 'src/x.ts']);
      expect(both('lib/y', 'sub/a.ts')).toEqual(['sub/lib/y.ts', 'sub/lib/y.ts']);
      expect(both('~own/z', 'nuxt/a.ts')).toEqual(['nuxt/own/z.ts', 'nuxt/own/z.ts']);
      expect([...reports]).toEqual([]);
    });
  });

  it('do not count where git would hold them, so that only the snapshot speaks', () => {
    onDisk(project, (root) => {
      const reports = new Set<string>();
      const context = { ...contextOf(project, reports), readOutside: installedReader(root) };
      // by the configuration of the folder above, which includes the file
      expect(resolved('js', '@/a', 'secret/a.ts', context)).toBe('src/a.ts');
      expect([...reports]).toEqual([
        'secret/tsconfig.json: extends "./untracked.json", which does not exist (unreadable)',
      ]);
    });
  });

  it('are small regular JSON files below the repository, or are not there', () => {
    onDisk(project, (root) => {
      const put = (path: string, text: string) => {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      };
      put('node_modules/big/package.json', '{}');
      put('node_modules/big/tsconfig.json', `{}${' '.repeat(2 << 20)}`);
      put('node_modules/folder/package.json', '{}');
      mkdirSync(join(root, 'node_modules/folder/tsconfig.json'));
      put('node_modules/loop/package.json', '{}');
      symlinkSync('tsconfig.json', join(root, 'node_modules/loop/tsconfig.json'));
      put('node_modules/program/package.json', '{ "tsconfig": "run.js" }');
      put('node_modules/program/run.js', '');
      put('node_modules/away/package.json', '{ "tsconfig": "../../../../outside.json" }');
      const read = installedReader(root);
      for (const name of [
        'big',
        'folder',
        'loop',
        'program',
        'away',
        'gone',
        '',
        '.',
        '/',
        '@',
        '../../etc',
        'a/../../../../etc/x.json',
        '/etc/x.json',
      ]) {
        expect(read(name, 'src')).toBeUndefined();
      }
      expect(read('@acme/config', 'src')?.path).toBe('node_modules/.store/config/files/main.json');
      expect(read('./main.json', 'node_modules/.store/config/files')?.text).toContain('base/tsconfig.json');
      expect(read('../../../../outside.json', 'node_modules/x')).toBeUndefined();
    });
  });
});

function byTypescript(root: string, specifier: string, from: string): string | undefined {
  const config = join(root, dirname(from) === 'src' ? '' : dirname(from), 'tsconfig.json');
  const source = ts.readJsonConfigFile(config, ts.sys.readFile);
  const { options } = ts.parseJsonSourceFileConfigFileContent(source, ts.sys, dirname(config), undefined, config);
  const found = ts.resolveModuleName(
    specifier,
    join(root, from),
    { ...options, moduleResolution: ts.ModuleResolutionKind.Bundler },
    ts.sys,
  );
  return found.resolvedModule?.resolvedFileName.slice(root.length + 1);
}
