/**
 * The required texts of mentions as patterns, for the hook and for the check: what they do not find in a file is not
 * mentioned there.
 */

import type { MentionSearch } from '../facts/text-search.ts';
import { rawName } from '../git/names.ts';
import type { BanEntry } from '../registry/matcher.ts';
import { type MentionTexts, mentionTexts, type NamedText } from '../required-text/of-mentions.ts';
import { type Atom, BLANKS, BOL, EDGE, EOL, expressionSource, fixedTexts, LINE, type Pattern } from './pattern.ts';

/** An exception for this rule, which must be told when it excepts nothing. */
const ALLOW: Pattern = ['ssot-allow mention'];
/** To grep it ends no line. */
const LONE_RETURN: Pattern = ['\r', { any: '^\n' }];

/** What is searched for in text files that may mention one of these; nothing where there is nothing to mention. */
export function mentionPatterns(bans: readonly BanEntry[]): Pattern[] {
  const { named, imported } = mentionTexts(bans);
  if (named.length + imported.length === 0) return [];
  return [...named.map(namedPattern), ...imported.flatMap(importPatterns), ALLOW, LONE_RETURN];
}

/** The same for documents, in which no name counts. */
export function documentPatterns(bans: readonly BanEntry[]): Pattern[] {
  const { named, imported } = mentionTexts(bans);
  return named.length + imported.length === 0 ? [] : [...imported.flatMap(importPatterns), ALLOW, LONE_RETURN];
}

/** null: there is nothing to mention. */
export function mentionSearch(bans: readonly BanEntry[]): MentionSearch | null {
  const patterns = mentionPatterns(bans).filter((pattern) => pattern !== LONE_RETURN);
  if (patterns.length === 0) return null;
  const { named } = mentionTexts(bans);
  return {
    file: { literals: [...new Set(patterns.flatMap(fixedTexts))], expression: anyOf(patterns) },
    name: new RegExp(named.length === 0 ? '(?!)' : anyOf(named.map(namedPattern))),
  };
}

function anyOf(patterns: readonly Pattern[]): string {
  return patterns.map((pattern) => `(?:${expressionSource(pattern)})`).join('|');
}

const SEPARATOR: Atom = { any: './' };

function namedPattern({ before, text, whole, alone }: NamedText): Pattern {
  if (alone) return [...startOf(text, whole), SEPARATOR, { any: '0-9A-Z_a-z' }];
  if (before === null) return within(text, whole);
  return [...startOf(before, true), SEPARATOR, ...endOf(text, whole)];
}

const QUOTES = '"\'`';
const DOTTED: Atom = { any: '.0-9A-Z_a-z', repeated: true };
const FROM_OR_IMPORT: Atom = { either: [['from'], ['import']] };

/**
 * The statements of both languages, and what stands on a line of its own in one of several lines. Prose that holds the
 * word is none: most commits of documents must not start Node.
 */
function importPatterns({ text, whole }: MentionTexts['imported'][number]): Pattern[] {
  const [own, word] = [endOf(text, whole), within(text, whole)];
  return [
    [EDGE, FROM_OR_IMPORT, { any: ' \t' }, BLANKS, DOTTED, ...own],
    [
      EDGE,
      { either: [['from'], ['import'], ['require']] },
      { any: ' (\t', repeated: true },
      { any: QUOTES },
      ...inside(own),
    ],
    [EDGE, 'from ', DOTTED, ' import ', LINE, ...word],
    [EDGE, { either: [['import'], ['export']] }, EDGE, LINE, '{', LINE, ...word],
    [BOL, BLANKS, ...own, { either: [[EOL], [','], [')'], [' as ']] }],
  ];
}

function inside(text: Pattern): Pattern {
  return [{ any: `^${QUOTES}\n`, repeated: true }, ...text];
}

/** A text as a word, as far as it begins and ends like one. */
function within(text: string, whole: boolean): Pattern {
  return [...(whole && /^\w/.test(text) ? [EDGE] : []), ...endOf(text, whole)];
}

function startOf(text: string, whole: boolean): Pattern {
  return [...(whole && /^\w/.test(text) ? [EDGE] : []), rawName(text)];
}

function endOf(text: string, whole: boolean): Pattern {
  return [rawName(text), ...(whole && /\w$/.test(text) ? [EDGE] : [])];
}
