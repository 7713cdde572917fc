/**
 * The Python scanner: text to facts, without a parser.
 *
 * One global expression hops between the only places that matter: quotes, comments, brackets, `;`, and line breaks before
 * a line of code. (An expression is native code from the first call on, while a loop over characters waits for the
 * optimising compiler.) Strings and comments are skipped whole, brackets are counted, and a line break outside
 * brackets starts a logical line, whose first word decides whether it is an import, a definition, a block header or an
 * assignment. Indentation gives the blocks, and with them scope and `TYPE_CHECKING`.
 *
 * It sees: imports, definitions, aliases, string references, `__all__`, uses of imported names. It does not see:
 * expressions, types, control flow. It never throws on user code, does not recurse over it, and is linear in its length.
 */

import type { FileFacts } from '../../types.ts';
import { closeBracket, openParenthesis } from './brackets.ts';
import { readForwards } from './forwards.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  columnOf,
  DOUBLE_QUOTE,
  HASH,
  lineEnd,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SEMICOLON,
  SINGLE_QUOTE,
  skipSpace,
} from './lexical.ts';
import { closeBlocks, endLine, readLineBreak, readSemicolon, startLine } from './lines.ts';
import { readModuleTable } from './module-table.ts';
import { logicalEnd, newScan, type Scan } from './progress.ts';
import { readString } from './quotes.ts';
import { addRange, type FileKind, noteDamage, releaseRanges, type State } from './state.ts';
import { findUses } from './uses.ts';

export type PythonDialect = 'py' | 'py-init' | 'pyi' | 'pyi-init';

/** Everything that one Python file says. @param closely what from-imports bind may be modules, and is looked after like them */
export function scanPython(text: string, dialect: PythonDialect, closely = false): FileFacts {
  const state = gather(text, { stub: dialect.startsWith('pyi'), isPackage: dialect.endsWith('init'), closely });
  readForwards(state);
  readModuleTable(state);
  findUses(state);
  releaseRanges(state.skips);
  state.imports.sort(byStart);
  state.definitions.sort(byStart);
  return {
    parts: [{ language: 'py', imports: state.imports, definitions: state.definitions, exports: state.exports }],
    allows: state.allows,
    damage: state.damage,
  };
}

/** What one pass over a file gathers: statements, scopes, and what is not code. Its ranges are to be released. */
export function gather(text: string, kind: FileKind): State {
  let scan = newScan(text, kind, false);
  runScan(scan);
  if (scan.brokenTriple) {
    // Missing closing quotes turn the rest of a file inside out: read it again and distrust every such string.
    scan = newScan(text, kind, true);
    runScan(scan);
  }
  return scan.state;
}

function byStart(a: { start: number; end: number }, b: { start: number; end: number }): number {
  return a.start - b.start || a.end - b.end;
}

/**
 * One character that matters, or a line break with the indentation after it. A line break counts only before a line
 * of code: blank and comment-only lines change nothing.
 */
const HOP = /["'#()[\]{};]|[\r\n][ \t\f]*(?=[^ \t\f\r\n#])/g;
let isCompiled = false;

function runScan(scan: Scan): void {
  const { text, state, brackets } = scan;
  if (!isCompiled) {
    // V8 optimises for the first text it sees; blanks make it expect that few characters begin a hop.
    HOP.test(' '.repeat(1024));
    isCompiled = true;
  }
  let from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const first = skipSpace(text, from);
  // No hop leads to a first statement with no line before it. One after comments is found as usual.
  if (first < text.length && !text.slice(from, first).includes('#'))
    from = startLine(scan, first, columnOf(text, first));
  for (;;) {
    HOP.lastIndex = from;
    if (!HOP.test(text)) break;
    const at = HOP.lastIndex - 1;
    const code = text.charCodeAt(at);
    switch (code) {
      case HASH:
        from = skipComment(scan, at);
        break;
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        from = readString(scan, at);
        break;
      case OPEN_PAREN:
        if (brackets.length === 0) scan.outerOpen = at;
        brackets.push(code);
        from = at + 1;
        openParenthesis(scan, at);
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (brackets.length === 0) scan.outerOpen = at;
        brackets.push(code);
        from = at + 1;
        scan.mark = from;
        scan.comment = -1;
        break;
      case SEMICOLON:
        from = at + 1;
        if (brackets.length === 0) from = readSemicolon(scan, at);
        break;
      case CLOSE_PAREN:
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        from = at + 1;
        closeBracket(scan, at, code);
        break;
      default:
        from = readLineBreak(scan, at + 1);
    }
  }
  endLine(scan, text.length);
  if (scan.opens) noteDamage(state, text.length, 'expected an indented block');
  closeBlocks(state, -1, logicalEnd(scan));
  if (brackets.length > 0)
    noteDamage(state, scan.statement, `'${String.fromCharCode(brackets[0] ?? 0)}' was never closed`);
}

function skipComment(scan: Scan, at: number): number {
  const { text, state } = scan;
  const end = lineEnd(text, at);
  addRange(state.skips, at, end);
  if (scan.comment < 0) scan.comment = at;
  const body = text.slice(at, end);
  if (body.includes('ssot-allow')) state.allows.push({ start: at, end, text: body.replace(/^#+:?/, '').trim() });
  return end;
}
