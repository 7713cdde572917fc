/** Other places of a finding: ten and a number, so that a report grows with its findings. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/index.ts';
import type { Report } from '../../src/types.ts';
import { temporaryRepository } from '../support/repository.ts';

const REGISTRIES = {
  unique: { unique: [{ names: ['User'] }] },
  concept: { concepts: { User: 'home.ts#User' } },
};

async function reportOf(registry: object, definitions: number): Promise<Report> {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, ...registry }));
  repo.write('home.ts', 'export class User {}\n');
  for (let at = 1; at < definitions; at++) repo.write(`f${at}.ts`, 'export class User {}\n');
  return check({ cwd: repo.dir, scope: { scope: 'all' }, now: '2026-11-20' });
}

describe.each(Object.entries(REGISTRIES))('a name under %s that is defined again', (_, registry) => {
  it('is told with every other place as long as there are ten', async () => {
    const { findings } = await reportOf(registry, 11);
    for (const { related, relatedTotal } of findings) expect([related.length, relatedTotal]).toEqual([10, undefined]);
    expect(findings.length).toBeGreaterThan(9);
  });

  it('is told with ten and how many there are where there are more', async () => {
    const { findings } = await reportOf(registry, 12);
    for (const { related, relatedTotal } of findings) expect([related.length, relatedTotal]).toEqual([10, 11]);
    for (const { path, related } of findings) expect(related.map((other) => other.path)).not.toContain(path);
  });

  it('takes twice the text where twice as many define it', async () => {
    const [once, twice] = [await reportOf(registry, 40), await reportOf(registry, 80)];
    expect(JSON.stringify(twice).length / JSON.stringify(once).length).toBeLessThan(2.1);
  });
});
