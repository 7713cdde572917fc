/**
 * The bans that hold for a module as one import names it, and the one of them that speaks of a name.
 */

import type { BanEntry } from '../../registry/matcher.ts';
import { chooseSpeaking } from '../../registry/precedence.ts';
import type { ImportedName, ImportFact, LanguageFacts } from '../../types.ts';
import type { FilePass } from '../define.ts';
import { exemptIn } from './exempt.ts';
import { bySpecificity, holds, type Match, matchName, severityFor } from './match.ts';
import type { NamedModule } from './named-module.ts';

type Holding = (module: NamedModule) => readonly BanEntry[];

/** The bans on a module that hold for this import. */
export function holdingIn(
  pass: FilePass,
  { language }: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName | null,
): Holding {
  const exempt = exemptIn(pass, language);
  const typeOnly = fact.typeOnly || imported?.typeOnly === true;
  return (module) =>
    module.possibleBans.length === 0
      ? []
      : module.bans().filter((entry) => !exempt(entry, module) && holds(entry, pass, fact, typeOnly));
}

/** Of several matches the one that speaks; undefined where there is none. */
export function speakingOf(matches: readonly Match[], fact: ImportFact): Match | undefined {
  const ordered = [...matches].sort(bySpecificity);
  return chooseSpeaking(ordered, ({ entry }) => ({ base: entry.ban.base, severity: severityFor(entry.ban, fact) }));
}

/** The match that would speak of a name, if it were imported here. @param holding on the module */
export function speakingOfName(
  name: string,
  holding: readonly BanEntry[],
  module: NamedModule,
  fact: ImportFact,
  pass: FilePass,
): Match | undefined {
  const asked = { name, local: name, typeOnly: fact.typeOnly, start: fact.start, end: fact.end };
  return speakingOf(
    holding.flatMap((entry) => matchName(entry, module, asked, pass)),
    fact,
  );
}
