/**
 * The fixtures of every rule, through the hook: what git alone passes, the full check has nothing to say about.
 *
 * Each fixture becomes two commits: what configures the guard and what was there before, then the rest. The search files
 * are made after the first; before the second the hook is asked, and the check.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { check } from '../../src/pipeline.ts';
import { guarded } from './fast-path-world.ts';

const folder = fileURLToPath(new URL('../fixtures/rules/', import.meta.url));
const SECTION = /^-- (.+) --\n/gm;
const CONFIGURATION =
  /(?:^|\/)(?:\.ssotrc\.json|[tj]sconfig[^/]*\.json|package\.json|pnpm-workspace\.yaml|pyproject\.toml|setup\.(?:py|cfg))$/;

interface Fixture {
  readonly now: string;
  readonly before: ReadonlyMap<string, string>;
  readonly staged: ReadonlyMap<string, string>;
}

function read(text: string): Fixture {
  const marks = [...text.matchAll(SECTION)];
  const before = new Map<string, string>();
  const staged = new Map<string, string>();
  marks.forEach((mark, i) => {
    const name = mark[1] ?? '';
    const content = text.slice(mark.index + mark[0].length, marks[i + 1]?.index ?? text.length);
    if (name.startsWith('HEAD:')) before.set(name.slice(5), content);
    else if (!name.startsWith('delete:') && name !== 'expected') staged.set(name, content);
  });
  // What the guard is configured with counts as it is in the end.
  for (const [path, content] of staged) if (CONFIGURATION.test(path)) before.set(path, content);
  for (const path of before.keys()) if (CONFIGURATION.test(path)) staged.delete(path);
  return { now: /now=(\S+)/.exec(text)?.[1] ?? '2026-06-01', before, staged };
}

const answers = { git: 0, node: 0 };

describe.each(readdirSync(folder).sort())('%s', (rule) => {
  test.each(readdirSync(join(folder, rule)).sort())('%s', async (file) => {
    const { now, before, staged } = read(readFileSync(join(folder, rule, file), 'utf8'));
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
});

afterAll(() => {
  // Neither may be the answer to everything.
  expect(answers.git).toBeGreaterThan(5);
  expect(answers.node).toBeGreaterThan(50);
});
