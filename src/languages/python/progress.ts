/**
 * Where a scan is: the facts so far (`State`) and what the hopping needs to know of the current logical line. Everything
 * here lives for one file and one pass.
 */

import { BACKSLASH, CR, LF, lineEnd, trimBlanks } from './lexical.ts';
import type { ReferenceCall } from './references.ts';
import { type DefinitionDraft, type FileKind, type ImportDraft, newState, type State } from './state.ts';

/** A call that may hold a string reference, or whose end is not known yet. */
export interface OpenCall {
  readonly call: ReferenceCall;
  fact: ImportDraft | null;
  /** Bracket depth inside its parentheses. */
  readonly depth: number;
}

/** The state of one pass. */
export interface Scan {
  readonly state: State;
  readonly text: string;
  /** The word TYPE_CHECKING occurs; null until it is needed. */
  hasTyping: boolean | null;
  /** Every triple-quoted string is in doubt. */
  readonly careful: boolean;
  /** A triple-quoted string was not closed, or by quotes that open the next one. */
  brokenTriple: boolean;
  /** What the last search for closing triple quotes of each kind started from and found. */
  readonly double: { from: number; close: number };
  readonly single: { from: number; close: number };
  /** First quotes of format strings that are known not to end. */
  readonly unended: Set<number>;
  /** Opening brackets that are not closed yet, as character codes. */
  readonly brackets: number[];
  readonly calls: OpenCall[];
  /** Start of the current statement. */
  statement: number;
  /** Start of the current logical line if it opens a block, else -1. */
  header: number;
  /** The logical line before opens a block on the next one. */
  opens: boolean;
  /** Columns of the blocks around the current line, outermost first. */
  readonly indents: number[];
  /** Column of an indented passage of prose, in a file whose docstrings or comments became code; else -1. */
  quoted: number;
  /** Start of the first decorator that waits for its class or function, else -1. */
  decorator: number;
  /** The last bracket that opened outside all others. */
  outerOpen: number;
  /** Facts whose statement ends with the current logical line. */
  readonly ending: DefinitionDraft[];
  /** Everything of the current logical line before this offset has been read, comments included. */
  mark: number;
  /** Start of the first comment after `mark`, or -1. */
  comment: number;
}

/** A scan at the start of the text. `careful`: every triple-quoted string is in doubt. */
export function newScan(text: string, kind: FileKind, careful: boolean): Scan {
  return {
    state: newState(text, kind),
    text,
    hasTyping: null,
    careful,
    brokenTriple: false,
    double: { from: text.length + 1, close: -1 },
    single: { from: text.length + 1, close: -1 },
    unended: new Set(),
    brackets: [],
    calls: [],
    statement: 0,
    header: -1,
    opens: false,
    indents: [0],
    quoted: -1,
    decorator: -1,
    outerOpen: -1,
    ending: [],
    mark: 0,
    comment: -1,
  };
}

/** Notes that everything before `at` has been read; returns `at`. */
export function markPassed(scan: Scan, at: number): number {
  scan.mark = at;
  scan.comment = -1;
  return at;
}

/** End of the logical line so far: the first line break or comment after the last thing known to belong to it. */
export function logicalEnd(scan: Scan): number {
  const end = lineEnd(scan.text, scan.mark);
  let last = trimBlanks(scan.text, scan.comment >= 0 ? Math.min(scan.comment, end) : end);
  // Backslashes can join the line to one that holds nothing but a comment.
  for (let code = scan.text.charCodeAt(last - 1); last > scan.statement; code = scan.text.charCodeAt(last - 1)) {
    if (code !== BACKSLASH && code !== LF && code !== CR) break;
    last = trimBlanks(scan.text, last - 1);
  }
  return last;
}

/** Notes facts whose statement ends with the current one. */
export function awaitEnd(scan: Scan, facts: readonly DefinitionDraft[]): void {
  for (const fact of facts) scan.ending.push(fact);
}
