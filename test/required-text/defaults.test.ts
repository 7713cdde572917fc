/** Homes that are defaults: their names, and the file's own for one without, are what importers write. */
import { expect, test } from 'vitest';
import { readFacts } from '../../src/facts/source.ts';
import { requiredTextsOfTree } from '../../src/prefilter/hook-file.ts';
import { treeOf } from '../modules/project.ts';
import { matcherOf } from '../prefilter/memory.ts';

const FILES = {
  'src/Button.vue': '<script>export default {}</script>',
  'src/Titled.ts': 'export default class Title {}',
  'src/panel/index.ts': 'export default () => 1;',
};

test.each([
  ['src/Button.vue#default', ['Button']],
  ['src/Titled.ts#default', ['Title', 'Titled']],
  ['src/Titled.ts#Title', ['Title', 'Titled']],
  ['src/panel/index.ts#default', ['panel']],
])('%s', (canonical, texts) => {
  const files = new Map(Object.entries(FILES));
  const facts = (path: string) => readFacts(Buffer.from(files.get(path) ?? ''), path).facts;
  const modules = { tree: { ...treeOf(files), facts }, pythonRoots: null };
  const { byLanguage } = requiredTextsOfTree(matcherOf({ concepts: { A: canonical } }, modules), modules);
  if (byLanguage.js.kind === 'always') throw new Error(byLanguage.js.why);
  const words = byLanguage.js.list.filter(({ as }) => as !== 'comment').map(({ text }) => text);
  expect([...new Set(words)].sort()).toEqual([...texts]);
});
