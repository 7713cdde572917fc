/** Creating, growing, shrinking, listing, and telling growth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyBaseline } from '../../src/baseline/apply.ts';
import {
  addToBaseline,
  baselineGrowth,
  createBaseline,
  listBaseline,
  type Moves,
  pruneBaseline,
  staleEntries,
  withoutUnstatedGrowth,
} from '../../src/baseline/edit.ts';
import { type Baseline, type BaselineEntry, formatBaseline } from '../../src/baseline/entries.ts';
import type { Finding } from '../../src/types.ts';
import { runs } from '../support/runs.ts';
import { anEntry, at, circumstances, someEntries, someFindings } from './samples.ts';

const all = () => true;
/** Every old file is gone, and git sees no rename. */
const moves: Moves = { exists: () => false, renamedFrom: () => null };
const stated = { reason: 'cut-over', until: '2027-03-31' };
const terms = { ...stated, deadlineOf: () => null, renewExpiring: true };

describe('create', () => {
  it('counts per identity, and leaves out what is wrong with the registry', () => {
    const findings = [at('a.py', 1), at('a.py', 7), at('b.py', 1), at('.ssotrc.json', 3, { rule: 'registry' })];
    expect(createBaseline(findings, '2026-12-31')).toEqual([anEntry('a.py', { count: 2 }), anEntry('b.py')]);
  });

  it('takes warnings too, and raw names', () => {
    const finding = at('\ufffd.py', 1, { severity: 'warn', pathBytes: 'ff2e7079' });
    expect(createBaseline([finding], '2026-12-31')).toEqual([anEntry('\ufffd.py', { pathBytes: 'ff2e7079' })]);
  });

  it('of nothing is nothing', () => expect(createBaseline([], '2026-12-31')).toEqual([]));
});

describe('add', () => {
  const add = (
    findings: readonly Finding[],
    baseline: Baseline,
    today = '2026-06-01',
    chosen: (f: Finding) => boolean = all,
  ) => addToBaseline(applyBaseline(findings, baseline, circumstances({ today })), chosen, terms);

  it('a new finding gets an entry with reason and end', () => {
    const { entries, added, renewed } = add([at('a.py', 1), at('b.py', 1)], [anEntry('a.py')]);
    expect(entries).toEqual([anEntry('a.py'), anEntry('b.py', stated)]);
    expect([added, renewed]).toEqual([1, 0]);
  });

  it('one more of a known identity raises its count and keeps its end', () => {
    const { entries, earlier } = add([at('a.py', 1), at('a.py', 2)], [anEntry('a.py')]);
    expect(entries).toEqual([anEntry('a.py', { count: 2, reason: 'cut-over' })]);
    expect(earlier).toEqual(entries);
  });

  it.each([
    ['expired', '2027-01-15'],
    ['expiring', '2026-12-20'],
  ])('an %s entry gets the new end', (_, today) => {
    const { entries, added, renewed } = add([at('a.py', 1)], [anEntry('a.py')], today);
    expect(entries).toEqual([anEntry('a.py', stated)]);
    expect([added, renewed]).toEqual([0, 1]);
  });

  it('an expiring one keeps its end when that is not asked for, an expired one does not', () => {
    const addOn = (today: string) =>
      addToBaseline(applyBaseline([at('a.py', 1)], [anEntry('a.py')], circumstances({ today })), all, {
        ...terms,
        renewExpiring: false,
      }).entries;
    expect(addOn('2026-12-20')).toEqual([anEntry('a.py')]);
    expect(addOn('2027-01-01')).toEqual([anEntry('a.py', stated)]);
  });

  it('a deadline that has ended an entry is not moved by a later end', () => {
    const deadlineOf = () => '2026-12-24';
    const given = circumstances({ today: '2026-12-26', deadlineOf });
    const applied = applyBaseline([at('a.py', 1), at('b.py', 1)], [anEntry('a.py')], given);
    const { entries, added, renewed, capped } = addToBaseline(applied, all, { ...terms, deadlineOf });
    expect(entries).toEqual([anEntry('a.py'), anEntry('b.py', stated)]);
    expect([added, renewed, capped]).toEqual([1, 0, ['WebSocketManager']]);
  });

  it('a known one stays as it is', () => {
    const { entries, added, renewed } = add([at('a.py', 1)], [anEntry('a.py')]);
    expect(entries).toEqual([anEntry('a.py')]);
    expect([added, renewed]).toEqual([0, 0]);
  });

  it('what is not chosen stays as it is', () => {
    const { entries } = add([at('a.py', 1), at('b.py', 1)], [], '2026-06-01', ({ path }) => path === 'b.py');
    expect(entries).toEqual([anEntry('b.py', stated)]);
  });

  it('is no way around a registry that is wrong', () => {
    expect(add([at('.ssotrc.json', 1, { rule: 'registry' })], []).entries).toEqual([]);
  });

  it('keeps reasons, and always states one that was not there before', () => {
    const before = anEntry('a.py', { reason: 'first' });
    expect(add([at('a.py', 1), at('a.py', 2)], [before]).entries[0]?.reason).toBe('first; cut-over');
    const same = anEntry('a.py', { reason: 'cut-over' });
    expect(add([at('a.py', 1), at('a.py', 2)], [same]).entries[0]?.reason).toBe('cut-over, again');
    expect(add([at('a.py', 1)], [same], '2027-02-02').entries[0]?.reason).toBe('cut-over, again');
  });

  it('afterwards nothing chosen is new, and all growth is stated', () => {
    fc.assert(
      fc.property(someFindings, someEntries, (findings, before) => {
        const today = '2020-01-01';
        const { entries } = addToBaseline(applyBaseline(findings, before, circumstances({ today })), all, terms);
        const judged = applyBaseline(findings, entries, circumstances({ today }));
        expect(judged.findings.every(({ status }) => status === 'known')).toBe(true);
        expect(baselineGrowth(before, entries, moves).every((growth) => growth.stated)).toBe(true);
        expect(formatBaseline(withoutUnstatedGrowth(before, entries, moves).entries, 'b.jsonl')).toBe(
          formatBaseline(entries, 'b.jsonl'),
        );
      }),
    );
  });
});

