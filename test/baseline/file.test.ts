/** The baseline file: what is written, what is read, what is refused and how that is told. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BaselineEntry, formatBaseline, readBaseline, unified } from '../../src/baseline/entries.ts';
import { parseBaseline, parseBaselineOrRefuse } from '../../src/baseline/parse.ts';
import { problemLine } from '../../src/registry/problems.ts';
import { expectGolden } from '../support/golden.ts';
import { userError } from '../support/thrown.ts';
import { anEntry, wildEntries } from './samples.ts';

const sortedLines = (entries: readonly BaselineEntry[]): string[] => entries.map((e) => formatBaseline([e])).sort();

/** Entries, or the failure of the test. */
function read(text: string): readonly BaselineEntry[] {
  const { entries, problems } = parseBaseline(text, 'baseline.json');
  expect(problems).toEqual([]);
  return unified(entries);
}

describe('what is written', () => {
  it('is one entry per line, sorted, each line ending in a comma', () => {
    expectGolden(
      'baseline/written.json',
      formatBaseline([
        anEntry('src/b.py', { count: 3, reason: 'ported by\nthe "team"' }),
        anEntry('src/b.py', { rule: 'alias', concept: null, module: null, symbol: null }),
        anEntry('src/a.py2'),
        anEntry('src/a.py'),
        anEntry('\ufffd.py', { pathBytes: 'ff2e7079' }),
        anEntry('evil\u202e\u0007\n.py'),
      ]),
    );
  });

  it('is a pure function of the set of entries', () => {
    fc.assert(
      fc.property(wildEntries, fc.nat(), (entries, by) => {
        const turned = [...entries.slice(by % (entries.length + 1)), ...entries.slice(0, by % (entries.length + 1))];
        expect(formatBaseline([...turned].reverse())).toBe(formatBaseline(entries));
      }),
    );
  });

  it('is in the order of `LC_ALL=C sort`', () => {
    const entries = ['a', 'a"', 'a/b', 'B', 'é', '\uffee', '\u{1f600}', '-', '~'].map((path) => anEntry(path));
    const lines = formatBaseline(entries).split('\n').slice(1, -2);
    const sorted = spawnSync('sort', [], { input: `${lines.join('\n')}\n`, encoding: 'utf8', env: { LC_ALL: 'C' } });
    expect(`${lines.join('\n')}\n`).toBe(sorted.stdout);
  });

  it('reads as what it was written from, without the thorough reader', () => {
    fc.assert(
      fc.property(wildEntries, (entries) => {
        const text = formatBaseline(entries);
        expect(sortedLines(readBaseline(text) ?? [])).toEqual(sortedLines(unified(entries)));
        expect(formatBaseline(readBaseline(text) ?? [])).toBe(text);
      }),
    );
  });
});

describe('what is read', () => {
  const [a, b] = [anEntry('a.py'), anEntry('b.py', { reason: 'x,] y' })];
  const written = formatBaseline([a, b]);

  it.each<[string, string]>([
    ['plain JSON', JSON.stringify([a, b])],
    ['JSON as formatters lay it out', JSON.stringify([a, b], null, 2)],
    ['another order of entries and keys', JSON.stringify([b, Object.fromEntries(Object.entries(a).reverse())])],
    ['comments', `// debt\n${written.replace('{', '/* first */ {')}`],
    ['a byte-order mark', `\ufeff${written}`],
    ['CRLF', written.replaceAll('\n', '\r\n')],
    ['no last line end', written.trimEnd()],
    ['a missing comma between lines', written.replace('},\n', '}\n')],
    ['brackets that a merge has doubled', written.replace('},\n', '},\n]\n[\n')],
    ['brackets doubled at both ends', `[\n${written}]\n`],
    ['a line twice', written.replace(/(\{.*\n)/, '$1$1')],
    ['blank lines', written.replaceAll('\n', '\n\n')],
  ])('%s', (_, text) => expect(sortedLines(read(text))).toEqual(sortedLines([a, b])));

  it.each(['[]', '[\n]\n', '[\n[\n]\n]\n', '// nothing\n[]'])('an empty one: %j', (text) =>
    expect(read(text)).toEqual([]));

  it('takes the smallest count and the earliest end of what a merge left twice', () => {
    const lines = [
      anEntry('a.py', { count: 3, until: '2026-12-31' }),
      anEntry('a.py', { count: 2, until: '2027-01-31', reason: 'b' }),
      anEntry('a.py', { count: 4, until: '2027-02-28', reason: 'a' }),
    ];
    for (const order of [lines, [...lines].reverse()]) {
      expect(unified(order)).toEqual([anEntry('a.py', { count: 2, until: '2026-12-31', reason: 'a' })]);
    }
  });

  it('keeps apart what differs in any part of the identity', () => {
    const entries = [a, b, { ...a, symbol: null }, { ...a, module: null }, { ...a, rule: 'alias' as const }];
    expect(unified(entries)).toHaveLength(5);
  });
});

describe('what is refused', () => {
  const folder = new URL('../fixtures/baseline/refused/', import.meta.url);

  it.each(
    readdirSync(folder).filter((name) => name.endsWith('.json')),
  )('%s, with every problem and its place', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(readBaseline(text)).toBeNull();
    const { problems } = parseBaseline(text, '.ssot-baseline.json');
    expect(problems).not.toEqual([]);
    expectGolden(`baseline/refused/${name.replace('.json', '.txt')}`, `${problems.map(problemLine).join('\n')}\n`);
  });

  it('is told at once, and not without end', () => {
    const text = `[\n${'{"path":1},\n'.repeat(200)}]\n`;
    const { message } = userError(() => parseBaselineOrRefuse(text, 'b.json'));
    expect(message.split('\n')).toHaveLength(102);
    expect(message).toContain('\n  b.json:2:1: ');
  });

  it('never throws anything else, whatever the text', () => {
    const pieces = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '"path"',
      ':',
      ',',
      '"a"',
      '1',
      '\n',
      '//',
      '<<<<<<< x',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((p) => p.join('')),
        ),
        (text) => {
          const { entries, problems } = parseBaseline(text, 'b');
          if (entries.length > 0 || problems.length === 0) expect(Array.isArray(entries)).toBe(true);
          else expect(problems.every((problem) => problem.line >= 1 && problem.message !== '')).toBe(true);
        },
      ),
    );
  });

  it('is not slow to refuse', () => {
    // Readers that look back or ahead without bound run into the test's time limit on these.
    for (const text of [
      `[${' '.repeat(400_000)}x`,
      `[\n{${'}'.repeat(400_000)} ${' '.repeat(400_000)}x`,
      '['.repeat(400_000),
    ]) {
      expect(parseBaseline(text, 'b').problems).not.toEqual([]);
    }
  });
});
