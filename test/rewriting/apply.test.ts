/** All files are written or none, whatever stands in the way; an interrupted run is finished or taken back. */
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { applyAll } from '../../src/rewriting/apply.ts';
import { clearLeftOvers, hashOf, type Journal, readJournal, refuseInterrupted } from '../../src/rewriting/journal.ts';
import { abort, resume } from '../../src/rewriting/settle.ts';
import type { NewContent } from '../../src/rewriting/targets.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

let repo: TemporaryRepository;
let repository: Repository;

const NAMES = ['a.py', 'd/b.py', 'd/e/c d.py', 'q"uo\nte.py', '\xc3\xa9.py', '\xff.py'];
const raw = (name: string): Buffer => Buffer.from(name, 'latin1');
const place = (name: string): Buffer => Buffer.concat([Buffer.from(`${repo.dir}/`), raw(name)]);
const holds = (name: string): string => readFileSync(place(name), 'latin1');
const holdAll = (names = NAMES): string[] => names.map(holds);

function contents(names: readonly string[] = NAMES): NewContent[] {
  return names.map((name) => ({
    raw: name,
    before: hashOf(Buffer.from(`old ${name}`, 'latin1')),
    after: Buffer.from('new'),
  }));
}

beforeEach(() => {
  repo = temporaryRepository();
  repository = openRepository(repo.dir);
  for (const name of NAMES) repo.write(raw(name), Buffer.from(`old ${name}`, 'latin1'));
});

const OLD = NAMES.map((name) => `old ${name}`);
const NEW = NAMES.map(() => 'new');

/** Nothing of ours lies in the work tree or the git directory. */
function expectTidy(): void {
  const left = readdirSync(repo.dir, { recursive: true, encoding: 'latin1' }).filter((name) => /ssot/.test(name));
  expect(left).toEqual([]);
}

async function refusal(list: readonly NewContent[]): Promise<string> {
  const error: unknown = await applyAll(repository, list, null).catch((thrown: unknown) => thrown);
  if (error instanceof UserError) return error.message;
  throw error instanceof Error ? error : new Error('not refused');
}

describe('all files', () => {
  it('are written, whatever they are called, with their permissions', async () => {
    chmodSync(place('a.py'), 0o755);
    chmodSync(place('d/b.py'), 0o640);
    expect(await applyAll(repository, contents(), null)).toEqual({ left: [], parted: [] });
    expect(holdAll()).toEqual(NEW);
    expect(statSync(place('a.py')).mode & 0o7777).toBe(0o755);
    expect(statSync(place('d/b.py')).mode & 0o7777).toBe(0o640);
    expectTidy();
  });

  it('are written under their own names: other names of a file keep what it held', async () => {
    linkSync(place('a.py'), place('other.py'));
    expect(await applyAll(repository, contents(['a.py']), null)).toEqual({ left: [], parted: ['a.py'] });
    expect([holds('a.py'), holds('other.py')]).toEqual(['new', 'old a.py']);
  });

  it.runIf(process.getuid?.() === 0)('stay whose they are', async () => {
    chownSync(place('a.py'), 12_345, 54_321);
    await applyAll(repository, contents(), null);
    const { uid, gid } = statSync(place('a.py'));
    expect([uid, gid]).toEqual([12_345, 54_321]);
  });

  it('are left when someone stops it in time', async () => {
    let asked = 0;
    expect(await applyAll(repository, contents(), null, () => ++asked > 1)).toBeNull();
    expect(holdAll()).toEqual(OLD);
    expectTidy();
  });
});

