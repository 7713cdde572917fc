/**
 * What is refused whatever the text around it.
 */

import type { RefusalReason } from '../../replacement/refusals.ts';
import type { ImportFact } from '../../types.ts';
import type { Change } from '../change.ts';
import { changesBy, newName } from './asked.ts';

/** Why none of the changes of a statement is written; null where nothing speaks against them. */
export function refusalOf(fact: ImportFact, changes: readonly Change[]): RefusalReason | null {
  if (changes.some(isStar)) return 'namespace';
  return changes.some(losesMembers) || splitsRest(fact, changes) ? 'namespace' : null;
}

/** `export *`, of which only one name is known elsewhere. */
function isStar(change: Change): boolean {
  const { fact, imported } = change;
  return fact.form === 'export-from' && imported?.name === '*' && imported.local === null && newName(change) !== null;
}

/** Members get other names, and not every use is seen. */
function losesMembers({ fact, imported, members }: Change): boolean {
  const isSeen = imported?.escapes === undefined && fact.form !== 'export-from';
  return !isSeen && [...(members ?? [])].some(([old, name]) => old !== name);
}

/** `const { a, ...rest } = require('m')`: what the rest is depends on the other names. */
function splitsRest(fact: ImportFact, changes: readonly Change[]): boolean {
  const isCall = fact.form === 'require' || fact.form === 'dynamic-import';
  const rest = isCall && fact.names.length > 1 ? fact.names.find(({ name }) => name === '*') : undefined;
  if (rest === undefined) return false;
  const all = fact.names.map(changesBy(changes));
  const [first] = all;
  return all.some((one) => one === undefined || newName(one) !== null || one.to.module !== first?.to.module);
}
