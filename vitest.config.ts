import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/sequencer.ts';

const nodeVersion = Number.parseInt(process.versions.node, 10);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/run.ts'],
    setupFiles: ['test/support/setup.ts'],
    // Modules are read once a process, not once a file: nothing in src keeps state, and no test replaces a module.
    isolate: false,
    // Most of the time goes into processes that tests start and wait for. Half as many again take longer: 385 s and not 352.
    maxWorkers: '100%',
    // Most code runs for one test file only. Optimising it as soon as V8 of Node 20 does by itself (later ones have a middle
    // way), and collecting garbage in several threads, takes a sixth of CPU time more.
    execArgv: ['--single-threaded-gc', ...(nodeVersion < 22 ? ['--interrupt-budget=2500000'] : [])],
    sequence: { sequencer: LongestFirst },
    // No test is about time: what is slow, or beside something busy, is not wrong.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    expect: { poll: { interval: 20, timeout: 1_800_000 } },
  },
});
