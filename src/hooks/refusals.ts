/**
 * What the file system refuses, in words: a person can fix it, so it is no bug.
 */
import { UserError } from '../errors.ts';
import { REFUSALS } from '../files/write.ts';

const REASONS: ReadonlyMap<string, string> = new Map([
  ...REFUSALS,
  ['ENOTDIR', 'a file stands where a folder is needed'],
  ['EEXIST', 'a file stands where a folder is needed'],
  ['EISDIR', 'a folder stands there'],
]);

/**
 * Runs something that writes hooks, configuration or the state in the git directory.
 * @throws UserError when a file cannot be written
 */
export function refusalsInWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) throw error;
    const reason = REASONS.get(String(error.code));
    if (reason === undefined) throw error;
    const path = 'path' in error ? String(error.path) : 'a file';
    throw new UserError(
      `${path} cannot be written: ${reason}`,
      'Fix that and try again; ssot-guard init --uninstall takes back what was done until then.',
    );
  }
}
