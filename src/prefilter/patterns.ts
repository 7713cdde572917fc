/**
 * Required texts as patterns: of `grep` (basic regular expressions over bytes, for the hook) and of this engine (over bytes
 * read as Latin-1, for whole trees). Both are made from one description, so that they say the same.
 *
 * Besides the required texts of the rules there are those of the spelling: whatever could write a required text in other bytes is one
 * itself. In strings of JavaScript that is every escape that could give a required text's character, and a string that goes
 * on in the next line; in Python, where strings matter only as arguments of a few calls, those calls, because adjacent
 * literals may cut anything; letters that Unicode's NFKC takes for ASCII; encodings that are not ASCII's. A file with
 * such a thing is judged, nothing more. Byte-order marks of UTF-16 are two bytes long, but never part of UTF-8.
 */
import { rawName } from '../git/names.ts';
import type { RequiredPath, RequiredText } from '../required-text/required.ts';
import type { LanguageId } from '../types.ts';

/** Something to be found in bytes (one character a byte). A pattern is a row of them. */
type Atom =
  | string
  /** One of these characters, `a-z` as a range. */
  | { readonly any: string; readonly repeated?: boolean }
  | 'LINE START'
  | 'LINE END'
  | 'WORD EDGE'
  | { readonly either: readonly (readonly Atom[])[] };

export type Pattern = readonly Atom[];

const BOL = 'LINE START';
const EOL = 'LINE END';
const EDGE = 'WORD EDGE';

/** What may stand before and behind a segment of a specifier: in a string, a path, an attribute without quotes. */
const BEFORE = '"\'`/!:\\';
/** The parser of URLs drops control characters at the end. */
const CONTROLS = Array.from({ length: 31 }, (_, n) => String.fromCharCode(n + 1)).filter((one) => one !== '\n');
const BEHIND = `"'\`/.?#!>%& \\${CONTROLS.join('')}`;
/** The same where the value may be an attribute's: whatever JavaScript's `\s` takes for a blank ends it, by its first byte. */
const BEHIND_VALUE = `${BEHIND}<\xc2\xe1-\xe3\xef`;
/** Anything on the line. */
const LINE: Atom = { any: '^\n', repeated: true };

/**
 * All patterns for files of a language.
 * @param components .vue and .svelte, which are JavaScript's, but attributes and entities are HTML's
 */
export function patternsOf(
  language: LanguageId,
  requiredTexts: readonly RequiredText[],
  components: boolean,
): Pattern[] {
  const list = language === 'js' ? requiredTexts.map(withoutSpecialEnd) : requiredTexts;
  const common: Pattern[] = [
    ...list.flatMap((required) => textPatterns(required, language, components)),
    ...['<<<<<<<', '>>>>>>>', '|||||||'].map((mark): Pattern => [BOL, mark]),
    [BOL, 'version https://git-lfs'],
    ['\xff\xfe'],
    ['\xfe\xff'],
  ];
  if (language === 'py') return [...common, ...PYTHON_SPELLINGS];
  return [...common, ...escapePatterns(list), ...urlPatterns(list), ...sumPatterns(list), ...(components ? HTML : [])];
}

/**
 * What parts this search from a scanner: to grep only LF ends a line, to Python, JavaScript and HTML a CR does as well;
 * and in grep `.` is any byte but NUL. A file that holds a CR without LF, or a NUL, is judged, so that to all the other
 * patterns a line is what it is to the scanners. (The expressions of this engine end lines as the scanners do.)
 */
export const NO_PLAIN_LINES: readonly Pattern[] = [['\r', { any: '^\n' }], [{ any: '^\x01-\xff' }]];

/** The line that `cat-file --batch` writes for an object that is not there. */
export const MISSING: Pattern = [BOL, { any: '0-9a-f', repeated: true }, ' missing', EOL];

/**
 * In the list of staged files (`:100644 … M<TAB>path`) slashes are this, so that what is looked for in specifiers is not
 * found in paths.
 */
const SLASH = '\t';

/** A line of raw differences as the hook searches it. */
export function listLine(line: string): string {
  return line.replaceAll('/', SLASH);
}

