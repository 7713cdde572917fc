/**
 * The registry, declared once: every key with its type, its default and its words.
 *
 * The validation, the type of what was read (`RegistryText`) and the published JSON Schema all come from the tables
 * below. A new key is one line here, and one in `build.ts` that gives it its meaning.
 */

import { GUARDED_EXTENSIONS } from '../languages/index.ts';
import type { JsonSchema } from '../text/json-schema.ts';
import { DEFINITION_KINDS, LEVELS, SEVERITIES } from '../types.ts';
import { DEFAULT_BASELINE } from './baseline-file.ts';
import {
  boolean,
  either,
  exactly,
  type Located,
  list,
  located,
  map,
  nothing,
  object,
  oneOf,
  oneOrMany,
  optional,
  type Read,
  required,
  stated,
  text,
} from './describe.ts';
import {
  aliasName,
  aliasTarget,
  day,
  homeReference,
  importModule,
  modulePattern,
  moduleReference,
  nameGlob,
  pathGlob,
  registryPath,
  relativePath,
  sentence,
  sourcePath,
  symbolName,
} from './formats.ts';

/** What is guarded when `files.include` does not say. */
export const DEFAULT_INCLUDE: readonly string[] = [`**/*.{${GUARDED_EXTENSIONS.join(',')}}`];
/** Never guarded; `files.exclude` adds to it. */
export const DEFAULT_EXCLUDE: readonly string[] = ['**/node_modules/**', '**/.venv/**', '**/site-packages/**'];

const globs = oneOrMany(text(pathGlob));
const names = oneOrMany(text(nameGlob));
const severity = oneOf(SEVERITIES);
const level = oneOf(LEVELS);
const kinds = oneOrMany(oneOf(DEFINITION_KINDS));

const exception = object(
  'an object with "in", "reason" and "until" or "permanent"',
  {
    in: required(globs, 'Files where the rule does not hold.', { examples: ['scripts/legacy/**'] }),
    reason: required(text(sentence), 'Why it does not hold there.'),
    until: optional(text(day), 'The last day (UTC) of the exception.', { examples: ['2026-12-31'] }),
    permanent: optional(exactly(true), 'The exception has no end.'),
  },
  {
    // a strict reader wants to see a property declared wherever it is required
    schema: { oneOf: ['until', 'permanent'].map((key) => ({ properties: { [key]: true }, required: [key] })) },
    refuse: (has) => {
      if (has('until') !== has('permanent')) return null;
      return has('until') ? 'has both "until" and "permanent"' : 'states no end: it needs "until" or "permanent": true';
    },
  },
);

const exceptions = list(exception);

const replacement = located(either(text(moduleReference), nothing()));

const bannedNames = either(
  oneOrMany(located(text(nameGlob))),
  map(nameGlob, replacement, 'an object from names to replacements', 1),
);

const ban = either(
  located(text(modulePattern)),
  object('an object with "module"', {
    module: required(
      located(text(modulePattern)),
      'The module that must no longer be imported: a specifier, a dotted name, a repository path (`./…` or with its extension), or a glob. `py:` and `js:` limit it to a language.',
      { examples: ['app.ws.websocket_manager', './src/legacy/**', 'py:jwt', 'moment'] },
    ),
    names: optional(
      bannedNames,
      'The banned names or globs over names: one, a list, or an object from each to its replacement (`<module>[#<symbol>]`, or null for none). Without it the ban covers the module and everything under it.',
      { examples: [['get_*'], { OldName: 'src/new.ts#NewName', 'get_*': null }] },
    ),
    use: optional(text(moduleReference), 'What to import instead: `<module>[#<symbol>]`.', {
      examples: ['dayjs', 'date-fns#format', 'py:zoneinfo#ZoneInfo'],
    }),
    message: optional(text(sentence), 'An extra sentence for those who meet the ban.'),
    typeOnly: optional(
      oneOf(['ban', 'allow']),
      'Whether `import type` and `if TYPE_CHECKING` imports are banned, too.',
      {
        default: 'ban',
      },
    ),
    strings: optional(level, 'How mock and import strings that name the module are judged.', { default: 'warn' }),
    in: optional(located(globs), 'Importing files where the ban holds. Default: everywhere.', { examples: ['app/**'] }),
    except: optional(globs, 'Of the files in `in`, those where it does not hold.', { examples: ['app/legacy/**'] }),
    removeBy: optional(text(day), 'The last day (UTC) on which the module itself may exist.', {
      examples: ['2026-12-31'],
    }),
    removed: optional(boolean(), 'The module itself is gone and must not come back.', { default: false }),
    severity: optional(severity, "Default: the concept's severity, or error."),
    allow: optional(exceptions, 'Stated exceptions, each with a reason and an end.'),
  }),
);

