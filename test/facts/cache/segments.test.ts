import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFacts } from '../../../src/facts/cache/encode.ts';
import { openSegments, type SegmentKind, writeSegment } from '../../../src/facts/cache/segments.ts';
import { scan } from '../../../src/languages/index.ts';
import type { Dialect } from '../../../src/types.ts';
import { temporaryFolder } from '../../support/repository.ts';
import { runs } from '../../support/runs.ts';

const KIND: SegmentKind = { prefix: 'facts-', build: 'a'.repeat(16), prefilter: 'n'.repeat(16), idLength: 20 };
const blob = (n: number): Buffer => Buffer.from(n.toString(16).padStart(8, '0').repeat(5), 'hex');
const facts = (n: number) => scan(`class C${n}:\n    pass\nimport a${n}.b\n`, 'py');

function segment(folder: string, numbers: readonly number[], kind = KIND, dialect: Dialect = 'py'): void {
  const writer = writeSegment(folder, kind);
  for (const n of numbers) writer?.add(blob(n), dialect, 'facts', Buffer.from(encodeFacts(facts(n))));
  expect(writer?.commit([])).toBe(true);
}

const onlyFile = (folder: string): string => join(folder, readdirSync(folder)[0] ?? '');

test('facts are found by id and dialect, in whichever pack they are', () => {
  const folder = temporaryFolder();
  segment(folder, [1, 2, 3]);
  segment(folder, [3, 4, 5]);
  const segments = openSegments(folder, KIND);
  for (const n of [1, 2, 3, 4, 5]) {
    const record = segments.find(blob(n), 'py', true);
    expect([segments.state(record), segments.facts(record)]).toEqual(['facts', facts(n)]);
  }
  expect([segments.find(blob(6), 'py', true), segments.find(blob(1), 'pyi', true)]).toEqual([-1, -1]);
});

test('of another build, or for another length of ids, nothing is read, and it is removed', () => {
  const folder = temporaryFolder();
  for (const other of [{ build: 'b'.repeat(16) }, { idLength: 32 }]) {
    segment(folder, [1]);
    const segments = openSegments(folder, { ...KIND, ...other });
    expect([segments.names, segments.find(blob(1), 'py', true), readdirSync(folder)]).toEqual([[], -1, []]);
  }
});

test('what need not be scanned in one place is known to be scanned where it was', () => {
  const folder = temporaryFolder();
  const writer = writeSegment(folder, KIND);
  writer?.add(blob(1), 'py', 'unscanned', Buffer.alloc(0));
  writer?.add(blob(1), 'py', 'facts', Buffer.from(encodeFacts(facts(1))));
  writer?.add(blob(2), 'py', 'unscanned', Buffer.alloc(0));
  writer?.commit([]);
  const segments = openSegments(folder, KIND);
  expect(segments.state(segments.find(blob(1), 'py', false))).toBe('facts');
  expect(segments.find(blob(2), 'py', false)).toBe(-1);
  expect(segments.state(segments.find(blob(2), 'py', true))).toBe('unscanned');
});

test('"need not be scanned" holds for one prefilter, what was scanned for every one', () => {
  const folder = temporaryFolder();
  const writer = writeSegment(folder, KIND);
  writer?.add(blob(1), 'py', 'unscanned', Buffer.alloc(0));
  writer?.add(blob(2), 'py', 'empty', Buffer.alloc(0));
  writer?.add(blob(3), 'py', 'facts', Buffer.from(encodeFacts(facts(3))));
  writer?.commit([]);
  const states = (prefilter: string): (string | null)[] => {
    const segments = openSegments(folder, { ...KIND, prefilter });
    return [1, 2, 3].map((n) => {
      const record = segments.find(blob(n), 'py', true);
      return record < 0 ? null : segments.state(record);
    });
  };
  expect(states(KIND.prefilter)).toEqual(['unscanned', 'empty', 'facts']);
  expect(states('m'.repeat(16))).toEqual([null, 'empty', 'facts']);
  expect(openSegments(folder, { ...KIND, prefilter: 'm'.repeat(16) }).facts(1)).toEqual(facts(3));
});

test('a damaged byte or a missing end: the right facts or none, never others', () => {
  const folder = temporaryFolder();
  const numbers = Array.from({ length: 30 }, (_, n) => n + 1);
  segment(folder, numbers);
  const file = onlyFile(folder);
  const whole = readFileSync(file);
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, by) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ by;
      writeFileSync(file, by === 0 ? bytes.subarray(0, at) : bytes);
      const segments = openSegments(folder, KIND);
      for (const n of numbers) {
        const record = segments.find(blob(n), 'py', true);
        if (record < 0) continue;
        expect(segments.state(record)).toBe('facts');
        expect([facts(n), null]).toContainEqual(segments.facts(record));
      }
    }),
    runs(150),
  );
});

test('what is being written can be read again, and is gone when it is given up', () => {
  const folder = temporaryFolder();
  const writer = writeSegment(folder, KIND);
  const text = Buffer.from(encodeFacts(facts(1)));
  writer?.add(blob(1), 'py', 'facts', text);
  writer?.add(blob(2), 'py', 'facts', Buffer.from('second'));
  expect([writer?.read(0, text.length), writer?.read(text.length, 6)?.toString()]).toEqual([text, 'second']);
  writer?.abandon();
  expect(readdirSync(folder)).toEqual([]);
});

test('a pack that replaces others leaves none of them', () => {
  const folder = temporaryFolder();
  for (const n of [1, 2, 3]) segment(folder, [n]);
  const writer = writeSegment(folder, KIND);
  writer?.add(blob(9), 'py', 'empty', Buffer.alloc(0));
  writer?.commit(openSegments(folder, KIND).names);
  expect(readdirSync(folder)).toHaveLength(1);
});
