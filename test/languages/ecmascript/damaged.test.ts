/**
 * Damaged files: what real files lose when they are cut off, when a quote, a brace, a comment mark is lost or one too
 * many, when a merge conflict was committed. Statements that were not touched are still found, nothing else is.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanEcmascript } from '../../../src/languages/ecmascript/scan.ts';
import { dialectFor, sample, sourceFiles } from '../../support/source-files.ts';

/** A file after its damage. Offsets between `from` and `to` of the old text were touched; `shift` follows from there. */
interface Damaged {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}
type Random = (below: number) => number;

/** A small generator with a seed, so that every run damages the same places (Park and Miller's minimal standard). */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function replaceOne(text: string, pattern: RegExp, random: Random): Damaged | undefined {
  const found = [...text.matchAll(pattern)];
  const match = found[random(Math.max(1, found.length))];
  if (match === undefined) return undefined;
  const to = match.index + match[0].length;
  return { text: text.slice(0, match.index) + ' '.repeat(match[0].length) + text.slice(to), from: match.index, to };
}

function insertOne(text: string, pieces: readonly string[], random: Random): Damaged {
  const at = random(text.length);
  return { text: text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at), from: at, to: at };
}

const DAMAGES: ReadonlyMap<string, (text: string, random: Random) => Damaged | undefined> = new Map([
  [
    'cut off',
    (text, random) => {
      const at = random(text.length);
      return { text: text.slice(0, at), from: at, to: text.length };
    },
  ],
  ['a quote lost', (text, random) => replaceOne(text, /['"]/g, random)],
  ['a back tick lost', (text, random) => replaceOne(text, /`/g, random)],
  ['a brace lost', (text, random) => replaceOne(text, /[{}]/g, random)],
  ['a bracket lost', (text, random) => replaceOne(text, /[()[\]]/g, random)],
  ['a comment mark lost', (text, random) => replaceOne(text, /\/\*|\*\/|\/\//g, random)],
  ['a quote too many', (text, random) => insertOne(text, ["'", '"', '`'], random)],
  ['a bracket too many', (text, random) => insertOne(text, ['{', '}', '(', ')', '<'], random)],
]);

interface Record {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** Imports by module and name, definitions by name and kind. */
function recordsOf(path: string, text: string): Record[] {
  return scanEcmascript(text, dialectFor(path)).parts.flatMap((part) => [
    // `/// <reference>` counts only above the first statement, so damage among them takes the rest along, rightly.
    ...part.imports
      .filter(({ via }) => via !== 'reference')
      .flatMap(({ specifier, names, statement }) =>
        (names.length === 0 ? [{ name: '-' }] : names).map(({ name }) => ({
          key: `${specifier} ${name}`,
          ...statement,
        })),
      ),
    ...part.definitions.map(({ name, kind, statement, end }) => ({
      key: `${kind} ${name}`,
      start: statement.start,
      end,
    })),
  ]);
}

/** Counts what of `wanted` is in `found`, one for one. */
function overlap(wanted: readonly Record[], found: readonly Record[]): number {
  const left = new Map<string, number>();
  for (const { key } of found) left.set(key, (left.get(key) ?? 0) + 1);
  return wanted.filter(({ key }) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  }).length;
}

describe('files of the dependencies and of this project with', () => {
  const root = join(import.meta.dirname, '../../..');
  const own = ['src', 'test'].flatMap((folder) => sourceFiles(join(root, folder)));
  const readable = own.filter((path) => !path.includes('fixtures') && !path.includes('ecmascript'));
  const installed = sample(sourceFiles(join(root, 'node_modules')), 900, 60_000);
  const files = [...readable.map((path) => ({ path, text: readFileSync(path, 'utf8') })), ...installed]
    // What people write, not what bundlers do: in one long line, a lost quote costs all of it.
    .filter(({ path, text }) => text.length > 200 && !path.includes('/dist/') && !/[^\n]{400}/.test(text))
    // Every damage is held against the same facts.
    .map((file) => ({ ...file, before: recordsOf(file.path, file.text) }));

  const all = { expected: 0, recalled: 0 };

  test.each([...DAMAGES.keys()])('%s', (name) => {
    const random = seeded(20_261_120);
    let expected = 0;
    let recalled = 0;
    let given = 0;
    let right = 0;
    for (const { path, text, before } of files) {
      const damaged = DAMAGES.get(name)?.(text, random);
      if (damaged === undefined) continue;
      const grown = damaged.text.length - text.length;
      const after = recordsOf(path, damaged.text);
      const untouched = before.filter(({ start, end }) => end < damaged.from || start > damaged.to);
      const judged = after.filter(({ start, end }) => end < damaged.from - 1 || start > damaged.to + grown + 1);
      expected += untouched.length;
      recalled += overlap(untouched, after);
      given += judged.length;
      right += overlap(judged, before);
    }
    expect(expected).toBeGreaterThan(1000);
    all.expected += expected;
    all.recalled += recalled;
    expect(recalled / expected, 'recall').toBeGreaterThan(0.99);
    expect(right / given, 'precision').toBeGreaterThan(0.995);
  });

  test('recall over all kinds of damage', () => {
    expect(all.recalled / all.expected).toBeGreaterThan(0.99);
  });
});
