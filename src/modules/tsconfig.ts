/**
 * tsconfig.json and jsconfig.json as far as module names go: which project a file belongs to, its `paths`, `baseUrl`
 * and module style, through `extends` chains.
 *
 * The rules are TypeScript's: the nearest configuration up the tree; a solution configuration hands a file to the
 * first of its `references` that includes it; in an `extends` list later entries win; `paths` are relative to
 * `baseUrl`, or without one to the configuration that states them; `${configDir}` is the folder of the one that was
 * found first.
 */
import { parseJsonc } from '../text/jsonc.ts';
import { pushAll } from '../text/lists.ts';
import { TSCONFIG_NAMES } from './configuration.ts';
import { type ConfigurationProblem, isObject, type ModuleContext, member, perTree, strings } from './context.ts';
import { generatedConfiguration } from './generated-configuration.ts';
import { configurationFiles, workspacePackages } from './packages.ts';
import { ancestors, folderOf, join } from './path.ts';
import { matchesPath } from './path-pattern.ts';

/** A configuration with its inheritance resolved. Folders are repository paths. */
export interface Project {
  readonly path: string;
  /** Folder that non-relative names are looked up in, or null. */
  readonly baseUrl: string | null;
  /** Pattern → replacements as repository paths; each side with at most one `*`. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** `module` or `moduleResolution` is one of Node's own: relative names need an extension in ES modules. */
  readonly nodeStyle: boolean;
  /** Names are written with `.ts`. */
  readonly importsTs: boolean;
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
  readonly outDir?: Stated<string>;
  readonly module?: Stated<string>;
  readonly moduleResolution?: Stated<string>;
  readonly importsTs?: Stated<boolean>;
}

interface Configuration {
  readonly path: string;
  readonly settings: Settings;
  /** Own, not inherited. */
  readonly references: readonly string[];
  readonly problems: readonly Problem[];
}

interface Problem {
  readonly path: string;
  readonly message: string;
  readonly kind: ConfigurationProblem;
}

interface Chosen {
  readonly configurations: readonly Configuration[];
  readonly problems: readonly Problem[];
}

interface Memory {
  /** Configuration by path; `loading` marks the chain that is being followed. */
  readonly configurations: Map<string, Configuration | 'loading' | null>;
  /** Path of the nearest configuration by folder. */
  readonly nearest: Map<string, string | null>;
  readonly projects: Map<string, Project>;
  /** Which configurations hold, by file. */
  readonly chosen: Map<string, Chosen>;
}

const memory = perTree<Memory>(() => ({
  configurations: new Map(),
  nearest: new Map(),
  projects: new Map(),
  chosen: new Map(),
}));

/** A chain of `extends` or of `references` longer than this is no longer followed. */
const MAX_DEPTH = 64;
/** A solution with more projects than this is looked at no further. */
const MAX_PROJECTS = 4096;
const DEFAULT_EXCLUDE = ['node_modules', 'bower_components', 'jspm_packages'];

/**
 * The projects whose options hold for a file, nearest configuration up the tree. More than one only when a solution
 * configuration references several and none of them includes the file. Problems go to `context.report`.
 */
export function projectsOf(file: string, context: ModuleContext): readonly Project[] {
  const { chosen } = memory(context.tree);
  const known = chosen.get(file) ?? choose(file, context);
  chosen.set(file, known);
  for (const { path, message, kind } of known.problems) context.report?.(path, message, kind);
  return known.configurations.map((one) => project(one, context));
}

function choose(file: string, context: ModuleContext): Chosen {
  const path = nearest(folderOf(file), context);
  const own = path === null ? null : configuration(path, context);
  if (own === null) return { configurations: [], problems: [] };
  if (own.references.length === 0 || includes(own, file)) return { configurations: [own], problems: own.problems };
  return fromSolution(own, file, context);
}

