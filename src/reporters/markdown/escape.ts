/**
 * Text of a repository in Markdown that others render: no HTML, no table cell, no link and no mention may come of it.
 */
import { clipText } from '../../text/escape.ts';

/** Longest text of a cell. */
const TEXT_LIMIT = 400;

/** Code on one line. In HTML, because a code span can be left with backticks and a table cell with pipes. */
export function code(text: string): string {
  return `<code>${entities(clipText(text, TEXT_LIMIT))}</code>`;
}

/** Prose; what a message quotes between backticks is code. */
export function prose(text: string): string {
  const parts = clipText(text, TEXT_LIMIT).split('`');
  // An odd one at the end quotes nothing.
  return parts
    .map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? code(part) : plain(part, index)))
    .join('');
}

function plain(text: string, index: number): string {
  return (index % 2 === 1 ? '&#96;' : '') + entities(text);
}

/** All that means something to Markdown or HTML; a name behind `@` would call someone. */
function entities(text: string): string {
  return text.replace(/[&<>"'`|\\*_~[\]{}()#!$^=+@]/g, (character) =>
    character === '@' ? '&#64;<!-- -->' : `&#${character.charCodeAt(0)};`,
  );
}
