/** Reads every batch in this thread. */
import { batchReader } from '../../../../src/facts/threads/batch.ts';
import type { readBatches as real } from '../../../../src/facts/threads/pool.ts';

export const readBatches: typeof real = async (reading, batches, _alone, take) => {
  const read = batchReader(reading);
  for (const [number, batch] of batches.entries()) take(read(batch), number);
};
