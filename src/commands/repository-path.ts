/**
 * A path that a person gives, as the repository calls it. The file need not exist.
 */

import { dirname, relative, resolve, sep } from 'node:path';
import { checkPlace } from '../files/write.ts';
import { repositoryName } from '../git/paths.ts';
import type { Repository } from '../git/repository.ts';
import { realPath } from '../git/trust.ts';

/** @throws UserError outside a repository, or for a path outside it */
export function repositoryPath(repository: Repository, given: string): string {
  return Buffer.from(repositoryName(repository, given), 'latin1').toString('utf8');
}

/**
 * The same for a file that is to be written: links on the way are not resolved, so that the writer sees them.
 * @throws UserError for a path that is no place to write to
 */
export function repositoryFile(repository: Repository, given: string): string {
  const { top } = repository;
  const absolute = resolve(repository.cwd, given);
  for (let at = dirname(absolute); ; at = dirname(at)) {
    if (realPath(at) === top) {
      const path = relative(at, absolute).split(sep).join('/');
      checkPlace(top, path);
      return path;
    }
    if (dirname(at) === at) return repositoryPath(repository, given); // which says what is wrong
  }
}
