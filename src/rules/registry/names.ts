/**
 * The names that the registry bans against what their modules are seen to give.
 */
import { exportsName } from '../../modules/exports.ts';
import { fileOf, keyOfFile, type ModuleContext, readingOf, repositoryKey, resolveImport } from '../../modules/index.ts';
import { factsIn, whyUnread } from '../../modules/origin.ts';
import { isStandardModule } from '../../modules/python-standard.ts';
import { isLateImport } from '../../modules/re-exports.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import { nearest } from '../../text/nearest.ts';
import { type ImportFact, LANGUAGE_IDS, type LanguageFacts, type LanguageId } from '../../types.ts';
import type { SelfCheck } from './input.ts';
import { differing, lookalike } from './near.ts';

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
      const given = namesOf(file, modules);
      const alike = lookalike(pattern, given);
      const near = alike?.word ?? nearest(pattern, given);
      const message = `${pattern} is banned, but ${file} is not seen to give it${differing(alike)}`;
      const hint = near === null ? 'Correct the name, or remove it.' : `Did you mean ${near}?`;
      return [registryFinding(entry.concept, place, message, { severity: 'warn', hint })];
    });
  });
}

function fileFor(language: LanguageId, { text, pathOnly }: BanEntry, modules: ModuleContext): string | null {
  // Python's own, whatever the tree has under its name.
  if (language === 'py' && !pathOnly && isStandardModule(text)) return null;
  const own = fileOf(repositoryKey(language, text === '.' ? '' : text), modules.tree);
  return own ?? (pathOnly ? null : resolveImport(language, text, '_', modules).file);
}

/** Whether a file gives a name, or something in it that cannot be seen through might. */
export function mayGive(path: string, name: string, modules: ModuleContext, seen = new Set<string>()): boolean {
  if (exportsName(path, name, modules)) return true;
  const key = keyOfFile(path);
  const facts = key === null ? undefined : factsIn(path, key.language, modules);
  if (key?.language === 'py') {
    if (fileOf(repositoryKey('py', `${key.path}/${name}`), modules.tree) !== null) return true;
    if (facts?.imports.some((fact) => fact.names.some(({ local }) => local === name)) === true) return true;
    if (facts?.definitions.some((one) => one.name === name) === true) return true;
  }
  return mayHide(path, name, modules, seen);
}

/** Whether a file has something that cannot be seen through, and that might give a name. */
export function mayHide(path: string, name: string, modules: ModuleContext, seen = new Set<string>()): boolean {
  if (seen.has(path)) return false;
  seen.add(path);
  const language = keyOfFile(path)?.language;
  if (language === undefined || modules.tree.facts(path) === undefined) return true;
  const facts = factsIn(path, language, modules);
  if (facts === undefined) return whyUnread(path, modules) !== null;
  if (mayGiveByStar(path, name, facts, modules, seen)) return true;
  if (language === 'js') return facts.exports === null || facts.imports.some(({ form }) => form === 'require');
  return answersUnseen(path, facts, modules);
}

/** A `__getattr__` of which nothing could be read, here or in a stub. */
function answersUnseen(path: string, { definitions, imports }: LanguageFacts, { tree }: ModuleContext): boolean {
  if (!definitions.some(({ name, scope }) => name === '__getattr__' && scope === 'module')) return false;
  const isRead = imports.some(isLateImport) || definitions.some(({ via }) => via === '__getattr__');
  return !isRead && !tree.has(`${path}i`);
}

/** A star whose module is of the tree gives what that gives. */
function mayGiveByStar(
  path: string,
  name: string,
  { imports, language }: LanguageFacts,
  modules: ModuleContext,
  seen: Set<string>,
): boolean {
  return imports.some((fact) => {
    if (!isStar(fact)) return false;
    const { file } = resolveImport(language, fact.specifier, path, modules, readingOf(fact));
    return file === null || (name !== 'default' && mayGive(file, name, modules, seen));
  });
}

function isStar({ form, names }: ImportFact): boolean {
  const isHandedOn = form === 'export-from' || form === 'from-import';
  return isHandedOn && names.some((one) => one.name === '*' && one.local === null);
}

/** What a file is seen to give, itself and by stars. */
export function namesOf(path: string, modules: ModuleContext, seen = new Set<string>()): string[] {
  const language = keyOfFile(path)?.language;
  const facts = language === undefined || seen.has(path) ? undefined : factsIn(path, language, modules);
  if (facts === undefined) return [];
  seen.add(path);
  const own = facts.definitions.flatMap(({ name, scope }) => (scope === 'module' ? [name] : []));
  const imports = facts.imports.filter((fact) => fact.nested !== true);
  const bound = imports.flatMap((fact) => fact.names.flatMap(({ local }) => local ?? []));
  const starred = imports.filter(isStar).flatMap((fact) => {
    const { file } = resolveImport(facts.language, fact.specifier, path, modules, readingOf(fact));
    return file === null ? [] : namesOf(file, modules, seen);
  });
  return [...(facts.exports ?? []), ...(language === 'py' ? [...own, ...bound] : []), ...starred];
}