describe('nothing is changed when one file', () => {
  const LAST = NAMES.at(-1) ?? '';

  it.each<[string, () => void, string]>([
    ['is read-only', () => chmodSync(place(LAST), 0o444), 'read-only'],
    ['holds something else', () => writeFileSync(place(LAST), 'mine'), 'was changed'],
    ['is gone', () => rmSync(place(LAST)), 'was changed'],
    [
      'is a link by now',
      () => {
        renameSync(place(LAST), place('elsewhere'));
        symlinkSync('elsewhere', place(LAST));
      },
      'was changed',
    ],
  ])('%s', async (_name, spoil, why) => {
    spoil();
    expect(await refusal(contents())).toContain(why);
    expect(holdAll(NAMES.slice(0, -1))).toEqual(OLD.slice(0, -1));
    expectTidy();
  });

  it('lies behind a link by now', async () => {
    renameSync(join(repo.dir, 'd'), join(repo.dir, 'real'));
    symlinkSync('real', join(repo.dir, 'd'));
    expect(await refusal(contents())).toContain('was changed');
    expect(readFileSync(join(repo.dir, 'real/b.py'), 'utf8')).toBe('old d/b.py');
  });

  it('is written by someone else at the last moment', async () => {
    const list = contents();
    // the content is asked for when everything has been looked at
    let reads = 0;
    const sly = list.map((one, at) => ({
      ...one,
      get after() {
        if (at === list.length - 1 && ++reads === 1) setImmediate(() => writeFileSync(place('d/b.py'), 'mine'));
        return Buffer.from('new');
      },
    }));
    expect(await refusal(sly)).toContain('was changed');
    expect(holdAll()).toEqual(OLD.map((old, at) => (at === 1 ? 'mine' : old)));
    expectTidy();
  });

  it.runIf(process.getuid?.() === 0)('lies in a folder that may not be written', async () => {
    giveUpRights();
    const message = await refusal(contents()).finally(() => process.seteuid?.(0));
    expect(message).toMatch(/no permission|read-only/);
    expect(holdAll()).toEqual(OLD);
  });
});

/** From here on only what everybody may write can be written: not the folder `d/e`. */
function giveUpRights(): void {
  const { top, gitDir } = repository; // git would not tell another user
  for (const folder of [top, gitDir, join(top, 'd')]) chmodSync(folder, 0o777);
  for (const name of NAMES) chmodSync(place(name), 0o666);
  process.seteuid?.(65534);
}

