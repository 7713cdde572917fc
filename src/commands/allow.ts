/**
 * `allow`: lets one finding stand, with a reason and an end, where a reader will look for it: in a comment at its place, or as
 * `allow` of the ban or the definition rule in the registry. What is to be written is judged before it is written: the
 * finding is gone by it, and nothing else is said that was not said before.
 */
import { UserError } from '../errors.ts';
import { readFacts } from '../facts/source.ts';
import { writeFileSafely } from '../files/write.ts';
import { rawName, rawOf } from '../git/names.ts';
import type { ScopeRequest, StandIn } from '../git/snapshot.ts';
import { type CheckOutcome, checkOrRefuse } from '../pipeline.ts';
import { byteEdits, withEdits } from '../rewriting/bytes.ts';
import { unifiedDiff } from '../rewriting/diff.ts';
import { escapeText } from '../text/escape.ts';
import { counted } from '../text/plural.ts';
import type { Finding } from '../types.ts';
import { type Addition, commentsFor } from './allow/comment.ts';
import { registryAddition } from './allow/registry-entry.ts';
import { placeWords, type Terms } from './allow/terms.ts';
import { type Chosen, chosenBy } from './allow/which.ts';
import { futureDay } from './baseline/create.ts';
import { defineCommand, type Io } from './define.ts';
import { dayOf } from './options.ts';

export const allow = defineCommand({
  name: 'allow',
  summary: 'let one finding stand, with a reason and an end',
  usage: ['allow <fingerprint> --reason <text> --until <date>', 'allow <path>:<line> … --in <glob>'],
  positionals: {
    label: '<finding>',
    summary: 'its fingerprint, as --format json has it, or its place: <path>:<line>[:<column>]',
    max: 1,
  },
  options: {
    reason: { kind: 'text', value: '<text>', summary: 'why it stands' },
    until: { kind: 'day', value: '<date>', summary: 'its last day, such as 2026-12-31' },
    permanent: { kind: 'flag', summary: 'it has no end' },
    in: {
      kind: 'list',
      value: '<glob>',
      summary: 'in the registry instead of a comment, for these files; may be repeated',
    },
    'dry-run': { kind: 'flag', summary: 'print the change as a diff, and write nothing' },
    now: { kind: 'day', value: '<date>', summary: 'judge dates as of this day' },
  },
  examples: [
    {
      command: "npx ssot-guard allow src/a.ts:3 --until 2027-01-31 --reason 'runs until the cut-over'",
      shows: 'a comment above line 3',
    },
    {
      command: "npx ssot-guard allow src/a.ts:3 --permanent --reason 'test doubles' --in 'test/**'",
      shows: 'an exception of the ban, in the registry',
    },
  ],
  run: async ({ options, positionals: [which] }, io) => {
    const today = dayOf(options.now, io);
    if (which === undefined) throw new UserError('allow what?', 'A fingerprint, or a place: src/a.ts:3');
    const terms = termsOf(options, today);
    const chosen = await chosenBy(which, io, (scope) => checkOrRefuse({ cwd: io.cwd, scope, config: null, today }));
    const judge = judgeAgain(chosen, io, today);
    const additions =
      options.in.length > 0
        ? [registryAddition(chosen, terms, options.in, io.repository.top)]
        : commentsFor(chosen, terms);
    for (const addition of additions) {
      const written = await proven(addition, chosen, judge);
      if (written !== null) return write(written, chosen, options.dryRun, io);
    }
    throw new UserError(
      `no exception can be written for ${placeWords(chosen.finding)}: it would not hold there`,
      options.in.length > 0
        ? 'Write it by hand, or in a comment: without --in.'
        : 'State it in the registry: --in <glob>',
    );
  },
});

