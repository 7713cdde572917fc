/** Proposals where a repository has packages: what is banned where, and which names are second homes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { countFindings } from '../../src/onboarding/count.ts';
import { labelOf, propose } from '../../src/onboarding/propose.ts';
import { registryText } from '../../src/onboarding/registry-text.ts';
import { surveyTree } from '../../src/onboarding/survey.ts';
import { check } from '../../src/pipeline.ts';
import { temporaryRepository } from '../support/repository.ts';

const TODAY = '2026-11-20';

function proposed(files: Readonly<Record<string, string>>) {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('all');
  const survey = surveyTree(openRepository(repo.dir));
  const picks = countFindings(survey, propose(survey), TODAY);
  return { repo, picks, shown: picks.map(({ proposal }) => `${proposal.kind} ${labelOf(proposal)}`) };
}

/** What the check finds by the registry of all proposals: `path name`. */
async function found(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { repo, picks } = proposed(files);
  writeFileSync(join(repo.dir, '.ssotrc.jsonc'), registryText(picks, null));
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'all' }, config: null, today: TODAY });
  const findings = outcome?.report.findings ?? [];
  expect(findings.length).toBe(picks.reduce((sum, pick) => sum + pick.findings, 0));
  return findings.map(({ path, name }) => `${path} ${name}`);
}

function bansOf(files: Readonly<Record<string, string>>) {
  return proposed(files).picks.flatMap(({ proposal }) =>
    proposal.bans.map(({ module, names, except }) => [module, names === null ? null : [...names.keys()], [...except]]),
  );
}

const manifest = (name: string, more: object = {}): string => JSON.stringify({ name, main: './src/index.ts', ...more });

const CORE = {
  'package.json': '{ "private": true, "workspaces": ["packages/*"] }',
  'packages/core/package.json': manifest('@x/core'),
  'packages/app/package.json': manifest('@x/app', { dependencies: { '@x/core': '*' } }),
};

describe('a deprecated name', () => {
  it('is banned where people import it: in its file and in the entries that give it, which are no offenders', async () => {
    const files = {
      ...CORE,
      'packages/core/src/index.ts': "export * from './utils';\nexport { Old as Ancient } from './utils';\n",
      'packages/core/src/utils.ts':
        '/** @deprecated Use instanceof `New` instead. */\nexport const isOld = 1;\n/** @deprecated */\nexport class Old {}\nexport class New {}\n',
      'packages/core/src/own.ts': "import { isOld } from './utils';\nisOld;\n",
      'packages/app/src/a.ts': "import { isOld, Ancient, New } from '@x/core';\nNew(isOld, Ancient);\n",
    };
    expect(await found(files)).toEqual([
      'packages/app/src/a.ts isOld',
      'packages/app/src/a.ts Ancient',
      'packages/core/src/own.ts isOld',
    ]);
    expect(bansOf(files)).toContainEqual(['packages/core/src/index.ts', ['Old', 'Ancient'], []]);
    expect(bansOf(files)).toContainEqual(['packages/core/src/utils.ts', ['isOld'], ['packages/core/src/index.ts']]);
  });

  it('that its entry imports to use it is found there', async () => {
    const files = {
      ...CORE,
      'packages/core/src/index.ts': "import { isOld } from './utils';\nisOld;\nexport { isOld };\n",
      'packages/core/src/utils.ts': '/** @deprecated */\nexport const isOld = 1;\nexport const b = 1;\n',
    };
    expect(await found(files)).toEqual(['packages/core/src/index.ts isOld']);
  });

  it('that is a default is banned as such, and as what others call it', async () => {
    const files = {
      ...CORE,
      'packages/core/src/index.ts': "export { default as LegacyClient } from './client';\n",
      'packages/core/src/client.ts': '/** @deprecated */\nexport default class LegacyClient {}\n',
      'packages/core/src/plain.ts': '/** @deprecated */\nexport default () => 1;\nexport const fine = 1;\n',
      'packages/core/src/b.ts':
        "import Client from './client';\nimport plain, { fine } from './plain';\nfine(Client, plain);\n",
      'packages/app/src/a.ts': "import { LegacyClient } from '@x/core';\nLegacyClient;\n",
    };
    expect(await found(files)).toEqual([
      'packages/app/src/a.ts LegacyClient',
      'packages/core/src/b.ts default',
      'packages/core/src/b.ts default',
    ]);
  });

  it('that is the whole value of a CommonJS module bans the module', async () => {
    const files = {
      'lib/old.js': 'class Old {}\n/** @deprecated */\nmodule.exports = Old;\n',
      'a.js': "const Old = require('./lib/old');\nnew Old();\n",
    };
    expect(bansOf(files)).toEqual([['lib/old.js', null, []]]);
    expect(await found(files)).toEqual(['a.js null']);
  });

  it('is banned in the packages of Python that give it, at once or late', async () => {
    const files = {
      'pyproject.toml': '[project]\nname = "acme"\n',
      'acme/__init__.py':
        'from .core import Old, New\n_lazy = {"late": "acme.lazily"}\ndef __getattr__(name):\n    import importlib\n    if name in _lazy:\n        return getattr(importlib.import_module(_lazy[name]), name)\n    raise AttributeError(name)\n__all__ = ["Old", "New", "late"]\n',
      'acme/core.py': 'class New: ...\n@deprecated("Use `New` instead.")\nclass Old: ...\n',
      'acme/lazily.py': 'X = 1\ndef late():\n    """Deprecated since 1.2."""\n',
      'app.py': 'from acme import New, Old, late\nimport acme\nacme.Old()\n',
    };
    expect(await found(files)).toEqual(['app.py Old', 'app.py late', 'app.py Old']);
  });

  it('that nobody can import by that name is no proposal', () => {
    const files = {
      'src/a.ts': '/** @deprecated */\nclass Old {}\nexport const x = new Old();\n',
      'src/b.ts': "import { x } from './a';\nx;\n",
    };
    expect(proposed(files).shown).toEqual([]);
  });

  it('of a module with brackets in its path is found', async () => {
    const files = {
      'app/[id]/old.ts': '/** @deprecated */\nexport const OldPage = 1;\nexport const b = 1;\n',
      'app/[id]/a.ts': "import { OldPage } from './old';\nOldPage;\n",
    };
    expect(await found(files)).toEqual(['app/[id]/a.ts OldPage']);
  });

  it('is one proposal with others of its file that say the same, and with its copies', () => {
    const text =
      '/** @deprecated Private utility that will be removed in the next version. */\nexport const oldUtility = 1;\nexport const b = 1;\n';
    const files = {
      'a/copy/old.ts': text,
      'b/copy/old.ts': text,
      'c.ts': "import { oldUtility } from './a/copy/old';\noldUtility;\n",
    };
    expect(proposed(files).picks.map(({ proposal }) => proposal.why)).toEqual([
      'copy/old.ts, in 2 places, says that it is deprecated',
    ]);
    const types = {
      'types.ts':
        '/** @deprecated */\nexport type A = 1;\n/** @deprecated */\nexport type B = 1;\nexport type C = 1;\n',
    };
    expect(proposed(types).picks.map(({ proposal }) => proposal.why)).toEqual([
      'A, B in types.ts say that they are deprecated',
    ]);
  });
});

