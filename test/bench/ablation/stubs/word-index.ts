/** No index of words: each is looked for in the whole index. */
import type { Repository } from '../../../../src/git/repository.ts';
import { filesByWord } from '../../../../src/git/search.ts';
import type { WordIndex } from '../../../../src/head-index/word-index.ts';

export type { WordIndex };

export function openWordIndex(
  repository: Repository,
  _snapshot: unknown,
  words: readonly string[],
  endings: readonly string[],
): WordIndex {
  const found = filesByWord(repository, words, { kind: 'index' }, endings);
  return { filesWith: (word) => found.get(word) ?? [], known: () => null, keep: () => {} };
}
