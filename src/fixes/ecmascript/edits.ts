/**
 * Edits before it is known whether they can be written.
 */
import { isWord } from '../../languages/ecmascript/characters.ts';
import { pushAll } from '../../text/lists.ts';
import type { Span } from '../../types.ts';
import { type Edit, inOrder } from '../change.ts';

/** The edits of a part; null where the form does not allow them. */
export type Edits = readonly Edit[] | null;

/** All of them, or null where one part does not allow them. */
export function joined(parts: readonly Edits[]): Edits {
  const all: Edit[] = [];
  for (const part of parts) {
    if (part === null) return null;
    pushAll(all, part);
  }
  return all;
}

/** New text at a place. */
export function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** Other text for a span. */
export function replacing({ start, end }: Span, text: string): Edit {
  return { start, end, text };
}

/** In their order, none reaches into the next. */
export function areApart(edits: readonly Edit[]): boolean {
  return edits.every(({ start }, index) => index === 0 || (edits[index - 1]?.end ?? 0) <= start);
}

/**
 * In their order, those that touch as one, and with a blank wherever two words would become one: `import{Old}from` without
 * its braces.
 */
export function settled(text: string, edits: readonly Edit[]): readonly Edit[] {
  const fused: Edit[] = [];
  for (const next of inOrder(edits)) {
    const last = fused.at(-1);
    if (last?.end !== next.start) fused.push(next);
    else fused[fused.length - 1] = { start: last.start, end: next.end, text: last.text + next.text };
  }
  return fused.map((edit) => ({ ...edit, text: apart(text, edit) }));
}

/** The text of an edit with a blank where it would continue the word beside it. */
function apart(text: string, { start, end, text: written }: Edit): string {
  const [before, after] = [isWord(text.charCodeAt(start - 1)), isWord(text.charCodeAt(end))];
  if (written === '') return before && after ? ' ' : '';
  const lead = before && isWord(written.charCodeAt(0)) ? ' ' : '';
  const trail = after && isWord(written.charCodeAt(written.length - 1)) ? ' ' : '';
  return lead + written + trail;
}
