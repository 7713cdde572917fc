/**
 * Biome: `noRestrictedImports`, in whichever group of rules it stands.
 */
import { folderOf } from '../../modules/path.ts';
import type { Severity } from '../../types.ts';
import { defineSource, type Entry, left, type Remark, type Translation, type World } from './define.ts';
import { everythingIn, filesNamed, readConfiguration, trackedFile } from './files.ts';
import { globsThatMatch, pathGlobs } from './globs.ts';
import { bansOf, type Layer } from './layers.ts';
import { exactModule, globModules } from './modules.ts';
import { at, items, members, textOf, textsOf, unreadIn, type Value } from './values.ts';

const RULE = 'noRestrictedImports';

export const biome = defineSource({
  id: 'biome',
  summary: `${RULE} in biome.json`,
  translate,
});

interface Said {
  readonly layers: readonly Layer[];
  readonly ignored: readonly string[];
  readonly remarks: readonly Remark[];
}

function translate(world: World): Translation | null {
  const paths = filesNamed(['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'], world);
  if (paths.length === 0) return null;
  const said = paths.map((path) => saidIn(path, folderOf(path), world, new Set([path])));
  const ignored = globsThatMatch([...new Set(said.flatMap((one) => one.ignored))], world.paths);
  return {
    bans: bansOf(
      said.flatMap(({ layers }) => layers),
      ignored,
    ),
    remarks: said.flatMap(({ remarks }) => remarks),
  };
}

/** A configuration with what it extends before it. @param folder that of the file that is in force */
function saidIn(path: string, folder: string, world: World, seen: ReadonlySet<string>): Said {
  const value = readConfiguration(path, world);
  if (value === null) return { layers: [], ignored: [], remarks: [left({ path, line: 1 }, path, 'cannot be read')] };
  const from = items(at(value, 'extends')).flatMap((one) => extended(one, path, folder, world, seen));
  const isRoot = at(value, 'extends') === undefined && at(value, 'root')?.kind !== 'boolean';
  const found = [
    ...from,
    ...(isRoot && folder !== '' ? [layer(everythingIn(folder), [], [])] : []),
    ruleLayer(value, everythingIn(folder), [], world),
    ...items(at(value, 'overrides')).map((one) => overrideLayer(one, folder, world)),
  ];
  return {
    layers: found.flatMap(({ layers }) => layers),
    ignored: [...found.flatMap((one) => one.ignored), ...ignoredBy(value, folder)],
    remarks: found.flatMap(({ remarks }) => remarks),
  };
}

function layer(files: Layer['files'], except: readonly string[], entries: readonly Entry[]): Said {
  return { layers: [{ files, except, entries }], ignored: [], remarks: [] };
}

function extended(one: Value, path: string, folder: string, world: World, seen: ReadonlySet<string>): Said[] {
  const name = textOf(one);
  if (name === null || name === '//') return [];
  const file = trackedFile(name, path, world);
  if (file !== null) return seen.has(file) ? [] : [saidIn(file, folder, world, new Set([...seen, file]))];
  return [
    {
      layers: [],
      ignored: [],
      remarks: [
        left(
          one.spot,
          `"extends": "${name}"`,
          'is no file of this repository; what it bans, if anything, was not looked at',
        ),
      ],
    },
  ];
}

/** What `files` and `linter` leave out. */
function ignoredBy(value: Value, folder: string): readonly string[] {
  const places = [at(value, 'files'), at(value, 'linter')];
  const includes = places.flatMap((place) => textsOf(at(place, 'includes')));
  const negated = includes.flatMap((glob) => /^!{1,2}(.+)$/.exec(glob)?.[1] ?? []);
  const patterns = [...negated, ...places.flatMap((place) => textsOf(at(place, 'ignore')))];
  return pathGlobs(patterns, folder, 'path').globs.flatMap((glob) =>
    glob.endsWith('/**') ? [glob] : [glob, `${glob}/**`],
  );
}

function overrideLayer(value: Value, folder: string, world: World): Said {
  const stated = at(value, 'includes') ?? at(value, 'include');
  if (ruleIn(value) === undefined) return { layers: [], ignored: [], remarks: [] };
  const patterns = textsOf(stated);
  const some = pathGlobs(
    patterns.filter((glob) => !glob.startsWith('!')),
    folder,
    'path',
  );
  const no = pathGlobs(
    [...patterns.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)), ...textsOf(at(value, 'ignore'))],
    folder,
    'path',
  );
  const said = ruleLayer(value, stated === undefined ? everythingIn(folder) : some.globs, no.globs, world);
  const refused = [...some.refused, ...no.refused].map(({ pattern, why }) =>
    left(value.spot, `files "${pattern}"`, `${why}; write the bans for these files by hand`),
  );
  const layers = stated !== undefined && some.globs.length === 0 ? [] : said.layers;
  return { ...said, layers, remarks: [...said.remarks, ...refused] };
}

