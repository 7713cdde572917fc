/**
 * Whatever could write a required text of Python in other bytes. Strings matter only as arguments of a few calls, and there
 * adjacent literals may cut anything: so those calls are looked for. Then letters that Unicode's NFKC takes for ASCII, and
 * encodings that are not ASCII's.
 */
import { CALLEES_BY_NAME } from '../languages/python/references.ts';
import { type Atom, BLANKS, BOL, EDGE, EOL, LINE, type Pattern } from './pattern.ts';

const STRING: Atom = { any: '^"\'\\\n', repeated: true };
const QUOTE: Atom = { any: '"\'' };
const PREFIX = 'rRuUbBfFtT';
const WORD = 'A-Za-z0-9_';
const A_WORD: readonly Atom[] = [{ any: WORD }, { any: WORD, repeated: true }];
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

/**
 * A first argument that is a string, or may be a keyword or go on in the next line; else no string of the call can name
 * a module (languages/python/references), whatever follows.
 */
const NO_VARIABLE: Atom = {
  either: [
    BLANK_END,
    [BLANKS, { any: '^A-Za-z_) \t\f\r\n' }],
    [BLANKS, { any: PREFIX }, { any: PREFIX, repeated: true }, QUOTE],
    [BLANKS, ...A_WORD, { either: [BLANK_END, [BLANKS, { any: '=#\\' }]] }],
  ],
};

/** `import *`: as it is written, and with whatever else may part the two. */
export const STARS: readonly Pattern[] = [
  [EDGE, 'import *'],
  ['import', { any: '*\\\t\f' }],
  ['import ', { any: ' \\\t\f' }],
];

/** No code after it on its line: within brackets the call goes on in the next one. */
const LAST: Pattern = [{ either: [BLANK_END, [BLANKS, '#']] }];
const LAST_PATCH: Pattern = [EDGE, 'patch', ...LAST];

/** What a word is not: up to the first character that parts it from it. */
function unlike(word: string): readonly (readonly Atom[])[] {
  return Array.from(word, (_, at): Atom[] => [word.slice(0, at), { any: `^${word.charAt(at)}\n` }]);
}

/** Behind `__getattr__`: anything but `(self,`, which a module does not call. */
const NO_METHOD: Atom = {
  either: [
    BLANK_END,
    [BLANKS, { any: '^( \t\f\r\n' }],
    [BLANKS, '(', { either: [BLANK_END, [BLANKS, { any: '^s \t\f\r\n' }]] }],
    ...unlike('self')
      .slice(1)
      .map((other): Atom[] => [BLANKS, '(', BLANKS, ...other]),
    ...['s', 'se', 'sel', 'self'].map((part): Atom[] => [BLANKS, '(', BLANKS, part, ...BLANK_END]),
    [BLANKS, '(', BLANKS, 'self', BLANKS, { any: '^, \t\f\r\n' }],
  ],
};

/** The start of a line, and no `from` or `import`: up to the first character that parts it from those. */
const NO_IMPORT: Pattern = [
  BOL,
  BLANKS,
  {
    either: [
      [{ any: '^fi \t\f\n' }],
      ...['from', 'import'].flatMap((word) => [...unlike(word).slice(1), [word, { any: WORD }]]),
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

/** What follows `sys.modules` where a key of it does, or may do on the next line. */
const WITH_KEY: Atom = { either: [BLANK_END, [BLANKS, { any: '.,#\\' }]] };

/** Keys of `sys.modules` but for `sys.modules[…]`, also under another name of `sys` or of the table. */
const MODULE_TABLE: readonly Pattern[] = [
  [EDGE, 'sys', BLANKS, '.', BLANKS, 'modules', WITH_KEY],
  [BOL, BLANKS, '.', BLANKS, 'modules', EDGE],
  [BOL, BLANKS, 'modules', WITH_KEY],
  [QUOTE, 'sys.modules', QUOTE],
  [EDGE, 'sys', BLANKS, 'as', EDGE],
  [EDGE, 'sys', BLANKS, '\\'],
  [EDGE, 'sys', BLANKS, 'import', LINE, { either: [['modules'], ['('], ['\\']] }],
];

/** Calls whose strings name modules, definitions whose strings name symbols (languages/python/references, forwards). */
const CALLS: readonly Pattern[] = [
  ...CALLEES_BY_NAME.map(
    (callee): Pattern => [
      ...[EDGE, callee],
      { either: [BLANK_END, [BLANKS, { any: '#\\;' }], [BLANKS, '(', NO_VARIABLE]] },
    ],
  ),
  [EDGE, 'importorskip', { either: [BLANK_END, [BLANKS, { any: '#\\;' }], [BLANKS, '(', VEILED]] }],
  // Under another local name nothing of the call is known.
  ...[...CALLEES_BY_NAME, 'importorskip', 'patch'].map((callee): Pattern => [EDGE, callee, BLANKS, 'as', EDGE]),
  [EDGE, 'patch', BLANKS, ';'],
  [EDGE, 'pytest_plugins'],
  ...MODULE_TABLE,
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
  ...['target', 'in_dict', 'modname'].map(
    (keyword): Pattern => [
      ...[EDGE, keyword],
      { either: [BLANK_END, [BLANKS, { any: '#\\' }], [BLANKS, '=', VEILED], [BLANKS, '=', BLANKS, QUOTE]] },
    ],
  ),
  [EDGE, '__getattr__', NO_METHOD],
  [EDGE, 'modules', BLANKS, { any: '[\\' }],
];

/**
 * UTF-8 of every character whose NFKC form holds an ASCII letter, digit or `_`; some others of the same blocks are
 * taken in. Lead bytes, then the range of the last.
 */
export const LOOKALIKES: readonly Pattern[] = [
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

export const PYTHON_SPELLINGS: readonly Pattern[] = [...CALLS, ...LOOKALIKES, ...COOKIES];
