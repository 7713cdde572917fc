/**
 * The one thing that must hold of required texts: what they let pass, the rules have nothing to say about. Held against every
 * project of the module fixtures with every ban that an import of theirs could break, and against spellings at random.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveImport } from '../../src/modules/index.ts';
import { contextOf, type Project, projects } from '../modules/project.ts';
import { runs } from '../support/runs.ts';
import { type Answers, asker, type World } from './memory.ts';
import {
  htmlValue,
  jsExpression,
  jsName,
  jsString,
  jsUrl,
  notebookOf,
  pyExpression,
  pyName,
  pyString,
} from './spellings.ts';

const RUNS = Number(process.env.SEARCH_RUNS ?? 25);
const LONG = process.env.SEARCH_RUNS !== undefined;

/** Fails when a file with findings would pass. @returns whether it had any */
function judged({ registry, ...world }: World, path: string, source: string | Buffer): boolean {
  return judging(world, path, source)(registry);
}

/** The same for many registries. */
function judging(world: Omit<World, 'registry'>, path: string, source: string | Buffer): (registry: object) => boolean {
  const answersTo = asker(world, path, typeof source === 'string' ? Buffer.from(source) : source);
  return (registry) => isBroken(answersTo(registry), registry, path, source);
}

function isBroken(answers: Answers | null, registry: object, path: string, source: string | Buffer): boolean {
  if (answers === null || answers.findings.length === 0) return false;
  if (answers.skipped()) {
    throw new Error(`${path} passes, with\n${answers.findings.join('\n')}\n${JSON.stringify(registry)}\n${source}`);
  }
  return true;
}

// ------------------------------------------------------------------------------------------ every way to name a module

/** Bans that could be broken by an import: every part of what it may name, in every way to state it. */
function bansFor(texts: readonly string[]): object[] {
  const modules = new Set<string>();
  for (const text of texts) {
    const segments = text.split('/');
    for (let count = 1; count <= segments.length; count++) {
      const head = segments.slice(0, count).join('/');
      modules.add(head).add(`./${head}`).add(head.replaceAll('/', '.'));
      if (count > 1) modules.add(`**/${segments[count - 1]}`).add(`${segments.slice(0, count - 1).join('/')}/*`);
      const last = segments[count - 1] ?? '';
      if (last.length > 3) modules.add([...segments.slice(0, count - 1), `${last.slice(0, -1)}*`].join('/'));
    }
  }
  const ways: readonly ((module: string) => object)[] = [
    (module) => ({ module }),
    (module) => ({ module, names: ['Name'] }),
    (module) => ({ module, names: ['*'], strings: 'error' }),
    (module) => ({ module, removed: true }),
  ];
  // Each module in one of the ways, in turn; in a long run in every one.
  return [...modules].flatMap((module, at) =>
    (LONG ? ways : ways.slice(at % ways.length).slice(0, 1)).map((way) => way(module)),
  );
}

describe('every project of the module fixtures, every import of theirs, every ban on what it may name', () => {
  for (const project of projects()) {
    test(project.name, () => {
      const context = contextOf(project);
      let broken = 0;
      for (const { from, specifier, language } of someOf(project.expectations)) {
        const { candidates, existing } = resolveImport(language, specifier, from, context);
        const texts = [...candidates, ...(existing === null ? [] : [existing])].map(({ path }) =>
          path.replaceAll('.', '/'),
        );
        const source = sourceOf(language, specifier);
        if (source === null) continue;
        const isBrokenBy = judging(
          { files: project.files, links: project.links, readOutside: context.readOutside },
          from,
          source,
        );
        for (const ban of bansFor([...texts, ...candidates.map(({ path }) => path), specifier]))
          if (isBrokenBy({ ...namesOf(project), banned: [ban] })) broken++;
      }
      expect(project.expectations.length === 0 || broken > 0).toBe(true);
    });
  }
});

/** What a project's registry states of names. */
function namesOf({ js: { aliases, external } }: Project): object {
  return { js: { aliases: Object.fromEntries(aliases), external } };
}

