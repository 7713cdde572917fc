/**
 * The caches from outside: whatever stands in their place, the report is the same, byte for byte.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle, runBundle, startBundle } from '../support/bundle.ts';
import { copyOf } from '../support/folders.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

/** `fs` is too short a word to search for: every file is scanned. */
const SCANS_ALL = { version: 1, banned: [{ module: 'moment', use: 'dayjs' }, { module: 'fs' }] };
const SEARCHES = {
  version: 1,
  banned: [{ module: 'moment', use: 'dayjs' }],
  unique: [{ names: ['*Manager'] }],
};

/** Enough for a segment. */
const FILES = 320;
/** Enough for threads (facts/threads/read-many). */
const MANY = 1520;

/** Projects by size and registry, each made once and copied. */
const projects = new Map<string, string>();

function project(registry: object, files = FILES): TemporaryRepository {
  const name = `${files} ${JSON.stringify(registry)}`;
  const made = projects.get(name) ?? makeProject(registry, files).dir;
  projects.set(name, made);
  return repositoryAt(copyOf(made));
}

function makeProject(registry: object, files: number): TemporaryRepository {
  const repo = temporaryRepository();
  for (let n = 0; n < files; n++) {
    const isBad = n % 60 === 7;
    if (n % 2 === 0) repo.write(`app/m${n}.py`, `class C${n}:\n    pass\n${isBad ? 'import moment\n' : ''}`);
    else repo.write(`src/f${n}.ts`, `${isBad ? "import m from 'moment';\n" : ''}export class D${n} {}\n`);
  }
  repo.write('src/one.ts', 'export class OneManager {}\n');
  repo.write('src/two.ts', 'export class OneManager {}\n');
  repo.write('src/empty.ts', '');
  repo.write('src/broken.py', "x = '''\n");
  repo.write('.ssotrc.json', JSON.stringify(registry));
  repo.commitAll('first');
  return repo;
}

const cacheOf = (repo: TemporaryRepository): string => join(repo.dir, '.git/ssot-guard/cache');
const report = (repo: TemporaryRepository, ...scope: string[]): [number | null, string] => {
  const { status, stdout } = runBundle(repo.dir, 'check', ...scope, '--format', 'json');
  return [status, stdout];
};
const segments = (repo: TemporaryRepository): string[] =>
  readdirSync(cacheOf(repo)).filter((name) => name.startsWith('facts-'));

beforeAll(() => void bundle());

describe.each([
  ['every file is scanned', SCANS_ALL, MANY],
  ['files are searched first', SEARCHES, FILES],
])('%s', (_, registry, files) => {
  test('cold, warm, from a commit and from disk: one report', () => {
    const repo = project(registry, files);
    const [status, cold] = report(repo, '--ref', 'HEAD');
    expect(status).toBe(1);
    expect(JSON.parse(cold).summary).toMatchObject({ filesChecked: files + 3, filesSkipped: 1 });
    expect(segments(repo)).toHaveLength(1);
    expect(report(repo, '--ref', 'HEAD')).toEqual([status, cold]);
    const [, onDisk] = report(repo, '--all');
    expect(onDisk).toBe(cold.replace('"scope": "ref"', '"scope": "all"'));
    expect(segments(repo)).toHaveLength(1);
    rmSync(cacheOf(repo), { recursive: true });
    expect(report(repo, '--all')).toEqual([status, onDisk]);
    expect(report(repo, '--ref', 'HEAD')).toEqual([status, cold]);
  });

  test('a second commit is judged by its own content', () => {
    const repo = project(registry);
    report(repo, '--ref', 'HEAD');
    repo.write('src/f1.ts', "import m from 'moment';\n");
    repo.write('src/f67.ts', 'export {};\n');
    repo.remove('src/two.ts');
    repo.commitAll('second');
    const warm = report(repo, '--ref', 'HEAD');
    const earlier = report(repo, '--ref', 'HEAD~1');
    rmSync(cacheOf(repo), { recursive: true });
    expect(report(repo, '--ref', 'HEAD')).toEqual(warm);
    expect(report(repo, '--ref', 'HEAD~1')).toEqual(earlier);
    expect(warm[1]).not.toBe(earlier[1]);
  });
});

