/**
 * Which files may define a name: answered from the judged facts when they are the whole tree, else by a search of git,
 * once for all names that were asked for (the pipeline judges again then).
 */
import { filesWithWords, type SearchPlace } from '../git/search.ts';
import type { FileFacts } from '../types.ts';

export interface Definers {
  /** Candidates for a name; provisional until `fetch` says that nothing is open. */
  of(name: string): readonly string[];
  /** Looks up what was asked for and is unknown; true when there was something. */
  fetch(): boolean;
}

/** For a whole tree: every definition is known. */
export function definersInFacts(files: Iterable<{ readonly path: string; readonly facts: FileFacts }>): Definers {
  const byName = new Map<string, string[]>();
  for (const { path, facts } of files) {
    const names = new Set(facts.parts.flatMap((part) => part.definitions.map((definition) => definition.name)));
    for (const name of names) {
      const paths = byName.get(name);
      if (paths === undefined) byName.set(name, [path]);
      else paths.push(path);
    }
  }
  return { of: (name) => byName.get(name) ?? [], fetch: () => false };
}

/** For part of a tree: git looks for the names. */
export function definersInGit(cwd: string, place: SearchPlace): Definers {
  const known = new Map<string, readonly string[]>();
  const asked = new Set<string>();
  return {
    of: (name) => {
      const paths = known.get(name);
      if (paths === undefined) asked.add(name);
      return paths ?? [];
    },
    fetch: () => {
      if (asked.size === 0) return false;
      const paths = filesWithWords(cwd, [...asked], place);
      for (const name of asked) known.set(name, paths);
      asked.clear();
      return true;
    },
  };
}
