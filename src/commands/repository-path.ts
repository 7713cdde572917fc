/**
 * A path that a person gives, as the repository calls it. The file need not exist.
 */
import { repositoryName } from '../git/paths.ts';
import { findRepository } from '../git/repository.ts';

/** @throws UserError outside a repository, or for a path outside it */
export function repositoryPath(cwd: string, given: string): string {
  return Buffer.from(repositoryName(findRepository(cwd).top, cwd, given), 'latin1').toString('utf8');
}