const MANAGER =
  'export class SocketManager {\n  connect() { return this.open(); }\n  open() { return 1; }\n  close() { return this.open(); }\n}\n';
const USER = "import { SocketManager } from './manager';\nnew SocketManager();\n";

describe('one name in several packages', () => {
  const two = (a: object, b: object, more: Readonly<Record<string, string>> = {}) =>
    proposed({
      'package.json': '{ "private": true, "workspaces": ["packages/*"] }',
      'packages/a/package.json': manifest('@x/a', a),
      'packages/b/package.json': manifest('@x/b', b),
      ...Object.fromEntries(
        ['a', 'b'].flatMap((name) => [
          [`packages/${name}/src/manager.ts`, MANAGER],
          [`packages/${name}/src/user.ts`, USER],
        ]),
      ),
      ...more,
    });
  const homeOf = ({ picks }: ReturnType<typeof two>) => picks.map(({ proposal }) => proposal.canonical);

  it('is a second home where one depends on the other, which has the home', () => {
    expect(homeOf(two({}, { dependencies: { '@x/a': '*' } }))).toEqual(['packages/a/src/manager.ts#SocketManager']);
    expect(homeOf(two({ peerDependencies: { '@x/b': 'workspace:*' } }, {}))).toEqual([
      'packages/b/src/manager.ts#SocketManager',
    ]);
  });

  it('is one where that is so through a third, or where one imports from the other', () => {
    const third = {
      'packages/c/package.json': manifest('@x/c', { dependencies: { '@x/a': '*' } }),
      'packages/c/src/index.ts': 'export {};\n',
    };
    expect(homeOf(two({}, { devDependencies: { '@x/c': '*' } }, third))).toEqual([
      'packages/a/src/manager.ts#SocketManager',
    ]);
    const importing = { 'packages/b/src/x.ts': "import '../../a/src/user';\n" };
    expect(homeOf(two({}, {}, importing))).toEqual(['packages/a/src/manager.ts#SocketManager']);
  });

  it('is none where neither depends on the other, be it that both depend on a third', () => {
    expect(homeOf(two({}, {}))).toEqual([]);
    const third = { 'packages/c/package.json': manifest('@x/c'), 'packages/c/src/index.ts': 'export {};\n' };
    expect(homeOf(two({ dependencies: { '@x/c': '*' } }, { dependencies: { '@x/c': '*' } }, third))).toEqual([]);
  });

  it('counts in one package, and then only there', () => {
    const { picks } = two({}, {}, { 'packages/a/src/again.ts': MANAGER });
    expect(picks.map(({ proposal, findings }) => [proposal.why, proposal.definitionsIn, findings])).toEqual([
      ['SocketManager is defined in 2 files', ['packages/a/**'], 1],
    ]);
  });

  it('is the same for distributions of Python', () => {
    const body =
      'class SocketManager:\n    def connect(self):\n        return self.open()\n    def open(self):\n        return 1\n    def close(self):\n        return self.open()\n';
    const files = (requires: string, more = {}) => ({
      'libs/a/pyproject.toml': '[project]\nname = "acme-a"\n',
      'libs/b/pyproject.toml': `[project]\nname = "acme-b"\ndependencies = ["${requires}"]\n`,
      ...Object.fromEntries(
        ['a', 'b'].flatMap((name) => [
          [`libs/${name}/acme_${name}/__init__.py`, ''],
          [`libs/${name}/acme_${name}/manager.py`, body],
          [`libs/${name}/acme_${name}/user.py`, `from acme_${name}.manager import SocketManager\n`],
        ]),
      ),
      ...more,
    });
    expect(proposed(files('acme_a>=1')).shown).toEqual(['duplicate SocketManager']);
    expect(proposed(files('acme-ab')).shown).toEqual([]);
    const third = {
      'libs/c/setup.py': 'from setuptools import setup\nsetup(name="acme-c", install_requires=["acme_a"])\n',
      'libs/c/acme_c/__init__.py': 'X = 1\n',
    };
    expect(proposed(files('acme.c', third)).shown).toEqual(['duplicate SocketManager']);
  });
});

