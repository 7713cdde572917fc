/**
 * The promise of every hint: what it says to write is correct code, keeps the local name, and passes the check.
 *
 * A matrix of ways to import, replacements, places and file types is generated as one project; it is checked, each hint
 * is pasted where it belongs, and the project is checked again: nothing may be left. The TypeScript compiler and
 * Python's own parser (where installed) say whether the result is code at all.
 */
import { spawnSync } from 'node:child_process';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { readFacts } from '../../src/facts/source.ts';
import { check } from '../../src/pipeline.ts';
import type { Finding } from '../../src/types.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

/**
 * A way to import: `MODULE` and `NAME` are put in, `«…»` encloses what the hint takes the place of (the whole line where
 * it is not there), `‹…›` a use that takes the new name.
 */
interface Way {
  readonly id: string;
  readonly source: string;
  /** The names that must still be bound afterwards. */
  readonly keeps: readonly string[];
  /** What the hint takes the place of is no statement. */
  readonly isExpression?: boolean;
  /** File types it can stand in; all when not given. */
  readonly only?: readonly string[];
}

const SCRIPT = ['ts', 'tsx', 'mts', 'cts', 'vue', 'svelte'];

const ECMASCRIPT: readonly Way[] = [
  { id: 'named', source: "import { NAME } from 'MODULE';", keeps: ['NAME'] },
  { id: 'named, double quotes, no semicolon', source: 'import { NAME } from "MODULE"', keeps: ['NAME'] },
  { id: 'renamed', source: "import { NAME as local } from 'MODULE';", keeps: ['local'] },
  { id: 'on three lines', source: "«import {\n  NAME as local,\n} from 'MODULE';»", keeps: ['local'] },
  { id: 'type statement', source: "import type { NAME as T } from 'MODULE';", keeps: ['T'], only: SCRIPT },
  { id: 'inline type', source: "import { type NAME as T } from 'MODULE';", keeps: ['T'], only: SCRIPT },
  { id: 'namespace use', source: "import * as ns from 'MODULE';\nexport const v = ‹ns.NAME›(1);", keeps: [] },
  { id: 'require, destructured', source: "const { NAME: local } = require('MODULE');", keeps: ['local'] },
  { id: 'require, member', source: "const local = require('MODULE').NAME;", keeps: ['local'] },
  { id: 'require, namespace use', source: "const ns = require('MODULE');\nmodule.exports = ‹ns.NAME›(1);", keeps: [] },
  {
    id: 'import(), destructured',
    source: "async () => { «const { NAME: local } = await import('MODULE');» };",
    keeps: ['local'],
  },
  { id: 'import(), member', isExpression: true, source: "async () => «(await import('MODULE')).NAME»;", keeps: [] },
  {
    id: 'import type expression',
    isExpression: true,
    source: "export let t: «import('MODULE').NAME»;",
    keeps: [],
    only: SCRIPT,
  },
  {
    id: 'import equals',
    source: "import ns = require('MODULE');\nexport const v = ‹ns.NAME›(1);",
    keeps: [],
    only: ['ts', 'tsx', 'cts'],
  },
  {
    id: 'JSDoc type',
    isExpression: true,
    source: "/** @type {«import('MODULE').NAME»} */\nexport let t;",
    keeps: [],
    only: ['js', 'mjs', 'cjs', 'jsx'],
  },
  {
    id: 'JSDoc import',
    isExpression: true,
    source: "/** «@import { NAME as T } from 'MODULE'» */\nexport let t;",
    keeps: ['T'],
    only: ['js', 'mjs', 'cjs', 'jsx'],
  },
];

/** Ways that give the name on. What they give must not become a second name of a canonical symbol. */
const RE_EXPORTS: readonly Way[] = [
  { id: 're-export', source: "export { NAME } from 'MODULE';", keeps: [] },
  { id: 're-export, renamed', source: "export { NAME as other } from 'MODULE';", keeps: [] },
  { id: 're-export as default', source: "export { NAME as default } from 'MODULE';", keeps: [] },
  { id: 'type re-export', source: "export type { NAME } from 'MODULE';", keeps: [], only: SCRIPT },
];

