/** Baseline and inline exceptions on the way of a commit: real index, real pipeline. */
import { describe, expect, it } from 'vitest';
import { baseline } from '../../src/commands/baseline.ts';
import { dispatch } from '../../src/commands/dispatch.ts';
import { commands } from '../../src/commands/index.ts';
import { fakeIo } from '../support/fake-io.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const BAD = 'import app.old\n';
const FILE = '.ssot-baseline.jsonl';

/** A repository whose lib/a.py and lib/b.py are known debt. */
async function inDebt(): Promise<TemporaryRepository> {
  const repo = temporaryRepository();
  const concepts = { M: { canonical: 'app/m.py#M', banned: ['app.old'] } };
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, concepts }));
  repo.write('app/m.py', 'class M: pass\n');
  repo.write('lib/a.py', BAD);
  repo.write('lib/b.py', BAD);
  await run(repo, 'create', '--until', '2027-01-31');
  repo.commitAll('start');
  return repo;
}

async function run(repo: TemporaryRepository, ...argv: string[]): Promise<void> {
  await baseline.invoke(argv, fakeIo({ cwd: repo.dir }));
}

/** What the hook says of everything staged: exit code and `path:line status`. */
async function hook(repo: TemporaryRepository, ...more: string[]): Promise<[number, ...string[]]> {
  repo.git('add', '-A');
  const io = fakeIo({ cwd: repo.dir });
  const code = await dispatch(['check', '--hook', '--format', 'json', ...more], io, commands);
  const { findings } = JSON.parse(io.written.out) as { findings: { path: string; line: number; status: string }[] };
  return [code, ...findings.map(({ path, line, status }) => `${path}:${line} ${status}`)];
}

describe('a commit that touches debt', () => {
  it('passes with what is known', async () => {
    const repo = await inDebt();
    repo.write('lib/a.py', `# more\n\n${BAD}`);
    expect(await hook(repo)).toEqual([0, 'lib/a.py:3 known']);
  });

  it('fails with one more of the same', async () => {
    const repo = await inDebt();
    repo.write('lib/a.py', BAD + BAD);
    expect(await hook(repo)).toEqual([1, 'lib/a.py:1 known', 'lib/a.py:2 new']);
  });

  it('fails when the debt is over, but not where it is left alone', async () => {
    const repo = await inDebt();
    repo.write('lib/a.py', `# more\n${BAD}`);
    expect(await hook(repo, '--now', '2027-02-01')).toEqual([1, 'lib/a.py:2 expired']);
  });

  it('passes with a file that has moved', async () => {
    const repo = await inDebt();
    repo.git('mv', 'lib/b.py', 'lib/z.py');
    expect(await hook(repo)).toEqual([0, 'lib/z.py:1 known']);
  });

  it('passes with a file that has moved and a baseline that has followed it', async () => {
    const repo = await inDebt();
    repo.git('mv', 'lib/b.py', 'lib/z.py');
    await run(repo, 'prune');
    expect(repo.read(FILE)).toContain('lib/z.py');
    expect(await hook(repo)).toEqual([0, 'lib/z.py:1 known']);
  });

  it('passes with a baseline that follows a file which moved some commits ago', async () => {
    const repo = await inDebt();
    repo.git('mv', 'lib/b.py', 'lib/y.py');
    repo.commitAll('moves');
    repo.git('mv', 'lib/y.py', 'lib/z.py');
    repo.commitAll('moves again');
    await run(repo, 'prune');
    expect(repo.read(FILE)).toContain('"lib/z.py"');
    expect(repo.read(FILE)).not.toContain('"lib/b.py"');
  });

  it('fails with a copy of a file in debt, whatever its name', async () => {
    const repo = await inDebt();
    repo.write('copy/a.py', BAD);
    repo.write('lib/c.py', BAD);
    expect(await hook(repo)).toEqual([1, 'copy/a.py:1 new', 'lib/c.py:1 new']);
  });
});

describe('a commit that changes the baseline', () => {
  it('passes with what `baseline add` took in', async () => {
    const repo = await inDebt();
    repo.write('n.py', BAD);
    await run(repo, 'add', '--until', '2027-01-31', '--reason', 'x');
    expect(await hook(repo)).toEqual([0, 'n.py:1 known']);
  });

  it('fails with what was written into it by hand', async () => {
    const repo = await inDebt();
    repo.write('n.py', BAD);
    repo.write(FILE, repo.read(FILE).replace(/(\{"path":")lib\/a\.py(.*\n)/, '$1lib/a.py$2$1n.py$2'));
    expect(await hook(repo)).toEqual([1, 'n.py:1 new']);
  });

  it('fails with an end that was moved by hand', async () => {
    const repo = await inDebt();
    repo.write('lib/a.py', `# more\n${BAD}`);
    repo.write(FILE, repo.read(FILE).replaceAll('2027-01-31', '2027-12-31'));
    expect(await hook(repo, '--now', '2027-02-01')).toEqual([1, 'lib/a.py:2 expired']);
  });

  it('fails with debt that was moved by hand to a file of the same name', async () => {
    const repo = await inDebt();
    repo.write('lib/a.py', '');
    repo.write('other/a.py', BAD);
    repo.write(FILE, repo.read(FILE).replace('lib/a.py', 'other/a.py'));
    expect(await hook(repo)).toEqual([1, 'other/a.py:1 new']);
  });

  it('is not fooled by a new name of the baseline', async () => {
    const repo = await inDebt();
    const lines = repo.read(FILE);
    repo.git('rm', '-q', FILE);
    repo.write('.ssot-baseline.json', `[\n${lines.trimEnd().replaceAll('\n', ',\n')}\n]\n`);
    repo.commitAll('older');
    repo.git('rm', '-q', '.ssot-baseline.json');
    repo.write(FILE, lines);
    expect(await hook(repo)).toEqual([0]);
    repo.write('n.py', BAD);
    repo.write(FILE, lines + lines.replace(/"path":"lib\/a\.py"/, '"path":"n.py"'));
    expect(await hook(repo)).toEqual([1, 'n.py:1 new']);
  });

  it('is not fooled by comments in the baseline before it', async () => {
    const repo = await inDebt();
    repo.write(FILE, `[\n// debt\n${repo.read(FILE).trimEnd().replaceAll('\n', ',\n')}\n]\n`);
    repo.commitAll('comment');
    repo.write('n.py', BAD);
    repo.write(FILE, repo.read(FILE).replace(/(\{"path":")lib\/a\.py(.*)\n/, '$1lib/a.py$2\n$1n.py$2\n'));
    expect(await hook(repo)).toEqual([1, 'n.py:1 new']);
  });
});

describe('an inline exception', () => {
  const comment = (terms: string): string => `# ssot-allow banned-import ${terms} reason="x"\n`;

  it('lets a commit pass, and pays before the baseline does', async () => {
    const repo = await inDebt();
    repo.write('n.py', comment('until=2027-01-01') + BAD);
    repo.write('lib/a.py', comment('permanent') + BAD + BAD);
    expect(await hook(repo)).toEqual([0, 'lib/a.py:3 known']);
  });

  it('fails it when it is over', async () => {
    const repo = await inDebt();
    repo.write('n.py', comment('until=2027-01-01') + BAD);
    expect(await hook(repo, '--now', '2027-01-02')).toEqual([1, 'n.py:1 new', 'n.py:2 new']);
  });

  it('is only a warning when it is not needed', async () => {
    const repo = await inDebt();
    repo.write('n.py', comment('permanent'));
    expect(await hook(repo)).toEqual([0, 'n.py:1 new']);
  });
});
