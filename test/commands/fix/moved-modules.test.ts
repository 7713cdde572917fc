/** Modules that are gone, moved as a whole, with some of their names called otherwise: what of them `fix` can prove. */
import { describe, expect, it } from 'vitest';
import { json, repositoryWith } from './world.ts';

const HOME = 'export class New {}\nexport const a = 1;\nexport default class Main {}\n';
const MOVED = { canonical: 'src/lib/home.ts', banned: [{ module: 'src/gone.ts', removed: true }] };
const RENAMED = {
  ...MOVED,
  banned: [...MOVED.banned, { module: 'src/gone.ts', names: { Old: 'src/lib/home.ts#New' } }],
};
const NAMED = { ...MOVED, banned: [{ module: 'src/gone.ts', names: { Old: 'src/lib/home.ts#New' } }] };

/** The text of a file after `fix`, and why it left what it left. */
async function after(concept: object, text: string, path = 'src/it.test.ts'): Promise<[string, string[]]> {
  const registry = { version: 1, concepts: { moved: concept } };
  const repo = repositoryWith({ 'src/lib/home.ts': HOME, [path]: text }, registry);
  const { refused } = await json(repo.dir, '--all');
  return [repo.read(path), refused.map(({ reason }) => reason)];
}

/** The file is fixed to another text. */
async function expectFixed(concept: object, text: string, to: string): Promise<void> {
  expect(await after(concept, text)).toEqual([to, []]);
}

/** The file stays as it is, for reasons. */
async function expectLeft(concept: object, text: string, ...reasons: string[]): Promise<void> {
  expect(await after(concept, text)).toEqual([text, reasons]);
}

describe('a module that binds nothing', () => {
  it.each([
    ["import('./gone').then((m) => m.a);\n", "import('./lib/home').then((m) => m.a);\n"],
    ["const L = lazy(() => import('./gone'));\n", "const L = lazy(() => import('./lib/home'));\n"],
    [
      "const L = lazy(() => import('./gone').then((m) => ({ default: m.New })));\n",
      "const L = lazy(() => import('./lib/home').then((m) => ({ default: m.New })));\n",
    ],
  ])('is followed where its uses are seen: %j', (text, to) => expectFixed(MOVED, text, to));

  it.each([
    ["import('./gone').then((m) => m.missing);\n", 'not-proved'],
    ["f(import('./gone'));\n", 'namespace'],
    ["let t: typeof import('./gone');\n", 'namespace'],
    ["export * from './gone';\n", 'namespace'],
  ])('is left where they are not: %j', (text, reason) => expectLeft(MOVED, text, reason));
});

describe('names that are called otherwise there', () => {
  it.each([
    ["import * as o from './gone';\nnew o.Old(o.a);\n", "import * as o from './lib/home';\nnew o.New(o.a);\n"],
    ["import('./gone').then((m) => m.Old);\n", "import('./lib/home').then((m) => m.New);\n"],
    ["const o = require('./gone');\nnew o.Old(o.a);\n", "const o = require('./lib/home');\nnew o.New(o.a);\n"],
  ])('are so as members of it, too: %j', (text, to) => expectFixed(RENAMED, text, to));

  it('keep a namespace where one of them is missing', () =>
    expectLeft(RENAMED, "import * as o from './gone';\nnew o.Old(o.missing);\n", 'not-proved'));
});

describe('an import of the home', () => {
  it('is made one with the new one, wherever it stands', async () => {
    const one = "import { New, a } from './lib/home';\nimport { x } from './x';\n";
    await expectFixed(
      MOVED,
      "import { New } from './lib/home';\nimport { x } from './x';\nimport { a } from './gone';\n",
      one,
    );
    await expectFixed(
      MOVED,
      "import { New } from './gone';\nimport { x } from './x';\nimport { a } from './lib/home';\n",
      one,
    );
  });

  it('stays for itself where the two are of different kinds', () =>
    expectFixed(
      MOVED,
      "import { New } from './gone';\nimport * as all from './lib/home';\n",
      "import { New } from './lib/home';\nimport * as all from './lib/home';\n",
    ));
});

