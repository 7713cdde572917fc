/**
 * Proposals from names that more than one file defines, and that others import: two homes for one thing.
 *
 * Class-like names count, and functions when at least two of the homes are in use. A name with many homes is a pattern
 * of the framework (`Command`, `Migration`, `Props`), not a thing with a second home. The home with the most importers
 * is proposed as the canonical one.
 */
import { type Home, importersOf, type NameIndex } from './names.ts';
import type { Proposal } from './proposal.ts';
import type { Survey } from './survey.ts';

const MOST_HOMES = 5;
const CLASSES: ReadonlySet<string> = new Set(['class', 'enum', 'interface', 'type']);

export function proposeDuplicates(survey: Survey, names: NameIndex): Proposal[] {
  const proposals: Proposal[] = [];
  for (const [name, all] of names) {
    for (const language of ['py', 'js'] as const) {
      const homes = all.filter((home) => home.language === language);
      if (homes.length < 2 || homes.length > MOST_HOMES || !isTelling(name)) continue;
      const found = proposal(survey, name, homes);
      if (found !== null) proposals.push(found);
    }
  }
  return proposals;
}

/** Two words at least: single words (`Config`, `run`) name many different things. */
function isTelling(name: string): boolean {
  return /[a-z\d][A-Z]|[A-Z]{2}[a-z]|[a-z\d]_[a-z\d]+_?[a-z\d]/.test(name) && name.length > 6;
}

function proposal(survey: Survey, name: string, homes: readonly Home[]): Proposal | null {
  const users = homes
    .map((home) => ({ home, importers: importersOf(survey, home.path, name) }))
    .sort((a, b) => b.importers.length - a.importers.length || (a.home.path < b.home.path ? -1 : 1));
  const [first, second] = users;
  if (first === undefined || second === undefined || first.importers.length === 0) return null;
  const isClass = users.every(({ home }) => CLASSES.has(home.kind));
  if (second.importers.length === 0 && !(isClass && first.home.kind === 'class')) return null;
  if (!isClass && !users.every(({ home }) => home.kind === 'function')) return null;
  return {
    kind: 'duplicate',
    concept: name,
    canonical: `${first.home.path}#${name}`,
    importFrom: null,
    bans: [],
    judgesDetours: false,
    why: `${name} is defined in ${homes.length} files`,
    evidence: users.map(({ home, importers }) => ({
      ...survey.locate(home.path, home.start),
      says: `defines it, imported by ${importers.length} ${importers.length === 1 ? 'file' : 'files'}`,
    })),
    files: [...new Set(users.flatMap(({ home, importers }) => [home.path, ...importers]))],
  };
}
