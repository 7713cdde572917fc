/**
 * A thread that reads batches: the second entry of the bundle. It gets what is the same for all batches when it
 * starts, then one batch at a time, and gives back its facts or what was thrown.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { type Batch, type BatchFacts, batchReader, type Reading } from './batch.ts';

/** A batch and its number, which comes back with its facts. */
export interface Order {
  readonly number: number;
  readonly batch: Batch;
}

export type Reply =
  | { readonly kind: 'facts'; readonly number: number; readonly facts: BatchFacts }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'broken'; readonly message: string; readonly stack: string };

const read = batchReader(workerData as Reading);

parentPort?.on('message', (order: Order) => {
  const reply = answer(order);
  parentPort?.postMessage(reply, reply.kind === 'facts' ? [reply.facts.text.buffer] : []);
});

function answer({ number, batch }: Order): Reply {
  try {
    return { kind: 'facts', number, facts: read(batch) };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'refused', message: error.message, hint: error.hint };
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'broken', message, stack };
  }
}
