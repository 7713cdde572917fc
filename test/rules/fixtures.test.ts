/**
 * Rule fixtures: a tiny project, its registry and the exact findings, in one text file.
 *
 *   what the case shows                      first line, a sentence
 *   now=2026-06-01 scope=all                 optional: the day, and the scope (staged is the default)
 *   -- HEAD:src/a.ts --                      a file of the commit before
 *   -- src/a.ts --                           a file as it is staged
 *   -- delete:src/b.ts --                    a file that the commit deletes
 *   -- expected --                           findings as `pretty` prints them, then notes; empty: must stay silent
 *
 * `UPDATE=1` rewrites the expected part. Adding a case adds a file and no code.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { check } from '../../src/pipeline.ts';
import { pretty } from '../../src/reporters/pretty.ts';
import { rules } from '../../src/rules/index.ts';
import { temporaryRepository } from '../support/repository.ts';
import {
  buildRuleFixture,
  ruleFixtures as folder,
  type RuleFixture,
  readRuleFixture,
} from '../support/rule-fixture.ts';

async function run(fixture: RuleFixture): Promise<string> {
  const { repo, scope, today } = buildRuleFixture(fixture);
  try {
    const outcome = await check({ cwd: repo.dir, scope, config: null, today });
    if (outcome === null) return 'no registry\n';
    const text = pretty.render(outcome.report, { source: outcome.source, colour: false, version: '0' });
    return text + outcome.notes.map((note) => `note: ${note}\n`).join('');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `refused: ${error.message}\n${error.hint === null ? '' : `${error.hint}\n`}`;
  }
}

for (const rule of readdirSync(folder).sort()) {
  describe(rule, () => {
    for (const file of readdirSync(join(folder, rule)).sort()) {
      test(file.replace(/\.txt$/, '').replaceAll('-', ' '), async () => {
        const path = join(folder, rule, file);
        const text = readFileSync(path, 'utf8');
        const parsed = readRuleFixture(text);
        const actual = await run(parsed);
        if (process.env.UPDATE === '1') {
          const cut = text.search(/^-- expected --\n/m);
          writeFileSync(path, `${cut === -1 ? text : text.slice(0, cut)}-- expected --\n${actual}`);
        } else {
          expect(actual).toBe(parsed.expected);
        }
      });
    }
  });
}

describe('the examples in the rules’ own documentation', () => {
  for (const rule of rules) {
    for (const [which, example] of [
      ['bad', rule.bad],
      ['good', rule.good],
    ] as const) {
      test(`${rule.id}: the ${which} one`, async () => {
        const repo = temporaryRepository();
        repo.write('.ssotrc.json', JSON.stringify({ version: 1, ...example.registry }));
        for (const [path, source] of Object.entries(example.files)) repo.write(path, source);
        repo.git('add', '-A');
        const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: '2026-06-01' });
        const own = outcome?.report.findings.filter((finding) => finding.rule === rule.id) ?? [];
        if (which === 'bad') expect(own).not.toEqual([]);
        else expect(outcome?.report.findings).toEqual([]);
      });
    }
  }
});
