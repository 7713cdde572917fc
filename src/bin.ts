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
export const check: typeof api.check = async (options) => (await import('./index.ts')).check(options);

/** What a thread runs. */
export const work = (): Promise<unknown> => import('./facts/threads/worker.ts');
