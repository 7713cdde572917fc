/**
 * The registry of a repository that has none: what it says of itself, chosen and written down, and the debt that exists
 * today with a day on which it ends.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createBaseline } from '../../baseline/edit.ts';
import { formatBaseline } from '../../baseline/entries.ts';
import { datesInWords, endsOf, type Term } from '../../baseline/spread.ts';
import { UserError } from '../../errors.ts';
import { withUnionMerge } from '../../files/attributes.ts';
import { marked } from '../../hooks/block.ts';
import type { Change, Site } from '../../hooks/define.ts';
import { type Counted, countFindings } from '../../onboarding/count.ts';
import { isAdopted, type ProposalKind } from '../../onboarding/proposal.ts';
import { propose } from '../../onboarding/propose.ts';
import { surveyTree } from '../../onboarding/survey.ts';
import { checkOrRefuse } from '../../pipeline.ts';
import { baselinePaths } from '../../registry/baseline-file.ts';

/** So many are counted, and as many again of those that the source itself makes; the rest touch fewer files. */
const MOST_PROPOSALS = 40;

/**
 * What the repository asks for: first what is adopted unasked, then the others, each part largest first.
 * @param most how many are counted beside those, or null for all of them
 */
export function proposals(
  site: Site,
  kinds: readonly ProposalKind[],
  today: string,
  most: number | null = MOST_PROPOSALS,
): Counted[] {
  const survey = surveyTree(site.repository);
  const ranked = propose(survey, kinds);
  const limit = most ?? ranked.length;
  const largest = ranked.filter(({ kind }, at) => at < limit || isAdopted(kind)).slice(0, 2 * limit);
  const counted = countFindings(survey, largest, today);
  return [true, false].flatMap((isFirst) => counted.filter(({ proposal }) => isAdopted(proposal.kind) === isFirst));
}

/**
 * The baseline of the registry that now stands on disk, and the line that lets git merge it.
 * @returns no changes when there is nothing to know
 */
export async function baselineChanges(site: Site, term: Term, today: string): Promise<Change[]> {
  const outcome = await checkOrRefuse({
    cwd: site.top,
    scope: { scope: 'all' },
    config: null,
    today,
    ignoreBaseline: true,
  });
  const entries = createBaseline(outcome.report.findings, endsOf(outcome.report.findings, term));
  const { registry } = outcome.matcher;
  if (entries.length === 0 || baselinePaths(registry).some((path) => existsSync(join(site.top, path)))) return [];
  const count = entries.reduce((sum, entry) => sum + entry.count, 0);
  const why = `the ${count === 1 ? 'violation' : `${count} violations`} of today, which may stay until ${datesInWords(entries.map(({ until }) => until))}`;
  return [
    {
      kind: 'write',
      path: join(site.top, registry.baseline),
      content: formatBaseline(entries, registry.baseline),
      mode: null,
      why,
    },
    ...attributesChanges(site, registry.baseline),
  ];
}

/**
 * The same for a registry that a person has written, where the guard comes in now: what it finds today must stop nobody
 * who touches a file tomorrow. One that cannot be used is told by `doctor`.
 */
export async function baselineOfHandwritten(site: Site, term: Term, today: string): Promise<Change[]> {
  try {
    return await baselineChanges(site, term, today);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** The line that lets git merge the baseline; none where a line there already says how it is merged. */
function attributesChanges(site: Site, path: string): Change[] {
  const attributes = site.read('.gitattributes');
  if (withUnionMerge(attributes, path) === null) return [];
  const before = attributes ?? '';
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const content = before + gap + marked([`/${path} merge=union`]);
  const why = 'merges of the baseline keep both sides';
  return [{ kind: 'write', path: join(site.top, '.gitattributes'), content, mode: null, why }];
}