/** At most three, spread over all; every one of them in a long run. */
function someOf<T>(all: readonly T[]): readonly T[] {
  const step = LONG ? 1 : Math.ceil(all.length / 3);
  return all.filter((_, at) => at % step === 0);
}

function sourceOf(language: string, specifier: string): string | null {
  if (language === 'js')
    return `import { Name } from ${JSON.stringify(specifier)};\nexport * from ${JSON.stringify(specifier)};\n`;
  return /^[\w.]+$/.test(specifier) ? `from ${specifier} import Name\nfrom ${specifier} import *\n` : null;
}

// -------------------------------------------------------------------------------------------------------- spellings

const MODULE = 'src/ws/legacyManager';
const SYMBOL = 'SocketManager';

const registry = fc.record(
  {
    concepts: fc.constantFrom<object>(
      {},
      { A: `src/ws/manager.ts#${SYMBOL}` },
      { A: `app/ws/manager.py#${SYMBOL}` },
      {
        A: {
          canonical: [`src/ws/manager.ts#${SYMBOL}`, `app/ws/manager.py#${SYMBOL}`],
          definitions: { names: ['*Socket*'] },
        },
      },
      { A: { canonical: `src/ws/manager.ts#${SYMBOL}`, banned: [MODULE, { module: 'moment', names: ['d*'] }] } },
      { A: { canonical: `app/ws/manager.py#${SYMBOL}`, aliases: 'off', banned: ['app.ws.legacyManager'] } },
      { A: 'src/ws/button.vue#default', B: 'lib/nameless.ts#default', C: 'lib/whole.js#Whole' },
      { A: 'lib/titled/index.ts#default', B: 'lib/titled/index.ts#Titled' },
    ),
    banned: fc.subarray<string | object>([
      'moment',
      './src/ws/legacyManager.ts',
      'app/**/legacy*',
      'py:jwt',
      { module: '@acme/legacyThing', in: 'src/**' },
      { module: 'app.ws.legacyManager', names: ['Name', 'get_*'] },
      { module: 'src/sockets', names: ['Name'] },
      'app.ws.manager.SocketManager',
      'app.ws.legacyManager.Name',
      'jwt.api.dayOf',
      'node:child_process',
    ]),
    unique: fc.constantFrom<object[]>([], [{ names: ['*Manager'] }], [{ names: ['{Foo,Bar}Thing'], kinds: ['class'] }]),
  },
  { noNullPrototype: true },
);

const FILES: ReadonlyMap<string, string> = new Map([
  ['tsconfig.json', '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "@old": ["./src/ws/legacyManager"] } } }'],
  ['package.json', '{ "name": "root", "imports": { "#old/*": "./src/ws/*.ts", "#dates": "moment" } }'],
  ['pyproject.toml', '[project]\nname = "x"\n'],
  ['src/ws/manager.ts', `export class ${SYMBOL} {}\n`],
  ['src/ws/index.ts', `export * from './manager';\n`],
  ['app/__init__.py', ''],
  ['app/ws/__init__.py', `from .manager import ${SYMBOL}\n`],
  ['app/ws/manager.py', `class ${SYMBOL}: pass\n`],
  ['lib/other.ts', 'export class FooThing {}\nexport class XManager {}\n'],
  ['src/ws/button.vue', '<script>export default {}</script>\n'],
  ['lib/nameless.ts', 'export default class {}\n'],
  ['lib/titled/index.ts', 'export default class Titled {}\n'],
  ['lib/whole.js', 'class Whole {}\nmodule.exports = Whole;\n'],
  [
    'lib/barrel.ts',
    `export { default } from './titled';\nexport { default as nameless } from './nameless';\nexport { default as button } from '../src/ws/button.vue';\n`,
  ],
  ['lib/again.ts', `import Anything from './titled';\nexport default Anything;\n`],
  ['lib/again.js', `module.exports = require('./whole');\n`],
]);

