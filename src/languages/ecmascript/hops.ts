/**
 * The expressions that hop from one place of the code that matters to the next.
 */

import { FACT_WORDS } from './fact-words.ts';
import type { Skeleton } from './skeleton.ts';

const QUOTED = `"[^"\\\\\\n\\r]*["\\\\]?|'[^'\\\\\\n\\r]*['\\\\]?`;
const PUNCTUATION = '\\/\\/.*|\\/\\*|[`{}\\/]';
const HOPS = {
  types: `${QUOTED}|${PUNCTUATION}|${FACT_WORDS}`,
  both: `${QUOTED}|${PUNCTUATION}|<<?|${FACT_WORDS}`,
  script: `${QUOTED}|${PUNCTUATION}|<(?:<|!--)?|${FACT_WORDS}`,
  arrows: `${QUOTED}|${PUNCTUATION}|<(?:<|!--)?|-->|${FACT_WORDS}`,
};
const COMPILED = new Map<keyof typeof HOPS, RegExp>();

/** The expression for a text in which JSX or types may occur, as its skeleton says. */
export function hopFor({ text, jsx, types }: Skeleton): RegExp {
  const kind = !jsx ? 'types' : types ? 'both' : text.includes('-->') ? 'arrows' : 'script';
  let hop = COMPILED.get(kind);
  if (hop === undefined) {
    hop = new RegExp(HOPS[kind], 'g');
    // V8 optimises for the first text it sees; blanks make it expect that few characters begin a hop.
    hop.test(' '.repeat(1024));
    COMPILED.set(kind, hop);
  }
  return hop;
}
