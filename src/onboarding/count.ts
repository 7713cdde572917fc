/**
 * How many findings each proposal would give, by the rules themselves, over the facts of the survey.
 */
import { definersInFacts } from '../facts/definers.ts';
import { formatKey, keyOfFile } from '../modules/index.ts';
import { compileRegistry, openGuard } from '../registry/guard.ts';
import { loadRegistry, REGISTRY_NAME } from '../registry/load.ts';
import { checkRegistry } from '../registry/self-check.ts';
import type { RawFinding } from '../rules/define.ts';
import { judgeFile, onePerSpan } from '../rules/run.ts';
import type { Proposal } from './proposal.ts';
import { type Pick, registryText } from './registry-text.ts';
import type { Survey } from './survey.ts';

export type Counted = Pick & { readonly findings: number };

/**
 * The proposals with their numbers. Left out are those with which a registry would contradict itself, and those that
 * would find nothing: but what calls itself deprecated may be banned before anyone imports it again.
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
    const guard = registry === null ? null : openGuard(compileRegistry(registry));
    const broken =
      guard === null
        ? problems.map(({ line }) => line)
        : checkRegistry({ guard, modules: survey.modules, paths: [...survey.facts.keys()], today, inDebt: new Set() })
            .filter(({ severity }) => severity === 'error')
            .map(({ place }) => place.line);
    if (guard !== null && broken.length === 0) {
      const picks = counted(survey, sound, guard, today);
      return picks.filter(({ proposal, findings }) => proposal.kind === 'deprecated' || findings > 0);
    }
    const guilty = new Set(broken.map((line) => proposalAt(sound, text, line)));
    const rest = sound.filter((proposal) => !guilty.has(proposal));
    if (rest.length === sound.length) return [];
    sound = rest;
  }
}

function counted(
  survey: Survey,
  proposals: readonly Proposal[],
  guard: ReturnType<typeof openGuard>,
  today: string,
): Counted[] {
  const definers = definersInFacts([...survey.facts].map(([path, facts]) => ({ path, facts })));
  const found: RawFinding[] = [];
  const concerned = concernedFiles(survey, proposals);
  for (const [path, facts] of survey.facts) {
    if (!concerned.has(path)) continue;
    const locate = (): { line: number; column: number } => ({ line: 1, column: 1 });
    found.push(
      ...onePerSpan(judgeFile({ path, facts, guard, today, modules: survey.modules, definers: definers.of, locate })),
    );
  }
  return proposals.map((proposal) => ({ proposal, findings: found.filter((one) => isAbout(one, proposal)).length }));
}

/** Files that the rules can have anything to say about: they name a name in question, or import a banned module. */
function concernedFiles(survey: Survey, proposals: readonly Proposal[]): Set<string> {
  const names = new Set(
    proposals.flatMap(({ concept, bans }) => [concept, ...bans.flatMap((ban) => [...(ban.names?.keys() ?? [])])]),
  );
  const files = new Set<string>();
  for (const [path, { parts }] of survey.facts) {
    const isNamed = parts.some(
      ({ imports, definitions }) =>
        definitions.some(({ name, aliasOf }) => names.has(name) || names.has(aliasOf ?? null)) ||
        imports.some((fact) =>
          fact.names.some(
            ({ name, uses = [] }) =>
              names.has(name) || uses.some((use) => use.name.split('.').some((part) => names.has(part))),
          ),
        ) ||
        imports.some(
          ({ form, specifier }) => form === 'string' && specifier.split(/[./]/).some((part) => names.has(part)),
        ),
    );
    if (isNamed) files.add(path);
  }
  const banned = proposals.flatMap(({ bans }) => bans.map(({ module }) => module));
  const folders = banned
    .filter((module) => /(?:^|\/)(?:__init__|index)\.[^/]+$/.test(module))
    .map((module) => module.slice(0, module.lastIndexOf('/') + 1));
  for (const [file, importers] of survey.importers) {
    if (!banned.includes(file) && !folders.some((folder) => file.startsWith(folder))) continue;
    for (const { from } of importers) files.add(from);
  }
  return files;
}

function isAbout({ concept, module, name }: RawFinding, proposal: Proposal): boolean {
  if (concept !== null || proposal.concept !== null) return concept === proposal.concept;
  return proposal.bans.some((ban) => {
    const key = keyOfFile(ban.module);
    if (key === null || module === null) return false;
    const own = formatKey(key);
    return ban.names === null
      ? module === own || module.startsWith(`${own}/`)
      : module === own && name !== null && ban.names.has(name);
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
