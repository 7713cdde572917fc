/** `verify` over real commits: when a concept is finished, and what is said where it is not. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { finishedRepository, registryText, verifyIn } from '../support/verified.ts';

const OLD_IMPORT = 'from app.ws.old import OldManager\n';
/** The old module may still stand in the tree. */
const PRESENT = registryText({ banned: ['app.ws.old'] });
const DAMAGED = '"""open';

function baselineLine(more: object = {}): string {
  return `${JSON.stringify({
    ...{
      path: 'app/late.py',
      rule: 'banned-import',
      concept: 'Manager',
      module: 'py:app/ws/old',
      symbol: 'OldManager',
    },
    ...{ count: 1, until: '2027-06-30' },
    ...more,
  })}\n`;
}

describe('finished', () => {
  test('one concept, by name and by symbol, and all', async () => {
    const repo = finishedRepository();
    const one = await verifyIn(repo, ['Manager']);
    expect(one.out.split('\n')[0]).toBe('Manager  finished');
    expect(one.err).toMatch(
      /^ssot-guard: finished — 1 of 1 verdict finished, 4 files checked, commit [0-9a-f]{12} · \d+ ms\n$/,
    );
    expect(one.code).toBe(0);
    expect((await verifyIn(repo, ['UnifiedManager'])).out).toBe(one.out);
    const all = await verifyIn(repo, ['--all']);
    expect(all.out.split('\n').slice(0, 3)).toEqual([
      'Manager  finished',
      'Clock  finished',
      '(without a concept)  finished',
    ]);
    expect(all.code).toBe(0);
  });

  test('with a permanent exception, inline or of the registry, which is told', async () => {
    const comment = `# ssot-allow banned-import permanent reason="the museum"\n${OLD_IMPORT}`;
    const inline = await verifyIn(finishedRepository({ 'app/late.py': comment }), ['Manager']);
    expect(inline.code).toBe(0);
    expect(inline.out).toContain('an inline exception for banned-import: the museum (app/late.py:1)');
    const banned = [{ module: 'app.ws.old', allow: [{ in: 'app/late.py', reason: 'the museum', permanent: true }] }];
    const files = { '.ssotrc.json': registryText({ banned }), 'app/late.py': OLD_IMPORT };
    const stated = await verifyIn(finishedRepository(files), ['Manager']);
    expect(stated.code).toBe(0);
    expect(stated.out).toContain(
      'Manager: an exception of the registry, app/late.py: the museum (permanent) (.ssotrc.json:',
    );
  });

  test('where others are not', async () => {
    const repo = finishedRepository({ 'web/second.ts': 'export class Clock {}\n' });
    expect((await verifyIn(repo, ['Manager'])).code).toBe(0);
    expect((await verifyIn(repo, ['Clock'])).code).toBe(1);
    expect((await verifyIn(repo, ['Manager', 'Clock'])).code).toBe(1);
  });

  test.each([
    ['a tombstone', 'import warnings\n\nraise ImportError("moved to app.ws.manager")\n'],
    ['an empty file', ''],
    ['a tombstone for late names', 'def __getattr__(name):\n    raise ImportError(name)\n'],
  ])("with %s in the banned module's place", async (_what, text) => {
    expect(
      await verifyIn(finishedRepository({ '.ssotrc.json': PRESENT, 'app/ws/old.py': text }), ['Manager']),
    ).toMatchObject({ code: 0 });
  });
});

