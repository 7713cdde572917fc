/** Two branches edit the baseline, and real git merges it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BaselineEntry, entryIdentity, formatBaseline, unified } from '../../src/baseline/entries.ts';
import { parseBaseline } from '../../src/baseline/parse.ts';
import { withUnionMerge } from '../../src/files/attributes.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';
import { runs } from '../support/runs.ts';
import { anEntry } from './samples.ts';

const FILE = '.ssot-baseline.jsonl';

function repository(file: string): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.gitattributes', withUnionMerge(null, file) ?? '');
  repo.commitAll('attributes');
  return repo;
}

/** What a merge of two edits of a file gives; the repository is as before afterwards. */
function mergedIn(repo: TemporaryRepository, file: string, base: string | null, ours: string, theirs: string): string {
  const start = repo.git('rev-parse', 'HEAD').trim();
  const write = (text: string, message: string): void => {
    repo.write(file, text);
    repo.commitAll(message);
  };
  if (base !== null) write(base, 'base');
  repo.git('checkout', '-q', '-b', 'topic');
  write(theirs, 'theirs');
  repo.git('checkout', '-q', 'main');
  write(ours, 'ours');
  const { status, stdout } = repo.tryGit(['merge', '-q', 'topic', '-m', 'merge']);
  expect(stdout).not.toContain('CONFLICT');
  expect(status).toBe(0);
  const text = repo.read(file);
  repo.git('branch', '-q', '-D', 'topic');
  repo.git('reset', '-q', '--hard', start);
  return text;
}

function entriesIn(text: string): readonly BaselineEntry[] {
  const { entries, problems } = parseBaseline(text, FILE);
  expect(problems).toEqual([]);
  return unified(entries);
}

const paths = (text: string): string[] =>
  entriesIn(text)
    .map(({ path }) => path)
    .sort();

describe.each([FILE, '.ssot-baseline.json'])('two branches of %s', (file) => {
  const repo = repository(file);
  const merged = (base: string | null, ours: string, theirs: string): string =>
    mergedIn(repo, file, base, ours, theirs);
  const [a, b, c, d] = ['a.py', 'b.py', 'c.py', 'd.py'].map((path) => anEntry(path));
  const text = (...entries: (BaselineEntry | undefined)[]): string =>
    formatBaseline(
      entries.filter((e) => e !== undefined),
      file,
    );

  it('each add an entry, at the same place', () => {
    expect(paths(merged(text(a, d), text(a, b, d), text(a, c, d)))).toEqual(['a.py', 'b.py', 'c.py', 'd.py']);
  });

  it('each create a baseline', () => {
    expect(paths(merged(null, text(a, b), text(b, c)))).toEqual(['a.py', 'b.py', 'c.py']);
  });

  it('both add the same entry', () => {
    expect(entriesIn(merged(text(a), text(a, b), text(a, b)))).toHaveLength(2);
  });

  it('one fixes what stands beside what the other adds', () => {
    const one = anEntry('b.py', { count: 3 });
    const result = entriesIn(merged(text(a, one), text(a, anEntry('b.py', { count: 1 })), text(a, one, c)));
    expect(result.find(({ path }) => path === 'b.py')?.count).toBe(1);
    expect(result).toHaveLength(3);
  });

  it('one empties it, the other fills it', () => {
    expect(paths(merged(text(a), text(), text(a, b)))).toContain('b.py');
  });

  it('one of them writes no last line end', () => {
    expect(paths(merged(text(a), text(a, b).trimEnd(), text(a, c)))).toEqual(['a.py', 'b.py', 'c.py']);
  });

  it('whatever both do, the file reads, and allows nothing that neither of them did', () => {
    const pool = ['a.py', 'b.py', 'c.py', 'x/d.py', 'x/e.py', 'y.ts'];
    const some = fc
      .uniqueArray(fc.constantFrom(...pool), { maxLength: pool.length })
      .chain((chosen) =>
        fc.tuple(
          ...chosen.map((path) =>
            fc
              .record({ count: fc.integer({ min: 1, max: 3 }), until: fc.constantFrom('2026-12-31', '2027-06-30') })
              .map((rest) => anEntry(path, rest)),
          ),
        ),
      );
    fc.assert(
      fc.property(fc.option(some, { nil: null }), some, some, (base, ours, theirs) => {
        const result = entriesIn(merged(base === null ? null : text(...base), text(...ours), text(...theirs)));
        const allowed = new Map<string, number>();
        for (const entry of [...unified(ours), ...unified(theirs)]) {
          const identity = entryIdentity(entry);
          allowed.set(identity, Math.max(allowed.get(identity) ?? 0, entry.count));
        }
        for (const entry of result) expect(entry.count).toBeLessThanOrEqual(allowed.get(entryIdentity(entry)) ?? 0);
        const had = new Set((base ?? []).map(({ path }) => path));
        for (const { path } of [...ours, ...theirs]) {
          if (!had.has(path)) expect(result.map((entry) => entry.path)).toContain(path);
        }
      }),
      runs(25),
    );
  });
});

describe('without the attribute', () => {
  it('the markers of the conflict are refused, with their place', () => {
    const repo = temporaryRepository();
    const add = (path: string, branch: string): void => {
      repo.git('checkout', '-q', '-B', branch, 'main');
      repo.write(FILE, formatBaseline([anEntry('a.py'), anEntry(path)], FILE));
      repo.commitAll(branch);
    };
    repo.write(FILE, formatBaseline([anEntry('a.py')], FILE));
    repo.commitAll('base');
    add('b.py', 'one');
    add('c.py', 'two');
    expect(repo.tryGit(['merge', '-q', 'one']).status).toBe(1);
    const { problems } = parseBaseline(repo.read(FILE), FILE);
    expect(problems[0]).toMatchObject({ path: FILE, line: 2, column: 1 });
    expect(problems[0]?.message).toContain('conflict marker');
  });
});
