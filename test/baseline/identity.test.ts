/** What a finding is known by. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprints, fnv1a64, identityOf } from '../../src/baseline/identity.ts';
import type { Finding } from '../../src/types.ts';
import { at, someFindings } from './samples.ts';

describe('the hash', () => {
  /** From the test vectors of draft-eastlake-fnv. */
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('of %j is %s', (text, hash) => expect(fnv1a64(text)).toBe(hash));

  it('is FNV-1a as BigInt computes it, for any text', () => {
    const reference = (text: string): string => {
      let state = 0xcbf29ce484222325n;
      for (const byte of new TextEncoder().encode(text)) {
        state = ((state ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
      }
      return state.toString(16).padStart(16, '0');
    };
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fnv1a64(text)).toBe(reference(text));
      }),
    );
  });
});

describe('the identity', () => {
  const finding = at('a.py', 3);

  it.each<[string, Partial<Finding>]>([
    ['the line', { line: 40, column: 1, endLine: 41 }],
    ['the spelling', { specifier: '.old', form: 'import', typeOnly: true }],
    ['words and severity', { message: 'other words', hint: null, severity: 'warn', status: 'expired' }],
    ['owner and link', { owner: '@them', link: 'https://example.org', fixable: false }],
  ])('does not know %s', (_, change) => expect(identityOf({ ...finding, ...change })).toBe(identityOf(finding)));

  it.each<[string, Partial<Finding>]>([
    ['the rule', { rule: 'alias' }],
    ['the concept', { concept: null }],
    ['the module', { module: 'py:app/ws/older' }],
    ['no module', { module: null }],
    ['the path', { path: 'b.py' }],
    ['the raw name', { pathBytes: '612e7079' }],
    ['the symbol', { name: '*' }],
  ])('knows %s', (_, change) => expect(identityOf({ ...finding, ...change })).not.toBe(identityOf(finding)));

  it('keeps its parts apart', () => {
    const other = { ...finding, concept: 'X', module: null, name: 'py:app/ws/old' };
    expect(identityOf({ ...finding, concept: 'X', name: null })).not.toBe(identityOf(other));
  });

  it('tells two names apart that decode to the same path', () => {
    const path = '\ufffd.py';
    expect(identityOf({ ...finding, path, pathBytes: 'ff2e7079' })).not.toBe(
      identityOf({ ...finding, path, pathBytes: 'fe2e7079' }),
    );
  });
});

describe('fingerprints', () => {
  it('differ between all findings of a report, and do not move with lines', () => {
    fc.assert(
      fc.property(someFindings, fc.integer({ min: 1, max: 100 }), (findings, shift) => {
        const all = fingerprints(findings);
        expect(new Set(all).size).toBe(findings.length);
        expect(fingerprints(findings.map((f) => ({ ...f, line: f.line + shift })))).toEqual(all);
      }),
    );
  });

  it('do not change for one file because of another', () => {
    const [a, b] = [at('a.py', 1), at('b.py', 1)];
    expect(fingerprints([a, b])[1]).toBe(fingerprints([b])[0]);
  });
});
