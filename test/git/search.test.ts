/** Many words in one search: the files of each are those that a search for it alone finds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { filesByWord, filesWithWords, type SearchPlace } from '../../src/git/search.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const PIECES = ['Alpha', 'AlphaBeta', 'Beta', 'x-y', 'x', 'y', 'a.b', ' ', '\n', '.', '(', '_', 'é', '\0'];

function places(repo: TemporaryRepository): SearchPlace[] {
  return [{ kind: 'disk' }, { kind: 'index' }, { kind: 'commit', id: repo.head() }];
}

test('whatever stands in the files', () => {
  const texts = fc.array(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(
      texts,
      fc.uniqueArray(fc.constantFrom('Alpha', 'AlphaBeta', 'Beta', 'x-y', 'x', 'a.b', 'none'), { minLength: 2 }),
      (contents, words) => {
        const repo = temporaryRepository();
        for (const [at, content] of contents.entries()) repo.write(`f ${at}\n.py`, content);
        repo.commitAll('all');
        const repository = openRepository(repo.dir);
        for (const place of places(repo)) {
          const found = filesByWord(repository, words, place);
          for (const word of words) {
            const alone = filesWithWords(repository, [word], place);
            expect([...(found.get(word) ?? [])].sort(), `${word} ${place.kind}`).toEqual([...alone].sort());
          }
        }
      },
    ),
    { numRuns: 12 },
  );
});

test('names that are not UTF-8 have no path', () => {
  const repo = temporaryRepository();
  repo.stage(Buffer.from([0x61, 0xff]), repo.blob('Alpha Beta\n'));
  repo.stage('b', repo.blob('Alpha\n'));
  const found = filesByWord(openRepository(repo.dir), ['Alpha', 'Beta'], { kind: 'index' });
  expect([...found]).toEqual([
    ['Alpha', ['b']],
    ['Beta', []],
  ]);
});

test('only in files whose names end so, in letters of any size', () => {
  const repo = temporaryRepository();
  for (const path of ['a.py', 'below/B.PY', 'c.pyi', 'd.ts', 'e.py.txt', 'x.py/f'])
    repo.write(path, path === 'c.pyi' ? 'other\n' : 'Alpha\n');
  repo.commitAll('all');
  for (const place of places(repo)) {
    const found = filesWithWords(openRepository(repo.dir), ['Alpha'], place, ['.py', '.pyi']);
    expect(found.sort(), place.kind).toEqual(['a.py', 'below/B.PY']);
  }
});