/** The rule's setting, in whichever group. */
function ruleIn(value: Value): Value | undefined {
  const groups = members(at(value, 'linter', 'rules'));
  return groups.map(({ value: group }) => at(group, RULE)).find((one) => one !== undefined);
}

function ruleLayer(value: Value, files: Layer['files'], except: readonly string[], world: World): Said {
  const rule = ruleIn(value);
  if (rule === undefined) return { layers: [], ignored: [], remarks: [] };
  const level = textOf(rule) ?? textOf(at(rule, 'level'));
  if (level === 'off') {
    const hasList = at(rule, 'options') !== undefined;
    return {
      ...layer(files, except, []),
      remarks: hasList ? [left(rule.spot, RULE, 'is off there; what it lists is not banned')] : [],
    };
  }
  const severity: Severity = level === 'warn' || level === 'info' ? 'warn' : 'error';
  const paths = members(at(rule, 'options', 'paths'));
  const named = new Set(paths.map(({ key }) => key));
  const found = [
    ...paths.map(({ key, value: options }) => restrictedPath(key, named, options, severity)),
    ...items(at(rule, 'options', 'patterns')).map((options) => restrictedGroup(options, named, severity, world)),
  ];
  const unread = unreadIn(rule).map(({ spot, code }) => left(spot, `${RULE}: ${code}`, 'cannot be read'));
  const entries = found.flatMap((one) => one.entries);
  return { ...layer(files, except, entries), remarks: [...found.flatMap((one) => one.remarks), ...unread] };
}

interface Found {
  readonly entries: readonly Entry[];
  readonly remarks: readonly Remark[];
}

/** A source as written, and nothing under it: every name of the module is the module alone. */
function restrictedPath(name: string, named: ReadonlySet<string>, options: Value, severity: Severity): Found {
  const told = `${RULE}: "${name}"`;
  if (at(options, 'allowImportNames') !== undefined)
    return refused(
      options,
      told,
      '"allowImportNames" says what stays allowed, which a ban cannot; list the banned names',
    );
  const meant = exactModule(name, named);
  if ('why' in meant) return refused(options, told, meant.why);
  const message = textOf(options) ?? textOf(at(options, 'message'));
  const names = at(options, 'importNames') === undefined ? ['*'] : textsOf(at(options, 'importNames'));
  return {
    entries: meant.modules.map((module) => entry(module, names, { spot: options.spot, message, severity })),
    remarks: [],
  };
}

function restrictedGroup(options: Value, named: ReadonlySet<string>, severity: Severity, world: World): Found {
  const patterns = textOf(options) === null ? items(at(options, 'group')) : [options];
  const texts = patterns.flatMap((one) => textOf(one) ?? []);
  const told = `${RULE}: ${texts.map((one) => `"${one}"`).join(', ')}`;
  if (at(options, 'importNamePattern') !== undefined)
    return refused(options, told, '"importNamePattern" is a regular expression; write what it matches as globs');
  if (texts.some((one) => one.startsWith('!')))
    return refused(options, told, 'takes some modules back out with "!", which a ban cannot; ban what is left by name');
  const found = patterns.map((one): Found => {
    const pattern = textOf(one);
    if (pattern === null) return { entries: [], remarks: [] };
    const meant = globModules(pattern, named, world);
    if ('why' in meant) return refused(one, `${RULE}: "${pattern}"`, meant.why);
    const entries = meant.found.map(({ module, isAlone }) =>
      entry(module, isAlone ? ['*'] : null, { spot: one.spot, message: textOf(at(options, 'message')), severity }),
    );
    return { entries, remarks: [] };
  });
  return { entries: found.flatMap(({ entries }) => entries), remarks: found.flatMap(({ remarks }) => remarks) };
}

function refused(value: Value, what: string, why: string): Found {
  return { entries: [], remarks: [left(value.spot, what, why)] };
}

function entry(
  module: string,
  names: readonly string[] | null,
  { spot, message, severity }: Pick<Entry, 'spot' | 'message' | 'severity'>,
): Entry {
  return { module, names, severity, spot, message: message?.trim() || null, allowsTypes: false };
}
