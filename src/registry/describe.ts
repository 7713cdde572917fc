/**
 * Typed descriptors: one value says what a piece of the registry may be, and gives the validation, the TypeScript type
 * of what was read, and the JSON Schema.
 *
 * Reading never stops at the first problem; a piece that is wrong reads as undefined, and its neighbours are read on.
 */

import { type JsonSchema, listSchema, objectSchema, wordSchema } from '../text/json-schema.ts';
import { nearest } from '../text/nearest.ts';
import type { Format } from './formats.ts';
import type { JsonKind, JsonMember, JsonNode } from './json.ts';
import { quote } from './problems.ts';

/** Told of each problem: the offset, and the sentence. */
export type ReportProblem = (at: number, message: string) => void;

export interface Type<V> {
  /** The kinds of JSON value that it takes; `either` chooses by them. */
  readonly kinds: readonly JsonKind[];
  /** With its article: "a glob". */
  readonly words: string;
  readonly schema: JsonSchema;
  /** @param subject who is being read, as the beginning of a sentence: `"until"`, `an entry of "in"` */
  readonly read: (node: JsonNode, subject: string, report: ReportProblem) => V | undefined;
}

/** What a descriptor reads. */
export type Read<T> = T extends Type<infer V> ? V : never;

/** A value and the offset where it stands. */
export interface Located<V> {
  readonly at: number;
  readonly value: V;
}

/** An entry of a map; `at` is the key's offset. */
export interface Entry<V> extends Located<V> {
  readonly key: string;
}

export interface Field<V, R extends boolean = boolean> {
  readonly type: Type<V>;
  /** Without this key the object reads as undefined. */
  readonly required: R;
  /** Without this key the object is refused. */
  readonly stated: boolean;
  readonly schema: JsonSchema;
}

