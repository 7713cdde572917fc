/** Receipts: derived again from the commit that they name, and refused where one field is another. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/index.ts';
import { receiptSchema } from '../../src/reporters/receipt-shape.ts';
import { differences } from '../../src/verifying/compare.ts';
import type { TemporaryRepository } from '../support/repository.ts';
import { finishedRepository, registryText, verifyIn } from '../support/verified.ts';

const OLD_IMPORT = 'from app.ws.old import OldManager\n';

/** With something of every kind in its receipt. */
function unfinished(): TemporaryRepository {
  const entry = {
    path: 'app/gone.py',
    rule: 'banned-import',
    concept: 'Manager',
    module: 'py:app/ws/old',
    symbol: 'OldManager',
  };
  return finishedRepository({
    '.ssotrc.json': registryText({ aliases: 'warn', indirect: 'off' }, { files: { exclude: ['backups/**'] } }),
    '.ssot-baseline.jsonl': `${JSON.stringify({ ...entry, count: 2, until: '2027-06-30' })}\n`,
    'app/late.py': OLD_IMPORT,
    'app/later.py': `# ssot-allow banned-import until=2027-01-31 reason="cut-over"\n${OLD_IMPORT}`,
    'app/broken.py': 'from app.ws import old\n"""open',
    'backups/a.py': OLD_IMPORT,
    'web/late.ts': "import { x } from '@/late';\nexport const y = x;\n",
  });
}

async function receiptOf(repo: TemporaryRepository, ...args: string[]): Promise<string> {
  return (await verifyIn(repo, [...args, '--format', 'json'])).out;
}

/** @returns what `--receipt` says of a text */
async function rederived(repo: TemporaryRepository, text: string) {
  repo.write('.git/receipt.json', text);
  return verifyIn(repo, ['--receipt', '.git/receipt.json'], { now: () => new Date('2031-01-01T00:00:00Z') });
}

describe('a receipt', () => {
  test('is what the published schema describes', async () => {
    const schema = receiptSchema();
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    for (const text of [await receiptOf(unfinished(), '--all'), await receiptOf(finishedRepository(), 'Manager')]) {
      validate(JSON.parse(text));
      expect(validate.errors).toBeNull();
    }
  });

  test('names commit, tree and the files that it was judged by', async () => {
    const repo = unfinished();
    const receipt = JSON.parse(await receiptOf(repo, '--all'));
    const id = (name: string): string => repo.git('rev-parse', name).trim();
    expect(receipt).toMatchObject({
      ...{ commit: id('HEAD'), tree: id('HEAD^{tree}'), day: '2026-11-20', all: true, strict: false, finished: false },
      registry: {
        files: [
          { path: '.ssot-baseline.jsonl', id: id('HEAD:.ssot-baseline.jsonl') },
          { path: '.ssotrc.json', id: id('HEAD:.ssotrc.json') },
        ],
      },
      notChecked: { excluded: expect.arrayContaining([{ pattern: 'backups/**', files: 1 }]) },
    });
  });

  test('has mentions beside what is left, and counts them under --strict', async () => {
    const repo = finishedRepository({ 'deploy/worker.yaml': 'command: python -m app.ws.old\n' });
    const mention = { kind: 'finding', rule: 'mention', path: 'deploy/worker.yaml', line: 1, column: 20 };
    const plain = JSON.parse(await receiptOf(repo, 'Manager'));
    expect(plain).toMatchObject({ finished: true, concepts: [{ left: [], mentions: [mention] }] });
    const strict = JSON.parse(await receiptOf(repo, 'Manager', '--strict'));
    expect(strict).toMatchObject({ finished: false, concepts: [{ left: [mention], mentions: [] }] });
    expect((await verifyIn(repo, ['Manager'])).out).toContain('finished; 1 mention (--strict counts them)');
  });

  test('is the same from run to run, and what the function gives', async () => {
    const repo = unfinished();
    const text = await receiptOf(repo, '--all');
    expect(await receiptOf(repo, '--all')).toBe(text);
    expect(JSON.parse(text)).toEqual(await verify({ cwd: repo.dir, now: '2026-11-20' }));
    expect(await verify({ cwd: repo.dir, concepts: ['Clock'], now: '2026-11-20' })).toMatchObject({ finished: true });
    await expect(verify({ cwd: repo.dir, now: 'today' })).rejects.toThrow('is not a day');
  });

  test('is the same whatever other runs have left in the cache', async () => {
    const repo = finishedRepository({ 'app/broken.py': 'import json\n"""open', 'web/other.ts': "import '#late';\n" });
    const text = await receiptOf(repo, '--all');
    await verifyIn(repo, ['--all', '--strict']);
    expect(await receiptOf(repo, '--all')).toBe(text);
  });

  test('is written to a file', async () => {
    const repo = finishedRepository();
    const { code, out } = await verifyIn(repo, ['--all', '--format', 'json', '--output', 'receipt.json']);
    expect([code, out]).toEqual([0, '']);
    expect(repo.read('receipt.json')).toBe(await receiptOf(repo, '--all'));
  });
});

