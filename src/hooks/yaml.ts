/**
 * Small insertions into YAML that other people wrote: by lines, so that comments, quotes and indentation stay.
 *
 * It reads only what it needs: a key at the top level or directly below one, in block style. Whatever is written in
 * another way (flow style, anchors on the way, tabs) gives null, and a person is told what to write.
 */

export interface YamlPlace {
  /** Index of the line after the key's own. */
  readonly line: number;
  /** Index of the line after the last one that stands under the key. */
  readonly end: number;
  /** Indentation of what stands under the key, or null when nothing does. */
  readonly indent: string | null;
  /** What stands under the key is a list. */
  readonly list: boolean;
}

/** The lines of a text, each with its line end. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Finds a key in block style.
 *
 * @param path one key at the top level, or that and one below it
 * @returns the place under it; `undefined` when there is no such key; null when it is there in another style
 */
export function findKey(lines: readonly string[], path: readonly string[]): YamlPlace | undefined | null {
  let from = 0;
  let end = lines.length;
  let indent = '';
  let place: YamlPlace | undefined | null;
  for (const key of path) {
    place = keyBetween(lines, from, end, indent, key);
    if (!place) return place;
    from = place.line;
    end = endOfBlock(lines, from, indent, end);
    if (place.indent === null) {
      if (key !== path.at(-1)) return undefined;
    } else indent = place.indent;
  }
  return place;
}

function keyBetween(
  lines: readonly string[],
  from: number,
  end: number,
  indent: string,
  key: string,
): YamlPlace | undefined | null {
  const written = new RegExp(`^${indent}(?:${key}|"${key}"|'${key}')[ \\t]*:(.*)$`);
  for (let at = from; at < end; at++) {
    const rest = written.exec(withoutEnd(lines[at]))?.[1];
    if (rest === undefined) continue;
    if (!/^\s*(?:#.*)?$/.test(rest)) return null;
    const under = lines.slice(at + 1, end).find((line) => /^\s*[^\s#]/.test(line));
    const [, blanks, first] = /^( *)(\S)/.exec(under ?? '') ?? [];
    const list = first === '-' && /^ *-(?:\s|$)/.test(withoutEnd(under));
    const isUnder =
      blanks !== undefined && (blanks.length > indent.length || (list && blanks.length === indent.length));
    const stop = isUnder ? lastOf(lines, at + 1, endOfBlock(lines, at + 1, indent, end)) : at + 1;
    return { line: at + 1, end: stop, indent: isUnder ? blanks : null, list: isUnder && list };
  }
  return undefined;
}

/** Blank lines and comments at the end belong to what follows. */
function lastOf(lines: readonly string[], from: number, end: number): number {
  let at = end;
  while (at > from && /^\s*(?:#|$)/.test(withoutEnd(lines[at - 1]))) at--;
  return at;
}

/** First line at or after `from` that no longer belongs to a key at `indent`. */
function endOfBlock(lines: readonly string[], from: number, indent: string, end: number): number {
  for (let at = from; at < end; at++) {
    const line = withoutEnd(lines[at]);
    if (/^\s*(?:#|$)/.test(line)) continue;
    const blanks = /^ */.exec(line)?.[0].length ?? 0;
    if (blanks < indent.length || (blanks === indent.length && !/^ *-(?:\s|$)/.test(line))) return at;
  }
  return end;
}

/** The text with lines put in before line `at`; a missing final line end is added. */
export function insertLines(lines: readonly string[], at: number, added: string): string {
  const before = lines.slice(0, at).join('');
  return before + (before === '' || before.endsWith('\n') ? '' : '\n') + added + lines.slice(at).join('');
}

/** A scalar that reads as this string. */
export function yamlString(text: string): string {
  const isPlain = /^[A-Za-z./][\w ./@+=|&,;-]*$/.test(text) && !/\s$/.test(text);
  return isPlain ? text : JSON.stringify(text);
}

function withoutEnd(line: string | undefined): string {
  return (line ?? '').replace(/\r?\n$/, '');
}
