/** The project keeps its own registry. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { check } from '../../src/index.ts';

test('nothing in this repository breaks its own registry', async () => {
  const report = await check({ cwd: fileURLToPath(new URL('../..', import.meta.url)), scope: { scope: 'all' } });
  expect(report.findings.map(({ path, line, rule, message }) => `${path}:${line} ${rule}: ${message}`)).toEqual([]);
  expect(report.summary.uncheckable).toBe(0);
  expect(report.summary.filesChecked).toBeGreaterThan(100);
});
