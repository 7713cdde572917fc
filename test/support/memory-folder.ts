/**
 * Where Linux offers memory as a folder. The tests make and remove some 100,000 files, and a disk's file system passes by
 * what was removed just now whenever it looks for a free place (ext4 for five seconds): a tenth to a seventh of all CPU time.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const PLACE = '/dev/shm';
/** Many times what a run holds at once. */
const ROOM = 2 ** 30;

/** @param prefix how the names of a run's folders begin @returns a folder for temporary folders; null: there is none that serves */
export function memoryFolder(prefix: string): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const { bavail, bsize } = statfsSync(PLACE);
    if (Math.min(bavail * bsize, freemem(), process.constrainedMemory() || ROOM) < ROOM || !startsPrograms())
      return null;
    removeOrphans(prefix);
    return PLACE;
  } catch {
    return null;
  }
}

/** In some containers it does not. */
function startsPrograms(): boolean {
  const folder = mkdtempSync(join(PLACE, 'probe-'));
  const script = join(folder, 'script');
  writeFileSync(script, '#!/bin/sh\n');
  chmodSync(script, 0o755);
  const { status } = spawnSync(script);
  rmSync(folder, { recursive: true });
  return status === 0;
}

/** Of runs that were killed: memory is scarcer than a disk. Their names hold the process. */
function removeOrphans(prefix: string): void {
  for (const name of readdirSync(PLACE)) {
    const id = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (id > 0 && !isRunning(id)) rmSync(join(PLACE, name), { recursive: true, force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
