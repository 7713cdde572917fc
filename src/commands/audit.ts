/**
 * `audit`: how far each concept of a whole tree has come, in numbers that anybody can derive again.
 */
import type { Audit } from '../audit.ts';
import { type Audited, type AuditQuestion, deriveAudit } from '../auditing/audit.ts';
import type { HistoryQuestion } from '../auditing/history.ts';
import { intervalOf } from '../auditing/points.ts';
import { UserError } from '../errors.ts';
import { writeNamedFile } from '../files/write.ts';
import { auditShape } from '../reporters/audit-shape.ts';
import { wantsColour } from '../text/colour.ts';
import { escapeJson } from '../text/escape.ts';
import { auditHtml, pageFindings, pageTemplate } from './audit/html.ts';
import { auditPage } from './audit/markdown.ts';
import { auditSummary } from './audit/summary.ts';
import { auditText } from './audit/text.ts';
import { defineCommand, type Io } from './define.ts';
import { dayOf, reportOptions } from './options.ts';
import type { OptionTable, Values } from './parse.ts';
import { type Progress, progressLine } from './progress.ts';

const options = {
  ref: { kind: 'text', value: '<commit>', group: 'What', summary: 'a commit instead of what stands on disk' },
  'work-list': { kind: 'flag', group: 'What', summary: 'what to migrate first, by concept' },
  history: {
    kind: 'text',
    value: '<range>',
    group: 'The past',
    summary: 'the same at past commits: <from>..<to>, a commit for all before it, or days, as 2026-01-01..2026-03-31',
  },
  every: {
    kind: 'text',
    value: '<n|day|week|month>',
    group: 'The past',
    summary: 'how far apart: commits, or calendar (default: week)',
  },
  'registry-of-the-day': {
    kind: 'flag',
    group: 'The past',
    summary: 'judge each commit by its own registry, not by the present one',
  },
  format: {
    kind: 'choice',
    short: 'f',
    value: '<format>',
    choices: ['pretty', 'json', 'markdown'],
    group: 'Output',
    summary: 'how to print it',
  },
  html: { kind: 'text', value: '<file>', group: 'Output', summary: 'besides, one page of it all that a browser opens' },
  output: { kind: 'text', short: 'o', value: '<file>', group: 'Output', summary: 'write it to a file' },
  quiet: { kind: 'flag', short: 'q', group: 'Output', summary: 'a sentence for each concept, and the summary' },
  color: { kind: 'toggle', group: 'Output', summary: 'colour, whatever the terminal and NO_COLOR say' },
  config: reportOptions.config,
  'min-compliance': { kind: 'text', value: '<percent>', group: 'Verdict', summary: 'fail below this share, as 87.5' },
  now: { kind: 'day', value: '<date>', group: 'Verdict', summary: 'judge dates as of this day' },
} as const satisfies OptionTable;

type Options = Values<typeof options>;

export const audit = defineCommand({
  name: 'audit',
  summary: 'how far each concept has come, in numbers',
  usage: [
    'audit',
    'audit --work-list',
    'audit --history <range> [--every <n|day|week|month>]',
    'audit --min-compliance <percent>',
  ],
  positionals: null,
  options,
  examples: [
    { command: 'npx ssot-guard audit', shows: 'a sentence for each concept, then what is left and where' },
    { command: 'npx ssot-guard audit --work-list', shows: 'the files to migrate first' },
    { command: 'npx ssot-guard audit --history 2026-01-01 --every week', shows: 'the burn-down, and where it leads' },
    { command: 'npx ssot-guard audit --html audit.html', shows: 'the same, and a page with all violations' },
    { command: 'npx ssot-guard audit --format markdown', shows: 'the same for an issue' },
  ],
  run: async ({ options: chosen }, io) => {
    const least = percentOf(chosen.minCompliance);
    const progress = chosen.quiet ? null : progressLine(io);
    const question: AuditQuestion = {
      ...{ cwd: io.cwd, ref: chosen.ref, config: chosen.config, today: dayOf(chosen.now, io) },
      history: historyIn(chosen, progress),
      workList: chosen.workList || chosen.html !== null,
      ...(progress === null ? {} : { progress: progress.tell }),
    };
    const audited = await deriveAudit(question).finally(() => progress?.end());
    if (chosen.html !== null)
      writeNamedFile(io.cwd, chosen.html, auditHtml(pageTemplate(), audited.audit, pageFindings(audited)));
    const derived = asAsked(audited, chosen);
    show(derived, chosen, io);
    const isBelow = least !== null && isBelowShare(derived, least);
    if (isBelow) io.stderr(`ssot-guard: ${belowWords(derived, least)}\n`);
    io.stderr(`${auditSummary(derived, io.elapsed())}\n`);
    return isBelow || derived.counts.expiredErrors > 0 ? 1 : 0;
  },
});

/** @throws UserError for options that say nothing without --history, and for what is no interval */
function historyIn({ history, every, registryOfTheDay }: Options, progress: Progress | null): HistoryQuestion | null {
  if (history === null) {
    const idle = every !== null ? '--every' : registryOfTheDay ? '--registry-of-the-day' : null;
    if (idle === null) return null;
    throw new UserError(`${idle} says nothing without --history`, 'Add a range: --history 2026-01-01..2026-03-31');
  }
  const question = { range: history, every: intervalOf(every ?? 'week'), ofTheDay: registryOfTheDay };
  return progress === null
    ? question
    : { ...question, progress: (done, of) => progress.tell(done, of, 'commits judged') };
}

/** The page always holds the work list; what is printed holds it where it was asked for. */
function asAsked({ audit: derived }: Audited, { workList }: Options): Audit {
  return workList ? derived : { ...derived, workList: null };
}

/** @throws UserError for what is no share */
function percentOf(text: string | null): number | null {
  if (text === null) return null;
  const share = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (share <= 100) return share;
  throw new UserError(`--min-compliance wants a share from 0 to 100, and "${text}" is none`, 'Write it as 95 or 87.5.');
}

/** By the counts, not by what is shown of them. Where nothing is touched everything complies, but not where nothing was read. */
function isBelowShare({ compliance: { clean, touching }, counts }: Audit, least: number): boolean {
  return clean * 100 < least * touching || (counts.filesChecked === 0 && least > 0);
}

function belowWords({ compliance: { clean, touching, percent }, counts }: Audit, least: number): string {
  if (counts.filesChecked === 0) return `no file was checked, and --min-compliance is ${least} %`;
  return `${clean} of ${touching} files comply, ${percent} %, and --min-compliance is ${least} %`;
}

/** @throws UserError when the output file cannot be written */
function show(derived: Audit, { format, output, quiet, color }: Options, io: Io): void {
  const text = {
    json: () => `${escapeJson(JSON.stringify(auditShape().ordered(derived), null, 2))}\n`,
    markdown: () => auditPage(derived),
    pretty: () =>
      auditText(derived, {
        colour: wantsColour(color, io.env, () => output === null && io.isTTY),
        columns: output === null ? io.columns : 100,
        isShort: quiet,
      }),
  }[format]();
  if (output === null) io.stdout(text);
  else writeNamedFile(io.cwd, output, text);
}
