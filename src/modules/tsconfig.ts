/**
 * The one reader of tsconfig.json and jsconfig.json, as far as module names go: configurations with everything that they
 * inherit through `extends`, what they reference, and the names that they give.
 *
 * Two ask it: which configuration holds for one file (projects.ts), and what any of them lets anyone write
 * (shortcuts.ts, by which files are never read). Both are given the same configurations, so what one can resolve the
 * other has on its list. For that a configuration must be the same whoever asks first: where it is not (circles, chains
 * that are cut off), it says that it cannot be read.
 *
 * The rules are TypeScript's: in an `extends` list later entries win; `paths` are relative to `baseUrl`, or without one
 * to the configuration that states them; `${configDir}` is the folder of the one that was found first.
 */
import { parseJsonc } from '../text/jsonc.ts';
import { EXTENDED_NAMES, TSCONFIG_NAMES } from './configuration.ts';
import { type ConfigurationProblem, isObject, type ModuleContext, member, perTree, strings } from './context.ts';
import { generatedConfiguration } from './generated-configuration.ts';
import { configurationFiles, localPackages } from './packages.ts';
import { folderOf, inFolder, join } from './path.ts';
import { standing } from './standing.ts';

/** A configuration with its inheritance resolved. Folders are repository paths. */
export interface Project {
  readonly path: string;
  /** Folder that non-relative names are looked up in, or null. */
  readonly baseUrl: string | null;
  /** Pattern → replacements as repository paths; each side with at most one `*`. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** Folders that are one folder to relative names. */
  readonly rootDirs: readonly string[];
  /** What may stand between a name and its extension; the empty one, for nothing, is left out. */
  readonly moduleSuffixes: readonly string[];
  /** `module` or `moduleResolution` is one of Node's own: relative names need an extension in ES modules. */
  readonly nodeStyle: boolean;
  /** Names are written with `.ts`. */
  readonly importsTs: boolean;
  /** The whole value of a CommonJS module (`export =`) can be imported as its default. */
  readonly interop: boolean;
}

/** A value and the folder of the configuration that states it. */
interface Stated<T> {
  readonly value: T;
  readonly folder: string;
}

interface Settings {
  readonly baseUrl?: Stated<string>;
  readonly paths?: Stated<ReadonlyMap<string, readonly string[]>>;
  readonly files?: Stated<readonly string[]>;
  readonly include?: Stated<readonly string[]>;
  readonly exclude?: Stated<readonly string[]>;
  readonly rootDirs?: Stated<readonly string[]>;
  readonly moduleSuffixes?: Stated<readonly string[]>;
  readonly outDir?: Stated<string>;
  readonly rootDir?: Stated<string>;
  readonly module?: Stated<string>;
  readonly moduleResolution?: Stated<string>;
  readonly importsTs?: Stated<boolean>;
  readonly interop?: Stated<boolean>;
}

export interface Configuration {
  readonly path: string;
  readonly settings: Settings;
  /** Own, not inherited. */
  readonly references: readonly string[];
  /** Its own, and of everything that it extends. */
  readonly problems: readonly Problem[];
  /** The longest chain of `extends` below it; infinite where one was cut off. */
  readonly height: number;
}

export interface Problem {
  readonly path: string;
  readonly message: string;
  readonly kind: ConfigurationProblem;
}

/** One configuration names another. */
export interface Reference {
  /** Null for one that is not there, which is a problem. */
  readonly to: Configuration | null;
  readonly problem: Problem | null;
  /** How many references lead there. */
  readonly depth: number;
}

interface Memory {
  /** Configuration by path; `loading` marks the chain that is being followed. */
  readonly configurations: Map<string, Configuration | 'loading' | null>;
  /** The same for files that the tree does not hold, which are not everybody's: a reference leads to none of them. */
  readonly installed: Map<string, Configuration | 'loading'>;
  readonly generated: Map<string, Configuration>;
  readonly projects: Map<Configuration, Project>;
  /** What stated `paths` stand for, by the folders that they are seen from. */
  readonly paths: Map<Settings['paths'], Map<string, Project['paths']>>;
}

