import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOccurrence, prepareSearch } from '../../src/languages/occurrences.ts';

test('finds what indexOf finds', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'j', '_', 'é', '\u{1f600}'), maxLength: 40 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'j', '_', 'é'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(letters, name, fc.nat(50), (text, wanted, from) => {
      expect(nextOccurrence(text, prepareSearch(wanted), from)).toBe(text.indexOf(wanted, from));
    }),
  );
});

test('searches for the part of a name that begins with its rarest letter', () => {
  expect(prepareSearch('json')).toEqual({ name: 'json', head: '', tail: 'json' });
  expect(prepareSearch('sys')).toEqual({ name: 'sys', head: 's', tail: 'ys' });
});
