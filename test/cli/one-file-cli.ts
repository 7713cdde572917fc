/**
 * The command line as one file without V8's compiled code, whose writing would count as a step: killing and full disks are
 * only real in a real process.
 */
import { start } from '../../src/cli.ts';
import { commands } from '../../src/commands/index.ts';

start(commands);
