/**
 * Globs as sources of regular expressions that match in linear time.
 *
 * Grammar: `*` `?` `[a-z]` `[!a]` `{a,b}` inside a segment, `**` as a whole segment, `\` before one of these to mean
 * the character itself. Meaning: picomatch's with `dot`, `noextglob` and `nonegate`, which the tests hold it to. Its
 * own expressions are not used, because several stars make them cubic (`*a*a*b` on 2,000 letters takes 0.8 s there);
 * here every star before a segment's last one stops at the first place where what follows it matches, which is enough,
 * and so leaves nothing to go back to. Only character classes are picomatch's own, loaded when one occurs.
 *
 * Sources are plain strings, anchored at both ends and without groups to refer to, so they can be cached and joined.
 */

import { pushAll } from './lists.ts';
import { loadPackage } from './load-package.ts';

const MAX_LENGTH = 1024;
const MAX_BRACE_DEPTH = 2;
const MAX_EXPANSIONS = 64;
const MAX_STARS_IN_SEGMENT = 3;
const MAX_GLOBSTARS = 3;
/** No path and no name is longer: such a text matches nothing. */
export const MAX_TEXT = 1_000_000;
/** What a backslash may stand before. */
const ESCAPABLE = '*?[]{}()!+@,\\';
/** A run of characters that mean themselves wherever they stand. */
const PLAIN = /[^\\*?[\]{}()/,!+@]+/y;
/** Most globs: plain text, `?`, single stars and whole `**` segments. What it matches is accepted without parsing. */
const SIMPLE_SEGMENT = '(?!\\.{0,2}(?:/|$))[^\\\\*[\\]{}()/\\0]*(?:\\*(?!\\*)[^\\\\*[\\]{}()/\\0]*){0,3}';
const SIMPLE = {
  path: new RegExp(`^(?!!|[A-Za-z]:/)(?:${SIMPLE_SEGMENT}|\\*\\*)(?:/(?:${SIMPLE_SEGMENT}|\\*\\*))*$`),
  name: new RegExp(`^(?!!)${SIMPLE_SEGMENT}$`),
};
/** Matches nothing, in any text. */
const NEVER = '(?!)';

/** A class that could also be meant as itself (`[slug]`) keeps its text in `self`: both match, as in picomatch. */
type Atom =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'any' | 'star' | 'globstar' | 'slash' }
  | { readonly type: 'class'; readonly source: string; readonly self: string | null }
  | { readonly type: 'group'; readonly alternatives: readonly Sequence[] };

type Sequence = readonly Atom[];

/** Path globs work on `/`-separated segments; a name has no segments. */
type Subject = 'path' | 'name';

type Parsed = { readonly sequence: Sequence } | { readonly refusal: string };

/** Why a path glob is refused, as the end of a sentence about it; null when it is not. */
export function refuseGlob(pattern: string): string | null {
  return refusal(pattern, 'path');
}

/** Why a glob over symbol names is refused, as the end of a sentence about it; null when it is not. */
export function refuseNameGlob(pattern: string): string | null {
  return refusal(pattern, 'name');
}

/** The glob that matches a path and nothing else. */
export function asGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()]|^!/g, '\\$&');
}

/** Whether a pattern has nothing special in it and so matches only itself. */
export function isLiteralGlob(pattern: string): boolean {
  return !/[\\*?[\]{}()]/.test(pattern);
}

/**
 * The source of an anchored regular expression for a glob over repository-relative paths or module specifiers.
 * A pattern that `refuseGlob` refuses matches nothing.
 */
export function globSource(pattern: string): string {
  return source(pattern, 'path');
}

/** The same for a glob over symbol names, in which `*` and `?` stand for any characters. */
export function nameSource(pattern: string): string {
  return source(pattern, 'name');
}

/**
 * Tells whether a text matches one of the sources; they are compiled, as one expression, at the first question. No path
 * and no name is longer than a million characters: such a text matches nothing (the engine's stack ends at some more).
 */
export function matcher(sources: readonly string[]): (text: string) => boolean {
  if (sources.length === 0) return () => false;
  let expression: RegExp | null = null;
  return (text) => {
    if (text.length > MAX_TEXT) return false;
    expression ??= new RegExp(sources.join('|'));
    return expression.test(text);
  };
}

// -------------------------------------------------------------------------------------------------------- checking