describe('not finished', () => {
  const cases: readonly (readonly [
    what: string,
    files: Readonly<Record<string, string | null>>,
    line: string,
    ...places: string[],
  ])[] = [
    [
      'one alias left',
      { 'app/ws/manager.py': 'class UnifiedManager:\n    pass\n\nLegacyManager = UnifiedManager\n' },
      '1 finding (1 alias)',
      'app/ws/manager.py:4:1',
    ],
    ['an importer', { 'app/late.py': OLD_IMPORT }, '1 finding (1 banned-import)', 'app/late.py:1:24'],
    [
      'a warning',
      { 'test/test_a.py': 'from unittest.mock import patch\n\npatch("app.ws.old.OldManager")\n' },
      '1 finding (1 banned-import)',
      'test/test_a.py:3:7',
    ],
    [
      'known debt',
      { 'app/late.py': OLD_IMPORT, '.ssot-baseline.jsonl': baselineLine() },
      '1 finding (1 banned-import; 1 known), 1 baseline entry',
      'app/late.py:1:24',
      'app/late.py  baseline entry',
    ],
    [
      'a stale baseline',
      { '.ssot-baseline.jsonl': baselineLine() },
      '1 baseline entry',
      'app/late.py  baseline entry for 1 finding (py:app/ws/old OldManager) until 2027-06-30, which has no violation any more',
    ],
    [
      'an exception with an end',
      { 'app/late.py': `# ssot-allow banned-import until=2027-01-31 reason="cut-over"\n${OLD_IMPORT}` },
      '1 exception with an end',
      'app/late.py:1:1  excepts `banned-import` until 2027-01-31: cut-over',
    ],
    [
      'an expired exception',
      { 'app/late.py': `# ssot-allow banned-import until=2026-01-31 reason="cut-over"\n${OLD_IMPORT}` },
      '1 finding (1 banned-import)',
      'app/late.py:2:24',
    ],
    [
      'an exception of the registry with an end',
      {
        '.ssotrc.json': registryText({
          banned: [{ module: 'app.ws.old', allow: [{ in: 'app/late.py', reason: 'cut-over', until: '2027-01-31' }] }],
        }),
        'app/late.py': OLD_IMPORT,
      },
      '1 exception with an end',
      '.ssotrc.json:',
    ],
    [
      'an expired one',
      {
        '.ssotrc.json': registryText({
          banned: [{ module: 'app.ws.old', allow: [{ in: 'app/late.py', reason: 'cut-over', until: '2026-01-31' }] }],
        }),
        'app/late.py': OLD_IMPORT,
      },
      '2 findings (1 banned-import, 1 registry), 1 exception with an end',
    ],
    [
      'a shim without importers',
      { '.ssotrc.json': PRESENT, 'app/ws/old.py': 'from app.ws.manager import UnifiedManager\n' },
      '1 banned module that still gives something',
      'app/ws/old.py  is banned (app.ws.old) and still gives UnifiedManager',
    ],
    [
      'a star shim',
      { '.ssotrc.json': PRESENT, 'app/ws/old.py': 'from .manager import *\n' },
      '1 banned module that still gives something',
      'app/ws/old.py  is banned (app.ws.old) and still gives all of another module',
    ],
    [
      'what stands in its place',
      {
        '.ssotrc.json': PRESENT,
        'app/ws/old.py':
          'def get_manager():\n    from app.ws.manager import UnifiedManager\n    return UnifiedManager()\n',
      },
      '1 banned module that still gives something',
      'still gives get_manager',
    ],
    [
      'a part of a banned package',
      {
        '.ssotrc.json': PRESENT,
        'app/ws/old/__init__.py': '',
        'app/ws/old/part.py': 'from app.ws.manager import UnifiedManager as Manager\n',
      },
      '1 banned module that still gives something',
      'app/ws/old/part.py',
    ],
    [
      'no canonical file',
      { 'app/ws/manager.py': null, 'app/use.py': null },
      '1 finding (1 registry)',
      'the canonical file app/ws/manager.py does not exist',
    ],
    [
      'a canonical that lost its symbol',
      { 'app/ws/manager.py': 'class Other:\n    pass\n', 'app/use.py': null },
      '1 finding (1 registry)',
      'does not define UnifiedManager',
    ],
    [
      'a damaged file that speaks of it',
      { 'app/broken.py': `from app.ws import old\n${DAMAGED}` },
      '1 finding (1 banned-import), 1 file that does not read cleanly',
      'app/broken.py:2:1  does not read cleanly',
    ],
    [
      'nothing to check',
      { '.ssotrc.json': registryText({}, { files: { include: ['none/**'] } }) },
      'no file was checked',
    ],
  ];
  test.each(cases.map(([what, files, line, ...places]) => ({ what, files, line, places })))('$what', async ({
    files,
    line,
    places,
  }) => {
    const { code, out } = await verifyIn(finishedRepository(files), ['Manager']);
    expect(out.split('\n')[0]).toBe(`Manager  not finished: ${line}`);
    for (const place of places) expect(out).toContain(place);
    expect(code).toBe(1);
  });

  test('a ban within some files is no promise that the module goes', async () => {
    const old = 'from app.ws.manager import UnifiedManager\n';
    for (const banned of [
      [{ module: 'app.ws.old', in: 'app/**' }],
      [{ module: 'app.ws.old', except: 'app/legacy/**' }],
    ]) {
      const files = { '.ssotrc.json': registryText({ banned }), 'app/ws/old.py': old, 'app/legacy/a.py': '' };
      const { code, out } = await verifyIn(finishedRepository(files), ['Manager']);
      expect(out).toMatch(/imports of app\.ws\.old (?:outside app|in app\/legacy)\/\*\*/);
      expect(code).toBe(0);
    }
  });

  test('a banned folder that holds the home may hold its parts, and no second way to it', async () => {
    const files = (part: string) => ({
      '.ssotrc.json': registryText({ banned: ['app/ws'] }),
      'app/use.py': null,
      'app/ws/parts.py': part,
    });
    expect((await verifyIn(finishedRepository(files('def helper():\n    pass\n')), ['Manager'])).code).toBe(0);
    const shim = await verifyIn(finishedRepository(files('from app.ws.manager import UnifiedManager\n')), ['Manager']);
    expect(shim.out).toContain('1 banned module that still gives something');
  });

  test('damage elsewhere is about what stands in the file', async () => {
    const repo = finishedRepository({
      'app/broken.py': `import json\n${DAMAGED}`,
      'web/broken.ts': 'class Clock { foo( {\n',
    });
    expect((await verifyIn(repo, ['Manager'])).code).toBe(0);
    expect((await verifyIn(repo, ['Clock'])).out).toContain('web/broken.ts:');
  });

  test('what another concept says first of the same place hides nothing', async () => {
    const concepts = {
      First: { canonical: 'app/ws/manager.py#UnifiedManager', banned: ['app.ws.old'] },
      Second: { canonical: 'app/other.py#Other', banned: [{ module: 'app.ws.old', names: ['OldManager'] }] },
      Third: { canonical: 'app/third.py#Third', banned: [{ module: 'app.ws.old', names: ['Thing'] }] },
    };
    const repo = finishedRepository({
      '.ssotrc.json': `${JSON.stringify({ version: 1, concepts })}\n`,
      'app/other.py': 'class Other: pass\n',
      'app/third.py': 'class Third: pass\n',
      'app/late.py': OLD_IMPORT,
      'app/later.py': 'import app.ws.old as old\n\nold.Thing()\n',
    });
    for (const name of ['First', 'Second', 'Third']) {
      const { code, out } = await verifyIn(repo, [name]);
      expect([name, code]).toEqual([name, 1]);
      expect(out).toContain('banned-import');
    }
  });

  test('many places are a number', async () => {
    const files = Object.fromEntries(Array.from({ length: 14 }, (_, at) => [`app/late${at}.py`, OLD_IMPORT]));
    const { out } = await verifyIn(finishedRepository(files), ['Manager']);
    expect(out).toContain('14 findings (14 banned-import)');
    expect(out).toContain('  and 4 more\n');
    const shim = { '.ssotrc.json': PRESENT, 'app/ws/old.py': 'class OldManager:\n    pass\n' };
    const mixed = await verifyIn(finishedRepository({ ...files, ...shim }), ['Manager']);
    expect(mixed.out.split('\n').filter((line) => line.startsWith('  app/late'))).toHaveLength(3);
    expect(mixed.out).toContain('  app/ws/old.py:1:7  duplicate-definition');
    expect(mixed.out).toContain('  app/ws/old.py  is banned (app.ws.old) and still gives OldManager\n  and 11 more\n');
  });

  test('--all: bans and unique names without a concept, and comments', async () => {
    const whole = { banned: ['moment'], unique: [{ names: ['*Service'] }] };
    const repo = finishedRepository({
      '.ssotrc.json': registryText({}, whole),
      'web/late.ts': "import moment from 'moment';\nexport class AService {}\n",
      'web/later.ts': '// ssot-allow alias permanent reason="none"\nexport class AService {}\n',
    });
    expect((await verifyIn(repo, ['Manager', 'Clock'])).code).toBe(0);
    const { code, out } = await verifyIn(repo, ['--all']);
    expect(out).toContain(
      '(without a concept)  not finished: 4 findings (1 banned-import, 2 duplicate-definition, 1 inline-allow)',
    );
    expect(code).toBe(1);
  });

  test('--strict: names that nothing explains', async () => {
    const banned = [{ module: 'py:app.ws.old', removed: true }];
    const repo = finishedRepository({
      '.ssotrc.json': registryText({ banned }),
      'web/late.ts': "import { x } from '@/late';\nexport const y = x;\n",
    });
    const lax = await verifyIn(repo, ['Manager', 'Clock']);
    expect(lax.code).toBe(0);
    expect(lax.out).toContain('1 import in 1 file of "@/", which nothing explains');
    const strict = await verifyIn(repo, ['Manager', 'Clock', '--strict']);
    expect(strict.out).toContain(
      'Manager  finished\nClock  not finished: 1 beginning of names that nothing explains\n',
    );
    expect(strict.code).toBe(1);
  });
});

