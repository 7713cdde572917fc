/**
 * The published JSON Schema against an independent validator, and against the loader.
 *
 * What the loader accepts the schema must accept, always. The other way round holds as far as JSON Schema can say it:
 * `beyond-schema.txt` lists the refused fixtures whose faults it cannot see (days of a month, globs, references to other
 * files), so that a keyword lost from the schema shows as a line there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { languageOf, SOURCE_EXTENSIONS } from '../../src/languages/index.ts';
import { loadRegistry } from '../../src/registry/load.ts';
import { DEFAULT_INCLUDE, jsonSchema, ROOT_KEYS } from '../../src/registry/schema.ts';
import { foldersIn } from '../support/fixture-folders.ts';
import { expectGolden } from '../support/golden.ts';
import { runs } from '../support/runs.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/registry');
const SCHEMA = join(import.meta.dirname, '../../schema.json');

const validate = new Ajv({ strict: true }).compile(jsonSchema());

/** The registries of a fixture, as plain values; undefined where they are not JSON. */
function values(folder: string): { file: string; value: unknown }[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ssotrc.json'),
  );
  return files.map((file) => {
    const errors: ParseError[] = [];
    const value: unknown = parse(readFileSync(join(folder, file), 'utf8').replace(/^\ufeff/, ''), errors, {
      allowTrailingComma: true,
    });
    return { file, value: errors.length > 0 ? undefined : value };
  });
}

it('schema.json is what the declaration gives', () => {
  expectGolden(SCHEMA, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
});

describe('accepts', () => {
  it.each(foldersIn(join(FIXTURES, 'accepted')))('%s', (name) => {
    // Excluded registries are not ours and need not be valid.
    const registries = values(join(FIXTURES, 'accepted', name)).filter(
      ({ file }) => !/^(?:vendor|node_modules)\b/.test(file),
    );
    expect(registries.length).toBeGreaterThan(0);
    for (const { file, value } of registries)
      expect(validate(value), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true);
  });

  it("the project's own registry", () => {
    const text = readFileSync(join(import.meta.dirname, '../../.ssotrc.json'), 'utf8');
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(loadRegistry({ path: '.ssotrc.json', text }, () => undefined).problems).toEqual([]);
  });
});

it('refuses what the loader refuses, but for the faults that JSON Schema cannot see', () => {
  const unstatted = foldersIn(join(FIXTURES, 'refused')).filter((name) =>
    values(join(FIXTURES, 'refused', name)).every(({ value }) => value !== undefined && validate(value)),
  );
  expectGolden(join(FIXTURES, 'beyond-schema.txt'), `${unstatted.join('\n')}\n`);
});

it('is never stricter than the loader', () => {
  const text = fc.constantFrom(
    ...[
      'a.ts#A',
      './src/a.py',
      'src/a#b.vue#c',
      '#x.ts',
      '**/*.ts',
      '{a,b}/**',
      'get_*',
      '\\!x',
      '\\[a\\]',
      'py:jwt',
      '#a/b#c',
      'a..b-c',
      'a b.ts',
      'src/my folder/x',
      'virtual:',
      '#',
      'src/c#a.ts',
      '{a.b,c}',
      'app.old:X',
      'app.old#get_*',
      'npm:moment@2',
    ],
    ...[
      '2026-12-31',
      '2026-02-30',
      'error',
      'warn',
      'off',
      'ban',
      'class',
      'touched',
      '.',
      'a b',
      '@scope/x',
      'x.json',
      '../x',
    ],
  );
  const value: fc.Arbitrary<unknown> = fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: fc.constantFrom(null, true, false, 1, '') },
    { weight: 2, arbitrary: fc.array(text, { maxLength: 2 }) },
    { weight: 1, arbitrary: fc.dictionary(text, fc.option(text), { maxKeys: 2 }) },
  );
  const some = (keys: string[], least: string[] = []) =>
    fc.record(Object.fromEntries([...keys, ...least].map((key) => [key, value])), { requiredKeys: least });
  const exception = some(['until'], ['in', 'reason']).map((one) =>
    'until' in one ? one : { ...one, permanent: true },
  );
  const ban = fc.tuple(
    some(['names', 'use', 'typeOnly', 'strings', 'in', 'removeBy'], ['module']),
    fc.array(exception, { maxLength: 1 }),
  );
  const bans = fc.array(
    ban.map(([one, allow]) => ({ ...one, allow })),
    { maxLength: 2 },
  );
  const concept = fc.oneof(
    text,
    fc
      .tuple(some(['owner', 'deadline', 'aliases', 'severity'], ['canonical']), bans)
      .map(([one, banned]) => ({ ...one, banned })),
  );
  const document = fc
    .oneof(
      fc.record({ concepts: fc.dictionary(text, concept, { minKeys: 1, maxKeys: 1 }) }),
      fc.record({ banned: bans }),
      fc.record({ unique: fc.array(some(['in', 'kinds', 'except'], ['names']), { maxLength: 1 }) }),
      fc.record({ files: some(['include', 'exclude']) }),
      fc.record({ python: some(['roots']) }),
      fc.record({ commit: value, baseline: value }, { requiredKeys: [] }),
    )
    .map((one) => ({ version: 1, ...one }));
  let accepted = 0;
  fc.assert(
    fc.property(document, (one) => {
      const source = JSON.stringify(one);
      const { registry } = loadRegistry({ path: '.ssotrc.json', text: source }, () => undefined);
      if (registry === null) return;
      accepted++;
      expect(validate(JSON.parse(source)), `${source} ${JSON.stringify(validate.errors)}`).toBe(true);
    }),
    runs(1000),
  );
  expect(accepted).toBeGreaterThan(300);
});

it('describes every key, for completion in editors', () => {
  const undescribed: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, child] of Object.entries(schema)) {
      if (key === 'properties' && typeof child === 'object' && child !== null) {
        for (const [name, property] of Object.entries(child)) {
          if (property === true) continue; // said where it is described
          const { description } = property as { description?: string };
          if (description === undefined || !description.endsWith('.')) undescribed.push(`${path}.${name}`);
          visit(property, `${path}.${name}`);
        }
      } else if (key !== 'examples' && key !== 'default') visit(child, path);
    }
  };
  visit(jsonSchema(), '');
  expect(undescribed).toEqual([]);
});

it('the examples and defaults in the schema are valid where they stand', () => {
  let checked = 0;
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { examples = [], default: standard, ...rest } = schema as { examples?: unknown[]; default?: unknown };
    const shown = [...examples, ...(standard === undefined ? [] : [standard])];
    if (shown.length > 0) {
      const check = new Ajv({ strict: false }).compile(rest);
      for (const one of shown) expect(check(one), JSON.stringify(one)).toBe(true);
      checked += shown.length;
    }
    for (const child of Object.values(rest)) visit(child);
  };
  visit(jsonSchema());
  expect(checked).toBeGreaterThan(40);
});

it('the extensions in the schema are those that the languages read', () => {
  for (const extension of SOURCE_EXTENSIONS) expect(languageOf(`x.${extension}`), extension).not.toBeNull();
  for (const other of ['md', 'json', 'txt', 'css', 'rb']) expect(SOURCE_EXTENSIONS).not.toContain(other);
  expect(DEFAULT_INCLUDE).toEqual(['**/*.{py,pyi,pyw,js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte,astro,ipynb}']);
});

it('what only a root registry may hold are keys of the schema', () => {
  const { properties } = jsonSchema() as { properties: Record<string, unknown> };
  for (const key of ROOT_KEYS) expect(Object.keys(properties)).toContain(key);
});
