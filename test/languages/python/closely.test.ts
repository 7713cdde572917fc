/** What a second, closer reading of a file adds: where the names of from-imports are handed on, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dialectOf, scan } from '../../../src/languages/index.ts';
import type { FileFacts } from '../../../src/types.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/languages');

function withoutEscapes(facts: FileFacts): string {
  const isOfFromImport = (form: string): boolean => form === 'from-import';
  const parts = facts.parts.map((part) => ({
    ...part,
    imports: part.imports.map((fact) => ({
      ...fact,
      names: fact.names.map(({ escapes, used, ...name }) =>
        isOfFromImport(fact.form) ? name : { ...name, escapes, used },
      ),
    })),
  }));
  return JSON.stringify({ ...facts, parts });
}

test.each(['python', 'embedded'])('the fixtures of %s', (language) => {
  for (const name of readdirSync(join(FIXTURES, language))) {
    const input = readdirSync(join(FIXTURES, language, name)).find((file) => file.startsWith('input.')) ?? '';
    const dialect = dialectOf(input);
    if (dialect === null) continue;
    const text = readFileSync(join(FIXTURES, language, name, input), 'utf8');
    expect([name, withoutEscapes(scan(text, dialect, true))]).toEqual([name, withoutEscapes(scan(text, dialect))]);
  }
});

test('places', () => {
  const text = 'from a import b, c as d, e\nf(b, d.x)\ndef g():\n    return e\n';
  const [part] = scan(text, 'py', true).parts;
  const found = part?.imports.flatMap(({ names }) => names.map((one) => one.escapes?.start));
  expect(found).toEqual([text.indexOf('b, d'), undefined, text.lastIndexOf('e\n')]);
  expect(scan(text, 'py').parts[0]?.imports[0]?.names.some(({ escapes }) => escapes !== undefined)).toBe(false);
});
