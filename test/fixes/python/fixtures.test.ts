/**
 * The fixtures of the Python editor (their format is in cases.ts), with every kind of line end and with a byte-order mark.
 * Python's own parser judges them: nothing but imports, attribute chains and strings differs.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { caseFiles, LINE_ENDS, readCases } from './cases.ts';
import { rewritten } from './mapping.ts';
import { openOracle } from './oracle.ts';

const oracle = openOracle();
afterAll(() => oracle?.close());

describe.each(caseFiles().filter((file) => !file.startsWith('merge')))('%s', (file) => {
  test.each(readCases(file))('$name', async ({ path, rules, before, after, refused }) => {
    for (const lineEnd of LINE_ENDS) {
      for (const mark of path.endsWith('.md') ? [''] : ['', '\ufeff']) {
        const as = (text: string): string => mark + text.replaceAll('\n', lineEnd);
        const outcome = rewritten(path, as(before), rules);
        expect(outcome.refusals.at(0) ?? null).toBe(refused);
        expect(outcome.text).toBe(as(after ?? before));
        const again = rewritten(path, outcome.text, rules);
        if (refused === null) expect(again).toMatchObject({ text: outcome.text, edits: [] });
      }
    }
    if (path.endsWith('.md') || after === null) return;
    const compared = await oracle?.compare(before, after);
    expect(compared).toMatchObject({ error: null, different: null });
  });
});
