/**
 * What counts as proved: which findings can be written without a person, and what the others say. Each table holds the
 * cases in which a line is proved beside those in which it only looks so.
 */
import { describe, expect, test } from 'vitest';
import { check } from '../../src/pipeline.ts';
import { temporaryRepository } from '../support/repository.ts';

/** What is said of one name: whether it can be fixed, and the line. */
type Said = readonly [isFixable: boolean, hint: string];

/** The findings of `banned-import` in a project, by the name that they are about. */
async function saidIn(registry: object, files: Readonly<Record<string, string>>): Promise<Record<string, Said>> {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, ...registry }));
  for (const [path, text] of Object.entries(files)) repo.write(path, isUse(path) ? apart(text) : text);
  repo.git('add', '-A');
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'all' }, config: null, today: '2026-06-01' });
  const own = outcome?.report.findings.filter(({ rule }) => rule === 'banned-import') ?? [];
  return Object.fromEntries(
    own.map((one) => [one.name ?? one.specifier ?? '', [one.fixable, one.hint ?? '']] as const),
  );
}

const isUse = (path: string): boolean => /^[abx]\.(?:py|ts)$/.test(path);

/** A statement for each name, because what is said of one statement is said of all its names. */
function apart(text: string): string {
  return text
    .replace(/^import (\w+), (\{.*\}) from (.*)$/gm, 'import $1 from $3\nimport $2 from $3')
    .replace(/^import \{ (.*, .*) \} from (.*)$/gm, (_, names: string, from: string) =>
      names
        .split(', ')
        .map((name) => `import { ${name} } from ${from}`)
        .join('\n'),
    )
    .replace(/^from (\w+) import (\w+(?: as \w+)?(?:, \w+(?: as \w+)?)+)$/gm, (_, module: string, names: string) =>
      names
        .split(', ')
        .map((name) => `from ${module} import ${name}`)
        .join('\n'),
    );
}

