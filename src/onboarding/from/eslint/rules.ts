/**
 * The rules of ESLint and its plugins that ban imports, and what their options mean.
 */
import type { Severity } from '../../../types.ts';
import { type Entry, left, type Remark, type World } from '../define.ts';
import { exactModule, type Meant, patternModules } from '../modules.ts';
import { at, isTrue, items, members, type Spot, textOf, textsOf, unreadIn, type Value } from '../values.ts';

/** What one statement of a rule says. */
export interface Said {
  readonly entries: readonly Entry[];
  readonly remarks: readonly Remark[];
}

export interface Reading {
  readonly world: World;
  readonly rule: string;
  readonly severity: Severity;
}

/** The rules whose options are bans on modules, under every name that plugins are known by. */
export const RULES: ReadonlyMap<string, (options: readonly Value[], reading: Reading) => Said> = new Map([
  ['no-restricted-imports', pathsAndPatterns],
  ['@typescript-eslint/no-restricted-imports', pathsAndPatterns],
  ['typescript/no-restricted-imports', pathsAndPatterns],
  ['eslint/no-restricted-imports', pathsAndPatterns],
  ['no-restricted-modules', pathsAndPatterns],
  ['n/no-restricted-import', nodeModules],
  ['n/no-restricted-require', nodeModules],
  ['node/no-restricted-import', nodeModules],
  ['node/no-restricted-require', nodeModules],
]);

/** `["a", …]`, or `{ paths, patterns }`. */
function pathsAndPatterns(options: readonly Value[], reading: Reading): Said {
  const [first] = options;
  const isObject = first?.kind === 'object' && (at(first, 'paths') ?? at(first, 'patterns')) !== undefined;
  const paths = isObject ? items(at(first, 'paths')) : options;
  const patterns = isObject ? items(at(first, 'patterns')) : [];
  const named = new Set(paths.flatMap((path) => textOf(path) ?? textOf(at(path, 'name')) ?? []));
  return together([
    ...paths.map((path) => restrictedPath(path, { named, covered: coveredBelow(patterns) }, reading)),
    ...(patterns.every(({ kind }) => kind === 'string')
      ? [group(patterns, undefined, reading)]
      : patterns.map((one) =>
          one.kind === 'object' ? group(items(at(one, 'group')), one, reading) : group([one], undefined, reading),
        )),
    unreadParts(options, reading),
  ]);
}

function together(parts: readonly Said[]): Said {
  return { entries: parts.flatMap(({ entries }) => entries), remarks: parts.flatMap(({ remarks }) => remarks) };
}

/** What of a rule's options only running the configuration would tell. */
function unreadParts(options: readonly Value[], { rule }: Pick<Reading, 'rule'>): Said {
  const remarks = options
    .flatMap(unreadIn)
    .map(({ spot, code }) =>
      left(spot, `${rule}: ${code}`, 'is no literal, and nothing is run to find out; write these bans by hand'),
    );
  return { entries: [], remarks };
}

/** Packages below which everything is banned, too, so that a ban on the whole says both. */
function coveredBelow(patterns: readonly Value[]): ReadonlySet<string> {
  const groups = patterns.filter(
    (one) =>
      one.kind === 'string' ||
      (one.kind === 'object' && members(one).every(({ key }) => key === 'group' || key === 'message')),
  );
  const all = groups.flatMap((one) => (one.kind === 'string' ? [one.value] : textsOf(at(one, 'group'))));
  if (all.some((pattern) => pattern.startsWith('!'))) return new Set();
  return new Set(all.flatMap((pattern) => /^(.+)\/\*{1,2}$/.exec(pattern)?.[1] ?? []));
}

const OPTIONS_OF_PATH = new Set(['name', 'message', 'importNames', 'allowTypeImports']);

/** What is banned beside a path. */
interface Beside {
  readonly named: ReadonlySet<string>;
  /** Packages below which everything is banned. */
  readonly covered: ReadonlySet<string>;
}

