/**
 * `fix`: rewrites imports, re-exports and strings where the registry says what to write and that is seen to be the same
 * code. What is left is a list for people.
 */
import { UserError } from '../errors.ts';
import { withLock } from '../files/lock.ts';
import { inWords } from '../files/refusals.ts';
import { byBytes, decodeName, rawOf } from '../git/names.ts';
import { dialectOf } from '../languages/index.ts';
import { unifiedDiff } from '../rewriting/diff.ts';
import { EDITORS } from '../rewriting/file-to-fix.ts';
import { clearLeftOvers, refuseInterrupted } from '../rewriting/journal.ts';
import { resultOf } from '../rewriting/outcome.ts';
import { planAll } from '../rewriting/plan-all.ts';
import type { PlanAllOptions, Planned } from '../rewriting/plans.ts';
import { type FixResult, fixShape } from '../rewriting/result.ts';
import { uninterrupted } from '../rewriting/uninterrupted.ts';
import { wantsColour } from '../text/colour.ts';
import { escapeJson, escapeText } from '../text/escape.ts';
import type { Skipped } from '../types.ts';
import { defineCommand, type Io } from './define.ts';
import { judgeScope } from './fix/judge.ts';
import { fixScope, notCheckedOut } from './fix/scope.ts';
import { wanted } from './fix/select.ts';
import { leftWords, settleInterrupted } from './fix/settle.ts';
import { fixSummary, listing, shownDiff } from './fix/show.ts';
import { gateFor, writeAll } from './fix/write.ts';
import { dayOf, reportOptions } from './options.ts';
import type { OptionTable, Values } from './parse.ts';
import { progressLine } from './progress.ts';

const options = {
  all: { kind: 'flag', group: 'Scope', summary: 'every file on disk that is tracked, or not ignored' },
  in: { kind: 'list', value: '<glob>', group: 'Scope', summary: 'only files that match; may be repeated' },
  concept: { kind: 'list', value: '<name>', group: 'Scope', summary: 'only findings of this concept; may be repeated' },
  owner: { kind: 'list', value: '<name>', group: 'Scope', summary: 'only findings of this owner; may be repeated' },
  limit: { kind: 'count', value: '<files>', group: 'Scope', summary: 'write so many files at most, to be reviewed' },
  'dry-run': {
    kind: 'flag',
    short: 'n',
    group: 'Writing',
    summary: 'print a diff, as git apply takes it, and write nothing',
  },
  staged: {
    kind: 'flag',
    group: 'Writing',
    summary: 'stage what is written; only files that are staged as they are on disk, the others are not touched',
  },
  unsafe: {
    kind: 'flag',
    group: 'Writing',
    summary: 'also where modules do something when they are loaded, and the order changes',
  },
  resume: { kind: 'flag', group: 'After an interruption', summary: 'finish what an interrupted fix was writing' },
  abort: { kind: 'flag', group: 'After an interruption', summary: 'put back what an interrupted fix has written' },
  format: {
    kind: 'choice',
    short: 'f',
    value: '<format>',
    choices: ['pretty', 'json'],
    group: 'Output',
    summary: 'how to print what was done and what is left',
  },
  quiet: { kind: 'flag', short: 'q', group: 'Output', summary: 'hide the lists, never the summary' },
  color: { kind: 'toggle', group: 'Output', summary: 'colour, whatever the terminal and NO_COLOR say' },
  config: reportOptions.config,
  now: { kind: 'day', value: '<date>', group: 'Verdict', summary: 'judge deadlines as of this day' },
} as const satisfies OptionTable;

type Options = Values<typeof options>;

export const fix = defineCommand({
  name: 'fix',
  summary: 'rewrite banned imports where that is seen to be the same code',
  usage: ['fix [<options>]', 'fix <path>… | --all', 'fix --resume | --abort'],
  positionals: {
    label: '<path>',
    summary: 'files and folders on disk; without any, what is staged, as it is on disk',
    max: Number.POSITIVE_INFINITY,
  },
  options,
  examples: [
    { command: 'npx ssot-guard fix --dry-run', shows: 'what would change in the files that are staged' },
    { command: 'npx ssot-guard fix --staged', shows: 'fix them, and stage the result' },
    {
      command: 'npx ssot-guard fix --all --concept WebSocketManager --limit 20',
      shows: 'the next 20 files of a migration',
    },
    { command: 'npx ssot-guard fix --all --format json', shows: 'what is left for a person or an agent' },
  ],
  run: ({ options: chosen, positionals }, io) => {
    if (chosen.resume || chosen.abort) {
      refuseOthers(chosen, positionals);
      return settleInterrupted(chosen, io);
    }
    if (chosen.limit === 0) throw new UserError('--limit 0 would write nothing', '--dry-run says what would change.');
    const work = (): Promise<number> => rewrite(chosen, positionals, io);
    return chosen.dryRun ? work() : withLock(io.repository.commonDir, 'fix', work);
  },
});

