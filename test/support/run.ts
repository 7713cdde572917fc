/** Once for a run of the tests: one folder for all that it leaves on the disk is the temporary folder of every process. */
import { openFolder, removeFolder } from './folders.ts';

/** For vitest, before the first test process starts. @returns what to do after the last one */
export default function startRun(): () => void {
  const folder = openFolder('ssot-tests-');
  process.env.TMPDIR = folder;
  return () => removeFolder(folder);
}
