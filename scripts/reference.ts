/**
 * The reference pages in `docs/`, from the lists that the program uses: the registry's declaration, the rules, the commands'
 * option tables, the reporters, the reasons of `fix`. test/package/docs.test.ts holds the pages to this; `UPDATE=1` writes them.
 */
import { commands } from '../src/commands/index.ts';
import { EVERYWHERE, type OptionSpec, type OptionTable } from '../src/commands/parse.ts';
import { jsonSchema } from '../src/registry/schema.ts';
import { REFUSALS } from '../src/replacement/refusals.ts';
import { reporters } from '../src/reporters/index.ts';
import type { RuleExample } from '../src/rules/define.ts';
import { rules } from '../src/rules/index.ts';
import type { JsonSchema } from '../src/text/json-schema.ts';

/** Page → its text, by name in `docs/`. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['registry.md', registryPage()],
    ['rules.md', rulesPage()],
    ['commands.md', await commandsPage()],
    ['formats.md', await formatsPage()],
  ]);
}

function page(title: string, ...blocks: readonly string[]): string {
  return `# ${title}\n\n${blocks.join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

// ------------------------------------------------------------------------------------------------------- the registry

/** An object of the registry, and where it stands: `concepts.<name>.banned[]`. */
interface RegistryObject {
  readonly path: string;
  readonly schema: JsonSchema;
}

/** Every kind of object in a registry, each once, at the first place where it stands. */
function registryObjects(): RegistryObject[] {
  const found = new Map<string, RegistryObject>();
  const visit = (path: string, schema: JsonSchema): void => {
    const known = JSON.stringify(schema.properties);
    if (found.has(known)) return;
    found.set(known, { path, schema });
    for (const [key, value] of Object.entries(propertiesOf(schema)))
      for (const [below, inner] of objectsIn(value))
        visit(path === '' ? `${key}${below}` : `${path}.${key}${below}`, inner);
  };
  visit('', jsonSchema());
  return [...found.values()];
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
}

/** The objects with keys of their own that a value may hold, and how they are reached from it. */
function objectsIn(schema: JsonSchema): [below: string, schema: JsonSchema][] {
  const any = (schema.anyOf ?? []) as readonly JsonSchema[];
  const items = schema.items as JsonSchema | undefined;
  const values = schema.additionalProperties as JsonSchema | false | undefined;
  return [
    ...(schema.properties === undefined ? [] : [['', schema] as [string, JsonSchema]]),
    ...any.flatMap(objectsIn),
    ...(items === undefined ? [] : objectsIn(items).map(([below, one]): [string, JsonSchema] => [`[]${below}`, one])),
    ...(typeof values === 'object'
      ? objectsIn(values).map(([below, one]): [string, JsonSchema] => [`.<name>${below}`, one])
      : []),
  ];
}

/** Every key of the registry with where it stands, as rules name the keys that they obey. */
export function registryKeys(): string[] {
  return registryObjects().flatMap(({ path, schema }) =>
    Object.keys(propertiesOf(schema)).map((key) => (path === '' ? key : `${path}.${key}`)),
  );
}

function registryPage(): string {
  const sections = registryObjects().map(({ path, schema }) => {
    const needed = (schema.required ?? []) as readonly string[];
    const rows = Object.entries(propertiesOf(schema)).map(([key, value]) => [
      `${code(key)}${needed.includes(key) ? ' (required)' : ''}`,
      String(value.description ?? ''),
      value.default === undefined ? '' : code(JSON.stringify(value.default)),
      ((value.examples ?? []) as readonly unknown[]).map((one) => code(JSON.stringify(one))).join(' or '),
    ]);
    return `## ${path === '' ? 'The file' : code(path)}\n\n${table(['key', 'what', 'default', 'example'], rows)}`;
  });
  return page(
    'The registry',
    'Every key of `.ssotrc.json` (or `.ssotrc.jsonc`): JSON with comments and trailing commas, at the root of the repository.\n' +
      'A nested one, in the folder of a package, only adds, and its globs and paths begin in its folder. `schema.json` of the\n' +
      'package gives the same to editors.',
    'A word stands for itself, `<name>` for a key of your own, `[]` for an entry of a list; a list of one may be written without\n' +
      'its brackets.',
    ...sections,
  );
}

