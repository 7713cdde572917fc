/**
 * What was decided and then undone or put off: another home in the registry, a ban or a deadline that went, a banned module that
 * came back, a symbol that left its home.
 */
import type { Reversal } from '../audit.ts';
import { UserError } from '../errors.ts';
import { treeReader } from '../facts/tree.ts';
import { installedReader } from '../files/installed.ts';
import { changesOf, type DatedCommit, listStatesOf, parentsOf, readCommits } from '../git/history.ts';
import { openSnapshot } from '../git/open-snapshot.ts';
import type { Repository } from '../git/repository.ts';
import { SOURCE_EXTENSIONS } from '../languages/index.ts';
import { REGISTRY_NAMES } from '../registry/load.ts';
import { bansByPlace, type RegistryMatcher, slashForms } from '../registry/matcher.ts';
import { readRegistry } from '../registry/read.ts';
import { homeWords } from '../registry/sentences.ts';
import type { Concept, Registry } from '../types.ts';
import { isByAgent } from './agents.ts';
import type { PointRecord } from './point.ts';

type Found = Omit<Reversal, 'byAgent'>;

/** Every reversal of a range, the oldest first. @param points its judged commits */
export function reversalsOf(
  repository: Repository,
  matcher: RegistryMatcher,
  points: readonly PointRecord[],
): Reversal[] {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return [];
  const isIn = ({ day }: { readonly day: string }): boolean => day >= first.point.day && day <= last.point.day;
  const tip = last.point.commit;
  const found = [
    ...ofRegistry(repository, listStatesOf(repository, tip, REGISTRY_NAMES).filter(isIn)),
    ...revivals(repository, matcher, tip).filter(isIn),
    ...ofHomes(points),
  ];
  const words = readCommits(repository, new Set(found.map(({ commit }) => commit)));
  return found
    .map((one) => {
      const its = words.get(one.commit);
      return { ...one, byAgent: its !== undefined && isByAgent(its) };
    })
    .sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1));
}

// ------------------------------------------------------------------------------------------------------- the registry

function ofRegistry(repository: Repository, states: readonly DatedCommit[]): Found[] {
  const parents = parentsOf(
    repository,
    states.map(({ id }) => id),
  );
  return states.flatMap((state) => {
    const parent = parents.get(state.id);
    const before = parent === undefined ? null : registryAt(repository, parent);
    const after = registryAt(repository, state.id);
    return before === null || after === null ? [] : differences(before, after).map((one) => ({ ...one, ...at(state) }));
  });
}

function at({ id, day }: DatedCommit): Pick<Found, 'commit' | 'day'> {
  return { commit: id, day };
}

