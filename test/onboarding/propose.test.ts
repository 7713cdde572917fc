/**
 * Proposals from small repositories: what is proposed, why, how many files and findings, in which order, and that a
 * repository in order proposes nothing. The numbers of findings are compared with a run of the check itself.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { countFindings } from '../../src/onboarding/count.ts';
import { labelOf, propose } from '../../src/onboarding/propose.ts';
import { registryText } from '../../src/onboarding/registry-text.ts';
import { surveyTree } from '../../src/onboarding/survey.ts';
import { check } from '../../src/pipeline.ts';
import { loadRegistry } from '../../src/registry/load.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const TODAY = '2026-11-20';

function repository(files: Readonly<Record<string, string>>): TemporaryRepository {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('all');
  return repo;
}

function proposed(files: Readonly<Record<string, string>>) {
  const repo = repository(files);
  const survey = surveyTree(openRepository(repo.dir));
  const picks = countFindings(survey, propose(survey), TODAY);
  return {
    repo,
    picks,
    shown: picks.map(
      ({ proposal, findings }) => `${proposal.kind} ${labelOf(proposal)} ${proposal.files.length} ${findings}`,
    ),
  };
}

const FACTORY = {
  'app/__init__.py': '',
  'app/manager.py': 'class SocketManager:\n    pass\n',
  'app/factory.py': '"""Deprecated: use app.manager.SocketManager instead."""\ndef create(): ...\n',
  'app/a.py': 'from app.factory import create\n',
  'app/b.py': 'def f():\n    from app.factory import create as make\n',
  'app/c.py': 'from app.manager import SocketManager\n',
};

describe('a module that calls itself deprecated', () => {
  it('becomes the ban of the concept that it names', () => {
    const { picks, shown } = proposed(FACTORY);
    expect(shown).toEqual(['deprecated SocketManager 2 2']);
    expect(picks[0]?.proposal).toMatchObject({
      concept: 'SocketManager',
      canonical: 'app/manager.py#SocketManager',
      bans: [{ module: 'app/factory.py', names: null }],
      evidence: [
        { path: 'app/factory.py', line: 1, says: 'Deprecated: use app.manager.SocketManager instead.' },
        { path: 'app/a.py', line: 1, says: 'imports it' },
      ],
    });
  });

  it('is a ban with its own words where the replacement is unknown', () => {
    const { picks } = proposed({
      'old.py': '"""Deprecated: use somewhere.else instead."""\nX = 1\n',
      'a.py': 'import old\n',
    });
    expect(picks).toMatchObject([
      {
        proposal: { concept: null, bans: [{ module: 'old.py', message: 'Deprecated: use somewhere.else instead.' }] },
        findings: 1,
      },
    ]);
  });

  it('is replaced by the module that it names', () => {
    const { picks } = proposed({
      'app/__init__.py': '',
      'app/old.py':
        '"""\n.. deprecated:: 1.6\n\n   app.old has been renamed to app.fresh.\n"""\nfrom app.fresh import thing\n',
      'app/fresh.py': 'def thing(): ...\n',
      'src/old.ts': "/** @deprecated import from './fresh' instead */\n\nexport * from './fresh';\n",
      'src/fresh.ts': 'export const x = 1;\n',
      'a.py': 'from app.old import thing\n',
      'src/b.ts': "import { x } from './old';\nx;\n",
    });
    expect(picks.map(({ proposal: { bans }, findings }) => [bans[0]?.module, bans[0]?.use, findings])).toEqual([
      ['app/old.py', 'app/fresh.py', 1],
      ['src/old.ts', 'src/fresh.ts', 1],
    ]);
  });

  it('bans one name where only that is deprecated, in TypeScript too', () => {
    const { picks, shown } = proposed({
      'src/api.ts': 'export class Client {}\n/** @deprecated use {@link Client} */\nexport class OldClient {}\n',
      'src/a.ts': "import { Client, OldClient } from './api';\nnew OldClient(Client);\n",
      'src/b.tsx': "import { OldClient as C } from './api.js';\nexport const x = <C />;\n",
    });
    expect(shown).toEqual(['deprecated Client 2 2']);
    expect([...(picks[0]?.proposal.bans[0]?.names ?? [])]).toEqual([['OldClient', 'src/api.ts#Client']]);
  });

  it('keeps what it tells of names that it gives under another one', () => {
    const { picks } = proposed({
      'app/__init__.py': '',
      'app/fresh.py': 'class Thing: ...\ndef make(): ...\n',
      'app/old.py':
        '"""Deprecated: app.old has been renamed to app.fresh."""\nfrom app.fresh import Thing as OldThing, make\n_Hidden = OldThing\n',
      'app/a.py': 'from app.old import OldThing, make\n',
    });
    const bans = picks.flatMap(({ proposal }) => proposal.bans);
    expect(bans.map(({ module, names, use }) => [module, names === null ? null : [...names], use])).toEqual([
      ['app/old.py', null, 'app/fresh.py'],
      ['app/old.py', [['OldThing', 'app/fresh.py#Thing']], null],
    ]);
  });

  it('is told from the tree rather than from words, and no other kind of thing is a replacement', () => {
    const files = (fresh: string) => ({
      'app/__init__.py': '',
      'app/fresh.py': `${fresh}\n`,
      'app/old.py': 'def fetch():\n    """Deprecated: use fetch_all instead."""\n    return 1\n\nOTHER = 1\n',
      'app/a.py': 'from app.old import fetch\n',
    });
    const names = (fresh: string) =>
      proposed(files(fresh)).picks.flatMap(({ proposal }) => proposal.bans.map((ban) => [...(ban.names ?? [])]));
    expect(names('def fetch_all(): ...')).toEqual([[['fetch', 'app/fresh.py#fetch_all']]]);
    expect(names('async def fetch_all(): ...')).toEqual([[['fetch', null]]]);
    expect(names('class fetch_all: ...')).toEqual([[['fetch', null]]]);
  });

  it('in a test counts for nothing', () => {
    expect(proposed({ 'tests/old.py': '"""Deprecated: use new."""\n', 'tests/a.py': 'import old\n' }).shown).toEqual(
      [],
    );
  });
});

