/** Diffs, held against git: what it applies is what was planned, byte for byte. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteEdit, withEdits } from '../../src/rewriting/bytes.ts';
import { unifiedDiff } from '../../src/rewriting/diff.ts';
import { temporaryRepository } from '../support/repository.ts';
import { runs } from '../support/runs.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

interface Case {
  readonly name: string;
  readonly before: Buffer;
  readonly edits: readonly ByteEdit[];
}

/** Applies the diff of all cases with git, at once. */
function expectApplied(cases: readonly Case[]): string {
  const repo = temporaryRepository();
  const place = (name: string): Buffer => Buffer.concat([Buffer.from(`${repo.dir}/`), bytes(name)]);
  for (const { name, before } of cases) repo.write(bytes(name), before);
  const diff = Buffer.concat(cases.map(({ name, before, edits }) => unifiedDiff(name, before, edits)));
  writeFileSync(`${repo.dir}/.git/diff`, diff);
  const { status, stderr } = repo.tryGit(['apply', '--whitespace=nowarn', '.git/diff']);
  expect([status, stderr]).toEqual([diff.length === 0 ? 128 : 0, diff.length === 0 ? stderr : '']);
  for (const { name, before, edits } of cases) {
    expect([name, readFileSync(place(name), 'latin1')]).toEqual([name, withEdits(before, edits).toString('latin1')]);
  }
  return diff.toString('latin1');
}

function edit(before: string, from: string, to: string): ByteEdit {
  const start = before.indexOf(from);
  return { start, end: start + from.length, bytes: bytes(to) };
}

function one(name: string, before: string, ...changes: readonly (readonly [string, string])[]): Case {
  return { name, before: bytes(before), edits: changes.map(([from, to]) => edit(before, from, to)) };
}

const many = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at}!\n`).join('');

describe('a diff', () => {
  it('names what has changed, with three lines around it', () => {
    expect(expectApplied([one('a.py', many(9), ['line 4!\n', 'new\nnewer\n'])])).toBe(
      [
        'diff --git a/a.py b/a.py',
        '--- a/a.py',
        '+++ b/a.py',
        '@@ -2,7 +2,8 @@',
        ' line 1!',
        ' line 2!',
        ' line 3!',
        '-line 4!',
        '+new',
        '+newer',
        ' line 5!',
        ' line 6!',
        ' line 7!',
        '',
      ].join('\n'),
    );
  });

  it('joins what lies close together and keeps apart what does not', () => {
    const close = expectApplied([one('a.py', many(30), ['line 4!', 'x'], ['line 10!', 'y'])]);
    expect(close.match(/^@@.*$/gm)).toEqual(['@@ -2,13 +2,13 @@']);
    const apart = expectApplied([one('a.py', many(30), ['line 4!', 'x\nz'], ['line 12!', 'y'])]);
    expect(apart.match(/^@@.*$/gm)).toEqual(['@@ -2,7 +2,8 @@', '@@ -10,7 +11,7 @@']);
  });

  it('says nothing of lines that come out the same', () => {
    expect(expectApplied([one('a.py', 'a\nb\nc\n', ['b\nc', 'b\nc'])])).toBe('');
    expect(expectApplied([one('a.py', 'a\nb\nc\n', ['a\nb\nc', 'a\nB\nc'])])).toContain('-b\n+B\n c\n');
  });

  it.each([
    ['no line feed at the end', 'a\nb', ['b', 'c']],
    ['a new last line', 'a\nb', ['b', 'b\nc']],
    ['a line feed that comes', 'a\nb', ['b', 'b\n']],
    ['a line feed that goes', 'a\nb\n', ['b\n', 'b']],
    ['CRLF', 'a\r\nb\r\nc\r\n', ['b', 'x\r\ny']],
    ['a lone CR', 'a\rb\rc', ['b', 'x']],
    ['a byte-order mark', '\xef\xbb\xbfa\nb\n', ['a', 'x']],
    ['Latin-1', '# \xe9\xe8\na\n', ['a', 'x']],
    ['UTF-16', '\xff\xfea\0\n\0b\0\n\0', ['b', 'x']],
    ['a NUL', 'a\0\nb\n', ['b', 'x']],
    ['lines like a diff', '-- a\n+++ b\n@@ c\n\\ d\n', ['@@ c', 'x']],
  ] as const)('keeps the bytes of %s', (_name, before, change) => {
    expectApplied([one('a.py', before, change)]);
  });

  it('quotes names as git does', () => {
    const names = [
      'a b.py',
      'tab\t.py',
      'line\nfeed.py',
      'quo"te.py',
      'back\\slash.py',
      '\xc3\xa9.py',
      '\xff.py',
      'd/ e/f',
    ];
    const diff = expectApplied(names.map((name) => one(name, 'a\n', ['a', 'x'])));
    expect(diff.match(/^\+\+\+ .*$/gm)).toEqual([
      '+++ b/a b.py\t',
      '+++ "b/tab\\t.py"',
      '+++ "b/line\\nfeed.py"',
      '+++ "b/quo\\"te.py"',
      '+++ "b/back\\\\slash.py"',
      '+++ "b/\\303\\251.py"',
      '+++ "b/\\377.py"',
      '+++ b/d/ e/f\t',
    ]);
  });

  it('is what git makes of it, whatever the edits', () => {
    const line = fc.constantFrom('a\n', 'b\n', '\n', 'c\r\n', 'd');
    const content = fc.array(line, { maxLength: 14 }).map((lines) => bytes(lines.join('')));
    const file = content.chain((before) =>
      fc
        .array(fc.tuple(fc.nat(before.length), fc.nat(3), fc.constantFrom('', 'x', '\n', 'y\n', '\nz')), {
          maxLength: 4,
        })
        .map((found) => found.sort(([a], [b]) => a - b))
        .map((found) => ({
          before,
          edits: found.map(([start, size, text], at) => ({
            start,
            end: Math.min(start + size, found[at + 1]?.[0] ?? before.length),
            bytes: bytes(text),
          })),
        })),
    );
    fc.assert(
      fc.property(fc.array(file, { minLength: 20, maxLength: 40 }), (files) => {
        const named = files.map((one, at) => ({ ...one, name: `f${at}.py` }));
        // a file that comes to nothing, or from it, has a diff of another form: no fix makes one
        expectApplied(named.filter(({ before, edits }) => before.length > 0 && withEdits(before, edits).length > 0));
      }),
      runs(15),
    );
  });
});
