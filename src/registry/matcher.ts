/**
 * The registry, ready to be asked.
 *
 * `compileRegistry` turns every glob into the source of a regular expression: plain JSON that is kept beside the fact
 * cache, so that a hook run loads no glob library. `openGuard` puts look-up tables over it: bans by the literal module
 * that they name, so that an import costs as many look-ups as its path has segments, however many bans there are.
 */
import { keyOfFile, parseReference, realPathsBy } from '../modules/index.ts';
import { globSource, isLiteralGlob, MAX_TEXT, nameSource } from '../text/globs.ts';
import type { Ban, Concept, LanguageId, Registry } from '../types.ts';

/** Everything about a registry that takes time to find out. Plain JSON. */
export interface CompiledRegistry {
  readonly registry: Registry;
  /** Pattern → regular-expression source; literals are left out. */
  readonly paths: readonly (readonly [string, string])[];
  readonly names: readonly (readonly [string, string])[];
  /** One per ban, in the order of the registry. */
  readonly modules: readonly BannedModule[];
  readonly lookUp: Readonly<Record<LanguageId, LookUp>>;
}

/** Bans of one language by their modules; a number is a ban's place in the order. */
interface LookUp {
  readonly literal: readonly (readonly [text: string, orders: readonly number[]])[];
  readonly globs: readonly (readonly [text: string, order: number])[];
  /** First segments of the literal ones: most imports begin with a segment that no ban begins with. */
  readonly heads: readonly string[];
}

/** A ban's module pattern taken apart. */
interface BannedModule {
  /** null: both languages. */
  readonly language: LanguageId | null;
  /** A repository path and nothing else. */
  readonly pathOnly: boolean;
  /** The module without prefix, as a person reads it. */
  readonly text: string;
  readonly glob: boolean;
}

/** One ban with its place in the order of the registry and its module pattern taken apart. */
export interface BanEntry extends BannedModule {
  readonly ban: Ban;
  readonly concept: Concept | null;
  readonly order: number;
}

/** One way to write a module: with slashes, from the repository's top, from a Python root, or as the import writes it. */
export interface ModuleForm {
  readonly text: string;
  readonly repository: boolean;
  /** Matches bans on paths only: `./moment` at the top, where no such file is, is not the package `moment`. */
  readonly pathOnly?: boolean;
  /** Matches no globs: nothing like it stands in the tree. */
  readonly literalOnly?: boolean;
  /** Of what stands above it only what is as long as this counts: a link's folder is not where its target stands. */
  readonly least?: number;
}

export interface RegistryMatcher {
  readonly registry: Registry;
  readonly concepts: ReadonlyMap<string, Concept>;
  readonly bans: readonly BanEntry[];
  /** Whether the registry looks at this file at all (`files.include`, `files.exclude`). */
  includes(path: string): boolean;
  /** Whether a path below `base` matches one of the globs. */
  matchesPath(globs: readonly string[], base: string, path: string): boolean;
  /** Whether a symbol name matches a literal or glob. */
  matchesName(pattern: string, name: string): boolean;
  /** Bans whose module is, or for whole-module bans covers, one of these forms; in registry order. */
  bansOn(language: LanguageId, forms: readonly ModuleForm[]): readonly BanEntry[];
  /** Whether a ban's module may be called so by its last segment. Links have other names: not for trees with any. */
  mayEndIn(language: LanguageId, segment: string): boolean;
}

