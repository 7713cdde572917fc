/**
 * From what is offered to what is answered: an import to be written, or a line to go by and why.
 */
import { sourceOf } from './home-line.ts';
import { type NewSource, plainImport } from './import-line.ts';
import { isAnotherKind } from './kinds.ts';
import { besideIt } from './line-instead.ts';
import type { Offer } from './offer.ts';
import { type Replacement, type ReplacementQuestion, words, written } from './question.ts';
import type { RefusalReason } from './refusals.ts';

/** An offer that nothing forbids, as an answer. */
export function answerTo(question: ReplacementQuestion, offer: Offer): Replacement {
  const { way, as, doubt } = offer;
  if (way.module === null) return words(way.why, 'not-proved');
  if (as === 'pointer') return pointerTo(question, offer, doubt ?? 'no-replacement', null);
  const kinds = isAnotherKind(question, offer);
  if (kinds !== null) return pointerTo(question, offer, 'other-kind', kinds);
  if (as === 'submodule') return written(submodule(way.module), doubt);
  const { rest } = question;
  const to =
    offer.name === null ? { module: way.module, symbol: null } : sourceOf(way, question.from, question.modules);
  return written(rest === null ? to : { ...to, rest }, doubt);
}

/** The line of an import to go by. @param why what speaks against writing it in place of the old one */
export function pointerTo(
  question: ReplacementQuestion,
  { way, words: introduction }: Offer,
  refusal: RefusalReason,
  why: string | null,
): Replacement {
  const { language, from, modules } = question;
  const line = way.module === null ? way.why : plainImport(language, sourceOf(way, from, modules), besideIt(question));
  return words(`no direct replacement; ${why === null ? '' : `${why}; `}${introduction}: ${line}`, refusal);
}

/** `from pkg import old` → `from other import new as old`: a module for a module. */
function submodule(module: string): NewSource {
  const cut = module.lastIndexOf('.');
  const parent = cut <= 0 ? module.slice(0, cut + 1) || null : module.slice(0, module[cut - 1] === '.' ? cut + 1 : cut);
  if (parent === null) return { module, symbol: null, asModule: true };
  return { module: parent, symbol: module.slice(cut + 1) };
}