describe('derived again', () => {
  test('holds, at its own day, when HEAD has gone on', async () => {
    const repo = unfinished();
    const texts = [await receiptOf(repo, '--all'), await receiptOf(repo, 'Clock', 'Manager', '--strict')];
    repo.write('web/use.ts', 'export {};\n');
    repo.write('.ssotrc.json', registryText());
    repo.commitAll('later');
    for (const text of texts) {
      const { code, out, err } = await rederived(repo, text);
      expect([code, out]).toEqual([0, '']);
      expect(err).toMatch(
        /^ssot-guard: the receipt holds: not finished, commit [0-9a-f]{12} as of 2026-11-20 · \d+ ms\n$/,
      );
    }
  });

  test('is refused with every field altered, one at a time', async () => {
    const repo = unfinished();
    const text = await receiptOf(repo, '--all');
    const places = [...leavesOf(JSON.parse(text))];
    expect(places.length).toBeGreaterThan(80);
    const tried = new Set<string>();
    for (const place of places) {
      const altered = JSON.parse(text);
      const was = valueAt(altered, place);
      setAt(altered, place, otherThan(was));
      // Each field goes the whole way once; those of a list's further entries are compared with what is derived.
      const field = place.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
      if (tried.has(field) && !DECIDING.test(place.join('.'))) {
        expect(differences(altered, JSON.parse(text))).toMatchObject([{ field: fieldOf(place) }]);
        continue;
      }
      tried.add(field);
      const { code, out, err } = await rederived(repo, JSON.stringify(altered));
      expect([place.join('.'), code]).toEqual([place.join('.'), REFUSED.has(String(place[0])) ? 2 : 1]);
      // what decides how it is derived tells of what was derived
      if (code === 1 && !DECIDING.test(place.join('.'))) expect(out).toContain(`${fieldOf(place)}: `);
      if (code === 1) expect(err).toContain('does not hold');
    }
  }, 300_000);

  test('is refused with a field too many or too few', async () => {
    const repo = finishedRepository();
    const receipt = JSON.parse(await receiptOf(repo, '--all'));
    const more = await rederived(repo, JSON.stringify({ ...receipt, more: 1 }));
    expect([more.code, more.out]).toEqual([1, 'more: 1 is stated, nothing is so\n']);
    const { counts: _, ...fewer } = receipt;
    expect(await rederived(repo, JSON.stringify(fewer))).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^counts: nothing is stated, /),
    });
  });

  test('is not judged where it is no receipt, of another version, or the commit is not here', async () => {
    const repo = finishedRepository();
    const receipt = JSON.parse(await receiptOf(repo, '--all'));
    for (const text of [
      '',
      '[]',
      'null',
      '{}',
      '{"version":1}',
      JSON.stringify({ ...receipt, day: '2026-02-30' }),
      '{"version":1,',
    ])
      expect(await rederived(repo, text)).toMatchObject({
        code: 2,
        err: expect.stringContaining('this is no receipt'),
      });
    const tool = await rederived(repo, JSON.stringify({ ...receipt, tool: '9.9.9' }));
    expect(tool).toMatchObject({ code: 2, err: expect.stringContaining('is of ssot-guard 9.9.9') });
    const other = await rederived(finishedRepository({ 'a.py': '' }), JSON.stringify(receipt));
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('no such commit') });
    expect(await verifyIn(repo, ['--receipt', 'none.json'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot read'),
    });
  });
});

test('differences of values', () => {
  expect(differences({ a: [1, { b: 2 }], c: null }, { a: [1, { b: 3 }, 4], c: {} })).toEqual([
    { field: 'a[1].b', stated: 2, derived: 3 },
    { field: 'a[2]', stated: undefined, derived: 4 },
    { field: 'c', stated: null, derived: {} },
  ]);
  expect(differences({ a: [] }, { a: [] })).toEqual([]);
});

// ------------------------------------------------------------------------------------------------------------ support

/** Nothing can be derived from these. */
const REFUSED: ReadonlySet<string> = new Set(['version', 'tool', 'commit']);
const DECIDING = /^(?:day|strict|all|concepts\.\d+\.name)$/;

type Place = readonly (string | number)[];

function* leavesOf(value: unknown, at: Place = []): Generator<Place> {
  if (typeof value !== 'object' || value === null) {
    yield at;
    return;
  }
  for (const [key, one] of Object.entries(value))
    yield* leavesOf(one, [...at, Array.isArray(value) ? Number(key) : key]);
}

function valueAt(value: unknown, place: Place): unknown {
  return place.reduce((at, key) => (at as Record<string | number, unknown>)[key], value);
}

function setAt(value: unknown, place: Place, by: unknown): void {
  const parent = valueAt(value, place.slice(0, -1)) as Record<string | number, unknown>;
  parent[place.at(-1) ?? ''] = by;
}

/** Another digit or letter, another truth. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return 'x';
  const last = value.at(-1) ?? '';
  return `${value.slice(0, -1)}${last === '1' ? '2' : '1'}`;
}

function fieldOf(place: Place): string {
  return place.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');
}
