/**
 * The registry's words against the tree: bans that can match nothing in it, because a module or a name is written as
 * nobody calls it. Such a ban is worse than none, for nobody looks again.
 */
import { dependencyNames, packageNameOf } from '../../modules/dependencies.ts';
import { exportsName } from '../../modules/exports.ts';
import {
  dottedNames,
  fileOf,
  keyOfFile,
  type ModuleContext,
  readingOf,
  repositoryKey,
  resolveImport,
  sourceExtension,
} from '../../modules/index.ts';
import { factsIn } from '../../modules/origin.ts';
import { folderOf, lastSegment, within } from '../../modules/path.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import { type BanEntry, bansByPlace } from '../../registry/matcher.ts';
import { splitPrefix } from '../../registry/references.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import { nearest } from '../../text/nearest.ts';
import { LANGUAGE_IDS, type LanguageFacts, type LanguageId } from '../../types.ts';
import type { SelfCheck } from './input.ts';

/** Banned modules that are neither in the tree nor imported, and are not said to be gone. */
export function unknownModules(input: SelfCheck): RegistryFinding[] {
  return bansByPlace(input.matcher.bans).flatMap((entries) => {
    const [first] = entries;
    if (first.ban.removed || first.ban.removeBy !== null) return [];
    const modules = entries.filter(({ name }) => name === null);
    if (modules.length === 0 || modules.some((entry) => entry.glob || isThere(entry, input.modules))) return [];
    const problem = unknown(first, modules, input);
    if (problem === null || entries.some((entry) => isImported(entry, input))) return [];
    const { message, hint } = problem;
    return [registryFinding(first.concept, first.ban.place, message, { severity: 'warn', hint })];
  });
}

interface Unknown {
  readonly message: string;
  readonly hint: string;
}