/** Under a whole-module ban with a module to use instead. */
const WHOLE: readonly Way[] = [
  { id: 'side effect', source: "import 'MODULE';", keeps: [] },
  { id: 'namespace', source: "import * as ns from 'MODULE';\nexport const v = ns.x;", keeps: ['ns'] },
  { id: 'default', source: "import local from 'MODULE';", keeps: ['local'] },
  { id: 'default by name', source: "import { default as local } from 'MODULE';", keeps: ['local'] },
  { id: 'default type', source: "import type local from 'MODULE';", keeps: ['local'], only: SCRIPT },
  {
    id: 'default, inline type',
    source: "import { type default as local } from 'MODULE';",
    keeps: ['local'],
    only: SCRIPT,
  },
  { id: 'string name', source: 'import { "some name" as local } from \'MODULE\';', keeps: ['local'] },
  { id: 'export star', source: "export * from 'MODULE';", keeps: [] },
  { id: 'export star as', source: "export * as ns from 'MODULE';", keeps: [] },
  { id: 'export nothing', source: "export {} from 'MODULE';", keeps: [] },
  { id: 'require', source: "const whole = require('MODULE');", keeps: ['whole'] },
  { id: 'require for its effect', source: "«require('MODULE')»;", keeps: [] },
  { id: 'import(), passed on', source: "export const load = () => «import('MODULE')»;", keeps: [] },
  { id: 'typeof import', source: "export let t: typeof «import('MODULE')»;", keeps: [], only: SCRIPT },
  { id: 'import equals', source: "import whole = require('MODULE');", keeps: ['whole'], only: ['ts', 'tsx', 'cts'] },
  {
    id: 'type import equals',
    source: "import type whole = require('MODULE');",
    keeps: ['whole'],
    only: ['ts', 'tsx', 'cts'],
  },
  { id: 'mock', source: "jest.mock(«'MODULE'», () => ({}));", keeps: [] },
  { id: 'resolve', source: 'require.resolve(«"MODULE"»);', keeps: [] },
  {
    id: 'JSDoc import',
    source: "/** «@import * as T from 'MODULE'» */\nexport let t;",
    keeps: ['T'],
    only: ['js', 'mjs'],
  },
];

const PYTHON: readonly Way[] = [
  { id: 'from', source: 'from MODULE import NAME', keeps: ['NAME'] },
  { id: 'from, renamed', source: 'from MODULE import NAME as local', keeps: ['local'] },
  { id: 'from, in parentheses', source: '«from MODULE import (\n    NAME as local,\n)»', keeps: ['local'] },
  {
    id: 'from, in a function',
    source: 'def f():\n    «from MODULE import NAME as local»\n    return local',
    keeps: ['local'],
  },
  { id: 'from, for types', source: 'if TYPE_CHECKING:\n    «from MODULE import NAME»', keeps: ['NAME'] },
  { id: 'from, after a semicolon', source: 'x = 1; «from MODULE import NAME as local»', keeps: ['local'] },
  { id: 'module use', source: 'import ABSOLUTE as ns\nv = ‹ns.NAME›(1)', keeps: [] },
  { id: 'dotted use', source: 'import ABSOLUTE\nv = ‹ABSOLUTE.NAME›(1)', keeps: [] },
  { id: 'patch', isExpression: true, source: 'patch(«"ABSOLUTE.NAME"»)', keeps: [] },
  { id: 'patch of a method', isExpression: true, source: 'patch(«"ABSOLUTE.NAME.method"»)', keeps: [] },
];

const PYTHON_WHOLE: readonly Way[] = [
  { id: 'import as', source: 'import ABSOLUTE as local', keeps: ['local'] },
  { id: 'star', source: 'from MODULE import *', keeps: [] },
  { id: 'import_module', source: 'importlib.import_module(«"ABSOLUTE"»)', keeps: [] },
];

const POINTER = 'no direct replacement';

/** What is banned and how its replacement is stated; `from` and `to` are module paths without extension. */
interface Replacement {
  readonly id: string;
  readonly registry: (extension: string) => object;
  /** The banned name; null for ways without one. */
  readonly name: string | null;
}

/** Homes and what they give, the same in both languages. */
const named = (ban: object) => (x: string) => ({
  concepts: { Home: { canonical: `lib/home.${x}#Home`, banned: [{ module: `./lib/old.${x}`, ...ban }] } },
});

