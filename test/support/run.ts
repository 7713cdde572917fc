/**
 * Once for a run of the tests: one folder for all that it leaves on the disk is the temporary folder of every process, and
 * what will not be tried here is said before anything else.
 */
import { spawnSync } from 'node:child_process';
import { browserPath } from './browser.ts';
import { openFolder, removeFolder } from './folders.ts';
import { memoryFolder } from './memory-folder.ts';

const PREFIX = 'ssot-tests-';

/** For vitest, before the first test process starts. @returns what to do after the last one */
export default function startRun(): () => void {
  const python = spawnSync('python3', ['-I', '-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  // for start-programs.mjs, and past what stands on PATH in front of the real one
  if (python.status === 0) process.env.STARTER_PYTHON = python.stdout.trim();
  else console.warn('python3 is not installed: what is held against Python itself is NOT tried in this run');
  if (browserPath === null)
    console.warn('Chromium is not installed: the page of audit --html is NOT tried in this run');
  const memory = process.env.TMPDIR === undefined ? memoryFolder(PREFIX) : null;
  if (memory !== null) process.env.TMPDIR = memory;
  const folder = openFolder(`${PREFIX}${process.pid}-`);
  process.env.TMPDIR = folder;
  // Node reads these certificates whenever it starts (20: 58 ms of CPU time instead of 23), and no test speaks to a network.
  delete process.env.NODE_EXTRA_CA_CERTS;
  return () => removeFolder(folder);
}
