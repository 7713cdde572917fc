/**
 * One deprecation notice.
 */
import { wordingOf } from './wording.ts';

export interface Notice {
  /** The deprecated name, as its file calls it; `default` for a default without a name; null for the whole module. */
  readonly symbol: string | null;
  /** Where the notice stands. */
  readonly offset: number;
  /** Its words as sentences, on one line; empty where it says nothing but that. */
  readonly words: string;
  /** What it says to use instead, as written: a name, a dotted name, a path, or `module#name`. */
  readonly instead: string | null;
}

/** @param stated what is to be used instead, where that is said in code */
export function notice(symbol: string | null, offset: number, text: string, stated: string | null = null): Notice {
  const { words, instead } = wordingOf(text);
  return { symbol, offset, words, instead: stated ?? instead };
}

/** One notice per name: the first. */
export function withoutRepeats(notices: readonly Notice[]): Notice[] {
  const seen = new Set<string | null>();
  return notices.filter(({ symbol }) => !seen.has(symbol) && seen.add(symbol));
}
