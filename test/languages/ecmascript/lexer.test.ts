/**
 * The scanner against es-module-lexer, a second reader that shares no line with it: the same specifiers in JSX-free
 * modules. The lexer knows no types, so declaration files with `declare module` are not its to read.
 */

import { join } from 'node:path';
import { init, parse } from 'es-module-lexer';
import { expect, test } from 'vitest';
import { scanEcmascript } from '../../../src/languages/ecmascript/scan.ts';
import { dialectFor, sample, sourceFiles } from '../../support/source-files.ts';

const STATIC_OR_DYNAMIC = new Set(['import', 'export-from', 'dynamic-import']);

/** Our specifiers: those that any reader must see, and those of types, of which the lexer sees some. */
function ours(path: string, text: string): { sure: string[]; types: string[] } {
  const imports = scanEcmascript(text, dialectFor(path)).parts.flatMap((part) => part.imports);
  const sure = imports.filter(({ form, via }) => via === 'import-equals' || STATIC_OR_DYNAMIC.has(form));
  const types = imports.filter(({ form, via }) => form === 'import-type' && via === undefined);
  return { sure: sure.map(({ specifier }) => specifier), types: types.map(({ specifier }) => specifier) };
}

/** The lexer's specifiers, but for one of each in `types`; undefined when it gives up. */
function theirs(text: string, types: readonly string[]): string[] | undefined {
  try {
    const [imports] = parse(text);
    const found = imports.flatMap((one) =>
      typeof one.specifier === 'string' && !('glob' in one && one.glob) ? [one.specifier] : [],
    );
    for (const type of types) {
      const at = imports.findIndex(
        (one) => 'probablyTypeOnly' in one && one.probablyTypeOnly && one.specifier === type,
      );
      if (at >= 0) found.splice(found.indexOf(type), 1);
    }
    return found;
  } catch {
    return undefined;
  }
}

test.each([
  ['modules', /\.mjs$/],
  ['scripts', /\.js$/],
])('reads the specifiers that es-module-lexer reads in %s', async (_, extension) => {
  await init();
  const root = join(import.meta.dirname, '../../..');
  const paths = [join(root, 'node_modules'), join(root, 'src')].flatMap(sourceFiles);
  const files = sample(
    paths.filter((path) => extension.test(path)),
    400,
    400_000,
  );
  let specifiers = 0;
  for (const { path, text } of files) {
    const { sure, types } = ours(path, text);
    const expected = theirs(text, types);
    if (expected === undefined) continue;
    specifiers += expected.length;
    const seen = new Set([...sure, ...types]);
    expect({ path, missed: expected.filter((one) => !seen.has(one)) }).toEqual({ path, missed: [] });
  }
  expect(specifiers).toBeGreaterThan(100);
});

test('misses no specifier that es-module-lexer finds in TypeScript sources', async () => {
  await init();
  const root = join(import.meta.dirname, '../../..');
  const paths = ['src', 'test'].flatMap((folder) => sourceFiles(join(root, folder)));
  const files = sample(
    paths.filter((path) => path.endsWith('.ts') && !path.includes('fixtures')),
    400,
    400_000,
  );
  let specifiers = 0;
  for (const { path, text } of files) {
    const { sure, types } = ours(path, text);
    const known = new Set([...sure, ...types]);
    const found = theirs(text, []) ?? [];
    specifiers += found.length;
    expect({ path, missed: found.filter((specifier) => !known.has(specifier)) }).toEqual({ path, missed: [] });
  }
  expect(specifiers).toBeGreaterThan(100);
});
