/** Names that may be defined once, in a tree of more files than are judged before anything is read. */
import { expect, it } from 'vitest';
import { check } from '../../src/pipeline.ts';
import { temporaryRepository } from '../support/repository.ts';

it('are told at every place, however late in the tree both stand', async () => {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, unique: [{ names: ['*'], kinds: ['class'] }] }));
  const named = (at: number): string => (at === 150 || at === 190 ? 'Same' : `Own${at}`);
  for (let at = 0; at < 200; at++) repo.write(`f${`${at}`.padStart(3, '0')}.py`, `class ${named(at)}: pass\n`);
  repo.commitAll('all');
  for (const scope of [{ scope: 'all' }, { scope: 'ref', ref: 'HEAD' }, { scope: 'paths', paths: ['.'] }] as const) {
    const outcome = await check({ cwd: repo.dir, scope, config: null, today: '2026-06-01' });
    const found = outcome?.report.findings.map(({ path, name }) => `${path} ${name}`);
    expect(found).toEqual(['f150.py Same', 'f190.py Same']);
  }
});