const bans = oneOrMany(ban, 0);

const home = either(
  located(text(homeReference)),
  object('an object with "path"', {
    path: required(located(text(sourcePath)), 'The file that defines it.', { examples: ['src/ws/manager.ts'] }),
    symbol: optional(text(symbolName), 'The name that it has there. Without it the home is the whole module.'),
    import: optional(
      text(importModule),
      'The module that consumers import from: a barrel, the `__init__` of a package, or a specifier. Default: the path.',
      { examples: ['@/ws/manager', 'src/ws/index.ts'] },
    ),
  }),
);

const ruleFields = {
  kinds: optional(kinds, "The kinds of definition that count. Default: those like the canonical's own."),
  nested: optional(boolean(), 'Whether definitions inside functions and classes count, too.', { default: false }),
  except: optional(oneOrMany(text(nameGlob), 0), 'Names that do not count.', { examples: [['Mock*', '*Tests']] }),
  allow: optional(exceptions, 'Stated exceptions, each with a reason and an end.'),
} as const;

const concept = either(
  located(text(homeReference)),
  object('an object with "canonical"', {
    description: optional(text(sentence), 'What it is, for those who meet it.'),
    canonical: required(
      oneOrMany(home),
      'The one home, `<path>[#<symbol>]`, or a list with one per language. Without a symbol the module is the concept.',
      { examples: ['src/ws/manager.ts#WebSocketManager'] },
    ),
    owner: optional(text(sentence), 'Who to ask.', { examples: ['@platform'] }),
    link: optional(text(sentence), 'Where to read more.', { examples: ['https://example.org/issues/1070'] }),
    severity: optional(severity, 'How its violations are judged.', { default: 'error' }),
    deadline: optional(text(day), "The last day (UTC) of this concept's baseline entries.", {
      examples: ['2026-12-31'],
    }),
    banned: optional(bans, 'Modules, or names in modules, that must no longer be imported.'),
    definitions: optional(
      object('an object', {
        names: optional(
          names,
          'Names or globs over names that only the home may define. Default: the canonical symbol.',
          {
            examples: [['*WebSocketManager*']],
          },
        ),
        in: optional(globs, 'Files where the rule looks. Default: everywhere.', { examples: ['app/**'] }),
        ...ruleFields,
      }),
      'Which other definitions count as a second home.',
    ),
    aliases: optional(level, 'How a second exported name for the canonical symbol is judged.', { default: 'error' }),
    indirect: optional(level, 'How an import of the canonical symbol by another path is judged.', { default: 'warn' }),
  }),
);