/** Every path glob and name pattern that the registry uses, compiled once. Loads the glob library when it must. */
export function compileRegistry(registry: Registry): CompiledRegistry {
  const paths = new Map<string, string>();
  const names = new Map<string, string>();
  const addPaths = (globs: readonly string[] | null): void => {
    for (const glob of globs ?? []) if (!paths.has(glob)) paths.set(glob, globSource(glob));
  };
  const addNames = (patterns: readonly string[]): void => {
    for (const p of patterns) if (!isLiteralGlob(p) && !names.has(p)) names.set(p, nameSource(p));
  };
  addPaths(registry.files.include);
  addPaths(registry.files.exclude);
  const rules = [...registry.concepts.flatMap((c) => (c.definitions ? [c.definitions] : [])), ...registry.unique];
  for (const rule of rules) {
    addNames(rule.names);
    addNames(rule.except);
    for (const exception of rule.allow) addPaths(exception.in);
  }
  for (const rule of registry.unique) addPaths(rule.in);
  const bans = bansOf(registry);
  const modules = bans.map(({ ban }) => takeApart(ban.module));
  for (const { ban } of bans) {
    addPaths(ban.in);
    for (const exception of ban.allow) addPaths(exception.in);
    addNames((ban.names ?? []).map((n) => n.pattern));
  }
  const lookUp = { js: lookUpOf('js', modules), py: lookUpOf('py', modules) };
  addPaths([...lookUp.js.globs, ...lookUp.py.globs].map(([text]) => text));
  return { registry, paths: [...paths], names: [...names], modules, lookUp };
}

function lookUpOf(language: LanguageId, modules: readonly BannedModule[]): LookUp {
  const literal = new Map<string, number[]>();
  const globs: [string, number][] = [];
  modules.forEach((module, order) => {
    if (module.language !== null && module.language !== language) return;
    for (const text of slashForms(module.text, language, module.pathOnly)) {
      if (module.glob) globs.push([text, order]);
      else push(literal, text, order);
    }
  });
  return { literal: [...literal], globs, heads: [...new Set([...literal.keys()].map(headOf))] };
}

const NO_BANS: readonly BanEntry[] = [];

/** What is looked up of one language. */
interface Tables {
  readonly literal: ReadonlyMap<string, readonly number[]>;
  readonly globs: LookUp['globs'];
  readonly heads: ReadonlySet<string>;
  /** Last segments of the literal ones; null until they are asked for. */
  ends: ReadonlySet<string> | null;
}

/** The look-up tables over a compiled registry. */
export function openMatcher(compiled: CompiledRegistry): RegistryMatcher {
  const { registry, modules, lookUp } = compiled;
  const paths = lazyExpressions(compiled.paths);
  const names = lazyExpressions(compiled.names);
  const bans = bansOf(registry).map(({ ban, concept }, order): BanEntry => {
    const { language, pathOnly, text, glob } = modules[order] ?? takeApart(ban.module);
    return { ban, concept, order, language, pathOnly, text, glob };
  });
  const opened = new Map<LanguageId, Tables>();
  const tablesOf = (language: LanguageId): Tables => {
    const known = opened.get(language);
    if (known !== undefined) return known;
    const { literal, globs, heads } = lookUp[language];
    const tables: Tables = { literal: new Map(literal), globs, heads: new Set(heads), ends: null };
    opened.set(language, tables);
    return tables;
  };
  const matcher: RegistryMatcher = {
    registry,
    concepts: new Map(registry.concepts.map((c) => [c.name, c])),
    bans,
    includes: (path) =>
      matcher.matchesPath(registry.files.include, '', path) && !matcher.matchesPath(registry.files.exclude, '', path),
    matchesPath: (patterns, base, path) => {
      if (base !== '' && !path.startsWith(`${base}/`)) return false;
      const below = base === '' ? path : path.slice(base.length + 1);
      return patterns.some((p) => p === below || matches(paths(p), below));
    },
    matchesName: (pattern, name) => pattern === name || matches(names(pattern), name),
    bansOn: (language, forms) => {
      const { literal, globs, heads } = tablesOf(language);
      const found = new Set<BanEntry>();
      for (const form of forms) {
        const known = heads.has(headOf(form.text)) ? literal : null;
        if (known === null && globs.length === 0) continue;
        for (const [text, whole] of selfAndAncestors(form.text)) {
          if (text.length < (form.least ?? 0)) break;
          const add = (order: number): void => {
            const entry = bans[order];
            if (entry === undefined || (entry.pathOnly ? !form.repository : form.pathOnly === true)) return;
            if (whole || entry.ban.names === null) found.add(entry);
          };
          known?.get(text)?.forEach(add);
          if (form.literalOnly !== true) for (const [glob, order] of globs) if (matches(paths(glob), text)) add(order);
        }
      }
      return found.size === 0 ? NO_BANS : [...found].sort((a, b) => a.order - b.order);
    },
    mayEndIn: (language, segment) => {
      const tables = tablesOf(language);
      tables.ends ??= new Set([...tables.literal.keys()].map((text) => text.slice(text.lastIndexOf('/') + 1)));
      return tables.globs.length > 0 || tables.ends.has(segment);
    },
  };
  return matcher;
}