const REPLACEMENTS: readonly Replacement[] = [
  { id: 'map to the canonical', name: 'Old', registry: (x) => named({ names: { Old: `lib/home.${x}#Home` } })(x) },
  {
    id: 'map to another module',
    name: 'Old',
    registry: (x) => named({ names: { Old: `lib/more/other.${x}#Other` } })(x),
  },
  {
    id: 'map that keeps the name',
    name: 'Other',
    registry: (x) => named({ names: { Other: `lib/more/other.${x}` } })(x),
  },
  {
    id: 'glob that keeps the name',
    name: 'Other',
    registry: (x) => named({ names: { 'O*': `lib/more/other.${x}` } })(x),
  },
  {
    id: 'use with a symbol',
    name: 'Old',
    registry: (x) => named({ names: ['Old'], use: `lib/more/other.${x}#Other` })(x),
  },
  { id: 'use that keeps the name', name: 'Other', registry: (x) => named({ use: `lib/more/other.${x}` })(x) },
  { id: 'the canonical symbol', name: 'Home', registry: (x) => named({})(x) },
  { id: 'what the canonical module gives', name: 'helper', registry: (x) => named({})(x) },
  { id: POINTER, name: 'Gone', registry: (x) => named({ names: ['G*'] })(x) },
];

const GATED: Replacement = {
  id: 'the stated import module',
  name: 'Home',
  registry: (x) => ({
    concepts: {
      Home: {
        canonical: { path: `lib/home.${x}`, symbol: 'Home', import: x === 'py' ? 'lib' : `lib/index.${x}` },
        banned: [{ module: `./lib/old.${x}` }],
      },
    },
  }),
};

const PACKAGES: readonly Replacement[] = [
  { id: 'a package for a package', name: 'format', registry: () => ({ banned: [{ module: 'moment', use: 'dayjs' }] }) },
  {
    id: "a package's symbol",
    name: 'format',
    registry: () => ({ banned: [{ module: 'moment', names: ['format'], use: 'js:dayjs/esm#toText' }] }),
  },
];

const MODULE_FOR_MODULE: Replacement = {
  id: 'a module for a module',
  name: null,
  registry: (x) => ({ banned: [{ module: `./lib/old.${x}`, use: `lib/more/other.${x}`, strings: 'error' }] }),
};

const CLASSES_TS = 'export class Home { method() {} }\nexport function helper() {}\nexport default Home;\n';
const OTHER_TS =
  "export class Other { method() {} }\nexport const x = 1;\nexport default 1;\nexport { x as 'some name' };\n";
const CLASSES_PY = 'class Home:\n    def method(self): pass\ndef helper(): pass\n';
const OTHER_PY = 'class Other:\n    def method(self): pass\nx = 1\n';

const CONTAINER: Readonly<Record<string, (source: string) => string>> = {
  vue: (source) => `<template><p>it's</p></template>\n<script lang="ts">\n${source}\n</script>\n`,
  svelte: (source) => `<script lang="ts">\n${source}\n</script>\n<p>it's</p>\n`,
};

interface Case {
  readonly path: string;
  readonly extension: string;
  readonly way: Way;
  /** The source with its marks, as it stands in the file. */
  readonly marked: string;
}

const MARKS = /[«»‹›]/g;

function caseOf(
  path: string,
  extension: string,
  way: Way,
  module: string,
  name: string | null,
  absolute = module,
): Case {
  const source = way.source
    .replaceAll('ABSOLUTE', absolute)
    .replaceAll('MODULE', module)
    .replaceAll('NAME', name ?? '');
  const marked = /«|‹/.test(source) ? source : `«${source}»`;
  return { path, extension, way, marked: (CONTAINER[extension] ?? ((s: string) => `${s}\n`))(marked) };
}

