/**
 * The end of every command that checks: findings to standard output or a file, the summary to standard error, and the
 * exit code.
 */

import { writeNamedFile } from '../files/write.ts';
import { quietened } from '../reporters/define.ts';
import { reporters } from '../reporters/index.ts';
import { summaryLine } from '../reporters/summary.ts';
import { wantsColour } from '../text/colour.ts';
import type { Report, Scope } from '../types.ts';
import { version } from '../version.ts';
import type { Io } from './define.ts';
import type { ReportOptions } from './options.ts';

export interface Presentation {
  /** Bans, definition rules and uniqueness rules in force. */
  readonly rules: number;
  /** Imports that nothing explains, where they count. */
  readonly unexplained?: readonly { readonly imports: number }[];
  /** Content of a file of the report's snapshot; undefined when it is not at hand. */
  source(place: { readonly path: string; readonly pathBytes?: string }): string | undefined;
}

/**
 * Shows a report.
 * @returns the exit code
 * @throws UserError when the output file cannot be written
 */
export function present(report: Report, options: ReportOptions, facts: Presentation, io: Io): number {
  showFindings(report, options, facts.source, io);
  const unexplained = (facts.unexplained ?? []).reduce((sum, { imports }) => sum + imports, 0);
  const code = verdict(report, options, unexplained);
  const { errors } = report.summary;
  if (code !== 0 && errors === 0) io.stderr(`ssot-guard: fails because of ${why(report, options, unexplained)}\n`);
  io.stderr(`${summaryLine(report, { rules: facts.rules, milliseconds: io.elapsed() })}\n`);
  return code;
}

/** Says that no commit is named: the ref that a push deletes. A format for programs gets a report without findings. */
export function presentNothing(scope: Scope, options: ReportOptions, io: Io): 0 {
  const summary = { filesChecked: 0, filesSkipped: 0, errors: 0, warnings: 0, known: 0, uncheckable: 0 };
  showFindings({ version: 1, scope, summary, skipped: [], findings: [] }, options, () => undefined, io);
  io.stderr('ssot-guard: nothing to check: all zeros name no commit; the ref is deleted\n');
  return 0;
}

/** @throws UserError when the output file cannot be written */
function showFindings(report: Report, options: ReportOptions, source: Presentation['source'], io: Io): void {
  const reporter = reporters.find(({ id }) => id === options.format) ?? reporters[0];
  const text = reporter.render(options.quiet ? quietened(report) : report, {
    source,
    colour: wantsColour(options.color, io.env, () => options.output === null && io.isTTY),
    version,
  });
  if (options.output === null) io.stdout(text);
  else writeNamedFile(io.cwd, options.output, text);
}

/**
 * 1 for errors, for more warnings than allowed, and under `--strict` for unchecked files and imports that nothing explains;
 * else 0.
 */
export function verdict(
  { summary }: Report,
  options: Pick<ReportOptions, 'strict' | 'maxWarnings'>,
  unexplained = 0,
): 0 | 1 {
  const { errors, warnings, uncheckable } = summary;
  if (errors > 0 || warnings > (options.maxWarnings ?? Number.POSITIVE_INFINITY)) return 1;
  return options.strict && uncheckable + unexplained > 0 ? 1 : 0;
}

function why({ summary }: Report, { maxWarnings }: ReportOptions, unexplained: number): string {
  const { warnings, uncheckable } = summary;
  if (maxWarnings !== null && warnings > maxWarnings) return `--max-warnings ${maxWarnings}: there are ${warnings}`;
  if (uncheckable > 0) return `--strict: ${uncheckable} could not be checked`;
  return `--strict: nothing explains what ${unexplained} imports name`;
}
