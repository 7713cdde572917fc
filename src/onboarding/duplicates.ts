/**
 * Proposals from names that more than one file defines, and that others import: two homes for one thing.
 *
 * Class-like names count, and functions when at least two of the homes are in use. A name with many homes is a pattern
 * of the framework (`Command`, `Migration`, `Props`), not a thing with a second home; nor are definitions that have
 * nothing but the name in common, extend each other, or are for different systems. The home with the most importers is
 * proposed as the canonical one.
 */

import { asGlob } from '../text/globs.ts';
import type { LanguageId } from '../types.ts';
import {
  ALIKE,
  ALIKE_FUNCTIONS,
  type Body,
  bodyOf,
  COPIED,
  FEWEST_PIECES,
  likeness,
  likenessOfShapes,
} from './likeness.ts';
import { type Home, importersOf, type NameIndex } from './names.ts';
import { dependsOnPackageOf, packageOf } from './packages.ts';
import type { Proposal } from './proposal.ts';
import { isTestPath, type Survey } from './survey.ts';

const MOST_HOMES = 3;
const CLASSES: ReadonlySet<string> = new Set(['class', 'enum', 'interface', 'type']);

export function proposeDuplicates(survey: Survey, names: NameIndex): Proposal[] {
  const proposals: Proposal[] = [];
  for (const [name, all] of names) {
    for (const language of ['py', 'js'] as const) {
      const homes = all.filter((home) => home.language === language);
      if (homes.length < 2 || homes.length > MOST_HOMES || !isTelling(name)) continue;
      const found = proposal(survey, name, language, homes);
      if (found !== null) proposals.push(found);
    }
  }
  return proposals;
}

/** Two words at least: single words (`Config`, `run`) name many different things. */
function isTelling(name: string): boolean {
  return /[a-z\d][A-Z]|[A-Z]{2}[a-z]|[a-z\d]_[a-z\d]+_?[a-z\d]/.test(name) && name.length > 6;
}

interface User {
  readonly home: Home;
  readonly importers: readonly string[];
}

function proposal(survey: Survey, name: string, language: LanguageId, homes: readonly Home[]): Proposal | null {
  const group = relatedHomes(survey, language, usersOf(survey, name, homes));
  const [first, second] = group;
  if (first === undefined || second === undefined || first.importers.length === 0) return null;
  const isClass = group.every(({ home }) => CLASSES.has(home.kind));
  if (second.importers.length === 0 && !(isClass && first.home.kind === 'class')) return null;
  if (!isClass && !group.every(({ home }) => home.kind === 'function')) return null;
  const degrees = likenesses(survey, name, language, group);
  const definitionsIn = group.length === homes.length ? null : packagesOf(survey, language, group);
  if (degrees === null || definitionsIn?.length === 0) return null;
  return {
    kind: 'duplicate',
    concept: name,
    canonical: `${first.home.path}#${name}`,
    importFrom: null,
    bans: [],
    definitionsIn,
    judgesDetours: false,
    why: `${name} is defined in ${group.length} files`,
    evidence: group.map(({ home, importers }, at) => ({
      ...survey.locate(home.path, home.start),
      says: `defines it${shareWords(degrees[at - 1])}, imported by ${importers.length} ${importers.length === 1 ? 'file' : 'files'}`,
    })),
    files: [...new Set(group.flatMap(({ home, importers }) => [home.path, ...importers]))],
  };
}

/** The homes with those who import them from there, tests aside; most importers first. */
function usersOf(survey: Survey, name: string, homes: readonly Home[]): User[] {
  return homes
    .map((home) => ({ home, importers: importersOf(survey, home.path, name).filter((from) => !isTestPath(from)) }))
    .sort((a, b) => b.importers.length - a.importers.length || (a.home.path < b.home.path ? -1 : 1));
}

/**
 * The homes of which one can take the place of the others: it is in their package, or in one that they depend on. What
 * packages that have nothing to do with each other call alike is no second home. Of several groups the largest.
 */
