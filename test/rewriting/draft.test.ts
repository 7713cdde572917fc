/** Edits of edits are edits of the original, and places are known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/fixes/change.ts';
import { draftOf } from '../../src/rewriting/draft.ts';
import { runs } from '../support/runs.ts';

/** Edits that lie apart in a text of some length. */
function edits(length: number): fc.Arbitrary<Edit[]> {
  const text = fc.string({ unit: fc.constantFrom('x', 'y', '\n'), maxLength: 4 });
  return fc
    .array(fc.tuple(fc.nat(length), fc.nat(3), text), { maxLength: 6 })
    .map((found) => found.sort(([a], [b]) => a - b))
    .map((found) =>
      found.flatMap(([start, size, written], at) => {
        const limit = found[at + 1]?.[0] ?? length;
        return [{ start, end: Math.min(start + size, limit), text: written }];
      }),
    );
}

function applied(text: string, list: readonly Edit[]): string {
  let after = '';
  let at = 0;
  for (const { start, end, text: written } of list) {
    after += text.slice(at, start) + written;
    at = end;
  }
  return after + text.slice(at);
}

describe('a draft', () => {
  it('that is edited several times is one edit of the original', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 30 }).chain((text) => {
          const first = edits(text.length).map((list) => ({ list, after: applied(text, list) }));
          const twice = first.chain(({ list, after }) => edits(after.length).map((more) => ({ list, after, more })));
          return fc.record({ text: fc.constant(text), steps: twice });
        }),
        ({ text, steps: { list, after, more } }) => {
          const draft = draftOf(text).edited(list);
          expect(draft?.text).toBe(after);
          const again = draft?.edited(more);
          expect(again?.text).toBe(applied(after, more));
          expect(applied(text, again?.edits ?? [])).toBe(again?.text);
        },
      ),
      runs(250),
    );
  });

  it('refuses edits that overlap or lie outside', () => {
    const draft = draftOf('abcdef');
    expect(
      draft.edited([
        { start: 0, end: 3, text: '' },
        { start: 2, end: 4, text: '' },
      ]),
    ).toBeNull();
    expect(draft.edited([{ start: 5, end: 7, text: '' }])).toBeNull();
  });

  it('knows where what was kept stands, and how far it reaches with what was written beside it', () => {
    const draft = draftOf('one two three').edited([
      { start: 0, end: 0, text: '<' },
      { start: 4, end: 4, text: '[' },
      { start: 5, end: 6, text: 'WW' },
      { start: 7, end: 7, text: ']' },
      { start: 8, end: 13, text: 'THREE!' },
    ]);
    const of = (start: number, end: number) => {
      const { around, kept, text } = draft ?? draftOf('');
      const slice = (span: { start: number; end: number }): string => text.slice(span.start, span.end);
      return [slice(kept({ start, end })), slice(around({ start, end }))];
    };
    expect(draft?.text).toBe('<one [tWWo] THREE!');
    expect(of(0, 3)).toEqual(['one', '<one']);
    expect(of(4, 7)).toEqual(['tWWo', '[tWWo]']);
    expect(of(7, 8)).toEqual([' ', '] ']);
    expect(of(8, 13)).toEqual(['THREE!', 'THREE!']);
  });
});