describe('what is exported again', () => {
  it.each([
    ["export { default } from './gone';\n", "export { default } from './lib/home';\n"],
    ["export { default as Page } from './gone';\n", "export { default as Page } from './lib/home';\n"],
    ["export { a as b } from './gone';\n", "export { a as b } from './lib/home';\n"],
    [
      "import Main from './gone';\nexport { Main as Page };\n",
      "import Main from './lib/home';\nexport { Main as Page };\n",
    ],
  ])('is so under the name that it had, where the module calls it as before: %j', (text, to) =>
    expectFixed(MOVED, text, to));

  it('is left where the module calls it otherwise, and where the name would be a second one of a home', async () => {
    await expectLeft(RENAMED, "export { Old } from './gone';\n", 'exported-alias');
    const home = { canonical: 'src/lib/home.ts#New', banned: [{ module: 'src/gone.ts', removed: true }] };
    const text = "export { New as Other } from './gone';\n";
    expect((await after(home, text))[0]).toBe(text);
  });
});

describe('a mock', () => {
  it.each([
    ["jest.mock('./gone');\n", "jest.mock('./lib/home');\n"],
    ["jest.mock('./gone', () => ({ Old: 1 }));\n", "jest.mock('./lib/home', () => ({ Old: 1 }));\n"],
    ["vi.mock('./gone', factory);\n", "vi.mock('./lib/home', factory);\n"],
  ])('follows a module whose names stay: %j', (text, to) => expectFixed(MOVED, text, to));

  it.each([
    ["jest.mock('./gone', () => ({ a: 1 }));\n", "jest.mock('./lib/home', () => ({ a: 1 }));\n"],
    ["jest.mock('./gone');\n", "jest.mock('./lib/home');\n"],
    ["jest.unmock('./gone');\n", "jest.unmock('./lib/home');\n"],
    [
      "jest.mock('./gone');\nimport { Old } from './gone';\n",
      "jest.mock('./lib/home');\nimport { New as Old } from './lib/home';\n",
    ],
  ])('follows one of which it gives no other names: %j', (text, to) => expectFixed(RENAMED, text, to));

  it.each([
    ["jest.mock('./gone', () => ({ Old: 1 }));\n"],
    ["jest.mock('./gone', () => { return { __esModule: true, Old: 1 }; });\n"],
    ["vi.mock('./gone', async (original) => ({ ...(await original()), Old: 1 }));\n"],
    ["vi.mock(import('./gone'), () => ({ Old: 1 }));\n"],
    ["jest.mock('./gone', factory);\n"],
    ["const { Old } = jest.requireActual('./gone');\n"],
  ])('is left where names have changed that it gives: %j', (text) => expectLeft(RENAMED, text, 'form'));

  it('keeps the imports of its module beside it', () =>
    expectLeft(
      RENAMED,
      "jest.mock('./gone', () => ({ Old: 1 }));\nimport { Old, a } from './gone';\n",
      ...['form', 'form', 'form'],
    ));

  it('gives names that are banned', async () => {
    const text = "jest.mock('./gone', () => ({ Old: 1 }));\nimport { Old } from './gone';\n";
    await expectLeft(NAMED, text, 'namespace', 'form');
    await expectLeft(NAMED, "jest.mock('./gone', () => ({ other: 1 }));\n");
  });

  it('of a module is none of another, and types are never mocked', async () => {
    await expectFixed(
      NAMED,
      "jest.mock('./other');\nimport { Old } from './gone';\n",
      "jest.mock('./other');\nimport { New as Old } from './lib/home';\n",
    );
    await expectFixed(
      NAMED,
      "jest.mock('./gone');\nimport type { Old } from './gone';\n",
      "jest.mock('./gone');\nimport type { New as Old } from './lib/home';\n",
    );
  });

  it('names its module in another way than the import', () =>
    expectLeft(NAMED, "jest.mock('../src/gone.ts');\nimport { Old } from './gone';\n", 'form'));
});
