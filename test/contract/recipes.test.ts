/**
 * The recipes of CONTRIBUTING.md, followed to the letter: all of them in one copy of the sources, which must compile;
 * then what was added is run.
 *
 * A recipe is a section with blocks. One that names a language and a path is a new file; one that begins with `diff` is
 * a change of a file, its pieces parted by lines of three dots, each to be found there once.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder, temporaryRepository } from '../support/repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Recipe {
  readonly title: string;
  readonly blocks: readonly { readonly kind: string; readonly path: string; readonly text: string }[];
}

function readRecipes(page: string): Recipe[] {
  const section = /^## Recipes\n(.*?)^## /ms.exec(page)?.[1] ?? '';
  return section
    .split(/^### /m)
    .slice(1)
    .map((text) => ({
      title: text.slice(0, text.indexOf('\n')),
      blocks: [...text.matchAll(/^```(\S+) (\S+)\n(.*?)^```$/gms)].map(([, kind = '', path = '', body = '']) => ({
        kind,
        path,
        text: body,
      })),
    }));
}

const recipes = readRecipes(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')).filter(
  ({ blocks }) => blocks.length > 0,
);

/** The text with one piece of a `diff` applied. */
function changed(text: string, piece: string): string {
  const lines = piece.split('\n').filter((line) => line !== '');
  const side = (gone: string): string =>
    lines
      .filter((line) => !line.startsWith(gone))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const parts = text.split(side('+'));
  if (parts.length !== 2) throw new Error(`found ${parts.length - 1} times: ${side('+')}`);
  return parts.join(side('-'));
}

function follow({ blocks }: Recipe, folder: string): void {
  for (const { kind, path, text } of blocks) {
    const file = join(folder, path);
    if (kind === 'diff') {
      writeFileSync(file, text.split(/^\.\.\.$/m).reduce(changed, readFileSync(file, 'utf8')));
    } else {
      if (existsSync(file)) throw new Error(`${path} is there already`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}

test.each([
  ['A rule', 3],
  ['A language', 3],
  ['A report format', 2],
  ['A command', 2],
  ['A key of the registry', 5],
])('%s touches %i files', (title, count) => {
  expect(recipes.find((recipe) => recipe.title === title)?.blocks.length).toBe(count);
});

describe('in a copy of the sources', () => {
  const copy = temporaryFolder();
  const program = join(copy, 'dist/cli.cjs');

  function node(cwd: string, ...args: readonly string[]): { readonly status: number | null; readonly out: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    return { status, out: stdout + (status === 0 || status === 1 ? '' : stderr) };
  }

  beforeAll(() => {
    for (const name of ['src', 'scripts', 'package.json', 'tsconfig.json'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const recipe of recipes) follow(recipe, copy);
    const { status, out } = node(copy, 'scripts/build.mjs', join(copy, 'dist'));
    if (status !== 0) throw new Error(out);
  });

  test('what the recipes say compiles', () => {
    const options = { extends: './tsconfig.json', include: ['src'] };
    writeFileSync(join(copy, 'tsconfig.src.json'), JSON.stringify(options));
    expect(node(copy, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.src.json')).toEqual({ status: 0, out: '' });
  });

  test('and runs', () => {
    const repo = temporaryRepository();
    const registry = {
      version: 1,
      files: { include: ['**/*.py', '**/*.marko'] },
      banned: [{ module: 'js:moment', owner: '@platform' }],
    };
    repo.write('.ssotrc.json', JSON.stringify(registry));
    repo.write('a.py', 'from os import *\n');
    repo.write('b.py', 'from os import path\n');
    repo.write('page.marko', "---\nimport moment from 'moment';\n---\n<p>{moment()}</p>\n");
    expect(node(repo.dir, program, 'check', '--all', '--format', 'paths')).toEqual({
      status: 1,
      out: 'a.py\npage.marko\n',
    });
    expect(node(repo.dir, program, 'check', '--all').out).toContain('page.marko:2:8  error  banned-import');
    expect(node(repo.dir, program, 'rules').out).toContain('star-import: everything is imported from a module\n');
    expect(node(repo.dir, program, 'explain', 'star-import').out).toContain('from os import *');
    expect(node(repo.dir, program, 'explain', 'page.marko').out).toContain('ask @platform');
  });
});
