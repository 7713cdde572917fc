/** There never is an index of HEAD's tree. */
import type {
  knowsWholeTree as realKnows,
  openTreeIndex as realOpen,
  saveWholeTree as realSave,
} from '../../../../src/head-index/head-index.ts';

export const openTreeIndex: typeof realOpen = () => ({
  commit: null,
  listing: null,
  tree: null,
  changes: new Map(),
  learn: () => {},
  definers: () => null,
  save: () => {},
});
export const saveWholeTree: typeof realSave = () => {};
/** So that nobody prepares what would be saved. */
export const knowsWholeTree: typeof realKnows = () => true;
