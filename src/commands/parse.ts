/**
 * Command lines to typed values, by one table per command. `util.parseArgs` cuts the words; what they mean, and what
 * to say when they mean nothing, is decided here, because its own errors name no neighbour.
 */

import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { dayOf, isDay } from '../text/dates.ts';
import { clipText } from '../text/escape.ts';
import { nearest } from '../text/nearest.ts';

interface Described {
  /** One line for the help, without a full stop. */
  readonly summary: string;
  /** One letter. */
  readonly short?: string;
  /** Heading in the help; `Options` when absent. */
  readonly group?: string;
  /** Works, but the help does not show it. */
  readonly hidden?: boolean;
}

interface Valued extends Described {
  /** As the help shows it: `<file>`. */
  readonly value: string;
}

export type OptionSpec =
  | (Described & { readonly kind: 'flag' }) //                                       --quiet
  | (Described & { readonly kind: 'toggle' }) //                                     --color, --no-color
  | (Valued & { readonly kind: 'text' }) //                                          the last one counts
  | (Valued & { readonly kind: 'list' }) //                                          may be repeated
  | (Valued & { readonly kind: 'count' }) //                                         a whole number from 0
  | (Valued & { readonly kind: 'day' }) //                                           2026-12-31
  | (Valued & { readonly kind: 'days' }) //                                          2026-12-31, or 2026-10-01..2026-12-31
  // the first is the default; with `unset` it is only shown as such, and null says that nothing was given
  | (Valued & { readonly kind: 'choice'; readonly choices: readonly string[]; readonly unset?: true });

/** Long names in kebab-case to what they are, in the order of the help. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

type ValueOf<S> = S extends { kind: 'flag' }
  ? boolean
  : S extends { kind: 'toggle' }
    ? boolean | null
    : S extends { kind: 'list' }
      ? readonly string[]
      : S extends { kind: 'count' }
        ? number | null
        : S extends { kind: 'choice'; choices: readonly (infer C)[] }
          ? C | (S extends { unset: true } ? null : never)
          : string | null;

type Camel<K> = K extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : K & string;

/** Parsed options: `--max-warnings` is `maxWarnings`; null where nothing was given. */
export type Values<T extends OptionTable> = { readonly [K in keyof T as Camel<K>]: ValueOf<T[K]> };

type Value = boolean | number | string | readonly string[] | null;

/** What every command understands, whatever else is wrong with the line. */
export const EVERYWHERE = {
  help: { kind: 'flag', short: 'h', summary: 'print this help' },
  version: { kind: 'flag', short: 'v', summary: 'print the version' },
} as const satisfies OptionTable;

/** Whether a line asks for help or the version rather than for work. Help wins, and both win over mistakes. */
export function asksFor(argv: readonly string[]): 'help' | 'version' | null {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  if (words.includes('--help') || words.includes('-h')) return 'help';
  return words.includes('--version') || words.includes('-v') ? 'version' : null;
}

/**
 * @throws UserError for an unknown option (with the nearest known one), a missing, superfluous or malformed value,
 * and more words than the command takes
 */
export function parseArguments<T extends OptionTable>(
  command: { readonly name: string; readonly options: T; readonly positionals: { readonly max: number } | null },
  argv: readonly string[],
): { readonly options: Values<T>; readonly positionals: readonly string[] } {
  const table = new Map<string, OptionSpec>(Object.entries(command.options));
  const values = new Map<string, Value>();
  for (const [name, spec] of table) values.set(name, initial(spec));
  const positionals: string[] = [];

  for (const token of tokens(table, argv)) {
    if (token.kind === 'positional') {
      positionals.push(token.value);
    } else if (token.kind === 'option') {
      const negated = token.name.startsWith('no-') && table.get(token.name.slice(3))?.kind === 'toggle';
      const name = negated ? token.name.slice(3) : token.name;
      const spec = table.get(name);
      if (spec === undefined) throw unknownOption(command.name, token.rawName, table);
      values.set(name, negated ? flagValue(token, false) : readValue(spec, token, values.get(name)));
    }
  }

  const max = command.positionals?.max ?? 0;
  const surplus = positionals[max];
  if (surplus !== undefined) {
    throw new UserError(
      `${quoted(surplus)} is one word too many for "ssot-guard ${command.name}"`,
      helpHint(command.name),
    );
  }
  const options: Record<string, Value> = {};
  for (const [name, value] of values) options[camel(name)] = value;
  // The border: the loop above has set every name of the table to a value of its kind.
  return { options: options as Values<T>, positionals };
}

