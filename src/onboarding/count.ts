/**
 * How many findings each proposal would give, by the rules themselves, over the facts of the survey.
 */
import { definersInFacts } from '../head-index/definers.ts';
import { judgeFile, onePerSpan } from '../judging/judge-file.ts';
import { formatKey, keyOfFile } from '../modules/index.ts';
import { loadRegistry, REGISTRY_NAME } from '../registry/load.ts';
import { compileRegistry, openMatcher, type RegistryMatcher } from '../registry/matcher.ts';
import type { RawFinding } from '../rules/define.ts';
import { checkRegistry } from '../rules/registry/index.ts';
import { pushAll } from '../text/lists.ts';
import type { FileFacts, ImportFact } from '../types.ts';
import { type Judging, withLiveBans } from './probe.ts';
import { mergedBans, type Proposal } from './proposal.ts';
import { type Pick, registryText } from './registry-text.ts';
import type { Survey } from './survey.ts';

export type Counted = Pick & { readonly findings: number };

/**
 * The proposals with their numbers. Left out are those with which a registry would contradict itself, those that can find
 * nothing, and those that find nothing today: but what calls itself deprecated may be banned before anyone imports it
 * again.
 * @param today `YYYY-MM-DD`, UTC
 */
export function countFindings(survey: Survey, proposals: readonly Proposal[], today: string): Counted[] {
  let sound = proposals;
  for (;;) {
    const text = registryText(
      sound.map((proposal) => ({ proposal, findings: null })),
      null,
    );
    const { registry, problems } = loadRegistry({ path: REGISTRY_NAME, text }, () => undefined);
    const matcher = registry === null ? null : openMatcher(compileRegistry(registry));
    const broken =
      matcher === null
        ? problems.map(({ line }) => line)
        : checkRegistry({
            matcher,
            modules: survey.modules,
            paths: [...survey.facts.keys()],
            today,
            inDebt: new Set(),
            filesWith: () => [],
          })
            .filter(({ severity }) => severity === 'error')
            .map(({ place }) => place.line);
    if (matcher !== null && broken.length === 0) {
      const judging = judgingOf(survey, matcher, today);
      const live = sound.flatMap((proposal) => withLiveBans(proposal, judging) ?? []);
      if (live.length === sound.length && live.every((one, at) => hasSameBans(one, sound[at])))
        return counted(survey, sound, judging).filter(isWorthwhile);
      sound = live;
      continue;
    }
    const guilty = new Set(broken.map((line) => proposalAt(sound, text, line)));
    const rest = sound.filter((proposal) => !guilty.has(proposal));
    if (rest.length === sound.length) return [];
    sound = rest;
  }
}

/** A path that most take gives few findings; more than files behind it, and it is another path that most take. */
function isWorthwhile({ proposal, findings }: Counted): boolean {
  if (proposal.kind === 'deprecated') return true;
  return findings > 0 && !(proposal.kind === 'detour' && findings > proposal.files.length);
}

/** A ban or a name that can find nothing was taken out. */
function hasSameBans({ bans }: Proposal, before: Proposal | undefined): boolean {
  const size = (all: Proposal['bans']): number => all.reduce((sum, { names }) => sum + 1 + (names?.size ?? 0), 0);
  return before !== undefined && size(bans) === size(mergedBans(before.bans));
}

function judgingOf(survey: Survey, matcher: RegistryMatcher, today: string): Judging {
  const definers = definersInFacts([...survey.facts].map(([path, facts]) => ({ path, facts })));
  const locate = (): { line: number; column: number } => ({ line: 1, column: 1 });
  return { matcher, today, modules: survey.modules, definers: definers.of, locate };
}

