/** `audit` as people run it: what it prints, in which form, and with which exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { CLAUDE, commitOn, datedRegistry, startedRepository } from '../support/dated.ts';
import { expectGolden } from '../support/golden.ts';
import type { TemporaryRepository } from '../support/repository.ts';
import { finishedRepository, registryText, runIn } from '../support/verified.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/audit/${name}`, import.meta.url));
const USE = 'from app.old import Old\n';

/** Three weeks of a migration, with everything that an audit has words for. */
function migration(): TemporaryRepository {
  const files = Object.fromEntries(
    Array.from({ length: 14 }, (_, n) => [`app/part${n % 3}/user${n}.py`, `${USE}X = ${n}\n`]),
  );
  const repo = startedRepository({
    ...files,
    CODEOWNERS: '* @all\n/app/part1/ @one\n/app/part2/ @two @three\n',
    'web/clock.ts': 'export class Clock {}\n',
    'web/use.ts': "import { Clock } from './clock';\nexport const clock = new Clock();\n",
  });
  const allow = [{ in: 'app/part0/user0.py', reason: 'moves in March', until: '2026-03-31' }];
  const banned = [{ module: 'app.old', allow }, 'app.unused', { module: 'app.manager', names: ['helper*'] }];
  commitOn(repo, '2026-01-08', {
    'app/part1/user1.py': null,
    'app/part1/user4.py': 'from app.manager import Manager\n',
  });
  commitOn(
    repo,
    '2026-01-15',
    { 'app/new.py': `${USE}class Manager:\n    pass\n`, 'app/old.py': null },
    { message: `more${CLAUDE}` },
  );
  const registry = JSON.parse(datedRegistry({ banned, link: 'https://example.org/1' }));
  const whole = { ...registry, concepts: { ...registry.concepts, Clock: 'web/clock.ts#Clock' } };
  commitOn(repo, '2026-01-20', {
    '.ssotrc.json': `${JSON.stringify(whole, null, 2)}\n`,
    'app/old.py': 'class Old:\n    pass\n',
    'app/unused.py': 'X = 1\n',
  });
  return repo;
}

const HISTORY = ['--history', 'HEAD', '--every', 'day', '--work-list', '--now', '2026-01-20'];

