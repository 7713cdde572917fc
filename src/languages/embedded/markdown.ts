/**
 * Code fences of Markdown: ``` and ~~~ of three or more, indented, in lists and in quotes.
 *
 * The quote marks and the indentation of the fence are removed from its lines, so that a statement begins its
 * line as it does in a file; a table of lines maps offsets back. Python fences that show a session (`>>> …`) are read
 * by their prompts. Snippets are never called damaged: they leave things out on purpose.
 */

import type { FileFacts, Span } from '../../types.ts';
import { readHtmlAllows } from './html.ts';
import {
  asSnippets,
  CODE_DIALECTS,
  type CodeDialect,
  type Line,
  linesOf,
  scanLines,
  scanPieces,
  typedLines,
} from './pieces.ts';
import { mergeFacts } from './placing.ts';

interface Fence {
  readonly dialect: CodeDialect | undefined;
  readonly mark: string;
  readonly length: number;
  readonly quotes: number;
  readonly indent: number;
  readonly lines: Line[];
}

/** What the fences of one Markdown file say. Never throws. */
export function scanMarkdown(text: string, closely = false): FileFacts {
  const fences = readFences(text).filter(({ dialect }) => dialect !== undefined);
  const scanned = fences.map((fence) => scanFence(fence, closely));
  const allows = readHtmlAllows(text, fences.map(spanOf));
  return asSnippets(mergeFacts([{ parts: [], allows, damage: null }, ...scanned]));
}

/** Where the fences of any language are, without their marks. */
export function fenceSpans(text: string): readonly Span[] {
  return readFences(text).map(spanOf);
}

/** Code between back ticks on one line that begins like an import. */
const INLINE =
  /(?<!`)(`+)[ \t]*((?:from[ \t]+[.\w]+[ \t]+)?(?:import|export)\b[^`\r\n]*|(?:const|let|var)[ \t][^`\r\n]*\brequire\([^`\r\n]*)\1(?!`)/g;

/** What imports between back ticks say, outside of fences. Never throws. */
export function scanInline(text: string): FileFacts {
  const fences = readFences(text).map(spanOf);
  const found = [...text.matchAll(INLINE)].flatMap(({ 0: all, 2: code = '', index }) => {
    const start = index + all.indexOf(code);
    if (fences.some((fence) => fence.start <= start && start < fence.end)) return [];
    const dialect = /['"]|[{*]/.test(code) ? 'ts' : 'py';
    return [scanPieces([{ start, text: `${code}\n` }], dialect, false)];
  });
  return asSnippets(mergeFacts(found));
}

function spanOf({ lines }: Fence): Span {
  const last = lines.at(-1);
  return { start: lines[0]?.start ?? 0, end: (last?.start ?? 0) + (last?.text.length ?? 0) };
}

const OPENING = /^((?:[ \t]*>)*)([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})[ \t]*(.*)$/;

/** The fences, with their lines as they stand in the file. */
function readFences(text: string): readonly Fence[] {
  const found: Fence[] = [];
  let open: Fence | undefined;
  for (const line of linesOf(text)) {
    const quotes = quoteDepth(line.text);
    if (open !== undefined && quotes < open.quotes) open = undefined;
    if (open !== undefined) {
      if (closesFence(open, line.text)) open = undefined;
      else open.lines.push(line);
      continue;
    }
    const match = OPENING.exec(line.text);
    const [, quoted = '', indent = '', marks = '', info = ''] = match ?? [];
    if (match === null || (marks.startsWith('`') && info.includes('`'))) continue;
    const language = /^\{?\.?(?:code-block\}\s*)?([\w+]+)/.exec(info)?.[1]?.toLowerCase() ?? '';
    open = {
      dialect: CODE_DIALECTS.get(language),
      mark: marks.charAt(0),
      length: marks.length,
      quotes,
      indent: quoted.length + indent.length,
      lines: [],
    };
    found.push(open);
  }
  return found;
}

function quoteDepth(line: string): number {
  return /^(?:[ \t]*>)*/.exec(line)?.[0].split('>').length ?? 1;
}

/** The line ends the fence: only marks of its kind, at least as many, stand there. */
function closesFence(fence: Fence, line: string): boolean {
  const rest = line.replace(/^(?:[ \t]*>)*/, '').trim();
  return rest.length >= fence.length && rest === fence.mark.repeat(rest.length);
}

function scanFence(fence: Fence, closely: boolean): FileFacts {
  const lines = typedLines(fence.lines.map((line) => stripPrefix(fence, line)));
  return fence.dialect === undefined
    ? { parts: [], allows: [], damage: null }
    : scanLines(lines, fence.dialect, closely);
}

/** A line without its quote marks and without as much indentation as its fence has. */
function stripPrefix(fence: Fence, line: Line): Line {
  let at = 0;
  for (let quote = 1; quote < fence.quotes; quote++) at = line.text.indexOf('>', at) + 1;
  while (at < fence.indent && (line.text.charAt(at) === ' ' || line.text.charAt(at) === '\t')) at++;
  return { start: line.start + at, text: line.text.slice(at) };
}
