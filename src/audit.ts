/**
 * What `audit` says of a tree and of its past, as it is written down.
 */
import type { NotChecked } from './receipt.ts';
import type { LanguageId, Place, RuleId, Severity, Status } from './types.ts';

/** How a file comes by a concept. */
export const WAYS = [
  'canonical', // from its home, or as the registry says that consumers import it
  'indirect', //  through another module of the repository
  'banned', //    a module or name that is banned
] as const;
export type UseWay = (typeof WAYS)[number];

/** Of the files that import a concept, define it or break a rule of it, those without a violation. */
export interface Compliance {
  /** Files that import a concept, define it or break a rule. */
  readonly touching: number;
  /** Of those, the ones without a violation; known debt is one. */
  readonly clean: number;
  /** Share of the clean ones, in percent, rounded down to a tenth; null where no file touches anything. */
  readonly percent: number | null;
}

/** Violations under one heading. */
export interface Tally {
  readonly findings: number;
  readonly files: number;
}

/** One way to write an import of a concept. */
export interface Spelling {
  readonly language: LanguageId;
  /** As written; relative ones are one spelling for each module, shown as `(relative) src/ws/manager`. */
  readonly specifier: string;
  /** The imported name; null for a whole module. */
  readonly name: string | null;
  readonly way: UseWay;
  readonly imports: number;
  readonly files: number;
}

/** How far a concept has come. */
export interface ConceptAudit {
  /** null: what belongs to no concept, top-level bans and unique names among it. */
  readonly name: string | null;
  /** How far it has come, in one sentence. */
  readonly sentence: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly link: string | null;
  readonly deadline: string | null;
  readonly canonical: readonly { readonly path: string; readonly symbol: string | null }[];
  readonly imports: {
    /** All imports of it, whichever way they go. */
    readonly total: number;
    /** Those that break a rule. */
    readonly left: number;
    readonly canonical: number;
    /** Banned or indirect, and excepted. */
    readonly excepted: number;
  };
  readonly findings: number;
  /** Files with findings. */
  readonly files: number;
  /** Who owns those files. */
  readonly owners: readonly string[];
  readonly compliance: Compliance;
  readonly rules: readonly ({ readonly rule: RuleId } & Tally)[];
  readonly statuses: readonly ({ readonly status: Status } & Tally)[];
  /** Files that define its symbol, homes first. */
  readonly definedIn: readonly string[];
  /** The most frequent first. Their number is the concept's fragmentation. */
  readonly spellings: readonly Spelling[];
}

/** What is left of one ban. */
export interface BanAudit extends Place {
  readonly concept: string | null;
  /** As the registry has it. */
  readonly module: string;
  /** Patterns of names; null: the module and everything under it. */
  readonly names: readonly string[] | null;
  /** A file of the tree is the module, or lies below it. */
  readonly exists: boolean;
  /** Files that import it, excepted ones included, and how many imports they hold. */
  readonly importers: number;
  readonly imports: number;
  /** Of those imports, the ones that are strings. */
  readonly strings: number;
  /** Text files that name it. */
  readonly mentions: number;
  /** A module as a whole that is there, and that nothing imports or names. */
  readonly safeToDelete: boolean;
  /** What stands against deleting it; null where nothing does, or where it is gone. */
  readonly keptBy: string | null;
}

/** An exception that somebody stated. */
export interface ExceptionAudit extends Place {
  readonly concept: string | null;
  readonly kind: 'registry' | 'inline';
  /** Globs of files, or the rule of a comment. */
  readonly what: string;
  readonly reason: string;
  /** null: permanent. */
  readonly until: string | null;
  readonly expired: boolean;
}

/** Baseline entries that end on one day. */
export interface DebtAudit {
  readonly until: string;
  readonly entries: number;
  /** Findings that they may pay for. */
  readonly findings: number;
  /** Entries that know nothing any more. */
  readonly stale: number;
  readonly expired: boolean;
}

/** What to do first: files of one concept by findings times importers. */
export interface WorkList {
  readonly concept: string | null;
  readonly files: readonly WorkItem[];
}

export interface WorkItem {
  readonly path: string;
  readonly findings: number;
  /** Files that import this one. */
  readonly importers: number;
  readonly owners: readonly string[];
}

