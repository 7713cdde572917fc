/**
 * What a language is to the rest of the program: a name, the dialects that it reads, and one function from text to
 * facts. A language is a plain value; `index.ts` holds the one ordered list of them.
 */

import type { Dialect, FileFacts, LanguageId } from '../types.ts';

export interface Language {
  /** The language of its facts, or `container` for a format whose parts are in other languages. */
  readonly id: LanguageId | 'container';
  /** The dialects that it reads. No dialect belongs to two languages. */
  readonly dialects: readonly Dialect[];
  /**
   * Text to facts. Never throws, whatever the text; linear in its length. `dialect` is one of `dialects`.
   * @param closely with what few ask for and every file would pay for: where what `from pkg import name` binds is passed on
   */
  scan(text: string, dialect: Dialect, closely?: boolean): FileFacts;
}

/** Identity with full type inference, so that each language file is checked where it is written. */
export function defineLanguage(language: Language): Language {
  return language;
}
