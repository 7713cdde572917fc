/**
 * Once for a run of the tests: one folder for all that it leaves on the disk is the temporary folder of every process, and
 * what will not be tried here is said before anything else.
 */
import { spawnSync } from 'node:child_process';
import { openFolder, removeFolder } from './folders.ts';

/** For vitest, before the first test process starts. @returns what to do after the last one */
export default function startRun(): () => void {
  if (spawnSync('python3', ['--version']).error !== undefined)
    console.warn('python3 is not installed: what is held against Python itself is NOT tried in this run');
  const folder = openFolder('ssot-tests-');
  process.env.TMPDIR = folder;
  return () => removeFolder(folder);
}
