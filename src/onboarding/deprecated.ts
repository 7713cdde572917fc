/**
 * Proposals from what modules say of themselves: nobody imports what its own author calls deprecated.
 *
 * Where the notice names a replacement that this repository defines in exactly one place, that is the concept and the
 * notice becomes its ban; otherwise it is a ban without a home, and the notice's words are its message.
 */
import { keyOfFile, resolveImport } from '../modules/index.ts';
import { differingKinds } from '../modules/kinds.ts';
import { thingBehind } from '../modules/second-names.ts';
import type { LanguageFacts } from '../types.ts';
import { importersOf, type NameIndex } from './names.ts';
import { mergedBans, type Proposal, type ProposedBan } from './proposal.ts';
import { isTestPath, type Survey, type SurveyedNotice } from './survey.ts';

export function proposeDeprecated(survey: Survey, names: NameIndex): Proposal[] {
  const proposals: Proposal[] = [];
  for (const [path, notices] of survey.notices) {
    if (isTestPath(path)) continue;
    const whole = notices.find(({ symbol }) => symbol === null) ?? allOf(survey, path, notices);
    if (whole !== undefined) {
      if (!isTopPackage(survey, path)) proposals.push(proposal(survey, names, path, whole, null));
    } else for (const notice of notices) proposals.push(proposal(survey, names, path, notice, notice.symbol));
  }
  return proposals;
}

/** The first notice, when every name that the file exports has one. */
function allOf(survey: Survey, path: string, notices: readonly SurveyedNotice[]): SurveyedNotice | undefined {
  const said = new Set(notices.map(({ symbol }) => symbol));
  const parts = survey.facts.get(path)?.parts ?? [];
  const exported = parts.flatMap((part) =>
    part.language === 'js'
      ? (part.exports ?? [])
      : (part.exports ??
        part.definitions
          .filter(({ scope, name }) => scope === 'module' && !name.startsWith('_'))
          .map(({ name }) => name)),
  );
  const hasStars = parts.some((part) =>
    part.imports.some((fact) => fact.form === 'export-from' && fact.names.some(({ name }) => name === '*')),
  );
  return exported.length > 1 && !hasStars && exported.every((name) => said.has(name)) ? notices[0] : undefined;
}

/** The root of a package tree: what it warns about is seldom that it must not be imported. */
function isTopPackage(survey: Survey, path: string): boolean {
  if (!/(?:^|\/)(?:__init__\.py|index\.[cm]?[jt]sx?)$/.test(path)) return false;
  const parent = path.split('/').slice(0, -2).join('/');
  return !survey.facts.has(`${parent === '' ? '' : `${parent}/`}__init__.py`) && path.endsWith('.py');
}

function proposal(
  survey: Survey,
  names: NameIndex,
  path: string,
  notice: SurveyedNotice,
  symbol: string | null,
): Proposal {
  const mapped = symbol === null ? null : mappedTo(survey, names, path, symbol);
  const home = mapped ?? (notice.instead === null ? null : homeOf(survey, names, path, notice.instead));
  const isItself = home !== null && home.path === path && (symbol === null || home.symbol === symbol);
  const canonical = home === null || isItself ? null : home;
  const reference = canonical === null ? null : `${canonical.path}#${canonical.symbol}`;
  const use = canonical === null && symbol === null ? moduleOf(survey, path, notice.instead) : null;
  // Words of a comment may name another kind of thing: a class for a function, a coroutine for a function.
  const isOther = symbol !== null && canonical !== null && isOtherKind(survey, { path, symbol }, canonical);
  const ban: ProposedBan = {
    module: path,
    names: symbol === null ? null : new Map([[symbol, isOther ? null : reference]]),
    use,
    message: isOther || (canonical === null && use === null) ? clip(notice.words) : null,
  };
  const second = symbol === null ? secondNames(survey, names, path) : null;
  const bans = second === null ? [ban] : mergedBans([ban, second]);
  const importers = importersOf(survey, path, symbol).filter((from) => from !== path);
  return {
    kind: 'deprecated',
    concept: canonical?.symbol ?? null,
    canonical: reference,
    importFrom: null,
    bans,
    judgesDetours: false,
    why: `${symbol === null ? path : `${symbol} in ${path}`} says that it is deprecated`,
    evidence: [{ ...notice.place, says: clip(notice.words) }, ...importersAsEvidence(survey, path, symbol)],
    files: importers,
  };
}

