/** Answers that are kept: a tree asks the same few questions over and over. */

/** More answers than these are not kept at a time. */
const MOST_KEPT = 32_768;

/** The answer to a question, from `known` where it was given before. @param answer has no effects, and is never undefined */
export function remember<T>(known: Map<string, T>, question: string, answer: () => T): T {
  const before = known.get(question);
  if (before !== undefined) return before;
  const now = answer();
  if (known.size >= MOST_KEPT) known.clear();
  known.set(question, now);
  return now;
}
