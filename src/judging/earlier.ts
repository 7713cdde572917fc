/**
 * The registries that a commit is judged by besides its own: HEAD's and, in a merge, those of the other parents. A commit
 * cannot both change the registry and use the change: what all of them forbid still fails.
 *
 * Nothing here compares two registries to find out whether one is weaker. Each judges the staged files for itself, from
 * imports to statuses, and of two findings at one place the one that fails more counts.
 */

import { type BaselineEntry, mostOf } from '../baseline/entries.ts';
import { openTree } from '../facts/tree.ts';
import { nameId } from '../git/names.ts';
import type { RawTree } from '../git/raw-tree.ts';
import { settle } from '../git/settle.ts';
import { isUncommitted, type Snapshot } from '../git/snapshot.ts';
import { mayConfigure } from '../modules/configuration.ts';
import { type ModuleContext, resolveImport, statedNames } from '../modules/index.ts';
import { stillDefines } from '../modules/origin.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { pairConcepts, sameHome } from '../registry/pairing.ts';
import type { EarlierMatcher } from '../registry/read.ts';
import type { RawFinding } from '../rules/define.ts';
import { type Concept, FAILING, type Finding, type Home, type RuleId, type Tree } from '../types.ts';

/** A registry that held before the commit. */
export interface EarlierRegistry {
  readonly matcher: RegistryMatcher;
  /** The same with the homes that the commit has moved, for the rules about homes. */
  readonly withMovedHomes: RegistryMatcher;
  /** The commit's tree that it is of. */
  readonly tree: RawTree;
  /** Its concepts by the names that they have now. */
  readonly nowNamed: ReadonlyMap<string, string>;
}

/** One way in which an earlier registry looks at the staged files. */
export interface View {
  readonly matcher: RegistryMatcher;
  /** Names mean what the configuration of that commit says, not the staged one. */
  readonly configuredBefore: boolean;
  readonly speaks: (rule: RuleId) => boolean;
}

/** Rules for which a moved home is the home. Bans stay as they were. */
const ABOUT_HOMES: ReadonlySet<RuleId> = new Set(['duplicate-definition', 'alias', 'indirect-import']);

/** What has changed since: the registry itself, or what its values and the staged imports resolve through. */
export interface Changes {
  readonly registry: boolean;
  readonly configuration: boolean;
}

export const NOTHING_CHANGED: Changes = { registry: false, configuration: false };

/** Whether anything that a registry is made of is part of the commit, whatever became of it. */
export function changesOf(snapshot: Snapshot, isPartOfRegistry: (path: string) => boolean): Changes {
  const compares = isUncommitted(snapshot) || snapshot.scope === 'since';
  return {
    registry: compares && snapshot.changed.some(isPartOfRegistry),
    configuration: isUncommitted(snapshot) && (snapshot.changesLinks || snapshot.changed.some(mayConfigure)),
  };
}

/** The views of one earlier registry. */
export function viewsOf({ matcher, withMovedHomes }: EarlierRegistry, changes: Changes): View[] {
  const views: View[] = [];
  if (changes.registry) {
    views.push({ matcher, configuredBefore: false, speaks: (rule) => !ABOUT_HOMES.has(rule) });
    views.push({ matcher: withMovedHomes, configuredBefore: false, speaks: (rule) => ABOUT_HOMES.has(rule) });
  }
  if (changes.configuration)
    views.push({ matcher, configuredBefore: true, speaks: (rule) => rule === 'banned-import' });
  return views;
}

/** The registries before, each with an eye on the tree: a home that has moved takes the rules about homes with it. */
export function openEarlierRegistries(
  snapshot: Snapshot,
  matchers: readonly EarlierMatcher[],
  matcher: RegistryMatcher,
): readonly EarlierRegistry[] {
  return settle(snapshot, () => {
    const modules = { tree: openTree(snapshot.tree, new Map()), ...statedNames(matcher.registry) };
    return matchers.map((earlier) => earlierRegistry(earlier.matcher, earlier.tree, matcher, modules));
  });
}

/** What any of several registries looks at. */
export function coveringAll(matcher: RegistryMatcher, others: readonly RegistryMatcher[]): RegistryMatcher {
  return { ...matcher, includes: (path) => [matcher, ...others].some((one) => one.includes(path)) };
}

/** An earlier registry beside the present one, whose new homes stand in for those that are gone from `modules.tree`. */
function earlierRegistry(
  earlier: RegistryMatcher,
  tree: RawTree,
  now: RegistryMatcher,
  modules: ModuleContext,
): EarlierRegistry {
  const pairs = pairConcepts(earlier.registry, now.registry);
  const concepts = earlier.registry.concepts.map((concept) => withNewHomes(concept, pairs.get(concept), modules));
  const isMoved = concepts.some((concept, at) => concept !== earlier.registry.concepts[at]);
  return {
    matcher: earlier,
    withMovedHomes: isMoved
      ? {
          ...earlier,
          registry: { ...earlier.registry, concepts },
          concepts: new Map(concepts.map((concept) => [concept.name, concept])),
        }
      : earlier,
    tree,
    nowNamed: new Map([...pairs].map(([{ name }, pair]) => [name, pair.name])),
  };
}

