/**
 * Everything of a module, of which a ban names some: a star, or a namespace that is passed on. What is used of it is not
 * seen, so nothing can be written in its place; but which of the banned names have a replacement can be said.
 */
import { isLiteralGlob } from '../text/globs.ts';
import type { BannedName } from '../types.ts';
import { plainImport } from './import-line.ts';
import { besideIt } from './line-instead.ts';
import { type Replacement, type ReplacementQuestion, words } from './question.ts';

/** Whether a question is of everything, under a ban on names. */
export function isEverything({ name, entry }: ReplacementQuestion): boolean {
  return name === '*' && entry.ban.names !== null;
}

/** Of the names that have a replacement, as many are told. */
const MOST_NAMES = 5;

/** @param replacementOf what becomes of one name */
export function everythingOf(
  question: ReplacementQuestion,
  replacementOf: (question: ReplacementQuestion) => Replacement,
): Replacement {
  const { fact, entry } = question;
  const names = entry.ban.names ?? [];
  const told = names.flatMap((one) => insteadOf(one, question, replacementOf) ?? []);
  const all = fact.form === 'export-from' ? 'export by name what others need' : 'import by name what is used';
  const more = told.length > MOST_NAMES ? `; and ${told.length - MOST_NAMES} more` : '';
  const unnamed = `${all}; for what is banned no replacement is registered`;
  const pointer = entry.concept === null ? null : replacementOf({ ...question, name: null }).hint;
  const hint = told.length > 0 ? `${all}; ${told.slice(0, MOST_NAMES).join('; ')}${more}` : (pointer ?? unnamed);
  return words(hint, 'namespace');
}

/** `Old` becomes what; null for a name without a replacement. */
function insteadOf(
  banned: BannedName,
  question: ReplacementQuestion,
  replacementOf: (question: ReplacementQuestion) => Replacement,
): string | null {
  const { pattern, replacement } = banned;
  if (!isLiteralGlob(pattern))
    return replacement === null ? null : `in place of \`${pattern}\` there is ${replacement}`;
  const { start, end } = question.fact;
  const imported = { name: pattern, local: pattern, typeOnly: false, start, end };
  const { to, proved } = replacementOf({
    ...{ ...question, matched: banned, name: pattern, imported },
    ...{ exact: true, submodule: false, throughNamespace: true, rest: null },
  });
  if (to === null || !proved) return null;
  return `in place of \`${pattern}\`: ${plainImport(question.language, to, besideIt(question))}`;
}