/** null where there is none, or none that can be used. */
function registryAt(repository: Repository, commit: string): Registry | null {
  const readOutside = installedReader(repository.found?.top ?? repository.cwd);
  try {
    const snapshot = openSnapshot({ scope: 'ref', ref: commit }, repository);
    return readRegistry(snapshot, repository, treeReader(readOutside))?.registry ?? null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function differences(before: Registry, after: Registry): Pick<Found, 'kind' | 'concept' | 'message'>[] {
  const now = new Map(after.concepts.map((concept) => [concept.name, concept]));
  return before.concepts.flatMap((was) => {
    const is = now.get(was.name);
    return is === undefined ? [] : ofConcept(was, is);
  });
}

function ofConcept(was: Concept, is: Concept): Pick<Found, 'kind' | 'concept' | 'message'>[] {
  const concept = was.name;
  const [homesBefore, homesNow] = [was, is].map(({ canonical }) => canonical.map(homeWords).join(', '));
  const banned = new Set(is.banned.map(({ module }) => module));
  const gone = was.banned.filter(({ module }) => !banned.has(module)).map(({ module }) => module);
  const isLater = was.deadline !== null && (is.deadline === null || is.deadline > was.deadline);
  return [
    ...(homesBefore === homesNow
      ? []
      : [
          {
            kind: 'canonical-changed' as const,
            concept,
            message: `the canonical is ${homesNow}, and was ${homesBefore}`,
          },
        ]),
    ...gone.map((module) => ({ kind: 'ban-removed' as const, concept, message: `${module} is banned no longer` })),
    ...(isLater
      ? [
          {
            kind: 'deadline-moved' as const,
            concept,
            message: `the deadline ${was.deadline} is ${is.deadline === null ? 'gone' : `now ${is.deadline}`}`,
          },
        ]
      : []),
  ];
}

// -------------------------------------------------------------------------------------------------------- the modules

/** By which a file may be a module: of either kind, or as what stands for its folder. */
const ENDINGS = SOURCE_EXTENSIONS.flatMap((extension) =>
  ['', '/index', '/__init__'].map((stem) => `${stem}.${extension}`),
);

/** Files of banned modules that came, had gone, and came again. */
function revivals(repository: Repository, matcher: RegistryMatcher, tip: string): Found[] {
  const owners = new Map<string, { readonly concept: string | null; readonly module: string }>();
  for (const entries of bansByPlace(matcher.bans)) {
    const { ban, concept } = entries[0];
    if (ban.names !== null) continue;
    for (const entry of entries)
      for (const path of entry.glob ? [] : slashForms(entry.text, entry.language, entry.pathOnly).flatMap(filesOf))
        owners.set(path, { concept: concept?.name ?? null, module: ban.module });
  }
  const paths = [...owners.keys()];
  const states = listStatesOf(repository, tip, paths);
  const changes = changesIn(repository, states, owners);
  const wasThere = new Set<string>();
  const isThere = new Set<string>();
  return states.flatMap((state) =>
    (changes.get(state.id) ?? []).flatMap(({ path, after }): Found[] => {
      const came = after !== null && !isThere.has(path);
      const isRevival = came && wasThere.has(path);
      if (after === null) isThere.delete(path);
      else isThere.add(path);
      wasThere.add(path);
      const owner = owners.get(path);
      if (!isRevival || owner === undefined) return [];
      return [{ kind: 'module-revived', ...at(state), concept: owner.concept, message: `${path} is there again` }];
    }),
  );
}

function filesOf(module: string): string[] {
  return /\.[a-z]+$/.test(module) ? [module] : ENDINGS.map((ending) => `${module}${ending}`);
}

/** What each state changed over the one before it on its branch. */
function changesIn(repository: Repository, states: readonly DatedCommit[], asked: ReadonlyMap<string, unknown>) {
  const ids = states.map(({ id }) => id);
  const parents = parentsOf(repository, ids);
  const pairs = ids.map((id) => `${id} ${parents.get(id) ?? ''}`.trim());
  return changesOf(repository, pairs, (path) => asked.has(path));
}

// ---------------------------------------------------------------------------------------------------------- the homes

/** So many other places are named. */
const MOST_NAMED = 3;

/** A home that no longer defines its symbol, or does so again. */
function ofHomes(points: readonly PointRecord[]): Found[] {
  return points.slice(1).flatMap((record, index) => {
    const before = new Map(
      (points[index]?.definers ?? []).map((one) => [JSON.stringify([one.concept, one.path]), one]),
    );
    return record.definers.flatMap((now): Found[] => {
      const was = before.get(JSON.stringify([now.concept, now.path]));
      if (was === undefined || was.atHome === now.atHome) return [];
      const others = now.elsewhere.slice(0, MOST_NAMED).join(', ');
      const more = now.elsewhere.length > MOST_NAMED ? ` and ${now.elsewhere.length - MOST_NAMED} more` : '';
      const where = now.elsewhere.length === 0 ? 'nothing defines it' : `it is defined in ${others}${more}`;
      const message = now.atHome
        ? `${now.path} defines ${now.symbol} again, or for the first time`
        : `${now.path} no longer defines ${now.symbol}; ${where}`;
      const { commit, day } = record.point;
      return [{ kind: 'home-moved', commit, day, concept: now.concept, message }];
    });
  });
}
