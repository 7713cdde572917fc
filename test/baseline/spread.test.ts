/**
 * End dates by concept or owner: the least debt first, whole weeks, the most on the last day, whatever the order of findings.
 */
import { describe, expect, it } from 'vitest';
import { createBaseline } from '../../src/baseline/edit.ts';
import { datesInWords, endsOf, type Term, termWords } from '../../src/baseline/spread.ts';
import type { Finding } from '../../src/types.ts';
import { at } from './samples.ts';

function findings(counts: Readonly<Record<string, number>>): Finding[] {
  return Object.entries(counts).flatMap(([concept, count]) =>
    Array.from({ length: count }, (_, n) =>
      at(`${concept}${n}.py`, 1, { concept, owner: concept < 'c' ? '@one' : '@two' }),
    ),
  );
}

function dates(all: readonly Finding[], term: Partial<Term> = {}): Record<string, string> {
  const end = endsOf(all, { first: '2026-10-01', last: '2026-12-31', by: 'concept', ...term });
  return Object.fromEntries(all.map((one) => [one.concept ?? one.module ?? '', end(one)]));
}

describe('end dates', () => {
  it('give the least debt the first day and the most the last, with whole weeks between', () => {
    const expected = { c: '2026-10-01', a: '2026-10-29', d: '2026-11-26', b: '2026-12-31' };
    const all = findings({ a: 2, b: 9, c: 1, d: 2 });
    expect(dates(all)).toEqual(expected);
    expect(dates([...all].reverse())).toEqual(expected);
  });

  it('are the last day for one concept, and one day where one is given', () => {
    expect(dates(findings({ a: 3 }))).toEqual({ a: '2026-12-31' });
    expect(dates(findings({ a: 3, b: 1 }), { first: '2026-12-31' })).toEqual({ a: '2026-12-31', b: '2026-12-31' });
  });

  it('are shared where there are more concepts than weeks', () => {
    const all = findings(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`k${at}`, at + 1])));
    const given = Object.values(dates(all, { last: '2026-10-20' }));
    expect(new Set(given)).toEqual(new Set(['2026-10-01', '2026-10-08', '2026-10-20']));
    expect(given).toEqual([...given].sort());
  });

  it('go by owner, and by what is banned where there is no concept', () => {
    expect(dates(findings({ a: 1, b: 1, c: 1 }), { by: 'owner' })).toEqual({
      a: '2026-12-31',
      b: '2026-12-31',
      c: '2026-10-01',
    });
    const bans = ['py:m', 'py:m', 'py:n'].map((module, n) => at(`${n}.py`, 1, { concept: null, module }));
    expect(dates(bans)).toEqual({ 'py:m': '2026-12-31', 'py:n': '2026-10-01' });
  });

  it('stand in the entries, and in words', () => {
    const all = findings({ a: 1, b: 2 });
    const term = { first: '2026-10-01', last: '2026-12-31', by: 'concept' } as const;
    const ends = createBaseline(all, endsOf(all, term)).map(({ until }) => until);
    expect(ends).toEqual(['2026-10-01', '2026-12-31', '2026-12-31']);
    expect(datesInWords(ends)).toBe('dates from 2026-10-01 to 2026-12-31');
    expect(termWords(term)).toBe('dates from 2026-10-01 to 2026-12-31, concept by concept');
    expect(termWords({ ...term, first: '2026-12-31' })).toBe('2026-12-31');
  });
});
