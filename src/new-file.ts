/**
 * A file that has no name yet, and takes one in one step: the one way in which anything is written here. A reader, a full
 * disk or a killed process meets the old file or the new one, never half of one.
 *
 * Whoever writes says what more is needed: where nobody can guess the temporary name, and that it is on the disk
 * (files/write.ts); that it can be read while it is written, and costs nothing else (cache/folder.ts, launch.ts). On the
 * way to a commit, so nothing is loaded but the file system.
 */
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface NewFile {
  /** Open for writing until the file is named or dropped. */
  readonly descriptor: number;
  /**
   * Closes the file and gives it its name, replacing what has it; a link there is not followed. What fails is thrown, and
   * nothing is left.
   * @param confirm called last, may throw
   */
  name(target: Path, confirm?: () => void): void;
  /** Closes the file and leaves it where it is: someone else names it. */
  leave(): void;
  /** Closes and removes the file; does nothing once it is named, left or dropped. */
  drop(): void;
}

/** A path, in bytes where it is not UTF-8. */
type Path = string | Buffer;

/**
 * @param temporary in the folder of the name that it will take; nothing may be there
 * @param flags `wx+` to read it as well
 */
export function newFile(temporary: Path, flags: 'wx' | 'wx+' = 'wx', mode = 0o666): NewFile {
  const descriptor = openSync(temporary, flags, mode);
  let state: 'open' | 'closed' | 'done' = 'open';
  const close = (): void => {
    if (state === 'open') {
      state = 'closed';
      closeSync(descriptor);
    }
  };
  const drop = (): void => {
    if (state === 'done') return;
    try {
      close();
    } finally {
      state = 'done';
      rmSync(temporary, { force: true });
    }
  };
  return {
    descriptor,
    name(target, confirm = () => {}) {
      try {
        close();
        confirm();
        renameSync(temporary, target);
        state = 'done';
      } catch (error) {
        drop();
        throw error;
      }
    },
    leave() {
      close();
      state = 'done';
    },
    drop,
  };
}

/** A name in a folder that is ours alone; `listCached` clears such files away once they are old. */
export function temporaryIn(folder: string): string {
  return join(folder, `tmp-${process.pid}-${Math.random().toString(36).slice(2)}`);
}