const specifiers = fc.constantFrom(
  ...['moment', 'moment/x', '@/ws/legacyManager', '@old', '#old/legacyManager', '#dates', '../ws/legacyManager.js'],
  ...[
    './ws/legacyManager/x',
    '@acme/legacyThing',
    '.',
    '..',
    './manager',
    '../src/sockets',
    'node:child_process',
    'child_process',
  ],
  ...['../lib/barrel', '../lib/again', '../lib/again.js', '../lib/titled', '../lib/nameless', './ws/button.vue'],
  ...['../lib/whole', './titled', './nameless.js', './barrel', './whole'],
);
const names = fc.constantFrom(
  ...[SYMBOL, 'Name', 'get_it', 'XManager', 'FooThing', 'dayOf', 'Other'],
  ...['Titled', 'titled', 'nameless', 'button', 'Whole'],
);

const jsSource = fc
  .tuple(specifiers, names, names)
  .chain(([specifier, name, other]) =>
    fc.tuple(jsString(specifier), jsName(name), jsName(other), fc.nat(30), fc.constant(other)),
  )
  .map(
    ([s, a, b, form, other]) =>
      [
        `import { ${a} } from ${s};`,
        `import ${b}, { ${a} as ${b} } from\n${s}`,
        `export { ${a} as ${b} } from ${s};`,
        `export * from ${s};`,
        `const { ${a}: ${b} } = require(${s});`,
        `jest.mock(${s});\nvi.doMock(${s})`,
        `import * as ns from ${s};\nns.${a}; ns['${b}'];`,
        `export class ${a} {}\nclass ${b} extends ${a} {}`,
        `import { ${a} } from ${s};\nexport const ${b} = ${a};\nexport { ${a} as default };`,
        `type T = import(${s}).${a};`,
        `const f = async () => (await import(${s})).${a};`,
        `// ssot-allow banned-import permanent reason="x"\nimport ${s};`,
        `const page = lazy(() => import(${s}).then((m) => ({ default: m.${a} })));`,
        `const [{ ${a}: ${b} }] = await Promise.all([import(${s})]);`,
        `module.exports = { ${b}: require(${s}).${a} };`,
        `exports.${a} = class {};\nmodule.exports.${b} = exports.${a};`,
        `module.exports = { ${a}() {}, '${other}': class {}, ${b}: ${a} };`,
        `exports['${other}'] = require(${s}).${a};`,
        `exports[\`${other}\`] = class {};`,
        `const r = createRequire(import.meta.url);\nr(${s}).${a};`,
        `createRequire(import.meta.url)(${s});`,
        `export type ${b} = import(${s}).${a};\nexport interface ${a} extends ${b} {}`,
        `import * as ns from ${s};\nvi.spyOn(ns, '${other}');`,
        `jest.disableAutomock().mock(${s});`,
        `/** @type import(${s}).${a} */\nfoo(require(${s}));`,
        `import ${a} from ${s};\nexport default ${a};`,
        `import ${a} from ${s};\nexport { ${a} as ${b} };`,
        `export { default } from ${s};`,
        `export { default as ${a} } from ${s};`,
        `const ${a} = require(${s});\nmodule.exports = ${a};`,
        `import { default as ${a} } from ${s};\nexport const ${b} = ${a};`,
      ][form] ?? '',
  );

/** Specifiers as URLs, and as expressions where one may stand. */
const jsUrlSource = specifiers.chain((specifier) =>
  fc
    .tuple(jsUrl(specifier), jsExpression(specifier), names, fc.nat(19), jsExpression(`${specifier}/*.ts`))
    .map(
      ([url, expression, name, form, glob]) =>
        [
          `import { ${name} } from ${url};`,
          `export * from ${url};`,
          `import ${url}`,
          `const { ${name} } = await import(${url});`,
          `import.meta.resolve(${url});`,
          `const { ${name} } = require(${expression});`,
          `const { ${name} } = await import(${expression});`,
          `jest.mock(${expression});`,
          `require.resolve(${expression})`,
          `const x = (0, require)(${expression}).${name};`,
          `const x = module.require(\n${expression}\n).${name};`,
          `vi.mock(import((${expression})));`,
          `const x = require["resolve"](${expression});`,
          `const x = require.call(null, ${expression});`,
          `new Worker(new URL(${url}, import.meta.url));`,
          `new URL(${expression}, import.meta.url);`,
          `import.meta.glob(${glob});`,
          `import.meta.glob(['./x/*', ${glob}]);`,
          `require.context(${expression});`,
          `createRequire(import.meta.url)(${expression});`,
        ][form] ?? '',
    ),
);

