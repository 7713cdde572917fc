/**
 * What git answers to a request for an object.
 */

export type Answer =
  | { readonly kind: 'object'; readonly id: string; readonly type: string; readonly content: Buffer }
  /** No such name in the index or tree; for an id: no such object, or a damaged one. */
  | { readonly kind: 'missing' }
  /** A partial clone has not fetched it, and this tool does not. */
  | { readonly kind: 'unfetched'; readonly id: string; readonly isTree: boolean }
  | { readonly kind: 'too-large' };
