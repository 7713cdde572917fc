/**
 * Damaged files: real ones, broken by a seeded script in the ways that histories show. What a statement says that the
 * damage did not touch must still be found (recall), and what is found must be said in the sound file too (precision).
 * The sound file's facts are the measure; that they are right is what the differential tests show.
 */

import { describe, expect, test } from 'vitest';
import { scanPython } from '../../../src/languages/python/scan.ts';
import { placesIn, pythonFiles, readSource, standardLibrary } from '../../support/python.ts';

/** A file after the damage: which lines of the sound file it touched (from, to; 1-based, half open), and where others went. */
interface Damaged {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly moved: (line: number) => readonly number[];
}

type Random = () => number;

/** Numbers in [0, 1), the same ones every time. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
const stay = (line: number): readonly number[] => [line];

/** Removes or replaces the match `found` in `text`; null when there is nothing to remove. */
function replaceAt(text: string, found: RegExpExecArray | undefined, by: string): Damaged | null {
  if (found === undefined) return null;
  const line = lineOf(text, found.index);
  const damaged = text.slice(0, found.index) + by + text.slice(found.index + found[0].length);
  return { text: damaged, from: line, to: line + 1, moved: stay };
}

function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}

/** Changes some lines in place; `from` is 0-based. */
function changeLines(text: string, from: number, to: number, change: (line: string) => string): Damaged {
  const lines = text.split('\n').map((line, index) => (index >= from && index < to ? change(line) : line));
  return { text: lines.join('\n'), from: from + 1, to: to + 1, moved: stay };
}

