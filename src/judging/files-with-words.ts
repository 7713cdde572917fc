/**
 * Which files speak of a word: from the facts of a whole tree, else by one search of git for all words, which is kept for
 * what is staged. What it gives are candidates; facts decide.
 */
import type { Repository } from '../git/repository.ts';
import { filesByWord, searchPlaceOf } from '../git/search.ts';
import type { Snapshot } from '../git/snapshot.ts';
import { openWordIndex, type WordIndex } from '../head-index/word-index.ts';
import { endingsOf } from '../languages/index.ts';
import { urlPath } from '../modules/index.ts';
import type { FileFacts, LanguageId } from '../types.ts';

/** Files in which a word may stand, sorted. */
export type FilesWithWord = (word: string) => readonly string[];

/** Of judged files that are the whole tree: what they define, import, and import from. */
export function filesInFacts(
  files: Iterable<{ readonly path: string; readonly facts: FileFacts }>,
  words: ReadonlySet<string>,
): WordIndex {
  const found = new Map<string, string[]>();
  for (const { path, facts } of files) {
    for (const word of wordsIn(facts, words)) {
      const paths = found.get(word);
      if (paths === undefined) found.set(word, [path]);
      else paths.push(path);
    }
  }
  return withoutKeeping((word) => found.get(word) ?? []);
}

/** Of part of a tree: sources of some languages. */
export function filesInGit(
  repository: Repository,
  snapshot: Snapshot,
  words: ReadonlySet<string>,
  languages: ReadonlySet<LanguageId>,
): WordIndex {
  const endings = [...languages].flatMap(endingsOf).sort();
  if (snapshot.scope === 'staged') return openWordIndex(repository, snapshot, [...words], endings);
  const found = filesByWord(repository, [...words], searchPlaceOf(snapshot), endings);
  return withoutKeeping((word) => found.get(word) ?? []);
}

function withoutKeeping(filesWith: FilesWithWord): WordIndex {
  return { filesWith, known: () => null, keep: () => {} };
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
