/**
 * Which files hold a word at all: the way to other definitions of a name when no index of them is at hand.
 *
 * `git grep` goes through everything, so it is asked once for all words, and only for names that a commit defines. What
 * it finds is only a candidate; facts decide.
 */

import { mayLeaveOut } from './left-out.ts';
import { decodeName, splitNul } from './names.ts';
import { readInBatches } from './objects.ts';
import type { Repository } from './repository.ts';
import { git, gitFailure, lacksObjects } from './run.ts';
import type { Source } from './settle.ts';
import type { Snapshot } from './snapshot.ts';
import { isFileMode } from './staged.ts';
import { listCommit, listIndex } from './tree-view.ts';

/** Where to look: what is staged, the work tree, or a commit's id. */
export type SearchPlace =
  | { readonly kind: 'index' }
  | { readonly kind: 'disk' }
  | { readonly kind: 'commit'; readonly id: string };

/** Where what a snapshot is judged against stands. */
export function searchPlaceOf({ commit, scope }: Pick<Snapshot, 'commit' | 'scope'>): SearchPlace {
  if (commit !== null) return { kind: 'commit', id: commit };
  return { kind: scope === 'staged' || scope === 'ref' ? 'index' : 'disk' };
}

const PINNED = ['--no-color', '--no-textconv', '--no-recurse-submodules'];

/**
 * Paths of files in which one of the words stands as a word, sorted by bytes. A path is text: a file whose name is not
 * UTF-8 has none, and what is shown for it may be another file's.
 * `-a`: a file that an attribute calls binary is a source all the same; `--full-name`: paths from the top. The rest is
 * said because settings may say otherwise: colours in the list, text conversion by programs, patterns of other kinds.
 *
 * @param endings of the names of files to look into, in small letters; none: all files
 */
export function filesWithWords(
  repository: Repository,
  words: readonly string[],
  place: SearchPlace,
  endings: readonly string[] = [],
): string[] {
  if (words.length === 0) return [];
  const { args, status, stdout, stderr } = grep(repository, '-l', words, place, endings);
  if (place.kind === 'disk' && status !== 128 && mayLeaveOut(repository)) {
    const indexed = filesWithWords(repository, words, { kind: 'index' }, endings);
    return [...new Set([...pathsIn(stdout, 0), ...indexed])];
  }
  // newer versions go on where a content is not there, and only say so
  if (place.kind !== 'disk' && (stderr.includes('unable to read') || lacksObjects(stderr, repository.cwd)))
    return filesThatMayHold(repository, words, place, endings);
  if (status === 128) throw gitFailure(args, status, stderr, repository.cwd);
  return pathsIn(stdout, place.kind === 'commit' ? place.id.length + 1 : 0);
}

/** @param shown `-l` for the files, `-o` for each place as well */
function grep(
  repository: Repository,
  shown: '-l' | '-o',
  words: readonly string[],
  place: SearchPlace,
  endings: readonly string[] = [],
) {
  const patterns = words.flatMap((word) => ['-e', word]);
  const how = [shown, '-z', '-a', '-F', '-w', '--full-name'];
  const files = endings.length === 0 ? [':(top)'] : endings.map((ending) => `:(top,icase,glob)**/*${ending}`);
  const args = ['grep', ...PINNED, ...how, ...patterns, ...whereIn(place), '--', ...files];
  return { args, ...git(args, { cwd: repository.cwd, okStatus: [0, 1, 128] }) };
}

function whereIn(place: SearchPlace): string[] {
  return place.kind === 'index' ? ['--cached'] : place.kind === 'disk' ? ['--untracked'] : [place.id];
}

/** Words that cannot stand in one another: where one is found, no other one is missed. */
const SIMPLE = /^\w+$/;

