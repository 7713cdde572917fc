/**
 * The commit that HEAD names, read from files where that is plain: a process less on the way of a hook.
 *
 * It only says whether something that was kept for a commit still fits; what is judged comes from git.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

const ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** Larger lists of packed references are left to git. */
const LARGEST = 4 << 20;

/** The id, or null where only git can say (no commit yet, references in another format, …). */
export function headByFiles(repository: Repository): string | null {
  try {
    const head = line(join(repository.gitDir, 'HEAD'));
    if (ID.test(head)) return head;
    const name = /^ref: (refs\/\S+)$/.exec(head)?.[1];
    if (name === undefined || name.split('/').includes('..')) return null;
    const common = repository.commonDir;
    return looseReference(join(common, name)) ?? packedReference(join(common, 'packed-refs'), name);
  } catch {
    return null;
  }
}

/** A word that tells this work tree from the others of the repository. */
export function workTreeName(repository: Repository): string {
  const found = repository.found;
  if (found === null || found.gitDir === found.commonDir) return 'main';
  return (found.gitDir.split(/[\\/]/).at(-1) ?? '').replace(/[^\w-]/g, '_').slice(0, 80);
}

function looseReference(path: string): string | null {
  try {
    const id = line(path);
    return ID.test(id) ? id : null;
  } catch {
    return null;
  }
}

function packedReference(path: string, name: string): string | null {
  const bytes = readFileSync(path);
  if (bytes.length > LARGEST) return null;
  const end = bytes.indexOf(` ${name}\n`);
  if (end < 0) return null;
  const id = bytes.toString('latin1', bytes.lastIndexOf(10, end) + 1, end);
  return ID.test(id) ? id : null;
}

function line(path: string): string {
  return readFileSync(path, 'utf8').replace(/\n$/, '');
}
