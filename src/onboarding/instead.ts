/**
 * The thing in this repository that a notice tells people to use instead, where it is certain which one that is.
 */
import { keyOfFile, resolveImport } from '../modules/index.ts';
import { factsIn, givenOrigin } from '../modules/origin.ts';
import type { LanguageId } from '../types.ts';
import type { NameIndex } from './names.ts';
import { arePackagesRelated } from './packages.ts';
import type { Survey } from './survey.ts';

export interface Named {
  readonly path: string;
  readonly symbol: string;
}

/**
 * The one place that a notice's `instead` means, for a name of a file: `Name`, `pkg.module.Name`, `./module#Name`, or a
 * module that has the same name. A name means what it means in that file; else it must be the only one of its name that
 * the file's package can have.
 */
export function homeOf(
  survey: Survey,
  names: NameIndex,
  { path: from, symbol }: { readonly path: string; readonly symbol: string | null },
  instead: string,
): Named | null {
  const language = keyOfFile(from)?.language;
  if (language === undefined) return null;
  const [, module, name] = /^(?:(.*)#)?([^#]*)$/.exec(instead) ?? [];
  if (module !== undefined) return inModule(survey, names, from, language, module, name ?? '');
  const same = symbol === null ? null : inModule(survey, names, from, language, instead, symbol);
  if (instead.startsWith('.')) return same;
  if (language === 'py' && instead.includes('.')) return inDotted(survey, names, from, instead) ?? same;
  return /^[\w$]+$/.test(instead) ? byName(survey, names, from, language, instead) : null;
}

/** What a module gives under a name; the module may be one that no import of this repository leads to. */
function inModule(
  survey: Survey,
  names: NameIndex,
  from: string,
  language: LanguageId,
  module: string,
  name: string,
): Named | null {
  const { file } = resolveImport(language, module, from, survey.modules);
  const origin = file === null ? null : givenOrigin(file, name, survey.modules);
  return origin === null ? null : knownHome(names, origin.path, origin.name);
}

function inDotted(survey: Survey, names: NameIndex, from: string, instead: string): Named | null {
  const at = instead.lastIndexOf('.');
  const [module, symbol] = [instead.slice(0, at), instead.slice(at + 1)];
  const { file } = resolveImport('py', module, from, survey.modules);
  if (file === null) return null;
  const origin = givenOrigin(file, symbol, survey.modules);
  if (origin !== null) return knownHome(names, origin.path, origin.name);
  const folder = /^(.*\/)__init__\.pyi?$/.exec(file)?.[1] ?? '\0';
  const inside = (names.get(symbol) ?? []).filter(({ path }) => path.startsWith(folder));
  return inside.length === 1 && inside[0] !== undefined ? { path: inside[0].path, symbol } : null;
}

function byName(survey: Survey, names: NameIndex, from: string, language: LanguageId, symbol: string): Named | null {
  const homes = (names.get(symbol) ?? []).filter((home) => home.language === language);
  if (homes.some(({ path }) => path === from)) return { path: from, symbol };
  for (const { specifier, names: imported } of factsIn(from, language, survey.modules)?.imports ?? []) {
    const bound = imported.find(({ local, name }) => local === symbol && name !== '*');
    if (bound !== undefined) return inModule(survey, names, from, language, specifier, bound.name);
  }
  const [only, second] = homes;
  if (only === undefined || second !== undefined) return null;
  return arePackagesRelated(survey, from, only.path, language) ? { path: only.path, symbol } : null;
}

function knownHome(names: NameIndex, path: string, symbol: string): Named | null {
  return names.get(symbol)?.some((home) => home.path === path) === true ? { path, symbol } : null;
}

/** The file of another module that a notice's `instead` means: `app.new`, `./new`. */
export function moduleOf(survey: Survey, from: string, instead: string | null): string | null {
  const language = keyOfFile(from)?.language;
  if (instead === null || language === undefined || (language === 'js' && !instead.startsWith('.'))) return null;
  const { file } = resolveImport(language, instead, from, survey.modules);
  return file === from ? null : file;
}
