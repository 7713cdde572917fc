/**
 * Sound or silent: whatever the real hook lets pass without Node, the check has nothing to say about. In real
 * repositories with registries, aliases and symbolic links, for sources in which an import is spelled at random: with
 * blanks, line ends, comments, escapes and bytes of every kind that a scanner reads.
 *
 * `HOOK_RUNS=2000 npx vitest run test/hooks/sound.test.ts` looks longer.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../src/pipeline.ts';
import { jsString, notebookOf, pyString } from '../prefilter/spellings.ts';
import { type Guarded, guarded } from './fast-path-world.ts';

const RUNS = Number(process.env.HOOK_RUNS ?? 40);
const SEED = 20260601;
const WORLDS = 6;

// ------------------------------------------------------------------------------------------------------------ worlds

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: '@acme/root', imports: { '#ancient': './src/legacy/api.ts' } }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { baseUrl: '.', paths: { '@app/*': ['src/*'], '@yore/*': ['src/compat/*'] } },
  }),
  'src/legacy/api.ts': 'export const Old = 1;\n',
  'src/legacy/index.ts': 'export const Old = 1;\n',
  'src/manager.ts': 'export class SocketManager {}\n',
  'app/__init__.py': '',
  'app/ancient/__init__.py': 'class Older: pass\n',
  'app/manager.py': 'class SocketManager: pass\n',
};

const LINKS: readonly (readonly [path: string, target: string])[] = [
  ['src/compat', 'legacy'],
  ['src/chain', 'compat/../compat'],
  ['src/single.ts', 'legacy/api.ts'],
  ['src/wrap/index.ts', '../single.ts'],
  ['lib/outer', '../src'],
  ['src/circle', 'circle'],
  ['src/away', '/usr'],
  ['app/fresh', 'ancient'],
  ['app/pkg/__init__.py', '../fresh/__init__.py'],
];

const registries = fc.record({
  banned: fc.subarray<string | object>(
    [
      'src/legacy',
      './src/compat',
      './src/single.ts',
      'src/leg*',
      'py:app.ancient',
      'py:app.fresh',
      'moment',
      { module: './src/legacy/api.ts', names: ['Old'], strings: 'error' },
      { module: 'py:app.ancient', names: ['Older'], strings: 'error' },
    ],
    { minLength: 2, maxLength: 4 },
  ),
  concepts: fc.constantFrom<object>(
    {},
    { Manager: 'src/manager.ts#SocketManager' },
    { Manager: ['app/manager.py#SocketManager', 'lib/outer/manager.ts#SocketManager'] },
  ),
});

/** With an entry or an index that leads through a link nothing need be written: then git is never asked. */
const ALWAYS = /wrap|__init__/;
const TOOL = { 'pkg/tool/package.json': '{ "name": "@acme/tool", "main": "../../src/single.ts" }' };

const settings = fc.record({
  registry: registries,
  links: fc.subarray([...LINKS], { minLength: 4 }),
  hidden: fc.boolean(),
});

let worlds: readonly Guarded[] = [];
const answers = { git: 0, node: 0 };

beforeAll(() => {
  worlds = fc.sample(settings, { seed: SEED, numRuns: WORLDS }).map(({ registry, links, hidden }, number) => {
    const isHidden = hidden && number > 2;
    const files = { ...FILES, ...(isHidden ? TOOL : {}), '.ssotrc.json': JSON.stringify({ version: 1, ...registry }) };
    const one = guarded({ files });
    for (const [path, target] of links) if (isHidden || !ALWAYS.test(path)) one.repo.symlink(target, path);
    one.repo.commitAll('links');
    one.renew();
    return one;
  });
});

/** Files that a commit may delete beside what it adds. */
const GOING = [
  'src/legacy/api.ts',
  'src/legacy/index.ts',
  'src/manager.ts',
  'app/__init__.py',
  'app/ancient/__init__.py',
];

/** Stages one file, and that another one goes; fails when git alone passes what has findings. */
async function judged({ repo, hook }: Guarded, path: string, content: Buffer, gone: string | null): Promise<void> {
  repo.git('read-tree', 'HEAD');
  if (gone !== null) repo.git('rm', '-q', '--cached', gone);
  repo.stage(path, repo.blob(content));
  const { by } = hook();
  expect(by).not.toBe('nobody');
  if (by === 'git') answers.git++;
  else answers.node++;
  if (by !== 'git') return;
  const outcome = await check({
    cwd: repo.dir,
    scope: { scope: 'staged' },
    config: null,
    today: '2026-06-01',
    strict: true,
  });
  const said = [
    ...(outcome?.report.findings ?? []).map(({ rule, message }) => `${rule}: ${message}`),
    ...(outcome?.report.summary.uncheckable ? ['could not be checked'] : []),
  ];
  if (said.length > 0)
    throw new Error(
      `${path} passes, with\n${said.join('\n')}\n${JSON.stringify(content.toString('latin1'))}\n${repo.read('.ssotrc.json')}`,
    );
}

