/**
 * The registry, ready to be asked.
 *
 * `compileRegistry` turns every glob into the source of a regular expression, `resolveBans` finds the modules that bans
 * name in a tree: plain JSON that is kept beside the fact cache, so that a hook run loads no glob library. `openMatcher`
 * puts look-up tables over them: bans by the literal module that they name, so that an import costs as many look-ups as its
 * path has segments, however many bans there are.
 */
import { type HomeSymbol, homeSymbol } from '../modules/exports.ts';
import { type ModuleContext, realPathsBy } from '../modules/index.ts';
import { globSource, isLiteralGlob, MAX_TEXT, nameSource } from '../text/globs.ts';
import { push } from '../text/multimap.ts';
import type { Ban, Concept, Home, LanguageId, Registry } from '../types.ts';
import { type BannedModule, modulesOfBan, type World } from './ban-values.ts';

/** What a registry says by itself, with all its globs compiled. Plain JSON. */
export interface CompiledRegistry {
  readonly registry: Registry;
  /** Pattern → regular-expression source; literals are left out. */
  readonly paths: readonly (readonly [string, string])[];
  readonly names: readonly (readonly [string, string])[];
}

/** What the bans of a registry mean in a tree. Plain JSON. */
export interface ResolvedBans {
  /** What each ban names, in the order of the registry. */
  readonly modules: readonly (readonly BannedModule[])[];
  /** Globs over modules → regular-expression source. */
  readonly globs: readonly (readonly [string, string])[];
  /** What homes are called by, by path and symbol; those that are not there are read when they are asked for. */
  readonly homes: readonly (readonly [id: string, symbol: HomeSymbol])[];
}

/** One module that a ban names, and the ban; `order` is its place among all of them. */
export interface BanEntry extends BannedModule {
  readonly ban: Ban;
  readonly concept: Concept | null;
  readonly order: number;
}

/** A ban on a module, and what of the module's text it is on: the module itself or something above it. */
export interface Hit {
  readonly entry: BanEntry;
  readonly text: string;
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
  /** The same, each with every text that it is on. */
  hitsOn(language: LanguageId, forms: readonly ModuleForm[]): readonly Hit[];
  readonly compiled: CompiledRegistry;
  /** What a home is called by; null for a whole module. */
  symbolOf(home: Home, modules: ModuleContext): HomeSymbol | null;
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
  addPaths(registry.mentions.exclude);
  const rules = [...registry.concepts.flatMap((c) => (c.definitions ? [c.definitions] : [])), ...registry.unique];
  for (const rule of rules) {
    addNames(rule.names);
    addNames(rule.except);
    addPaths(rule.in);
    for (const exception of rule.allow) addPaths(exception.in);
  }
  for (const { ban } of bansOf(registry)) {
    addPaths(ban.in);
    addPaths(ban.except);
    for (const exception of ban.allow) addPaths(exception.in);
    addNames((ban.names ?? []).map((n) => n.pattern));
  }
  return { registry, paths: [...paths], names: [...names] };
}

/** What its bans mean. @param world null: by their values alone */
export function resolveBans({ registry }: CompiledRegistry, world: World | null): ResolvedBans {
  const modules = bansOf(registry).map(({ ban }) => unique(modulesOfBan(ban, world)));
  const globs = new Map<string, string>();
  for (const one of modules.flat()) {
    for (const text of one.glob ? slashForms(one.text, one.language, one.pathOnly) : [])
      globs.set(text, globSource(text));
  }
  return { modules, globs: [...globs], homes: world === null ? [] : symbolsIn(registry, world) };
}

function symbolsIn({ concepts }: Registry, { contexts: [context] }: World): [string, HomeSymbol][] {
  return concepts
    .flatMap(({ canonical }) => canonical)
    .flatMap((home): [string, HomeSymbol][] => {
      const symbol = context === undefined || home.language === 'py' ? null : homeSymbol(home, context);
      return symbol === null ? [] : [[`${home.path}#${home.symbol}`, symbol]];
    });
}

function unique(modules: readonly BannedModule[]): BannedModule[] {
  return [...new Map(modules.map((one) => [JSON.stringify(one), one])).values()];
}

const NO_BANS: readonly BanEntry[] = [];

/** What is looked up of one language. */
interface Tables {
  readonly literal: ReadonlyMap<string, readonly BanEntry[]>;
  readonly globs: readonly (readonly [text: string, entry: BanEntry])[];
  /** First segments of the literal ones: most imports begin with a segment that no ban begins with. */
  readonly heads: ReadonlySet<string>;
  /** Last segments of the literal ones; null until they are asked for. */
  ends: ReadonlySet<string> | null;
}

