/**
 * Before each test file. The same result every time: properties are tried with one seed, unless a fuzzing run gives
 * another (scripts/fuzz.mjs). Nothing is left: what the file made goes behind it.
 */
import fc from 'fast-check';
import { afterAll } from 'vitest';
import { AGENT_VARIABLES } from '../../src/commands/report-format.ts';
import { removeTemporaryFolders } from './folders.ts';
import './start-programs.mjs';

// Whoever starts the tests, an agent or a service, changes nothing of what they see.
for (const name of [...AGENT_VARIABLES, 'SSOT_FORMAT', 'GITHUB_STEP_SUMMARY']) delete process.env[name];

const seed = Number(process.env.FUZZ_SEED ?? 20261129);
const minutes = Number(process.env.FUZZ_MINUTES ?? 0);

fc.configureGlobal({
  seed,
  ...(minutes > 0 && { numRuns: 1_000_000, interruptAfterTimeLimit: minutes * 60_000, markInterruptAsFailure: false }),
});

afterAll(removeTemporaryFolders);
