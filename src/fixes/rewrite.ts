/**
 * The edits that statements need, whatever their language and form.
 */

import type { Change, Rewrite, SourceText } from './change.ts';
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
 * The edits of several statements of one file that are written together: none relies on what another one takes away.
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
    for (const changes of open)
      outcomes.set(changes, round > MOST_ROUNDS ? { refusal: 'namespace' } : rewrite(together, changes));
    // What is refused stays in the file, and those that took it for gone are tried again.
    const left = open.filter((changes) => outcomes.get(changes)?.refusal === null);
    if (left.length === open.length || source.part.language !== 'py') break;
    open = left;
  }
  return statements.flatMap((changes) => outcomes.get(changes) ?? []);
}
