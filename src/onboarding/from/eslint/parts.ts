/**
 * Configurations of ESLint (both forms) and Oxlint as lists of parts: the files that each is about, and its rules. A later
 * part counts in place of an earlier one.
 */
import { folderOf, lastSegment, within } from '../../../modules/path.ts';
import { left, type Remark, type World } from '../define.ts';
import { everythingIn, filesNamed, readConfiguration, trackedFile } from '../files.ts';
import { type Globs, globsThatMatch, type Manner, pathGlobs } from '../globs.ts';
import { at, isTrue, items, members, type Spot, textsOf, unreadIn, type Value } from '../values.ts';

export interface Part {
  /** null: every file. */
  readonly files: readonly string[] | null;
  readonly except: readonly string[];
  readonly rules: readonly (readonly [rule: string, setting: Value])[];
  /** What stood before in these files counts no more. */
  readonly isRoot: boolean;
  readonly folder: string;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Files that are not linted at all. */
  readonly ignored: readonly string[];
  readonly remarks: readonly Remark[];
}

const FLAT = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((ending) => `eslint.config.${ending}`);
const LEGACY = ['.eslintrc.js', '.eslintrc.cjs', '.eslintrc.yaml', '.eslintrc.yml', '.eslintrc.json', '.eslintrc'];
const OXLINT = ['.oxlintrc.json', 'oxlint.json', '.oxlintrc.jsonc'];

/** Every configuration of the tree, outer ones first. */
export function partsIn(world: World): Parts | null {
  const flat = firstOfEach(filesNamed(FLAT, world));
  const manifests = filesNamed(['package.json'], world).filter(
    (path) => at(readConfiguration(path, world) ?? undefined, 'eslintConfig') !== undefined,
  );
  const legacy = firstOfEach(filesNamed(LEGACY, world)).filter(
    (path) => !flat.some((one) => within(path, folderOf(one))),
  );
  const oxlint = firstOfEach(filesNamed(OXLINT, world));
  const all = [
    ...flat.map((path) => flatParts(path, world)),
    ...[...manifests, ...legacy].map((path) => legacyParts(path, world)),
    ...oxlint.map((path) => legacyParts(path, world)),
  ];
  if (all.length === 0) return null;
  return {
    parts: all.flatMap(({ parts }) => parts),
    ignored: globsThatMatch(
      [...new Set([...all.flatMap(({ ignored }) => ignored), ...ignoreFile(world)])],
      world.paths.filter(isSource),
    ),
    remarks: all.flatMap(({ remarks }) => remarks),
  };
}

function isSource(path: string): boolean {
  return /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/.test(path);
}

/** Of several in one folder the first counts. */
function firstOfEach(paths: readonly string[]): string[] {
  return paths.filter((path, at) => paths.findIndex((other) => folderOf(other) === folderOf(path)) === at);
}

