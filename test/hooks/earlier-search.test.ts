/**
 * Between two branches with other configurations the hook finds the search of either (`earlier` and `search`), makes a
 * third anew, and lets nothing pass that the check reports.
 */
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { check } from '../../src/pipeline.ts';
import { hookFileIsStale } from '../../src/prefilter/hook-file-stale.ts';
import { runs } from '../support/runs.ts';
import { BUILD, type Guarded, guarded } from './fast-path-world.ts';

const REGISTRY = { version: 1, banned: ['src/legacy', 'py:app.old'] };
const aliases = (paths: object): string => JSON.stringify({ compilerOptions: { paths } });

const FILES = {
  '.ssotrc.json': JSON.stringify(REGISTRY),
  'package.json': '{}',
  'tsconfig.json': '{}',
  'src/legacy/api.ts': 'export const x = 1;\n',
  'app/old.py': 'x = 1\n',
};

/** What a branch has of its own. */
const BRANCHES = {
  plain: {},
  aliased: { 'tsconfig.json': aliases({ '@old/*': ['./src/legacy/*'] }) },
  other: { 'tsconfig.json': aliases({ '#was/*': ['./src/legacy/*'] }) },
  rooted: { 'pytest.ini': '[pytest]\npythonpath = app\n' },
  lax: { '.ssotrc.json': JSON.stringify({ ...REGISTRY, banned: ['py:app.old'] }) },
} satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
type Branch = keyof typeof BRANCHES;

const SOURCES: Readonly<Record<string, string>> = {
  'src/a.ts': "import '@old/api';\n",
  'src/b.ts': "import '#was/api';\n",
  'src/c.ts': "import './legacy/api';\n",
  'src/d.ts': 'export const d = 1;\n',
  'app/e.py': 'import old\n',
  'app/f.py': 'from app.old import x\n',
  'app/g.py': 'g = 1\n',
};

function world(): Guarded {
  const one = guarded({ files: FILES });
  for (const [name, files] of Object.entries(BRANCHES)) {
    one.repo.git('checkout', '-q', '-b', name, 'HEAD');
    for (const [path, text] of Object.entries(files)) one.repo.write(path, text);
    if (Object.keys(files).length > 0) one.repo.commitAll(name);
    one.repo.git('checkout', '-q', '-');
  }
  one.repo.git('checkout', '-q', 'plain');
  one.renew();
  return one;
}

const own = ({ repo }: Guarded): string => join(repo.dir, '.git/ssot-guard');

function stage({ repo }: Guarded, paths: readonly string[]): void {
  repo.git('reset', '-q', '--hard');
  for (const path of paths) repo.stage(path, repo.blob(SOURCES[path] ?? ''));
}

/** As a commit goes: the hook, and behind Node's verdict the search made anew where it is stale. */
function commitTried(one: Guarded): 'git' | 'node' | 'nobody' {
  const { by } = one.hook();
  const repository = openRepository(one.repo.dir);
  if (by !== 'git' && hookFileIsStale(repository, openSnapshot({ scope: 'staged' }, repository), BUILD)) one.renew();
  return by;
}

async function findings({ repo }: Guarded): Promise<readonly string[]> {
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: '2026-06-01' });
  return (outcome?.report.findings ?? []).map(({ rule, path }) => `${rule} ${path}`);
}

function go(one: Guarded, branch: Branch, path: string): 'git' | 'node' | 'nobody' {
  one.repo.git('reset', '-q', '--hard');
  one.repo.git('checkout', '-q', branch);
  stage(one, [path]);
  return commitTried(one);
}

test('two branches in turn start Node once each', () => {
  const one = world();
  expect(go(one, 'plain', 'src/d.ts')).toBe('git');
  expect(go(one, 'aliased', 'src/d.ts')).toBe('node');
  for (const branch of ['aliased', 'plain', 'aliased', 'plain', 'plain'] as const)
    expect([branch, go(one, branch, 'src/d.ts')]).toEqual([branch, 'git']);
  expect(go(one, 'aliased', 'src/a.ts')).toBe('node');
  expect(go(one, 'plain', 'src/a.ts')).toBe('git');
  expect(go(one, 'aliased', 'src/d.ts')).toBe('git');
});

