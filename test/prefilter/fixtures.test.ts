/**
 * Every fixture of the rules, file by file: one of which the rules say something holds the text that is searched for.
 */
import { parse } from 'jsonc-parser';
import { afterAll, expect, test } from 'vitest';
import { listRuleFixtures } from '../support/rule-fixture.ts';
import { loadStagedFixture } from '../support/staged-fixture.ts';
import { ask } from './memory.ts';

const tried = { passed: 0, found: 0, refused: 0 };

test.each(listRuleFixtures())('%s', (name) => {
  const { before, staged } = loadStagedFixture(name);
  const registry: unknown = parse(before.get('.ssotrc.json') ?? '{}');
  if (typeof registry !== 'object' || registry === null) return;
  const files = new Map(before);
  for (const [path, content] of staged) {
    const answers = ask({ files, registry }, path, Buffer.from(content));
    if (answers === null) tried.refused++;
    else if (answers.findings.length === 0) tried.passed++;
    else {
      tried.found++;
      expect([answers.findings, answers.skipped()]).toEqual([answers.findings, false]);
    }
    files.set(path, content);
  }
});

afterAll(() => {
  expect(tried.found).toBeGreaterThan(200);
  expect(tried.passed).toBeGreaterThan(200);
});
