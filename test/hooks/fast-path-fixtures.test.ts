/**
 * Fixtures of the rules, through the hook: what git alone passes, the full check has nothing to say about.
 *
 * Each fixture becomes two commits: what configures the guard and what was there before, then the rest. The search files
 * are made after the first; before the second the hook is asked, and the check. Every fixture is tried in memory
 * (test/prefilter/fixtures.test.ts), with the same patterns; here every eighth, or with `HOOK_FIXTURES=all` each.
 */
import { afterAll, expect, test } from 'vitest';
import { check } from '../../src/pipeline.ts';
import { listRuleFixtures } from '../support/rule-fixture.ts';
import { loadStagedFixture } from '../support/staged-fixture.ts';
import { guarded } from './fast-path-world.ts';

const EVERY = process.env.HOOK_FIXTURES === 'all' ? 1 : 8;
const answers = { git: 0, node: 0 };

test.each(listRuleFixtures().filter((_, at) => at % EVERY === 0))('%s', async (name) => {
  const { now, before, staged } = loadStagedFixture(name);
  const { repo, hook } = guarded({ files: { 'README.md': '', ...Object.fromEntries(before) } });
  // One file at a time: a required text in one must not speak for the others.
  for (const [path, content] of staged) {
    repo.write(path, content);
    repo.git('add', '--', path);
    const { by } = hook();
    if (by === 'git') {
      answers.git++;
      const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: now });
      expect(outcome?.report.findings ?? []).toEqual([]);
      expect(outcome?.report.summary.uncheckable ?? 0).toBe(0);
    } else answers.node++;
    repo.commit('next');
  }
});

afterAll(() => {
  // Neither may be the answer to everything.
  expect(answers.git).toBeGreaterThan(5);
  expect(answers.node).toBeGreaterThan(20);
});
