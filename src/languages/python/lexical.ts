/**
 * Python's lexical elements: characters, blanks, names and plain string literals, as pure functions over
 * (text, position).
 *
 * Every function is linear in what it passes over and none backtracks: expressions repeat single character classes
 * only, because a repeated group costs stack for each round and a generated file can hold millions of them.
 */

export const LF = 10;
export const CR = 13;
export const SPACE = 32;
const TAB = 9;
const FORM_FEED = 12;
export const HASH = 35;
export const DOUBLE_QUOTE = 34;
export const SINGLE_QUOTE = 39;
export const OPEN_PAREN = 40;
export const CLOSE_PAREN = 41;
export const STAR = 42;
export const PLUS = 43;
export const COMMA = 44;
export const DOT = 46;
export const COLON = 58;
export const SEMICOLON = 59;
export const EQUALS = 61;
export const AT = 64;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
/** First letter of `lambda`. */
export const LAMBDA = 108;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

/**
 * Letters beyond ASCII, roughly: what identifiers are made of, without the punctuation and symbols that prose holds.
 * Surrogates are in, for the letters outside the basic plane.
 */
export const LETTERS =
  '\\u00aa\\u00b5\\u00ba\\u00c0-\\u1fff\\u2070-\\u218f\\u2c00-\\u2dff\\u3005-\\ufdff\\ufe70-\\ufefc\\uff10-\\uffdc';
const NAME = new RegExp(`[A-Za-z_${LETTERS}][\\w${LETTERS}]*`, 'y');
const LETTER = new RegExp(`[${LETTERS}]`);
const LINE_REST = /[^\r\n]*/y;

const WORD_CODES = new Uint8Array(128);
for (let code = 0; code < 128; code++) if (/\w/.test(String.fromCharCode(code))) WORD_CODES[code] = 1;

/** Whether a character can stand inside a name; false past the end of the text (NaN). */
export function isWord(code: number): boolean {
  return code < 128 ? WORD_CODES[code] === 1 : code >= 128 && LETTER.test(String.fromCharCode(code));
}

/** A space, a tab or a form feed. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === FORM_FEED;
}

/** A line end, or the end of the text (NaN). */
export function isLineEnd(code: number): boolean {
  return code === LF || code === CR || Number.isNaN(code);
}

/** The two characters before `end` as one number, to look up in a table of 2^14; 0 when one is beyond ASCII. */
export function pairBefore(text: string, end: number): number {
  const first = text.charCodeAt(end - 2);
  const second = text.charCodeAt(end - 1);
  return first < 128 && second < 128 ? (first << 7) | second : 0;
}

/** End of the name that starts at `at`, or `at` when none does. */
export function nameEnd(text: string, at: number): number {
  NAME.lastIndex = at;
  return NAME.test(text) ? NAME.lastIndex : at;
}

/** A name as Python compares it: NFKC, which leaves ASCII alone. */
export function nameOf(text: string, start: number, end: number): string {
  const name = text.slice(start, end);
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) > 127) return name.normalize('NFKC');
  return name;
}

/** A dotted name: where it stands and its parts, joined by dots. */
export interface Dotted {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `a.b.c` at `at`, blanks around the dots dropped (line breaks too, with `skipSpace`); null when no name stands there. */
export function dottedAt(text: string, at: number, skip = skipBlanks): Dotted | null {
  let end = nameEnd(text, at);
  if (end === at) return null;
  let name = nameOf(text, at, end);
  for (;;) {
    const dot = skip(text, end);
    if (text.charCodeAt(dot) !== DOT) return { start: at, end, text: name };
    const next = skip(text, dot + 1);
    const nextEnd = nameEnd(text, next);
    if (nextEnd === next) return { start: at, end, text: name };
    name += `.${nameOf(text, next, nextEnd)}`;
    end = nextEnd;
  }
}

/** End of the physical line that holds `at`: the offset of its line break, or of the end of the text. */
export function lineEnd(text: string, at: number): number {
  LINE_REST.lastIndex = at;
  LINE_REST.test(text);
  return LINE_REST.lastIndex;
}

/** Past the line break at `at`, CRLF being one. */
export function skipLineBreak(text: string, at: number): number {
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}

/** Whether the word `word` stands at `at` and ends there. */
export function isWordAt(text: string, at: number, word: string): boolean {
  // Character by character: for words this short that takes a fraction of what `startsWith` costs.
  for (let index = 0; index < word.length; index += 1) {
    if (text.charCodeAt(at + index) !== word.charCodeAt(index)) return false;
  }
  return !isWord(text.charCodeAt(at + word.length));
}

/** Past blanks and backslash-continued line breaks. */
export function skipBlanks(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) at += 1;
    else if (code === BACKSLASH && (text.charCodeAt(at + 1) === LF || text.charCodeAt(at + 1) === CR)) {
      at = skipLineBreak(text, at + 1);
    } else return at;
  }
}