// -------------------------------------------------------------------------------------------------------- spellings

/** A source in which some blanks and line ends are others that mean the same, or nearly. */
function respelled(
  source: fc.Arbitrary<string>,
  blanks: readonly string[],
  ends: readonly string[],
): fc.Arbitrary<string> {
  const choices = fc.array(fc.nat(999), { minLength: 1, maxLength: 12 });
  return fc.tuple(source, choices, fc.constantFrom(0, 1, 3, 9)).map(([text, picks, often]) => {
    let at = 0;
    const next = (): number => picks[at++ % picks.length] ?? 0;
    return text.replace(/[ \n]/g, (one) => {
      if (often === 0 || next() % often !== 0) return one;
      const from = one === ' ' ? blanks : ends;
      return from[next() % from.length] ?? one;
    });
  });
}

const JS_BLANKS = [
  ' ',
  '\t',
  '\v',
  '\f',
  '\u00a0',
  '\ufeff',
  '\u2003',
  '\u3000',
  '\n',
  '\r',
  '\r\n',
  '\u2028',
  '/* x */',
  '//\r',
  '\0 ',
];
const ENDS = ['\n', '\r\n', '\r', '\n\n', '\r\r', '\n\r', '\f\n', '\v\n', '\u0085\n', '\u2028\n', '\0\n'];
const PY_BLANKS = [' ', '\t', '\f', ' \\\n ', '\\\r', '\\\r\n', '  ', ' \\\r\f', '\0'];

const specifiers = fc.constantFrom(
  ...[
    './compat/api',
    './compat',
    './chain/api.js',
    './single',
    './single.ts',
    './wrap',
    './wrap/index',
    './legacy/api',
  ],
  ...['../lib/outer/legacy/api', '@app/compat/api', '@app/single', '@yore/api', '@yore', '#ancient', 'moment', '.'],
  ...['src/compat', '@acme/tool', './away/lib', './circle/x', '../lib/outer/compat/api', './manager', 'lodash'],
);

/** Two literals in a row, whatever parts them. */
function cut(value: string): fc.Arbitrary<string> {
  const between = fc.constantFrom('\r', '\r', '\r\r', '\n', '\r\n', ' ', '\f', '\\\r', ' # x\r', '\t');
  return fc.tuple(fc.nat(4), between).map(([back, apart]) => {
    const at = Math.max(0, value.lastIndexOf('.') - 1 - back); // in what a ban is most likely about
    return `"${value.slice(0, at)}"${apart}"${value.slice(at)}"`;
  });
}

const script = specifiers
  .chain((specifier) => fc.tuple(jsString(specifier), fc.nat(15)))
  .map(
    ([s, form]) =>
      [
        `import { Old } from ${s} ;\n`,
        `export * from\n${s}\n`,
        `const { Old : x } = require ( ${s} ) ;\n`,
        `import ${s}`,
        `vi . mock ( ${s} , f )\n`,
        `const lazy = ( ) => import ( ${s} )\n`,
        `type T = import ( ${s} ) . Old ;\n`,
        `// moment\nexport class Socket\u200bManager { }\n`,
        `import ( ${s} ) . then ( ( m ) => m . Old )\n`,
        `new Worker ( new URL ( ${s} , import . meta . url ) )\n`,
        `import . meta . glob ( ${s} )\n`,
        `createRequire ( __filename ) ( ${s} ) . Old\n`,
        `const r = createRequire ( import . meta . url ) ;\nr ( ${s} )\n`,
        `module . exports = { Old : require ( ${s} ) . Old }\n`,
        `exports . SocketManager = class { } ;\n`,
        `jest . resetModules ( ) . doMock ( ${s} )\n`,
      ][form] ?? '',
  );

const component = specifiers.chain((specifier) =>
  fc.constantFrom(
    `<script src=${specifier}></script>\n`,
    `<script lang=ts src=${specifier} ></script>\n`,
    `<script src = "${specifier}" ></script>\n`,
    `<script src = ${specifier} ></script>\n`,
    `<script\nsrc =\n${specifier}\n></script>`,
    `<script setup >\nimport ${JSON.stringify(specifier)} ;\n</script>\n`,
    `<template >\n<a :is = "( ) => import ( '${specifier}' )" />\n</template>\n`,
    `{#await import ( '${specifier}' ) then { Old } }{/await}\n`,
  ),
);

