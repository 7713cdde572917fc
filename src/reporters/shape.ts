/**
 * Shapes: one declaration of a JSON document that gives its JSON Schema and its key order, and that the compiler holds
 * against a TypeScript type: a field that the type has and the shape lacks, or the reverse, does not compile.
 */
import { type JsonSchema, listSchema, objectSchema, orNull, wordSchema } from '../text/json-schema.ts';

export interface Shape<T> {
  readonly schema: JsonSchema;
  /** The same value, keys in declared order, and none that is not declared. */
  ordered(value: T): unknown;
  /** Never there: makes a shape fit its own type and neither a wider nor a narrower one. */
  readonly exactly?: (value: T) => T;
}

/** A key that may be missing. */
interface Optional<T> {
  readonly optional: Shape<T>;
}

type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Optional<Exclude<T[K], undefined>> : Shape<T[K]>;
};

export function string(description: string, limits: JsonSchema = {}): Shape<string> {
  return { schema: { description, type: 'string', ...limits }, ordered: (value) => value };
}

export function boolean(description: string): Shape<boolean> {
  return { schema: { description, type: 'boolean' }, ordered: (value) => value };
}

/** A whole number that is not less than `minimum`. */
export function integer(minimum: number, description: string): Shape<number> {
  return { schema: { description, type: 'integer', minimum }, ordered: (value) => value };
}

/** Any number. */
export function number(description: string): Shape<number> {
  return { schema: { description, type: 'number' }, ordered: (value) => value };
}

export function constant<const T extends string | number>(value: T, description: string): Shape<T> {
  return { schema: { description, const: value }, ordered: () => value };
}

/** One of some words. */
export function oneOf<const T extends string>(words: readonly T[], description: string): Shape<T> {
  return { schema: { description, ...wordSchema(words) }, ordered: (value) => value };
}

/** What the shape says, or null. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  const { description, ...rest } = shape.schema;
  return {
    schema: { description, ...orNull(rest) },
    ordered: (value) => (value === null ? null : shape.ordered(value)),
  };
}

/** @param most so many entries at most; as many as there are where it is left out */
export function list<T>(item: Shape<T>, description: string, most?: number): Shape<readonly T[]> {
  return {
    schema: { description, ...listSchema(item.schema), ...(most === undefined ? {} : { maxItems: most }) },
    ordered: (values) => values.map((value) => item.ordered(value)),
  };
}

export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

/** An object with these keys and no others. */
export function object<T extends object>(fields: Fields<T>, description: string): Shape<T> {
  const shapes: readonly (readonly [string, Shape<unknown> | Optional<unknown>])[] = Object.entries(fields);
  return {
    schema: {
      description,
      ...objectSchema(
        Object.fromEntries(shapes.map(([key, field]) => [key, shapeOf(field).schema])),
        shapes.filter(([, field]) => !('optional' in field)).map(([key]) => key),
      ),
    },
    ordered(value) {
      const given = new Map<string, unknown>(Object.entries(value));
      const result: Record<string, unknown> = {};
      for (const [key, field] of shapes) {
        const entry = given.get(key);
        if (entry !== undefined) result[key] = shapeOf(field).ordered(entry);
      }
      return result;
    },
  };
}

function shapeOf(field: Shape<unknown> | Optional<unknown>): Shape<unknown> {
  return 'optional' in field ? field.optional : field;
}
