/**
 * Where tests put what they make: a folder for each test file, which goes when the file is done (setup.ts), in one for
 * the whole run (run.ts), which goes at its end, whatever failed, with what is kept and what programs leave behind.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Holds whatever the test file makes that is running. */
let ownFolder: string | null = null;

/** An empty folder (its real path), removed after the test file. */
export function temporaryFolder(): string {
  ownFolder ??= openFolder('file-');
  return mkdtempSync(join(ownFolder, 't-'));
}

/** Removes what `temporaryFolder` gave. */
export function removeTemporaryFolders(): void {
  if (ownFolder !== null) removeFolder(ownFolder);
  ownFolder = null;
}

/** An empty folder for what many test files use and none changes. */
export function keptFolder(): string {
  return openFolder('kept-');
}

/** A new temporary folder (its real path), through which another user may pass: some tests give up their rights. */
export function openFolder(prefix: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  chmodSync(folder, 0o711);
  return folder;
}

/** A copy of a folder, links as links, removed after the test file. */
export function copyOf(folder: string): string {
  const copy = temporaryFolder();
  const { status, stderr } = spawnSync('cp', ['-RPp', `${folder}/.`, copy], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return copy;
}

/** Removes a folder, and what in it may not be read or changed. */
export function removeFolder(folder: string): void {
  spawnSync('chmod', ['-R', 'u+rwX', folder]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
