import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFacts, encodeFacts } from '../../../src/facts/cache/encode.ts';
import { dialectOf, scan } from '../../../src/languages/index.ts';
import type { DefinitionFact, FileFacts, ImportedName, ImportFact } from '../../../src/types.ts';

const span = { start: fc.nat(), end: fc.nat() };
const statement = fc.record(span, { noNullPrototype: true });
const flag = fc.boolean();
/** Halves of surrogate pairs included: an escape in a string may give one. */
const word = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

const imported: fc.Arbitrary<ImportedName> = fc.record(
  {
    ...span,
    name: word,
    local: fc.option(word),
    typeOnly: flag,
    uses: fc.array(fc.record({ ...span, name: word }, { noNullPrototype: true })),
    escapes: fc.record(span, { noNullPrototype: true }),
    used: fc.constant(true),
  },
  { noNullPrototype: true, requiredKeys: ['start', 'end', 'name', 'local', 'typeOnly'] },
);
const imports: fc.Arbitrary<ImportFact> = fc.record(
  {
    ...span,
    form: fc.constantFrom('import', 'from-import', 'export-from', 'dynamic-import', 'require', 'import-type', 'string'),
    specifier: word,
    names: fc.array(imported, { maxLength: 3 }),
    statement,
    typeOnly: flag,
    via: word,
    semicolon: flag,
    quote: fc.constantFrom('"', "'", '`'),
    nested: flag,
  },
  { noNullPrototype: true, requiredKeys: ['start', 'end', 'form', 'specifier', 'names', 'statement', 'typeOnly'] },
);
const definition: fc.Arbitrary<DefinitionFact> = fc.record(
  {
    ...span,
    kind: fc.constantFrom('class', 'interface', 'type', 'enum', 'function', 'variable', 'alias'),
    name: word,
    scope: fc.constantFrom('module', 'nested'),
    exported: flag,
    statement,
    aliasOf: word,
    via: word,
  },
  { noNullPrototype: true, requiredKeys: ['start', 'end', 'kind', 'name', 'scope', 'exported', 'statement'] },
);
const facts: fc.Arbitrary<FileFacts> = fc.record(
  {
    parts: fc.array(
      fc.record(
        {
          language: fc.constantFrom('js', 'py'),
          imports: fc.array(imports, { maxLength: 4 }),
          definitions: fc.array(definition, { maxLength: 4 }),
          exports: fc.option(fc.array(word)),
        },
        { noNullPrototype: true },
      ),
      { maxLength: 2 },
    ),
    allows: fc.array(fc.record({ ...span, text: word }, { noNullPrototype: true }), { maxLength: 2 }),
    damage: fc.option(fc.record({ start: fc.nat(), message: word }, { noNullPrototype: true })),
  },
  { noNullPrototype: true },
);

test('what is written is what is read, absent members included', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const bytes = Buffer.from(encodeFacts(given));
      expect(decodeFacts(bytes.toString('utf8'))).toStrictEqual(given);
    }),
  );
});

describe('what the scanners give', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const sources = ['src', 'test/fixtures', 'test/support'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && dialectOf(entry.name) !== null)
      .map((entry) => join(entry.parentPath, entry.name)),
  );

  test('comes back as it was', () => {
    expect(sources.length).toBeGreaterThan(100);
    for (const path of sources) {
      const dialect = dialectOf(path);
      if (dialect === null) continue;
      const given = scan(readFileSync(path, 'utf8'), dialect);
      expect(decodeFacts(encodeFacts(given))).toStrictEqual(given);
    }
  });

  test('a member that this file does not know would be lost: none is', () => {
    const text =
      "import { a as b } from './x';\nexport class C extends D {}\nvi.mock('./y');\nimport * as n from 'n'; n.f();\n";
    const given = scan(text, 'ts');
    expect(JSON.parse(JSON.stringify(decodeFacts(encodeFacts(given))))).toEqual(JSON.parse(JSON.stringify(given)));
  });
});
