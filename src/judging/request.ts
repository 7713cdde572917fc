/**
 * What a check is asked to do.
 */
import type { ScopeRequest, WholeIndex } from '../git/snapshot.ts';
import type { CompiledRegistry } from '../registry/matcher.ts';
import type { Severity } from '../types.ts';

export interface CheckRequest {
  readonly cwd: string;
  readonly scope: ScopeRequest | WholeIndex;
  /** A registry on disk instead of the snapshot's own. */
  readonly config: string | null;
  /** A registry that is at hand, for commits that have another one or none. */
  readonly registry?: CompiledRegistry;
  /** Whether uses are counted as well, the right ones too: for `audit`. */
  readonly countsUses?: boolean;
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
  /** Judge as if there were no baseline: for writing one. */
  readonly ignoreBaseline?: boolean;
  /** Over a whole tree, let a second reader look for imports that the scanner does not see. */
  readonly strict?: boolean;
  /** What a range of commits is told of a weaker registry; default: a warning. */
  readonly weakening?: Severity;
  /** Is told how far a large reading has come. */
  readonly progress?: (done: number, of: number) => void;
}
