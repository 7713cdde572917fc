/**
 * What a check looks at: one consistent set of files, and the tree that they are judged against.
 *
 * Each scope takes everything from one place: the index, a commit, or the disk. Contents come in batches, so that a
 * caller can go through any number of files with bounded memory; what a commit needs comes with two git processes, one
 * that lists and one that reads (see `Prefetch`).
 */
import type { FileFacts, Scope, Skipped } from '../types.ts';
import type { FileKind } from './disk.ts';
import type { Handed } from './handed.ts';
import type { Name } from './names.ts';
import type { BlobCache } from './object-store.ts';
import type { HeadIndex, Listed, RawTree } from './raw-tree.ts';
import type { Source } from './settle.ts';

export type ScopeRequest =
  /** What differs from HEAD; with paths, what the index holds there, changed or not. */
  | {
      readonly scope: 'staged';
      readonly paths?: readonly (string | Buffer)[];
      /** What git has said already. */
      readonly handed?: Handed | undefined;
    }
  /** What stands on disk and not in HEAD, untracked files too. */
  | { readonly scope: 'changed' }
  /** Files and folders as they are on disk. `lenient`: from a list, where a path may be gone already. */
  | {
      readonly scope: 'paths';
      readonly paths: readonly (string | Buffer)[];
      readonly lenient?: boolean;
      /** By a task of a hook that stages them afterwards: the registry, and all the rest, come from the index. */
      readonly inCommit?: boolean;
      /** What stands in for files of the disk, those of the paths and others, by raw name. */
      readonly overlay?: ReadonlyMap<string, StandIn>;
    }
  | { readonly scope: 'all' }
  | { readonly scope: 'ref'; readonly ref: string }
  /**
   * What a commit (default: HEAD) changed since it left the history of `ref`; a row of zeros as `ref` stands for all that
   * other references reach.
   */
  | { readonly scope: 'since'; readonly ref: string; readonly commit?: string }
  | { readonly scope: 'stdin'; readonly path: string; readonly content: Buffer };

/** All that the next commit would hold, judged as if it were one already. */
export interface WholeIndex {
  readonly scope: 'index';
}

/** A content in place of a file's, and what was read in it. */
export interface StandIn {
  readonly bytes: Buffer;
  readonly facts: FileFacts;
}

/** A file to check. `status` is git's letter where two states were compared: A M T. */
export interface SourceFile extends Name {
  /** Blob id; null on disk, but for what a sparse checkout leaves out. */
  readonly id: string | null;
  readonly status: string | null;
}

/** What reading a file gave: its bytes, or why there are none. */
export type Content =
  | { readonly file: SourceFile; readonly bytes: Buffer; readonly reason: null }
  | { readonly file: SourceFile; readonly bytes: null; readonly reason: string };

/** What will be needed in any case and should come with the first read. */
export interface Prefetch {
  /** Paths in the tree, and in HEAD's. */
  readonly tree?: readonly string[];
  readonly head?: readonly string[];
  /** Which files' contents. */
  readonly contents?: (file: SourceFile) => boolean;
  /** A list of HEAD's tree that is kept from run to run. */
  readonly index?: () => HeadIndex;
  /** Contents that are kept from run to run. */
  readonly kept?: BlobCache;
}

/** As a source it is all of its trees. */
export interface Snapshot extends Source {
  readonly scope: Scope;
  /** Sorted by name bytes. */
  readonly files: readonly SourceFile[];
  /**
   * For everything on disk: the names as git lists them, before anybody has looked what stands there. Who reads them all
   * tells (by raw name, files left out), and nobody looks a second time.
   */
  readonly unstatted?: {
    readonly top: string;
    readonly files: readonly SourceFile[];
    see(kinds: ReadonlyMap<string, FileKind>): void;
  };
  /** On disk: what a sparse checkout leaves out and the index stands in for: the files to check among it, and how much it is. */
  readonly leftOut?: { readonly files: readonly SourceFile[]; readonly total: number };
  /** Some files of the disk are read as something else than they are there. */
  readonly isOverlaid?: boolean;
  /** Facts that are known of a file without reading it. */
  readonly factsOf?: (file: SourceFile) => FileFacts | undefined;
  /** In a merge, or where `since` finds several beginnings: what differs from HEAD but stands just so in another parent. */
  readonly inherited: readonly SourceFile[];
  /** In a merge: the trees of the parents beside HEAD. */
  readonly parents?: readonly RawTree[];
  readonly skipped: readonly Skipped[];
  /** Paths that stood in `head` and no longer stand in the tree. */
  readonly deleted: readonly string[];
  /**
   * Every path at which what would be committed differs from `head`, whatever stands there now (a file, a link, a
   * submodule, nothing) and whatever paths were asked for. Empty where nothing is compared.
   */
  readonly changed: readonly string[];
  /** Whether a symbolic link comes, goes or changes among these. */
  readonly changesLinks: boolean;
  /** What should be checked and cannot: unmerged entries. Files that turn out unreadable come from `contents`. */
  readonly unchecked: readonly Skipped[];
  readonly tree: RawTree;
  /** What the tree is compared with: HEAD, for `since` the merge base; null when there is none (no commit yet, a new history, `ref`). */
  readonly head: RawTree | null;
  /**
   * Contents in the order of `files`, a batch in memory at a time.
   * @param isLenient a missing or damaged blob has a reason in place of bytes
   * @throws UserError for one, unless that is asked for
   */
  contents(files: Iterable<SourceFile>, isLenient?: boolean): Generator<Content>;
  /** New path to old path of the files that git pairs as renames. */
  renames(): ReadonlyMap<string, string>;
  /** Id of the commit that was judged (`ref`, `since`), otherwise null, for the whole index too. */
  readonly commit: string | null;
  /** HEAD's commit when the index was opened; left out where only git can say. */
  readonly headCommit?: string;
  /** `ref`: everything that the commit holds. */
  readonly listed?: readonly Listed[];
}

/** Whether what is judged was changed since `head`. */
export function isCompared(snapshot: Pick<Snapshot, 'scope'>): boolean {
  return isUncommitted(snapshot) || snapshot.scope === 'since';
}

/** Whether this is what the next commit holds, or would hold if all of it were staged: then dates are judged in it alone. */
export function isUncommitted({ scope }: Pick<Snapshot, 'scope'>): boolean {
  return scope === 'staged' || scope === 'changed';
}
