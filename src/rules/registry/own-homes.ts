/**
 * Bans of a concept on its own home. Importers are sent there, so that such a ban never holds, but for those whom the
 * concept sends elsewhere.
 */
import { languageOf } from '../../languages/index.ts';
import { keyOfFile } from '../../modules/index.ts';
import { isExcepted } from '../../registry/applies.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import type { Concept, Home, ModuleKey, Place } from '../../types.ts';
import { isSentElsewhere } from '../banned-import/match.ts';
import { formsOf, meantHits } from '../banned-import/named-module.ts';
import { reference, type SelfCheck } from './input.ts';

/** Bans of a concept on its own home alone, or on the name that it is the home of. */
export function ownHomes(input: SelfCheck): RegistryFinding[] {
  return input.matcher.registry.concepts.flatMap((concept) =>
    concept.canonical.flatMap((home) =>
      bansOnHome(concept, home, input).flatMap((entry) =>
        idlePlaces(entry, home).map((place) =>
          registryFinding(
            concept,
            place,
            `${concept.name} bans its own home, ${reference(home)}, which importers are sent to: the ban never holds`,
            { hint: 'Remove it, or name the module that is meant.' },
          ),
        ),
      ),
    ),
  );
}

/** Where a ban says what never holds: as a whole, or by a name. */
function idlePlaces({ ban }: BanEntry, { symbol }: Home): Place[] {
  if (ban.names === null) return [ban.place];
  return ban.names.flatMap(({ pattern, place }) => (pattern === symbol ? [place] : []));
}

/** The bans that a concept has on the very module of its home, and on no folder above it. */
function bansOnHome(concept: Concept, home: Home, input: SelfCheck): BanEntry[] {
  const key = keyOfFile(home.path);
  if (key === null) return [];
  const forms = formsOf(key, input.modules, 'file');
  const hits = meantHits(home.language, forms, { file: home.path, keys: [key] }, input);
  return hits.flatMap(({ entry, text }) => {
    if (entry.glob || entry.concept !== concept || !forms.some((form) => form.text === text)) return [];
    return coversMore(entry, key, input) || mayHold(entry, home, input) ? [] : [entry];
  });
}

/** Whether it is on the folder of a home that is an index file, and so on what lies there. */
function coversMore({ alone, ban }: BanEntry, key: ModuleKey, { modules }: SelfCheck): boolean {
  return ban.names === null && !alone && modules.tree.hasFolder(key.path);
}

/** Whether some file to which the ban applies is to import the symbol from elsewhere. */
function mayHold({ ban }: BanEntry, home: Home, { matcher, paths, modules }: SelfCheck): boolean {
  if (home.import === null) return false;
  return paths.some(
    (path) =>
      languageOf(path) === home.language &&
      (ban.in === null || matcher.matchesPath(ban.in, ban.base, path)) &&
      !isExcepted(ban, path, matcher) &&
      isSentElsewhere(home, path, modules),
  );
}
