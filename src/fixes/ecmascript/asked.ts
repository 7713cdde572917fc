/**
 * What changes ask for.
 */
import type { ImportedName } from '../../types.ts';
import type { Change } from '../change.ts';

/** Finds the change of a name, if there is one. */
export function changesBy(changes: readonly Change[]): (name: ImportedName) => Change | undefined {
  const byPlace = new Map(changes.map((change) => [placeOf(change.imported), change]));
  return (name) => byPlace.get(placeOf(name));
}

function placeOf(name: ImportedName | null): string {
  return `${name?.start} ${name?.local}`;
}

/** The name that a change asks for; null where it stays. */
export function newName({ to, imported }: Change): string | null {
  return to.symbol === null || to.symbol === imported?.name ? null : to.symbol;
}