describe('`use`', () => {
  test('a package that cannot be looked into is written by hand, with the names as they are', async () => {
    const registry = {
      banned: [
        { module: 'py:os.path', use: 'py:pathlib' },
        { module: 'moment', use: 'dayjs' },
      ],
    };
    const files = {
      'a.py': 'from os.path import join\nimport os.path\n',
      'b.ts': "import moment from 'moment';\nimport { format as f } from 'moment';\nimport 'moment';\n",
    };
    expect(await saidIn(registry, files)).toEqual({
      join: [false, 'from pathlib import join'],
      'os.path': [false, 'import pathlib'],
      default: [false, "import moment from 'dayjs';"],
      format: [false, "import { format as f } from 'dayjs';"],
      moment: [false, "import 'dayjs';"],
    });
  });

  test('a module of the tree must be seen to give the name', async () => {
    const registry = { banned: [{ module: 'lib/old.ts', use: 'lib/new.ts' }] };
    const files = {
      'lib/new.ts': 'export class Here {}\nclass Hidden {}\nexport default 1;\n',
      'a.ts': "import local, { Here, Hidden, Gone } from './lib/old';\n",
    };
    expect(await saidIn(registry, files)).toEqual({
      default: [true, "import local from './lib/new';"],
      Here: [true, "import { Here } from './lib/new';"],
      Hidden: [false, "no direct replacement; instead there is: import * as _new from './lib/new';"],
      Gone: [false, "no direct replacement; instead there is: import * as _new from './lib/new';"],
    });
  });

  test('a string names what a module of Python holds, an import what it gives', async () => {
    const registry = { banned: [{ module: 'lib/old.py', removed: true, use: 'lib/new.py' }] };
    const files = {
      'lib/__init__.py': '',
      'lib/new.py': 'import time\nfrom lib import beside\ndef f():\n    import late\n    return time.time()\n',
      'lib/beside.py': '',
      'a.py':
        'patch("lib.old.f")\npatch("lib.old.time.sleep")\npatch("lib.old.late")\npatch("lib.old.gone")\n' +
        'from lib.old import beside\n',
    };
    const pointer = 'no direct replacement; instead there is: import lib.new';
    expect(await saidIn(registry, files)).toEqual({
      f: [true, '"lib.new.f"'],
      time: [true, '"lib.new.time.sleep"'],
      late: [false, pointer],
      gone: [false, pointer],
      beside: [false, pointer],
    });
  });

  test('a module of a package is passed on where code says so, and not where words do', async () => {
    const registry = { banned: [{ module: 'lib/old.py', removed: true, use: 'lib/new.py' }] };
    const lib = { 'lib/__init__.py': '', 'lib/new.py': 'def f(): pass\n' };
    const named = { ...lib, 'a.py': '"""What old did."""\nfrom lib import old\nold.f("old")  # the old way\n' };
    expect(await saidIn(registry, named)).toEqual({ old: [true, 'from lib import new as old'] });
    const passed = { ...lib, 'a.py': 'from lib import old\nprint(f"{old}", old.f)\n' };
    expect(await saidIn(registry, passed)).toEqual({ old: [false, 'from lib import new as old'] });
  });

  test('what is defined in the new module was no module, and a line to go by keeps the local name', async () => {
    const registry = { banned: [{ module: 'lib/old.py', removed: true, use: 'lib/new.py' }] };
    const files = {
      'lib/__init__.py': '',
      'lib/new.py': 'class A: pass\n',
      'a.py': 'from lib.old import A as B\ndef f():\n    from lib import old\n    return [old, old.A, B]\n',
      'b.py': 'import lib.old as it\nprint(it)\n',
    };
    expect(await saidIn(registry, files)).toEqual({
      A: [true, 'from lib.new import A as B'],
      old: [false, 'from lib import new as old'],
      'lib.old': [false, 'import lib.new as it'],
    });
  });

  test('a symbol is meant for one literal name, or for the same name', async () => {
    const use = 'js:other#thing';
    const registry = {
      banned: [
        { module: 'one', names: ['old'], use },
        { module: 'several', names: ['old1', 'old2', 'thing'], use },
        { module: 'globbed', names: ['o*'], use },
        { module: 'whole', use },
      ],
    };
    const files = {
      'a.ts':
        "import { old } from 'one';\nimport { old1, old2, thing } from 'several';\nimport { odd } from 'globbed';\n" +
        "import { any } from 'whole';\nimport whole from 'whole';\n",
    };
    const pointer = "no direct replacement; instead there is: import { thing } from 'other';";
    expect(await saidIn(registry, files)).toEqual({
      old: [true, "import { thing as old } from 'other';"],
      old1: [false, pointer],
      old2: [false, pointer],
      thing: [true, "import { thing } from 'other';"],
      odd: [false, pointer],
      any: [false, pointer],
      default: [false, pointer],
    });
  });

  test('a name below a banned folder must be given by the module itself, and no default is', async () => {
    const registry = {
      banned: [
        { module: 'old/**', use: './src/new.ts' },
        { module: 'pkg', use: './src/new.ts' },
      ],
    };
    const files = {
      'src/new.ts': 'export class Here {}\nexport default 1;\n',
      'a.ts': "import local, { Here, Gone } from 'pkg/deep';\n",
    };
    expect(await saidIn(registry, files)).toEqual({
      default: [false, "no direct replacement; instead there is: import * as _new from './src/new';"],
      Here: [true, "import { Here } from './src/new';"],
      Gone: [false, "no direct replacement; instead there is: import * as _new from './src/new';"],
    });
  });
});

