/** What a registry means is kept from run to run, and is never older than what it was found in. */
import { expect, test } from 'vitest';
import { check } from '../../src/pipeline.ts';
import { runBundle } from '../support/bundle.ts';
import { temporaryRepository } from '../support/repository.ts';

const alias = (folder: string): string =>
  JSON.stringify({ compilerOptions: { paths: { '@old/*': [`./${folder}/*`] } } });

test('an alias in a ban follows its configuration, whatever is kept', () => {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', '{ "version": 1, "banned": ["@old/thing"] }');
  repo.write('tsconfig.json', alias('one'));
  repo.write('one/thing.ts', 'export const a = 1;\n');
  repo.write('two/thing.ts', 'export const a = 1;\n');
  repo.write('a.ts', "import { a } from './one/thing';\nimport { a as b } from './two/thing';\n");
  repo.commitAll('first');
  const places = (): string[] => {
    const { stdout } = runBundle(repo.dir, 'check', '--ref', 'HEAD', '--format', 'json');
    const { findings } = JSON.parse(stdout) as { findings: { path: string; line: number }[] };
    return findings.map(({ path, line }) => `${path}:${line}`);
  };
  expect([places(), places()]).toEqual([['a.ts:1'], ['a.ts:1']]);
  repo.write('tsconfig.json', alias('two'));
  repo.commitAll('the alias leads elsewhere');
  expect([places(), places()]).toEqual([['a.ts:2'], ['a.ts:2']]);
  repo.write('tsconfig.json', alias('one'));
  repo.commitAll('and back');
  expect(places()).toEqual(['a.ts:1']);
});

test('files that a registry includes and no scanner reads are skipped by name', async () => {
  const repo = temporaryRepository();
  repo.write(
    '.ssotrc.json',
    '{ "version": 1, "files": { "include": ["**/*.{ts,marko}", "bin/tool"] }, "banned": ["moment"] }',
  );
  repo.write('a.ts', 'export {};\n');
  repo.write('b.marko', "---\nimport moment from 'moment';\n---\n");
  repo.write('bin/tool', 'import moment\n');
  repo.write('other.txt', 'moment\n');
  repo.git('add', '-A');
  for (const scope of ['staged', 'all'] as const) {
    const outcome = await check({ cwd: repo.dir, scope: { scope }, config: null, today: '2026-06-01' });
    expect(outcome?.report.skipped).toEqual([
      { path: 'b.marko', reason: 'no scanner reads .marko' },
      { path: 'bin/tool', reason: 'no scanner reads files without extension' },
    ]);
    expect(outcome?.report.summary.filesChecked).toBe(1);
  }
});
