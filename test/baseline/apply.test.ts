/** Statuses: which findings the baseline pays for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyBaseline, type Circumstances } from '../../src/baseline/apply.ts';
import { createBaseline } from '../../src/baseline/edit.ts';
import { type Baseline, entryIdentity, unified } from '../../src/baseline/entries.ts';
import { identityOf, identityWithoutPath } from '../../src/baseline/identity.ts';
import type { Finding } from '../../src/types.ts';
import { anEntry, at, circumstances, inOrder, someEntries, someFindings } from './samples.ts';

/** `line status: message` of each finding. */
function statuses(findings: readonly Finding[], baseline: Baseline, given: Partial<Circumstances> = {}): string[] {
  return applyBaseline(findings, baseline, circumstances(given)).findings.map(
    ({ path, line, status, message }) => `${path}:${line} ${status}: ${message}`,
  );
}

describe('by identity and count', () => {
  it('new without an entry', () => expect(statuses([at('a.py', 1)], [])).toEqual(['a.py:1 new: banned']));

  it('known with one', () => expect(statuses([at('a.py', 1)], [anEntry('a.py')])).toEqual(['a.py:1 known: banned']));

  it('the first n by position are known, the last ones new, and say so', () => {
    const three = [at('a.py', 1), at('a.py', 5), at('a.py', 9)];
    expect(statuses(three, [anEntry('a.py', { count: 1 })])).toEqual([
      'a.py:1 known: banned',
      'a.py:5 new: banned (1 of the same in this file is known, this one is new)',
      'a.py:9 new: banned (1 of the same in this file is known, this one is new)',
    ]);
    expect(statuses(three, [anEntry('a.py', { count: 2 })])[2]).toBe(
      'a.py:9 new: banned (2 of the same in this file are known, this one is new)',
    );
    expect(statuses(three, [anEntry('a.py', { count: 3 })]).join()).not.toContain('new');
  });

  it.each<[string, Partial<Finding>]>([
    ['another symbol', { name: '*' }],
    ['the whole module', { name: null }],
    ['another module', { module: 'py:app/ws/older' }],
    ['another rule', { rule: 'indirect-import' }],
    ['another concept', { concept: 'Sessions' }],
    ['another file', { path: 'b.py' }],
    ['another file of the same base name, while the first is there', { path: 'lib/a.py' }],
  ])('an entry is not spent on %s', (_, change) => {
    expect(statuses([{ ...at('a.py', 1), ...change }], [anEntry('a.py')])[0]).toContain('new');
  });

  it('keeps a status that was given for another reason, and takes nothing from it', () => {
    const old = { ...at('a.py', 1), status: 'known' as const, message: 'banned (old)' };
    expect(statuses([old], [])).toEqual(['a.py:1 known: banned (old)']);
  });
});

describe('by day', () => {
  it.each([
    ['2026-12-16', 'known', 'banned'],
    ['2026-12-17', 'expiring', 'banned (known until 2026-12-31)'],
    ['2026-12-31', 'expiring', 'banned (known until 2026-12-31)'],
    ['2027-01-01', 'expired', 'banned (known debt that was due on 2026-12-31)'],
  ])('on %s it is %s', (today, status, message) => {
    expect(statuses([at('a.py', 1)], [anEntry('a.py')], { today })).toEqual([`a.py:1 ${status}: ${message}`]);
  });

  it.each([
    ['an earlier deadline of the concept counts', '2026-05-31', 'expired'],
    ['a later one does not', '2027-12-31', 'known'],
  ])('%s', (_, deadline, status) => {
    const deadlineOf = (concept: string) => (concept === 'WebSocketManager' ? deadline : '2000-01-01');
    expect(statuses([at('a.py', 1)], [anEntry('a.py')], { deadlineOf })[0]).toContain(`a.py:1 ${status}`);
  });

  it('a finding without a concept has no deadline', () => {
    const finding = at('a.py', 1, { concept: null });
    const entry = anEntry('a.py', { concept: null });
    expect(statuses([finding], [entry], { deadlineOf: () => '2000-01-01' })).toEqual(['a.py:1 known: banned']);
  });

  it('an expired finding keeps its own severity', () => {
    const { findings } = applyBaseline(
      [at('a.py', 1, { severity: 'warn' })],
      [anEntry('a.py')],
      circumstances({ today: '2028-01-01' }),
    );
    expect(findings[0]).toMatchObject({ status: 'expired', severity: 'warn' });
  });
});