describe('a whole module', () => {
  const registry = { banned: [{ module: 'lib/old.ts', use: 'lib/new.ts' }] };
  const lib = { 'lib/old.ts': 'export const a = 1;\n', 'lib/new.ts': 'export const a = 1;\nexport const b = 1;\n' };
  const line = (text: string) => saidIn(registry, { ...lib, 'x.ts': text });

  test('is another one where all that is used of it is seen there', async () => {
    expect(await line("import * as ns from './lib/old';\nns.a;\n")).toEqual({
      '*': [true, "import * as ns from './lib/new';"],
    });
    expect(await line("import * as ns from './lib/old';\nns.gone;\n")).toEqual({
      '*': [false, "import * as ns from './lib/new';"],
    });
    expect(await line("import './lib/old';\n")).toEqual({ './lib/old': [true, "import './lib/new';"] });
  });

  test('that is passed on must be contained in the other one', async () => {
    expect(await line("import * as ns from './lib/old';\nf(ns);\n")).toEqual({
      '*': [true, "import * as ns from './lib/new';"],
    });
    const shrunk = {
      ...lib,
      'lib/new.ts': 'export const b = 1;\n',
      'x.ts': "import * as ns from './lib/old';\nf(ns);\n",
    };
    expect(await saidIn(registry, shrunk)).toEqual({ '*': [false, "import * as ns from './lib/new';"] });
    const gone = { 'lib/new.ts': lib['lib/new.ts'], 'x.ts': shrunk['x.ts'] };
    expect(await saidIn(registry, gone)).toEqual({ '*': [false, "import * as ns from './lib/new';"] });
  });

  test('that a package gives as a name is one where it is used by its members alone', async () => {
    const ban = { banned: [{ module: 'app/old.py', use: 'app/new.py' }] };
    const python = (uses: string) =>
      saidIn(ban, { 'app/__init__.py': '', 'app/new.py': 'x = 1\n', 'a.py': `from app import old\n${uses}\n` });
    const line = 'from app import new as old';
    expect(await python('old.x')).toEqual({ old: [true, line] });
    expect(await python('old.gone')).toEqual({ old: [false, line] });
    expect(await python('print(old)')).toEqual({ old: [false, line] });
    expect(await python('old.x\nregister(old, 1)')).toEqual({ old: [false, line] });
  });

  test('of which a star takes everything must give the same', async () => {
    expect(await line("export * from './lib/old';\n")).toEqual({ '*': [false, "export * from './lib/new';"] });
    const shim = { ...lib, 'lib/old.ts': "export * from './new';\n", 'x.ts': "export * from './lib/old';\n" };
    expect(await saidIn(registry, shim)).toEqual({ '*': [true, "export * from './lib/new';"] });
  });
});

