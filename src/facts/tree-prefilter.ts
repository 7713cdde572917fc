/**
 * The prefilter of a whole tree: the needles of its registry and its configuration as searches over bytes.
 */
import { discover } from '../git/discover.ts';
import type { Snapshot } from '../git/snapshot.ts';
import { installedReader } from '../modules/index.ts';
import type { Guard } from '../registry/guard.ts';
import type { Needles } from '../rules/needle.ts';
import type { LanguageId } from '../types.ts';
import { needlesOfTree } from './needle-file.ts';
import { expressionSource, fixedTexts, patternsOf } from './needle-patterns.ts';
import type { Prefilter, Search } from './prefilter.ts';
import { openTree } from './tree.ts';

/** The prefilter under which no finding of this registry in this tree is missed. */
export function prefilterOfTree(cwd: string, { tree }: Pick<Snapshot, 'tree'>, guard: Guard): Prefilter {
  const readOutside = installedReader(discover(cwd)?.top ?? cwd);
  const { pythonRoots } = guard.registry;
  for (;;) {
    // What the tree does not know yet counts as not there, and is fetched for the next round.
    const context = { tree: openTree(tree, new Map()), pythonRoots, readOutside };
    const { js, py } = needlesOfTree(guard, context).byLanguage;
    if (!tree.fetch()) return { js: searchOf('js', js), py: searchOf('py', py), paths: [js, py].flatMap(pathsOf) };
  }
}

function searchOf(language: LanguageId, needles: Needles): Search | null {
  if (needles.kind === 'always') return null;
  const patterns = patternsOf(language, needles.list, false);
  return {
    literals: [...new Set(patterns.flatMap(fixedTexts))],
    expression: patterns.map((pattern) => `(?:${expressionSource(pattern)})`).join('|'),
  };
}

function pathsOf(needles: Needles): Prefilter['paths'] {
  return needles.kind === 'always' ? [] : needles.paths;
}
