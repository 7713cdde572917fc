/** The typed functions, called as JavaScript may call them. */
import { expect, it } from 'vitest';
import { type CheckOptions, check } from '../../src/index.ts';
import { temporaryRepository } from '../support/repository.ts';

it('takes a scope as an object, and says so', async () => {
  const { dir } = temporaryRepository();
  const scopes: unknown[] = ['all', {}, { scope: 'everything' }];
  for (const scope of scopes) {
    const options = { cwd: dir, scope } as CheckOptions; // what no compiler has seen
    await expect(check(options)).rejects.toThrow('this is no scope');
  }
});