const pyModules = fc.constantFrom(
  ...[
    'app.ws.legacyManager',
    '.legacyManager',
    '..ws.legacyManager',
    'jwt',
    'jwt.api',
    'app.ws',
    '.',
    'app.x.legacyThing',
  ],
  ...['.manager', 'app.ws.manager', 'moment'],
);

const pySource = fc
  .tuple(pyModules, names, names)
  .chain(([module, name, other]) =>
    fc.tuple(
      pyName(module),
      pyString(`${module.replace(/^\.+/, '') || 'app'}.${name}`),
      pyName(name),
      pyName(other),
      pyString(other),
      fc.nat(47),
      pyExpression(`${module.replace(/^\.+/, '') || 'app'}.${name}`),
      pyString(module.replace(/^\.+/, '') || 'app'),
    ),
  )
  .map(
    ([m, s, a, b, text, form, e, w]) =>
      [
        `from ${m} import ${a}\n`,
        `from ${m.replaceAll('.', ' . ')} import (\n  ${a} as ${b},\n)\n`,
        `def f():\n  try:\n    from ${m} import *\n  except ImportError: pass\n`,
        `import ${m.replace(/^\.+/, '') || 'app'} as ${b}; ${b}.${a}\n`,
        `@mock.patch(${s})\ndef test(): pass\n`,
        `with patch ( ${s}, new=1): pass\n`,
        `import importlib\nimportlib.import_module(\n  ${s}\n)\n`,
        `monkeypatch.setattr(${s}, 1)\n`,
        `monkeypatch.delattr( # gone\n  ${s})\n`,
        `with mock.patch.multiple(\\\n  ${s}, a=1): pass\n`,
        `with patch(new=1, target=${s}): pass\n`,
        `with patch(target  =\\\n ${s}, new=1): pass\n`,
        `with patch.dict(values=[], in_dict # it\n = ${s}): pass\n`,
        `from ${m} import ${a}\n${b} = ${a}\n__all__ = [${text}]\n`,
        `class ${a}(${b}): pass\n`,
        `from ${m} import ${a}\ndef __getattr__(name):\n  if name == ${text}:\n    return ${a}\n`,
        `import sys\nfrom ${m} import ${a}\nsys.modules[${text}] = ${a}\n`,
        `import importlib\nimportlib \\\n  .import_module \\\n (${e})\n`,
        `x = (import_module # it\n  (${e}))\n`,
        `with mock.patch \\\n  (${e}): pass\n`,
        `with (mock.patch\n  (${e})): pass\n`,
        `with mock . patch . dict (${e}): pass\n`,
        `with mock.patch \\\n   .multiple(${e}, a=1): pass\n`,
        `monkeypatch \\\n .setattr \\\n (${e}, 1)\n`,
        `with patch(new=1, target=${e}): pass\n`,
        `import ${m.replace(/^\.+/, '') || 'app'} as ${b}; x = ${b} \\\n . ${a}\n`,
        ...byAttributes(m, a),
        `from unittest.mock import patch as p\n@p(${s})\ndef test(): pass\n`,
        `from mock import (\n  call, patch\n  as p)\np.multiple(${e}, a=1)\n`,
        `from importlib import import_module \\\n as load\nload(${e})\n`,
        `replace = mock.patch; replace(${s})\n`,
        `load = importlib.import_module; load(${w})\n`,
        `x = pytest.importorskip(\n  ${w}\n)\n`,
        `pytest . importorskip (reason='x', modname = ${w})\n`,
        `pytest_plugins = [\n  ${w},\n]\n`,
        `monkeypatch.setitem(sys.modules, ${w}, x)\n`,
        `mp.delitem(\n  sys.modules\n  , ${w})\n`,
        `from sys import (\n  modules as loaded\n)\nloaded[${w}].${a}\n`,
        `import sys as s\ns.modules.pop(${w}, None)\n`,
        `with patch.dict(sys.modules, {${w}: x}): pass\n`,
        `with patch.dict('sys.modules', values={\n ${w}: x}): pass\n`,
        `with patch.dict(in_dict=sys . \\\n modules, values={${w}: x}): pass\n`,
        `_lazy = {${text}: (${w}, ${text})}\ndef __getattr__(n):\n  m, a = _lazy[n]\n  return getattr(import_module(m), a)\n`,
        `__getattr__, __dir__, __all__ = attach(__name__, submod_attrs={${w}: [${text}]})\n`,
        `_t = {}\n_t[${w}] = [${text}]\nsys.modules[__name__] = LazyModule(__name__, _t)\n`,
        `from ${m} import *\n${a}, ${b} = ${b}, ${a}\n`,
      ][form] ?? '',
  );

