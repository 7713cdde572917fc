/**
 * The registry checked against itself and the tree.
 */

import { filesWithWords, searchPlaceOf } from '../git/search.ts';
import { isUncommitted } from '../git/snapshot.ts';
import type { RegistryFinding } from '../registry/finding.ts';
import { checkRegistry } from '../rules/registry/index.ts';
import type { Tree } from '../types.ts';
import { type Check, modulesIn } from './check.ts';
import { collectProblems } from './questions.ts';
import { isWhole, registryTouched } from './registry-changes.ts';
import type { Verdict } from './verdict.ts';

export type RegistryVerdict = { readonly findings: readonly RegistryFinding[] } & Pick<Verdict, 'unreadable' | 'notes'>;

/**
 * What is wrong with it, if it, its baseline or a home is looked at; of a whole tree, always. To be asked again and again.
 *
 * @param tree the judged one, as it is seen at each time
 */
export function registryJudge(check: Check, tree: () => Tree): () => RegistryVerdict {
  const found = new Map<string, readonly string[]>();
  const filesWith = (word: string): readonly string[] => {
    const known = found.get(word) ?? filesWithWords(check.repository, [word], searchPlaceOf(check.snapshot));
    found.set(word, known);
    return known;
  };
  return () => judgeRegistry(check, tree, filesWith);
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
