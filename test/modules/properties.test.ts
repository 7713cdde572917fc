/** What holds for every specifier, every configuration and every file name. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKey, keyOfFile, parseReference, resolveImport, spellImport } from '../../src/modules/index.ts';
import { matchesPath } from '../../src/modules/path-pattern.ts';
import { pnpmPackages } from '../../src/modules/pnpm-workspace.ts';
import { statedRoots } from '../../src/modules/python-project.ts';
import { parseJsonc } from '../../src/text/jsonc.ts';
import type { LanguageId } from '../../src/types.ts';
import { runs } from '../support/runs.ts';
import { contextOf, projects, treeOf } from './project.ts';

const cases = projects();
const language = fc.constantFrom<LanguageId>('js', 'py');
const piece = fc.constantFrom(
  '.',
  '..',
  '...',
  '/',
  '#',
  '?',
  '*',
  '@',
  '!',
  ':',
  '~',
  '$',
  '%',
  '\\',
  '\0',
  ' ',
  '\n',
  'a',
  'app',
  'src',
  'ws',
  'index',
  '__init__',
  '.js',
  '.d.ts',
  '.vue',
  'node:',
  'fs',
  'node_modules',
  '@acme',
  'ui',
  '__proto__',
  'constructor',
  '$\u007bconfigDir}',
  'é',
  '\ud800',
);
const specifier = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);
const importer = fc.constantFrom(
  ...cases.flatMap((project) =>
    [...project.expectations, ...project.spellings].map(({ from }) => [project, from] as const),
  ),
);

/** Specifiers that once gave a key with a segment of dots. */
const DOTS = ['/..js', '/...js', './..d', './src/...d.ts', '/..py', './..d.ts/x'];

describe('resolution', () => {
  it('never throws, never leaves the repository, always says the same', () => {
    fc.assert(
      fc.property(language, specifier, importer, (id, written, [project, from]) => {
        const first = resolveImport(id, written, from, contextOf(project));
        const again = resolveImport(id, written, from, contextOf(project));
        const seen = (found: typeof first) => [found.candidates, found.keys, found.existing, found.file];
        expect(seen(first)).toEqual(seen(again));
        for (const key of [...first.candidates, ...first.keys]) {
          expect(key.language).toBe(id);
          if (key.external) continue;
          expect(key.path).not.toMatch(/(?:^|\/)(?:\.\.|)(?:\/|$)/);
          expect(key.path === '.' || !/(?:^|\/)\.(?:\/|$)/.test(key.path)).toBe(true);
        }
        expect(new Set(first.candidates.map((key) => `${formatKey(key)} ${key.external}`)).size).toBe(
          first.candidates.length,
        );
        // Beside what stands next to a Python script, other things of its name stay possible.
        if (first.existing !== null && first.candidates.length > 1) {
          if (id === 'js') expect(first.keys).toEqual([first.existing]);
          else expect(first.keys[0]).toEqual(first.existing);
        }
        if (first.file !== null) expect(project.files.has(first.file)).toBe(true);
      }),
      {
        ...runs(500),
        examples: cases.flatMap((project) =>
          project.expectations
            .slice(0, 1)
            .flatMap(({ from }) =>
              DOTS.map((written): [LanguageId, string, readonly [typeof project, string]] => [
                'js',
                written,
                [project, from],
              ]),
            ),
        ),
      },
    );
  });

  it('brings every relative spelling of a file back to its key', () => {
    const segment = fc.constantFrom('a', 'b', 'index', 'x.y', 'three.js', '[id]', '(group)', 'été');
    const file = fc
      .tuple(fc.array(segment, { maxLength: 3 }), segment)
      .map(([folders, name]) => [...folders, name].join('/'));
    fc.assert(
      fc.property(
        file,
        fc.array(segment, { maxLength: 3 }),
        fc.constantFrom('.ts', '.js', '.vue'),
        (stem, folders, extension) => {
          const path = stem + extension;
          const from = [...folders, 'importer.ts'].join('/');
          const written = `${folders.length === 0 ? './' : '../'.repeat(folders.length)}${path}`;
          const context = {
            tree: treeOf(
              new Map([
                [path, ''],
                [from, ''],
              ]),
            ),
            pythonRoots: null,
          };
          expect(resolveImport('js', written, from, context).existing).toEqual(keyOfFile(path));
          // Gone, it is still among what the import may name.
          const gone = { tree: treeOf(new Map([[from, '']])), pythonRoots: null };
          expect(resolveImport('js', written, from, gone).keys).toContainEqual(keyOfFile(path));
        },
      ),
    );
  });

  it('brings every dotted and relative spelling of a Python file back to its key', () => {
    const segment = fc.constantFrom('a', 'b', 'src', 'app', 'typings', 'é');
    const folders = fc.array(segment, { maxLength: 3 });
    fc.assert(
      fc.property(folders, folders, segment, fc.constantFrom('', '/__init__'), (above, importing, name, init) => {
        const path = `${[...above, name].join('/')}${init}.py`;
        const from = [...importing, 'importer.py'].join('/');
        const relative = '.'.repeat(importing.length + 1) + [...above, name].join('.');
        const context = {
          tree: treeOf(
            new Map([
              [path, ''],
              [from, ''],
            ]),
          ),
          pythonRoots: ['.'],
        };
        expect(resolveImport('py', relative, from, context).keys).toEqual([keyOfFile(path)]);
        expect(resolveImport('py', [...above, name].join('.'), from, context).keys).toEqual([keyOfFile(path)]);
        const gone = { tree: treeOf(new Map()), pythonRoots: ['.'] };
        expect(resolveImport('py', relative, from, gone).keys).toEqual([keyOfFile(path)]);
        expect(resolveImport('py', [...above, name].join('.'), from, gone).keys).toContainEqual(keyOfFile(path));
      }),
    );
  });
});

