/**
 * The prefilter of a whole tree: the required texts of its registry and its configuration as searches over bytes.
 */

import type { Prefilter, Search } from '../facts/byte-search.ts';
import { sharedTree } from '../facts/tree.ts';
import { settle } from '../git/settle.ts';
import type { Snapshot } from '../git/snapshot.ts';
import { type ModuleContext, type Shortcuts, statedNames } from '../modules/index.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { type SpecifierTest, specifierTest } from '../required-text/of-modules.ts';
import type { RequiredTexts } from '../required-text/required.ts';
import type { LanguageId } from '../types.ts';
import { textsOfTree } from './hook-file.ts';
import { expressionSource, fixedTexts, type Pattern } from './pattern.ts';
import { patternsOf } from './patterns.ts';

/** What the required texts of a registry and a tree say before anything is scanned or resolved: no finding is missed by it. */
export interface TreeSearch {
  readonly prefilter: Prefilter;
  readonly mayBeBanned: SpecifierTest;
}

export function searchOfTree(
  { tree }: Pick<Snapshot, 'tree'>,
  matcher: RegistryMatcher,
  readOutside: ModuleContext['readOutside'],
): TreeSearch {
  const { byLanguage, shortcuts } = settle(tree, () =>
    textsOfTree(matcher, { tree: sharedTree(tree), ...statedNames(matcher.registry), readOutside }),
  );
  const { js, py } = byLanguage;
  const unstated = unstatedBeginnings(matcher, shortcuts.js);
  return {
    prefilter: { js: searchOf('js', js, unstated), py: searchOf('py', py), paths: [js, py].flatMap(pathsOf) },
    // Files may come and go between two hooks; within a check a value means what it was resolved to.
    mayBeBanned: specifierTest(matcher, shortcuts),
  };
}

/** Files that hold these beginnings of names are read, whatever the registry says. */
export const ALWAYS_READ: readonly string[] = ['@/', '~/'];

/**
 * Usual beginnings of names that can be no package, where no configuration has one: their imports are counted, so files
 * that hold them are read. (Those of other names are counted in what is read; `--strict` reads everything.)
 */
function unstatedBeginnings({ registry }: RegistryMatcher, { keys }: Shortcuts): Pattern[] {
  const isStated = (beginning: string): boolean =>
    keys.some(({ key }) => key.startsWith(beginning)) ||
    registry.js.external.some((name) => name.startsWith(beginning));
  return ALWAYS_READ.flatMap((one): Pattern[] => (isStated(one) ? [] : [[{ any: '"\'`' }, one]]));
}

function searchOf(language: LanguageId, requiredTexts: RequiredTexts, more: readonly Pattern[] = []): Search | null {
  if (requiredTexts.kind === 'always') return null;
  const patterns = [...patternsOf(language, requiredTexts.list, false), ...more];
  return {
    literals: [...new Set(patterns.flatMap(fixedTexts))],
    expression: patterns.map((pattern) => `(?:${expressionSource(pattern)})`).join('|'),
  };
}

function pathsOf(requiredTexts: RequiredTexts): Prefilter['paths'] {
  return requiredTexts.kind === 'always' ? [] : requiredTexts.paths;
}
