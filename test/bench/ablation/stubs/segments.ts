/** Nothing is known of any blob, and nothing is kept: facts stay in memory. */
import { joinRecords } from '../../../../src/facts/cache/segment-index.ts';
import type {
  shouldJoin as realJoin,
  openSegments as realOpen,
  writeSegment as realWrite,
} from '../../../../src/facts/cache/segments.ts';

export const openSegments: typeof realOpen = (_folder, { idLength }) => ({
  index: joinRecords(idLength, []),
  find: () => -1,
  state: () => 'unscanned',
  facts: () => null,
  bytes: () => null,
  names: [],
});
export const writeSegment: typeof realWrite = () => null;
export const shouldJoin: typeof realJoin = () => false;
