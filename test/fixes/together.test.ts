/** Statements that are written together: what one takes away, none of the others relies on, whatever the reason that it stays. */
import { expect, it } from 'vitest';
import type { Change, Rewrite, SourceText } from '../../src/fixes/change.ts';
import { rewriteStatements } from '../../src/fixes/rewrite.ts';
import { scan } from '../../src/languages/index.ts';

const text = 'import a.one\nimport a.two\nimport a.three\n';
const [part] = scan(text, 'py').parts;
if (part === undefined) throw new Error('no facts');
const source: SourceText = { path: 'a.py', text, part };
const [one, two, three] = part.imports.map((fact): Change[] => [
  { fact, imported: fact.names[0] ?? null, to: { module: 'b', symbol: null } },
]);
if (one === undefined || two === undefined || three === undefined) throw new Error('no imports');

function written(start: number, end: number, of: readonly Change[]): Rewrite {
  const shown = of[0]?.fact.statement ?? { start, end };
  return { refusal: null, edits: [{ start, end, text: 'b' }], shown };
}

it('of two that overlap neither is written, and what took them for gone is tried again', () => {
  const outcomes = rewriteStatements(source, [one, two, three], ({ leaving }, changes) => {
    if (changes === one) return written(7, 15, changes);
    if (changes === two) return written(10, 12, changes);
    return one.every(({ fact }) => leaving?.has(fact)) ? written(33, 40, changes) : { refusal: 'namespace' };
  });
  expect(outcomes.map(({ refusal }) => refusal)).toEqual(['form', 'form', 'namespace']);
});

it('an edit that two make is no overlap, and one that changes nothing is none', () => {
  const same = rewriteStatements(source, [one, two], (_, changes) => written(7, 12, changes));
  expect(same.map(({ refusal }) => refusal)).toEqual([null, null]);
  const none = rewriteStatements(source, [one, two], (_, changes) =>
    changes === one ? { refusal: null, edits: [], shown: { start: 0, end: 1 } } : written(7, 12, changes),
  );
  expect(none.map(({ refusal }) => refusal)).toEqual(['form', null]);
});
