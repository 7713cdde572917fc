/**
 * Values while they are being read: objects and lists that grow, for formats that state one thing in many places.
 */
import type { Spot, Value } from '../values.ts';

export interface Table {
  readonly kind: 'table';
  readonly spot: Spot;
  readonly entries: Map<string, Grown>;
}

export interface List {
  readonly kind: 'list';
  readonly spot: Spot;
  readonly items: Grown[];
}

export type Grown = Table | List | Value;

/** An object that nothing was read of yet. */
export function newTable(spot: Spot): Table {
  return { kind: 'table', spot, entries: new Map() };
}

/** The value as it stands at the end. */
export function grown(node: Grown): Value {
  if (node.kind === 'list') return { kind: 'array', spot: node.spot, items: node.items.map(grown) };
  if (node.kind !== 'table') return node;
  const members = [...node.entries].map(([key, value]) => ({ key, value: grown(value) }));
  return { kind: 'object', spot: node.spot, members, unread: [] };
}
