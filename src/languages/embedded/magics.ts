/**
 * What IPython reads in a cell of Python and Python does not: magics, commands of the shell and questions, where a logical
 * line begins or a value does. They are overwritten with `0`, so that everything else stays in its place. What IPython takes
 * away, prompts and the indentation of a whole cell, is overwritten with `CUT`.
 */
import { isTriple, plainStringEnd, tripleStringEnd } from '../python/lexical.ts';

/** A cell whose whole text is for another program. One that is not known may be Python, and is read. */
const OTHER =
  /^\s*%%(?:!|(?:ba)?sh|script|sx|system|cmd|p(?:ower|w)sh\w*|html|javascript|js|latex|markdown|svg|mermaid|writefile|file|perl|ruby|R|sql|bigquery|cython|python[23]?|pypy)\b/i;

/** Magics whose argument is Python, with their options; any other magic, command or question; a value of those. */
const MAGIC =
  /(?=([ \t\f\r\0]*))\1(?:(%{1,2}(?:time(?:it)?|l?prun|memit|mprun)\b(?:[ \t]+-(?:[nrtpsl][ \t]*\d+|\w+))*[ \t]*)|([%!?]|(?:pip3?|conda|mamba|uv)[ \t]+(?:(?:un)?install|add|pip|update)\b)|[^\n#'"]*[\w)\]]\?{1,2}[ \t\r]*(?=\n|$)|([^\n=#'"]*=[ \t]*)[%!](?!=))/y;

/** A value that is timed. */
const TIME = '%time ';
const STEP = /["'#\n\\([{}\])]/g;

export const CUT = '\0';

/** The code of a cell, as long as the cell; '' for one in another language. */
export function withoutMagics(text: string): string {
  if (OTHER.test(text)) return '';
  const cell = withoutMargin(text);
  const pieces: string[] = [];
  let from = 0;
  let depth = 0;
  const line = (at: number): number => {
    MAGIC.lastIndex = at;
    const found = depth > 0 ? null : MAGIC.exec(cell);
    if (found === null) return at;
    const [all, indent = '', timed, command, target] = found;
    const kept = indent.length + (target?.length ?? 0);
    if (target !== undefined && cell.startsWith(TIME, at + kept)) {
      pieces.push(cell.slice(from, at + kept), ' '.repeat(TIME.length));
      from = at + kept + TIME.length;
      return from;
    }
    const end = command === undefined && target === undefined ? at + all.length : endOfLine(cell, at + all.length);
    const isLast = timed === undefined || '\n'.includes(cell.charAt(end));
    pieces.push(cell.slice(from, at + kept), (isLast ? '0' : '0;').padEnd(end - at - kept));
    from = end;
    return end;
  };
  for (STEP.lastIndex = line(0); ; ) {
    const at = STEP.exec(cell)?.index;
    if (at === undefined) break;
    const sign = cell.charAt(at);
    if (sign === '\n') STEP.lastIndex = line(at + 1);
    else if (sign === '\\') STEP.lastIndex = at + 2;
    else if (sign === '#') STEP.lastIndex = cell.indexOf('\n', at) < 0 ? cell.length : cell.indexOf('\n', at);
    else if (sign === '"' || sign === "'") STEP.lastIndex = stringEnd(cell, at);
    else depth = Math.max(0, depth + ('([{'.includes(sign) ? 1 : -1));
  }
  return pieces.join('') + cell.slice(from);
}

/** The end of the line, or of the last one that a backslash joins to it. */
function endOfLine(cell: string, from: number): number {
  for (let end = cell.indexOf('\n', from); end >= 0; end = cell.indexOf('\n', end + 1))
    if (cell.charAt(end - 1) !== '\\' || end === from) return end;
  return cell.length;
}

function stringEnd(cell: string, at: number): number {
  const end = isTriple(cell, at) ? tripleStringEnd(cell, at) : plainStringEnd(cell, at);
  return end < 0 ? (isTriple(cell, at) ? cell.length : ~end) : end;
}

const PROMPT = /^[^\S\n]*(?:>>>|\.\.\.)(?: |(?=\n|$))/gm;

function withoutMargin(cell: string): string {
  const cut = (all: string): string => CUT.repeat(all.length);
  if (/^\s*>>>(?: |$)/.test(cell)) return cell.replace(PROMPT, cut);
  const margin = /^(?:[^\S\n]*\n)*([^\S\n]+)\S/.exec(cell)?.[1];
  return margin === undefined ? cell : cell.replace(new RegExp(`^${margin}`, 'gm'), cut);
}