/** Staged files that are to be judged whatever is in them. */
export function pathPattern({ text, as }: RequiredPath): Pattern {
  const path = listLine(rawName(text));
  return as === 'path' ? [BOL, ':', LINE, `\t${path}`, EOL] : [BOL, ':', LINE, '\t', LINE, path];
}

/** The same for base names, in which `*` stands for some characters; in any folder. */
export function baseNamePattern(names: readonly string[]): Pattern {
  return [BOL, ':', LINE, SLASH, { either: names.map((name) => baseName(name, SLASH)) }, EOL];
}

function baseName(name: string, slash: string): Atom[] {
  const [before = '', behind] = name.split('*');
  return behind === undefined ? [name] : [before, { any: `^${slash}\n`, repeated: true }, behind];
}

/**
 * Configurations in a list of differences as git writes it (with slashes): by base name, a name that git quotes included;
 * by path; and every symbolic link, because any may lead to a module.
 */
export function driftPatterns(names: readonly string[], paths: readonly string[]): Pattern[] {
  const either = names.map((name) => baseName(name, '/'));
  return [
    [BOL, ':', LINE, { any: '\t/"' }, { either }, { either: [[EOL], ['"', EOL]] }],
    ...paths.map((path): Pattern => [BOL, ':', LINE, `\t${rawName(path)}`, EOL]),
    [BOL, ':120000 '],
    [BOL, ':', { any: '0-7', repeated: true }, ' 120000 '],
  ];
}

/** Texts of which one stands in a list if one of those patterns finds something there. */
export function driftMarks(names: readonly string[], paths: readonly string[]): string[] {
  return [...names.map((name) => name.split('*')[0] ?? ''), ...paths.map(rawName), ':120000 ', ' 120000 '];
}

function textPatterns({ text, as }: RequiredText, language: LanguageId, components: boolean): Pattern[] {
  if (as === 'part' || as === 'comment') return [[text]];
  if (as === 'segment' && language === 'js') {
    const upTo = (behind: string): Pattern => [text, { either: [[EOL], [{ any: behind }]] }];
    if (!components) return [[{ any: BEFORE }, ...upTo(BEHIND)]];
    return [
      [{ any: BEFORE }, ...upTo(BEHIND_VALUE)],
      [...SRC, '=', BLANKS, ...upTo(BEHIND_VALUE)],
    ];
  }
  const start: Pattern = /^\w/.test(text) ? [EDGE] : [];
  const end: Pattern = /\w$/.test(text) ? [EDGE] : [];
  return [[...start, text, ...end]];
}

// --------------------------------------------------------------------------------------------- JavaScript's escapes

const HEX = '0-9A-Fa-f';
const BLANKS: Atom = { any: ' \t\f', repeated: true };
/** The attribute of a component's `<script>`, which need not have quotes. */
const SRC: Pattern = [EDGE, { any: 'sS' }, { any: 'rR' }, { any: 'cC' }, BLANKS];

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

/** Attributes whose value is or ends on another line or stands behind a rare blank, and entities. */
const HTML: readonly Pattern[] = [
  ['&#', { any: '0-9xX' }],
  [...SRC, ODD_BLANK],
  [...SRC, '=', BLANKS, ODD_BLANK],
  [...SRC, { any: '\r', repeated: true }, EOL],
  [...SRC, '=', BLANKS, { any: '\r', repeated: true }, EOL],
  [...SRC, '=', BLANKS, { any: '"\'' }, { any: '^"\'\n', repeated: true }, EOL],
  [...SRC, '=', { any: '^?\n', repeated: true }, '&', { any: 'A-Za-z#' }], // what stands behind `?` names nothing
];

// ------------------------------------------------------------------------- what else may cut a required text in JavaScript

const OPENING: Atom = { any: '"\'`' };
const INSIDE: Atom = { any: '^"\'`\n', repeated: true };

/**
 * In URLs: characters by their codes; tabs and line ends, which are dropped (modules/url-specifier.ts). What begins a URL,
 * or ends a package's name in one, is a slash.
 */
