/** The command: real repositories, the real pipeline, exact words. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { baseline } from '../../src/commands/baseline.ts';
import { dispatch } from '../../src/commands/dispatch.ts';
import { commands } from '../../src/commands/index.ts';
import { UserError } from '../../src/errors.ts';
import { fakeIo } from '../support/fake-io.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const REGISTRY = JSON.stringify({
  version: 1,
  concepts: {
    Manager: { canonical: 'app/manager.py#Manager', banned: ['app.old'] },
    Dated: { canonical: 'app/dated.py#Dated', deadline: '2026-12-01', banned: ['app.late'] },
  },
});
const FILE = '.ssot-baseline.jsonl';
const OLDER = '.ssot-baseline.json';

let repo: TemporaryRepository;

function start(files: Readonly<Record<string, string>> = { 'x.py': 'from app.old import A\nimport app.late\n' }): void {
  repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('app/manager.py', 'class Manager: pass\n');
  repo.write('app/dated.py', 'class Dated: pass\n');
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('start');
}

/** Exit code, standard output, standard error. */
async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo({ cwd: repo.dir });
  const code = await baseline.invoke(argv, io);
  return { code, ...io.written };
}

async function refused(...argv: string[]): Promise<string> {
  try {
    await run(...argv);
  } catch (error) {
    if (error instanceof UserError) return `${error.message} | ${error.hint}`;
    throw error;
  }
  throw new Error('was not refused');
}

/** What `check --all` says: exit code and statuses. */
async function checkAll(now = '2026-11-20'): Promise<[number, string[]]> {
  const io = fakeIo({ cwd: repo.dir });
  const code = await dispatch(['check', '--all', '--format', 'json', '--now', now], io, commands);
  const { findings } = JSON.parse(io.written.out) as { findings: { path: string; line: number; status: string }[] };
  return [code, findings.map(({ path, line, status }) => `${path}:${line} ${status}`)];
}

afterEach(() => {
  // Whatever a command did, it has left no temporary file.
  expect(repo.git('status', '--porcelain', '--ignored')).not.toContain('.tmp');
});

