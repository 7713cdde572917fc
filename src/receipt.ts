/**
 * What `verify` says of concepts, as it is written down: the receipt and its parts.
 */
import type { Place, RuleId, Status } from './types.ts';

/** Why a concept is not finished. */
export const LEFT_KINDS = [
  'finding', //         of any rule, severity and status
  'baseline', //        known debt, or an entry that knows nothing any more
  'exception', //       one that is not permanent, in the registry or inline
  'left-over', //       a module that is banned as a whole and still hands something on
  'unread', //          a file that could not be checked
  'damaged', //         a file that does not read cleanly
  'unexplained', //     under --strict: imports of which nothing says what they name
  'nothing-checked', // no file was looked at
] as const;
export type LeftKind = (typeof LEFT_KINDS)[number];

/** One thing that is left of a concept, at its place where it has one. */
export interface Left {
  readonly kind: LeftKind;
  readonly rule: RuleId | null;
  readonly status: Status | null;
  readonly path: string | null;
  /** The raw name in hex, only when it is not UTF-8. */
  readonly pathBytes?: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

/** Whether one concept is finished. */
export interface ConceptVerdict {
  /** null: what belongs to no concept, top-level bans and unique names among it. */
  readonly name: string | null;
  readonly finished: boolean;
  readonly left: readonly Left[];
  /** Findings of `mention`; under --strict they are left. */
  readonly mentions: readonly Left[];
}

/** By what a registry itself leaves something out. */
export const LIMIT_KINDS = ['aliases', 'indirect', 'strings', 'typeOnly', 'in', 'except', 'permanent'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** Something that the registry states not to be checked. */
export interface Limit extends Place {
  readonly concept: string | null;
  readonly kind: LimitKind;
  readonly message: string;
}

/** What a verdict says nothing about. */
export interface NotChecked {
  /** Imports whose module is computed at run time; null: they are not counted. */
  readonly dynamicImports: number | null;
  readonly excluded: readonly { readonly pattern: string; readonly files: number }[];
  /** Files that a scanner reads and `files.include` leaves out. */
  readonly notIncluded: number;
  readonly skipped: readonly { readonly reason: string; readonly files: number }[];
  readonly unexplained: readonly { readonly prefix: string; readonly imports: number; readonly files: number }[];
  readonly limits: readonly Limit[];
}

/** What `verify` says of a commit: a function of commit, day, version and the question. */
export interface Receipt {
  readonly version: 1;
  /** Version of ssot-guard. */
  readonly tool: string;
  readonly commit: string;
  readonly tree: string;
  /** The day by which dates were judged. */
  readonly day: string;
  readonly strict: boolean;
  /** Every concept was asked for, and what belongs to none. */
  readonly all: boolean;
  readonly registry: {
    readonly hash: string;
    readonly files: readonly { readonly path: string; readonly id: string }[];
  };
  readonly counts: {
    readonly filesChecked: number;
    readonly filesSkipped: number;
    readonly filesUnread: number;
    readonly filesDamaged: number;
    readonly concepts: number;
    readonly finished: number;
    readonly left: number;
  };
  readonly finished: boolean;
  readonly concepts: readonly ConceptVerdict[];
  readonly notChecked: NotChecked;
  /** SHA-256 of the receipt without this key. */
  readonly checksum: string;
}