function urlPatterns(requiredTexts: readonly RequiredText[]): Pattern[] {
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
function sumPatterns(requiredTexts: readonly RequiredText[]): Pattern[] {
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
 * `\m` is `m` in a string: each character of a required text behind a backslash and before what follows it in the required text, a
 * backslash before that one or not. By first character, so that they are few.
 */
function escapePatterns(requiredTexts: readonly RequiredText[]): Pattern[] {
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

/** What may follow a required text; behind a part anything. */
const ENDINGS: Readonly<Record<RequiredText['as'], string>> = { word: '"\'', segment: BEHIND, part: '', comment: '' };

/** `\s` is in every other regular expression: a part that may end earlier does. */
function withoutSpecialEnd(required: RequiredText): RequiredText {
  const text = required.text.replace(/[dswDSWBpPkc.$-]+$/, '');
  return required.as === 'part' && text.length >= 3 ? { ...required, text } : required;
}

/** A set's text has its range sign at the end and no caret at the start. */
function setOf(characters: ReadonlySet<string>): string {
  const sorted = [...characters].filter((one) => one !== '-' && one !== ']').sort();
  return `${characters.has(']') ? ']' : ''}${sorted.join('')}${characters.has('-') ? '-' : ''}`;
}

// ------------------------------------------------------------------------------------------------ Python's spellings

const STRING: Atom = { any: '^"\'\\\n', repeated: true };
const QUOTE: Atom = { any: '"\'' };
const PREFIX = 'rRuUbBfFtT';
const BLANK_END: readonly Atom[] = [{ any: ' \t\f\r', repeated: true }, EOL];

/**
 * A first argument that may hold a name without showing it: on another line, with a prefix, with an escape, or followed
 * by another literal. One plain literal, as nearly all are, shows its segments to the required texts.
 */
const VEILED: Atom = {
  either: [
    BLANK_END,
    [BLANKS, { any: '#\\(' }],
    [BLANKS, { any: PREFIX }, { any: PREFIX, repeated: true }, QUOTE],
    [BLANKS, QUOTE, STRING, '\\'],
    [BLANKS, QUOTE, STRING, EOL],
    [BLANKS, QUOTE, STRING, QUOTE, ...BLANK_END],
    [BLANKS, QUOTE, STRING, QUOTE, BLANKS, { any: `"'#+\\${PREFIX}` }],
  ],
};

/** Nothing of code behind it on its line: within brackets the call goes on in the next one. */
const LAST: Pattern = [{ either: [BLANK_END, [BLANKS, '#']] }];
const LAST_PATCH: Pattern = [EDGE, 'patch', ...LAST];
const WORD = 'A-Za-z0-9_';

/** The start of a line, and no `from` or `import`: up to the first character that parts it from those. */
const NO_IMPORT: Pattern = [
  BOL,
  BLANKS,
  {
    either: [
      [{ any: '^fi \t\f\n' }],
      ...['from', 'import'].flatMap((word) => [
        ...Array.from(word, (_, at): Atom[] => [word.slice(0, at), { any: `^${word.charAt(at)}\n` }]).slice(1),
        [word, { any: WORD }],
      ]),
    ],
  },
];

/**
 * `patch` at the end of its line. So end lists of imports, too, which are many (`from unittest.mock import Mock, patch`):
 * in a line that begins as they do, only what no such list has counts, and what may follow `yield`.
 */
const LAST_ON_ITS_LINE: readonly Pattern[] = [
  [BOL, BLANKS, ...LAST_PATCH],
  [...NO_IMPORT, LINE, ...LAST_PATCH],
  ...['from', 'import'].map(
    (word): Pattern => [BOL, BLANKS, word, LINE, { any: `^${WORD}., \t\f\n` }, LINE, ...LAST_PATCH],
  ),
  [BOL, BLANKS, 'from', BLANKS, ...LAST_PATCH],
  [BOL, BLANKS, 'from', LINE, '.', BLANKS, ...LAST_PATCH],
  ...['not', 'and', 'or', 'in', 'is', 'if', 'else', 'await', 'lambda'].map(
    (word): Pattern => [BOL, BLANKS, 'from', LINE, ` ${word}`, BLANKS, ...LAST_PATCH],
  ),
];

/** Calls whose strings name modules, definitions whose strings name symbols (languages/python/references, forwards). */
const CALLS: readonly Pattern[] = [
  ...['import_module', '__import__', 'import_string'].map(
    (callee): Pattern => [EDGE, callee, { either: [BLANK_END, [BLANKS, { any: '(#\\' }]] }],
  ),
  ...['patch', 'dict', 'multiple'].map((callee): Pattern => [EDGE, callee, BLANKS, '\\']),
  [EDGE, 'patch', BLANKS, '(', VEILED],
  [EDGE, 'patch', BLANKS, '.', { either: [BLANK_END, [BLANKS, { any: '#\\' }]] }],
  ...['dict', 'multiple'].map((callee): Pattern => [EDGE, 'patch', BLANKS, '.', BLANKS, callee, BLANKS, '(', VEILED]),
  ...['dict', 'multiple'].map((callee): Pattern => [BOL, BLANKS, '.', BLANKS, callee, BLANKS, '(', VEILED]),
  ...['dict', 'multiple'].map((callee): Pattern => [EDGE, 'patch', BLANKS, '.', BLANKS, callee, ...LAST]),
  ...LAST_ON_ITS_LINE,
  ...['setattr', 'delattr'].flatMap((callee): Pattern[] => [
    ['.', BLANKS, callee, { either: [BLANK_END, [BLANKS, { any: '#\\' }], [BLANKS, '(', VEILED]] }],
    [BOL, BLANKS, callee, { either: [BLANK_END, [BLANKS, { any: '#\\' }], [BLANKS, '(', VEILED]] }],
  ]),
  // The same argument by its keyword, which may stand anywhere in the call.
  ...['target', 'in_dict'].map(
    (keyword): Pattern => [
      ...[EDGE, keyword],
      { either: [BLANK_END, [BLANKS, { any: '#\\' }], [BLANKS, '=', VEILED], [BLANKS, '=', BLANKS, QUOTE]] },
    ],
  ),
  [{ either: [[BOL], ['def']] }, BLANKS, '__getattr__'],
  [EDGE, 'modules', BLANKS, { any: '[\\' }],
];

/**
 * UTF-8 of every character whose NFKC form holds an ASCII letter, digit or `_`; some others of the same blocks are
 * taken in. Lead bytes, then the range of the last.
 */
const LOOKALIKES: readonly Pattern[] = [
  ['\xc2', { any: '\xaa\xb2\xb3\xb9\xba\xbc-\xbe' }],
  ['\xc4', { any: '\xb2\xb3\xbf' }],
  ['\xc5', { any: '\x80\x89\xbf' }],
  ['\xc7', { any: '\x84-\x8c\xb1-\xb3' }],
  ['\xca', { any: '\xb0-\xb8' }],
  ['\xcb', { any: '\xa1-\xa3' }],
  ['\xe1', { any: '\xb4-\xb6' }],
  ['\xe1\xba\x9a'],
  ['\xe2\x81', { any: '\xb0-\xbf' }],
  ['\xe2\x82', { any: '\x80-\xa8' }],
  ['\xe2', { any: '\x84\x85\x91-\x93' }],
  ['\xe2\x86\x89'],
  ['\xe2\xb1', { any: '\xbc\xbd' }],
  ['\xe3\x89', { any: '\x90-\x9f' }],
  ['\xe3\x8a', { any: '\xb1-\xbf' }],
  ['\xe3\x8b', { any: '\x80-\x8f' }],
  ['\xe3', { any: '\x8d-\x8f' }],
  ['\xea\x9f', { any: '\xb1-\xb4' }],
  ['\xef\xac', { any: '\x80-\x86' }],
  ['\xef\xb8', { any: '\x99\xb0-\xb4' }],
  ['\xef\xb9', { any: '\x8d-\x92\xa9' }],
  ['\xef\xbc', { any: '\x84\x8e\x90-\x99\xa1-\xbf' }],
  ['\xef\xbd', { any: '\x80-\x9a' }],
  ['\xf0\x90\x9e'],
  ['\xf0\x9c\xb3'],
  ['\xf0\x9d', { any: '\x90-\x9f' }],
  ['\xf0\x9f', { any: '\x84-\x86\xaf' }],
];

/** A coding cookie that names anything but UTF-8 or ASCII. */
const COOKIES: readonly Pattern[] = [
  [{ any: '^uUaA \t\n' }],
  [{ any: 'uU' }, { any: '^tT\n' }],
  [{ any: 'uU' }, { any: 'tT' }, { any: '^fF\n' }],
  [{ any: 'uU' }, { any: 'tT' }, { any: 'fF' }, { any: '_-', repeated: true }, { any: '^8_-' }],
  [{ any: 'aA' }, { any: '^sS\n' }],
].map((name): Pattern => ['#', LINE, 'coding', { any: '=:' }, { any: ' \t', repeated: true }, ...name]);

const PYTHON_SPELLINGS: readonly Pattern[] = [...CALLS, ...LOOKALIKES, ...COOKIES];

/**
 * Texts of which one stands in everything that a pattern matches, a line end behind the last line included; the empty
 * text when the pattern fixes nothing.
 */
export function fixedTexts(pattern: Pattern): string[] {
  let best = [''];
  for (const [at, atom] of pattern.entries()) {
    if (typeof atom !== 'string' || EDGES.has(atom)) continue;
    const texts = followers(pattern[at + 1]).map((next) => atom + next);
    if ((texts[0] ?? '').length > (best[0] ?? '').length) best = texts;
    const led = BLANK.test(atom) ? charactersOf(pattern[at - 1], 128).map((one) => one + atom) : [];
    if ((led[0] ?? '').length > (best[0] ?? '').length) best = led;
  }
  return best;
}

/** Blanks alone are everywhere. */
const BLANK = /^[ \t\r]$/;

/** What may follow a text: characters of a small set, a line end; the empty text when it is not to be said. */
function followers(atom: Atom | undefined): string[] {
  if (atom === EOL) return ['\n', '\r'];
  const characters = charactersOf(atom, 8);
  return characters.length === 0 ? [''] : characters;
}

/** The characters of a set of at most so many; none for anything else. */
function charactersOf(atom: Atom | undefined, most: number): string[] {
  if (atom === undefined || typeof atom === 'string' || !('any' in atom)) return [];
  if (atom.repeated === true || atom.any.startsWith('^') || !/^(?:[^-]-[^-]|[^-])*-?$/.test(atom.any)) return [];
  const characters = (atom.any.match(/[^-]-[^-]|[\s\S]/g) ?? []).flatMap((range) => {
    const [first = '', last = first] = [range[0], range[2]];
    const length = last.charCodeAt(0) - first.charCodeAt(0) + 1;
    return Array.from({ length }, (_, n) => String.fromCharCode(first.charCodeAt(0) + n));
  });
  return characters.length > most ? [] : characters;
}

const EDGES: ReadonlySet<string> = new Set([BOL, EOL, EDGE]);

// --------------------------------------------------------------------------------------------------------- rendering

/** A pattern for `grep -G` in the C locale of GNU, as bytes. */
export function grepPattern(pattern: Pattern): string {
  return pattern.map((atom) => render(atom, GREP)).join('');
}

/** The source of an expression for text that holds one character a byte; flag `m`. */
export function expressionSource(pattern: Pattern): string {
  return pattern.map((atom) => render(atom, HERE)).join('');
}

interface Dialect {
  readonly text: (text: string) => string;
  readonly set: (set: string) => string;
  readonly edge: string;
  readonly start: string;
  readonly end: string;
  readonly either: (alternatives: readonly string[]) => string;
}

const GREP: Dialect = {
  text: (text) => text.replace(/[\\.[\]*^$]/g, '\\$&'),
  // `\` means itself between brackets.
  set: (set) => (set === '^\n' ? '.' : `[${set.replace('\n', '')}]`),
  edge: '\\b',
  start: '^',
  end: '$',
  either: (alternatives) => `\\(${alternatives.join('\\|')}\\)`,
};

const HERE: Dialect = {
  text: (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  set: (set) => `[${set.slice(0, 1) === '^' ? '^' : ''}${set.replace(/^\^/, '').replace(/[\\[\]^]/g, '\\$&')}]`,
  edge: '\\b',
  start: '^',
  end: '$',
  either: (alternatives) => `(?:${alternatives.join('|')})`,
};

function render(atom: Atom, dialect: Dialect): string {
  if (atom === BOL) return dialect.start;
  if (atom === EOL) return dialect.end;
  if (atom === EDGE) return dialect.edge;
  if (typeof atom === 'string') return dialect.text(atom);
  if ('either' in atom)
    return dialect.either(atom.either.map((one) => one.map((part) => render(part, dialect)).join('')));
  return `${dialect.set(atom.any)}${atom.repeated === true ? '*' : ''}`;
}
