/**
 * A thread that reads portions: the second entry of the bundle. It gets what is the same for all portions when it
 * starts, then one portion at a time, and gives back its facts or what was thrown.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { type Portion, type PortionFacts, portionReader, type Reading } from './batch.ts';

/** A portion and its number, which comes back with its facts. */
export interface Order {
  readonly number: number;
  readonly portion: Portion;
}

export type Reply =
  | { readonly kind: 'facts'; readonly number: number; readonly facts: PortionFacts }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'broken'; readonly message: string; readonly stack: string };

const read = portionReader(workerData as Reading);

parentPort?.on('message', (order: Order) => {
  const reply = answer(order);
  parentPort?.postMessage(reply, reply.kind === 'facts' ? [reply.facts.text.buffer] : []);
});

function answer({ number, portion }: Order): Reply {
  try {
    return { kind: 'facts', number, facts: read(portion) };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'refused', message: error.message, hint: error.hint };
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'broken', message, stack };
  }
}
