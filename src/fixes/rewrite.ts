/**
 * The edits that a statement needs, whatever its language and form.
 */
import type { Change, Rewrite, SourceText } from './change.ts';
import { rewriteEcmascript } from './ecmascript/rewrite.ts';
import { rewritePython } from './python/rewrite.ts';

/**
 * The edits of one statement, before merging into others.
 * @param changes of this statement, at least one, all of them to be written together
 */
export function rewriteStatement(source: SourceText, changes: readonly Change[]): Rewrite {
  return source.part.language === 'py' ? rewritePython(source, changes) : rewriteEcmascript(source, changes);
}
