/** Nothing is asked for before judging asks. */
import type {
  wantForGuard as realGuard,
  wantNearby as realNearby,
  wantForTree as realTree,
} from '../../../../src/judging/prefetch.ts';

export const wantNearby: typeof realNearby = () => {};
export const wantForGuard: typeof realGuard = () => {};
export const wantForTree: typeof realTree = () => {};