function nearest(folder: string, context: ModuleContext): string | null {
  const known = memory(context.tree).nearest;
  let found: string | null = null;
  const passed: string[] = [];
  for (const at of ancestors(folder)) {
    const remembered = known.get(at);
    if (remembered !== undefined) found = remembered;
    else {
      passed.push(at);
      found =
        TSCONFIG_NAMES.map((name) => inFolder(at, name)).find((path) => configuration(path, context) !== null) ?? null;
    }
    if (found !== null || remembered === null) break;
  }
  for (const at of passed) known.set(at, found);
  return found;
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The first referenced project that includes the file; else everything that states aliases. */
function fromSolution(own: Configuration, file: string, context: ModuleContext): Chosen {
  const depths = new Map([[own, 0]]);
  const problems = [...own.problems];
  // A map gives what is added while it is walked, too.
  for (const [from, depth] of depths) {
    if (depths.size >= MAX_PROJECTS) break;
    if (depth >= MAX_DEPTH && from.references.length > 0) {
      const message = `references more than ${MAX_DEPTH} projects in a row`;
      problems.push({ path: own.path, message, kind: 'unreadable' });
      break;
    }
    for (const reference of from.references) {
      const next = referenced(from.path, reference, context);
      if (next === null) {
        const message = `references ${JSON.stringify(reference)}, which does not exist`;
        problems.push({ path: from.path, message, kind: 'unreadable' });
      } else if (!depths.has(next)) {
        if (includes(next, file)) return { configurations: [next], problems: next.problems };
        depths.set(next, depth + 1);
        pushAll(problems, next.problems);
      }
    }
  }
  const stated = new Map<unknown, Set<unknown>>();
  const configurations = [...depths.keys()].filter(({ settings: { paths, baseUrl } }) => {
    const bases = stated.get(paths) ?? new Set();
    const isNew = (paths !== undefined || baseUrl !== undefined) && !bases.has(baseUrl);
    stated.set(paths, bases.add(baseUrl));
    return isNew;
  });
  return { configurations, problems };
}

/** A reference names a file or a folder. What a framework will generate there has its default aliases. */
function referenced(from: string, reference: string, context: ModuleContext): Configuration | null {
  const path = join(folderOf(from), reference);
  if (path === null) return null;
  const file = path.endsWith('.json') ? configuration(path, context) : null;
  return file ?? configuration(inFolder(path, 'tsconfig.json'), context) ?? standIn(path, from, context);
}

/** What a framework would generate at a path, remembered as if it had. */
function standIn(path: string | null, from: string, context: ModuleContext): Configuration | null {
  const generated = generatedConfiguration(path);
  if (generated === null) return null;
  const { configurations } = memory(context.tree);
  const known = configurations.get(generated.path);
  if (known && known !== 'loading') return known;
  const message = `${generated.framework} generates ${generated.path}, which is not there: its default aliases are assumed`;
  const made: Configuration = {
    path: generated.path,
    settings: ownSettings(generated.value, folderOf(generated.path)),
    references: [],
    problems: [{ path: from, message, kind: 'note' }],
  };
  configurations.set(made.path, made);
  return made;
}

/** The configuration at a path of the tree, or null when there is none. */
function configuration(path: string, context: ModuleContext): Configuration | null {
  const { configurations } = memory(context.tree);
  const known = configurations.get(path);
  if (known !== undefined) return known === 'loading' ? null : known;
  const text = context.tree.read(path);
  if (text === undefined) {
    configurations.set(path, null);
    return null;
  }
  return load(path, text, context, 0);
}

function load(path: string, text: string, context: ModuleContext, depth: number): Configuration {
  const { configurations } = memory(context.tree);
  configurations.set(path, 'loading');
  const problems = new Map<string, Problem>();
  const problem = (message: string, kind: ConfigurationProblem = 'unreadable', at = path) =>
    problems.set(`${at}\0${message}`, { path: at, message, kind });
  const parsed = parseJsonc(text);
  if (parsed.problem !== null) problem(`not valid JSON: ${parsed.problem}`);
  else if (!isObject(parsed.value)) problem('not a JSON object');
  let settings: Settings = {};
  for (const specifier of strings(member(parsed.value, 'extends'))) {
    const base = depth < MAX_DEPTH ? extended(specifier, path, context, depth) : 'deep';
    if (base === 'deep') problem(`extends more than ${MAX_DEPTH} configurations in a row`);
    else if (base === 'cycle') problem(`extends itself through ${JSON.stringify(specifier)}`);
    else if (base === 'outside')
      problem(`extends ${JSON.stringify(specifier)}, which is not installed: its paths count as empty`, 'note');
    else if (base === 'missing') problem(`extends ${JSON.stringify(specifier)}, which does not exist`);
    else {
      settings = { ...settings, ...base.settings };
      for (const inherited of base.problems) problem(inherited.message, inherited.kind, inherited.path);
    }
  }
  const references = member(parsed.value, 'references');
  const loaded: Configuration = {
    path,
    settings: { ...settings, ...ownSettings(parsed.value, folderOf(path)) },
    references: (Array.isArray(references) ? references : []).flatMap((one) => strings(member(one, 'path'))),
    problems: [...problems.values()],
  };
  configurations.set(path, loaded);
  return loaded;
}

type Extended = Configuration | 'cycle' | 'outside' | 'missing';

function extended(specifier: string, from: string, context: ModuleContext, depth: number): Extended {
  const folder = folderOf(from);
  const local = /^\.\.?(?:\/|$)/.test(specifier);
  for (const path of local
    ? relativeTargets(folder, specifier)
    : workspacePackages(specifier, folder, context).flatMap(configurationFiles)) {
    const known = memory(context.tree).configurations.get(path);
    if (known === 'loading') return 'cycle';
    if (known !== undefined && known !== null) return known;
    const text = context.tree.read(path);
    if (text !== undefined) return load(path, text, context, depth + 1);
  }
  const outside = context.readOutside?.(specifier, folder);
  if (outside !== undefined) {
    const known = memory(context.tree).configurations.get(outside.path);
    if (known === 'loading') return 'cycle';
    return known ?? load(outside.path, outside.text, context, depth + 1);
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
  const list = (key: string) => {
    const found = member(value, key);
    return Array.isArray(found) ? { [key]: { value: strings(found), folder } } : {};
  };
  const paths = member(options, 'paths');
  const importsTs = member(options, 'allowImportingTsExtensions') ?? member(options, 'rewriteRelativeImportExtensions');
  return {
    ...text('baseUrl'),
    ...(isObject(paths)
      ? { paths: { value: new Map(Object.entries(paths).map(([key, to]) => [key, strings(to)])), folder } }
      : {}),
    ...list('files'),
    ...list('include'),
    ...list('exclude'),
    ...text('outDir'),
    ...text('module'),
    ...text('moduleResolution'),
    ...(typeof importsTs === 'boolean' ? { importsTs: { value: importsTs, folder } } : {}),
  };
}

const NODE_STYLE = /^node(?:16|18|20|next)$/i;

function project(from: Configuration, context: ModuleContext): Project {
  const { projects } = memory(context.tree);
  const known = projects.get(from.path);
  if (known !== undefined) return known;
  const { baseUrl, paths, module, moduleResolution, importsTs } = from.settings;
  const top = folderOf(from.path);
  const base = baseUrl === undefined ? null : inside(place(baseUrl.value, baseUrl.folder, top));
  const made: Project = {
    path: from.path,
    baseUrl: base,
    paths: new Map(
      [...(paths?.value ?? [])].map(([key, to]) => [
        key,
        to.flatMap((one) => inside(place(one, base ?? paths?.folder ?? '', top)) ?? []),
      ]),
    ),
    nodeStyle: NODE_STYLE.test(moduleResolution?.value ?? module?.value ?? ''),
    importsTs: importsTs?.value ?? false,
  };
  projects.set(from.path, made);
  return made;
}

const CONFIG_DIR = /^\$\{configDir\}/i;

/** A path of a configuration, seen from where it was stated, or from the configuration found first if it says so. */
function place(value: string, folder: string, top: string): string | null {
  return CONFIG_DIR.test(value) ? join(top, `.${value.replace(CONFIG_DIR, '')}`) : join(folder, value);
}

/** Configurations outside the repository name folders outside it. */
function inside(path: string | null): string | null {
  return path?.startsWith('/') ? null : path;
}

/** Whether `files`, `include` and `exclude` take a file in, whatever its extension. */
function includes(from: Configuration, file: string): boolean {
  const top = folderOf(from.path);
  const { files, include, exclude, outDir } = from.settings;
  if (files?.value.some((one) => place(one, files.folder, top) === file)) return true;
  if (files !== undefined && include === undefined) return false;
  const refused = exclude?.value ?? [...DEFAULT_EXCLUDE.map((name) => `**/${name}`), ...(outDir ? [outDir.value] : [])];
  const refusedFrom = (exclude ?? outDir)?.folder ?? top;
  return (
    (include?.value ?? ['**/*']).some((one) => covers(place(one, include?.folder ?? top, top), file)) &&
    !refused.some((one) => coversFolder(place(one, refusedFrom, top), file))
  );
}

/** A pattern whose last segment has neither wildcard nor extension is a folder and takes in all below. */
function covers(pattern: string | null, file: string): boolean {
  if (pattern === null) return false;
  return matchesPath(file, pattern) || (!/[*?.][^/]*$/.test(pattern) && coversFolder(pattern, file));
}

/** `exclude` works on folders too: whatever lies below something that it matches. */
function coversFolder(pattern: string | null, file: string): boolean {
  return pattern !== null && (pattern === '' || matchesPath(file, pattern) || matchesPath(file, `${pattern}/**`));
}