describe('a name defined more than once', () => {
  const files = {
    'app/one.py': 'class SocketManager: ...\n',
    'app/two.py': 'class SocketManager: ...\n',
    'app/a.py': 'from app.one import SocketManager\n',
    'app/b.py': 'from app.one import SocketManager\n',
    'app/c.py': 'from app.two import SocketManager\n',
  };
  it('has its home where most importers are', () => {
    const { picks, shown } = proposed(files);
    expect(shown).toEqual(['duplicate SocketManager 5 1']);
    expect(picks[0]?.proposal.canonical).toBe('app/one.py#SocketManager');
  });
  it('does not count in tests, in many places, when nobody imports it, when it is one word, or in two languages', () => {
    const { 'app/two.py': two, ...rest } = files;
    expect(proposed({ ...rest, 'tests/two.py': two }).shown).toEqual([]);
    expect(
      proposed(Object.fromEntries([...'abcdefg'].map((x) => [`app/${x}/models.py`, 'class UserModel: ...\n']))).shown,
    ).toEqual([]);
    expect(proposed({ 'a.py': 'class UserModel: ...\n', 'b.py': 'class UserModel: ...\n' }).shown).toEqual([]);
    expect(
      proposed({ 'a.py': 'class Config: ...\n', 'b.py': 'class Config: ...\n', 'c.py': 'from a import Config\n' })
        .shown,
    ).toEqual([]);
    expect(
      proposed({
        'a.py': 'class UserModel: ...\n',
        'b.ts': 'export class UserModel {}\n',
        'c.py': 'from a import UserModel\n',
      }).shown,
    ).toEqual([]);
  });
});