// ---------------------------------------------------------------------------------------------------------- the rules

function rulesPage(): string {
  const sections = rules.map((rule) =>
    [
      `## ${code(rule.id)}`,
      `Fires when ${rule.summary}.`,
      rule.docs,
      `Reported: ${example(rule.bad)}`,
      `Not reported: ${example(rule.good)}`,
      `In the registry: ${rule.options.length === 0 ? 'nothing turns it on or off.' : `${rule.options.map(code).join(', ')}.`}`,
      `What \`fix\` does: ${rule.fixes}`,
    ].join('\n\n'),
  );
  return page(
    'The rules',
    '`npx ssot-guard explain <rule>` prints the same. A finding that must stay states so, with a reason and an end: inline\n' +
      '(`# ssot-allow <rule> until=2027-01-31 reason="…"`, `//` in JavaScript) or as `allow` in the registry.',
    ...sections,
    '## What `fix` leaves',
    table(
      ['reason', 'means'],
      Object.entries(REFUSALS).map(([reason, means]) => [code(reason), means]),
    ),
  );
}

function example({ registry, files }: RuleExample): string {
  const sources = Object.entries(files).map(([path, source]) => {
    const language = path.endsWith('.py') ? 'python' : path.endsWith('.ts') ? 'ts' : 'yaml';
    const text = `${language === 'ts' ? '//' : '#'} ${path}\n${source}`;
    return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
  });
  return [`with ${code(JSON.stringify(registry))}`, ...sources].join('\n\n');
}

// ------------------------------------------------------------------------------------------------------- the commands

async function commandsPage(): Promise<string> {
  const all = await Promise.all(commands.map((entry) => entry.load()));
  const sections = all.map(({ name, summary, usage, options, examples }) =>
    [
      `## ${code(name)}`,
      `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`,
      `\`\`\`text\n${usage.map((line) => `ssot-guard ${line}`).join('\n')}\n\`\`\``,
      ...(Object.keys(options).length === 0 ? [] : [optionTable(options)]),
      `\`\`\`sh\n${examples.map(({ command, shows }) => `${command}  # ${shows}`).join('\n')}\n\`\`\``,
    ].join('\n\n'),
  );
  return page(
    'The commands',
    '`ssot-guard <command>`; `check` when none is given. `npx ssot-guard help <command>` prints the same.',
    optionTable(EVERYWHERE),
    ...sections,
  );
}

function optionTable(options: OptionTable): string {
  const shown = Object.entries(options).filter(([, spec]) => spec.hidden !== true);
  return table(
    ['option', 'does'],
    shown.map(([name, spec]) => [optionName(name, spec), spec.summary]),
  );
}

function optionName(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '' : `${code(`-${spec.short}`)}, `;
  const value = 'value' in spec ? ` ${spec.kind === 'choice' ? spec.choices.join('|') : spec.value}` : '';
  return `${short}${code(`--${name}${value}`)}${spec.kind === 'toggle' ? `, ${code(`--no-${name}`)}` : ''}`;
}

// -------------------------------------------------------------------------------------------------------- the formats

async function formatsPage(): Promise<string> {
  const all = await Promise.all(reporters.map((entry) => entry.load()));
  return page(
    'The formats',
    'What `--format` takes; `--output <file>` writes it to a file. Findings go to standard output, everything else, times\n' +
      'included, to standard error, so every format is a function of the files, the registry, the version and `--now`.',
    table(
      ['format', 'is'],
      all.map(({ id, summary }) => [code(id), summary]),
    ),
    'The shape of `json` is [report-schema.json](../report-schema.json), that of `fix --format json`\n' +
      '[fix-schema.json](../fix-schema.json), that of `verify --format json` [verify-schema.json](../verify-schema.json), that of\n' +
      '`audit --format json` [audit-schema.json](../audit-schema.json). One entry is one banned name at one place; `related` holds at most ten places.',
  );
}
