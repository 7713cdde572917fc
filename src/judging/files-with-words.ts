/**
 * Which files speak of a word: from the facts of a whole tree, else by one search of git for all words. What it gives
 * are candidates; facts decide.
 */
import type { Repository } from '../git/repository.ts';
import { filesWithWords, type SearchPlace } from '../git/search.ts';
import { endingsOf } from '../languages/index.ts';
import { urlPath } from '../modules/index.ts';
import type { FileFacts, LanguageId } from '../types.ts';

/** Files in which a word may stand, sorted. */
export type FilesWithWord = (word: string) => readonly string[];

/** Of judged files that are the whole tree: what they define, import, and import from. */
export function filesInFacts(
  files: Iterable<{ readonly path: string; readonly facts: FileFacts }>,
  words: ReadonlySet<string>,
): FilesWithWord {
  const found = new Map<string, string[]>();
  for (const { path, facts } of files) {
    for (const word of wordsIn(facts, words)) {
      const paths = found.get(word);
      if (paths === undefined) found.set(word, [path]);
      else paths.push(path);
    }
  }
  return (word) => found.get(word) ?? [];
}

/** Of part of a tree: sources of some languages. */
export function filesInGit(
  repository: Repository,
  place: SearchPlace,
  words: ReadonlySet<string>,
  languages: ReadonlySet<LanguageId>,
): FilesWithWord {
  const endings = [...languages].flatMap(endingsOf);
  const paths = filesWithWords(repository, [...words], place, endings);
  return () => paths;
}

function wordsIn(facts: FileFacts, words: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const look = (word: string): void => {
    if (words.has(word)) found.add(word);
  };
  for (const { definitions, imports } of facts.parts) {
    for (const { name } of definitions) look(name);
    for (const { specifier, names } of imports) {
      const decoded = urlPath(specifier);
      for (const segment of specifier.split(/[./]/)) look(segment);
      for (const segment of decoded?.split(/[./]/) ?? []) look(segment);
      for (const { name, uses } of names) {
        look(name);
        for (const use of uses ?? []) look(use.name.split('.', 1)[0] ?? '');
      }
    }
  }
  return found;
}
