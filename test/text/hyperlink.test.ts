/** Which terminals get links: those that say what they are. */
import { describe, expect, it } from 'vitest';
import { hyperlink, showsLinks } from '../../src/text/hyperlink.ts';
import { relativeReference } from '../../src/text/uri.ts';
import { widthOf, wrap } from '../../src/text/wrap.ts';

describe('showsLinks', () => {
  it.each([
    { TERM_PROGRAM: 'vscode' },
    { TERM_PROGRAM: 'iTerm.app' },
    { TERM: 'xterm-kitty' },
    { VTE_VERSION: '7600' },
    { WT_SESSION: 'x' },
    { KONSOLE_VERSION: '230400' },
    { CI: '1', FORCE_HYPERLINK: '1' },
  ])('is true for %j', (env) => {
    expect(showsLinks(env)).toBe(true);
  });

  it.each([
    {},
    { TERM: 'xterm-256color' },
    { TERM: 'dumb', TERM_PROGRAM: 'vscode' },
    { TERM_PROGRAM: 'Apple_Terminal' },
    { TERM_PROGRAM: 'vscode', CI: 'true' },
    { TERM: 'xterm-kitty', TMUX: '/x' },
    { VTE_VERSION: '5000' },
    { TERM_PROGRAM: 'vscode', FORCE_HYPERLINK: '0' },
  ])('is false for %j', (env) => {
    expect(showsLinks(env)).toBe(false);
  });
});

describe('what a link is made of', () => {
  it('cannot be left by a name', () => {
    const address = `file:///r/${relativeReference({ path: 'a\x1b\\b\x07名 %.ts' })}`;
    expect(address).toBe('file:///r/a%1B%5Cb%07%E5%90%8D%20%25.ts');
    expect(hyperlink(address, 'x').match(/\x1b/g)?.length).toBe(4);
  });
});

describe('wrap', () => {
  it('breaks at blanks alone, and counts wide characters as two', () => {
    expect(wrap('aa bb cc dd', 5)).toEqual(['aa bb', 'cc dd']);
    expect(wrap('x'.repeat(9), 5)).toEqual(['x'.repeat(9)]);
    expect(wrap('名前 名前', 8)).toEqual(['名前', '名前']);
    expect([widthOf('名a'), widthOf('e\u0301')]).toEqual([3, 1]);
  });
});