describe('create', () => {
  it('writes what is there, so that nothing is new', async () => {
    start();
    expect((await checkAll())[0]).toBe(1);
    const { code, out, err } = await run('create', '--until', '2027-03-31');
    expect([code, out]).toEqual([0, '']);
    expect(err).toBe(
      [
        'ssot-guard: .ssot-baseline.jsonl knows 2 findings in 2 entries until 2027-03-31',
        'ssot-guard: 1 entry ends sooner, at the deadline of the concept',
        'ssot-guard: commit it on its own: git add .ssot-baseline.jsonl .gitattributes',
        '',
      ].join('\n'),
    );
    expect(repo.read(FILE)).toBe(
      [
        '{"path":"x.py","rule":"banned-import","concept":"Dated","module":"py:app/late","symbol":null,"count":1,"until":"2027-03-31"}',
        '{"path":"x.py","rule":"banned-import","concept":"Manager","module":"py:app/old","symbol":"A","count":1,"until":"2027-03-31"}',
        '',
      ].join('\n'),
    );
    expect(repo.read('.gitattributes')).toBe('.ssot-baseline.jsonl merge=union\n');
    expect(await checkAll()).toEqual([0, ['x.py:1 known', 'x.py:2 expiring']]);
    expect(await checkAll('2026-12-02')).toEqual([1, ['.ssotrc.json:1 new', 'x.py:1 known', 'x.py:2 expired']]);
  });

  it('gives each concept a date of its own between two, and refuses what is no such time', async () => {
    start();
    const { err } = await run('create', '--until', '2027-01-01..2027-03-31');
    expect(err).toContain('knows 2 findings in 2 entries until dates from 2027-01-01 to 2027-03-31\n');
    expect(repo.read(FILE)).toContain(
      '"concept":"Dated","module":"py:app/late","symbol":null,"count":1,"until":"2027-01-01"',
    );
    expect(repo.read(FILE)).toContain(
      '"concept":"Manager","module":"py:app/old","symbol":"A","count":1,"until":"2027-03-31"',
    );
    const again = (...words: string[]) => refused('create', '--force', '--until', ...words);
    expect(await again('2027-03-31..2027-01-01')).toContain('--until 2027-03-31..2027-01-01 is no time to come');
    expect(await again('2027-01-01..2027-02-01..2027-03-31')).toContain('Two dates are written');
    expect(await again('2020-01-01..2027-01-01')).toContain('is past');
    expect(await again('2027-01-01..soon')).toContain('takes a day');
    expect(await again('2027-01-01', '--spread', 'owner')).toContain('--spread needs two dates');
    expect(await refused('add', '--reason', 'r', '--until', '2027-01-01..2027-03-31')).toContain(
      'one date is meant here',
    );
    expect(await refused('prune', '--spread', 'owner')).toContain('--spread says nothing to baseline prune');
  });

  it('twice gives the same, and the attributes once', async () => {
    start();
    await run('create', '--until', '2027-03-31');
    const before = repo.read(FILE);
    const { err } = await run('create', '--until', '2027-03-31', '--force');
    expect(repo.read(FILE)).toBe(before);
    expect(repo.read('.gitattributes')).toBe('.ssot-baseline.jsonl merge=union\n');
    expect(err).toContain('git add .ssot-baseline.jsonl\n');
  });

  it('does not overwrite, and says what --force would lose', async () => {
    start();
    await run('create', '--until', '2026-12-31');
    repo.write('y.py', 'import app.old\n');
    await run('add', '--until', '2026-12-24', '--reason', 'soon');
    const before = repo.read(FILE);
    expect(await refused('create', '--until', '2027-03-31')).toBe(
      '.ssot-baseline.jsonl is there already | ssot-guard baseline add takes in what is new, prune drops what is gone; ' +
        '--force overwrites 3 entries with 3 findings, 1 reason, 3 end dates before 2027-03-31',
    );
    expect(repo.read(FILE)).toBe(before);
  });

  it('overwrites with --force what cannot be read', async () => {
    start();
    repo.write(FILE, '<<<<<<< HEAD\n');
    expect(await refused('create', '--until', '2027-03-31')).toContain('but cannot be read | --force overwrites it');
    expect((await run('create', '--until', '2027-03-31', '--force')).code).toBe(0);
    expect((await checkAll())[0]).toBe(0);
  });

  it('of a clean tree is an empty one', async () => {
    start({ 'app/old.py': 'A = 1\n', 'app/late.py': 'B = 1\n' });
    expect((await run('create', '--until', '2027-03-31')).err).toContain('knows 0 findings in 0 entries');
    expect(repo.read(FILE)).toBe('');
    expect(await checkAll()).toEqual([0, []]);
  });

  it('works without the attributes, and says so', async () => {
    start();
    repo.symlink('nowhere', '.gitattributes');
    const { code, err } = await run('create', '--until', '2027-03-31');
    expect(code).toBe(0);
    expect(err).toContain(
      ".gitattributes is a symbolic link, so two branches' edits of .ssot-baseline.jsonl may conflict",
    );
    expect(repo.read(FILE)).toContain('x.py');
  });

  it('never writes through a link', async () => {
    start();
    repo.symlink('x.py', FILE);
    expect(await refused('create', '--until', '2027-03-31', '--force')).toContain('is a symbolic link');
    expect(repo.read('x.py')).toContain('import app.late');
  });
});

describe('add', () => {
  it('takes in what is new, with its reason, and leaves the rest', async () => {
    start();
    await run('create', '--until', '2026-12-31');
    repo.write('lib/y.py', 'import app.old\n');
    repo.write('z.py', 'import app.old\n');
    const { code, err } = await run('add', '--until', '2027-06-30', '--reason', 'cut-over', 'lib');
    expect(code).toBe(0);
    expect(err).toBe(
      'ssot-guard: .ssot-baseline.jsonl: 1 finding added, known until 2027-06-30: cut-over\n' +
        'ssot-guard: commit it: git add .ssot-baseline.jsonl\n',
    );
    expect(repo.read(FILE).split('\n')[0]).toContain('"path":"lib/y.py"');
    expect(repo.read(FILE).split('\n')[0]).toContain('"until":"2027-06-30","reason":"cut-over"}');
    expect(await checkAll()).toEqual([1, ['lib/y.py:1 known', 'x.py:1 known', 'x.py:2 expiring', 'z.py:1 new']]);
  });

  it('chooses by rule and concept', async () => {
    start();
    await run('add', '--until', '2027-06-30', '--reason', 'r', '--concept', 'Manager', '--rule', 'banned-import');
    expect(await checkAll()).toEqual([1, ['x.py:1 known', 'x.py:2 new']]);
  });

  it('renews what is over, and tells which deadline it cannot outlast', async () => {
    start();
    await run('create', '--until', '2026-11-01', '--now', '2026-10-01');
    expect((await checkAll())[0]).toBe(1);
    const { err } = await run('add', '--until', '2027-06-30', '--reason', 'r');
    expect(err).toContain('2 findings renewed, known until 2027-06-30: r\n');
    expect(err).toContain('ssot-guard: the deadline of Dated, 2026-12-01, comes before 2027-06-30 and counts\n');
    expect(await checkAll()).toEqual([0, ['x.py:1 known', 'x.py:2 expiring']]);
    const again = await run(
      'add',
      '--until',
      '2027-06-30',
      '--reason',
      'r',
      '--now',
      '2026-12-02',
      '--concept',
      'Dated',
    );
    expect(again.err).toContain('nothing to add: the deadline of the concept is over; it stands in the registry\n');
  });

  it('renews what is over within days only where it is named', async () => {
    start({ 'x.py': 'import app.old\n' });
    await run('create', '--until', '2026-11-25');
    const before = repo.read(FILE);
    expect((await run('add', '--until', '2027-06-30', '--reason', 'r')).err).toContain('all of it is known already');
    expect(repo.read(FILE)).toBe(before);
    expect((await run('add', '--until', '2027-06-30', '--reason', 'r', 'x.py')).err).toContain('1 finding renewed');
    expect(repo.read(FILE)).toContain('"until":"2027-06-30","reason":"r"}');
  });

  it('says when there is nothing to add', async () => {
    start();
    await run('create', '--until', '2026-12-31');
    const before = repo.read(FILE);
    expect((await run('add', '--until', '2027-06-30', '--reason', 'r', '--concept', 'Manager')).err).toBe(
      'ssot-guard: nothing to add: all of it is known already\n',
    );
    expect((await run('add', '--until', '2027-06-30', '--reason', 'r', 'app')).err).toContain('no such finding');
    expect(repo.read(FILE)).toBe(before);
  });
});

