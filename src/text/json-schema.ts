/**
 * Pieces of JSON Schema, for the declarations that give one: of what is read (registry/describe.ts) and of what is written
 * (reporters/shape.ts).
 */

export type JsonSchema = { readonly [keyword: string]: unknown };

/** An object with these keys and no others. */
export function objectSchema(properties: Readonly<Record<string, JsonSchema>>, needed: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties,
    ...(needed.length > 0 ? { required: needed } : {}),
    additionalProperties: false,
  };
}

/** A list with at least so many entries. */
export function listSchema(items: JsonSchema, least = 0): JsonSchema {
  return { type: 'array', items, ...(least > 0 ? { minItems: least } : {}) };
}

/** One of some words. */
export function wordSchema(words: readonly string[]): JsonSchema {
  return { enum: words };
}

/** What a schema says, or null. */
export function orNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.enum)) return { enum: [...schema.enum, null] };
  return schema.type === 'string' || schema.type === 'integer' || schema.type === 'number'
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] };
}
