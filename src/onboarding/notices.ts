/**
 * Deprecation notices: what a source file says of itself, in the ways of its language. What only mentions the word (a
 * changelog, code that handles deprecated things) is not a notice. Comments are no facts, so this reads the text; facts say
 * what stands where.
 */
import type { FileFacts } from '../types.ts';
import type { Notice } from './notice.ts';
import { ecmascriptNotices } from './notices-ecmascript.ts';
import { pythonNotices } from './notices-python.ts';

/** Whether a text can hold a notice at all: cheap, for every file. */
export function mayHoldNotices(text: string): boolean {
  return /deprecat/i.test(text);
}

/** Every notice of one file, in order. */
export function noticesIn(text: string, facts: FileFacts): Notice[] {
  const notices = facts.parts.flatMap((part) =>
    part.language === 'py' ? pythonNotices(text, part.definitions) : ecmascriptNotices(text, part),
  );
  return notices.sort((a, b) => a.offset - b.offset);
}
