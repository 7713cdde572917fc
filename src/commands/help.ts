/**
 * Help, printed from the tables that parse: what is not in a table does not exist, and what is in one is shown.
 */

import { UserError } from '../errors.ts';
import { clipText } from '../text/escape.ts';
import { largest, pushAll } from '../text/lists.ts';
import { nearest } from '../text/nearest.ts';
import { wrap } from '../text/wrap.ts';
import type { Command, CommandEntry } from './define.ts';
import { DEFAULT_COMMAND, defineCommand } from './define.ts';
import type { OptionSpec, OptionTable } from './parse.ts';
import { EVERYWHERE, takesValue } from './parse.ts';

const EXIT_CODES: readonly Row[] = [
  ['0', 'clean'],
  ['1', 'violations, or not finished'],
  ['2', 'a problem with the command line, the registry or git: nothing was judged'],
  ['3', 'a bug in ssot-guard'],
  ['130', 'interrupted'],
];

/** What stands left, what stands right. */
type Row = readonly [string, string];

/** The `help` command over a list of commands. */
export function helpFor(commands: readonly CommandEntry[]): Command {
  return defineCommand({
    name: 'help',
    summary: 'explain a command and its options',
    usage: ['help [<command>]'],
    options: {},
    positionals: { label: '<command>', summary: 'a command; without it all are listed', max: 1 },
    examples: [{ command: 'ssot-guard help check', shows: 'every option of check' }],
    async run({ positionals: [name] }, io) {
      if (name === undefined) {
        io.stdout(await overview(commands, io.columns));
        return 0;
      }
      const entry = commands.find((candidate) => candidate.name === name);
      if (entry === undefined) {
        const names = commands.map((candidate) => candidate.name);
        const close = nearest(name, names);
        throw new UserError(
          `there is no command "${clipText(name, 120)}"`,
          close === null ? `commands: ${names.join(', ')}` : `did you mean ${close}?`,
        );
      }
      io.stdout(commandHelp(await entry.load(), io.columns));
      return 0;
    },
  });
}

/** What `ssot-guard --help` prints. */
export async function overview(commands: readonly CommandEntry[], columns: number): Promise<string> {
  const loaded = await Promise.all(commands.map((entry) => entry.load()));
  return page(
    [
      ['', ['ssot-guard: keeps the single sources of truth of a code base single']],
      [
        'Usage',
        [
          ['ssot-guard [<command>] [<options>]', 'check what is staged, or run a command'],
          ['ssot-guard <path>…', 'check these files as they are on disk'],
        ],
      ],
      [
        'Commands',
        loaded.map(
          (command): Row => [command.name, isDefault(command) ? `${command.summary} (default)` : command.summary],
        ),
      ],
      ['Everywhere', optionRows(Object.entries(EVERYWHERE))],
      ['Exit codes', EXIT_CODES],
      ['', ['"ssot-guard help <command>" shows the options of a command.']],
    ],
    columns,
  );
}

/** What `ssot-guard <command> --help` prints. */
export function commandHelp(command: Command, columns: number): string {
  const { positionals } = command;
  const sections: Section[] = [
    ['', [`ssot-guard ${command.name}: ${command.summary}`]],
    ['Usage', command.usage.map((form) => `ssot-guard ${form}`)],
  ];
  if (positionals !== null) sections.push(['Arguments', [[positionals.label, positionals.summary]]]);
  pushAll(sections, optionSections(command.options));
  if (command.examples.length > 0) {
    sections.push(['Examples', command.examples.map((example): Row => [example.command, example.shows])]);
  }
  return page(sections, columns);
}

function isDefault(command: Command): boolean {
  return command.name === DEFAULT_COMMAND;
}

/** A heading and its lines; rows are set in two columns. */
type Section = readonly [string, readonly (string | Row)[]];

function page(sections: readonly Section[], columns: number): string {
  return `${sections.map((section) => block(section, columns)).join('\n\n')}\n`;
}

function block([heading, lines]: Section, columns: number): string {
  const indent = heading === '' ? '' : '  ';
  const left = Math.min(36, largest(lines.map((line) => (typeof line === 'string' ? 0 : line[0].length))));
  const body = lines.flatMap((line) => (typeof line === 'string' ? [indent + line] : row(line, indent, left, columns)));
  return [...(heading === '' ? [] : [`${heading}:`]), ...body].join('\n');
}

/** One row, its right part wrapped; a left part that is too long gets a line of its own. */
function row([label, text]: Row, indent: string, left: number, columns: number): string[] {
  const start = indent.length + left + 2;
  const lines = wrap(text, Math.max(24, Math.min(columns, 100) - start));
  const blank = ' '.repeat(start);
  if (label.length > left) return [indent + label, ...lines.map((line) => blank + line)];
  return lines.map((line, index) => (index === 0 ? indent + label.padEnd(left + 2) : blank) + line);
}

/** A table's options by group, all texts in one column. */
function optionSections(table: OptionTable): Section[] {
  const groups = new Map<string, (readonly [string, OptionSpec])[]>();
  for (const [name, spec] of Object.entries(table)) {
    if (spec.hidden) continue;
    const heading = spec.group ?? 'Options';
    groups.set(heading, [...(groups.get(heading) ?? []), [name, spec]]);
  }
  groups.set('Everywhere', Object.entries(EVERYWHERE));
  const sections = [...groups].map(([heading, options]) => [heading, optionRows(options)] as const);
  const width = largest(sections.flatMap(([, rows]) => rows.map(([label]) => label.length)));
  return sections.map(([heading, rows]) => [heading, rows.map(([label, text]): Row => [label.padEnd(width), text])]);
}

function optionRows(options: readonly (readonly [string, OptionSpec])[]): readonly Row[] {
  return options.map(([name, spec]) => [optionLabel(name, spec), optionText(spec)]);
}

function optionLabel(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '    ' : `-${spec.short}, `;
  if (spec.kind === 'toggle') return `${short}--${name}, --no-${name}`;
  return `${short}--${name}${takesValue(spec) ? ` ${spec.value}` : ''}`;
}

function optionText(spec: OptionSpec): string {
  if (spec.kind !== 'choice') return spec.summary;
  const [first, ...others] = spec.choices;
  return `${spec.summary}: ${[`${first} (default)`, ...others].join(', ')}`;
}
