import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTable, type Table, writeTable } from '../../src/cache/table.ts';
import { temporaryFolder } from '../support/repository.ts';
import { runs } from '../support/runs.ts';

const entries = fc
  .dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' }), { maxKeys: 60 })
  .map((record) => Object.entries(record));

function write(folder: string, stamp: string, pairs: readonly (readonly [string, string])[]): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'table');
  writeFileSync(path, Buffer.concat(writeTable(stamp, pairs)));
  return path;
}

const text = (table: Table | null, key: string): string | null | undefined => {
  const value = table?.get(key);
  return value === undefined || value === null ? value : value.toString();
};

test('every key has its value, and no other key has one', () => {
  const folder = temporaryFolder();
  fc.assert(
    fc.property(entries, fc.string(), fc.string({ maxLength: 50 }), (pairs, other, stamp) => {
      write(folder, stamp, pairs);
      const table = openTable(folder, 'table');
      expect(table?.stamp).toBe(stamp);
      for (const [key, value] of pairs) expect(text(table, key)).toBe(value);
      if (!pairs.some(([key]) => key === other)) expect(table?.get(other)).toBeUndefined();
      const all = [...(table?.all() ?? [])].map(([key, value]) => [key, value.toString()]);
      expect(all.sort()).toEqual([...pairs].sort());
    }),
    runs(60),
  );
});

test('a damaged byte, a missing end or foreign bytes: the right value or "damaged", never another answer', () => {
  const folder = temporaryFolder();
  const damage = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), by: fc.constant(0) }),
    fc.record({ kind: fc.constant('swap' as const), at: fc.nat(), by: fc.integer({ min: 1, max: 64 }) }),
  );
  fc.assert(
    fc.property(entries, damage, (pairs, { kind, at, by }) => {
      const path = write(folder, 'stamp', pairs);
      const bytes = readFileSync(path);
      const place = at % bytes.length;
      if (kind === 'flip') bytes[place] = (bytes[place] ?? 0) ^ by;
      else if (kind === 'swap') bytes.copy(bytes, place, Math.max(0, place - by), place);
      writeFileSync(path, kind === 'cut' ? bytes.subarray(0, place) : bytes);
      const table = openTable(folder, 'table');
      if (table === null) return;
      expect(table.stamp).toBe('stamp');
      for (const [key, value] of pairs) expect([value, null]).toContain(text(table, key));
    }),
    runs(200),
  );
});

test('another table of the same shape in its place is not mixed up with it', () => {
  const folder = temporaryFolder();
  const pairs = Array.from({ length: 50 }, (_, n): [string, string] => [`key ${n}`, 'first'.repeat(2000)]);
  const path = write(folder, 'one', pairs);
  const table = openTable(folder, 'table');
  const other = Buffer.concat(
    writeTable(
      'two',
      pairs.map(([key]) => [key, 'other'.repeat(2000)]),
    ),
  );
  writeFileSync(path, other); // in place: the open descriptor sees it
  // what was read with the head is known, the rest is refused
  const answers = pairs.map(([key]) => table?.get(key)?.toString('latin1', 0, 5) ?? null);
  expect(new Set(answers)).toEqual(new Set(['first', null]));
});

test('no table at all', () => {
  const folder = temporaryFolder();
  expect(openTable(folder, 'none')).toBeNull();
  expect(openTable(null, 'table')).toBeNull();
  for (const content of ['', 'ssottab1', '{"version":1}', '\0'.repeat(10_000)]) {
    writeFileSync(join(folder, 'table'), content);
    expect(openTable(folder, 'table')).toBeNull();
  }
});
