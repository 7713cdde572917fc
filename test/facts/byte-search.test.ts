import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { literalSearch, SCAN_ALL, searchFor, skipTest } from '../../src/facts/byte-search.ts';
import { dialectOf } from '../../src/languages/index.ts';
import { expressionSource, fixedTexts } from '../../src/prefilter/pattern.ts';
import { patternsOf } from '../../src/prefilter/patterns.ts';
import type { RequiredText } from '../../src/required-text/required.ts';
import { runs } from '../support/runs.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('the search for texts', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', '\xff'), maxLength: 6 });

  test('finds what the engine finds', () => {
    fc.assert(
      fc.property(
        fc.array(few, { minLength: 1, maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', '\xff'), maxLength: 60 }),
        (texts, given) => {
          const expected = texts.some((text) => `${given}\n`.includes(text));
          expect(literalSearch(texts)(latin1(given))).toBe(expected);
        },
      ),
      runs(1000),
    );
  });

  test('in every byte, with as many texts as there are bytes', () => {
    const texts = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code, 255 - code));
    const search = literalSearch(texts);
    for (const text of texts) expect(search(latin1(`..${text}`))).toBe(true);
    expect(search(latin1('abcdef'))).toBe(false);
  });

  test('no text is nowhere, the empty text everywhere', () => {
    expect(literalSearch([])(latin1('abc'))).toBe(false);
    expect(literalSearch([''])(latin1(''))).toBe(true);
  });
});

describe('the fixed texts of a pattern', () => {
  const requiredTexts: RequiredText[] = [
    { text: 'legacy', as: 'segment' },
    { text: 'left-pad', as: 'segment' },
    { text: 'UserModel', as: 'word' },
    { text: 'Manager', as: 'part' },
  ];
  const patterns = (['js', 'py'] as const).flatMap((language) => patternsOf(language, requiredTexts, false));

  test.each(patterns.map((pattern) => [expressionSource(pattern), pattern] as const))('%s', (source, pattern) => {
    const texts = fixedTexts(pattern);
    const search = literalSearch(texts);
    // `^` and `$` stand at line ends here: fast-check makes whole texts, to which lines are added
    const whole = new RegExp(`^(?:${source.replaceAll('\\b', '')})$`);
    fc.assert(
      fc.property(fc.stringMatching(whole), fc.constantFrom('', '\n', '\r', '\nx'), (matching, behind) => {
        fc.pre(new RegExp(source, 'm').test(matching + behind));
        expect(search(latin1(matching + behind))).toBe(true);
      }),
      runs(30),
    );
  });

  test('a search finds what its expression finds in some line, and nothing else', () => {
    const literals = [...new Set(patterns.flatMap(fixedTexts))];
    const expression = patterns.map((pattern) => `(?:${expressionSource(pattern)})`).join('|');
    const [search, line] = [searchFor({ literals, expression }), new RegExp(expression, 'm')];
    const matching = fc
      .constantFrom(...patterns)
      .chain((pattern) => fc.stringMatching(new RegExp(expressionSource(pattern).replaceAll('\\b', ''))));
    const piece = fc.oneof(
      { weight: 1, arbitrary: matching },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          '"legacy',
          'legacy',
          '/left-pad',
          'UserModel',
          '\\',
          "'",
          '(',
          '.',
          'import *',
          'patch',
        ),
      },
      { weight: 4, arbitrary: fc.constantFrom('\n', '\n', '\r', '\r\n', ' ', 'x', 'Mana', 'ger', '# ', '') },
    );
    const found = { in: 0, out: 0 };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('').replace(/[^\0-\xff]/g, '?');
        const expected = text.split('\n').some((one) => line.test(one));
        found[expected ? 'in' : 'out']++;
        expect(search(latin1(text))).toBe(expected);
      }),
      runs(1000),
    );
    expect(Math.min(found.in, found.out)).toBeGreaterThan(20);
  });

  test('most of them fix something', () => {
    expect(patterns.filter((pattern) => fixedTexts(pattern).includes(''))).toEqual([]);
  });
});

describe('which files need not be scanned', () => {
  const js = { literals: ['moment'], expression: '["\']moment' };
  const bare = skipTest({
    js,
    py: null,
    paths: [
      { text: 'src/legacy/', as: 'part' },
      { text: 'a.ts', as: 'path' },
    ],
  });
  const isLeftOut = (path: string, bytes: Buffer): boolean =>
    bare !== null && !bare.mustScan(path) && bare.canSkip(bytes, dialectOf(path));
  const test1 = (path: string, content: string): boolean => isLeftOut(path, Buffer.from(content));

  test('those without a word, or with a word that no pattern takes', () => {
    expect(test1('b.ts', 'export {}')).toBe(true);
    expect(test1('b.ts', '// a moment, please')).toBe(true);
    expect(test1('b.ts', "import m from 'moment'")).toBe(false);
  });

  test('not those of a named path, of a language without required texts, of several languages, or that are not text', () => {
    expect(test1('a.ts', '')).toBe(false);
    expect(test1('x/src/legacy/b.ts', 'export {}')).toBe(false);
    expect(test1('b.py', 'pass')).toBe(false);
    expect(test1('b.md', 'text')).toBe(false);
    expect(isLeftOut('b.ts', Buffer.from([0xff, 0, 0xc0]))).toBe(false);
  });

  test('without any required texts there is nothing to test', () => {
    expect(skipTest(SCAN_ALL)).toBeNull();
    expect(searchFor(js)(Buffer.from('x'))).toBe(false);
  });
});
