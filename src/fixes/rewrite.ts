/**
 * The edits that statements need, whatever their language and form.
 */

import { type Change, type Edit, inOrder, type Rewrite, type SourceText } from './change.ts';
import { rewriteEcmascript } from './ecmascript/rewrite.ts';
import { rewritePython } from './python/rewrite.ts';

/** Makes the edits of one statement. */
export type Rewriter = (source: SourceText, changes: readonly Change[]) => Rewrite;

/**
 * The edits of one statement, before merging into others.
 * @param changes of this statement, at least one, all of them to be written together
 */
export function rewriteStatement(source: SourceText, changes: readonly Change[]): Rewrite {
  return source.part.language === 'py' ? rewritePython(source, changes) : rewriteEcmascript(source, changes);
}

/** A file in which refusals lead to refusals more often than this is left alone. */
const MOST_ROUNDS = 8;

/**
 * The edits of several statements of one file that are written together: none relies on what another one takes away, and of
 * two whose edits overlap neither is written. Edits that are the same in both are one.
 * @param statements the changes of each
 * @returns one outcome for each, in their order
 */
export function rewriteStatements(
  source: SourceText,
  statements: readonly (readonly Change[])[],
  rewrite: Rewriter = rewriteStatement,
): readonly Rewrite[] {
  const outcomes = new Map<readonly Change[], Rewrite>();
  let open = statements;
  for (let round = 1; open.length > 0; round += 1) {
    const together = { ...source, leaving: new Set(open.flatMap((changes) => changes.map(({ fact }) => fact))) };
    const tried = open.map((changes): Rewrite => {
      const outcome: Rewrite = round > MOST_ROUNDS ? { refusal: 'namespace' } : rewrite(together, changes);
      return outcome.refusal === null && outcome.edits.length === 0 ? { refusal: 'form' } : outcome;
    });
    const clashing = clashesIn(tried);
    for (const [at, changes] of open.entries()) {
      const outcome = tried[at] ?? { refusal: 'form' };
      outcomes.set(changes, clashing.has(outcome) ? { refusal: 'form' } : outcome);
    }
    // What is refused stays in the file, and those that took it for gone are tried again.
    const left = open.filter((changes) => outcomes.get(changes)?.refusal === null);
    if (left.length === open.length || source.part.language !== 'py') break;
    open = left;
  }
  return statements.flatMap((changes) => outcomes.get(changes) ?? []);
}

/** Those with edits that overlap others. */
function clashesIn(rewrites: readonly Rewrite[]): ReadonlySet<Rewrite> {
  const clashing = new Set<Rewrite>();
  const edits = inOrder(
    rewrites.flatMap((of) => (of.refusal === null ? of.edits.map((edit) => ({ ...edit, of })) : [])),
  );
  let last = edits[0];
  for (const edit of edits.slice(1)) {
    if (last !== undefined && edit.start < last.end && !isSameEdit(edit, last)) clashing.add(last.of).add(edit.of);
    if (last === undefined || edit.end >= last.end) last = edit;
  }
  return clashing;
}

/** Two imports of one module say the same of what is used through both. */
export function isSameEdit({ start, end, text }: Edit, other: Edit | undefined): boolean {
  return start < end && other?.start === start && other.end === end && other.text === text;
}
