/**
 * `baseline create`: takes every finding of the tree as known debt until a day.
 */

import { endOf } from '../../baseline/apply.ts';
import { createBaseline } from '../../baseline/edit.ts';
import { type Baseline, canBeBaselined, formatBaseline, unified } from '../../baseline/entries.ts';
import { parseBaseline } from '../../baseline/parse.ts';
import { datesInWords, endsOf, type Term } from '../../baseline/spread.ts';
import { UserError } from '../../errors.ts';
import { withUnionMerge } from '../../files/attributes.ts';
import { readFileSafely, writeFileSafely } from '../../files/write.ts';
import { counted } from '../../text/plural.ts';
import { findingsIn, shown } from './tables.ts';
import type { BaselineTask } from './task.ts';
import type { WholeTree } from './whole-tree.ts';

const ATTRIBUTES = '.gitattributes';

/** Writes the baseline from everything that is found now. */
export async function create({ options, today, look, io }: BaselineTask): Promise<number> {
  const term = termOf(options.until, options.spread, today);
  const tree = await look({ repository: io.repository, config: options.config, today });
  const path = tree.baselinePath;
  const before = readFileSafely(tree.top, path);
  if (before !== null && !options.force) throw alreadyThere(path, before, term.last);

  const entries = createBaseline(tree.findings, endsOf(tree.findings, term));
  writeFileSafely(tree.top, path, formatBaseline(entries, path));
  io.stderr(
    `ssot-guard: ${shown(path)} knows ${counted(findingsIn(entries), 'finding')} in ` +
      `${counted(entries.length, 'entry')} until ${entries.length === 0 ? term.last : datesInWords(entries.map(({ until }) => until))}\n`,
  );
  for (const note of notes(tree, entries)) io.stderr(`ssot-guard: ${note}\n`);
  const attributes = addUnionMerge(tree.top, path);
  if (attributes.problem !== null) io.stderr(`ssot-guard: ${attributes.problem}\n`);
  const files = attributes.written ? `${shown(path)} ${ATTRIBUTES}` : shown(path);
  io.stderr(`ssot-guard: commit it on its own: git add ${files}\n`);
  return 0;
}

/** One date, or the first and last of several. @throws UserError when there is none, or they are past or out of order */
export function termOf(until: string | null, by: Term['by'], today: string): Term {
  const [first, last = first, ...more] = until === null ? [] : until.split('..');
  const start = futureDay(first ?? null, today);
  if (last === undefined || last < start || more.length > 0)
    throw new UserError(`--until ${until} is no time to come`, 'Two dates are written --until <first>..<last>');
  if (start === last && by === 'owner')
    throw new UserError('--spread needs two dates', 'As in: --until 2026-10-01..2026-12-31 --spread owner');
  return { first: start, last, by };
}

/** The day that was asked for. @throws UserError when there is none, or it is past */
export function futureDay(until: string | null, today: string): string {
  if (until === null) throw new UserError('debt needs an end date', 'Say by when it will be gone: --until 2026-12-31');
  if (until.includes('..'))
    throw new UserError('one date is meant here, and two are given', 'baseline create spreads debt over dates');
  if (until < today) throw new UserError(`--until ${until} is past: today is ${today}`, 'Debt cannot begin expired.');
  return until;
}

/**
 * Lets git merge the baseline by keeping the lines of both sides, unless something else was decided before. What
 * stands in the way is told and stops nothing: the baseline works without.
 */
export function addUnionMerge(
  top: string,
  path: string,
): { readonly written: boolean; readonly problem: string | null } {
  try {
    const attributes = withUnionMerge(readFileSafely(top, ATTRIBUTES), path);
    if (attributes === null) return { written: false, problem: null };
    return { written: writeFileSafely(top, ATTRIBUTES, attributes), problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { written: false, problem: `${error.message}, so two branches' edits of ${shown(path)} may conflict` };
  }
}

/** What people should know about the baseline that was just made. */
function notes(tree: WholeTree, entries: Baseline): string[] {
  const left = tree.findings.filter((finding) => !canBeBaselined(finding)).length;
  const sooner = entries.filter((entry) => endOf(entry, tree.circumstances.deadlineOf) < entry.until).length;
  return [
    ...(left === 0
      ? []
      : [`${counted(left, 'finding')} about the registry ${left === 1 ? 'is' : 'are'} no debt: fix the registry`]),
    ...(sooner === 0
      ? []
      : [`${counted(sooner, 'entry')} ${sooner === 1 ? 'ends' : 'end'} sooner, at the deadline of the concept`]),
    ...(tree.unchecked === 0 ? [] : [`${counted(tree.unchecked, 'file')} could not be checked and may hold more`]),
  ];
}

function alreadyThere(path: string, text: string, until: string): UserError {
  const { entries: written, problems } = parseBaseline(text, path);
  const entries = unified(written);
  const message = `${shown(path)} is there already`;
  const others = 'ssot-guard baseline add takes in what is new, prune drops what is gone';
  if (problems.length > 0) return new UserError(`${message}, but cannot be read`, `--force overwrites it`);
  const reasons = entries.filter((entry) => entry.reason !== undefined).length;
  const sooner = entries.filter((entry) => entry.until < until).length;
  const lost = [
    `${counted(entries.length, 'entry')} with ${counted(findingsIn(entries), 'finding')}`,
    ...(reasons === 0 ? [] : [`${counted(reasons, 'reason')}`]),
    ...(sooner === 0 ? [] : [`${counted(sooner, 'end date')} before ${until}`]),
  ];
  return new UserError(message, `${others}; --force overwrites ${lost.join(', ')}`);
}
