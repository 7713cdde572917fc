/**
 * Which text files are read closer: those that hold what some pattern looks for. No pattern leads over a line's end, so only
 * lines that hold fixed letters of one are looked along, and most lines hold none.
 */
import { registrySection } from '../registry/docs.ts';
import { decode, kindOf } from '../text/decode.ts';
import type { FileFacts } from '../types.ts';
import { lineSearch, literalSearch, type Search } from './byte-search.ts';
import { readMentions } from './mentions.ts';

/** How files, and the names in them, are searched for mentions of modules. */
export interface MentionSearch {
  readonly file: Search;
  /** For one name or path, one character a byte. */
  readonly name: RegExp;
}

/** More is written by no person. */
export const LARGEST_TEXT = 4 << 20;

/** What is asked of a text file. */
export interface TextReader {
  /** Whether it is text in which something may be mentioned, or excepted. */
  isHeld(bytes: Buffer): boolean;
  read(bytes: Buffer, path: string): FileFacts;
  factsOf(text: string, path: string): FileFacts;
}

/** How text files are read for what is searched. */
export function textReader({ file, name }: MentionSearch): TextReader {
  const isFound = heldTest(file);
  const factsOf = (text: string, path: string): FileFacts => {
    const section = registrySection(text);
    return readMentions(text, path, section === null ? [] : [section], (raw) => name.test(raw));
  };
  return {
    isHeld: (bytes) => isFound(bytes) && kindOf(bytes) === 'text' && !bytes.includes(0),
    read: (bytes, path) => factsOf(decode(bytes).text, path),
    factsOf,
  };
}

/** On longer lines the expression, which looks along a line for two things, takes a time that grows with their square. */
const LONGEST_LINE = 500;
const LINE_END = 10;

/** Whether something may be mentioned in a file. One with long lines is read closer where it holds any letters of it. */
export function heldTest({ literals, expression }: Search): (bytes: Buffer) => boolean {
  const pattern = new RegExp(expression, 'm');
  const isWhole = literals.some((text) => text === '' || text.includes('\n'));
  if (isWhole) return (bytes) => hasLongLine(bytes) || pattern.test(bytes.toString('latin1'));
  const holdsLetters = literalSearch(literals);
  const isFound = lineSearch(literals, (bytes, start, end) => pattern.test(bytes.toString('latin1', start, end)));
  return (bytes) => holdsLetters(bytes) && (hasLongLine(bytes) || isFound(bytes));
}

/** From line end to line end, in steps as long as a line may be. */
function hasLongLine(bytes: Buffer): boolean {
  let start = 0;
  while (bytes.length - start >= LONGEST_LINE) {
    const last = bytes.lastIndexOf(LINE_END, start + LONGEST_LINE - 1);
    if (last < start) return true;
    start = last + 1;
  }
  return false;
}
