/**
 * Lists that cannot be derived, because a shell reads them or their order has a meaning of its own, are held to the one
 * list that they repeat.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ScopeRequest } from '../../src/git/snapshot.ts';
import { NAMED } from '../../src/head-index/listing.ts';
import { dialectOf, isNoSource, languageOf, languages } from '../../src/languages/index.ts';
import { CONFIGURATION_NAMES } from '../../src/modules/configuration.ts';
import { locate } from '../../src/modules/ecmascript-files.ts';
import { reporters } from '../../src/reporters/index.ts';
import { rules } from '../../src/rules/index.ts';
import { mayBeText, NOT_TEXT } from '../../src/text/text-files.ts';
import { DIALECTS, EXTENSIONS, RULE_IDS, SCOPES } from '../../src/types.ts';
import { treeOf } from '../modules/project.ts';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const hook = read('hooks/with-git');
const readme = read('README.md');

/** Extensions that no language reads, one letter more or less than one that it does. */
const OTHERS = ['', 'md', 'json', 'p', 'pyc', 'pyii', 'j', 'jsy', 'jsxx', 'mts.', 'ctsx', 'xts', 'vu', 'vues', 'svelt'];

/** Names of one file for each extension, in small and in capital letters. */
const NAMES = [...Object.keys(EXTENSIONS), ...OTHERS.map((extension) => `.${extension}`)]
  .map((extension) => `folder.py/x${extension}`)
  .flatMap((name) => [name, name.toUpperCase()]);

test('hooks/with-git knows the language of every file, and which may be text', () => {
  const body = /case \$\{line##\*\.\} in\n(.*?)\n {4}esac/s.exec(hook)?.[1]?.replaceAll('continue', 'language=') ?? '';
  const script = `texts=1; for line; do language=; case \${line##*.} in\n${body}\nesac; echo "$language"; done`;
  const names = [...NAMES, ...NOT_TEXT.map((extension) => `a/x.${extension}`), 'Dockerfile', 'a.b/Makefile', '.env'];
  const { stdout } = spawnSync('/bin/sh', ['-c', script, 'sh', ...names], { encoding: 'utf8' });
  const answers = stdout.split('\n').slice(0, -1);
  const textOf = (name: string): string => (/\.(?:mdx?|rst)$/i.test(name) ? 'doc' : mayBeText(name) ? 'text' : '');
  const kindOf = (name: string): string =>
    languageOf(name) ?? (dialectOf(name) === 'notebook' ? 'notebook' : textOf(name));
  expect(names.map((name, n) => [name, answers[n]])).toEqual(names.map((name) => [name, kindOf(name)]));
});

test('hooks/with-git hands over every file that a language reads', () => {
  const pattern = /"\$grep" -aiE '\^:\[01\]00\.\.\. 100\.\.\. (.*?)'/.exec(hook)?.[1];
  const expression = new RegExp(pattern ?? '(?!)', 'i');
  for (const name of NAMES) if (!isNoSource(name)) expect(`M\t${name}`).toMatch(expression);
  expect('M\tREADME.md').not.toMatch(expression);
});

test('a name without extension may be a file of every extension of JavaScript', () => {
  const own = Object.entries(EXTENSIONS).filter(([, dialect]) => DIALECTS[dialect] === 'js');
  for (const [extension] of own) {
    const file = `src/a${extension}`;
    expect(locate({ path: 'src/a', kind: 'name' }, treeOf(new Map([[file, '']])))).toBe(file);
  }
});

test('every dialect has a language that reads it', () => {
  expect(languages.flatMap(({ dialects }) => dialects).sort()).toEqual(Object.keys(DIALECTS).sort());
});

test('the index of HEAD keeps every name that configures something', () => {
  for (const name of CONFIGURATION_NAMES) expect([...NAMED]).toContain(name);
});

test('README names every rule', () => {
  const named = [...(/^Rules: (.*?);\n/ms.exec(readme)?.[1]?.matchAll(/`([^`]+)`/g) ?? [])].map(([, id]) => id);
  expect(named).toEqual(RULE_IDS);
  expect(rules.map(({ id }) => id)).toEqual(RULE_IDS);
});

test('README names every format', () => {
  expect(readme).toContain(`\`--format ${reporters.map(({ id }) => id).join('|')}\``);
});

test('every scope of a report can be asked for', () => {
  const asked: readonly ScopeRequest['scope'][] = SCOPES; // the compiler says it
  expect(new Set(asked).size).toBe(SCOPES.length);
});