describe('what is said besides', () => {
  test('rules that are off, excluded files and links', async () => {
    const files = { exclude: ['backups/**'] };
    const banned = [{ module: 'app.ws.old', strings: 'off', typeOnly: 'allow' }];
    const repo = finishedRepository({
      '.ssotrc.json': registryText({ aliases: 'off', indirect: 'off', banned }, { files }),
      'backups/a.py': OLD_IMPORT,
    });
    const { code, out } = await verifyIn(repo, ['Manager']);
    expect(code).toBe(0);
    for (const words of [
      '1 file excluded by backups/**',
      '(aliases: off)',
      '(indirect: off)',
      '(strings: off)',
      '(typeOnly)',
    ])
      expect(out).toContain(words);
  });

  test('index and disk that differ from HEAD', async () => {
    const repo = finishedRepository();
    repo.write('app/late.py', OLD_IMPORT);
    repo.git('add', 'app/late.py');
    repo.write('app/use.py', OLD_IMPORT);
    repo.write('notes.txt', 'nothing that matters');
    const { code, err } = await verifyIn(repo, ['Manager']);
    expect(err).toContain(
      'ssot-guard: this is about HEAD: 1 file in the index and 2 on disk differ from it and were not judged\n',
    );
    expect(code).toBe(0);
    repo.git('checkout', '-q', '.');
    repo.git('reset', '-q', '--hard');
    expect((await verifyIn(repo, ['Manager'])).err).not.toContain('about HEAD');
  });
});

