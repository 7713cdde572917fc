/**
 * Loading, against golden files: every folder in `refused` is a small repository with the exact problems of its
 * registry in `problems.txt`, every folder in `accepted` one that must load silently, with what was loaded in
 * `registry.json`. `UPDATE=1` rewrites both.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadResult, loadRegistry } from '../../src/registry/load.ts';
import { problemLine } from '../../src/registry/problems.ts';
import { foldersIn } from '../support/fixture-folders.ts';
import { expectGolden } from '../support/golden.ts';
import { runs } from '../support/runs.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/registry');

/** Loads a fixture's root registry, with every other `.ssotrc.json` in it as a nested one. */
function loadFolder(folder: string): LoadResult {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(relative(folder, file).split(sep).join('/'), readFileSync(file, 'utf8'));
  }
  const root = { path: '.ssotrc.json', text: files.get('.ssotrc.json') ?? '' };
  const nested = [...files].flatMap(([path, text]) => (path.endsWith('/.ssotrc.json') ? [{ path, text }] : []));
  return loadRegistry(root, (path) => files.get(path), nested);
}

function load(text: string): LoadResult {
  return loadRegistry({ path: '.ssotrc.json', text }, () => undefined);
}

function messages(text: string): string[] {
  return load(text).problems.map(problemLine);
}

/** One line per place instead of four. */
function render(value: unknown): string {
  const places = (_key: string, one: unknown) => {
    if (typeof one !== 'object' || one === null || !('line' in one && 'column' in one && 'path' in one)) return one;
    return `${one.path}:${one.line}:${one.column}`;
  };
  return `${JSON.stringify(value, places, 2)}\n`;
}

describe('refused', () => {
  it.each(foldersIn(join(FIXTURES, 'refused')))('%s', (name) => {
    const folder = join(FIXTURES, 'refused', name);
    const { registry, problems } = loadFolder(folder);
    expect(registry).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
    expectGolden(join(folder, 'problems.txt'), `${problems.map(problemLine).join('\n')}\n`);
  });
});

describe('accepted', () => {
  it.each(foldersIn(join(FIXTURES, 'accepted')))('%s', (name) => {
    const folder = join(FIXTURES, 'accepted', name);
    const { registry, problems } = loadFolder(folder);
    expect(problems.map(problemLine)).toEqual([]);
    expectGolden(join(folder, 'registry.json'), render(registry));
  });
});

describe('hostile input', () => {
  it('nesting of any depth is refused without recursion', () => {
    const brackets = '['.repeat(20_000);
    expect(messages(`{"version":1,"banned":${brackets}${']'.repeat(20_000)}}`)).toEqual([
      '.ssotrc.json:1:54: nested deeper than 32 levels',
    ]);
    expect(messages(brackets)).toEqual(['.ssotrc.json:1:33: nested deeper than 32 levels']);
    expect(messages('{"a":'.repeat(20_000))).toEqual(['.ssotrc.json:1:161: nested deeper than 32 levels']);
  });

  it('a file of more than 16 MB is refused unread', () => {
    expect(messages(`{ "version": 1 }${' '.repeat(17 * 1024 * 1024)}`)).toEqual([
      '.ssotrc.json:1:1: the file is larger than 16 MB',
    ]);
  });

  it('no key reaches a prototype', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const text = `{ "version": 1, "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 1 } },
      "concepts": { "__proto__": { "canonical": "a.ts#A", "__proto__": { "polluted": 1 } }, "A": { "__proto__": {}, "canonical": "a.ts" } },
      "files": { "__proto__": { "exclude": ["**"] }, "hasOwnProperty": 1 } }`;
    const { problems } = load(text);
    expect(problems.map((problem) => problem.message.replace(/;.*/, ''))).toEqual([
      'unknown key "__proto__"',
      'unknown key "constructor"',
      'unknown key "__proto__"',
      'unknown key "__proto__"',
      'unknown key "__proto__"',
      'unknown key "hasOwnProperty"',
    ]);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('a long list of problems is given whole', () => {
    const keys = Array.from({ length: 5000 }, (_, i) => `"unknown${i}": 0`).join();
    expect(load(`{ "version": 1, ${keys} }`).problems).toHaveLength(5000);
  });
});

const FULL = readFileSync(join(FIXTURES, 'accepted/full/.ssotrc.json'), 'utf8');

describe('any input', () => {
  const wellFormed = (result: LoadResult) => {
    expect(result.registry === null).toBe(result.problems.length > 0);
    for (const problem of result.problems) {
      expect(problem.line).toBeGreaterThan(0);
      expect(problem.column).toBeGreaterThan(0);
      expect(problemLine(problem)).not.toMatch(/[\n\u001b]/);
    }
  };

  it('arbitrary text and JSON give a registry or problems, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => wellFormed(load(text))),
      {
        ...runs(250),
      },
    );
  });

  it('so do the known keys with arbitrary values', () => {
    const word = fc.constantFrom(
      ...[
        '$schema',
        'version',
        'extends',
        'files',
        'include',
        'exclude',
        'python',
        'roots',
        'concepts',
        'canonical',
        'path',
      ],
      ...[
        'symbol',
        'import',
        'banned',
        'module',
        'names',
        'use',
        'in',
        'removeBy',
        'allow',
        'reason',
        'until',
        'permanent',
      ],
      ...['definitions', 'kinds', 'unique', 'commit', '__proto__', 'a', 'deadline', 'nested', 'except', 'severity'],
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom<unknown>(null, true, 1, '', 'a.ts#A', '**/*.ts', '2026-12-31', '!a', '{a', '#', './', 'error'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(word, tie('tree'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => wellFormed(load(JSON.stringify({ version: 1, ...Object(value) })))),
      {
        ...runs(1000),
      },
    );
  });

  it('so do mutations of the full registry', () => {
    const at = fc.nat(FULL.length);
    const piece = fc.oneof(
      fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '/*', '//', '\\', '\n', 'null', '1'),
      fc.string(),
    );
    fc.assert(
      fc.property(at, fc.nat(40), piece, (start, length, insert) => {
        wellFormed(load(FULL.slice(0, start) + insert + FULL.slice(start + length)));
      }),
      runs(750),
    );
  });

  it('every prefix of the full registry but the whole is refused, at a place in it', () => {
    const end = FULL.trimEnd().length;
    for (let length = 0; length < end; length += 7) {
      const { registry, problems } = load(FULL.slice(0, length));
      expect(registry, `first ${length} characters`).toBeNull();
      expect(problems).toHaveLength(1);
    }
    expect(load(FULL).problems).toEqual([]);
  });
});
