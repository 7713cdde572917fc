/**
 * What the hook's shell hands to Node gives the verdict that `check` gives when it asks git itself: with the real
 * bundle, few files and many, names of all kinds, and after HEAD has moved.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyOf } from '../support/folders.ts';
import { buildPackage, guardWith, run } from '../support/package.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

let home: string;
beforeAll(() => {
  home = buildPackage();
});

const REGISTRY = JSON.stringify({ version: 1, banned: ['moment', 'app.old'], concepts: { A: 'src/a.ts#A' } });

function guarded(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('src/a.ts', 'export class A {}\n');
  repo.write('gone.ts', 'export {};\n');
  repo.commitAll('before');
  // twice, because the first run makes what the hook's shell needs for handing anything over
  for (let n = 0; n < 2; n++) answers(repo);
  return repo;
}

/** Findings and exit code, of the hook and of the command. */
function answers(repo: TemporaryRepository): { readonly hook: unknown; readonly asked: unknown } {
  const hook = run(repo.dir, '/bin/sh', [join(home, 'hooks/pre-commit')], { NO_COLOR: '1' });
  const asked = guardWith(home, repo.dir, { NO_COLOR: '1' }, 'check', '--hook');
  return { hook: { status: hook.status, out: hook.out }, asked: { status: asked.status, out: asked.out } };
}

function expectBoth(repo: TemporaryRepository, status: number, ...lines: readonly string[]): void {
  const { hook, asked } = answers(repo);
  expect(hook).toEqual(asked);
  expect(hook).toMatchObject({ status });
  for (const line of lines) expect((hook as { readonly out: string }).out).toContain(line);
}

const BAD = "import 'moment';\nexport class A {}\n";

describe.each([
  ['few files', 3],
  ['many files', 530],
])('%s', (_, count) => {
  // made once, and copied with all that the first runs have left
  let made: TemporaryRepository | undefined;
  function staged(): TemporaryRepository {
    made ??= make();
    return repositoryAt(copyOf(made.dir));
  }

  function make(): TemporaryRepository {
    const repo = guarded();
    for (let n = 0; n < count; n++) repo.write(`src/n${n}.ts`, `export const n = ${n};\n// moment\n`);
    repo.write('notes.bin', Buffer.from([0, 1, 2, 10, 10, 255]));
    repo.remove('gone.ts');
    repo.git('add', '-A');
    return repo;
  }

  test('with nothing to report', () => expectBoth(staged(), 0));

  test('with violations, in both languages', () => {
    const repo = staged();
    repo.write('src/Upper.TSX', BAD);
    repo.write('src/z.ts', BAD);
    repo.write('app/z.py', 'from app.old import x\n');
    repo.git('add', '-A');
    expectBoth(repo, 1, 'src/z.ts:1:8', 'src/z.ts:2:14', 'app/z.py:1:');
  });

  test('Node asks git for nothing once it has been asked', () => {
    const repo = staged();
    repo.write('src/z.ts', "import 'moment';\n"); // who else defines a class, git grep says
    repo.write('app/z.py', 'from app.old import x\n');
    repo.git('add', '-A');
    const { hook } = answers(repo);
    const { status, out } = run(repo.dir, '/bin/sh', [join(home, 'hooks/pre-commit')], {
      PATH: temporaryFolder(), // the shell knows where git is
      NO_COLOR: '1',
    });
    expect({ status, out }).toEqual(hook);
    expect(status).toBe(1);
  });

  test.each([
    'src/ä.ts',
    'src/"q".ts',
    'src/a b.ts',
    'src/tab\t.ts',
    'src/new\nline.ts',
    'src/drift.ts',
  ])('with a violation in %j', (path) => {
    const repo = staged();
    repo.write(path, BAD);
    repo.git('add', '-A');
    expectBoth(repo, 1, 'banned-import');
  });

  test('after commits', () => {
    const repo = staged();
    repo.commit('more');
    repo.write('src/b.ts', "export { A } from './a';\n");
    repo.commitAll('and more');
    repo.write('src/z.ts', BAD);
    repo.git('add', '-A');
    expectBoth(repo, 1, 'src/z.ts:1:8');
  });
});

test.each([
  ['the search holds', (line: string) => line],
  ['it does not', (line: string) => line.replace(/^(\S+ \S+ \S+ \d+ \d+ \d+) \d/, '$1 1')],
  ['the commit that it was made for is gone', (line: string) => line.replace(/ [0-9a-f]{40} /, ` ${'1'.repeat(40)} `)],
])('how HEAD has changed is handed over whole where %s', (_, change) => {
  const repo = guarded();
  const own = join(repo.dir, '.git/ssot-guard');
  const indexed = readFileSync(join(own, 'indexed'), 'utf8').trim();
  expect(indexed).toBe(repo.head());
  repo.write('src/b.ts', "export { A } from './a';\n");
  repo.commitAll('by another');
  repo.write('src/z.ts', BAD);
  repo.git('add', '-A');
  const [first = '', ...rest] = readFileSync(join(own, 'search'), 'latin1').split('\n');
  writeFileSync(join(own, 'search'), [change(first), ...rest].join('\n'), 'latin1');
  const handed = join(temporaryFolder(), 'handed');
  const program = join(temporaryFolder(), 'node');
  writeFileSync(program, `#!/bin/sh\ncat >'${handed}'\n`, { mode: 0o755 });
  writeFileSync(join(own, 'node'), `${program}\n`);
  writeFileSync(join(own, 'search-disk'), '- src/b.ts\n');
  run(repo.dir, '/bin/sh', [join(home, 'hooks/pre-commit')], {});
  const differs = repo.git('diff-tree', '-r', '--raw', '--no-renames', '--no-abbrev', indexed, 'HEAD');
  expect(differs).toContain('src/b.ts');
  expect(readFileSync(handed, 'utf8')).toContain(`\n\n${indexed}\n${differs}\n`);
});

test('a canonical file that is deleted, and a commit of nothing', () => {
  const repo = guarded();
  expectBoth(repo, 0);
  repo.remove('src/a.ts');
  repo.git('add', '-A');
  expectBoth(repo, 1, 'registry');
});

test('a Node that reads nothing is nothing to tell, also where a broken pipe is an error', () => {
  const repo = guarded();
  const long = 'x'.repeat(200);
  const blob = repo.blob('// moment\n');
  const lines = Array.from({ length: 400 }, (_, n) => `100644 ${blob} 0\tsrc/${long}${n}.ts\n`);
  repo.git('read-tree', 'HEAD');
  repo.tryGit(['update-index', '--index-info'], { input: lines.join('') });
  const program = join(temporaryFolder(), 'node');
  writeFileSync(program, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  writeFileSync(join(repo.dir, '.git/ssot-guard/node'), `${program}\n`);
  const ignoring = ['-c', `trap '' PIPE; exec /bin/sh "$0"`, join(home, 'hooks/pre-commit')];
  expect(run(repo.dir, '/bin/sh', ignoring, {})).toMatchObject({ status: 1, out: '', err: '' });
});
