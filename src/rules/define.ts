/**
 * What a rule is: a plain value that sees facts and keys, never source text, the file system or a severity policy.
 *
 * A rule reports raw findings with offsets. The pipeline turns them into findings: it applies exceptions and the
 * baseline, keeps one finding per span, computes lines and columns, and sorts.
 */

import type { Change } from '../fixes/change.ts';
import type { ModuleContext } from '../modules/index.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { SpecifierTest } from '../required-text/of-modules.ts';
import type { RequiredTextQuestion, RequiredTexts } from '../required-text/required.ts';
import type { Concept, FileFacts, Finding, Home, Place, Related, RuleId, Severity, Span } from '../types.ts';

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
  /** Words, or a line to go by; null where the change says what to write. */
  readonly hint: string | null;
  /** What becomes of the import; null where nothing is to be written in its place. */
  readonly change: Change | null;
  /** Why it is not made without a person; null where it is seen to be the same code. */
  readonly refusal: RefusalReason | null;
  /** The module key that the finding is about, printed form. */
  readonly module: string | null;
  readonly specifier: string | null;
  readonly name: string | null;
  readonly form: Finding['form'];
  readonly typeOnly: boolean;
  readonly canonical: Finding['canonical'];
  readonly related: readonly Related[];
  /** How many other places there are, where not all of them are in `related`. */
  readonly relatedTotal?: number;
  readonly owner: string | null;
  readonly link: string | null;
  /** The ban that speaks. */
  readonly ban?: Place;
  /** Folder of the registry that states it: a nested one never lowers what one above it demands. */
  readonly base: string;
}

/** What a rule says of a place; what it leaves out is null, empty or false. */
export interface Said
  extends Pick<RawFinding, 'severity' | 'message' | 'hint'>,
    Partial<
      Pick<RawFinding, 'module' | 'specifier' | 'name' | 'form' | 'typeOnly' | 'related' | 'relatedTotal' | 'ban'>
    >,
    Partial<Pick<RawFinding, 'change' | 'refusal'>> {
  readonly span: Span;
  /** The span itself where it is left out. */
  readonly statement?: Span;
  /** The home that the message speaks of. */
  readonly home?: Pick<Home, 'path' | 'symbol'> | null;
  /** The concept's own where it is left out. */
  readonly base?: string;
}

/** A finding of a rule about a concept, or about none. */
export function finding(rule: RuleId, concept: Concept | null, said: Said): RawFinding {
  const { span: marked, home = null, ...rest } = said;
  const span = { start: marked.start, end: marked.end };
  return {
    rule,
    concept: concept?.name ?? null,
    span,
    statement: span,
    module: null,
    specifier: null,
    name: null,
    form: null,
    typeOnly: false,
    canonical: home === null ? null : { path: home.path, symbol: home.symbol },
    related: [],
    owner: concept?.owner ?? null,
    link: concept?.link ?? null,
    change: null,
    refusal: rest.change == null ? 'no-replacement' : null,
    base: concept?.base ?? '',
    ...rest,
  };
}

/** What a rule is handed for one file. */
export interface FilePass {
  readonly path: string;
  readonly facts: FileFacts;
  readonly matcher: RegistryMatcher;
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

export interface Rule<Id extends RuleId = RuleId> {
  readonly id: Id;
  /** One sentence: what it finds. */
  readonly summary: string;
  /** Why it matters and what to do, a short paragraph. */
  readonly docs: string;
  /** The keys of the registry that it obeys, as `concepts.<name>.aliases`. */
  readonly options: readonly string[];
  /** What `fix` does about its findings. */
  readonly fixes: string;
  /** Must report. */
  readonly bad: RuleExample;
  /** Must stay silent. */
  readonly good: RuleExample;
  /** Whether its findings can be known debt; yes where nothing is said. */
  readonly baselined?: boolean;
  /**
   * What no file that breaks the rule can do without, or why there is no such thing. A rule that does not say it is
   * looked for in every file: right, and slow.
   */
  readonly requiredTexts?: (question: RequiredTextQuestion) => RequiredTexts;
  /** Judges one file. Rules about the registry or the whole tree have their own stage and none of this. */
  readonly checkFile?: (pass: FilePass) => void;
}

/** Identity: gives a rule literal full inference. */
export function defineRule<const Id extends RuleId>(rule: Rule<Id>): Rule<Id> {
  return rule;
}
