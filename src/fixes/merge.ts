/**
 * The edits that merge a statement into an earlier import of the same module, whatever its language.
 */

import type { Span } from '../types.ts';
import type { Edit, SourceText } from './change.ts';
import { mergeEcmascript } from './ecmascript/merge.ts';
import { mergePython } from './python/merge.ts';

/** @returns null where the statement is to stay: there is nothing to merge it into, or something would be lost */
export function mergeStatement(source: SourceText, statement: Span): readonly Edit[] | null {
  return source.part.language === 'py' ? mergePython(source, statement) : mergeEcmascript(source, statement);
}