/** A home that no longer defines its symbol has moved if the concept has exactly one new home in its language. */
function withNewHomes(concept: Concept, now: Concept | undefined, modules: ModuleContext): Concept {
  const added = (now?.canonical ?? []).filter((home) => !concept.canonical.some((old) => sameHome(old, home)));
  const replace = (home: Home): Home => {
    const [only, ...others] = added.filter(({ language }) => language === home.language);
    return only === undefined || others.length > 0 || stillDefines(home, modules) ? home : only;
  };
  const canonical = concept.canonical.map(replace);
  return canonical.some((home, at) => home !== concept.canonical[at]) ? { ...concept, canonical } : concept;
}

/** The staged tree with the configuration files of another. */
export function withConfigurationOf(configured: Tree, tree: Tree): Tree {
  const treeFor = (path: string): Tree => (mayConfigure(path) ? configured : tree);
  return {
    ...tree,
    settled: undefined,
    has: (path) => treeFor(path).has(path),
    read: (path) => treeFor(path).read(path),
    named: (baseName) => treeFor(baseName).named(baseName),
    links: () => configured.links(),
  };
}

/**
 * Whether what a finding is about is another module now, one that stands in the tree: a new project may have a module of
 * the same name. What the staged configuration leads nowhere is still what it was.
 */
export function leadsElsewhere(
  { module, specifier, name, form }: RawFinding,
  from: string,
  now: ModuleContext,
): boolean {
  if (module === null || specifier === null) return false;
  const language = module.startsWith('py:') ? 'py' : 'js';
  const isSubmodule = form === 'from-import' && name !== null && module.endsWith(`/${name}`);
  const full = isSubmodule ? `${specifier.replace(/\.$/, '')}.${name}` : specifier;
  return resolveImport(language, full, from, now).existing !== null;
}

/** Baseline entries with their concepts under other names. */
export function withConceptNames(
  entries: readonly BaselineEntry[],
  names: ReadonlyMap<string, string>,
): readonly BaselineEntry[] {
  return entries.map((entry) => {
    const name = entry.concept === null ? undefined : names.get(entry.concept);
    return name === undefined || name === entry.concept ? entry : { ...entry, concept: name };
  });
}

/**
 * The debt that findings of an earlier registry may be: of the baseline before, and of the staged one as far as it
 * counts, whose concepts may have other names.
 */
export function debtFor(
  { nowNamed }: EarlierRegistry,
  before: readonly BaselineEntry[] | null,
  now: readonly BaselineEntry[],
): readonly BaselineEntry[] {
  const namedBefore = new Map([...nowNamed].map(([then, name]) => [name, then]));
  return mostOf([before ?? [], withConceptNames(now, namedBefore)]);
}

const ON_ITS_OWN = 'commit the registry change on its own first';
const OF_CONFIGURATION =
  "under HEAD's configuration HEAD's registry forbids this: commit the change of the configuration on its own first";

function wordsFor(changes: Changes, { scope }: Pick<Snapshot, 'scope'>): string {
  const now = scope === 'staged' ? 'the staged one' : 'the one on disk';
  return changes.registry ? `HEAD's registry forbids this and ${now} no longer does: ${ON_ITS_OWN}` : OF_CONFIGURATION;
}

/**
 * What counts: the findings of the staged registry, and in place of those, or besides them, what every earlier registry
 * forbids more.
 * @param byEarlier findings of each earlier registry, HEAD's first
 */
export function withEarlierFindings(
  findings: readonly Finding[],
  byEarlier: readonly (readonly Finding[])[],
  changes: Changes,
  snapshot: Pick<Snapshot, 'scope'>,
): readonly Finding[] {
  const [first, ...others] = byEarlier.map((list) => new Map(list.map((finding) => [spanOf(finding), finding])));
  if (first === undefined) return findings;
  const now = new Map(findings.map((finding) => [spanOf(finding), finding]));
  const stronger = new Map<string, Finding>();
  for (const [span, finding] of first) {
    const all = [finding, ...others.flatMap((list) => list.get(span) ?? [])];
    if (all.length <= others.length) continue; // some parent allows it
    const weakest = all.reduce((one, other) => (weightOf(other) < weightOf(one) ? other : one));
    const present = now.get(span);
    if (weightOf(weakest) > (present === undefined ? 0 : weightOf(present))) stronger.set(span, weakest);
  }
  const words = wordsFor(changes, snapshot);
  return [
    ...findings.filter((finding) => !stronger.has(spanOf(finding))),
    ...[...stronger.values()].map((finding) => ({ ...finding, message: `${finding.message}. ${words}` })),
  ];
}

/** How much a finding fails: known debt does not. */
function weightOf({ status, severity }: Finding): number {
  if (!FAILING.has(status)) return 0;
  return severity === 'error' ? 2 : 1;
}

function spanOf(finding: Finding): string {
  const { line, column, endLine, endColumn } = finding;
  return `${nameId(finding)}\0${line}:${column}-${endLine}:${endColumn}`;
}
