/** Reads every batch in this thread. */
import { portionReader } from '../../../../src/facts/threads/batch.ts';
import type { readPortions as real } from '../../../../src/facts/threads/pool.ts';

export const readPortions: typeof real = async (reading, portions, _alone, take) => {
  const read = portionReader(reading);
  for (const [number, portion] of portions.entries()) take(read(portion), number);
};
