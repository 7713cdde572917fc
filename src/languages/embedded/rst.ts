/**
 * reStructuredText: the blocks of `code-block` and its like, whose language is named, and sessions (`>>> …`).
 */

import type { FileFacts } from '../../types.ts';
import { asSnippets, CODE_DIALECTS, type CodeDialect, type Line, linesOf, scanLines, typedLines } from './pieces.ts';
import { mergeFacts } from './placing.ts';

const DIRECTIVE =
  /^([ \t]*)\.\. (?:(?:code-block|sourcecode|code|ipython)::[ \t]*([\w+]*)|(testcode|testsetup|testcleanup|doctest)::.*)$/;
const OPTION = /^[ \t]+:[\w-]+:/;

interface Block {
  readonly dialect: CodeDialect | undefined;
  readonly indent: number;
  readonly lines: Line[];
}

/** What the examples of one page say. Never throws. */
export function scanRst(text: string, closely = false): FileFacts {
  const facts = readBlocks(text).map(({ dialect, lines }) =>
    dialect === undefined ? scanLines([], 'py', closely) : scanLines(typedLines(dedented(lines)), dialect, closely),
  );
  return asSnippets(mergeFacts(facts));
}

function readBlocks(text: string): Block[] {
  const found: Block[] = [];
  let open: Block | null = null;
  let session: Line[] | null = null;
  for (const line of linesOf(text)) {
    const isBlank = line.text.trim() === '';
    if (open !== null && (isBlank || indentOf(line.text) > open.indent)) {
      if (open.lines.length > 0 || !(isBlank || OPTION.test(line.text))) open.lines.push(line);
      continue;
    }
    open = null;
    const directive = DIRECTIVE.exec(line.text);
    if (directive !== null) {
      const [, indent = '', language = '', testing] = directive;
      const dialect = testing === undefined ? CODE_DIALECTS.get(language.toLowerCase()) : 'py';
      open = { dialect, indent: indent.length, lines: [] };
      found.push(open);
      session = null;
    } else if (isBlank) session = null;
    else if (session !== null) session.push(line);
    else if (/^[ \t]*>>>(?: |$)/.test(line.text)) {
      session = [line];
      found.push({ dialect: 'py', indent: 0, lines: session });
    }
  }
  return found;
}

function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}

/** Without as much indentation as the first line has. */
function dedented(lines: readonly Line[]): readonly Line[] {
  const indent = indentOf(lines.find(({ text }) => text.trim() !== '')?.text ?? '');
  return lines.map(({ start, text }) => {
    const cut = Math.min(indent, indentOf(text));
    return { start: start + cut, text: text.slice(cut) };
  });
}
