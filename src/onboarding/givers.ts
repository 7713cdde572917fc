/**
 * From which modules people come by a thing: the file that defines it, and every one that hands it on, by whatever name:
 * barrels, the entries of packages, `__init__`, what a module exports late.
 */
import { exportsName } from '../modules/exports.ts';
import { keyOfFile } from '../modules/index.ts';
import { givenOrigin, type Origin } from '../modules/origin.ts';
import { entryFilesAround } from '../modules/package-entries.ts';
import { pushAll } from '../text/lists.ts';
import type { LanguageFacts } from '../types.ts';
import { isTestPath, type Survey } from './survey.ts';

/** A module that hands a thing on, and under which names. */
export interface Giver {
  readonly path: string;
  readonly names: readonly string[];
}

/**
 * The modules that hand on what `path` gives under some of its names, nearest first.
 * @param names as the file itself calls them
 */
export function giversOf(survey: Survey, path: string, names: readonly string[]): Giver[] {
  const language = keyOfFile(path)?.language;
  if (language === undefined) return [];
  const things = names.flatMap((name) => givenOrigin(path, name, survey.modules) ?? []);
  const known = new Map<string, ReadonlySet<string>>([[path, new Set(names)]]);
  const queue = [path, ...entryFilesAround(path, language, survey.modules)];
  const seen = new Set(queue.map((file) => moduleFile(survey, file)));
  for (let at = 0; at < queue.length; at++) {
    const file = moduleFile(survey, queue[at] ?? '');
    if (file !== path) {
      const given = language === 'py' ? namesTaken(survey, file, known) : [];
      const all = new Set([...given, ...namesGiven(survey, file, { path, things })]);
      if (all.size === 0) continue;
      known.set(file, all);
    }
    const next = (survey.importers.get(file) ?? []).map(({ from }) => moduleFile(survey, from));
    pushAll(
      queue,
      [...new Set(next)].filter((from) => !seen.has(from) && seen.add(from)),
    );
  }
  return [...known]
    .filter(([file]) => file !== path && !isTestPath(file))
    .map(([file, given]) => ({ path: file, names: [...given] }));
}

/** A stub beside a module is that module. */
export function moduleFile(survey: Survey, file: string): string {
  const module = file.replace(/\.pyi$/, '.py');
  return survey.facts.has(module) ? module : file;
}

interface Sought {
  readonly path: string;
  readonly things: readonly Origin[];
}

/** Names under which a file is seen to give one of the things that it has from the path. */
function namesGiven({ facts, modules }: Survey, file: string, { path, things }: Sought): string[] {
  const candidates = new Set([...things.map(({ name }) => name), ...(facts.get(file)?.parts ?? []).flatMap(spoken)]);
  return [...candidates].filter((name) => {
    const origin = exportsName(file, name, modules) ? givenOrigin(file, name, modules) : null;
    return origin !== null && things.some((thing) => isSame(thing, origin) && isBehind(path, origin));
  });
}

/** What a file exports or binds, by name. */
function spoken({ imports, exports }: LanguageFacts): string[] {
  return [...(exports ?? []), ...imports.flatMap(({ names }) => names.flatMap(({ local }) => local ?? []))];
}

/** Names that a Python module has from one that gives them, if it is there to hand them on, or if somebody takes them. */
function namesTaken(survey: Survey, file: string, known: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const taken = new Set((survey.importers.get(file) ?? []).map(({ name }) => name));
  return [...known].flatMap(([from, names]) =>
    (survey.importers.get(from) ?? []).flatMap((one) => {
      if (one.local === null || !names.has(one.name) || moduleFile(survey, one.from) !== file) return [];
      return one.isHandedOn || taken.has(one.local) ? one.local : [];
    }),
  );
}

function isSame(a: Origin, b: Origin): boolean {
  return a.path === b.path && a.name === b.name;
}

/** Whether a thing comes from a path: it is defined there, or handed on by it. */
function isBehind(path: string, { path: home, through }: Origin): boolean {
  return home === path || through.includes(path);
}