describe('prune', () => {
  it('drops what is fixed and follows what has moved, keeping the rest', async () => {
    start();
    await run('create', '--until', '2026-12-31');
    repo.write('lib/x.py', 'from app.old import A\n');
    repo.remove('x.py');
    // A banned module that nothing imports any more is told.
    expect(await checkAll()).toEqual([0, ['.ssotrc.json:1 new', 'lib/x.py:1 known']]);
    const { code, err } = await run('prune');
    expect(code).toBe(0);
    expect(err).toBe(
      'ssot-guard: .ssot-baseline.jsonl: 1 finding dropped, 1 finding followed to another path; 1 finding in 1 entry left\n' +
        'ssot-guard: commit it: git add .ssot-baseline.jsonl\n',
    );
    expect(repo.read(FILE).split('\n')).toHaveLength(2);
    expect(repo.read(FILE)).toContain('{"path":"lib/x.py",');
    expect((await run('prune')).err).toContain('nothing to prune; 1 finding in 1 entry left\n');
  });

  it('never adds', async () => {
    start();
    repo.write(FILE, '[]');
    expect((await run('prune')).err).toContain('put in order; 0 findings in 0 entries left\n');
    expect(repo.read(FILE)).toBe('');
  });

  it('gives what has the older name the new one', async () => {
    start();
    await run('create', '--until', '2027-03-31');
    const lines = repo.read(FILE);
    repo.remove(FILE);
    repo.write(OLDER, `[\n${lines.replaceAll('\n', ',\n')}]\n`);
    expect((await checkAll())[0]).toBe(0);
    const { err } = await run('prune');
    expect(err).toContain(`${OLDER} is now ${FILE}\nssot-guard: commit it: git add ${OLDER} ${FILE}\n`);
    expect([repo.read(FILE), existsSync(join(repo.dir, OLDER))]).toEqual([lines, false]);
  });

  it('drops what has the older name beside the new one, where nothing of it counts', async () => {
    start();
    await run('create', '--until', '2027-03-31');
    repo.write(OLDER, `[\n${repo.read(FILE).replaceAll('\n', ',\n')}]\n`);
    repo.write(FILE, '');
    expect((await checkAll())[1]).toEqual(['x.py:1 new', 'x.py:2 new']);
    const note = fakeIo({ cwd: repo.dir });
    await dispatch(['check', '--all'], note, commands);
    expect(note.written.err).toContain(
      `${OLDER} counts for nothing beside ${FILE}; drop it with: ssot-guard baseline prune`,
    );
    await run('prune');
    expect([repo.read(FILE), existsSync(join(repo.dir, OLDER))]).toEqual(['', false]);
  });

  it('without a baseline says so and writes none', async () => {
    start();
    expect(await run('prune')).toEqual({
      code: 0,
      out: '',
      err: 'ssot-guard: there is no baseline (.ssot-baseline.jsonl), so no finding is known debt\n',
    });
    expect(repo.git('status', '--porcelain')).toBe('');
  });
});

