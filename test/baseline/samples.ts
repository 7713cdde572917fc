/** Findings, entries and circumstances, by hand and by fast-check. */
import fc from 'fast-check';
import type { Circumstances } from '../../src/baseline/apply.ts';
import { type BaselineEntry, baselinedRules } from '../../src/baseline/entries.ts';
import type { Finding } from '../../src/types.ts';
import { aFinding } from '../reporters/sample.ts';

/** A finding at a line of a file. */
export function at(path: string, line: number, overrides: Partial<Finding> = {}): Finding {
  return aFinding({ path, line, endLine: line, message: 'banned', fingerprint: '', ...overrides });
}

export function anEntry(path: string, overrides: Partial<BaselineEntry> = {}): BaselineEntry {
  return {
    path,
    rule: 'banned-import',
    concept: 'WebSocketManager',
    module: 'py:app/ws/old',
    symbol: 'WebSocketManager',
    count: 1,
    until: '2026-12-31',
    ...overrides,
  };
}

/** A day on which all of that is known and nothing has moved. */
export function circumstances(overrides: Partial<Circumstances> = {}): Circumstances {
  return { today: '2026-06-01', deadlineOf: () => null, exists: () => true, renamedFrom: () => null, ...overrides };
}

const someDay = fc
  .integer({ min: 0, max: 4000 })
  .map((n) => new Date(n * 86_400_000 + 1.7e12).toISOString().slice(0, 10));

/** Few enough of everything that entries and findings meet. */
const few = {
  path: fc.constantFrom('a.py', 'b.py', 'x/a.py', 'x/b.py', 'y/a.py', 'é/日 本.ts'),
  rule: fc.constantFrom('banned-import', 'alias'),
  concept: fc.constantFrom('A', null),
  module: fc.constantFrom('py:m', null),
  name: fc.constantFrom('f', '*'),
} as const;

export const someFindings: fc.Arbitrary<Finding[]> = fc
  .array(fc.record({ ...few, line: fc.integer({ min: 1, max: 50 }) }), { maxLength: 25 })
  .map((rows) => inOrder(rows.map(({ path, line, ...rest }) => at(path, line, rest))));

export const someEntries: fc.Arbitrary<BaselineEntry[]> = fc.array(
  fc
    .record({ ...few, count: fc.integer({ min: 1, max: 4 }), until: someDay })
    .map(({ name, ...rest }): BaselineEntry => ({ ...rest, symbol: name })),
  { maxLength: 15 },
);

const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => !text.includes('\0'));
const wordOrNull = fc.option(word, { nil: null });

/** Anything that a baseline may hold. */
export const wildEntries: fc.Arbitrary<BaselineEntry[]> = fc.array(
  fc
    .record({
      path: word,
      rule: fc.constantFrom(...baselinedRules),
      concept: wordOrNull,
      module: wordOrNull,
      symbol: wordOrNull,
      count: fc.integer({ min: 1, max: 1e9 }),
      until: someDay,
      pathBytes: fc.option(fc.constantFrom('ff', '61ff'), { nil: undefined }),
      reason: fc.option(
        word.filter((text) => text.trim() !== ''),
        { nil: undefined },
      ),
    })
    .map(({ pathBytes, reason, ...entry }) => ({
      ...entry,
      ...(pathBytes === undefined ? {} : { pathBytes }),
      ...(reason === undefined ? {} : { reason }),
    })),
  { maxLength: 12 },
);

/** Sorted as a report is. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}