function restrictedPath(path: Value, { named, covered }: Beside, reading: Reading): Said {
  const name = textOf(path) ?? textOf(at(path, 'name'));
  if (name === null) return { entries: [], remarks: [] }; // what is unread is told beside
  const names = at(path, 'importNames') === undefined ? null : textsOf(at(path, 'importNames'));
  const told = `${reading.rule}: "${name}"`;
  const odd = unknownOption(path, OPTIONS_OF_PATH);
  if (odd !== null)
    return {
      entries: [],
      remarks: [left(path.spot, told, `"${odd}" says what stays allowed, which a ban cannot; list the banned names`)],
    };
  const meant = exactModule(name, named);
  // Without names a ban covers what is below, too: every name of the module is the module alone.
  return said(meant, path, told, names ?? (covered.has(name) ? null : ['*']), reading);
}

const OPTIONS_OF_GROUP = new Set(['group', 'message', 'importNames', 'allowTypeImports', 'caseSensitive']);

/** Patterns that hold together, so that one of them may take back what another one bans. */
function group(patterns: readonly Value[], options: Value | undefined, reading: Reading): Said {
  const first = options ?? patterns[0];
  if (first === undefined) return { entries: [], remarks: [] };
  const all = patterns.flatMap((one) => textOf(one) ?? []);
  const told = `${reading.rule}: ${all.length === 0 ? 'a pattern' : all.map((one) => `"${one}"`).join(', ')}`;
  const odd = options === undefined ? null : unknownOption(options, OPTIONS_OF_GROUP);
  const refuse = (why: string): Said => ({ entries: [], remarks: [left(first.spot, told, why)] });
  if (odd !== null)
    return refuse(
      odd === 'regex' || odd.endsWith('Pattern')
        ? `"${odd}" is a regular expression; write what it matches as globs`
        : `"${odd}" cannot be stated by a ban`,
    );
  if (all.some((one) => one.startsWith('!')))
    return refuse('takes some modules back out with "!", which a ban cannot; ban what is left by name');
  const names =
    options === undefined || at(options, 'importNames') === undefined ? null : textsOf(at(options, 'importNames'));
  return together(
    patterns.flatMap((one) => {
      const pattern = textOf(one);
      if (pattern === null) return [];
      return [
        said(
          patternModules(pattern, reading.world, names !== null),
          options ?? one,
          `${reading.rule}: "${pattern}"`,
          names,
          reading,
          one.spot,
        ),
      ];
    }),
  );
}

function said(
  meant: Meant,
  options: Value,
  told: string,
  names: readonly string[] | null,
  reading: Reading,
  spot: Spot = options.spot,
): Said {
  if ('why' in meant) return { entries: [], remarks: [left(spot, told, meant.why)] };
  const message = textOf(at(options, 'message'));
  const entries = meant.modules.map(
    (module): Entry => ({
      ...{ module, names, spot, severity: reading.severity },
      message: message?.trim() ? message.trim() : null,
      allowsTypes: isTrue(at(options, 'allowTypeImports')),
    }),
  );
  return { entries, remarks: [] };
}

function unknownOption(value: Value, known: ReadonlySet<string>): string | null {
  return members(value).find(({ key }) => !known.has(key))?.key ?? null;
}

/** `[["a", { "name": ["b/*", "!b/c"], "message" }]]` of eslint-plugin-n. */
function nodeModules(options: readonly Value[], reading: Reading): Said {
  const statements = items(options[0]);
  const named = new Set(statements.flatMap((one) => [...textsOf(one), ...textsOf(at(one, 'name'))]));
  return together([
    ...statements.flatMap((one) => {
      const names = one.kind === 'string' ? [one] : items(at(one, 'name'));
      if (names.some((name) => textOf(name)?.startsWith('!'))) return [group(names, undefined, reading)];
      return names.flatMap((name) => {
        const text = textOf(name);
        if (text === null) return [];
        const told = `${reading.rule}: "${text}"`;
        const isPattern = /[*?[{]/.test(text);
        const meant = isPattern ? patternModules(text, reading.world) : exactModule(text, named);
        return [said(meant, one, told, isPattern ? null : ['*'], reading, name.spot)];
      });
    }),
    unreadParts(options, reading),
  ]);
}
