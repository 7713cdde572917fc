/**
 * How a file writes its lists of names.
 */
import type { LanguageFacts } from '../../types.ts';

/** The blanks within braces on one line, as in the first import that has some; one blank where there is none. */
export function bracePadding(text: string, { imports }: LanguageFacts): string {
  for (const { form, statement } of imports) {
    if (form !== 'import' && form !== 'export-from') continue;
    const padding = /^[^{'"`/]*\{([ \t]*)[^\s{}/]/.exec(text.slice(statement.start, statement.end))?.[1];
    if (padding !== undefined) return padding;
  }
  return ' ';
}
