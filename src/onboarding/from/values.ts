/**
 * What a configuration file states, whatever it is written in: plain values, each with the place at which it stands. What
 * only running the file could tell is a value, too, of the kind `unread`.
 */
import type { JsonNode } from '../../registry/json.ts';
import { lineIndex } from '../../text/lines.ts';

/** Where a value is written. */
export interface Spot {
  readonly path: string;
  readonly line: number;
}

export interface Member {
  readonly key: string;
  readonly value: Value;
}

export type Value = { readonly spot: Spot } & (
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly unread: readonly Unread[] }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | {
      readonly kind: 'unread';
      readonly code: string;
      /** Of a call: what it is given. */
      readonly given?: readonly Value[];
    }
);

/** A part of a file that is no literal: what stands there, shortened. */
export interface Unread {
  readonly spot: Spot;
  readonly code: string;
}

/** The value of a key, or of a key of that, and so on; the last one counts where a key stands twice. */
export function at(value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  return atPath(value, keys);
}

/** The same for a list of keys. */
export function atPath(value: Value | undefined, keys: readonly string[]): Value | undefined {
  let found = value;
  for (const key of keys)
    found = found?.kind === 'object' ? found.members.findLast((one) => one.key === key)?.value : undefined;
  return found;
}

/** The members of an object, each key once; none for anything else. */
export function members(value: Value | undefined): readonly Member[] {
  if (value?.kind !== 'object') return [];
  return [...new Map(value.members.map((member) => [member.key, member])).values()];
}

/** The items of a list; a value that is no list is its only item. */
export function items(value: Value | undefined): readonly Value[] {
  if (value === undefined || value.kind === 'null') return [];
  return value.kind === 'array' ? value.items : [value];
}

/** A string, or null. */
export function textOf(value: Value | undefined): string | null {
  return value?.kind === 'string' ? value.value : null;
}

/** The strings of a list, or the one string. */
export function textsOf(value: Value | undefined): string[] {
  return items(value).flatMap((item) => textOf(item) ?? []);
}

/** Whether a flag is set. */
export function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'boolean' && value.value;
}

/** Everything in a value that could not be read, its own parts included. */
export function unreadIn(value: Value | undefined): readonly Unread[] {
  switch (value?.kind) {
    case 'unread':
      return [value];
    case 'array':
      return value.items.flatMap(unreadIn);
    case 'object':
      return [...value.unread, ...value.members.flatMap((member) => unreadIn(member.value))];
    default:
      return [];
  }
}

/** The lines of a text's offsets, as places of a file. */
export function spotsOf(path: string, text: string): (offset: number) => Spot {
  const lines = lineIndex(text);
  return (offset) => ({ path, line: lines.position(offset).line });
}

/** JSON as a value. */
export function fromJson(node: JsonNode, spotAt: (offset: number) => Spot): Value {
  const spot = spotAt(node.at);
  switch (node.kind) {
    case 'object':
      return {
        ...{ kind: 'object', spot, unread: [] },
        members: node.members.map(({ key, value }) => ({ key, value: fromJson(value, spotAt) })),
      };
    case 'array':
      return { kind: 'array', spot, items: node.items.map((item) => fromJson(item, spotAt)) };
    case 'null':
      return { kind: 'null', spot };
    case 'string':
      return { kind: 'string', spot, value: node.value };
    case 'number':
      return { kind: 'number', spot, value: node.value };
    case 'boolean':
      return { kind: 'boolean', spot, value: node.value };
  }
}
