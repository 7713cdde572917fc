/**
 * Mentions over every scope; and that the hook's search and the check's are made of the same texts.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ScopeRequest } from '../../src/git/snapshot.ts';
import { check } from '../../src/pipeline.ts';
import { mentionPatterns, mentionSearch } from '../../src/prefilter/mention-patterns.ts';
import { expressionSource, grepPattern } from '../../src/prefilter/pattern.ts';
import { loadRegistry } from '../../src/registry/load.ts';
import { compileRegistry, openMatcher } from '../../src/registry/matcher.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const REGISTRY = JSON.stringify({ version: 1, mentions: 'error', banned: [{ module: './app/ws/old.py' }] });

function repository(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('app/ws/old.py', '');
  repo.write('a.yaml', 'a: app/ws/old.py\n');
  repo.commitAll('before');
  repo.write('b.yaml', 'b: app.ws.old\n');
  repo.write('a.yaml', 'a: app/ws/old.py\nb: app/ws/old.py\n');
  return repo;
}

async function mentioned(repo: TemporaryRepository, scope: ScopeRequest): Promise<string[]> {
  const outcome = await check({ cwd: repo.dir, scope, config: null, today: '2026-06-01' });
  const findings = outcome?.report.findings.filter(({ rule }) => rule === 'mention') ?? [];
  return findings.map(({ path, line, status, severity }) => `${path}:${line} ${status} ${severity}`);
}

const BEFORE = 'a.yaml:1 known error';
const [FIRST, SECOND, OTHER] = ['a.yaml:1 new error', 'a.yaml:2 new error', 'b.yaml:1 new error'] as const;

test('what is staged, or differs from HEAD, counts for what it adds', async () => {
  const repo = repository();
  expect(await mentioned(repo, { scope: 'staged' })).toEqual([]);
  expect(await mentioned(repo, { scope: 'changed' })).toEqual([BEFORE, SECOND, OTHER]);
  repo.git('add', '-A');
  expect(await mentioned(repo, { scope: 'staged' })).toEqual([BEFORE, SECOND, OTHER]);
  const before = repo.head();
  repo.commitAll('after');
  expect(await mentioned(repo, { scope: 'since', ref: before })).toEqual([BEFORE, SECOND, OTHER]);
});

test('trees and paths count for all that they hold', async () => {
  const repo = repository();
  expect(await mentioned(repo, { scope: 'all' })).toEqual([FIRST, SECOND, OTHER]);
  expect(await mentioned(repo, { scope: 'paths', paths: ['b.yaml'] })).toEqual([OTHER]);
  expect(await mentioned(repo, { scope: 'ref', ref: 'HEAD' })).toEqual([FIRST]);
  const content = Buffer.from('x: 1\ny: app/ws/old.py\n');
  expect(await mentioned(repo, { scope: 'stdin', path: 'c.yaml', content })).toEqual(['c.yaml:2 new error']);
});

test('a renamed file brings what it had', async () => {
  const repo = repository();
  repo.git('checkout', '-q', 'a.yaml');
  repo.git('mv', 'a.yaml', 'c.yaml');
  expect(await mentioned(repo, { scope: 'staged' })).toEqual(['c.yaml:1 known error']);
});

test('a commit cannot turn mentions off and use it', async () => {
  const repo = repository();
  repo.write('.ssotrc.json', REGISTRY.replace('"error"', '"off"'));
  repo.git('add', '-A');
  expect(await mentioned(repo, { scope: 'staged' })).toEqual([SECOND, OTHER]);
});

test('what the hook searches for is what the check searches for', () => {
  const bansOf = (banned: readonly unknown[]) => {
    const text = JSON.stringify({ version: 1, banned });
    const { registry } = loadRegistry({ path: '.ssotrc.json', text }, () => undefined);
    return openMatcher(compileRegistry(registry ?? expect.fail())).bans;
  };
  const namedBy = (...banned: readonly unknown[]) =>
    mentionPatterns(bansOf(banned))
      .map(grepPattern)
      .filter((pattern) => !/import|^\^|^ssot|\r/.test(pattern));
  expect(namedBy('./app/ws/old.py', 'py:app.ws.old')).toEqual(['\\bws[./]old\\b']);
  expect(namedBy('src/legacy_*', './src/ümlaut.ts')).toEqual(['legacy_', '\\bsrc[./]\u00c3\u00bcmlaut\\b']);
  expect(namedBy('./top', 'moment')).toEqual(['\\btop[./][0-9A-Z_a-z]']);
  expect(namedBy({ module: './a/b.py', names: ['Old', 'get_*', 'default'] })).toEqual([
    '\\bb[./]Old\\b',
    '\\bb[./]get_',
  ]);
  const bans = bansOf(['./app/ws/old.py', 'moment']);
  const { expression } = mentionSearch(bans)?.file ?? expect.fail();
  const patterns = mentionPatterns(bans).map((pattern) => `(?:${expressionSource(pattern)})`);
  expect(`${expression}|(?:\r[^\n])`).toBe(patterns.join('|'));
  expect(mentionSearch([])).toBe(null);
});

test('a text whose object is gone is told, and the check goes on', async () => {
  const repo = repository();
  repo.commitAll('after');
  const id = repo.git('rev-parse', 'HEAD:b.yaml').trim();
  rmSync(join(repo.dir, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
  const outcome = await check({
    cwd: repo.dir,
    scope: { scope: 'ref', ref: 'HEAD' },
    config: null,
    today: '2026-06-01',
  });
  expect(outcome?.unsearched).toEqual([{ path: 'b.yaml', reason: 'its object cannot be read' }]);
  expect(outcome?.notes).toContain(
    '1 text file could not be searched for mentions (its object cannot be read): b.yaml',
  );
  expect(outcome?.report.findings.filter(({ rule }) => rule === 'mention')).toHaveLength(2);
});

test('a run of letters of a megabyte is read once', async () => {
  const repo = repository();
  repo.write('c.yaml', `${'x'.repeat(1 << 20)}\n${'y/'.repeat(1 << 19)}\nc: app.ws.old\n`);
  expect(await mentioned(repo, { scope: 'paths', paths: ['c.yaml'] })).toEqual(['c.yaml:3 new error']);
});

test('a long line of imports and braces is looked along once', async () => {
  const repo = repository();
  repo.write('c.json', `{"a":"${'import { x '.repeat(100_000)} old"}\n`);
  repo.write('d.json', `{"a":"${'import { x '.repeat(100_000)} app/ws/old.py"}\n`);
  expect(await mentioned(repo, { scope: 'paths', paths: ['c.json', 'd.json'] })).toEqual(['d.json:1 new error']);
});
