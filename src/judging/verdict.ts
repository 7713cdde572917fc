/**
 * What judging gives: of one file, and of all when no question is left open.
 */
import type { SourceFile } from '../git/snapshot.ts';
import type { RegistryFinding } from '../registry/finding.ts';
import type { RawFinding } from '../rules/define.ts';
import type { FileFacts, Skipped } from '../types.ts';
import type { EarlierRegistry } from './earlier.ts';
import type { Unexplained, UnexplainedImports } from './unexplained.ts';
import type { Use } from './uses.ts';

/** One judged file and what can be said of it by offsets. */
export interface Judged {
  readonly file: SourceFile;
  readonly facts: FileFacts;
  readonly findings: readonly RawFinding[];
}

/** The version of a file in HEAD, for `"commit": "introduced"`. */
export type EarlierVersion = Judged & { readonly text: string };

/** What a registry before says of a file. */
export interface OtherVerdict {
  readonly by: EarlierRegistry;
  readonly judged: Judged;
  readonly earlier: EarlierVersion | null;
}

/** What one file uses. */
export interface FileUses {
  readonly file: SourceFile;
  readonly uses: readonly Use[];
}

/** What is said of one file. */
export interface Verdict {
  /** null when there is nothing to say. */
  readonly judged: Judged | null;
  readonly earlier: EarlierVersion | null;
  /** What the registries before say of the same file, in their order. */
  readonly others: readonly OtherVerdict[];
  readonly names: readonly string[];
  readonly uses: readonly Use[];
  readonly unexplained: UnexplainedImports;
  readonly unreadable: readonly Skipped[];
  readonly notes: readonly string[];
}

/** What judging gives when no question is left open. */
export interface Judgement {
  /** Files with findings or inline exceptions. */
  readonly judged: readonly Judged[];
  /** The earlier versions, for `"commit": "introduced"`. */
  readonly earlier: readonly EarlierVersion[];
  readonly others: readonly OtherVerdict[];
  /** Files with uses, where those are counted. */
  readonly uses: readonly FileUses[];
  readonly registry: readonly RegistryFinding[];
  readonly unexplained: readonly Unexplained[];
  readonly unreadable: readonly Skipped[];
  readonly notes: readonly string[];
  /** Names that `unique` rules look for, by file. */
  readonly names: ReadonlyMap<SourceFile, readonly string[]>;
}