describe('what is banned itself', () => {
  const core = { 'core.ts': 'export class New {}\nexport class Old {}\nexport class Gone {}\n' };

  test('is no replacement: the old name in the home', async () => {
    const concepts = { New: { canonical: 'core.ts#New', banned: [{ module: 'core.ts', names: ['Old'] }] } };
    expect(await saidIn({ concepts }, { ...core, 'a.ts': 'import { Old, New } from "./core"\n' })).toEqual({
      Old: [false, 'no direct replacement; the home is: import { New } from "./core"'],
    });
  });

  test('whatever states it: the map, `use`, another ban', async () => {
    const concepts = {
      New: {
        canonical: 'core.ts#New',
        banned: [
          { module: './m.ts', names: { A: 'core.ts#Old', B: 'core.ts#New' } },
          { module: './u.ts', use: 'core.ts' },
          { module: 'core.ts', names: ['Old'] },
        ],
      },
    };
    const files = { ...core, 'a.ts': "import { A, B } from './m';\nimport { Old, Gone } from './u';\n" };
    const why = '`Old` of `./core` is banned here, too (.ssotrc.json:1)';
    expect(await saidIn({ concepts }, files)).toEqual({
      A: [false, `no direct replacement; ${why}; the home is: import { New } from './core';`],
      B: [true, "import { New as B } from './core';"],
      Old: [false, `no direct replacement; ${why}; the home is: import { New } from './core';`],
      Gone: [true, "import { Gone } from './core';"],
    });
  });

  test('by the ban that states it, and without a home', async () => {
    const banned = [
      { module: 'moment', use: 'moment/esm' },
      { module: 'x', names: ['a', 'b'], use: 'x#b' },
    ];
    expect(await saidIn({ banned }, { 'a.ts': "import m from 'moment';\nimport { a, b } from 'x';\n" })).toEqual({
      default: [false, 'no direct replacement; `default` of `moment/esm` is banned here, too (.ssotrc.json:1)'],
      a: [false, 'no direct replacement; `b` of `x` is banned here, too (.ssotrc.json:1)'],
      b: [false, 'no direct replacement; `b` of `x` is banned here, too (.ssotrc.json:1)'],
    });
  });

  test('only where the ban holds: in its folder, for values, beside its exceptions', async () => {
    const banned = [
      { module: 'old', use: 'src/new.ts' },
      { module: './src/new.ts', in: 'app/**', except: 'app/gate.ts', typeOnly: 'allow' },
    ];
    const importing = "import { X } from 'old';\nimport type { Y } from 'old';\n";
    const files = { 'src/new.ts': 'export class X {}\nexport class Y {}\n' };
    const said = (path: string) => saidIn({ banned }, { ...files, [path]: importing });
    expect(await said('lib/a.ts')).toEqual({
      X: [true, "import { X } from '../src/new';"],
      Y: [true, "import type { Y } from '../src/new';"],
    });
    expect(await said('app/gate.ts')).toMatchObject({ X: [true, "import { X } from '../src/new';"] });
    expect(await said('app/a.ts')).toEqual({
      X: [false, 'no direct replacement; `X` of `../src/new` is banned here, too (.ssotrc.json:1)'],
      Y: [true, "import type { Y } from '../src/new';"],
    });
  });

  test('nor is the home, where that is banned', async () => {
    const concepts = { New: { canonical: 'core.ts#New', banned: ['old'] } };
    const banned = [{ module: 'core.ts', in: 'app/**' }];
    const files = {
      ...core,
      'app/a.ts': "import { New, Other } from 'old';\n",
      'b.ts': "import { New } from 'old';\n",
    };
    expect(await saidIn({ concepts, banned }, files)).toEqual({
      New: [true, "import { New } from './core';"],
      Other: [false, 'no direct replacement; `New` of `../core` is banned here, too (.ssotrc.json:1)'],
    });
  });

  test('in strings as in imports, and in Python by a module that is named as a name', async () => {
    const banned = [
      { module: 'py:app.old', names: { X: 'app/new.py#Y' }, strings: 'error' },
      { module: 'py:app.new', names: ['Y'] },
      { module: 'py:app.gone', use: 'app/fresh/sub.py' },
      { module: 'py:app.fresh.sub' },
    ];
    const files = {
      'app/__init__.py': '',
      'app/new.py': 'class Y: pass\n',
      'app/fresh/sub.py': '',
      'a.py': 'patch("app.old.X")\nfrom app import gone\n',
    };
    expect(await saidIn({ banned }, files)).toEqual({
      X: [false, 'no direct replacement; `Y` of `app.new` is banned here, too (.ssotrc.json:1)'],
      gone: [false, 'no direct replacement; `app.fresh.sub` is banned here, too (.ssotrc.json:1)'],
    });
  });
});

