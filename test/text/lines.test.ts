import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineIndex } from '../../src/text/lines.ts';
import { runs } from '../support/runs.ts';

/** The same question, answered by cutting the text up. A line feed behind a CR belongs to the line that it ends. */
function naive(text: string, offset: number): { line: number; column: number } {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const at = Math.max(0, Math.min(offset, text.length) - (text.length - body.length));
  let rest = at;
  let line = 1;
  for (const part of body.match(/[^\r\n]*(?:\r\n|\r|\n)/g) ?? []) {
    if (rest < part.length) break;
    rest -= part.length;
    line++;
  }
  return { line, column: rest + 1 };
}

const source = fc
  .tuple(
    fc.constantFrom('', '\ufeff'),
    fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', '😀', '\u2028', 'bc'), { maxLength: 30 }),
  )
  .map(([mark, parts]) => mark + parts.join(''));

describe('lineIndex', () => {
  it('places every offset where cutting the text up places it, in any order of questions', () => {
    fc.assert(
      fc.property(source, fc.array(fc.integer({ min: -2, max: 70 })), (text, offsets) => {
        const index = lineIndex(text);
        for (const offset of offsets) expect(index.position(offset)).toEqual(naive(text, offset));
      }),
      runs(1000),
    );
  });

  it('gives the lines that splitting gives', () => {
    fc.assert(
      fc.property(source, (text) => {
        const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
        const index = lineIndex(text);
        const given = lines.map((_, at) => {
          const { start, end } = index.line(at + 1);
          return text.slice(start, end);
        });
        expect(given).toEqual(lines);
        expect(index.line(lines.length + 1)).toEqual({ start: text.length, end: text.length });
        expect(index.line(0)).toEqual({ start: text.length, end: text.length });
      }),
      runs(1000),
    );
  });

  it.each([
    ['a\r\nb', 3, 2, 1],
    ['a\rb', 2, 2, 1],
    ['a\r\nb', 2, 1, 3],
    ['\ufeffab', 1, 1, 1],
    ['\ufeffab', 2, 1, 2],
    ['😀x', 2, 1, 3],
    ['a\u2028b', 2, 1, 3],
    ['a\n', 2, 2, 1],
    ['', 9, 1, 1],
  ])('%j at %i is line %i, column %i', (text, offset, line, column) => {
    expect(lineIndex(text).position(offset)).toEqual({ line, column });
  });
});
