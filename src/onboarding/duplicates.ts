/**
 * Proposals from names that more than one file defines, and that others import: two homes for one thing.
 *
 * Class-like names count, and functions when at least two of the homes are in use. A name with many homes is a pattern
 * of the framework (`Command`, `Migration`, `Props`), not a thing with a second home; nor are definitions that have
 * nothing but the name in common, extend each other, or are for different systems. The home with the most importers is
 * proposed as the canonical one.
 */
import { ALIKE, type Body, bodyOf, COPIED, likeness } from './likeness.ts';
import { type Home, importersOf, type NameIndex } from './names.ts';
import type { Proposal } from './proposal.ts';
import type { Survey } from './survey.ts';

const MOST_HOMES = 3;
const CLASSES: ReadonlySet<string> = new Set(['class', 'enum', 'interface', 'type']);

export function proposeDuplicates(survey: Survey, names: NameIndex): Proposal[] {
  const proposals: Proposal[] = [];
  for (const [name, all] of names) {
    for (const language of ['py', 'js'] as const) {
      const homes = all.filter((home) => home.language === language);
      if (homes.length < 2 || homes.length > MOST_HOMES || !isTelling(name)) continue;
      const found = proposal(survey, name, homes);
      if (found !== null) proposals.push(found);
    }
  }
  return proposals;
}

/** Two words at least: single words (`Config`, `run`) name many different things. */
function isTelling(name: string): boolean {
  return /[a-z\d][A-Z]|[A-Z]{2}[a-z]|[a-z\d]_[a-z\d]+_?[a-z\d]/.test(name) && name.length > 6;
}

function proposal(survey: Survey, name: string, homes: readonly Home[]): Proposal | null {
  const users = homes
    .map((home) => ({ home, importers: importersOf(survey, home.path, name) }))
    .sort((a, b) => b.importers.length - a.importers.length || (a.home.path < b.home.path ? -1 : 1));
  const [first, second] = users;
  if (first === undefined || second === undefined || first.importers.length === 0) return null;
  const isClass = users.every(({ home }) => CLASSES.has(home.kind));
  if (second.importers.length === 0 && !(isClass && first.home.kind === 'class')) return null;
  if (!isClass && !users.every(({ home }) => home.kind === 'function')) return null;
  const degrees = likenesses(survey, name, users);
  if (degrees === null) return null;
  return {
    kind: 'duplicate',
    concept: name,
    canonical: `${first.home.path}#${name}`,
    importFrom: null,
    bans: [],
    judgesDetours: false,
    why: `${name} is defined in ${homes.length} files`,
    evidence: users.map(({ home, importers }, at) => ({
      ...survey.locate(home.path, home.start),
      says: `defines it${shareWords(degrees[at - 1])}, imported by ${importers.length} ${importers.length === 1 ? 'file' : 'files'}`,
    })),
    files: [...new Set(users.flatMap(({ home, importers }) => [home.path, ...importers]))],
  };
}

interface User {
  readonly home: Home;
  readonly importers: readonly string[];
}

/** How alike the further homes are to the first; null when they are not one thing. */
function likenesses(survey: Survey, name: string, users: readonly User[]): number[] | null {
  if (users.some(({ home }) => ONE_SYSTEM.test(home.path))) return null;
  const [first, ...rest] = users.map(({ home }) => readBody(survey, name, home));
  if (first == null) return null;
  // what only its own file uses, and what another part uses alone, may well be another thing
  const leastFor = (user: User | undefined): number => (isApart || user?.importers.length === 0 ? COPIED : ALIKE);
  const isApart = isEachOnesOwn(users);
  const degrees = rest.map((body) => (body === null || body.extendsItsName ? 0 : likeness(first, body)));
  if (first.extendsItsName || degrees.some((degree, at) => degree < leastFor(users[at + 1]))) return null;
  return first.pieces.size === 0 && /(?:Error|Exception|Warning)$/.test(`${name} ${first.bases}`) ? null : degrees;
}

function readBody(survey: Survey, name: string, { path, language, start }: Home): Body | null {
  const text = survey.modules.tree.read(path);
  return text === undefined ? null : bodyOf(text, language, name, start);
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
