/**
 * What a reference offers that a ban states in `names` or by `use`.
 */
import { languageOf } from '../languages/index.ts';
import { type NoWay, ownThing, type Way, wayTo } from '../modules/borders.ts';
import { leaveFrom } from '../modules/exports.ts';
import { type Reference, resolveImport, resolveReference } from '../modules/index.ts';
import { givenOrigin, originOf } from '../modules/origin.ts';
import { thingBehind } from '../modules/second-names.ts';
import { isLiteralGlob } from '../text/globs.ts';
import type { Offer } from './offer.ts';
import type { ReplacementQuestion } from './question.ts';
import type { RefusalReason } from './refusals.ts';
import { doubtOfWhole, isGivenBy } from './whole.ts';

/** A reference, unless it plainly belongs to the other language. */
export function referenceIn(text: string, { entry, language, modules }: ReplacementQuestion): Reference | null {
  const reference = resolveReference(text, entry.ban.base, language, modules.tree);
  const own = reference.language ?? (reference.kind === 'path' ? languageOf(reference.module) : null);
  return own === null || own === language ? reference : null;
}

/** What a reference offers in place of an import. @param by in the `names` map it is meant for this very name */
export function offerAtReference(question: ReplacementQuestion, to: Reference, by: 'names' | 'use'): Offer {
  const { name, exact } = question;
  if (by === 'names') return offered(question, to, to.symbol ?? name, missing(question, to, to.symbol ?? name));
  if (question.submodule || name === null || name === '*') {
    if (to.symbol !== null || !exact) return pointerAtReference(question, to);
    const as = question.submodule ? 'submodule' : 'import';
    return { ...offered(question, to, null, doubtOfWhole(question, fileOf(question, to))), as };
  }
  const symbol = symbolFor(question, to, name);
  if (symbol !== null) return offered(question, to, symbol, missing(question, to, symbol));
  const isUnseen = to.symbol === null && exact && fileOf(question, to) === null;
  return isUnseen ? offered(question, to, name, 'not-proved') : pointerAtReference(question, to);
}

/** What of a `use` is the same as a name; null where that is not seen. */
function symbolFor(question: ReplacementQuestion, to: Reference, name: string): string | null {
  const { entry } = question;
  const only = entry.ban.names?.length === 1 ? entry.ban.names[0]?.pattern : undefined;
  if (to.symbol !== null && (name === to.symbol || (only === name && isLiteralGlob(name)))) return to.symbol;
  const file = fileOf(question, to);
  // The default of what lies below a module is no default of that module.
  if (file === null || (name === 'default' && !question.exact)) return null;
  if (isGivenBy(file, name, question)) return name;
  return nameBehind(question, to, file, name);
}

/** What the target calls the thing to which the banned module gives a second name. */
function nameBehind(question: ReplacementQuestion, to: Reference, target: string, name: string): string | null {
  const { file, modules } = question;
  const thing = file === null ? null : thingBehind(file, name, modules);
  if (thing === null) return null;
  const leave = leaveFrom(target, thing, modules);
  const given = leave === null ? null : (leave.name ?? 'default');
  return to.symbol === null || given === to.symbol ? given : null;
}

/** A stated symbol that its module is seen not to give proves nothing. */
function missing(question: ReplacementQuestion, to: Reference, symbol: string | null): RefusalReason | null {
  const { modules, language } = question;
  const file = symbol === null || symbol === '*' ? null : fileOf(question, to);
  if (file === null || symbol === null || isGivenBy(file, symbol, question)) return null;
  const origin = language === 'py' ? originOf(file, symbol, modules) : givenOrigin(file, symbol, modules);
  return origin === null && modules.tree.facts(file) !== undefined ? 'not-proved' : null;
}

function offered(question: ReplacementQuestion, to: Reference, symbol: string | null, doubt: Offer['doubt']): Offer {
  const name = symbol === '*' ? null : symbol;
  return { way: wayToReference(question, to, name), name, as: 'import', doubt, words: 'instead there is' };
}

/** What a reference states, to go by. */
export function pointerAtReference(question: ReplacementQuestion, to: Reference): Offer {
  return { ...offered(question, to, to.symbol, 'not-proved'), as: 'pointer' };
}

function fileOf({ language, from, modules }: ReplacementQuestion, to: Reference): string | null {
  if (to.kind === 'path') return modules.tree.has(to.module) ? to.module : null;
  return resolveImport(language, to.module, from, modules).file;
}

/** A reference that is a specifier is written as it stands, but in the package that it names. */
function wayToReference(question: ReplacementQuestion, to: Reference, symbol: string | null): Way | NoWay {
  const { from, specifier, modules, language } = question;
  if (to.kind === 'path') {
    return wayTo({ path: to.module, symbol, import: null, language }, from, specifier, modules);
  }
  const own = ownThing(to.module, symbol, language, from, modules);
  if (own !== null) return wayTo(own, from, specifier, modules);
  return { module: to.module, file: null, leave: symbol === null ? null : { name: symbol, style: 'es' }, local: null };
}
