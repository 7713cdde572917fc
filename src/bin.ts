/**
 * The one bundle: what the executable, the library and its threads begin with. Each part is evaluated at its first use.
 */

import { start } from './cli.ts';
import { commands } from './commands/index.ts';
import type * as api from './index.ts';

/** The command line of this process. */
export const run = (): void => start(commands);

export { UserError } from './errors.ts';
export { version } from './version.ts';

/** Every function of the library; one that is missing does not compile. */
type Functions = {
  readonly [K in keyof typeof api as (typeof api)[K] extends (options?: never) => Promise<unknown>
    ? K
    : never]: (typeof api)[K];
};
export const functions: Functions = {
  check: async (options) => (await import('./index.ts')).check(options),
  audit: async (options) => (await import('./index.ts')).audit(options),
  verify: async (options) => (await import('./index.ts')).verify(options),
};

/** What a thread runs. */
export const work = (): Promise<unknown> => import('./facts/threads/worker.ts');
