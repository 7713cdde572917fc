/** What a commit starts: `check` and nothing else, because V8 reads a bundle as a whole, whatever of it is used. */

import { start } from './cli.ts';

start([{ name: 'check', load: async () => (await import('./commands/check.ts')).checkCommand }]);
