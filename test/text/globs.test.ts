/**
 * Globs against picomatch, and their limits.
 *
 * picomatch is the oracle on what a repository path can be: no empty, `.` or `..` segment and no line end (its `.` does
 * not match one). Braces are given to it expanded, because it reads `**` inside them in its own way.
 */
import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { globSource, isLiteralGlob, matcher, nameSource, refuseGlob, refuseNameGlob } from '../../src/text/globs.ts';
import { runs } from '../support/runs.ts';

const OPTIONS = { dot: true, noextglob: true, nonegate: true, posix: true } as const;

function matches(pattern: string, text: string): boolean {
  return matcher([globSource(pattern)])(text);
}

function matchesName(pattern: string, text: string): boolean {
  return matcher([nameSource(pattern)])(text);
}

/** Brace expansion as bash has it, for the oracle. */
function expandBraces(pattern: string): string[] {
  const inner = /^((?:[^\\{}]|\\.)*)\{((?:[^\\{}]|\\.)*)\}(.*)$/s.exec(pattern);
  if (inner) return (inner[2] ?? '').split(',').flatMap((one) => expandBraces(`${inner[1]}${one}${inner[3]}`));
  const outer = /^(.*)\{([^{}]*)\}(.*)$/s.exec(pattern);
  if (outer) return (outer[2] ?? '').split(',').flatMap((one) => expandBraces(`${outer[1]}${one}${outer[3]}`));
  return [pattern];
}

const ACCEPTED = [
  'a',
  'a/b.ts',
  '**',
  '*',
  '**/*',
  '*/**',
  '*/*',
  '**/*.ts',
  '*.ts',
  'a/**',
  'a/**/b',
  'a/**/*',
  '**/a/**',
  '**/a/**/b',
  '**/a/**/b/**',
  'a/**/b/**/c',
  '**/*a*/**/b',
  '*a*',
  '*a*a*',
  'a*b*c',
  '*a*b',
  '?',
  '??',
  'a?',
  'a/?.ts',
  '?*',
  '*?',
  '{a,b}',
  '{a,b/c}/x',
  '*.{ts,tsx}',
  '**/*.{ts,tsx,d.ts}',
  '{a,b}*{c,d}',
  '*{a,ab}*',
  '*{ab,b}*b',
  'a{,b}',
  'a{,/b}',
  '{a,{b,c}}',
  '{a,b{c,{}}',
  '[ab]',
  '[a-c]*',
  '[!a]*',
  '[^a-b]/c',
  '*[ab]*b',
  '**/[ab]/**',
  '{a,b}/**',
  'a*/**',
  '*a/**',
  '?/**',
  '**/.*',
  '.*',
  'a.b/**',
  './a/*',
  'a\\*b',
  '\\[a\\]/b',
  '**/a?/b*',
  'node_modules/**',
  '**/node_modules/**',
  'src/{a,b}/**/{c,d}.ts',
  '{src,test}/**',
  'a b',
  "it's",
  'ä/*',
  '$x*',
  'a^b*',
  'a|b*',
  '@a/*',
  'a,b*',
].filter((pattern) => refuseGlob(pattern) === null);

const SEGMENTS = [
  'a',
  'b',
  'c',
  'ab',
  'ba',
  'aa',
  'abc',
  'abab',
  'x.ts',
  'a.ts',
  'b.d.ts',
  '.a',
  'node_modules',
  'src',
  'd.ts',
];