function relatedHomes(survey: Survey, language: LanguageId, users: readonly User[]): readonly User[] {
  const groups = users.map((user) => [
    user,
    ...users.filter((one) => one !== user && dependsOnPackageOf(survey, one.home.path, user.home.path, language)),
  ]);
  return groups.sort((a, b) => b.length - a.length)[0] ?? [];
}

/** The packages of homes as globs; none where one is the repository itself, which has the others in it. */
function packagesOf(survey: Survey, language: LanguageId, users: readonly User[]): readonly string[] {
  const folders = new Set(users.map(({ home }) => packageOf(survey, home.path, language)));
  return folders.has('') ? [] : [...folders].sort().map((folder) => `${asGlob(folder)}/**`);
}

/** How alike the further homes are to the first; null when they are not one thing. */
function likenesses(survey: Survey, name: string, language: LanguageId, users: readonly User[]): number[] | null {
  if (users.some(({ home }) => ONE_SYSTEM.test(home.path)) || areVersions(users)) return null;
  const [first, ...rest] = users.map(({ home }) => readBody(survey, name, home));
  if (first == null) return null;
  const isFunction = users.every(({ home }) => home.kind === 'function');
  const degrees = rest.map((body) => (body === null || isMadeOfIt(body) ? 0 : degreeOf(first, body, users)));
  if (isMadeOfIt(first) || (isFunction && first.pieces.size < FEWEST_PIECES)) return null;
  // what only its own file uses, and what another part or package uses alone, may well be another thing
  const isApart =
    isEachOnesOwn(users) || new Set(users.map(({ home }) => packageOf(survey, home.path, language))).size > 1;
  const alike = isFunction ? ALIKE_FUNCTIONS : ALIKE;
  const leastFor = (user: User | undefined): number => (isApart || user?.importers.length === 0 ? COPIED : alike);
  if (degrees.some((degree, at) => degree < leastFor(users[at + 1]))) return null;
  return first.pieces.size === 0 && /(?:Error|Exception|Warning)$/.test(`${name} ${first.bases}`) ? null : degrees;
}

/** A version of the other, or written around it, on purpose. */
function isMadeOfIt({ extendsItsName, delegates }: Body): boolean {
  return extendsItsName || delegates;
}

function degreeOf(first: Body, body: Body, users: readonly User[]): number {
  const areShapes = users.every(({ home }) => home.kind === 'interface' || home.kind === 'type');
  return areShapes ? likenessOfShapes(first, body) : likeness(first, body);
}

function readBody(survey: Survey, name: string, { path, language, start }: Home): Body | null {
  const text = survey.modules.tree.read(path);
  return text === undefined ? null : bodyOf(text, language, name, start);
}

/** Whether some stand below the folder of a version (`v1`) and others do not: what is kept there is meant to stay as it is. */
function areVersions(users: readonly User[]): boolean {
  const versions = users.map(({ home }) => /(?:^|\/)(v\d+)\//i.exec(home.path)?.[1]);
  return new Set(versions).size > 1;
}

/** Written once for each operating system or run-time environment. */
const ONE_SYSTEM = /win32|windows|posix|darwin|macos|iocp|android|\.(?:ios|native|web|browser|node)\./i;

/**
 * Whether parts of the repository have their own one each: every home is imported below its own branch alone, or they
 * stand in different folders at the top, such as app and server, and no folder takes from two of them.
 */
function isEachOnesOwn(users: readonly User[]): boolean {
  const folders = users.map(({ home }) => home.path.split('/').slice(0, -1));
  const depth = folders[0]?.findIndex((name, at) => folders.some((folder) => folder[at] !== name)) ?? -1;
  if (depth === -1) return false;
  const branches = folders.map((folder) => `${folder.slice(0, depth + 1).join('/')}/`);
  if (new Set(branches).size < users.length) return false;
  if (users.every(({ importers }, at) => importers.every((from) => from.startsWith(branches[at] ?? '')))) return true;
  const takers = users.flatMap(({ importers }) => [...new Set(importers.map((from) => from.replace(/[^/]*$/, '')))]);
  return depth === 0 && new Set(takers).size === takers.length;
}

function shareWords(degree: number | undefined): string {
  return degree === undefined || degree === 1 ? '' : `, ${Math.round(degree * 100)}% as in the first`;
}
