/**
 * Rule fixtures as the hook meets them: what configures the guard and what was there before is committed, the rest is
 * staged, one file after the other.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleFixtures } from './rule-fixture.ts';

const SECTION = /^-- (.+) --\n/gm;
const CONFIGURATION =
  /(?:^|\/)(?:\.ssotrc\.json|[tj]sconfig[^/]*\.json|package\.json|pnpm-workspace\.yaml|pyproject\.toml|setup\.(?:py|cfg))$/;

export interface StagedFixture {
  readonly now: string;
  readonly before: ReadonlyMap<string, string>;
  readonly staged: ReadonlyMap<string, string>;
}

/** @param name `rule/file.txt` */
export function loadStagedFixture(name: string): StagedFixture {
  const text = readFileSync(join(ruleFixtures, name), 'utf8');
  const marks = [...text.matchAll(SECTION)];
  const before = new Map<string, string>();
  const staged = new Map<string, string>();
  marks.forEach((mark, i) => {
    const section = mark[1] ?? '';
    const content = text.slice(mark.index + mark[0].length, marks[i + 1]?.index ?? text.length);
    if (section.startsWith('HEAD:')) before.set(section.slice(5), content);
    else if (!section.startsWith('delete:') && section !== 'expected') staged.set(section, content);
  });
  // What the guard is configured with counts as it is in the end.
  for (const [path, content] of staged) if (CONFIGURATION.test(path)) before.set(path, content);
  for (const path of before.keys()) if (CONFIGURATION.test(path)) staged.delete(path);
  return { now: /now=(\S+)/.exec(text)?.[1] ?? '2026-06-01', before, staged };
}
