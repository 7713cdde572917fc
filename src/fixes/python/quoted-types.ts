/**
 * Types in quotes and in comments, which name what they mean but are no code: they are not rewritten, so what they name
 * must stay.
 */
import type { PythonCode } from '../../languages/python/code.ts';
import { lineEnd } from '../../languages/python/lexical.ts';
import type { ImportFact } from '../../types.ts';
import { lineStart } from './place.ts';

/** What stands before the quotes of a type: an annotation's colon or arrow, a subscript, `cast(`, `bound=`. */
const BEFORE_TYPE =
  /(?:->|[\w\])][ \t]*:|\bbound[ \t]*=|\bcast[ \t]*\(|[\w\])][ \t]*\[(?:[^[\]#]*,)?)[ \t]*[rRuU]?["']$/;

/** Whether a type that is no code uses an attribute of a name. */
export function isNamedInTypes({ text, isText }: PythonCode, name: string, imports: readonly ImportFact[]): boolean {
  const uses = new RegExp(`(?<![\\w.])${name.replace(/[^\w]/gu, '.')}\\s*\\.\\s*\\w`, 'gu');
  for (const { index: at } of text.matchAll(uses)) {
    if (!isText(at) || imports.some(({ statement }) => statement.start <= at && at < statement.end)) continue;
    const line = text.slice(lineStart(text, at), at);
    if (/#\s*type\s*:(?!\s*ignore)[^#]*$/.test(line)) return true;
    const quote = Math.max(line.lastIndexOf('"'), line.lastIndexOf("'"));
    const rest = text.slice(at, lineEnd(text, at));
    if (quote < 0 || !/^[\w\s.,|[\]]*["']/u.test(rest)) continue;
    if (/^[\w\s.,|[\]]*$/u.test(line.slice(quote + 1)) && BEFORE_TYPE.test(line.slice(0, quote + 1))) return true;
  }
  return false;
}
