/**
 * Members of a package: the search lets pass what names others than those that are banned, and nothing else. Names are put
 * together at random, over the modules of a package and what stands in them.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../support/runs.ts';
import { ask } from './memory.ts';

const FILES = new Map(
  ['__init__', 'manager', 'events', 'deep/__init__', 'deep/manager', 'deep/ws_core'].map((name): [string, string] => [
    `app/ws_core/${name}.py`,
    'def make(): pass\ndef other(): pass\nclass Socket: pass\n',
  ]),
)
  .set('app/__init__.py', '')
  .set('pyproject.toml', '[project]\nname = "x"\n');

const BANS: readonly object[] = [
  { module: './app/ws_core/manager.py' },
  { module: 'app.ws_core.manager' },
  { module: 'app.ws_core.manager', names: ['make'] },
  { module: 'app.ws_core.manager.make' },
  { module: './app/ws_core/__init__.py' },
  { module: './app/ws_core/__init__.py', names: ['make', 'Socket'] },
  { module: 'app.ws_core', names: ['m*'] },
  { module: 'app.ws_core', names: ['events'] },
  { module: 'app/ws_core/deep', names: ['make'], strings: 'error' },
  { module: './app/ws_core/deep/ws_core.py' },
];

const LINKS: readonly (readonly [at: string, to: string])[] = [['app/ws_core/fresh.py', 'app/ws_core/manager.py']];

const name = fc.constantFrom(
  'manager',
  'events',
  'deep',
  'ws_core',
  'make',
  'Socket',
  'other',
  'fresh',
  '__init__',
  'ｍake',
);
const dot = fc.constantFrom('.', '.', '.', '.', ' .', '. ', '.\\\n', '\\\n.');
/** `app.ws_core` and what follows it. */
const chain = fc
  .tuple(
    fc.constantFrom('app.ws_core', 'app.ws_core', 'app.ws_core', 'app', 'ws_core'),
    fc.array(fc.tuple(dot, name), { maxLength: 3 }),
  )
  .map(([head, rest]) => head + rest.map(([by, one]) => by + one).join(''));
const plain = chain.map((one) => one.replace(/[\s\\]/g, ''));
const dots = fc.constantFrom('', '', '.', '..', '...');

const statement = fc.oneof(
  chain.map((one) => `import ${one}`),
  chain.map((one) => `import ${one} as x\nx.make()`),
  fc.tuple(chain, name).map(([one, two]) => `import ${one}\n${one}.${two}()`),
  fc.tuple(dots, chain, name).map(([by, one, two]) => `from ${by}${one} import ${two}`),
  fc
    .tuple(dots, chain, name, name)
    .map(([by, one, two, three]) => `from ${by}${one} import (\n  ${two} as ${three},\n)`),
  fc.tuple(dots, name, name).map(([by, one, two]) => `from ${by}${one} import ${two}\n${two}.make()`),
  chain.map((one) => `from ${one} import *`),
  chain.map((one) => `x = ${one}.make`),
  chain.map((one) => `x = (${one}\n  .make)`),
  chain.map((one) => `f(${one})`),
  fc.tuple(plain, name).map(([one, two]) => `patch("${one}.${two}")`),
  plain.map((one) => `import_module("${one}").make()`),
  fc.tuple(dots, name, plain).map(([by, one, two]) => `import_module("${by}${one}", "${two}").make()`),
  plain.map((one) => `__import__("${one}").ws_core.make()`),
  plain.map((one) => `sys.modules["${one}"]`),
  fc.tuple(plain, name).map(([one, two]) => `getattr(${one}, "${two}")`),
);

const counts = { let: 0, found: 0 };

test('whoever takes a banned member is found', () => {
  fc.assert(
    fc.property(
      fc.subarray([...BANS], { minLength: 1, maxLength: 3 }),
      fc.constantFrom('app/a.py', 'b.py', 'app/other/c.py', 'app/ws_core/d.py', 'app/ws_core/deep/e.py'),
      fc.array(statement, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (banned, path, statements, isLinked) => {
        const source = `${statements.join('\n')}\n`;
        const world = { files: FILES, registry: { banned }, ...(isLinked ? { links: LINKS } : {}) };
        const answers = ask(world, path, Buffer.from(source));
        if (answers === null) return;
        if (!answers.skipped()) counts.found++;
        else if (answers.findings.length === 0) counts.let++;
        else throw new Error(`${path} passes, with\n${answers.findings.join('\n')}\n${source}`);
      },
    ),
    runs(200),
  );
  expect(counts.let).toBeGreaterThan(10);
  expect(counts.found).toBeGreaterThan(10);
});

test('a neighbour of a banned module is let pass', () => {
  const isLetPass = (banned: object, source: string): boolean | undefined =>
    ask({ files: FILES, registry: { banned: [banned] } }, 'b.py', Buffer.from(source))?.skipped();
  const ban = { module: './app/ws_core/__init__.py', names: ['make', 'Socket'] };
  expect(isLetPass(ban, 'from app.ws_core.events import make\n')).toBe(true);
  expect(isLetPass(ban, 'import app.ws_core.events as events\n')).toBe(true);
  expect(isLetPass(ban, 'from app.ws_core import events\n')).toBe(false);
  expect(isLetPass(ban, 'import app.ws_core.events\napp.ws_core.make()\n')).toBe(false);
});
