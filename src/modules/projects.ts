/**
 * Which configurations hold for a file, as TypeScript chooses them: the nearest one up the tree; a solution
 * configuration hands a file to the first of its `references` that includes it.
 *
 * Behind those stand the others that take the file in, for names that the first ones do not explain: build tools are told
 * by hand which one to use (`tsconfig.app.json`, Nx's `tsconfig.base.json`), and nothing that is tracked says so.
 */

import { pushAll } from '../text/lists.ts';
import { EXTENDED_NAMES, TSCONFIG_NAMES } from './configuration.ts';
import { type ModuleContext, perTree } from './context.ts';
import { ancestors, folderOf, inFolder } from './path.ts';
import { matchesPath } from './path-pattern.ts';
import { standingIn } from './standing.ts';
import {
  type Configuration,
  configurationAt,
  everyConfiguration,
  type Problem,
  type Project,
  place,
  projectOf,
  referencesOf,
} from './tsconfig.ts';

interface Chosen {
  readonly configurations: readonly Configuration[];
  readonly problems: readonly Problem[];
}

interface Memory {
  /** Path of the nearest configuration by folder. */
  readonly nearest: Map<string, string | null>;
  /** Which configurations hold, by file, and the projects that they are. */
  readonly chosen: Map<string, Chosen & { readonly projects: readonly Project[] }>;
  /** Those that stand in a folder or above it and state names, by folder. */
  readonly above: Map<string, readonly Configuration[]>;
  /** Which of those take a file in, by file. */
  readonly others: Map<string, readonly Configuration[]>;
  /** Every configuration of the tree that states names. */
  all: readonly Configuration[] | null;
}

const memory = perTree<Memory>(() => ({
  nearest: new Map(),
  chosen: new Map(),
  above: new Map(),
  others: new Map(),
  all: null,
}));

/** TypeScript's own names, and others of their form. */
const CONFIGURATIONS = [...TSCONFIG_NAMES, ...EXTENDED_NAMES];

/** A chain of `references` longer than this is no longer followed. */
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
  let known = chosen.get(file);
  if (known === undefined) {
    const found = choose(file, context);
    known = { ...found, projects: found.configurations.map((one) => projectOf(one, context)) };
    chosen.set(file, known);
  }
  for (const { path, message, kind } of known.problems) context.report?.(path, message, kind);
  return known.projects;
}

/**
 * The other projects that include a file, of configurations in the folders above it, the nearest first. They say nothing
 * where the chosen ones do.
 */
export function othersIncluding(file: string, context: ModuleContext): readonly Project[] {
  const { others, chosen } = memory(context.tree);
  const known = others.get(file);
  if (known !== undefined) return known.map((one) => projectOf(one, context));
  projectsOf(file, context);
  const held = chosen.get(file)?.configurations ?? [];
  const found = above(folderOf(file), context).filter((one) => !held.includes(one) && includes(one, file));
  others.set(file, found);
  return found.map((one) => projectOf(one, context));
}

/** The same, wherever they stand: all are read for it, so this is asked last, of names that no package can have. */
export function anyIncluding(file: string, context: ModuleContext): readonly Project[] {
  const held = memory(context.tree);
  held.all ??= everyConfiguration(context).configurations.filter(statesNames);
  return held.all.filter((one) => includes(one, file)).map((one) => projectOf(one, context));
}

function above(folder: string, context: ModuleContext): readonly Configuration[] {
  const known = memory(context.tree).above;
  const remembered = known.get(folder);
  if (remembered !== undefined) return remembered;
  const own = CONFIGURATIONS.flatMap((name) => standingIn(folder, name, context.tree))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .flatMap((path) => configurationAt(path, context) ?? [])
    .filter(statesNames);
  const further = folder === '' ? [] : above(folderOf(folder), context);
  const found = own.length === 0 ? further : [...new Set([...own, ...further])];
  known.set(folder, found);
  return found;
}

function statesNames({ settings: { paths, baseUrl } }: Configuration): boolean {
  return paths !== undefined || baseUrl !== undefined;
}

function choose(file: string, context: ModuleContext): Chosen {
  const path = nearest(folderOf(file), context);
  const own = path === null ? null : configurationAt(path, context);
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
        TSCONFIG_NAMES.map((name) => inFolder(at, name)).find((path) => configurationAt(path, context) !== null) ??
        null;
    }
    if (found !== null || remembered === null) break;
  }
  for (const at of passed) known.set(at, found);
  return found;
}

/** The first referenced project that includes the file; else everything that states aliases. */
function fromSolution(own: Configuration, file: string, context: ModuleContext): Chosen {
  const all = [own];
  const problems = [...own.problems];
  for (const { to, depth, problem } of referencesOf([own], context)) {
    if (all.length >= MAX_PROJECTS) break;
    if (depth > MAX_DEPTH) {
      const message = `references more than ${MAX_DEPTH} projects in a row`;
      problems.push({ path: own.path, message, kind: 'unreadable' });
      break;
    }
    if (problem !== null) problems.push(problem);
    if (to === null) continue;
    if (includes(to, file)) return { configurations: [to], problems: to.problems };
    all.push(to);
    pushAll(problems, to.problems);
  }
  const stated = new Map<unknown, Configuration[]>();
  const configurations = all.filter((one) => {
    const same = stated.get(one.settings.paths) ?? [];
    const isNew =
      NAMING.some((key) => one.settings[key] !== undefined) && !same.some((other) => saysTheSame(one, other));
    if (isNew) stated.set(one.settings.paths, [...same, one]);
    return isNew;
  });
  return { configurations, problems };
}

/** What says how modules are named. */
const NAMING = ['paths', 'baseUrl', 'rootDirs', 'moduleSuffixes'] as const;

/** Inherited from one place. */
function saysTheSame(one: Configuration, other: Configuration): boolean {
  return NAMING.every((key) => one.settings[key] === other.settings[key]);
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