function termsOf(
  options: { readonly reason: string | null; readonly until: string | null; readonly permanent: boolean },
  today: string,
): Terms {
  const reason = options.reason?.trim() ?? '';
  if (reason === '')
    throw new UserError('an exception needs a reason', 'Say why it stands: --reason "runs until the cut-over"');
  if (/["\\\r\n]/.test(reason)) throw new UserError('a reason is one line without quotes and backslashes');
  if (options.permanent && options.until !== null)
    throw new UserError('--until and --permanent cannot both be', 'Choose one.');
  if (options.permanent) return { reason, until: null };
  if (options.until === null)
    throw new UserError('an exception needs an end', 'Say until when: --until 2026-12-31, or --permanent');
  return { reason, until: futureDay(options.until, today) };
}

/** Judges the finding's file, with a content in place of one that is on the disk. */
type JudgeAgain = (raw: string | null, bytes: Buffer) => Promise<CheckOutcome>;

function judgeAgain({ file }: Chosen, io: Io, today: string): JudgeAgain {
  const path = Buffer.from(rawOf(file), 'latin1');
  return (raw, bytes) => {
    const standIns: [string, StandIn][] =
      raw === null
        ? []
        : [[raw, { bytes, facts: readFacts(bytes, Buffer.from(raw, 'latin1').toString('utf8')).facts }]];
    const scope: ScopeRequest = { scope: 'paths', paths: [path], lenient: true, overlay: new Map(standIns) };
    return checkOrRefuse({ cwd: io.repository.top, scope, config: null, today });
  };
}

/** What is to be written, and what it says of the file then. */
interface Proven {
  readonly raw: string;
  readonly before: Buffer;
  readonly diff: Buffer;
  readonly after: Buffer;
  readonly gone: number;
}

async function proven(addition: Addition, { finding }: Chosen, judge: JudgeAgain): Promise<Proven | null> {
  const edits = byteEdits(addition.bytes, addition.dialect, addition.edits);
  if (edits === null) return null;
  const after = withEdits(addition.bytes, edits);
  const isDamaged = (bytes: Buffer): boolean => readFacts(bytes, addition.path).facts.damage !== null;
  if (isDamaged(after) && !isDamaged(addition.bytes)) return null;
  const raw = rawName(addition.path);
  const [then, now] = [await judge(null, after), await judge(raw, after)];
  const gone = goneBy(then.report.findings, now.report.findings, finding, addition.linesAbove);
  if (gone === 0 || now.report.summary.uncheckable > then.report.summary.uncheckable) return null;
  return { raw, before: addition.bytes, after, gone, diff: unifiedDiff(raw, addition.bytes, edits) };
}

/** How many findings are gone; none where the one that is meant is not, or one is there that was not. */
function goneBy(before: readonly Finding[], after: readonly Finding[], meant: Finding, linesAbove: number): number {
  const isMeant = (one: Finding): boolean =>
    about(one) === about(meant) && one.line === meant.line + linesAbove && one.column === meant.column;
  const counts = new Map<string, number>();
  for (const one of before) counts.set(about(one), (counts.get(about(one)) ?? 0) + 1);
  for (const one of after) counts.set(about(one), (counts.get(about(one)) ?? 0) - 1);
  if (after.some(isMeant) || [...counts.values()].some((left) => left < 0)) return 0;
  return before.length - after.length;
}

function about({ rule, concept, path, module, name, specifier }: Finding): string {
  return JSON.stringify([rule, concept, path, module, name, specifier]);
}

function write({ raw, before, after, diff, gone }: Proven, { finding }: Chosen, isDry: boolean, io: Io): number {
  const path = Buffer.from(raw, 'latin1').toString('utf8');
  if (isDry) io.stdout(diff);
  else if (!after.equals(before)) writeFileSafely(io.repository.top, path, after);
  const others = gone > 1 ? `, and ${counted(gone - 1, 'finding')} with it` : '';
  io.stderr(`ssot-guard: ${escapeText(path)}: ${placeWords(finding)} ${isDry ? 'would stand' : 'stands'}${others}\n`);
  if (!isDry) io.stderr(`ssot-guard: it counts once it is staged: git add ${escapeText(path)}\n`);
  return 0;
}