const memory = perTree<Memory>(() => ({
  configurations: new Map(),
  installed: new Map(),
  generated: new Map(),
  projects: new Map(),
  paths: new Map(),
}));

/** A chain of `extends` longer than this is no longer followed. */
const MAX_DEPTH = 64;

/** The configuration at a path of the tree, or null when there is none. */
export function configurationAt(path: string, context: ModuleContext): Configuration | null {
  const { configurations } = memory(context.tree);
  const known = configurations.get(path);
  if (known !== undefined) return known === 'loading' ? null : known;
  const text = context.tree.read(path);
  if (text !== undefined) return load(configurations, path, text, context, 0);
  configurations.set(path, null);
  return null;
}

/** What some configurations reference, and what that does, and so on: each once, the nearest first. */
export function* referencesOf(starts: Iterable<Configuration>, context: ModuleContext): Generator<Reference> {
  const depths = new Map([...starts].map((start) => [start, 0]));
  // A map gives what is added while it is walked, too.
  for (const [from, above] of depths) {
    const depth = above + 1;
    for (const reference of from.references) {
      const to = referenced(from.path, reference, context);
      if (to === null) {
        const message = `references ${JSON.stringify(reference)}, which does not exist`;
        yield { to, depth, problem: { path: from.path, message, kind: 'unreadable' } };
      } else if (!depths.has(to)) {
        depths.set(to, depth);
        yield { to, depth, problem: null };
      }
    }
  }
}

/** Every configuration that may hold for some file, whichever that is: those with a usual name or one of its form, and what they reference. */
export function everyConfiguration(context: ModuleContext): {
  readonly configurations: readonly Configuration[];
  readonly problems: readonly Problem[];
} {
  const named = [...TSCONFIG_NAMES, ...EXTENDED_NAMES].flatMap((name) => standing(name, context.tree));
  const starts = [...new Set(named)].sort().flatMap((path) => configurationAt(path, context) ?? []);
  const references = [...referencesOf(starts, context)];
  const configurations = [...starts, ...references.flatMap(({ to }) => to ?? [])];
  return {
    configurations,
    problems: [
      ...configurations.flatMap(({ problems }) => problems),
      ...references.flatMap(({ problem }) => problem ?? []),
    ],
  };
}

/** A reference names a file or a folder. What a framework will generate there has its default aliases. */
function referenced(from: string, reference: string, context: ModuleContext): Configuration | null {
  const path = join(folderOf(from), reference);
  if (path === null) return null;
  const file = path.endsWith('.json') ? configurationAt(path, context) : null;
  return file ?? configurationAt(inFolder(path, 'tsconfig.json'), context) ?? standIn(path, from, context);
}

/** What a framework would generate at a path. */
function standIn(path: string | null, from: string, context: ModuleContext): Configuration | null {
  const found = generatedConfiguration(path);
  if (found === null) return null;
  const { generated } = memory(context.tree);
  const known = generated.get(found.path);
  if (known !== undefined) return known;
  const message = `${found.framework} generates ${found.path}, which is not there: its default aliases are assumed`;
  const made: Configuration = {
    path: found.path,
    settings: ownSettings(found.value, folderOf(found.path)),
    references: [],
    problems: [{ path: from, message, kind: 'note' }],
    height: 0,
  };
  generated.set(made.path, made);
  return made;
}

