/**
 * Loading: the root registry, what it extends, and the nested registries below it become one `Registry`, or all the
 * problems at once.
 *
 * Own entries come first, then those of extended files in the order in which they are named, then nested registries by
 * path. An extended file is read as if it stood in the registry that extends it, so its globs and paths are relative to
 * that registry's folder. A nested registry in a place that the root excludes does not count. Nothing is read but
 * through `read`, which knows the files of one snapshot.
 */

import { posix } from 'node:path';
import { globSource, matcher } from '../text/globs.ts';
import { pushAll } from '../text/lists.ts';
import { type Ban, type Concept, LEVELS, type Place, type Problem, type Registry, type UniqueRule } from '../types.ts';
import { DEFAULT_BASELINE } from './baseline-file.ts';
import { buildContents } from './build.ts';
import type { Located, ReportProblem } from './describe.ts';
import { type JsonNode, readJson } from './json.ts';
import { placeWords, quote, registryFile, sortProblems } from './problems.ts';
import { pathFrom } from './references.ts';
import { DEFAULT_EXCLUDE, DEFAULT_INCLUDE, type RegistryText, ROOT_KEYS, registryType } from './schema.ts';

/** What a registry may be called, at the root of the repository and in the folders of nested ones; one in each folder. */
export const REGISTRY_NAMES = ['.ssotrc.json', '.ssotrc.jsonc'] as const;
export const [REGISTRY_NAME, COMMENTED_REGISTRY_NAME] = REGISTRY_NAMES;

/** Whether a registry stands at a path, the root's or a nested one. */
export function isRegistryPath(path: string): boolean {
  return REGISTRY_NAMES.some((name) => path === name || path.endsWith(`/${name}`));
}

/** Of registries those that stand in one folder, where only one can count; null when there are none. */
export function sideBySide(paths: readonly string[]): readonly [string, string] | null {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    const other = seen.get(folder);
    if (other !== undefined) return [other, path];
    seen.set(folder, path);
  }
  return null;
}

/** A registry file: repository-relative path and decoded content. */
export interface RegistrySource {
  readonly path: string;
  readonly text: string;
}

/** `registry` is null exactly when there are problems; they are sorted by place. */
export interface LoadResult {
  readonly registry: Registry | null;
  /** Every file that was read, the root first, also where there are problems. */
  readonly sources: readonly string[];
  readonly problems: readonly Problem[];
}

/** A value and where it was written. */
interface Placed<V> {
  readonly value: V;
  readonly place: Place;
}

/** Everything read so far. */
interface Loading {
  readonly read: (path: string) => string | undefined;
  readonly problems: Problem[];
  readonly sources: string[];
  readonly concepts: Map<string, Concept>;
  readonly banned: Ban[];
  readonly unique: UniqueRule[];
  readonly include: Placed<string>[];
  readonly exclude: string[];
  readonly pythonRoots: string[];
  readonly places: Map<string, Place>;
  readonly aliases: Map<string, Placed<readonly string[]>>;
  readonly external: string[];
  readonly unmentioned: string[];
  readonly scalars: Map<string, Placed<string | boolean>>;
}

/**
 * Loads a registry. Never throws.
 *
 * @param root the root registry; its globs and paths are relative to the repository's top, wherever it lies
 * @param read tracked files of the snapshot that `root` is from, by repository-relative path
 * @param nested registries in folders of the repository, from the same snapshot
 */
