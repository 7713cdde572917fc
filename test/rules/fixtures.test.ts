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
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { type CheckOutcome, check } from '../../src/pipeline.ts';
import { json } from '../../src/reporters/json.ts';
import { pretty } from '../../src/reporters/pretty.ts';
import { rules } from '../../src/rules/index.ts';
import { aContext } from '../reporters/sample.ts';
import { expectGoldenBehind } from '../support/golden.ts';
import { temporaryRepository } from '../support/repository.ts';
import {
  type BuiltFixture,
  buildRuleFixture,
  listRuleFixtures,
  loadRuleFixture,
  ruleFixtures,
} from '../support/rule-fixture.ts';
import { expectPromises } from './promises.ts';

/** What a check of the fixture from a folder comes to: a report, no registry, or a refusal. */
async function outcomeOf({ scope, today }: BuiltFixture, cwd: string): Promise<CheckOutcome | null | UserError> {
  try {
    return await check({ cwd, scope, config: null, today });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const UNWRAPPED = 10_000;

/** As many at once as are all shown. */
function parts<T>(list: readonly T[]): T[][] {
  return list.length === 0 ? [] : [list.slice(0, 30), ...parts(list.slice(30))];
}

function said(outcome: CheckOutcome | null | UserError): string {
  if (outcome === null) return 'no registry\n';
  if (outcome instanceof UserError)
    return `refused: ${outcome.message}\n${outcome.hint === null ? '' : `${outcome.hint}\n`}`;
  const text = parts(outcome.report.findings).map((findings) =>
    // Every finding by itself, with those that are known.
    pretty.render(
      { ...outcome.report, findings, scope: 'paths' },
      aContext({ source: outcome.source, columns: UNWRAPPED }),
    ),
  );
  return [...text, ...outcome.notes.map((note) => `note: ${note}\n`)].join('');
}

function asJson(outcome: CheckOutcome | null | UserError): string | null {
  if (outcome === null || outcome instanceof UserError) return null;
  return json.render(outcome.report, aContext());
}

/** From where it is asked does not depend on what is found: some are enough to see it. */
const fromBelow = new Set(listRuleFixtures().filter((_, at) => at % 20 === 0));

describe.each(listRuleFixtures())('%s', (name) => {
  const path = join(ruleFixtures, name);
  const parsed = loadRuleFixture(name);
  // All look at one repository and one check of it.
  let made: BuiltFixture | undefined;
  let checked: Promise<CheckOutcome | null | UserError> | undefined;
  const built = (): BuiltFixture => (made ??= buildRuleFixture(parsed));
  const outcome = () => (checked ??= outcomeOf(built(), built().repo.dir));

  test('is found as expected', async () => {
    expectGoldenBehind(path, '-- expected --', said(await outcome()));
  });

  test('keeps what every report promises', async () => {
    const reported = await outcome();
    if (reported !== null && !(reported instanceof UserError)) expectPromises(reported);
  });

  if (fromBelow.has(name))
    test('is the same from a subfolder', async () => {
      const above = await outcome();
      built().repo.write('some/folder/README', 'x\n');
      const below = await outcomeOf(built(), join(built().repo.dir, 'some/folder'));
      expect(asJson(below)).toBe(asJson(above));
    });
});

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