describe('path globs', () => {
  it('mean what picomatch means, on every pattern here and all short paths', () => {
    const paths = SEGMENTS.flatMap((one) => [
      one,
      ...SEGMENTS.flatMap((two) => [`${one}/${two}`, `${one}/b/${two}`, `a/${one}/b/${two}`]),
    ]);
    const differences: string[] = [];
    for (const pattern of ACCEPTED) {
      const oracles = expandBraces(pattern).map((one) => picomatch(one, OPTIONS));
      const own = matcher([globSource(pattern)]);
      for (const path of paths) {
        const theirs = oracles.some((oracle) => oracle(path));
        if (own(path) !== theirs) differences.push(`${pattern} on ${path}: picomatch says ${theirs}`);
      }
    }
    expect(differences).toEqual([]);
    expect(ACCEPTED.length).toBeGreaterThan(60);
  });

  it('mean what picomatch means, on arbitrary patterns', () => {
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'ab', '.', 'c') },
      { weight: 3, arbitrary: fc.constantFrom('*', '?', '[ab]', '[!a]', '[a-c]', '\\*', '\\[') },
      { weight: 2, arbitrary: fc.constantFrom('{a,b}', '{ab,b}', '{a,{b,c}}', '{a,*b}', '{a,b/c}') },
    );
    const segment = fc.oneof(
      { weight: 3, arbitrary: fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: fc.constant('**') },
    );
    const pattern = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    const name = fc.stringMatching(/^[abc.*[\]]{1,6}$/).filter((text) => text !== '.' && text !== '..');
    const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
    let accepted = 0;
    let matched = 0;
    fc.assert(
      fc.property(pattern, fc.array(path, { minLength: 5, maxLength: 5 }), (glob, paths) => {
        if (refuseGlob(glob) !== null) return;
        accepted++;
        const oracles = expandBraces(glob).map((one) => picomatch(one, OPTIONS));
        const own = matcher([globSource(glob)]);
        for (const one of paths) {
          const theirs = oracles.some((oracle) => oracle(one));
          if (theirs) matched++;
          expect(own(one), `${glob} on ${one}`).toBe(theirs);
        }
      }),
      runs(1500),
    );
    expect(accepted).toBeGreaterThan(1000);
    expect(matched).toBeGreaterThan(100);
  });

  it.each([
    ['a+', 'a+', true],
    ['[a]+', 'a+', true],
    ['[a]+', 'aa', false],
    ['"a"*', '"a"b', true],
    ['"a"*', 'ab', false],
    ['**/*.ts', 'new\nline/x\n.ts', true],
    ['[slug]/x', '[slug]/x', true],
    ['A*', 'ab', false],
    ['\\(group\\)/**', '(group)/a', true],
    ['\\{a,b\\}', '{a,b}', true],
    ['https://deno.land/x/**', 'https://deno.land/x/mod.ts', true],
  ])('%s on %j: %s', (pattern, path, expected) => {
    expect(refuseGlob(pattern)).toBeNull();
    expect(matches(pattern, path)).toBe(expected);
  });

  it('a pattern that is refused matches nothing', () => {
    for (const pattern of ['', '!a', '(a)', '**a', 'a**', '{a', '[z-a]']) {
      for (const path of ['', 'a', '!a', '(a)', '**a', pattern]) expect(matches(pattern, path), pattern).toBe(false);
    }
  });
});

describe('refusals', () => {
  it.each([
    ['', 'is empty'],
    ['a\0', 'holds a NUL character'],
    ['!a', 'begins with "!"; negation has its own keys, "except" and "exclude"'],
    ['/a', 'is absolute; globs begin below the folder of their registry'],
    ['C:/a', 'is absolute; globs begin below the folder of their registry'],
    ['a\\b', 'holds a backslash; folders are separated by "/", and only glob characters are escaped'],
    ['a\\', 'holds a backslash; folders are separated by "/", and only glob characters are escaped'],
    ['@(a|b)', 'holds the extended glob "@("; write the cases as braces or as several globs'],
    ['a/!(b)', 'holds the extended glob "!("; write the cases as braces or as several globs'],
    ['+(a)', 'holds the extended glob "+("; write the cases as braces or as several globs'],
    ['?(a)', 'holds the extended glob "?("; write the cases as braces or as several globs'],
    ['*(a)', 'holds the extended glob "*("; write the cases as braces or as several globs'],
    ['(a|b)*', 'holds "(", a regular-expression group; a plain "(" is written "\\\\("'],
    ['a)', 'holds ")", a regular-expression group; a plain ")" is written "\\\\)"'],
    ['***', 'holds more than two "*" in a row'],
    ['a**', 'joins "**" to other characters; it must be a whole segment, as in "**/*.ts"'],
    ['**.ts', 'joins "**" to other characters; it must be a whole segment, as in "**/*.ts"'],
    ['*a*b*c*', 'holds more than 3 "*" in a segment'],
    ['{a,*b*c}*d*', 'holds more than 3 "*" in a segment'],
    ['**/a/**/b/**/c/**', 'holds more than 3 "**"'],
    ['{a,{b,{c,d}}}', 'nests braces deeper than 2'],
    ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', 'stands for more than 64 patterns'],
    ['{a}', 'holds braces without a comma; ranges are written out'],
    ['{1..9}', 'holds braces without a comma; ranges are written out'],
    ['{a,b', 'holds "{" without "}"; a plain "{" is written "\\\\{"'],
    ['a}', 'holds "}" without "{"; a plain "}" is written "\\\\}"'],
    ['a]', 'holds "]" without "["; a plain "]" is written "\\\\]"'],
    ['[a', 'holds "[" without a character class; a plain "[" is written "\\\\["'],
    ['[]', 'holds "[" without a character class; a plain "[" is written "\\\\["'],
    ['[a/b]', 'holds "[" without a character class; a plain "[" is written "\\\\["'],
    ['[[:alpha:]]', 'holds "[" without a character class; a plain "[" is written "\\\\["'],
    ['[\\d]', 'holds "[" without a character class; a plain "[" is written "\\\\["'],
    ['[z-a]', 'holds the character class "[z-a]", which cannot be read'],
    ['[!]', 'holds the character class "[!]", which cannot be read'],
    ['a//b', 'has an empty segment'],
    ['{a,}/b', 'has an empty segment'],
    ['./', 'has an empty segment'],
    ['a/', 'ends in "/"; what is below a folder is written "folder/**"'],
    ['../a', 'has the segment ".."'],
    ['a/./b', 'has the segment "."'],
    [`${'a'.repeat(1025)}`, 'is longer than 1024 characters'],
  ])('%j', (pattern, why) => {
    expect(refuseGlob(pattern)).toBe(why);
  });

  it.each([
    ['a/b', 'holds "/", which no name does'],
    ['*/b', 'holds "/", which no name does'],
    ['**', 'holds "**"; in a name one "*" stands for everything'],
    ['{,}', 'has an empty alternative'],
    ['', 'is empty'],
    ['*(a)', 'holds the extended glob "*("; write the cases as braces or as several globs'],
  ])('of a name: %j', (pattern, why) => {
    expect(refuseNameGlob(pattern)).toBe(why);
  });

  it('does not refuse what is within the limits', () => {
    const within = [
      '*a*b*c',
      '**/a/**/b/**',
      '{a,{b,c}}',
      '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}',
      '[!a]',
      '@a/b',
      'a!b',
      'a'.repeat(1024),
    ];
    for (const pattern of within) expect(refuseGlob(pattern), pattern).toBeNull();
    for (const pattern of ['*Web*Socket*', 'get_*', '{Mock,Test}*', '[A-Z]*', '$store', 'c.Name', '*']) {
      expect(refuseNameGlob(pattern), pattern).toBeNull();
    }
  });
});

