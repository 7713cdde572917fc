/**
 * However much there is: at sizes around every number in the code at which something is done in another way, the findings
 * of a tree are those of each of its files alone, and those that are found without any device for speed.
 *
 * The numbers are made small (small-numbers.ts), so that a dozen files reach them; trees of the real sizes are judged by
 * `UNION=long` (union.test.ts). Each file defines a class with the one before it and a class with the one behind, so that
 * at each size the last file decides about a finding in the one before.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { check } from '../../src/index.ts';
import type { Finding, Report } from '../../src/types.ts';
import { buildWithout, type Device, devices } from '../bench/ablation/devices.mjs';
import { runCommandLine } from '../support/command-line.ts';
import { keepCode, run } from '../support/package.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { expectTold, toldIn } from '../support/told.ts';
import { BORDERS, smallNumbers } from './small-numbers.ts';

const DAY = '2026-11-29';
const SIZES = [...new Set([1, ...BORDERS.flatMap((border) => [border - 1, border, border + 1])])];
const SIZE = Math.max(...SIZES);

/** None of what exists for speed, but V8's code. */
const bare: Device = {
  id: 'bare',
  title: 'everything',
  stubs: Object.fromEntries(devices.flatMap(({ id, stubs }) => (id === 'v8-code' ? [] : Object.entries(stubs ?? {})))),
  edits: devices.flatMap(({ edits }) => edits ?? []),
  cases: [],
};

/**
 * Around the borders all are Python: two languages may each have a class of one name. What is imported from a module that
 * gives it on is known when that has been read: one for each file.
 */
const CONTENTS = [
  "import { Old } from '../lib/legacy';\n",
  'import jwt\n',
  'from app.legacy import Old\n',
  'from . import legacy\nlegacy.Old()\n',
  'Other = Home\n',
  `# ${'padding '.repeat(60)}\nimport jwt  # ssot-allow banned-import permanent reason="kept"\n`,
  'def f():\n    patch("app.legacy.Old")\n',
  'x = 1\n',
  "jest.mock('moment');\nexport * from './nowhere';\n",
];

const REGISTRY = {
  version: 1,
  concepts: { Home: { canonical: 'app/home.py#Home' } },
  banned: ['py:jwt', 'moment', { module: 'app/legacy', names: ['Old'] }, './lib/legacy'],
  unique: [{ names: ['*Manager'], kinds: ['class'] }],
};

interface File {
  readonly path: string;
  readonly content: string;
}

/** The n-th file; it shares its class `Manager` of the number n with the file before it, and the next one with the file behind. */
function fileAt(n: number): File {
  const content = CONTENTS[n % CONTENTS.length] ?? '';
  const isPython = !/^import \{|^jest/.test(content);
  const kept = isPython ? ': pass' : ' {}';
  const classes = [n, n + 1].map((number) => `${isPython ? '' : 'export '}class N${number}Manager${kept}\n`).join('');
  const home = isPython ? `from .again${n} import Home\n` : '';
  const name = `f${String(n).padStart(2, '0')}`;
  return { path: `app/${name}.${isPython ? 'py' : 'ts'}`, content: home + content + classes };
}

const FILES = Array.from({ length: SIZE }, (_, n) => fileAt(n));

let repo: TemporaryRepository;
let small: string;
let plain: string;
/** Commits with so many of the files; 0 is what stands around them. */
const commits = new Map<number, string>();
/** What each file breaks alone. */
const alone = new Map<string, readonly string[]>();

const isUnique = ({ rule }: Finding): boolean => rule === 'duplicate-definition';
const toldOf = ({ path, line, column, rule, message }: Finding): string =>
  `${path}:${line}:${column} ${rule} ${message}`;

beforeAll(async () => {
  const home = temporaryFolder();
  [small, plain] = [join(home, 'small'), join(home, 'plain')];
  for (const [device, folder] of [[smallNumbers, small] as const, [bare, plain] as const]) {
    buildWithout(device, folder);
    keepCode(join(folder, 'dist'));
  }
  repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify(REGISTRY));
  repo.write('app/legacy.py', 'class Old: pass\n');
  repo.write('lib/legacy.ts', 'export const Old = 1;\n');
  for (const n of FILES.keys()) repo.write(`app/again${n}/__init__.py`, 'from app.home import Home\n');
  repo.write('app/home.py', 'class Home: pass\n');
  commits.set(0, repo.commitAll('around'));
  for (const [n, { path, content }] of FILES.entries()) {
    repo.write(path, content);
    if (SIZES.includes(n + 1)) commits.set(n + 1, repo.commitAll(`${n + 1}`));
  }
  for (const { path } of FILES) {
    const { findings } = await check({ cwd: repo.dir, scope: { scope: 'paths', paths: [path] }, now: DAY });
    alone.set(path, findings.filter((one) => !isUnique(one)).map(toldOf));
  }
});

