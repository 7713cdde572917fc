/**
 * What the registry offers in place of an import: a way to a thing, and what speaks against writing it unseen.
 */
import type { NoWay, Way } from '../modules/borders.ts';
import type { BanEntry } from '../registry/matcher.ts';
import type { ReplacementQuestion } from './question.ts';
import type { RefusalReason } from './refusals.ts';

export interface Offer {
  readonly way: Way | NoWay;
  /** What is taken of the module; null: the module itself. */
  readonly name: string | null;
  /** `pointer`: only to go by. `submodule`: the module, in place of one that a package gives as a name. */
  readonly as: 'import' | 'submodule' | 'pointer';
  /** Why it is not seen to be the same; null: it is. */
  readonly doubt: RefusalReason | null;
  /** How a pointer to it is introduced. */
  readonly words: 'the home is' | 'instead there is';
}

/** What is offered, as a person would call it. */
export function shown({ way, name }: Offer): string {
  const symbol = way.module === null ? null : nameThere(way, name);
  return symbol === null ? `\`${way.module ?? ''}\`` : `\`${symbol}\` of \`${way.module}\``;
}

/** What an import by this way names. */
function nameThere({ leave }: Way, name: string | null): string | null {
  return name === null ? null : (leave?.name ?? 'default');
}

/** The ban that holds for what is offered, in the importing file; null where it may be written. */
export function forbidding(question: ReplacementQuestion, { way, name }: Offer): BanEntry | null {
  if (way.module === null) return null;
  const { module } = way;
  if (name !== null) return question.forbids(module, nameThere(way, name));
  const used = question.imported?.name === '*' ? (question.imported.uses ?? []) : [];
  const members = used.flatMap((use) => (use.name.startsWith('.') ? [] : [use.name.split('.', 1)[0] ?? use.name]));
  return [null, ...new Set(members)].reduce<BanEntry | null>((ban, one) => ban ?? question.forbids(module, one), null);
}
