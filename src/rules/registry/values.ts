/**
 * The registry's words against the tree: bans that can match nothing in it, because a module is written as nobody calls
 * it. Such a ban is worse than none, for nobody looks again.
 */
import { dependencyNames, packageNameOf } from '../../modules/dependencies.ts';
import {
  fileOf,
  joinPython,
  keyOfFile,
  type ModuleContext,
  readingOf,
  repositoryKey,
  resolveImport,
  sourceExtension,
} from '../../modules/index.ts';
import { bindsOther, factsIn } from '../../modules/origin.ts';
import { inFolder, lastSegment, within } from '../../modules/path.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import { type BanEntry, bansByPlace } from '../../registry/matcher.ts';
import { splitPrefix } from '../../registry/references.ts';
import { fixedSegment } from '../../required-text/of-modules.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import { misspelled, nearest } from '../../text/nearest.ts';
import { type ImportFact, LANGUAGE_IDS, type LanguageFacts, type LanguageId, type ModuleKey } from '../../types.ts';
import { formsOf } from '../banned-import/named-module.ts';
import type { SelfCheck } from './input.ts';
import { mayGive, namesOf } from './names.ts';
import { differing, knownDotted, lookalike, lookalikePath, nearPackage, nearPath } from './near.ts';

/** Banned modules that are neither in the tree nor imported, and are not said to be gone. */
export function unknownModules(input: SelfCheck): RegistryFinding[] {
  const matching = globsThatMatch(input);
  return bansByPlace(input.matcher.bans).flatMap((entries) => {
    const [{ ban, concept }] = entries;
    if (ban.removed || ban.removeBy !== null) return [];
    const isFound = entries.some((entry) => (entry.glob ? matching.has(entry) : isThere(entry, input)));
    const problem = memberOf(entries, input) ?? (isFound ? null : unknown(entries, input));
    if (problem === null) return [];
    const { message, ...more } = problem;
    return [registryFinding(concept, ban.place, message, more)];
  });
}

interface Unknown {
  readonly message: string;
  readonly hint: string;
  readonly severity: 'error' | 'warn';
}

const GONE = 'if it is gone for good, say "removed": true.';

