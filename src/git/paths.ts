/**
 * Paths that people give, to raw repository names.
 *
 * They may be absolute or relative to the working folder, spell a folder through a link, name what is not there yet, or
 * lie outside. Only the folder part is resolved: a link itself stays a link, so that it can be skipped and said so.
 */

import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { realPathOf } from './disk.ts';
import { decodeName, rawName } from './names.ts';
import type { Repository } from './repository.ts';
import { contains } from './run.ts';

/**
 * The raw repository name of a path; `` for the top itself.
 *
 * @throws UserError when the path lies outside the repository
 */
export function repositoryName(repository: Pick<Repository, 'top' | 'cwd'>, given: string | Buffer): string {
  const { top } = repository;
  const { path, pathBytes } = decodeName(rawName(given));
  if (path === '') throw new UserError('an empty path is not a path', 'Name a file or a folder, or use --all.');
  if (path.includes('\0')) throw new UserError('a path cannot hold a NUL character');
  if (pathBytes !== null) return nameOfBytes(repository, Buffer.from(pathBytes, 'hex'));
  const absolute = resolve(repository.cwd, path);
  const real = absolute === resolve(top) ? top : join(realFolder(dirname(absolute)), basename(absolute));
  // the top may itself be given through a link
  const inside = contains(top, real) ? real : realPathOf(absolute);
  if (inside === null || !contains(top, inside)) throw outside(path, top);
  return rawName(relative(top, inside).split(sep).join('/'));
}

/** Real path of the nearest folder above that exists, with the rest as it was written. */
function realFolder(folder: string): string {
  const real = realPathOf(folder);
  if (real !== null || dirname(folder) === folder) return real ?? folder;
  return join(realFolder(dirname(folder)), basename(folder));
}

/** A name that is not UTF-8 comes only from a list of bytes, as git writes it: no links in it are resolved. */
function nameOfBytes({ top, cwd }: Pick<Repository, 'top' | 'cwd'>, given: Buffer): string {
  const raw = given.toString('latin1');
  const start = rawName(raw.startsWith('/') ? '' : `${realPathOf(cwd) ?? cwd}/`);
  const segments: string[] = [];
  for (const segment of `${start}${raw}`.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  const absolute = `/${segments.join('/')}`;
  const prefix = rawName(top === '/' ? top : `${top}/`);
  if (!absolute.startsWith(prefix)) throw outside(decodeName(raw).path, top);
  return absolute.slice(prefix.length);
}

function outside(path: string, top: string): UserError {
  return new UserError(`${path} lies outside the repository ${top}`, 'Run the check in the repository that holds it.');
}

/**
 * Reads a list of paths, NUL-separated if it holds a NUL, otherwise one a line (of any system). Empty entries do not
 * count.
 */
export function parsePathList(list: Buffer): Buffer[] {
  const text = list.toString('latin1');
  const parts = text.includes('\0') ? text.split('\0') : text.split(/\r?\n/);
  return parts.filter((part) => part !== '').map((part) => Buffer.from(part, 'latin1'));
}
