/**
 * Merging: the last from-import of each case's text is merged into an earlier one. What a file binds is the same before and
 * after, as Python's own parser reads it.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { mergePython } from '../../../src/fixes/python/merge.ts';
import { runs } from '../../support/runs.ts';
import { caseFiles, LINE_ENDS, readCases } from './cases.ts';
import { applied, readSource } from './mapping.ts';
import { type ImportRow, openOracle } from './oracle.ts';

const oracle = openOracle();
afterAll(() => oracle?.close());

/** The text after its last from-import, or another counted from behind, was merged; null where it stays. */
function merged(text: string, fromLast = 0): string | null {
  const source = readSource('a.py', text);
  const imports = source.part.imports.filter(({ form }) => form === 'from-import');
  const chosen = imports.at(-1 - (fromLast % Math.max(1, imports.length)));
  const edits = chosen === undefined ? null : mergePython(source, chosen.statement);
  return edits === null ? null : applied(text, edits);
}

describe.each(caseFiles().filter((file) => file.startsWith('merge')))('%s', (file) => {
  test.each(readCases(file))('$name', async ({ before, after }) => {
    for (const lineEnd of LINE_ENDS) {
      for (const mark of ['', '\ufeff']) {
        const as = (text: string | null): string | null =>
          text === null ? null : mark + text.replaceAll('\n', lineEnd);
        expect(merged(as(before) ?? '')).toBe(as(after));
      }
    }
    if (after === null) return;
    const compared = await oracle?.compare(before, after);
    expect(compared).toMatchObject({ error: null, different: null, chains: [], strings: [] });
    const rows = (imports: readonly unknown[] = []): string[] => [
      ...new Set(imports.map((row) => JSON.stringify(row))),
    ];
    expect(rows(compared?.after).sort()).toEqual(rows(compared?.before).sort());
  });
});

const LINES = [
  ...['from m import A', 'from m import B as C, A', 'from m import (A, B)', 'from m import (\n    A,  # it\n    D,\n)'],
  ...['from m import (A,\n               E)', 'from m import (\n    B\n    , C  # it\n)', 'from m import X, \\\n    Y'],
  ...['from m import Z  # z', 'from m import A as B', 'from n import A', 'import A.x', 'import z; import y', 'x = 1'],
  ...[
    'from m import *',
    '# a comment',
    '',
    '',
    'if x:\n    from m import A\n    from m import B',
    'from m import F; from m import G',
  ],
  ...['lazy from m import A', 'lazy from m import H', 'from .m import A', 'try: from m import A\nfinally: pass'],
];

/** What each name of each scope is bound to in the end. */
function boundAtLast(rows: readonly ImportRow[]): string[] {
  return [...new Map(rows.map((row) => [`${row[0]} ${row[1]}`, JSON.stringify(row)])).values()].sort();
}

test('what is bound in the end stays, and so does every comment', async () => {
  const tried = { merged: 0, left: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...LINES), { minLength: 2, maxLength: 6, size: 'max' }),
      fc.nat(5),
      fc.constantFrom(...LINE_ENDS),
      async (lines, fromLast, lineEnd) => {
        const text = lines.join('\n').replaceAll('\n', lineEnd);
        const after = merged(text, fromLast);
        tried[after === null ? 'left' : 'merged'] += 1;
        if (after === null) return;
        const compared = await oracle?.compare(text, after);
        if (compared === undefined) return;
        expect(compared, after).toMatchObject({ error: null, different: null });
        expect(boundAtLast(compared.after), after).toEqual(boundAtLast(compared.before));
        expect(after.match(/#.*/g)).toEqual(text.match(/#.*/g));
      },
    ),
    runs(250),
  );
  console.log(JSON.stringify(tried));
});
