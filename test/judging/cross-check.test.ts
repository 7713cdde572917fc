/** The second reader: it names what the facts do not hold, and nothing of what they do. */
import { expect, test } from 'vitest';
import { openSecondReader } from '../../src/judging/cross-check.ts';
import { scan } from '../../src/languages/index.ts';

const SOURCE = 'import a from "./\\x61";\nexport * from \'./b\';\nimport(`./c`);\nimport(d);\nimport.meta.url;\n';

test('sees the imports that facts do not hold', async () => {
  const read = await openSecondReader();
  expect(read(`\ufeff${SOURCE}`, scan('', 'ts'))).toEqual(['./a', './b', './c']);
  expect(read(SOURCE, scan(SOURCE, 'ts'))).toEqual([]);
  expect(read('import {', scan('', 'ts'))).toEqual([]);
});
