/** The search's table of letters that Python reads as ASCII, held against Unicode as this engine knows it. */
import { expect, test } from 'vitest';
import { ESCAPED_LOOKALIKES } from '../../src/prefilter/notebook-spellings.ts';
import { expressionSource } from '../../src/prefilter/pattern.ts';
import { LOOKALIKES } from '../../src/prefilter/python-spellings.ts';

const table = new RegExp(LOOKALIKES.map((pattern) => `(?:${expressionSource(pattern)})`).join('|'));
const isFound = (character: string): boolean => table.test(Buffer.from(character).toString('latin1'));

const escapes = new RegExp(ESCAPED_LOOKALIKES.map((pattern) => `(?:${expressionSource(pattern)})`).join('|'));
const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');

/** Every character beyond ASCII, surrogates left out: those that NFKC takes for letters, digits or _ of ASCII, and others. */
const [meant, others] = [[], []] as [string[], string[]];
for (let code = 0x80; code <= 0x10ffff; code++) {
  if (code >= 0xd800 && code <= 0xdfff) continue;
  const character = String.fromCodePoint(code);
  (/\w/.test(character.normalize('NFKC')) ? meant : others).push(character);
}

test('each that NFKC takes for letters, digits or _ of ASCII is found', () => {
  expect(meant.length).toBeGreaterThan(1000);
  expect(meant.filter((character) => !isFound(character))).toEqual([]);
  expect(meant.filter((character) => !escapes.test(escaped(character)))).toEqual([]);
  expect(meant.filter((character) => !escapes.test(escaped(character).toUpperCase().replace(/U/g, 'u')))).toEqual([]);
});

test('of the others few are', () => {
  expect(others.filter(isFound).length).toBeLessThan(4000);
  expect(others.filter((character) => escapes.test(escaped(character))).length).toBeLessThan(4000);
});
