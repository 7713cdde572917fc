/**
 * All proposals of a repository, merged by concept and ranked by how many files they touch.
 */
import { proposeAliases } from './aliases.ts';
import { proposeDeprecated } from './deprecated.ts';
import { proposeDetours } from './detours.ts';
import { proposeDuplicates } from './duplicates.ts';
import { indexNames, type NameIndex } from './names.ts';
import { isAdopted, mergedBans, type Proposal, type ProposalKind } from './proposal.ts';
import type { Survey } from './survey.ts';

/** In the order in which they give a merged proposal its kind. */
const FINDERS: Readonly<Record<ProposalKind, (survey: Survey, names: NameIndex) => Proposal[]>> = {
  deprecated: proposeDeprecated,
  alias: proposeAliases,
  duplicate: proposeDuplicates,
  detour: proposeDetours,
};
const EVERY_KIND: readonly ProposalKind[] = ['deprecated', 'alias', 'duplicate', 'detour'];

/** Byte-identical from run to run: ties are broken by the names. */
export function propose(survey: Survey, kinds: readonly ProposalKind[] = EVERY_KIND): Proposal[] {
  const names = indexNames(survey);
  const merged = new Map<string, Proposal>();
  for (const found of kinds.flatMap((kind) => FINDERS[kind](survey, names))) {
    const key =
      found.concept === null
        ? `ban ${found.bans[0]?.module} ${[...(found.bans[0]?.names?.keys() ?? [])]}`
        : found.concept;
    const before = merged.get(key);
    if (before === undefined) merged.set(key, found);
    // one concept has one home: what says otherwise waits for the next time; so does what a person has to decide
    else if (before.canonical === found.canonical && !(isAdopted(before.kind) && found.kind === 'duplicate'))
      merged.set(key, together(before, found));
  }
  return [...merged.values()].sort((a, b) => b.files.length - a.files.length || (labelOf(a) < labelOf(b) ? -1 : 1));
}

/** A third reason does not convince more than two. */
const LONGEST_WHY = 180;

function together(a: Proposal, b: Proposal): Proposal {
  return {
    ...a,
    importFrom: a.importFrom ?? b.importFrom,
    bans: mergedBans([...a.bans, ...b.bans]),
    judgesDetours: a.judgesDetours || b.judgesDetours,
    why: a.why === b.why || a.why.length + b.why.length > LONGEST_WHY ? a.why : `${a.why}; ${b.why}`,
    evidence: [...a.evidence, ...b.evidence],
    files: [...new Set([...a.files, ...b.files])],
  };
}

/** What a proposal is about, in a word. */
export function labelOf({ concept, bans }: Proposal): string {
  const [ban] = bans;
  return concept ?? (ban?.names == null ? (ban?.module ?? '') : `${[...ban.names.keys()].join(', ')} in ${ban.module}`);
}
