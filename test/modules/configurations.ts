/**
 * Projects at random whose configurations extend and reference one another: chains and lists, packages of the workspace
 * and installed ones, what a framework generates, `paths` with and without `baseUrl`, `${configDir}`, and broken ones.
 */
import fc from 'fast-check';
import { folderOf, inFolder, relative } from '../../src/modules/path.ts';
import type { Project } from './project.ts';

/** Every place where a configuration may stand. Those below node_modules and hidden folders are on disk alone. */
const PLACES = [
  'tsconfig.json',
  'tsconfig.base.json',
  'app/tsconfig.json',
  'app/jsconfig.json',
  'app/tsconfig.lib.json',
  'config/base.json',
  'config/shared/more',
  'config/project.json',
  'lib/legacyThing/tsconfig.json',
  'packages/preset/base.json',
  'packages/preset/tsconfig.json',
  'packages/ui/tsconfig.json',
  'node_modules/@acme/installed/tsconfig.json',
  'node_modules/@acme/installed/base.json',
  'app/.nuxt/tsconfig.json',
];
const PACKAGES = [
  '@acme/preset',
  '@acme/preset/base',
  '@acme/preset/base.json',
  '@acme/installed',
  '@acme/installed/base',
];
const BROKEN = ['./gone', './gone.json', '@acme/gone', '../../../out.json', './.svelte-kit/tsconfig.json', '.', '..'];

/** Modules that may be banned, one name at several places. */
export const MODULES = [
  'legacyThing',
  'src/legacyThing',
  'app/src/legacyThing',
  'config/src/legacyThing',
  'lib/legacyThing',
  'lib/legacyThing/deep',
  'packages/ui/src/legacyThing',
];
const FOLDERS = ['', 'app', 'config', 'lib', 'lib/legacyThing', 'packages/ui'];
export const IMPORTERS = [
  ...FOLDERS.map((folder) => inFolder(folder, 'src/importer.ts')),
  'importer.ts',
  'app/pages/x.ts',
];

const KEYS = ['@old', '@old', '@app/*', '@app/*', 'old/*', 'src/*', '@deep/x', '@deep/x', 'thin*y', '@acme/preset'];
export const SPECIFIERS = [
  ...[
    '@old',
    '@app/legacyThing',
    '@app/src/legacyThing',
    '@app/a',
    '@app/x/..',
    '@app/..',
    '@app/.',
    '@app/src',
    '@app/deep',
  ],
  ...[
    'old/x',
    'old/legacyThing',
    'src/legacyThing',
    'legacyThing',
    'deep',
    'lib/legacyThing',
    'a/..',
    '@deep/x',
    'thin1y',
  ],
  ...['@acme/preset', '@acme/preset/base', './legacyThing', '../legacyThing', '..', '.', '$lib/x', '@acme/ui', '#old'],
];

const TARGETS = [
  ...['./src/legacyThing', './legacyThing.ts', 'src/legacyThing', './src/*', './*', '*', '../*', '../src/*'],
  ...['./lib/legacyThing/*', 'lib/*', '../lib/legacyThing', './deep/../legacyThing', '../../out/*', '/abs/*'],
  ...[
    '$\u007bconfigDir}/src/legacyThing',
    '$\u007bconfigDir}/src/*',
    '$\u007bconfigDir}/../src/*',
    '$\u007bconfigDir}/*',
  ],
  ...['./*/legacyThing', './src/legacy*', './src/*Thing'],
];
/** After these nothing of a module's name need be written. */
const WHOLE = [
  './src/legacyThing',
  '$\u007bconfigDir}/src/legacyThing',
  '../lib/legacyThing',
  './legacyThing.ts',
  'src/b',
];
const BASES = [
  '.',
  './',
  './src',
  '..',
  '../lib',
  'lib/legacyThing',
  '$\u007bconfigDir}',
  '$\u007bconfigDir}/src',
  '../../..',
  '/abs',
];
const ROOT_DIRS = [
  ['.', './src'],
  ['./src', '../src', './lib/legacyThing'],
  ['..', './src/legacyThing'],
  ['./src', '/abs'],
  ['../lib', './src'],
];
const PATTERNS = [
  'src',
  'src/**/*',
  '**/*',
  './*',
  '../app',
  '$\u007bconfigDir}/src',
  'app',
  'packages/*/src',
  '**/importer.ts',
];

/** How one configuration names another, seen from its folder. */
const naming = fc.record({
  to: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...PLACES) },
    { weight: 2, arbitrary: fc.constantFrom(...PACKAGES) },
  ),
  how: fc.constantFrom('file', 'stem', 'file', 'folder'),
});
type Naming = { readonly to: string; readonly how: string };

function nameOf({ to, how }: Naming, from: string): string {
  if (to.startsWith('@')) return to;
  const path = relative(folderOf(from), how === 'folder' ? folderOf(to) : to);
  return how === 'stem' ? path.replace(/\.json$/, '') : path;
}

const patterns = fc.option(fc.subarray(PATTERNS, { minLength: 0, maxLength: 2 }), { nil: undefined, freq: 2 });

/** @param targets what keys stand for; one in thirty keys is the one that any name falls under */
function names(targets: readonly string[]): fc.Arbitrary<Record<string, string[]>> {
  const key = fc.oneof({ weight: 29, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: fc.constant('*') });
  return fc.dictionary(key, fc.array(fc.constantFrom(...targets), { minLength: 1, maxLength: 2 }), {
    ...{ minKeys: 1, maxKeys: 3, noNullPrototype: true },
  });
}