describe('an interrupted run', () => {
  /** What is left of a run that was killed when so many files were renamed. */
  async function interrupted(renamed: number): Promise<void> {
    const list = contents();
    const folder = join(repo.dir, '.git/ssot-guard/fix');
    mkdirSync(folder, { recursive: true });
    const moves = list.map(({ raw: name, before }, at) => ({
      raw: name,
      before,
      after: hashOf(Buffer.from('new')),
      temporary: `${name.slice(0, name.lastIndexOf('/') + 1)}.ssot-guard-000000000000000${at}.tmp`,
      backup: String(at),
    }));
    for (const { raw: name, temporary, backup } of moves) {
      linkSync(place(name), join(folder, backup));
      writeFileSync(place(temporary), 'new');
    }
    writeFileSync(join(folder, 'temporary'), JSON.stringify(moves.map(({ temporary }) => temporary)));
    const journal: Journal = { version: 1, moves, index: null, restaged: [] };
    writeFileSync(join(folder, 'journal.json'), JSON.stringify(journal));
    for (const { raw: name, temporary } of moves.slice(0, renamed)) renameSync(place(temporary), place(name));
  }

  it('is told, and nothing else is done before it is settled', async () => {
    await interrupted(2);
    expect(() => refuseInterrupted(repository)).toThrow('interrupted');
    expect(resume(repository)).toEqual({ files: 6, left: [] });
    expect(() => refuseInterrupted(repository)).not.toThrow();
    expect(resume(repository)).toBeNull();
  });

  it.each([0, 1, 3, 6])('of which %d files were renamed is finished, or taken back', async (renamed) => {
    await interrupted(renamed);
    expect(resume(repository)).toEqual({ files: 6, left: [] });
    expect(holdAll()).toEqual(NEW);
    expectTidy();
    for (const name of NAMES) writeFileSync(place(name), Buffer.from(`old ${name}`, 'latin1'));
    await interrupted(renamed);
    const before = lstatSync(place('a.py'));
    expect(abort(repository)).toEqual({ files: 6, left: [] });
    expect(holdAll()).toEqual(OLD);
    expect(renamed > 0 || lstatSync(place('a.py')).ino === before.ino).toBe(true);
    expectTidy();
  });

  it.each([
    ['finished', resume, NEW],
    ['taken back', abort, OLD],
  ] as const)('is %s but for files that were edited since, and what those held is kept', async (_name, settle, rest) => {
    await interrupted(3);
    writeFileSync(place('a.py'), 'edited new');
    writeFileSync(place('q"uo\nte.py'), 'edited old');
    rmSync(place('\xff.py'));
    const settled = settle(repository);
    expect(settled?.files).toBe(3);
    expect(settled?.left.map(({ raw: name }) => name)).toEqual(['a.py', 'q"uo\nte.py', '\xff.py']);
    const kept = settled?.left.map(({ reason }) => readFileSync(reason.split(': ').at(-1) ?? '', 'latin1'));
    expect(kept?.[0]).toBe('old a.py');
    expect(kept?.[2]).toBe('old \xff.py');
    expect(settled?.left[2]?.reason).toContain('no longer there');
    expect(holdAll(NAMES.slice(0, -1))).toEqual(['edited new', rest[1], rest[2], 'edited old', rest[4]]);
    expect(() => refuseInterrupted(repository)).not.toThrow();
    expect(readdirSync(repo.dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('that has lost a new content can only be taken back', async () => {
    await interrupted(3);
    rmSync(place('.ssot-guard-0000000000000004.tmp'));
    expect(() => resume(repository)).toThrow('is gone, so the fix cannot be finished');
    expect(readJournal(repository)).not.toBeNull();
    expect(abort(repository)).toEqual({ files: 6, left: [] });
    expect(holdAll()).toEqual(OLD);
    expectTidy();
  });

  it('whose old content is gone as well leaves the new one', async () => {
    await interrupted(1);
    writeFileSync(join(repo.dir, '.git/ssot-guard/fix/x'), '');
    rmSync(join(repo.dir, '.git/ssot-guard/fix/0'));
    expect(abort(repository)).toMatchObject({ files: 5, left: [{ raw: 'a.py' }] });
    expect(holdAll()).toEqual(['new', ...OLD.slice(1)]);
  });

  it('that did not come to its journal leaves nothing but names of its own, which go', async () => {
    await interrupted(0);
    rmSync(join(repo.dir, '.git/ssot-guard/fix/journal.json'));
    writeFileSync(
      join(repo.dir, '.git/ssot-guard/fix/temporary'),
      JSON.stringify(['a.py', '.ssot-guard-0000000000000000.tmp']),
    );
    expect(resume(repository)).toBeNull();
    expect(holdAll()).toEqual(OLD);
    expect(existsSync(place('.ssot-guard-0000000000000000.tmp'))).toBe(false);
    clearLeftOvers(repository);
  });

  it('whose journal cannot be read is told, and nothing is touched', async () => {
    await interrupted(2);
    for (const text of ['', '{"version":2}', '{"version":1}']) {
      writeFileSync(join(repo.dir, '.git/ssot-guard/fix/journal.json'), text);
      expect(() => resume(repository)).toThrow('cannot be read');
      expect(() => abort(repository)).toThrow('cannot be read');
    }
    expect(holdAll()).toEqual(['new', 'new', ...OLD.slice(2)]);
  });

  it('is not followed through a link in the git directory', async () => {
    mkdirSync(join(repo.dir, 'elsewhere'));
    mkdirSync(join(repo.dir, '.git/ssot-guard'));
    symlinkSync('../../elsewhere', join(repo.dir, '.git/ssot-guard/fix'));
    expect(await refusal(contents())).toContain('is not followed');
    expect(readdirSync(join(repo.dir, 'elsewhere'))).toEqual([]);
    expect(holdAll()).toEqual(OLD);
  });
});
