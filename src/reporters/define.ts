/**
 * What a reporter is: a value that turns a report into text. Reporters decide nothing: the report comes sorted, judged
 * and, under `--quiet`, filtered; they see sources only through their context, and print nothing unescaped.
 */

import { FAILING, type Report } from '../types.ts';

export interface ReportContext {
  /** The judged content of a file, from the snapshot that the report is about; undefined when it is not at hand. */
  source(place: { readonly path: string; readonly pathBytes?: string }): string | undefined;
  readonly colour: boolean;
  /** The version of ssot-guard. */
  readonly version: string;
}

export interface Reporter<Id extends string = string> {
  /** What `--format` calls it; also the file's name. */
  readonly id: Id;
  /** One line for help and README. */
  readonly summary: string;
  /** @returns the whole text, line feed at the end included, or nothing at all */
  render(report: Report, context: ReportContext): string;
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
