/**
 * What the stages of a fix hand on: a file with findings, and what is planned for it.
 */
import type { Change, Edit, Rewrite, SourceText } from '../fixes/change.ts';
import { mergeStatement } from '../fixes/merge.ts';
import { rewriteStatement } from '../fixes/rewrite.ts';
import type { Name } from '../git/names.ts';
import type { StandIn } from '../git/snapshot.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { RawFinding } from '../rules/define.ts';
import type { FileFacts, Span } from '../types.ts';
import type { ByteEdit } from './bytes.ts';
import type { Draft } from './draft.ts';

/** A file with findings. */
export interface FileToFix extends Name {
  /** As it is on disk. */
  readonly bytes: Buffer;
  readonly text: string;
  /** What was read in that text. */
  readonly facts: FileFacts;
  /** By their place in that text. */
  readonly findings: readonly RawFinding[];
  /** How the text came from the one on disk; absent for that itself. */
  readonly since?: Draft;
}

/**
 * The edits that merge a statement into another import of the same module; null where that cannot be.
 * @param unsafe also across what may do something when it is run
 */
export type Merge = (source: SourceText, statement: Span, unsafe: boolean) => readonly Edit[] | null;

/** How statements are rewritten. */
export interface Editors {
  readonly rewrite: (source: SourceText, changes: readonly Change[]) => Rewrite;
  readonly merge: Merge;
}

export const EDITORS: Editors = { rewrite: rewriteStatement, merge: mergeStatement };

export interface PlanOptions {
  /** Also where the order in which modules are loaded changes. */
  readonly unsafe: boolean;
  readonly editors: Editors;
}

export interface RefusedFinding {
  readonly finding: RawFinding;
  readonly reason: RefusalReason;
}

export interface FilePlan {
  readonly file: FileToFix;
  /** The new content and what it differs in; null when there is nothing to write. */
  readonly written: Written | null;
  readonly fixed: readonly RawFinding[];
  readonly refused: readonly RefusedFinding[];
}

/** A new content. */
export interface Written extends StandIn {
  readonly edits: readonly ByteEdit[];
  readonly since: Draft;
}