describe('two definitions of one name', () => {
  const two = (first: string, second: string) =>
    proposed({
      'app/one.py': first,
      'app/two.py': second,
      'app/a.py': 'from app.one import SocketManager\n',
      'app/b.py': 'from app.two import SocketManager\n',
    });
  const body = (...names: string[]): string =>
    `class SocketManager:\n${names.map((name) => `    def ${name}(self):\n        return self._${name}\n`).join('')}`;

  it('are proposed with how alike they are', () => {
    const { picks } = two(
      body('connect', 'send', 'close', 'stop'),
      `X = 1\n${body('connect', 'send', 'close', 'ping')}`,
    );
    expect(picks[0]?.proposal.evidence.map(({ says }) => says)).toEqual([
      'defines it, imported by 1 file',
      'defines it, 79% as in the first, imported by 1 file',
    ]);
  });

  it('are proposed when the new one was written anew under the same members', () => {
    const anew =
      'class SocketManager(Base):\n    async def connect(self, url, *, retry=3):\n        pass\n    async def close(self):\n        await self.socket.wait_closed()\n    def dial(self, *numbers):\n        yield numbers\n';
    expect(two(body('connect', 'close', 'dial'), anew).shown).toEqual(['duplicate SocketManager 4 1']);
  });

  it('are not when they share nothing but the name', () => {
    expect(two(body('connect', 'send'), body('render', 'measure')).shown).toEqual([]);
  });

  it('are not when one extends the other under its name', () => {
    const child = `from app import one\n${body('connect', 'send').replace(':', '(one.SocketManager):')}`;
    expect(two(body('connect', 'send'), child).shown).toEqual([]);
  });

  it('are not when they are for different systems, or vendored', () => {
    const text = body('connect', 'send');
    const user = 'from app._win32socket import SocketManager\nfrom app._posixsocket import SocketManager\n';
    const systems = { 'app/_win32socket.py': text, 'app/_posixsocket.py': text, 'app/c.py': user };
    expect(proposed(systems).shown).toEqual([]);
    const vendored = {
      'app/one.py': text,
      'app/_vendor/two.py': text,
      'app/a.py': 'from app.one import SocketManager\n',
    };
    expect(proposed(vendored).shown).toEqual([]);
  });

  it('are not when each part of the repository has its own, unless one is a copy', () => {
    const server =
      'export class PluginManager {\n  add(x) { return this.load(x); }\n  hooks() { return this.all; }\n  load(x) { this.all.push(x); }\n}\n';
    const own =
      'export class PluginManager {\n  add(name, view) { registry.set(name, view); }\n  hooks() { return [...registry.values()]; }\n  load(name) { return import(name); }\n}\n';
    const files = (app: string) => ({
      'server/plugins.ts': server,
      'app/plugins.ts': app,
      'server/a.ts': "import { PluginManager } from './plugins';\nPluginManager;\n",
      'app/a.ts': "import { PluginManager } from './plugins';\nPluginManager;\n",
    });
    expect(proposed(files(own)).shown).toEqual([]);
    expect(proposed(files(server)).shown).toEqual(['duplicate PluginManager 4 1']);
    const user = "import { PluginManager } from '../server/plugins';\nPluginManager;\n";
    expect(proposed({ ...files(own), 'app/b.ts': user }).shown).toEqual(['duplicate PluginManager 5 1']);
  });

  it('are not when they are exceptions without a body', () => {
    const text = 'class LinkLostError(Exception):\n    pass\n';
    const user = 'from app.one import LinkLostError\n';
    expect(proposed({ 'app/one.py': text, 'app/two.py': text, 'app/a.py': user }).shown).toEqual([]);
  });
});

