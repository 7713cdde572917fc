/**
 * What stands in a notebook with Python that breaks a rule: the required texts of Python in JSON, where `\n` may stand
 * before a word, an escape for a letter and a word in two strings. As lines are not those of the code, the calls whose
 * strings name modules are looked for by their names alone. Other kernels' notebooks are judged.
 */
import { CODE_DIALECTS } from '../languages/embedded/pieces.ts';
import { CALLEES_BY_NAME } from '../languages/python/references.ts';
import type { RequiredText } from '../required-text/required.ts';
import { type Atom, BOL, EDGE, type Pattern } from './pattern.ts';
import { LOOKALIKES } from './python-spellings.ts';

const HEX = '0-9A-Fa-f';
const ONE_HEX: Atom = { any: HEX };
/** What stands before a word: no part of it, or an escape. */
const BEFORE: Atom = { either: [[EDGE], ['\\', { any: 'bfnrt' }], ['\\u', ONE_HEX, ONE_HEX, ONE_HEX, ONE_HEX]] };
const BLANKS: Atom = { any: ' \t\r', repeated: true };

/** Escapes of what may stand in a required text. */
const ESCAPES: readonly Pattern[] = [
  ['\\u00', { any: '4-7' }, ONE_HEX],
  ['\\u003', { any: '0-9' }],
  ['\\u002', { any: '034aAbBdDeEfF' }],
];

/** Escapes of letters that Unicode's NFKC takes for ASCII: their first digits, and which may follow. */
export const ESCAPED_LOOKALIKES: readonly Pattern[] = [
  ...['00a=aA', '00b=239a-eA-E', '013=23fF', '014=09', '017=fF', '01c=4-9abcABC', '01f=123', '02b=0-8', '02e=123'],
  ...['1d=2-9a-bA-B', '1e9=aA', '20=7-9aA', '21=0-8', '24=46-9a-eA-E', '2c7=cdCD', '32=5b-fB-F', '33=0-9a-fA-F'],
  ...[
    'a7f=1-4',
    'fb0=0-6',
    'fe3=34',
    'fe4=d-fD-F',
    'ff=0-5',
    'd801\\udf=89abAB',
    'd833\\udc=d-fD-F',
    'd835\\ud=c-fC-F',
  ],
  ...['d83c\\udd=0-9a-fA-F', 'd83e\\udf=fF'],
].map((one): Pattern => {
  const [digits = '', next = ''] = one.split('=');
  const letters = [...digits].map(
    (digit): Atom => (/[a-f]/.test(digit) ? { any: digit + digit.toUpperCase() } : digit),
  );
  return ['\\u', ...letters, { any: next }];
});

const UNIT: Atom = { either: [[{ any: '^"\\\n' }], ['\\', { any: '^\n' }]], repeated: true };
const LAST: Atom = { either: [[{ any: '^"\\\n' }], ['\\', { any: '^n\n' }]] };

/** A string of a list that another one goes on: it does not end in `\n`, or they stand on one line. */
const CUT: readonly Pattern[] = [
  ['"', BLANKS, ',', BLANKS, '"'],
  [BOL, BLANKS, ','],
  ...[BOL, '['].map((start): Pattern => [start, BLANKS, '"', UNIT, LAST, '"', BLANKS, ',']),
];

const WORDS = ['importorskip', 'patch', 'pytest_plugins', '__getattr__', 'modules', 'setattr', 'delattr'];

/** Notebooks whose code is not Python. */
const KERNELS: readonly Pattern[] = [...CODE_DIALECTS].flatMap(([name, dialect]): Pattern[] =>
  dialect === 'py' ? [] : [['"', ...[...name].map((one): Atom => ({ any: one + one.toUpperCase() })), '"']],
);

/** All patterns but for those that hold for every file. */
export function notebookPatterns(requiredTexts: readonly RequiredText[]): Pattern[] {
  const ofText = ({ text, as }: RequiredText): Pattern[] => {
    if (as === 'part' || as === 'comment') return [[text]];
    if (as !== 'star') return [[/^\w/.test(text) ? BEFORE : '', text, ...(/\w$/.test(text) ? [EDGE] : [])]];
    return [['import *'], ['import', { any: '*\\\t\f' }], ['import ', { any: ' \\\t\f' }]];
  };
  return [
    ...requiredTexts.flatMap(ofText),
    ...[...CALLEES_BY_NAME, ...WORDS].map((word): Pattern => [BEFORE, word, EDGE]),
    ...ESCAPES,
    ...ESCAPED_LOOKALIKES,
    ...LOOKALIKES,
    ...CUT,
    ...KERNELS,
  ];
}
