/** Which sources hold a word, by what was kept: whatever has been staged and committed since, as a search finds it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { filesByWord } from '../../src/git/search.ts';
import { openTreeIndex } from '../../src/head-index/head-index.ts';
import { openWordIndex } from '../../src/head-index/word-index.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';
import { runs } from '../support/runs.ts';

const PATHS = ['app/a.py', 'app/b.pyi', 'src/c.ts', 'src/d.vue', 'e.py', 'notes.txt'];
const WORDS = ['Old', 'Older', 'x'];
const TEXTS = ['Old', 'Older', 'Old Older', 'Old.x', 'Old_x', 'éOldé', ''];
const ENDINGS = [
  ['.py', '.pyi'],
  ['.ts', '.vue'],
  ['.py', '.pyi', '.ts', '.vue'],
];

function openFor(repo: TemporaryRepository, words: readonly string[], endings: readonly string[], build = 'a build') {
  const repository = openRepository(repo.dir);
  const snapshot = openSnapshot({ scope: 'staged' }, repository, { index: () => openTreeIndex(repository, build) });
  return openWordIndex(repository, snapshot, words, endings, build);
}

/** What is found now, with what was kept by some build. */
function found(repo: TemporaryRepository, words: readonly string[], endings: readonly string[], build = 'a build') {
  const index = openFor(repo, words, endings, build);
  const read = (path: string): string | undefined => {
    const { status, stdout } = repo.tryGit(['show', `:${path}`]);
    return status === 0 ? stdout : undefined;
  };
  index.keep(index.known(read));
  return words.map((word) => [word, index.filesWith(word, read)]);
}

function searched(repo: TemporaryRepository, words: readonly string[], endings: readonly string[]) {
  const all = filesByWord(openRepository(repo.dir), words, { kind: 'index' }, endings);
  return words.map((word) => [word, all.get(word) ?? []]);
}

type Step =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'commit' }
  | { readonly kind: 'unstage' }
  | { readonly kind: 'back' }
  | { readonly kind: 'ask'; readonly words: readonly string[]; readonly endings: readonly string[] };

const path = fc.constantFrom(...PATHS);
const ask = fc.record({
  kind: fc.constant('ask' as const),
  words: fc.subarray(WORDS, { minLength: 1 }),
  endings: fc.constantFrom(...ENDINGS),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), path, text: fc.constantFrom(...TEXTS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), path }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('commit' as const, 'unstage' as const, 'back' as const) }),
  },
  { weight: 4, arbitrary: ask },
);

function take(repo: TemporaryRepository, one: Step): void {
  if (one.kind === 'write') repo.stage(one.path, repo.blob(`${one.text}\n`));
  else if (one.kind === 'remove') repo.git('rm', '-q', '--cached', '--ignore-unmatch', '--', one.path);
  else if (one.kind === 'commit') repo.git('commit', '-q', '--allow-empty', '-m', 'next');
  else if (one.kind === 'unstage') repo.git('read-tree', 'HEAD');
  else if (one.kind === 'back') repo.tryGit(['reset', '-q', '--soft', 'HEAD~1']);
  else expect(found(repo, one.words, one.endings)).toEqual(searched(repo, one.words, one.endings));
}

test('is what a search finds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), ask, (steps, last) => {
      const repo = temporaryRepository();
      for (const one of PATHS.slice(0, 4)) repo.stage(one, repo.blob('Old\n'));
      repo.git('commit', '-q', '-m', 'first');
      found(repo, WORDS.slice(0, 2), ENDINGS[2] ?? []);
      for (const one of [...steps, last]) take(repo, one);
    }),
    runs(12),
  );
});

test('is kept, and only by the build that reads it', () => {
  const repo = temporaryRepository();
  repo.write('a.py', 'Old\n');
  repo.commitAll('first');
  const expected = [['Old', ['a.py']]];
  expect(found(repo, ['Old'], ['.py'])).toEqual(expected);
  // What is kept is believed: nothing but a change of HEAD or of what is staged can change it.
  openFor(repo, ['Old'], ['.py']).keep([{ word: 'Old', endings: ['.py'], paths: ['kept.py'] }]);
  expect(found(repo, ['Old'], ['.py'])).toEqual([['Old', ['kept.py']]]);
  expect(found(repo, ['Old'], ['.py'], 'another build')).toEqual(expected);
});
