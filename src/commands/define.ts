/**
 * What a command is: a value. Parsing, help and suggestions come from its option table, its typed options too.
 *
 * Commands never touch `process`: they get an `Io`, write through it, and return their exit code. What the user can
 * fix they throw as a `UserError`; everything else that is thrown is a bug.
 */

import type { Repository } from '../git/repository.ts';
import type { OptionTable, Values } from './parse.ts';
import { parseArguments } from './parse.ts';

/** What runs when no command is named. */
export const DEFAULT_COMMAND = 'check';

/** The world as a command sees it. Getters are functions or lazy where asking costs something. */
export interface Io {
  readonly cwd: string;
  /** The repository around it; whether there is one shows when it is used. */
  readonly repository: Repository;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Everything on standard input; empty when it is closed. */
  stdin(): Buffer;
  /** Findings and whatever else was asked for. Never fails: a closed pipe swallows, a full disk shows in the exit code. */
  stdout(text: string | Buffer): void;
  /** Summary, notes, errors. */
  stderr(text: string): void;
  /** Standard output is a terminal. */
  readonly isTTY: boolean;
  /** Standard input and standard error are terminals: questions may be asked, progress may be drawn. */
  readonly interactive: boolean;
  /** Width of the terminal, 80 without one. */
  readonly columns: number;
  /** The clock, for dates. `--now` overrides it. */
  now(): Date;
  /** Milliseconds since the process started, Node's own start included. */
  elapsed(): number;
}

export interface Example {
  /** A command line as one would type it. */
  readonly command: string;
  /** What it does, in a few words. */
  readonly shows: string;
}

export interface Positionals {
  /** As shown in the help: `<path>`. */
  readonly label: string;
  readonly summary: string;
  readonly max: number;
}

export interface Input<T extends OptionTable> {
  readonly options: Values<T>;
  readonly positionals: readonly string[];
}

interface Description {
  readonly name: string;
  /** One line, in the imperative, without a full stop. */
  readonly summary: string;
  /** What follows `ssot-guard`, one line per form. */
  readonly usage: readonly string[];
  readonly positionals: Positionals | null;
  readonly examples: readonly Example[];
}

export interface CommandSpec<T extends OptionTable> extends Description {
  readonly options: T;
  /** @returns the exit code: 0 clean, 1 violations, 130 interrupted */
  run(input: Input<T>, io: Io): number | Promise<number>;
}

export interface Command extends Description {
  readonly options: OptionTable;
  /**
   * Parses and runs.
   * @throws UserError for a command line that makes no sense
   */
  invoke(argv: readonly string[], io: Io): Promise<number>;
}

/** A command's place in the list: the name decides, the rest is loaded only when it is needed. */
export interface CommandEntry {
  readonly name: string;
  load(): Promise<Command>;
}

/** Makes a command of its description. The option table's type goes into `run`, and no further. */
export function defineCommand<const T extends OptionTable>(spec: CommandSpec<T>): Command {
  return {
    ...spec,
    invoke: async (argv, io) => spec.run(parseArguments(spec, argv), io),
  };
}
