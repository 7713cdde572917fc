/**
 * A needle: what must stand in a file that breaks a rule, one identifier or one segment of a module's name.
 *
 * Segments, because they may be spread over tokens and lines, and imports need not write those before the last. What can
 * be said of a spelling whatever the rules are (escapes, encodings, adjacent literals) is not here but where needles are
 * looked for: prefilter/patterns.ts.
 */
import type { Shortcuts } from '../modules/index.ts';
import type { Guard } from '../registry/guard.ts';
import type { LanguageId } from '../types.ts';

/**
 * `word`: a whole identifier. `segment`: a whole segment of a module's name. `part`: anywhere in one of them. `comment`:
 * anywhere, and never written in another way.
 * The text is ASCII, at least three bytes, without `/`, line ends, quotes or backslashes.
 */
export interface Needle {
  readonly text: string;
  readonly as: 'word' | 'segment' | 'part' | 'comment';
}

/** Files to be judged whatever is in them: one path, or every path that holds a text. */
export interface PathNeedle {
  readonly text: string;
  readonly as: 'path' | 'part';
}

export type Needles =
  | { readonly kind: 'always'; readonly why: string }
  | { readonly kind: 'needles'; readonly list: readonly Needle[]; readonly paths: readonly PathNeedle[] };

/** What a rule is asked. */
export interface NeedleQuestion {
  readonly guard: Guard;
  /** The language that the files are written in. */
  readonly language: LanguageId;
  readonly shortcuts: Shortcuts;
}

export const NO_NEEDLES: Needles = { kind: 'needles', list: [], paths: [] };

/** No needle can be named, and why. */
export function always(why: string): Needles {
  return { kind: 'always', why };
}

/** All of several needles; `always` if one is. */
export function joined(all: Iterable<Needles>): Needles {
  const list = new Map<string, Needle>();
  const paths = new Map<string, PathNeedle>();
  for (const one of all) {
    if (one.kind === 'always') return one;
    for (const needle of one.list) list.set(`${needle.as} ${needle.text}`, needle);
    for (const path of one.paths) paths.set(`${path.as} ${path.text}`, path);
  }
  return { kind: 'needles', list: [...list.values()], paths: [...paths.values()] };
}

/** Needles in the paths of files alone. */
export function onPaths(as: PathNeedle['as'], texts: readonly string[]): Needles {
  return { kind: 'needles', list: [], paths: texts.map((text) => ({ text, as })) };
}

/**
 * The needle for a symbol, literal or glob. What a name matches holds the glob's longest run of plain characters.
 * `default` is a name that an import need not write.
 */
export function nameNeedle(pattern: string): Needles {
  if (pattern === 'default') return always('`default` is a name that imports need not write');
  if (isPlain(pattern) && /^[\w$]+$/.test(pattern)) return one({ text: pattern, as: 'word' }, pattern);
  return one({ text: longest(runs(pattern)), as: 'part' }, pattern);
}

/** A needle, or why it is none. */
export function one(needle: Needle, of: string): Needles {
  if (needle.text.length < 3) return always(`${JSON.stringify(of)} has no part of three letters that must be written`);
  if (!/^[\w$@#.+~ -]+$/.test(needle.text)) return always(`${JSON.stringify(of)} may be spelled in several ways`);
  return { kind: 'needles', list: [needle], paths: [] };
}

const GLOB = /[*?[\]{}()!\\]/;

/** Whether a pattern is a literal. */
export function isPlain(pattern: string): boolean {
  return !GLOB.test(pattern);
}

/** The runs of characters of a glob that stand in everything that it matches: outside classes and braces. */
export function runs(pattern: string): string[] {
  const found: string[] = [''];
  let depth = 0;
  for (const character of pattern) {
    if (character === '{' || character === '[') depth++;
    const fixed = depth === 0 && !/[*?\]}()!\\/]/.test(character);
    if (character === '}' || character === ']') depth = Math.max(0, depth - 1);
    if (fixed) found.push((found.pop() ?? '') + character);
    else if (found.at(-1) !== '') found.push('');
  }
  return found.filter((run) => run !== '');
}

/** The longest of some texts; of equals the first. */
export function longest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}