/** What stands beside a field's type in the published schema. */
interface FieldNotes {
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

type Fields = { readonly [key: string]: Field<unknown> };

/** `at` is the offset of the object's brace. */
export type ObjectValue<F extends Fields> = { readonly at: number } & {
  readonly [K in keyof F]: F[K] extends Field<infer V, infer R> ? (R extends true ? V : V | undefined) : never;
};

// ---------------------------------------------------------------------------------------------------------- fields

/** A key that must stand in the object. */
export function required<V>(type: Type<V>, doc: string, notes: FieldNotes = {}): Field<V, true> {
  return { type, required: true, stated: true, schema: { ...type.schema, description: doc, ...notes } };
}

/** A key that may stand in the object. */
export function optional<V>(type: Type<V>, doc: string, notes: FieldNotes = {}): Field<V, false> {
  return { type, required: false, stated: false, schema: { ...type.schema, description: doc, ...notes } };
}

/** A key that must stand in the object, but that nothing else depends on: without it the rest is read all the same. */
export function stated<V>(type: Type<V>, doc: string, notes: FieldNotes = {}): Field<V, false> {
  return { ...optional(type, doc, notes), stated: true };
}

// ----------------------------------------------------------------------------------------------------------- types

/** A non-empty string of a format. */
export function text(format: Format): Type<string> {
  const { words, refuse, pattern } = format;
  return {
    kinds: ['string'],
    words,
    schema: { type: 'string', minLength: 1, ...(pattern === undefined ? {} : { pattern }) },
    read: (node, subject, report) => {
      if (node.kind !== 'string') return wrong(node, subject, words, report);
      const why = node.value === '' ? 'is empty' : refuse(node.value);
      if (why === null) return node.value;
      report(node.at, node.value === '' ? `${subject} ${why}` : `${subject}: ${quote(node.value)} ${why}`);
      return undefined;
    },
  };
}

/** One of a few words. */
export function oneOf<const W extends string>(allowed: readonly W[]): Type<W> {
  const quoted = allowed.map((word) => `"${word}"`);
  const words = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  return {
    kinds: ['string'],
    words,
    schema: wordSchema(allowed),
    read: (node, subject, report) => {
      const found = node.kind === 'string' ? allowed.find((word) => word === node.value) : undefined;
      if (found !== undefined) return found;
      const meant = node.kind === 'string' ? nearest(node.value, allowed) : null;
      report(node.at, `${subject} must be ${words}, not ${described(node)}${didYouMean(meant)}`);
      return undefined;
    },
  };
}

/** `true` or `false`. */
export function boolean(): Type<boolean> {
  return {
    kinds: ['boolean'],
    words: 'true or false',
    schema: { type: 'boolean' },
    read: (node, subject, report) =>
      node.kind === 'boolean' ? node.value : wrong(node, subject, 'true or false', report),
  };
}

/** Exactly this number or boolean. `unknown` words the refusal of another value of the same kind. */
export function exactly<const C extends number | boolean>(constant: C, unknown?: string): Type<C> {
  return {
    kinds: [typeof constant === 'number' ? 'number' : 'boolean'],
    words: String(constant),
    schema: { const: constant },
    read: (node, subject, report) => {
      if ((node.kind === 'number' || node.kind === 'boolean') && node.value === constant) return constant;
      if (unknown === undefined || node.kind !== typeof constant) return wrong(node, subject, String(constant), report);
      report(node.at, `${subject} ${described(node)} ${unknown}`);
      return undefined;
    },
  };
}

/** `null`. */
export function nothing(): Type<null> {
  return {
    kinds: ['null'],
    words: 'null',
    schema: { type: 'null' },
    read: (node, subject, report) => (node.kind === 'null' ? null : wrong(node, subject, 'null', report)),
  };
}

/** A list; `least` is the number of entries below which it is refused. */
export function list<V>(item: Type<V>, least = 0): Type<readonly V[]> {
  const words = `a list, each entry ${item.words}`;
  return {
    kinds: ['array'],
    words,
    schema: listSchema(item.schema, least),
    read: (node, subject, report) => {
      if (node.kind !== 'array') return wrong(node, subject, words, report);
      if (node.items.length < least) report(node.at, `${subject} is an empty list, which says nothing`);
      const values = node.items.map((one) => item.read(one, `an entry of ${subject}`, report));
      return values.filter((value) => value !== undefined);
    },
  };
}

/** One, or a list of them. */
export function oneOrMany<V>(item: Type<V>, least = 1): Type<readonly V[]> {
  const many = list(item, least);
  const words = `${item.words} or a list`;
  return {
    kinds: [...item.kinds, 'array'],
    words,
    schema: { anyOf: [item.schema, many.schema] },
    read: (node, subject, report) => {
      if (node.kind === 'array') return many.read(node, subject, report);
      if (!item.kinds.includes(node.kind)) return wrong(node, subject, words, report);
      const value = item.read(node, subject, report);
      return value === undefined ? undefined : [value];
    },
  };
}

/** Chosen by the kind of JSON value, so the alternatives take different kinds. */
export function either<A, B>(first: Type<A>, second: Type<B>): Type<A | B> {
  const words = `${first.words} or ${second.words}`;
  return {
    kinds: [...first.kinds, ...second.kinds],
    words,
    schema: { anyOf: [first.schema, second.schema] },
    read: (node, subject, report) => {
      const type = [first, second].find((one) => one.kinds.includes(node.kind));
      return type === undefined ? wrong(node, subject, words, report) : type.read(node, subject, report);
    },
  };
}

/** The same, and where it stands. */
export function located<V>(type: Type<V>): Type<Located<V>> {
  return {
    ...type,
    read: (node, subject, report) => {
      const value = type.read(node, subject, report);
      return value === undefined ? undefined : { at: node.at, value };
    },
  };
}

/** An object whose keys are the user's own words. */
export function map<V>(keys: Format, values: Type<V>, words: string, least = 0): Type<readonly Entry<V>[]> {
  return {
    kinds: ['object'],
    words,
    schema: {
      type: 'object',
      ...(keys.pattern === undefined ? {} : { propertyNames: { minLength: 1, pattern: keys.pattern } }),
      additionalProperties: values.schema,
      ...(least > 0 ? { minProperties: least } : {}),
    },
    read: (node, subject, report) => {
      if (node.kind !== 'object') return wrong(node, subject, words, report);
      if (node.members.length < least) report(node.at, `${subject} is empty, which says nothing`);
      return node.members.flatMap(({ key, at, value: child }) => {
        const why = key === '' ? 'is empty' : keys.refuse(key);
        if (why !== null) report(at, `a key of ${subject}: ${quote(key)} ${why}`);
        const value = values.read(child, quote(key), report);
        return value === undefined || why !== null ? [] : [{ key, at, value }];
      });
    },
  };
}

/** A rule about which keys stand together, said in both ways. */
export interface KeyRule<F extends Fields> {
  readonly schema: JsonSchema;
  /** @param has whether a key was written, well or badly */
  readonly refuse: (has: (key: keyof F & string) => boolean) => string | null;
}

/** An object with known keys. */
export function object<const F extends Fields>(words: string, fields: F, rule?: KeyRule<F>): Type<ObjectValue<F>> {
  const table = new Map(Object.entries(fields));
  const keys = [...table.keys()];
  const stated = [...table].filter(([, field]) => field.stated).map(([key]) => key);
  const needed = stated.filter((key) => table.get(key)?.required);
  return {
    kinds: ['object'],
    words,
    schema: {
      ...objectSchema(Object.fromEntries([...table].map(([key, field]) => [key, field.schema])), stated),
      ...rule?.schema,
    },
    read: (node, subject, report) => {
      if (node.kind !== 'object') return wrong(node, subject, words, report);
      // Only keys of the table are ever set.
      const value: Record<string, unknown> = { at: node.at };
      for (const key of keys) value[key] = undefined;
      for (const member of node.members) {
        const field = table.get(member.key);
        if (field === undefined) report(member.at, unknownKey(member, keys));
        else value[member.key] = field.type.read(member.value, quote(member.key), report);
      }
      const has = (key: string) => node.members.some((member) => member.key === key);
      for (const key of stated) if (!has(key)) report(node.at, `${subject} lacks the key "${key}"`);
      const why = rule?.refuse(has) ?? null;
      if (why !== null) report(node.at, `${subject} ${why}`);
      if (why !== null || needed.some((key) => value[key] === undefined)) return undefined;
      // The table holds exactly the keys of F, each read by its own type.
      return value as ObjectValue<F>;
    },
  };
}

// ----------------------------------------------------------------------------------------------------------- words

function unknownKey({ key }: JsonMember, keys: readonly string[]): string {
  const meant = nearest(key, keys);
  return `unknown key ${quote(key)}${meant === null ? `; known here: ${keys.join(', ')}` : didYouMean(meant)}`;
}

function didYouMean(meant: string | null): string {
  return meant === null ? '' : `; did you mean "${meant}"?`;
}

function wrong(node: JsonNode, subject: string, words: string, report: ReportProblem): undefined {
  report(node.at, `${subject} must be ${words}, not ${described(node)}`);
  return undefined;
}

function described(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    case 'string':
      return quote(node.value);
    case 'null':
      return 'null';
    default:
      return String(node.value);
  }
}
