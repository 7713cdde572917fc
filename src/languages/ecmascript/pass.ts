/**
 * The state of one pass over the text, and the stack of frames that says what a closing brace returns to.
 */

import { noteDamage, type Skeleton, SUBSTITUTION } from './skeleton.ts';

/** Frames of an element: inside its opening tag, and between its tags. Distinct from the kinds of braces. */
export const TAG = 3;
export const CHILDREN = 4;
/** Frame of a template whose text reached the end of the file. */
export const TEMPLATE_TEXT = 5;

/** What one pass keeps in addition to the skeleton. */
export interface Pass {
  readonly skeleton: Skeleton;
  /** Hops from one place of the code that matters to the next. */
  readonly hop: RegExp;
  /** Frames that are open: a kind of brace, or `TAG` and `CHILDREN` of an element. */
  readonly frames: number[];
  /** Where each frame began: for a substitution its template's back tick, for an element its `<`. */
  readonly marks: number[];
  /** The innermost open brace, or -1. */
  brace: number;
  /** End of the last regular expression and of the last element: both are values, whatever their last character. */
  regexEnd: number;
  elementEnd: number;
  /** A static import or export has been seen, so the file is a module. */
  module: boolean;
  /** Up to here no `]` follows on the line. */
  noBracketUntil: number;
  /** Up to here no type arguments of a tag close. */
  noAnglesUntil: number;
  /** Names of elements for which no closing tag follows. */
  readonly unclosed: Map<string, number>;
  /** Per piece of template text: where its template began. */
  readonly ticks: number[];
  /** Where templates begin that look like the code between two templates. */
  readonly insideOut: number[];
  /** Comments that were ended before their closing mark; only a few are examined. */
  shortened: number;
  /** Template and element starts that an earlier pass found to be stray characters. */
  readonly stray: ReadonlySet<number>;
}

/** Opens a brace; `mark` is where the whole frame began. */
export function openBrace(pass: Pass, at: number, kind: number, mark: number): void {
  const { skeleton } = pass;
  skeleton.braceOpen.push(at);
  skeleton.braceClose.push(-1);
  skeleton.braceKind.push(kind);
  skeleton.braceParent.push(pass.brace);
  pass.brace = skeleton.braceOpen.length - 1;
  pass.frames.push(kind);
  pass.marks.push(mark);
}

/** Closes the innermost brace and returns its kind, -1 when none is open. A substitution's mark is left for the caller. */
export function closeBrace(pass: Pass, at: number): number {
  const { skeleton, frames, marks } = pass;
  const kind = frames.pop();
  if (kind === undefined) {
    noteDamage(skeleton, at, "unmatched '}'");
    return -1;
  }
  if (kind !== SUBSTITUTION) marks.pop();
  skeleton.braceClose[pass.brace] = at;
  skeleton.closeAt.push(at);
  skeleton.closeOf.push(pass.brace);
  pass.brace = skeleton.braceParent[pass.brace] ?? -1;
  return kind;
}
