/**
 * Which files may define a name: answered from the judged facts when they are the whole tree, from the index of HEAD's
 * tree and what is staged when there is one, else by a search of git, once for all names that were asked for (the
 * pipeline judges again then). A candidate too many does no harm: facts decide.
 */

import { buildId } from '../cache/build-id.ts';
import { checksum } from '../cache/checksum.ts';
import type { Repository } from '../git/repository.ts';
import { filesWithWords, type SearchPlace } from '../git/search.ts';
import type { Source } from '../git/settle.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { uniqueNames } from '../rules/duplicate-definition/unique.ts';
import { push } from '../text/multimap.ts';
import { EXTENSIONS, type FileFacts, type Registry } from '../types.ts';
import type { TreeIndex } from './head-index.ts';

export interface Definers extends Source {
  /** Candidates for a name that the file `from` defines; the answer may be provisional. */
  of(name: string, from?: string): readonly string[];
}

/** A judged file. */
export interface FileWithFacts {
  readonly path: string;
  readonly facts: FileFacts;
}

/** For a whole tree whose facts are all known. */
export function definersInFacts(files: Iterable<FileWithFacts>): Definers {
  const found = byName(files);
  return { of: (name) => found.get(name) ?? [], fetch: () => false, misses: () => 0 };
}

/** For a whole tree, every file of which is judged: a file that asks for a name defines it, and no other does. */
export function definersWhoAsk(): Definers {
  const asking = new Map<string, Set<string>>();
  let complete = false;
  let misses = 0;
  return {
    of: (name, from = '') => {
      const paths = asking.get(name) ?? new Set<string>();
      asking.set(name, paths.add(from));
      if (complete) return [...paths];
      misses++;
      return [];
    },
    fetch: () => {
      const learned = !complete && [...asking.values()].some((paths) => paths.size > 1);
      complete = true;
      return learned;
    },
    fetchEarly: () => false, // who has not asked yet is not known yet
    misses: () => misses,
  };
}

function byName(files: Iterable<FileWithFacts>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { path, facts } of files) {
    const names = new Set(facts.parts.flatMap((part) => part.definitions.map((definition) => definition.name)));
    for (const name of names) push(found, name, path);
  }
  return found;
}

/** For part of a tree: git looks for the names. */
export function definersInGit(repository: Repository, place: SearchPlace): Definers {
  const known = new Map<string, readonly string[]>();
  const asked = new Set<string>();
  let misses = 0;
  return {
    misses: () => misses,
    of: (name) => {
      const paths = known.get(name);
      if (paths !== undefined) return paths;
      asked.add(name);
      misses++;
      return [];
    },
    fetch: () => {
      if (asked.size === 0) return false;
      const paths = filesWithWords(repository, [...asked], place, Object.keys(EXTENSIONS));
      for (const name of asked) known.set(name, paths);
      asked.clear();
      return true;
    },
    fetchEarly: () => false, // one search for all names
  };
}

/** Files that are staged but not judged are read one by one, up to this many. */
const MOST_UNJUDGED = 500;

/** Where the staged tree differs from HEAD. */
export interface StagedFiles {
  readonly judged: readonly FileWithFacts[];
  /** What is staged and not judged: inherited by a merge, excluded, … */
  readonly others: readonly string[];
  readonly deleted: readonly string[];
}

/** For what is staged: the index knows HEAD, the staged files override it. Where it cannot say, `otherwise`. */
export function definersInIndex(
  index: TreeIndex,
  uniqueKey: string,
  { judged, others, deleted }: StagedFiles,
  otherwise: Definers,
): Definers {
  const indexed = index.definers(uniqueKey);
  if (indexed === null || others.length > MOST_UNJUDGED) return otherwise;
  const staged = byName(judged);
  const changed = new Set([...others, ...deleted, ...judged.map(({ path }) => path)]);
  const known = new Map<string, readonly string[]>();
  return {
    misses: () => otherwise.misses(),
    of: (name, from) => {
      const paths = known.get(name);
      if (paths !== undefined) return paths;
      const inHead = indexed.of(name);
      if (inHead === null) return otherwise.of(name, from);
      const unchanged = [...inHead, ...indexed.unknown].filter((path) => !changed.has(path));
      const all = [...unchanged, ...others, ...(staged.get(name) ?? [])];
      known.set(name, all);
      return all;
    },
    fetch: () => otherwise.fetch(),
    fetchEarly: () => otherwise.fetchEarly?.() ?? otherwise.fetch(),
  };
}

/**
 * What the `unique` rules of a registry look for, as one word: an index of names holds for it alone. null when they look
 * for nothing.
 */
export function uniqueRulesKey({ unique, files }: Registry): string | null {
  if (unique.length === 0) return null;
  const rules = unique.map(({ names, kinds, nested, except }) => [names, kinds, nested, except]);
  return checksum(Buffer.from(JSON.stringify([buildId, files, rules])));
}

/** Names in a file that the `unique` rules look for. */
export function namesUnderUnique(facts: FileFacts, matcher: RegistryMatcher): string[] {
  const names = facts.parts.flatMap((part) => uniqueNames(part, matcher.registry.unique, matcher.matchesName));
  return facts.parts.length > 1 ? [...new Set(names)] : names;
}
