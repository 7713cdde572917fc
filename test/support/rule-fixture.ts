/**
 * Rule fixtures as projects: read from their text file (the format is in test/rules/fixtures.test.ts) and built as a
 * repository that is ready to be checked.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScopeRequest } from '../../src/git/snapshot.ts';
import { type TemporaryRepository, temporaryRepository } from './repository.ts';

export interface RuleFixture {
  /** What the case shows, and its options. */
  readonly head: string;
  readonly sections: readonly { readonly name: string; readonly text: string }[];
  readonly expected: string;
}

export const ruleFixtures = fileURLToPath(new URL('../fixtures/rules/', import.meta.url));

/** Every fixture, as `rule/file.txt`, sorted. */
export function listRuleFixtures(): string[] {
  return readdirSync(ruleFixtures)
    .sort()
    .flatMap((rule) =>
      readdirSync(join(ruleFixtures, rule))
        .sort()
        .map((file) => `${rule}/${file}`),
    );
}

export function loadRuleFixture(name: string): RuleFixture {
  return loadFixture(join(ruleFixtures, name));
}

/** Any file in that format. */
export function loadFixture(file: string): RuleFixture {
  return readRuleFixture(readFileSync(file, 'utf8'));
}

const SECTION = /^-- (.+) --\n/gm;

function readRuleFixture(text: string): RuleFixture {
  const marks = [...text.matchAll(SECTION)];
  const sections = marks.map((mark, i) => ({
    name: mark[1] ?? '',
    text: text.slice(mark.index + mark[0].length, marks[i + 1]?.index ?? text.length),
  }));
  return {
    head: text.slice(0, marks[0]?.index ?? text.length),
    sections: sections.filter((section) => section.name !== 'expected'),
    expected: sections.find((section) => section.name === 'expected')?.text ?? '',
  };
}

export interface BuiltFixture {
  readonly repo: TemporaryRepository;
  readonly scope: ScopeRequest;
  readonly today: string;
}

const SCOPES: Readonly<Record<string, ScopeRequest>> = {
  staged: { scope: 'staged' },
  all: { scope: 'all' },
  ref: { scope: 'ref', ref: 'HEAD' },
  since: { scope: 'since', ref: 'HEAD~1' },
};

/** The fixture as a repository: the commit before, then everything staged (or committed, for `ref` and `since`). */
export function buildRuleFixture({ head, sections }: RuleFixture): BuiltFixture {
  const today = /now=(\S+)/.exec(head)?.[1] ?? '2026-06-01';
  const kind = /scope=(\S+)/.exec(head)?.[1] ?? 'staged';
  const scope = SCOPES[kind];
  if (scope === undefined) throw new Error(`unknown scope ${kind}`);
  const repo = temporaryRepository();
  const before = sections.filter(({ name }) => name.startsWith('HEAD:'));
  for (const { name, text } of before) repo.write(name.slice(5), text);
  if (before.length > 0) repo.commitAll('before');
  for (const { name, text } of sections) {
    if (name.startsWith('delete:')) repo.remove(name.slice(7));
    else if (!name.startsWith('HEAD:')) repo.write(name, text);
  }
  repo.git('add', '-A');
  if (kind === 'ref' || kind === 'since') repo.commit('now');
  return { repo, scope, today };
}
