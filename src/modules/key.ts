/**
 * Module keys: what a module is, however it was spelled.
 *
 * A repository module is its path without extension and without a trailing `/index` or `/__init__`, so that a file, its
 * stub and its folder's index are one module. Everything else is its package specifier.
 */
import { isComponent } from '../languages/index.ts';
import { DIALECTS, EXTENSIONS, type LanguageId, type ModuleKey } from '../types.ts';

const JS_EXTENSION = endIn('js');
const PY_EXTENSION = endIn('py');

/** Finds the extension of a source of a language, the longest that there is. */
function endIn(language: LanguageId): RegExp {
  const own = Object.entries(EXTENSIONS).filter(([, dialect]) => DIALECTS[dialect] === language);
  return new RegExp(`(?:${own.map(([extension]) => extension.replaceAll('.', '\\.')).join('|')})$`, 'i');
}

/**
 * The extension of a JS/TS source (`.d.ts` counts as one), or null. A name that is nothing else has none, nor has one
 * before which only dots stand (`..js`): what is left of it would mean a folder.
 */
export function ecmascriptExtension(path: string): string | null {
  const found = JS_EXTENSION.exec(path);
  return found === null || hasNoName(path.slice(0, found.index)) ? null : found[0];
}

export interface SourceExtension {
  /** As it stands at the end of the path: `.py`, `.d.ts`, `.{ts,tsx}`. */
  readonly text: string;
  readonly language: LanguageId;
  /** Imports must write it. */
  readonly isWritten: boolean;
}

/** The extension of a source at the end of a path or glob, alternatives in braces included; null where there is none. */
export function sourceExtension(path: string): SourceExtension | null {
  const group = /\.\{([\w.,]+)\}$/.exec(path);
  const texts = group === null ? [] : (group[1] ?? '').split(',').map((one) => `.${one}`);
  if (group !== null && !hasNoName(path.slice(0, group.index))) {
    const own = texts.map((text) => sourceExtension(`a${text}`));
    const [first] = own;
    if (first !== null && first !== undefined && own.every((one) => one?.language === first.language))
      return { text: group[0], language: first.language, isWritten: own.every((one) => one?.isWritten === true) };
  }
  const text = ecmascriptExtension(path);
  if (text !== null) return { text, language: 'js', isWritten: isComponent(text) };
  const python = PY_EXTENSION.exec(path);
  if (python === null || hasNoName(path.slice(0, python.index))) return null;
  return { text: python[0], language: 'py', isWritten: false };
}

/** Whether a path without its extension ends in dots alone, or in nothing. */
export function hasNoName(stem: string): boolean {
  return /^\.{0,2}$/.test(stem.slice(stem.lastIndexOf('/') + 1));
}

/** The key of a repository file, or null when it is no Python, JS or TS source. */
export function keyOfFile(path: string): ModuleKey | null {
  const extension = ecmascriptExtension(path);
  if (extension !== null) return repositoryKey('js', withoutIndex(path.slice(0, -extension.length)));
  const python = PY_EXTENSION.exec(path);
  if (python === null || hasNoName(path.slice(0, python.index))) return null;
  return repositoryKey('py', withoutInit(path.slice(0, python.index)));
}

/** A module of the repository; the empty path is the root package, `.`. */
export function repositoryKey(language: LanguageId, path: string): ModuleKey {
  return { language, path: path === '' ? '.' : path, external: false };
}

/** A module from outside: JS `lodash/fp`, Python `google.cloud`. */
export function externalKey(language: LanguageId, specifier: string): ModuleKey {
  return { language, path: specifier, external: true };
}

export function withoutIndex(path: string): string {
  return withoutLast(path, 'index');
}

export function withoutInit(path: string): string {
  return withoutLast(path, '__init__');
}

function withoutLast(path: string, name: string): string {
  if (path === name) return '';
  return path.endsWith(`/${name}`) ? path.slice(0, -name.length - 1) : path;
}

/** `py:app/ws/factory`, `js:src/ws/manager`, `js:moment`, `py:google.cloud`. */
export function formatKey(key: ModuleKey): string {
  return `${key.language}:${key.path}`;
}

export function sameKey(a: ModuleKey, b: ModuleKey): boolean {
  return a.path === b.path && a.language === b.language && a.external === b.external;
}
