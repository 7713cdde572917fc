/**
 * Ruff: `banned-api` of flake8-tidy-imports (TID251).
 */
import { folderOf, join } from '../../modules/path.ts';
import { largest } from '../../text/lists.ts';
import { defineSource, type Entry, left, type Remark, type Translation, type World } from './define.ts';
import { everythingIn, filesNamed, readConfiguration } from './files.ts';
import { globsThatMatch, pathGlobs } from './globs.ts';
import { bansOf, type Layer } from './layers.ts';
import { at, atPath, items, members, textOf, textsOf, type Value } from './values.ts';

export const ruff = defineSource({
  id: 'ruff',
  summary: 'banned-api (TID251) in pyproject.toml, ruff.toml',
  translate,
});

const RULE = 'TID251';
/** What selects or ignores it: itself, what it begins with, everything. */
const SELECTORS = new Set([RULE, 'TID25', 'TID2', 'TID', 'ALL']);
const NAMES = ['.ruff.toml', 'ruff.toml', 'pyproject.toml'];

/** The tables of one file and of those that it extends, its own first. */
interface Settings {
  readonly path: string;
  readonly tables: readonly Value[];
}

function translate(world: World): Translation | null {
  const all = filesNamed(NAMES, world).flatMap((path) => settingsOf(path, world) ?? []);
  // In one folder the first name counts, and a folder's file takes the place of those above it.
  const found = all.filter(
    ({ path }, nth) => all.findIndex((other) => folderOf(other.path) === folderOf(path)) === nth,
  );
  if (found.length === 0) return null;
  const said = found.map((settings) => saidBy(settings, world));
  const ignored = [...new Set(said.flatMap((one) => one.ignored))];
  return {
    bans: bansOf(
      said.map(({ layer }) => layer),
      ignored,
    ),
    remarks: said.flatMap(({ remarks }) => remarks),
  };
}

function settingsOf(path: string, world: World, seen: ReadonlySet<string> = new Set()): Settings | null {
  const value = seen.has(path) ? null : readConfiguration(path, world);
  const table = path.endsWith('pyproject.toml') ? at(value ?? undefined, 'tool', 'ruff') : (value ?? undefined);
  if (table === undefined) return null;
  const extended = textOf(at(table, 'extend'));
  const file = extended === null ? null : join(folderOf(path), extended);
  const inner = file === null ? null : settingsOf(file, world, new Set([...seen, path]));
  return { path, tables: [table, ...(inner?.tables ?? [])] };
}

/** A setting under `lint`, or at the top as older files have it; of the file itself before what it extends. */
function settings({ tables }: Settings, ...keys: readonly string[]): readonly Value[] {
  return tables.flatMap((table) => atPath(table, ['lint', ...keys]) ?? atPath(table, keys) ?? []);
}

function saidBy(
  all: Settings,
  world: World,
): { readonly layer: Layer; readonly ignored: readonly string[]; readonly remarks: readonly Remark[] } {
  const folder = folderOf(all.path);
  const apis = new Map(
    settings(all, 'flake8-tidy-imports', 'banned-api')
      .toReversed()
      .flatMap((table) => members(table))
      .map((api) => [api.key, api.value]),
  );
  const lazy = items(settings(all, 'flake8-tidy-imports', 'banned-module-level-imports')[0]);
  const remarks = lazy.map((one) =>
    left(
      one.spot,
      `banned-module-level-imports: "${textOf(one)}"`,
      'lets imports inside functions through, which a ban does not tell apart',
    ),
  );
  const [first] = apis.values();
  if (first !== undefined && !isSelected(all)) {
    const why = `${RULE} is not selected, so nothing of it is in force; select it, or write the bans by hand`;
    return {
      layer: { files: everythingIn(folder), except: [], entries: [] },
      ignored: [],
      remarks: [...remarks, left(first.spot, 'banned-api', why)],
    };
  }
  const unlinted = ['per-file-ignores', 'extend-per-file-ignores']
    .flatMap((key) => settings(all, key))
    .flatMap((table) => members(table))
    .filter(({ value }) => textsOf(value).some((code) => SELECTORS.has(code)));
  const negated = unlinted.filter(({ key }) => key.startsWith('!'));
  const except = pathGlobs(
    unlinted.filter((one) => !negated.includes(one)).map(({ key }) => key),
    folder,
    'loose',
  );
  const excluded = pathGlobs(
    ['exclude', 'extend-exclude'].flatMap((key) =>
      all.tables.flatMap((table) => [...textsOf(at(table, key)), ...textsOf(at(table, 'lint', key))]),
    ),
    folder,
    'ignore',
  );
  const refused = [
    ...except.refused,
    ...negated.map(({ key }) => ({ pattern: key, why: 'takes files back out with "!"' })),
  ];
  return {
    layer: { files: everythingIn(folder), except: [], entries: [...apis].map(([name, value]) => entry(name, value)) },
    ignored: [
      ...except.globs,
      ...globsThatMatch(
        excluded.globs,
        world.paths.filter((path) => /\.pyi?$/.test(path)),
      ),
    ],
    remarks: [
      ...remarks,
      ...refused.map(({ pattern, why }) =>
        left(
          first?.spot ?? { path: all.path, line: 1 },
          `per-file-ignores "${pattern}"`,
          `${why}; state these files as "except"`,
        ),
      ),
    ],
  };
}

function isSelected(all: Settings): boolean {
  const [select, extend, ignore, extendIgnore] = ['select', 'extend-select', 'ignore', 'extend-ignore'].map((key) =>
    settings(all, key),
  );
  const chosen = [...textsOf(select?.[0]), ...(extend ?? []).flatMap(textsOf)];
  const dropped = [...(ignore ?? []), ...(extendIgnore ?? [])].flatMap(textsOf);
  const longest = (codes: readonly string[]): number =>
    largest([-1, ...codes.filter((code) => SELECTORS.has(code)).map((code) => (code === 'ALL' ? 0 : code.length))]);
  return longest(chosen) > longest(dropped);
}

function entry(name: string, value: Value): Entry {
  const message = textOf(at(value, 'msg'))?.trim();
  return {
    module: `py:${name}`,
    names: null,
    message: message || null,
    allowsTypes: false,
    severity: 'error',
    spot: value.spot,
  };
}
