/**
 * Rule fixtures as the hook meets them: what configures the guard and what was there before is committed, the rest is
 * staged, one file after the other.
 */
import { loadRuleFixture } from './rule-fixture.ts';

const CONFIGURATION =
  /(?:^|\/)(?:\.ssotrc\.json|[tj]sconfig[^/]*\.json|package\.json|pnpm-workspace\.yaml|pyproject\.toml|setup\.(?:py|cfg))$/;

export interface StagedFixture {
  readonly now: string;
  readonly before: ReadonlyMap<string, string>;
  readonly staged: ReadonlyMap<string, string>;
}

/** @param name `rule/file.txt` */
export function loadStagedFixture(name: string): StagedFixture {
  const { head, sections } = loadRuleFixture(name);
  const before = new Map<string, string>();
  const staged = new Map<string, string>();
  for (const { name: section, text } of sections) {
    if (section.startsWith('HEAD:')) before.set(section.slice(5), text);
    else if (!section.startsWith('delete:')) staged.set(section, text);
  }
  // What the guard is configured with counts as it is in the end.
  for (const [path, content] of staged) if (CONFIGURATION.test(path)) before.set(path, content);
  for (const path of before.keys()) if (CONFIGURATION.test(path)) staged.delete(path);
  return { now: /now=(\S+)/.exec(head)?.[1] ?? '2026-06-01', before, staged };
}
