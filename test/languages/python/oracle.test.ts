/**
 * The scanner against Python's own parser, row by row: every import, every definition, and no damage in a file that
 * parses. Over a sample of the interpreter's standard library and over the Python that npm ships.
 */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanPython } from '../../../src/languages/python/scan.ts';
import {
  definitionRows,
  importRows,
  npmPython,
  pythonFiles,
  readSource,
  readWithPython,
  standardLibrary,
} from '../../support/python.ts';

const mostFiles = 300;

/** At most `mostFiles` of the Python files below `folder`, evenly spread over the sorted list. */
function sample(folder: string): string[] {
  const files = pythonFiles(folder);
  const step = Math.max(1, files.length / mostFiles);
  return Array.from({ length: Math.min(files.length, mostFiles) }, (_, index) => files[Math.floor(index * step)] ?? '');
}

/** What of `rows` is missing in `others`, counted: a row that stands twice is two rows. */
function without(rows: readonly unknown[], others: readonly unknown[]): string[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(JSON.stringify(row), (left.get(JSON.stringify(row)) ?? 0) + 1);
  return rows
    .map((row) => JSON.stringify(row))
    .filter((row) => {
      const count = left.get(row) ?? 0;
      left.set(row, count - 1);
      return count <= 0;
    });
}

/** Every difference in the files at `paths`, and how much was compared; null without an interpreter. */
function compare(paths: readonly string[]) {
  const read = readWithPython(paths);
  if (read === null) return null;
  const differences: string[] = [];
  const compared = { files: 0, imports: 0, definitions: 0 };
  for (const file of read) {
    if (file.error !== null) continue;
    const text = readSource(file.path);
    const facts = scanPython(text, 'py');
    const [part] = facts.parts;
    if (part === undefined) throw new Error('one part was expected');
    const imports = importRows(text, part);
    const definitions = definitionRows(text, part);
    compared.files += 1;
    compared.imports += imports.length;
    compared.definitions += definitions.length;
    for (const row of without(file.imports, imports)) differences.push(`${file.path}: import missed ${row}`);
    for (const row of without(imports, file.imports)) differences.push(`${file.path}: import made up ${row}`);
    for (const row of without(file.definitions, definitions))
      differences.push(`${file.path}: definition missed ${row}`);
    for (const row of without(definitions, file.definitions))
      differences.push(`${file.path}: definition made up ${row}`);
    if (facts.damage !== null) differences.push(`${file.path}: ${JSON.stringify(facts.damage)} in a file that parses`);
  }
  return { differences, compared };
}

const library = standardLibrary();

describe('agrees with the interpreter’s parser', () => {
  test('over its standard library', () => {
    const result = library === null ? null : compare(sample(library));
    if (result === null) return console.warn('oracle not installed: no python3, the standard library is not compared');
    expect(result.differences).toEqual([]);
    expect(result.compared.files).toBeGreaterThan(100);
    expect(result.compared.imports).toBeGreaterThan(1_000);
    expect(result.compared.definitions).toBeGreaterThan(5_000);
    console.log(`compared with ast: ${JSON.stringify(result.compared)}`);
  });

  test('over the Python that npm ships', () => {
    const result = sample(npmPython()).length > 0 ? compare(sample(npmPython())) : null;
    if (result === null) return console.warn('oracle not installed: no python3, or npm ships no node-gyp here');
    expect(result.differences).toEqual([]);
    expect(result.compared.files).toBeGreaterThan(5);
  });

  test('over the fixtures that it parses', () => {
    const folder = join(import.meta.dirname, '../../fixtures/languages/python');
    const result = compare(pythonFiles(folder));
    if (result === null) return console.warn('oracle not installed: no python3, the fixtures are not compared');
    expect(result.differences).toEqual([]);
  });
});
