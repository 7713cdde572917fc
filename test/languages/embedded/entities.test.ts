/** Character references in attributes, held against the list that Python's `html.entities` has of all of them. */
import { describe, expect, test } from 'vitest';
import { decodeAttribute } from '../../../src/languages/embedded/entities.ts';
import { askPython } from '../../support/python.ts';

const LIST = 'import json, html.entities as e; print(json.dumps(e.html5))';

describe('names', () => {
  const output = askPython(LIST);
  test.skipIf(output === null)('all that stand for a character of ASCII, and no other', () => {
    const list: Record<string, string> = JSON.parse(output ?? '{}');
    expect(Object.keys(list).length).toBeGreaterThan(2000);
    for (const [name, value] of Object.entries(list)) {
      const known = [...value].some((one) => one.charCodeAt(0) < 128);
      expect(decodeAttribute(`a&${name}`), name).toBe(known ? `a${value}` : `a&${name}`);
    }
  });

  test.each([
    ['./legacy&sol;api', './legacy/api'],
    ['&period;&sol;a&lowbar;b', './a_b'],
    ['a&ampb', 'a&ampb'],
    ['a&amp=b', 'a&amp=b'],
    ['a&amp/b', 'a&/b'],
    ['a&solb', 'a&solb'],
    ['a&SOL;b', 'a&SOL;b'],
    ['a&amp;sol;b', 'a&sol;b'],
    ['a&nonsense;b', 'a&nonsense;b'],
    ['a & b', 'a & b'],
  ])('%j', (written, value) => {
    expect(decodeAttribute(written)).toBe(value);
  });
});

describe('numbers', () => {
  test.each([
    ['a&#47;b', 'a/b'],
    ['a&#47b', 'a/b'],
    ['a&#x2f;b', 'a/b'],
    ['a&#X2F;b', 'a/b'],
    ['a&#0047;b', 'a/b'],
    ['a&#x2fb', 'a\u02fb'],
    ['a&#0;b', 'a\ufffdb'],
    ['a&#xd800;b', 'a\ufffdb'],
    ['a&#x110000;b', 'a\ufffdb'],
    ['a&#;b', 'a&#;b'],
    ['a&#x;b', 'a&#x;b'],
  ])('%j', (written, value) => {
    expect(decodeAttribute(written)).toBe(value);
  });
});