const damages: Readonly<Record<string, (text: string, random: Random) => Damaged | null>> = {
  'cut off': (text, random) => {
    const end = Math.floor(text.length * (0.3 + 0.6 * random()));
    return { text: text.slice(0, end), from: lineOf(text, end), to: Number.POSITIVE_INFINITY, moved: stay };
  },
  'triple quotes missing': (text, random) => replaceAt(text, pick([...text.matchAll(/"""|'''/g)], random), ''),
  'triple quotes turned into single ones': (text, random) => {
    const quotes = [...text.matchAll(/"""|'''/g)];
    const first = Math.floor((random() * quotes.length) / 2) * 2;
    const [open, close] = [quotes[first], quotes[first + 1]];
    if (open === undefined || close === undefined || open[0] !== close[0]) return null;
    const inner = text.slice(open.index + 3, close.index);
    const damaged = text.slice(0, open.index) + open[0][0] + inner + open[0][0] + text.slice(close.index + 3);
    return { text: damaged, from: lineOf(text, open.index), to: lineOf(text, close.index) + 1, moved: stay };
  },
  'a quote missing': (text, random) => replaceAt(text, pick([...text.matchAll(/(?<!["'])["'](?!["'])/g)], random), ''),
  'a bracket missing': (text, random) => replaceAt(text, pick([...text.matchAll(/[()[\]{}]/g)], random), ''),
  'a bracket doubled': (text, random) => {
    const found = pick([...text.matchAll(/[()[\]{}]/g)], random);
    return replaceAt(text, found, `${found?.[0]}${found?.[0]}`);
  },
  'indentation stripped': (text, random) => {
    const from = Math.floor(random() * text.split('\n').length);
    const damaged = changeLines(text, from, from + 1 + Math.floor(random() * 20), (line) => line.trimStart());
    return { ...damaged, to: damaged.from };
  },
  'a block missing': (text, random) => {
    const headers = [...text.matchAll(/:\n( +)[^\n]*\n/g)];
    const found = pick(headers, random);
    if (found === undefined) return null;
    const line = lineOf(text, found.index + 2);
    const damaged = `${text.slice(0, found.index + 2)}\n${text.slice(found.index + found[0].length)}`;
    return { text: damaged, from: line, to: line + 1, moved: stay };
  },
  'comments unwrapped': (text, random) => {
    const lines = text.split('\n');
    const from = pick(
      [...lines.keys()].filter((index) => /^\s*# /.test(lines[index] ?? '')),
      random,
    );
    if (from === undefined) return null;
    let to = from;
    while (to < from + 10 && /^\s*# /.test(lines[to] ?? '')) to += 1;
    return changeLines(text, from, to, (line) => line.replace('# ', ''));
  },
  'a merge conflict': (text, random) => {
    const lines = text.split('\n');
    const from = Math.floor(random() * lines.length);
    const both = lines.slice(from, from + 5);
    const damaged = [
      ...lines.slice(0, from),
      ...['<<<<<<< HEAD', ...both, '=======', ...both, ">>>>>>> theirs (don't ask"],
      ...lines.slice(from + both.length),
    ];
    const moved = (line: number): readonly number[] => {
      if (line <= from) return [line];
      const after = line + both.length + 3;
      return line <= from + both.length ? [line + 1, line + both.length + 2] : [after];
    };
    return { text: damaged.join('\n'), from: from + 1, to: from + 1 + both.length, moved };
  },
};

interface Row {
  readonly line: number;
  readonly statement: number;
  readonly says: string;
}

/** Imported names, classes, functions and types of a file. */
function rowsOf(text: string): { readonly rows: Row[]; readonly isDamaged: boolean } {
  const place = placesIn(text);
  const facts = scanPython(text, 'py');
  const rows = facts.parts.flatMap((part) => [
    ...part.imports
      .filter((fact) => fact.form !== 'string')
      .flatMap((fact) =>
        fact.names.map((name) => ({
          line: place(name.start)[0],
          statement: place(fact.statement.start)[0],
          says: `${fact.specifier} ${name.name} ${name.local}`,
        })),
      ),
    ...part.definitions
      .filter((fact) => fact.via === undefined && fact.kind !== 'variable' && fact.kind !== 'alias')
      .map((fact) => ({
        line: place(fact.start)[0],
        statement: place(fact.start)[0],
        says: `${fact.kind} ${fact.name}`,
      })),
  ]);
  return { rows, isDamaged: facts.damage !== null };
}

const library = standardLibrary();
const sources =
  library === null
    ? []
    : pythonFiles(library)
        .filter((_, index) => index % 24 === 0)
        .map(readSource)
        .filter((text) => text.length > 500 && text.length < 150_000 && !text.includes('\r'))
        // Every damage is held against the same facts.
        .map((text) => ({ text, sound: rowsOf(text) }))
        .filter(({ sound }) => !sound.isDamaged);

describe('damaged files', () => {
  const total = { expected: 0, missed: 0, found: 0, madeUp: 0 };

  test.each(Object.keys(damages))('%s', (name) => {
    if (library === null) return console.warn('no python3: there is no real code here to damage');
    const damage = damages[name];
    if (damage === undefined) throw new Error(name);
    const random = seeded(1970);
    const count = { expected: 0, missed: 0, found: 0, madeUp: 0, damaged: 0 };
    for (const { text, sound } of sources) {
      const broken = damage(text, random);
      if (broken === null) continue;
      const { rows, isDamaged } = rowsOf(broken.text);
      if (isDamaged) count.damaged += 1;
      const touched = (line: number): boolean => line >= broken.from && line < broken.to;
      const found = new Set(rows.map((row) => `${row.line} ${row.says}`));
      const real = new Set(sound.rows.flatMap((row) => broken.moved(row.line).map((line) => `${line} ${row.says}`)));
      for (const row of sound.rows) {
        if (touched(row.line) || touched(row.statement)) continue;
        count.expected += 1;
        if (!broken.moved(row.line).every((line) => found.has(`${line} ${row.says}`))) count.missed += 1;
      }
      count.found += rows.length;
      for (const row of rows) if (!touched(row.line) && !real.has(`${row.line} ${row.says}`)) count.madeUp += 1;
    }
    for (const key of ['expected', 'missed', 'found', 'madeUp'] as const) total[key] += count[key];
    console.log(`${name}: ${JSON.stringify(count)}`);
    expect(count.expected).toBeGreaterThan(1_000);
    expect(1 - count.missed / count.expected).toBeGreaterThan(0.97);
    expect(1 - count.madeUp / count.found).toBeGreaterThan(0.99);
  });

  test('altogether', () => {
    if (library === null) return console.warn('no python3: there is no real code here to damage');
    expect(1 - total.missed / total.expected).toBeGreaterThanOrEqual(0.99);
    expect(1 - total.madeUp / total.found).toBeGreaterThanOrEqual(0.995);
  });
});
