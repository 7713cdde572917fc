/**
 * What resolution sees: the tree that is judged, the stated roots, and two ways out.
 *
 * Configuration that was read is kept per `Tree` object, so a tree whose answers change (because they were provisional)
 * must be a new object: nothing is carried from one to the next.
 */
import type { JsNames, ModuleKey, Registry, Tree } from '../types.ts';

/** `unreadable`: imports could not be judged fully. `note`: something was assumed, nothing is missing. */
export type ConfigurationProblem = 'unreadable' | 'note';

export interface OutsideFile {
  /** Repository-relative where it lies inside (`node_modules/…`), else absolute. */
  readonly path: string;
  readonly text: string;
}

export interface ModuleContext {
  readonly tree: Tree;
  /** `python.roots` of the registry, or null for the default roots. */
  readonly pythonRoots: readonly string[] | null;
  /** `js` of the registry, where it states anything. */
  readonly js?: JsNames | undefined;
  /** Called whenever a resolution met such a configuration, so often with the same words: collect by path. */
  readonly report?: ((path: string, message: string, problem: ConfigurationProblem) => void) | undefined;
  /**
   * The text of a file that a tsconfig `extends` and the tree does not hold: a package in node_modules (`@tsconfig/node20`,
   * looked up from `fromFolder` upwards) or a generated file (`./.nuxt/tsconfig.json`, relative to `fromFolder`).
   */
  readonly readOutside?: ((specifier: string, fromFolder: string) => OutsideFile | undefined) | undefined;
}

/** What a registry says of how modules are named. */
export function statedNames({ pythonRoots, js }: Registry): Pick<ModuleContext, 'pythonRoots' | 'js'> {
  return { pythonRoots, js };
}

/**
 * What an import names. The members after `candidates` ask the tree what exists, and only when they are read: whoever
 * looks for a module looks among the candidates first, and at `keys` only if one of them is it.
 */
export interface Resolution {
  /** Every module that the specifier may name, likeliest first, existing or not; the package itself last. */
  readonly candidates: readonly ModuleKey[];
  /**
   * The first candidate that stands in the tree; one from outside the repository never does. For `./folder` it can be
   * the entry that the folder's own package.json names, which is not worth a question for every relative import and
   * so is no candidate.
   */
  readonly existing: ModuleKey | null;
  /** The file behind `existing`; null also for a Python folder without `__init__`. */
  readonly file: string | null;
  /** The keys that count: `existing` alone, or else every candidate that the language would still look for. */
  readonly keys: readonly ModuleKey[];
  /** JS: some configuration has the name itself, so that it is no package's; a `baseUrl` alone says so of no name. */
  readonly isStated?: boolean;
}

/** A value computed at its first reading. */
export function lazy<T>(compute: () => T): () => T {
  let state: { value: T } | undefined;
  return () => {
    state ??= { value: compute() };
    return state.value;
  };
}

/** A memory for one kind of thing per tree: `const cache = perTree(() => new Map())`, then `cache(tree)`. */
export function perTree<T>(create: () => T): (tree: Tree) => T {
  const held = new WeakMap<Tree, T>();
  return (tree) => {
    const known = held.get(tree);
    if (known !== undefined) return known;
    const made = create();
    held.set(tree, made);
    return made;
  };
}

/** The same for what depends on something else as well: one memory per tree and `key`. */
export function perTreeAnd<K extends object, T>(create: () => T): (tree: Tree, key: K) => T {
  const byKey = perTree(() => new WeakMap<K, T>());
  return (tree, key) => {
    const held = byKey(tree);
    const known = held.get(key);
    if (known !== undefined) return known;
    const made = create();
    held.set(key, made);
    return made;
  };
}

/** Plain JSON, and what it is. */
export interface Derived<T> {
  readonly name: string;
  readonly value: T;
}

/**
 * What is derived from a tree alone and takes long. It outlives the tree object if every answer to that was final, so that
 * it is not derived anew whenever a question was open; some of it is kept from run to run (derived.ts).
 *
 * @param name what it is: the same name, the same result
 */
export function settled<T>({ settled: kept }: Tree, name: string, derive: () => T): Derived<T> {
  if (kept?.values.has(name) === true) return { name, value: kept.values.get(name) as T };
  const value = derive();
  if (kept?.isFinal() === true) kept.values.set(name, value);
  return { name, value };
}

/** A member of a parsed JSON object, own members only; undefined for anything else. */
export function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The strings of a JSON list; a single string counts as a list of one. */
export function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
