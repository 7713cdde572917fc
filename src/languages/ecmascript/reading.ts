/**
 * What the readers of one file share: the skeleton they read from and the facts they have found so far.
 */

import type { DefinitionFact, DefinitionKind, ImportedName, ImportFact, ImportForm, Span } from '../../types.ts';
import { closeOf } from './brackets.ts';
import { CLOSE_PAREN, OPEN_PAREN, SEMICOLON } from './characters.ts';
import { isBlock, isPlainBlock } from './context.ts';
import { type Leaving, newLeaving } from './leaving.ts';
import { type Literal, nextOutside, PLAIN, type Skeleton, skipSpace } from './skeleton.ts';

/** A name and where it stands. */
export interface NamedSpan extends Span {
  readonly name: string;
}

/** What is shared: the skeleton, the facts, and answers that are kept for speed. */
export interface Reading {
  readonly skeleton: Skeleton;
  readonly text: string;
  readonly imports: ImportFact[];
  readonly definitions: DefinitionFact[];
  readonly exports: Set<string>;
  /** How names leave the module. */
  readonly leaving: Leaving;
  /** Per brace: it, or one around it, is a block. Filled on demand. */
  readonly blocks: Map<number, boolean>;
  /** Per brace: it and all around it are blocks of no function. Filled on demand. */
  readonly plainBlocks: Map<number, boolean>;
  /** Per comma that was looked up: it separates declarators. */
  readonly commas: Map<number, boolean>;
  /** Per comma that was looked up: the `:` after it come before types. */
  readonly annotations: Map<number, boolean>;
  /** The last chain of assignments to exports: where it begins, and its value. */
  chain: { readonly start: number; readonly value: number };
  /** Where the names of nested exported variables stand, which were read with their `export`. */
  readonly exportedInside: Set<number>;
  /** `(` to its `)` for the whole file; built when searching nearby is not enough. */
  closeParens: Map<number, number> | null;
  /** Characters that searches forward may still visit; when it is spent they look only a little way ahead. */
  budget: number;
  /** Up to here no list of type arguments closes. */
  noAnglesUntil: number;
}

/** A reading without facts. */
export function newReading(skeleton: Skeleton): Reading {
  return {
    skeleton,
    text: skeleton.text,
    imports: [],
    definitions: [],
    exports: new Set(),
    leaving: newLeaving(),
    blocks: new Map(),
    plainBlocks: new Map(),
    commas: new Map(),
    annotations: new Map(),
    chain: { start: -1, value: -1 },
    exportedInside: new Set(),
    closeParens: null,
    budget: 16 * skeleton.text.length + 10_000,
    noAnglesUntil: -1,
  };
}

/** True when `brace` (an index, -1 for none) or one around it is a block or body, not an object or an element's code. */
function isNested(reading: Reading, brace: number): boolean {
  const path: number[] = [];
  let nested = false;
  for (let i = brace; i >= 0; i = reading.skeleton.braceParent[i] ?? -1) {
    const known = reading.blocks.get(i);
    if (known !== undefined) {
      nested = known;
      break;
    }
    path.push(i);
    if (reading.skeleton.braceKind[i] === PLAIN && isBlock(reading.skeleton, reading.skeleton.braceOpen[i] ?? 0)) {
      nested = true;
      break;
    }
  }
  for (const i of path) reading.blocks.set(i, nested);
  return nested;
}

/** True when `brace` and all around it are bodies of `if`, `try`, loops and the like: what runs there runs with the module. */
export function inPlainBlocks({ skeleton, plainBlocks }: Reading, brace: number): boolean {
  const path: number[] = [];
  let plain = true;
  for (let i = brace; plain && i >= 0; i = skeleton.braceParent[i] ?? -1) {
    const known = plainBlocks.get(i);
    if (known !== undefined) {
      plain = known;
      break;
    }
    path.push(i);
    plain = skeleton.braceKind[i] === PLAIN && isPlainBlock(skeleton, skeleton.braceOpen[i] ?? 0);
  }
  for (const i of path) plainBlocks.set(i, plain);
  return plain;
}

/** How far a search forward from `from` may go: to the end, or a few hundred characters, when many searches went far already. */
export function searchLimit(reading: Reading, from: number): number {
  return reading.budget > 0 ? reading.text.length : Math.min(reading.text.length, from + 200);
}

const PAREN = /[(){}]/g;

