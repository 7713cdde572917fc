/**
 * The end of every command that checks: findings to standard output or a file, the summary to standard error, and the
 * exit code.
 */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appendText, sizeOf } from '../files/append.ts';
import { writeNamedFile } from '../files/write.ts';
import type { CheckOutcome } from '../pipeline.ts';
import { type Aside, type FileName, quietened, type ReportContext } from '../reporters/define.ts';
import { reporters } from '../reporters/index.ts';
import { summaryLine } from '../reporters/summary.ts';
import { rules } from '../rules/index.ts';
import { wantsColour } from '../text/colour.ts';
import { showsLinks } from '../text/hyperlink.ts';
import { relativeReference } from '../text/uri.ts';
import type { Registry, Report, Scope } from '../types.ts';
import { version } from '../version.ts';
import type { Io } from './define.ts';
import type { ReportOptions } from './options.ts';

/** What a report is shown with: the outcome of a check has all of it. */
export interface Presentation extends Partial<Pick<CheckOutcome, 'cure' | 'debt' | 'unchecked'>> {
  /** Bans, definition rules and uniqueness rules in force. */
  readonly rules: number;
  /** Imports that nothing explains, where they count. */
  readonly unexplained?: readonly { readonly imports: number }[];
  readonly matcher?: { readonly registry: Pick<Registry, 'inlineAllow'> };
  /** Content of a file of the report's snapshot; undefined when it is not at hand. */
  source(file: FileName): string | undefined;
}

/** How a report is shown; a format that is left out is the first of the list. */
export type PresentOptions = Omit<ReportOptions, 'config' | 'now'>;

/**
 * Shows a report.
 * @returns the exit code
 * @throws UserError when the output file cannot be written
 */
export async function present(report: Report, options: PresentOptions, facts: Presentation, io: Io): Promise<number> {
  await showFindings(report, options, facts, io);
  const unexplained = (facts.unexplained ?? []).reduce((sum, { imports }) => sum + imports, 0);
  const code = verdict(report, options, unexplained);
  const { errors } = report.summary;
  if (code !== 0 && errors === 0) io.stderr(`ssot-guard: fails because of ${why(report, options, unexplained)}\n`);
  io.stderr(`${summaryLine(report, { rules: facts.rules, milliseconds: io.elapsed() })}\n`);
  return code;
}

/** Says that no commit is named: the ref that a push deletes. A format for programs gets a report without findings. */
export async function presentNothing(scope: Scope, options: PresentOptions, io: Io): Promise<0> {
  const summary = { filesChecked: 0, filesSkipped: 0, errors: 0, warnings: 0, known: 0, uncheckable: 0 };
  const report: Report = { version: 1, scope, summary, skipped: [], findings: [] };
  await showFindings(report, options, { rules: 0, source: () => undefined }, io);
  io.stderr('ssot-guard: nothing to check: all zeros name no commit; the ref is deleted\n');
  return 0;
}

/** @throws UserError when the output file cannot be written */
async function showFindings(whole: Report, options: PresentOptions, facts: Presentation, io: Io): Promise<void> {
  const reporter = await (reporters.find(({ id }) => id === options.format) ?? reporters[0]).load();
  const report = options.quiet ? quietened(whole) : whole;
  const context = contextOf(report, options, facts, io);
  const text = reporter.render(report, context);
  if (options.output === null) io.stdout(text);
  else writeNamedFile(io.cwd, options.output, text);
  const aside = reporter.aside;
  const file = aside === undefined ? undefined : io.env[aside.variable];
  if (aside !== undefined && file) writeAside(aside, file, report, context, io);
}

/** The second text is worth no failure. */
function writeAside(aside: Aside, file: string, report: Report, context: ReportContext, io: Io): void {
  const path = resolve(io.cwd, file);
  const text = aside.render(report, context, Math.max(0, aside.limit - sizeOf(path)));
  const failure = appendText(path, text);
  if (failure !== null) io.stderr(`ssot-guard: cannot add to the file that ${aside.variable} names (${failure})\n`);
}

/** What reporters may ask. */
export function contextOf(
  report: Report,
  options: Pick<PresentOptions, 'color' | 'output'>,
  facts: Presentation,
  io: Io,
): ReportContext {
  const { source, cure = nothing, debt = nothing, unchecked = [] } = facts;
  const isTerminal = () => options.output === null && io.isTTY;
  const colour = wantsColour(options.color, io.env, isTerminal);
  return {
    ...{ source, cure, debt, unchecked, colour, version, rules },
    link: colour && isTerminal() && showsLinks(io.env) ? linkFrom(io) : nothing,
    columns: options.output === null ? io.columns : UNKNOWN_WIDTH,
    waysOut: { fix: fixCommand(report.scope), inlineAllow: facts.matcher?.registry.inlineAllow ?? true },
  };
}

/** Of a file, and where the terminal's width cannot be asked. */
const UNKNOWN_WIDTH = 80;

const nothing = (): null => null;

function linkFrom(io: Io): ReportContext['link'] {
  const top = pathToFileURL(io.repository.found?.top ?? io.cwd).href.replace(/\/?$/, '/');
  return (file) => top + relativeReference(file);
}

/** What fixes the findings of a scope. */
function fixCommand(scope: Scope): string {
  const of: Readonly<Partial<Record<Scope, string>>> = { staged: '', all: ' --all' };
  return `npx ssot-guard fix${of[scope] ?? ' <path>'}`;
}

/**
 * 1 for errors, for more warnings than allowed, and under `--strict` for unchecked files and imports that nothing explains;
 * else 0.
 */
export function verdict(
  { summary }: Report,
  options: Pick<PresentOptions, 'strict' | 'maxWarnings'>,
  unexplained = 0,
): 0 | 1 {
  const { errors, warnings, uncheckable } = summary;
  if (errors > 0 || warnings > (options.maxWarnings ?? Number.POSITIVE_INFINITY)) return 1;
  return options.strict && uncheckable + unexplained > 0 ? 1 : 0;
}

function why({ summary }: Report, { maxWarnings }: PresentOptions, unexplained: number): string {
  const { warnings, uncheckable } = summary;
  if (maxWarnings !== null && warnings > maxWarnings) return `--max-warnings ${maxWarnings}: there are ${warnings}`;
  if (uncheckable > 0) return `--strict: ${uncheckable} could not be checked`;
  return `--strict: nothing explains what ${unexplained} imports name`;
}
