/**
 * One description of a change: what becomes of an imported name, and the edits that write it.
 *
 * A hint is the statement after its edits, and `fix` writes the same edits, so the two cannot differ. An edit touches the
 * module's name and imported names, and nothing else: attributes, modifiers, quotes, comments and line ends stay.
 */
import type { NewSource } from '../replacement/import-line.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { ImportedName, ImportFact, LanguageFacts, Span } from '../types.ts';

/** Text in place of a span; offsets count in the text of the file as it was. */
export interface Edit extends Span {
  readonly text: string;
}

/** What one imported name becomes; its local name stays. */
export interface Change {
  readonly fact: ImportFact;
  /** One of the fact's names; null for what names nothing: a side effect, a string, a call that binds nothing. */
  readonly imported: ImportedName | null;
  readonly to: NewSource;
  /** The module that is loaded now, and no longer, does something when it is loaded. */
  readonly hasEffects?: boolean;
  /** Python: the name is seen to stand for something that its new module defines, and so for no module. */
  readonly isDefined?: true;
  /** A namespace: what the members that the file uses are called there. Absent: as here. */
  readonly members?: ReadonlyMap<string, string>;
}

/** A file as an editor needs it. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** The facts of the language that is edited, read in this very text. */
  readonly part: LanguageFacts;
  /** Imports that the same run changes, the statement's own among them: no edit relies on what the others bind. */
  readonly leaving?: ReadonlySet<ImportFact>;
}

/** The edits of one statement, in order and apart from each other; or why there are none. */
export type Rewrite =
  | {
      readonly refusal: null;
      readonly edits: readonly Edit[];
      /** What is shown as the line to write, after the edits within it: the statement, its declaration included. */
      readonly shown: Span;
    }
  | { readonly refusal: RefusalReason };

/** The text of a span after the edits that lie in it. */
export function textAfter(text: string, { start, end }: Span, edits: readonly Edit[]): string {
  let after = '';
  let at = start;
  for (const edit of inOrder(edits)) {
    if (edit.start < start || edit.end > end) continue;
    after += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return after + text.slice(at, end);
}

/** By their place; several at one place stay in the order in which they were made. */
export function inOrder<E extends Edit>(edits: readonly E[]): E[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}
