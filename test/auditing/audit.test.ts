/** `audit` over real trees: what is counted, what of it is right, and what stands against deleting a module. */
import { describe, expect, test } from 'vitest';
import type { Audit, ConceptAudit } from '../../src/audit.ts';
import { audit, check, verify } from '../../src/index.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const NOW = '2026-11-20';

const MANAGER = {
  canonical: 'app/ws/manager.py#Manager',
  banned: ['app.ws.old', { module: 'app.ws.shim', names: ['Other'] }],
};

/** A tree that breaks no rule, but for what is given. */
function treeWith(
  files: Readonly<Record<string, string | null>>,
  manager: object = {},
  whole: object = {},
): TemporaryRepository {
  const repo = temporaryRepository();
  const registry = {
    version: 1,
    concepts: { Manager: { ...MANAGER, ...manager }, Clock: 'web/clock.ts#Clock' },
    ...whole,
  };
  const all: Readonly<Record<string, string | null>> = {
    '.ssotrc.json': `${JSON.stringify(registry, null, 2)}\n`,
    'app/__init__.py': '',
    'app/ws/__init__.py': '',
    'app/ws/manager.py': 'class Manager:\n    pass\n',
    'app/ws/old.py': 'class Old:\n    pass\n',
    'app/ws/shim.py': 'class Other:\n    pass\n',
    'app/use.py': 'from app.ws.manager import Manager\n',
    'web/clock.ts': 'export class Clock {}\n',
    ...files,
  };
  for (const [path, content] of Object.entries(all)) if (content !== null) repo.write(path, content);
  return repo;
}

function auditOf(repo: TemporaryRepository, more: Parameters<typeof audit>[0] = {}): Promise<Audit> {
  return audit({ cwd: repo.dir, now: NOW, ...more });
}