export function loadRegistry(
  root: RegistrySource,
  read: (path: string) => string | undefined,
  nested: readonly RegistrySource[] = [],
): LoadResult {
  const loading: Loading = {
    read,
    problems: [],
    sources: [],
    concepts: new Map(),
    banned: [],
    unique: [],
    include: [],
    exclude: [],
    pythonRoots: [],
    places: new Map(),
    aliases: new Map(),
    external: [],
    unmentioned: [],
    scalars: new Map(),
  };
  loadFamily(loading, root, '');
  const exclude = [...DEFAULT_EXCLUDE, ...loading.exclude];
  const inRoot = new Set(loading.sources);
  const others = nested.filter((source) => !inRoot.has(source.path));
  if (others.length > 0) {
    const excluded = matcher(exclude.map(globSource));
    for (const source of others.sort((a, b) => (a.path < b.path ? -1 : 1))) {
      if (!excluded(source.path)) loadFamily(loading, source, posix.dirname(source.path), inRoot);
    }
  }
  const sources = [...new Set(loading.sources)];
  if (loading.problems.length > 0) return { registry: null, sources, problems: sortProblems(loading.problems) };
  const scalar = (key: string) => loading.scalars.get(key)?.value;
  const baseline = scalar('baseline');
  return {
    registry: {
      sources,
      files: {
        include: loading.include.length > 0 ? loading.include.map((glob) => glob.value) : DEFAULT_INCLUDE,
        exclude,
        ...(loading.include.length > 0 && {
          stated: loading.include.map(({ value, place }) => ({ glob: value, place })),
        }),
      },
      pythonRoots: loading.pythonRoots.length > 0 ? loading.pythonRoots : null,
      js: {
        aliases: [...loading.aliases].map(([alias, { value }]) => [alias, value]),
        external: [...new Set(loading.external)],
      },
      concepts: [...loading.concepts.values()],
      banned: loading.banned,
      unique: loading.unique,
      commit: scalar('commit') === 'introduced' ? 'introduced' : 'touched',
      inlineAllow: scalar('inlineAllow') !== false,
      mentions: {
        level: LEVELS.find((one) => one === scalar('mentions')) ?? 'warn',
        exclude: loading.unmentioned,
      },
      baseline: typeof baseline === 'string' ? baseline : DEFAULT_BASELINE,
      places: Object.fromEntries(loading.places),
    },
    sources,
    problems: [],
  };
}

/** Each file of a chain is known only when the one before it has been read. */
const MAX_CHAIN = 64;

/**
 * A registry and, depth first, everything that it extends. Each file counts once, however many ways lead to it.
 *
 * @param inRoot for a nested registry: the files that hold everywhere already
 */
function loadFamily(loading: Loading, source: RegistrySource, base: string, inRoot?: ReadonlySet<string>): void {
  const seen = new Set<string>();
  const visit = (file: RegistrySource, chain: readonly string[]): void => {
    seen.add(file.path);
    loading.sources.push(file.path);
    const { place } = registryFile(file.path, file.text);
    const problem = (at: number, message: string): void => {
      loading.problems.push({ ...place(at), message });
    };
    const text = readText(file.text, base, place, problem);
    if (text === null) return;
    addContents(loading, text, { base, place, report: problem });
    for (const { at, value } of text.extends ?? []) {
      const path = posix.normalize(posix.join(posix.dirname(file.path), value));
      if (path === '..' || path.startsWith('../') || path.startsWith('/')) {
        problem(at, `"extends": ${quote(value)} leads out of the repository`);
      } else if (chain.includes(path) || path === file.path) {
        const circle = [...chain.slice(chain.indexOf(path)), file.path, path].map(quote).join(' extends ');
        problem(at, `"extends" leads in a circle: ${path === file.path ? `${quote(path)} extends itself` : circle}`);
      } else if (inRoot?.has(path)) {
        problem(at, `"extends": ${quote(path)} is part of the root registry, which holds here, too`);
      } else if (chain.length >= MAX_CHAIN) {
        problem(at, `"extends": more than ${MAX_CHAIN} registries extend one another in a row; name them in one list`);
      } else if (!seen.has(path)) {
        const content = loading.read(path);
        if (content === undefined) problem(at, `"extends": ${quote(path)} is not a tracked file of this repository`);
        else visit({ path, text: content }, [...chain, file.path]);
      }
    }
  };
  visit(source, []);
}

/** The file's keys, or null when it cannot be read at all. What can be read of a faulty file is returned. */
function readText(
  text: string,
  base: string,
  place: (at: number) => Place,
  report: ReportProblem,
): RegistryText | null {
  const { root, problems } = readJson(text);
  for (const { at, message, other } of problems) {
    report(at, other === undefined ? message : `${message} ${placeWords(place(other))}`);
  }
  if (root === null) return null;
  if (base !== '') reportRootKeys(root, report);
  return registryType.read(root, 'the registry', report) ?? null;
}

function reportRootKeys(root: JsonNode, report: ReportProblem): void {
  if (root.kind !== 'object') return;
  for (const { key, at } of root.members) {
    if (ROOT_KEYS.includes(key))
      report(at, `"${key}" belongs in the root registry; a nested one only adds concepts, bans and unique names`);
  }
}

