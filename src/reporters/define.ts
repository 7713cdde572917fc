/**
 * What a reporter is: a value that turns a report into text. Reporters decide nothing: the report comes sorted, judged
 * and, under `--quiet`, filtered; they see sources and what is known beside a finding only through their context, and
 * print nothing unescaped.
 */

import { FAILING, type Finding, type Report, type RuleId, type Skipped, type Span } from '../types.ts';

/** Where readers of formats with links are sent. */
export const HOMEPAGE = 'https://github.com/ssot-guard/ssot-guard#readme';
/** Where the rules are explained, each under its id. */
export const RULES_PAGE = 'https://github.com/ssot-guard/ssot-guard/blob/main/docs/rules.md';

/** Where something stands: a file, known by its raw name where that is not UTF-8. */
export interface FileName {
  readonly path: string;
  readonly pathBytes?: string;
}

/** What becomes of the statement that a finding stands in. Offsets count in the judged content of the file. */
export interface Cure {
  readonly statement: Span;
  /** What `fix` writes for all findings of the statement, in order and apart; none where it writes nothing. */
  readonly edits: readonly (Span & { readonly text: string })[];
}

/** Why a finding is known. */
export interface Debt {
  readonly reason: string | null;
  /** The day through which it is. */
  readonly until: string;
}

/** What a rule says of itself. */
export interface RuleText {
  readonly id: RuleId;
  readonly summary: string;
  readonly docs: string;
}

/** How someone may go on who meets a finding. */
export interface WaysOut {
  /** The command that writes what can be fixed in this scope. */
  readonly fix: string;
  /** Whether an exception may stand in the source. */
  readonly inlineAllow: boolean;
}

export interface ReportContext {
  /** The judged content of a file, from the snapshot that the report is about; undefined when it is not at hand. */
  source(file: FileName): string | undefined;
  /** null: nothing is known of the statement. */
  cure(finding: Finding): Cure | null;
  /** null: nothing is known of it, or it was there before and no entry says so. */
  debt(finding: Finding): Debt | null;
  /** Files that should have been judged and could not be; the report has them among those that were skipped. */
  readonly unchecked: readonly Skipped[];
  /** The address of a file, for terminals that show links; null: no link. */
  link(file: FileName): string | null;
  readonly colour: boolean;
  /** Width of what is printed for people. */
  readonly columns: number;
  /** The version of ssot-guard. */
  readonly version: string;
  readonly rules: readonly RuleText[];
  /** null: nobody asks for them. */
  readonly waysOut: WaysOut | null;
}

/** A second text beside the report: what is added to a file that the environment names. */
export interface Aside {
  /** The variable that names the file. Without it there is no second text. */
  readonly variable: string;
  /** So many bytes the whole file may have. */
  readonly limit: number;
  /** @param room bytes that the text may take */
  render(report: Report, context: ReportContext, room: number): string;
}

export interface Reporter<Id extends string = string> {
  /** What `--format` calls it; also the file's name. */
  readonly id: Id;
  /** One line for help and README. */
  readonly summary: string;
  /** @returns the whole text, line feed at the end included, or nothing at all */
  render(report: Report, context: ReportContext): string;
  readonly aside?: Aside;
}

/** A reporter's place in the list: the name decides, the rest is loaded only when it is needed. */
export interface ReporterEntry<Id extends string = string> {
  readonly id: Id;
  load(): Promise<Reporter<Id>>;
}

/** Gives a reporter its types. */
export function defineReporter<const Id extends string>(reporter: Reporter<Id>): Reporter<Id> {
  return reporter;
}

/** What `--quiet` leaves of a report: its counts, and the findings that are neither warnings nor known debt. */
export function quietened(report: Report): Report {
  return {
    ...report,
    findings: report.findings.filter(({ severity, status }) => severity === 'error' && FAILING.has(status)),
  };
}