/** By what was found of each alone; a class is defined twice where both files are there. */
function expectedAt(size: number): { readonly others: string[]; readonly unique: string[] } {
  const there = FILES.slice(0, size).map(({ path }) => path);
  const pairs = there.slice(1).flatMap((path, n) => {
    const before = there[n] ?? '';
    return before.endsWith(path.slice(-2)) ? [[before, path] as const] : [];
  });
  return {
    others: there.flatMap((path) => alone.get(path) ?? []).sort(),
    unique: pairs.flatMap(([one, other]) => [`${one} also ${other}`, `${other} also ${one}`]).sort(),
  };
}

function findingsOf(home: string, ...args: readonly string[]): readonly Finding[] {
  const all = ['check', '--format', 'json', '--now', DAY, ...args];
  const { status, out, err } = runCommandLine(join(home, 'dist/cli.cjs'), repo.dir, all);
  if (status !== 0 && status !== 1) throw new Error(`check ${args.join(' ')} ended with ${status}: ${err}`);
  return (JSON.parse(out) as Report).findings.filter(({ path }) => !path.includes('/again'));
}

function expectFound(size: number, findings: readonly Finding[], of: string): void {
  const { others, unique } = expectedAt(size);
  expect([
    of,
    size,
    findings
      .filter((one) => !isUnique(one))
      .map(toldOf)
      .sort(),
  ]).toEqual([of, size, others]);
  const twice = findings
    .filter(isUnique)
    .flatMap(({ path, related }) => related.map((one) => `${path} also ${one.path}`));
  expect([of, size, twice.sort()]).toEqual([of, size, unique]);
}

const byText = (findings: readonly Finding[]): string[] => findings.map((one) => JSON.stringify(one)).sort();

test('every kind of file is in the tree, and breaks what it is meant to', () => {
  expect(SIZE).toBeGreaterThan(CONTENTS.length);
  expect(FILES.map(({ path }) => alone.get(path)?.length)).toEqual(
    FILES.map((_, n) => [1, 2, 2, 2, 2, 1, 2, 1, 1][n % CONTENTS.length]),
  );
  expect([...alone.values()].flat().length).toBeGreaterThan(SIZE / 2);
});

/** With what smaller trees have left in the caches, and then with its own. */
test.each(SIZES)('%i files', (size) => {
  const commit = commits.get(size) ?? '';
  repo.git('checkout', '-q', '-f', '--detach', commit);
  const found = findingsOf(small, '--ref', commit);
  expectFound(size, found, 'commit');
  expect(byText(findingsOf(small, '--ref', commit))).toEqual(byText(found));
  expect(byText(findingsOf(plain, '--ref', commit))).toEqual(byText(found));
  expect(byText(findingsOf(small, '--all'))).toEqual(byText(found));
  repo.git('update-ref', '--no-deref', 'HEAD', commits.get(0) ?? '');
  const staged = findingsOf(small, '--staged');
  expectFound(size, staged, 'staged');
  expect(byText(findingsOf(plain, '--staged'))).toEqual(byText(staged));
  const told = staged.filter(({ status }) => status === 'new');
  const places = told.map(({ path, line, column, rule }) => `${path}:${line}:${column} ${rule}`).sort();
  const { status, out, err } = run(repo.dir, 'sh', [join(small, 'hooks/pre-commit')], { NO_COLOR: '1' });
  expect([size, status, err]).toEqual([size, 1, err]);
  expectTold(toldIn(out), places);
});

test('the caches were used', () => {
  expect(readdirSync(join(repo.dir, '.git/ssot-guard/cache')).some((name) => name.startsWith('facts-'))).toBe(true);
});