/** Offset of the `)` that closes the `(` at `open`, -1 when nothing does within the same braces. */
export function closeParenOf(reading: Reading, open: number): number {
  if (reading.closeParens !== null) return reading.closeParens.get(open) ?? -1;
  const { skeleton, text } = reading;
  let depth = 0;
  PAREN.lastIndex = open;
  for (let at = nextOutside(skeleton, PAREN, text); at >= 0; at = nextOutside(skeleton, PAREN, text)) {
    if (at - open > reading.budget) {
      reading.closeParens = pairParens(skeleton);
      return reading.closeParens.get(open) ?? -1;
    }
    const code = text.charCodeAt(at);
    if (code === OPEN_PAREN) depth++;
    else if (code === CLOSE_PAREN) {
      depth--;
      if (depth === 0) {
        reading.budget -= at - open;
        return at;
      }
    } else {
      const close = code === 123 ? closeOf(skeleton, at) : -1;
      if (close < 0) {
        reading.budget -= at - open;
        return -1;
      }
      PAREN.lastIndex = close + 1;
    }
  }
  reading.budget -= text.length - open;
  return -1;
}

/** All pairs of parentheses in one walk. A closing brace drops the parentheses that were left open in it. */
function pairParens(skeleton: Skeleton): Map<number, number> {
  const { text, spanStart, spanEnd } = skeleton;
  const pairs = new Map<number, number>();
  const open: number[] = [];
  let span = 0;
  PAREN.lastIndex = 0;
  for (let match = PAREN.exec(text); match !== null; match = PAREN.exec(text)) {
    const at = match.index;
    while (span < spanStart.length && (spanEnd[span] ?? 0) <= at) span++;
    if (span < spanStart.length && (spanStart[span] ?? 0) <= at) {
      PAREN.lastIndex = spanEnd[span] ?? text.length;
      continue;
    }
    const code = text.charCodeAt(at);
    if (code === OPEN_PAREN || code === 123) open.push(at);
    else if (code === CLOSE_PAREN) {
      const last = open[open.length - 1];
      if (last !== undefined && text.charCodeAt(last) === OPEN_PAREN) {
        pairs.set(last, at);
        open.pop();
      }
    } else {
      let last = open.pop();
      while (last !== undefined && text.charCodeAt(last) === OPEN_PAREN) last = open.pop();
    }
  }
  return pairs;
}

/** Where a statement ends whose last significant part ends at `end`: its semicolon is included. */
export function statementEnd(text: string, end: number): { readonly end: number; readonly semicolon: boolean } {
  const next = skipSpace(text, end);
  return text.charCodeAt(next) === SEMICOLON ? { end: next + 1, semicolon: true } : { end, semicolon: false };
}

/** Adds an import fact; optional fields are left out when empty. */
export function addImport(
  reading: Reading,
  form: ImportForm,
  literal: Literal,
  statement: Span,
  brace: number,
  rest: {
    readonly names?: readonly ImportedName[];
    readonly typeOnly?: boolean;
    readonly via?: string;
    readonly semicolon?: boolean;
  },
): void {
  reading.imports.push({
    form,
    specifier: literal.value,
    start: literal.start,
    end: literal.end,
    names: rest.names ?? [],
    statement,
    typeOnly: rest.typeOnly ?? false,
    ...(rest.via === undefined ? {} : { via: rest.via }),
    ...(rest.semicolon === undefined ? {} : { semicolon: rest.semicolon }),
    ...quoteAt(reading.text, literal.start),
    ...(isNested(reading, brace) ? { nested: true } : {}),
  });
}

/** The quote that opens at an offset; single ones are not said. */
function quoteAt(text: string, at: number): { readonly quote?: '"' | '`' } {
  const quote = text[at];
  return quote === '"' || quote === '`' ? { quote } : {};
}

/** Adds a definition fact; optional fields are left out when empty. */
export function addDefinition(
  reading: Reading,
  kind: DefinitionKind,
  name: NamedSpan,
  statement: Span,
  rest: { readonly nested: boolean; readonly exported: boolean; readonly aliasOf?: string | undefined },
): void {
  reading.definitions.push({
    kind,
    name: name.name,
    start: name.start,
    end: name.end,
    scope: rest.nested ? 'nested' : 'module',
    exported: rest.exported,
    statement,
    ...(rest.aliasOf === undefined ? {} : { aliasOf: rest.aliasOf }),
  });
}
