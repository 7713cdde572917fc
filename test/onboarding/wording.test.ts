/** What notices say: their words as sentences, and the one thing to use instead, where it is certain. */
import { describe, expect, it } from 'vitest';
import { wordingOf } from '../../src/onboarding/wording.ts';

describe('the words of a notice', () => {
  const all: readonly (readonly [string, string])[] = [
    ['Use instanceof `CancelledError` instead.', 'Use instanceof `CancelledError` instead.'],
    ['use {@link NewClient} instead', 'Use `NewClient` instead.'],
    ['use {@link NewClient the new client}, **not** this', 'Use the new client, not this.'],
    ['see {@link https://example.org/2980 the issue}', 'See the issue (https://example.org/2980).'],
    ['{@linkcode a.b} replaces it', '`a.b` replaces it.'],
    ['since 2.0. Use X', 'Deprecated since 2.0. Use X.'],
    ['- use\n  x_y\n  instead', 'Use x_y instead.'],
    ['moved to [the guide](https://example.org/guide)', 'Moved to the guide (https://example.org/guide).'],
    ['Deprecated: use X.', 'Deprecated: use X.'],
    ['DEPRECATED', ''],
    ['**Deprecated**', ''],
    ['[Deprecated] Use X', 'Use X.'],
    ['', ''],
    ['.. deprecated:: 1.2\n   Use :func:`~app.new.fresh`.', 'Deprecated since 1.2. Use `app.new.fresh`.'],
    ['Old.\n\n.. deprecated:: 1.2\n\n   Use ``fresh``.\n\nMore.', 'Deprecated since 1.2. Use `fresh`.'],
    ['.. deprecated:: 1.2', 'Deprecated since 1.2.'],
    ['Old.\n\n!!! warning "Deprecated"\n    Use `fresh`.\n', 'Deprecated. Use `fresh`.'],
    ['Deprecated, use L{fresh}.\n@param x: y', 'Deprecated, use `fresh`.'],
    ['Use <code>fresh</code>.<br/>It is <b>faster</b>.', 'Use `fresh`. It is faster.'],
    ['Use fresh.\n@example\n```ts\nfresh()\n```', 'Use fresh.'],
    ['isServer is gone', 'isServer is gone.'],
    ['In favor of $setBlocksType\nWraps all nodes.', 'In favor of $setBlocksType. Wraps all nodes.'],
    ['Colors.\n\nWarning: Deprecated\n    The `Color` class is deprecated.', 'The `Color` class is deprecated.'],
  ];
  it.each(all)('%j', (text, words) => expect(wordingOf(text).words).toBe(words));

  it('are whole sentences, where they are long', () => {
    const { words } = wordingOf(`Use fresh instead. ${'It is much better for many reasons. '.repeat(12)}`);
    expect(words.length).toBeLessThanOrEqual(240);
    expect(words).toMatch(/^Use fresh instead\. It is .*reasons\.$/);
    expect(wordingOf(`use ${'long '.repeat(80)}`).words).toMatch(/ long…$/);
  });
});

describe('what to use instead', () => {
  const certain: readonly (readonly [string, string])[] = [
    ['use {@link NewClient}', 'NewClient'],
    ['Use `makeNew()` instead.', 'makeNew'],
    ['use makeNew() instead', 'makeNew'],
    ['Use :class:`~app.new.Thing`.', 'app.new.Thing'],
    ['in favour of the new class `Thing`', 'Thing'],
    ["Use 'fresh' from './fresh'", './fresh#fresh'],
    ['use `create` from `@x/core` instead.', '@x/core#create'],
    ['Use Box<T> instead'.replace('Box<T>', '`Box<T>`'), 'Box'],
    ['replaced by app.fresh', 'app.fresh'],
    ['import from ./fresh instead', './fresh'],
    ['use fetch_all instead; app.api.fetch_all is faster', 'fetch_all'],
  ];
  it.each(certain)('%s', (text, instead) => expect(wordingOf(text).instead).toBe(instead));

  const uncertain: readonly string[] = [
    'Use instanceof `CancelledError` instead.',
    'use instanceof CancelledError',
    'Use `inject(QueryClient)` instead.',
    'use inject(QueryClient)',
    'Use `A` or `B` instead.',
    'use A or B instead',
    'Use `addRootImport` or `addRootProvider` from `@x/utility` instead.',
    'Use `A`, `B` or `C`.',
    'Use `A` for one, use `B` for another.',
    'use the new API',
    'use something else',
    'see {@link Other}',
    'will be removed',
    'Use core RxJS operators instead.',
    'use `a + b`',
    'switch to another package',
  ];
  it.each(uncertain)('nothing is certain in %j', (text) => expect(wordingOf(text).instead).toBeNull());
});
