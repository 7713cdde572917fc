/**
 * The scanner against the TypeScript compiler's parser, record by record, over the declaration files and sources that
 * the development dependencies ship, this project's own sources, and the fixtures. `SSOT_LONG=1` takes three times as many
 * of the dependencies' files, and all of this project's tests.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanEcmascript } from '../../../src/languages/ecmascript/scan.ts';
import { readWithCompiler } from '../../support/oracle.ts';
import { dialectFor, lineCounter, sample, sourceFiles } from '../../support/source-files.ts';

const root = join(import.meta.dirname, '../../..');
const LONG = process.env.SSOT_LONG === '1';

interface Records {
  readonly imports: readonly string[];
  readonly definitions: readonly string[];
  readonly exports: readonly string[];
}

/** Our facts in the oracle's form. Imports that only comments name are not the compiler's to confirm. */
function recordsOf(path: string, text: string): Records {
  const { parts } = scanEcmascript(text, dialectFor(path));
  const line = lineCounter(text);
  const imports = parts.flatMap((part) => part.imports).filter(({ via }) => via !== 'jsdoc' && via !== 'reference');
  return {
    imports: imports.flatMap((fact) => {
      const names = fact.names.length === 0 ? ['-'] : fact.names.map(({ name }) => name);
      return names.map((name) => `${line(fact.start)} ${JSON.stringify(fact.specifier)} ${name}`);
    }),
    definitions: parts.flatMap((part) =>
      part.definitions.map((fact) => `${line(fact.start)} ${fact.name} ${fact.kind} ${fact.scope}`),
    ),
    exports: parts.flatMap((part) => part.exports ?? []),
  };
}

/** What one list has and the other has not, each line with its file. */
function difference(path: string, ours: readonly string[], theirs: readonly string[]): string[] {
  const left = [...theirs];
  const extra = ours.filter((record) => {
    const at = left.indexOf(record);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...extra.map((record) => `${path}: only ours: ${record}`),
    ...left.map((record) => `${path}: missed: ${record}`),
  ];
}

function compare(files: readonly { path: string; text: string }[]) {
  const differences: string[] = [];
  const damaged: string[] = [];
  let records = 0;
  let compared = 0;
  for (const { path, text } of files) {
    const theirs = readWithCompiler(path, text);
    if (!theirs.clean) continue;
    const ours = recordsOf(path, text);
    compared++;
    records += theirs.imports.length + theirs.definitions.length;
    differences.push(
      ...difference(path, ours.imports, theirs.imports),
      ...difference(path, ours.definitions, theirs.definitions),
      // Assignments to `exports` are exports to us, and not to the compiler.
      ...(/\bexports\b/.test(text) ? [] : difference(path, ours.exports, theirs.exports)),
    );
    if (scanEcmascript(text, dialectFor(path)).damage !== null) damaged.push(path);
  }
  return { differences, damaged, records, compared };
}

describe('the same facts as the TypeScript compiler', () => {
  test.each([
    ['declaration files', /\.d\.[cm]?ts$/, LONG ? 500 : 160],
    ['modules', /\.mjs$/, LONG ? 150 : 50],
    ['scripts', /\.c?js$/, LONG ? 300 : 100],
  ])('in %s of the dependencies', (_, extension, most) => {
    const paths = sourceFiles(join(root, 'node_modules')).filter((path) => extension.test(path));
    const { differences, damaged, records, compared } = compare(sample(paths, most, 400_000));
    expect(differences).toEqual([]);
    expect(damaged, 'files that the compiler accepts are not damaged').toEqual([]);
    expect(compared).toBeGreaterThan(most / 4);
    expect(records).toBeGreaterThan(100);
  });

  test('in this project', () => {
    const paths = ['src', 'test', 'scripts'].flatMap((folder) => sourceFiles(join(root, folder)));
    const own = paths
      .filter((path) => !path.includes('fixtures'))
      .filter((path, at) => LONG || !path.startsWith(join(root, 'test')) || at % 3 === 0);
    const { differences, records } = compare(own.map((path) => ({ path, text: readFileSync(path, 'utf8') })));
    expect(differences).toEqual([]);
    expect(records).toBeGreaterThan(1000);
  });

  test('in the fixtures that the compiler accepts', () => {
    const paths = sourceFiles(join(root, 'test/fixtures/languages/ecmascript'));
    const files = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    const { differences, compared } = compare(files);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(30);
  });
});
