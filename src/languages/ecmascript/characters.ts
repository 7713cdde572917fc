/**
 * Characters of ECMAScript source: blanks, line ends, identifiers, and the decoding of what literals mean.
 *
 * Everything above U+007F that is not white space counts as part of an identifier. That is more than the standard
 * allows, which is right for a reader that never refuses a file.
 */

export const LF = 10;
export const CR = 13;
export const DOUBLE_QUOTE = 34;
export const SINGLE_QUOTE = 39;
export const OPEN_PAREN = 40;
export const CLOSE_PAREN = 41;
export const STAR = 42;
export const COMMA = 44;
export const DASH = 45;
export const DOT = 46;
export const SLASH = 47;
export const COLON = 58;
export const SEMICOLON = 59;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const QUESTION = 63;
export const AT = 64;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const BACKTICK = 96;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
export const BANG = 33;

/** White space or a line end. `NaN`, which `charCodeAt` gives outside the text, is neither. */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return code >= 160 ? isRareSpace(code) : code === 0x85;
}

function isRareSpace(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200b) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** A line end of ECMAScript, U+2028 and U+2029 included. */
export function isLineEnd(code: number): boolean {
  return code === LF || code === CR || code === 0x2028 || code === 0x2029;
}

const WORD_CODES = new Uint8Array(128);
for (let code = 0; code < 128; code++) if (/[\w$]/.test(String.fromCharCode(code))) WORD_CODES[code] = 1;

/** Part of an identifier or of a number: letters, digits, `_`, `$`, and everything beyond ASCII but white space. */
export function isWord(code: number): boolean {
  return code < 128 ? WORD_CODES[code] === 1 : code >= 128 && !isSpace(code);
}

/** An ASCII digit. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const ESCAPE =
  /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{0,2}|[4-7][0-7]?)|(\r\n|[\s\S]))/g;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\n', ''],
  ['\r', ''],
  ['\r\n', ''],
  ['\u2028', ''],
  ['\u2029', ''],
]);

/** What the inside of a string, of a template without substitutions, or an identifier with `\u` escapes means. */
export function decodeEscapes(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(
    ESCAPE,
    (_, braced?: string, unicode?: string, hex?: string, octal?: string, other?: string): string => {
      const code = braced ?? unicode ?? hex;
      if (code !== undefined) return characterOf(Number.parseInt(code, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return other === undefined ? '' : (ESCAPES.get(other) ?? other);
    },
  );
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
