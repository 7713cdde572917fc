/**
 * One table of attempts to change the registry and use the change in one commit, and of commits that do nothing of the
 * kind and must pass. A row is one commit: the files of HEAD, and what is staged over them.
 */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { check } from '../../src/pipeline.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const TODAY = '2026-06-01';
const REGISTRY = '.ssotrc.json';
const BASELINE = '.ssot-baseline.jsonl';

/** Text, an object that becomes JSON, `null` for nothing there, a link, or a submodule. */
type Content = string | object | null | { readonly link: string } | { readonly submodule: true };
type Files = Readonly<Record<string, Content>>;

interface Row {
  readonly head: Files;
  /** Commits between, each over the one before. */
  readonly between?: readonly Files[];
  readonly staged: Files;
  /** The commit is refused before anything is judged, with these words. */
  readonly refused?: string;
}

function textOf(content: Content): string {
  return typeof content === 'string' ? content : `${JSON.stringify({ version: 1, ...content })}\n`;
}

function put(repo: TemporaryRepository, files: Files): void {
  repo.stageAll(
    Object.entries(files).map(([path, content]) => {
      if (content === null) return { path, id: null };
      if (typeof content === 'object' && 'link' in content)
        return { path, id: repo.blob(String(content.link)), mode: '120000' };
      if (typeof content === 'object' && 'submodule' in content) return { path, id: repo.head(), mode: '160000' };
      return { path, id: repo.blob(textOf(content)) };
    }),
  );
}

function build({ head, between = [], staged }: Row): TemporaryRepository {
  const repo = temporaryRepository();
  for (const files of [head, ...between]) {
    put(repo, files);
    repo.commit('before');
  }
  put(repo, staged);
  return repo;
}

/** `path rule` of what stops the commit; or the sentence by which it is refused. */
async function verdict(row: Row): Promise<readonly string[]> {
  try {
    const outcome = await check({ cwd: build(row).dir, scope: { scope: 'staged' }, config: null, today: TODAY });
    const failing = outcome?.report.findings.filter(
      ({ severity, status }) => severity === 'error' && (status === 'new' || status === 'expired'),
    );
    return failing?.map(({ path, rule }) => `${path} ${rule}`) ?? ['no registry'];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.message.split('\n', 1)[0] ?? ''];
  }
}

const entry = (of: object): string =>
  JSON.stringify({ rule: 'banned-import', concept: null, module: 'js:old', symbol: 'default', count: 1, ...of });
const baselineOf = (...entries: readonly object[]): string =>
  ['[', ...entries.map((e) => `${entry(e)},`), ']', ''].join('\n');

const USE = "import old from 'old';\n";
const PY_USE = 'from app.old import Old\n';
const OLD_PY = { 'app/__init__.py': '', 'app/old.py': 'class Old: pass\nclass Fine: pass\n' };
const OLD_TS = { 'src/old.ts': 'export class Old {}\n' };
const BANS_OLD = { banned: ['./src/old.ts'] };
const MANAGER = { 'src/manager.ts': 'export class Manager {}\n' };
const OF_MANAGER = { concepts: { Manager: 'src/manager.ts#Manager' } };

