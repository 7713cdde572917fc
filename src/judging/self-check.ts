/**
 * The registry checked against itself and the tree.
 */

import { searchPlaceOf, wordSearch } from '../git/search.ts';
import type { Source } from '../git/settle.ts';
import { isUncommitted } from '../git/snapshot.ts';
import type { RegistryFinding } from '../registry/finding.ts';
import { checkRegistry } from '../rules/registry/index.ts';
import type { Tree } from '../types.ts';
import { type Check, modulesIn } from './check.ts';
import { collectProblems } from './questions.ts';
import { isWhole, registryTouched } from './registry-changes.ts';
import type { Verdict } from './verdict.ts';

export type RegistryVerdict = { readonly findings: readonly RegistryFinding[] } & Pick<Verdict, 'unreadable' | 'notes'>;

/** What is wrong with the registry, as long as not all answers are final. */
export interface RegistryJudge extends Source {
  /** To be asked again and again. */
  judge(): RegistryVerdict;
}

/**
 * Judges it if it, its baseline or a home is looked at; of a whole tree, always.
 *
 * @param tree the judged one, as it is seen at each time
 */
export function registryJudge(check: Check, tree: () => Tree): RegistryJudge {
  const { filesWith, ...words } = wordSearch(check.repository, searchPlaceOf(check.snapshot));
  return { ...words, judge: () => judgeRegistry(check, tree, filesWith) };
}

function judgeRegistry(
  { request, snapshot, matcher, debt, readOutside }: Check,
  tree: () => Tree,
  filesWith: (word: string) => readonly string[],
): RegistryVerdict {
  const touched = registryTouched(snapshot, matcher);
  const { report, all } = collectProblems();
  if (!isWhole(snapshot) && touched.size === 0) return { findings: [], ...all() };
  const findings = checkRegistry({
    matcher,
    modules: modulesIn(tree(), matcher, readOutside, report),
    paths: snapshot.tree.allPaths(),
    filesWith,
    today: request.today,
    inDebt: new Set(debt.entries.flatMap((entry) => (entry.concept === null ? [] : [entry.concept]))),
  }).filter(({ dated }) => !isUncommitted(snapshot) || dated?.some((path) => touched.has(path)) !== false);
  return { findings, ...all() };
}