/** What is to be said of a ban on nothing; null where it may well be a package. */
function unknown({ ban }: BanEntry, entries: readonly BanEntry[], input: SelfCheck): Unknown | null {
  const { rest } = splitPrefix(ban.module);
  const gone = 'if it is gone for good, say "removed": true';
  const message = `the banned module ${ban.module} is neither in the tree nor imported`;
  if (entries.every((entry) => entry.pathOnly)) {
    const near = nearPath(entries[0]?.text ?? rest, input.paths);
    return { message, hint: `${near === null ? '' : `Did you mean ${near}? `}Correct it, or ${gone}.` };
  }
  const dotted = /^[\w.]+$/.test(rest) && rest.includes('.') ? nearDotted(rest, input) : null;
  if (dotted !== null) return { message, hint: `Did you mean ${dotted}? Correct it, or ${gone}.` };
  const isPathLike = /^[^@#~./][^/]*\//.test(rest) || sourceExtension(rest) !== null;
  const name = packageNameOf(rest);
  const packages = dependencyNames(input.modules);
  if (name === null || packages.has(name)) return null;
  const near = nearest(name, packages);
  if (near !== null && near !== name) return { message, hint: `Did you mean ${near}? Correct it, or remove the ban.` };
  if (!isPathLike || packages.size === 0 || /\.[mc]?js$/.test(rest)) return null;
  return {
    message: `${message}: nothing in the tree begins with ${rest.split('/')[0] ?? rest}`,
    hint: `If it is a path, write "./${rest}".`,
  };
}

function isThere({ text, language, pathOnly }: BanEntry, modules: ModuleContext): boolean {
  const languages = language === null ? LANGUAGE_IDS : [language];
  return languages.some((id) => {
    const key = repositoryKey(id, text === '.' ? '' : text);
    if (fileOf(key, modules.tree) !== null || modules.tree.hasFolder(text)) return true;
    return !pathOnly && resolveImport(id, text, '_', modules).existing !== null;
  });
}

/** So many files that hold a word are looked into. */
const MOST_FILES = 400;

/** Whether some file of the tree imports what a ban names. */
function isImported({ text, language, pathOnly }: BanEntry, { filesWith, modules }: SelfCheck): boolean {
  const slashes = pathOnly || text.includes('/') ? text : text.replaceAll('.', '/');
  const word = lastSegment(slashes);
  const files = filesWith(word);
  if (files.length > MOST_FILES) return true;
  return files.some((path) =>
    (modules.tree.facts(path)?.parts ?? []).some((part) => {
      if (language !== null && part.language !== language) return false;
      return part.imports.some((fact) => {
        const names = [fact.specifier, ...fact.names.map(({ name }) => `${fact.specifier}.${name}`)];
        return names.some((specifier) => {
          if (!specifier.includes(word)) return false;
          const { candidates } = resolveImport(part.language, specifier, path, modules, readingOf(fact));
          return candidates.some((key) =>
            [text, slashes].some((one) => within(key.path.replaceAll('.', '/'), one) || within(key.path, one)),
          );
        });
      });
    }),
  );
}

/** The path of the tree that was probably meant: a near name in the same folder, or the same name in another one. */
function nearPath(text: string, paths: readonly string[]): string | null {
  const folder = folderOf(text);
  const name = lastSegment(text);
  const stems = new Map<string, string>();
  for (const path of paths) if (folderOf(path) === folder) stems.set(stemOf(path), path);
  const near = nearest(name, stems.keys());
  if (near !== null) return stems.get(near) ?? null;
  return paths.find((path) => stemOf(path) === name) ?? null;
}

function stemOf(path: string): string {
  const name = lastSegment(path);
  return name.slice(0, name.length - (sourceExtension(name)?.text.length ?? 0));
}

/** A dotted name that begins as a module of the tree does, and the one that was probably meant. */
function nearDotted(name: string, { paths, modules }: SelfCheck): string | null {
  const [top = ''] = name.split('.');
  const known = paths.flatMap((path) => {
    const key = keyOfFile(path);
    return key === null || key.language !== 'py' ? [] : dottedNames(key, modules);
  });
  if (!known.some((one) => one === top || one.startsWith(`${top}.`))) return null;
  return nearest(name, known) ?? name.split('.').slice(0, -1).join('.');
}

/** Banned names that the module is seen not to give. */
export function unknownNames({ matcher, modules }: SelfCheck): RegistryFinding[] {
  return matcher.bans.flatMap((entry) => {
    const { removed, removeBy } = entry.ban;
    if (entry.glob || entry.name !== null || removed || removeBy !== null) return [];
    const languages = entry.language === null ? LANGUAGE_IDS : [entry.language];
    return (entry.ban.names ?? []).flatMap(({ pattern, place }) => {
      if (!isLiteralGlob(pattern)) return [];
      const files = languages.flatMap((id) => fileFor(id, entry, modules) ?? []);
      const [file] = files;
      if (file === undefined || files.some((one) => mayGive(one, pattern, modules))) return [];
      const near = nearest(pattern, namesOf(file, modules));
      const message = `${pattern} is banned, but ${file} is not seen to give it`;
      const hint = near === null ? 'Correct the name, or remove it.' : `Did you mean ${near}?`;
      return [registryFinding(entry.concept, place, message, { severity: 'warn', hint })];
    });
  });
}

function fileFor(language: LanguageId, { text, pathOnly }: BanEntry, modules: ModuleContext): string | null {
  const own = fileOf(repositoryKey(language, text === '.' ? '' : text), modules.tree);
  return own ?? (pathOnly ? null : resolveImport(language, text, '_', modules).file);
}

/** Whether a file gives a name, or something in it that cannot be seen through might. */
function mayGive(path: string, name: string, modules: ModuleContext): boolean {
  if (exportsName(path, name, modules)) return true;
  const language = keyOfFile(path)?.language;
  const facts = language === undefined ? undefined : factsIn(path, language, modules);
  if (facts === undefined) return true;
  if (
    facts.imports.some((fact) =>
      fact.names.some((one) => one.name === '*' && one.local === null && isHandedOn(fact.form)),
    )
  )
    return true;
  if (language === 'js') return facts.exports === null || facts.imports.some(({ form }) => form === 'require');
  return (
    facts.imports.some((fact) => fact.names.some(({ local }) => local === name)) ||
    facts.definitions.some((one) => one.name === name || one.name === '__getattr__') ||
    fileOf(repositoryKey('py', `${keyOfFile(path)?.path ?? ''}/${name}`), modules.tree) !== null
  );
}

function isHandedOn(form: LanguageFacts['imports'][number]['form']): boolean {
  return form === 'export-from' || form === 'from-import';
}

function namesOf(path: string, modules: ModuleContext): string[] {
  const language = keyOfFile(path)?.language;
  const facts = language === undefined ? undefined : factsIn(path, language, modules);
  if (facts === undefined) return [];
  const own = facts.definitions.flatMap(({ name, scope }) => (scope === 'module' ? [name] : []));
  return [...(facts.exports ?? []), ...(language === 'py' ? own : [])];
}
