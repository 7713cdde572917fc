/**
 * The one error that is meant for people. Everything else that is thrown is a bug and ends in exit code 3.
 */

/** Something the user can fix: printed as `message` and `hint` without a stack, exit code 2. */
export class UserError extends Error {
  readonly hint: string | null;

  /** @param hint what to do about it, one sentence or command */
  constructor(message: string, hint: string | null = null) {
    super(message);
    this.name = 'UserError';
    this.hint = hint;
  }
}