const registry = object('an object', {
  $schema: optional(text(sentence), 'This schema, for completion in editors.', {
    examples: ['./node_modules/ssot-guard/schema.json'],
  }),
  version: stated(exactly(1, 'is not known; this ssot-guard reads version 1'), 'The version of this format.'),
  extends: optional(
    oneOrMany(located(text(registryPath)), 0),
    'Other tracked files of this repository, relative to this file, whose contents are read as if they stood here: their globs and paths begin where those of this registry do.',
    { examples: [['./config/ssot/frontend.json']] },
  ),
  files: optional(
    object('an object', {
      include: optional(oneOrMany(located(text(pathGlob))), 'Files that are guarded.', { default: DEFAULT_INCLUDE }),
      exclude: optional(
        located(oneOrMany(text(pathGlob), 0)),
        `Files that are not guarded; added to ${DEFAULT_EXCLUDE.map((glob) => `\`${glob}\``).join(', ')}.`,
        { examples: [['backups/**']] },
      ),
    }),
    'Which files are guarded.',
  ),
  python: optional(
    object('an object', {
      roots: optional(
        located(oneOrMany(text(relativePath))),
        'Folders in which absolute Python imports begin. Default: `.`, `src`, and every folder with a `pyproject.toml`, `setup.cfg` or `setup.py`, and its `src`.',
        { examples: [['.']] },
      ),
    }),
    'How Python modules are found.',
  ),
  js: optional(
    object('an object', {
      aliases: optional(
        map(aliasName, oneOrMany(located(text(aliasTarget))), 'an object from aliases to paths'),
        'What only a bundler knows: names that stand for paths from the top of the repository, as in tsconfig `paths`. They hold in every JavaScript file, where no configuration of its own explains the name.',
        { examples: [{ '@/*': 'src/*', '~styles': ['styles/index.ts'] }] },
      ),
      external: optional(
        oneOrMany(text(aliasName), 0),
        'Names that are no modules of the repository although no package can be called so, at most one `*` in each.',
        { examples: [['virtual:*']] },
      ),
    }),
    'How JavaScript and TypeScript modules are found.',
  ),
  concepts: optional(
    map(sentence, concept, 'an object from names to concepts'),
    'Each thing that must have one home, under the name that findings call it by.',
    { examples: [{ WebSocketManager: 'src/ws/manager.ts#WebSocketManager' }] },
  ),
  banned: optional(bans, 'Bans without a home.', { examples: [[{ module: 'moment', use: 'dayjs' }]] }),
  unique: optional(
    oneOrMany(
      object('an object with "names"', {
        names: required(names, 'Names or globs over names.', { examples: [['*Manager']] }),
        in: optional(globs, 'Files within which each name may be defined once. Default: everywhere.'),
        ...ruleFields,
        kinds: optional(kinds, 'The kinds of definition that count. Default: all.'),
      }),
      0,
    ),
    'Names without a registered home that may have only one definition each.',
    { examples: [[{ names: ['*Manager'], kinds: ['class'], in: 'src/**' }]] },
  ),
  commit: optional(
    located(oneOf(['touched', 'introduced'])),
    'touched: every violation in a staged file counts unless baselined. introduced: only those that the staged version adds.',
    { default: 'touched' },
  ),
  mentions: optional(
    located(
      either(
        level,
        object('an object', {
          level: optional(level, 'How they are judged.', { default: 'warn' }),
          exclude: optional(oneOrMany(text(pathGlob), 0), 'Files that are not read for it.', {
            examples: [['docs/history/**']],
          }),
        }),
      ),
    ),
    'How text files that name a banned module of the repository, and documents that tell people and agents to import one, are judged.',
    { default: 'warn' },
  ),
  inlineAllow: optional(located(boolean()), 'Whether `ssot-allow` comments are permitted.', { default: true }),
  baseline: optional(located(text(relativePath)), 'Where the known findings are kept.', { default: DEFAULT_BASELINE }),
});

/** The descriptor of a registry file. */
export const registryType = registry;

/** A registry file as it was read: every key present, undefined where it was not written. */
export type RegistryText = Read<typeof registry>;
export type ConceptText = Read<typeof concept>;
export type BanText = Read<typeof ban>;
export type HomeText = Read<typeof home>;
export type ExceptionText = Read<typeof exception>;
export type UniqueText = NonNullable<RegistryText['unique']>[number];
export type DefinitionsText = Extract<ConceptText, { canonical: unknown }>['definitions'];

/** The keys of each kind of object in a registry. */
export interface RegistryKeys {
  readonly registry: KeysOf<RegistryText>;
  readonly files: KeysOf<RegistryText['files']>;
  readonly python: KeysOf<RegistryText['python']>;
  readonly js: KeysOf<RegistryText['js']>;
  readonly concept: KeysOf<Exclude<ConceptText, Located<string>>>;
  readonly home: KeysOf<Exclude<HomeText, Located<string>>>;
  readonly ban: KeysOf<Exclude<BanText, Located<string>>>;
  readonly definitions: KeysOf<DefinitionsText>;
  readonly unique: KeysOf<UniqueText>;
  readonly mentions: KeysOf<Exclude<NonNullable<RegistryText['mentions']>['value'], string>>;
  readonly exception: KeysOf<ExceptionText>;
}
type KeysOf<T> = Exclude<keyof NonNullable<T>, 'at'>;

/** Keys that a nested registry may not hold: it only adds, below its own folder. */
export const ROOT_KEYS: readonly string[] = [
  'files',
  'python',
  'js',
  'commit',
  'mentions',
  'inlineAllow',
  'baseline',
] satisfies (keyof RegistryText)[];

/** The published JSON Schema (draft-07, which every editor reads). */
export function jsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ssot-guard registry',
    description:
      'The single sources of truth of a repository: each concept, its one home, and what must not be used instead.',
    examples: [{ version: 1, concepts: { WebSocketManager: 'src/ws/manager.ts#WebSocketManager' } }],
    ...registry.schema,
  };
}
