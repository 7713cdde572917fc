/**
 * What the file system refuses, in words: a person can fix it, so it is no bug.
 */
import { UserError } from '../errors.ts';
import { REFUSALS } from './write.ts';

const REASONS: ReadonlyMap<string, string> = new Map([
  ...REFUSALS,
  ['ENOTDIR', 'a file stands where a folder is needed'],
  ['EEXIST', 'a file stands where a folder is needed'],
  ['EISDIR', 'a folder stands there'],
]);

/**
 * Runs something that writes.
 * @param hint what to do when it cannot
 * @throws UserError when a file cannot be written
 */
export function inWords<T>(hint: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw errorInWords(error, hint);
  }
}

/** The error as a person is told it; what is no refusal of the file system stays what it is. */
export function errorInWords(error: unknown, hint: string): unknown {
  if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) return error;
  const reason = REASONS.get(String(error.code));
  if (reason === undefined) return error;
  const path = 'path' in error ? String(error.path) : 'a file';
  return new UserError(`${path} cannot be written: ${reason}`, hint);
}
