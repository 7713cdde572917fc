/** Modules that are banned as a whole and still hand something on: what counts as such, and what does not. */
import { describe, expect, test } from 'vitest';
import { leftOvers } from '../../src/judging/left-over.ts';
import { check } from '../../src/pipeline.ts';
import { temporaryRepository } from '../support/repository.ts';

const HOMES = { 'app/ws/manager.py': 'class Manager:\n    pass\n', 'web/manager.ts': 'export class Manager {}\n' };
const CONCEPT = {
  canonical: ['app/ws/manager.py#Manager', 'web/manager.ts#Manager'],
  banned: ['app/ws/old', 'web/old'],
};

/** What each left-over gives, by path. */
async function foundIn(
  files: Readonly<Record<string, string>>,
  concept: object = {},
  links: Readonly<Record<string, string>> = {},
) {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, concepts: { Manager: { ...CONCEPT, ...concept } } }));
  for (const [path, text] of Object.entries({ ...HOMES, ...files })) repo.write(path, text);
  for (const [path, target] of Object.entries(links)) repo.symlink(target, path);
  repo.commitAll('a');
  const outcome = await check({
    cwd: repo.dir,
    scope: { scope: 'ref', ref: 'HEAD' },
    config: null,
    today: '2026-11-20',
  });
  const { matcher, snapshot } = outcome ?? {};
  const [one] = matcher?.registry.concepts ?? [];
  if (outcome == null || matcher === undefined || snapshot === undefined || one === undefined)
    throw new Error('no registry');
  const found = outcome.inTree((modules) => leftOvers(one, snapshot.tree.allPaths(), matcher, modules));
  return Object.fromEntries(found.map(({ path, gives }) => [path, gives]));
}

describe('hand something on', () => {
  test.each([
    ['web/old.ts', "export * from './manager';\n", ['*']],
    ['web/old.ts', "export { Manager as Old } from './manager';\n", ['Old']],
    ['web/old.ts', "import { Manager } from './manager';\nexport default Manager;\n", ['default']],
    ['web/old.js', "module.exports = require('./manager');\n", ['default']],
    ['web/old.js', "exports.make = () => new (require('./manager').Manager)();\n", ['make']],
    ['web/old/index.ts', 'export class Old {}\n', ['Old']],
    ['web/old/deep/part.tsx', 'export const part = 1;\n', ['part']],
    ['web/old.d.ts', 'export declare class Old {}\n', ['Old']],
    ['web/old.vue', '<script>\nexport default {}\n</script>\n', ['default']],
    ['app/ws/old.py', 'from .manager import Manager\n', ['Manager']],
    [
      'app/ws/old.py',
      'from .manager import Manager as Old, Manager\n\n\ndef make():\n    return Manager()\n',
      ['Old', 'Manager', 'make'],
    ],
    [
      'app/ws/old.py',
      'import app.ws.manager as _new\n\n\ndef __getattr__(name):\n    return getattr(_new, name)\n',
      ['*'],
    ],
    ['app/ws/old.py', 'def __getattr__(name):\n    from . import manager\n    return getattr(manager, name)\n', ['*']],
    ['app/ws/old.py', 'try:\n    from .manager import Manager\nexcept ImportError:\n    Manager = None\n', ['Manager']],
    ['app/ws/old.pyi', 'class Old: ...\n', ['Old']],
  ])('%s: %j', async (path, text, gives) => {
    const found = await foundIn({ [path]: text });
    expect(Object.keys(found)).toEqual([path]);
    expect(found[path]?.slice().sort()).toEqual(gives.slice().sort());
  });

  test('links', async () => {
    expect(await foundIn({}, {}, { 'app/ws/old.py': 'manager.py', 'web/old.ts': 'manager.ts' })).toEqual({
      'app/ws/old.py': ['*'],
      'web/old.ts': ['*'],
    });
  });
});

describe('do not', () => {
  test.each([
    ['web/old.ts', 'export {};\n'],
    ['web/old.ts', "throw new Error('moved to ./manager');\n"],
    ['web/older.ts', "export * from './manager';\n"],
    ['app/ws/old.py', '"""Moved to manager."""\n'],
    ['app/ws/old.py', 'import warnings\n\nwarnings.warn("gone")\nraise ImportError("use manager")\n'],
    ['app/ws/old.py', 'def __getattr__(name):\n    raise AttributeError(name)\n'],
    ['app/ws/old/__init__.py', ''],
    ['app/ws/old/data.json', '{}'],
    ['node_modules/web/old.ts', "export * from '../../web/manager';\n"],
  ])('%s: %j', async (path, text) => {
    expect(await foundIn({ [path]: text })).toEqual({});
  });

  test('under a ban on names, in some files, without some, or of another concept', async () => {
    const shim = { 'web/old.ts': "export * from './manager';\n" };
    for (const more of [{ names: ['Old'] }, { in: 'web/**' }, { except: 'web/x/**' }])
      expect(await foundIn(shim, { banned: [{ module: 'web/old', ...more }] })).toEqual({});
    expect(await foundIn(shim, { banned: [] })).toEqual({});
    expect(await foundIn({}, {}, { 'web/old.ts': 'nowhere.ts' })).toEqual({});
  });
});
