/** Whose name must be written: the module's, or that of the package around it. (That either will do: prefilter/memory.ts.) */
import { expect, test } from 'vitest';
import { requiredTextsOfTree } from '../../src/prefilter/hook-file.ts';
import { treeOf } from '../modules/project.ts';
import { matcherOf } from '../prefilter/memory.ts';

function textsOf(module: string, files: Readonly<Record<string, string>> = {}): readonly string[] | string {
  const modules = { tree: treeOf(new Map(Object.entries(files))), pythonRoots: null };
  const { byLanguage } = requiredTextsOfTree(matcherOf({ banned: [module] }, modules), modules);
  const found = byLanguage[module.endsWith('.py') ? 'py' : 'js'];
  return found.kind === 'always'
    ? found.kind
    : found.list.map(({ text }) => text).filter((text) => text !== 'ssot-allow');
}

test.each([
  ['./app/ws_core/manager.py', ['ws_core']],
  ['./app/ws_core/old_manager.py', ['old_manager']],
  ['./app/services/manager.py', ['manager']],
  ['./my_app/utils.py', ['utils']],
  ['./app/services/db.py', ['services']],
  ['./db.py', 'always'],
  ['./src/api-client/types', ['api-client']],
  ['./src/client/types', ['types']],
  ['./src/core/ws', ['core']],
])('%s', (module, texts) => {
  expect(textsOf(module)).toEqual(texts);
});

test('where the package is a root, only the module need be written', () => {
  const settings = '[tool.pytest.ini_options]\npythonpath = ["app/ws_core"]\n';
  expect(textsOf('./app/ws_core/manager.py', { 'app/ws_core/manager.py': '', 'pyproject.toml': settings })).toEqual([
    'manager',
  ]);
});
