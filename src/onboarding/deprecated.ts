/**
 * Proposals from what modules say of themselves: nobody imports what its own author calls deprecated.
 *
 * Where the notice names a replacement that this repository defines in exactly one place, that is the concept and the
 * notice becomes its ban; otherwise it is a ban without a home, and the notice's words are its message. It holds for every
 * module by which people come by the thing (givers.ts): they import from entries and barrels, seldom from its own file.
 */
import { givenNames, homeSymbol } from '../modules/exports.ts';
import { keyOfFile, resolveImport } from '../modules/index.ts';
import { differingKinds } from '../modules/kinds.ts';
import { factsIn, givenOrigin } from '../modules/origin.ts';
import { thingBehind } from '../modules/second-names.ts';
import type { LanguageFacts } from '../types.ts';
import { together } from './deprecated-together.ts';
import { type Giver, giversOf, moduleFile } from './givers.ts';
import { homeOf, moduleOf, type Named } from './instead.ts';
import { elsewhere, importersOf, type NameIndex } from './names.ts';
import { mergedBans, type Proposal, type ProposedBan } from './proposal.ts';
import { isTestPath, type Survey, type SurveyedNotice } from './survey.ts';

export function proposeDeprecated(survey: Survey, names: NameIndex): Proposal[] {
  const proposals: Proposal[] = [];
  for (const [path, notices] of survey.notices) {
    if (isTestPath(path)) continue;
    const whole = notices.find(({ symbol }) => symbol === null) ?? allOf(survey, path, notices);
    if (whole !== undefined) {
      if (!isTopPackage(survey, path)) proposals.push(proposal(survey, names, path, { ...whole, symbol: null }));
    } else for (const notice of notices) proposals.push(proposal(survey, names, path, notice));
  }
  return together(proposals);
}

/** The first notice, when every name that the file exports has one, and all say the same. */
function allOf(survey: Survey, path: string, notices: readonly SurveyedNotice[]): SurveyedNotice | undefined {
  const said = new Set(notices.flatMap(({ symbol }) => (symbol === null ? [] : leavesOf(survey, path, symbol))));
  const exported = namesOf(survey, path);
  const isSame = notices.every(({ words }) => words === notices[0]?.words);
  return exported.length > 1 && isSame && exported.every((name) => said.has(name)) ? notices[0] : undefined;
}

/** Every name that a module gives; none where they are not all seen. */
function namesOf({ modules }: Survey, path: string): string[] {
  return [...(givenNames(path, modules) ?? [])];
}

/** Under which names something leaves its file. */
function leavesOf({ modules }: Survey, path: string, symbol: string): readonly string[] {
  const language = keyOfFile(path)?.language ?? 'js';
  if (symbol === 'default') return [symbol];
  return homeSymbol({ path, symbol, language }, modules)?.leaves ?? [symbol];
}

/** The root of a package tree: what it warns about is seldom that it must not be imported. */
function isTopPackage(survey: Survey, path: string): boolean {
  if (!/(?:^|\/)(?:__init__\.py|index\.[cm]?[jt]sx?)$/.test(path)) return false;
  const parent = path.split('/').slice(0, -2).join('/');
  return !survey.facts.has(`${parent === '' ? '' : `${parent}/`}__init__.py`) && path.endsWith('.py');
}

function proposal(survey: Survey, names: NameIndex, path: string, notice: SurveyedNotice): Proposal {
  const { symbol, instead } = notice;
  const mapped = symbol === null ? null : mappedTo(survey, names, path, symbol);
  const home = mapped ?? (instead === null ? null : homeOf(survey, names, { path, symbol }, instead));
  const isItself = home !== null && home.path === path && (symbol === null || home.symbol === symbol);
  const canonical = home === null || isItself ? null : home;
  const use = canonical === null && symbol === null ? moduleOf(survey, path, instead) : null;
  // Words of a comment may name another kind of thing: a class for a function, a coroutine for a function.
  const isOther = symbol !== null && canonical !== null && isOtherKind(survey, { path, symbol }, canonical);
  const says = saying(survey, notice, path);
  const bans = bansOf(survey, path, symbol, {
    reference: isOther || canonical === null ? null : referenceTo(canonical),
    use,
    message: notice.words !== '' || (canonical === null && use === null) ? says : null,
  });
  const second = symbol === null ? secondNames(survey, names, path) : null;
  return {
    kind: 'deprecated',
    concept: canonical?.symbol ?? null,
    canonical: canonical === null ? null : referenceTo(canonical),
    importFrom: null,
    bans: second === null ? bans : mergedBans([...bans, second]),
    definitionsIn: canonical === null ? null : elsewhere(survey, canonical.path, canonical.symbol),
    judgesDetours: false,
    why: `${symbol === null ? path : `${symbol === 'default' ? 'the default export' : symbol} in ${path}`} says that it is deprecated`,
    evidence: [{ ...notice.place, says }, ...importersAsEvidence(survey, bans)],
    files: [...new Set(bans.flatMap((ban) => takersOf(survey, ban)))],
  };
}