function refusal(pattern: string, subject: Subject): string | null {
  const short = pattern.length <= MAX_LENGTH && pattern.split('**').length <= MAX_GLOBSTARS + 1;
  if (short && SIMPLE[subject].test(pattern)) return null;
  const parsed = parse(pattern, subject);
  return 'refusal' in parsed ? parsed.refusal : null;
}

function parse(pattern: string, subject: Subject): Parsed {
  if (pattern === '') return { refusal: 'is empty' };
  if (pattern.length > MAX_LENGTH) return { refusal: `is longer than ${MAX_LENGTH} characters` };
  if (pattern.includes('\0')) return { refusal: 'holds a NUL character' };
  if (pattern.startsWith('!')) return { refusal: 'begins with "!"; negation has its own keys, "except" and "exclude"' };
  if (subject === 'path' && /^(?:\/|[A-Za-z]:\/)/.test(pattern)) {
    return { refusal: 'is absolute; globs begin below the folder of their registry' };
  }
  const text = subject === 'path' ? pattern.replace(/^(?:\.\/)+/, '') : pattern;
  const parsed = isLiteralGlob(text) ? literalSequence(text, subject) : parseMagic(text, subject);
  if ('refusal' in parsed) return parsed;
  const problem = checkShape(parsed.sequence, subject);
  return problem === null ? parsed : { refusal: problem };
}

function literalSequence(text: string, subject: Subject): Parsed {
  if (subject === 'name') {
    return text.includes('/') ? { refusal: 'holds "/", which no name does' } : { sequence: [{ type: 'text', text }] };
  }
  const atoms = text.split('/').flatMap((part): Atom[] => [{ type: 'slash' }, { type: 'text', text: part }]);
  return { sequence: atoms.slice(1) };
}

/** One pass over the pattern. `open` holds the braces that are not closed yet, the innermost last. */
function parseMagic(text: string, subject: Subject): Parsed {
  const open: { outer: Atom[]; alternatives: Sequence[] }[] = [];
  let atoms: Atom[] = [];
  const refuse = (why: string): Parsed => ({ refusal: why });
  let at = 0;
  while (at < text.length) {
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(text)?.[0];
    if (plain !== undefined) {
      atoms.push({ type: 'text', text: plain });
      at += plain.length;
      continue;
    }
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    at++;
    if (next === '(' && '?*+@!'.includes(char)) {
      return refuse(`holds the extended glob "${char}("; write the cases as braces or as several globs`);
    }
    if (char === '\\') {
      if (next === '' || !ESCAPABLE.includes(next)) {
        return refuse('holds a backslash; folders are separated by "/", and only glob characters are escaped');
      }
      atoms.push({ type: 'text', text: next });
      at++;
    } else if (char === '*') {
      const stars = /^\**/.exec(text.slice(at))?.[0].length ?? 0;
      if (stars > 1) return refuse('holds more than two "*" in a row');
      if (stars === 1 && subject === 'name') return refuse('holds "**"; in a name one "*" stands for everything');
      atoms.push({ type: stars === 1 ? 'globstar' : 'star' });
      at += stars;
    } else if (char === '?') {
      atoms.push({ type: 'any' });
    } else if (char === '/') {
      if (subject === 'name') return refuse('holds "/", which no name does');
      atoms.push({ type: 'slash' });
    } else if (char === '[') {
      const found = /^[!^]?(?:\\[\\\][^!-]|[^\\\]/[])+\]/.exec(text.slice(at))?.[0];
      if (found === undefined) return refuse('holds "[" without a character class; a plain "[" is written "\\\\["');
      const atom = characterClass(found.slice(0, -1));
      if (atom === null) return refuse(`holds the character class "[${found}", which cannot be read`);
      atoms.push(atom);
      at += found.length;
    } else if (char === '{') {
      if (open.length === MAX_BRACE_DEPTH) return refuse(`nests braces deeper than ${MAX_BRACE_DEPTH}`);
      open.push({ outer: atoms, alternatives: [] });
      atoms = [];
    } else if (char === ',' && open.length > 0) {
      open.at(-1)?.alternatives.push(atoms);
      atoms = [];
    } else if (char === '}') {
      const brace = open.pop();
      if (brace === undefined) return refuse('holds "}" without "{"; a plain "}" is written "\\\\}"');
      if (brace.alternatives.length === 0) return refuse('holds braces without a comma; ranges are written out');
      atoms = [...brace.outer, { type: 'group', alternatives: [...brace.alternatives, atoms] }];
    } else if (char === '(' || char === ')') {
      return refuse(`holds "${char}", a regular-expression group; a plain "${char}" is written "\\\\${char}"`);
    } else if (char === ']') {
      return refuse('holds "]" without "["; a plain "]" is written "\\\\]"');
    } else {
      atoms.push({ type: 'text', text: char });
    }
  }
  return open.length > 0 ? refuse('holds "{" without "}"; a plain "{" is written "\\\\{"') : { sequence: atoms };
}