function ignoreFile({ modules }: World): readonly string[] {
  const lines = (modules.tree.read('.eslintignore') ?? '').split(/\r?\n/).map((line) => line.trim());
  return pathGlobs(
    lines.filter((line) => line !== '' && !/^[#!]/.test(line)),
    '',
    'ignore',
  ).globs;
}

function unreadable(path: string): Parts {
  const why = 'cannot be read without running it; write its bans by hand';
  return { parts: [], ignored: [], remarks: [left({ path, line: 1 }, lastSegment(path), why)] };
}

/** Spreads, calls and packages that a configuration is put together from, in one sentence. */
function notLookedInto(path: string, values: readonly Value[]): Remark[] {
  const own = values.flatMap((value) =>
    value.kind === 'object' ? value.unread : value.kind === 'unread' ? [value] : [],
  );
  const [first] = own;
  if (first === undefined) return [];
  const shown = own
    .slice(0, 4)
    .map(({ spot, code }) => `${code} (line ${spot.line})`)
    .join(', ');
  const more = own.length > 4 ? ` and ${own.length - 4} more` : '';
  return [
    left(
      first.spot,
      `${lastSegment(path)}: ${shown}${more}`,
      'comes from elsewhere; what it bans, if anything, was not looked at',
    ),
  ];
}

// --------------------------------------------------------------------------------------------------------- eslint.config

function flatParts(path: string, world: World): Parts {
  const value = readConfiguration(path, world);
  const given = value?.kind === 'unread' ? (value.given ?? []) : [];
  if (value === null || (value.kind === 'unread' && given.length === 0)) return unreadable(path);
  const folder = folderOf(path);
  const listed = value.kind === 'array' ? value.items : value.kind === 'unread' ? given : [value];
  const objects = listed.flatMap((item) => (item.kind === 'array' ? item.items : [item]));
  const globals = objects.filter((one) => isOnlyIgnores(one));
  const ignored = pathGlobs(
    globals.flatMap((one) => textsOf(at(one, 'ignores'))).filter((glob) => !glob.startsWith('!')),
    folder,
    'path',
  );
  const first: Part = { files: everythingIn(folder), except: [], rules: [], isRoot: true, folder };
  const found = objects.filter((one) => !isOnlyIgnores(one)).map((one) => flatPart(one, folder));
  return {
    parts: [first, ...found.flatMap(({ parts }) => parts)],
    ignored: ignored.globs.flatMap((glob) => (glob.endsWith('/**') ? [glob] : [glob, `${glob}/**`])),
    remarks: [
      ...notLookedInto(path, value.kind === 'unread' ? [value, ...objects] : objects),
      ...found.flatMap(({ remarks }) => remarks),
    ],
  };
}

function isOnlyIgnores(value: Value): boolean {
  const keys = members(value).map(({ key }) => key);
  return (
    keys.includes('ignores') && keys.every((key) => key === 'ignores' || key === 'name') && unreadIn(value).length === 0
  );
}

function flatPart(value: Value, folder: string): Pick<Parts, 'parts' | 'remarks'> {
  const inner = items(at(value, 'extends')).filter((one) => at(one, 'rules') !== undefined);
  const rules = [...inner, value].flatMap((one) => restrictions(at(one, 'rules')));
  if (rules.length === 0) return { parts: [], remarks: [] };
  return partOf({ value, rules, files: 'files', except: 'ignores', manner: 'path', folder });
}

interface Stated {
  readonly value: Value;
  readonly rules: Part['rules'];
  readonly files: string;
  readonly except: string;
  readonly manner: Manner;
  readonly folder: string;
}

function partOf({ value, rules, files, except, manner, folder }: Stated): Pick<Parts, 'parts' | 'remarks'> {
  const stated = at(value, files);
  const nested = items(stated).some(({ kind }) => kind === 'array');
  const some = pathGlobs(textsOf(stated), folder, manner);
  const no = pathGlobs(textsOf(at(value, except)), folder, manner);
  const odd = [...unreadIn(stated), ...unreadIn(at(value, except))].map(({ code }) => ({
    pattern: code,
    why: 'is no literal',
  }));
  const remarks = [
    ...refusals([some, no, { globs: [], refused: odd }], value.spot),
    ...(nested
      ? [
          left(
            value.spot,
            `a list within "${files}"`,
            'means files that match all of it, which globs cannot say; write these bans by hand',
          ),
        ]
      : []),
  ];
  if (stated !== undefined && some.globs.length === 0) return { parts: [], remarks };
  const place = stated === undefined ? everythingIn(folder) : meansAll(some.globs) ? null : some.globs;
  return { parts: [{ files: place, except: no.globs, rules, isRoot: false, folder }], remarks };
}

/** Globs over nothing but every source. */
function meansAll(globs: readonly string[]): boolean {
  const anywhere = globs.filter((glob) => /^\*\*\/\*\.[^/]+$/.test(glob));
  return (
    globs.some((glob) => glob === '**' || glob === '**/*') ||
    ['ts', 'tsx', 'js', 'jsx'].every((extension) => globsThatMatch(anywhere, [`a/b.${extension}`]).length > 0)
  );
}

function refusals(all: readonly Globs[], spot: Spot): Remark[] {
  return all.flatMap(({ refused }) =>
    refused.map(({ pattern, why }) =>
      left(spot, `files "${pattern}"`, `${why}; write the bans for these files by hand`),
    ),
  );
}

// ------------------------------------------------------------------------------------------------ .eslintrc, .oxlintrc

function legacyParts(path: string, world: World): Parts {
  const file = readConfiguration(path, world);
  const value = lastSegment(path) === 'package.json' ? at(file ?? undefined, 'eslintConfig') : (file ?? undefined);
  if (value === undefined || value.kind !== 'object') return unreadable(path);
  const folder = folderOf(path);
  const found = legacyPartsOf(value, path, folder, world, new Set([path]));
  const ignored = pathGlobs(
    textsOf(at(value, 'ignorePatterns')).filter((one) => !one.startsWith('!')),
    folder,
    'ignore',
  ).globs;
  const first: Part = { files: everythingIn(folder), except: [], rules: [], isRoot: isTrue(at(value, 'root')), folder };
  return { parts: [first, ...found.parts], ignored, remarks: [...found.remarks, ...notLookedInto(path, [value])] };
}

/** What it extends, its own rules, its overrides, in this order. */
function legacyPartsOf(
  value: Value,
  path: string,
  folder: string,
  world: World,
  seen: ReadonlySet<string>,
): Pick<Parts, 'parts' | 'remarks'> {
  const rules = restrictions(at(value, 'rules'));
  const own: Part = { files: everythingIn(folder), except: [], rules, isRoot: false, folder };
  const found = [
    ...textsOf(at(value, 'extends')).map((name) => extended(name, path, folder, world, seen)),
    { parts: rules.length === 0 ? [] : [own], remarks: [] },
    ...items(at(value, 'overrides')).map((one) => {
      const stated = restrictions(at(one, 'rules'));
      if (stated.length === 0) return { parts: [], remarks: [] };
      return partOf({
        value: one,
        rules: stated,
        files: 'files',
        except: 'excludedFiles',
        manner: 'base-name',
        folder,
      });
    }),
  ];
  return { parts: found.flatMap(({ parts }) => parts), remarks: found.flatMap(({ remarks }) => remarks) };
}

function extended(
  name: string,
  path: string,
  folder: string,
  world: World,
  seen: ReadonlySet<string>,
): Pick<Parts, 'parts' | 'remarks'> {
  const file = trackedFile(name, path, world);
  if (file === null || seen.has(file)) return { parts: [], remarks: [] };
  const value = readConfiguration(file, world);
  if (value === null) return { parts: [], remarks: unreadable(file).remarks };
  return legacyPartsOf(value, file, folder, world, new Set([...seen, file]));
}

const RULE = /(?:^|\/)no-restricted-(?:imports?|modules|require|paths)$/;

/** The rules among others that ban imports. */
function restrictions(rules: Value | undefined): Part['rules'] {
  return members(rules).flatMap(({ key, value }): Part['rules'] => (RULE.test(key) ? [[key, value]] : []));
}
