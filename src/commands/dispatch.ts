/**
 * From the words of a command line to the command that they mean.
 *
 * `check` is the command when none is named. A first word that is no command but a path means `check <path>`; one
 * that is neither is a mistake and gets the nearest command.
 */

import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { clipText } from '../text/escape.ts';
import { nearest } from '../text/nearest.ts';
import { version } from '../version.ts';
import type { Command, CommandEntry, Io } from './define.ts';
import { DEFAULT_COMMAND } from './define.ts';
import { asksFor, parseArguments } from './parse.ts';

/**
 * Runs the command that `argv` (without Node and script) names.
 * @returns the exit code
 * @throws UserError for a line that names no command
 */
export async function dispatch(argv: readonly string[], io: Io, commands: readonly CommandEntry[]): Promise<number> {
  const [first, ...rest] = argv;
  const named = commands.find((entry) => entry.name === first);
  if (named !== undefined) return answer(await named.load(), rest, io);

  if (first?.startsWith('-')) {
    const asked = asksFor(argv);
    if (asked === 'version') {
      io.stdout(`${version}\n`);
      return 0;
    }
    if (asked === 'help') {
      const { overview } = await import('./help.ts');
      io.stdout(await overview(commands, io.columns));
      return 0;
    }
  } else if (first !== undefined && !exists(io, first)) {
    throw unknownCommand(first, commands);
  }
  const check = await commands.find((entry) => entry.name === DEFAULT_COMMAND)?.load();
  if (check === undefined) throw new Error(`the command list has no "${DEFAULT_COMMAND}"`);
  const late = argv.find((word) => commands.some((entry) => entry.name === word));
  if (late !== undefined && parseArguments(check, argv).positionals.includes(late) && !exists(io, late)) {
    throw new UserError('the command comes first, before its options', `ssot-guard ${late} …`);
  }
  return answer(check, argv, io);
}

/** Answers `--help` and `--version`, or runs the command. */
async function answer(command: Command, argv: readonly string[], io: Io): Promise<number> {
  const asked = asksFor(argv);
  if (asked === null) return command.invoke(argv, io);
  const { commandHelp } = await import('./help.ts');
  io.stdout(asked === 'version' ? `${version}\n` : commandHelp(command, io.columns));
  return 0;
}

/** Something, a dangling link included, has this name on disk. A name that no file can have has nothing. */
function exists(io: Io, word: string): boolean {
  if (word === '') return false;
  try {
    return lstatSync(resolve(io.cwd, word), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function unknownCommand(word: string, commands: readonly CommandEntry[]): UserError {
  const names = commands.map((entry) => entry.name);
  const close = nearest(word, names);
  return new UserError(
    `"${clipText(word, 120)}" is neither a command nor an existing path`,
    close === null ? `commands: ${names.join(', ')}` : `did you mean "ssot-guard ${close}"?`,
  );
}
