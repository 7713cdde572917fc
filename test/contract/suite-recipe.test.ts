/** docs/recipes.md, "A test suite": the files that stand there, run as they stand there, over a clean tree and a broken one. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { buildPackage } from '../support/package.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/recipes.md'), 'utf8');
const section = /\n## A test suite\n(.*?)\n## /s.exec(page)?.[1] ?? '';
const blockOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(section)?.[1] ?? '';

function project(use: string): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.gitignore', 'node_modules\n');
  repo.write(
    '.ssotrc.json',
    '{ "version": 1, "concepts": { "WebSocketManager": { "canonical": "ws.py#Manager", "banned": ["old"] } } }\n',
  );
  repo.write('ws.py', 'class Manager:\n    pass\n');
  repo.write('use.py', use);
  repo.write('package.json', '{ "name": "app", "private": true, "type": "module" }\n');
  repo.write('tests/ssot.test.ts', blockOf('ts'));
  repo.write('tests/test_ssot.py', blockOf('python'));
  repo.commitAll('all');
  mkdirSync(join(repo.dir, 'node_modules/.bin'), { recursive: true });
  symlinkSync(packed, join(repo.dir, 'node_modules/ssot-guard'));
  symlinkSync(join(packed, 'dist/cli.cjs'), join(repo.dir, 'node_modules/.bin/ssot-guard'));
  symlinkSync(join(root, 'node_modules/vitest'), join(repo.dir, 'node_modules/vitest'));
  return repo;
}

let packed = '';
let clean: TemporaryRepository;
let broken: TemporaryRepository;
beforeAll(() => {
  packed = buildPackage();
  clean = project('from ws import Manager\n');
  broken = project('from old import Manager\n');
});

test('in Vitest', () => {
  const run = ({ dir }: TemporaryRepository): { status: number | null; out: string } => {
    const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', dir];
    const { VITEST: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: dir,
      encoding: 'utf8',
      env: { ...env, NO_COLOR: '1' },
    });
    return { status, out: stdout + stderr };
  };
  expect(run(clean).out).toMatch(/Tests {2}3 passed \(3\)/);
  const { status, out } = run(broken);
  expect(status).toBe(1);
  expect(out).toMatch(/Tests {2}3 failed \(3\)/);
  expect(out).toContain('use.py:1');
});

test('in Python', () => {
  const run = ({ dir }: TemporaryRepository): string => {
    const call = `
import sys
sys.path.insert(0, "tests")
import test_ssot
for name in dir(test_ssot):
    if name.startswith("test_"):
        try:
            getattr(test_ssot, name)()
            print(name, "passed")
        except AssertionError as error:
            print(name, "failed", error)
`;
    return spawnSync('python3', ['-B', '-c', call], { cwd: dir, encoding: 'utf8' }).stdout;
  };
  expect(run(clean)).toBe(
    'test_no_import_breaks_the_registry passed\ntest_the_migration_does_not_go_back passed\ntest_what_is_called_finished_is_finished passed\n',
  );
  expect(run(broken).match(/ failed/g)).toHaveLength(3);
});