describe('in place of each file of the cache', () => {
  const damages: Record<string, (file: string, bytes: Buffer) => void> = {
    half: (file, bytes) => writeFileSync(file, bytes.subarray(0, bytes.length / 2)),
    garbage: (file) => writeFileSync(file, Buffer.alloc(4096, '\x01\xfe{"a":')),
    'flipped bits': (file, bytes) =>
      writeFileSync(
        file,
        bytes.map((byte, at) => (at % 41 === 3 ? byte ^ 0x20 : byte)),
      ),
    'a flipped bit in the middle': (file, bytes) => {
      const at = bytes.length >> 1;
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      writeFileSync(file, bytes);
    },
    'JSON of another shape': (file) =>
      writeFileSync(file, '{"version":1,"d":{"x":null},"entries":[1,null,"a"],"__proto__":{"a":1}}'),
    empty: (file) => writeFileSync(file, ''),
    'another build': (file, bytes) =>
      writeFileSync(
        file,
        bytes.toString('latin1').replace(/ssot-guard [0-9a-f]{16}/, `ssot-guard ${'0'.repeat(16)}`),
        'latin1',
      ),
    'a pipe': (file) => {
      rmSync(file);
      spawnSync('mkfifo', [file]);
    },
    'a folder': (file) => {
      rmSync(file);
      mkdirSync(file);
    },
    'a link to something else': (file) => {
      rmSync(file);
      symlinkSync('/etc/hostname', file);
    },
    unreadable: (file) => chmodSync(file, 0),
  };

  let repo: TemporaryRepository;
  let staged: unknown;
  let whole: unknown;
  const sound = join(temporaryFolder(), 'cache');

  beforeAll(() => {
    repo = project({ ...SEARCHES, ...SCANS_ALL });
    repo.write('src/three.ts', 'export class OneManager {}\nimport m from "moment";\n');
    repo.write('app/three.py', 'import moment\n');
    repo.git('add', '-A');
    staged = report(repo);
    whole = report(repo, '--ref', 'HEAD');
    expect(report(repo)).toEqual(staged);
    cpSync(cacheOf(repo), sound, { recursive: true });
  });

  test.each(Object.keys(damages))('%s: the same report, staged and whole', (kind) => {
    rmSync(cacheOf(repo), { recursive: true });
    cpSync(sound, cacheOf(repo), { recursive: true });
    const files = readdirSync(cacheOf(repo)).filter((name) => name !== 'code'); // test/cli/launch.test.ts
    expect(files.length).toBeGreaterThan(2);
    for (const name of files) damages[kind]?.(join(cacheOf(repo), name), readFileSync(join(cacheOf(repo), name)));
    expect(report(repo)).toEqual(staged);
    expect(report(repo, '--ref', 'HEAD')).toEqual(whole);
    expect(report(repo)).toEqual(staged);
  });
});

describe('where nothing can be kept', () => {
  test('a link in place of the folder is not followed, neither to read nor to write', () => {
    const repo = project(SCANS_ALL);
    const expected = report(repo, '--ref', 'HEAD');
    const elsewhere = temporaryFolder();
    for (const name of readdirSync(cacheOf(repo))) renameSync(join(cacheOf(repo), name), join(elsewhere, name));
    const before = readdirSync(elsewhere).map((name) => [name, lstatSync(join(elsewhere, name)).mtimeMs]);
    rmSync(cacheOf(repo), { recursive: true });
    symlinkSync(elsewhere, cacheOf(repo));
    expect(report(repo, '--ref', 'HEAD')).toEqual(expected);
    expect(report(repo)[0]).toBe(0);
    expect(readdirSync(elsewhere).map((name) => [name, lstatSync(join(elsewhere, name)).mtimeMs])).toEqual(before);
  });

  test('a file in place of the folder', () => {
    const repo = project(SCANS_ALL);
    const expected = report(repo, '--ref', 'HEAD');
    rmSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
    writeFileSync(join(repo.dir, '.git/ssot-guard'), 'mine');
    expect(report(repo, '--ref', 'HEAD')).toEqual(expected);
    expect(readFileSync(join(repo.dir, '.git/ssot-guard'), 'utf8')).toBe('mine');
  });
});

describe('several at once, and killed ones', () => {
  test('eight processes on an empty cache: one report, no left-overs', async () => {
    const repo = project(SCANS_ALL);
    const all = await Promise.all(
      Array.from({ length: 8 }, () => startBundle(repo.dir, ['check', '--ref', 'HEAD', '--format', 'json'])),
    );
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([1]));
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1);
    expect(readdirSync(cacheOf(repo)).filter((name) => name.startsWith('tmp-'))).toEqual([]);
    expect(report(repo, '--ref', 'HEAD')[1]).toBe(all[0]?.stdout);
  });

  test('killed at any moment, the next run says the same', async () => {
    const repo = project(SCANS_ALL, MANY);
    const [, expected] = report(repo, '--ref', 'HEAD');
    rmSync(cacheOf(repo), { recursive: true });
    for (let after = 60; after < 900; after += 240) {
      await startBundle(repo.dir, ['check', '--ref', 'HEAD'], after);
      expect(readdirSync(repo.dir).sort()).toEqual(['.git', '.ssotrc.json', 'app', 'src']);
    }
    expect(report(repo, '--ref', 'HEAD')).toEqual([1, expected]);
    expect(report(repo, '--ref', 'HEAD')).toEqual([1, expected]);
  });
});

describe('how much is kept', () => {
  test('nothing for a handful of new files', () => {
    const repo = project(SCANS_ALL);
    report(repo, '--ref', 'HEAD');
    const before = segments(repo);
    for (let n = 0; n < 10; n++) repo.write(`src/new${n}.ts`, `export const n = ${n};\n`);
    repo.git('add', '-A');
    report(repo);
    repo.commit('second');
    report(repo, '--ref', 'HEAD');
    expect(segments(repo)).toEqual(before);
  });

  test('many segments become one', () => {
    const repo = project(SCANS_ALL);
    report(repo, '--ref', 'HEAD');
    let most = 0;
    for (let round = 0; round < 7; round++) {
      for (let n = 0; n < 220; n++) repo.write(`src/f${n}.ts`, `export class D${n}x${round} {}\n`);
      repo.commitAll(`round ${round}`);
      report(repo, '--ref', 'HEAD');
      most = Math.max(most, segments(repo).length);
    }
    expect(most).toBe(6);
    expect(segments(repo).length).toBeLessThan(6);
    const warm = report(repo, '--ref', 'HEAD');
    rmSync(cacheOf(repo), { recursive: true });
    expect(report(repo, '--ref', 'HEAD')).toEqual(warm);
  });
});