/** What a person writes who follows the hint. */
function paste(marked: string, finding: Finding, extension: string): string {
  const hint = finding.hint ?? '';
  const line = /^(?:no direct replacement|export `)/.test(hint) ? hint.slice(hint.indexOf(': ') + 2) : hint;
  if (!marked.includes('‹')) return marked.replace(/«[^»]*»/s, () => line);
  const importLine = extension === 'py' ? /^import .*$/m : /^(?:import|const) .*$/m;
  // Under a ban on the whole module the import itself is marked, and its uses stay, or follow the name that it binds.
  const isDirect = line === hint;
  if (finding.form !== 'namespace-use' && isDirect) {
    const [, before] = /^import ([\w.]+)$/m.exec(marked) ?? [];
    const [, now] = /^import ([\w.]+)$/.exec(line) ?? [];
    return marked.replace(`‹${before}.`, `‹${now}.`).replace(importLine, () => line);
  }
  // A use: the import is added, the namespace's goes, the use takes the name that the import binds.
  const name = /import \{ ([\w$]+) |const \{ ([\w$]+) |import ([\w$]+)/.exec(line);
  const bound = name?.[1] ?? name?.[2] ?? name?.[3] ?? '?';
  const replaced = marked.replace(/‹[^›]*›/s, bound);
  return replaced.replace(importLine, () => line);
}

async function findingsOf(repo: TemporaryRepository): Promise<readonly Finding[]> {
  repo.git('add', '-A');
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: '2026-06-01' });
  return outcome?.report.findings ?? [];
}

/** Checks all cases, pastes the hints, and checks again. Gives what is wrong, case by case. */
async function wrongHints(
  registry: object,
  files: Readonly<Record<string, string>>,
  cases: readonly Case[],
  tolerated: (finding: Finding) => boolean = () => false,
): Promise<string[]> {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, ...registry }));
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  for (const { path, marked } of cases) repo.write(path, marked.replace(MARKS, ''));
  const found = await findingsOf(repo);
  const wrong: string[] = [];
  const pasted = new Map<string, { readonly text: string; readonly hint: string }>();
  for (const { path, marked, way, extension } of cases) {
    const [finding, second] = found.filter((one) => one.path === path);
    const about = `${path} (${way.id})`;
    if (finding === undefined || second !== undefined) {
      wrong.push(`${about}: ${second === undefined ? 'no finding' : `also ${second.rule} ${second.message}`}`);
      continue;
    }
    if (finding.hint === null || finding.rule !== 'banned-import') wrong.push(`${about}: no hint, ${finding.message}`);
    const text = paste(marked, finding, extension).replace(MARKS, '');
    pasted.set(path, { text, hint: finding.hint ?? '' });
    repo.write(path, text);
    wrong.push(...unreadable(path, extension, text).map((why) => `${about}: ${finding.hint} is no code: ${why}`));
    const bound = new Set(
      readFacts(Buffer.from(text), path).facts.parts.flatMap(({ imports }) =>
        imports.flatMap(({ names }) => names.map(({ local }) => local)),
      ),
    );
    const isDirect = finding.hint?.startsWith('no direct replacement') !== true;
    const name = finding.name ?? '';
    for (const kept of isDirect ? way.keeps : []) {
      const local = kept === 'NAME' ? name : kept;
      if (!bound.has(local)) wrong.push(`${about}: ${finding.hint} does not keep ${local}`);
    }
  }
  for (const finding of await findingsOf(repo)) {
    const own = pasted.get(finding.path);
    if (own !== undefined && !tolerated(finding))
      wrong.push(`${finding.path}: after ${JSON.stringify(own.hint)} still ${finding.rule}: ${finding.message}`);
  }
  return wrong;
}

/** What the language's own parser says against a text. Python's is asked for all files at once, below. */
function unreadable(path: string, extension: string, text: string): string[] {
  if (extension === 'py') {
    pythonTexts.push({ path, text });
    return [];
  }
  if (extension in CONTAINER) return [];
  // The parser alone: a program around each of some thousand texts took five times as long.
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const { parseDiagnostics } = file as ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  return parseDiagnostics
    .filter(({ category, code }) => category === ts.DiagnosticCategory.Error && code < 2000)
    .map(({ messageText }) => String(messageText));
}

const pythonTexts: { readonly path: string; readonly text: string }[] = [];

const EXTENSIONS = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte'];
const TSCONFIG = JSON.stringify({ compilerOptions: { baseUrl: '.', paths: { '@/*': ['./*'] } } });

/** Where a file may stand, and how it then names `lib/old`. */
const PLACES: readonly { readonly folder: string; readonly module: string }[] = [
  { folder: '', module: './lib/old' },
  { folder: 'src/deep/', module: '../../lib/old' },
  { folder: 'lib/', module: './old' },
  { folder: 'src/alias/', module: '@/lib/old' },
  { folder: 'src/extension/', module: '../../lib/old.js' },
];

function ecmascriptCases(ways: readonly Way[], name: string | null): Case[] {
  return PLACES.flatMap(({ folder, module }) =>
    ways.flatMap((way, number) =>
      EXTENSIONS.filter((extension) => way.only?.includes(extension) !== false)
        // every way in TypeScript everywhere, the other file types at one place
        .filter((extension) => extension === 'ts' || folder === 'src/deep/')
        .map((extension) => caseOf(`${folder}w${number}_${extension}.${extension}`, extension, way, module, name)),
    ),
  );
}

const LIB_TS = {
  'tsconfig.json': TSCONFIG,
  'lib/home.ts': CLASSES_TS,
  'lib/more/other.ts': OTHER_TS,
};

describe('JavaScript and TypeScript', () => {
  test.each(REPLACEMENTS)('$id', async ({ registry, name, id }) => {
    // A pointer to the home is a line of its own: nothing to put in the place of an expression.
    const ways = id === POINTER ? ECMASCRIPT.filter((way) => !way.isExpression) : ECMASCRIPT;
    expect(await wrongHints(registry('ts'), LIB_TS, ecmascriptCases(ways, name))).toEqual([]);
  });

  test(GATED.id, async () => {
    const files = { ...LIB_TS, 'lib/index.ts': "export { Home } from './home';\n" };
    expect(await wrongHints(GATED.registry('ts'), files, ecmascriptCases(ECMASCRIPT, GATED.name))).toEqual([]);
  });

  test.each(PACKAGES)('$id', async ({ registry, name }) => {
    const cases = ECMASCRIPT.flatMap((way, number) =>
      EXTENSIONS.filter((extension) => way.only?.includes(extension) !== false).map((extension) =>
        caseOf(`src/w${number}_${extension}.${extension}`, extension, way, 'moment', name),
      ),
    );
    expect(await wrongHints(registry('ts'), {}, cases)).toEqual([]);
  });

  test(MODULE_FOR_MODULE.id, async () => {
    expect(await wrongHints(MODULE_FOR_MODULE.registry('ts'), LIB_TS, ecmascriptCases(WHOLE, null))).toEqual([]);
  });

  // What is given on is still a detour, which the hint cannot fix, but never a second name.
  const isDetour = ({ rule }: Finding): boolean => rule === 'indirect-import';

  test.each(REPLACEMENTS.filter(({ id }) => id !== POINTER))('re-exports: $id', async (replacement) => {
    const { registry, name } = replacement;
    expect(await wrongHints(registry('ts'), LIB_TS, ecmascriptCases(RE_EXPORTS, name), isDetour)).toEqual([]);
  });
});

const PYTHON_PLACES: readonly { readonly folder: string; readonly module: string }[] = [
  { folder: '', module: 'lib.old' },
  { folder: 'app/deep/', module: 'lib.old' },
  { folder: 'lib/', module: '.old' },
  { folder: 'lib/more/', module: '..old' },
];

function pythonCases(ways: readonly Way[], name: string | null): Case[] {
  return PYTHON_PLACES.flatMap(({ folder, module }) =>
    ways.map((way, number) => caseOf(`${folder}w${number}.py`, 'py', way, module, name, 'lib.old')),
  );
}

const LIB_PY = {
  'lib/__init__.py': '# a package\n',
  'lib/more/__init__.py': '# a package\n',
  'lib/home.py': CLASSES_PY,
  'lib/more/other.py': OTHER_PY,
};

describe('Python', () => {
  test.each(REPLACEMENTS)('$id', async ({ registry, name, id }) => {
    const ways = id === POINTER ? PYTHON.filter((way) => !way.isExpression) : PYTHON;
    // `lib.old.Other` stays when `import lib.old` is replaced: the hint is the statement, and such a one is not fixable.
    const stays = ({ form, specifier }: Finding): boolean => form === 'namespace-use' && specifier === 'lib.more.other';
    expect(await wrongHints(registry('py'), LIB_PY, pythonCases(ways, name), stays)).toEqual([]);
  });

  test(GATED.id, async () => {
    const files = { ...LIB_PY, 'lib/__init__.py': 'from .home import Home\n' };
    expect(await wrongHints(GATED.registry('py'), files, pythonCases(PYTHON, GATED.name))).toEqual([]);
  });

  test(MODULE_FOR_MODULE.id, async () => {
    const files = { ...LIB_PY };
    expect(await wrongHints(MODULE_FOR_MODULE.registry('py'), files, pythonCases(PYTHON_WHOLE, null))).toEqual([]);
  });

  test("what was pasted is Python, by Python's own parser", (context) => {
    expect(pythonTexts.length).toBeGreaterThan(0);
    const program = 'import ast, json, sys\nfor f in json.load(sys.stdin): ast.parse(f["text"], f["path"])';
    const { error, status, stderr } = spawnSync('python3', ['-c', program], {
      input: JSON.stringify(pythonTexts),
      encoding: 'utf8',
    });
    if (error) return context.skip('python3 is not installed');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
