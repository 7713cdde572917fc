/** `audit --history` over real commits: points, what came and went, who did it, what was undone. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { History } from '../../src/audit.ts';
import { recordOf } from '../../src/auditing/point.ts';
import { openRepository } from '../../src/git/repository.ts';
import { audit } from '../../src/index.ts';
import { CLAUDE, commitOn, datedRegistry, startedRepository } from '../support/dated.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const USE = 'from app.old import Old\n';

async function historyOf(
  repo: TemporaryRepository,
  range: string,
  every: number | 'day' | 'week' | 'month' = 'day',
  registryOfTheDay = false,
): Promise<History> {
  const found = await audit({ cwd: repo.dir, now: '2026-03-01', history: { range, every, registryOfTheDay } });
  if (found.history === null) throw new Error('no history');
  return found.history;
}

describe('points', () => {
  test('are the last commits of days, weeks and months, or every so many', async () => {
    const repo = startedRepository();
    for (const day of ['2026-01-02', '2026-01-02', '2026-01-05', '2026-01-12', '2026-02-01']) commitOn(repo, day, {});
    const days = async (...args: Parameters<typeof historyOf> extends [unknown, ...infer R] ? R : never) =>
      (await historyOf(repo, ...args)).points.map(({ day }) => day);
    expect(await days('HEAD', 'day')).toEqual(['2026-01-01', '2026-01-02', '2026-01-05', '2026-01-12', '2026-02-01']);
    expect(await days('HEAD', 'week')).toEqual(['2026-01-02', '2026-01-05', '2026-01-12', '2026-02-01']);
    expect(await days('HEAD', 'month')).toEqual(['2026-01-12', '2026-02-01']);
    expect(await days('HEAD', 2)).toEqual(['2026-01-01', '2026-01-02', '2026-01-05', '2026-02-01']);
    expect(await days('HEAD~2..HEAD', 1)).toEqual(['2026-01-05', '2026-01-12', '2026-02-01']);
    expect(await days('2026-01-02..2026-01-11', 'day')).toEqual(['2026-01-02', '2026-01-05']);
    expect(await days('2026-01-12', 'day')).toEqual(['2026-01-12', '2026-02-01']);
  });

  test('end at the audited commit', async () => {
    const repo = startedRepository();
    const second = commitOn(repo, '2026-01-02', {});
    commitOn(repo, '2026-01-03', {});
    for (const range of ['2026-01-01', 'HEAD~2..']) {
      const { history } = await audit({
        cwd: repo.dir,
        ref: second,
        now: '2026-03-01',
        history: { range, every: 'day' },
      });
      expect(history?.points.map(({ day }) => day)).toEqual(['2026-01-01', '2026-01-02']);
    }
  });

  test('a range without commits, one that is none, and no commit of that name are refused', async () => {
    const repo = startedRepository();
    await expect(historyOf(repo, '2025-01-01..2025-02-01')).rejects.toThrow('no commit in the range');
    await expect(historyOf(repo, 'HEAD...HEAD')).rejects.toThrow('two dots');
    await expect(historyOf(repo, '2026-02-30')).rejects.toThrow('no day');
    await expect(historyOf(repo, 'nowhere..HEAD')).rejects.toThrow('no such commit: nowhere');
  });

  test('have the numbers that an audit of the commit has', async () => {
    const repo = startedRepository();
    commitOn(repo, '2026-01-03', { 'app/a.py': USE, 'app/b.py': `${USE}from app.manager import Manager\n` });
    const { points } = await historyOf(repo, 'HEAD');
    for (const point of points) {
      const found = await audit({ cwd: repo.dir, ref: point.commit, now: point.day });
      const [manager] = found.concepts;
      expect(point).toMatchObject({
        ...{ filesChecked: found.counts.filesChecked, findings: found.counts.findings, compliance: found.compliance },
        concepts: [
          { name: 'Manager', findings: manager?.findings, left: manager?.imports.left, total: manager?.imports.total },
        ],
      });
    }
  });
});

describe('steps', () => {
  test('tell arrivals from removals, and what only moves from both', async () => {
    const repo = startedRepository({
      'app/a.py': `${USE}# one\n# two\n# three\n`,
      'app/gone.py': 'import os\nfrom app import old\n',
    });
    commitOn(repo, '2026-01-02', {
      'app/a.py': null,
      'app/moved.py': `${USE}# one\n# two\n# three\n`,
      'app/gone.py': null,
      'app/b.py': USE,
      'app/c.py': `import app.old\n${USE}`,
    });
    const { steps, points } = await historyOf(repo, 'HEAD');
    expect(points.map(({ findings }) => findings)).toEqual([2, 4]);
    expect(steps).toMatchObject([
      { arrivals: 3, removals: 1, concepts: [{ name: 'Manager', arrivals: 3, removals: 1 }] },
    ]);
  });

  test('arrivals belong to the commit in whose text the import first stands', async () => {
    const repo = startedRepository({ 'app/a.py': 'X = 1\n', 'app/b.py': USE });
    commitOn(repo, '2026-01-02', { 'app/a.py': 'X = 2\n' }, { author: 'Ann' });
    commitOn(repo, '2026-01-02', { 'app/a.py': `${USE}X = 2\n` }, { author: 'Bob', message: `with help${CLAUDE}` });
    commitOn(repo, '2026-01-02', { 'app/a.py': `${USE}X = 3\n` }, { author: 'Cid' });
    commitOn(repo, '2026-01-02', { 'app/b.py': 'X = 1\n' }, { author: 'Cid' });
    commitOn(repo, '2026-01-02', { 'app/b.py': 'X = 2\n' }, { author: 'Dan' });
    const { steps, adders } = await historyOf(repo, 'HEAD');
    expect(steps).toMatchObject([{ arrivals: 1, removals: 1, agentArrivals: 1, agentRemovals: 0 }]);
    expect(adders).toEqual([
      { name: 'Bob', byAgent: true, arrivals: 1, removals: 0, commits: 1 },
      { name: 'Cid', byAgent: false, arrivals: 0, removals: 1, commits: 1 },
    ]);
  });

  test('what a registry alone brings belongs to nobody', async () => {
    const repo = startedRepository({ 'app/new.py': 'class New:\n    pass\n', 'app/a.py': 'from app.new import New\n' });
    commitOn(repo, '2026-01-02', { '.ssotrc.json': datedRegistry({ banned: ['app.old', 'app.new'] }) });
    const { steps, adders } = await historyOf(repo, 'HEAD', 'day', true);
    expect(steps).toMatchObject([{ arrivals: 1, removals: 0 }]);
    expect(adders).toMatchObject([{ name: 'merges, and changes elsewhere', arrivals: 1, commits: 0 }]);
  });
});

test('each commit is judged by the present registry, or by its own', async () => {
  const repo = temporaryRepository();
  commitOn(repo, '2026-01-01', { 'app/__init__.py': '', 'app/old.py': 'class Old: pass\n', 'app/a.py': USE });
  commitOn(repo, '2026-01-02', { '.ssotrc.json': datedRegistry(), 'app/manager.py': 'class Manager: pass\n' });
  const today = await historyOf(repo, 'HEAD');
  expect(today.points.map(({ findings, unjudged }) => [findings, unjudged])).toEqual([
    [1, null],
    [1, null],
  ]);
  const own = await historyOf(repo, 'HEAD', 'day', true);
  expect(own.points.map(({ findings, unjudged }) => [findings, unjudged])).toEqual([
    [0, expect.stringContaining('there is no registry')],
    [1, null],
  ]);
  expect(own.steps).toMatchObject([{ arrivals: 0, removals: 0 }]);
});

test('the trend says when nothing is left, against the deadline', async () => {
  const repo = startedRepository({ 'app/a.py': USE, 'app/b.py': USE, 'app/c.py': USE, 'app/d.py': USE });
  commitOn(repo, '2026-01-08', { 'app/a.py': 'X = 1\n' });
  commitOn(repo, '2026-01-15', { 'app/b.py': 'X = 1\n' });
  const found = await audit({ cwd: repo.dir, now: '2026-01-15', history: { range: 'HEAD', every: 'day' } });
  expect(found.history?.trends).toEqual([
    { name: 'Manager', perWeek: -1, doneOn: '2026-01-29', deadline: '2026-02-01', daysLate: -3 },
  ]);
  expect(found.concepts[0]?.sentence).toBe(
    '2 of 2 imports left in 2 files; 1 fewer a week; done 2026-01-29, 3 days before the deadline',
  );
});

describe('reversals', () => {
  test('a banned module that was gone is there again', async () => {
    const repo = startedRepository();
    commitOn(repo, '2026-01-02', { 'app/old.py': null });
    const back = commitOn(repo, '2026-01-03', { 'app/old.py': 'class Old: pass\n' }, { message: `back${CLAUDE}` });
    commitOn(repo, '2026-01-04', { 'app/old.py': 'class Old:\n    X = 1\n' });
    expect((await historyOf(repo, 'HEAD')).reversals).toEqual([
      {
        kind: 'module-revived',
        day: '2026-01-03',
        commit: back,
        concept: 'Manager',
        message: 'app/old.py is there again',
        byAgent: true,
      },
    ]);
  });

  test('the registry names another home, bans less, or waits longer', async () => {
    const repo = startedRepository({ 'app/other.py': 'class Manager:\n    pass\n' });
    commitOn(repo, '2026-01-02', { '.ssotrc.json': datedRegistry({ canonical: 'app/other.py#Manager' }) });
    commitOn(repo, '2026-01-03', { '.ssotrc.json': datedRegistry({ deadline: '2026-06-01', banned: [] }) });
    const { reversals } = await historyOf(repo, 'HEAD');
    expect(reversals.map(({ kind, day, message }) => `${day} ${kind}: ${message}`)).toEqual([
      '2026-01-02 canonical-changed: the canonical is app/other.py#Manager, and was app/manager.py#Manager',
      '2026-01-03 canonical-changed: the canonical is app/manager.py#Manager, and was app/other.py#Manager',
      '2026-01-03 ban-removed: app.old is banned no longer',
      '2026-01-03 deadline-moved: the deadline 2026-02-01 is now 2026-06-01',
    ]);
  });

  test('a symbol leaves its home, and comes back', async () => {
    const repo = startedRepository();
    const both = { 'app/manager.py': 'class Other:\n    pass\n', 'app/second.py': 'class Manager:\n    pass\n' };
    commitOn(repo, '2026-01-02', both);
    commitOn(repo, '2026-01-03', { 'app/manager.py': 'class Manager:\n    pass\n', 'app/second.py': null });
    const { reversals } = await historyOf(repo, 'HEAD');
    expect(reversals.map(({ kind, day, message }) => `${day} ${kind}: ${message}`)).toEqual([
      '2026-01-02 home-moved: app/manager.py no longer defines Manager; it is defined in app/second.py',
      '2026-01-03 home-moved: app/manager.py defines Manager again, or for the first time',
    ]);
  });

  test('none where nothing was undone', async () => {
    const repo = startedRepository();
    commitOn(repo, '2026-01-02', {
      '.ssotrc.json': datedRegistry({ deadline: '2026-01-20', owner: '@a' }),
      'app/old.py': null,
    });
    expect((await historyOf(repo, 'HEAD')).reversals).toEqual([]);
  });
});

test('a judged commit is kept, and a damaged record costs time alone', async () => {
  const repo = startedRepository({ 'app/a.py': USE });
  const repository = openRepository(repo.dir);
  const commit = { id: repo.head(), day: '2026-01-01' };
  const record = () => recordOf(commit, { repository, registry: null }, 'a build');
  const first = await record();
  expect(first.point.findings).toBe(1);
  const folder = join(repo.dir, '.git/ssot-guard/cache');
  const [name = ''] = readdirSync(folder).filter((one) => one.startsWith('audit-'));
  const kept = readFileSync(join(folder, name), 'latin1');
  expect(await record()).toEqual(first);
  writeFileSync(join(folder, name), kept.replace('"findings":1', '"findings":7'), 'latin1');
  expect(await record()).toEqual(first);
  expect(readFileSync(join(folder, name), 'latin1')).toBe(kept);
  // another day is another judgement, and so is another registry
  const later = await recordOf({ ...commit, day: '2026-01-02' }, { repository, registry: null }, 'a build');
  expect(later.point.day).toBe('2026-01-02');
  expect(readdirSync(folder).filter((one) => one.startsWith('audit-'))).toHaveLength(2);
});

test('merges count as states of the branch that they went into', async () => {
  const repo = startedRepository();
  repo.git('checkout', '-q', '-b', 'side');
  commitOn(repo, '2026-01-02', { 'app/side.py': USE }, { author: 'Sue' });
  repo.git('checkout', '-q', 'main');
  commitOn(repo, '2026-01-03', { 'app/x.py': 'X = 1\n' });
  const env = { GIT_AUTHOR_DATE: '2026-01-04T12:00:00Z', GIT_COMMITTER_DATE: '2026-01-04T12:00:00Z' };
  repo.tryGit(['-c', 'core.hooksPath=/dev/null', 'merge', '-q', '--no-ff', '-m', 'merge', 'side'], { env });
  const { points, adders } = await historyOf(repo, 'HEAD', 1);
  expect(points.map(({ day, findings }) => [day, findings])).toEqual([
    ['2026-01-01', 0],
    ['2026-01-03', 0],
    ['2026-01-04', 1],
  ]);
  expect(adders).toMatchObject([{ name: 'Sue', arrivals: 1 }]);
});
