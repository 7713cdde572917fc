/**
 * The one list of languages, and the way from a path to the language that reads it.
 *
 * To add one: a folder beside this file that exports a `defineLanguage` value, and an entry in `languages`; its dialects
 * and extensions stand in types.ts.
 */

import { DIALECTS, type Dialect, EXTENSIONS, type FileFacts, type LanguageId } from '../types.ts';
import type { Language } from './define.ts';
import { ecmascript } from './ecmascript/index.ts';
import { embedded } from './embedded/index.ts';
import { python } from './python/index.ts';

export const languages: readonly Language[] = [python, ecmascript, embedded];

/** Text for people that may hold code. */
const DOCUMENTS: ReadonlySet<Dialect> = new Set(['markdown', 'mdx', 'rst']);

/** Extensions of dialects, without the dot, as editors and people are told of them. */
function extensionsOf(isOne: (dialect: Dialect) => boolean): readonly string[] {
  return Object.entries(EXTENSIONS)
    .filter(([extension, dialect]) => isOne(dialect) && extension.lastIndexOf('.') === 0)
    .map(([extension]) => extension.slice(1));
}

/** Those of one language's sources, which may be imported. */
export const SOURCE_EXTENSIONS = extensionsOf((dialect) => DIALECTS[dialect] !== null);

/** Whether files of a dialect are guarded only where a registry says so: documents, and what is new. */
function isOnRequest(dialect: Dialect): boolean {
  return DIALECTS[dialect] === null && dialect !== 'notebook';
}

/** Those of all files that are guarded unless a registry says otherwise, and the others that are read. */
export const GUARDED_EXTENSIONS = extensionsOf((dialect) => !isOnRequest(dialect));
export const ON_REQUEST_EXTENSIONS = extensionsOf(isOnRequest);

/** Endings of the names of files that are read as one language. */
export function endingsOf(language: LanguageId): string[] {
  return Object.entries(EXTENSIONS).flatMap(([extension, dialect]) =>
    DIALECTS[dialect] === language ? [extension] : [],
  );
}

/** Extensions are compared without regard to case. */
const byExtension: ReadonlyMap<string, Dialect> = new Map(Object.entries(EXTENSIONS));

const byDialect: ReadonlyMap<Dialect, Language> = new Map(
  languages.flatMap((language) => language.dialects.map((dialect) => [dialect, language] as const)),
);

/** How the file at `path` reads, from its extension and base name alone; null when no language reads it. */
export function dialectOf(path: string): Dialect | null {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const last = base.lastIndexOf('.');
  if (last < 0) return null;
  const before = base.lastIndexOf('.', last - 1);
  const dialect =
    (before > 0 && byExtension.get(base.slice(before).toLowerCase())) ||
    byExtension.get(base.slice(last).toLowerCase()) ||
    null;
  if (base.slice(0, last) !== '__init__') return dialect;
  return dialect === 'py' ? 'py-init' : dialect === 'pyi' ? 'pyi-init' : dialect;
}

/** The language of the file at `path`; null when none reads it, or when it may hold several (Markdown, notebooks). */
export function languageOf(path: string): LanguageId | null {
  const dialect = dialectOf(path);
  return dialect === null ? null : DIALECTS[dialect];
}

/** Whether files of a dialect hold code of other dialects, between text that is none. */
export function isContainer(dialect: Dialect): boolean {
  return byDialect.get(dialect)?.id === 'container';
}

/** Whether the file at `path` is a component: no resolver adds its extension, and its default export is itself. */
export function isComponent(path: string): boolean {
  const dialect = dialectOf(path);
  return dialect !== null && DIALECTS[dialect] !== null && isContainer(dialect);
}

/** Whether the file at `path` is no source of any language: a document, or what no language reads. */
export function isNoSource(path: string): boolean {
  const dialect = dialectOf(path);
  return dialect === null || DOCUMENTS.has(dialect);
}

/** What one blob says. Never throws; a function of its arguments alone. @param closely as languages are asked */
export function scan(text: string, dialect: Dialect, closely = false): FileFacts {
  const language = byDialect.get(dialect);
  return language === undefined ? { parts: [], allows: [], damage: null } : language.scan(text, dialect, closely);
}
