/**
 * JSON as people write it in tsconfig files: comments and trailing commas allowed.
 *
 * Plain JSON is parsed by the engine, and so is what remains when comments and trailing commas are blanked out, which
 * is all that valid configurations need. Only a broken one is handed to `jsonc-parser`, which reads on behind errors
 * and says where they are; loading it costs 2 to 4 ms.
 */
import { loadPackage } from './load-package.ts';

export interface ParsedJson {
  /** What could be read; undefined when nothing was. */
  readonly value: unknown;
  /** The first thing that is wrong with the text, or null. */
  readonly problem: string | null;
}

/** Parses JSON with comments and trailing commas, a leading byte-order mark included. Never throws. */
export function parseJsonc(text: string): ParsedJson {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  for (const prepare of [(all: string) => all, withoutComments]) {
    try {
      return { value: JSON.parse(prepare(source)), problem: null };
    } catch {}
  }
  return parseTolerantly(source);
}

/** Strings are matched first so that what looks like a comment in one stays. */
const STRING = /"(?:[^"\\\n]|\\.)*"/.source;
const COMMENT = new RegExp(`${STRING}|//[^\n]*|/\\*[^*]*\\*+(?:[^/*][^*]*\\*+)*/`, 'g');
const TRAILING_COMMA = new RegExp(`${STRING}|,(?=\\s*[}\\]])`, 'g');

function withoutComments(source: string): string {
  const kept = (found: string) => (found.startsWith('"') ? found : ' ');
  return source.replace(COMMENT, kept).replace(TRAILING_COMMA, kept);
}

type Parser = Pick<typeof import('jsonc-parser'), 'parse'>;

function parseTolerantly(source: string): ParsedJson {
  try {
    const errors: import('jsonc-parser').ParseError[] = [];
    const value: unknown = parser().parse(source, errors, { allowTrailingComma: true });
    const line = source.slice(0, errors[0]?.offset ?? 0).split('\n').length;
    return { value, problem: errors.length === 0 ? null : `it breaks off in line ${line}` };
  } catch (error) {
    // The parser recurses: thousands of nested brackets exhaust the stack.
    if (error instanceof RangeError) return { value: undefined, problem: 'it is nested too deeply' };
    throw error;
  }
}

/** The package's own entry also loads its formatter and editor. */
function parser(): Parser {
  try {
    return loadPackage<Parser>('jsonc-parser/lib/umd/impl/parser.js');
  } catch {
    return loadPackage<Parser>('jsonc-parser');
  }
}