describe('by move', () => {
  const gone = (...paths: string[]): Partial<Circumstances> => ({ exists: (path) => !paths.includes(path) });

  it('a file that git pairs as a rename', () => {
    expect(
      statuses([at('lib/z.py', 1)], [anEntry('a.py')], {
        ...gone('a.py'),
        renamedFrom: (p) => (p === 'lib/z.py' ? 'a.py' : null),
      }),
    ).toEqual(['lib/z.py:1 known: banned (moved from a.py)']);
  });

  it('a file of the same base name', () => {
    expect(statuses([at('lib/a.py', 1)], [anEntry('a.py')], gone('a.py'))).toEqual([
      'lib/a.py:1 known: banned (moved from a.py)',
    ]);
  });

  it('the folder that a file was split into', () => {
    const halves = [at('lib/ws/core.py', 1), at('lib/ws/io/pump.py', 1), at('lib/wsx/core.py', 1)];
    expect(statuses(halves, [anEntry('lib/ws.py', { count: 2 })], gone('lib/ws.py'))).toEqual([
      'lib/ws/core.py:1 known: banned (moved from lib/ws.py)',
      'lib/ws/io/pump.py:1 known: banned (moved from lib/ws.py)',
      'lib/wsx/core.py:1 new: banned',
    ]);
    expect(statuses(halves.slice(0, 2), [anEntry('lib/ws.py')], gone('lib/ws.py'))[1]).toContain('new');
  });

  it('the rename comes before the base name', () => {
    const renamedFrom = (path: string) => (path === 'z.py' ? 'a.py' : null);
    expect(statuses([at('lib/a.py', 1), at('z.py', 1)], [anEntry('a.py')], { ...gone('a.py'), renamedFrom })).toEqual([
      'lib/a.py:1 new: banned',
      'z.py:1 known: banned (moved from a.py)',
    ]);
  });

  it('never more than the entry had', () => {
    const two = [at('lib/a.py', 1), at('old/a.py', 1)];
    expect(statuses(two, [anEntry('a.py')], gone('a.py'))).toEqual([
      'lib/a.py:1 known: banned (moved from a.py)',
      'old/a.py:1 new: banned',
    ]);
    expect(statuses([at('lib/a.py', 1), at('lib/a.py', 2)], [anEntry('a.py', { count: 2 })], gone('a.py'))).toEqual([
      'lib/a.py:1 known: banned (moved from a.py)',
      'lib/a.py:2 known: banned (moved from a.py)',
    ]);
  });

  it('adds to what the file knew itself', () => {
    const three = [at('lib/a.py', 1), at('lib/a.py', 2), at('lib/a.py', 3)];
    expect(statuses(three, [anEntry('a.py'), anEntry('lib/a.py')], gone('a.py'))).toEqual([
      'lib/a.py:1 known: banned',
      'lib/a.py:2 known: banned (moved from a.py)',
      'lib/a.py:3 new: banned (2 of the same in this file are known, this one is new)',
    ]);
  });

  it('says both where from and until when', () => {
    expect(statuses([at('lib/a.py', 1)], [anEntry('a.py')], { ...gone('a.py'), today: '2027-01-02' })).toEqual([
      'lib/a.py:1 expired: banned (moved from a.py, known debt that was due on 2026-12-31)',
    ]);
  });

  it.each<[string, Finding, Partial<Circumstances>]>([
    ['a rename of a file that is still there', at('z.py', 1), { renamedFrom: () => 'a.py' }],
    ['a base name that only ends alike', at('lib/aa.py', 1), gone('a.py')],
    ['a folder of that name beside a file that is still there', at('a/core.py', 1), {}],
    ['another file of the folder', at('b.py', 1), gone('a.py')],
    [
      'another symbol in the renamed file',
      at('z.py', 1, { name: '*' }),
      { ...gone('a.py'), renamedFrom: () => 'a.py' },
    ],
  ])('but not %s', (_, finding, given) => expect(statuses([finding], [anEntry('a.py')], given)[0]).toContain('new'));

  it('asks about files only where an entry may have moved', () => {
    const asked: string[] = [];
    const ask = (path: string) => {
      asked.push(path);
      return true;
    };
    const many = Array.from({ length: 100 }, (_, i) => anEntry(`f${i}.py`));
    statuses([at('f1.py', 1), at('other.py', 1), at('x/f2.py', 1)], many, { exists: ask });
    expect(asked).toEqual(['f2.py']);
  });
});