describe('what is no second home', () => {
  const functions = (first: string, second: string) =>
    proposed({
      'app/one.py': first,
      'app/two.py': second,
      'app/a.py': 'from app.one import make_path\n',
      'app/b.py': 'from app.two import make_path\n',
    }).shown;
  const body =
    'def make_path(root, name, kind):\n    base = root / kind\n    base.mkdir(exist_ok=True)\n    return base / f"{name}.txt"\n';

  it('is a function that asks one of its name, or says nothing', () => {
    expect(functions(body, `X = 1\n${body}`)).toEqual(['duplicate make_path']);
    expect(
      functions(body, `from app import one\n${body.replace('return base', 'one.make_path(root)\n    return base')}`),
    ).toEqual([]);
    expect(functions('def make_path(x):\n    return x\n', 'def make_path(x):\n    return x\n')).toEqual([]);
  });

  it('is what is kept below the folder of a version', () => {
    const files = (folder: string) => ({
      'app/paths.py': body,
      [`app/${folder}/paths.py`]: body,
      'app/a.py': 'from app.paths import make_path\n',
      'app/b.py': `from app.${folder}.paths import make_path\n`,
    });
    expect(proposed(files('extra')).shown).toEqual(['duplicate make_path']);
    expect(proposed(files('v1')).shown).toEqual([]);
  });

  it('is a shape with a few fields of another, and a name that only tests take', () => {
    const shapes = (second: string) =>
      proposed({
        'src/one.ts': 'export interface EntityOptions {\n  select: string;\n  sort: boolean;\n}\n',
        'src/two.ts': second,
        'src/a.ts': "import { EntityOptions } from './one';\n",
        'src/b.ts': "import { EntityOptions } from './two';\n",
      }).shown;
    const more =
      'name: string;\n  state: number;\n  adapter: Map<string, number>;\n  initial: Set<number>;\n  changes: boolean;\n';
    expect(
      shapes('export interface EntityOptions {\n  select: string;\n  sort: boolean;\n  by?: string;\n}\n'),
    ).toEqual(['duplicate EntityOptions']);
    expect(shapes(`export interface EntityOptions {\n  ${more}  select: string;\n  sort: boolean;\n}\n`)).toEqual([]);
    const helpers = {
      't/one.py': body,
      't/two.py': body,
      't/test_a.py': 'from t.one import make_path\nfrom t.two import make_path\n',
    };
    expect(proposed(helpers).shown).toEqual([]);
  });
});
