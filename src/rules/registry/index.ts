/**
 * The registry checked against itself and against the tree: what the rule `registry` finds.
 *
 * Each check is a small function from what it needs to findings; each finding names the two places that contradict
 * each other. Pure: everything is asked of the tree, so the pipeline may run it again after fetching.
 */
import type { RegistryFinding } from '../../registry/finding.ts';
import { expiredExceptions, missedDates } from './dates.ts';
import { ambiguousModules, idleGlobs, unreadPatterns } from './globs.ts';
import { bannedHomes, missingHomes, sharedHomes, twoHomes } from './homes.ts';
import type { SelfCheck } from './input.ts';
import { unknownNames } from './names.ts';
import { ownHomes } from './own-homes.ts';
import { bannedReplacements } from './replacements.ts';
import { unknownModules } from './values.ts';

/** Everything in which the registry contradicts itself or the tree, in the order of the registry. */
export function checkRegistry(input: SelfCheck): RegistryFinding[] {
  return distinct([
    ...sharedHomes(input),
    ...twoHomes(input),
    ...missingHomes(input),
    ...ownHomes(input),
    ...bannedHomes(input),
    ...bannedReplacements(input),
    ...ambiguousModules(input),
    ...unknownModules(input),
    ...unknownNames(input),
    ...idleGlobs(input),
    ...unreadPatterns(input),
    ...expiredExceptions(input),
    ...missedDates(input),
  ]);
}

/** A ban without a language is followed in both, and may say the same twice. */
function distinct(findings: readonly RegistryFinding[]): RegistryFinding[] {
  return [
    ...new Map(findings.map((f) => [`${f.place.path}:${f.place.line}:${f.place.column} ${f.message}`, f])).values(),
  ];
}
