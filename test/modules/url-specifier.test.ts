/** Specifiers as URLs, held against what Node makes of them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { readingOf, urlPath } from '../../src/modules/index.ts';

const SPECIFIERS = [
  ...['./legacy/api.js', './leg%61cy/api.js', './leg%61cy%2fapi.js', './leg%61cy%5Capi.js', './legacy\\api.js'],
  ...['.\\legacy\\api.js', './leg\tacy/api.js', './leg\nacy/api.js', './leg\racy/api.js', './legacy/api.js \t'],
  ...[' ./legacy/api.js', '\t./legacy/api.js', './legacy/api.js?x%61', './legacy/a%23b.js', './legacy/a%3fb.js'],
  ...['./legacy/api%2ejs', './%2e/legacy/api.js', './x/%2e%2E/legacy/api.js', './%6Cegacy/api.js#x', './a#b%61'],
  ...['%2e/legacy/api.js', '.%2flegacy/api.js', './l%25egacy/api.js', './le%67acy/%E0%A4%A/api.js', './%ff', './%'],
  ...['../x/leg%61cy.js', '..%2flegacy', '..\\legacy', '/leg%61cy/api.js', '/\\legacy/api.js', './l%C3%A9gacy'],
  ...['pkg/leg%61cy.js', 'pk%67/legacy.js', 'pkg\\legacy.js', 'pkg/x\\..\\legacy.js', 'pkg/%2e/legacy.js'],
  ...['@s/pkg/leg%61cy.js', '@s/pk%67', '@s\\pkg/x%61', 'pkg/leg\tacy.js', 'pkg/legacy.js \n'],
  ...['./legacy\0/api.js', './legacy/api.js\0', './a\\b?c\\d', './a b/c%20d', './legacy//%61pi.js'],
] as const;

const FOLDER = realpathSync(mkdtempSync(join(tmpdir(), 'url-specifier-')));
const SCRIPT = `
import { fileURLToPath } from 'node:url';
const found = JSON.parse(process.argv[2]).map((one) => {
  try { return fileURLToPath(import.meta.resolve(one)); } catch { return null; }
});
console.log(JSON.stringify(found));`;

/** The path of the file that Node looks for, by specifier; null where it refuses. */
function askNode(specifiers: readonly string[]): (string | null)[] {
  const folder = join(FOLDER, 'a', 'b');
  for (const name of ['pkg', '@s/pkg']) {
    mkdirSync(join(FOLDER, 'node_modules', name), { recursive: true });
    writeFileSync(join(FOLDER, 'node_modules', name, 'package.json'), '{}');
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ask.mjs'), SCRIPT);
  try {
    const output = execFileSync(process.execPath, [join(folder, 'ask.mjs'), JSON.stringify(specifiers)], {
      encoding: 'utf8',
    });
    return JSON.parse(output) as (string | null)[];
  } finally {
    rmSync(FOLDER, { recursive: true });
  }
}

test('as Node reads them', () => {
  const answers = askNode(SPECIFIERS);
  for (const [at, specifier] of SPECIFIERS.entries()) {
    const seen = answers[at] ?? null;
    const read = urlPath(specifier) ?? specifier.replace(/[?#].*$/s, '');
    const base = /^(?:pkg|@s\/pkg)\//.test(read) ? join(FOLDER, 'node_modules') : join(FOLDER, 'a', 'b');
    // Node refuses the spelling: then nothing is decoded.
    if (seen === null || /^[\0-\x20%]/.test(specifier)) expect(urlPath(specifier), specifier).toBe(null);
    else expect(pathToFileURL(posix.resolve(base, read)).href, specifier).toBe(pathToFileURL(seen).href);
  }
});

test('only where an ES module is named', () => {
  expect(readingOf({ form: 'import' })).toBe('url');
  expect(readingOf({ form: 'export-from' })).toBe('url');
  expect(readingOf({ form: 'dynamic-import' })).toBe('url');
  expect(readingOf({ form: 'string', via: 'import.meta.resolve' })).toBe('url');
  expect(readingOf({ form: 'string', via: 'jest.mock' })).toBe('text');
  expect(readingOf({ form: 'require' })).toBe('text');
  expect(readingOf({ form: 'import-type' })).toBe('text');
});

test('plain specifiers have one reading', () => {
  for (const one of ['./a/b', '@s/p/x.js', 'lodash', './a?b', '#x', '.', '..', 'node:fs'])
    expect(urlPath(one)).toBe(null);
});
