/**
 * Where names are defined, in files that can be homes.
 */
import { asGlob } from '../text/globs.ts';
import type { DefinitionKind, LanguageId } from '../types.ts';
import { definitionsOf, isTestPath, type Survey } from './survey.ts';

export interface Home {
  readonly path: string;
  readonly language: LanguageId;
  readonly kind: DefinitionKind;
  readonly start: number;
}

/** Kinds that can be a home: a second name is none. */
const HOMES: ReadonlySet<DefinitionKind> = new Set(['class', 'interface', 'type', 'enum', 'function', 'variable']);

export type NameIndex = ReadonlyMap<string, readonly Home[]>;

/** Every name that others can import, with the files that define it; tests, examples, stubs and the like left out. */
export function indexNames(survey: Survey): NameIndex {
  const index = new Map<string, Home[]>();
  for (const { path, language, definition, isPublic } of definitionsOf(survey)) {
    if (!isPublic || !HOMES.has(definition.kind) || isTestPath(path)) continue;
    const homes = index.get(definition.name) ?? [];
    // overloads, declaration merging, try and else
    if (!homes.some((home) => home.path === path))
      homes.push({ path, language, kind: definition.kind, start: definition.start });
    index.set(definition.name, homes);
  }
  return index;
}

/**
 * Where further definitions of a home's name may count: the home alone, where others have that name for another thing;
 * null for everywhere.
 */
export function elsewhere(survey: Survey, path: string, name: string): readonly string[] | null {
  for (const other of definitionsOf(survey)) {
    if (other.definition.name === name && other.path !== path) return [asGlob(path)];
  }
  return null;
}

/** Files that import a name from one file, directly; a star or a whole namespace counts only when `name` is null. */
export function importersOf(survey: Survey, path: string, name: string | null): string[] {
  const all = survey.importers.get(path) ?? [];
  return [...new Set(all.filter((one) => name === null || one.name === name).map((one) => one.from))];
}

/** Whether a file is the face of a package around another file: what it imports from there, it hands on. */
export function handsOn(face: string, path: string): boolean {
  const folder = /^(.*\/|)(?:__init__\.pyi?|index\.[cm]?[jt]sx?)$/.exec(face)?.[1];
  return folder !== undefined && path.startsWith(folder);
}
