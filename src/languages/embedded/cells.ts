/**
 * The code cells of a notebook (.ipynb, formats 3 and 4), read in its JSON without a parser, so that each string is known
 * by its place, and a notebook that is cut off gives what is there. Outputs are passed over.
 */

/** A string of JSON, quotes included, and where it begins. */
export interface JsonString {
  readonly start: number;
  readonly text: string;
}

export interface Notebook {
  /** The source of each code cell. */
  readonly cells: readonly (readonly JsonString[])[];
  /** The languages that its metadata names, in lower case, and what its kernel is called. */
  readonly languages: readonly string[];
  readonly kernel: string | null;
  /** Brackets that are not closed at the end of the text. */
  readonly isCut: boolean;
}

/** One container that is open; for objects the key that a value is for. */
interface Open {
  readonly path: string;
  readonly isObject: boolean;
  key: string;
  isKey: boolean;
}

/** What is looked for lies no deeper. */
const DEEPEST = 6;
const MARK = /["[\]{}:,]/g;
const CELL = /^(?:worksheets\/\*\/)?cells\/\*$/;
const SOURCE = /^(?:worksheets\/\*\/)?cells\/\*\/(?:source|input)(?:\/\*)?$/;
const NEXT = /^[ \t\r\n]*,[ \t\r\n]*$/;
const LANGUAGE = /^metadata\/(?:kernelspec\/language|language_info\/name|language)$/;

export function readCells(text: string): Notebook {
  const cells: JsonString[][] = [];
  const languages: string[] = [];
  let kernel: string | null = null;
  let source: JsonString[] = [];
  let kind: string | null = null;
  const open: Open[] = [];
  const where = ({ path, isObject, key }: Open): string => {
    const step = isObject ? key : '*';
    return path === '' ? step : `${path}/${step}`;
  };
  const endCell = (): void => {
    if (kind === 'code' || kind === null) cells.push(source);
    [source, kind] = [[], 'none'];
  };
  MARK.lastIndex = 0;
  for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
    const mark = match[0];
    const top = open.at(-1);
    if (mark === '"') {
      const start = match.index;
      const end = stringEnd(text, start);
      MARK.lastIndex = end < 0 ? text.length : end;
      if (top === undefined || open.length > DEEPEST) continue;
      const token = text.slice(start, MARK.lastIndex);
      if (top.isObject && top.isKey) {
        top.key = plainText(token);
        if (SOURCE.test(where(top))) source = []; // of two the last one counts
        continue;
      }
      const path = where(top);
      if (SOURCE.test(path)) {
        const before = source.at(-1);
        const isNext = before === undefined || NEXT.test(text.slice(before.start + before.text.length, start));
        if (!isNext) source.push({ start: start - 1, text: '"\\n"' }); // what does not read is never joined
        source.push({ start, text: token });
      } else if (path.endsWith('/cell_type')) kind = plainText(token);
      else if (LANGUAGE.test(path)) languages.push(plainText(token).toLowerCase());
      else if (path === 'metadata/kernelspec/display_name') kernel = plainText(token);
    } else if (mark === '{' || mark === '[') {
      const path = top === undefined || open.length > DEEPEST ? '' : where(top);
      if (CELL.test(path)) [source, kind] = [[], null];
      open.push({ path, isObject: mark === '{', key: '', isKey: true });
    } else if (mark === '}' || mark === ']') {
      const closed = open.pop();
      if (mark === '}' && closed !== undefined && CELL.test(closed.path)) endCell();
    } else if (top !== undefined) top.isKey = mark === ',';
  }
  if (source.length > 0) endCell();
  return { cells, languages, kernel, isCut: open.length > 0 };
}

/** End of the string whose first quote is given; -1 where it is not closed. */
function stringEnd(text: string, quote: number): number {
  for (let at = text.indexOf('"', quote + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slash = at;
    while (text.charAt(slash - 1) === '\\') slash--;
    if ((at - slash) % 2 === 0) return at + 1;
  }
  return -1;
}

function plainText(token: string): string {
  return [...unescaped(token)].map(({ text }) => text).join('');
}

const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|[\s\S])/g;

/** A part of a string: as it stands, or an escape and what it stands for. */
export interface StringPart {
  readonly at: number;
  readonly text: string;
  readonly raw: string;
}

/** The parts of a string between its quotes; offsets count in the string. */
export function* unescaped(token: string): Generator<StringPart> {
  const inside = stringEnd(token, 0) < 0 ? token : token.slice(0, -1);
  let from = 1;
  for (const { 0: raw, index } of inside.matchAll(ESCAPE)) {
    if (index > from) yield { at: from, text: inside.slice(from, index), raw: inside.slice(from, index) };
    yield { at: index, text: characterOf(raw), raw };
    from = index + raw.length;
  }
  if (inside.length > from) yield { at: from, text: inside.slice(from), raw: inside.slice(from) };
}

/** What is no escape of JSON, or no character of a source, is a blank. */
function characterOf(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`)).replace('\0', ' ');
  } catch {
    return ' ';
  }
}
