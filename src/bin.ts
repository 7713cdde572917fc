/** The executable: the built-in commands, and nothing else. */

import { start } from './cli.ts';
import { commands } from './commands/index.ts';

start(commands);
