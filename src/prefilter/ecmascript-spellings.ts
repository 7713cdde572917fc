/**
 * Whatever could write a required text of JavaScript in other bytes: escapes that could give one of its characters, strings
 * that go on in the next line, URLs, sums of literals, templates; attributes and entities of components.
 */
import type { RequiredText } from '../required-text/required.ts';
import { type Atom, BLANKS, BOL, EDGE, EOL, type Pattern, setOf } from './pattern.ts';

/** What may stand before and after a segment of a specifier: in a string, a path, an attribute without quotes. */
export const BEFORE = '"\'`/!:*\\';
/** The parser of URLs drops control characters at the end. */
const CONTROLS = Array.from({ length: 31 }, (_, n) => String.fromCharCode(n + 1)).filter((one) => one !== '\n');
export const BEHIND = `"'\`/.?#!>%&@ \\${CONTROLS.join('')}`;
/** The same where the value may be an attribute's: whatever JavaScript's `\s` takes for a blank ends it, by its first byte. */
export const BEHIND_VALUE = `${BEHIND}<\xc2\xe1-\xe3\xef`;

const HEX = '0-9A-Fa-f';
/** The attribute of a component's `<script>`, which need not have quotes. */
export const SRC: Pattern = [EDGE, { any: 'sS' }, { any: 'rR' }, { any: 'cC' }, BLANKS];

/** Escapes of characters from `#` to the end of ASCII, and strings that go on in the next line. */
const NUMERIC: readonly Pattern[] = [
  // In a URL, as ES modules are loaded by: letters, digits and the marks that stand in names, but no slash.
  ['%', { any: '4-7' }, { any: HEX }],
  ['%3', { any: '0-9' }],
  ['%2', { any: '34BbDdEe' }],
  ['\\u00', { any: '2-7' }, { any: HEX }],
  ['\\u{', { any: '0', repeated: true }, { any: '2-7' }, { any: HEX }, '}'],
  ['\\x', { any: '2-7' }, { any: HEX }],
  ['\\', { any: '4-7' }, { any: '0-7' }],
  ['\\0', { any: '4-7' }, { any: '0-7' }],
  ['\\1', { any: '0-7' }, { any: '0-7' }],
  [{ any: '^ \t\n' }, '\\', EOL],
  [{ any: '^ \t\n' }, '\\\r'],
  ['\\\xe2\x80', { any: '\xa8\xa9' }],
];

/** What JavaScript's `\s` takes for a blank besides those of ASCII that `BLANKS` holds. */
const ODD_BLANK: Atom = {
  either: [
    ['\v'],
    ['\xc2\xa0'],
    ['\xe1\x9a\x80'],
    ['\xe2\x80', { any: '\x80-\x8a\xa8\xa9\xaf' }],
    ['\xe2\x81\x9f'],
    ['\xe3\x80\x80'],
    ['\xef\xbb\xbf'],
  ],
};

/** Attributes whose value is or ends on another line or stands after a rare blank, and entities. */
export const HTML: readonly Pattern[] = [
  ['&#', { any: '0-9xX' }],
  [...SRC, ODD_BLANK],
  [...SRC, '=', BLANKS, ODD_BLANK],
  [...SRC, { any: '\r', repeated: true }, EOL],
  [...SRC, '=', BLANKS, { any: '\r', repeated: true }, EOL],
  [...SRC, '=', BLANKS, { any: '"\'' }, { any: '^"\'\n', repeated: true }, EOL],
  [...SRC, '=', { any: '^?\n', repeated: true }, '&', { any: 'A-Za-z#' }], // what stands after `?` names nothing
];

const OPENING: Atom = { any: '"\'`' };
const INSIDE: Atom = { any: '^"\'`\n', repeated: true };

/**
 * In URLs: characters by their codes; tabs and line ends, which are dropped (modules/url-specifier.ts). What begins a URL,
 * or ends a package's name in one, is a slash.
 */
export function urlPatterns(requiredTexts: readonly RequiredText[]): Pattern[] {
  const written = new Set(requiredTexts.flatMap(({ text, as }) => (as === 'comment' ? [] : [...text])));
  const characters = setOf(written);
  if (characters === '') return [];
  const codes = new Map<string, Set<string>>();
  for (const character of [...written, '.']) {
    const [high = '', low = ''] = character.charCodeAt(0).toString(16).padStart(2, '0');
    codes.set(high, (codes.get(high) ?? new Set()).add(low).add(low.toUpperCase()));
  }
  const before = setOf(new Set([...written, 'n', 'r', 't']));
  const dropped: Atom = { any: 'nrt' };
  return [
    ...[...codes].map(([high, lows]): Pattern => [`%${high}`, { any: setOf(lows) }]),
    [OPENING, INSIDE, '/', '\\', dropped, { any: characters }],
    [OPENING, INSIDE, '/', INSIDE, { any: before }, '\\', dropped, { any: `\\${characters}` }],
    ...['\t', '\r'].flatMap((one): Pattern[] => [
      [OPENING, INSIDE, `/${one}`, { any: '\t\r', repeated: true }, { any: characters }],
      [OPENING, INSIDE, '/', INSIDE, { any: before }, one, { any: '\t\r', repeated: true }, { any: `\\${characters}` }],
    ]),
    ...['`./', '`../', '`/', '`@'].map((start): Pattern => [start, { any: '^`\n', repeated: true }, EOL]),
  ];
}

