import { stripVTControlCharacters, styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { painter, type Style } from '../../src/text/colour.ts';

describe('painter', () => {
  it.each<Style>(['bold', 'dim', 'red', 'green', 'yellow', 'cyan'])('writes %s as util.styleText does', (style) => {
    expect(painter(true)(style, 'text')).toBe(styleText(style, 'text', { validateStream: false }));
    expect(stripVTControlCharacters(painter(true)(style, 'text'))).toBe('text');
  });

  it('writes nothing of its own when it is off', () => {
    expect(painter(false)('red', 'text')).toBe('text');
  });
});
