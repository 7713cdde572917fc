import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayOf, daysBetween, isDay } from '../../src/text/dates.ts';

it.each(['2026-12-31', '2028-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
  expect(isDay(text)).toBe(true);
});

it.each([
  ...[
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '26-01-01',
    '20260101',
  ],
  ...['2026-12-31T00:00:00Z', '2026-12-31 ', '\n2026-12-31', '+2026-12-31', '٢٠٢٦-١٢-٣١', 'tomorrow', ''],
])('%j is none', (text) => {
  expect(isDay(text)).toBe(false);
});

it('every moment lies in a day, which does not depend on the time zone', () => {
  const moment = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(fc.property(moment, (one) => isDay(dayOf(one))));
  expect(dayOf(new Date('2026-12-31T23:59:59.999Z'))).toBe('2026-12-31');
  expect(dayOf(new Date('2026-12-31T23:30:00-01:00'))).toBe('2027-01-01');
});

it('counts days over leap days and years', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  expect(daysBetween('2027-02-28', '2027-03-01')).toBe(1);
  expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
  expect(daysBetween('2026-12-31', '2026-12-31')).toBe(0);
  expect(daysBetween('2027-01-01', '2026-12-31')).toBe(-1);
});