describe('prune', () => {
  const exists = (path: string) => path !== 'gone.py';
  const prune = (findings: readonly Finding[], baseline: Baseline, judged: (path: string) => boolean = all) =>
    pruneBaseline(applyBaseline(findings, baseline, circumstances({ exists })), judged);

  it('drops what is gone, and lowers counts', () => {
    const { entries, dropped } = prune([at('a.py', 1)], [anEntry('a.py', { count: 3 }), anEntry('b.py', { count: 2 })]);
    expect(entries).toEqual([anEntry('a.py')]);
    expect(dropped).toBe(4);
  });

  it('keeps what could not be judged', () => {
    const entry = anEntry('a.py', { count: 2 });
    const { entries, dropped } = prune([], [entry], (path) => path !== 'a.py');
    expect(entries).toEqual([entry]);
    expect(dropped).toBe(0);
  });

  it('writes the new path of what has moved, with its end and reason', () => {
    const entry = anEntry('gone.py', { reason: 'x', until: '2026-08-01' });
    const { entries, moved } = prune([at('lib/gone.py', 1)], [entry]);
    expect(entries).toEqual([{ ...entry, path: 'lib/gone.py' }]);
    expect(moved).toBe(1);
  });

  it('two entries that went into one file add up, with the earlier end', () => {
    const entries = [anEntry('gone.py', { until: '2026-08-01' }), anEntry('lib/gone.py', { reason: 'x' })];
    expect(prune([at('lib/gone.py', 1), at('lib/gone.py', 2)], entries).entries).toEqual([
      anEntry('lib/gone.py', { count: 2, until: '2026-08-01', reason: 'x' }),
    ]);
  });

  it('only shrinks, changes no status, and a second time does nothing', () => {
    const moved = (path: string) => path.startsWith('x/');
    fc.assert(
      fc.property(someFindings, someEntries, (findings, before) => {
        const given = circumstances({ exists: moved });
        const applied = applyBaseline(findings, before, given);
        const { entries } = pruneBaseline(applied, all);
        expect(total(entries)).toBe(findings.length - applied.findings.filter(({ status }) => status === 'new').length);
        const again = applyBaseline(findings, entries, given);
        const isNew = (list: readonly Finding[]) => list.map(({ status }) => status === 'new');
        expect(isNew(again.findings)).toEqual(isNew(applied.findings));
        expect(staleEntries(again, all)).toEqual([]);
        expect(formatBaseline(pruneBaseline(again, all).entries, 'b.jsonl')).toBe(formatBaseline(entries, 'b.jsonl'));
      }),
    );
  });

  it('is never growth', () => {
    fc.assert(
      fc.property(someFindings, someEntries, (findings, before) => {
        const exists = (path: string) => path.startsWith('x/');
        const there = findings.filter(({ path }) => exists(path));
        const applied = applyBaseline(there, before, circumstances({ exists }));
        expect(baselineGrowth(before, pruneBaseline(applied, all).entries, { ...moves, exists })).toEqual([]);
      }),
      runs(500),
    );
  });
});

describe('list', () => {
  it('by end, the deadline of the concept included, with what is no longer there', () => {
    const baseline = [
      anEntry('late.py', { until: '2027-12-31', concept: null }),
      anEntry('soon.py', { until: '2026-06-10', count: 3, concept: null }),
      anEntry('over.py', { until: '2026-05-31', concept: null }),
      anEntry('capped.py', { until: '2030-01-01', concept: 'Capped' }),
    ];
    const given = circumstances({ deadlineOf: (concept) => (concept === 'Capped' ? '2026-07-01' : null) });
    const applied = applyBaseline([at('soon.py', 1, { concept: null })], baseline, given);
    const rows = listBaseline(applied, given, (path) => path !== 'late.py');
    expect(rows.map(({ entry, until, status, stale }) => [entry.path, until, status, stale])).toEqual([
      ['over.py', '2026-05-31', 'expired', 1],
      ['soon.py', '2026-06-10', 'expiring', 2],
      ['capped.py', '2026-07-01', 'known', 1],
      ['late.py', '2027-12-31', 'known', 0],
    ]);
  });
});