describe('a second name', () => {
  it('is proposed for a class with one home', () => {
    const { picks, shown } = proposed({
      'app/manager.py': 'class SocketManager: ...\nWebSocketManager = SocketManager\n',
      'app/a.py': 'from app.manager import WebSocketManager\n',
      'src/ui.ts': 'class Button {}\nexport { Button, Button as OldButton };\n',
      'src/a.ts': "import { OldButton } from './ui';\nOldButton;\n",
    });
    expect(shown).toEqual(['alias Button 2 2', 'alias SocketManager 2 2']);
    expect(picks[1]?.proposal.evidence[0]).toMatchObject({
      path: 'app/manager.py',
      line: 2,
      says: 'WebSocketManager, imported by 1 file',
    });
  });
  it('is written down with the first name, which importers are told', async () => {
    const { repo, picks } = proposed({
      'app/__init__.py': '',
      'app/manager.py': 'class SocketManager: ...\n',
      'app/compat.py':
        'from app.manager import SocketManager\n# kept for compatibility\nWebSocketManager = SocketManager\nWsManager = SocketManager\n',
      'app/a.py': 'from app.compat import WebSocketManager, WsManager as W\n',
    });
    const bans = picks[0]?.proposal.bans.map(({ module, names }) => [module, [...(names ?? [])]]);
    const home = 'app/manager.py#SocketManager';
    expect(bans).toEqual([
      [
        'app/compat.py',
        [
          ['WebSocketManager', home],
          ['WsManager', home],
        ],
      ],
    ]);
    const text = registryText(picks, null);
    expect(text).toContain(
      `"module": "app/compat.py",\n          "names": {\n            "WebSocketManager": "${home}"`,
    );
    writeFileSync(join(repo.dir, '.ssotrc.json'), text);
    const outcome = await check({ cwd: repo.dir, scope: { scope: 'all' }, config: null, today: TODAY });
    const said = outcome?.report.findings.filter(({ path }) => path === 'app/a.py') ?? [];
    expect(said.map(({ name, fixable }) => [name, fixable])).toEqual([
      ['WebSocketManager', true],
      ['WsManager', true],
    ]);
  });

  it('is not an exception, a model of an abstract base, a hook of a framework, or another thing', () => {
    const { shown } = proposed({
      'app/e.py': 'class AppError(Exception):\n    x = 1\nclass NotFoundError(AppError):\n    pass\n',
      'app/m.py': 'class AbstractUser:\n    x = 1\nclass User(AbstractUser):\n    pass\n',
      'app/f.py': 'class Finder:\n    x = 1\nembed_finder_class = Finder\n',
    });
    expect(shown).toEqual([]);
  });

  it('that is an empty subclass counts where its author says so', () => {
    const files = (inside: string) => ({
      'app/m.py': `class Manager:\n    x = 1\n\n\nclass OldManager(Manager):\n    ${inside}\n`,
      'app/a.py': 'from app.m import OldManager\n',
    });
    expect(proposed(files('"""For servers only."""')).shown).toEqual([]);
    expect(proposed(files('"""Kept for backward compatibility."""')).shown).toEqual(['alias Manager 2 2']);
    expect(proposed(files('pass  # legacy name')).shown).toEqual(['alias Manager 2 2']);
  });

  it('that a package publishes is its name', () => {
    const files = (comment: string) => ({
      'sym/__init__.py': 'from .core import Eq, Equality\n__all__ = ["Eq", "Equality"]\n',
      'sym/core.py': `class Equality:\n    x = 1\n\nEq = Equality${comment}\n`,
      ...Object.fromEntries([...'abc'].map((x) => [`web/${x}.py`, 'from sym.core import Eq\n'])),
    });
    expect(proposed(files('')).shown).toEqual([]);
    const again = { 'sym/__init__.py': 'from .core import Equality\nEq = Equality\n' };
    expect(proposed({ ...files(''), ...again }).shown).toEqual([]);
    expect(proposed(files('  # kept for compatibility')).shown).toEqual(['alias Equality 5 5']);
  });
});