describe('what it prints', () => {
  const repo = migration();

  test('pretty, at 80 columns and at 120', async () => {
    const narrow = await runIn(repo, ['audit', ...HISTORY]);
    expectGolden(fixture('pretty-80.txt'), narrow.out);
    for (const line of narrow.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expectGolden(fixture('pretty-120.txt'), (await runIn(repo, ['audit', ...HISTORY], { columns: 120 })).out);
    expect(narrow.err).toMatch(
      /^ssot-guard: \d+ of \d+ files comply \([\d.]+ %\), \d+ violations, \d+ files checked · 14 ms\n$/,
    );
    expect(narrow.code).toBe(0);
  });

  test('quiet: the sentences alone', async () => {
    const { out } = await runIn(repo, ['audit', ...HISTORY, '--quiet']);
    expect(out.split('\n\n')).toHaveLength(1);
    expect(out).toMatch(/^Manager: .*\n(?: {2}.*\n)*Clock: nothing left of 1 import\n$/);
  });

  test('what is safe to delete, and that nobody looked into what is left out', async () => {
    const files = { '.ssotrc.json': registryText({ banned: ['app.ws.old'] }), 'app/ws/old.py': 'X = 1\n' };
    const { out } = await runIn(finishedRepository(files), ['audit']);
    expect(out).toContain('- delete app.ws.old: nothing imports or names it\n');
    const excluding = registryText({ banned: ['app.ws.old'] }, { files: { exclude: ['gen/**'] } });
    const other = finishedRepository({ ...files, '.ssotrc.json': excluding, 'gen/a.py': 'import app.ws.old\n' });
    expect((await runIn(other, ['audit'], { columns: 120 })).out).toContain(
      'nothing imports or names it (1 file that the registry leaves out was not looked at)\n',
    );
  });

  test('markdown', async () => {
    expectGolden(fixture('page.md'), (await runIn(repo, ['audit', ...HISTORY, '--format', 'markdown'])).out);
  });

  test('json, as its schema says, the same from run to run', async () => {
    const schema = JSON.parse(readFileSync(fileURLToPath(new URL('../../audit-schema.json', import.meta.url)), 'utf8'));
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    const first = await runIn(repo, ['audit', ...HISTORY, '-f', 'json']);
    expect(validate(JSON.parse(first.out)), JSON.stringify(validate.errors)).toBe(true);
    expect((await runIn(repo, ['audit', ...HISTORY, '-f', 'json'])).out).toBe(first.out);
    expect(validate(JSON.parse((await runIn(repo, ['audit', '-f', 'json', '--ref', 'HEAD'])).out))).toBe(true);
  });

  test('to a file, and nothing else to standard output', async () => {
    const { out } = await runIn(repo, ['audit', '--output', 'out.txt', '--quiet']);
    expect(out).toBe('');
    expect(readFileSync(join(repo.dir, 'out.txt'), 'utf8')).toContain('Manager: ');
  });

  test('names that mean something to a terminal or a page are escaped', async () => {
    const evil = 'app/\u001b[2J`|<b>.py';
    const other = finishedRepository({ [evil]: 'from app.ws.old import OldManager\n"""' });
    const pretty = await runIn(other, ['audit', '--work-list']);
    expect(pretty.out).not.toContain('\u001b');
    const page = await runIn(other, ['audit', '--work-list', '--format', 'markdown']);
    expect(page.out).not.toMatch(/\u001b|<b>/);
  });
});

describe('the exit code', () => {
  test('is 0 with violations, and 1 with errors past their end date', async () => {
    const entry = {
      path: 'app/late.py',
      rule: 'banned-import',
      concept: 'Manager',
      module: 'py:app/ws/old',
      symbol: 'OldManager',
    };
    const baseline = `${JSON.stringify({ ...entry, count: 1, until: '2026-10-01' })}\n`;
    const late = { 'app/late.py': 'from app.ws.old import OldManager\n' };
    expect((await runIn(finishedRepository(late), ['audit'])).code).toBe(0);
    const due = finishedRepository({ ...late, '.ssot-baseline.jsonl': baseline });
    const after = await runIn(due, ['audit', '--now', '2026-10-02']);
    expect(after.code).toBe(1);
    expect(after.err).toContain('1 past their end date');
    expect((await runIn(due, ['audit', '--now', '2026-10-01'])).code).toBe(0);
  });

  test('is 1 below --min-compliance, by the counts', async () => {
    const repo = finishedRepository({
      'app/late.py': 'from app.ws.old import OldManager\n',
      'app/b.py': 'from app.ws.manager import UnifiedManager\n',
    });
    // manager.py, use.py, b.py, clock.ts, use.ts comply; late.py does not
    expect((await runIn(repo, ['audit', '--min-compliance', '83.3'])).code).toBe(0);
    const below = await runIn(repo, ['audit', '--min-compliance', '83.34']);
    expect(below.code).toBe(1);
    expect(below.err).toContain('ssot-guard: 5 of 6 files comply, 83.3 %, and --min-compliance is 83.34 %\n');
    expect((await runIn(finishedRepository(), ['audit', '--min-compliance', '100'])).code).toBe(0);
    const nothing = finishedRepository({ '.ssotrc.json': registryText({}, { files: { include: ['none/**'] } }) });
    const unread = await runIn(nothing, ['audit', '--min-compliance', '1']);
    expect(unread.code).toBe(1);
    expect(unread.err).toContain('no file was checked, and --min-compliance is 1 %');
  });

  test.each([
    [['--min-compliance', 'much'], 'wants a share from 0 to 100'],
    [['--min-compliance', '101'], 'wants a share from 0 to 100'],
    [['--every', 'day'], '--every says nothing without --history'],
    [['--registry-of-the-day'], '--registry-of-the-day says nothing without --history'],
    [['--history', 'HEAD', '--every', 'year'], 'a number of commits, or day, week or month'],
    [['--ref', 'nowhere'], 'no such commit: nowhere'],
  ])('is 2 for %j', async (args, words) => {
    const { code, err } = await runIn(finishedRepository(), ['audit', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  test('is 2 without a registry', async () => {
    const { code, err } = await runIn(finishedRepository({ '.ssotrc.json': null }), ['audit']);
    expect(code).toBe(2);
    expect(err).toContain('there is no registry');
  });
});

test('progress is told on a terminal: files, then commits', async () => {
  const repo = startedRepository();
  commitOn(repo, '2026-01-02', { 'app/a.py': USE });
  let time = 1000;
  const { err } = await runIn(repo, ['audit', '--history', 'HEAD', '--every', 'day'], {
    ...{ interactive: true, elapsed: () => (time += 1000) },
  });
  expect(err).toContain('1 of 2 commits judged');
});
