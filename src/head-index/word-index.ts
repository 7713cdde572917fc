/**
 * Which sources of the index hold a word, kept from one commit that fails to the next: a search of all sources costs a
 * second where they are many, and a commit changes few of them.
 *
 * What is kept is what a search of the index found, the commit that HEAD was then, and the sources that were staged over
 * it. Everything else in the index is as it was unless HEAD or what is staged has changed it, and of those the contents
 * are looked at.
 */
import { buildId } from '../cache/build-id.ts';
import { cacheFolder } from '../cache/folder.ts';
import { readJsonFile, writeJsonFile } from '../cache/json-file.ts';
import type { Repository } from '../git/repository.ts';
import { filesByWord } from '../git/search.ts';
import type { Snapshot } from '../git/snapshot.ts';
import { listBetweenIfThere } from '../git/staged.ts';
import { dialectOf } from '../languages/index.ts';

/** One word in sources with some endings, and the paths where it stands. */
export interface Found {
  readonly word: string;
  readonly endings: readonly string[];
  readonly paths: readonly string[];
}

interface Kept {
  readonly commit: string;
  /** Sources that were staged. */
  readonly staged: readonly string[];
  /** The latest first. */
  readonly found: readonly Found[];
}

/** A text of the index, or undefined where there is none or it is not known yet. */
type ReadText = (path: string) => string | undefined;

export interface WordIndex {
  /** Paths of sources in which a word may stand, sorted. */
  readonly filesWith: (word: string, read: ReadText) => readonly string[];
  /** What is known for the next run; null when nothing new is. */
  readonly known: (read: ReadText) => readonly Found[] | null;
  readonly keep: (found: readonly Found[] | null) => void;
}

const NAME = 'words';
/** More than these are not looked at one by one: their contents are in memory until the end. */
const MOST_CHANGES = 500;
const MOST_WORDS = 40;
const MOST_PATHS = 20_000;

/**
 * @param snapshot of what is staged
 * @param words those that will be asked for
 * @param endings of the names of sources, in small letters
 */
export function openWordIndex(
  repository: Repository,
  { headCommit: head, changed }: Pick<Snapshot, 'headCommit' | 'changed'>,
  words: readonly string[],
  endings: readonly string[],
  build: string | null = buildId,
): WordIndex {
  const folder = cacheFolder(repository);
  const kept = head === undefined || build === null ? null : readJsonFile<Kept>(folder, NAME, build);
  const since = kept === null || head === undefined ? null : changedSince(repository, kept, head);
  const staged = changed.filter((path) => dialectOf(path) !== null);
  const touched = new Set([...(kept?.staged ?? []), ...(since ?? []), ...staged]);
  const before = since === null || kept === null || touched.size > MOST_CHANGES ? [] : kept.found;
  const foundBefore = (word: string): Found | undefined =>
    before.find((one) => one.word === word && one.endings.join() === endings.join());
  const missing = words.filter((word) => foundBefore(word) === undefined);
  const fresh = filesByWord(repository, missing, { kind: 'index' }, endings);

  const nowIn = ({ word, endings: own, paths }: Found, read: ReadText): Found => {
    const isOne = (path: string): boolean => own.some((ending) => path.toLowerCase().endsWith(ending));
    const holds = wordTest(word);
    const changedNow = [...touched].filter((path) => isOne(path) && holds(read(path) ?? ''));
    return { word, endings: own, paths: sorted([...paths.filter((path) => !touched.has(path)), ...changedNow]) };
  };
  const filesWith = (word: string, read: ReadText): readonly string[] => {
    const one = foundBefore(word);
    return one === undefined ? (fresh.get(word) ?? []) : nowIn(one, read).paths;
  };
  const known = (read: ReadText): readonly Found[] | null => {
    if (missing.length === 0 && kept?.commit === head && kept?.staged.join('\0') === staged.join('\0')) return null;
    const asked = words.map((word) => ({ word, endings, paths: filesWith(word, read) }));
    const others = before.filter((one) => !words.some((word) => foundBefore(word) === one));
    return bounded([...asked, ...others.map((one) => nowIn(one, read))]);
  };
  const keep = (found: readonly Found[] | null): void => {
    if (found === null || head === undefined || build === null) return;
    writeJsonFile(folder, NAME, build, { commit: head, staged, found } satisfies Kept);
  };
  return { filesWith, known, keep };
}

/** Sources that HEAD has changed since; null where git cannot say. */
function changedSince(repository: Repository, { commit }: Kept, head: string): readonly string[] | null {
  const changes = commit === head ? [] : listBetweenIfThere(repository, commit, head);
  return changes?.map(({ path }) => path).filter((path) => dialectOf(path) !== null) ?? null;
}

/** As `git grep -w` has it: bytes beyond ASCII are no part of words. */
function wordTest(word: string): (text: string) => boolean {
  const pattern = new RegExp(`(?<!\\w)${word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?!\\w)`);
  return (text) => text.includes(word) && pattern.test(text);
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function bounded(found: readonly Found[]): readonly Found[] {
  let left = MOST_PATHS;
  return found.slice(0, MOST_WORDS).filter(({ paths }) => (left -= paths.length) >= 0);
}
