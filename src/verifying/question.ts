/**
 * A whole tree, judged by its own registry.
 */
import type { WholeIndex } from '../git/snapshot.ts';
import type { CheckRequest } from '../judging/request.ts';
import { type CheckOutcome, checkOrRefuse } from '../pipeline.ts';

/** Which tree, and by which day. */
export interface TreeQuestion extends Pick<CheckRequest, 'cwd' | 'today' | 'progress'> {
  readonly scope: { readonly scope: 'ref'; readonly ref: string } | { readonly scope: 'all' } | WholeIndex;
  readonly strict: boolean;
}

/** @throws UserError when nothing can be judged */
export function judgeTree(question: TreeQuestion): Promise<CheckOutcome> {
  return checkOrRefuse({ ...question, config: null });
}