function counted(survey: Survey, proposals: readonly Proposal[], judging: Judging): Counted[] {
  const found: RawFinding[] = [];
  const concerns = concernOf(survey, proposals);
  for (const [path, facts] of survey.facts) {
    const relevant = concerns(path, facts);
    if (relevant !== null) pushAll(found, onePerSpan(judgeFile({ ...judging, path, facts: relevant })));
  }
  return proposals.map((proposal) => ({ proposal, findings: found.filter((one) => isAbout(one, proposal)).length }));
}

/**
 * What of a file the rules can have anything to say about: definitions with a name in question, imports that name one
 * or take something from a banned module. Null for nothing. Judging an import costs a look at every Python root, and
 * nearly all imports of a large tree concern no proposal.
 */
function concernOf(survey: Survey, proposals: readonly Proposal[]) {
  const names = new Set<string | null>(
    proposals.flatMap(({ concept, bans }) => [concept, ...bans.flatMap((ban) => [...(ban.names?.keys() ?? [])])]),
  );
  names.delete(null);
  const banned = new Set(proposals.flatMap(({ bans }) => bans.map(({ module }) => module)));
  const folders = [...banned]
    .filter((module) => /(?:^|\/)(?:__init__|index)\.[^/]+$/.test(module))
    .map((module) => module.slice(0, module.lastIndexOf('/') + 1));
  const specifiers = new Map<string, Set<string>>();
  for (const [file, importers] of survey.importers) {
    if (!banned.has(file) && !folders.some((folder) => file.startsWith(folder))) continue;
    for (const { from, specifier } of importers) {
      const known = specifiers.get(from) ?? new Set();
      specifiers.set(from, known.add(specifier));
    }
  }
  const isNamed = ({ form, specifier, names: imported }: ImportFact): boolean =>
    form === 'string'
      ? specifier.split(/[./]/).some((part) => names.has(part))
      : imported.some(
          ({ name, uses = [] }) =>
            names.has(name) || uses.some((use) => use.name.split('.').some((part) => names.has(part))),
        );
  return (path: string, facts: FileFacts): FileFacts | null => {
    const fromBanned = specifiers.get(path);
    const isDefined = facts.parts.some(({ definitions }) =>
      definitions.some(({ name, aliasOf }) => names.has(name) || names.has(aliasOf ?? null)),
    );
    const parts = facts.parts.map((part) => ({
      ...part,
      imports: part.imports.filter((fact) => isNamed(fact) || takesFrom(fact, fromBanned)),
    }));
    return isDefined || parts.some(({ imports }) => imports.length > 0) ? { ...facts, parts } : null;
  };
}

/** Whether an import names one of the specifiers, or a module below one: `from pkg import module`. */
function takesFrom({ specifier, names }: ImportFact, specifiers: ReadonlySet<string> | undefined): boolean {
  if (specifiers === undefined) return false;
  return (
    specifiers.has(specifier) ||
    names.some(({ name }) => specifiers.has(specifier.endsWith('.') ? specifier + name : `${specifier}.${name}`))
  );
}

function isAbout({ concept, module, name }: RawFinding, proposal: Proposal): boolean {
  if (concept !== null || proposal.concept !== null) return concept === proposal.concept;
  return proposal.bans.some((ban) => {
    const key = keyOfFile(ban.module);
    if (key === null || module === null) return false;
    const own = formatKey(key);
    return ban.names === null
      ? module === own || module.startsWith(`${own}/`)
      : module === own && name !== null && (name === '*' || ban.names.has(name)); // a star takes every name
  });
}

/** The proposal that a line of the written registry belongs to. */
function proposalAt(proposals: readonly Proposal[], text: string, line: number): Proposal | undefined {
  const inOrder = [
    ...proposals.filter(({ concept }) => concept !== null),
    ...proposals.filter(({ concept }) => concept === null),
  ];
  const end = text.split('\n').slice(0, line).join('\n').length;
  let at = 0;
  let last: Proposal | undefined;
  for (const proposal of inOrder) {
    at = text.indexOf(`    // ${proposal.why}`, at) + 1;
    if (at === 0 || at > end) break;
    last = proposal;
  }
  return last;
}