describe('growth', () => {
  const kinds = (before: Baseline | null, after: Baseline, given = moves) =>
    baselineGrowth(before, after, given).map(
      ({ kind, entry, stated }) => `${kind} ${entry.path}${stated ? ' stated' : ''}`,
    );

  it('the first baseline is none', () => expect(kinds(null, [anEntry('a.py')])).toEqual([]));

  it.each<[string, BaselineEntry[], string[]]>([
    ['an entry more', [anEntry('a.py'), anEntry('b.py')], ['added b.py']],
    ['a higher count', [anEntry('a.py', { count: 2 })], ['raised a.py']],
    ['a later end', [anEntry('a.py', { until: '2027-01-01' })], ['extended a.py']],
    ['both', [anEntry('a.py', { count: 2, until: '2027-01-01' })], ['raised a.py', 'extended a.py']],
    ['with a reason', [anEntry('a.py', { until: '2027-01-01', reason: 'x' })], ['extended a.py stated']],
    ['the debt of one file on another', [anEntry('b.py')], ['added b.py']],
    ['moved and extended', [anEntry('lib/a.py', { until: '2027-01-01' })], ['added lib/a.py']],
    ['moved and raised', [anEntry('lib/a.py', { count: 2 })], ['added lib/a.py']],
    ['moved twice', [anEntry('lib/a.py'), anEntry('src/a.py')], ['added src/a.py']],
  ])('%s', (_, after, expected) => expect(kinds([anEntry('a.py')], after)).toEqual(expected));

  it.each<[string, BaselineEntry[]]>([
    ['nothing changed', [anEntry('a.py', { count: 2 })]],
    ['an entry fewer', []],
    ['a lower count', [anEntry('a.py')]],
    ['an earlier end', [anEntry('a.py', { count: 2, until: '2026-08-01' })]],
    ['a reason', [anEntry('a.py', { count: 2, reason: 'x' })]],
    ['a file moved', [anEntry('lib/a.py', { count: 2 })]],
    ['a file moved and partly fixed', [anEntry('lib/a.py')]],
    ['a file split over two folders', [anEntry('lib/a.py'), anEntry('src/a.py')]],
  ])('none: %s', (_, after) => expect(kinds([anEntry('a.py', { count: 2 })], after)).toEqual([]));

  it('none: a rename that git sees', () => {
    const renamedFrom = (path: string) => (path === 'z.py' ? 'a.py' : null);
    expect(kinds([anEntry('a.py')], [anEntry('z.py')], { ...moves, renamedFrom })).toEqual([]);
    expect(kinds([anEntry('a.py')], [anEntry('z.py')])).toEqual(['added z.py']);
  });

  it('the debt of a file that is still there has not moved', () => {
    const exists = (path: string) => path === 'a.py';
    expect(kinds([anEntry('a.py')], [anEntry('lib/a.py')], { ...moves, exists })).toEqual(['added lib/a.py']);
  });

  it('a reason that was there before excuses no new growth', () => {
    const before = [anEntry('a.py', { reason: 'x' })];
    expect(kinds(before, [anEntry('a.py', { reason: 'x', count: 5 })])).toEqual(['raised a.py']);
  });

  it('what is not stated is taken back, the rest stays', () => {
    const before = [anEntry('a.py'), anEntry('b.py')];
    const after = [
      anEntry('a.py', { count: 3, until: '2028-01-01' }),
      anEntry('b.py', { until: '2026-07-01' }),
      anEntry('new.py'),
      anEntry('stated.py', { reason: 'x' }),
    ];
    const { entries, refused } = withoutUnstatedGrowth(before, after, moves);
    expect(entries).toEqual([
      anEntry('a.py'),
      anEntry('b.py', { until: '2026-07-01' }),
      anEntry('stated.py', { reason: 'x' }),
    ]);
    expect(refused.map(({ kind, entry }) => `${kind} ${entry.path}`)).toEqual([
      'raised a.py',
      'extended a.py',
      'added new.py',
    ]);
    expect(withoutUnstatedGrowth(null, after, moves)).toEqual({ entries: after, refused: [] });
  });

  it('what is left after taking it back has not grown', () => {
    fc.assert(
      fc.property(someEntries, someEntries, (before, after) => {
        const { entries } = withoutUnstatedGrowth(before, after, moves);
        expect(baselineGrowth(before, entries, moves).filter(({ stated }) => !stated)).toEqual([]);
        expect(baselineGrowth(before, before, moves)).toEqual([]);
      }),
    );
  });
});

function total(entries: Baseline): number {
  return entries.reduce((sum, { count }) => sum + count, 0);
}