/** A class from what stands between its brackets; null when it is not a class. picomatch decides what it means. */
function characterClass(inner: string): Atom | null {
  const negated = /^[!^]/.test(inner);
  if (negated && inner.length === 1) return null;
  const glob = `[${negated ? `^${inner.slice(1)}` : inner}]`;
  const read = picomatch().parse(glob, { literalBrackets: false, strictSlashes: true }).output;
  // Without a prefix such as `(?=.)`: what is left must be one class, or one character.
  const one = /\[(?:\\.|[^\\\]])+\]$/.exec(read)?.[0];
  if (one === undefined) return null;
  try {
    new RegExp(one);
  } catch {
    return null;
  }
  return { type: 'class', source: one, self: /[-*+?.^${}(|)[\]\\!]/.test(inner) ? null : `[${inner}]` };
}

/** The limits that keep matching linear, and segments that no path has. */
function checkShape(sequence: Sequence, subject: Subject): string | null {
  if (countExpansions(sequence) > MAX_EXPANSIONS) return `stands for more than ${MAX_EXPANSIONS} patterns`;
  for (const expansion of sequence.some(isChoice) ? expand(sequence, false) : [sequence]) {
    const segments = splitSegments(expansion);
    let before = '';
    if (segments.filter(isGlobstar).length > MAX_GLOBSTARS) return `holds more than ${MAX_GLOBSTARS} "**"`;
    for (const segment of segments) {
      if (segment.some((atom) => atom.type === 'globstar') && !isGlobstar(segment)) {
        return 'joins "**" to other characters; it must be a whole segment, as in "**/*.ts"';
      }
      if (starsIn(segment) > MAX_STARS_IN_SEGMENT) return `holds more than ${MAX_STARS_IN_SEGMENT} "*" in a segment`;
      const text = segment.map((atom) => (atom.type === 'text' ? atom.text : '*')).join('');
      // `https://host/…` is a specifier.
      if (text === '' && !before.endsWith(':')) {
        if (subject === 'name') return 'has an empty alternative';
        return segment === segments.at(-1) && segments.length > 1
          ? 'ends in "/"; what is below a folder is written "folder/**"'
          : 'has an empty segment';
      }
      if (subject === 'path' && (text === '.' || text === '..')) return `has the segment "${text}"`;
      before = text;
    }
  }
  return null;
}

/** How many patterns without braces (and without classes that are also text) a sequence stands for. */
function countExpansions(sequence: Sequence): number {
  let count = 1;
  for (const atom of sequence) {
    if (atom.type === 'group') count *= atom.alternatives.reduce((sum, one) => sum + countExpansions(one), 0);
    else if (atom.type === 'class' && atom.self !== null) count *= 2;
    if (count > MAX_EXPANSIONS) return count;
  }
  return count;
}

// ------------------------------------------------------------------------------------------------------- compiling

function source(pattern: string, subject: Subject): string {
  const parsed = parse(pattern, subject);
  if ('refusal' in parsed) return NEVER;
  let expansions = expand(parsed.sequence, true);
  // "Stop at the first match" needs pieces of one length, so several stars and choices do not stand in one segment.
  const mixed = (segment: Sequence) => starsIn(segment) > 1 && segment.some(isChoice);
  if (expansions.some((expansion) => splitSegments(expansion).some(mixed))) expansions = expand(parsed.sequence, false);
  const character = subject === 'path' ? '[^/]' : '[^]';
  return [...new Set(expansions.map((expansion) => `^${pathExpression(splitSegments(expansion), character)}$`))].join(
    '|',
  );
}

