/**
 * The scanner against es-module-lexer, a second reader that shares no line with it: the same specifiers in JSX-free
 * modules. The lexer knows no types, so declaration files with `declare module` are not its to read.
 */

import { join } from 'node:path';
import { init, parse } from 'es-module-lexer';
import { expect, test } from 'vitest';
import { scanEcmascript } from '../../src/languages/ecmascript/scan.ts';
import { dialectFor, sample, sourceFiles } from '../support/source-files.ts';

const STATIC_OR_DYNAMIC = new Set(['import', 'export-from', 'dynamic-import', 'import-type']);

function ours(path: string, text: string): string[] {
  return scanEcmascript(text, dialectFor(path))
    .parts.flatMap((part) => part.imports)
    .filter(({ form, via }) => via === 'import-equals' || (via === undefined && STATIC_OR_DYNAMIC.has(form)))
    .map(({ specifier }) => specifier)
    .sort();
}

function theirs(text: string): string[] | undefined {
  try {
    const [imports] = parse(text);
    return imports
      .flatMap((found) =>
        typeof found.specifier === 'string' && !('glob' in found && found.glob) ? found.specifier : [],
      )
      .sort();
  } catch {
    return undefined;
  }
}

test.each([
  ['modules', /\.mjs$/],
  ['scripts', /\.js$/],
  ['TypeScript sources', /(?<!\.d)\.[cm]?ts$/],
])('reads the specifiers that es-module-lexer reads in %s', async (_, extension) => {
  await init();
  const root = join(import.meta.dirname, '../..');
  const paths = [join(root, 'node_modules'), join(root, 'src')].flatMap(sourceFiles);
  const files = sample(
    paths.filter((path) => extension.test(path)),
    400,
    400_000,
  );
  let specifiers = 0;
  for (const { path, text } of files) {
    const expected = theirs(text);
    if (expected === undefined) continue;
    specifiers += expected.length;
    expect({ path, specifiers: ours(path, text) }).toEqual({ path, specifiers: expected });
  }
  expect(specifiers).toBeGreaterThan(100);
});
