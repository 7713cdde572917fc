/**
 * A pattern over bytes, as `grep` and as this engine read it. Both are made from one description, so that they say the
 * same: basic regular expressions over bytes for the hook, expressions over text with one character a byte for whole trees.
 */

/** Something to be found in bytes (one character a byte). A pattern is a row of them. */
export type Atom =
  | string
  /** One of these characters, `a-z` as a range. */
  | { readonly any: string; readonly repeated?: boolean }
  | 'LINE START'
  | 'LINE END'
  | 'WORD EDGE'
  | { readonly either: readonly (readonly Atom[])[]; readonly repeated?: boolean };

export type Pattern = readonly Atom[];

export const BOL = 'LINE START';
export const EOL = 'LINE END';
export const EDGE = 'WORD EDGE';
/** Anything on the line. */
export const LINE: Atom = { any: '^\n', repeated: true };
/** Blanks on the line. */
export const BLANKS: Atom = { any: ' \t\f', repeated: true };

/** A set's text has its range sign at the end and no caret at the start. */
export function setOf(characters: ReadonlySet<string>): string {
  const sorted = [...characters].filter((one) => one !== '-' && one !== ']').sort();
  return `${characters.has(']') ? ']' : ''}${sorted.join('')}${characters.has('-') ? '-' : ''}`;
}

/**
 * Texts of which one stands in everything that a pattern matches, a line end after the last line included; the empty
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
  const repeat = atom.repeated === true ? '*' : '';
  if ('either' in atom)
    return dialect.either(atom.either.map((one) => one.map((part) => render(part, dialect)).join(''))) + repeat;
  return `${dialect.set(atom.any)}${repeat}`;
}