function tablesFor(language: LanguageId, bans: readonly BanEntry[]): Tables {
  const literal = new Map<string, BanEntry[]>();
  const globs: [string, BanEntry][] = [];
  for (const entry of bans) {
    if (entry.language !== null && entry.language !== language) continue;
    for (const text of slashForms(entry.text, language, entry.pathOnly)) {
      if (entry.glob) globs.push([text, entry]);
      else push(literal, text, entry);
    }
  }
  return { literal, globs, heads: new Set([...literal.keys()].map(headOf)), ends: null };
}

/** The look-up tables over a compiled registry. @param resolved what its bans mean; by their values alone where absent */
export function openMatcher(compiled: CompiledRegistry, resolved = resolveBans(compiled, null)): RegistryMatcher {
  const { registry } = compiled;
  const paths = lazyExpressions([...compiled.paths, ...resolved.globs]);
  const names = lazyExpressions(compiled.names);
  const bans = bansOf(registry)
    .flatMap((one, at) => (resolved.modules[at] ?? []).map((module) => ({ ...one, module })))
    .map(({ ban, concept, module }, order): BanEntry => ({ ...module, ban: banOn(ban, module), concept, order }));
  const homes = new Map(resolved.homes);
  const opened = new Map<LanguageId, Tables>();
  const tablesOf = (language: LanguageId): Tables => {
    const known = opened.get(language) ?? tablesFor(language, bans);
    opened.set(language, known);
    return known;
  };
  const matcher: RegistryMatcher = {
    registry,
    compiled,
    symbolOf: (home, modules) => homes.get(`${home.path}#${home.symbol}`) ?? homeSymbol(home, modules),
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
      const hits = matcher.hitsOn(language, forms);
      return hits.length === 0 ? NO_BANS : [...new Set(hits.map(({ entry }) => entry))];
    },
    hitsOn: (language, forms) => {
      const { literal, globs, heads } = tablesOf(language);
      const found: Hit[] = [];
      for (const form of forms) {
        const known = heads.has(headOf(form.text)) ? literal : null;
        if (known === null && globs.length === 0) continue;
        for (const [text, whole] of selfAndAncestors(form.text)) {
          if (text.length < (form.least ?? 0)) break;
          const add = (entry: BanEntry): void => {
            if (entry.pathOnly ? !form.repository : form.pathOnly === true) return;
            if (whole || (entry.ban.names === null && !entry.alone)) found.push({ entry, text });
          };
          known?.get(text)?.forEach(add);
          for (const [glob, entry] of form.literalOnly === true ? [] : globs) {
            // What lies below a package is not the package.
            if (!form.repository && language === 'js' && glob === `${text}/**`) continue;
            if (matches(paths(glob), text)) add(entry);
          }
        }
      }
      return found.length < 2 ? found : found.sort((a, b) => a.entry.order - b.entry.order);
    },
    mayEndIn: (language, segment) => {
      const tables = tablesOf(language);
      tables.ends ??= new Set([...tables.literal.keys()].map((text) => text.slice(text.lastIndexOf('/') + 1)));
      return tables.globs.length > 0 || tables.ends.has(segment);
    },
  };
  return matcher;
}

/** Homes that are stated through symbolic links are where the links lead. What is not known yet counts as no link. */
export function withRealHomesIn(compiled: CompiledRegistry, links: ReadonlyMap<string, string>): CompiledRegistry {
  const hasHomes = compiled.registry.concepts.some(({ canonical }) => canonical.length > 0);
  return hasHomes ? withRealHomes(compiled, realPathsBy(links)) : compiled;
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

/** The modules that each ban names, together; those of the ban as it is stated first. */
export function bansByPlace(bans: readonly BanEntry[]): (readonly [BanEntry, ...BanEntry[]])[] {
  const found = new Map<string, [BanEntry, ...BanEntry[]]>();
  for (const entry of bans) {
    const { path, line, column } = entry.ban.place;
    const id = `${path}:${line}:${column}`;
    const known = found.get(id);
    if (known === undefined) found.set(id, [entry]);
    else if (entry.name === null && known[0].name !== null) known.unshift(entry);
    else known.push(entry);
  }
  return [...found.values()];
}

/** How many bans, definition rules and uniqueness rules a guard has. */
export function rulesInForce({ registry }: RegistryMatcher): number {
  return (
    bansOf(registry).length + registry.concepts.filter((c) => c.definitions !== null).length + registry.unique.length
  );
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

/** A value that states a name itself bans that one alone. */
function banOn(ban: Ban, { name }: BannedModule): Ban {
  return name === null ? ban : { ...ban, names: [{ pattern: name, replacement: null, place: ban.place }] };
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
