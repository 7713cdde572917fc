/**
 * Whether an import that is to be written in place of another one is banned itself, in the file where it would stand: what
 * is told as a replacement must not be the next finding.
 */
import { readingOf } from '../../modules/index.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import type { ImportedName, ImportFact, LanguageFacts } from '../../types.ts';
import type { FilePass } from '../define.ts';
import { holdingIn } from './holding.ts';
import { coversHome, matchName } from './match.ts';
import { nameModule, nameSubmodule } from './named-module.ts';

type Forbids = (module: string, name: string | null) => BanEntry | null;

/** The ban that forbids another import in place of this one. */
export function forbidsIn(
  pass: FilePass,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName | null,
): Forbids {
  const { language } = part;
  const typeOnly = fact.typeOnly || imported?.typeOnly === true;
  const holding = holdingIn(pass, part, fact, imported);
  return (specifier, name) => {
    const module = nameModule(language, specifier, pass, readingOf(fact));
    const bans = holding(module);
    if (name === null) {
      return bans.find((entry) => entry.ban.names === null && !coversHome(entry, module, null, pass)) ?? null;
    }
    const asked = { name, local: name, typeOnly, start: fact.start, end: fact.end };
    const named = bans.find((entry) => matchName(entry, module, asked, pass).length > 0);
    const like: ImportFact = { ...fact, form: 'from-import', specifier };
    const below = named === undefined && language === 'py' ? nameSubmodule(like, asked, pass, module) : null;
    return (
      named ??
      (below === null
        ? undefined
        : holding(below).find((entry) => entry.ban.names === null && !coversHome(entry, below, null, pass))) ??
      null
    );
  };
}
