/** What a call throws, for tests that look at more than its message. */
import { UserError } from '../../src/errors.ts';

/** The UserError that `work` throws; fails the test when it throws something else or nothing. */
export function userError(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
