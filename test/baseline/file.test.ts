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

const LINES = 'baseline.jsonl';
const LIST = 'baseline.json';

const sortedLines = (entries: readonly BaselineEntry[]): string[] =>
  entries.map((e) => formatBaseline([e], LINES)).sort();

/** Entries, or the failure of the test. */
function read(text: string, path: string): readonly BaselineEntry[] {
  const { entries, problems } = parseBaseline(text, path);
  expect(problems).toEqual([]);
  return unified(entries);
}

describe('what is written', () => {
  it.each([
    ['one entry per line, sorted', LINES],
    ['under another name one list of such lines, as JSON has it', LIST],
  ])('is %s', (_, path) => {
    expectGolden(
      `baseline/written${path.slice(path.lastIndexOf('.'))}`,
      formatBaseline(
        [
          anEntry('src/b.py', { count: 3, reason: 'ported by\nthe "team"' }),
          anEntry('src/b.py', { rule: 'alias', concept: null, module: null, symbol: null }),
          anEntry('src/a.py2'),
          anEntry('src/a.py'),
          anEntry('\ufffd.py', { pathBytes: 'ff2e7079' }),
          anEntry('evil\u202e\u0007\n.py'),
        ],
        path,
      ),
    );
  });

  it('is what other programs take for JSON', () => {
    fc.assert(
      fc.property(wildEntries, (entries) => {
        expect(JSON.parse(formatBaseline(entries, LIST))).toHaveLength(unified(entries).length);
        const lines = formatBaseline(entries, LINES).split('\n').slice(0, -1);
        expect(lines.map((line) => JSON.parse(line))).toHaveLength(unified(entries).length);
      }),
    );
  });

  it('is a pure function of the set of entries', () => {
    fc.assert(
      fc.property(wildEntries, fc.nat(), (entries, by) => {
        const turned = [...entries.slice(by % (entries.length + 1)), ...entries.slice(0, by % (entries.length + 1))];
        expect(formatBaseline([...turned].reverse(), LINES)).toBe(formatBaseline(entries, LINES));
      }),
    );
  });

  it('is in the order of `LC_ALL=C sort`', () => {
    const entries = ['a', 'a"', 'a/b', 'B', 'é', '\uffee', '\u{1f600}', '-', '~'].map((path) => anEntry(path));
    const lines = formatBaseline(entries, LINES).split('\n').slice(0, -1);
    const sorted = spawnSync('sort', [], { input: `${lines.join('\n')}\n`, encoding: 'utf8', env: { LC_ALL: 'C' } });
    expect(`${lines.join('\n')}\n`).toBe(sorted.stdout);
  });

  it('reads as what it was written from, without the thorough reader', () => {
    fc.assert(
      fc.property(wildEntries, fc.constantFrom(LINES, LIST), (entries, path) => {
        const text = formatBaseline(entries, path);
        expect(sortedLines(readBaseline(text, path) ?? [])).toEqual(sortedLines(unified(entries)));
        expect(formatBaseline(readBaseline(text, path) ?? [], path)).toBe(text);
      }),
    );
  });
});

describe('what is read', () => {
  const [a, b] = [anEntry('a.py'), anEntry('b.py', { reason: 'x,] y' })];
  const written = formatBaseline([a, b], LIST);
  const lines = formatBaseline([a, b], LINES);

  it.each<[string, string, string]>([
    ['plain JSON', JSON.stringify([a, b]), LIST],
    ['JSON as formatters lay it out', JSON.stringify([a, b], null, 2), LIST],
    ['another order of entries and keys', JSON.stringify([b, Object.fromEntries(Object.entries(a).reverse())]), LIST],
    ['comments', `// debt\n${written.replace('{', '/* first */ {')}`, LIST],
    ['a byte-order mark', `\ufeff${written}`, LIST],
    ['CRLF', written.replaceAll('\n', '\r\n'), LIST],
    ['no last line end', written.trimEnd(), LIST],
    ['a comma after each line', written.replaceAll(/\},?\n/g, '},\n'), LIST],
    ['a missing comma between lines', written.replace('},\n', '}\n'), LIST],
    ['brackets that a merge has doubled', written.replace('},\n', '},\n]\n[\n'), LIST],
    ['brackets doubled at both ends', `[\n${written}]\n`, LIST],
    ['a line twice', written.replace(/(\{.*\n)/, '$1$1'), LIST],
    ['blank lines', written.replaceAll('\n', '\n\n'), LIST],
    ['lines', lines, LINES],
    ['lines with a byte-order mark', `\ufeff${lines}`, LINES],
    ['lines that end in CRLF', lines.replaceAll('\n', '\r\n'), LINES],
    ['lines without the last line end', lines.trimEnd(), LINES],
    ['lines in another order, one twice', lines.replace(/(.*\n)(.*\n)/, '$2\n$1\n\n$2'), LINES],
    ['a list under the name of lines', written, LINES],
    ['a list with comments under the name of lines', written.replace('{', '/* first */ {'), LINES],
  ])('%s', (_, text, path) => expect(sortedLines(read(text, path))).toEqual(sortedLines([a, b])));

  it.each<[string, string]>([
    ...['[]', '[\n]\n', '[\n[\n]\n]\n', '// nothing\n[]'].map((text): [string, string] => [text, LIST]),
    ...['', '\n', '\ufeff\n\n', '[]'].map((text): [string, string] => [text, LINES]),
  ])('an empty one: %j in %s', (text, path) => expect(read(text, path)).toEqual([]));

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
    readdirSync(folder).filter((name) => /\.jsonl?$/.test(name)),
  )('%s, with every problem and its place', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const path = `.ssot-baseline${name.slice(name.lastIndexOf('.'))}`;
    expect(readBaseline(text, path)).toBeNull();
    const { problems } = parseBaseline(text, path);
    expect(problems).not.toEqual([]);
    expectGolden(`baseline/refused/${name.replace(/\.jsonl?$/, '.txt')}`, `${problems.map(problemLine).join('\n')}\n`);
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
        fc.constantFrom(LINES, LIST),
        (text, path) => {
          const { entries, problems } = parseBaseline(text, path);
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
      expect(parseBaseline(text, LIST).problems).not.toEqual([]);
      expect(parseBaseline(text, LINES).problems).not.toEqual([]);
    }
  });
});
