/**
 * The command-line frame around a `check` that does what its options say, bundled and run as a process by
 * process.test.ts: exit codes, pipes and signals are only real in a real process.
 */

import { start } from '../../src/cli.ts';
import { defineCommand } from '../../src/commands/define.ts';
import { UserError } from '../../src/errors.ts';

const check = defineCommand({
  name: 'check',
  summary: 'do as told',
  usage: ['check [<options>]'],
  options: {
    code: { kind: 'count', value: '<n>', summary: 'exit code' },
    lines: { kind: 'count', value: '<n>', summary: 'lines for standard output' },
    'user-error': { kind: 'text', value: '<message>', summary: 'fail as a user error' },
    hint: { kind: 'text', value: '<hint>', summary: 'its hint' },
    bug: { kind: 'text', value: '<message>', summary: 'throw something else' },
    'late-bug': { kind: 'flag', summary: 'throw where nobody waits' },
    never: { kind: 'flag', summary: 'wait for something that never comes' },
    busy: { kind: 'flag', summary: 'say "ready" and work for ever' },
    echo: { kind: 'flag', summary: 'print the number of bytes on standard input, and their sum' },
    terminal: { kind: 'flag', summary: 'print what is known of the terminal' },
  },
  positionals: { label: '<path>', summary: 'anything', max: Number.POSITIVE_INFINITY },
  examples: [],
  async run({ options, positionals }, io) {
    if (options.userError !== null) throw new UserError(options.userError, options.hint);
    if (options.bug !== null) throw new Error(options.bug);
    if (options.lateBug) {
      setTimeout(() => {
        throw new TypeError('late');
      }, 1);
    }
    if (options.never || options.lateBug) await new Promise(() => {});
    if (options.echo) {
      const bytes = io.stdin();
      io.stdout(`${bytes.length} ${bytes.reduce((sum, byte) => sum + byte, 0)}\n`);
    }
    if (options.terminal) io.stdout(`${io.isTTY} ${io.interactive} ${io.columns} ${io.elapsed() > 0}\n`);
    for (const path of positionals) io.stdout(`${path}\n`);
    if (options.lines !== null) io.stdout('0123456789abcde\n'.repeat(options.lines));
    if (options.busy) {
      io.stdout('ready\n');
      for (;;) Math.sqrt(2);
    }
    io.stderr('done\n');
    return options.code ?? 0;
  },
});

start([{ name: 'check', load: async () => check }]);