describe('list', () => {
  it('what is due when, and what is no longer there', async () => {
    start();
    await run('create', '--until', '2026-12-31');
    repo.write('y.py', 'import app.old\nimport app.old\n');
    await run('add', '--until', '2027-06-30', '--reason', 'cut-over');
    repo.write('y.py', 'import app.old\n');
    repo.write('x.py', 'import app.late\n');
    const { code, out, err } = await run('list');
    expect(code).toBe(0);
    expect(out).toBe(
      [
        '2026-12-01 (expires in 11 days)',
        '  x.py: banned-import from py:app/late, concept Dated, 1 finding',
        '',
        '2026-12-31 (in 41 days)',
        '  x.py: banned-import of A from py:app/old, concept Manager, 1 finding, no longer there',
        '',
        '2027-06-30 (in 222 days)',
        '  y.py: banned-import from py:app/old, concept Manager, 2 findings, 1 no longer there, reason: cut-over',
        '',
      ].join('\n'),
    );
    expect(err).toBe(
      'ssot-guard: .ssot-baseline.jsonl: 3 entries, 4 findings: 3 known, 1 expiring; 2 no longer there (ssot-guard baseline prune)\n',
    );
    expect((await run('list', '--now', '2027-01-01')).out).toContain('2026-12-31 (expired 1 day ago)');
  });

  it('as JSON', async () => {
    start();
    await run('create', '--until', '2026-12-31');
    const list = JSON.parse((await run('list', '--format', 'json')).out) as { entries: object[] };
    expect(list).toMatchObject({ version: 1, baseline: FILE });
    expect(list.entries[0]).toEqual({
      path: 'x.py',
      rule: 'banned-import',
      concept: 'Dated',
      module: 'py:app/late',
      symbol: null,
      count: 1,
      until: '2026-12-01',
      status: 'expiring',
      stale: 0,
    });
  });
});

describe('a command line that makes no sense', () => {
  it.each<[string[], string]>([
    [[], 'baseline needs to know what to do | ssot-guard baseline create | add | prune | list'],
    [['crate'], 'there is no command "baseline crate" | did you mean "ssot-guard baseline create"?'],
    [['create'], 'debt needs an end date | Say by when it will be gone: --until 2026-12-31'],
    [
      ['create', '--until', '2026-11-19'],
      '--until 2026-11-19 is past: today is 2026-11-20 | Debt cannot begin expired.',
    ],
    [['create', '--until', '2026-12-31', 'x.py'], 'baseline create takes no paths, and "x.py" is one | null'],
    [
      ['create', '--until', '2026-12-31', '--reason', 'x'],
      '--reason says nothing to baseline create | It belongs to: baseline add',
    ],
    [
      ['prune', '--until', '2026-12-31'],
      '--until says nothing to baseline prune | It belongs to: baseline create, add',
    ],
    [['add', '--reason', 'x'], 'debt needs an end date | Say by when it will be gone: --until 2026-12-31'],
    [
      ['add', '--until', '2026-12-31'],
      'debt needs a reason | Say why it is taken in: --reason "runs until the cut-over"',
    ],
    [
      ['add', '--until', '2026-12-31', '--reason', ' '],
      'debt needs a reason | Say why it is taken in: --reason "runs until the cut-over"',
    ],
    [
      ['add', '--until', '2026-12-31', '--reason', 'x', '--rule', 'baned-import'],
      'there is no rule "baned-import" | did you mean "banned-import"?',
    ],
    [
      ['add', '--until', '2026-12-31', '--reason', 'x', '--concept', 'Other'],
      'there is no concept "Other" | There are: Manager, Dated',
    ],
    [
      ['add', '--until', '2026-12-31', '--reason', 'x', 'nowhere.py'],
      'there is no nowhere.py | Name files and folders as they are on disk.',
    ],
  ])('%j', async (argv, words) => {
    start();
    expect(await refused(...argv)).toBe(words);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('outside of the repository', async () => {
    start();
    expect(await refused('add', '--until', '2026-12-31', '--reason', 'x', '..')).toContain(
      'lies outside the repository',
    );
  });

  it('without a registry', async () => {
    repo = temporaryRepository();
    expect(await refused('create', '--until', '2026-12-31')).toContain('there is no registry');
  });

  it('with a baseline that cannot be read', async () => {
    start();
    repo.write(FILE, '[{"path":1}]');
    for (const argv of [['list'], ['prune'], ['add', '--until', '2026-12-31', '--reason', 'x']]) {
      expect(await refused(...argv)).toContain('.ssot-baseline.jsonl:1:10: "path" must be a string, not 1');
    }
  });
});
