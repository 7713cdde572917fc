/**
 * Imports that were written, merged into others of the same modules.
 */
import type { Edit, SourceText } from '../fixes/change.ts';
import { scan } from '../languages/index.ts';
import type { Dialect, FileFacts, Span } from '../types.ts';
import type { Draft } from './draft.ts';

/** A merge for which it is settled what it may cross. */
export type PlainMerge = (source: SourceText, statement: Span) => readonly Edit[] | null;

/** A text that a file may become, read. */
export interface Attempt {
  readonly draft: Draft;
  readonly facts: FileFacts;
}

/** Every statement that names a module anew, merged into another import of that module; null when none is. */
export function withMerges(path: string, first: Attempt, dialect: Dialect, merge: PlainMerge): Attempt | null {
  let attempt = first;
  const tried = new Set<string>();
  for (;;) {
    const edits = nextMerge(path, first.draft, attempt, merge, tried);
    const draft = edits === null ? null : attempt.draft.edited(edits);
    if (draft === null) return attempt === first ? null : attempt;
    attempt = { draft, facts: scan(draft.text, dialect) };
  }
}

function nextMerge(
  path: string,
  first: Draft,
  { draft, facts }: Attempt,
  merge: PlainMerge,
  tried: Set<string>,
): readonly Edit[] | null {
  const written = first.edits.map((edit) => draft.around(edit));
  for (const part of facts.parts) {
    const source: SourceText = { path, text: draft.text, part };
    for (const { start, end, statement } of part.imports) {
      const by = written.findIndex((one) => one.start < end && one.end > start);
      const id = `${by}:${draft.text.slice(statement.start, statement.end)}`;
      if (by === -1 || tried.has(id)) continue;
      tried.add(id);
      const edits = merge(source, statement);
      if (edits !== null && edits.length > 0) return edits;
    }
  }
  return null;
}
