import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/text/excerpt.ts';
import { runs } from '../support/runs.ts';

const of = (line: string, marked: string, width = 40) => {
  const start = line.indexOf(marked);
  return excerpt(line, start, start + marked.length, width);
};

describe('excerpt', () => {
  it.each<[string, string, string, string, string]>([
    ['a plain line', 'import x from y', 'x', 'import x from y', '       ^'],
    ['the whole line', 'abc', 'abc', 'abc', '^^^'],
    ['tabs as four blanks', '\t\tfoo()', 'foo', '        foo()', '        ^^^'],
    ['a tab inside the span', 'a\tb', 'a\tb', 'a    b', '^^^^^^'],
    ['wide characters as two columns', '漢字 = x', 'x', '漢字 = x', '       ^'],
    ['an emoji', '"😀" x', 'x', '"😀" x', '     ^'],
    ['combining marks as none', 'e\u0301 x', 'x', 'e\u0301 x', '  ^'],
    ['escapes as wide as they are written', '\x1b x', 'x', '\\x1b x', '     ^'],
    ['no blanks at the end', 'x   ', 'x', 'x', '^'],
  ])('shows %s', (_, line, marked, text, marker) => {
    expect(of(line, marked)).toEqual({ text, marker });
  });

  it('marks one column for an empty span, at the end of a line too', () => {
    expect(excerpt('abc', 1, 1, 40)).toEqual({ text: 'abc', marker: ' ^' });
    expect(excerpt('abc', 3, 3, 40)).toEqual({ text: 'abc', marker: '   ^' });
    expect(excerpt('', 0, 0, 40)).toEqual({ text: '', marker: '^' });
    expect(excerpt('abc', 9, 12, 40)).toEqual({ text: 'abc', marker: '   ^' });
  });

  it('marks to the end of the text when the span goes on', () => {
    expect(excerpt('f(a,  ', 2, Number.POSITIVE_INFINITY, 40)).toEqual({ text: 'f(a,', marker: '  ^^' });
  });

  it('cuts around the span of a long line', () => {
    const line = `${'a'.repeat(200)} target ${'b'.repeat(200)}`;
    const { text, marker } = of(line, 'target', 60);
    expect(text).toBe(`…${'a'.repeat(39)} target ${'b'.repeat(12)}…`);
    expect(text.slice(marker.indexOf('^'), marker.length)).toBe('target');
  });

  it('cuts behind the width, and the marks with it', () => {
    expect(excerpt('x'.repeat(100), 0, 100, 10)).toEqual({ text: `${'x'.repeat(10)}…`, marker: '^'.repeat(10) });
  });

  it('never splits a character at its edges', () => {
    const line = `${'😀'.repeat(300)}x`;
    for (const start of [100, 101, 600]) {
      expect(excerpt(line, start, start + 1, 50).text).not.toMatch(/\\ud/);
    }
  });

  it('stays within its width, safe, and marks something, whatever the line holds', () => {
    const line = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\t', 'x', '漢', '😀', '\u0301', '\x1b', '\u202e', ' '),
        fc.string({ unit: 'binary' }),
      ),
      maxLength: 400,
    });
    fc.assert(
      fc.property(line, fc.nat(420), fc.nat(420), fc.integer({ min: 20, max: 120 }), (text, start, length, width) => {
        const shown = excerpt(text, start, start + length, width);
        expect(shown.marker).toMatch(/^ *\^+$/);
        expect(shown.marker.length).toBeLessThanOrEqual(width + 1);
        expect([...shown.text].filter((c) => /\p{Cc}|[\u202a-\u202e]/u.test(c))).toEqual([]);
        // Every character that has no width of its own comes on top.
        expect([...shown.text.replace(/[\p{Mn}\p{Me}\u200b-\u200d\u2060]/gu, '')].length).toBeLessThanOrEqual(
          width + 2,
        );
      }),
      runs(1000),
    );
  });
});
