/**
 * `allow`: what it writes, judged by `check` afterwards; the diffs are goldens. Where a comment would mean something else, or
 * nothing, none is written.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { dispatch } from '../../src/commands/dispatch.ts';
import { commands } from '../../src/commands/index.ts';
import { openRepository } from '../../src/git/repository.ts';
import { check } from '../../src/index.ts';
import { fakeIo } from '../support/fake-io.ts';
import { expectGolden } from '../support/golden.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const REGISTRY = `{
  // ours
  "version": 1,
  "concepts": {
    "User": "src/user.ts#User",
    "Ws": {
      "canonical": "app/ws.py#Ws",
      "banned": [
        "app.old", // gone soon
        { "module": "app.older", "names": ["A"] },
        {
          "module": "app.oldest",
          "allow": [
            { "in": "x/**", "reason": "before", "permanent": true }
          ]
        }
      ],
      "definitions": { "names": ["Ws", "Socket"], "allow": [{ "in": "y/**", "reason": "before", "permanent": true }] }
    }
  },
  "banned": ["moment"]
}
`;

function project(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.jsonc', REGISTRY);
  repo.write('src/user.ts', 'export class User {}\n');
  repo.write(
    'src/a.ts',
    'import a from "x";\r\n\r\nimport moment, {\r\n  utc,\r\n} from "moment";\r\nexport class User {}\r\n',
  );
  repo.write('src/text.ts', `const t = \`\n\${require("moment")}\n\`;\nexport { t };\n`);
  repo.write('src/mixed.ts', "import 'moment'; export class User {}\n");
  repo.write('app/__init__.py', '');
  repo.write('app/ws.py', 'class Ws: pass\n');
  repo.write(
    'app/use.py',
    'def f():\n\tfrom app.old import (\n\t\tB,\n\t\tC,\n\t)\n\tfrom app.older import A, D\n\tfrom app.oldest import x\n\nclass Socket: pass\n',
  );
  repo.write('app/marked.py', Buffer.from('\ufefffrom app.old import B', 'utf8'));
  repo.write(
    'app/latin.py',
    Buffer.from('# -*- coding: latin-1 -*-\nname = "\xe9"; from app.old import B\n', 'latin1'),
  );
  repo.commitAll('start');
  return repo;
}

async function allow(repo: TemporaryRepository, ...args: string[]) {
  const io = fakeIo({ cwd: repo.dir, repository: openRepository(repo.dir), now: () => new Date('2026-06-01') });
  const status = await dispatch(['allow', ...args], io, commands);
  return { status, ...io.written };
}

async function findings(repo: TemporaryRepository): Promise<string[]> {
  const { findings: all } = await check({ cwd: repo.dir, scope: { scope: 'all' }, now: '2026-06-01' });
  return all.map(({ path, line, rule, name }) => `${path}:${line} ${rule} ${name}`);
}

const ELSEWHERE = ['src/text.ts:2 banned-import null', 'src/mixed.ts:1 banned-import null'];
const TERMS = ['--until', '2027-01-31', '--reason', 'runs until the cut-over'];

describe('an exception', () => {
  test.each([
    ['src/a.ts:3', ['src/a.ts:3 banned-import default', 'src/a.ts:4 banned-import utc']],
    ['app/use.py:3', ['app/use.py:3 banned-import B', 'app/use.py:4 banned-import C']],
    ['app/marked.py:1', ['app/marked.py:1 banned-import B']],
    ['app/latin.py:2', ['app/latin.py:2 banned-import B']],
    ['src/mixed.ts:1:8', ['src/mixed.ts:1 banned-import null']],
    ['src/a.ts:3 in src/**', ['src/a.ts:3 banned-import default', 'src/a.ts:4 banned-import utc', ...ELSEWHERE]],
    [
      'src/a.ts:6 in src/a.ts src/mixed.ts',
      ['src/a.ts:6 duplicate-definition User', 'src/mixed.ts:1 duplicate-definition User'],
    ],
    ['app/use.py:6 in app/use.py', ['app/use.py:6 banned-import A']],
    ['app/use.py:7 in app/use.py', ['app/use.py:7 banned-import x']],
    ['app/use.py:9 in app/**', ['app/use.py:9 duplicate-definition Socket']],
  ])('%s', async (what, gone) => {
    const repo = project();
    const before = await findings(repo);
    const [place = '', ...globs] = what.split(/ (?:in )?/);
    const args = [place, ...globs.flatMap((glob) => ['--in', glob]), ...TERMS];
    const dry = await allow(repo, ...args, '--dry-run');
    expect(repo.git('status', '--porcelain')).toBe('');
    const done = await allow(repo, ...args);
    expect([dry.status, done.status]).toEqual([0, 0]);
    expect(repo.git('diff', '--binary').replace(/^index .*\n/gm, '')).toBe(dry.out);
    const rest = (await findings(repo)).map((one) => one.replace(/:\d+/, ''));
    expect(rest).toEqual(before.filter((one) => !gone.includes(one)).map((one) => one.replace(/:\d+/, '')));
    expectGolden(`allow/${what.replace(/[^\w.]+/g, '-')}.diff`, `${dry.out}${done.err}`);
  });
});

it('is found by its fingerprint, too, wherever it stands', async () => {
  const repo = project();
  const { findings: all } = await check({ cwd: repo.dir, scope: { scope: 'all' }, now: '2026-06-01' });
  const one = all.find(({ path, line }) => path === 'app/use.py' && line === 6);
  repo.write('app/use.py', `\n\n${repo.read('app/use.py')}`);
  const { status } = await allow(repo, one?.fingerprint ?? '', '--permanent', '--reason', 'a test double');
  expect(status).toBe(0);
  expect(readFileSync(join(repo.dir, 'app/use.py'), 'utf8')).toContain(
    '\t# ssot-allow banned-import permanent reason="a test double"\n\tfrom app.older import A, D\n',
  );
});

describe('is refused, and nothing written', () => {
  test.each([
    [['src/text.ts:2', ...TERMS], 'no exception can be written for src/text.ts:2:11'],
    [['src/a.ts:1', ...TERMS], 'there is no finding in line 1 of src/a.ts'],
    [['src/mixed.ts:1', ...TERMS], 'there are findings of banned-import and duplicate-definition in line 1'],
    [['0123456789abcdef', ...TERMS], 'there is no finding with the fingerprint'],
    [['moment', ...TERMS], 'is neither a fingerprint nor a place'],
    [['src/a.ts:3', '--reason', 'x'], 'an exception needs an end'],
    [['src/a.ts:3', '--until', '2027-01-31'], 'an exception needs a reason'],
    [['src/a.ts:3', '--until', '2026-05-31', '--reason', 'x'], 'is past'],
    [['src/a.ts:3', '--permanent', ...TERMS], '--until and --permanent cannot both be'],
    [['src/a.ts:3', '--permanent', '--reason', 'a "b"'], 'a reason is one line without quotes'],
    [['src/a.ts:3', '--in', 'lib/**', ...TERMS], 'no exception can be written'],
    [[], 'allow what?'],
  ])('%j', async (args, words) => {
    const repo = project();
    await expect(allow(repo, ...args)).rejects.toThrow(words);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('where the registry permits no comments', async () => {
    const repo = project();
    repo.write('.ssotrc.jsonc', REGISTRY.replace('"version": 1,', '"version": 1, "inlineAllow": false,'));
    await expect(allow(repo, 'src/a.ts:3', ...TERMS)).rejects.toThrow('no exception can be written');
    expect((await allow(repo, 'src/a.ts:3', '--in', 'src/a.ts', ...TERMS)).status).toBe(0);
  });
});
