/**
 * What is searched for in files and in lists of them: the required texts of the rules, and whatever could write one in
 * other bytes (ecmascript-spellings.ts, python-spellings.ts). A file with such a thing is judged, nothing more. Byte-order
 * marks of UTF-16 are two bytes long, but never part of UTF-8.
 */

import { rawName } from '../git/names.ts';
import { ON_REQUEST_EXTENSIONS } from '../languages/index.ts';
import type { RequiredPath, RequiredText } from '../required-text/required.ts';
import { SEALED_STARTS } from '../text/decode.ts';
import type { LanguageId } from '../types.ts';
import {
  BEFORE,
  BEHIND,
  BEHIND_VALUE,
  escapePatterns,
  HTML,
  SRC,
  sumPatterns,
  urlPatterns,
  withoutSpecialEnd,
} from './ecmascript-spellings.ts';
import { type Atom, BLANKS, BOL, EDGE, EOL, LINE, type Pattern } from './pattern.ts';
import { PYTHON_SPELLINGS, STARS } from './python-spellings.ts';

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
  const common = [...list.flatMap((required) => textPatterns(required, language, components)), ...IN_EVERY_FILE];
  if (language === 'py') return [...common, ...PYTHON_SPELLINGS];
  return [...common, ...escapePatterns(list), ...urlPatterns(list), ...sumPatterns(list), ...(components ? HTML : [])];
}

/** Merge conflicts, pointers and other encodings. */
export const IN_EVERY_FILE: readonly Pattern[] = [
  ...['<<<<<<<', '>>>>>>>', '|||||||'].map((mark): Pattern => [BOL, mark]),
  [BOL, 'version https://git-lfs'],
  ['\xff\xfe'],
  ['\xfe\xff'],
];

/**
 * What parts this search from a scanner: to grep only LF ends a line, to Python, JavaScript and HTML a CR does as well;
 * and in grep `.` is any byte but NUL. A file that holds a CR without LF, or a NUL, is judged, so that to all the other
 * patterns a line is what it is to the scanners. (The expressions of this engine end lines as the scanners do.)
 */
export const NO_PLAIN_LINES: readonly Pattern[] = [['\r', { any: '^\n' }], [{ any: '^\x01-\xff' }]];

/** Files that stand in for a source, or hold one that cannot be read: they are counted as unchecked, which Node does. */
export const SEALED_LINES: readonly Pattern[] = SEALED_STARTS.map(([start]) => start.trimEnd())
  .filter((start) => !start.includes('\0')) // a NUL leads to Node anyway
  .map((start) => [BOL, start]);

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

/** Files that are guarded only on request, in the list of what is staged. */
export const ON_REQUEST_PATHS: Pattern = [
  ...[BOL, ':', LINE, '.'],
  {
    either: ON_REQUEST_EXTENSIONS.map((extension) =>
      [...extension].map((one): Atom => ({ any: one + one.toUpperCase() })),
    ),
  },
  EOL,
];

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

/** A segment of a Python name, and behind it anything but a dot and a name that is none of its members. */
function segmentOfPython(text: string, members: readonly string[]): Pattern {
  const named = members.map((member): Atom[] => [`.${member}`]);
  const behind: Atom = {
    either: [[EOL], [{ any: '^.\n' }], ['.', EOL], ['.', { any: '^A-Za-z0-9_\n' }], ...named],
  };
  return [EDGE, text, EDGE, behind];
}

function textPatterns({ text, as, members }: RequiredText, language: LanguageId, components: boolean): Pattern[] {
  if (as === 'part' || as === 'comment') return [[text]];
  if (as === 'star') return [...STARS];
  if (as === 'segment' && language === 'js') {
    const upTo = (behind: string): Pattern => [text, { either: [[EOL], [{ any: behind }]] }];
    if (!components) return [[{ any: BEFORE }, ...upTo(BEHIND)]];
    return [
      [{ any: BEFORE }, ...upTo(BEHIND_VALUE)],
      [...SRC, '=', BLANKS, ...upTo(BEHIND_VALUE)],
    ];
  }
  if (members !== undefined && language === 'py' && /^\w+$/.test(text)) return [segmentOfPython(text, members)];
  const start: Pattern = /^\w/.test(text) ? [EDGE] : [];
  const end: Pattern = /\w$/.test(text) ? [EDGE] : [];
  return [[...start, text, ...end]];
}
