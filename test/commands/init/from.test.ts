/**
 * `init --from`, end to end: the bans of linters stand in the registry, what exists is known debt, a new import is stopped,
 * a second run changes nothing, a registry that is there gets what it lacks, and everything goes away again.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, isVolatile, snapshot, tryCommit } from '../../support/package.ts';
import { type TemporaryRepository, temporaryRepository } from '../../support/repository.ts';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

const ESLINT = `module.exports = {
  rules: { 'no-restricted-imports': ['error', { paths: [{ name: 'moment', message: 'Use dayjs.' }, '..'] }] },
};
`;
const RUFF = '[lint]\nselect = ["TID251"]\n[lint.flake8-tidy-imports.banned-api]\n"cgi".msg = "gone"\n';

function repository(more: Readonly<Record<string, string>> = {}): TemporaryRepository {
  const repo = temporaryRepository();
  const files = {
    '.eslintrc.cjs': ESLINT,
    'ruff.toml': RUFF,
    'src/a.js': "import m from 'moment';\nexport const now = m();\n",
    'tool.py': 'import os\n',
    ...more,
  };
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('first');
  return repo;
}

describe('init --from', () => {
  it('writes a registry of what the linters ban, and names what it could not translate', () => {
    const repo = repository();
    const before = snapshot(repo.dir, isVolatile);
    const { status, out, err } = guard(home, repo.dir, 'init', '--yes', '--from', 'eslint', '--from', 'ruff');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('Registry: 2 bans from .eslintrc.cjs, ruff.toml\n');
    expect(out).toContain('Not translated:\n  .eslintrc.cjs:2  no-restricted-imports: ".."');
    expect(repo.read('.ssotrc.jsonc')).toContain('{ "module": "js:moment", "names": ["*"], "message": "Use dayjs." }');
    expect(repo.read('.ssotrc.jsonc')).toContain('// from ruff.toml:4\n    { "module": "py:cgi", "message": "gone" }');
    expect(repo.read('.ssotrc.jsonc')).toContain('  // Not translated:\n  //   .eslintrc.cjs:2');
    expect(guard(home, repo.dir, 'registry', 'check').status).toBe(0);
    expect(guard(home, repo.dir, 'check', '--all').status).toBe(0);
    expect(repo.tryGit(['commit', '-q', '-m', 'guard'])).toMatchObject({ status: 0 });
    expect(tryCommit(repo, 'tool.py', 'import os\nimport cgi\n').said).toContain('tool.py:2:8');

    repo.git('checkout', '-q', 'HEAD', '--', 'tool.py');
    const installed = snapshot(repo.dir, isVolatile);
    expect(guard(home, repo.dir, 'init', '--yes', '--from', 'eslint,ruff', '--no-doctor').out).toContain(
      'Nothing to change',
    );
    expect(snapshot(repo.dir, isVolatile)).toEqual(installed);

    repo.git('reset', '-q', '--hard', 'HEAD~1');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });

  it('gives what each ban finds an end of its own, the least the first', () => {
    const more = { 'tool.py': 'import cgi\n', 'src/b.js': "import m from 'moment';\nexport const x = m();\n" };
    const repo = repository(more);
    const term = ['--until', '2099-01-01..2099-12-31', '--no-doctor'];
    const { out } = guard(home, repo.dir, 'init', '--yes', '--from', 'eslint,ruff', ...term);
    expect(out).toContain('known until dates from 2099-01-01 to 2099-12-31, concept by concept\n');
    expect(out).toContain('the 3 violations of today, which may stay until dates from 2099-01-01 to 2099-12-31\n');
    const ends = [...repo.read('.ssot-baseline.jsonl').matchAll(/"path":"([^"]+)".*"until":"([^"]+)"/g)];
    expect(ends.map(([, path, until]) => `${path} ${until}`)).toEqual([
      'src/a.js 2099-12-31',
      'src/b.js 2099-12-31',
      'tool.py 2099-01-01',
    ]);
  });

  it('adds to a registry that is there what it lacks, and takes it out again', () => {
    const registry = '{\n  "version": 1,\n  "banned": [{ "module": "py:cgi", "message": "gone" }]\n}\n';
    const repo = repository({ '.ssotrc.json': registry });
    const { out } = guard(home, repo.dir, 'init', '--yes', '--from', 'eslint,ruff', '--no-doctor');
    expect(out).toMatch(/edit +\.ssotrc\.json +1 ban of other linters/);
    expect(repo.read('.ssotrc.json')).toBe(
      '{\n  "version": 1,\n  "banned": [{ "module": "py:cgi", "message": "gone" },\n' +
        '    { "module": "js:moment", "names": ["*"], "message": "Use dayjs." }]\n}\n',
    );
    expect(guard(home, repo.dir, 'check', '--all').status).toBe(0);
    guard(home, repo.dir, 'init', '--uninstall');
    expect(repo.read('.ssotrc.json')).toBe(registry);
  });

  it('changes nothing with --propose or --dry-run, and refuses what is not there', () => {
    const repo = repository();
    const before = snapshot(repo.dir, isVolatile);
    expect(guard(home, repo.dir, 'init', '--propose', '--from', 'ruff').out).toContain(
      'Registry: 1 ban from ruff.toml',
    );
    expect(guard(home, repo.dir, 'init', '--dry-run', '--from', 'ruff').out).toContain('a registry of 1 entry');
    expect(guard(home, repo.dir, 'init', '--yes', '--from', 'biome')).toMatchObject({ status: 2 });
    expect(guard(home, repo.dir, 'init', '--yes', '--from', 'pylint').err).toContain('--from knows no "pylint"');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });
});
