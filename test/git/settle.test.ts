/** Questions to sources that answer at once and read later. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { ifKnown, type Source, settle, settleEach, together, viewOf } from '../../src/git/settle.ts';
import { runs } from '../support/runs.ts';

interface Numbers extends Source {
  /** The number behind a name; 0 while it is not known. */
  of(name: string): number;
  readonly reads: string[][];
}

function numbers(all: Readonly<Record<string, number>>): Numbers {
  const known = new Map<string, number>();
  const wanted = new Set<string>();
  const reads: string[][] = [];
  let misses = 0;
  return {
    reads,
    of(name) {
      const found = known.get(name);
      if (found !== undefined) return found;
      wanted.add(name);
      misses++;
      return 0;
    },
    misses: () => misses,
    fetch() {
      if (wanted.size === 0) return false;
      reads.push([...wanted]);
      for (const name of wanted) known.set(name, all[name] ?? -1);
      wanted.clear();
      return true;
    },
  };
}

describe('settle', () => {
  test('asks again until every answer was final, and reads nothing where it was at once', () => {
    const source = numbers({ a: 1, b: 2 });
    expect(settle(source, () => (source.of('a') === 1 ? source.of('b') : -1))).toBe(2);
    expect(source.reads).toEqual([['a'], ['b']]);
    expect(settle(source, () => source.of('a') + source.of('b'))).toBe(3);
    expect(source.reads).toHaveLength(2);
  });

  test('refuses what leads on and on', () => {
    const source = numbers({});
    let last = 0;
    expect(() => settle(source, () => source.of(`${last++}`))).toThrow(UserError);
    expect(() => settleEach(source, ['of'], () => source.of(`${last++}`))).toThrow(UserError);
  });

  test('of several sources, each may answer the question of another', () => {
    const [first, second] = [numbers({ a: 1 }), numbers({ b: 2 })];
    const both = together([first, null, second, first]);
    expect(settle(both, () => (first.of('a') === 1 ? second.of('b') : 0))).toBe(2);
    expect([first.reads.length, second.reads.length]).toEqual([1, 1]);
  });
});

describe('settleEach', () => {
  test('reads what many questions lack before all are asked, and whatever differs in few readings', () => {
    const same = numbers({ a: 1 });
    let asked = 0;
    settleEach(same, [...Array(5000).keys()], () => {
      asked++;
      return same.of('a');
    });
    expect(asked).toBeLessThan(5100);
    expect(same.reads).toEqual([['a']]);
    const each = numbers({});
    settleEach(each, [...Array(5000).keys()], (at) => each.of(`${at}`));
    expect(each.reads.length).toBeLessThan(10);
  });

  test('reads a source whose answers are made of who asks when all have asked, beside one that is read at once', () => {
    const asking = new Set<number>();
    let complete = false;
    let misses = 0;
    const whoAsks: Source = {
      misses: () => misses,
      fetch: () => {
        const learned = !complete;
        complete = true;
        return learned;
      },
      fetchEarly: () => false,
    };
    const other = numbers({ a: 1 });
    const answers = settleEach(together([other, whoAsks]), [...Array(500).keys()], (at) => {
      asking.add(at);
      if (!complete) misses++;
      return complete ? asking.size + other.of('a') : 0;
    });
    expect(new Set(answers)).toEqual(new Set([501]));
  });

  test('gives what settle gives of each, in their order, and reads together what is open', () => {
    const step = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 });
    const values = fc.record({ a: fc.nat(3), b: fc.nat(3), c: fc.nat(3), d: fc.nat(3), e: fc.nat(3) });
    fc.assert(
      fc.property(values, fc.array(step, { maxLength: 6 }), (all, chains) => {
        // Each question goes on only as long as it is led on.
        const ask = (source: Numbers, chain: readonly string[]): number => {
          let sum = 0;
          for (const name of chain) {
            const found = source.of(name);
            if (found === 0) break;
            sum += found;
          }
          return sum;
        };
        const [one, other] = [numbers(all), numbers(all)];
        const each = settleEach(one, chains, (chain) => ask(one, chain));
        expect(each).toEqual(chains.map((chain) => settle(other, () => ask(other, chain))));
        expect(one.reads.length).toBeLessThanOrEqual(Math.max(0, ...chains.map(({ length }) => length)));
      }),
      runs(150),
    );
  });

  test('asks again only what was open', () => {
    const source = numbers({ a: 1 });
    settle(source, () => source.of('a'));
    const asked: string[] = [];
    const ask = (name: string): number => {
      asked.push(name);
      return source.of(name);
    };
    expect(settleEach(source, ['a', 'b', 'a'], ask)).toEqual([1, -1, 1]);
    expect(asked).toEqual(['a', 'b', 'a', 'b']);
  });
});

test('what is not known is not read for ifKnown', () => {
  const source = numbers({ a: 1 });
  expect(ifKnown(source, () => source.of('a'))).toBeNull();
  expect(source.reads).toEqual([]);
  source.fetch();
  expect(ifKnown(source, () => source.of('a'))).toBe(1);
});

test('a view lasts until an answer was provisional, or it was used so often', () => {
  const source = numbers({ a: 1 });
  let opened = 0;
  const view = viewOf(source, () => ++opened, 3);
  expect([view(), view(), view(), view()]).toEqual([1, 1, 1, 2]);
  source.of('a');
  expect(view()).toBe(3);
  source.fetch();
  source.of('a');
  expect(view()).toBe(3);
});
