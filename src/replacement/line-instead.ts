/**
 * The line of one finding alone, in the form of the import that it replaces.
 */
import { type Manner, type NewSource, plainImport } from './import-line.ts';
import { mannerLike } from './manner.ts';
import type { ReplacementQuestion } from './question.ts';

/** The same import from elsewhere, of this name alone. */
export function lineInstead(question: ReplacementQuestion, to: NewSource): string {
  const { language, name } = question;
  return plainImport(language, { ...to, symbol: to.symbol ?? (name === '*' ? null : name) }, besideIt(question));
}

/** How a further import is written beside the one that is replaced. */
export function besideIt({ fact, imported, from, language, modules }: ReplacementQuestion): Manner | null {
  if (language === 'py') return null;
  return mannerLike(fact, fact.typeOnly || imported?.typeOnly === true, from, modules);
}