describe('another kind of thing', () => {
  const concepts = {
    New: { canonical: 'app/new.py#New', banned: [{ module: 'app/old.py', names: { '*': 'app/new.py#New' } }] },
  };
  const python = (old: string, made: string) =>
    saidIn(
      { concepts },
      { 'app/__init__.py': '', 'app/old.py': old, 'app/new.py': made, 'a.py': 'from app.old import x\n' },
    );
  const line = 'from app.new import New as x';
  const pointer = (was: string, is: string) =>
    `no direct replacement; \`x\` is ${was}, \`New\` is ${is}; instead there is: from app.new import New`;

  test.each([
    ['def x(): pass', 'class New: pass', 'a function', 'a class'],
    ['class x: pass', 'def New(): pass', 'a class', 'a function'],
    ['x = 1', 'class New: pass', 'a variable', 'a class'],
    ['def x(): pass', 'async def New(): pass', 'a function', 'an async function'],
    ['async def x(): pass', 'def New(): pass', 'an async function', 'a function'],
    ['def y(): pass\nx = y', 'class New: pass', 'a function', 'a class'],
  ])('%s → %s', async (old, made, was, is) => {
    expect(await python(`${old}\n`, `${made}\n`)).toEqual({ x: [false, pointer(was, is)] });
  });

  test.each([
    ['class x: pass', 'class New: pass'],
    ['def x(): pass', 'def New(): pass'],
    ['x = make()', 'def New(): pass'],
    ['async def x(): pass', 'async def New(): pass'],
    ['from elsewhere import x', 'class New: pass'],
    ['from .new import New as x', 'class New: pass'],
  ])('not: %s → %s', async (old, made) => {
    expect(await python(`${old}\n`, `${made}\n`)).toEqual({ x: [true, line] });
  });

  test('types are less than classes', async () => {
    const banned = [{ module: 'old.ts', names: { x: 'new.ts#New' } }];
    const typescript = (old: string, made: string, text: string) =>
      saidIn({ banned }, { 'old.ts': `export ${old}\n`, 'new.ts': `export ${made}\n`, 'a.ts': text });
    const value = "import { x } from './old';\n";
    const type = "import type { x } from './old';\n";
    expect(await typescript('interface x {}', 'class New {}', type)).toEqual({
      x: [true, "import type { New as x } from './new';"],
    });
    expect(await typescript('class x {}', 'interface New {}', value)).toEqual({
      x: [
        false,
        "no direct replacement; `x` is a class, `New` is a type; instead there is: import { New } from './new';",
      ],
    });
    expect(await typescript('class x {}', 'interface New {}', type)).toMatchObject({ x: [true, expect.anything()] });
    expect(await typescript('const x = () => 1', 'const New = async () => 1', value)).toMatchObject({
      x: [false, expect.stringContaining('`x` is a function, `New` is an async function')],
    });
    expect(await typescript('async function x() {}', 'const New = async () => 1', value)).toMatchObject({
      x: [true, expect.anything()],
    });
  });
});