interface FileContext {
  readonly base: string;
  readonly place: (at: number) => Place;
  readonly report: ReportProblem;
}

function addContents(loading: Loading, text: RegistryText, context: FileContext): void {
  const { concepts, banned, unique } = buildContents(text, context);
  for (const concept of concepts) addConcept(loading, concept);
  pushAll(loading.banned, banned);
  pushAll(loading.unique, unique);
  const placed = ({ at, value }: Located<string>): Placed<string> => ({ value, place: context.place(at) });
  pushAll(loading.include, (text.files?.include ?? []).map(placed));
  pushAll(loading.exclude, text.files?.exclude?.value ?? []);
  pushAll(
    loading.pythonRoots,
    (text.python?.roots?.value ?? []).map((root) => pathFrom('', root)),
  );
  const stated = {
    ...{ include: text.files?.include?.[0]?.at, exclude: text.files?.exclude?.at, roots: text.python?.roots?.at },
    ...{ commit: text.commit?.at, inlineAllow: text.inlineAllow?.at, baseline: text.baseline?.at },
    ...{ mentions: text.mentions?.at },
  };
  for (const [key, at] of Object.entries(stated)) {
    if (at !== undefined && !loading.places.has(key)) loading.places.set(key, context.place(at));
  }
  for (const { key, at, value } of text.js?.aliases ?? []) addAlias(loading, key, context.place(at), value);
  pushAll(loading.external, text.js?.external ?? []);
  addScalar(loading, 'commit', text.commit, context);
  addScalar(loading, 'inlineAllow', text.inlineAllow, context);
  addMentions(loading, text.mentions, context);
  const { baseline } = text;
  addScalar(loading, 'baseline', baseline && { ...baseline, value: pathFrom('', baseline.value) }, context);
}

function addConcept(loading: Loading, concept: Concept): void {
  const before = loading.concepts.get(concept.name);
  if (before === undefined) {
    loading.concepts.set(concept.name, concept);
    return;
  }
  const where = `already defined at ${placeWords(before.place)}`;
  if (concept.base !== '') {
    loading.problems.push({
      ...concept.place,
      message: `concept ${quote(concept.name)} is ${where}; a nested registry only adds, so give it another name`,
    });
  } else if (withoutPlaces(before) !== withoutPlaces(concept)) {
    loading.problems.push({
      ...concept.place,
      message: `concept ${quote(concept.name)} is ${where} with different content`,
    });
  }
}

function addAlias(loading: Loading, alias: string, place: Place, targets: readonly Located<string>[]): void {
  const value = targets.map((target) => pathFrom('', target.value));
  const before = loading.aliases.get(alias);
  if (before === undefined) loading.aliases.set(alias, { value, place });
  else if (before.value.join('\0') !== value.join('\0')) {
    const message = `the alias ${quote(alias)} is already stated at ${placeWords(before.place)} for other paths`;
    loading.problems.push({ ...place, message });
  }
}

function addMentions(loading: Loading, text: RegistryText['mentions'], context: FileContext): void {
  if (text === undefined) return;
  const { at, value } = text;
  const { level, exclude } = typeof value === 'string' ? { level: value, exclude: undefined } : value;
  addScalar(loading, 'mentions', level === undefined ? undefined : { at, value: level }, context);
  pushAll(loading.unmentioned, exclude ?? []);
}

function addScalar(
  loading: Loading,
  key: string,
  written: Located<string | boolean> | undefined,
  { place }: FileContext,
): void {
  if (written === undefined) return;
  const before = loading.scalars.get(key);
  if (before === undefined) {
    loading.scalars.set(key, { value: written.value, place: place(written.at) });
  } else if (before.value !== written.value) {
    const message = `"${key}" is ${words(written.value)} here and ${words(before.value)} at ${placeWords(before.place)}`;
    loading.problems.push({ ...place(written.at), message });
  }
}

function words(value: string | boolean): string {
  return typeof value === 'string' ? quote(value) : String(value);
}

/** Two concepts with the same content give the same text: they were built with their keys in one order. */
function withoutPlaces(concept: Concept): string {
  return JSON.stringify(concept, (key, value: unknown) => (key === 'place' ? undefined : value));
}
