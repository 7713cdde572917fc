/**
 * JSON as people write it in tsconfig files: comments and trailing commas allowed.
 *
 * Most configuration files are plain JSON, which the engine parses natively. Only when that fails is `jsonc-parser`
 * loaded, through `createRequire` because an `import` declaration would load it on every run of the hook. The bundle is
 * CommonJS, where `import.meta.url` is empty but `__filename` exists.
 */
import { createRequire } from 'node:module';

export interface ParsedJson {
  /** What could be read; undefined when nothing was. */
  readonly value: unknown;
  /** The first thing that is wrong with the text, or null. */
  readonly problem: string | null;
}

let parser: typeof import('jsonc-parser') | undefined;

/** Parses JSON with comments and trailing commas, a leading byte-order mark included. Never throws. */
export function parseJsonc(text: string): ParsedJson {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return { value: JSON.parse(source), problem: null };
  } catch {
    return parseTolerantly(source);
  }
}

function parseTolerantly(source: string): ParsedJson {
  parser ??= load();
  try {
    const errors: import('jsonc-parser').ParseError[] = [];
    const value: unknown = parser.parse(source, errors, { allowTrailingComma: true, disallowComments: false });
    const first = errors[0];
    if (first === undefined) return { value, problem: null };
    const line = source.slice(0, first.offset).split('\n').length;
    return { value, problem: `${parser.printParseErrorCode(first.error)} in line ${line}` };
  } catch {
    // The parser recurses: thousands of nested brackets exhaust the stack.
    return { value: undefined, problem: 'nested too deeply' };
  }
}

function load(): typeof import('jsonc-parser') {
  const require = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
  return require('jsonc-parser') as typeof import('jsonc-parser');
}
