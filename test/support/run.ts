/**
 * Once for a run of the tests: one folder for all that it leaves on the disk is the temporary folder of every process, and
 * what will not be tried here is said before anything else.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { browserPath } from './browser.ts';
import { openFolder, removeFolder } from './folders.ts';
import { memoryFolder } from './memory-folder.ts';

const PREFIX = 'ssot-tests-';

/** For vitest, before the first test process starts. @returns what to do after the last one */
export default function startRun(): () => void {
  const python = spawnSync('python3', ['-I', '-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  if (python.status === 0) useRealPython(python.stdout.trim());
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

/** Itself, and not a script of a version manager that looks for it each time (pyenv: some 16 processes). */
function useRealPython(program: string): void {
  process.env.STARTER_PYTHON = program; // for start-programs.mjs
  process.env.PATH = `${dirname(program)}${delimiter}${process.env.PATH}`;
}