/**
 * A compiled registry for a tree: a home that is stated through the tree's symbolic links is where they lead. What the tree
 * does not know yet counts as no link.
 */
export function openMatcherIn(
  compiled: CompiledRegistry,
  tree: { links(): ReadonlyMap<string, string> },
): RegistryMatcher {
  const hasHomes = compiled.registry.concepts.some(({ canonical }) => canonical.length > 0);
  return openMatcher(hasHomes ? withRealHomes(compiled, realPathsBy(tree.links())) : compiled);
}

function withRealHomes(compiled: CompiledRegistry, real: (path: string) => string): CompiledRegistry {
  const { registry } = compiled;
  if (!registry.concepts.some(({ canonical }) => canonical.some(({ path }) => real(path) !== path))) return compiled;
  const concepts = registry.concepts.map((concept) => ({
    ...concept,
    canonical: concept.canonical.map((home) => ({ ...home, path: real(home.path) })),
  }));
  return { ...compiled, registry: { ...registry, concepts } };
}

/** How many bans, definition rules and uniqueness rules a guard has. */
export function rulesInForce({ registry, bans }: RegistryMatcher): number {
  return bans.length + registry.concepts.filter((c) => c.definitions !== null).length + registry.unique.length;
}

/** `a/b/c` → itself (true), then `a/b` and `a` (false). */
function* selfAndAncestors(text: string): Generator<[string, boolean]> {
  yield [text, true];
  for (let at = text.lastIndexOf('/'); at > 0; at = text.lastIndexOf('/', at - 1)) yield [text.slice(0, at), false];
}

/** Every ban and the concept that it belongs to, in the order of the registry. */
function bansOf(registry: Registry): { readonly ban: Ban; readonly concept: Concept | null }[] {
  const ofConcepts = registry.concepts.flatMap((concept) => concept.banned.map((ban) => ({ ban, concept })));
  return [...ofConcepts, ...registry.banned.map((ban) => ({ ban, concept: null }))];
}

/** A ban's `module`: language prefix, and whether it can only be a path. */
function takeApart(module: string): BannedModule {
  const { language, kind, module: written, symbol } = parseReference(module);
  const pathOnly = kind === 'path';
  const whole = symbol === null ? written : `${written}#${symbol}`; // a ban has no symbol: that `#` is the module's own
  const stem = pathOnly ? (keyOfFile(whole)?.path ?? whole.replace(/(?:^|\/)(?:index|__init__)$/, '')) : whole;
  const text = stem.replace(/\/+$/, '') || '.';
  return { language, pathOnly, text, glob: !isLiteralGlob(text) };
}

/** The forms with slashes under which a ban's module is looked up: Python's dots become slashes. */
export function slashForms(text: string, language: LanguageId | null, pathOnly: boolean): string[] {
  const dotted = text.replace(/\./g, '/');
  if (pathOnly || text.includes('/') || dotted === text) return [text];
  return language === 'js' ? [text] : language === 'py' ? [dotted] : [text, dotted];
}

function headOf(text: string): string {
  const slash = text.indexOf('/');
  return slash < 0 ? text : text.slice(0, slash);
}

/** Longer texts match nothing, as in `matcher`: the engine's stack ends at some more. */
function matches(expression: RegExp | undefined, text: string): boolean {
  return expression !== undefined && text.length <= MAX_TEXT && expression.test(text);
}

/** Compiles a pattern at its first use. */
function lazyExpressions(sources: CompiledRegistry['paths']): (pattern: string) => RegExp | undefined {
  const table = new Map<string, string | RegExp>(sources);
  return (pattern) => {
    const entry = table.get(pattern);
    if (typeof entry !== 'string') return entry;
    const expression = new RegExp(entry);
    table.set(pattern, expression);
    return expression;
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