/** Commits of a range: numbers at points in time, and what happened between them. */
export interface History {
  readonly range: string;
  /** `20 commits`, `day`, `week`, `month`. */
  readonly every: string;
  /** By which registry the commits were judged. */
  readonly registry: 'today' | 'of-the-day';
  readonly points: readonly HistoryPoint[];
  /** From each point to the next: one fewer than points. */
  readonly steps: readonly HistoryStep[];
  readonly trends: readonly Trend[];
  readonly reversals: readonly Reversal[];
  /** Who added violations, the most first. */
  readonly adders: readonly Adder[];
}

export interface HistoryPoint {
  readonly commit: string;
  readonly day: string;
  readonly filesChecked: number;
  /** Files that could not be checked, and files about concepts that do not read cleanly: both may hide violations. */
  readonly filesUnread: number;
  readonly filesDamaged: number;
  readonly findings: number;
  readonly compliance: Compliance;
  readonly concepts: readonly {
    readonly name: string | null;
    readonly findings: number;
    readonly left: number;
    readonly total: number;
  }[];
  /** Why it could not be judged; all numbers are 0 then. */
  readonly unjudged: string | null;
}

export interface HistoryStep {
  readonly arrivals: number;
  readonly removals: number;
  /** Of the arrivals, those that commits with an agent's trailer brought. */
  readonly agentArrivals: number;
  readonly agentRemovals: number;
  readonly concepts: readonly { readonly name: string | null; readonly arrivals: number; readonly removals: number }[];
}

/** Where a concept is heading. */
export interface Trend {
  readonly name: string | null;
  /** Change of its findings in a week; negative: fewer. */
  readonly perWeek: number;
  /** The day on which nothing is left at that rate; null: never. */
  readonly doneOn: string | null;
  readonly deadline: string | null;
  /** Days by which that is late; null without a deadline or a day. */
  readonly daysLate: number | null;
}

/** What may be undone. */
export const REVERSAL_KINDS = [
  'canonical-changed', // the registry names another home
  'ban-removed', //       the registry bans it no longer
  'deadline-moved', //    to a later day
  'module-revived', //    a banned module that was gone is there again
  'home-moved', //        other files define the symbol
] as const;
export type ReversalKind = (typeof REVERSAL_KINDS)[number];

/** What was decided, and then undone or put off. */
export interface Reversal {
  readonly kind: ReversalKind;
  readonly day: string;
  readonly commit: string;
  readonly concept: string | null;
  readonly message: string;
  readonly byAgent: boolean;
}

export interface Adder {
  readonly name: string;
  readonly byAgent: boolean;
  readonly arrivals: number;
  readonly removals: number;
  readonly commits: number;
}

/** What `audit` says: a function of snapshot, registry, baseline, day and version. */
export interface Audit {
  readonly version: 1;
  /** Version of ssot-guard. */
  readonly tool: string;
  readonly scope: 'all' | 'ref';
  /** The judged commit, or the one that HEAD names under the files on disk; null where there is none. */
  readonly commit: string | null;
  /** The day by which dates were judged. */
  readonly day: string;
  readonly counts: {
    readonly filesChecked: number;
    readonly filesSkipped: number;
    readonly filesUnread: number;
    readonly filesDamaged: number;
    readonly findings: number;
    /** Files with findings. */
    readonly files: number;
    /** Of the findings, the ones that `fix` rewrites. */
    readonly fixable: number;
    /** Of the findings, the ones past their end date that are errors: they fail. */
    readonly expiredErrors: number;
    /** Text files that name banned modules; no part of the other numbers. */
    readonly mentions: number;
  };
  readonly compliance: Compliance;
  readonly concepts: readonly ConceptAudit[];
  readonly rules: readonly ({ readonly rule: RuleId } & Tally)[];
  readonly statuses: readonly ({ readonly status: Status; readonly severity: Severity } & Tally)[];
  /** Each folder that holds files with findings, itself alone, and how many of its files touch a concept. */
  readonly folders: readonly ({ readonly path: string; readonly touching: number } & Tally)[];
  /** A concept's owner, else CODEOWNERS; null: nobody. What several own counts for each. */
  readonly owners: readonly ({ readonly owner: string | null } & Tally)[];
  readonly bans: readonly BanAudit[];
  readonly exceptions: readonly ExceptionAudit[];
  readonly baseline: readonly DebtAudit[];
  readonly workList: readonly WorkList[] | null;
  readonly history: History | null;
  readonly notCounted: Pick<NotChecked, 'dynamicImports' | 'excluded' | 'notIncluded' | 'skipped' | 'unexplained'> & {
    readonly unread: readonly { readonly path: string; readonly reason: string }[];
    readonly damaged: readonly { readonly path: string; readonly message: string }[];
  };
}
