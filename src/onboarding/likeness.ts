/**
 * How alike two definitions of one name are: two homes for one thing, or two things that happen to share a name.
 *
 * A copy that went its own way keeps pieces of its text; a thing that was written anew keeps its members' names. Both
 * are measured against the smaller of the two, because what grew is still the same thing.
 */
import type { LanguageId } from '../types.ts';

/** Less than this, and a person would say that the two have nothing but the name in common. */
export const ALIKE = 0.4;

/** The same for functions, which have no members that could be alike. */
export const ALIKE_FUNCTIONS = 0.6;

/** Of what is shorter everyone writes the same. */
export const FEWEST_PIECES = 6;

/** Between parts of a repository that do not use each other, only a copy is a second home. */
export const COPIED = 0.8;

export interface Body {
  /** Whether its own name stands among what it extends: a version of the other, made on purpose. */
  readonly extendsItsName: boolean;
  /** Whether it asks another thing of its name: `core.open(…)` in `open`. It is written around that on purpose. */
  readonly delegates: boolean;
  /** What it extends, as written, without blanks. */
  readonly bases: string;
  readonly pieces: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
}

const WORDS = /[A-Za-z_$][\w$]*|\d+|"[^"\n]*"|'[^'\n]*'/g;
const COMMENTS: Readonly<Record<LanguageId, RegExp>> = {
  py: /"""[\s\S]*?"""|'''[\s\S]*?'''|#[^\n]*/g,
  js: /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
};
const MEMBERS: Readonly<Record<LanguageId, RegExp>> = {
  py: /^[ \t]+(?:async[ \t]+)?def[ \t]+(?!__)(\w+)/gm,
  js: /^[ \t]+(?:(?:public|protected|private|static|abstract|override|readonly|async|get|set)[ \t]+)*(?!(?:if|for|while|switch|catch|return|constructor)\b)([A-Za-z_$][\w$]*)[ \t]*[?!]?[ \t]*(?:[(<:]|=[^=])/gm,
};

/** What a definition extends: in Python a class's bases; in TypeScript what stands between the name and the body. */
const BASES: Readonly<Record<LanguageId, RegExp>> = { py: /^\s*\(([^)]*)\)/, js: /^[^{=]*/ };

/** @param start offset of the name in its definition */
export function bodyOf(text: string, language: LanguageId, name: string, start: number): Body {
  const from = start + name.length;
  const block = text.slice(from, endOfBlock(text, from)).replace(COMMENTS[language], ' ');
  const bases = BASES[language].exec(block)?.[0] ?? '';
  const words = [...block.matchAll(WORDS)].map(([word]) => word).filter((word) => word !== name);
  const pieces = new Set(words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`));
  const members = new Set([...block.matchAll(MEMBERS[language])].map((match) => match[1] ?? ''));
  const written = bases.replace(/^\s*\(|\)$|\s+/g, '');
  return {
    bases: written,
    extendsItsName: [...bases.matchAll(WORDS)].some(([word]) => word === name),
    delegates: new RegExp(`\\.${name.replaceAll('$', '\\$')}\\b`).test(block),
    pieces,
    members,
  };
}

/** From 0, nothing in common, to 1, the same; two empty ones are the same. The same members alone are no copy. */
export function likeness(a: Body, b: Body): number {
  if (a.pieces.size === 0 || b.pieces.size === 0) return a.pieces.size === b.pieces.size && a.bases === b.bases ? 1 : 0;
  const hasMembers = Math.min(a.members.size, b.members.size) >= FEWEST_MEMBERS;
  return Math.max(shared(a.pieces, b.pieces), hasMembers ? Math.min(MOST_BY_MEMBERS, shared(a.members, b.members)) : 0);
}

/** The same for what is a shape and no more: one that has a few fields of another is another thing. */
export function likenessOfShapes(a: Body, b: Body): number {
  const [small, large] = [a.pieces.size, b.pieces.size].sort((x, y) => x - y);
  const degree = likeness(a, b);
  return large === undefined || small === undefined || large === 0 ? degree : Math.min(degree, small / large / ALIKE);
}

const MOST_BY_MEMBERS = 0.75;
/** Fewer are what a framework asks for. */
const FEWEST_MEMBERS = 3;

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  return [...small].filter((one) => large.has(one)).length / small.size;
}

/** Where the next thing begins at the margin: the first unindented line that closes or continues nothing. */
export function endOfBlock(text: string, from: number): number {
  const margin = /\n(?=[^\s)\]}>#/*|&=?:])/g;
  margin.lastIndex = from;
  return margin.exec(text)?.index ?? text.length;
}