/** A member of a module that is reached from the first segment of its name, from the second, and from one beside it. */
function byAttributes(module: string, member: string): string[] {
  const [top = '', next = 'x', ...rest] = (module.replace(/^\.+/, '') || 'app').split('.');
  const behind = [...rest, member].join('.');
  return [
    `import ${top} as t\nx = t.${next} .${behind}\n`,
    `from ${top} import ${next} as t\nx = t.${behind}\ny = t\n`,
    `import ${top}.other\nx = ${top}.${next}.${behind}\n`,
  ];
}

/** Bytes of a source, perhaps in another encoding. */
const encoding = fc.constantFrom<(text: string) => Buffer>(
  (text) => Buffer.from(text),
  (text) => Buffer.from(text),
  (text) => Buffer.from(text.replace(/\n/g, '\r\n')),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from([0, 255, 254])]),
);

const jsPaths = fc.constantFrom(
  'src/a.ts',
  'src/ws/b.js',
  'src/sockets/c.ts',
  'src/ws/legacyManager.ts',
  'lib/x.tsx',
  'a.mjs',
);
const pyPaths = fc.constantFrom('app/a.py', 'app/ws/b.py', 'app/ws/__init__.py', 'x/legacy.py', 'top.py', 'app/s.pyi');

describe('spellings at random', () => {
  test('JavaScript', () => {
    fc.assert(
      fc.property(registry, jsSource, jsPaths, encoding, (rules, source, path, encode) => {
        judged({ files: FILES, registry: rules }, path, encode(source));
      }),
      runs(RUNS),
    );
  });

  test('JavaScript with URLs and expressions', () => {
    let broken = 0;
    fc.assert(
      fc.property(registry, jsUrlSource, jsPaths, encoding, (rules, source, path, encode) => {
        if (judged({ files: FILES, registry: rules }, path, encode(source))) broken++;
      }),
      runs(3 * RUNS),
    );
    expect(broken).toBeGreaterThan(RUNS / 10);
  });

  test('components', () => {
    fc.assert(
      fc.property(
        registry,
        jsSource,
        specifiers.chain((specifier) => fc.tuple(htmlValue(specifier), htmlValue(specifier))),
        fc.constantFrom('vue', 'svelte'),
        (rules, source, [first, second], ending) => {
          const text = `<script>\n${source}\n</script>\n<script src=${first}></script>\n<script lang=ts src=\n${second}></script>`;
          judged({ files: FILES, registry: rules }, `src/a.${ending}`, text);
        },
      ),
      runs(RUNS),
    );
  });

  test('the markup of components', () => {
    let broken = 0;
    const strings = specifiers.chain((specifier) => fc.tuple(jsString(specifier), jsExpression(specifier)));
    fc.assert(
      fc.property(registry, strings, names, fc.nat(7), (rules, [string, expression], name, form) => {
        const vue = [
          `<template><component :is='() => import(${string})' /></template>`,
          `<template><a @click="import(${expression}).then((m) => m.${name})" /></template>`,
          `<template>{{ require(${expression}).${name} }}</template>`,
          `<script setup generic='T extends import(${string}).${name}'></script>`,
        ];
        const svelte = [
          `{#await import(${expression}) then { ${name} }}{/await}`,
          `{#await import(${string})}\n{:then m}<m.${name} />{/await}`,
          `<a b="{() => import(${string})}" />{@const c = require(${expression})}`,
          `<a b={() => import(${string})} />`,
        ];
        const text = [...vue, ...svelte][form] ?? '';
        if (judged({ files: FILES, registry: rules }, form < vue.length ? 'src/a.vue' : 'src/a.svelte', text)) broken++;
      }),
      runs(2 * RUNS),
    );
    expect(broken).toBeGreaterThan(0);
  });

  test('Python', () => {
    const cookie = fc.constantFrom(
      '',
      '',
      '# -*- coding: utf-8 -*-\n',
      '# coding=gbk\n',
      '#!/x\n# vim: coding:iso-2022-jp\n',
    );
    fc.assert(
      fc.property(registry, cookie, pySource, pyPaths, encoding, (rules, first, source, path, encode) => {
        judged({ files: FILES, registry: rules }, path, encode(first + source));
      }),
      runs(RUNS),
    );
  });

  test('notebooks', () => {
    let broken = 0;
    const more = fc.constantFrom(
      '',
      '',
      '%matplotlib inline\n',
      '# ssot-allow alias permanent reason="x"\n',
      'x = (\n',
    );
    const cell = fc.tuple(more, pySource).chain(([before, source]) => notebookOf(before + source));
    const script = jsSource.chain((source) => notebookOf(source, 'typescript'));
    const paths = fc.constantFrom('app/a.ipynb', 'app/ws/b.IPYNB', 'c.ipynb', 'src/ws/d.ipynb');
    fc.assert(
      fc.property(
        registry,
        fc.oneof({ weight: 5, arbitrary: cell }, script),
        paths,
        encoding,
        (rules, text, path, encode) => {
          if (judged({ files: FILES, registry: rules }, path, encode(text))) broken++;
        },
      ),
      runs(8 * RUNS),
    );
    expect(broken).toBeGreaterThan(RUNS);
  });

  test('pages of Astro', () => {
    let broken = 0;
    const strings = specifiers.chain((specifier) =>
      fc.tuple(htmlValue(specifier), jsString(specifier), jsExpression(specifier)),
    );
    fc.assert(
      fc.property(registry, jsSource, strings, names, fc.nat(6), (rules, source, [value, string, sum], name, form) => {
        const text =
          [
            `---\n${source}\n---\n<p>it's</p>\n`,
            `\ufeff \n---\r\n${source}\n---`,
            `<script>\n${source}\n</script>`,
            `---\n---\n<script src=${value}></script>`,
            `---\n---\n<Lazy load={() => import(${string})} />`,
            `<ul>{(await import(${sum})).${name}}</ul>`,
            `---\nimport * as ui from ${string}\n---\n<ui.${name} {...ui} />\n{ui.${name}}`,
          ][form] ?? '';
        if (judged({ files: FILES, registry: rules }, 'src/a.astro', text)) broken++;
      }),
      runs(3 * RUNS),
    );
    expect(broken).toBeGreaterThan(RUNS / 10);
  });

  test('documents are judged where they are guarded, whatever is in them', () => {
    let broken = 0;
    const include = fc.constantFrom('**/*.{md,mdx,rst}', '**/*', 'docs/**', '**/*.MDX', '{docs,x}/*.rst');
    const page = fc
      .tuple(jsSource, pySource, fc.nat(3))
      .map(
        ([js, py, form]) =>
          [
            `${js}\n# Title\n`,
            `\`\`\`ts\n${js}\n\`\`\`\n`,
            `~~~py\n${py}~~~\n`,
            `.. code:: py\n\n  ${py.replace(/\n/g, '\n  ')}\n`,
          ][form] ?? '',
      );
    const paths = fc.constantFrom('docs/a.md', 'docs/b.mdx', 'docs/c.rst', 'd.MDX', 'docs/e.MD', 'x/f.RST');
    fc.assert(
      fc.property(registry, include, page, paths, (rules, glob, text, path) => {
        if (judged({ files: FILES, registry: { ...rules, files: { include: [glob] } } }, path, text)) broken++;
      }),
      runs(3 * RUNS),
    );
    expect(broken).toBeGreaterThan(0);
  });
});
