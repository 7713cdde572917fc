/**
 * `fix` over fixture projects: a tiny project with its registry, the files as they are afterwards, and what is left with
 * its reason, in one text file (test/fixtures/fix).
 *
 *   what the case shows                      first line, a sentence; `merged` where names go into other imports
 *   -- src/a.ts --                           a file before
 *   -- expected --                           `== path ==` and the whole file for each that changed, then what is left
 *
 * `UPDATE=1` rewrites the expected part. Adding a case adds a file and no code.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/pipeline.ts';
import { REFUSALS } from '../../../src/replacement/refusals.ts';
import type { FixResult } from '../../../src/rewriting/result.ts';
import { isMention } from '../../../src/types.ts';
import { expectGoldenBehind } from '../../support/golden.ts';
import type { TemporaryRepository } from '../../support/repository.ts';
import { buildRuleFixture, loadFixture } from '../../support/rule-fixture.ts';
import { diffOf, json } from './world.ts';

const folder = fileURLToPath(new URL('../../fixtures/fix/', import.meta.url));
const seen = new Set<string>();

async function findingsOf({ dir }: TemporaryRepository) {
  const outcome = await check({ cwd: dir, scope: { scope: 'all' }, config: null, today: '2026-06-01' });
  return (outcome?.report.findings ?? []).filter((one) => one.rule !== 'registry' && !isMention(one));
}

/** The files that changed, and what is left. */
function shown(repo: TemporaryRepository, { fixed, refused }: FixResult): string {
  const files = fixed.map(({ path }) => `== ${path} ==\n${repo.read(path)}`);
  const left = refused.map(
    ({ path, line, column, rule, reason }) => `${path}:${line}:${column} ${rule} ${reason}: ${REFUSALS[reason]}\n`,
  );
  return `${files.join('')}== left ==\n${left.join('')}`;
}

describe.each(readdirSync(folder).sort())('%s', (name) => {
  it('is fixed as it says, and nothing else of it', async () => {
    const fixture = loadFixture(join(folder, name));
    const { repo } = buildRuleFixture(fixture);
    const before = await findingsOf(repo);
    const diff = await diffOf(repo.dir, '--all');
    const result = await json(repo.dir, '--all');
    for (const { reason } of result.refused) seen.add(reason);
    expectGoldenBehind(join(folder, name), '-- expected --', shown(repo, result));
    // What is said to be fixable is fixed, and the hint stands there.
    const count = result.fixed.reduce((sum, { findings }) => sum + findings, 0);
    expect(count).toBe(before.filter(({ fixable }) => fixable).length);
    if (!fixture.head.includes('merged'))
      for (const { path, hint, fixable } of before) if (fixable) expect(repo.read(path)).toContain(hint);
    // What is left is what is still found, and nothing else can be done.
    const placeOf = (one: { path: string; line: number; column: number }) => `${one.path}:${one.line}:${one.column}`;
    expect((await findingsOf(repo)).map(placeOf)).toEqual(result.refused.map(placeOf));
    expect(await json(repo.dir, '--all')).toMatchObject({ fixed: [], refused: result.refused });
    // The diff of a dry run leads to the same files.
    const files = result.fixed.map(({ path }) => [path, repo.read(path)]);
    repo.git('checkout', '-q', '--', '.');
    writeFileSync(join(repo.dir, '.git/diff'), diff);
    if (diff.length > 0) repo.git('apply', '--whitespace=nowarn', '.git/diff');
    expect(result.fixed.map(({ path }) => [path, repo.read(path)])).toEqual(files);
  });
});

it('every reason is shown', () => {
  const elsewhere = ['worse']; // fix.test.ts
  expect([...seen, ...elsewhere].sort()).toEqual(Object.keys(REFUSALS).sort());
});