const configuration = fc.record({
  extends: fc.oneof(fc.constant<Naming[]>([]), fc.array(naming, { maxLength: 1 }), fc.array(naming, { maxLength: 3 })),
  references: fc.oneof(fc.constant<Naming[]>([]), fc.array(naming, { minLength: 1, maxLength: 4 })),
  broken: fc.record({
    extends: fc.option(fc.constantFrom(...BROKEN), { freq: 1 }),
    references: fc.option(fc.constantFrom(...BROKEN), { freq: 1 }),
    text: fc.option(
      fc.constantFrom<(text: string) => string>(
        (text) => text.slice(0, -2),
        () => '[]',
        () => '',
      ),
      { freq: 1 },
    ),
  }),
  paths: fc.option(fc.oneof(names(TARGETS), names(WHOLE), names(WHOLE)), { nil: undefined, freq: 3 }),
  baseUrl: fc.option(fc.constantFrom(...BASES), { nil: undefined, freq: 2 }),
  rootDirs: fc.option(fc.constantFrom(...ROOT_DIRS), { nil: undefined, freq: 2 }),
  moduleSuffixes: fc.option(fc.constantFrom(['.ios', ''], ['Thing', '']), { nil: undefined, freq: 1 }),
  files: fc.option(fc.constantFrom<string[]>([], ['src/importer.ts']), { nil: undefined, freq: 2 }),
  include: patterns,
  exclude: patterns,
});
type Drawn = typeof configuration extends fc.Arbitrary<infer T> ? T : never;

/** @param there the places where something stands; null for a project that is broken in every way */
function textOf(drawn: Drawn, at: string, there: readonly string[] | null): string {
  const { paths, baseUrl, rootDirs, moduleSuffixes, files, include, exclude, broken } = drawn;
  const isSound = there !== null;
  // Among those that stand behind it no chain comes back to where it began.
  const behind = isSound ? [...there.slice(there.indexOf(at) + 1), ...PACKAGES] : [...PLACES, ...PACKAGES];
  const bases = drawn.extends
    .filter(({ to, how }) => behind.includes(to) && !(isSound && how === 'folder'))
    .map((one) => nameOf(one, at));
  const references = drawn.references
    .filter(({ to }) => !isSound || (there.includes(to) && /^(?!node_modules|.*nuxt).*\.json$/.test(to)))
    .map(({ to, how }) => nameOf({ to, how: isSound ? 'file' : how }, at));
  if (!isSound && broken.extends !== null) bases.push(broken.extends);
  if (!isSound && broken.references !== null) references.push(broken.references);
  const text = JSON.stringify({
    ...(bases.length > 0 && { extends: bases.length === 1 ? bases[0] : bases }),
    references: references.map((path) => ({ path })),
    ...{ files, include, exclude },
    compilerOptions: { paths, baseUrl, rootDirs, moduleSuffixes },
  });
  return !isSound && broken.text !== null ? broken.text(text) : text;
}

const SOURCES = [...MODULES.map((path) => `${path}.ts`), 'lib/legacyThing/index.ts', 'src/a.ts', ...IMPORTERS];
const MANIFESTS: ReadonlyMap<string, string> = new Map([
  ['package.json', '{ "name": "root", "workspaces": ["packages/*"] }'],
  ['packages/preset/package.json', '{ "name": "@acme/preset" }'],
  ['packages/ui/package.json', '{ "name": "@acme/ui", "main": "src/legacyThing.ts" }'],
  ['node_modules/@acme/installed/package.json', '{ "name": "@acme/installed" }'],
]);

const LINKS: Project['links'] = [
  ['node_modules/@acme/preset', 'packages/preset'],
  ['node_modules/@acme/ui', 'packages/ui'],
];

/** @param breaks whether one project of four is broken: circles, names of nothing, what is no JSON */
export function configuredProjects(breaks: boolean): fc.Arbitrary<Project> {
  const each = PLACES.map((place) => fc.option(configuration, { freq: place === 'tsconfig.json' ? 8 : 3 }));
  const isBroken = breaks ? fc.nat(3).map((n) => n === 0) : fc.constant(false);
  return fc.tuple(fc.tuple(...each), isBroken).map(([drawn, broken]) => {
    const files = new Map(SOURCES.map((path) => [path, 'export const Name = 1;\n']));
    const installed = new Map<string, string>();
    const put = (path: string, text: string): void => {
      (/(?:^|\/)(?:node_modules|\.nuxt)\//.test(path) ? installed : files).set(path, text);
    };
    for (const [path, text] of MANIFESTS) put(path, text);
    const there = PLACES.filter((_, n) => drawn[n] !== null);
    for (const [n, one] of drawn.entries()) {
      const place = PLACES[n];
      if (one !== null && place !== undefined) put(place, textOf(one, place, broken ? null : there));
    }
    return {
      ...{
        name: 'drawn',
        files,
        installed,
        roots: null,
        js: { aliases: [], external: [] },
        said: [],
        links: LINKS,
        oracle: 'bundler',
        sysPath: [],
      },
      ...{ expectations: [], spellings: [], reports: [] },
    };
  });
}