function referenceTo({ path, symbol }: Named): string {
  return `${path}#${symbol}`;
}

const SAYS_NOTHING = 'It is deprecated.';

/** The words of a notice; that it is one, where it has none. Paths in them begin at the top, as those of others do. */
function saying({ modules }: Survey, { words }: SurveyedNotice, path: string): string {
  const told = words.replace(/(['"`]?)(\.{1,2}\/[\w./@-]*[\w@-])\1(?![\w/])/g, (written, _quote, specifier) => {
    const { file } = resolveImport('js', specifier, path, modules);
    return file === null ? written : `\`${file}\``;
  });
  return told === '' ? SAYS_NOTHING : told;
}

// -------------------------------------------------------------------------------------------------------------- bans

interface Rest {
  readonly reference: string | null;
  readonly use: string | null;
  readonly message: string | null;
}

/** The bans of one notice: of its own file, and of every module that hands the thing on. */
function bansOf(survey: Survey, path: string, symbol: string | null, { reference, use, message }: Rest): ProposedBan[] {
  const givers = giversOf(survey, path, symbol === null ? namesOf(survey, path) : [symbol]);
  const own = symbol === null ? null : bannedNames(survey, path, symbol);
  const ban = (module: string, names: readonly string[] | null): ProposedBan => ({
    module,
    names: names === null ? null : new Map(names.map((name) => [name, reference])),
    use: names === null ? use : null,
    message: message ?? (names !== null && use !== null ? SAYS_NOTHING : null),
    except: handersOn(survey, module, givers),
  });
  const isWhole = (giver: Giver): boolean => {
    const given = symbol === null ? namesOf(survey, giver.path) : [];
    return given.length > 0 && given.every((name) => giver.names.includes(name));
  };
  return [ban(path, own), ...givers.map((giver) => ban(giver.path, isWhole(giver) ? null : giver.names))];
}

/** What is banned of a module for one of its things; null for all of it, where that is the one thing which it is. */
function bannedNames(survey: Survey, path: string, symbol: string): readonly string[] | null {
  const leaves = leavesOf(survey, path, symbol);
  const style = factsIn(path, 'js', survey.modules)?.exportStyle;
  return style !== undefined && leaves.includes('default') ? null : leaves;
}

/** The givers, or their stubs, that only hand on what they have from a module: each is banned itself. */
function handersOn(survey: Survey, module: string, givers: readonly Giver[]): string[] {
  const others = new Map(givers.flatMap(({ path, names }) => (path === module ? [] : [[path, names] as const])));
  const taken = new Map<string, boolean>();
  for (const { from, name, isHandedOn } of survey.importers.get(module) ?? []) {
    const names = others.get(moduleFile(survey, from));
    if (names === undefined || !(isHandedOn || name === '*' || names.includes(name))) continue;
    taken.set(from, isHandedOn && taken.get(from) !== false);
  }
  return [...taken].flatMap(([from, isPure]) => (isPure ? [from] : [])).sort();
}

/** The files that import what a ban forbids. */
function takersOf(survey: Survey, { module, names, except }: ProposedBan): string[] {
  const all = names === null ? [null] : [...names.keys()];
  return all
    .flatMap((name) => importersOf(survey, module, name))
    .filter((from) => from !== module && !except.includes(from));
}

function importersAsEvidence(survey: Survey, bans: readonly ProposedBan[]) {
  const all = bans.flatMap(({ module, names, except }) =>
    (survey.importers.get(module) ?? []).filter(
      ({ from, name }) => from !== module && !except.includes(from) && (names === null || names.has(name)),
    ),
  );
  const first = all.find(({ from }) => !isTestPath(from)) ?? all[0];
  return first === undefined ? [] : [{ ...survey.locate(first.from, first.offset), says: 'imports it' }];
}

// ------------------------------------------------------------------------------------------------------ second names

/** What a name of a module is another name for, where this repository defines that; null for a thing of its own. */
function mappedTo({ modules }: Survey, names: NameIndex, path: string, name: string): Named | null {
  const thing = thingBehind(path, name, modules);
  const own = givenOrigin(path, name, modules);
  if (thing === null || own === null || (thing.path === own.path && thing.name === own.name && own.path === path))
    return null;
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
    return to === null || to.symbol === name ? [] : [[name, referenceTo(to)] as const];
  });
  return mapped.length === 0 ? null : { module: path, names: new Map(mapped), use: null, message: null, except: [] };
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