/** Past everything that has no meaning inside brackets: blanks, line breaks, comments, continuations. */
export function skipSpace(text: string, at: number): number {
  for (;;) {
    at = skipBlanks(text, at);
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) at += 1;
    else if (code === HASH) at = lineEnd(text, at);
    else return at;
  }
}

/** Back over blanks: the offset after the last character before `at` that is not a blank. */
export function trimBlanks(text: string, at: number): number {
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** Back over blanks and line breaks. */
export function trimSpace(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at - 1);
    if (isBlank(code) || code === LF || code === CR) at -= 1;
    else return at;
  }
}

/** Indentation of the line on which `at` is the first character, by Python's rules for tabs and form feeds. */
export function columnOf(text: string, at: number): number {
  let start = at;
  while (text.charCodeAt(start - 1) === SPACE) start -= 1;
  if (!isBlank(text.charCodeAt(start - 1))) return at - start;
  while (isBlank(text.charCodeAt(start - 1))) start -= 1;
  let column = 0;
  for (; start < at; start += 1) {
    const code = text.charCodeAt(start);
    column = code === SPACE ? column + 1 : code === TAB ? column + 8 - (column % 8) : 0;
  }
  return column;
}

const DOUBLE_QUOTED_REST = /[^"\\\r\n]*/y;
const SINGLE_QUOTED_REST = /[^'\\\r\n]*/y;

/**
 * End of the single-line string whose opening quote stands at `at`. An unterminated one ends at its line break or
 * at the end of the text, and the result is negative: the complement (`~end`) of that place.
 */
export function plainStringEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  const rest = quote === DOUBLE_QUOTE ? DOUBLE_QUOTED_REST : SINGLE_QUOTED_REST;
  for (let from = at + 1; ; ) {
    rest.lastIndex = from;
    rest.test(text);
    const end = rest.lastIndex;
    const code = text.charCodeAt(end);
    if (code === quote) return end + 1;
    if (code !== BACKSLASH) return ~end;
    if (end + 1 >= text.length) return ~text.length;
    from = skipLineBreak(text, end + 1);
  }
}

/** Whether three of the quote at `at` stand there. */
export function isTriple(text: string, at: number): boolean {
  const quote = text.charCodeAt(at);
  return text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
}

/** End of the triple-quoted string whose opening quotes stand at `at`, or -1 when nothing closes it. */
export function tripleStringEnd(text: string, at: number): number {
  const quotes = text.slice(at, at + 3);
  for (let from = at + 3; ; ) {
    const found = text.indexOf(quotes, from);
    if (found < 0) return -1;
    let slash = found;
    while (text.charCodeAt(slash - 1) === BACKSLASH && slash > at + 3) slash -= 1;
    if ((found - slash) % 2 === 0) return found + 3;
    from = found + 1;
  }
}

/** Start of the string whose first quote stands at `at`, its prefix (`r`, `b`, `f`, `rb`, …) included. */
export function stringStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && isWord(text.charCodeAt(start - 1))) start -= 1;
  return start < at && at - start < 3 && /^(?:[rbuft]|[bft]r|r[bft])$/i.test(text.slice(start, at)) ? start : at;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
  '\r': '',
  '\r\n': '',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** Value of a string body with its escapes resolved; `\N{…}` is kept as written, unknown escapes too, as Python does. */
export function unescapeString(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(
    /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|(\r\n|[\s\S]))/g,
    (whole, hex, short, long, octal, simple) => {
      const digits: string | undefined = hex ?? short ?? long;
      if (digits !== undefined) {
        const code = Number.parseInt(digits, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return ESCAPES[simple] ?? whole;
    },
  );
}