describe('always', () => {
  const world = fc.record({
    findings: someFindings,
    entries: someEntries,
    gone: fc.subarray(['a.py', 'b.py', 'x/a.py', 'x/b.py', 'y/a.py']),
    renames: fc.dictionary(fc.constantFrom('a.py', 'x/b.py', 'y/a.py'), fc.constantFrom('b.py', 'a.py')),
    today: fc.constantFrom('2023-12-01', '2028-01-01', '2033-06-01'),
  });
  const given = (w: { gone: string[]; renames: Record<string, string>; today: string }): Circumstances =>
    circumstances({
      today: w.today,
      exists: (path) => !w.gone.includes(path),
      renamedFrom: (path) => (Object.hasOwn(w.renames, path) ? (w.renames[path] ?? null) : null),
    });

  it('no entry knows more findings than it counts, nor findings of another kind', () => {
    fc.assert(
      fc.property(world, (w) => {
        const { findings, entries, uses } = applyBaseline(w.findings, w.entries, given(w));
        for (const { entry, used, left } of uses) {
          const known = findings.filter((_, i) => entries[i] === entry);
          expect(known.length + left).toBe(entry.count);
          expect(used.reduce((sum, { count }) => sum + count, 0)).toBe(known.length);
          for (const finding of known) {
            expect(identityWithoutPath(finding)).toBe(identityWithoutPath({ ...entry, name: entry.symbol }));
            if (finding.path !== entry.path) expect(w.gone).toContain(entry.path);
          }
        }
        const allowed = unified(w.entries).reduce((sum, { count }) => sum + count, 0);
        expect(findings.filter(({ status }) => status !== 'new').length).toBeLessThanOrEqual(allowed);
      }),
    );
  });

  it('as many of an identity are known as its entry counts, and the first ones', () => {
    fc.assert(
      fc.property(world, (w) => {
        const { findings } = applyBaseline(w.findings, w.entries, given(w));
        for (const entry of unified(w.entries)) {
          const same = findings.filter((finding) => identityOf(finding) === entryIdentity(entry));
          const known = same.filter(({ status }) => status !== 'new');
          expect(known.length).toBeGreaterThanOrEqual(Math.min(entry.count, same.length));
          expect(same.slice(0, known.length)).toEqual(known);
        }
      }),
    );
  });

  it('neither the order of entries nor that of files matters', () => {
    fc.assert(
      fc.property(world, (w) => {
        const one = applyBaseline(w.findings, w.entries, given(w)).findings;
        const byFileBackwards = [...w.findings].sort((a, b) => (a.path < b.path ? 1 : a.path > b.path ? -1 : 0));
        const other = applyBaseline(byFileBackwards, [...w.entries].reverse(), given(w)).findings;
        expect(inOrder(other)).toEqual(inOrder(one));
      }),
    );
  });

  it('a baseline made of the findings leaves none new, and a second time changes nothing', () => {
    fc.assert(
      fc.property(someFindings, (findings) => {
        const made = createBaseline(findings, '2026-12-31');
        const { findings: judged, uses } = applyBaseline(findings, made, circumstances());
        expect(judged).toEqual(findings.map((finding) => ({ ...finding, status: 'known' })));
        expect(uses.every(({ left }) => left === 0)).toBe(true);
      }),
    );
  });

  it('moving every file to another folder adds no new finding', () => {
    fc.assert(
      fc.property(someFindings, (findings) => {
        const made = createBaseline(findings, '2026-12-31');
        const moved = findings.map((finding) => ({ ...finding, path: `moved/${finding.path}` }));
        const exists = (path: string) => path.startsWith('moved/');
        const judged = applyBaseline(moved, made, circumstances({ exists })).findings;
        expect(judged.every(({ status }) => status === 'known')).toBe(true);
      }),
    );
  });
});
