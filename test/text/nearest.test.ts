import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

const KEYS = [
  'version',
  'banned',
  'canonical',
  'inlineAllow',
  'aliases',
  'in',
  'use',
  'removeBy',
  'removed',
  'error',
  'warn',
  'off',
];

it.each([
  ['baned', 'banned'],
  ['bannd', 'banned'],
  ['banend', 'banned'],
  ['Banned', 'banned'],
  ['cannonical', 'canonical'],
  ['inline-allow', 'inlineAllow'],
  ['inlineallow', 'inlineAllow'],
  ['alias', 'aliases'],
  ['warning', 'warn'],
  ['errors', 'error'],
  ['remove', 'removed'],
  ['remove_by', 'removeBy'],
  ['of', 'off'],
  ['on', null],
  ['In', 'in'],
  ['xn', null],
  ['plugins', null],
  ['', null],
  ['x'.repeat(100_000), null],
])('%.20s: %s', (word, expected) => {
  expect(nearest(word, KEYS)).toBe(expected);
});

it('a known word is nearest to itself, whatever else is known', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), fc.nat(), (words, index) => {
      const word = words[index % words.length] ?? '';
      expect(nearest(word, words)).toBe(word);
    }),
  );
});

it('the first of equally near words wins, and no word is near to none', () => {
  expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
  expect(nearest('cat', ['hat', 'bat'])).toBe('hat');
  expect(nearest('cat', [])).toBeNull();
});