const ATTEMPTS: Readonly<Record<string, Row>> = {
  'the ban is dropped': {
    head: { [REGISTRY]: { banned: ['old'] } },
    staged: { [REGISTRY]: {}, 'a.ts': USE },
  },
  'the concept is dropped with its bans': {
    head: {
      [REGISTRY]: { concepts: { Manager: { canonical: 'src/manager.ts#Manager', banned: ['old'] } } },
      ...MANAGER,
    },
    staged: { [REGISTRY]: {}, 'a.ts': USE },
  },
  'a more specific ban warns: names': {
    head: { [REGISTRY]: { banned: ['py:app.old'] }, ...OLD_PY },
    staged: {
      [REGISTRY]: { banned: ['py:app.old', { module: 'py:app.old', names: ['Old'], severity: 'warn' }] },
      'x.py': PY_USE,
    },
  },
  'a more specific ban warns: a longer module': {
    head: { [REGISTRY]: { banned: ['py:app'] }, ...OLD_PY },
    staged: { [REGISTRY]: { banned: ['py:app', { module: 'py:app.old', severity: 'warn' }] }, 'x.py': PY_USE },
  },
  'a more specific ban warns: a literal name beside a glob': {
    head: { [REGISTRY]: { banned: [{ module: 'py:app.old', names: ['O*'] }] }, ...OLD_PY },
    staged: {
      [REGISTRY]: {
        banned: [
          { module: 'py:app.old', names: ['O*'] },
          { module: 'py:app.old', names: ['Old'], severity: 'warn' },
        ],
      },
      'x.py': PY_USE,
    },
  },
  'a more specific ban warns: a new concept': {
    head: { [REGISTRY]: { banned: ['py:app.old'] }, ...OLD_PY },
    staged: {
      [REGISTRY]: {
        banned: ['py:app.old'],
        concepts: {
          New: { canonical: 'new.py#New', severity: 'warn', banned: [{ module: 'py:app.old', names: ['Old'] }] },
        },
      },
      'new.py': 'class New: pass\n',
      'x.py': PY_USE,
    },
  },
  'a more specific ban warns: a nested registry': {
    head: { [REGISTRY]: { banned: ['py:app.old'] }, ...OLD_PY },
    staged: {
      [`pkg/${REGISTRY}`]: { banned: [{ module: 'py:app.old', names: ['Old'], severity: 'warn' }] },
      'pkg/x.py': PY_USE,
    },
  },
  'a nested registry warned already: it only adds': {
    head: {
      [REGISTRY]: { banned: ['py:app.old'] },
      [`pkg/${REGISTRY}`]: { banned: [{ module: 'py:app.old', names: ['Old'], severity: 'warn' }] },
      ...OLD_PY,
    },
    staged: { 'pkg/x.py': PY_USE },
  },
  'a nested ban that warns stands before an alias that fails': {
    head: {
      [REGISTRY]: OF_MANAGER,
      ...MANAGER,
      [`src/${REGISTRY}`]: { banned: [{ module: './manager', names: ['Manager'], severity: 'warn' }] },
    },
    staged: { 'src/b.ts': "export { Manager as Old } from './manager';\n" },
  },
  'strings no longer fail, by a longer ban': {
    head: { [REGISTRY]: { banned: [{ module: 'py:app', strings: 'error' }] }, ...OLD_PY },
    staged: {
      [REGISTRY]: { banned: [{ module: 'py:app', strings: 'error' }, 'py:app.old'] },
      't.py': 'def f():\n    patch("app.old.Old")\n',
    },
  },
  'strings are off': {
    head: { [REGISTRY]: { banned: [{ module: 'py:app.old', strings: 'error' }] }, ...OLD_PY },
    staged: {
      [REGISTRY]: { banned: [{ module: 'py:app.old', strings: 'off' }] },
      't.py': 'def f():\n    patch("app.old.Old")\n',
    },
  },
  'names are split over two bans, one of which holds nowhere': {
    head: { [REGISTRY]: { banned: [{ module: 'py:app.old', names: ['Old', 'Fine'] }] }, ...OLD_PY },
    staged: {
      [REGISTRY]: {
        banned: [
          { module: 'py:app.old', names: ['Fine'] },
          { module: 'py:app.old', names: ['Old'], in: 'nowhere/**' },
        ],
      },
      'x.py': PY_USE,
    },
  },
  'names are split over two bans, one of which warns': {
    head: { [REGISTRY]: { banned: [{ module: 'py:app.old', names: ['Old', 'Fine'] }] }, ...OLD_PY },
    staged: {
      [REGISTRY]: {
        banned: [
          { module: 'py:app.old', names: ['Fine'] },
          { module: 'py:app.old', names: ['Old'], severity: 'warn' },
        ],
      },
      'x.py': PY_USE,
    },
  },
  'a whole ban hides behind one on names': {
    head: { [REGISTRY]: { banned: ['py:app.old'] }, ...OLD_PY },
    staged: {
      [REGISTRY]: {
        banned: [
          { module: 'py:app.old', names: ['Fine'] },
          { module: 'py:app.old', in: 'nowhere/**' },
        ],
      },
      'x.py': PY_USE,
    },
  },
  'a wider exception on a split ban': {
    head: { [REGISTRY]: { banned: [{ module: 'py:app.old', names: ['Old', 'Fine'] }] }, ...OLD_PY },
    staged: {
      [REGISTRY]: {
        banned: [
          { module: 'py:app.old', names: ['Fine'] },
          { module: 'py:app.old', names: ['Old'], allow: [{ in: '**', reason: 'r', permanent: true }] },
        ],
      },
      'x.py': PY_USE,
    },
  },
  'an exception lasts longer': {
    head: {
      [REGISTRY]: { banned: [{ module: 'old', allow: [{ in: '**', reason: 'r', until: '2026-05-01' }] }] },
    },
    staged: {
      [REGISTRY]: { banned: [{ module: 'old', allow: [{ in: '**', reason: 'r', until: '2027-05-01' }] }] },
      'a.ts': USE,
    },
  },
  'type imports are allowed': {
    head: { [REGISTRY]: { banned: ['old'] } },
    staged: {
      [REGISTRY]: { banned: [{ module: 'old', typeOnly: 'allow' }] },
      'a.ts': "import type { T } from 'old';\n",
    },
  },
  'a second home is the banned module': {
    head: {
      [REGISTRY]: { concepts: { New: { canonical: 'new.py#New', banned: ['py:app.old'] } } },
      'new.py': 'class New: pass\n',
      ...OLD_PY,
    },
    staged: {
      [REGISTRY]: { concepts: { New: { canonical: ['new.py#New', 'app/old.py#Old'], banned: ['py:app.old'] } } },
      'x.py': PY_USE,
    },
  },
  'the home moves into the banned module': {
    head: {
      [REGISTRY]: { concepts: { New: { canonical: 'new.py#New', banned: ['py:app.old'] } } },
      'new.py': 'class New: pass\n',
      ...OLD_PY,
    },
    staged: {
      [REGISTRY]: { concepts: { New: { canonical: 'app/old.py#Old', banned: ['py:app.old'] } } },
      'new.py': null,
      'x.py': PY_USE,
    },
  },
  'python.roots are removed': {
    head: {
      [REGISTRY]: { python: { roots: ['lib'] }, banned: ['./lib/app/old.py'] },
      'lib/app/old.py': 'class Old: pass\n',
    },
    staged: { [REGISTRY]: { banned: ['./lib/app/old.py'] }, 'x.py': PY_USE },
  },
  'python.roots are prefixed': {
    head: {
      [REGISTRY]: { python: { roots: ['lib'] }, banned: ['./lib/app/old.py'] },
      'lib/app/old.py': 'class Old: pass\n',
    },
    staged: { [REGISTRY]: { python: { roots: ['lib/none'] }, banned: ['./lib/app/old.py'] }, 'x.py': PY_USE },
  },
  'an alias of the registry goes': {
    head: { [REGISTRY]: { js: { aliases: { '@/*': 'src/*' } }, ...BANS_OLD }, ...OLD_TS },
    staged: { [REGISTRY]: BANS_OLD, 'a.ts': "import { Old } from '@/old';\n" },
  },
  'an alias of the registry leads elsewhere': {
    head: { [REGISTRY]: { js: { aliases: { '@/*': 'src/*' } }, ...BANS_OLD }, ...OLD_TS },
    staged: {
      [REGISTRY]: { js: { aliases: { '@/*': 'none/*' } }, ...BANS_OLD },
      'a.ts': "import { Old } from '@/old';\n",
    },
  },
  'a member of a workspace is renamed': {
    head: {
      [REGISTRY]: BANS_OLD,
      'package.json': '{ "workspaces": ["src"] }',
      'src/package.json': '{ "name": "@o/src" }',
      ...OLD_TS,
    },
    staged: { 'src/package.json': '{ "name": "@o/source" }', 'a.ts': "import { Old } from '@o/src/old';\n" },
  },
  'a package that no workspace lists is renamed': {
    head: { [REGISTRY]: BANS_OLD, 'src/package.json': '{ "name": "@o/src" }', ...OLD_TS },
    staged: { 'src/package.json': '{}', 'a.ts': "import { Old } from '@o/src/old';\n" },
  },
  'the exports of a package lead elsewhere': {
    head: {
      [REGISTRY]: BANS_OLD,
      'src/package.json': '{ "name": "@o/src", "exports": { "./x": "./old.ts" } }',
      ...OLD_TS,
    },
    staged: {
      'src/package.json': '{ "name": "@o/src", "exports": { "./x": "./none.ts" } }',
      'a.ts': "import { Old } from '@o/src/x';\n",
    },
  },
  'a dependency is called otherwise': {
    head: {
      [REGISTRY]: BANS_OLD,
      'package.json': '{ "dependencies": { "bar": "workspace:@o/src@*" } }',
      'src/package.json': '{ "name": "@o/src" }',
      ...OLD_TS,
    },
    staged: { 'package.json': '{}', 'a.ts': "import { Old } from 'bar/old';\n" },
  },
  'a key of an import map goes': {
    head: { [REGISTRY]: BANS_OLD, 'deno.json': '{ "imports": { "$s/": "./src/" } }', ...OLD_TS },
    staged: { 'deno.json': '{}', 'a.ts': "import { Old } from '$s/old.ts';\n" },
  },
  'an import map that deno.json names leads elsewhere': {
    head: {
      [REGISTRY]: BANS_OLD,
      'deno.json': '{ "importMap": "./map/names.json" }',
      'map/names.json': '{ "imports": { "$s/": "../src/" } }',
      ...OLD_TS,
    },
    staged: { 'map/names.json': '{}', 'a.ts': "import { Old } from '$s/old.ts';\n" },
  },
  'a configuration that nobody references no longer has an alias': {
    head: {
      [REGISTRY]: BANS_OLD,
      'tsconfig.app.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      ...OLD_TS,
    },
    staged: { 'tsconfig.app.json': '{}', 'a.ts': "import { Old } from '@/old';\n" },
  },
  'a marker of Python roots goes': {
    head: {
      [REGISTRY]: { banned: ['./lib/app/old.py'] },
      'lib/pyproject.toml': '[project]\nname = "lib"\n',
      'lib/app/old.py': 'class Old: pass\n',
    },
    staged: { 'lib/pyproject.toml': null, 'x.py': PY_USE },
  },
  'an alias leads elsewhere': {
    head: {
      [REGISTRY]: { banned: ['./src/old.ts'] },
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/old.ts': 'export class Old {}\n',
    },
    staged: {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./other/*"] } } }',
      'a.ts': "import { Old } from '@/old';\n",
    },
  },
  'an alias leads elsewhere by a file that the configuration extends': {
    head: {
      [REGISTRY]: { banned: ['./src/old.ts'] },
      'tsconfig.json': '{ "extends": "./config/paths.json" }',
      'config/paths.json': '{ "compilerOptions": { "paths": { "@/*": ["../src/*"] } } }',
      'src/old.ts': 'export class Old {}\n',
    },
    staged: {
      'config/paths.json': '{ "compilerOptions": { "paths": { "@/*": ["../other/*"] } } }',
      'a.ts': "import { Old } from '@/old';\n",
    },
  },
  'a link leads elsewhere': {
    head: {
      [REGISTRY]: { banned: ['./src/old/api.ts'] },
      'src/old/api.ts': 'export class Old {}\n',
      'src/compat': { link: 'old' },
    },
    staged: { 'src/compat': { link: 'none' }, 'a.ts': "import { Old } from './src/compat/api';\n" },
  },
  'kinds are fewer': {
    head: { [REGISTRY]: OF_MANAGER, ...MANAGER },
    staged: {
      [REGISTRY]: {
        concepts: {
          Manager: { canonical: 'src/manager.ts#Manager', definitions: { names: ['Manager'], kinds: ['enum'] } },
        },
      },
      'a.ts': 'export class Manager {}\n',
    },
  },
  'kinds are removed': {
    head: {
      [REGISTRY]: {
        concepts: {
          Manager: {
            canonical: 'src/manager.ts#Manager',
            definitions: { names: ['Manager'], kinds: ['class', 'function'] },
          },
        },
      },
      ...MANAGER,
    },
    staged: {
      [REGISTRY]: {
        concepts: { Manager: { canonical: 'src/manager.ts#Manager', definitions: { names: ['Manager'] } } },
      },
      'a.ts': 'export function Manager() {}\n',
    },
  },
  'a name pattern goes': {
    head: {
      [REGISTRY]: {
        concepts: { Manager: { canonical: 'src/manager.ts#Manager', definitions: { names: ['*Manager'] } } },
      },
      ...MANAGER,
    },
    staged: { [REGISTRY]: OF_MANAGER, 'a.ts': 'export class FooManager {}\n' },
  },
  'a name is excepted': {
    head: {
      [REGISTRY]: {
        concepts: { Manager: { canonical: 'src/manager.ts#Manager', definitions: { names: ['*Manager'] } } },
      },
      ...MANAGER,
    },
    staged: {
      [REGISTRY]: {
        concepts: {
          Manager: { canonical: 'src/manager.ts#Manager', definitions: { names: ['*Manager'], except: ['Foo*'] } },
        },
      },
      'a.ts': 'export class FooManager {}\n',
    },
  },
  'aliases are off': {
    head: { [REGISTRY]: OF_MANAGER, ...MANAGER },
    staged: {
      [REGISTRY]: { concepts: { Manager: { canonical: 'src/manager.ts#Manager', aliases: 'off' } } },
      'src/manager.ts': 'export class Manager {}\nexport const Old = Manager;\n',
    },
  },
  'the canonical import changes': {
    head: {
      [REGISTRY]: {
        concepts: {
          Manager: {
            canonical: { path: 'src/manager.ts', symbol: 'Manager', import: 'src/index.ts' },
            indirect: 'error',
          },
        },
      },
      ...MANAGER,
      'src/index.ts': "export { Manager } from './manager';\n",
      'src/detour.ts': "import { Manager } from './manager';\nexport { Manager };\n",
    },
    staged: {
      [REGISTRY]: {
        concepts: {
          Manager: {
            canonical: { path: 'src/manager.ts', symbol: 'Manager', import: 'src/detour.ts' },
            indirect: 'error',
          },
        },
      },
      'a.ts': "import { Manager } from './src/detour';\n",
    },
  },
  'a moved home drops the names': {
    head: {
      [REGISTRY]: {
        concepts: { Manager: { canonical: 'src/manager.ts#Manager', definitions: { names: ['*Manager'] } } },
      },
      ...MANAGER,
    },
    staged: {
      [REGISTRY]: {
        concepts: { Manager: { canonical: 'lib/manager.ts#Manager', definitions: { names: ['Manager'] } } },
      },
      'src/manager.ts': null,
      'lib/manager.ts': 'export class Manager {}\n',
      'a.ts': 'export class FooManager {}\n',
    },
  },
  'a moved home lowers the severity': {
    head: { [REGISTRY]: OF_MANAGER, ...MANAGER },
    staged: {
      [REGISTRY]: { concepts: { Manager: { canonical: 'lib/manager.ts#Manager', severity: 'warn' } } },
      'src/manager.ts': null,
      'lib/manager.ts': 'export class Manager {}\n',
      'a.ts': 'export class Manager {}\n',
    },
  },
  'a moved home drops the alias rule': {
    head: { [REGISTRY]: OF_MANAGER, ...MANAGER },
    staged: {
      [REGISTRY]: { concepts: { Manager: { canonical: 'lib/manager.ts#Manager', aliases: 'off' } } },
      'src/manager.ts': null,
      'lib/manager.ts': 'export class Manager {}\nexport const Old = Manager;\n',
    },
  },
  'a home moves in two directions': {
    head: { [REGISTRY]: OF_MANAGER, ...MANAGER },
    staged: {
      [REGISTRY]: { concepts: { Manager: 'lib/manager.ts#Manager', Other: 'new/manager.ts#Manager' } },
      'src/manager.ts': null,
      'lib/manager.ts': 'export class Manager {}\n',
      'new/manager.ts': 'export class Manager {}\n',
    },
  },
  'a second home is registered for a class that is still defined in the first': {
    head: { [REGISTRY]: OF_MANAGER, ...MANAGER },
    staged: {
      [REGISTRY]: { concepts: { Manager: 'lib/manager.ts#Manager' } },
      'lib/manager.ts': 'export class Manager {}\n',
    },
  },
  'one home of two is dropped': {
    head: {
      [REGISTRY]: { concepts: { Manager: { canonical: ['src/manager.ts#Manager', 'src/manager.py#Manager'] } } },
      ...MANAGER,
      'src/manager.py': 'class Manager: pass\n',
    },
    staged: { [REGISTRY]: { concepts: { Manager: 'src/manager.ts#Manager' } }, 'b.py': 'class Manager: pass\n' },
  },
  'a new concept has its home where `unique` would have spoken': {
    head: { [REGISTRY]: { unique: [{ names: ['*Manager'] }] }, 'a.ts': 'export class FooManager {}\n' },
    staged: {
      [REGISTRY]: { concepts: { Foo: 'b.ts#FooManager' }, unique: [{ names: ['BarManager'] }] },
      'b.ts': 'export class FooManager {}\n',
    },
  },
  '`unique` holds elsewhere': {
    head: { [REGISTRY]: { unique: [{ names: ['*Manager'] }] }, 'a.ts': 'export class FooManager {}\n' },
    staged: {
      [REGISTRY]: { unique: [{ names: ['*Manager'], in: 'none/**' }] },
      'b.ts': 'export class FooManager {}\n',
    },
  },
  'files are excluded': {
    head: { [REGISTRY]: { banned: ['old'] } },
    staged: { [REGISTRY]: { banned: ['old'], files: { exclude: ['a.ts'] } }, 'a.ts': USE },
  },
  'files are no longer included': {
    head: { [REGISTRY]: { banned: ['old'] } },
    staged: { [REGISTRY]: { banned: ['old'], files: { include: ['**/*.py'] } }, 'a.ts': USE },
  },
  'only what is introduced counts': {
    head: { [REGISTRY]: { banned: ['old'] }, 'a.ts': USE },
    staged: { [REGISTRY]: { banned: ['old'], commit: 'introduced' }, 'a.ts': `${USE}export {};\n` },
  },
  'inline exceptions are permitted': {
    head: { [REGISTRY]: { banned: ['old'], inlineAllow: false } },
    staged: {
      [REGISTRY]: { banned: ['old'] },
      'a.ts': 'import old from \'old\'; // ssot-allow banned-import permanent reason="r"\n',
    },
  },
  'a nested registry is staged as a link': {
    head: { [REGISTRY]: {}, [`pkg/${REGISTRY}`]: { banned: ['old'] } },
    refused: 'is staged as a symbolic link',
    staged: { [`pkg/${REGISTRY}`]: { link: 'elsewhere.json' }, 'pkg/a.ts': USE },
  },
  'a nested registry is staged as a submodule': {
    head: { [REGISTRY]: {}, [`pkg/${REGISTRY}`]: { banned: ['old'] } },
    refused: 'is staged as a submodule',
    staged: { [`pkg/${REGISTRY}`]: { submodule: true }, 'pkg/a.ts': USE },
  },
  'a nested registry is deleted': {
    head: { [REGISTRY]: {}, [`pkg/${REGISTRY}`]: { banned: ['old'] } },
    staged: { [`pkg/${REGISTRY}`]: null, 'pkg/a.ts': USE },
  },
  'an extended file no longer bans': {
    head: { [REGISTRY]: { extends: ['ssot/bans.json'] }, 'ssot/bans.json': { banned: ['old'] } },
    staged: { 'ssot/bans.json': {}, 'a.ts': USE },
  },
  'an extended file goes': {
    head: { [REGISTRY]: { extends: ['ssot/bans.json'] }, 'ssot/bans.json': { banned: ['old'] } },
    staged: { [REGISTRY]: {}, 'ssot/bans.json': null, 'a.ts': USE },
  },
  "HEAD's registry was made unusable by two commits before": {
    head: { [REGISTRY]: { banned: ['old'] } },
    between: [
      { [`a/${REGISTRY}`]: { concepts: { X: 'x.ts#X' } }, 'a/x.ts': 'export class X {}\n' },
      { [`b/${REGISTRY}`]: { concepts: { X: 'x.ts#X' } }, 'b/x.ts': 'export class X {}\n' },
    ],
    refused: 'the registry in HEAD cannot be used',
    staged: { [REGISTRY]: {}, [`b/${REGISTRY}`]: null, 'a/z.ts': USE, 'b/z.ts': USE },
  },
  "HEAD's registry cannot be loaded": {
    head: { [REGISTRY]: '{ "version": 1, "banned": ["old"], "nonsense": 1 }' },
    refused: 'the registry in HEAD cannot be used',
    staged: { [REGISTRY]: {}, 'a.ts': USE },
  },
  "HEAD's baseline cannot be read": {
    head: { [REGISTRY]: { banned: ['old'] }, [BASELINE]: '<<<<<<< HEAD\n[\n' },
    refused: 'the baseline in HEAD cannot be used',
    staged: { [BASELINE]: baselineOf({ path: 'a.ts', until: '2027-01-01' }), 'a.ts': USE },
  },
  'a baseline grows without a reason': {
    head: { [REGISTRY]: { banned: ['old'] }, [BASELINE]: '[\n]\n' },
    staged: { [BASELINE]: baselineOf({ path: 'a.ts', until: '2027-01-01' }), 'a.ts': USE },
  },
  'another baseline takes its place': {
    head: { [REGISTRY]: { banned: ['old'] }, [BASELINE]: '[\n]\n' },
    staged: {
      [REGISTRY]: { banned: ['old'], baseline: 'debt.json' },
      'debt.json': baselineOf({ path: 'a.ts', until: '2027-01-01' }),
      'a.ts': USE,
    },
  },
  'a deadline goes while its debt is over': {
    head: {
      [REGISTRY]: {
        concepts: { Manager: { canonical: 'src/manager.ts#Manager', deadline: '2026-05-01', banned: ['old'] } },
      },
      ...MANAGER,
      [BASELINE]: baselineOf({ concept: 'Manager', path: 'a.ts', until: '2027-01-01' }),
      'a.ts': USE,
    },
    staged: {
      [REGISTRY]: { concepts: { Manager: { canonical: 'src/manager.ts#Manager', banned: ['old'] } } },
      'a.ts': `${USE}export {};\n`,
    },
  },
  'a concept is renamed and loses a ban': {
    head: {
      [REGISTRY]: { concepts: { Manager: { canonical: 'src/manager.ts#Manager', banned: ['old'] } } },
      ...MANAGER,
    },
    staged: { [REGISTRY]: { concepts: { TheManager: 'src/manager.ts#Manager' } }, 'a.ts': USE },
  },
  'a removed module comes back as the ban goes': {
    head: { [REGISTRY]: { banned: [{ module: './src/old.ts', removed: true }] } },
    staged: { [REGISTRY]: {}, 'src/old.ts': 'export {};\n' },
  },
};

const LEGITIMATE: Readonly<Record<string, Row>> = {
  'a first registry': {
    head: { 'a.ts': USE },
    staged: { [REGISTRY]: { banned: ['other'] }, 'a.ts': `${USE}export {};\n` },
  },
  'a registry written in another way': {
    head: { [REGISTRY]: { banned: ['old'] } },
    staged: { [REGISTRY]: '// bans\n{ "version": 1, "banned": [ { "module": "old" } ] }\n', 'a.ts': 'export {};\n' },
  },
  'the canonical, the registry and the importers move together': {
    head: { [REGISTRY]: OF_MANAGER, ...MANAGER, 'a.ts': "import { Manager } from './src/manager';\n" },
    staged: {
      [REGISTRY]: { concepts: { Manager: 'lib/manager.ts#Manager' } },
      'src/manager.ts': null,
      'lib/manager.ts': 'export class Manager {}\n',
      'a.ts': "import { Manager } from './lib/manager';\n",
    },
  },
  'the canonical moves and gets another symbol': {
    head: { [REGISTRY]: OF_MANAGER, ...MANAGER },
    staged: {
      [REGISTRY]: { concepts: { Manager: 'lib/pool.ts#PoolManager' } },
      'src/manager.ts': null,
      'lib/pool.ts': 'export class PoolManager {}\n',
      'a.ts': "import { PoolManager } from './lib/pool';\n",
    },
  },
  'the canonical class moves out of a file that stays': {
    head: { [REGISTRY]: OF_MANAGER, 'src/manager.ts': 'export class Manager {}\nexport class Rest {}\n' },
    staged: {
      [REGISTRY]: { concepts: { Manager: 'src/own.ts#Manager' } },
      'src/manager.ts': 'export class Rest {}\n',
      'src/own.ts': 'export class Manager {}\n',
    },
  },
  'one of two homes moves': {
    head: {
      [REGISTRY]: { concepts: { Manager: { canonical: ['src/manager.ts#Manager', 'src/manager.py#Manager'] } } },
      ...MANAGER,
      'src/manager.py': 'class Manager: pass\n',
    },
    staged: {
      [REGISTRY]: { concepts: { Manager: { canonical: ['src/manager.ts#Manager', 'lib/manager.py#Manager'] } } },
      'src/manager.py': null,
      'lib/manager.py': 'class Manager: pass\n',
    },
  },
  'a concept is renamed with its debt': {
    head: {
      [REGISTRY]: { concepts: { Manager: { canonical: 'src/manager.ts#Manager', banned: ['old'] } } },
      ...MANAGER,
      [BASELINE]: baselineOf({ concept: 'Manager', path: 'a.ts', until: '2027-01-01' }),
      'a.ts': USE,
    },
    staged: {
      [REGISTRY]: { concepts: { TheManager: { canonical: 'src/manager.ts#Manager', banned: ['old'] } } },
      [BASELINE]: baselineOf({ concept: 'TheManager', path: 'a.ts', until: '2027-01-01' }),
      'a.ts': `${USE}export {};\n`,
    },
  },
  'an obsolete ban is removed': {
    head: { [REGISTRY]: { banned: ['old', 'other'] } },
    staged: { [REGISTRY]: { banned: ['other'] }, 'a.ts': 'export {};\n' },
  },
  'a ban is removed with the last of its debt': {
    head: {
      [REGISTRY]: { banned: ['old'] },
      [BASELINE]: baselineOf({ path: 'a.ts', until: '2027-01-01' }),
      'a.ts': USE,
    },
    staged: { [REGISTRY]: {}, [BASELINE]: '[\n]\n', 'a.ts': 'export {};\n' },
  },
  'known debt stays known while the registry grows': {
    head: {
      [REGISTRY]: { banned: ['old'] },
      [BASELINE]: baselineOf({ path: 'a.ts', until: '2027-01-01' }),
      'a.ts': USE,
    },
    staged: { [REGISTRY]: { banned: ['old', 'other'] }, 'a.ts': `${USE}export {};\n` },
  },
  'a broken registry is repaired': {
    head: { [REGISTRY]: '{ "version": 1, "banned": ["old"], "nonsense": 1 }' },
    staged: { [REGISTRY]: { banned: ['old'] } },
  },
  'a broken baseline is repaired': {
    head: { [REGISTRY]: { banned: ['old'] }, [BASELINE]: '<<<<<<< HEAD\n[\n', 'a.ts': USE },
    staged: { [BASELINE]: baselineOf({ path: 'a.ts', until: '2027-01-01' }) },
  },
  'a first baseline': {
    head: { [REGISTRY]: { banned: ['old'] }, 'a.ts': USE },
    staged: { [BASELINE]: baselineOf({ path: 'a.ts', until: '2027-01-01' }), 'a.ts': `${USE}export {};\n` },
  },
  'a baseline grows with a reason': {
    head: { [REGISTRY]: { banned: ['old'] }, [BASELINE]: '[\n]\n' },
    staged: {
      [BASELINE]: baselineOf({ path: 'a.ts', until: '2027-01-01', reason: 'until the cut-over' }),
      'a.ts': USE,
    },
  },
  '`baseline prune` after a move': {
    head: {
      [REGISTRY]: { banned: ['old'] },
      [BASELINE]: baselineOf({ path: 'a.ts', until: '2027-01-01' }),
      'a.ts': USE,
    },
    staged: { [BASELINE]: baselineOf({ path: 'lib/b.ts', until: '2027-01-01' }), 'a.ts': null, 'lib/b.ts': USE },
  },
  'an inline exception under a new ban': {
    head: { [REGISTRY]: { banned: ['other'] } },
    staged: {
      [REGISTRY]: { banned: ['other', 'old'] },
      'a.ts': 'import old from \'old\'; // ssot-allow banned-import permanent reason="r"\n',
    },
  },
  'a dependency is added beside clean sources': {
    head: { [REGISTRY]: { banned: ['old'] }, 'package.json': '{ "name": "x" }' },
    staged: { 'package.json': '{ "name": "x", "dependencies": { "fine": "1" } }', 'a.ts': "import 'fine';\n" },
  },
  'a new project has a module of a banned name': {
    head: { [REGISTRY]: { banned: ['./app/old.py'] }, ...OLD_PY },
    staged: {
      'pkg/pyproject.toml': '[project]\nname = "pkg"\n',
      'pkg/app/__init__.py': '',
      'pkg/app/old.py': 'from os import path\n',
      'pkg/x.py': PY_USE,
    },
  },
  'an alias of the registry comes with what it names': {
    head: { [REGISTRY]: BANS_OLD, ...OLD_TS, 'src/fine.ts': 'export class Fine {}\n' },
    staged: {
      [REGISTRY]: { js: { aliases: { '@/*': 'src/*' } }, ...BANS_OLD },
      'a.ts': "import { Fine } from '@/fine';\n",
    },
  },
  'a package is renamed with its importers': {
    head: { [REGISTRY]: BANS_OLD, 'src/package.json': '{ "name": "@o/src" }', ...OLD_TS },
    staged: {
      'src/package.json': '{ "name": "@o/source" }',
      'src/fine.ts': 'export class Fine {}\n',
      'a.ts': "import { Fine } from '@o/source/fine';\n",
    },
  },
  'an alias and its importers are renamed': {
    head: {
      [REGISTRY]: { banned: ['./src/old.ts'] },
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/old.ts': 'export class Old {}\n',
      'src/fine.ts': 'export class Fine {}\n',
    },
    staged: {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }',
      'a.ts': "import { Fine } from '~/fine';\n",
    },
  },
};

