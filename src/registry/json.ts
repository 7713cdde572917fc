/**
 * JSON with comments and trailing commas, read into nodes that know where they stand.
 *
 * The registry is untrusted: objects become lists of members, so no key (`__proto__`) means anything to JavaScript, a
 * key written twice is seen, and nesting ends before the parser's recursion does. Reading stops at the first place that
 * is not JSON, because what a parser guesses after it is noise; duplicate keys are all reported.
 */

import { loadPackage } from '../text/load-package.ts';
import { quote } from './problems.ts';

export type JsonNode = { readonly at: number } & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
);

export type JsonKind = JsonNode['kind'];

/** `at` is the key's offset. */
export interface JsonMember {
  readonly key: string;
  readonly at: number;
  readonly value: JsonNode;
}

/** Something wrong at an offset; `other` is the offset of the second place, which the message ends in. */
export interface JsonProblem {
  readonly at: number;
  readonly message: string;
  readonly other?: number;
}

/** `root` is null when the text is not JSON; then `problems` says where and why. */
export interface JsonResult {
  readonly root: JsonNode | null;
  readonly problems: readonly JsonProblem[];
}

const MAX_DEPTH = 32;
const MAX_LENGTH = 16 * 1024 * 1024;

/** What the parser's `ParseErrorCode`s mean to a reader. `%` stands for the text found there. */
const SYNTAX: Readonly<Record<number, string>> = {
  1: 'unexpected %', //                                                                     InvalidSymbol
  2: 'this number cannot be read', //                                                       InvalidNumberFormat
  3: 'a key in double quotes is expected here', //                                          PropertyNameExpected
  4: 'a value is expected here', //                                                         ValueExpected
  5: 'a ":" is missing before this', //                                                     ColonExpected
  6: 'a comma is missing before this', //                                                   CommaExpected
  7: 'a "}" is missing here', //                                                            CloseBraceExpected
  8: 'a "]" is missing here', //                                                            CloseBracketExpected
  9: 'nothing may follow the end of the registry', //                                       EndOfFileExpected
  11: 'this comment does not end', //                                                       UnexpectedEndOfComment
  12: 'this string does not end on its line', //                                            UnexpectedEndOfString
  13: 'this number cannot be read', //                                                      UnexpectedEndOfNumber
  14: 'this string holds a malformed "\\u" escape', //                                      InvalidUnicode
  15: 'this string holds an unknown escape; a backslash itself is written "\\\\"', //       InvalidEscapeCharacter
  16: 'this string holds a control character; tabs are written "\\t"', //                   InvalidCharacter
};

/** Ends the parser's run from inside its callbacks. */
const STOP = Symbol('stop');

type Parser = Pick<typeof import('jsonc-parser'), 'visit'>;

/** Loaded when a registry is read; a run that has it cached does not. */
let loaded: Parser | undefined;

function parser(): Parser {
  loaded ??= loadPackage<Parser>('jsonc-parser');
  return loaded;
}

interface OpenNode {
  readonly node:
    | { kind: 'object'; at: number; members: JsonMember[] }
    | { kind: 'array'; at: number; items: JsonNode[] };
  readonly keys: Map<string, number>;
  /** The key that waits for its value; null for one that was there before. */
  pending: { key: string; at: number } | null;
}

/** Reads a text, with or without a byte-order mark. Never throws; offsets count from the start of `text`. */
export function readJson(text: string): JsonResult {
  if (text.length > MAX_LENGTH) return failure(0, 'the file is larger than 16 MB');
  const conflicts = conflictMarkers(text);
  if (conflicts.length > 0) return { root: null, problems: conflicts };
  const shift = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const body = shift === 0 ? text : text.slice(1);
  if (body.trim() === '') return failure(0, 'the file is empty; the least is { "version": 1 }');

  const problems: JsonProblem[] = [];
  const open: OpenNode[] = [];
  let root: JsonNode | null = null;
  let broken = false;

  const stop = (at: number, message: string): never => {
    problems.push({ at: at + shift, message });
    broken = true;
    throw STOP;
  };
  const add = (node: JsonNode): void => {
    const parent = open.at(-1);
    if (parent === undefined) root = node;
    else if (parent.node.kind === 'array') parent.node.items.push(node);
    else if (parent.pending !== null) parent.node.members.push({ ...parent.pending, value: node });
  };
  const enter = (node: OpenNode['node']): void => {
    if (open.length === MAX_DEPTH) stop(node.at - shift, `nested deeper than ${MAX_DEPTH} levels`);
    add(node);
    open.push({ node, keys: new Map(), pending: null });
  };
  const leave = (): void => {
    open.pop();
  };

  try {
    parser().visit(
      body,
      {
        onObjectBegin: (offset) => enter({ kind: 'object', at: offset + shift, members: [] }),
        onArrayBegin: (offset) => enter({ kind: 'array', at: offset + shift, items: [] }),
        onObjectEnd: leave,
        onArrayEnd: leave,
        onObjectProperty: (key, offset) => {
          const parent = open.at(-1);
          if (parent === undefined) return;
          const at = offset + shift;
          const other = parent.keys.get(key);
          if (other === undefined) parent.keys.set(key, at);
          else problems.push({ at, message: `duplicate key ${quote(key)}, which already stands at`, other });
          parent.pending = other === undefined ? { key, at } : null;
        },
        onLiteralValue: (value: unknown, offset) => add(literal(value, offset + shift)),
        onError: (code, offset, length) => {
          const words = SYNTAX[code] ?? 'this cannot be read';
          stop(offset, `not JSON: ${words.replace('%', () => quote(body.slice(offset, offset + length)))}`);
        },
      },
      { allowTrailingComma: true },
    );
  } catch (error) {
    if (error !== STOP) throw error;
  }
  return { root: broken ? null : root, problems };
}

function failure(at: number, message: string): JsonResult {
  return { root: null, problems: [{ at, message }] };
}

function literal(value: unknown, at: number): JsonNode {
  if (typeof value === 'string') return { kind: 'string', at, value };
  if (typeof value === 'number') return { kind: 'number', at, value };
  if (typeof value === 'boolean') return { kind: 'boolean', at, value };
  return { kind: 'null', at };
}

/** Where a merge was left unfinished. The markers begin a line, where JSON has nothing like them. */
function conflictMarkers(text: string): JsonProblem[] {
  if (!text.includes('<<<<<<<') && !text.includes('>>>>>>>')) return [];
  const markers = [...text.matchAll(/^\ufeff?(<{7}|>{7})(?=[ \r\n]|$)/gm)].map(({ index, 1: marker = '' }) => ({
    at: index,
    marker,
  }));
  const starts = markers.filter(({ marker }) => marker.startsWith('<'));
  return (starts.length > 0 ? starts : markers).map(({ at, marker }) => ({
    at,
    message: `conflict marker ${quote(marker)}: finish the merge of this file first`,
  }));
}
