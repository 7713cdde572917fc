/**
 * The prefilter of a whole tree: the needles of its registry and its configuration as searches over bytes.
 */

import type { Prefilter, Search } from '../facts/byte-search.ts';
import { openTree } from '../facts/tree.ts';
import { installedReader } from '../files/installed.ts';
import type { Repository } from '../git/repository.ts';
import { settle } from '../git/settle.ts';
import type { Snapshot } from '../git/snapshot.ts';
import type { Guard } from '../registry/guard.ts';
import { type SpecifierTest, specifierTest } from '../required-text/of-modules.ts';
import type { Needles } from '../required-text/required.ts';
import type { LanguageId } from '../types.ts';
import { needlesOfTree } from './hook-file.ts';
import { expressionSource, fixedTexts, patternsOf } from './patterns.ts';

/** What the needles of a registry and a tree say before anything is scanned or resolved: no finding is missed by it. */
export interface TreeSearch {
  readonly prefilter: Prefilter;
  readonly mayBeBanned: SpecifierTest;
}

export function searchOfTree(repository: Repository, { tree }: Pick<Snapshot, 'tree'>, guard: Guard): TreeSearch {
  const readOutside = installedReader(repository.found?.top ?? repository.cwd);
  const { pythonRoots } = guard.registry;
  const { byLanguage, shortcuts } = settle(tree, () =>
    needlesOfTree(guard, { tree: openTree(tree, new Map()), pythonRoots, readOutside }),
  );
  const { js, py } = byLanguage;
  return {
    prefilter: { js: searchOf('js', js), py: searchOf('py', py), paths: [js, py].flatMap(pathsOf) },
    mayBeBanned: specifierTest(guard, shortcuts),
  };
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
