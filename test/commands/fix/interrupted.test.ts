/**
 * `fix` that is killed at any step, or meets a full disk, and several at once: every file is the old one or the new one,
 * the next run finishes or takes back, and nothing of ours is left.
 *
 * Steps are counted by a script that Node loads first: before or after the n-th call that changes the disk it kills the
 * process, or says that there is no space. `SSOT_LONG=1` goes through all steps, and kills at 200 random moments.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../../../src/commands/init.ts';
import { fakeIo } from '../../support/fake-io.ts';
import { copyOf } from '../../support/folders.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder } from '../../support/repository.ts';
import { repositoryWith, tryFix } from './world.ts';

const LONG = process.env.SSOT_LONG === '1';
const FILES = LONG ? 40 : 8;

const OLD = 'from app.old import Old\nprint(Old)\n';
const NEW = OLD.replace('app.old import Old', 'app.new import New as Old');
const NAMES = Array.from({ length: FILES }, (_, at) => `${at % 3 === 0 ? '' : `d${at % 3}/`}f${at}.py`);

let program: string;
let injected: string;

beforeAll(() => {
  const folder = temporaryFolder();
  program = join(folder, 'fix.cjs');
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const built = spawnSync(process.execPath, ['scripts/build.mjs', 'test/cli/one-file-cli.ts', program], {
    cwd: root,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
  injected = join(folder, 'inject.cjs');
  writeFileSync(
    injected,
    `const fs = require('node:fs');
const [kind, at, when] = (process.env.SSOT_INJECT ?? '').split(' ');
let count = 0, busy = false;
const changes = {
  openSync: (args) => /[wax+]/.test(String(args[1])), writeFileSync: () => true, renameSync: () => true,
  linkSync: () => true, copyFileSync: () => true, rmSync: () => true, mkdirSync: () => true, fsyncSync: () => true,
  fsync: () => true,
};
const full = (path) => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path: String(path) });
for (const [name, isOne] of Object.entries(changes)) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (kind === undefined || busy || !isOne(args)) return real(...args);
    const isIt = ++count === Number(at);
    busy = true;
    if (kind === 'count') fs.appendFileSync(at, name + '\\n');
    busy = false;
    if (isIt && kind === 'kill' && when === 'before') process.kill(process.pid, 'SIGKILL');
    if (kind === 'full' && count >= Number(at)) {
      if (name === 'fsync') return args[1](full(args[0]));
      if (!['rmSync', 'fsyncSync'].includes(name)) throw full(args[0]);
    }
    const result = real(...args);
    if (isIt && kind === 'kill') process.kill(process.pid, 'SIGKILL');
    return result;
  };
}
`,
  );
});

let template: TemporaryRepository | null = null;

/** Files to be fixed, all staged. */
function repository(): TemporaryRepository {
  if (template === null) {
    template = repositoryWith(Object.fromEntries(NAMES.map((name) => [name, OLD])));
    template.git('add', '-A');
  }
  return repositoryAt(copyOf(template.dir));
}

function runInjected(repo: TemporaryRepository, inject: string, ...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], {
    cwd: repo.dir,
    encoding: 'utf8',
    input: '',
    env: { ...process.env, NODE_OPTIONS: `--require ${injected}`, SSOT_INJECT: inject },
  });
}

/** The calls that change the disk. */
function stepsOf(repo: TemporaryRepository, ...args: string[]): string[] {
  const log = join(temporaryFolder(), 'log');
  expect(runInjected(repo, `count ${log}`, ...args).status).toBe(0);
  return readFileSync(log, 'utf8').split('\n').slice(0, -1);
}

function points(steps: number, few: number): number[] {
  if (LONG) return Array.from({ length: steps }, (_, at) => at + 1);
  return Array.from({ length: few }, (_, at) => Math.round(1 + (at * (steps - 1)) / (few - 1)));
}

const onDisk = (repo: TemporaryRepository): string[] => NAMES.map((name) => repo.read(name));

