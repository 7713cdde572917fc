/**
 * The edits of one statement of Python.
 */
import { isLateImport } from '../../modules/re-exports.ts';
import type { Change, Rewrite, SourceText } from '../change.ts';
import { rewriteFromImport } from './from-import.ts';
import { rewriteImport } from './plain-import.ts';
import { rewriteStrings } from './strings.ts';

/** The edits of one statement; all changes are of that statement. */
export function rewritePython(source: SourceText, changes: readonly Change[]): Rewrite {
  const [first] = changes;
  if (first === undefined || changes.some(({ fact }) => isLateImport(fact))) return { refusal: 'form' };
  const { fact } = first;
  if (fact.form === 'string') return rewriteStrings(source, changes);
  return fact.form === 'from-import' ? rewriteFromImport(source, fact, changes) : rewriteImport(source, changes);
}
