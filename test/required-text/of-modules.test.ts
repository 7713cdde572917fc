/** Which specifiers need not be resolved. (That no finding is lost by it: memory.ts, for everything that is asked there.) */
import { expect, test } from 'vitest';
import { requiredTextsOfTree } from '../../src/prefilter/hook-file.ts';
import { specifierTest } from '../../src/required-text/of-modules.ts';
import { treeOf } from '../modules/project.ts';
import { matcherOf } from '../prefilter/memory.ts';

function testFor(registry: object, files: Readonly<Record<string, string>> = {}) {
  const modules = { tree: treeOf(new Map(Object.entries(files))), pythonRoots: null };
  const { matcher, shortcuts } = requiredTextsOfTree(matcherOf(registry, modules), modules);
  return specifierTest(matcher, shortcuts);
}

test('those that hold no segment of a ban, outside the banned folder', () => {
  const mayBeBanned = testFor({ banned: [{ module: './src/ws/legacy', names: ['Old'] }, 'app.old_manager'] });
  expect(mayBeBanned('js', './ws/legacy', 'src/a.ts')).toBe(true);
  expect(mayBeBanned('js', '@/ws/legacy.js', 'src/a.ts')).toBe(true);
  expect(mayBeBanned('js', './ws/manager', 'src/a.ts')).toBe(false);
  expect(mayBeBanned('js', '..', 'src/ws/legacy/deep/a.ts')).toBe(true);
  expect(mayBeBanned('js', '..', 'src/other/a.ts')).toBe(false);
  expect(mayBeBanned('py', 'app.old_manager', 'app/a.py')).toBe(true);
  expect(mayBeBanned('py', 'app.new_manager', 'lib/a.py')).toBe(false);
});

test('none where a name is no part of what is written', () => {
  const paths = { 'tsconfig.json': '{ "compilerOptions": { "baseUrl": "src/ws/legacy" } }' };
  const mayBeBanned = testFor({ banned: ['./src/ws/legacy'] }, paths);
  expect(mayBeBanned('js', 'anything', 'src/a.ts')).toBe(true);
});
