/**
 * What is found wrong with the registry itself: a finding of the rule `registry` before it is put in order with others.
 */
import type { Concept, Place, Related, Severity } from '../types.ts';

export interface RegistryFinding {
  readonly place: Place;
  readonly severity: Severity;
  readonly concept: Concept | null;
  readonly message: string;
  readonly hint: string | null;
  readonly related: readonly Related[];
  /**
   * It is about a date that has passed: at commit time it counts only when one of these files is part of the commit,
   * because no date alone may block a commit that leaves the dated thing untouched.
   */
  readonly dated?: readonly string[];
}

/** One of them, an error where nothing else is said. */
export function registryFinding(
  concept: Concept | null,
  place: Place,
  message: string,
  more: { severity?: Severity; hint?: string | null; related?: readonly Related[]; dated?: readonly string[] } = {},
): RegistryFinding {
  return {
    place,
    severity: more.severity ?? 'error',
    concept,
    message,
    hint: more.hint ?? null,
    related: more.related ?? [],
    ...(more.dated === undefined ? {} : { dated: more.dated }),
  };
}