const modules = fc.constantFrom(
  ...['app.ancient', 'app.ancient', 'app.fresh', 'app.fresh'],
  'app.ancient',
  'app.fresh',
  'app.fresh.deep',
  'app.pkg',
  '.fresh',
  '.ancient',
  'app.manager',
  '.',
);

const strings = (value: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 1, arbitrary: pyString(value) }, { weight: 2, arbitrary: cut(value) });

const python = modules
  .chain((module) =>
    fc.tuple(
      fc.constant(module),
      strings(`${module.replace(/^\.+/, '') || 'app'}.Older`),
      strings(module.replace(/^\.+/, '') || 'app'),
      fc.constantFrom(0, 1, 2, 3, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20),
    ),
  )
  .map(
    ([m, s, w, form]) =>
      [
        `from ${m} import Older\n`,
        `import ${m.replace(/^\.+/, '') || 'app'} as x\n`,
        `from ${m.replaceAll('.', ' . ')} import ( Older , )\n`,
        `@patch ( ${s} )\ndef test ( ) :\n  pass\n`,
        `import_module ( ${s} , x )\n`,
        `monkeypatch.setattr( ${s} , 1 )\n`,
        `if x :\n  from app import ${m.split('.').at(-1) || 'pkg'}\n`,
        `from ${m} import Older\ndef __getattr__ ( name ) :\n  if name == ${s} :\n    return Older\n`,
        `from .manager import SocketManager\nclass Socket( SocketManager ) :\n  pass`,
        `x = ( from_ , mock . patch ( ${s} ) )\n`,
        `def f( ) :\n  yield [ a , ( yield from patch ( ${s} ) ) ]\n`,
        `x = [ a if not patch . dict ( ${s} ) else b ]\n`,
        `x = ( importlib . import_module ( ${s} ) , monkeypatch . delattr ( ${s} ) )\n`,
        `from mock import ( call , patch as p )\n@p ( ${s} )\ndef test ( ) :\n  pass\n`,
        `from importlib import import_module as load\nload ( ${w} )\n`,
        `x = pytest . importorskip ( ${w} )\n`,
        `pytest_plugins = [ ${w} , ]\n`,
        `x = monkeypatch . setitem ( sys . modules , ${w} , x )\n`,
        `from sys import modules as m\nx = m [ ${w} ]\n`,
        `with patch . dict ( 'sys.modules' , { ${w} : x } ) : pass\n`,
        `_t = { 'Older' : ${w} }\ndef __getattr__ ( n ) :\n  return getattr ( import_module ( _t [ n ] ) , n )\n`,
      ][form] ?? '',
  );

const bytes = fc.constantFrom<(text: string) => Buffer>(
  (text) => Buffer.from(text),
  (text) => Buffer.from(text),
  (text) => Buffer.from(text.replace(/\n/g, '\r\n')),
  (text) => Buffer.from(text.replace(/\n/g, '\r')),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => Buffer.from(`# é\n${text}`.replace(/^# (?=.\n(?:import|export|const|vi|<|type|\/))/, '// ')),
);

describe('what git alone passes has no findings', () => {
  const cases: readonly (readonly [string, fc.Arbitrary<string>, readonly string[]])[] = [
    ['scripts', respelled(script, JS_BLANKS, ENDS), ['src/a.ts', 'src/deep/b.js', 'lib/c.tsx', 'src/legacy/d.mts']],
    ['components', respelled(component, JS_BLANKS, ENDS), ['src/a.vue', 'src/b.svelte']],
    [
      'pages of Astro',
      respelled(
        script.map((text) => `---\n${text}\n---\n<p>it's</p>`),
        JS_BLANKS,
        ENDS,
      ),
      ['src/a.astro', 'src/legacy/b.ASTRO'],
    ],
    ['notebooks', respelled(python, PY_BLANKS, ENDS).chain((text) => notebookOf(text)), ['app/a.ipynb', 'b.ipynb']],
    [
      'Python',
      respelled(python, PY_BLANKS, ENDS),
      ['app/a.py', 'app/ancient/b.py', 'c.py', 'app/pkg/d.pyi', 'app/e.pyw'],
    ],
  ];
  test.each(cases)('%s', async (_name, source, paths) => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(WORLDS - 1),
        source,
        fc.constantFrom(...paths),
        bytes,
        fc.option(fc.constantFrom(...GOING)),
        async (number, text, path, encode, gone) => {
          const one = worlds[number];
          if (one !== undefined) await judged(one, path, encode(text), gone);
        },
      ),
      { numRuns: RUNS, seed: SEED, endOnFailure: RUNS > 500 },
    );
  });
});

afterAll(() => {
  // Neither may be the answer to everything.
  expect(answers.git).toBeGreaterThan(RUNS / 10);
  expect(answers.node).toBeGreaterThan(RUNS / 2);
});