describe('a name imported by several paths', () => {
  it('is proposed with the path that most use', () => {
    const files: Record<string, string> = {
      'app/__init__.py': '',
      'app/core/__init__.py': 'from .manager import SocketManager\n__all__ = ["SocketManager"]\n',
      'app/core/manager.py': 'class SocketManager: ...\n',
    };
    for (const x of 'abcdgh') files[`web/${x}.py`] = 'from app.core.manager import SocketManager\n';
    files['web/e.py'] = 'from app.core import SocketManager\n';
    files['web/f.py'] = 'from app.core import SocketManager\n';
    const { picks, shown } = proposed(files);
    // two imports, and the package that hands it on
    expect(shown).toEqual(['detour SocketManager 8 3']);
    expect(picks[0]?.proposal).toMatchObject({ canonical: 'app/core/manager.py#SocketManager', importFrom: null });
  });

  it('is not proposed where most do not agree, or where the rule would hit more than it has behind it', () => {
    const files: Record<string, string> = {
      'app/__init__.py': '',
      'app/core/__init__.py': 'from .manager import SocketManager\n__all__ = ["SocketManager"]\n',
      'app/core/manager.py': 'class SocketManager: ...\n',
    };
    for (const x of 'abcdgh') files[`web/${x}.py`] = 'from app.core.manager import SocketManager\n';
    for (const x of 'efi') files[`web/${x}.py`] = 'from app.core import SocketManager\n';
    expect(proposed(files).shown).toEqual([]);
    delete files['web/i.py'];
    for (let i = 0; i < 12; i++) files[`tests/test_${i}.py`] = 'from app.core import SocketManager\n';
    expect(proposed(files).shown).toEqual([]);
  });

  it('does not count the packages that hand it on', () => {
    const files: Record<string, string> = {
      'app/__init__.py': 'from .core import SocketManager\n__all__ = ["SocketManager"]\n',
      'app/core/__init__.py': 'from .manager import SocketManager\n__all__ = ["SocketManager"]\n',
      'app/core/manager.py': 'class SocketManager: ...\n',
    };
    for (const x of 'abcdgh') files[`web/${x}.py`] = 'from app.core.manager import SocketManager\n';
    expect(proposed(files).shown).toEqual([]);
  });
});

describe('the list', () => {
  it('is ordered by the files that are touched, and is the same from run to run', () => {
    const files = {
      ...FACTORY,
      'lib/old.py': '"""DEPRECATED"""\n',
      ...Object.fromEntries([...'abcde'].map((x) => [`web/${x}.py`, 'import lib.old\n'])),
    };
    const first = proposed(files).shown;
    expect(first).toEqual(['deprecated lib/old.py 5 5', 'deprecated SocketManager 2 2']);
    expect(proposed(files).shown).toEqual(first);
  });

  it('is empty where everything is in order', () => {
    const { 'app/factory.py': _factory, 'app/a.py': _a, 'app/b.py': _b, ...rest } = FACTORY;
    expect(proposed(rest).shown).toEqual([]);
  });

  it('leaves out what would make the registry contradict itself', () => {
    // two deprecated names that recommend each other
    const { picks } = proposed({
      'a.py': '@deprecated("use NewThing")\nclass OldThing: ...\n',
      'b.py': '@deprecated("use OldThing")\nclass NewThing: ...\n',
      'c.py': 'from a import OldThing\nfrom b import NewThing\n',
    });
    expect(picks.length).toBeLessThan(2);
  });
});

describe('the registry that is written', () => {
  it('loads, gives the promised findings, and says why', async () => {
    const { repo, picks } = proposed({
      ...FACTORY,
      'lib/old.py': '"""Deprecated: use other.thing."""\nX = 1\n',
      'web/a.py': 'import lib.old\nfrom lib.old import X\n',
      'src/api.ts':
        'export class Client {}\n/** @deprecated use Client, "the quoted" one */\nexport class OldClient {}\n',
      'src/b.ts': "import { OldClient } from './api';\nnew OldClient();\n",
    });
    const text = registryText(picks, './node_modules/ssot-guard/schema.json');
    expect(loadRegistry({ path: '.ssotrc.json', text }, () => undefined).problems).toEqual([]);
    expect(text).toContain('// app/factory.py says that it is deprecated; 2 findings when it was written down');
    expect(text).toContain('//   app/factory.py:1  Deprecated: use app.manager.SocketManager instead.');
    writeFileSync(join(repo.dir, '.ssotrc.json'), text);
    const outcome = await check({ cwd: repo.dir, scope: { scope: 'all' }, config: null, today: TODAY });
    const byRule = outcome?.report.findings.map(({ rule }) => rule) ?? [];
    expect(byRule.filter((rule) => rule === 'registry')).toEqual([]);
    expect(byRule.length).toBe(picks.reduce((sum, { findings }) => sum + findings, 0));
    expect(byRule.length).toBe(5);
  });
});
