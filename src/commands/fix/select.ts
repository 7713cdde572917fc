/**
 * Which findings a fix is asked for, and which files it may write.
 */
import { UserError } from '../../errors.ts';
import type { RegistryMatcher } from '../../registry/matcher.ts';
import type { RawFinding } from '../../rules/define.ts';
import { clipText } from '../../text/escape.ts';
import { globSource, matcher as matcherOf, refuseGlob } from '../../text/globs.ts';
import { nearest } from '../../text/nearest.ts';

export interface Selection {
  readonly concept: readonly string[];
  readonly owner: readonly string[];
  readonly in: readonly string[];
}

/**
 * Whether a finding is asked for.
 * @throws UserError for a concept or owner that the registry does not know, and for a glob that it would refuse
 */
export function wanted(
  { concept, owner, in: globs }: Selection,
  { concepts }: RegistryMatcher,
): (finding: RawFinding, path: string) => boolean {
  for (const name of concept) refuseUnknown('concept', name, [...concepts.keys()]);
  const owners = [...concepts.values()].flatMap((one) => one.owner ?? []);
  for (const name of owner) refuseUnknown('owner', name, [...new Set(owners)]);
  for (const glob of globs) {
    const why = refuseGlob(glob);
    if (why !== null) throw new UserError(`--in: the glob "${clipText(glob, 120)}" ${why}`);
  }
  const isInside = globs.length === 0 ? () => true : matcherOf(globs.map(globSource));
  const isOne = (chosen: readonly string[], name: string | null): boolean =>
    chosen.length === 0 || (name !== null && chosen.includes(name));
  return (finding, path) => isOne(concept, finding.concept) && isOne(owner, finding.owner) && isInside(path);
}

function refuseUnknown(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const close = nearest(name, known);
  throw new UserError(
    `the registry knows no ${what} "${clipText(name, 120)}"`,
    close === null ? null : `did you mean ${clipText(close, 120)}?`,
  );
}
