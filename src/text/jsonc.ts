/**
 * JSON as people write it in tsconfig files: comments and trailing commas allowed.
 *
 * Plain JSON is parsed by the engine, and so is what remains when comments and trailing commas are blanked out, which
 * is all that valid configurations need. Only a broken one is passed to `jsonc-parser`, which continues after errors
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

/** A string (perhaps cut off by the end of its line), a comment or its beginning, a mark that matters, anything else. */
const TOKEN = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|\/\/[^\n]*|\/\*|[,}\]]|[^\s",}\]/]+|\//g;

/** The text without comments and trailing commas; as it is when a comment does not end. Linear in its length. */
function withoutComments(source: string): string {
  const pieces: string[] = [];
  let comma = -1;
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(source); found !== null; found = TOKEN.exec(source)) {
    const [token] = found;
    if (token.startsWith('//')) continue;
    if (token === '/*') {
      const end = source.indexOf('*/', TOKEN.lastIndex);
      if (end < 0) return source;
      TOKEN.lastIndex = end + 2;
      continue;
    }
    if ((token === '}' || token === ']') && comma >= 0) pieces[comma] = '';
    comma = token === ',' ? pieces.length : -1;
    pieces.push(token);
  }
  return pieces.join(' ');
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

function parser(): Parser {
  return loadPackage<Parser>('jsonc-parser');
}
