/**
 * The one list of languages, and the way from a path to the language that reads it.
 *
 * To add a language: one folder beside this file that exports a `defineLanguage` value, one entry in `languages`, and
 * its extensions in `byExtension`.
 */

import type { Dialect, FileFacts, LanguageId } from '../types.ts';
import type { Language } from './define.ts';
import { ecmascript } from './ecmascript/index.ts';
import { embedded } from './embedded/index.ts';
import { python } from './python/index.ts';

export const languages: readonly Language[] = [python, ecmascript, embedded];

/** Longest extension first decides; extensions are compared without regard to case. */
const byExtension: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ['.py', 'py'],
  ['.pyi', 'pyi'],
  ['.js', 'js'],
  ['.jsx', 'js'],
  ['.mjs', 'js'],
  ['.cjs', 'js'],
  ['.ts', 'ts'],
  ['.mts', 'ts'],
  ['.cts', 'ts'],
  ['.tsx', 'tsx'],
  ['.d.ts', 'dts'],
  ['.d.mts', 'dts'],
  ['.d.cts', 'dts'],
  ['.vue', 'vue'],
  ['.svelte', 'svelte'],
  ['.md', 'markdown'],
]);

const byDialect: ReadonlyMap<Dialect, Language> = new Map(
  languages.flatMap((language) => language.dialects.map((dialect) => [dialect, language] as const)),
);

/** The language of a dialect's own facts; containers have none, but belong to JavaScript projects. */
export const languageOfDialect: Readonly<Record<Dialect, LanguageId | null>> = {
  js: 'js',
  ts: 'js',
  tsx: 'js',
  dts: 'js',
  py: 'py',
  'py-init': 'py',
  pyi: 'py',
  'pyi-init': 'py',
  vue: 'js',
  svelte: 'js',
  markdown: null,
};

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

/** The language of the file at `path`; null when none reads it, or when it may hold several (Markdown). */
export function languageOf(path: string): LanguageId | null {
  const dialect = dialectOf(path);
  return dialect === null ? null : languageOfDialect[dialect];
}

/** What one blob says. Never throws; a function of its two arguments alone. */
export function scan(text: string, dialect: Dialect): FileFacts {
  const language = byDialect.get(dialect);
  return language === undefined ? { parts: [], allows: [], damage: null } : language.scan(text, dialect);
}