describe('name globs', () => {
  it.each([
    ['*WebSocketManager*', 'UnifiedWebSocketManager', true],
    ['*WebSocketManager*', 'WebSocketManager', true],
    ['*WebSocketManager*', 'webSocketManager', false],
    ['get_*', 'get_', true],
    ['get_*', 'forget_x', false],
    ['*', 'x', true],
    ['Mock?', 'MockA', true],
    ['Mock?', 'Mock', false],
    ['{Mock,Test}*', 'TestA', true],
    ['*Tests', 'UnitTests', true],
    ['[A-Z]*', 'a', false],
    ['$*', '$x', true],
    ['*.Name', 'c.d.Name', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matchesName(pattern, name)).toBe(expected);
  });
});

it('isLiteralGlob knows every special character', () => {
  for (const pattern of ['*', 'a?', '[a]', '{a,b}', 'a\\*', '(a)']) expect(isLiteralGlob(pattern), pattern).toBe(false);
  for (const pattern of ['a', 'a/b.ts', '@a/b', '#x', 'a-b_c$', 'ä b']) {
    expect(isLiteralGlob(pattern), pattern).toBe(true);
    expect(matches(pattern, pattern)).toBe(true);
    expect(matches(pattern, `${pattern}x`)).toBe(false);
  }
});

/**
 * Linear time without a clock: a matcher that went back would need far longer than the test's limit (at 100,000
 * characters a quadratic one takes 10^10 steps and a cubic one 10^15).
 */
it('accepted globs answer at once on hostile texts of 100 kB', () => {
  const texts = ['a', 'ab', 'a/', 'ab/', 'aab/', '/a', 'a.', '[ab]'].map((unit) => unit.repeat(100_000 / unit.length));
  const hostile = [
    '*a*a*b',
    '*a*a*',
    'a*a*a*b',
    '**/a/**/a/**/b',
    '**/*a*a/**/*a*b*/**/*c',
    '**/*/**/*/**/x',
    '{a,aa,aaa,aaaa}*{a,aa,aaa,aaaa}*b',
    '{a,aa}*{a,aa}/**/{a,aa}*{a,aa}/**/b',
    '**/{a,aa}*{b,bb}/**/{a,aa}*c',
    '*?*?*b',
    '[ab]*[ab]*[ab]*c',
    '**/?*?/**/?*?/**/b',
    '*/*/*/*/*/b',
  ];
  for (const glob of hostile) {
    expect(refuseGlob(glob), glob).toBeNull();
    const test = matcher([globSource(glob)]);
    for (const text of texts) for (const end of ['c', '/c', '\n', '']) test(text + end);
    if (!glob.includes('/')) for (const text of texts) matchesName(glob, `${text}c`);
  }
  const long = `${'?'.repeat(500)}*${'?'.repeat(500)}*b`;
  expect(refuseGlob(long)).toBeNull();
  expect(matches(long, 'a'.repeat(100_000))).toBe(false);
});