describe('the registry is changed and the change is used: the commit is stopped', () => {
  const byRule = /^\S+ (?:banned-import|duplicate-definition|alias|indirect-import|revived-module|inline-allow)$/;
  test.each(Object.entries(ATTEMPTS))('%s', async (_, row) => {
    const told = await verdict(row);
    expect(told.find((one) => one.match(row.refused ?? byRule) !== null) ?? told).toEqual(expect.any(String));
  });
});

describe('nothing of the kind: the commit passes', () => {
  test.each(Object.entries(LEGITIMATE))('%s', async (_, row) => {
    expect(await verdict(row)).toEqual([]);
  });
});

describe('merges', () => {
  function merged(ours: Files, theirs: Files, result: Files): TemporaryRepository {
    const repo = build({ head: { [REGISTRY]: { banned: ['old'] }, 'm.ts': 'export {};\n' }, staged: {} });
    repo.git('checkout', '-q', '-b', 'theirs');
    put(repo, theirs);
    repo.commit('theirs');
    repo.git('checkout', '-q', '-f', 'main');
    put(repo, ours);
    repo.commit('ours');
    repo.git('reset', '-q', '--hard');
    repo.tryGit(['merge', '--no-commit', '--no-ff', 'theirs']);
    put(repo, result);
    return repo;
  }

  async function failing(repo: TemporaryRepository): Promise<string[]> {
    const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: TODAY });
    return (
      outcome?.report.findings.filter(({ severity }) => severity === 'error').map((f) => `${f.path} ${f.rule}`) ?? []
    );
  }

  test('of a branch that dropped a ban: what it imports passes', async () => {
    const repo = merged({ 'b.ts': 'export {};\n' }, { [REGISTRY]: {} }, { 'm.ts': USE });
    expect(await failing(repo)).toEqual([]);
  });

  test('that drops a ban which every parent has: what it imports is stopped', async () => {
    const repo = merged({ 'b.ts': 'export {};\n' }, { 'c.ts': 'export {};\n' }, { [REGISTRY]: {}, 'm.ts': USE });
    expect(await failing(repo)).toEqual(['m.ts banned-import']);
  });

  test('with a branch whose registry cannot be loaded: the other one counts', async () => {
    const repo = merged(
      { 'b.ts': 'export {};\n' },
      { [REGISTRY]: '{ "nonsense": 1 }' },
      { [REGISTRY]: {}, 'm.ts': USE },
    );
    expect(await failing(repo)).toEqual(['m.ts banned-import']);
  });
});

describe('a range of commits', () => {
  test('is told of a weaker registry: a warning, or an error if that is asked', async () => {
    const repo = build({
      head: { [REGISTRY]: { banned: ['old', 'other'] } },
      staged: { [REGISTRY]: { banned: ['old'] } },
    });
    repo.commit('weaker');
    put(repo, { 'a.ts': "import 'other';\n" });
    repo.commit('used');
    const told = async (weakening?: 'warn' | 'error'): Promise<string[]> => {
      const scope = { scope: 'since', ref: 'HEAD~2' } as const;
      const asked = weakening === undefined ? {} : { weakening };
      const outcome = await check({ cwd: repo.dir, scope, config: null, today: TODAY, ...asked });
      return outcome?.report.findings.map(({ rule, severity }) => `${rule} ${severity}`) ?? [];
    };
    expect(await told()).toEqual(['registry warn']);
    expect(await told('warn')).toEqual(['registry warn']);
    expect(await told('error')).toEqual(['registry error']);
  });
});
