/**
 * A line to write as formats with one line for a finding have it: the statement on one line, without comments.
 */
import { clipText } from '../text/escape.ts';
import type { Finding } from '../types.ts';

/** Longest line to write, message or name in a list. */
const TEXT_LIMIT = 400;
/** Of a longer statement no more is read. */
const MOST_READ = 8000;

/** The hint of a finding on one line, safe; null where there is none. */
export function hintLine({ hint, module, path }: Finding): string | null {
  if (hint === null) return null;
  const isPython = module === null ? /\.(?:py[iw]?|ipynb)$/.test(path) : module.startsWith('py:');
  const read = hint.slice(0, MOST_READ);
  return clipText(/[\r\n]/.test(read) ? joinLines(read, isPython) : hint, TEXT_LIMIT);
}

/** The message of a finding, safe and bounded. */
export function messageLine({ message }: Finding): string {
  return clipText(message, TEXT_LIMIT);
}

/** Words of a statement: a string, a comment, an end of a line, blanks, a bracket, anything else. */
const WORD =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\*.*?\*\/|\/\/[^\r\n]*|#[^\r\n]*|\\?\r?\n|[ \t]+|./gs;

/** Joins the lines of statements; where one ends and has no semicolon, it gets one. */
function joinLines(text: string, isPython: boolean): string {
  const words = [...text.matchAll(WORD)].map(([word]) => word);
  let line = '';
  let depth = 0;
  for (const [index, word] of words.entries()) {
    if (isComment(word, isPython)) continue;
    if (/^[([{]$/.test(word)) depth++;
    if (/^[)\]}]$/.test(word)) depth--;
    if (/^\\?\r?\n$/.test(word)) {
      const ends = depth === 0 && !word.startsWith('\\') && beginsStatement(words, index + 1, isPython);
      line = ends && line.trim() !== '' && !/[;\s]$/.test(line) ? `${line}; ` : spaced(line);
    } else line = /^[ \t]+$/.test(word) ? spaced(line) : line + word;
  }
  return line
    .trim()
    .replace(/([([]) /g, '$1')
    .replace(/,? ([)\]])/g, '$1')
    .replace(/, }/g, ' }');
}

function isComment(word: string, isPython: boolean): boolean {
  return isPython ? word.length > 1 && word.startsWith('#') : word.startsWith('//') || word.startsWith('/*');
}

/** Whether the next word begins a statement: in Python every line does that is not inside of brackets. */
function beginsStatement(words: readonly string[], from: number, isPython: boolean): boolean {
  const rest = words
    .slice(from, from + 40)
    .join('')
    .trimStart();
  return rest !== '' && (isPython || /^(?:import|export|const|let|var|type|await)\b/.test(rest));
}

function spaced(line: string): string {
  return line === '' || line.endsWith(' ') ? line : `${line} `;
}