/** What is to be said of a ban on nothing; null where it may well be a package. */
function unknown(entries: readonly [BanEntry, ...BanEntry[]], input: SelfCheck): Unknown | null {
  const [first] = entries;
  const { rest } = splitPrefix(first.ban.module);
  if (entries.some((entry) => isImported(entry, input))) return null;
  const isGlob = !isLiteralGlob(rest);
  const message = isGlob
    ? `nothing in the tree or in what it imports is called like ${first.ban.module}`
    : `the banned module ${first.ban.module} is neither in the tree nor imported`;
  const told = (hint: string, more = ''): Unknown => ({ message: message + more, hint, severity: 'warn' });
  const maybe = (near: string | null, otherwise: string): string =>
    near === null ? `Correct it, or ${otherwise}` : `Did you mean ${near}? Correct it, or ${otherwise}`;
  const isPath = rest.includes('/') || sourceExtension(rest) !== null;
  const { base } = first.ban;
  const found = isPath ? lookalikePath(inFolder(base, rest.replace(/^\.\//, '')), input.paths) : null;
  const alike = found === null ? null : { ...found, word: fromFolder(base, found.word) };
  if (alike !== null) return told(`Write the path as the tree has it: ${JSON.stringify(alike.word)}`, differing(alike));
  const packages = dependencyNames(input.modules);
  const name = packageNameOf(rest);
  const isKnownPackage = name !== null && packages.has(name);
  if (entries.some((entry) => entry.pathOnly) && !isKnownPackage) {
    const path = entries.find((entry) => entry.pathOnly)?.text ?? rest;
    const near = isGlob ? null : nearPath(path, input.paths);
    return told(maybe(near === null ? null : fromFolder(base, near), GONE));
  }
  const dotted = first.language === 'js' ? null : dottedProblem(rest, input);
  if (dotted !== null) return told(dotted.near === null ? maybe(null, GONE) : `${dotted.near} Correct it, or ${GONE}`);
  if (isGlob) return null;
  if (/^(?:[#~]|@\/)/.test(rest)) return told(maybe(null, 'remove the ban.'));
  const near = first.language === 'py' ? null : nearPackage(rest, input);
  if (near !== null) return told(maybe(near, 'remove the ban.'));
  const isPathLike = /^[^@#~./][^/]*\//.test(rest) || sourceExtension(rest) !== null;
  if (!isPathLike || isKnownPackage || /\.[mc]?js$/.test(rest)) return null;
  // Without any manifest, and without an extension, it may as well be a package.
  if (packages.size === 0 && sourceExtension(rest) === null) return null;
  return told(`If it is a path, write "./${rest}".`, `: nothing in the tree begins with ${rest.split('/')[0] ?? rest}`);
}

/** A path as a registry in a folder writes it; one from elsewhere stays as it is. */
function fromFolder(folder: string, path: string): string {
  return folder !== '' && within(path, folder) ? path.slice(folder.length + 1) : path;
}

// ---------------------------------------------------------------------------------------------- what there is after all

/** Globs that some module of the tree is called like. */
function globsThatMatch({ matcher, modules, paths }: SelfCheck): ReadonlySet<BanEntry> {
  const found = new Set<BanEntry>();
  if (!matcher.bans.some(({ glob }) => glob)) return found;
  for (const path of paths) {
    const key = keyOfFile(path);
    if (key === null) continue;
    for (const { entry } of matcher.hitsOn(key.language, formsOf(key, modules, 'file'))) found.add(entry);
  }
  return found;
}

/** Whether a module stands in the tree; of a value that states a name, whether its module may give that. */
function isThere({ text, language, pathOnly, name, ban }: BanEntry, { modules }: SelfCheck): boolean {
  const languages = language === null ? LANGUAGE_IDS : [language];
  return languages.some((id) => {
    const key = repositoryKey(id, text === '.' ? '' : text);
    const file = fileOf(key, modules.tree) ?? (pathOnly ? null : resolveImport(id, text, '_', modules).file);
    if (name !== null && ban.names !== null) return file !== null && mayGive(file, name, modules);
    if (file !== null || modules.tree.hasFolder(text)) return true;
    return !pathOnly && resolveImport(id, text, '_', modules).existing !== null;
  });
}

function isOther({ language }: BanEntry, other: LanguageId): boolean {
  return language !== null && language !== other;
}

/** So many files that hold a word are looked into. */
const MOST_FILES = 400;

/** Whether some file of the tree imports what a ban names. */
function isImported(entry: BanEntry, input: SelfCheck): boolean {
  const { text, pathOnly, glob, name } = entry;
  const slashes = pathOnly || text.includes('/') ? text : text.replaceAll('.', '/');
  // What a glob fixes need be no word.
  const word = glob ? fixedSegment(slashes).run : (name ?? lastSegment(slashes));
  const files = glob ? input.paths.filter((path) => keyOfFile(path) !== null) : input.filesWith(word);
  if (files.length > MOST_FILES) return true;
  return files.some((path) =>
    (input.modules.tree.facts(path)?.parts ?? []).some(
      (part) =>
        !isOther(entry, part.language) &&
        part.imports.some((fact) => names(entry, slashes, word, fact, part, path, input)),
    ),
  );
}

function names(
  entry: BanEntry,
  slashes: string,
  word: string,
  fact: ImportFact,
  { language }: LanguageFacts,
  path: string,
  { modules, matcher }: SelfCheck,
): boolean {
  const isOne = (key: ModuleKey): boolean =>
    entry.glob
      ? matcher.hitsOn(language, formsOf(key, modules)).some((hit) => hit.entry === entry)
      : [entry.text, slashes].some((one) => within(key.path.replaceAll('.', '/'), one) || within(key.path, one));
  if (entry.name !== null)
    return (
      fact.names.some((one) => one.name === entry.name) &&
      resolveImport(language, fact.specifier, path, modules).candidates.some(isOne)
    );
  return specifiersOf(fact, language, path, modules).some(
    (specifier) =>
      specifier.includes(word) &&
      resolveImport(language, specifier, path, modules, readingOf(fact)).candidates.some(isOne),
  );
}

/** The modules that an import may name; in Python a name may be one, where its package does not give it otherwise. */
function specifiersOf(fact: ImportFact, language: LanguageId, path: string, modules: ModuleContext): string[] {
  if (language === 'js') return [fact.specifier];
  const parent = resolveImport('py', fact.specifier, path, modules).file;
  const submodules = fact.names.flatMap(({ name }) => {
    const specifier = joinPython(fact.specifier, name);
    const isOther = parent !== null && bindsOther(parent, name, modules);
    return isOther && resolveImport('py', specifier, path, modules).file === null ? [] : [specifier];
  });
  return [fact.specifier, ...submodules];
}

// --------------------------------------------------------------------------------------------------------- dotted names

/** How far a dotted name leads: to a module of the tree, and what of the name is left. */
interface Reached {
  readonly module: string;
  readonly file: string | null;
  readonly rest: readonly string[];
}

function reached(dotted: string, modules: ModuleContext): Reached | null {
  const parts = dotted.split('.');
  for (let count = parts.length; count > 0; count--) {
    const module = parts.slice(0, count).join('.');
    const { existing, file } = resolveImport('py', module, '_', modules);
    if (existing !== null) return { module, file, rest: parts.slice(count) };
  }
  return null;
}

/** `a.b.C.method`, where C is something that `a.b` defines: what is below it nobody imports. */
function memberOf([first]: readonly [BanEntry, ...BanEntry[]], { modules }: SelfCheck): Unknown | null {
  const { rest } = splitPrefix(first.ban.module);
  const below = first.ban.names?.map(({ pattern }) => pattern) ?? [];
  if (first.language === 'js' || !/^[^\s/#@~:.]+(?:\.[^\s/#@~:.]+)+$/.test(rest)) return null;
  const found = reached(rest, modules);
  const [name = '', ...members] = [...(found?.rest ?? []), ...below];
  const facts = found?.file == null ? undefined : factsIn(found.file, 'py', modules);
  const definition = facts?.definitions.find((d) => d.scope === 'module' && d.name === name);
  if (found === null || found.rest.length === 0 || members.length === 0 || definition === undefined) return null;
  if (definition.kind !== 'class' && definition.kind !== 'function') return null;
  return {
    message: `${first.ban.module} can match nothing: \`${name}\` is a ${definition.kind} of ${found.file}, and nobody imports what is in it`,
    hint: `Write "${found.module}.${name}".`,
    severity: 'error',
  };
}

/** What is wrong with a dotted name that begins as a module of the tree does, or nearly; null for other names. */
function dottedProblem(name: string, input: SelfCheck): { readonly near: string | null } | null {
  if (!/^[^\s/#@~:]+$/.test(name) || !name.includes('.')) return null;
  const known = knownDotted(input);
  const tops = new Set(known.map((one) => one.split('.', 1)[0] ?? one));
  const [top = '', ...others] = name.split('.');
  if (!tops.has(top)) {
    const near = isLiteralGlob(name) ? misspelled(top, tops) : null;
    return near === null ? null : { near: `Did you mean ${[near, ...others].join('.')}?` };
  }
  const parts = name.split('.');
  const wild = parts.findIndex((part) => !isLiteralGlob(part));
  const literal = wild < 0 ? parts : parts.slice(0, wild);
  const found = reached(literal.join('.'), input.modules);
  if (found === null) return { near: null };
  const next = parts[literal.length - found.rest.length] ?? '';
  if (!isLiteralGlob(next)) {
    const isFile = found.file !== null && !/(?:^|\/)__init__\.pyi?$/.test(found.file);
    return {
      near: isFile ? `${found.module} has no modules below it: for names in it write "${found.module}#${next}".` : null,
    };
  }
  const modules = known.flatMap((one) =>
    one.startsWith(`${found.module}.`) ? one.slice(found.module.length + 1).split('.', 1) : [],
  );
  const given = [...new Set([...modules, ...(found.file === null ? [] : namesOf(found.file, input.modules))])];
  const alike = lookalike(next, given);
  if (alike !== null) return { near: `${found.module}.${alike.word} differs from it in ${alike.differs} alone.` };
  const near = nearest(next, given);
  return { near: near === null ? null : `Did you mean ${found.module}.${near}?` };
}