/** Blanks of every kind and brackets between a literal and the sign that adds another one, or between such literals. */
const RARE_BLANKS = '\xc2\xe1\xe2\xe3\xef';
const LEFT: Atom = { any: ' \t\v\f\r)\x80-\xff', repeated: true };
const RIGHT: Atom = { any: ' \t\v\f\r(\x80-\xff', repeated: true };
const COMMENT: Atom = { any: '/*' };

/**
 * A required text that is cut in two, in a sum or by a template (languages/ecmascript/constants.ts): one of its characters, or
 * what stands for one in a URL, at the end of one literal and at the start of the next.
 */
export function sumPatterns(requiredTexts: readonly RequiredText[]): Pattern[] {
  const written = requiredTexts.flatMap(({ text, as }) => (as === 'comment' ? [] : [...text]));
  if (written.length === 0) return [];
  const characters = setOf(new Set([...written, ...'%0123456789abcdefABCDEF\t\r']));
  const before = setOf(new Set([...written, ...'%0123456789abcdefABCDEF\t\rn"\'`']));
  const next: Pattern = [OPENING, { either: [[{ any: characters }], [OPENING], ['\\', { any: 'nrt' }]] }];
  const notCalled: Atom = { either: [[EOL], [{ any: '^(' }]] };
  const piece: Atom = { either: [next, [EOL], ['/', COMMENT], ['String', notCalled]] };
  // So told apart that each has letters to search for.
  const seconds = ['', ' '].flatMap((blank): [string, ...Atom[]][] => [
    [blank, ...next],
    [`${blank}/`, COMMENT],
    [`${blank}String`, notCalled],
    [blank, { any: '\t\v\f\r' }, RIGHT, piece],
    [blank, { any: RARE_BLANKS }, RIGHT, piece],
  ]);
  const first: Atom = {
    either: [
      [{ any: before }, OPENING, LEFT],
      [BOL, LEFT],
      ['*/', LEFT],
    ],
  };
  return [
    ...[...seconds, ['  ', RIGHT, piece] as const].flatMap(([blank, ...rest]): Pattern[] => [
      [first, `+${blank}`, ...rest],
      [`\${${blank}`, ...rest],
    ]),
    // A substitution begins on the line of its sign, and not with a bracket, or it is not read.
    ...['+', '+ '].flatMap((sign): Pattern[] => [
      [first, sign, EOL],
      [first, `${sign}(`, RIGHT, piece],
    ]),
  ];
}

/** `\n`, `\b`, … are no letters, and `\0` to `\7` begin a number. */
const NO_IDENTITY = new Set('bfnrtv01234567');

/**
 * `\m` is `m` in a string: each character of a required text after a backslash and before what follows it in the required text, a
 * backslash before that one or not. By first character, so that they are few.
 */
export function escapePatterns(requiredTexts: readonly RequiredText[]): Pattern[] {
  const following = new Map<string, Set<string>>();
  const alone = new Set<string>();
  for (const { text, as } of requiredTexts) {
    if (as === 'comment') continue;
    for (let at = 0; at < text.length; at++) {
      const character = text.charAt(at);
      if (NO_IDENTITY.has(character)) continue;
      const isLast = at + 1 === text.length;
      if (isLast && as === 'part') alone.add(character);
      const next = following.get(character) ?? new Set<string>();
      following.set(character, next);
      for (const behind of isLast ? ENDINGS[as] : text.charAt(at + 1)) next.add(behind);
    }
  }
  const identities = [...following].flatMap(([character, next]): Pattern[] =>
    alone.has(character) || next.size === 0
      ? []
      : [[`\\${character}`, { any: '\\', repeated: true }, { any: setOf(next) }]],
  );
  // A blank before the backslash is a shell's way to go on in the next line; only a name with blanks can be cut there.
  const cut: Pattern[] = requiredTexts.some(({ text }) => text.includes(' ')) ? [['\\', EOL], ['\\\r']] : [];
  return [...NUMERIC, ...cut, ...identities, ...[...alone].map((character): Pattern => [`\\${character}`])];
}

/** What may follow a required text; after a part anything. */
const ENDINGS: Readonly<Record<RequiredText['as'], string>> = {
  word: '"\'`',
  segment: BEHIND,
  part: '',
  comment: '',
  star: '',
};

/** `\s` is in every other regular expression: a part that may end earlier does. */
export function withoutSpecialEnd(required: RequiredText): RequiredText {
  const text = required.text.replace(/[dswDSWBpPkc.$-]+$/, '');
  return required.as === 'part' && text.length >= 3 ? { ...required, text } : required;
}
