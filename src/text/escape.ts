/**
 * Makes text from a repository safe to show.
 *
 * Names, sources and messages are untrusted: a terminal escape may repaint the verdict, a bidirectional control may
 * reorder it, a newline in a file name may forge a whole line of it, and what cannot be seen makes two names look like
 * one. What has no business in one line of output is shown as its escape: C0, DEL and C1 controls, line and paragraph
 * separators, and all that takes no room (soft hyphen, zero-width characters and joiners, bidirectional and other format
 * controls, fillers, annotations, tags, the byte-order mark), and lone surrogates, which would otherwise be written as
 * U+FFFD. Selectors of how an emoji looks (U+FE00 to U+FE0F) stay; a joiner between emoji is shown, too.
 */

// In ranges, because a property of Unicode takes the engine a tenth of a millisecond to look up.
const UNSEEN =
  '\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164' +
  '\\ufeff\\uffa0\\ufff0-\\ufffb\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}';
const SURROGATES = '\\ud800-\\udfff';
const UNSAFE = new RegExp(`[\\0-\\x1f\\x7f-\\x9f${SURROGATES}${UNSEEN}]`, 'gu');
const UNSAFE_BUT_NEWLINE = new RegExp(`[\\0-\\t\\v-\\x1f\\x7f-\\x9f${SURROGATES}${UNSEEN}]`, 'gu');
/** What `JSON.stringify` leaves raw: it escapes C0 and lone surrogates itself, and the rest stands only in strings. */
const UNSAFE_IN_JSON = new RegExp(`[\\x7f-\\x9f${UNSEEN}]`, 'gu');

/** One line of safe text: every unsafe character, newlines and tabs included, as `\xNN`, `\uNNNN` or `\u{NNNNN}`. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Like `escapeText`, but keeps line feeds: for text whose lines are ours and whose words were escaped before. */
export function escapeLines(text: string): string {
  return text.replace(UNSAFE_BUT_NEWLINE, escapeCharacter);
}

/** @param json the output of `JSON.stringify`; the result parses to the same value */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE_IN_JSON, (character) => {
    let escaped = '';
    for (let at = 0; at < character.length; at++) escaped += `\\u${hex(character.charCodeAt(at), 4)}`;
    return escaped;
  });
}

/** Safe text of at most `limit` UTF-16 units (the limit bounds what is read, too); `…` says that something is missing. */
export function clipText(text: string, limit: number): string {
  const safe = escapeText(text.length > limit ? text.slice(0, limit) : text);
  return safe.length > limit || text.length > limit ? `${cutBefore(safe, limit - 1)}…` : safe;
}

/** The first `length` units of a text, one fewer where that would split a surrogate pair. */
function cutBefore(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 5)}}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