test('a third one takes the place of what is older', () => {
  const one = world();
  for (const branch of ['aliased', 'rooted'] as const) expect(go(one, branch, 'src/d.ts')).toBe('node');
  for (const branch of ['aliased', 'rooted'] as const) expect(go(one, branch, 'src/d.ts')).toBe('git');
  expect(go(one, 'plain', 'src/d.ts')).toBe('node');
  expect(go(one, 'rooted', 'src/d.ts')).toBe('git');
});

test('a configuration that is tried and tried again takes one place', () => {
  const one = world();
  expect(go(one, 'aliased', 'src/d.ts')).toBe('node');
  for (let n = 0; n < 3; n++) {
    one.repo.stage('package.json', one.repo.blob('{ "name": "again" }'));
    expect(commitTried(one)).toBe('node');
  }
  expect(go(one, 'aliased', 'src/d.ts')).toBe('git');
});

test.each<[string, (one: Guarded) => void]>([
  ['cut', (one) => writeFileSync(join(own(one), 'earlier'), 'x')],
  ['empty', (one) => writeFileSync(join(own(one), 'earlier'), '')],
  ['missing', (one) => rmSync(join(own(one), 'earlier'))],
  [
    'of no use',
    (one) => {
      const head = readFileSync(join(own(one), 'earlier'), 'latin1');
      writeFileSync(join(own(one), 'earlier'), head.replace(/ [0-9a-f]{40} /, ' never '));
    },
  ],
  ['without patterns', (one) => rmSync(join(own(one), 'earlier-js'))],
  ['of another end', (one) => writeFileSync(join(own(one), 'earlier-js'), readFileSync(join(own(one), 'search-js')))],
  [
    'a link',
    (one) => {
      writeFileSync(join(own(one), 'kept'), readFileSync(join(own(one), 'earlier')));
      rmSync(join(own(one), 'earlier'));
      symlinkSync('kept', join(own(one), 'earlier'));
    },
  ],
])('what is earlier is %s: Node judges', (_, damage) => {
  const one = world();
  expect(go(one, 'aliased', 'src/d.ts')).toBe('node');
  damage(one);
  expect(go(one, 'plain', 'src/d.ts')).toBe('node');
  go(one, 'plain', 'src/d.ts'); // which may be Node's as well: broken patterns are taken away first
  expect(go(one, 'plain', 'src/d.ts')).toBe('git');
});

test('every name that is kept is one of two', () => {
  const one = world();
  for (const branch of ['aliased', 'rooted', 'lax', 'plain'] as const) go(one, branch, 'src/d.ts');
  const names = readdirSync(own(one)).filter((name) => /^(?:search|earlier)/.test(name));
  expect(names.filter((name) => name.startsWith('earlier')).map((name) => name.replace('earlier', 'search'))).toEqual(
    names.filter((name) => name.startsWith('search')),
  );
  expect(existsSync(join(own(one), 'earlier-js'))).toBe(true);
});

test('whatever branch is gone to, git lets nothing pass that is found', async () => {
  const step = fc.record({
    branch: fc.constantFrom(...(Object.keys(BRANCHES) as Branch[])),
    paths: fc.subarray(Object.keys(SOURCES), { minLength: 1, maxLength: 1 }),
  });
  const counts = { passed: 0, found: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 10 }), async (steps) => {
      const one = world();
      for (const { branch, paths } of steps) {
        one.repo.git('reset', '-q', '--hard');
        one.repo.git('checkout', '-q', branch);
        stage(one, paths);
        const by = commitTried(one);
        const found = await findings(one);
        if (by === 'git') counts.passed++;
        if (found.length > 0) counts.found++;
        expect([by === 'git' ? found : []]).toEqual([[]]);
      }
    }),
    runs(6),
  );
  expect(counts.passed).toBeGreaterThan(5);
  expect(counts.found).toBeGreaterThan(10);
});
