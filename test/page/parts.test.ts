/** What the page is made of before a browser sees it. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { auditHtml, pageTemplate } from '../../src/commands/audit/html.ts';
import { EVERYTHING, type Filter, filtered, filterOf, hashOf, SORT_KEYS } from '../../src/page/filter.ts';
import { folderTree } from '../../src/page/folder-tree.ts';
import { ALL, dayText, deadlinesOf, projectionOf, rangeOf, seriesOf } from '../../src/page/series.ts';
import { jsonForHtml, type PageFinding, packFindings, unpackFindings } from '../../src/page-data.ts';
import { findingsOf, HOSTILE, richAudit } from '../support/audit-page.ts';
import { runs } from '../support/runs.ts';

const TEMPLATE = '<p><script id="data">{"no":"data"}</script></p>';

describe('the data', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 });
  const one: fc.Arbitrary<PageFinding> = fc.record({
    rule: fc.constantFrom('banned-import', 'alias'),
    severity: fc.constantFrom('error', 'warn'),
    status: fc.constantFrom('new', 'known'),
    ...{ path: text, line: fc.nat(), column: fc.nat(), message: text },
    ...{ concept: fc.option(text), hint: fc.option(text), owners: fc.array(text, { maxLength: 3 }) },
  });

  test('columns give the findings that they were made of', () => {
    fc.assert(
      fc.property(fc.array(one), (all) => {
        expect(unpackFindings(packFindings(all))).toEqual(all);
      }),
      runs(100),
    );
  });

  test('no text of them ends the element that holds them, or is invisible', () => {
    fc.assert(
      fc.property(fc.array(one), (all) => {
        const json = jsonForHtml({ audit: richAudit(), findings: packFindings(all) });
        expect(json).not.toMatch(/[<\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
        expect(JSON.parse(json).findings.path).toHaveLength(all.length);
      }),
      runs(50),
    );
  });

  test('hostile names stay what they are, but for what would not be seen', () => {
    const page = auditHtml(TEMPLATE, richAudit(), []);
    const [, json = ''] = /id="data">(.*?)<\/script>/.exec(page) ?? [];
    const { concepts, history } = JSON.parse(json).audit;
    expect(concepts[2]).toMatchObject({ name: HOSTILE.name, link: HOSTILE.link });
    expect(history.adders[0].name).toBe('abc\\u202egpj.exe\\u2066\\u2028');
  });

  test('a page without its one place is a bug', () => {
    expect(() => auditHtml('<p></p>', richAudit(), [])).toThrow('one place');
  });

  test('the page of this build has that place', () => {
    expect(pageTemplate().split('{"no":"data"}')).toHaveLength(2);
  });

  test('a page is a function of its data', () => {
    expect(auditHtml(TEMPLATE, richAudit(), findingsOf(50))).toBe(auditHtml(TEMPLATE, richAudit(), findingsOf(50)));
  });
});

describe('filters', () => {
  const some = fc.option(fc.string({ unit: 'grapheme', maxLength: 6 }));
  const filter: fc.Arbitrary<Filter> = fc.record({
    ...{ text: fc.string(), folder: fc.string(), rule: some, concept: some, status: some, severity: some, owner: some },
    ...{ sort: fc.constantFrom(...SORT_KEYS), isDescending: fc.boolean() },
  });

  test('an address gives the filter that it was made of', () => {
    fc.assert(
      fc.property(filter, (given) => {
        const hash = hashOf(given);
        expect(filterOf(hash) ?? EVERYTHING).toEqual(given);
      }),
      runs(150),
    );
  });

  it.each(['', '#', '#findings', '#concept-a%3Db'])('none is stated by %j', (hash) => {
    expect(filterOf(hash)).toBeNull();
  });

  it('knows no order but its own', () => {
    expect(filterOf('#sort=-nonsense')).toEqual(EVERYTHING);
    expect(filterOf('#sort=-rule')).toEqual({ ...EVERYTHING, sort: 'rule', isDescending: true });
  });

  const all = findingsOf(240);
  const count = (over: Partial<Filter>): number => filtered(all, { ...EVERYTHING, ...over }).length;

  it('lets through what meets all of them', () => {
    expect(count({})).toBe(240);
    expect(count({ concept: '' })).toBe(all.filter(({ concept }) => concept === null).length);
    expect(count({ owner: '@agents' })).toBe(80);
    expect(count({ owner: '' })).toBe(80);
    expect(count({ folder: 'src/ws/' })).toBe(80);
    expect(count({ folder: 'src/w' })).toBe(0);
    expect(count({ folder: '.' })).toBe(0);
    expect(count({ text: 'SRC/WS banned-import', rule: 'alias' })).toBe(0);
    expect(count({ text: 'no such thing' })).toBe(0);
  });

  it('keeps the order of places among equals', () => {
    const places = (found: readonly PageFinding[]): string[] => found.map(({ path, line }) => `${path}:${line}`);
    const byRule = filtered(all, { ...EVERYTHING, sort: 'rule' });
    const [first = ''] = places(byRule);
    expect(first).toBe(places(all.filter(({ rule }) => rule === 'banned-import'))[0]);
    expect(places(filtered(all, { ...EVERYTHING, isDescending: true }))).toEqual(places(all).reverse());
  });
});

describe('the folder map', () => {
  const own = (path: string, findings: number) => ({ path, findings, files: 1, touching: 2 });

  it('adds up, and joins folders that hold only one', () => {
    const [a, top, ...rest] = folderTree([own('.', 1), own('a/b/c', 5), own('a/b/d', 2), own('a', 1)]);
    expect(rest).toEqual([]);
    expect(top).toMatchObject({ label: '.', path: '.', findings: 1, below: [] });
    expect(a).toMatchObject({ label: 'a', findings: 8, files: 3, touching: 6 });
    expect(a?.below).toMatchObject([{ label: 'b', path: 'a/b', findings: 7 }]);
    expect(a?.below[0]?.below.map(({ label }) => label)).toEqual(['c', 'd']);
    expect(folderTree([own('x/y/z', 1)])).toMatchObject([{ label: 'x/y/z', path: 'x/y/z', below: [] }]);
  });
});

describe('the trend', () => {
  const { history } = richAudit();
  if (history === null) throw new Error('no history');

  it('has what is left of one concept or all, and nothing where a commit was not judged', () => {
    const all = seriesOf(history, ALL);
    expect(all.left.slice(11, 14)).toEqual([1262, null, 1255]);
    expect(all.arrivals.slice(0, 2)).toEqual([null, 0]);
    expect(seriesOf(history, 'UserContext').left[0]).toBe(174);
    expect(seriesOf(history, 'UserContext').arrivals[1]).toBe(0);
  });

  it('spreads commits of one day over it', () => {
    const [point] = history.points;
    if (point === undefined) throw new Error('no point');
    const { days } = seriesOf({ ...history, points: [point, point, { ...point, day: '2025-09-02' }] }, ALL);
    expect(days.map((day) => day - (days[0] ?? 0))).toEqual([0, 0.5, 1]);
    expect(days.map(dayText)).toEqual(['2025-09-01', '2025-09-01', '2025-09-02']);
  });

  it('shows deadlines and ends that are not too far ahead', () => {
    expect(deadlinesOf(history, ALL).map(({ label }) => label)).toEqual(['deadline 2025-10-15', 'deadline 2025-10-31']);
    expect(projectionOf(history, ALL)).toBeNull();
    const done = projectionOf(history, 'WebSocketManager') ?? 0;
    expect(dayText(done)).toBe('2026-03-20');
    const series = seriesOf(history, ALL);
    expect(rangeOf(series, [done]).map(dayText)).toEqual(['2025-09-01', '2025-09-19']);
    expect(rangeOf(series, [done, 20_390]).map(dayText)).toEqual(['2025-09-01', '2025-10-29']);
  });
});
