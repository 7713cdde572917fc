/**
 * What is left of a migration although nobody breaks a rule: a module that a concept bans as a whole, everywhere, and that
 * still stands in the tree and gives importers the canonical, or something in its place.
 */
import { dialectOf } from '../languages/index.ts';
import { homeSymbol } from '../modules/exports.ts';
import {
  dottedNames,
  joinPython,
  keyOfFile,
  type ModuleContext,
  readingOf,
  realPath,
  resolveImport,
} from '../modules/index.ts';
import { isComponentDefault } from '../modules/origin.ts';
import { thingBehind } from '../modules/second-names.ts';
import { isHomeFile } from '../registry/applies.ts';
import type { BanEntry, RegistryMatcher } from '../registry/matcher.ts';
import { bansOfModule } from '../rules/banned-import/match.ts';
import { type Ban, type Concept, type ImportFact, LANGUAGE_IDS, type LanguageFacts } from '../types.ts';

export interface LeftOver {
  readonly path: string;
  readonly ban: Ban;
  /** What it gives: names of the canonical first; `*` for what a star hands on. */
  readonly gives: readonly string[];
  /** Some of it is the canonical. */
  readonly isCanonical: boolean;
}

/** @param paths of the tree, in their order */
export function leftOvers(
  concept: Concept,
  paths: readonly string[],
  matcher: RegistryMatcher,
  modules: ModuleContext,
): LeftOver[] {
  const bans = matcher.bans.filter((entry) => entry.concept?.name === concept.name && isEverywhere(entry.ban));
  if (bans.length === 0) return [];
  const own = new Set(bans);
  const atHome = new Set(concept.canonical.flatMap(({ path }) => bansAsWritten(path, matcher, modules)));
  const files = paths
    .filter((path) => dialectOf(path) !== null && matcher.includes(path) && !isHomeFile(concept, path))
    .flatMap((path) => {
      const ban = bansOn(path, matcher, modules).find((entry) => own.has(entry) && isBelow(path, entry.ban));
      if (ban === undefined) return [];
      const found = { path, ban: ban.ban, ...givenBy(path, concept, modules) };
      // A folder that holds the home holds its parts as well.
      return found.gives.length > 0 && (found.isCanonical || !atHome.has(ban)) ? [found] : [];
    });
  return [...files, ...links(own, atHome, matcher, modules)];
}

/** Links in the place of banned modules: they give what they lead to. */
function links(
  own: ReadonlySet<BanEntry>,
  atHome: ReadonlySet<BanEntry>,
  matcher: RegistryMatcher,
  modules: ModuleContext,
): LeftOver[] {
  const { tree } = modules;
  return [...tree.links().keys()].flatMap((path) => {
    const target = realPath(path, tree);
    if (target === path || !(tree.has(target) || tree.hasFolder(target))) return [];
    const ban = bansAsWritten(path, matcher, modules).find(
      (entry) => own.has(entry) && !atHome.has(entry) && isBelow(path, entry.ban),
    );
    return ban === undefined ? [] : [{ path, ban: ban.ban, gives: ['*'], isCanonical: false }];
  });
}

/** A nested registry says nothing of what stands outside its folder. */
function isBelow(path: string, { base }: Ban): boolean {
  return base === '' || path.startsWith(`${base}/`);
}

/** On a module as a whole, for all importers. */
function isEverywhere({ names, in: inside, except }: Ban): boolean {
  return names === null && inside === null && except === null;
}

function bansOn(path: string, matcher: RegistryMatcher, modules: ModuleContext): BanEntry[] {
  const key = keyOfFile(path);
  return key === null ? [] : bansOfModule(key, matcher, modules).map(({ entry }) => entry);
}

/** By where a file or a folder stands, wherever links lead. */
function bansAsWritten(path: string, matcher: RegistryMatcher, modules: ModuleContext): readonly BanEntry[] {
  const own = keyOfFile(path);
  const keys = own === null ? LANGUAGE_IDS.map((language) => ({ language, path, external: false })) : [own];
  return keys.flatMap((key) => {
    const dotted = key.language === 'py' ? dottedNames(key, modules) : [];
    const forms = dotted.map((name) => ({ text: name.replaceAll('.', '/'), repository: false }));
    return matcher.bansOn(key.language, [{ text: key.path, repository: true }, ...forms]);
  });
}

function givenBy(path: string, concept: Concept, modules: ModuleContext): Pick<LeftOver, 'gives' | 'isCanonical'> {
  const parts = modules.tree.facts(path)?.parts ?? [];
  const names = [...new Set(parts.flatMap((part) => namesOf(part, path, modules)))];
  const canonical = names.filter((name) => isCanonical(path, name, concept, modules));
  return { gives: [...new Set([...canonical, ...names])], isCanonical: canonical.length > 0 };
}

/** Names that importers get: in Python what is defined or imported from the tree under a public name. */
function namesOf(part: LanguageFacts, path: string, modules: ModuleContext): string[] {
  const all = part.imports.filter((fact) => isFromTree(fact, part, path, modules));
  const fromTree = all.filter(({ nested }) => nested !== true);
  const stars = fromTree.filter(({ form }) => HANDING_ON.has(form)).flatMap(({ names }) => names.filter(isStar));
  const whole = stars.length === 0 && !(all.length > 0 && answersForNames(part)) ? [] : ['*'];
  if (part.language === 'js')
    return [...(part.exports ?? []), ...(isComponentDefault(path, 'default') ? ['default'] : []), ...whole];
  const defined = part.definitions.filter(({ scope }) => scope === 'module').map(({ name }) => name);
  const late = part.imports.filter(({ via }) => via === '__getattr__');
  const bound = [...fromTree, ...late].flatMap(({ names }) => names.flatMap(({ local }) => local ?? []));
  return [...[...defined, ...bound].filter((name) => !name.startsWith('_')), ...whole];
}

/** Of a module of the tree, in Python also of a folder that holds the name. */
function isFromTree(fact: ImportFact, { language }: LanguageFacts, path: string, modules: ModuleContext): boolean {
  const { specifier, names } = fact;
  const below =
    language === 'py' ? names.filter(({ name }) => name !== '*').map(({ name }) => joinPython(specifier, name)) : [];
  return [specifier, ...below].some(
    (one) => resolveImport(language, one, path, modules, readingOf(fact)).file !== null,
  );
}

/** A Python module that answers for names that it does not hold. */
function answersForNames({ language, definitions }: LanguageFacts): boolean {
  return language === 'py' && definitions.some(({ name, scope }) => name === '__getattr__' && scope === 'module');
}

const HANDING_ON: ReadonlySet<string> = new Set(['from-import', 'export-from']);

function isStar({ name, local }: { readonly name: string; readonly local: string | null }): boolean {
  return name === '*' && local === null;
}

function isCanonical(path: string, name: string, { canonical }: Concept, modules: ModuleContext): boolean {
  const thing = name === '*' ? null : thingBehind(path, name, modules);
  return (
    thing !== null &&
    canonical.some(
      (home) => thing.path === home.path && (home.symbol === null || thing.name === homeSymbol(home, modules)?.local),
    )
  );
}