/** What the index holds of them: one of the two texts. */
function inIndex(repo: TemporaryRepository): string[] {
  const texts = new Map([OLD, NEW].map((text) => [repo.blob(text), text]));
  const entries = repo
    .git('ls-files', '-s', '-z', '--', ...NAMES)
    .split('\0')
    .slice(0, -1);
  return entries.map((entry) => texts.get(entry.split(' ')[1] ?? '') ?? entry);
}

const all = (text: string): string[] => NAMES.map(() => text);

function temporaryFiles(repo: TemporaryRepository): string[] {
  return readdirSync(repo.dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
}

/** Whatever was left: every file is old or new; then one of the ways out is taken. */
async function expectWellAfter(
  repo: TemporaryRepository,
  isStaging: boolean,
  turn: number,
  what: string,
): Promise<void> {
  for (const text of onDisk(repo)) expect([what, [OLD, NEW]]).toEqual([what, expect.arrayContaining([text])]);
  if (isStaging) for (const text of inIndex(repo)) expect([OLD, NEW]).toContain(text);
  const isOpen = existsSync(join(repo.dir, '.git/ssot-guard/fix/journal.json'));
  const args = ['--all', ...(isStaging ? ['--staged'] : [])];
  if (isOpen) {
    const refused = await tryFix(repo.dir, ...args);
    expect([what, refused.code, refused.err]).toEqual([what, 2, expect.stringMatching(/--resume.*--abort/s)]);
  }
  const isBack = isOpen && turn % 2 === 0;
  const settled = await tryFix(repo.dir, ...(!isOpen ? args : [isBack ? '--abort' : '--resume']));
  expect([what, settled.code]).toEqual([what, 0]);
  expect([what, onDisk(repo)]).toEqual([what, all(isBack ? OLD : NEW)]);
  expect([what, inIndex(repo)]).toEqual([what, all(isBack || !isStaging ? OLD : NEW)]);
  expect([what, temporaryFiles(repo), existsSync(join(repo.dir, '.git/ssot-guard/fix'))]).toEqual([what, [], false]);
  const again = await tryFix(repo.dir, ...args);
  expect([what, again.code, onDisk(repo)]).toEqual([what, 0, all(NEW)]);
}

describe.each([
  ['fix --all', []],
  ['fix --all --staged', ['--staged']],
])('%s', (_name, more) => {
  const isStaging = more.length > 0;
  let steps = 0;

  beforeAll(() => {
    steps = stepsOf(repository(), 'fix', '--all', ...more).length;
  });

  it('that is killed at a step leaves old and new files, and both ways out', async () => {
    for (const at of points(steps, 3)) {
      const repo = repository();
      const when = at % 2 === 0 ? 'before' : 'after';
      expect(runInjected(repo, `kill ${at} ${when}`, 'fix', '--all', ...more).signal).toBe('SIGKILL');
      await expectWellAfter(repo, isStaging, at, `killed ${when} step ${at} of ${steps}`);
    }
  });

  it('that meets a full disk changes nothing, or says how to put it back', async () => {
    for (const at of points(steps, 3)) {
      const repo = repository();
      const { status, stderr } = runInjected(repo, `full ${at}`, 'fix', '--all', ...more);
      if (status !== 0) expect([at, status, stderr]).toEqual([at, 2, expect.stringContaining('the disk is full')]);
      const isOpen = existsSync(join(repo.dir, '.git/ssot-guard/fix/journal.json'));
      if (status !== 0) expect([at, isOpen]).toEqual([at, stderr.includes('--resume')]);
      if (status !== 0 && !isOpen) expect([at, onDisk(repo), inIndex(repo)]).toEqual([at, all(OLD), all(OLD)]);
      await expectWellAfter(repo, isStaging, at, `no space from step ${at} of ${steps}`);
    }
  });
});

describe('settling', () => {
  it.each(['--resume', '--abort'])('by %s may itself be killed', async (way) => {
    const interrupted = (): TemporaryRepository => {
      const repo = repository();
      // the journal is there when the first file is renamed; half of them are
      const { signal } = runInjected(repo, `kill ${half} after`, 'fix', '--all', '--staged');
      expect([signal, existsSync(join(repo.dir, '.git/ssot-guard/fix/journal.json'))]).toEqual(['SIGKILL', true]);
      return repo;
    };
    const names = stepsOf(repository(), 'fix', '--all', '--staged');
    const renames = names.flatMap((name, at) => (name === 'renameSync' ? [at + 1] : []));
    const half = renames[renames.length - 1 - FILES / 2] ?? 0;
    const steps = stepsOf(interrupted(), 'fix', way).length;
    for (const at of points(steps, 2)) {
      const repo = interrupted();
      expect(runInjected(repo, `kill ${at} ${at % 2 ? 'after' : 'before'}`, 'fix', way).signal).toBe('SIGKILL');
      await expectWellAfter(repo, true, way === '--abort' ? 0 : 1, `${way} killed at step ${at} of ${steps}`);
    }
  });
});

describe('at random moments', () => {
  it.skipIf(!LONG)('it is killed 200 times', async () => {
    const from = Date.now();
    runInjected(repository(), '', 'fix', '--all');
    const whole = Date.now() - from;
    for (let round = 0; round < 200; round++) {
      const repo = repository();
      const isStaging = round % 3 === 0;
      const child = spawn(process.execPath, [program, 'fix', '--all', ...(isStaging ? ['--staged'] : [])], {
        cwd: repo.dir,
      });
      const delay = ((round * 0.618034) % 1) * whole * 2;
      setTimeout(() => child.kill('SIGKILL'), delay);
      await ended(child);
      await expectWellAfter(repo, isStaging, round, `killed after ${Math.round(delay)} ms`);
    }
  });
});

describe('signals', () => {
  it('stop it before anything is changed, or when everything is', async () => {
    for (const delay of LONG ? Array.from({ length: 40 }, (_, at) => at * 15) : [0, 120]) {
      const repo = repository();
      const child = spawn(process.execPath, [program, 'fix', '--all'], { cwd: repo.dir });
      setTimeout(() => child.kill('SIGINT'), delay);
      await ended(child);
      const texts = new Set(onDisk(repo));
      expect([delay, texts.size, temporaryFiles(repo)]).toEqual([delay, 1, []]);
      expect(existsSync(join(repo.dir, '.git/ssot-guard/fix/journal.json'))).toBe(false);
    }
  });
});

describe('several at once', () => {
  it('do one after the other', async () => {
    const repo = repository();
    const both = ['--staged', '--unsafe'].map((flag) =>
      ended(spawn(process.execPath, [program, 'fix', '--all', flag], { cwd: repo.dir })),
    );
    expect(await Promise.all(both)).toEqual([0, 0]);
    expect(onDisk(repo)).toEqual(all(NEW));
    expect(temporaryFiles(repo)).toEqual([]);
  });

  it('wait for one that lives, and say which', async () => {
    const repo = repository();
    expect(runInjected(repo, 'kill 3 after', 'fix', '--all').signal).toBe('SIGKILL');
    const lock = join(repo.dir, '.git/ssot-guard.lock');
    expect(JSON.parse(readFileSync(lock, 'utf8')).command).toBe('fix');
    rmSync(lock);
    expect((await tryFix(repo.dir, '--all')).code).toBe(0);
  });
});

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}

describe('init --uninstall', () => {
  it('takes nothing away that an interrupted fix needs', async () => {
    const repo = repository();
    const names = stepsOf(repository(), 'fix', '--all');
    expect(runInjected(repo, `kill ${names.lastIndexOf('renameSync')} after`, 'fix', '--all').signal).toBe('SIGKILL');
    const io = fakeIo({ cwd: repo.dir, env: process.env });
    await expect(init.invoke(['--uninstall'], io)).rejects.toThrow('a fix was interrupted here');
    expect((await tryFix(repo.dir, '--abort')).code).toBe(0);
    expect(onDisk(repo)).toEqual(all(OLD));
    expect(await init.invoke(['--uninstall'], io)).toBe(0);
  });
});
