/**
 * What required texts were made from and git does not have, as lines that a shell can hold against the disk (`holds_on_disk` in
 * hooks/with-git): packages in node_modules, what a framework generates, and places where nothing of the kind was.
 *
 *   - path         nothing is there
 *   / path         no symbolic link is there
 *   = path, path   two names of one folder, on two lines
 *   + id path      a file with this content, by git's id of it
 *
 * Dates and sizes are not looked at: package managers set dates as they like, and two versions may be of one size.
 */
import { createHash } from 'node:crypto';
import type { Look } from '../files/installed.ts';
import { rawName } from '../git/names.ts';

/** Whether git writes a path as it is, and a shell reads it so: no control characters, quotes or backslashes. */
export function isLegible(path: string): boolean {
  return !/[\0-\x1f\x7f"\\]/.test(path);
}

/**
 * The lines for some looks, one character a byte; null when a shell could not see whether everything is still so.
 *
 * @param idLength of git's ids in this repository, which tells their hash
 */
export function diskLines(looks: readonly Look[], idLength: number): string[] | null {
  const lines = new Set<string>();
  for (const look of looks) {
    const own = linesOf(look, idLength);
    if (own === null || !isLegible(look.path)) return null;
    for (const line of own) lines.add(rawName(line));
  }
  return [...lines];
}

function linesOf(look: Look, idLength: number): string[] | null {
  if (look.kind === 'odd') return null;
  if (look.kind === 'absent') return [`- ${look.path}`];
  const { path, real, bytes } = look;
  // A file that is itself a link is nothing that a package manager makes: a folder's identity says more than a file's,
  // of which there may be several names (hard links).
  if (real === null || !isLegible(real) || lastOf(path) !== lastOf(real)) return null;
  const folders = real.split('/').map((_, at, all) => all.slice(0, at + 1).join('/'));
  const hash = createHash(idLength === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes);
  return [
    ...folders.map((folder) => `/ ${folder}`),
    ...(path === real ? [] : [`/ ${path}`, `= ${folderOf(path)}\n${folderOf(real)}`]),
    `+ ${hash.digest('hex')} ${real}`,
  ];
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}
