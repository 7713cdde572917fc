/**
 * What a rule is: a plain value that sees facts and keys, never source text, the file system or a severity policy.
 *
 * A rule reports raw findings with offsets. The pipeline turns them into findings: it applies exceptions and the
 * baseline, keeps one finding per span, computes lines and columns, and sorts.
 */

import type { ModuleContext } from '../modules/index.ts';
import type { Guard } from '../registry/guard.ts';
import type { SpecifierTest } from '../required-text/of-modules.ts';
import type { NeedleQuestion, Needles } from '../required-text/required.ts';
import type { FileFacts, Finding, Place, Related, RuleId, Severity, Span } from '../types.ts';

/** Something a rule saw: a finding before exceptions, statuses and line numbers. */
export interface RawFinding {
  readonly rule: RuleId;
  readonly concept: string | null;
  readonly severity: Severity;
  /** What is marked. */
  readonly span: Span;
  /** The statement that the span stands in: inline exceptions may stand above it. */
  readonly statement: Span;
  readonly message: string;
  readonly hint: string | null;
  /** The module key that the finding is about, printed form. */
  readonly module: string | null;
  readonly specifier: string | null;
  readonly name: string | null;
  readonly form: Finding['form'];
  readonly typeOnly: boolean;
  readonly canonical: Finding['canonical'];
  readonly related: readonly Related[];
  readonly owner: string | null;
  readonly link: string | null;
  readonly fixable: boolean;
  /** The ban that speaks. */
  readonly ban?: Place;
  /** Folder of the registry that states it: a nested one never lowers what one above it demands. */
  readonly base: string;
}

/** What a rule is handed for one file. */
export interface FilePass {
  readonly path: string;
  readonly facts: FileFacts;
  readonly guard: Guard;
  readonly modules: ModuleContext;
  /** Where it is absent any specifier may name a banned module. */
  readonly mayBeBanned?: SpecifierTest | null;
  /** The day that counts as today, `YYYY-MM-DD` in UTC. */
  readonly today: string;
  /** Files that may define a name at all, the judged one included; their facts tell. */
  readonly definers: (name: string) => readonly string[];
  /** Line and column, 1-based, of an offset in a file of the snapshot. */
  readonly locate: (path: string, offset: number) => { readonly line: number; readonly column: number };
  readonly report: (finding: RawFinding) => void;
}

export interface RuleExample {
  /** A registry, its concepts and bans only. */
  readonly registry: object;
  /** Path → source. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Rule {
  readonly id: RuleId;
  /** One sentence: what it finds. */
  readonly summary: string;
  /** Why it matters and what to do, a short paragraph. */
  readonly docs: string;
  /** Must report. */
  readonly bad: RuleExample;
  /** Must stay silent. */
  readonly good: RuleExample;
  /** What no file that breaks the rule can do without, or why there is no such thing. */
  readonly needles: (question: NeedleQuestion) => Needles;
  /** Judges one file. Rules about the registry or the whole tree have their own stage and none of this. */
  readonly checkFile?: (pass: FilePass) => void;
}

/** Identity: gives a rule literal full inference. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
