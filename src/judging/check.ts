/**
 * One check as a value: what every stage of judging may look at. It is made in three steps, each a type of its own, so
 * that a stage cannot ask for what is not there yet.
 */

import type { Growth, Moves } from '../baseline/edit.ts';
import type { BaselineEntry } from '../baseline/entries.ts';
import type { Files, ReadFile } from '../facts/files.ts';
import type { Repository } from '../git/repository.ts';
import type { Snapshot } from '../git/snapshot.ts';
import type { Definers } from '../head-index/definers.ts';
import type { TreeIndex } from '../head-index/head-index.ts';
import { type ModuleContext, statedNames } from '../modules/index.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import type { FileFacts, Skipped, Tree } from '../types.ts';
import type { Changes, EarlierRegistry } from './earlier.ts';
import type { CheckRequest } from './request.ts';

/** What is looked at, and by which registry. */
export interface Opened {
  readonly request: CheckRequest;
  readonly repository: Repository;
  readonly snapshot: Snapshot;
  readonly matcher: RegistryMatcher;
  /** The same without exceptions, where uses are counted; else null. */
  readonly counting: RegistryMatcher | null;
  /** What its unique rules look for, as one word; null when there are none. */
  readonly uniqueKey: string | null;
  /** HEAD's paths and names; null where nothing is staged. */
  readonly index: TreeIndex | null;
  /** Reads configuration that packages on disk bring. */
  readonly readOutside: NonNullable<ModuleContext['readOutside']>;
}

/** And what that is compared with. */
export interface Compared extends Opened {
  readonly earlier: EarlierRegistries;
  readonly debt: Debt;
  readonly moves: Moves;
}

/** And the files, read. */
export interface Check extends Compared {
  readonly files: Files;
  readonly texts: TextFiles;
  readonly definers: Definers;
}

/** The registries before and what has changed since. */
export interface EarlierRegistries {
  readonly all: readonly EarlierRegistry[];
  readonly changes: Changes;
}

export interface Debt {
  /** Where the baseline of the snapshot stands. */
  readonly path: string;
  /** A baseline of the older name beside it, of which nothing counts. */
  readonly ignored: string | null;
  /** The baseline of the snapshot, as written. */
  readonly written: readonly BaselineEntry[];
  /** What counts of it: at commit time without what the commit adds and does not state. */
  readonly entries: readonly BaselineEntry[];
  /** The one before; null where there was none, or where nothing is compared. */
  readonly before: readonly BaselineEntry[] | null;
  readonly growth: readonly Growth[];
}

/** Text files that may mention what is banned. */
export interface TextFiles {
  /** Those in which something may be mentioned, or excepted. */
  readonly read: readonly ReadFile[];
  /** Paths of all that were looked at. */
  readonly seen: ReadonlySet<string>;
  /** Those that could not be searched: what they mention nobody knows. */
  readonly unread: readonly Skipped[];
  readonly notes: readonly string[];
  /** Facts of another version of one of them. */
  readonly factsOf: (text: string, path: string) => FileFacts;
  /** No facts are asked for any more. */
  readonly end: () => void;
}

/** What a registry's names mean in a tree. */
export function modulesIn(
  tree: Tree,
  { registry }: RegistryMatcher,
  readOutside: Opened['readOutside'],
  report?: ModuleContext['report'],
): ModuleContext {
  return { tree, ...statedNames(registry), readOutside, ...(report === undefined ? {} : { report }) };
}
