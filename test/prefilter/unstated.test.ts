/**
 * A rule that states no required texts is looked for in every file: by the hook, in whole trees and in large commits. Slow, and
 * never a silent pass. The rule is added here; it objects to a word that no other rule asks for.
 */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { check } from '../../src/pipeline.ts';
import { requiredTextsOfIndex } from '../../src/prefilter/hook-file.ts';
import { searchOfTree } from '../../src/prefilter/tree-search.ts';
import { defineRule, finding, type Rule } from '../../src/rules/define.ts';
import { rules } from '../../src/rules/index.ts';
import { guarded } from '../hooks/fast-path-world.ts';

const example = { registry: {}, files: {} };
const added = defineRule({
  id: 'alias',
  summary: 'something is called forbidden',
  docs: 'Call it something else.',
  options: [],
  fixes: 'Nothing.',
  bad: example,
  good: example,
  checkFile: ({ facts, report }) => {
    for (const { start, end, name } of facts.parts.flatMap((part) => part.definitions)) {
      if (name !== 'forbidden') continue;
      const said = { severity: 'error', message: 'forbidden', hint: null } as const;
      report(finding('alias', null, { ...said, span: { start, end } }));
    }
  },
});

// The one list, as a rule that is written there would be in it; other tests of the process have it without.
const list = rules as Rule[];
beforeAll(() => {
  guarded(); // what worlds of other tests are copied from is made without the rule
  list.push(added);
});
afterAll(() => void list.pop());

const today = '2026-06-01';

async function found(cwd: string, scope: 'staged' | 'all'): Promise<string[]> {
  const outcome = await check({ cwd, scope: { scope }, config: null, today });
  const findings = outcome?.report.findings.filter(({ rule }) => rule !== 'registry') ?? [];
  return findings.map(({ path, message }) => `${path} ${message}`);
}

test('the hook starts Node for a commit that no other rule could concern', () => {
  const world = guarded();
  world.renew(); // with this rule
  const found = requiredTextsOfIndex(openRepository(world.repo.dir));
  expect([found?.byLanguage.js.kind, found?.byLanguage.py.kind]).toEqual(['always', 'always']);
  for (const [path, text] of [
    ['src/a.ts', 'export const a = 2;\n'],
    ['app/b.py', 'b = 2\n'],
  ] as const) {
    world.repo.write(path, text);
    world.repo.git('add', path);
    expect(world.hook().by, path).toBe('node');
    world.repo.commit('passed');
    world.renew();
  }
});

test('every file of a whole tree, and of a large commit, is read', async () => {
  const { repo } = guarded();
  for (let n = 0; n < 120; n++) repo.write(`src/n${n}.ts`, `export const n = ${n};\n`);
  repo.write('src/word.ts', 'export const forbidden = 1;\n');
  repo.write('app/word.py', 'forbidden = 1\n');
  repo.git('add', '-A');
  const expected = ['app/word.py forbidden', 'src/word.ts forbidden'];
  expect(await found(repo.dir, 'staged')).toEqual(expected);
  expect(await found(repo.dir, 'all')).toEqual(expected);
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'all' }, config: null, today });
  if (outcome === null) throw new Error('there is a registry');
  const snapshot = openSnapshot({ scope: 'all' }, openRepository(repo.dir));
  const { prefilter } = searchOfTree(snapshot, outcome.matcher, undefined);
  expect(prefilter).toMatchObject({ js: null, py: null });
});
