import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipText, escapeJson, escapeLines, escapeText } from '../../src/text/escape.ts';
import { runs } from '../support/runs.ts';

/** Any text, unpaired surrogates and unsafe characters included, more often than chance would have it. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\0', '\t', '\n', '\r', '\x1b[2J', '\x7f', '\x85', '\x9b', '\u061c', '\u200e', '\u200f'),
    fc.constantFrom('\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069', '\ufeff', '\u{e0001}', '\u{e007f}'),
    fc.constantFrom('\ud800', '\udfff', '\\', '"', 'é', '漢', '😀', 'a'),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  ),
});

/** What Unicode says takes no room; selectors of how the character before them looks are among it. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;

/** Code points that must never reach a terminal, as Unicode and the contract name them. */
function isUnsafe(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    [0x2028, 0x2029].includes(code) ||
    (UNSEEN.test(String.fromCodePoint(code)) && !(code >= 0xfe00 && code <= 0xfe0f)) ||
    (code >= 0xfff9 && code <= 0xfffb)
  );
}

const unsafeIn = (text: string) => [...text].filter((character) => isUnsafe(character.codePointAt(0) ?? 0));

describe('escapeText', () => {
  it.each([
    ['a\x1b[31mb', 'a\\x1b[31mb'],
    ['a\nb\tc\r', 'a\\x0ab\\x09c\\x0d'],
    ['\x7f\x9b', '\\x7f\\x9b'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['\u2028\u2066\ufeff', '\\u2028\\u2066\\ufeff'],
    ['\ud83d', '\\ud83d'],
    ['\u{e0041}', '\\u{e0041}'],
    ['a\u200bb\u200cc\u200dd\u2060e', 'a\\u200bb\\u200cc\\u200dd\\u2060e'],
    ['so\u00adft', 'so\\xadft'],
    ['\ufff9a\ufffab\ufffb', '\\ufff9a\\ufffab\\ufffb'],
    ['\u{e0100}\u3164\u180e', '\\u{e0100}\\u3164\\u180e'],
  ])('%j becomes %s', (text, shown) => {
    expect(escapeText(text)).toBe(shown);
  });

  it.each([
    'src/ws/manager.ts',
    'C:\\x1b',
    'naïve 漢字 😀 ❤\ufe0f',
    'نامها',
    'e\u0301',
    '\u00a0',
    '',
  ])('leaves %j alone', (text) => {
    expect(escapeText(text)).toBe(text);
  });

  it('leaves nothing unsafe, and nothing else out', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(unsafeIn(escapeText(text))).toEqual([]);
        const expected = [...text].map((c) => (unsafeIn(c).length === 0 ? c : escapeText(c))).join('');
        expect(escapeText(text)).toBe(expected);
      }),
      runs(1000),
    );
  });
});

describe('escapeLines', () => {
  it('differs from escapeText by line feeds alone', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(escapeLines(text)).toBe(text.split('\n').map(escapeText).join('\n'));
      }),
      runs(1000),
    );
  });
});

describe('escapeJson', () => {
  it('leaves JSON that says the same, without an unsafe character', () => {
    fc.assert(
      fc.property(fc.dictionary(nasty, fc.array(nasty)), (value) => {
        const json = escapeJson(JSON.stringify(value, null, 2));
        expect(unsafeIn(json).filter((character) => character !== '\n')).toEqual([]);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      runs(500),
    );
  });
});

describe('clipText', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['ab\x1bcd', 8, 'ab\\x1bcd'],
    ['ab\x1bcd', 7, 'ab\\x1b…'],
    ['aa😀', 4, 'aa😀'],
    ['aa😀b', 4, 'aa…'],
  ])('%j within %i is %s', (text, limit, shown) => {
    expect(clipText(text, limit)).toBe(shown);
  });

  it('never exceeds its limit and never ends in half a character', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const clipped = clipText(text, limit);
        expect(clipped.length).toBeLessThanOrEqual(limit);
        expect(unsafeIn(clipped)).toEqual([]);
        if (escapeText(text).length <= limit) expect(clipped).toBe(escapeText(text));
      }),
      runs(1000),
    );
  });
});
