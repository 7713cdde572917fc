/** Objects that are kept from run to run: what was learned comes back, and nothing else ever does. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBlobCache } from '../../src/cache/blobs.ts';
import { openRepository } from '../../src/git/repository.ts';
import { check } from '../../src/pipeline.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const id = (n: number): string => n.toString(16).padStart(40, '0');

function keep(cwd: string, contents: ReadonlyMap<string, Buffer>): void {
  const kept = openBlobCache(openRepository(cwd));
  for (const [name, content] of contents) kept.learn(name, content);
  kept.save();
}

test('any bytes come back, and what was not learned does not', () => {
  const { dir } = temporaryRepository();
  const odd = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  keep(dir, new Map([[id(1), odd]]));
  const kept = openBlobCache(openRepository(dir));
  expect(kept.get(id(1))).toEqual(odd);
  expect(kept.get(id(2))).toBeUndefined();
});

test('an object that is large is not kept, and older ones give way', () => {
  const { dir } = temporaryRepository();
  keep(dir, new Map([[id(1), Buffer.alloc(33 << 10)]]));
  expect(openBlobCache(openRepository(dir)).get(id(1))).toBeUndefined();
  const block = Buffer.alloc(30 << 10, 'x');
  for (let round = 0; round < 4; round++)
    keep(dir, new Map(Array.from({ length: 5 }, (_, n): [string, Buffer] => [id(100 * round + n), block])));
  const kept = openBlobCache(openRepository(dir));
  expect(kept.get(id(304))).toEqual(block);
  const left = [0, 100, 200, 300].flatMap((from) =>
    [0, 1, 2, 3, 4].filter((n) => kept.get(id(from + n)) !== undefined),
  );
  expect(left.length).toBeGreaterThan(10);
  expect(left.length).toBeLessThan(20);
});

const files = {
  '.ssotrc.json': '{ "version": 1, "banned": ["@/old"] }',
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
};

async function findings(repo: TemporaryRepository): Promise<number | undefined> {
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: '2026-06-01' });
  return outcome?.report.findings.length;
}

test('a cache that is damaged anywhere changes no verdict', async () => {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('before');
  repo.write('a.ts', "import '@/old';\n");
  repo.git('add', '-A');
  expect(await findings(repo)).toBe(1);
  const path = join(repo.dir, '.git/ssot-guard/cache/objects-main');
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at += 7) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    expect(await findings(repo)).toBe(1);
  }
  writeFileSync(path, '');
  expect(await findings(repo)).toBe(1);
});