/** @param keep leave alternatives that are plain text, and classes that are also text, as choices in their place */
function expand(sequence: Sequence, keep: boolean): Sequence[] {
  let results: Atom[][] = [[]];
  for (const atom of sequence) {
    let choices: Sequence[] = [[atom]];
    if (isChoice(atom) && !(keep && isPlain(atom))) {
      choices =
        atom.type === 'group'
          ? atom.alternatives.flatMap((alternative) => expand(alternative, keep))
          : [[{ ...atom, self: null }], [{ type: 'text', text: atom.self ?? '' }]];
    }
    const [only] = choices;
    if (choices.length === 1 && only !== undefined) for (const result of results) pushAll(result, only);
    else results = results.flatMap((result) => choices.map((choice) => [...result, ...choice]));
  }
  return results;
}

type Choice = Extract<Atom, { type: 'group' | 'class' }>;

function isChoice(atom: Atom): atom is Choice {
  return atom.type === 'group' || (atom.type === 'class' && atom.self !== null);
}

function isPlain(atom: Choice): boolean {
  return (
    atom.type === 'class' || atom.alternatives.every((one) => one.length > 0 && one.every((a) => a.type === 'text'))
  );
}

function splitSegments(sequence: Sequence): Sequence[] {
  const segments: Atom[][] = [[]];
  for (const atom of sequence) {
    if (atom.type === 'slash') segments.push([]);
    else segments.at(-1)?.push(atom);
  }
  return segments;
}

function isGlobstar(segment: Sequence): boolean {
  return segment.length === 1 && segment[0]?.type === 'globstar';
}

function starsIn(segment: Sequence): number {
  return segment.filter((atom) => atom.type === 'star').length;
}

/**
 * One pattern without braces. Between two globstars stands a run of segments, and the first place where it matches is
 * as good as any later one: `(?!run/)` before every skipped segment makes that place the only one that is tried.
 */
function pathExpression(segments: readonly Sequence[], character: string): string {
  const runs: string[][] = [[]];
  segments.forEach((segment, index) => {
    if (!isGlobstar(segment)) runs.at(-1)?.push(segmentExpression(segment, character));
    else if (index === 0 || !isGlobstar(segments[index - 1] ?? [])) runs.push([]);
  });
  const expressions = runs.map((run) => run.join('/'));
  const last = expressions.pop() ?? '';
  if (expressions.length === 0) return last;
  // `folder/**` covers the folder itself, too, unless its name ends in a star: so picomatch has it.
  const rest = segments.findLast((segment) => !isGlobstar(segment))?.at(-1)?.type === 'star' ? '/[^]+' : '(?:/[^]*)?';
  if (last !== '') return `${leading(expressions)}(?:[^/]+/)*${last}`;
  const before = expressions.pop() ?? '';
  if (expressions.length === 0) return before === '' ? '[^]*' : `${before}${rest}`;
  return `${leading(expressions)}(?:[^/]+/)*${before}${rest}`;
}

/** The first run, anchored, and every further one at the first place where it matches; each with its slash. */
function leading(runs: readonly string[]): string {
  return runs
    .map((run, index) => (run === '' ? '' : index === 0 ? `${run}/` : `(?:(?!${run}/)[^/]+/)*${run}/`))
    .join('');
}

function segmentExpression(segment: Sequence, character: string): string {
  const pieces: string[] = [''];
  for (const atom of segment) {
    if (atom.type === 'star') pieces.push('');
    else pieces.push((pieces.pop() ?? '') + atomExpression(atom, character));
  }
  const first = pieces.shift() ?? '';
  const last = pieces.pop();
  if (last === undefined) return first;
  if (first === '' && last === '' && pieces.length === 0) return `${character}+`;
  const inner = pieces.map((piece) => `(?:(?!${piece})${character})*${piece}`).join('');
  return `${first}${inner}${character}*${last}`;
}

function atomExpression(atom: Atom, character: string): string {
  switch (atom.type) {
    case 'text':
      return escapeExpression(atom.text);
    case 'any':
      return character;
    case 'class':
      return atom.self === null ? atom.source : `(?:${atom.source}|${escapeExpression(atom.self)})`;
    case 'group':
      return `(?:${expand([atom], false)
        .map((one) => one.map((a) => atomExpression(a, character)).join(''))
        .join('|')})`;
    default:
      return '';
  }
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

interface Picomatch {
  parse(glob: string, options: { literalBrackets: boolean; strictSlashes: boolean }): { output: string };
}

let loaded: Picomatch | null = null;

/** Loading picomatch costs 3 ms, which a registry without character classes need not pay. */
function picomatch(): Picomatch {
  loaded ??= loadPackage<Picomatch>('picomatch');
  return loaded;
}
