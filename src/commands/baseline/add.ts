/**
 * `baseline add`: the only way to grow. It takes in what is new and renews what is over; in files and folders that are
 * named also what is over within days. All of it needs a reason and an end date.
 */
import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { addToBaseline } from '../../baseline/edit.ts';
import { baselinedRules, formatBaseline } from '../../baseline/entries.ts';
import { UserError } from '../../errors.ts';
import { writeFileSafely } from '../../files/write.ts';
import { decodeName } from '../../git/names.ts';
import { repositoryName } from '../../git/paths.ts';
import { nearest } from '../../text/nearest.ts';
import { counted } from '../../text/plural.ts';
import type { Finding } from '../../types.ts';
import { addUnionMerge, futureDay } from './create.ts';
import { shown } from './tables.ts';
import type { BaselineTask } from './task.ts';
import { against, baselineOf, type WholeTree } from './whole-tree.ts';

/** Takes in what is new in the given places, with a reason and an end. */
export async function add(task: BaselineTask): Promise<number> {
  const { options, today, look, io } = task;
  const until = futureDay(options.until, today);
  const reason = options.reason?.trim() ?? '';
  if (reason === '') {
    throw new UserError('debt needs a reason', 'Say why it is taken in: --reason "runs until the cut-over"');
  }
  const tree = await look({ repository: io.repository, config: options.config, today });
  const isChosen = choice(task, tree);
  const applied = against(tree, baselineOf(tree) ?? []);
  const { deadlineOf } = tree.circumstances;
  const terms = { reason, until, deadlineOf, renewExpiring: task.paths.length > 0 };
  const { entries, added, renewed, earlier, capped } = addToBaseline(applied, isChosen, terms);
  for (const concept of capped) {
    io.stderr(
      `ssot-guard: the deadline of ${shown(concept)}, ${deadlineOf(concept)}, comes before ${until} and counts\n`,
    );
  }
  if (added + renewed === 0) {
    io.stderr(`ssot-guard: nothing to add: ${nothing(applied.findings.filter(isChosen))}\n`);
    return 0;
  }

  const path = tree.baselinePath;
  writeFileSafely(tree.top, path, formatBaseline(entries, path));
  const { written, problem } = addUnionMerge(tree.top, path);
  const done = [
    ...(added === 0 ? [] : [`${counted(added, 'finding')} added`]),
    ...(renewed === 0 ? [] : [`${counted(renewed, 'finding')} renewed`]),
  ];
  io.stderr(`ssot-guard: ${shown(path)}: ${done.join(', ')}, known until ${until}: ${shown(reason)}\n`);
  for (const entry of earlier) {
    io.stderr(`ssot-guard: ${shown(entry.path)}: ends on ${entry.until} with what was known there before\n`);
  }
  if (problem !== null) io.stderr(`ssot-guard: ${problem}\n`);
  io.stderr(`ssot-guard: commit it: git add ${shown(path)}${written ? ' .gitattributes' : ''}\n`);
  return 0;
}

function nothing(chosen: readonly Finding[]): string {
  if (chosen.length === 0) return 'no such finding';
  if (chosen.every((finding) => finding.rule === 'registry')) return 'what is wrong with the registry is fixed there';
  const over = chosen.some((finding) => finding.status === 'expired');
  return over ? 'the deadline of the concept is over; it stands in the registry' : 'all of it is known already';
}

/** Which findings the command line means. @throws UserError for a rule, concept or path that does not exist */
function choice({ options, paths, io }: BaselineTask, tree: WholeTree): (finding: Finding) => boolean {
  for (const rule of options.rule) refuseUnknown('rule', rule, baselinedRules);
  const concepts = tree.registry.concepts.map(({ name }) => name);
  for (const concept of options.concept) refuseUnknown('concept', concept, concepts);
  const places = paths.map((given) => {
    const { path } = decodeName(repositoryName(io.repository, given));
    const exists = lstatSync(resolve(io.cwd, given), { throwIfNoEntry: false }) !== undefined;
    if (!exists && !tree.findings.some((finding) => isBelow(finding.path, path))) {
      throw new UserError(`there is no ${shown(given)}`, 'Name files and folders as they are on disk.');
    }
    return path;
  });
  return (finding) =>
    (options.rule.length === 0 || options.rule.includes(finding.rule)) &&
    (options.concept.length === 0 || options.concept.includes(finding.concept ?? '')) &&
    (places.length === 0 || places.some((place) => isBelow(finding.path, place)));
}

function isBelow(path: string, place: string): boolean {
  return place === '' || path === place || path.startsWith(`${place}/`);
}

function refuseUnknown(kind: string, word: string, known: readonly string[]): void {
  if (known.includes(word)) return;
  const meant = nearest(word, known);
  throw new UserError(
    `there is no ${kind} "${shown(word)}"`,
    meant === null ? `There are: ${known.map(shown).join(', ')}` : `did you mean "${shown(meant)}"?`,
  );
}
