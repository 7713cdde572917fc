/**
 * What was asked of a tree, with the answers: what was found in it holds as long as they are the same.
 *
 * Most of them need not be asked again. A tree that is known as one of git's and what differs from that gives the answers
 * of git's tree, but for questions that rest on what differs. Those were noted, and those that rest on what differs now
 * are found by its paths, so a hook asks a few of hundreds.
 */
import { checksum } from '../cache/checksum.ts';
import type { Basis, RawTree } from '../git/raw-tree.ts';
import { realPathsBy } from '../modules/index.ts';
import { folderOf, lastSegment } from '../modules/path.ts';
import type { Questions } from '../modules/questions.ts';
import { isAskedFor } from '../text/base-names.ts';
import type { Tree } from '../types.ts';

/** Plain JSON. */
export interface Answers {
  /** Ids of files, `folder`, or null for nothing at all. */
  readonly paths: readonly (readonly [path: string, state: string | null])[];
  readonly names: readonly (readonly [name: string, paths: string])[];
  readonly links: string;
  readonly basis: AnswersBasis | null;
}

/** What all answers hold for but some. */
interface AnswersBasis {
  /** A tree of git, by its id. */
  readonly tree: string;
  readonly exceptPaths: readonly string[];
  readonly exceptNames: readonly string[];
}

/** A tree as git has it, and as it is seen through its links. */
export interface SeenTree {
  readonly raw: RawTree;
  readonly tree: Tree;
}

/** What a tree says to some questions. @param seen its links lead from each path to another one, which counts as well */
export function answersOf({ paths, names }: Questions, seen: SeenTree, real: (path: string) => string): Answers {
  // `a/` is the folder `a`
  const asked = new Set([...paths].flatMap((path) => [path, real(path)]).map((path) => path.replace(/\/$/, '')));
  const answers: Answers = {
    paths: [...asked].map((path) => [path, stateOf(path, seen)]),
    names: [...names].map((name) => [name, pathsOf(name, seen)]),
    links: linksOf(seen),
    basis: null,
  };
  return onBasisOf(answers, seen.raw);
}

/** The same answers, as those of a tree that gives them. */
export function onBasisOf(answers: Answers, { basis, links }: RawTree): Answers {
  if (basis === null) return { ...answers, basis: null };
  const { paths, names } = restingOn(basis.changes, links(), answers);
  return { ...answers, basis: { tree: basis.tree, exceptPaths: [...paths], exceptNames: [...names] } };
}

/** Whether a tree says the same to every question. */
export function saysTheSame(answers: Answers, seen: SeenTree): boolean {
  if (linksOf(seen) !== answers.links) return false;
  const { paths, names } = inDoubt(answers, seen.raw);
  // every one is asked, so that what is unknown is read together
  return [
    ...answers.paths.map(([path, state]) => !paths.has(path) || stateOf(path, seen) === state),
    ...answers.names.map(([name, found]) => !names.has(name) || pathsOf(name, seen) === found),
  ].every(Boolean);
}

/** The questions that a tree may answer otherwise. */
function inDoubt(answers: Answers, raw: RawTree): Questions {
  const { basis } = raw;
  if (basis === null || answers.basis === null || basis.tree !== answers.basis.tree) return allOf(answers);
  const { paths, names } = restingOn(basis.changes, raw.links(), answers);
  return {
    paths: new Set([...paths, ...answers.basis.exceptPaths]),
    names: new Set([...names, ...answers.basis.exceptNames]),
  };
}

function allOf({ paths, names }: Pick<Answers, 'paths' | 'names'>): Questions {
  return { paths: new Set(paths.map(([path]) => path)), names: new Set(names.map(([name]) => name)) };
}

/** The questions that something at a changed path has a part in: about itself, about a folder above it, by its name. */
function restingOn(
  changes: Basis['changes'],
  links: ReadonlyMap<string, string>,
  answers: Pick<Answers, 'paths' | 'names'>,
): Questions {
  const asked = allOf(answers);
  const [paths, names] = [new Set<string>(), new Set<string>()];
  const noteNamesOf = (path: string): void => {
    const own = lastSegment(path);
    for (const name of asked.names) if (isAskedFor(own, name)) names.add(name);
  };
  for (const changed of changes.keys()) {
    for (let path = changed; path !== ''; path = folderOf(path)) if (asked.paths.has(path)) paths.add(path);
    noteNamesOf(changed);
  }
  // a link of such a name is a file of it while what it leads to stands
  const real = realPathsBy(links);
  for (const link of links.keys()) if (changes.has(real(link))) noteNamesOf(link);
  return { paths, names };
}

function stateOf(path: string, { raw }: SeenTree): string | null {
  return raw.id(path) ?? (raw.hasFolder(path) ? 'folder' : null);
}

function pathsOf(name: string, { tree }: SeenTree): string {
  return checksum(Buffer.from(tree.named(name).join('\0')));
}

function linksOf({ raw }: SeenTree): string {
  return checksum(Buffer.from(JSON.stringify([...raw.links()].sort())));
}