interface Named {
  readonly path: string;
  readonly symbol: string;
}

/** What a name of a module is another name for, where this repository defines that; null for a thing of its own. */
function mappedTo({ modules }: Survey, names: NameIndex, path: string, name: string): Named | null {
  const thing = thingBehind(path, name, modules);
  if (thing === null || (thing.path === path && thing.name === name)) return null;
  const isHome = names.get(thing.name)?.some((home) => home.path === thing.path) === true;
  return isHome ? { path: thing.path, symbol: thing.name } : null;
}

/** Names under which a deprecated module gives things that are called otherwise: once it is gone nobody could tell. */
function secondNames(survey: Survey, names: NameIndex, path: string): ProposedBan | null {
  const language = keyOfFile(path)?.language;
  const part = survey.facts.get(path)?.parts.find((one) => one.language === language);
  const given = part === undefined ? [] : [...new Set([...part.definitions.map(({ name }) => name), ...bound(part)])];
  const mapped = given.flatMap((name) => {
    const to = name.startsWith('_') ? null : mappedTo(survey, names, path, name);
    return to === null || to.symbol === name ? [] : [[name, `${to.path}#${to.symbol}`] as const];
  });
  return mapped.length === 0 ? null : { module: path, names: new Map(mapped), use: null, message: null };
}

/** The names that imports bind or give on. */
function bound({ imports }: LanguageFacts): string[] {
  return imports.flatMap(({ names }) => names.flatMap(({ local }) => local ?? []));
}

/** Whether a replacement is another kind of thing than the name. */
function isOtherKind({ modules }: Survey, from: Named, to: Named): boolean {
  const [before, now] = [from, to].map(({ path, symbol }) => thingBehind(path, symbol, modules));
  return differingKinds(before ?? null, now ?? null, false, modules) !== null;
}

function importersAsEvidence(survey: Survey, path: string, symbol: string | null) {
  const all = (survey.importers.get(path) ?? []).filter((one) => symbol === null || one.name === symbol);
  return all.slice(0, 1).map((one) => ({ ...survey.locate(one.from, one.offset), says: 'imports it' }));
}

/** The one place in this repository that a notice's `instead` means: `Name`, `pkg.module.Name`, `./module`. */
function homeOf(
  survey: Survey,
  names: NameIndex,
  from: string,
  instead: string,
): { path: string; symbol: string } | null {
  const language = keyOfFile(from)?.language;
  if (language === undefined) return null;
  const parts = instead.split(/[.#/]/).filter(Boolean);
  const symbol = parts.at(-1);
  if (symbol === undefined) return null;
  const homes = (names.get(symbol) ?? []).filter((home) => home.language === language);
  if (parts.length === 1) {
    const [only, second] = homes;
    if (only !== undefined && second === undefined) return { path: only.path, symbol };
    const beside = homes.find((home) => home.path === from);
    return beside === undefined ? null : { path: beside.path, symbol };
  }
  if (language !== 'py') return homes.length === 1 && homes[0] !== undefined ? { path: homes[0].path, symbol } : null;
  const { file } = resolveImport('py', parts.slice(0, -1).join('.'), from, survey.modules);
  const inModule = homes.find(
    (home) => home.path === file || home.path.startsWith(`${file?.replace(/__init__\.pyi?$/, '') ?? '\0'}`),
  );
  return inModule === undefined ? null : { path: inModule.path, symbol };
}

/** The file of another module that a notice's `instead` means: `app.new`, `./new`. */
function moduleOf(survey: Survey, from: string, instead: string | null): string | null {
  const language = keyOfFile(from)?.language;
  if (instead === null || language === undefined || (language === 'js' && !instead.startsWith('.'))) return null;
  const { file } = resolveImport(language, instead, from, survey.modules);
  return file === from ? null : file;
}

function clip(words: string): string {
  return words.length > 160 ? `${words.slice(0, 159).trimEnd()}…` : words;
}