describe('a second name that the banned module holds is the mapping', () => {
  const concepts = { New: { canonical: 'app/new.py#New', banned: ['app/old.py'] } };
  const python = (old: string, name = 'Old') =>
    saidIn(
      { concepts },
      {
        'app/__init__.py': '',
        'app/new.py': 'class New: pass\n',
        'app/old.py': `${old}\n`,
        'a.py': `from app.old import ${name}\n`,
      },
    );
  const line = 'from app.new import New as Old';

  test.each([
    'from .new import New\nOld = New',
    'from .new import New as Old',
    'from app.new import New\nclass Old(New): pass',
    'from app import new\nOld = new.New',
    'def __getattr__(name):\n    if name == "Old":\n        from .new import New\n        return New\n    raise AttributeError(name)',
    '_LAZY = {"Old": "app.new:New"}\ndef __getattr__(name):\n    return import_string(_LAZY[name])',
  ])('%s', async (old) => {
    expect(await python(old)).toEqual({ Old: [true, line] });
  });

  test.each([
    'class Old: pass',
    'from .other import Old',
    'Old = make(New)',
    'from .new import New\nclass Old(New):\n    x = 1',
  ])('not: %s', async (old) => {
    const said = await python(old);
    expect(said).toEqual({ Old: [false, 'no direct replacement; the home is: from app.new import New'] });
  });

  test('also of what else the home gives', async () => {
    const files = {
      'new.py': 'class New: pass\ndef make(): pass\ndef _hidden(): pass\n',
      'old.py': 'from new import make as create, other\nfrom new import New as Old\n',
      'a.py': 'from old import create, Old, other\n',
    };
    const line = (text: string): Said => [true, text];
    const symbol = { New: { canonical: 'new.py#New', banned: ['py:old'] } };
    expect(await saidIn({ concepts: symbol }, files)).toEqual({
      create: line('from new import make as create'),
      Old: line('from new import New as Old'),
      other: [false, 'no direct replacement; the home is: from new import New'],
    });
    const whole = { New: { canonical: 'new.py', banned: ['py:old'] } };
    expect(await saidIn({ concepts: whole }, files)).toEqual({
      create: line('from new import make as create'),
      Old: line('from new import New as Old'),
      other: [false, 'no direct replacement; the home is: import new'],
    });
  });

  test('in JavaScript, in the home itself, and for `use`', async () => {
    const registry = {
      concepts: {
        New: { canonical: 'new.ts#New', banned: ['old.ts', { module: 'new.ts', names: ['Former'] }] },
      },
      banned: [{ module: 'barrel.ts', names: ['a', 'b', 'c'], use: 'new.ts#New' }],
    };
    const files = {
      'new.ts': 'export class New {}\nexport const Former = New;\n',
      'old.ts':
        "import { New } from './new';\nexport { New as Old } from './new';\nexport type T = New;\nexport class E extends New {}\n" +
        "import * as ns from './new';\nexport const N = ns.New;\n",
      'barrel.ts': "export { New as a } from './new';\nexport { Old as b } from './old';\nexport const c = 1;\n",
      'x.ts':
        "import { Old, type T, E, N } from './old';\nimport { Former } from './new';\nimport { a, b, c } from './barrel';\n",
    };
    expect(await saidIn(registry, files)).toEqual({
      Old: [true, "import { New as Old } from './new';"],
      T: [true, "import { type New as T } from './new';"],
      E: [true, "import { New as E } from './new';"],
      N: [true, "import { New as N } from './new';"],
      Former: [true, "import { New as Former } from './new';"],
      a: [true, "import { New as a } from './new';"],
      b: [true, "import { New as b } from './new';"],
      c: [false, "no direct replacement; instead there is: import { New } from './new';"],
    });
  });
});

describe('everything of a module, of which some names are banned', () => {
  test('says which of them have a replacement', async () => {
    const banned = [
      { module: 'app/old.py', names: { A: 'app/new.py#A2', b: null, 'c_*': 'app/new.py', A3: 'app/new.py' } },
      { module: 'app/none.py', names: ['A', 'B'] },
    ];
    const files = {
      'app/__init__.py': '',
      'app/new.py': 'class A2: pass\nclass A3: pass\n',
      'x.py': 'from app.old import *\n',
      'y.py': 'from app.none import *\n',
    };
    expect(await saidIn({ banned }, { ...files, 'y.py': '' })).toEqual({
      '*': [
        false,
        'import by name what is used; in place of `A`: from app.new import A2; in place of `c_*` there is app/new.py; in place of `A3`: from app.new import A3',
      ],
    });
    expect(await saidIn({ banned }, { ...files, 'x.py': '' })).toEqual({
      '*': [false, 'import by name what is used; for what is banned no replacement is registered'],
    });
  });
});

describe('a home', () => {
  test('that is gone, or no longer holds its symbol, proves nothing', async () => {
    const concepts = { New: { canonical: 'lib/new.ts#New', banned: ['old'] } };
    const importing = { 'a.ts': "import { New } from 'old';\n" };
    const line = "import { New } from './lib/new';";
    expect(await saidIn({ concepts }, importing)).toEqual({ New: [false, line] });
    expect(await saidIn({ concepts }, { ...importing, 'lib/new.ts': 'export class New {}\n' })).toEqual({
      New: [true, line],
    });
    expect(await saidIn({ concepts }, { ...importing, 'lib/new.ts': 'export class Other {}\n' })).toEqual({
      New: [false, '`New` is not exported by lib/new.ts: export it there'],
    });
  });
});
