/**
 * The line in `.gitattributes` that lets git merge two branches' edits of the baseline by keeping the lines of both.
 */

const ATTRIBUTE = 'merge=union';

/**
 * The attributes with a line for a file that is merged by union.
 * @param attributes content of `.gitattributes` at the top, null when there is none
 * @param path the file, relative to the top
 * @returns null when a line there already says how the file is merged, in this way or another
 */
export function withUnionMerge(attributes: string | null, path: string): string | null {
  const pattern = patternFor(path);
  const before = attributes ?? '';
  const lines = before.replace(/^\ufeff/, '').split(/\r?\n/);
  if (lines.some((line) => settlesMerge(line, pattern))) return null;
  const end = /\r\n/.test(before) ? '\r\n' : '\n';
  const gap = before === '' || before.endsWith('\n') ? '' : end;
  return `${before}${gap}${pattern} ${ATTRIBUTE}${end}`;
}

/** Whether a line is about this very file, and about its merging. */
function settlesMerge(line: string, pattern: string): boolean {
  const text = line.trim();
  const rest = [pattern, `/${pattern}`, pattern.replace(/^"/, '"/')].find((one) => text.startsWith(`${one} `));
  if (rest === undefined) return false;
  return text
    .slice(rest.length)
    .split(/\s+/)
    .some((attribute) => /^[-!]?merge(?:=|$)/.test(attribute) || attribute === 'binary');
}

/** A path as a pattern of gitattributes: glob characters escaped, quoted where blanks or quotes ask for it. */
function patternFor(path: string): string {
  const literal = path.replace(/[\\*?[]/g, '\\$&');
  // The two characters that would make the line a macro or a comment; `!` is refused by git.
  const safe = /^[#!]/.test(literal) ? `\\${literal}` : literal;
  if (!/[\s"]/.test(safe)) return safe;
  return `"${safe.replace(/[\\"]/g, '\\$&').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}"`;
}