/** For each word the files in which it stands as a word, as `filesWithWords` finds them, with one search for all of them. */
export function filesByWord(
  repository: Repository,
  words: readonly string[],
  place: SearchPlace,
  endings: readonly string[] = [],
): ReadonlyMap<string, readonly string[]> {
  const alone = (word: string): readonly [string, readonly string[]] => [
    word,
    filesWithWords(repository, [word], place, endings),
  ];
  const simple = words.filter((word) => SIMPLE.test(word));
  const others = words.filter((word) => !SIMPLE.test(word)).map(alone);
  if (simple.length < 2) return new Map([...simple.map(alone), ...others]);
  const found = matchesOf(repository, simple, place, endings);
  return new Map([...(found ?? simple.map(alone)), ...others]);
}

/** null where a search for each is needed: contents are missing, or stand elsewhere too. */
function matchesOf(
  repository: Repository,
  words: readonly string[],
  place: SearchPlace,
  endings: readonly string[],
): (readonly [string, readonly string[]])[] | null {
  if (place.kind === 'disk' && mayLeaveOut(repository)) return null;
  const { status, stdout, stderr } = grep(repository, '-o', words, place, endings);
  if (status === 128 || stderr !== '') return null;
  const prefix = place.kind === 'commit' ? place.id.length + 1 : 0;
  const found = new Map<string, Set<string>>(words.map((word) => [word, new Set()]));
  // a path, a NUL, what was found, a line feed
  for (let at = 0; at < stdout.length; ) {
    const middle = stdout.indexOf(0, at);
    const end = middle < 0 ? -1 : stdout.indexOf(10, middle);
    if (end < 0) break;
    const word = stdout.toString('latin1', middle + 1, end);
    found.get(word)?.add(stdout.toString('latin1', at + prefix, middle));
    at = end + 1;
  }
  return [...found].map(([word, raws]) => [word, [...raws].flatMap(pathIn)]);
}

function pathIn(raw: string): string[] {
  const { path, pathBytes } = decodeName(raw);
  return pathBytes === null ? [path] : [];
}

/** The names that are UTF-8, without what stands before each. */
function pathsIn(output: Buffer, prefix: number): string[] {
  return splitNul(output).flatMap((raw) => pathIn(raw.slice(prefix)));
}

/** Files by word, for whoever asks before all words are known: they are looked for together. */
export interface WordSearch extends Source {
  readonly filesWith: (word: string) => readonly string[];
}

export function wordSearch(repository: Repository, place: SearchPlace): WordSearch {
  const known = new Map<string, readonly string[]>();
  const asked = new Set<string>();
  let misses = 0;
  return {
    misses: () => misses,
    filesWith: (word) => {
      const files = known.get(word);
      if (files !== undefined) return files;
      asked.add(word);
      misses++;
      return [];
    },
    fetch: () => {
      if (asked.size === 0) return false;
      for (const [word, files] of filesByWord(repository, [...asked], place)) known.set(word, files);
      asked.clear();
      return true;
    },
  };
}

/** The same where a partial clone lacks contents: every file that is not there may hold a word, and whoever reads it sees. */
function filesThatMayHold(
  repository: Repository,
  words: readonly string[],
  place: Exclude<SearchPlace, { kind: 'disk' }>,
  endings: readonly string[],
): string[] {
  const all = place.kind === 'index' ? listIndex(repository, [':(top)']) : listCommit(repository, place.id);
  const isOne = (raw: string): boolean => endings.some((ending) => raw.toLowerCase().endsWith(ending));
  const files = all.filter(({ mode, raw }) => isFileMode(mode) && (endings.length === 0 || isOne(raw)));
  const hits = new Set<string>();
  for (const [id, answer] of readInBatches(repository, new Set(files.map(({ id }) => id)))) {
    if (answer.kind !== 'object' || words.some((word) => answer.content.includes(word))) hits.add(id);
  }
  return files.flatMap(({ raw, id }) => {
    const { path, pathBytes } = decodeName(raw);
    return hits.has(id) && pathBytes === null ? [path] : [];
  });
}
