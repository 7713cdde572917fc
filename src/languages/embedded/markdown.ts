/**
 * Code fences of Markdown: ``` and ~~~ of three or more, indented, in lists and in quotes.
 *
 * The quote marks and the indentation of the fence are removed from its lines, so that a statement begins its
 * line as it does in a file; a table of lines maps offsets back. Python fences that show a session (`>>> …`) are read
 * by their prompts. Snippets are never called damaged: they leave things out on purpose.
 */

import type { FileFacts } from '../../types.ts';
import { type EcmascriptDialect, scanEcmascript } from '../ecmascript/scan.ts';
import { lastBelow } from '../ecmascript/skeleton.ts';
import { scanPython } from '../python/scan.ts';
import { readHtmlAllows } from './html.ts';
import { mergeFacts, type OffsetMap, placeFacts } from './placing.ts';

type FenceDialect = EcmascriptDialect | 'py';

const LANGUAGES: ReadonlyMap<string, FenceDialect> = new Map<string, FenceDialect>([
  ...['python', 'py', 'python3', 'pycon'].map((name) => [name, 'py'] as const),
  ...['ts', 'typescript', 'mts', 'cts'].map((name) => [name, 'ts'] as const),
  ...['js', 'javascript', 'jsx', 'mjs', 'cjs'].map((name) => [name, 'js'] as const),
  ['tsx', 'tsx'],
]);

interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly text: string;
}

interface Fence {
  readonly dialect: FenceDialect | undefined;
  readonly mark: string;
  readonly length: number;
  readonly quotes: number;
  readonly indent: number;
  readonly lines: Line[];
}

/** What the fences of one Markdown file say. Never throws. */
export function scanMarkdown(text: string, closely = false): FileFacts {
  const fences = readFences(text);
  const scanned = fences.map((fence) => scanFence(fence, closely));
  const spans = fences.map(({ lines }) => ({
    start: lines[0]?.start ?? 0,
    end: (lines[lines.length - 1]?.start ?? 0) + (lines[lines.length - 1]?.text.length ?? 0),
  }));
  const merged = mergeFacts([{ parts: [], allows: readHtmlAllows(text, spans), damage: null }, ...scanned]);
  const parts = merged.parts.map((part) => (part.exports === null ? part : { ...part, exports: [] }));
  return { ...merged, parts, damage: null };
}

const OPENING = /^((?:[ \t]*>)*)([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})[ \t]*(.*)$/;

/** The fences of a language that is read, with their lines as they stand in the file. */
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
      dialect: LANGUAGES.get(language),
      mark: marks.charAt(0),
      length: marks.length,
      quotes,
      indent: quoted.length + indent.length,
      lines: [],
    };
    if (open.dialect !== undefined) found.push(open);
  }
  return found;
}

function* linesOf(text: string): Generator<Line> {
  const end = /\r\n?|\n/g;
  let start = 0;
  for (let match = end.exec(text); match !== null; match = end.exec(text)) {
    yield { start, text: text.slice(start, match.index) };
    start = end.lastIndex;
  }
  yield { start, text: text.slice(start) };
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
  const starts: number[] = [];
  let code = '';
  for (const { text } of lines) {
    starts.push(code.length);
    code += `${text}\n`;
  }
  const place: OffsetMap = (offset) => {
    const index = Math.max(0, lastBelow(starts, offset + 1));
    const line = lines[index];
    return line === undefined ? 0 : line.start + Math.min(offset - (starts[index] ?? 0), line.text.length);
  };
  const { dialect } = fence;
  if (dialect === undefined || lines.length === 0) return { parts: [], allows: [], damage: null };
  return placeFacts(dialect === 'py' ? scanPython(code, 'py', closely) : scanEcmascript(code, dialect), place);
}

/** A line without its quote marks and without as much indentation as its fence has. */
function stripPrefix(fence: Fence, line: Line): Line {
  let at = 0;
  for (let quote = 1; quote < fence.quotes; quote++) at = line.text.indexOf('>', at) + 1;
  while (at < fence.indent && (line.text.charAt(at) === ' ' || line.text.charAt(at) === '\t')) at++;
  return { start: line.start + at, text: line.text.slice(at) };
}

/** Of a session with prompts (`>>>`, `...`) only what was typed. */
function typedLines(lines: readonly Line[]): readonly Line[] {
  if (
    !lines
      .find(({ text }) => text.trim() !== '')
      ?.text.trimStart()
      .startsWith('>>>')
  )
    return lines;
  return lines.flatMap((line) => {
    const prompt = /^\s*(?:>>>|\.\.\.)(?: |$)/.exec(line.text)?.[0].length;
    return prompt === undefined ? [] : [{ start: line.start + prompt, text: line.text.slice(prompt) }];
  });
}
