/** Nothing is known of any blob, and nothing is kept: facts stay in memory. */
import { joinRecords } from '../../../../src/facts/cache/segment-index.ts';
import type {
  shouldJoin as realJoin,
  openPacks as realOpen,
  writePack as realWrite,
} from '../../../../src/facts/cache/segments.ts';

export const openPacks: typeof realOpen = (_folder, { idLength }) => ({
  index: joinRecords(idLength, []),
  find: () => -1,
  state: () => 'bare',
  facts: () => null,
  bytes: () => null,
  names: [],
});
export const writePack: typeof realWrite = () => null;
export const shouldJoin: typeof realJoin = () => false;