interface OptionToken {
  readonly kind: 'option';
  readonly name: string;
  /** As written, without the value: `--format`, `-f`. */
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

type Token =
  | OptionToken
  | { readonly kind: 'positional'; readonly value: string }
  | { readonly kind: 'option-terminator' };

/** Cuts the words. Lines of plain flags alone, as hooks have them, do not load the parser (0.6 ms). */
function tokens(table: ReadonlyMap<string, OptionSpec>, argv: readonly string[]): readonly Token[] {
  const plain = argv.every((word) => word.startsWith('--') && table.get(word.slice(2))?.kind === 'flag');
  if (plain) return argv.map((word) => ({ kind: 'option', name: word.slice(2), rawName: word }));

  const options: Record<string, { type: 'boolean' | 'string'; short?: string }> = {};
  for (const [name, spec] of table) {
    const type = takesValue(spec) ? 'string' : 'boolean';
    options[name] = spec.short === undefined ? { type } : { type, short: spec.short };
  }
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

export function takesValue(spec: OptionSpec): spec is Extract<OptionSpec, { value: string }> {
  return spec.kind !== 'flag' && spec.kind !== 'toggle';
}

function initial(spec: OptionSpec): Value {
  switch (spec.kind) {
    case 'flag':
      return false;
    case 'list':
      return [];
    case 'choice':
      return spec.unset ? null : (spec.choices[0] ?? null);
    default:
      return null;
  }
}

function readValue(spec: OptionSpec, token: OptionToken, before: Value | undefined): Value {
  if (!takesValue(spec)) return flagValue(token, true);
  const { value } = token;
  if (value === undefined || value === '') {
    throw new UserError(`${token.rawName} needs a value`, `${token.rawName} ${spec.value}`);
  }
  if (!token.inlineValue && value.length > 1 && value.startsWith('-')) {
    throw new UserError(
      `${token.rawName} needs a value, and ${quoted(value)} looks like an option`,
      `write ${token.rawName}${token.rawName.startsWith('--') ? '=' : ''}${escapedWord(value)} if it is meant`,
    );
  }
  switch (spec.kind) {
    case 'text':
      return value;
    case 'list':
      return Array.isArray(before) ? [...before, value] : [value];
    case 'count':
      if (/^\d{1,9}$/.test(value)) return Number(value);
      throw new UserError(`${token.rawName} takes a whole number, not ${quoted(value)}`);
    case 'day':
      return readDay(token.rawName, value);
    case 'days':
      return value
        .split('..')
        .map((one) => readDay(token.rawName, one))
        .join('..');
    case 'choice': {
      if (spec.choices.includes(value)) return value;
      const close = nearest(value, spec.choices);
      throw new UserError(
        `${token.rawName} takes ${spec.choices.join(', ')}, not ${quoted(value)}`,
        close === null ? null : `did you mean ${close}?`,
      );
    }
  }
}

function flagValue(token: OptionToken, value: boolean): boolean {
  if (token.inlineValue) throw new UserError(`${token.rawName} takes no value`);
  return value;
}

/** A calendar day of the form 2026-12-31; a full ISO time counts as its UTC day. */
function readDay(rawName: string, value: string): string {
  if (isDay(value)) return value;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
  if (!Number.isNaN(time)) return dayOf(new Date(time));
  throw new UserError(`${rawName} takes a day such as 2026-12-31, not ${quoted(value)}`);
}

function unknownOption(command: string, rawName: string, table: ReadonlyMap<string, OptionSpec>): UserError {
  const known = [...Object.keys(EVERYWHERE), ...table.keys()].map((name) => `--${name}`);
  for (const [name, spec] of table) if (spec.kind === 'toggle') known.push(`--no-${name}`);
  const close = rawName.startsWith('--') ? nearest(rawName, known) : null;
  return new UserError(
    `unknown option ${escapedWord(rawName)}`,
    close === null ? helpHint(command) : `did you mean ${close}? ${helpHint(command)}`,
  );
}

function helpHint(command: string): string {
  return `"ssot-guard ${command} --help" lists the options`;
}

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A word of the command line as a message may show it. */
function escapedWord(word: string): string {
  return clipText(word, 120);
}

function quoted(word: string): string {
  return `"${escapedWord(word)}"`;
}