describe('other repositories', () => {
  test('a bare one, and one with other object ids', async () => {
    const repo = finishedRepository();
    const bare = join(temporaryFolder(), 'bare');
    repo.git('clone', '-q', '--bare', '.', bare);
    expect(await verifyIn({ dir: bare }, ['Manager'])).toMatchObject({ code: 0 });
    const long = finishedRepository({}, { objectFormat: 'sha256' });
    expect(await verifyIn(long, ['--all', '--format', 'json', '--output', 'r.json'])).toMatchObject({ code: 0 });
    expect(await verifyIn(long, ['--receipt', 'r.json'])).toMatchObject({ code: 0, out: '' });
  });
});

describe('nothing judged', () => {
  test('no registry, no commit, an unknown concept, no or two questions', async () => {
    const without = temporaryRepository();
    without.write('a.py', '');
    without.commitAll('a');
    expect(await verifyIn(without, ['--all'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no registry'),
    });
    const unborn = temporaryRepository();
    expect(await verifyIn(unborn, ['--all'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no commit yet'),
    });
    const repo = finishedRepository();
    expect(await verifyIn(repo, ['Manger'])).toMatchObject({
      code: 2,
      err: 'no concept is called Manger\nDid you mean Manager?',
    });
    for (const args of [[], ['--all', 'Manager'], ['--all', '--receipt', 'a']])
      expect(await verifyIn(repo, args)).toMatchObject({ code: 2, err: expect.stringContaining('verify what?') });
  });
});
