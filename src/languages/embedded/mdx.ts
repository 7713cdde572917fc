/**
 * .mdx: Markdown, whose fences are examples, among which imports and exports stand that run.
 *
 * A block of them begins a line at its first column and ends before a blank line that nothing but such a block, or one
 * that is indented or closes a bracket, follows. JSX of the page uses what they import.
 */

import { pushAll } from '../../text/lists.ts';
import type { FileFacts } from '../../types.ts';
import { withMarkupUses } from './component.ts';
import { fenceSpans, scanMarkdown } from './markdown.ts';
import { type Line, linesOf, scanLines } from './pieces.ts';
import { mergeFacts } from './placing.ts';

/** What one page says. Never throws. */
export function scanMdx(text: string, closely = false): FileFacts {
  const examples = scanMarkdown(text, closely);
  const page = withoutFences(text);
  const blocks = scanLines(blocksOf(page), 'tsx', closely);
  const used = blocks.parts.map((part) => ({
    ...part,
    imports: part.imports.map((fact) => withMarkupUses(page, fact, [])),
  }));
  // Prose may begin with these words.
  const facts = mergeFacts([examples, { ...blocks, parts: used, damage: null }]);
  return { ...facts, parts: facts.parts.map((part) => ({ ...part, exports: [...(part.exports ?? []), 'default'] })) };
}

function withoutFences(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of fenceSpans(text)) {
    if (end <= start) continue;
    pieces.push(text.slice(from, start), text.slice(start, end).replace(/[^\r\n]/g, ' '));
    from = end;
  }
  return [...pieces, text.slice(from)].join('');
}

const BEGINS = /^(?:import|export)\b/;
/** A paragraph, which nothing but a blank line ends for a statement: no heading, rule, fence, markup, table. */
const PROSE = /^[ \t]*[^\s#<{|`~>*_=-]/;
const GOES_ON = /^(?:[ \t]+\S|[})\];])/;

function blocksOf(text: string): readonly Line[] {
  const found: Line[] = [];
  let blanks: Line[] = [];
  let isOpen = false;
  let isProse = false;
  for (const line of linesOf(text)) {
    if (line.text.trim() === '') {
      blanks.push(line);
      isProse = false;
      continue;
    }
    isOpen = (BEGINS.test(line.text) && !isProse) || (isOpen && (blanks.length === 0 || GOES_ON.test(line.text)));
    isProse = !isOpen && PROSE.test(line.text);
    if (isOpen) pushAll(found, [...blanks, line]);
    blanks = [];
  }
  return found;
}
