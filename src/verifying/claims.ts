/**
 * What a commit message claims to be finished: a concept, or everything, near a word of completion. Messages are free text,
 * so this is a guess, and nothing but a warning rests on it; where a sentence leaves a doubt it claims nothing.
 */
import type { Concept } from '../types.ts';

export interface Claim {
  /** null: everything. */
  readonly concept: string | null;
  /** The sentence. */
  readonly sentence: string;
}

/** More of a message is not read. */
const LONGEST = 100_000;

const GONE = '\\s+(?:removed|replaced|eliminated|deleted|retired|gone|compliant|unified)';

/** How words begin that say that something is finished, and how they go on. */
const FORMS = {
  complet: `(?:e[ds]?|ion|ely${GONE})`,
  done: '',
  finish: '(?:e[ds])?',
  finali: '[sz]e[ds]?',
  consolidated: '',
  migrated: '',
  fully: GONE,
  entirely: GONE,
  finally: GONE,
};
const HUNDRED = '100';

/** Without any of these, in whatever case, a message claims nothing: what hooks/commit-msg looks for. */
export const SIGNS: readonly string[] = [...Object.keys(FORMS), HUNDRED];

/** Words that say that something is finished. Not what is part of a longer word, a path or a call. */
const COMPLETION = new RegExp(
  `(?<![-\\w./])(?:${Object.entries(FORMS)
    .map((form) => form.join(''))
    .join('|')})(?![-\\w(]|\\.\\w)|(?<![\\d.,])${HUNDRED}\\s?%`,
  'gi',
);

/** A sentence with one of these does not say that it is finished now. */
const DOUBT = new RegExp(
  [
    "\\b(?:not|never|cannot|without|no longer|\\w+n['’]t)\\b",
    '\\b(?:todo|fixme|wip|incomplete|unfinished|uncompleted|partial(?:ly)?|almost|nearly|mostly|half(?:way)?|pending)\\b',
    '\\b(?:toward|towards|before|until|till|once|when|after|if|unless|yet|soon|later|being)\\b',
    '\\b(?:to be|will|would|should|must|shall|needs?|plans?|planned|remains? to|going to|in order to)\\b',
    '\\bto (?:complete|finish|finali[sz]e)\\b',
    '\\b(?:phase|step|part|stage|batch|milestone|wave|round)s?\\s*#?(?:\\d|[ivx]+\\b|one|two|three|four|five)',
    '(?<![\\d.,])\\d{1,2}(?:[.,]\\d+)?\\s?%',
    '\\b\\d+\\s*(?:/|of|out of)\\s*\\d+\\b',
    '\\?$',
  ].join('|'),
  'i',
);

/** Subjects that speak of other commits. */
const ABOUT_OTHERS = /^(?:revert|reapply|merge|fixup!|squash!|amend!)(?=$|\W)/i;
const EVERYTHING = /(?<![-\w./])(?:all|everything|ssot)(?![-\w(]|\.\w)/gi;
/** `all` of something that no registry knows. */
const OTHER_THINGS =
  /^(?:\s+(?:of|the|our|unit|integration|existing))*\s+(?:tests?|checks?|specs?|suites?|jobs?|builds?|lint\w*|ci|green)\b/i;

/** So many words may stand between what is finished and the word that says so. */
const NEAR_NAME = 12;
const NEAR_ALL = 6;

/** Sentences of a message that say that something is finished, whatever. @param marks of comment lines */
export function sentencesOfCompletion(message: string, marks: readonly string[]): string[] {
  return sentencesIn(message, marks).filter((one) => one.search(COMPLETION) >= 0 && !DOUBT.test(one));
}

/** What sentences of completion claim, each thing once. */
export function claimsIn(sentences: readonly string[], concepts: readonly Concept[]): Claim[] {
  const names = concepts.map((concept) => ({ concept: concept.name, pattern: patternOf(concept) }));
  const found = new Map<string | null, Claim>();
  for (const sentence of sentences) {
    const ends = placesOf(COMPLETION, sentence);
    const isNear = (pattern: RegExp, words: number, except?: RegExp): boolean =>
      placesOf(pattern, sentence).some(
        (place) =>
          except?.test(sentence.slice(place.end)) !== true &&
          ends.some((end) => between(place, end, sentence) <= words),
      );
    for (const { concept, pattern } of names)
      if (!found.has(concept) && isNear(pattern, NEAR_NAME)) found.set(concept, { concept, sentence });
    if (!found.has(null) && isNear(EVERYTHING, NEAR_ALL, OTHER_THINGS)) found.set(null, { concept: null, sentence });
  }
  return [...found.values()];
}

// ----------------------------------------------------------------------------------------------------------- sentences

/** Without comments, quotations and what stands behind the scissors; a list's items are sentences of their own. */
function sentencesIn(message: string, marks: readonly string[]): string[] {
  const lines = message.slice(0, LONGEST).split(/\r\n|\n|\r/);
  const scissors = lines.findIndex((line) => /^\S+ -{8,} >8 -{8,}\s*$/.test(line));
  const kept = (scissors < 0 ? lines : lines.slice(0, scissors)).filter(
    (line) => !marks.some((mark) => line.startsWith(mark)) && !/^\s*>/.test(line),
  );
  const first = kept.findIndex((line) => line.trim() !== '');
  const subject = kept[first] ?? '';
  const blocks = [ABOUT_OTHERS.test(subject.trim()) ? '' : subject, ...blocksOf(kept.slice(first + 1))];
  return blocks
    .flatMap((block) => block.split(/(?<=[.!?;])\s+|,?\s+(?:but|however|while|although|whereas)\s+/i))
    .map((one) => one.trim());
}

/** Lines that belong together: up to an empty one, or to the next item of a list. */
function blocksOf(lines: readonly string[]): string[] {
  const blocks: string[] = [''];
  for (const line of lines) {
    if (line.trim() === '' || /^\s*(?:[-*+•]|\d{1,3}[.)])\s/.test(line)) blocks.push('');
    blocks[blocks.length - 1] += ` ${line.trim()}`;
  }
  return blocks;
}

// -------------------------------------------------------------------------------------------------------------- names

/** A concept's name and symbols; several words of one may be written apart, then in any case: `WebSocket manager`. */
function patternOf({ name, canonical }: Concept): RegExp {
  const all = [...new Set([name, ...canonical.flatMap(({ symbol }) => symbol ?? [])])];
  const alternatives = all.filter((one) => one !== 'default').map(spellingsOf);
  return new RegExp(`(?<![A-Za-z0-9_])(?:${alternatives.join('|')})(?![A-Za-z0-9_])`, 'g');
}

function spellingsOf(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  const isPlain = words.length > 1 && words.join('').length === name.replace(/[\s_-]/g, '').length;
  return isPlain ? words.map(inAnyCase).join('[\\s_-]?') : name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function inAnyCase(word: string): string {
  return word.replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function placesOf(pattern: RegExp, text: string): Range[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
}

/** How many words stand between two places. */
function between(a: Range, b: Range, text: string): number {
  const gap = text.slice(Math.min(a.end, b.end), Math.max(a.start, b.start));
  return gap.match(/[^\s\p{P}]+/gu)?.length ?? 0;
}
