/**
 * What the scanners read, case by case. A case is a folder test/fixtures/languages/<language>/<case>/ with one
 * `input.<ext>` (or `__init__.<ext>`; the file name decides the dialect) and `expected.txt`, its facts as `factsText`
 * shows them. UPDATE=1 renews the expectations. To add a case, add a folder.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dialectOf, scan } from '../../src/languages/index.ts';
import { factsText } from '../support/facts-text.ts';
import { foldersIn, inputOf } from '../support/fixture-folders.ts';
import { expectGolden } from '../support/golden.ts';

const root = join(import.meta.dirname, '../fixtures/languages');

describe.each(foldersIn(root))('%s', (language) => {
  test.each(foldersIn(join(root, language)))('%s', (name) => {
    const folder = join(root, language, name);
    const input = inputOf(folder);
    const dialect = dialectOf(input);
    if (dialect === null) throw new Error(`${folder}/${input}: no language reads this file name`);
    const text = readFileSync(join(folder, input), 'utf8');
    const facts = scan(text, dialect);
    expect(JSON.parse(JSON.stringify(facts)), 'facts are plain JSON').toEqual(facts);
    expectGolden(join(folder, 'expected.txt'), factsText(text, facts));
  });
});