/** @param known where it is kept */
function load(
  known: Map<string, Configuration | 'loading' | null>,
  path: string,
  text: string,
  context: ModuleContext,
  depth: number,
): Configuration {
  known.set(path, 'loading');
  const problems = new Map<string, Problem>();
  const problem = (message: string, kind: ConfigurationProblem = 'unreadable', at = path) =>
    problems.set(`${at}\0${message}`, { path: at, message, kind });
  const parsed = parseJsonc(text);
  if (parsed.problem !== null) problem(`not valid JSON: ${parsed.problem}`);
  else if (!isObject(parsed.value)) problem('not a JSON object');
  let settings: Settings = {};
  let height = 0;
  for (const specifier of strings(member(parsed.value, 'extends'))) {
    const base = depth < MAX_DEPTH ? extended(specifier, path, context, depth) : 'deep';
    // Of a chain that is cut off somewhere, what is known depends on where one began.
    const isCut = base === 'deep' || (typeof base === 'object' && base.height === MAX_DEPTH);
    if (isCut) problem(`extends more than ${MAX_DEPTH} configurations in a row`);
    else if (base === 'cycle') problem(`extends itself through ${JSON.stringify(specifier)}`);
    else if (base === 'outside')
      problem(`extends ${JSON.stringify(specifier)}, which is not installed: its paths count as empty`, 'note');
    else if (base === 'missing') problem(`extends ${JSON.stringify(specifier)}, which does not exist`);
    if (isCut || base === 'cycle') height = Number.POSITIVE_INFINITY;
    if (typeof base === 'string' || isCut) continue;
    settings = { ...settings, ...base.settings };
    height = Math.max(height, base.height + 1);
    for (const inherited of base.problems) problem(inherited.message, inherited.kind, inherited.path);
  }
  const references = member(parsed.value, 'references');
  const loaded: Configuration = {
    path,
    settings: { ...settings, ...ownSettings(parsed.value, folderOf(path)) },
    references: (Array.isArray(references) ? references : []).flatMap((one) => strings(member(one, 'path'))),
    problems: [...problems.values()],
    height,
  };
  known.set(path, loaded);
  return loaded;
}

type Extended = Configuration | 'cycle' | 'outside' | 'missing';

function extended(specifier: string, from: string, context: ModuleContext, depth: number): Extended {
  const { configurations, installed } = memory(context.tree);
  const folder = folderOf(from);
  const local = /^\.\.?(?:\/|$)/.test(specifier);
  for (const path of local
    ? relativeTargets(folder, specifier)
    : localPackages(specifier, folder, context).flatMap(configurationFiles)) {
    const known = configurations.get(path);
    if (known === 'loading') return 'cycle';
    if (known !== undefined && known !== null) return known;
    const text = context.tree.read(path);
    if (text !== undefined) return load(configurations, path, text, context, depth + 1);
  }
  const outside = context.readOutside?.(specifier, folder);
  if (outside !== undefined) {
    const known = installed.get(outside.path);
    if (known === 'loading') return 'cycle';
    return known ?? load(installed, outside.path, outside.text, context, depth + 1);
  }
  const generated = local ? standIn(join(folder, specifier), from, context) : null;
  if (generated !== null) return generated;
  return local ? 'missing' : 'outside';
}

/** TypeScript adds `.json` only when the file as written is not there. */
function relativeTargets(folder: string, specifier: string): string[] {
  const path = join(folder, specifier);
  if (path === null) return [];
  if (/(?:^|\/)\.{0,2}$/.test(specifier)) return [inFolder(path, 'tsconfig.json')];
  return path.endsWith('.json') ? [path] : [path, `${path}.json`];
}

