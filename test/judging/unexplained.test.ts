/**
 * Imports whose names can be no package: what nothing explains is told once for each beginning, and fails under
 * `--strict`; what something explains is not.
 */
import { describe, expect, test } from 'vitest';
import { dispatch } from '../../src/commands/dispatch.ts';
import { commands } from '../../src/commands/index.ts';
import { fakeIo } from '../support/fake-io.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const BANNED = { version: 1, banned: ['./src/old.ts'] };
const IMPORTS = "import '@/a';\nimport { b } from '@/b';\nexport * from '~/c';\nimport '#d/e';\nimport '$f/g';\n";

function staged(registry: object, files: Readonly<Record<string, string>>): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify(registry));
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.git('add', '-A');
  return repo;
}

/** The exit code and the notes about what nothing explains. */
async function said(repo: TemporaryRepository, ...args: string[]): Promise<{ code: number; notes: string[] }> {
  const io = fakeIo({ cwd: repo.dir });
  const code = await dispatch(['check', ...args], io, commands);
  const notes = [...io.written.err.matchAll(/nothing explains "(.*?)": (.*?) may/g)];
  return { code, notes: notes.map(([, prefix, count]) => `${prefix} ${count}`) };
}

describe('what nothing explains', () => {
  const files = { 'src/one.ts': IMPORTS, 'src/two.vue': "<script>\nimport x from '@/x'\n</script>\n" };
  const all = [
    '@/… 3 imports in 2 files',
    '#d/… 1 import in 1 file',
    '$f/… 1 import in 1 file',
    '~/… 1 import in 1 file',
  ];

  test('is told once for each beginning, and fails under --strict', async () => {
    const repo = staged(BANNED, files);
    expect(await said(repo)).toEqual({ code: 0, notes: all });
    expect(await said(repo, '--strict')).toEqual({ code: 1, notes: all });
    expect(await said(repo, '--all', '--strict')).toEqual({ code: 1, notes: all });
  });

  test('is counted in a whole tree where its files hold nothing else that is looked for', async () => {
    const repo = staged(BANNED, files);
    expect((await said(repo, '--all')).notes).toEqual(all);
    const other = staged(BANNED, { 'src/one.ts': "import '@/a';\n", 'src/two.ts': "import './a';\n" });
    expect((await said(other, '--all')).notes).toEqual(['@/… 1 import in 1 file']);
  });

  test('is no matter of ignored or generated folders', async () => {
    const repo = staged(BANNED, { '.gitignore': 'generated/\n', 'src/one.ts': "import '@/generated/x';\n" });
    expect(await said(repo, '--strict')).toEqual({ code: 1, notes: ['@/… 1 import in 1 file'] });
  });
});

describe('nothing is told', () => {
  test('of what the registry explains', async () => {
    const js = { aliases: { '@/*': 'src/*', '#d/*': 'd/*' }, external: ['~/*', '$f/*'] };
    const repo = staged({ ...BANNED, js }, { 'src/one.ts': IMPORTS });
    expect(await said(repo, '--strict')).toEqual({ code: 0, notes: [] });
  });

  test('of what configurations explain, and of packages', async () => {
    const repo = staged(BANNED, {
      'tsconfig.app.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "~/*": ["./src/*"] } } }',
      'package.json': '{ "imports": { "#d/*": "./d/*" } }',
      'deno.json': '{ "imports": { "$f/": "./f/" } }',
      'src/one.ts': `${IMPORTS}import 'react';\nimport '@scope/pkg';\nimport 'node:fs';\nimport 'npm:x@1';\n`,
    });
    expect(await said(repo, '--strict')).toEqual({ code: 0, notes: [] });
  });

  test('of what a framework makes up', async () => {
    const repo = staged(BANNED, {
      'package.json': '{ "devDependencies": { "@sveltejs/kit": "2" } }',
      'src/one.ts': "import '$app/navigation';\nimport '$env/static/public';\n",
      'nuxt/package.json': '{ "dependencies": { "nuxt": "3" } }',
      'nuxt/one.ts': "import '#imports';\nimport '#app';\n",
    });
    expect(await said(repo, '--strict')).toEqual({ code: 0, notes: [] });
  });

  test('where the registry has nothing to say of JavaScript', async () => {
    const repo = staged({ version: 1, banned: ['py:app.old'] }, { 'src/one.ts': IMPORTS });
    expect(await said(repo, '--strict')).toEqual({ code: 0, notes: [] });
  });
});