describe('spelling', () => {
  it('never throws, and what it writes for a file resolves to it', () => {
    const target = fc.constantFrom(
      ...cases.flatMap((project) =>
        [...project.files.keys()].filter((path) => keyOfFile(path) !== null).map((path) => [project, path] as const),
      ),
    );
    fc.assert(
      fc.property(target, fc.nat(), specifier, ([project, path], pick, like) => {
        const key = keyOfFile(path);
        const froms = [...project.files.keys()].filter(
          (one) => keyOfFile(one)?.language === key?.language && one !== path,
        );
        const from = froms[pick % Math.max(1, froms.length)];
        if (key === null || from === undefined) return;
        const context = contextOf(project);
        const written = spellImport({ path, import: null }, from, like, context);
        const { existing, candidates } = resolveImport(key.language, written, from, context);
        // A file that another hides, or a folder's, can be out of reach of any spelling.
        const shadowed = [...project.files.keys()].some((one) => one !== path && keyOfFile(one)?.path === key.path);
        if (!shadowed && key.language === 'js') expect(existing ?? candidates[0]).toEqual(key);
      }),
      runs(350),
    );
  });
});

describe('readers of configuration', () => {
  const json = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .array(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          '"paths"',
          '"compilerOptions"',
          '"extends"',
          ':',
          ',',
          '//',
          '/*',
          '*/',
          '"@/*"',
          '"./x"',
          '\n',
          '1',
          'null',
          '"__proto__"',
        ),
      )
      .map((all) => all.join(' ')),
  );

  it('never throw on a tsconfig or package.json', () => {
    fc.assert(
      fc.property(json, json, specifier, (tsconfig, manifest, written) => {
        const files = new Map([
          ['tsconfig.json', tsconfig],
          ['package.json', manifest],
          ['pnpm-workspace.yaml', tsconfig],
          ['src/a.ts', ''],
        ]);
        const context = { tree: treeOf(files), pythonRoots: null, report: () => {} };
        expect(resolveImport('js', written, 'src/a.ts', context).candidates).toBeInstanceOf(Array);
      }),
      runs(350),
    );
  });

  it('take any value where another is expected', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 0, '', './x', '*', '**', '../..', 'a'),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom('.', './*', '#x', '@/*', 'import', 'paths', 'path', '__proto__', 'packages'),
          tie('any'),
          { maxKeys: 3 },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(value, value, value, specifier, (a, b, c, written) => {
        const files = new Map([
          [
            'tsconfig.json',
            JSON.stringify({
              extends: a,
              files: b,
              include: c,
              exclude: a,
              references: c,
              compilerOptions: { paths: b, baseUrl: c },
            }),
          ],
          [
            'package.json',
            JSON.stringify({ name: 'app', exports: a, imports: b, main: c, types: a, workspaces: c, dependencies: b }),
          ],
          ['src/a.ts', ''],
        ]);
        const context = { tree: treeOf(files), pythonRoots: null };
        for (const one of [written, '#x', '@/y', 'app', 'app/z']) {
          const { candidates, keys } = resolveImport('js', one, 'src/a.ts', context);
          for (const key of [...candidates, ...keys])
            expect(key.external || !key.path.split('/').includes('..')).toBe(true);
          expect(typeof spellImport({ path: 'src/ws/b.ts', import: null }, 'src/a.ts', one, context)).toBe('string');
        }
      }),
      runs(350),
    );
  });

  it('never throw on project files', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('pyproject.toml', 'setup.cfg', 'setup.py'),
        (text, name) => {
          expect(statedRoots(name, text)).toBeInstanceOf(Array);
          const packages = pnpmPackages(`packages:\n${text}`);
          expect(packages === null || Array.isArray(packages)).toBe(true);
          expect(parseReference(text)).toHaveProperty('module');
        },
      ),
    );
  });

  it('read plain JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJsonc(text)).toEqual({ value: JSON.parse(text), problem: null });
        const pretty = JSON.stringify(JSON.parse(text), null, 1);
        const loose = pretty.replaceAll(/([^[{,\s])\n(\s*)([}\]])/g, '$1, // "last"\n$2/* , */$3');
        expect(parseJsonc(`\ufeff${loose}`)).toEqual({ value: JSON.parse(text), problem: null });
        expect(parseJsonc(`// comment\n${text}/* end */`)).toEqual({ value: JSON.parse(text), problem: null });
      }),
    );
  });

  it('survive nesting, and patterns that would backtrack', () => {
    expect(parseJsonc('['.repeat(200_000)).problem).not.toBeNull();
    expect(parseJsonc(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`).problem).toBeNull();
    const deep = `{"exports":${'{"import":'.repeat(50_000)}"./x.js"${'}'.repeat(50_000)},"name":"app"}`;
    const context = {
      tree: treeOf(
        new Map([
          ['package.json', deep],
          ['a.ts', ''],
        ]),
      ),
      pythonRoots: null,
    };
    expect(resolveImport('js', 'app', 'a.ts', context).candidates[0]?.path).toBe('x');
    const long = 100_000;
    const hostile = [
      '"\\"'.repeat(long),
      '/* '.repeat(long),
      `[${' , '.repeat(long)}`,
      `/*${'*'.repeat(long)}`,
      '"'.repeat(long),
      '/'.repeat(long),
    ];
    for (const text of hostile) {
      expect(parseJsonc(`{"a": ${text}`).problem).not.toBeNull();
      const context = { tree: treeOf(new Map([['a.ts', '']])), pythonRoots: null };
      for (const written of [text, `./${text}`, `a/${text}`, `a${'/'.repeat(long)}b`, `#${text}`]) {
        expect(resolveImport('js', written, 'a.ts', context).candidates).toBeInstanceOf(Array);
        expect(resolveImport('py', written, 'a.py', context).candidates).toBeInstanceOf(Array);
      }
    }
    expect(matchesPath(`${'a/'.repeat(2000)}b`, `${'**/a/'.repeat(2000)}c`)).toBe(false);
    expect(matchesPath('a'.repeat(20_000), `${'*a'.repeat(2000)}b`)).toBe(false);
    expect(matchesPath('a', '{a,b}'.repeat(200))).toBe(false);
    expect(statedRoots('pyproject.toml', `${' '.repeat(100_000)}x\n[${' '.repeat(100_000)}\n`)).toEqual([]);
    expect(pnpmPackages(`packages:\n - a${' '.repeat(100_000)}b`)).toHaveLength(1);
  });
});
