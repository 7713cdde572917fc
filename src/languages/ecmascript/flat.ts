/**
 * An ECMAScript text without what is opaque: comments are blanks, strings and regular expressions are blanked between
 * double quotes, templates are words with parentheses around their substitutions. Offsets stay, and so do line breaks in code.
 */
import { lex, readsCleanly } from './lex.ts';
import { COMMENT, JSX, SUBSTITUTION, TEMPLATE } from './skeleton.ts';

/** A text of nothing but code. */
export interface Flat {
  readonly text: string;
  /** Opening brackets to closing ones. */
  readonly close: ReadonlyMap<number, number>;
}

/** Null where the text does not read cleanly. */
export function flatten(text: string, jsx: boolean, types: boolean): Flat | null {
  const pass = lex(text, jsx, types);
  if (!readsCleanly(pass)) return null;
  const { spanStart, spanEnd, spanKind, braceOpen, braceKind } = pass.skeleton;
  const substitutions = braceOpen.filter((_, at) => braceKind[at] === SUBSTITUTION).sort((a, b) => b - a);
  const pieces: string[] = [];
  let from = 0;
  const addCode = (end: number): void => {
    for (let open = substitutions.at(-1); open !== undefined && open < end; open = substitutions.at(-1)) {
      substitutions.pop();
      // One that stands in an opaque piece has been written with it.
      if (open < from) continue;
      pieces.push(text.slice(from, open), '(');
      from = open + 1;
    }
    pieces.push(text.slice(from, end));
  };
  for (const [at, start] of spanStart.entries()) {
    const end = spanEnd[at] ?? start;
    addCode(start);
    pieces.push(opaque(text.slice(start, end), spanKind[at] ?? COMMENT));
    from = end;
  }
  addCode(text.length);
  const flat = pieces.join('');
  const close = bracketPairs(flat);
  return close === null ? null : { text: flat, close };
}

function opaque(piece: string, kind: number): string {
  if (kind === COMMENT || kind === JSX) return piece.replace(/[^\r\n]/g, ' ');
  if (kind !== TEMPLATE) return `"${' '.repeat(Math.max(0, piece.length - 2))}"`.slice(0, piece.length);
  // A piece that goes on after a substitution begins with its closing brace.
  return piece.startsWith('}') ? `)${'_'.repeat(piece.length - 1)}` : '_'.repeat(piece.length);
}

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

function bracketPairs(text: string): ReadonlyMap<number, number> | null {
  const pairs = new Map<number, number>();
  const open: { readonly at: number; readonly by: string }[] = [];
  for (const { 0: found, index } of text.matchAll(/[()[\]{}]/g)) {
    const by = CLOSING.get(found);
    if (by !== undefined) open.push({ at: index, by });
    else {
      const last = open.pop();
      if (last?.by !== found) return null;
      pairs.set(last.at, index);
    }
  }
  return open.length === 0 ? pairs : null;
}
