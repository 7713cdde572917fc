/**
 * The registry, ready to be asked.
 *
 * `compileRegistry` turns every glob into the source of a regular expression: plain JSON that is kept beside the fact
 * cache, so that a hook run loads no glob library. `openGuard` puts look-up tables over it: bans by the literal module
 * that they name, so that an import costs as many look-ups as its path has segments, however many bans there are.
 */
import { keyOfFile, parseReference } from '../modules/index.ts';
import { globSource, isLiteralGlob, MAX_TEXT, nameSource } from '../text/globs.ts';
import type { Ban, Concept, LanguageId, Registry } from '../types.ts';

/** Pattern → regular-expression source; literals are left out. */
export interface CompiledRegistry {
  readonly registry: Registry;
  readonly paths: readonly (readonly [string, string])[];
  readonly names: readonly (readonly [string, string])[];
}

/** One ban with its place in the order of the registry and its module pattern taken apart. */
export interface BanEntry {
  readonly ban: Ban;
  readonly concept: Concept | null;
  readonly order: number;
  /** null: both languages. */
  readonly language: LanguageId | null;
  /** A repository path and nothing else. */
  readonly pathOnly: boolean;
  /** The module without prefix, as a person reads it. */
  readonly text: string;
  readonly glob: boolean;
}

/** One way to write a module: with slashes, from the repository's top, from a Python root, or as the import writes it. */
export interface ModuleForm {
  readonly text: string;
  readonly repository: boolean;
  /** Matches bans on paths only: `./moment` at the top, where no such file is, is not the package `moment`. */
  readonly pathOnly?: boolean;
}

export interface Guard {
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
  for (const { ban, glob, language, pathOnly, text } of banEntries(registry)) {
    addPaths(ban.in);
    for (const exception of ban.allow) addPaths(exception.in);
    addNames((ban.names ?? []).map((n) => n.pattern));
    if (glob) for (const slashes of slashForms(text, language, pathOnly)) addPaths([slashes]);
  }
  return { registry, paths: [...paths], names: [...names] };
}

const NO_BANS: readonly BanEntry[] = [];

/** The look-up tables over a compiled registry. */
export function openGuard(compiled: CompiledRegistry): Guard {
  const { registry } = compiled;
  const paths = lazyExpressions(compiled.paths);
  const names = lazyExpressions(compiled.names);
  const bans = banEntries(registry);
  const literal: Record<LanguageId, Map<string, BanEntry[]>> = { js: new Map(), py: new Map() };
  const globs: Record<LanguageId, { entry: BanEntry; test: (text: string) => boolean }[]> = { js: [], py: [] };
  const heads: Record<LanguageId, Set<string>> = { js: new Set(), py: new Set() };
  for (const entry of bans) {
    for (const language of entry.language === null ? (['js', 'py'] as const) : [entry.language]) {
      for (const text of slashForms(entry.text, language, entry.pathOnly)) {
        if (entry.glob) globs[language].push({ entry, test: (form) => matches(paths(text), form) });
        else {
          push(literal[language], text, entry);
          heads[language].add(headOf(text));
        }
      }
    }
  }
  const guard: Guard = {
    registry,
    concepts: new Map(registry.concepts.map((c) => [c.name, c])),
    bans,
    includes: (path) =>
      guard.matchesPath(registry.files.include, '', path) && !guard.matchesPath(registry.files.exclude, '', path),
    matchesPath: (patterns, base, path) => {
      if (base !== '' && !path.startsWith(`${base}/`)) return false;
      const below = base === '' ? path : path.slice(base.length + 1);
      return patterns.some((p) => p === below || matches(paths(p), below));
    },
    matchesName: (pattern, name) => pattern === name || matches(names(pattern), name),
    bansOn: (language, forms) => {
      const found = new Set<BanEntry>();
      for (const form of forms) {
        // most imports begin with a segment that no ban begins with
        const known = heads[language].has(headOf(form.text)) ? literal[language] : null;
        if (known === null && globs[language].length === 0) continue;
        for (const [text, whole] of selfAndAncestors(form.text)) {
          const accept = (entry: BanEntry): boolean =>
            (form.repository || !entry.pathOnly) &&
            (form.pathOnly !== true || entry.pathOnly) &&
            (whole || entry.ban.names === null);
          for (const entry of known?.get(text) ?? []) if (accept(entry)) found.add(entry);
          for (const { entry, test } of globs[language]) if (accept(entry) && test(text)) found.add(entry);
        }
      }
      return found.size === 0 ? NO_BANS : [...found].sort((a, b) => a.order - b.order);
    },
  };
  return guard;
}

/** How many bans, definition rules and uniqueness rules a guard has. */
export function rulesInForce({ registry, bans }: Guard): number {
  return bans.length + registry.concepts.filter((c) => c.definitions !== null).length + registry.unique.length;
}

/** `a/b/c` → itself (true), then `a/b` and `a` (false). */
function* selfAndAncestors(text: string): Generator<[string, boolean]> {
  yield [text, true];
  for (let at = text.lastIndexOf('/'); at > 0; at = text.lastIndexOf('/', at - 1)) yield [text.slice(0, at), false];
}

function banEntries(registry: Registry): BanEntry[] {
  const entries: BanEntry[] = [];
  const add = (ban: Ban, concept: Concept | null): void => {
    entries.push({ ban, concept, order: entries.length, ...takeApart(ban.module) });
  };
  for (const concept of registry.concepts) for (const ban of concept.banned) add(ban, concept);
  for (const ban of registry.banned) add(ban, null);
  return entries;
}

/** A ban's `module`: language prefix, and whether it can only be a path. */
function takeApart(module: string): Pick<BanEntry, 'language' | 'pathOnly' | 'text' | 'glob'> {
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
