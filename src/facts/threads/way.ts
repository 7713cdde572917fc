/**
 * The two ways to read the files of a large reading: sources for what they import and define, text files for what they
 * mention.
 */
import { dialectOf } from '../../languages/index.ts';
import { isInstruction } from '../../text/text-files.ts';
import { type Prefilter, skipTest } from '../byte-search.ts';
import type { ReadAs } from '../cache/segment-index.ts';
import { readFacts, type SourceFacts } from '../source.ts';
import { LARGEST_TEXT, type MentionSearch, textReader } from '../text-search.ts';

/** What is looked for: plain data, for threads. */
export type Sought =
  | { readonly as: 'sources'; readonly prefilter: Prefilter }
  | { readonly as: 'texts'; readonly search: MentionSearch };

export interface Way {
  /** What the facts depend on beside the bytes; null: the file is not read. */
  readAs(path: string): ReadAs | null;
  /** Whether it is enough to know that nothing is in a file that is looked for. */
  mayBeUnscanned(path: string): boolean;
  /** Whether that is so. The same for one blob wherever it stands. */
  canSkip(bytes: Buffer, path: string): boolean;
  read(bytes: Buffer, path: string): SourceFacts;
  /** Larger ones are not read unless they can be skipped. */
  readonly largest: number;
  /** An object that cannot be read is told, and the reading goes on. */
  readonly isLenient: boolean;
}

/** How files are read for what is looked for. */
export function wayOf(sought: Sought): Way {
  return sought.as === 'sources' ? wayOfSources(sought.prefilter) : wayOfTexts(sought.search);
}

function wayOfSources(prefilter: Prefilter): Way {
  const skips = skipTest(prefilter);
  return {
    readAs: dialectOf,
    mayBeUnscanned: (path) => skips !== null && !skips.mustScan(path),
    canSkip: (bytes, path) => skips?.canSkip(bytes, dialectOf(path)) === true,
    read: readFacts,
    largest: Number.POSITIVE_INFINITY,
    isLenient: false,
  };
}

function wayOfTexts(search: MentionSearch): Way {
  const { isHeld, read } = textReader(search);
  return {
    readAs: (path) => `${isInstruction(path) ? 'instruction' : 'text'} ${dialectOf(path) ?? ''}`,
    mayBeUnscanned: () => true,
    canSkip: (bytes) => !isHeld(bytes),
    read: (bytes, path) => ({ facts: read(bytes, path), skip: null }),
    largest: LARGEST_TEXT,
    isLenient: true,
  };
}
