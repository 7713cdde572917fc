/**
 * The command line with a `fix` whose editors know plain statements, bundled and run as a process: killing and full disks
 * are only real in a real process.
 */
import { start } from '../../src/cli.ts';
import { fixCommand } from '../../src/commands/fix.ts';
import { standIn } from '../support/stand-in-editors.ts';

start([
  { name: 'check', load: async () => (await import('../../src/commands/check.ts')).checkCommand },
  { name: 'fix', load: async () => fixCommand(standIn) },
]);