function ownSettings(value: unknown, folder: string): Settings {
  const options = member(value, 'compilerOptions');
  const text = (key: string) => {
    const found = member(options, key);
    return typeof found === 'string' ? { [key]: { value: found, folder } } : {};
  };
  const list = (key: string, of: unknown = value) => {
    const found = member(of, key);
    return Array.isArray(found) ? { [key]: { value: strings(found), folder } } : {};
  };
  const paths = member(options, 'paths');
  const importsTs = member(options, 'allowImportingTsExtensions') ?? member(options, 'rewriteRelativeImportExtensions');
  const interop = member(options, 'esModuleInterop') ?? member(options, 'allowSyntheticDefaultImports');
  return {
    ...text('baseUrl'),
    ...(isObject(paths)
      ? { paths: { value: new Map(Object.entries(paths).map(([key, to]) => [key, strings(to)])), folder } }
      : {}),
    ...list('files'),
    ...list('include'),
    ...list('exclude'),
    ...list('rootDirs', options),
    ...list('moduleSuffixes', options),
    ...text('outDir'),
    ...text('rootDir'),
    ...text('module'),
    ...text('moduleResolution'),
    ...(typeof importsTs === 'boolean' ? { importsTs: { value: importsTs, folder } } : {}),
    ...(typeof interop === 'boolean' ? { interop: { value: interop, folder } } : {}),
  };
}

const NODE_STYLE = /^node(?:16|18|20|next)$/i;
/** Where nothing is stated: what implies it, or knows no other way to a whole value than a default import. */
const INTEROP_STYLE = /^(?:node(?:16|18|20|next)|preserve|system|es.*)$/i;

/** What a configuration says of module names. */
export function projectOf(from: Configuration, context: ModuleContext): Project {
  const { projects } = memory(context.tree);
  const known = projects.get(from);
  if (known !== undefined) return known;
  const { baseUrl, rootDirs, moduleSuffixes, module, moduleResolution, importsTs, interop } = from.settings;
  // Whatever lies above the repository is none of its folders.
  const base = baseUrl === undefined ? null : (place(baseUrl.value, baseUrl.folder, folderOf(from.path)) ?? ABOVE);
  const made: Project = {
    path: from.path,
    baseUrl: inside(base),
    paths: pathsOf(from, base, context),
    rootDirs: (rootDirs?.value ?? []).flatMap(
      (one) => inside(place(one, rootDirs?.folder ?? '', folderOf(from.path))) ?? [],
    ),
    moduleSuffixes: (moduleSuffixes?.value ?? []).filter((one) => one !== ''),
    nodeStyle: NODE_STYLE.test(moduleResolution?.value ?? module?.value ?? ''),
    importsTs: importsTs?.value ?? false,
    interop:
      interop?.value ?? (INTEROP_STYLE.test(module?.value ?? '') || /^bundler$/i.test(moduleResolution?.value ?? '')),
  };
  projects.set(from, made);
  return made;
}

const ABOVE = '/';
const NO_PATHS: Project['paths'] = new Map();

/** One value for all that inherit the same `paths` and see them from the same folders: hundreds may. */
function pathsOf(
  { path, settings: { paths } }: Configuration,
  base: string | null,
  context: ModuleContext,
): Project['paths'] {
  if (paths === undefined) return NO_PATHS;
  const top = folderOf(path);
  const folder = base ?? paths.folder;
  const byFolders = memory(context.tree).paths;
  const known = byFolders.get(paths) ?? new Map<string, Project['paths']>();
  byFolders.set(paths, known);
  const isMoved = [...paths.value.values()].some((to) => to.some((one) => CONFIG_DIR.test(one)));
  const folders = isMoved ? `${folder}\0${top}` : folder;
  const made =
    known.get(folders) ??
    new Map([...paths.value].map(([key, to]) => [key, to.flatMap((one) => inside(place(one, folder, top)) ?? [])]));
  known.set(folders, made);
  return made;
}

const CONFIG_DIR = /^\$\{configDir\}/i;

/** A path of a configuration, seen from where it was stated, or from the configuration found first if it says so. */
export function place(value: string, folder: string, top: string): string | null {
  return CONFIG_DIR.test(value) ? join(top, `.${value.replace(CONFIG_DIR, '')}`) : join(folder, value);
}

/** Configurations outside the repository name folders outside it. */
function inside(path: string | null): string | null {
  return path?.startsWith('/') ? null : path;
}
