/**
 * Files that numbers are missing something of: those that could not be checked, and those about concepts that do not read
 * cleanly.
 */
import type { Audit } from '../audit.ts';
import type { CheckOutcome } from '../pipeline.ts';
import { damageOf } from '../verifying/damage.ts';

/** Each file once, by path. */
export function unreadIn(outcome: CheckOutcome): Pick<Audit['notCounted'], 'unread' | 'damaged'> {
  const damaged = new Map([...outcome.matcher.concepts.keys(), null].flatMap(damageOf(outcome, false)).map(byPath));
  const unread = new Map(outcome.unchecked.map(byPath));
  return {
    unread: inOrder([...unread.values()].map(({ path, reason }) => ({ path, reason }))),
    damaged: inOrder([...damaged.values()].map(({ path, message }) => ({ path, message }))),
  };
}

function byPath<T extends { readonly path: string; readonly pathBytes?: string }>(one: T): [string, T] {
  return [one.pathBytes ?? one.path, one];
}

function inOrder<T extends { readonly path: string }>(all: T[]): T[] {
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}
