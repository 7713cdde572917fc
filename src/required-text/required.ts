/**
 * A required text: what must stand in a file that breaks a rule, one identifier or one segment of a module's name.
 *
 * Segments, because they may be spread over tokens and lines, and imports need not write those before the last. What can
 * be said of a spelling whatever the rules are (escapes, encodings, adjacent literals) is not here but where required texts are
 * looked for: prefilter/patterns.ts.
 */
import type { ModuleContext, Shortcuts } from '../modules/index.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import type { LanguageId } from '../types.ts';

/**
 * `word`: a whole identifier. `segment`: a whole segment of a module's name. `part`: anywhere in one of them. `comment`:
 * anywhere, and never written in another way. `star`: the word before a star that takes everything of a Python module.
 * The text is ASCII, at least three bytes, without `/`, line ends, quotes or backslashes.
 */
export interface RequiredText {
  readonly text: string;
  readonly as: 'word' | 'segment' | 'part' | 'comment' | 'star';
  /** Of a segment in Python: where a dot and a name follow it, the name is one of these. Left out: any name may. */
  readonly members?: readonly string[];
}

/** Files to be judged whatever is in them: one path, or every path that holds a text. */
export interface RequiredPath {
  readonly text: string;
  readonly as: 'path' | 'part';
}

export type RequiredTexts =
  | { readonly kind: 'always'; readonly why: string }
  | { readonly kind: 'texts'; readonly list: readonly RequiredText[]; readonly paths: readonly RequiredPath[] };

/** What a rule is asked. */
export interface RequiredTextQuestion {
  readonly matcher: RegistryMatcher;
  /** The language that the files are written in. */
  readonly language: LanguageId;
  readonly shortcuts: Shortcuts;
  /** The tree that they are made for: how a home's symbol leaves its file decides what importers write. */
  readonly modules: ModuleContext;
}

export const NO_REQUIRED_TEXTS: RequiredTexts = { kind: 'texts', list: [], paths: [] };

/** Star imports of Python, whatever they are of. */
export const STARS: RequiredTexts = { kind: 'texts', list: [{ text: 'import', as: 'star' }], paths: [] };

/** No required text can be named, and why. */
export function always(why: string): RequiredTexts {
  return { kind: 'always', why };
}

/** All of several required texts; `always` if one is. */
export function joined(all: Iterable<RequiredTexts>): RequiredTexts {
  const list = new Map<string, RequiredText>();
  const paths = new Map<string, RequiredPath>();
  for (const one of all) {
    if (one.kind === 'always') return one;
    for (const required of one.list) {
      const key = `${required.as} ${required.text}`;
      list.set(key, either(list.get(key), required));
    }
    for (const path of one.paths) paths.set(`${path.as} ${path.text}`, path);
  }
  return { kind: 'texts', list: [...list.values()], paths: [...paths.values()] };
}

/** Of a text that is required twice what may follow it either time. */
function either(one: RequiredText | undefined, { members, ...other }: RequiredText): RequiredText {
  if (one === undefined) return members === undefined ? other : { ...other, members };
  return one.members === undefined || members === undefined
    ? other
    : { ...other, members: [...new Set([...one.members, ...members])] };
}

/** Required texts in the paths of files alone. */
export function onPaths(as: RequiredPath['as'], texts: readonly string[]): RequiredTexts {
  return { kind: 'texts', list: [], paths: texts.map((text) => ({ text, as })) };
}

/**
 * The required text for a symbol, literal or glob. What a name matches holds the glob's longest run of plain characters.
 * `default` is a name that an import need not write.
 */
export function nameText(pattern: string): RequiredTexts {
  if (pattern === 'default') return always('`default` is a name that imports need not write');
  if (isPlain(pattern) && /^[\w$]+$/.test(pattern)) return one({ text: pattern, as: 'word' }, pattern);
  return one({ text: longest(runs(pattern)), as: 'part' }, pattern);
}

/** A required text, or why it is none. */
export function one(required: RequiredText, of: string): RequiredTexts {
  if (required.text.length < 3)
    return always(`${JSON.stringify(of)} has no part of three letters that must be written`);
  if (!/^[\w$@#.+~ -]+$/.test(required.text)) return always(`${JSON.stringify(of)} may be spelled in several ways`);
  return { kind: 'texts', list: [required], paths: [] };
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