function concept(of: Audit, name: string | null): ConceptAudit {
  const found = of.concepts.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no concept ${name}`);
  return found;
}

const ALLOW = [{ in: 'app/late.py', reason: 'moves in January', until: '2027-01-31' }];

describe('imports', () => {
  test('are counted by the way that they go', async () => {
    const repo = treeWith({
      'app/bad.py': 'from app.ws.old import Old\nimport app.ws.old\n',
      'app/hub.py': 'from app.ws.manager import Manager\n__all__ = ["Manager"]\n',
      'app/round.py': 'from app.hub import Manager\n',
      'app/ns.py': 'import app.ws.manager as m\nm.Manager()\n',
      'app/ws/near.py': 'from .manager import Manager\n',
      'app/star.py': 'from app.ws.manager import *\n',
      'app/unrelated.py': 'from app.ws import shim\nimport os\n',
    });
    const { imports, spellings, rules } = concept(await auditOf(repo), 'Manager');
    expect(imports).toEqual({ total: 8, left: 4, canonical: 4, excepted: 0 });
    expect(rules).toEqual([
      { rule: 'banned-import', findings: 2, files: 1 },
      { rule: 'indirect-import', findings: 2, files: 2 },
    ]);
    expect(spellings[0]).toMatchObject({ specifier: 'app.ws.manager', imports: 2, files: 2 });
    expect(new Set(spellings.map((one) => `${one.name} of ${one.specifier}: ${one.way} ${one.imports}`))).toEqual(
      new Set([
        'Manager of app.ws.manager: canonical 2',
        'Manager of (relative) app/ws/manager: canonical 1',
        'Manager of app.hub: indirect 1',
        'Manager of app.ws.manager: indirect 1',
        '* of app.ws.manager: canonical 1',
        'null of app.ws.old: banned 1',
        'Old of app.ws.old: banned 1',
      ]),
    );
  });

  test('of TypeScript, through defaults, namespaces and packages of types', async () => {
    const repo = treeWith({
      'web/a.ts': "import { Clock } from './clock';\nexport const a = new Clock();\n",
      'web/b.ts': "import * as c from './clock';\nexport const b = new c.Clock();\n",
      'web/c.ts': "import type { Clock } from './clock';\nexport type C = Clock;\n",
      'web/d.ts': "import './clock';\n",
      'web/e.ts': "import { Other } from './clock';\nexport const e = Other;\n",
    });
    expect(concept(await auditOf(repo), 'Clock').imports).toEqual({ total: 3, left: 0, canonical: 3, excepted: 0 });
  });

  test('that are let pass are told apart, whether the registry or a comment says so', async () => {
    const inline = '# ssot-allow banned-import until=2027-01-31 reason="later"\nfrom app.ws.old import Old\n';
    const banned = [{ module: 'app.ws.old', allow: ALLOW }];
    const repo = treeWith({ 'app/late.py': 'from app.ws.old import Old\n', 'app/said.py': inline }, { banned });
    const { imports, findings } = concept(await auditOf(repo), 'Manager');
    expect(imports).toEqual({ total: 3, left: 0, canonical: 1, excepted: 2 });
    expect(findings).toBe(0);
  });

  test('strings are violations and no imports', async () => {
    const repo = treeWith({ 'test_a.py': 'from unittest.mock import patch\npatch("app.ws.old.Old")\n' });
    const found = await auditOf(repo);
    expect(concept(found, 'Manager').imports).toEqual({ total: 1, left: 0, canonical: 1, excepted: 0 });
    expect(concept(found, 'Manager').sentence).toBe('1 string in 1 file');
    expect(found.bans[0]).toMatchObject({ importers: 1, imports: 1, strings: 1, safeToDelete: false });
  });

  test('of a concept that is a whole module', async () => {
    const repo = treeWith(
      {
        'app/cfg.py': 'X = 1\n',
        'app/a.py': 'import app.cfg\n',
        'app/b.py': 'from app import cfg\n',
        'app/c.py': 'from app.cfg import X\n',
      },
      {},
      { concepts: { Config: { canonical: 'app/cfg.py', banned: ['app.settings'] } } },
    );
    repo.write('app/d.py', 'from app.settings import X\n');
    expect(concept(await auditOf(repo), 'Config').imports).toEqual({ total: 4, left: 1, canonical: 3, excepted: 0 });
  });
});

describe('compliance', () => {
  test('is of the files that import a concept, define it or break a rule of it', async () => {
    const repo = treeWith({
      'app/bad.py': 'from app.ws.old import Old\n',
      'app/second.py': 'class Manager:\n    pass\n',
      'app/none.py': 'import os\n',
    });
    const found = await auditOf(repo);
    // manager.py, use.py, bad.py, second.py; and clock.ts
    expect(concept(found, 'Manager').compliance).toEqual({ touching: 4, clean: 2, percent: 50 });
    expect(concept(found, 'Clock').compliance).toEqual({ touching: 1, clean: 1, percent: 100 });
    expect(found.compliance).toEqual({ touching: 5, clean: 3, percent: 60 });
    expect(concept(found, 'Manager').definedIn).toEqual(['app/ws/manager.py', 'app/second.py']);
  });

  test('known debt is none, and bans of no concept count', async () => {
    const entry = {
      path: 'app/bad.py',
      rule: 'banned-import',
      concept: 'Manager',
      module: 'py:app/ws/old',
      symbol: 'Old',
      count: 1,
      until: '2027-06-30',
    };
    const repo = treeWith(
      {
        'app/bad.py': 'from app.ws.old import Old\n',
        '.ssot-baseline.jsonl': `${JSON.stringify(entry)}\n`,
        'web/m.ts': "import 'moment';\n",
      },
      {},
      { banned: ['moment'] },
    );
    const found = await auditOf(repo);
    expect(found.compliance).toEqual({ touching: 5, clean: 3, percent: 60 });
    expect(concept(found, null).findings).toBe(1);
    expect(found.statuses).toEqual([
      { status: 'new', severity: 'error', findings: 1, files: 1 },
      { status: 'known', severity: 'error', findings: 1, files: 1 },
    ]);
    expect(found.baseline).toEqual([{ until: '2027-06-30', entries: 1, findings: 1, stale: 0, expired: false }]);
  });

  test('is nothing where no file touches anything', async () => {
    const repo = temporaryRepository();
    repo.write('.ssotrc.json', '{ "version": 1, "banned": ["moment"] }\n');
    repo.write('a.ts', 'export {};\n');
    const found = await auditOf(repo);
    expect(found.compliance).toEqual({ touching: 0, clean: 0, percent: null });
    expect(found.concepts).toEqual([]);
  });
});

test('its numbers are those of check and of verify', async () => {
  const repo = treeWith({
    'app/bad.py': 'from app.ws.old import Old\nfrom app.ws.shim import Other\n',
    'app/round.py': 'from app.bad import Manager\n',
    'web/two.ts': 'export class Clock {}\n',
  });
  repo.commitAll('all');
  const found = await auditOf(repo);
  const { findings } = await check({ cwd: repo.dir, scope: { scope: 'all' }, now: NOW });
  expect(found.counts.findings).toBe(findings.length);
  expect(found.counts.fixable).toBe(findings.filter(({ fixable }) => fixable).length);
  for (const { rule, findings: n } of found.rules)
    expect(n, rule).toBe(findings.filter((one) => one.rule === rule).length);
  const { concepts } = await verify({ cwd: repo.dir, now: NOW });
  for (const { name, left } of concepts)
    expect(found.concepts.find((one) => one.name === name)?.findings ?? 0).toBe(
      left.filter(({ kind }) => kind === 'finding').length,
    );
  expect(await auditOf(repo, { ref: 'HEAD' })).toEqual({ ...found, scope: 'ref' });
});

describe('owners', () => {
  const CODE_OWNERS = '* @all\n/app/ @back @data\nweb/** @front\n';

  test("a concept's own, else those of CODEOWNERS, each", async () => {
    const files = {
      '.github/CODEOWNERS': CODE_OWNERS,
      'app/bad.py': 'from app.ws.old import Old\n',
      'web/two.ts': 'export class Clock {}\n',
    };
    const found = await auditOf(treeWith(files));
    expect(found.owners).toEqual([
      { owner: '@back', findings: 1, files: 1 },
      { owner: '@data', findings: 1, files: 1 },
      { owner: '@front', findings: 1, files: 1 },
    ]);
    const owned = await auditOf(treeWith(files, { owner: '@platform' }));
    expect(owned.owners.map(({ owner }) => owner)).toEqual(['@front', '@platform']);
    expect(concept(owned, 'Manager').sentence).toBe('1 of 2 imports left in 1 file of @platform');
  });

  test('nobody, where nothing says who', async () => {
    const found = await auditOf(treeWith({ 'app/bad.py': 'from app.ws.old import Old\n' }));
    expect(found.owners).toEqual([{ owner: null, findings: 1, files: 1 }]);
  });
});

describe('safe to delete', () => {
  async function ban(files: Readonly<Record<string, string | null>>, manager: object = {}, whole: object = {}) {
    return (await auditOf(treeWith(files, manager, whole))).bans[0];
  }

  test('where nothing imports it, not even by an exception', async () => {
    expect(await ban({})).toMatchObject({ exists: true, importers: 0, safeToDelete: true, keptBy: null });
    const excepted = await ban(
      { 'app/late.py': 'from app.ws.old import Old\n' },
      { banned: [{ module: 'app.ws.old', allow: ALLOW }] },
    );
    expect(excepted).toMatchObject({ importers: 1, safeToDelete: false, keptBy: '1 file imports it' });
  });

  test('not where it is gone already', async () => {
    expect(await ban({ 'app/ws/old.py': null })).toMatchObject({ exists: false, safeToDelete: false, keptBy: null });
  });

  test('not where names alone are banned, or in some files alone', async () => {
    expect(await ban({}, { banned: [{ module: 'app.ws.old', names: ['Old'] }] })).toMatchObject({
      ...{ safeToDelete: false, keptBy: 'only names of it are banned' },
    });
    expect(await ban({}, { banned: [{ module: 'app.ws.old', in: 'web/**' }] })).toMatchObject({ safeToDelete: false });
  });

  test('not where a types-only import or a string is let pass', async () => {
    const files = {
      'app/t.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.ws.old import Old\n',
    };
    expect(await ban(files, { banned: [{ module: 'app.ws.old', typeOnly: 'allow' }] })).toMatchObject({
      ...{ importers: 1, safeToDelete: false },
    });
    const strings = { 'test_a.py': 'from unittest.mock import patch\npatch("app.ws.old.Old")\n' };
    expect(await ban(strings, { banned: [{ module: 'app.ws.old', strings: 'off' }] })).toMatchObject({
      ...{ strings: 1, safeToDelete: false },
    });
  });

  test('not where a text file names it, not even where mentions are off or excepted', async () => {
    const files = { 'deploy/worker.yaml': 'command: python -m app.ws.old\n' };
    const named = await ban(files);
    expect(named).toMatchObject({ importers: 0, mentions: 1, safeToDelete: false, keptBy: '1 text file names it' });
    for (const mentions of ['off', { level: 'warn', exclude: ['deploy/**'] }])
      expect(await ban(files, {}, { mentions })).toMatchObject({ mentions: 1, safeToDelete: false });
    const allow = [{ in: 'deploy/**', reason: 'later', until: '2027-01-31' }];
    expect(await ban(files, { banned: [{ module: 'app.ws.old', allow }] })).toMatchObject({ mentions: 1 });
    expect(await ban({ 'deploy/worker.yaml': 'command: python -m app.ws.manager\n' })).toMatchObject({
      safeToDelete: true,
    });
  });

  test('not where a text file that may name it is too long to be read, but where it cannot', async () => {
    const long = 'key: value\n'.repeat(500_000);
    expect(await ban({ 'data/all.yaml': long })).toMatchObject({ safeToDelete: true });
    const found = await ban({ 'data/all.yaml': `${long}module: app.ws.old\n` });
    expect(found).toMatchObject({ safeToDelete: false, keptBy: expect.stringContaining('could not be read') });
  });

  test('not where another ban speaks for its importers', async () => {
    const files = { 'app/bad.py': 'from app.ws.old import Old\n' };
    const twice = (await auditOf(treeWith(files, {}, { banned: ['app.ws.old'] }))).bans;
    expect(twice.filter(({ module }) => module === 'app.ws.old').map(({ safeToDelete }) => safeToDelete)).toEqual([
      ...[false, false],
    ]);
    const named = (await auditOf(treeWith(files, {}, { banned: [{ module: 'app.ws.old', names: ['Old'] }] }))).bans;
    expect(named[0]).toMatchObject({ module: 'app.ws.old', names: null, safeToDelete: false });
  });

  test('not where it holds a home', async () => {
    const found = await ban({}, { banned: ['app.ws'] });
    expect(found).toMatchObject({ safeToDelete: false, keptBy: 'it holds app/ws/manager.py, which is canonical' });
  });

  test('not where a file about it does not read cleanly', async () => {
    const found = await ban({ 'app/broken.py': '"""app.ws.old\n' });
    expect(found).toMatchObject({ safeToDelete: false, keptBy: expect.stringContaining('could not be read') });
  });

  test('its own parts may import each other', async () => {
    const files = {
      'app/ws/old.py': null,
      'app/ws/old/__init__.py': 'from .part import X\n',
      'app/ws/old/part.py': 'X = 1\n',
    };
    expect(await ban(files)).toMatchObject({ exists: true, importers: 0, safeToDelete: true });
  });
});

test('exceptions and baseline stand by the day on which they end', async () => {
  const inline = '# ssot-allow banned-import permanent reason="the museum"\nfrom app.ws.old import Old\n';
  const banned = [{ module: 'app.ws.old', allow: [...ALLOW, { in: 'x/**', reason: 'over', until: '2026-01-01' }] }];
  const stale = {
    path: 'app/gone.py',
    rule: 'banned-import',
    concept: 'Manager',
    module: 'py:app/ws/old',
    symbol: 'Old',
    count: 2,
    until: '2026-12-31',
  };
  const repo = treeWith({ 'app/m.py': inline, '.ssot-baseline.jsonl': `${JSON.stringify(stale)}\n` }, { banned });
  const { exceptions, baseline } = await auditOf(repo);
  expect(exceptions.map(({ until, kind, what, reason, expired }) => [until, kind, what, reason, expired])).toEqual([
    ['2026-01-01', 'registry', 'x/**', 'over', true],
    ['2027-01-31', 'registry', 'app/late.py', 'moves in January', false],
    [null, 'inline', 'banned-import', 'the museum', false],
  ]);
  expect(baseline).toEqual([{ until: '2026-12-31', entries: 1, findings: 2, stale: 1, expired: false }]);
});

test('mentions are told, and are in no other number', async () => {
  const repo = treeWith({ 'deploy/worker.yaml': 'command: python -m app.ws.old\n' });
  const found = await auditOf(repo, { workList: true });
  expect(found.counts).toMatchObject({ findings: 0, files: 0, mentions: 1 });
  expect(found.rules).toEqual([]);
  expect(concept(found, 'Manager')).toMatchObject({ findings: 0, compliance: { touching: 2, clean: 2 } });
  expect(found.workList).toEqual([]);
});

test('the work list goes by findings times importers', async () => {
  const two = 'from app.ws.old import Old\nimport app.ws.old\n';
  const repo = treeWith({
    'app/much.py': two,
    'app/used.py': 'from app.ws.old import Old\n',
    'app/idle.py': 'from app.ws.old import Old\n',
    'app/x.py': 'import app.used\n',
    'app/y.py': 'from app import used\n',
    'app/z.py': 'from .used import Old\n',
    'app/w.py': 'import app.much\n',
  });
  expect((await auditOf(repo)).workList).toBeNull();
  const { workList } = await auditOf(repo, { workList: true });
  const [first] = workList ?? [];
  expect(first?.files.slice(0, 4).map(({ path, findings, importers }) => [path, findings, importers])).toEqual([
    ['app/much.py', 2, 1],
    ['app/used.py', 1, 3],
    ['app/idle.py', 1, 0],
  ]);
});

test('what is not in the numbers is told', async () => {
  const repo = treeWith(
    {
      'app/broken.py': 'from app.ws.old import (\n"""',
      'gen/a.py': 'from app.ws.old import Old\n',
      'app/bin.py': '\0\0\0',
    },
    {},
    { files: { exclude: ['gen/**'] } },
  );
  const { notCounted } = await auditOf(repo);
  expect(notCounted.excluded).toContainEqual({ pattern: 'gen/**', files: 1 });
  expect(notCounted.damaged.map(({ path }) => path)).toEqual(['app/broken.py']);
  expect(notCounted.dynamicImports).toBeNull();
});