async function rewrite(chosen: Options, paths: readonly string[], io: Io): Promise<number> {
  const { repository } = io;
  refuseInterrupted(repository);
  if (!chosen.dryRun) inWords('Nothing was changed.', () => clearLeftOvers(repository));
  const scope = fixScope(repository, chosen.all, paths);
  const progress = chosen.all && !chosen.quiet ? progressLine(io) : null;
  const { judge, outcome } = await judgeScope(repository, scope.request, {
    config: chosen.config,
    today: dayOf(chosen.now, io),
    ...(progress === null ? {} : { progress: progress.tell }),
  }).finally(() => progress?.end());
  const gate = gateFor(repository, chosen.limit ?? Number.POSITIVE_INFINITY, chosen.staged);
  const planOptions: PlanAllOptions = {
    ...{ unsafe: chosen.unsafe, editors: EDITORS, wants: wanted(chosen, outcome.matcher), holdBack: gate.holdBack },
  };
  const planned = await planAll(judge, planOptions);
  const isWriting = !chosen.dryRun && planned.plans.some(({ written }) => written !== null);
  const done = isWriting ? await uninterrupted((isStopped) => writeAll(repository, planned, gate, isStopped)) : null;
  if (done?.value === null) {
    io.stderr('ssot-guard: stopped before anything was changed\n');
    return 130;
  }
  const { left, parted } = done?.value ?? { left: [], parted: [] };
  const skipped = [...scope.skipped, ...notCheckedOut(outcome.snapshot), ...outcome.report.skipped.filter(isTold)];
  const result = resultOf(planned, planOptions, skipped, !chosen.dryRun);
  tell(chosen, result, planned, io);
  const isDebt = outcome.baseline.length > 0 && isWriting;
  const notes = [
    ...outcome.notes,
    ...notesOf(result, planned),
    ...left.map(leftWords),
    ...parted.map((raw) => `${decodeName(raw).path} has other names (hard links), which keep what it held`),
    ...(isDebt ? ['the baseline may hold what is fixed now: ssot-guard baseline prune'] : []),
  ];
  if (!chosen.quiet) tellNotes(notes, io);
  io.stderr(`${fixSummary(result, outcome.report.summary.filesChecked, scope.nothing, io.elapsed())}\n`);
  if (done?.wasStopped === true) return 130;
  return result.refused.length + planned.held.length + left.length > 0 ? 1 : 0;
}

/** An option that would be ignored is a misunderstanding. @throws UserError for one */
function refuseOthers(chosen: Options, paths: readonly string[]): void {
  const { all, in: globs, concept, owner, limit, dryRun, staged, unsafe } = chosen;
  const given = [paths, globs, concept, owner].some((list) => list.length > 0) || limit !== null;
  if (given || all || dryRun || staged || unsafe)
    throw new UserError('--resume and --abort are about all files of the interrupted fix', 'Leave the rest out.');
  if (chosen.resume && chosen.abort) throw new UserError('--resume and --abort cannot both be done', 'Choose one.');
}

function isTold({ path, reason }: Skipped): boolean {
  return reason !== 'empty' && dialectOf(path) !== null;
}

/** What goes to standard output. */
function tell(chosen: Options, result: FixResult, { plans }: Planned, io: Io): void {
  if (chosen.format === 'json') {
    io.stdout(`${escapeJson(JSON.stringify(fixShape().ordered(result), null, 2))}\n`);
    return;
  }
  const colour = wantsColour(chosen.color, io.env, () => io.isTTY);
  if (chosen.dryRun) {
    const diffs = plans.flatMap(({ file, written }) =>
      written === null ? [] : [{ raw: rawOf(file), diff: unifiedDiff(rawOf(file), file.bytes, written.edits) }],
    );
    const diff = Buffer.concat(diffs.sort((a, b) => byBytes(a.raw, b.raw)).map((one) => one.diff));
    io.stdout(io.isTTY ? shownDiff(diff, colour) : diff);
  } else if (!chosen.quiet) io.stdout(listing(result, colour));
}

/** So many notes are printed one by one; the rest are counted. */
const SHOWN_NOTES = 10;

function tellNotes(notes: readonly string[], io: Io): void {
  for (const note of notes.slice(0, SHOWN_NOTES)) io.stderr(`ssot-guard: ${escapeText(note)}\n`);
  if (notes.length > SHOWN_NOTES) io.stderr(`ssot-guard: and ${notes.length - SHOWN_NOTES} more notes\n`);
}

function notesOf({ skipped }: FixResult, { revealed }: Planned): string[] {
  return [
    ...skipped.map(({ path, reason }) => `${path} is left as it is: ${reason}`),
    ...revealed.map(({ path, finding }) => `${path} is seen to need a look now: ${finding.message}`),
  ];
}
